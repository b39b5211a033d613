"""Requests to vendors: when an answer is due and when to remind them, and what their silence does to a score."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from itertools import product
from pathlib import Path

import pytest

from registers import Row, checked_as_of, scored_as_of, write_register
from vendor_review.scoring import Assessment
from vendor_review.scoring.model.requested_controls import controls_asked

AS_OF = date(2026, 11, 1)
REQUEST = {
    "request_id": "r1",
    "vendor_id": "v1",
    "asked_on": "2026-10-12",
    "what": "questionnaire",
    "due_on": "2026-11-20",
}
LONG_AGO = {**REQUEST, "asked_on": "2026-09-01", "due_on": "2026-10-01"}
CONTROLS = 18


def scored(folder: Path, requests: Sequence[Row], as_of: date = AS_OF, **tables: Sequence[Row]) -> Assessment:
    """One vendor that hosts, and what it was asked."""
    engaged = {"status": "active", "role": "processor", "access_path": "hosts", "engaged_on": "2024-01-10"}
    rows: dict[str, Sequence[Row]] = {
        "vendors": [{"vendor_id": "v1", "name": "Vendor"}],
        "engagements": [{"engagement_id": "e1", "vendor_id": "v1", "owner": "Head of Platform", **engaged}],
        "data_shared": [
            {"engagement_id": "e1", "category": "BankAccount", "custody": custody}
            for custody in ("disclosed", "held")
        ],
        "reviews_done": [{"vendor_id": "v1", "reviewed_on": "2026-09-01"}],
        "requests": requests,
    }
    return scored_as_of(write_register(folder / "one", rows | tables), as_of)[1]


def due(scores: Assessment) -> list[tuple[str, str, str]]:
    rows = scores.due_items[scores.due_items["what"].isin(["answer", "reminder"])]
    return [
        (row["what"], f"{row['due_on']:%Y-%m-%d}", row["state"])
        for _, row in rows.sort_values("what").iterrows()
    ]


def answers(scores: Assessment) -> dict[str, str]:
    return dict(zip(scores.controls.control_ids, scores.controls.answer[0], strict=True))


def test_an_open_request_is_due_on_its_day_with_a_reminder_before_it(tmp_path: Path) -> None:
    scores = scored(tmp_path, [REQUEST])
    assert due(scores) == [("answer", "2026-11-20", "due soon"), ("reminder", "2026-11-13", "due soon")]
    [owner] = set(scores.due_items["owner"])
    assert owner == "Head of Platform"


@pytest.mark.parametrize(
    ("as_of", "told"),
    [
        (date(2026, 10, 11), []),
        (date(2026, 11, 13), [("answer", "2026-11-20", "due soon"), ("reminder", "2026-11-13", "due soon")]),
        (date(2026, 11, 14), [("answer", "2026-11-20", "due soon")]),
        (date(2026, 11, 20), [("answer", "2026-11-20", "due soon")]),
        (date(2026, 11, 21), [("answer", "2026-11-20", "overdue")]),
    ],
)
def test_what_is_due_moves_on_with_the_day(
    as_of: date, told: list[tuple[str, str, str]], tmp_path: Path
) -> None:
    assert due(scored(tmp_path, [REQUEST], as_of)) == told


def test_where_no_day_was_named_the_policys_days_count(tmp_path: Path) -> None:
    """45 days after 12 October, and a reminder 7 days before that."""
    told = due(scored(tmp_path, [{**REQUEST, "due_on": ""}]))
    assert told == [("answer", "2026-11-26", "due soon"), ("reminder", "2026-11-19", "due soon")]


def test_nobody_is_reminded_on_the_day_on_which_they_were_asked_or_after_the_last_day(tmp_path: Path) -> None:
    asked = {**REQUEST, "asked_on": "2026-11-01"}
    rows = [{**asked, "request_id": f"r{day}", "due_on": f"2026-11-0{day}"} for day in (1, 2, 3)]
    told = due(scored(tmp_path, rows))
    assert [day for what, day, _ in told if what == "reminder"] == ["2026-11-02"]


@pytest.mark.parametrize(
    ("answered_on", "is_open"), [("2026-10-31", False), ("2026-11-01", False), ("", True)]
)
def test_an_answer_ends_a_request_on_its_day(answered_on: str, is_open: bool, tmp_path: Path) -> None:
    assert bool(due(scored(tmp_path, [{**REQUEST, "answered_on": answered_on}]))) == is_open


def test_a_rejected_row_may_be_an_open_request_and_is_due_at_once(tmp_path: Path) -> None:
    scores = scored(tmp_path, [{**REQUEST, "due_on": "2026-10-01"}])
    [row] = scores.due_items[scores.due_items["what"].eq("answer")].to_dict("records")
    assert (row["state"], row["at_once"], row["why"]) == ("overdue", True, "request_rejected")
    assert row["detail"] == "requests.csv line 2"


# --- silence -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("what", "declined"),
    [
        ("questionnaire", CONTROLS),
        ("questionnaire; VR-A1; VR-P1", 2),
        ("VR-A1", 1),
        ("identity", 4),
        ("*", CONTROLS),
        ("soc2_type2", 0),
        ("audit_report; data_classification", 0),
    ],
)
def test_what_a_request_asks_about_and_nothing_answers_counts_as_declined(
    what: str, declined: int, tmp_path: Path
) -> None:
    found = answers(scored(tmp_path, [{**LONG_AGO, "what": what}]))
    assert list(found.values()).count("declined") == declined
    assert list(found.values()).count("unknown") == CONTROLS - declined


@pytest.mark.parametrize(("days", "answer"), [(45, "unknown"), (46, "declined")])
def test_silence_counts_once_the_policys_days_are_over_whatever_day_the_vendor_was_told(
    days: int, answer: str, tmp_path: Path
) -> None:
    asked_on = (AS_OF - timedelta(days=days)).isoformat()
    asked = {**REQUEST, "asked_on": asked_on, "what": "VR-A1", "due_on": "2027-06-30"}
    assert answers(scored(tmp_path, [asked]))["VR-A1"] == answer


@pytest.mark.parametrize("rows", list(product(["2026-09-01", "2026-10-20", ""], repeat=2)))
def test_of_the_row_and_the_request_the_earlier_day_counts(rows: tuple[str, str], tmp_path: Path) -> None:
    of_row, of_request = rows
    requests = [{**REQUEST, "asked_on": of_request, "what": "VR-A1"}] if of_request else []
    control = {"vendor_id": "v1", "control": "VR-A1", "answer": "unknown", "asked_on": of_row}
    found = answers(scored(tmp_path, requests, access_controls=[control]))["VR-A1"]
    assert found == ("declined" if "2026-09-01" in rows else "unknown")


def test_of_several_requests_the_earliest_counts_and_a_later_answer_to_one_ends_no_silence(
    tmp_path: Path,
) -> None:
    again = {**REQUEST, "request_id": "r2", "what": "VR-A1"}
    answered = {**LONG_AGO, "answered_on": "2026-09-20"}
    assert answers(scored(tmp_path, [again, LONG_AGO]))["VR-A1"] == "declined"
    assert answers(scored(tmp_path, [answered]))["VR-A1"] == "declined", "it left the control open"


def test_an_answer_is_an_answer_whatever_was_asked(tmp_path: Path) -> None:
    rows: list[Row] = [
        {"vendor_id": "v1", "control": "VR-A1", "answer": "yes"},
        {"vendor_id": "v1", "control": "VR-A2", "answer": "no"},
        {"vendor_id": "v1", "control": "protection", "answer": "partial", "evidence_id": "d"},
    ]
    document: Row = {
        "evidence_id": "d",
        "vendor_id": "v1",
        "kind": "iso27001",
        "level": "E4",
        "in_scope": "yes",
    }
    found = answers(scored(tmp_path, [LONG_AGO], access_controls=rows, evidence=[document]))
    assert (found["VR-A1"], found["VR-A2"], found["VR-P1"]) == ("yes", "no", "partial")
    assert found["VR-O1"] == "declined"


def test_two_answers_that_contradict_each_other_are_no_silence(tmp_path: Path) -> None:
    documents: list[Row] = [
        {"evidence_id": one, "vendor_id": "v1", "kind": "iso27001", "level": "E4", "in_scope": "yes"}
        for one in "ab"
    ]
    rows: list[Row] = [
        {"vendor_id": "v1", "control": "*", "answer": answer, "evidence_id": document}
        for answer, document in (("yes", "a"), ("partial", "b"))
    ]
    found = answers(scored(tmp_path, [LONG_AGO], access_controls=rows, evidence=documents))
    assert set(found.values()) == {"unknown"}


def test_a_rejected_answer_is_no_silence(tmp_path: Path) -> None:
    row: Row = {"vendor_id": "v1", "control": "VR-A1", "answer": "of course"}
    assert answers(scored(tmp_path, [LONG_AGO], access_controls=[row]))["VR-A1"] == "unknown"


def test_a_request_that_is_dated_after_the_review_asks_nothing_yet(tmp_path: Path) -> None:
    scores = scored(tmp_path, [{**REQUEST, "asked_on": "2026-11-02"}])
    assert due(scores) == []
    assert not scores.controls.asked.any()


@pytest.mark.parametrize("what", ["questionnaire", "access", "VR-I1; VR-P1", "soc2_type2", "VR-Z9"])
@pytest.mark.parametrize("asked_on", ["2026-09-01", "2026-10-20"])
def test_to_ask_a_vendor_never_makes_it_look_safer(what: str, asked_on: str, tmp_path: Path) -> None:
    rows: list[Row] = [{"vendor_id": "v1", "control": "VR-A1", "answer": "yes"}]
    asked = {**REQUEST, "what": what, "asked_on": asked_on}
    before, after = (
        scored(tmp_path / name, requests, access_controls=rows).vendors.loc["v1"]
        for name, requests in (("before", []), ("after", [asked]))
    )
    assert after["r_hi"] == before["r_hi"]
    assert after["r_lo"] >= before["r_lo"]


def test_what_is_coverage_of_a_vendor_that_was_asked_and_has_time(tmp_path: Path) -> None:
    vendor = scored(tmp_path, [{**REQUEST, "what": "VR-A1; VR-A2"}]).vendors.loc["v1"]
    assert (vendor["awaited"], vendor["not_asked"], vendor["declined"]) == (2, CONTROLS - 2, 0)


def test_controls_of_a_request_come_in_the_policys_order(tmp_path: Path) -> None:
    policy = checked_as_of(write_register(tmp_path / "none", {}), AS_OF)[1]
    assert controls_asked("VR-P1; access; VR-A2", policy) == (
        "VR-A1", "VR-A2", "VR-A3", "VR-A4", "VR-A5", "VR-A6", "VR-P1",
    )  # fmt: skip
