"""A change as customers are told of it: plain data that mail, feed and calendar share and a review carries on."""

from __future__ import annotations

import json
import re
import uuid
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any

from vendor_review.changes.public_lists.entry import Entry
from vendor_review.changes.public_lists.list_changes import ListChange
from vendor_review.changes.public_lists.notice_days import Announcement
from vendor_review.report.pages.html import NOT_STATED, stated
from vendor_review.report.words.wording import within
from vendor_review.schema.public_page import public_words

AnnouncedChange = Mapping[str, Any]
"""A change as JSON holds it.

`id`, a permanent name; `key` of its entry, never shown; `told_on`, the day of the review that told it; `kind`, `name`,
`former_name`, `section`, `field`, `before`, `after` and `needs_notice` of the change; `details`, pairs of label and
words that describe an addition; `announced_on`, `effective_on`, `notice_ends_on` and `objection_until`, ISO days.
"""

_DETAILS = ("legal_entity", "role", "purpose", "data_shared", "location", "transfer_basis")
_DAYS = ("announced_on", "effective_on", "notice_ends_on", "objection_until")
# Control characters, line and paragraph separators, lone surrogates, and the two that are no characters.
_UNPRINTABLE = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff\ufffe\uffff]")
#: What makes two changes the same to a customer.
_CONTENT = ("section", "name", "kind", "field", "before", "after", "effective_on")


def one_line(text: str) -> str:
    """Text for one line of any file: white space, and what XML or a mail cannot hold, becomes one space.

    Words from a register thus begin no header, no property and no line of their own.
    """
    return " ".join(_UNPRINTABLE.sub(" ", text).split())


def page_address(listing: Mapping[str, Any]) -> str:
    """Where customers find the list; "" if that is not stated."""
    return one_line(listing["address"] or "")


def source_id(listing: Mapping[str, Any]) -> uuid.UUID:
    """What the ids of everything that is told about this list are made from: its address, else whose list it is."""
    owner = [listing[name] for name in ("organisation", "legal_name", "brand")]
    return uuid.uuid5(uuid.NAMESPACE_URL, page_address(listing) or json.dumps(owner))


def list_title(listing: Mapping[str, Any]) -> str:
    """`Subprocessors of Skerrowby`."""
    organisation = owner_name(listing)
    return f"Subprocessors of {organisation}" if organisation else "Subprocessors"


def owner_name(listing: Mapping[str, Any]) -> str:
    """The name that customers know the company by; "" if none is stated."""
    return one_line(listing["brand"] or listing["organisation"] or listing["legal_name"] or "")


def newly_announced(
    changes: Iterable[ListChange],
    announcements: Iterable[Announcement],
    after: Mapping[str, Entry],
    *,
    listing: Mapping[str, Any],
    carried: Sequence[AnnouncedChange],
    as_of: date,
) -> list[dict[str, Any]]:
    """Changes as told on `as_of`, after those `carried` on from earlier reviews.

    An id is made of what customers read, and of how often the same was told before. What would read alike in every
    word, as of two engagements of a vendor, is told once.
    """
    days = {id(announcement.change): announcement for announcement in announcements}
    announced: list[dict[str, Any]] = []
    for change in changes:
        entry = after.get(change.key) if change.kind == "addition" else None
        announcement = days.get(id(change))
        item: dict[str, Any] = {
            "key": change.key,
            "told_on": as_of.isoformat(),
            "kind": change.kind,
            "name": one_line(change.name),
            "former_name": _line(change.former_name),
            "section": one_line(change.section or public_words.OTHER_SECTION),
            "field": change.field,
            "before": _line(change.before),
            "after": _line(change.after),
            "needs_notice": change.needs_notice,
            "details": [] if entry is None else _details(entry),
        }
        item |= {name: _iso(getattr(announcement, name, None)) for name in _DAYS}
        if all({**other, "key": "", "id": ""} != {**item, "key": "", "id": ""} for other in announced):
            item["id"] = _id(item, [*carried, *announced], listing)
            announced.append(item)
    return announced


def _id(item: AnnouncedChange, earlier: Iterable[AnnouncedChange], listing: Mapping[str, Any]) -> str:
    content = [item[name] for name in _CONTENT]
    count = sum(content == [other[name] for name in _CONTENT] for other in earlier)
    return uuid.uuid5(source_id(listing), json.dumps([*content, count])).urn


def _details(entry: Entry) -> list[list[str]]:
    words = {field: public_words.field_words(field, entry.get(field)) for field in _DETAILS}
    return [[public_words.FIELDS[field], stated(_line(text))] for field, text in words.items()]


def _line(text: str | None) -> str | None:
    return None if text is None else one_line(text)


def _iso(day: date | None) -> str | None:
    return day.isoformat() if day else None


def change_title(announced: AnnouncedChange) -> str:
    """A change in a few words: `Inkharrow Documents added`, `Mailbracken: location`."""
    name, field = announced["name"], announced["field"]
    if announced["kind"] != "change":
        return f"{name} {'added' if announced['kind'] == 'addition' else 'removed'}"
    if field == "vendor":
        return f"{name} in place of {announced['former_name'] or 'another company'}"
    return f"{name}: {within(public_words.FIELDS[field])}"


def change_lines(announced: AnnouncedChange) -> list[tuple[str, str]]:
    """Label and words of everything that is told of a change, its days last."""
    lines = [("Section", announced["section"]), *((label, words) for label, words in announced["details"])]
    if announced["kind"] == "change" and announced["before"] == announced["after"]:
        lines.append(
            (
                public_words.FIELDS[announced["field"]],
                f"{stated(announced['after'])} (more or other than before)",
            )
        )
    elif announced["kind"] == "change":
        lines += [("Before", stated(announced["before"])), ("Now", stated(announced["after"]))]
    if announced["needs_notice"]:
        ends = announced["notice_ends_on"]
        waits = f"not before {ends}" if ends else NOT_STATED
        # What has gone from the list waits for nothing.
        effect = "no longer used" if announced["kind"] == "removal" else announced["effective_on"] or waits
        lines += [
            ("Announced on", announced["announced_on"]),
            ("Takes effect", effect),
            ("Objections until", stated(announced["objection_until"])),
        ]
    return lines
