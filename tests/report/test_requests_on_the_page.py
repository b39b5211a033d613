"""Requests to vendors on the page: due with a reminder, on the card, in the calendar, and never on the list."""

from __future__ import annotations

from pathlib import Path

import pytest

from assembled import example_review, review_of
from registers import Row, write_register
from vendor_review.publication.notices.due_calendar import DUE_CALENDAR
from vendor_review.publication.public_list.files import public_files
from vendor_review.report.review import Review
from vendor_review.report.sections.due import due_groups, overdue_records, what_is_due
from vendor_review.report.vendor_card.card import each_vendor
from vendor_review.report.vendor_card.dates import due_text
from vendor_review.report.vendor_card.facts import vendor_facts

AS_OF = "2026-11-01"
OPEN = {
    "request_id": "2026-003",
    "vendor_id": "v1",
    "asked_on": "2026-10-12",
    "asked_of": "zebra@vendor.example",
    "what": "questionnaire; VR-A1; VR-A2; VR-P1",
    "due_on": "2026-11-20",
    "note": "zebra note",
}
LATE = {**OPEN, "asked_on": "2026-10-01", "due_on": "2026-10-20"}


def review(folder: Path, *requests: Row) -> Review:
    """A vendor on the public list that was reviewed since it was engaged, and what it was asked."""
    engaged = {"status": "active", "access_path": "hosts", "public": "yes", "engaged_on": "2024-01-10"}
    rows: dict[str, list[Row]] = {
        "vendors": [{"vendor_id": "v1", "name": "Vendor"}],
        "engagements": [{"engagement_id": "e1", "vendor_id": "v1", "owner": "Head of Platform", **engaged}],
        "reviews_done": [{"vendor_id": "v1", "reviewed_on": "2026-09-01"}],
        "requests": [*requests],
    }
    return review_of(write_register(folder / "one", rows), AS_OF)


def test_an_open_request_is_due_with_its_reminder_on_page_card_and_calendar(tmp_path: Path) -> None:
    made = review(tmp_path, OPEN)
    answer = "answer: security questionnaire on 3 controls (2026-003), 2026-11-20"
    reminder = "reminder: security questionnaire on 3 controls (2026-003), 2026-11-13"
    assert due_text(made, "v1").startswith(answer), "the card leaves the reminder out"
    told = str(what_is_due(made))
    assert f"Vendor: {answer}: asked 12 October 2026" in told
    assert f"Vendor: {reminder}: asked 12 October 2026" in told
    calendar = made.notice_files[DUE_CALENDAR].decode().replace("\r\n ", "")
    assert "DTSTART;VALUE=DATE:20261120" in calendar
    assert "DTSTART;VALUE=DATE:20261113" in calendar
    assert "security questionnaire on 3 controls (2026-003) (Head of Platform)" in calendar
    assert overdue_records(made) == []


def test_an_answer_that_is_late_is_overdue_and_makes_the_alarm_ring(tmp_path: Path) -> None:
    [late] = overdue_records(review(tmp_path, LATE))
    assert (late["vendor_id"], late["what"], late["due_on"]) == ("v1", "answer", "2026-10-20")
    assert (late["why"], late["owner"]) == ("asked 1 October 2026", "Head of Platform")


def test_a_card_names_what_was_asked_open_requests_first(tmp_path: Path) -> None:
    answered = {**OPEN, "request_id": "2026-001", "what": "iso27001; VR-A1", "answered_on": "2026-10-30"}
    made = review(tmp_path, answered, {**LATE, "asked_of": ""})
    assert vendor_facts(made, "v1")["facts"]["Requests"] == (
        "2026-003: security questionnaire on 3 controls, asked 2026-10-01, open; "
        "2026-001: ISO 27001 on No standing access to customer content, asked 2026-10-12 of zebra@vendor.example, "
        "answered 2026-10-30"
    )
    assert "Requests: 2026-003" in str(each_vendor(made))


def test_of_many_requests_a_card_names_some_and_counts_the_others(tmp_path: Path) -> None:
    made = review(tmp_path, *({**OPEN, "request_id": f"r{number}"} for number in range(8)))
    assert vendor_facts(made, "v1")["facts"]["Requests"].endswith("; 3 more")


def test_where_nothing_was_asked_the_page_says_nothing_of_it(tmp_path: Path) -> None:
    made = review(tmp_path)
    assert "Requests" not in vendor_facts(made, "v1")["facts"]
    assert "answer:" not in str(what_is_due(made))


@pytest.mark.parametrize(
    ("what", "words"),
    [
        ("questionnaire", "answer: security questionnaire (2026-003)"),
        ("*", "answer: all controls (2026-003)"),
        ("access; soc2_type2", "answer: access controls, SOC 2 Type II report (2026-003)"),
        (
            "data_classification; access_path",
            "answer: which data it gets, how it reaches the data (2026-003)",
        ),
        (
            "audit_report",
            "answer: a SOC 2 Type II or STAR Level 2 report that covers our service (2026-003)",
        ),
        ("a visit", "answer: a visit (2026-003)"),
    ],
)
def test_what_was_asked_is_told_in_words_of_the_trade(what: str, words: str, tmp_path: Path) -> None:
    assert words in due_text(review(tmp_path, {**OPEN, "what": what}), "v1")


def test_a_rejected_row_is_due_now_and_says_where_it_is(tmp_path: Path) -> None:
    [late] = overdue_records(review(tmp_path, {**OPEN, "due_on": "2026-10-01"}))
    assert late["why"] == "requests.csv line 2 was rejected, and may be an open request"


def test_nothing_of_a_request_reaches_the_public_list(tmp_path: Path) -> None:
    made = review(tmp_path, OPEN)
    assert not made.withheld
    files = public_files(made.listing)
    files |= {name: content for name, content in made.notice_files.items() if name != DUE_CALENDAR}
    assert files
    assert not [name for name, content in files.items() if b"zebra" in content or b"2026-003" in content]
    rejected = review(tmp_path / "rejected", {**OPEN, "due_on": "2026-10-01"})
    assert not rejected.withheld, "a request makes nothing false that the list says"


def test_the_example_has_an_open_an_overdue_and_an_answered_request() -> None:
    made = example_review()
    items = [item for _, group in due_groups(made) for item in group if item["what"] == "answer"]
    assert [(item["vendor_id"], item["state"]) for item in items] == [
        ("chimebarrow", "overdue"),
        ("mapthornby", "due soon"),
    ]
    assert vendor_facts(made, "verrowdune")["facts"]["Requests"].endswith("answered 2026-08-27")
