"""The question on incidents: what a vendor is asked of the time since our last review of it."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from vendor_review.questionnaires.additions import plain
from vendor_review.report.pages.html import long_day

_ASKED = (
    "which security incidents affected our data, or may have? Say what happened and on which day. If there were none, "
    "write none."
)


def incident_question(since: date | None) -> str:
    """What is asked; `since` is the day of the last review, None for a vendor that was never reviewed."""
    return f"Since {long_day(since)}, {_ASKED}" if since else f"{_ASKED[:1].upper()}{_ASKED[1:]}"


def incident_questions(reviewed: Iterable[date]) -> frozenset[str]:
    """All that may have been asked of a vendor that was reviewed on these days, each on one line."""
    return frozenset(plain(incident_question(day)) for day in (None, *reviewed))
