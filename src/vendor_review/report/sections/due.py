"""What falls due: overdue first, then within 30, 60 and 90 days."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pandas as pd

from vendor_review.report.pages.blocks import Fragment, Section
from vendor_review.report.pages.html import counted, render, stated
from vendor_review.report.review import Review, Row, once
from vendor_review.report.vendor_card.dates import due_rows
from vendor_review.report.words.wording import some
from vendor_review.scoring.calendar.due_items import OVERDUE

#: Days up to which the page groups what falls due.
WITHIN = (30, 60, 90)
#: Of more vendors than this not each has a full card.
ALL_IN_FULL = 100
#: So many of a group are listed; the calendar has them all.
_MOST = 40
#: Owners of overdue items that are named, and vendors of each.
_MOST_OWNERS, _MOST_NAMED = 8, 6


@once
def due_groups(review: Review) -> Sequence[tuple[str, Sequence[Row]]]:
    """Heading to the items below it, those that have any: what is overdue, then what is due within `WITHIN` days."""
    as_of = pd.Timestamp(review.as_of)
    late = [item for item in due_rows(review) if item["state"] == OVERDUE]
    groups: list[tuple[str, Sequence[Row]]] = [("Overdue", late)]
    after = -1
    for days in WITHIN:
        earliest, latest = (as_of + pd.Timedelta(days=number) for number in (after, days))
        between = [
            item
            for item in due_rows(review)
            if item["state"] != OVERDUE and earliest < item["due_on"] <= latest
        ]
        groups.append((_heading(after, days), between))
        after = days
    return [(heading, items) for heading, items in groups if items]


def due_counts(review: Review) -> dict[str, Any]:
    """How many items are overdue, how many are due within so many days, each counted once."""
    counts = {heading: len(items) for heading, items in due_groups(review)}
    return {
        "overdue": counts.get("Overdue", 0),
        "due_within": {
            str(days): counts.get(_heading(after, days), 0)
            for after, days in zip((-1, *WITHIN), WITHIN, strict=False)
        },
    }


def _heading(after: int, days: int) -> str:
    """What is due in more than `after` days, and in at most so many; after -1, today counts."""
    return f"Within {days} days" if after < 0 else f"In {after + 1} to {days} days"


def overdue_records(review: Review) -> list[dict[str, Any]]:
    """Everything that is overdue as plain data, the earliest first: vendor_id, name, what, due_on, why and owner."""
    return [
        {
            "vendor_id": item["vendor_id"],
            "name": review.vendor_rows[item["vendor_id"]]["name"],
            "what": item["what"],
            "due_on": item["due_on"].date().isoformat(),
            "why": item["because"],
            "owner": item["owner"],
        }
        for item in due_rows(review)
        if item["state"] == OVERDUE
    ]


def customer_days(review: Review) -> list[dict[str, str]]:
    """Announced changes of the list that are not in effect yet: name, and days that are "" where there is none.

    The days are objection_until, notice_ends_on and effective_on. Those of one vendor with the same days are one; the
    next one comes first. Of a list that is withheld, none.
    """
    days = ("objection_until", "notice_ends_on", "effective_on")
    found = {
        (str(item["name"]), *(str(item[day] or "") for day in days))
        for item in review.announced
        if item["state"] == "announced" and not review.withheld
    }
    rows = [dict(zip(("name", *days), row, strict=True)) for row in found]
    return sorted(rows, key=lambda row: (*(row[day] for day in days), row["name"]))


def _late_by_owner(review: Review) -> list[tuple[str, int, str]]:
    """Owner, overdue items, and what of which vendors, those with most first; none where one owner has them all."""
    late: dict[str, dict[str, list[str]]] = {}
    for item in due_rows(review):
        if item["state"] == OVERDUE:
            of_owner = late.setdefault(item["owner"] or "no owner stated", {})
            of_owner.setdefault(review.unique_names[item["vendor_id"]], []).append(
                item["words"].split(":")[0]
            )
    if len(late) < 2:
        return []
    found = []
    for owner, of_owner in late.items():
        most_first = sorted(of_owner.items(), key=lambda one: -len(one[1]))
        vendors = [f"{name} ({', '.join(dict.fromkeys(kinds))})" for name, kinds in most_first]
        found.append((owner, sum(map(len, of_owner.values())), some(vendors, _MOST_NAMED)))
    return sorted(found, key=lambda one: -one[1])[:_MOST_OWNERS]


def what_is_due(review: Review) -> Section:
    """Section 3 of the page: what falls due by when, why, and who owns it; overdue first.

    Examples
    --------
    >>> report.what_is_due(review)
    Due: 3 overdue
    Amazon Web Services: review, now: never reviewed, and the day it was engaged is not stated
    ...
    """
    groups, rows = due_groups(review), due_rows(review)
    told, for_customers = {heading: len(items) for heading, items in groups}, customer_days(review)
    later = len(rows) - sum(told.values())
    html = render(
        "due.html.j2",
        review=review,
        groups=groups,
        later=later,
        last=WITHIN[-1],
        all_in_full=len(review.vendor_rows) <= ALL_IN_FULL,
        most=_MOST,
        for_customers=for_customers,
        late_by_owner=_late_by_owner(review),
        names=review.unique_names,
    )
    parts = [f"{number} {heading.lower()}" for heading, number in told.items()]
    lines = [f"Due: {', '.join(parts) or 'nothing'}"]
    lines += [
        f"{review.unique_names[item['vendor_id']]}: {item['words']}, {item['when']}: {item['because']}"
        for _, items in groups
        for item in items
    ]
    lines += [
        f"{row['name']}: customers can object until {stated(row['objection_until'])}, notice ends "
        f"{stated(row['notice_ends_on'])}, in effect from {stated(row['effective_on'])}"
        for row in for_customers
    ]
    if later:
        lines.append(f"{counted(later, 'item is', 'items are')} due later")
    return Section([Fragment(html, "\n".join(lines), anchor="due", title="Due")])
