"""The days of one vendor: what falls due, and what else ends, begins or is new."""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd

from vendor_review.report.pages.html import stated
from vendor_review.report.review import Review, Row, grouped, once
from vendor_review.report.words.due_words import event_words, worded_items

#: Other days that the page names for a vendor, and how far ahead it looks; `explain` has all of them.
_NAMED, _AHEAD_DAYS = 2, 366


@once
def due_rows(review: Review) -> list[Row]:
    """What falls due, in plain values and in words; see `worded_items`."""
    return worded_items(review.scores)


@once
def due_by_vendor(review: Review) -> Mapping[str, list[Row]]:
    """Vendor id to its rows of `due_rows`, the earliest first."""
    found: dict[str, list[Row]] = {}
    for item in due_rows(review):
        found.setdefault(item["vendor_id"], []).append(item)
    return found


@once
def _events(review: Review) -> Mapping[str, list[Row]]:
    return grouped(review.scores.events, "vendor_id")


def events_of(review: Review, vendor_id: str) -> list[Row]:
    """The days of a vendor, past and to come: kind, on, item, detail, controls and past; the earliest first."""
    return _events(review).get(vendor_id, [])


def due_text(review: Review, vendor_id: str) -> str:
    """What is overdue or falls due within a year: `interim check, overdue since 2026-10-20; review, 2027-04-20`."""
    ahead = _ahead(review)
    return (
        "; ".join(
            f"{item['words']}, {item['when']}"
            for item in due_by_vendor(review).get(vendor_id, ())
            if item["due_on"] <= ahead
        )
        or "nothing within a year"
    )


def coming_words(review: Review, vendor_id: str) -> str:
    """What else ends, begins or changes within a year, the next days of it; "" for nothing."""
    days = [
        f"{stated(event['on'])} {words}"
        for event in _events(review).get(vendor_id, ())
        if not event["past"] and event["on"] <= _ahead(review) and (words := event_words(event))
    ]
    return "; ".join(list(dict.fromkeys(days))[:_NAMED])


def _ahead(review: Review) -> pd.Timestamp:
    return pd.Timestamp(review.as_of) + pd.Timedelta(days=_AHEAD_DAYS)


def due_lines(review: Review, vendor_id: str) -> list[str]:
    """A line for everything that falls due, with why."""
    return [
        f"  {item['words']}, {item['when']}: {item['because']}"
        for item in due_by_vendor(review).get(vendor_id, ())
    ]


def event_lines(review: Review, vendor_id: str) -> list[str]:
    """Every other day that the register states of a vendor, or that follows from it, past ones first."""
    events, lines = _events(review).get(vendor_id, []), []
    for past, heading in ((True, "Past:"), (False, "To come:")):
        told = [
            f"  {stated(event['on'])}  {words}"
            for event in events
            if event["past"] == past and (words := event_words(event, whole=True))
        ]
        lines += [heading, *told] if told else []
    return lines
