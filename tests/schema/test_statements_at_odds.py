"""Days and places that two rows state, and that cannot both be right; and levels that the policy does not allow."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from registers import write_register
from vendor_review.register.register import load_register
from vendor_review.schema.check import CheckedRegister, check_register
from vendor_review.schema.vocabulary import DocumentKind, Vocabulary

Check = Callable[..., CheckedRegister]

AS_OF = date(2026, 11, 1)
VENDOR = {"vendor_id": "v", "name": "V"}
ENGAGEMENT = {"engagement_id": "e", "vendor_id": "v", "status": "active"}
DOCUMENT = {"evidence_id": "d", "vendor_id": "v", "kind": "whitepaper", "level": "E2", "in_scope": "yes"}


def rows_of(checked: CheckedRegister, rule: str) -> list[list[object]]:
    found = checked.findings
    columns = ["table", "line", "column", "value", "vendor_id"]
    rows: list[list[object]] = found.loc[found["rule"] == rule, columns].values.tolist()
    return rows


# --- a document covers no day after it was issued


@pytest.mark.parametrize(
    ("period_end", "issued_on", "rejected"),
    [
        ("2026-03-31", "2026-04-30", False),
        ("2026-03-31", "2026-03-31", False),
        ("2026-04-01", "2026-03-31", True),
        ("2026-04-01", "", False),
        ("", "2026-03-31", False),
    ],
)
def test_a_document_covers_no_day_after_it_was_issued(
    check: Check, tmp_path: Path, period_end: str, issued_on: str, rejected: bool
) -> None:
    document = {**DOCUMENT, "period_end": period_end, "issued_on": issued_on}
    checked = check(write_register(tmp_path / "r", {"vendors": [VENDOR], "evidence": [document]}))

    told = [["evidence", 2, "issued_on", issued_on, "v"]] if rejected else []
    assert rows_of(checked, "REG-018") == told
    assert len(checked.rejected) == rejected


# --- an answer is looked at in a document that is there


@pytest.mark.parametrize(
    ("assessed_on", "issued_on", "early"),
    [
        ("2026-04-29", "2026-04-30", True),
        ("2026-04-30", "2026-04-30", False),
        ("2026-05-12", "2026-04-30", False),
        ("", "2026-04-30", False),
        ("2026-04-29", "", False),
    ],
)
def test_nobody_looks_at_a_document_before_it_is_issued(
    check: Check, tmp_path: Path, assessed_on: str, issued_on: str, early: bool
) -> None:
    answer = {"vendor_id": "v", "control": "VR-A1", "answer": "yes", "assessed_on": assessed_on}
    answers = [{**answer, "evidence_id": "d"}, {**answer, "control": "VR-A2"}]
    tables = {
        "vendors": [VENDOR],
        "evidence": [{**DOCUMENT, "issued_on": issued_on}],
        "access_controls": answers,
    }
    checked = check(write_register(tmp_path / "r", tables))

    assert rows_of(checked, "REG-078") == (
        [["access_controls", 2, "assessed_on", assessed_on, "v"]] if early else []
    )
    assert checked.rejected.empty


def test_a_rejected_document_says_nothing_of_the_day_of_an_answer(check: Check, tmp_path: Path) -> None:
    tables = {
        "vendors": [VENDOR],
        "evidence": [{**DOCUMENT, "issued_on": "2026-04-30", "level": "E9"}],
        "access_controls": [
            {"vendor_id": "v", "control": "VR-A1", "assessed_on": "2026-01-01", "evidence_id": "d"}
        ],
    }
    checked = check(write_register(tmp_path / "r", tables))

    assert rows_of(checked, "REG-078") == []
    assert len(rows_of(checked, "REG-009")) == 1


# --- the contracting company sits in one place


def seated(
    folder: Path, country: str, codes: Sequence[str], kind: str = "entity", status: str = "active"
) -> Path:
    places = [{"engagement_id": "e", "kind": kind, "code": code} for code in codes]
    tables: Mapping[str, Sequence[Mapping[str, str]]] = {
        "vendors": [{**VENDOR, "entity_country": country}],
        "engagements": [{**ENGAGEMENT, "status": status}],
        "places": places,
    }
    return write_register(folder / "r", tables)


@pytest.mark.parametrize(
    ("country", "codes", "at_odds"),
    [
        ("IE", ["IE"], ""),
        ("IE", ["US"], "US"),
        ("IE", ["US", "IN"], "IN, US"),
        ("IE", ["US", "IE"], ""),
        ("", ["US"], ""),
        ("IE", [], ""),
        ("IE", [""], ""),
        ("IE", ["TBD", "VARIES", "GLOBAL"], ""),
        ("GLOBAL", ["US"], ""),
        ("IE", ["EU"], ""),
        ("NO", ["EEA"], ""),
        ("EU", ["DE"], ""),
        ("EU", ["EEA"], ""),
        ("US", ["EU"], "EU"),
        ("EEA", ["US"], "US"),
        ("NA", ["US"], "US"),
    ],
)
def test_a_vendors_country_is_one_of_its_places_of_kind_entity(
    check: Check, tmp_path: Path, country: str, codes: list[str], at_odds: str
) -> None:
    checked = check(seated(tmp_path, country, codes))

    assert rows_of(checked, "REG-079") == (
        [["vendors", 2, "entity_country", country, "v"]] if at_odds else []
    )
    if at_odds:
        (message,) = checked.findings.loc[checked.findings["rule"] == "REG-079", "message"]
        assert message.endswith(
            f"established in '{country}', but the table places has the entity in {at_odds}."
        )


@pytest.mark.parametrize("how", [{"kind": "processing"}, {"kind": "unstated"}, {"status": "past"}])
def test_other_places_and_past_ones_do_not_contradict(
    check: Check, tmp_path: Path, how: dict[str, str]
) -> None:
    assert rows_of(check(seated(tmp_path, "IE", ["US"], **how)), "REG-079") == []


def test_the_places_of_all_engagements_of_a_vendor_count(check: Check, tmp_path: Path) -> None:
    others = [{**VENDOR, "vendor_id": name, "entity_country": "IE"} for name in ("v", "w")]
    engagements = [{**ENGAGEMENT, "engagement_id": name, "vendor_id": name[0]} for name in ("v1", "v2", "w1")]
    places = [
        {"engagement_id": name, "kind": "entity", "code": code}
        for name, code in (("v1", "US"), ("v2", "IE"), ("w1", "US"))
    ]
    tables = {"vendors": others, "engagements": engagements, "places": places}
    checked = check(write_register(tmp_path / "r", tables))

    assert rows_of(checked, "REG-079") == [["vendors", 3, "entity_country", "IE", "w"]]


def test_where_the_policy_names_no_country_of_a_region_any_may_be_in_it(
    vocabulary: Vocabulary, tmp_path: Path
) -> None:
    silent = replace(vocabulary, eea=frozenset())
    checked = check_register(load_register(seated(tmp_path, "US", ["EU"])), silent, AS_OF)

    assert rows_of(checked, "REG-079") == []


# --- what a kind of document can show is the policy's to say


@pytest.mark.parametrize(
    ("highest", "too_high"),
    [({"whitepaper": "E1"}, True), ({"whitepaper": "E2"}, False), ({"dpa": "E1"}, False), ({}, False)],
)
def test_the_highest_level_of_a_kind_is_the_policys(
    vocabulary: Vocabulary, tmp_path: Path, highest: dict[str, str], too_high: bool
) -> None:
    register = write_register(tmp_path / "r", {"vendors": [VENDOR], "evidence": [DOCUMENT]})
    documents = {kind: DocumentKind(level, vocabulary.controls) for kind, level in highest.items()}
    checked = check_register(load_register(register), replace(vocabulary, documents=documents), AS_OF)

    assert rows_of(checked, "REG-074") == ([["evidence", 2, "level", "E2", "v"]] if too_high else [])
