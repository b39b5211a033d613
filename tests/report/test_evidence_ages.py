"""Documents by level and age: each is counted once, where the register says that it belongs."""

from __future__ import annotations

from collections import Counter

from assembled import example_review, numberz_review, rows_of
from scoring.by_hand import Method
from scoring.invented_rows import with_days
from vendor_review.files.package_files import default_policy
from vendor_review.report import evidence_by_age
from vendor_review.report.pages.blocks import Chart
from vendor_review.report.sections.evidence import evidence_ages, evidence_chart

PAST = {"askwren"}
#: Not in scope, past its last day, or, as the bridge letter, past the usual term of its kind.
WORTHLESS = {
    "deskharrow-bridge-2026",
    "inkharrow-security-page",
    "mapthornby-dpa",
    "pennickmere-iso-2023",
    "rosterfenn-dpa",
    "watchfen-soc2-2026",
}


def documents() -> list[dict[str, str]]:
    """Documents of the example, without those of the vendor that is no longer engaged."""
    return [row for row in rows_of("evidence") if row["vendor_id"] not in PAST]


def test_every_document_of_an_engaged_vendor_is_counted_once_at_its_level() -> None:
    found = evidence_ages(example_review())
    assert sorted(found.index) == sorted(row["evidence_id"] for row in documents())
    assert Counter(found["level"]) == Counter(row["level"] for row in documents())


def test_what_has_expired_or_does_not_cover_the_service_proves_nothing() -> None:
    review = example_review()
    found, method = evidence_ages(review), Method(default_policy())
    worthless = {
        row["evidence_id"]
        for row in documents()
        if method.level_and_age(with_days(row), "VR-A1", review.as_of)[1] == 0
    }
    assert set(found.index[found["age"].eq("nothing")]) == worthless
    assert worthless == WORTHLESS


def test_ages_part_at_the_months_of_the_policy() -> None:
    found = evidence_ages(example_review())
    policy = example_review().scores.policy
    assert found.loc[found["age"].eq("full"), "age_months"].max() <= policy.evidence_full_months
    fading = found.loc[found["age"].eq("fading"), "age_months"]
    assert policy.evidence_full_months < fading.min() < fading.max() <= policy.evidence_floor_months
    assert found.loc[found["age"].eq("floor"), "age_months"].min() > policy.evidence_floor_months
    undated = {row["evidence_id"] for row in documents() if not row["issued_on"] and not row["period_end"]}
    assert set(found.index[found["age"].eq("undated")]) == undated


def test_the_marks_of_the_chart_stand_for_all_documents() -> None:
    review = example_review()
    data = evidence_chart(review).spec["datasets"]
    assert sum(mark["documents"] for mark in data["documents"]) == len(documents())
    crosses = [mark for mark in data["documents"] if mark["proof"] == "proves nothing"]
    assert sum(mark["documents"] for mark in crosses) == len(WORTHLESS)
    assert [bound["months"] for bound in data["bounds"]] == [12, 36]
    assert all(
        mark["label"] == (str(mark["documents"]) if mark["documents"] > 1 else "")
        for mark in data["documents"]
    )


def test_the_finding_has_the_numbers_of_the_table() -> None:
    review = example_review()
    counts = evidence_ages(review)["age"].value_counts()
    finding = evidence_chart(review).finding
    assert finding.startswith(f"Of {len(documents())} documents, {counts['full']} are at most 12 months old")
    assert f"{counts['fading']} lose weight with age" in finding
    assert f"{counts['undated']} bears no date and counts as old" in finding
    assert finding.endswith(f"and {counts['nothing']} prove nothing (a cross).")


def test_documents_that_are_all_alike_are_told_as_all() -> None:
    assert evidence_chart(numberz_review()).finding == "All 3 documents bear no date and count as old."


def test_the_picture_has_a_heading_before_it_and_its_table_behind_it() -> None:
    before, picture, after = evidence_by_age(example_review()).blocks
    assert '<h3 id="evidence">' in before.html  # type: ignore[attr-defined]
    assert isinstance(picture, Chart)
    assert '<tfoot><tr><th scope="row">All</th>' in after.html  # type: ignore[attr-defined]


def test_fewer_than_five_documents_are_told_in_a_sentence_and_not_drawn() -> None:
    (opening, sentence) = evidence_by_age(numberz_review()).blocks
    assert '<h3 id="evidence">' in opening.html  # type: ignore[attr-defined]
    assert repr(sentence) == ("All 3 documents bear no date and count as old. By level: 3 E1 bare statement.")
