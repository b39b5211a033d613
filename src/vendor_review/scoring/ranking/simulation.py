"""Runs the draws of SMAA-2: one pass ranks all vendors and counts, one looks closely at those that come first most."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
import numpy.typing as npt

from vendor_review.scoring.model.bands import Floats
from vendor_review.scoring.model.lookup import Places
from vendor_review.scoring.ranking.draws import Plan, coarse
from vendor_review.scoring.ranking.score_functions import EQUAL_POINTS, Residuals, Settings

Counts = npt.NDArray[np.int64]


class Tally:
    """Ranks of alternatives, counted draw by draw; the highest score is first.

    Attributes
    ----------
    draws
        How many were added.
    ranks
        Alternatives x ranks: in how many draws each held each of the first ranks.
    rank_sums
        Per alternative, the sum of its ranks, first being 1.
    weight_sums
        Alternatives x criteria: the sum of the weights of those draws in which it came first.
    """

    def __init__(self, alternatives: int, criteria: int, first_ranks: int) -> None:
        self.draws = 0
        self.ranks: Counts = np.zeros((alternatives, first_ranks), dtype=np.int64)
        self.rank_sums: Counts = np.zeros(alternatives, dtype=np.int64)
        self.weight_sums: Floats = np.zeros((alternatives, criteria))

    def add(self, values: Floats, weights: Floats) -> None:
        """Counts some draws.

        Parameters
        ----------
        values
            Draws x alternatives; two that are equal are ranked in any order.
        weights
            Draws x criteria, from which the scores were made.
        """
        size, alternatives = values.shape
        rising = np.argsort(values, axis=1)
        self.draws += size
        rank = np.tile(np.arange(alternatives, 0.0, -1.0), size)
        # Sums of whole numbers are exact in floats, too.
        self.rank_sums += np.bincount(rising.ravel(), rank, alternatives).astype(np.int64)
        for place in range(self.ranks.shape[1]):
            self.ranks[:, place] += np.bincount(rising[:, alternatives - 1 - place], minlength=alternatives)
        first = rising[:, -1]
        for criterion, weight in enumerate(weights.T):
            self.weight_sums[:, criterion] += np.bincount(first, weight, alternatives)


def wins(values: Floats) -> Counts:
    """Alternatives x alternatives: in how many draws (rows of `values`) the one of the row scores higher."""
    columns = np.ascontiguousarray(values.T)
    return np.array([np.count_nonzero(column > columns, axis=1) for column in columns], dtype=np.int64)


#: Scores computed at once: few fit the cache of a processor, many save calls, and both fit any memory.
FEW, MANY = 2**17, 2**20
#: Vendors that a candidate is held against first; then twice as many, and so on.
_FIRST_BLOCK = 8

#: The shifts of some draws to what they make of kappa, the gate floor and the strengths.
SettingsOf = Callable[[Floats], Settings]


@dataclass(frozen=True)
class Found:
    """What the draws gave, per column of the residuals; columns of one profile share their figures.

    Attributes
    ----------
    ranks
        Columns x first ranks: share of draws.
    mean_rank
        1 is the worst.
    central_weights
        Columns x controls, NaN where a column never comes first.
    foremost
        The columns that come first most often, those first.
    pairwise
        Foremost x foremost: share of draws in which the one of the row scores higher; NaN against itself.
    confidence
        Per column: share of draws in which it comes first under its central weights; NaN beyond the foremost.
    """

    ranks: Floats
    mean_rank: Floats
    central_weights: Floats
    foremost: Places
    pairwise: Floats
    confidence: Floats


def simulate(
    residuals: Residuals,
    plan: Plan,
    settings_of: SettingsOf,
    *,
    first_ranks: int,
    foremost: int,
    scores_at_once: tuple[int, int] = (FEW, MANY),
) -> Found:
    """Ranks all vendors in every draw; compares the `foremost` with one another, and under their central weights.

    `scores_at_once` is for the first pass and the second; it changes no figure.
    """
    few, many = scores_at_once
    tally = Tally(plan.vendors, plan.controls, first_ranks)
    if not plan.vendors:
        none = np.zeros(0)
        return Found(tally.ranks / 1.0, none, tally.weight_sums, none.astype(np.intp), np.zeros((0, 0)), none)
    # As many draws as are looked at together may be kept; more are drawn again.
    is_small = plan.sample_count * max(plan.vendors, plan.controls) <= many
    kept = [*plan.chunks(few)] if is_small else None
    for draws in kept or plan.chunks(few):
        points = residuals.points(residuals.weigh(draws.weights), draws.unknowns, settings_of(draws.shifts))
        tally.add(points, draws.weights)

    profile = residuals.profiles
    starts = np.flatnonzero(np.diff(profile, prepend=-1))

    def together(sums: Floats | Counts) -> Floats:
        """The sum over each profile; all of them are exact, so that the order of its columns does not matter."""
        summed: Floats = np.add.reduceat(sums, starts, axis=0).astype(np.float64)
        return summed

    drawn = together(np.full(plan.vendors, plan.sample_count))
    ranks, mean_rank = together(tally.ranks) / drawn[:, None], together(tally.rank_sums) / drawn
    firsts = together(tally.ranks[:, :1])
    central = np.full((len(starts), plan.controls), np.nan)
    np.divide(together(tally.weight_sums), firsts, out=central, where=firsts > 0)

    by_strength = np.lexsort((residuals.rows, mean_rank[profile], -ranks[profile, 0]))
    shown = by_strength[:foremost]
    # One column stands for all of its profile.
    stands, at = np.unique(profile[shown], return_inverse=True)
    columns, candidates = starts[stands], firsts[stands, 0] > 0
    foremost_residuals = residuals.take(columns)
    contest = Contest(residuals, columns[candidates], coarse(central[stands[candidates]]), settings_of)
    higher = np.zeros((len(stands), len(stands)), dtype=np.int64)
    for draws in kept or plan.chunks(many):
        credit = foremost_residuals.weigh(draws.weights)
        unknowns, settings = draws.unknowns[:, columns], settings_of(draws.shifts)
        higher += wins(foremost_residuals.points(credit, unknowns, settings))
        contest.add(draws.unknowns, draws.shifts)

    shares = higher / plan.sample_count
    np.fill_diagonal(shares, 0.5)
    shares = shares[np.ix_(at, at)]
    np.fill_diagonal(shares, np.nan)
    confidence = np.full(len(starts), np.nan)
    confidence[stands[candidates]] = contest.firsts / plan.sample_count
    return Found(
        ranks=ranks[profile],
        mean_rank=mean_rank[profile],
        central_weights=central[profile],
        foremost=shown,
        pairwise=shares,
        confidence=np.where(np.isin(profile, stands), confidence[profile], np.nan),
    )


class Contest:
    """In how many draws of the unknowns each candidate comes first under weights of its own.

    Attributes
    ----------
    firsts
        Per candidate, draws in which nobody scored higher.
    """

    def __init__(
        self, residuals: Residuals, candidates: Places, weights: Floats, settings_of: SettingsOf
    ) -> None:
        """Candidates are columns, each with its row of `weights`."""
        self.firsts: Counts = np.zeros(len(candidates), dtype=np.int64)
        self._settings_of = settings_of
        self._own = [(column, residuals.take(column[None])) for column in candidates]
        self._credit = [own.weigh(weights[[place]]) for place, (_, own) in enumerate(self._own)]
        # Those that can score highest come first: they leave few draws open, in which most others cannot score as high.
        at_worst = np.ones((len(candidates), len(residuals.rows)))
        ceilings = residuals.points(residuals.weigh(weights), at_worst, settings_of(np.zeros((1, 3))))
        ceilings += EQUAL_POINTS
        self._order = np.argsort(-ceilings.max(axis=0, initial=0), kind="stable")
        ends = _FIRST_BLOCK * (2 ** np.arange(len(self._order).bit_length() + 1) - 1)
        blocks = [slice(start, end) for start, end in pairwise(ends.tolist()) if start < len(self._order)]
        self._rivals = [(block, residuals.take(self._order[block])) for block in blocks]
        self._theirs = [rivals.weigh(weights) for _, rivals in self._rivals]
        self._ceilings = [ceilings[:, self._order[block]].max(axis=1, initial=0) for block in blocks]

    def add(self, unknowns: Floats, shifts: Floats) -> None:
        """Holds every candidate against all vendors, itself included, in some draws."""
        ordered = unknowns[:, self._order]
        for place, (column, own) in enumerate(self._own):
            best = own.points(self._credit[place], unknowns[:, [column]], self._settings_of(shifts))
            first = np.ones(len(unknowns), dtype=np.bool_)
            for (block, rivals), theirs, ceiling in zip(
                self._rivals, self._theirs, self._ceilings, strict=True
            ):
                ask = np.flatnonzero(first & (best[:, 0] < ceiling[place]))
                if not len(ask):
                    continue
                settings = self._settings_of(shifts[ask])
                points = rivals.points(theirs.row(place), ordered[ask, block], settings)
                first[ask] = (points <= best[ask]).all(axis=1)
            self.firsts[place] += np.count_nonzero(first)
