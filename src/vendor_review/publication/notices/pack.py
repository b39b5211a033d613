"""From two states of the public list to everything that goes out, and what the next review must know of it."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from vendor_review.changes.public_lists.entry import Entry
from vendor_review.changes.public_lists.list_changes import ListChange, list_changes
from vendor_review.changes.public_lists.notice_days import Announcement, deadlines
from vendor_review.publication.notices.announced_change import list_title, newly_announced, page_address
from vendor_review.publication.notices.calendar_file import calendar_file, merged
from vendor_review.publication.notices.change_days import CHANGE_CALENDAR, change_days
from vendor_review.publication.notices.feed import FEED, feed
from vendor_review.publication.notices.mail import MAIL, mail

State = Mapping[str, Any]
"""What a review carries on, as JSON holds it; internal, for it has keys.

`feed`, every change that was told; `calendar`, id to event; `listed`, key to entry of the list that customers saw
last, or None, and `listed_on`, the day of its review; `withheld_on`, the day of the last review since then that
withheld its list, or None: nothing was announced by then.
"""


@dataclass(frozen=True)
class NoticePack:
    """The outcome of a review for customers.

    Attributes
    ----------
    files
        File name to content: notice.eml if something needs notice, feed.xml, changes.ics if it has an event.
    state
        For the next review: its `earlier`.
    changes, announcements
        How the list differs from the one that customers saw last, and what of it needs notice, with its days. Of a
        list that is withheld: what it would announce.
    """

    files: dict[str, bytes]
    state: dict[str, Any]
    changes: tuple[ListChange, ...]
    announcements: tuple[Announcement, ...]


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
) -> NoticePack:
    """Compares the list with the one that customers saw last, and writes what they are told.

    Parameters
    ----------
    listing
        The public list as plain data (`PublicList.as_dict`).
    before
        Key to entry of the list that customers saw last; None takes the one that `earlier` carries. Without either
        this list is the first: nothing has changed.
    before_on
        The day of `before`; announcements of additions count from then on.
    after
        Key to entry of this list, as `public_entries` gives it.
    as_of
        The day of this review.
    earlier
        The `state` of the review before.
    announced, moved_data, other_vendor
        As `deadlines` and `list_changes` take them.
    withheld
        The list does not go out, and neither do mail and feed: the next review announces what was held back.
    """
    history, calendar = list(earlier["feed"]) if earlier else [], earlier["calendar"] if earlier else {}
    withheld_on = _day(earlier["withheld_on"]) if earlier else None
    if before is None and earlier:
        before, before_on = earlier["listed"], _day(earlier["listed_on"])
    changes = (
        ()
        if before is None
        else list_changes(before, after, moved_data=moved_data, other_vendor=other_vendor)
    )
    announcements = deadlines(
        changes,
        listing["notice"],
        after,
        as_of=as_of,
        baseline_on=withheld_on or before_on,
        announced=announced,
    )
    files: dict[str, bytes] = {}
    if not withheld:
        new = newly_announced(changes, announcements, after, listing=listing, carried=history, as_of=as_of)
        history = [*history, *new]
        files[FEED] = feed(listing, history, as_of)
        if announcements:
            files[MAIL] = mail(listing, new)
        before, before_on, withheld_on = after, as_of, None
    else:
        withheld_on = as_of
    calendar, in_calendar = merged(change_days(history, before or {}), calendar, as_of)
    if in_calendar:
        files[CHANGE_CALENDAR] = calendar_file(
            list_title(listing), calendar, in_calendar, as_of, page_address(listing)
        )
    state = {
        "feed": history,
        "calendar": calendar,
        "listed": None if before is None else {key: dict(entry) for key, entry in before.items()},
        "listed_on": before_on and before_on.isoformat(),
        "withheld_on": withheld_on and withheld_on.isoformat(),
    }
    return NoticePack(files, state, changes, announcements)


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None
