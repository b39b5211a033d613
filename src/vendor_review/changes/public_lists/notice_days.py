"""By when customers must have been told of a change, and until when they may object."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
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
        The day on which it takes effect: as stated, else for a change of what is in use the first day on which
        notice has ended and customers can no longer object.
    notice_ends_on
        The first day on which the change may take effect.
    objection_until
        The last day on which customers may object.
    in_time
        Whether it takes effect no sooner than its notice ends; True where it waits for no stated day.
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
    before: Mapping[str, Entry] | None = None,
    baseline_on: date | None = None,
    announced: Mapping[str, date] | None = None,
) -> tuple[Announcement, ...]:
    """The changes that need notice, each with its days.

    An addition is announced on its day in `announced` if that lies after the baseline's and not after `as_of`;
    everything else on `as_of`. An addition that is in use takes effect when the list says, else on `as_of`. A change of
    what is in use takes effect on its first day (`since`) if that is another than before and after the baseline's; of
    what is only announced, together with it.

    Parameters
    ----------
    terms
        The list's `notice` as plain data: days, objection_days, day_type, holidays.
    after, before
        Key to entry of the later list, and of the earlier one.
    as_of, baseline_on
        The day of this review, and of the list that customers saw last.
    announced
        Key to the day on which an addition was announced, its `engaged_on`.
    """
    found = []
    for change in changes:
        if not change.needs_notice:
            continue
        entry = after[change.key]
        old = None if change.kind == "addition" else (before or {}).get(change.key)
        told_on = as_of
        if change.kind == "addition":
            stated = (announced or {}).get(change.key)
            if stated is not None and stated <= as_of and (baseline_on is None or baseline_on < stated):
                told_on = stated
        ends = _after(told_on, terms.get("days"), terms)
        until = _after(told_on, terms.get("objection_days"), terms)
        effective_on = _stated_day(change, entry, old, baseline_on)
        in_time = None
        if ends is not None and effective_on is not None:
            in_time = effective_on >= ends
        elif ends is not None:
            in_time = entry["announced"] or change.kind == "change" or as_of >= ends
        if change.kind == "change" and effective_on is None and not entry["announced"]:
            effective_on = first_day(ends, until)
        found.append(Announcement(change, told_on, effective_on, ends, until, in_time))
    return tuple(found)


def first_day(notice_ends_on: date | None, objection_until: date | None) -> date | None:
    """The first day on which notice has ended and nobody may object any more; None where no terms are stated."""
    after_objections = objection_until + timedelta(days=1) if objection_until else None
    return max((day for day in (notice_ends_on, after_objections) if day), default=None)


def _stated_day(change: ListChange, entry: Entry, old: Entry | None, baseline_on: date | None) -> date | None:
    since = date.fromisoformat(entry["since"]) if entry["since"] else None
    if change.kind == "addition" or since is None or (entry["announced"] and old and old["announced"]):
        return since
    is_new = old is not None and entry["since"] != old["since"]
    return since if is_new and (baseline_on is None or since > baseline_on) else None


def _after(start: date, days: int | None, terms: Mapping[str, Any]) -> date | None:
    if days is None:
        return None
    starts = np.array([start], dtype="datetime64[D]")
    ends = add_days(starts, days, terms.get("day_type") or "", terms.get("holidays") or "")
    day: date = ends.astype("datetime64[D]")[0].item()
    return day
