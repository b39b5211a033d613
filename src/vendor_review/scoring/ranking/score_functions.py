"""The scores of all vendors for many draws at once: other weights, and each vendor somewhere between its ends."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from vendor_review.scoring.model.bands import Floats
from vendor_review.scoring.model.lookup import Places, places_of
from vendor_review.scoring.model.scores import Scores
from vendor_review.scoring.ranking.draws import coarse
from vendor_review.scoring.scenarios.engine import strength_with

#: Points within which two scores are equal; which of them is the higher is then left to the draw.
EQUAL_POINTS = 1e-6
#: Splits a draw of 53 random bits into the part that places a vendor and the part that tells equal scores apart.
_SPLIT = 2.0**26
_ENDS = ["d_lo", "d_hi", "x_lo", "x_hi"]


class Settings(NamedTuple):
    """What every vendor's score depends on besides the weights: one number each, or one per draw, as a column.

    `shift` is where the strengths of evidence stand in their ranges, 0..1; it counts only for `Residuals` that have
    ranges.
    """

    kappa: float | Floats
    gate_floor: float | Floats
    shift: float | Floats = 0.0


class Credits(NamedTuple):
    """Credit at the best end, at the worst, and what the strengths' range adds to the worst, if it is drawn."""

    best: Floats
    worst: Floats
    more: Floats | None

    def each(self, change: Callable[[Floats], Floats]) -> Credits:
        """The same with every part changed."""
        return Credits(
            change(self.best), change(self.worst), None if self.more is None else change(self.more)
        )

    def take(self, columns: Places) -> Credits:
        """The same for some vendors, which are the last axis."""
        return self.each(lambda part: part[..., columns])

    def row(self, place: int) -> Credits:
        """Those of one weighting, for all draws."""
        return self.each(lambda part: part[[place]])


class Layer(NamedTuple):
    """One engagement of each of some vendors: their columns, and D and X at the lower end and up to the upper."""

    columns: Places
    d_lo: Floats
    d_step: Floats
    x_lo: Floats
    x_step: Floats


@dataclass(frozen=True)
class Residuals:
    """Scores as functions of a draw. Columns are vendors, ordered by their inputs, not by their names.

    Attributes
    ----------
    rows
        The row of each column's vendor in the scores.
    profiles
        A number per column, rising from 0: columns with equal inputs share it.
    credit
        Credit of each control, controls x vendors; 0 where it is not applicable.
    applicable
        Controls x vendors, 1 or 0; None where all are 1.
    gates
        Credit of each gate, 1 x vendors; 1 where it is not applicable.
    layers
        Engagements; the first layer has one of every vendor.
    """

    rows: Places
    profiles: Places
    credit: Credits
    applicable: Floats | None
    gates: Sequence[Credits]
    layers: Sequence[Layer]

    def take(self, columns: Places) -> Residuals:
        """The same for some vendors, in the order given."""
        place = np.full(len(self.rows), -1, dtype=np.intp)
        place[columns] = np.arange(len(columns))
        layers = []
        for layer in self.layers:
            at = place[layer.columns]
            order = np.flatnonzero(at >= 0)[np.argsort(at[at >= 0])]
            layers.append(Layer(at[order], *(values[order] for values in layer[1:])))
        return Residuals(
            rows=self.rows[columns],
            profiles=self.profiles[columns],
            credit=self.credit.take(columns),
            applicable=None if self.applicable is None else self.applicable[:, columns],
            gates=[gate.take(columns) for gate in self.gates],
            layers=layers,
        )

    def weigh(self, weights: Floats) -> Credits:
        """Credits under weights, draws x controls, which are multiples of 2^-26; each is draws x vendors."""
        weighed = self.credit.each(lambda part: _product(weights, part))
        if self.applicable is None:
            return weighed
        shared = np.maximum(_product(weights, self.applicable), 1 / _SPLIT)
        return weighed.each(lambda part: part / shared)

    def points(self, credit: Credits, unknowns: Floats, settings: Settings) -> Floats:
        """Scores, draws x vendors, in index points.

        Parameters
        ----------
        credit
            As `weigh` gives them; one row serves all draws.
        unknowns
            Draws x vendors, 0 (best end) to 1 (worst).
        """
        strength = self._between(credit, unknowns, settings.shift)
        weakest = np.ones_like(unknowns)
        for gate in self.gates:
            np.minimum(weakest, self._between(gate, unknowns, settings.shift), out=weakest)
        weakest *= 1 - settings.gate_floor
        weakest += settings.gate_floor
        np.minimum(strength, weakest, out=strength)
        strength *= -settings.kappa
        strength += 1
        strength *= self._exposure(unknowns)
        # The lower bits of a draw tell nothing about the upper ones: a fair lot between equals.
        lot = unknowns * _SPLIT
        lot -= np.floor(lot)
        lot *= EQUAL_POINTS
        strength += lot
        return strength

    @staticmethod
    def _between(ends: Credits, unknowns: Floats, shift: float | Floats) -> Floats:
        worst = ends.worst if ends.more is None else ends.worst + shift * ends.more
        credit: Floats = unknowns * (worst - ends.best)
        credit += ends.best
        return credit

    def _exposure(self, unknowns: Floats) -> Floats:
        """Inherent exposure, draws x vendors: of several engagements the worst."""
        first, *others = self.layers
        exposure = _exposed(first, unknowns)
        for layer in others:
            worst = np.maximum(exposure[:, layer.columns], _exposed(layer, unknowns[:, layer.columns]))
            exposure[:, layer.columns] = worst
        return exposure


def _product(weights: Floats, credit: Floats) -> Floats:
    """The matrix product, on one thread: a chunk is small, and threads that wait for each other cost more than it."""
    product: Floats = np.einsum("dk,kv->dv", weights, credit)
    return product


def _exposed(layer: Layer, unknowns: Floats) -> Floats:
    severity: Floats = unknowns * layer.d_step
    severity += layer.d_lo
    path = unknowns * layer.x_step
    path += layer.x_lo
    severity *= path
    severity *= 100
    return severity


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
