"""What falls due inside the company as a calendar: every vendor by name, with who owns it. Never for customers."""

from __future__ import annotations

import json
import uuid
from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

import pandas as pd

from vendor_review.publication.notices.announcement import one_line, owner_name, source_id
from vendor_review.publication.notices.calendar_file import Calendar, Event, calendar_file, merged
from vendor_review.report.review import Row
from vendor_review.report.words.wording import sentence
from vendor_review.scoring.calendar.due_items import CHECK, DECISION, EVIDENCE, OVERDUE, REVIEW, TRANSFER

DUE_CALENDAR = "due.ics"
#: Of these a vendor has one that moves on; of the others one for each document.
_MOVES_ON = (REVIEW, CHECK, DECISION)
#: Days ahead from which documents and transfer bases that end are left out.
_AHEAD_DAYS = 366


def due_calendar(
    listing: Mapping[str, Any],
    items: Iterable[Row],
    names: Mapping[str, str],
    *,
    earlier: Calendar,
    as_of: date,
) -> tuple[dict[str, bytes], dict[str, dict[str, Any]]]:
    """The calendar's file, if anything has a day, and what the next review must know of it.

    What is overdue stands on the day of the review, where a calendar shows it, and says since when. Documents and
    transfer bases come in a year before they end.

    Parameters
    ----------
    listing
        The public list as plain data, which says whose register it is.
    items
        Rows of `due_rows`.
    names
        Vendor id to name.
    earlier
        The calendar of the review before.
    """
    ahead = pd.Timestamp(as_of) + pd.Timedelta(days=_AHEAD_DAYS)
    events = [
        _event(item, names[item["vendor_id"]], listing, as_of)
        for item in items
        if item["due_on"] <= (pd.Timestamp.max if item["what"] not in (TRANSFER, EVIDENCE) else ahead)
    ]
    calendar, shown = merged(events, earlier, as_of)
    owner = owner_name(listing)
    title = f"Vendor reviews of {owner}" if owner else "Vendor reviews"
    return ({DUE_CALENDAR: calendar_file(title, calendar, shown, as_of)} if shown else {}), calendar


def _event(item: Row, name: str, listing: Mapping[str, Any], as_of: date) -> Event:
    about = [item["vendor_id"], item["what"], "" if item["what"] in _MOVES_ON else item["item"]]
    overdue, owner = item["state"] == OVERDUE, item["owner"] or "no owner stated"
    what = f"{name}: {item['words']} ({owner})"
    late = "Due now" if item["at_once"] else f"Overdue since {item['due_on']:%Y-%m-%d}"
    return Event(
        str(uuid.uuid5(source_id(listing), json.dumps(["due", *about]))),
        as_of if overdue else item["due_on"].date(),
        one_line(f"{late}: {what}" if overdue else what),
        one_line(sentence(item["because"])),
    )
