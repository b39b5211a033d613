"""The sections that ask, compare and close: what they say is counted, and what is not computed is not claimed."""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path

import pytest
from bs4 import BeautifulSoup

from assembled import compared_example, example_review, numberz_review, review_of, rows_of
from registers import write_register
from vendor_review import report
from vendor_review.figures import whole
from vendor_review.publication.result_files import public_list_files
from vendor_review.questionnaires.sent.dispatch import questionnaire_page
from vendor_review.questionnaires.sent.questions import questionnaire
from vendor_review.report.pages.blocks import Fragment, Section
from vendor_review.report.review import Review
from vendor_review.report.sections.decisions import decision_rows
from vendor_review.report.sections.questions import (
    documents_first,
    leaving,
    open_controls,
    settled_by_one,
    together,
)
from vendor_review.report.vendor_card.facts import vendor_facts
from vendor_review.scoring import shortest_list


def html_of(section: Section) -> str:
    return "".join(block.html for block in section.blocks if isinstance(block, Fragment))


def told(section: Section) -> str:
    return " ".join(BeautifulSoup(html_of(section), "html5lib").get_text().split())


def test_unknown_answers_are_those_that_the_register_does_not_give() -> None:
    rows = {row["control"]: row for row in open_controls(numberz_review())}
    assert "VR-P1" not in rows
    assert (rows["VR-A2"]["unknown"], rows["VR-A1"]["unknown"]) == (2, 3)
    assert sum(row["unknown"] for row in rows.values()) == 3 * 18 - 4


def test_each_vendor_of_numberz_is_asked_for_an_audit_report_first_and_told_how_far_it_could_go() -> None:
    section = told(report.questions_first(numberz_review()))
    assert "3 vendors are not shown to lie within the appetite of 20 points." in section
    assert "One document for each, at best, would bring them there." in section
    table = BeautifulSoup(html_of(report.questions_first(numberz_review())), "html5lib").select(
        "table.asked tr"
    )
    rows = [[cell.get_text() for cell in row.select("th, td")] for row in table]
    audit = "A SOC 2 Type II or STAR Level 2 report that covers our service"
    assert [row[:3] for row in rows[1:]] == [
        ["Amazon Web Services", "99", f"{audit}: down to 10, within the appetite"],
        ["Sendgrid", "75", f"{audit}: down to 8, within the appetite"],
        ["Quick Books India", "75", f"{audit}: down to 8, within the appetite"],
    ]


def test_answers_without_proof_are_counted_from_the_register() -> None:
    review = example_review()
    answers = [row for row in rows_of("access_controls") if row["vendor_id"] in review.vendor_rows]
    worth = review.scores.evidence["strength"]
    bare = [
        row
        for row in answers
        if row["answer"] in ("yes", "partial") and not (row["evidence_id"] and worth[row["evidence_id"]] > 0)
    ]
    assert bare
    assert len(bare) == sum(row["unproven"] for row in open_controls(review))


def test_only_vendors_that_are_not_below_the_appetite_are_asked() -> None:
    review = example_review()
    above = {row["name"] for row in review.vendor_rows.values() if row["appetite"] != "within"}
    asked = documents_first(review)
    assert {row["name"] for row in asked} <= above
    # What takes most points off comes first; a step that takes off none is no step.
    assert [row["off"] for row in asked] == sorted((row["off"] for row in asked), reverse=True)
    assert all(row["off"] > 0 for row in asked)
    assert all(document["r_hi"] != row["r_hi"] for row in asked for document in row["documents"])
    assert not {row["id"] for row in asked} & {*leaving(review)}
    assert [*leaving(review)] == ["rosterfenn"]
    (outside,) = (row for row in asked if review.vendor_rows[row["id"]]["appetite"] == "outside")
    assert outside["documents"] == []
    assert outside["together"].startswith("8 controls put in place and independently tested, then ")
    assert outside["together"].endswith("within the appetite")
    settled = settled_by_one(review)
    questions = review.scores.questions.query("kind != 'control' and appetite == 'within'")
    could = {*questions["vendor_id"]} & {row["id"] for row in asked}
    assert settled == {"vendors": len(above) - 1, "settled": len(could)}


def test_a_vendor_that_is_to_be_left_counts_for_nothing_in_what_asking_could_settle() -> None:
    section = told(report.questions_first(example_review()))
    assert (
        "13 vendors are not shown to lie within the appetite of 20 points. Rosterfenn Sync is left out"
        in section
    )
    found = shortest_list(example_review().scores, example_review().scores.on_file)
    settled = {*found["vendor_id"]} - {"rosterfenn"}
    assert f"would bring {len(settled)} of the other 12 vendors within the appetite" in section


def test_what_is_stored_is_missing_only_of_vendors_that_keep_data() -> None:
    """As in the matrix of what is not known, and in the score: of a path that keeps nothing one statement is enough."""
    review = example_review()
    page = BeautifulSoup(html_of(report.each_vendor(review)), "html5lib")
    keeps = review.scores.policy.path_levels["stores"]
    silent = []
    for vendor_id, row in review.vendor_rows.items():
        card = page.select_one(f"#vendor-{vendor_id}")
        assert card is not None
        half = "what it stores is not stated" in card.get_text().casefold()
        assert not half or row["path_hi"] >= keeps, vendor_id
        silent.append(row["data_known"] and row["path_hi"] < keeps)
    assert any(silent)


_DAY = (
    r"\d{4}-\d\d-\d\d(?![\w-])|\d\d? (?:Jan|Febr|March|April|May|June|July|Aug|Sept|Oct|Nov|Dec)[a-z]* \d{4}"
)


@pytest.mark.parametrize("make", ["review", "list", "questionnaire"])
def test_no_date_can_break_between_two_lines(make: str) -> None:
    """Each lies in a <time>, which does not wrap, or has blanks that do not; wherever its words came from."""
    review = compared_example()
    if make == "review":
        html = "".join(html_of(getattr(report, name)(review)) for name in _WITH_DATES)
    elif make == "list":
        html = dict(public_list_files(review))["public-list.html"].decode()
    else:
        asked = questionnaire(review.checked, review.scores, "rosterfenn", date(2026, 12, 1))
        html = questionnaire_page(asked)
    page = BeautifulSoup(html, "html5lib")
    days = re.findall(_DAY, page.get_text().replace("\N{NO-BREAK SPACE}", " "))
    assert len(days) > 2
    for element in page.select("time, style, code, pre, title, svg"):
        element.decompose()
    assert re.findall(rf".*(?:{_DAY}).*", page.get_text()) == []


_WITH_DATES = (
    "verdict", "decisions_needed", "what_is_due", "changes_since", "all_vendors", "evidence_by_age", "each_vendor",
    "public_list_section", "register_problems", "method", "sign_off", "provenance",
)  # fmt: skip


def test_without_a_baseline_the_page_says_that_it_stands_alone() -> None:
    section = report.changes_since(numberz_review())
    assert "There was no earlier review to compare with, so no vendor is shown as added" in told(section)


def test_the_sign_off_names_the_page_and_the_run_that_is_signed() -> None:
    review = numberz_review()
    page = BeautifulSoup(html_of(report.sign_off(review)), "html5lib")
    assert f"{review.title}, run {review.run_id}" in " ".join(page.get_text().split())
    assert [cell.get_text() for cell in page.select("tbody th")] == [
        "Amazon Web Services",
        "Sendgrid",
        "Quick Books India",
        "Prepared by",
        "Reviewed by",
        "Decided by",
    ]
    heads = [cell.get_text() for cell in page.select("table:not(.deciding) thead th")]
    assert heads == ["Role", "Name", "Date", "Signature"]
    assert [cell.get_text() for cell in page.select("table:not(.deciding) tbody td")] == [""] * 9


def test_the_sign_off_asks_for_a_decision_on_each_vendor_that_needs_one_and_for_the_list() -> None:
    review = example_review()
    page = BeautifulSoup(html_of(report.sign_off(review)), "html5lib")
    waiting = decision_rows(review)
    assert [cell.get_text() for cell in page.select(".deciding tbody th")] == [row["name"] for row in waiting]
    boxes = [one.get_text() for one in page.select(".deciding tbody tr:first-child span")]
    assert boxes == ["accept", "accept with conditions", "remediate", "end the engagement"]
    asked = page.select_one("dl > div")
    assert asked is not None
    assert " ".join(asked.get_text().split()) == "Publish the list of subprocessorsyes no"
    commands = page.select_one("pre")
    assert commands is not None
    assert len(commands.get_text().splitlines()) == len(waiting)
    assert commands.get_text().startswith(f"vendor-review decide REGISTER {waiting[0]['id']} DECISION")


@pytest.mark.parametrize("review", [numberz_review, example_review])
def test_the_verdict_counts_the_vendors_that_need_a_decision(review: object) -> None:
    made: Review = review()  # type: ignore[operator]
    page = BeautifulSoup(html_of(report.decisions_needed(made)), "html5lib")
    rows = page.select("table.decisions:not(.holding) tbody tr")
    now = sum(row.find_all("td")[1].get_text() == "now" for row in rows)
    how_many = "all of them" if now == len(rows) else now
    sentence = f"{len(rows)} vendors need a decision" + (f", {how_many} now" if now else "")
    assert f"{sentence}." in told(report.verdict(made))
    assert f"{sentence}." in told(report.decisions_needed(made))


EMPTY = {
    "decisions_needed": "there is nothing to decide",
    "changes_since": "There was no earlier review to compare with",
    "questions_first": "There is no engaged vendor to ask.",
    "ranking_firmness": "Without vendors there is nothing to rank.",
    "concentration": "names no vendor that is engaged, so nothing can be shared.",
    "sign_off": "run",
}


@pytest.mark.parametrize("name", EMPTY)
def test_a_register_without_vendors_is_told_in_a_sentence(name: str, tmp_path: Path) -> None:
    review = review_of(write_register(tmp_path / "empty", {}), "2026-11-01")
    section = getattr(report, name)(review)
    assert EMPTY[name] in told(section)
    assert BeautifulSoup(html_of(section), "html5lib").select("a[href='#evidence']") == []
    assert report.evidence_by_age(review).blocks == []


def test_one_vendor_alone_is_told_in_the_singular(tmp_path: Path) -> None:
    vendor = {"vendor_id": "v1", "name": "Only One"}
    engagement = {"engagement_id": "e1", "vendor_id": "v1", "status": "active"}
    review = review_of(
        write_register(tmp_path / "one", {"vendors": [vendor], "engagements": [engagement]}), "2026-11-01"
    )
    assert "1 vendor needs a decision, now." in told(report.decisions_needed(review))
    asked = told(report.questions_first(review))
    assert "1 vendor is not shown to lie within the appetite of 20 points. One document, at best" in asked
    assert "With one vendor there is nothing to rank." in told(report.ranking_firmness(review))
    assert "No place is stated for the only vendor" in told(report.concentration(review))
    assert "Groups" not in told(report.concentration(review))
    assert "No document is on record for any vendor" in told(report.evidence_by_age(review))


def test_where_no_single_document_is_enough_the_steps_that_are_stand_in_their_order() -> None:
    """What would bring a vendor within the appetite is on its card and among what to ask first, in the same words."""
    review, found = example_review(), set()
    settled = shortest_list(review.scores, review.scores.on_file)
    for vendor_id in review.vendor_rows:
        words = together(review, vendor_id)
        alone = [one["appetite"] == "within" for one in review.documents_by_vendor.get(vendor_id, [])]
        assert bool(words) == (vendor_id in set(settled["vendor_id"]) and not any(alone))
        if words:
            found.add(vendor_id)
            last = settled[settled["vendor_id"].eq(vendor_id)]["r_hi"].iloc[-1]
            assert words.endswith(f"down to {whole(last)}")
            for section in (report.questions_first(review), report.each_vendor(review)):
                assert any(words in block.html for block in section.blocks if isinstance(block, Fragment))
    assert found == {"clearmoorby"}


def test_what_a_register_says_of_training_retention_and_models_is_among_the_facts_of_a_vendor(
    tmp_path: Path,
) -> None:
    engagement = {"engagement_id": "mill-1", "vendor_id": "mill", "status": "active"}
    stated = {"trains_on_data": "opt_out", "retention": "30 days", "ai_models": "its own"}
    scores = []
    for more in ({}, stated):
        tables = {
            "vendors": [{"vendor_id": "mill", "name": "Millbrook"}],
            "engagements": [{**engagement, **more}],
        }
        review = review_of(write_register(tmp_path / str(len(more)), tables), "2026-11-01")
        (facts,) = vendor_facts(review, "mill")["engagements"]
        words = ("Trains models on the data", "Keeps the data", "AI models")
        told = ["yes, unless we object", "30 days", "its own"]
        assert [facts.get(word) for word in words] == (told if more else [None] * 3)
        scores.append(review.scores.vendors[["r_lo", "r_hi", "tier"]].to_numpy().tolist())
    assert scores[0] == scores[1]
