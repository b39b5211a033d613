"""The days of one vendor: what falls due, what else ends, begins or is new, and its incidents."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pandas as pd

from vendor_review.report.pages.html import stated
from vendor_review.report.review import Review, Row, grouped, once
from vendor_review.report.words.due_words import event_words, in_short, worded_items
from vendor_review.scoring.calendar.due_items import REMINDER
from vendor_review.scoring.calendar.events import open_incidents

#: Other days that the page names for a vendor, and how far ahead it looks; `explain` has all of them.
_NAMED, _AHEAD_DAYS = 2, 366
#: Incidents that a card names.
_INCIDENTS = 5


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


@once
def incidents_of(review: Review) -> Mapping[str, list[Row]]:
    """Vendor id to its incidents, open ones first, then those that became known last: the rows of the table.

    Beside the columns each has is_open, and `words` for the vendor's card.
    """
    table = review.checked.tables["incidents"]
    if table.empty:
        return {}
    is_open = table.index.isin(open_incidents(review.checked, review.as_of).index)
    rows = table.assign(is_open=is_open).sort_values("known_on", ascending=False, kind="stable")
    found = grouped(rows.sort_values("is_open", ascending=False, kind="stable"), "vendor_id")
    for row in (row for rows in found.values() for row in rows):
        day, affected = stated(row["known_on"]), row["customers_affected"] or "unknown"
        told = f"open since {day}" if row["is_open"] else f"known {day}, closed {stated(row['closed_on'])}"
        source = f"; source: {row['source']}" if row["source"] and row["is_open"] else ""
        row["words"] = f"{told}: {in_short(row['what'])} (customers affected: {affected}{source})"
    return found


def incidents_text(review: Review, vendor_id: str) -> str:
    """The incidents of a vendor for its card, the first of them; "" for none."""
    words = [row["words"] for row in incidents_of(review).get(vendor_id, ())]
    more = [f"{len(words) - _INCIDENTS} more"] if len(words) > _INCIDENTS else []
    return "; ".join([*words[:_INCIDENTS], *more])


@once
def rejected_incidents(review: Review) -> Mapping[str, list[str]]:
    """Vendor id, "" where nobody is known, to the places of rejected rows of `incidents`: each may be an open one."""
    rejected = review.checked.rejected
    rows = rejected[rejected["table"].eq("incidents")]
    return {str(one): [*places] for one, places in rows.groupby("vendor_id", sort=False)["place"]}


def incidents_without_card(review: Review) -> list[str]:
    """Open incidents of vendors that are engaged no longer, and rejected rows of nobody who is, in words.

    They count as open, and no card or reason for a decision says so.
    """
    named = review.checked.tables["vendors"].set_index("vendor_id")["name"]
    open_rows = {
        vendor_id: [row for row in rows if row["is_open"]]
        for vendor_id, rows in incidents_of(review).items()
        if vendor_id not in review.vendor_rows
    }
    found = [
        f"{named.get(vendor_id, vendor_id)} ({in_short(row['what'])}, known since {stated(row['known_on'])})"
        for vendor_id, rows in open_rows.items()
        for row in rows
    ]
    for vendor_id, places in rejected_incidents(review).items():
        if vendor_id not in review.vendor_rows:
            who = f"{named.get(vendor_id, vendor_id)}, " if vendor_id else ""
            found += [f"{who}a rejected row in {place}" for place in places]
    return found


def incident_counts(review: Review) -> dict[str, Any]:
    """How many incidents are open, rejected rows among them, and the names of the vendors that have one."""
    rows, rejected = open_incidents(review.checked, review.as_of), rejected_incidents(review)
    named = review.checked.tables["vendors"].set_index("vendor_id")["name"]
    ids = dict.fromkeys([*rows["vendor_id"], *filter(None, rejected)])
    return {
        "incidents_open": len(rows) + sum(map(len, rejected.values())),
        "with_incident": [str(named.get(one, one)) for one in ids],
    }


def due_text(review: Review, vendor_id: str) -> str:
    """What is overdue or falls due within a year: `interim check, overdue since 2026-10-20; review, 2027-04-20`.

    A reminder is left out, since the answer that it is about is named.
    """
    ahead = _ahead(review)
    return (
        "; ".join(
            f"{item['words']}, {item['when']}"
            for item in due_by_vendor(review).get(vendor_id, ())
            if item["due_on"] <= ahead and item["what"] != REMINDER
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
