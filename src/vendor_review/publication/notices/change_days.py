"""The public days of announced changes: when each takes effect, when notice ends, until when customers may object."""

from __future__ import annotations

import uuid
from collections.abc import Iterable
from datetime import date

from vendor_review.publication.notices.announced_change import AnnouncedChange, change_title
from vendor_review.publication.notices.calendar_file import Event

CHANGE_CALENDAR = "changes.ics"


def change_days(announced: Iterable[AnnouncedChange]) -> list[Event]:
    """Every day of the changes that customers can object to and that were not withdrawn.

    Nothing of it is said nowhere on the public list. `announced` is every change that was ever told.
    """
    noticed = [item for item in announced if item["needs_notice"] and item["state"] != "withdrawn"]
    return [event for item in noticed for event in _days_of(item)]


def _days_of(item: AnnouncedChange) -> list[Event]:
    days = {
        "Takes effect": item["effective_on"],
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
