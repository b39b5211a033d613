"""By when customers must have been told of a change, and until when they may object."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

import numpy as np

from vendor_review.changes.public_lists.entry import Entry
from vendor_review.changes.public_lists.list_changes import ListChange
from vendor_review.schema.rows.notice import add_days


@dataclass(frozen=True)
class Announcement:
    """A change that needs notice, with its days; None is not stated, or cannot be told.

    Attributes
    ----------
    announced_on
        The day from which notice runs.
    effective_on
        The day on which an addition takes effect; other changes state none.
    notice_ends_on
        The first day on which the change may take effect.
    objection_until
        The last day on which customers may object.
    in_time
        Whether an addition takes effect no sooner than its notice ends; True where it waits for no stated day.
    """

    change: ListChange
    announced_on: date
    effective_on: date | None
    notice_ends_on: date | None
    objection_until: date | None
    in_time: bool | None


def deadlines(
    changes: Iterable[ListChange],
    terms: Mapping[str, Any],
    after: Mapping[str, Entry],
    *,
    as_of: date,
    baseline_on: date | None = None,
    announced: Mapping[str, date] | None = None,
) -> tuple[Announcement, ...]:
    """The changes that need notice, each with its days.

    An addition is announced on its day in `announced` if that lies after the baseline's and not after `as_of`;
    everything else on `as_of`. An addition that is in use takes effect when the list says, else on `as_of`.

    Parameters
    ----------
    terms
        The list's `notice` as plain data: days, objection_days, day_type, holidays.
    after
        Key to entry of the later list.
    as_of, baseline_on
        The day of this review, and of the list that customers saw last.
    announced
        Key to the day on which an addition was announced, its `engaged_on`.
    """
    found = []
    for change in changes:
        if not change.needs_notice:
            continue
        entry = after[change.key] if change.kind == "addition" else None
        told_on = as_of
        if entry is not None and baseline_on is not None:
            stated = (announced or {}).get(change.key)
            told_on = stated if stated is not None and baseline_on < stated <= as_of else as_of
        effective_on = date.fromisoformat(entry["since"]) if entry and entry["since"] else None
        ends = _after(told_on, terms.get("days"), terms)
        found.append(
            Announcement(
                change=change,
                announced_on=told_on,
                effective_on=effective_on,
                notice_ends_on=ends,
                objection_until=_after(told_on, terms.get("objection_days"), terms),
                in_time=None
                if entry is None or ends is None
                else _in_time(entry, effective_on or as_of, ends),
            )
        )
    return tuple(found)


def _in_time(entry: Entry, effective_on: date, notice_ends_on: date) -> bool:
    if entry["announced"] and not entry["since"]:
        return True
    return effective_on >= notice_ends_on


def _after(start: date, days: int | None, terms: Mapping[str, Any]) -> date | None:
    if days is None:
        return None
    starts = np.array([start], dtype="datetime64[D]")
    ends = add_days(starts, days, terms.get("day_type") or "", terms.get("holidays") or "")
    day: date = ends.astype("datetime64[D]")[0].item()
    return day
