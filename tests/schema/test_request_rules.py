"""Requests to vendors: what a row may not say, and what is said of one that nobody has answered."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from registers import Row, checked_as_of, write_register
from vendor_review.schema import CheckedRegister

SOUND = {
    "request_id": "2026-001",
    "vendor_id": "v1",
    "asked_on": "2026-10-12",
    "asked_of": "security@vendor.example",
    "what": "questionnaire; soc2_type2; audit_report; access; *; VR-A1",
    "due_on": "2026-11-12",
}


def checked(folder: Path, *requests: Row) -> CheckedRegister:
    rows: dict[str, list[Row]] = {
        "vendors": [{"vendor_id": "v1", "name": "Vendor"}],
        "engagements": [{"engagement_id": "e1", "vendor_id": "v1", "status": "active"}],
        "requests": [*requests],
    }
    return checked_as_of(write_register(folder / "one", rows), date(2026, 11, 1))[0]


def rules(found: CheckedRegister) -> list[tuple[str, str]]:
    own = found.findings[found.findings["table"].eq("requests")]
    return list(zip(own["rule"], own["column"], strict=True))


def test_a_sound_request_has_no_finding(tmp_path: Path) -> None:
    assert rules(checked(tmp_path, SOUND)) == []


@pytest.mark.parametrize(
    ("cells", "rule", "column"),
    [
        ({"vendor_id": "v2"}, "REG-008", "vendor_id"),
        ({"due_on": "2026-10-11"}, "REG-018", "due_on"),
        ({"answered_on": "2026-10-11"}, "REG-018", "answered_on"),
        ({"asked_on": "", "due_on": ""}, "REG-002", "asked_on"),
        ({"what": ""}, "REG-002", "what"),
    ],
)
def test_a_row_that_cannot_be_right_is_rejected(cells: Row, rule: str, column: str, tmp_path: Path) -> None:
    found = checked(tmp_path, {**SOUND, **cells})
    assert rules(found) == [(rule, column)]
    assert found.tables["requests"].empty


@pytest.mark.parametrize(
    ("cells", "rule", "column"),
    [
        ({"answered_on": "2026-11-02"}, "REG-023", "answered_on"),
        ({"asked_on": "2026-11-02"}, "REG-023", "asked_on"),
        ({"what": "VR-Z9"}, "REG-122", "what"),
        ({"what": "questionnaire; a visit"}, "REG-122", "what"),
        ({"asked_on": "2026-09-01"}, "REG-123", "asked_on"),
        ({"asked_on": "2026-09-16"}, "REG-123", "asked_on"),
    ],
)
def test_a_row_that_somebody_should_look_at_counts(
    cells: Row, rule: str, column: str, tmp_path: Path
) -> None:
    found = checked(tmp_path, {**SOUND, **cells})
    assert rules(found) == [(rule, column)]
    assert len(found.tables["requests"]) == 1


def test_two_requests_may_not_have_one_id(tmp_path: Path) -> None:
    found = checked(tmp_path, SOUND, {**SOUND, "what": "VR-A2"})
    assert rules(found) == [("REG-007", "request_id")] * 2


@pytest.mark.parametrize("answered_on", ["2026-09-10", "2026-11-01"])
def test_an_answered_request_is_not_called_unanswered(answered_on: str, tmp_path: Path) -> None:
    assert rules(checked(tmp_path, {**SOUND, "asked_on": "2026-09-01", "answered_on": answered_on})) == []


def test_a_request_is_silent_from_the_day_after_the_policys_answer_days(tmp_path: Path) -> None:
    """45 days after 17 September is 1 November."""
    assert rules(checked(tmp_path, {**SOUND, "asked_on": "2026-09-17"})) == []


def test_what_is_asked_gets_the_nearest_word_that_the_policy_knows(tmp_path: Path) -> None:
    found = checked(tmp_path, {**SOUND, "what": "questionnaire; soc2_typ2"})
    [message] = found.findings.loc[found.findings["rule"].eq("REG-122"), "message"]
    assert "(did you mean 'soc2_type2'?)" in message
