"""The random numbers of a firmness analysis: the same bytes for a seed, whatever the chunks, threads or platform.

Only the uniform numbers of PCG64 are drawn, and nothing is computed from them but differences and products, which
are alike everywhere. Weights are whole multiples of 2^-26, and so are the credits that they are multiplied with: their
sums of products are exact in double precision, in whatever order a matrix product adds them up.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from vendor_review.scoring.model.bands import Floats

_BITS = 2.0**26


@dataclass(frozen=True)
class Draws:
    """Some draws; each is one row.

    Attributes
    ----------
    weights
        Draws x controls, each row uniform over all weightings (Dirichlet with every parameter 1) and summing to 1.
    unknowns
        Draws x vendors: where each vendor stands in all its unknowns at once, from 0 (best end) to below 1 (worst end).
    shifts
        Draws x 3, 0 to below 1: where kappa, the gate floor and the strengths of evidence stand in their ranges.
    """

    weights: Floats
    unknowns: Floats
    shifts: Floats


def coarse(values: Floats) -> Floats:
    """The nearest multiples of 2^-26, so that products with drawn weights add up exactly; off by 2^-27 at most."""
    rounded: Floats = np.round(values * _BITS) / _BITS
    return rounded


@dataclass(frozen=True)
class Plan:
    """How many draws of what, and where they start; the first draws of a longer plan are those of a shorter one."""

    sample_count: int
    random_seed: int
    controls: int
    vendors: int

    def chunks(self, scores_at_once: int) -> Iterator[Draws]:
        """All draws, the same ones each time, in chunks that ask for about so many scores.

        Weights, unknowns and shifts have streams of their own, so that none moves another.
        """
        streams = [np.random.PCG64(seed) for seed in np.random.SeedSequence(self.random_seed).spawn(3)]
        for_weights, for_unknowns, for_shifts = (np.random.Generator(stream) for stream in streams)
        rows = max(1, scores_at_once // max(self.vendors, self.controls))
        for start in range(0, self.sample_count, rows):
            size = min(rows, self.sample_count - start)
            yield Draws(
                weights=_spacings(for_weights.random((size, self.controls - 1))),
                unknowns=for_unknowns.random((size, self.vendors)),
                shifts=for_shifts.random((size, 3)),
            )


def _spacings(points: Floats) -> Floats:
    """Lengths between neighbours of points on 0..1 and its ends: their joint distribution is that Dirichlet."""
    cuts = np.zeros((len(points), points.shape[1] + 2))
    cuts[:, 1:-1] = np.sort(np.floor(points * _BITS), axis=1) / _BITS
    cuts[:, -1] = 1.0
    return np.diff(cuts, axis=1)
