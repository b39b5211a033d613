"""What is told of a day that is no ISO date: the day where it is certain, both where it is not, a formula as such."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from registers import write_register
from vendor_review.schema.cells.days import meant_day, why_no_day
from vendor_review.schema.check import CheckedRegister

Check = Callable[..., CheckedRegister]

YEARS = st.dates(date(1990, 1, 1), date(2069, 12, 31))


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("45352", "2024-03-01"),
        ("45352.5", "2024-03-01"),
        ("32874", "1990-01-01"),
        ("32873", ""),
        ("62093", "2069-12-31"),
        ("62094", ""),
        ("4535", ""),
        ("453520", ""),
        ("2023-03-15 12:00:00", "2023-03-15"),
        ("2023-03-15T12:00:00Z", "2023-03-15"),
        ("2023-03-15 00:00:00.000", "2023-03-15"),
        ("2023-02-30 12:00:00", ""),
        ("06/15/2023", "2023-06-15"),
        ("6/15/2023 0:00", "2023-06-15"),
        ("15/06/2023", "2023-06-15"),
        ("15-06-2023", "2023-06-15"),
        ("5/5/2026", "2026-05-05"),
        ("1/11/2026", ""),
        ("01-11-2026", ""),
        ("13/13/2026", ""),
        ("15/06-2023", ""),
        ("1.11.2026", "2026-11-01"),
        ("1 November 2026", "2026-11-01"),
        ("=TODAY()", ""),
        ("=DATE(2026,1,1)", ""),
        ("May 2026", ""),
        ("", ""),
    ],
)
def test_a_day_is_suggested_only_where_it_is_certain(written: str, meant: str) -> None:
    assert meant_day(written) == meant


@given(YEARS)
def test_spreadsheets_and_programs_other_ways_of_writing_a_day_are_understood(day: date) -> None:
    serial = (day - date(1899, 12, 30)) // timedelta(days=1)
    for written in (str(serial), f"{day} 00:00:00", f"{day}T23:59", f"{day:%d.%m.%Y}", f"{day:%d %B %Y}"):
        assert meant_day(written) == day.isoformat()
    either = {meant_day(f"{day:%m/%d/%Y}"), meant_day(f"{day:%d/%m/%Y}")}
    assert either == ({""} if day.day <= 12 and day.day != day.month else {day.isoformat()})


@pytest.mark.parametrize(
    ("written", "why"),
    [
        ("1/11/2026", ": it may be 1 November or 11 January 2026"),
        ("11-1-2026 12:00", ": it may be 11 January or 1 November 2026"),
        ("=TODAY()", ": it is a formula typed as text, which nothing computes"),
        ("5/5/2026", ""),
        ("15/06/2023", ""),
        ("soon", ""),
    ],
)
def test_why_a_text_is_not_one_day(written: str, why: str) -> None:
    assert why_no_day(written) == why


@pytest.mark.parametrize(
    ("table", "row", "message"),
    [
        (
            "reviews_done",
            {"vendor_id": "v", "reviewed_on": "1/11/2026"},
            "reviews_done.csv line 2, column reviewed_on: '1/11/2026' is not a date that exists, written as "
            "year-month-day: it may be 1 November or 11 January 2026.",
        ),
        (
            "reviews_done",
            {"vendor_id": "v", "reviewed_on": "=TODAY()"},
            "reviews_done.csv line 2, column reviewed_on: '=TODAY()' is not a date that exists, written as "
            "year-month-day: it is a formula typed as text, which nothing computes.",
        ),
        (
            "reviews_done",
            {"vendor_id": "=vendors!A2", "reviewed_on": "2026-01-05"},
            "reviews_done.csv line 2, column vendor_id: '=vendors!A2' is not an id in the table vendors: it is a "
            "formula typed as text, which nothing computes.",
        ),
        (
            "evidence",
            {"evidence_id": '="d"&1', "vendor_id": "v"},
            "evidence.csv line 2, column evidence_id: '=\"d\"&1' is not an id: it is a formula typed as text, which "
            "nothing computes; an id has only letters, digits, hyphens, underscores and dots.",
        ),
    ],
)
def test_a_message_says_why(
    check: Check, tmp_path: Path, table: str, row: dict[str, str], message: str
) -> None:
    register = write_register(tmp_path / "r", {"vendors": [{"vendor_id": "v", "name": "V"}], table: [row]})

    assert message in list(check(register).findings["message"])
