"""From two states of the public list to everything that goes out, and what the next review must know of it."""

from __future__ import annotations

import uuid
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, cast

from vendor_review.changes.public_lists.entry import Entry
from vendor_review.changes.public_lists.list_changes import ListChange
from vendor_review.changes.public_lists.notice_days import Announcement
from vendor_review.publication.languages.edition import Edition
from vendor_review.publication.languages.list_in_language import told_in
from vendor_review.publication.notices.announcement import (
    AnnouncedChange,
    change_title,
    distinct,
    list_title,
    owner_name,
    page_address,
)
from vendor_review.publication.notices.calendar_file import Event, calendar_file, merged
from vendor_review.publication.notices.feed import feed
from vendor_review.publication.notices.list_history import list_history
from vendor_review.publication.notices.mail import MAIL, mail
from vendor_review.publication.public_list.files import FEED
from vendor_review.report.pages.html import entry_anchors

State = Mapping[str, Any]
"""What a review carries on, as JSON holds it; internal, for it has keys.

`feed`, every change that was told; `calendar`, id to event; `listed`, key to entry of the list that customers saw
last, or None, `columns` that it showed, and `listed_on`, the day of its review; `withheld_on`, the day of the first
review since then that withheld its list, or None: nothing was announced by then; `moved_data`, keys whose data moved
meanwhile.
"""
_CHANGE_CALENDAR = "changes.ics"


@dataclass(frozen=True)
class NoticePack:
    """The outcome of a review for customers.

    Attributes
    ----------
    files
        File name to content: notice.eml if something needs notice, feed.xml, changes.ics if it has an event. Letter and
        feed lie beside in each further language.
    state
        For the next review: its `earlier`.
    changes, announcements
        How the register differs from the list that customers saw last, and what of it is announced now, with its days.
        Of a list that is withheld: what it would announce.
    entries
        Key to entry as customers see it.
    told
        Every change that was ever told, earliest first.
    too_early
        Why the list is withheld where a change takes effect before its notice ends; a sentence each.
    """

    files: dict[str, bytes]
    state: dict[str, Any]
    changes: tuple[ListChange, ...]
    announcements: tuple[Announcement, ...]
    entries: dict[str, Entry]
    told: tuple[AnnouncedChange, ...]
    too_early: tuple[str, ...]


def notice_pack(
    listing: Mapping[str, Any],
    before: Mapping[str, Entry] | None,
    after: Mapping[str, Entry],
    *,
    as_of: date,
    before_on: date | None = None,
    earlier: State | None = None,
    announced: Mapping[str, date] | None = None,
    moved_data: Collection[str] = (),
    other_vendor: Collection[str] = (),
    withheld: bool = False,
    editions: Sequence[Edition] = (),
) -> NoticePack:
    """Compares the register with the list that customers saw last, and writes what they are told.

    Parameters
    ----------
    listing
        The page as plain data (`PublicList.as_dict`).
    before
        Key to entry of the list that customers saw last; None takes the one that `earlier` carries. Without either
        this list is the first: nothing has changed.
    before_on
        The day of `before`; announcements of additions count from then on.
    after
        Key to entry as the register has it, as `public_entries` gives it.
    as_of
        The day of this review.
    earlier
        The `state` of the review before.
    announced, moved_data, other_vendor
        As `deadlines` and `list_changes` take them.
    withheld
        The list does not go out, and neither do mail and feed: the next review announces what was held back. So it is
        where a change takes effect before its notice ends.
    editions
        The list in further languages.
    """
    # A review of an earlier version carries no states: what it told holds.
    told = [
        cast("AnnouncedChange", {"state": "in force", **item}) for item in (earlier or {}).get("feed", ())
    ]
    calendar = earlier["calendar"] if earlier else {}
    withheld_on = _day(earlier["withheld_on"]) if earlier else None
    columns = (earlier or {}).get("columns")
    moved = {*moved_data, *(earlier or {}).get("moved_data", ())}
    if before is None and earlier:
        before, before_on = earlier["listed"], _day(earlier["listed_on"])
    history = list_history(
        before,
        after,
        told,
        listing,
        as_of=as_of,
        former_columns=columns,
        baseline_on=withheld_on or before_on,
        announced=announced,
        moved_data=moved,
        other_vendor=other_vendor,
    )
    files: dict[str, bytes] = {}
    if withheld or history.too_early:
        # Who was told meanwhile by other means was so after the first list that was held back.
        withheld_on = withheld_on or as_of
    else:
        told, new = [*history.told], history.told[len(history.told) - history.new :]
        anchors = entry_anchors(history.entries)
        is_sent = any(item["needs_notice"] or item["kind"] == "removal" for item in new)
        files[FEED] = feed(listing, distinct(told), as_of, anchors)
        if is_sent:
            files[MAIL] = mail(listing, distinct(new))
        for edition in editions:
            words, own = edition.words, _told_at(edition, listing)
            files[words.file(FEED)] = feed(own, _in(edition, told), as_of, anchors, words)
            if is_sent:
                files[words.file(MAIL)] = mail(own, _in(edition, new), words)
        before, before_on, withheld_on = history.entries, as_of, None
        moved, columns = set(), listing["columns"]
    calendar, in_calendar = merged(_change_days(distinct(told), owner_name(listing)), calendar, as_of)
    if in_calendar:
        files[_CHANGE_CALENDAR] = calendar_file(
            list_title(listing), calendar, in_calendar, as_of, page_address(listing)
        )
    state = {
        "feed": told,
        "calendar": calendar,
        "listed": None if before is None else {key: dict(entry) for key, entry in before.items()},
        "columns": None if columns is None else [*columns],
        "listed_on": before_on and before_on.isoformat(),
        "withheld_on": withheld_on and withheld_on.isoformat(),
        "moved_data": sorted(moved),
    }
    return NoticePack(
        files,
        state,
        history.changes,
        history.announcements,
        history.entries,
        history.told,
        history.too_early,
    )


def _told_at(edition: Edition, listing: Mapping[str, Any]) -> dict[str, Any]:
    """The page in a language; its address is that of the English one where it has none of its own."""
    return {**listing, "address": edition.wording.address or listing["address"]}


def _in(edition: Edition, told: Iterable[AnnouncedChange]) -> list[AnnouncedChange]:
    return [cast("AnnouncedChange", told_in(edition, item)) for item in distinct(told)]


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None


def _change_days(announced: Iterable[AnnouncedChange], owner: str) -> list[Event]:
    """Every day of the changes that customers can object to and that were not withdrawn.

    Nothing of it is said nowhere on the public list. `announced` is every change that was ever told, `owner` whose
    list it is: a customer has lists of many.
    """
    noticed = [item for item in announced if item["needs_notice"] and item["state"] != "withdrawn"]
    return [event for item in noticed for event in _days_of(item, owner)]


def _days_of(item: AnnouncedChange, owner: str) -> list[Event]:
    days = {
        "Takes effect": item["effective_on"],
        "Notice ends": item["notice_ends_on"],
        "Last day to object": item["objection_until"],
    }
    return [
        Event(
            str(uuid.uuid5(uuid.UUID(item["id"]), what)),
            date.fromisoformat(on),
            f"{what}: {change_title(item)}" + (f" ({owner})" if owner else ""),
        )
        for what, on in days.items()
        if on
    ]
