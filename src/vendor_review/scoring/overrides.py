"""Whether what people decided goes with what the score says of the appetite, or against it."""

from __future__ import annotations

from collections.abc import Mapping

#: Where an interval lies against the appetite, to the decisions that go with it.
_GOES_WITH: Mapping[str, frozenset[str]] = {
    "supported": frozenset({"accept", "accept_with_conditions"}),
    "undetermined": frozenset({"accept_with_conditions", "remediate", "exit"}),
    "refused": frozenset({"remediate", "exit"}),
}


def is_override(decision: str, appetite: str) -> bool:
    """Whether `decision` goes against the score.

    Accepting as it is goes with a score below the appetite alone; accepting with conditions with one that is not
    above it even at best; remedy and exit with one that is not below it even at worst.
    """
    return decision not in _GOES_WITH[appetite]
