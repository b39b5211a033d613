"""Within the appetite, but a compliance check fails: said wherever a vendor's standing is, and counted apart."""

from __future__ import annotations

import csv
import io
from pathlib import Path

import pytest

from assembled import review_of
from registers import Row, write_register
from vendor_review.cli.alarms import alarms
from vendor_review.figures import apportioned
from vendor_review.publication.result_files import complete
from vendor_review.report.pages.blocks import Fragment
from vendor_review.report.pages.job_summary import job_summary
from vendor_review.report.review import Review
from vendor_review.report.sections.decisions import decision_rows
from vendor_review.report.sections.vendors import intervals_chart, score_table, table_rows
from vendor_review.report.sections.verdict import verdict, verdict_facts, verdict_sentence
from vendor_review.report.vendor_card.card import one_vendor

AS_OF = "2026-11-01"
WORDS = "within the appetite, but the transfer check fails"


def review(folder: Path, vendors: dict[str, dict[str, str]]) -> Review:
    """Vendors of which only names are stated to get nothing; each with its place, mechanism and access path."""
    ids = [name.casefold() for name in vendors]
    tables: dict[str, list[Row]] = {
        "vendors": [
            {"vendor_id": vendor_id, "name": name} for vendor_id, name in zip(ids, vendors, strict=True)
        ],
        "engagements": [
            {
                "engagement_id": vendor_id,
                "vendor_id": vendor_id,
                "status": "active",
                "role": "processor",
                "access_path": stated.get("path", "incidental"),
                "transfer_mechanism": stated.get("transfer", ""),
            }
            for vendor_id, stated in zip(ids, vendors.values(), strict=True)
        ],
        "places": [
            {"engagement_id": vendor_id, "kind": "processing", "code": stated.get("place", "DE")}
            for vendor_id, stated in zip(ids, vendors.values(), strict=True)
        ],
        "data_shared": [
            {"engagement_id": vendor_id, "category": stated.get("data", "Name"), "custody": custody}
            for vendor_id, stated in zip(ids, vendors.values(), strict=True)
            for custody in ("disclosed", "held")
        ],
        "reviews_done": [{"vendor_id": vendor_id, "reviewed_on": AS_OF} for vendor_id in ids],
    }
    return review_of(write_register(folder / "register", tables), AS_OF)


@pytest.fixture
def three(tmp_path: Path) -> Review:
    return review(
        tmp_path,
        {
            "Failing": {"place": "IN", "transfer": "none"},
            "Passing": {},
            "Open": {"place": "IN", "transfer": "art49", "data": "Health", "path": "hosts"},
        },
    )


def test_the_verdict_counts_it_apart(three: Review) -> None:
    facts = verdict_facts(three)
    assert facts["appetite"] == {"outside": [], "undetermined": ["Open"], "within": ["Failing", "Passing"]}
    assert facts["within_but_failing"] == ["Failing"]
    assert sorted(facts["compliance_fails"]) == ["Failing", "Open"]
    assert verdict_sentence(facts, 20) == (
        "Of 3 vendors, 1 is undetermined (Open), 1 is within the appetite of 20 points but fails a compliance check "
        "(Failing) and 1 is within."
    )
    (page,) = verdict(three).blocks
    assert isinstance(page, Fragment)
    assert "Sign a data processing agreement" in page.html or "Agree a transfer basis" in page.html


def test_table_chart_card_and_explanation_say_it(three: Review) -> None:
    assert {row["name"]: row["appetite"] for row in table_rows(three.scores)} == {
        "Failing": WORDS,
        "Passing": "within the appetite",
        "Open": "undetermined",
    }
    shown = score_table(three.scores).set_index("name")["appetite"]
    assert shown["Failing"] == "within, but the transfer check fails"
    card = one_vendor(three, "Failing").blocks[0]
    assert isinstance(card, Fragment)
    assert WORDS in card.html
    assert WORDS in card.text.splitlines()[0]
    assert "without a basis: India" in card.text
    assert "without a basis: India" in card.html
    assert WORDS in str(intervals_chart(three).spec)


def test_it_needs_a_decision_and_a_vendor_without_failure_does_not(three: Review) -> None:
    why = {row["name"]: [part["words"] for part in row["why"]] for row in decision_rows(three)}
    assert why["Failing"][0] == WORDS.capitalize()
    assert not any("check" in words for words in why.get("Passing", []))


def test_files_and_exit_code_say_it(three: Review) -> None:
    record = complete(three)
    rows = {row["name"]: row for row in csv.DictReader(io.StringIO(record.files["scores.csv"]))}
    assert {name: (row["appetite"], row["compliance"]) for name, row in rows.items()} == {
        "Failing": ("within", "fail"),
        "Passing": ("within", "unknown"),
        "Open": ("undetermined", "fail"),
    }
    assert str(alarms(["compliance"], record.facts, Path())["compliance"]) == "2 found (Open, Failing)"
    summary = job_summary(record.facts, status="published", run_id="x", page=Path("p"), found={})
    assert "check fails: Failing" in summary


def test_where_no_check_fails_nobody_is_told_of_one(tmp_path: Path) -> None:
    found = review(tmp_path, {"Passing": {}, "Other": {}})
    facts = verdict_facts(found)
    assert facts["within_but_failing"] == facts["compliance_fails"] == []
    assert alarms(["compliance"], {"counts": facts}, Path())["compliance"].count == 0
    assert "but" not in verdict_sentence(facts, 20)


def test_several_failing_checks_are_named_together(tmp_path: Path) -> None:
    found = review(tmp_path, {"Failing": {"place": "IN", "transfer": "none"}})
    vendors = found.scores.vendors.assign(contract="fail")
    object.__setattr__(found.scores, "vendors", vendors)
    (row,) = table_rows(found.scores)
    assert row["appetite"] == "within the appetite, but the contract and transfer checks fail"


@pytest.mark.parametrize(
    ("parts", "total", "shown"),
    [
        ([0.0, 0.0, 0.0], 0, [0, 0, 0]),
        ([38.6, 0.4, 0.0], 39, [39, 0, 0]),
        ([-1.5, 2.5, -1.0], 0, [-1, 2, -1]),
        ([0.3, 0.3, 0.3], 1, [1, 0, 0]),
        ([0.4, 0.4, 0.4], 0, [0, 0, 0]),
        # Both ends were rounded: the whole move may be a point more or less than its parts.
        ([19.6, 0.0, 0.0], 18, [18, 0, 0]),
    ],
)
def test_parts_of_a_move_add_up_in_whole_points(parts: list[float], total: int, shown: list[int]) -> None:
    found = apportioned(parts, total)
    assert sum(found) == total
    assert all(abs(one - part) <= 2 for one, part in zip(found, parts, strict=True))
    assert sorted(found) == sorted(shown)
