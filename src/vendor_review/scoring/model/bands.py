"""The one banding function; where an interval stands against the appetite, and which decisions go with that."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]
Words = npt.NDArray[np.object_]
Flags = npt.NDArray[np.bool_]

#: Points closer than this are equal: a sum of floats must not fall on the wrong side of a printed bound.
_DECIMALS = 9
#: Points below which a drop is none: what floats leave.
NOTHING = 1e-9
#: Where an interval lies against the appetite, to the decisions that go with it.
_GOES_WITH: Mapping[str, frozenset[str]] = {
    "within": frozenset({"accept", "accept_with_conditions"}),
    "undetermined": frozenset({"accept_with_conditions", "remediate", "exit"}),
    "outside": frozenset({"remediate", "exit"}),
}


def band_of(values: Floats, bands: Sequence[tuple[str, float]]) -> Words:
    """The band of each value.

    Parameters
    ----------
    values
        Any shape, in the unit of the bounds.
    bands
        (name, lower bound) in ascending order; a lower bound belongs to its band. Values under the first bound
        take the first band.
    """
    names = np.array([name for name, _ in bands], dtype=object)
    bounds = np.array([bound for _, bound in bands])
    places = np.searchsorted(bounds, np.round(values, _DECIMALS), side="right") - 1
    banded: Words = names[np.maximum(places, 0)]
    return banded


def against_appetite(lo: Floats, hi: Floats, appetite: float) -> Words:
    """`within` where the whole interval lies below the appetite, `outside` where none does, else `undetermined`."""
    below = np.round(hi, _DECIMALS) < appetite
    above = np.round(lo, _DECIMALS) >= appetite
    placed: Words = np.select([below, above], ["within", "outside"], "undetermined").astype(object)
    return placed


def is_override(decision: str, appetite: str) -> bool:
    """Whether `decision` goes against the score.

    Accepting as it is goes with a score within the appetite alone; accepting with conditions with one that is not
    outside it; remedy and exit with one that is not within it.
    """
    return decision not in _GOES_WITH[appetite]
