"""Reviews that fall due, and the days of announced changes, as a calendar that other programs read."""

from __future__ import annotations

import itertools
import json
import uuid
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from vendor_review.publication.notices.announced_change import (
    AnnouncedChange,
    change_title,
    list_title,
    one_line,
    page_address,
    source_id,
)

CALENDAR = "reviews.ics"
_UNNAMED = "Review of a vendor that is not on the public list"
_LINE_OCTETS = 75


@dataclass(frozen=True)
class Event:
    """A day in the calendar; `of` is the key of the vendor whose review it is, never shown, or ""."""

    uid: str
    on: date
    summary: str
    of: str = ""


def events(
    listing: Mapping[str, Any],
    announced: Iterable[AnnouncedChange],
    shown: Mapping[str, Mapping[str, Any]],
    due: Mapping[str, date],
    earlier: Mapping[str, Mapping[str, Any]],
) -> list[Event]:
    """Every event of this review, with the ids that earlier ones gave to the same.

    Parameters
    ----------
    listing
        The public list as plain data.
    announced
        Every change that was ever told.
    shown
        Key to entry of the list that customers see.
    due
        Public name, or any other key of a vendor that is not on the list, to the day on which its review is due.
    earlier
        Id to event in the calendar of the review before, as `merged` gives it.
    """
    names = {one_line(entry["name"]) for entry in shown.values()}
    uids = {event["of"]: uid for uid, event in earlier.items() if event["of"]}
    taken = {*earlier}
    found = []
    for key, on in due.items():
        name = one_line(key) if one_line(key) in names else ""
        uid = uids.get(key) or next(uid for uid in _review_uids(listing, name) if uid not in taken)
        taken.add(uid)
        found.append(Event(uid, on, f"Review of {name}" if name else _UNNAMED, key))
    return found + [event for item in _standing(announced, shown) for event in _days_of(item, shown)]


def merged(
    current: Iterable[Event], earlier: Mapping[str, Mapping[str, Any]], as_of: date
) -> tuple[dict[str, dict[str, Any]], list[str]]:
    """Id to event as the next review needs it, and the ids that this calendar shows.

    An event keeps its sequence number until its day or its words are others. One that is gone and was still to come
    is cancelled, once; past ones are left out.
    """
    calendar = {uid: dict(event) for uid, event in earlier.items()}
    shown, present = [], set()
    for event in current:
        plain = {"of": event.of, "on": event.on.isoformat(), "summary": event.summary, "cancelled": False}
        before = calendar.get(event.uid)
        sequence = before["sequence"] if before else 0
        moved = before is not None and before != {**plain, "sequence": sequence}
        calendar[event.uid] = {**plain, "sequence": sequence + moved}
        present.add(event.uid)
        # A day that has passed is shown where it was moved there, and of a review that is overdue.
        if event.of or moved or event.on >= as_of:
            shown.append(event.uid)
    for uid, event_before in earlier.items():
        gone = uid not in present and not event_before["cancelled"]
        if gone and event_before["on"] >= as_of.isoformat():
            calendar[uid] = {**event_before, "cancelled": True, "sequence": event_before["sequence"] + 1}
            shown.append(uid)
    return calendar, shown


def calendar_file(
    listing: Mapping[str, Any], calendar: Mapping[str, Mapping[str, Any]], shown: Iterable[str], as_of: date
) -> bytes:
    """RFC 5545, with events of whole days during which nobody is busy; the same events give the same bytes."""
    lines = [
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        "PRODID:-//vendor_review//Reviews and notices//EN",
        "CALSCALE:GREGORIAN",
        "METHOD:PUBLISH",
        f"X-WR-CALNAME:{_escaped(list_title(listing))}",
    ]
    for uid in sorted(shown, key=lambda uid: (calendar[uid]["on"], calendar[uid]["summary"], uid)):
        lines += _event_lines(listing, uid, calendar[uid], as_of)
    lines.append("END:VCALENDAR")
    return b"".join(_folded(line) for line in lines)


def _review_uids(listing: Mapping[str, Any], name: str) -> Iterator[str]:
    """Ids for the review of a vendor, made from its public name, or from nothing but their order."""
    for count in itertools.count():
        yield str(uuid.uuid5(source_id(listing), json.dumps(["review", name, count])))


def _standing(announced: Iterable[AnnouncedChange], shown: Mapping[str, Any]) -> list[AnnouncedChange]:
    """The announced changes that still hold: of a vendor's entry the last addition, while it is on the list."""
    noticed = [item for item in announced if item["needs_notice"]]
    added = {item["key"]: item["id"] for item in noticed if item["kind"] == "addition"}
    return [
        item
        for item in noticed
        if item["kind"] != "addition" or (item["key"] in shown and added[item["key"]] == item["id"])
    ]


def _days_of(item: AnnouncedChange, shown: Mapping[str, Mapping[str, Any]]) -> list[Event]:
    effective_on = shown[item["key"]]["since"] if item["kind"] == "addition" else item["effective_on"]
    days = {
        "Takes effect": effective_on,
        "Notice ends": item["notice_ends_on"],
        "Last day to object": item["objection_until"],
    }
    return [
        Event(
            str(uuid.uuid5(uuid.UUID(item["id"]), what)),
            date.fromisoformat(on),
            f"{what}: {change_title(item)}",
        )
        for what, on in days.items()
        if on
    ]


def _event_lines(listing: Mapping[str, Any], uid: str, event: Mapping[str, Any], as_of: date) -> list[str]:
    on = date.fromisoformat(event["on"])
    ends = [f"DTEND;VALUE=DATE:{_day(on + timedelta(days=1))}"] if on < date.max else []
    prefix = "Cancelled: " if event["cancelled"] else ""
    return [
        "BEGIN:VEVENT",
        f"UID:{uid}",
        f"DTSTAMP:{_day(as_of)}T000000Z",
        f"SEQUENCE:{event['sequence']}",
        f"DTSTART;VALUE=DATE:{_day(on)}",
        *ends,
        f"SUMMARY:{_escaped(prefix + event['summary'])}",
        f"STATUS:{'CANCELLED' if event['cancelled'] else 'CONFIRMED'}",
        "TRANSP:TRANSPARENT",
        "X-MICROSOFT-CDO-BUSYSTATUS:FREE",
        *([f"URL:{address}"] if (address := page_address(listing)) else []),
        "END:VEVENT",
    ]


def _day(day: date) -> str:
    return day.isoformat().replace("-", "")


def _escaped(text: str) -> str:
    return one_line(text).replace("\\", "\\\\").replace(";", "\\;").replace(",", "\\,")


def _folded(line: str) -> bytes:
    """A content line of at most 75 octets a piece, none of which ends within a character."""
    pieces, size = [""], 0
    for character in line:
        width = len(character.encode())
        if size + width > _LINE_OCTETS:
            pieces.append(" ")
            size = 1
        pieces[-1] += character
        size += width
    return "\r\n".join(pieces).encode() + b"\r\n"
