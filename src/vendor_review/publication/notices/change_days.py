"""The public days of announced changes: when each takes effect, when notice ends, until when customers may object."""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from vendor_review.publication.notices.announced_change import AnnouncedChange, change_title
from vendor_review.publication.notices.calendar_file import Event

CHANGE_CALENDAR = "changes.ics"


def change_days(announced: Iterable[AnnouncedChange], shown: Mapping[str, Mapping[str, Any]]) -> list[Event]:
    """Every day of the changes that stand; nothing of it is said nowhere on the public list.

    Parameters
    ----------
    announced
        Every change that was ever told.
    shown
        Key to entry of the list that customers see.
    """
    return [event for item in _standing(announced, shown) for event in _days_of(item, shown)]


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
