"""Vendors as Hypothesis draws them: any data, any access path, any answers with any evidence."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from effort import tries
from population import CONTROLS, KINDS, Answer, Vendor

LEVELS = ("E1", "E2", "E3", "E4", "E5")

answers = st.builds(
    Answer,
    answer=st.sampled_from(["yes", "partial", "no", "unknown"]),
    level=st.sampled_from(["", *LEVELS]),
    age_months=st.none() | st.integers(0, 60),
    expired=st.booleans(),
)
paths = st.tuples(st.integers(0, 4), st.integers(0, 4)).map(lambda ends: (min(ends), max(ends)))
vendors = st.builds(
    Vendor,
    kinds=st.lists(st.sampled_from(KINDS), max_size=4, unique=True).map(tuple),
    path=paths,
    answers=st.dictionaries(st.sampled_from(CONTROLS), answers, max_size=18),
)
populations = st.lists(vendors, min_size=1, max_size=6)


def drawn(*strategies: st.SearchStrategy[Any]) -> Callable[[Callable[..., None]], Callable[..., None]]:
    """Every property is tried on the same number of drawn registers."""

    def decorate(test: Callable[..., None]) -> Callable[..., None]:
        bounded = settings(max_examples=tries(30))
        return bounded(given(*strategies)(test))

    return decorate
