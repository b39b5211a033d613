"""Who comes first in how many draws: the counts of SMAA-2, over scores of whatever kind.

Lahdelma and Salminen, SMAA-2: stochastic multicriteria acceptability analysis for group decision making, Operations
Research 49(3), 2001; Tervonen and Figueira, A survey on stochastic multicriteria acceptability analysis methods,
Journal of Multi-Criteria Decision Analysis 15, 2008.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from vendor_review.scoring.model.bands import Floats

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
