"""One number of the policy at a time, over its range: how far each score moves, and who then comes first."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

import numpy as np
import pandas as pd

from vendor_review.scoring.model.bands import Floats
from vendor_review.scoring.model.controls import share_out
from vendor_review.scoring.model.scores import Scores
from vendor_review.scoring.scenarios.engine import Scenarios, strength_with

#: What is moved, in the order in which it is told.
KAPPA, GATE_FLOOR, STRENGTH, WEIGHTS = "kappa", "gate_floor", "strength", "weights"
MOVED = (KAPPA, GATE_FLOOR, STRENGTH, WEIGHTS)
#: Points closer than this are equal, as in the bands.
_DECIMALS = 9


@dataclass(frozen=True)
class Tornado:
    """What moving the policy's numbers would change.

    Attributes
    ----------
    vendors
        Indexed by vendor_id, in the order of `Scores.vendors`, and by `moved` (kappa, gate_floor, strength, weights):
        `least` and `most`, the lowest and the highest upper end of the score over the range, in index points.
    first
        `moved` to the ids of all vendors that have the highest upper end somewhere in what was tried, in the order of
        `Scores.vendors`.

    Examples
    --------
    >>> from vendor_review.scoring import move_numbers
    >>> move_numbers(scores).first["kappa"]
    ('aws',)
    """

    vendors: pd.DataFrame
    first: dict[str, tuple[str, ...]]


def move_numbers(scores: Scores) -> Tornado:
    """Moves kappa, the gate floor, the strengths of evidence and the weights over the policy's ranges, each by itself.

    A score moves one way in kappa, the gate floor and the strengths, which are tried at both ends, the strengths all
    together. Of the weights each is tried at both multiples, with the others scaled so that all sum to 1. A row per
    vendor and number, in index points at the upper end.

    Examples
    --------
    >>> from vendor_review.scoring import move_numbers
    >>> move_numbers(scores).vendors.xs("aws").round(2)
                least   most
    moved
    kappa       99.17  99.33
    gate_floor  99.25  99.25
    strength    99.00  99.62
    weights     98.90  99.43
    """
    ids = scores.vendors.index
    as_it_is = scores.vendors["r_hi"].to_numpy()
    least, most, first = [], [], {}
    for moved in MOVED:
        tried = np.column_stack([as_it_is, *_tried(scores, moved)])
        least.append(tried.min(axis=1))
        most.append(tried.max(axis=1))
        rounded = np.round(tried, _DECIMALS)
        foremost = (rounded == rounded.max(axis=0, initial=0)).any(axis=1)
        first[moved] = tuple(ids[foremost])
    index = pd.MultiIndex.from_product([ids, MOVED], names=["vendor_id", "moved"])
    found = {"least": np.column_stack(least).ravel(), "most": np.column_stack(most).ravel()}
    return Tornado(pd.DataFrame(found, index), first)


def _tried(scores: Scores, moved: str) -> Iterator[Floats]:
    """Upper ends of all scores with one number moved."""
    policy, rows = scores.policy, Scenarios.of(scores)
    ranking = policy.ranking
    if moved == KAPPA:
        yield from (replace(rows, kappa=kappa).r_hi for kappa in ranking.kappa)
    elif moved == GATE_FLOOR:
        yield from (replace(rows, gate_floor=gate_floor).r_hi for gate_floor in ranking.gate_floor)
    elif moved == STRENGTH:
        for strengths in (ranking.strength_low, ranking.strength_high):
            yield replace(rows, credit_lo=rows.credit_hi * strength_with(scores, strengths)).r_hi
    else:
        stated = np.asarray(policy.weights.reindex(pd.Index(scores.controls.control_ids)), dtype=np.float64)
        for place, multiple in np.ndindex(len(stated), len(ranking.weight)):
            weights = _moved_weight(stated, place, ranking.weight[multiple])
            yield replace(rows, weight=share_out(weights, rows.applicable)).r_hi


def _moved_weight(weights: Floats, place: int, multiple: float) -> Floats:
    """Weights with one of them multiplied, to 1 at most, and the others scaled to leave a sum of 1."""
    share = min(weights[place] * multiple, 1.0)
    rest = weights.sum() - weights[place]
    moved = weights * ((1 - share) / rest if rest else 0.0)
    moved[place] = share
    return moved
