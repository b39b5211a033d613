"""Days on which a value holds: finds gaps and overlaps, and picks the value in force."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import pairwise
from typing import TypeVar

from vendor_review.policy.refusals import Refusals

_DAY = timedelta(days=1)
T = TypeVar("T")


@dataclass(frozen=True)
class Span:
    """Days from `start` to `until`, both included; without `until`, until another starts, if ever."""

    start: date
    until: date | None = None

    def holds(self, as_of: date) -> bool:
        """True if `as_of` is one of its days."""
        return self.start <= as_of and (self.until is None or as_of <= self.until)


def check_spans(spans: Sequence[Span], place: str, refusals: Refusals, gaps_allowed: bool = False) -> None:
    """Notes each span that ends before it starts, and each overlap or gap between neighbours.

    A span without `until` ends on the day before the next one starts. With `gaps_allowed`, nothing need
    follow, so an end is only what is stated, and a later start overlaps a span that states none.
    """
    for span in spans:
        if span.until is not None and span.until < span.start:
            refusals.add(
                place, f"ends on {span.until}, before it starts on {span.start}", "write a later end"
            )
    for earlier, later in pairwise(sorted(spans, key=lambda span: span.start)):
        last_day = later.start - _DAY
        until = earlier.until or (later.start if gaps_allowed else last_day)
        if later.start == earlier.start:
            refusals.add(place, f"is listed twice from {later.start}", "keep one")
        elif until > last_day:
            what = f"the one from {earlier.start} and the one from {later.start} overlap"
            refusals.add(place, what, f"let the earlier end by {last_day}")
        elif until < last_day and not gaps_allowed:
            what = f"nothing holds from {until + _DAY} to {last_day}"
            refusals.add(place, what, "fill the gap, or let the earlier one hold until the later one starts")


def in_force(dated: Sequence[tuple[Span, T]], as_of: date) -> T | None:
    """The latest to start of the values that hold on `as_of`; None where none does."""
    holding = [(span.start, value) for span, value in dated if span.holds(as_of)]
    return max(holding, key=lambda pair: pair[0])[1] if holding else None
