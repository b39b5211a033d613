"""What each vendor's score is made from, ready for draws; in an order that no name has a part in."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from vendor_review.scoring.model.bands import Floats
from vendor_review.scoring.model.lookup import Places, places_of
from vendor_review.scoring.model.scores import Scores
from vendor_review.scoring.ranking.draws import coarse
from vendor_review.scoring.ranking.score_functions import Credits, Layer, Residuals
from vendor_review.scoring.scenarios.engine import strength_with

_ENDS = ["d_lo", "d_hi", "x_lo", "x_hi"]


def residuals_of(scores: Scores, *, strengths_too: bool) -> Residuals:
    """The scores of a register as functions of a draw.

    Parameters
    ----------
    strengths_too
        Whether the strengths of evidence are drawn from the policy's ranges; if not, they stay as they are.
    """
    controls, ranking = scores.controls, scores.policy.ranking
    applicable = controls.answer != "not_applicable"
    best = coarse(np.where(applicable, controls.credit_hi, 0.0))
    worst, more = coarse(np.where(applicable, controls.credit_lo, 0.0)), np.zeros_like(best)
    if strengths_too:
        worst = coarse(best * strength_with(scores, ranking.strength_low))
        more = coarse(best * strength_with(scores, ranking.strength_high)) - worst

    engagements = _engagements(scores)
    ends = engagements.reshape(len(best), engagements.shape[1] * len(_ENDS))
    profile = np.hstack([best, worst, more, applicable, ends])
    # Without exposure the score is 0, whatever the controls are.
    profile[scores.vendors["i_hi"].to_numpy() == 0] = 0.0
    rows = np.lexsort(profile.T)
    differs = (profile[rows[1:]] != profile[rows[:-1]]).any(axis=1)

    def credits_of(controls_at: npt.NDArray[np.intp], elsewhere: float) -> Credits:
        """Controls x vendors at both ends; `elsewhere` for what is not applicable."""
        at = np.ix_(rows, controls_at)
        ends = [np.where(applicable[at], part[at], elsewhere).T.copy() for part in (best, worst)]
        return Credits(ends[0], ends[1], more[at].T.copy() if strengths_too else None)

    every = np.arange(len(controls.control_ids))
    gates = [credits_of(np.array([gate]), 1.0) for gate in np.flatnonzero(controls.gates)]
    return Residuals(
        rows=rows,
        profiles=np.cumsum(np.append(False, differs)[: len(rows)]),
        credit=credits_of(every, 0.0),
        applicable=None if applicable.all() else np.ascontiguousarray(applicable[rows].T.astype(np.float64)),
        gates=gates,
        layers=_layers(engagements[rows]),
    )


def _engagements(scores: Scores) -> Floats:
    """Vendors x engagements x (d_lo, d_hi, x_lo, x_hi), each once, sorted, filled up with zeros."""
    owner = places_of(scores.engagements["vendor_id"], scores.vendors.index)
    ends = scores.engagements[_ENDS].to_numpy(dtype=np.float64)
    found = np.column_stack([owner, -ends])[owner >= 0]
    found = found[np.lexsort(found.T[::-1])]
    found = found[np.append(True, (found[1:] != found[:-1]).any(axis=1))[: len(found)]]
    owner = found[:, 0].astype(np.intp)
    number = np.arange(len(owner)) - np.searchsorted(owner, owner)
    filled = np.zeros((len(scores.vendors), int(number.max(initial=0)) + 1, len(_ENDS)))
    filled[owner, number] = -found[:, 1:]
    return filled


def _layers(engagements: Floats) -> list[Layer]:
    """The first engagement of every vendor, then the second of those that have one, and so on."""
    layers = []
    for number in range(engagements.shape[1]):
        columns: Places = np.flatnonzero((engagements[:, number] != 0).any(axis=1) | (number == 0))
        d_lo, d_hi, x_lo, x_hi = engagements[columns, number].T.copy()
        layers.append(Layer(columns, d_lo, d_hi - d_lo, x_lo, x_hi - x_lo))
    return layers
