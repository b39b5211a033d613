"""What falls due inside the company, as a calendar program reads it: names, owners, what is overdue today."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pandas as pd
from hypothesis import given
from hypothesis import strategies as st
from icalendar import Calendar

from assembled import example_review
from changes.list_entries import listing
from vendor_review.publication.notices.due_calendar import due_calendar
from vendor_review.report.words.due_words import worded_items

NAMES = {"nimbus": "Nimbus", "stratus": "Stratus", "odd": "Odd\r\nEND:VEVENT; a, b\\n"}


class Reviews:
    """Reviews of one register, each of which takes the calendar of the one before."""

    def __init__(self) -> None:
        self.calendar: dict[str, Any] = {}

    def events(self, as_of: date, *items: dict[str, Any]) -> list[Any]:
        files, self.calendar = due_calendar(listing(), items, NAMES, earlier=self.calendar, as_of=as_of)
        if not files:
            return []
        content = files["due.ics"]
        assert max(map(len, content.split(b"\r\n"))) <= 75
        read: Any = Calendar.from_ical(content)
        assert not read.errors
        return list(read.walk("VEVENT"))


def item(vendor_id: str, on: date, as_of: date, what: str = "review", name: str = "") -> dict[str, Any]:
    state = "overdue" if on < as_of else "due soon"
    words = {
        "words": what.replace("_", " "),
        "because": "as its tier asks",
        "owner": "head of it",
        "at_once": False,
    }
    return {
        "vendor_id": vendor_id,
        "what": what,
        "due_on": pd.Timestamp(on),
        "state": state,
        "item": name,
        **words,
    }


def told(event: Any) -> tuple[str, int, str, str]:
    return str(event["SUMMARY"]), event["SEQUENCE"], str(event.start), str(event["STATUS"])


def test_an_event_names_vendor_and_owner_and_says_why() -> None:
    (event,) = Reviews().events(date(2026, 8, 1), item("nimbus", date(2026, 9, 1), date(2026, 8, 1)))
    assert told(event) == ("Nimbus: review (head of it)", 0, "2026-09-01", "CONFIRMED")
    assert str(event["DESCRIPTION"]) == "As its tier asks."
    assert "URL" not in event


def test_what_is_overdue_stands_on_the_day_of_the_review_and_says_since_when() -> None:
    reviews, on = Reviews(), date(2026, 7, 1)
    (event,) = reviews.events(date(2026, 8, 1), item("nimbus", on, date(2026, 8, 1)))
    assert told(event)[:3] == ("Overdue since 2026-07-01: Nimbus: review (head of it)", 0, "2026-08-01")
    (again,) = reviews.events(date(2026, 9, 1), item("nimbus", on, date(2026, 9, 1)))
    assert told(again)[:3] == ("Overdue since 2026-07-01: Nimbus: review (head of it)", 1, "2026-09-01")
    assert again["UID"] == event["UID"]


def test_what_states_no_day_is_due_now() -> None:
    at_once = {
        **item("nimbus", date(2026, 8, 1), date(2026, 8, 1)),
        "state": "overdue",
        "at_once": True,
        "owner": "",
    }
    (event,) = Reviews().events(date(2026, 8, 1), at_once)
    assert told(event)[0] == "Due now: Nimbus: review (no owner stated)"
    without = {**item("nimbus", date(2026, 8, 1), date(2026, 8, 1)), "due_on": pd.NaT, "state": "unknown"}
    assert Reviews().events(date(2026, 8, 1), without) == []


def test_a_day_that_moves_raises_the_sequence_and_one_that_stays_does_not() -> None:
    reviews = Reviews()

    def at(as_of: date, *days: date) -> tuple[str, int, str, str]:
        (event,) = reviews.events(as_of, *(item("nimbus", on, as_of) for on in days))
        return told(event)

    words = "Nimbus: review (head of it)"
    assert at(date(2026, 8, 1), date(2026, 9, 1)) == (words, 0, "2026-09-01", "CONFIRMED")
    assert at(date(2026, 8, 2), date(2026, 9, 1)) == (words, 0, "2026-09-01", "CONFIRMED")
    assert at(date(2026, 8, 10), date(2027, 8, 10)) == (words, 1, "2027-08-10", "CONFIRMED")
    assert at(date(2026, 8, 11)) == (f"Cancelled: {words}", 2, "2027-08-10", "CANCELLED")
    assert reviews.events(date(2026, 8, 12)) == []
    assert at(date(2026, 8, 13), date(2027, 8, 10)) == (words, 3, "2027-08-10", "CONFIRMED")


def test_each_document_of_a_vendor_has_an_event_of_its_own() -> None:
    as_of, on = date(2026, 8, 1), date(2026, 9, 1)
    events = Reviews().events(
        as_of,
        item("nimbus", on, as_of, "evidence", "iso"),
        item("nimbus", on, as_of, "evidence", "soc2"),
        item("nimbus", on, as_of, "decision", "2026-01"),
        item("stratus", on, as_of, "evidence", "iso"),
    )
    assert len({str(event["UID"]) for event in events}) == 4


def test_hostile_words_begin_no_line() -> None:
    (event,) = Reviews().events(date(2026, 8, 1), item("odd", date(2026, 9, 1), date(2026, 8, 1)))
    assert str(event["SUMMARY"]) == "Odd END:VEVENT; a, b\\n: review (head of it)"


steps = st.lists(
    st.dictionaries(st.sampled_from([*NAMES]), st.dates(date(2026, 6, 1), date(2027, 12, 1))),
    min_size=1,
    max_size=5,
)


@given(steps)
def test_over_any_reviews_ids_last_and_sequences_rise(steps: list[dict[str, date]]) -> None:
    reviews, shown = Reviews(), dict[str, tuple[int, tuple[Any, ...]]]()
    for number, due in enumerate(steps):
        as_of = date(2026, 7, 1) + timedelta(days=60 * number)
        items = [item(vendor_id, on, as_of) for vendor_id, on in due.items()]
        events = reviews.events(as_of, *items)
        assert sum(event["STATUS"] == "CONFIRMED" for event in events) == len(due)
        for event in events:
            assert event.start >= as_of
            words, sequence, *rest = told(event)
            before = shown.get(str(event["UID"]), (-1, ()))
            assert sequence > before[0] or (sequence, (words, *rest)) == before
            shown[str(event["UID"])] = sequence, (words, *rest)


def test_documents_come_into_the_calendar_a_year_before_they_end_and_reviews_at_once() -> None:
    as_of = date(2026, 8, 1)
    for what, days, shown in (
        ("evidence", 366, 1),
        ("evidence", 367, 0),
        ("transfer", 2000, 0),
        ("review", 1100, 1),
    ):
        found = Reviews().events(as_of, item("nimbus", as_of + timedelta(days=days), as_of, what))
        assert len(found) == shown


def test_the_calendar_of_the_example_has_everything_that_falls_due_within_a_year() -> None:
    review = example_review()
    ahead = pd.Timestamp(review.as_of) + pd.Timedelta(days=366)
    items = [one for one in worded_items(review.scores) if one["due_on"] <= ahead]
    read: Any = Calendar.from_ical(review.notice_files["due.ics"])
    told = {str(event["SUMMARY"]) for event in read.walk("VEVENT")}
    for one in items:
        name = review.vendor_rows[one["vendor_id"]]["name"]
        assert any(f"{name}: {one['words']} (" in summary for summary in told)
    assert len(read.walk("VEVENT")) >= len(items)
