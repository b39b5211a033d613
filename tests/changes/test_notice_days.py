"""By when customers must have been told, and until when they may object: calendar days, business days, holidays."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from itertools import islice
from typing import Any

import holidays
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from changes.list_entries import entry, listing
from vendor_review.changes.public_lists.list_changes import list_changes
from vendor_review.changes.public_lists.notice_days import Announcement, deadlines
from vendor_review.schema.cells.workdays import holiday_calendar_meant, is_holiday_calendar
from vendor_review.schema.rows.notice import add_days

AS_OF, BASELINE = date(2026, 10, 31), date(2026, 7, 31)


def addition(engaged_on: str = "", baseline: date | None = BASELINE, **terms: Any) -> Announcement:
    """What is announced of an engagement that comes with this list."""
    added = entry(**{name: terms.pop(name) for name in ("since", "announced") if name in terms})
    (found,) = deadlines(
        list_changes({}, {"a": added}),
        listing(notice=terms)["notice"],
        {"a": added},
        as_of=AS_OF,
        baseline_on=baseline,
        announced={"a": date.fromisoformat(engaged_on)} if engaged_on else {},
    )
    return found


@pytest.mark.parametrize(
    ("engaged_on", "baseline", "announced_on"),
    [
        ("2026-10-19", BASELINE, "2026-10-19"),
        ("2026-08-01", BASELINE, "2026-08-01"),
        ("2026-10-31", BASELINE, "2026-10-31"),
        ("2026-07-31", BASELINE, "2026-10-31"),
        ("2024-01-01", BASELINE, "2026-10-31"),
        ("2026-11-01", BASELINE, "2026-10-31"),
        ("", BASELINE, "2026-10-31"),
        ("2026-10-19", None, "2026-10-19"),
        ("2026-11-01", None, "2026-10-31"),
    ],
)
def test_an_addition_is_announced_on_its_day_if_that_lies_between_the_lists(
    engaged_on: str, baseline: date | None, announced_on: str
) -> None:
    assert addition(engaged_on, baseline).announced_on.isoformat() == announced_on


@pytest.mark.parametrize(
    ("since", "announced", "days", "in_time"),
    [
        ("2026-11-18", True, 30, True),
        ("2026-11-17", True, 30, False),
        ("2026-10-20", False, 30, False),
        ("2026-10-19", False, 0, True),
        ("", False, 30, False),  # in use since a day that is not stated: by this one, at the latest
        ("", False, 12, True),
        ("", True, 30, True),  # it waits
        ("2026-10-20", False, None, None),
    ],
)
def test_an_addition_takes_effect_no_sooner_than_its_notice_ends(
    since: str, announced: bool, days: int | None, in_time: bool | None
) -> None:
    found = addition("2026-10-19", since=since, announced=announced, days=days)
    assert found.in_time is in_time
    assert (found.effective_on and found.effective_on.isoformat()) == (since or None)


@pytest.mark.parametrize(
    ("day_type", "calendar", "ends", "until"),
    [
        ("calendar", None, "2027-01-17", "2027-01-01"),
        ("business", None, "2027-01-29", "2027-01-07"),
        ("business", "DE", "2027-02-02", "2027-01-11"),
        ("business", "DE-BY", "2027-02-03", "2027-01-12"),  # Epiphany in Bavaria
        (
            "business",
            "GB-SCT",
            "2027-02-04",
            "2027-01-13",
        ),  # Boxing Day moved to Monday, 2 January to the 4th
    ],
)
def test_business_days_leave_out_the_public_holidays_of_the_calendar(
    day_type: str, calendar: str | None, ends: str, until: str
) -> None:
    added = entry(announced=True, since="")
    (found,) = deadlines(
        list_changes({}, {"a": added}),
        listing(notice={"day_type": day_type, "holidays": calendar})["notice"],
        {"a": added},
        as_of=date(2026, 12, 18),
    )
    assert (str(found.notice_ends_on), str(found.objection_until)) == (ends, until)


def role_change(since: str = "2024-01-01", **terms: Any) -> Announcement:
    """What is announced of a vendor whose role and purpose change, and whose first day is `since` from now on."""
    before, after = {"a": entry()}, {"a": entry(role="affiliate", purpose="Backup", since=since)}
    (found,) = deadlines(
        list_changes(before, after),
        listing(notice=terms)["notice"],
        after,
        as_of=AS_OF,
        before=before,
        baseline_on=BASELINE,
    )
    assert found.change.field == "role"
    return found


@pytest.mark.parametrize(
    ("since", "effective_on", "in_time"),
    [
        ("2024-01-01", "2026-11-30", True),  # the day on which it was first used says nothing of the change
        ("2025-01-01", "2026-11-30", True),  # nor does one that was mended
        ("2026-12-24", "2026-12-24", True),
        ("2026-11-29", "2026-11-29", False),
        ("2026-10-01", "2026-10-01", False),
    ],
)
def test_a_change_takes_effect_on_the_day_that_the_register_states_else_once_notice_has_ended(
    since: str, effective_on: str, in_time: bool
) -> None:
    found = role_change(since)
    assert (str(found.effective_on), found.in_time) == (effective_on, in_time)
    assert (str(found.notice_ends_on), str(found.objection_until)) == ("2026-11-30", "2026-11-14")


@pytest.mark.parametrize(
    ("days", "objection_days", "effective_on"),
    [(30, 14, "2026-11-30"), (14, 30, "2026-12-01"), (None, 14, "2026-11-15"), (None, None, "None")],
)
def test_a_change_waits_until_nobody_may_object_any_more(
    days: int | None, objection_days: int | None, effective_on: str
) -> None:
    assert str(role_change(days=days, objection_days=objection_days).effective_on) == effective_on


def test_where_the_page_states_no_days_there_are_none() -> None:
    found = addition(days=None, objection_days=None)
    assert (found.notice_ends_on, found.objection_until) == (None, None)


@pytest.mark.parametrize(
    ("code", "meant"),
    [
        ("DE", None),
        ("DE-BE", None),
        ("GB-ENG", None),
        ("de-be", "DE-BE"),
        ("DE-Berlin", "DE-BE"),
        ("DE-", "DE"),
        ("UK", "GB"),
        ("UK-ENG", "GB-ENG"),
        ("Germany", "DE"),
        ("DE-XX", "DE"),
        ("XX", ""),
        ("", ""),
    ],
)
def test_a_calendar_is_a_country_or_a_part_of_it(code: str, meant: str | None) -> None:
    assert is_holiday_calendar(code) is (meant is None)
    if meant is not None:
        assert holiday_calendar_meant(code) == meant


days_of_use = st.dates(date(1995, 1, 1), date(2090, 1, 1))


@given(
    st.lists(days_of_use, max_size=4), st.integers(0, 60), st.sampled_from(["DE-BE", "US", "GB-SCT", "IL"])
)
def test_counting_day_by_day_gives_the_same(starts: list[date], count: int, code: str) -> None:
    country, _, part = code.partition("-")
    calendar = holidays.country_holidays(country, subdiv=part or None)

    def counted(start: date) -> date:
        step = timedelta(days=1)
        while not calendar.is_working_day(start):
            start -= step
        return next(islice((day for day in _from(start) if calendar.is_working_day(day)), count, None))

    found = add_days(np.array([*starts, None], dtype="datetime64[D]"), count, "business", code)
    assert found.astype("datetime64[D]").tolist() == [*map(counted, starts), None]


def _from(start: date) -> Iterator[date]:
    return (start + timedelta(days=ahead) for ahead in range(1000))


@given(days_of_use, st.integers(1, 400))
def test_public_holidays_never_shorten_a_notice(start: date, count: int) -> None:
    starts = np.array([start], dtype="datetime64[D]")
    assert (add_days(starts, count, "business", "DE-BE") >= add_days(starts, count, "business")).all()
