"""Transfer impact assessments: where one is missed, what stands for one, and that a score knows nothing of it."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from registers import Row, scored_as_of, write_register
from vendor_review.schema import CheckedRegister
from vendor_review.scoring import Assessment

AS_OF = date(2026, 11, 1)
ASSESSMENT = {
    "evidence_id": "t1",
    "vendor_id": "v1",
    "kind": "tia",
    "level": "E1",
    "issued_on": "2026-03-02",
    "in_scope": "yes",
}


def checked(
    folder: Path,
    mechanism: str = "scc_m3",
    codes: tuple[str, ...] = ("IN",),
    evidence: Row | None = None,
    engagement: Row | None = None,
) -> tuple[CheckedRegister, Assessment]:
    """A processor of EU customers' data, where it is, and on what basis."""
    engaged: dict[str, str] = {
        "engagement_id": "e1",
        "vendor_id": "v1",
        "status": "active",
        "role": "processor",
    }
    engaged |= {
        "access_path": "hosts",
        "customer_region": "EU",
        "transfer_mechanism": mechanism,
        **(engagement or {}),
    }
    rows: dict[str, list[Row]] = {
        "vendors": [{"vendor_id": "v1", "name": "Vendor"}],
        "engagements": [engaged],
        "places": [{"engagement_id": "e1", "kind": "processing", "code": code} for code in codes],
        "access_controls": [{"vendor_id": "v1", "control": "VR-A1", "answer": "yes", "evidence_id": "s1"}],
        "evidence": [
            {"evidence_id": "s1", "vendor_id": "v1", "kind": "statement", "level": "E1", "in_scope": "yes"},
            *([evidence] if evidence else []),
        ],
    }
    return scored_as_of(write_register(folder / "one", rows), AS_OF)


def missed(found: CheckedRegister) -> list[str]:
    rows = found.findings[found.findings["rule"].eq("REG-124")]
    return list(rows["message"])


@pytest.mark.parametrize("mechanism", ["scc", "scc_m1", "scc_m2", "scc_m3", "scc_m4", "bcr", "uk_idta; scc"])
def test_clauses_and_corporate_rules_into_a_third_country_want_an_assessment(
    mechanism: str, tmp_path: Path
) -> None:
    [message] = missed(checked(tmp_path, mechanism)[0])
    assert message.endswith(
        "data goes to IN on clauses or corporate rules, and no transfer impact assessment of 'v1' is in force."
    )


@pytest.mark.parametrize(
    ("mechanism", "codes", "places"),
    [
        ("scc_m3", ("IE",), ""),
        ("scc_m3", ("EEA",), ""),
        ("scc_m3", ("JP",), ""),  # an adequacy decision for all
        ("scc_m3", ("TBD",), ""),
        ("scc_m3", ("VARIES", ""), ""),
        ("scc_m3", ("US",), "US"),  # not certified, as far as is stated
        ("dpf_certified; scc_m3", ("US",), ""),
        ("dpf_certified; scc_m3", ("US", "IN"), "IN"),
        ("scc_m3", ("JP", "IN", "US"), "IN, US"),
        ("dpf_certified", ("IN",), ""),
        ("art49", ("IN",), ""),
        ("none", ("IN",), ""),
        ("", ("IN",), ""),
    ],
)
def test_it_is_missed_only_where_the_transfer_rests_on_them(
    mechanism: str, codes: tuple[str, ...], places: str, tmp_path: Path
) -> None:
    found = missed(checked(tmp_path, mechanism, codes)[0])
    assert [message.split("data goes to ")[1].split(" on ")[0] for message in found] == (
        [places] if places else []
    )


@pytest.mark.parametrize(
    ("cells", "is_missed"),
    [
        ({}, False),
        ({"issued_on": "2024-11-01"}, False),  # its usual term ends today
        ({"issued_on": "2024-10-31"}, True),
        ({"valid_until": "2026-11-01"}, False),
        ({"valid_until": "2026-10-31"}, True),
        ({"issued_on": "2020-03-02", "valid_until": "2027-03-01"}, False),
        ({"issued_on": ""}, True),  # nobody can tell that it has not ended
        ({"issued_on": "2026-11-02"}, True),
        ({"in_scope": ""}, True),
        ({"in_scope": "no"}, True),
        ({"kind": "other"}, True),
        ({"level": "E9"}, False),  # rejected: it may be one
    ],
)
def test_an_assessment_counts_while_it_is_in_force(cells: Row, is_missed: bool, tmp_path: Path) -> None:
    assert bool(missed(checked(tmp_path, evidence={**ASSESSMENT, **cells})[0])) == is_missed


@pytest.mark.parametrize(
    ("cells", "is_missed"),
    [
        ({"status": "past", "ended_on": "2026-10-31"}, False),
        ({"status": "past", "ended_on": "2026-11-30"}, True),
        ({"status": "past"}, True),
        ({"status": "planned"}, True),
    ],
)
def test_engagements_that_are_over_want_none(cells: Row, is_missed: bool, tmp_path: Path) -> None:
    assert bool(missed(checked(tmp_path, engagement=cells)[0])) == is_missed


def test_an_assessment_of_another_vendor_is_none_of_this_one(tmp_path: Path) -> None:
    other = {**ASSESSMENT, "vendor_id": "v2"}
    assert missed(checked(tmp_path, evidence=other)[0])


def test_it_is_a_note_and_moves_neither_a_score_nor_a_check(tmp_path: Path) -> None:
    (without, plain), (_, assessed) = (
        checked(tmp_path / name, evidence=evidence) for name, evidence in (("a", None), ("b", ASSESSMENT))
    )
    assert set(without.findings.loc[without.findings["rule"].eq("REG-124"), "severity"]) == {"note"}
    columns = ["r_lo", "r_hi", "i_hi", "tier", "contract", "transfer", "notice", "appetite", "band"]
    assert plain.vendors[columns].equals(assessed.vendors[columns])
    assert plain.questions.equals(assessed.questions)


def test_cited_for_a_control_it_is_worth_no_more_than_a_statement(tmp_path: Path) -> None:
    best = {**ASSESSMENT, "evidence_id": "s2", "level": "E5"}
    rows: dict[str, list[Row]] = {
        "vendors": [{"vendor_id": "v1", "name": "Vendor"}],
        "engagements": [
            {"engagement_id": "e1", "vendor_id": "v1", "status": "active", "access_path": "hosts"}
        ],
        "evidence": [best],
        "access_controls": [
            {"vendor_id": "v1", "control": "VR-A1", "answer": "yes", "evidence_id": "s2"},
            {"vendor_id": "v1", "control": "protection", "answer": "yes", "evidence_id": "s2"},
        ],
    }
    found, cited = scored_as_of(write_register(tmp_path / "cited", rows), AS_OF)
    assert {"REG-074", "REG-089"} <= set(found.findings["rule"])
    strengths = dict(zip(cited.controls.control_ids, cited.controls.strength[0], strict=True))
    assert 0 < strengths["VR-A1"] <= 0.3
    assert strengths["VR-P1"] == 0


def test_an_assessment_that_no_control_cites_is_not_called_idle(tmp_path: Path) -> None:
    found = checked(tmp_path, evidence=ASSESSMENT)[0]
    assert "REG-052" not in set(found.findings["rule"])
