"""Whole days as a calendar that other programs read (RFC 5545), from one review to the next."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from vendor_review.publication.notices.announcement import one_line

_LINE_OCTETS = 75

#: Id to event, as JSON holds it and the next review needs it: on, summary, description, cancelled and sequence.
Calendar = Mapping[str, Mapping[str, Any]]


@dataclass(frozen=True)
class Event:
    """A day in the calendar; `description` is "" where the summary says it all."""

    uid: str
    on: date
    summary: str
    description: str = ""


def merged(
    current: Iterable[Event], earlier: Calendar, as_of: date
) -> tuple[dict[str, dict[str, Any]], list[str]]:
    """Id to event as the next review needs it, and the ids that this calendar shows.

    An event keeps its sequence number until its day or its words are others. One that is gone and was still to come
    is cancelled, once; past ones are left out.
    """
    calendar = {uid: dict(event) for uid, event in earlier.items()}
    shown, present = [], set()
    for event in current:
        plain = {
            "on": event.on.isoformat(),
            "summary": event.summary,
            "description": event.description,
            "cancelled": False,
        }
        before = calendar.get(event.uid)
        sequence = before["sequence"] if before else 0
        moved = before is not None and before != {**plain, "sequence": sequence}
        calendar[event.uid] = {**plain, "sequence": sequence + moved}
        present.add(event.uid)
        # A day that has passed is shown where it was moved there.
        if moved or event.on >= as_of:
            shown.append(event.uid)
    for uid, event_before in earlier.items():
        gone = uid not in present and not event_before["cancelled"]
        if gone and event_before["on"] >= as_of.isoformat():
            calendar[uid] = {**event_before, "cancelled": True, "sequence": event_before["sequence"] + 1}
            shown.append(uid)
    return calendar, shown


def calendar_file(
    title: str, calendar: Calendar, shown: Iterable[str], as_of: date, address: str = ""
) -> bytes:
    """RFC 5545, with events of whole days during which nobody is busy; the same events give the same bytes.

    `address` is where a reader finds more, "" for nowhere.
    """
    lines = [
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        "PRODID:-//vendor_review//Vendor reviews//EN",
        "CALSCALE:GREGORIAN",
        "METHOD:PUBLISH",
        f"X-WR-CALNAME:{_escaped(title)}",
    ]
    for uid in sorted(shown, key=lambda uid: (calendar[uid]["on"], calendar[uid]["summary"], uid)):
        lines += _event_lines(uid, calendar[uid], as_of, address)
    lines.append("END:VCALENDAR")
    return b"".join(_folded(line) for line in lines)


def _event_lines(uid: str, event: Mapping[str, Any], as_of: date, address: str) -> list[str]:
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
        *([f"DESCRIPTION:{_escaped(event['description'])}"] if event["description"] else []),
        f"STATUS:{'CANCELLED' if event['cancelled'] else 'CONFIRMED'}",
        "TRANSP:TRANSPARENT",
        "X-MICROSOFT-CDO-BUSYSTATUS:FREE",
        *([f"URL:{address}"] if address else []),
        "END:VEVENT",
    ]


def _day(day: date) -> str:
    return day.isoformat().replace("-", "")


def _escaped(text: str) -> str:
    return one_line(text).replace("\\", "\\\\").replace(";", "\\;").replace(",", "\\,")


def _folded(line: str) -> bytes:
    """A content line of at most 75 octets a piece, none of which ends within a character."""
    if line.isascii():
        # The first piece is whole; each further one begins with the blank that marks it.
        rest = range(_LINE_OCTETS, len(line), _LINE_OCTETS - 1)
        ascii_pieces = [line[:_LINE_OCTETS], *(f" {line[at : at + _LINE_OCTETS - 1]}" for at in rest)]
        return "\r\n".join(ascii_pieces).encode() + b"\r\n"
    pieces, size = [""], 0
    for character in line:
        width = len(character.encode())
        if size + width > _LINE_OCTETS:
            pieces.append(" ")
            size = 1
        pieces[-1] += character
        size += width
    return "\r\n".join(pieces).encode() + b"\r\n"
