"""Contract and notice, the gates beside the score; the transfer gate has its cases in cases.toml."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from registers import Row, checked_as_of, write_register
from vendor_review.scoring import score_vendors

AS_OF = date(2026, 11, 1)
PAGE = """organisation = "Company"
updated_on = 2026-01-01
[notice]
days = 30
day_type = "{day_type}"
"""


def gates(folder: Path, engagement: Row, evidence: list[Row], day_type: str = "calendar") -> dict[str, str]:
    """The vendor's gates, with one engagement and these documents."""
    tables = {
        "vendors": [{"vendor_id": "vendor", "name": "Vendor"}],
        "engagements": [
            {
                "engagement_id": "e",
                "vendor_id": "vendor",
                "status": "active",
                "role": "processor",
                **engagement,
            }
        ],
        "evidence": [{"vendor_id": "vendor", "level": "E3", **row} for row in evidence],
    }
    checked, policy = checked_as_of(write_register(folder, tables, PAGE.format(day_type=day_type)), AS_OF)
    [vendor] = score_vendors(checked, policy).vendors.to_dict("records")
    return {gate: vendor[gate] for gate in ("contract", "transfer", "notice")}


IN_FORCE = {"evidence_id": "dpa", "kind": "dpa", "in_scope": "yes", "issued_on": "2025-11-01"}


@pytest.mark.parametrize(
    ("evidence", "expected"),
    [
        ([], "unknown"),
        ([IN_FORCE], "pass"),
        ([{**IN_FORCE, "valid_until": "2026-10-31"}], "fail"),
        ([{**IN_FORCE, "in_scope": "no"}], "fail"),
        ([{**IN_FORCE, "in_scope": ""}], "unknown"),
        (
            [{**IN_FORCE, "valid_until": "2026-10-31"}, {**IN_FORCE, "evidence_id": "new", "kind": "scc"}],
            "pass",
        ),
        ([{**IN_FORCE, "kind": "soc2_type2"}], "unknown"),
    ],
    ids=[
        "none",
        "in force",
        "lapsed",
        "for another service",
        "scope not stated",
        "renewed",
        "a report is no contract",
    ],
)
def test_contract(tmp_path: Path, evidence: list[Row], expected: str) -> None:
    assert gates(tmp_path, {}, evidence)["contract"] == expected


@pytest.mark.parametrize(
    ("engaged_on", "effective_on", "day_type", "expected"),
    [
        ("2026-03-02", "2026-04-01", "calendar", "pass"),
        ("2026-03-02", "2026-03-31", "calendar", "fail"),
        ("2026-03-02", "2026-04-01", "business", "fail"),
        ("2026-03-02", "2026-04-13", "business", "pass"),
        ("2026-03-02", "", "calendar", "unknown"),
        ("", "2026-04-01", "calendar", "unknown"),
    ],
    ids=[
        "on the day",
        "a day early",
        "business days are longer",
        "six weeks",
        "no first day",
        "no announcement",
    ],
)
def test_notice(tmp_path: Path, engaged_on: str, effective_on: str, day_type: str, expected: str) -> None:
    engagement = {"engaged_on": engaged_on, "effective_on": effective_on}
    assert gates(tmp_path, engagement, [], day_type)["notice"] == expected
