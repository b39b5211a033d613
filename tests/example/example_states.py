"""The two states of the example as comparisons take them, and what differs between them."""

from __future__ import annotations

from functools import cache

from example.example_tables import AFTER, BEFORE, state
from vendor_review.changes.registers.comparison import Comparison, compare
from vendor_review.changes.registers.state import State


@cache
def state_as_of(day: str) -> State:
    """The state of that day."""
    told = state(day)
    return State(told.register, told.checked, told.scores)


@cache
def compared() -> Comparison:
    """What differs between them."""
    return compare(state_as_of(BEFORE), state_as_of(AFTER))
