"""A change as customers are told of it: one structure for list, feed, mail, changes.json and changes.ics."""

from __future__ import annotations

import json
import re
import uuid
from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any, Literal, TypedDict

from vendor_review.changes.public_lists.entry import Entry
from vendor_review.changes.public_lists.list_changes import ListChange
from vendor_review.changes.public_lists.notice_days import Announcement
from vendor_review.publication.public_list.listing import PublicChange
from vendor_review.schema.public_page import public_words
from vendor_review.schema.public_page.labels import Labels, labels

_ENGLISH = labels()
State = Literal["announced", "in force", "withdrawn"]


class AnnouncedChange(TypedDict):
    """A change as JSON holds it; a review carries all of them on to the next.

    Attributes
    ----------
    id
        A permanent name.
    key
        Of its entry, never shown.
    told_on
        The day of the review that told it.
    kind
        `withdrawal` takes back an announced addition or change.
    name, former_name, section, field, before, after, needs_notice
        As `ListChange` has them; one line each.
    details
        Pairs of label and words that describe an addition; `after` says what of it is new where the vendor is listed
        already.
    announced_on, effective_on, notice_ends_on, objection_until
        ISO days; None is not stated. `effective_on` is the day from which it holds, `objection_until` the last day to
        object. Of what needs no notice, `effective_on` is the day on which it was told.
    state
        `announced` while its day is to come: the list still shows what was before. `in force` from that day on.
        `withdrawn` if the register no longer says so before the day.
    """

    id: str
    key: str
    told_on: str
    kind: Literal["addition", "removal", "change", "withdrawal"]
    name: str
    former_name: str | None
    section: str
    field: str | None
    before: str | None
    after: str | None
    needs_notice: bool
    details: list[list[str]]
    announced_on: str | None
    effective_on: str | None
    notice_ends_on: str | None
    objection_until: str | None
    state: State


_DETAILS = ("legal_entity", "role", "product", "purpose", "data_shared", "location", "transfer_basis")
# Control characters, line and paragraph separators, lone surrogates, and the two that are no characters.
_UNPRINTABLE = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff\ufffe\uffff]")
#: What makes two changes the same to a customer.
_CONTENT = ("section", "name", "kind", "field", "before", "after", "details", "effective_on")


def one_line(text: str) -> str:
    """Text for one line of any file: white space, and what XML or a mail cannot hold, becomes one space.

    Words from a register thus begin no header, no property and no line of their own.
    """
    return " ".join(_UNPRINTABLE.sub(" ", text).split())


def page_address(listing: Mapping[str, Any], anchor: str = "") -> str:
    """Where customers find the list, or the part of it under an anchor; "" if that is not stated."""
    address = one_line(listing["address"] or "")
    return f"{address.partition('#')[0]}#{anchor}" if address and anchor else address


def source_id(listing: Mapping[str, Any]) -> uuid.UUID:
    """What the ids of everything that is told about this list are made from: its address, else whose list it is."""
    owner = [listing[name] for name in ("organisation", "legal_name", "brand")]
    return uuid.uuid5(uuid.NAMESPACE_URL, page_address(listing) or json.dumps(owner))


def list_title(listing: Mapping[str, Any], words: Labels = _ENGLISH) -> str:
    """`Subprocessors of Skerrowby`, in the language of the labels."""
    organisation, page = owner_name(listing), words["page"]
    title: str = page["title"].format(company=organisation) if organisation else page["title_alone"]
    return title


def owner_name(listing: Mapping[str, Any]) -> str:
    """The name that customers know the company by; "" if none is stated."""
    return one_line(listing["brand"] or listing["organisation"] or listing["legal_name"] or "")


def announced_change(
    change: ListChange,
    announcement: Announcement | None,
    entry: Entry | None,
    *,
    listing: Mapping[str, Any],
    earlier: Iterable[AnnouncedChange],
    as_of: date,
) -> AnnouncedChange:
    """A change as it is told on `as_of`.

    Parameters
    ----------
    change, entry
        The change, and what the register says of the entry now; None if that is gone.
    announcement
        Its days, if it needs notice.
    earlier
        All that was told before this day: an id is made of what customers read, and of how often the same was told.
    """
    item: AnnouncedChange = {
        "id": "",
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
        "details": [] if entry is None or change.kind != "addition" else _details(entry),
        "announced_on": _iso(announcement.announced_on) if announcement else None,
        "effective_on": _iso(announcement.effective_on) if announcement else as_of.isoformat(),
        "notice_ends_on": _iso(announcement.notice_ends_on) if announcement else None,
        "objection_until": _iso(announcement.objection_until) if announcement else None,
        "state": "in force",
    }
    if entry is not None and item["needs_notice"] and is_to_come(item, entry, as_of):
        item["state"] = "announced"
    return _named(item, listing, earlier)


def is_to_come(item: AnnouncedChange, entry: Entry, as_of: date) -> bool:
    """Whether an addition or change does not hold yet; `entry` is what the register says."""
    if item["kind"] == "addition" or item["effective_on"] is None:
        return bool(entry["announced"])
    return item["effective_on"] > as_of.isoformat()


def withdrawal(
    item: AnnouncedChange, *, listing: Mapping[str, Any], earlier: Iterable[AnnouncedChange], as_of: date
) -> AnnouncedChange:
    """What customers are told of an announced change that will not come."""
    days: dict[str, Any] = dict.fromkeys(("announced_on", "notice_ends_on", "objection_until"))
    gone: Any = {
        **item,
        **days,
        "kind": "withdrawal",
        "told_on": as_of.isoformat(),
        "effective_on": as_of.isoformat(),
        "needs_notice": False,
        "state": "in force",
    }
    return _named(gone, listing, earlier)


def _named(
    item: AnnouncedChange, listing: Mapping[str, Any], earlier: Iterable[AnnouncedChange]
) -> AnnouncedChange:
    """The change with its id."""
    content = [item.get(name) for name in _CONTENT]
    count = len({other["told_on"] for other in earlier if content == [other.get(name) for name in _CONTENT]})
    return {**item, "id": uuid.uuid5(source_id(listing), json.dumps([*content, count])).urn}


def distinct(announced: Iterable[AnnouncedChange]) -> list[AnnouncedChange]:
    """The changes without those that read alike in every word, as of two engagements of a vendor."""
    found: dict[str, AnnouncedChange] = {}
    for item in announced:
        found.setdefault(item["id"], item)
    return [*found.values()]


def _details(entry: Entry) -> list[list[str]]:
    words = {field: public_words.field_words(field, entry.get(field)) for field in _DETAILS}
    return [[public_words.FIELDS[field], one_line(text)] for field, text in words.items() if text]


def _line(text: str | None) -> str | None:
    return None if text is None else one_line(text)


def _iso(day: date | None) -> str | None:
    return day.isoformat() if day else None


def list_rows(
    told: Iterable[AnnouncedChange], anchors: Mapping[str, str]
) -> tuple[list[PublicChange], list[PublicChange]]:
    """What the list itself tells: changes whose day is to come, the next one first; then the log, the newest first.

    Parameters
    ----------
    anchors
        Key of an entry on the list to its anchor there.
    """
    items = [item for item in distinct(told) if item["state"] != "withdrawn"]
    rows = [
        PublicChange(
            kind=item["kind"],
            name=item["name"],
            former_name=item["former_name"],
            section=item["section"],
            field=item["field"],
            before=item["before"],
            after=item["after"],
            announced_on=item["announced_on"] or item["told_on"],
            effective_on=item["effective_on"],
            objection_until=item["objection_until"],
            anchor=anchors.get(item["key"]),
        )
        for item in items
    ]
    waits = [item["state"] == "announced" for item in items]
    coming = [row for row, is_coming in zip(rows, waits, strict=True) if is_coming]
    log = [row for row, is_coming in zip(rows, waits, strict=True) if not is_coming]
    coming.sort(key=lambda row: row.effective_on or "9999")
    log.sort(key=lambda row: row.effective_on or row.announced_on, reverse=True)
    return coming, log


def change_title(announced: AnnouncedChange, words: Labels = _ENGLISH) -> str:
    """A change in a few words: `Inkharrow Documents added`, `Mailbracken: location`."""
    told, field, after = words["told"], announced["field"], announced["after"]
    what = words.within(words["fields"][field]) if field else ""
    former = announced["former_name"] or told["another_company"]
    if announced["kind"] == "withdrawal":
        form = "change_withdrawn" if field else "addition_withdrawn"
    elif field is None and announced["kind"] == "addition":
        form = "more_of_vendor" if after else "added"
    elif field is None:
        form = "no_longer_used"
    else:
        form = "in_place_of" if field == "vendor" else "field"
    title: str = told[form].format(name=announced["name"], field=what, words=after, former=former)
    return title


def change_lines(announced: AnnouncedChange, words: Labels = _ENGLISH) -> list[tuple[str, str]]:
    """Label and words of everything that is told of a change, its days last."""
    told = words["told"]
    lines = [(told["section"], announced["section"]), *content_lines(announced, words)]
    if announced["needs_notice"]:
        ends, day = announced["notice_ends_on"], announced["effective_on"]
        begins = told["not_before"].format(day=words.long_day(ends)) if ends and not day else _day(day, words)
        lines += [
            (told["announced_on"], _day(announced["announced_on"], words)),
            (told["from"], begins),
            (told["object_until"], _day(announced["objection_until"], words)),
        ]
    return lines


def content_lines(announced: AnnouncedChange, words: Labels = _ENGLISH) -> list[tuple[str, str]]:
    """Label and words of what an addition is, or of what was and what comes."""
    told, field = words["told"], announced["field"]
    before, after = (announced[side] or words["not_stated"] for side in ("before", "after"))
    if field is None:
        return [(label, said) for label, said in announced["details"] if announced["kind"] == "addition"]
    if announced["before"] == announced["after"]:
        return [(told["now"], told["more_or_other"].format(words=after))]
    if announced["kind"] == "withdrawal":
        return [(told["stays"], before), (told["was_announced"], after)]
    return [(told["before"], before), (told["after"], after)]


def _day(day: str | None, words: Labels) -> str:
    return words.long_day(day) if day else str(words["not_stated"])
