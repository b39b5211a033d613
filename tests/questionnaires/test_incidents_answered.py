"""What a vendor answers of incidents becomes a row of the register, once a person has seen it and accepts."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pytest

from decisions.scored_reviews import rows_in
from questionnaires.forms import REVIEWED, bytes_of, fill, send, small_register
from vendor_review.questionnaires.acceptance.preview_text import preview_lines
from vendor_review.questionnaires.acceptance.taking import Taking, accept, preview, write_drafts
from vendor_review.questionnaires.form import GENERAL
from vendor_review.register import convert_register

BY = "Ann Analyst"
SOURCE = f"questionnaire of 2026-10-31, mailer.xlsx, reviewed by {BY}"
REVIEWS = [{"vendor_id": "mailer", "reviewed_on": day} for day in ("2025-01-07", "2026-05-12")]
LEAK = "A backup was public for a day, 3 June 2026"


def answered(where: Path, answer: str, on: date | None = None, question: str = "") -> Path:
    """The questionnaire with this answer on incidents, which is asked last."""

    def change(book: Any) -> None:
        sheet = book[GENERAL.name]
        sheet["C3"] = on
        row = sheet.max_row
        assert "which security incidents" in sheet[f"B{row}"].value
        sheet[f"B{row}"] = question or sheet[f"B{row}"].value
        sheet[f"C{row}"] = answer

    return fill(send(where, where.parent / "out", "mailer"), change)


def take(file: Path, where: Path, **how: Any) -> Taking:
    return accept(file, str(where), REVIEWED, by=BY, **how)


def told(taking: Taking) -> str:
    return "\n".join(preview_lines(taking))


@pytest.mark.parametrize(
    ("on", "known_on"),
    [(None, "2026-11-05"), (date(2026, 11, 2), "2026-11-02"), (date(2026, 12, 24), "2026-11-05")],
)
def test_an_incident_is_shown_and_then_added_as_open(tmp_path: Path, on: date | None, known_on: str) -> None:
    """We know of it since the day of the answer, and on the day on which we read it at the latest."""
    where = small_register(tmp_path, reviews_done=REVIEWS)
    file = answered(where, LEAK, on)
    before = bytes_of(where)
    shown = told(preview(file, str(where), REVIEWED))
    assert bytes_of(where) == before
    assert "Incidents: 1 to add, 0 there already" in shown
    assert f"open, known on {known_on}: {LEAK}" in shown
    assert "For you to enter" not in shown
    take(file, where)
    assert rows_in(where / "incidents.csv") == [
        {
            "vendor_id": "mailer",
            "known_on": known_on,
            "what": LEAK,
            "customers_affected": "unknown",
            "source": SOURCE,
            "closed_on": "",
        }
    ]


def test_the_same_answer_twice_adds_one_row_whatever_the_day(tmp_path: Path) -> None:
    where = small_register(tmp_path, reviews_done=REVIEWS)
    file = answered(where, LEAK)
    take(file, where)
    after = bytes_of(where)
    later = accept(file, str(where), date(2026, 11, 20), by=BY)
    assert later.plan.adds_nothing
    assert "Incidents: 0 to add, 1 there already" in told(later)
    assert bytes_of(where) == after


@pytest.mark.parametrize("answer", ["none", "None.", "No incidents", "NO KNOWN INCIDENTS"])
def test_a_plain_none_adds_nothing(tmp_path: Path, answer: str) -> None:
    where = small_register(tmp_path, reviews_done=REVIEWS)
    taking = take(answered(where, answer), where)
    assert taking.plan.adds_nothing
    assert "the vendor says that there was none" in told(taking)
    assert not rows_in(where / "incidents.csv")


@pytest.mark.parametrize(
    "answer", ["none, but for one in June", "no data of customers was affected", "See page"]
)
def test_a_none_with_words_of_its_own_counts_as_an_incident(tmp_path: Path, answer: str) -> None:
    where = small_register(tmp_path, reviews_done=REVIEWS)
    assert [row["what"] for row in take(answered(where, answer), where).plan.incidents.added] == [answer]


def test_what_says_that_nothing_is_known_is_for_a_person(tmp_path: Path) -> None:
    where = small_register(tmp_path, reviews_done=REVIEWS)
    taking = take(answered(where, "n/a"), where)
    assert taking.plan.adds_nothing
    assert "n/a" in told(taking).partition("For you to enter, where it is right:")[2]


def test_an_answer_to_a_question_of_another_day_is_not_taken(tmp_path: Path) -> None:
    """The vendor wrote another day into the question."""
    where = small_register(tmp_path, reviews_done=REVIEWS)
    file = answered(
        where, "none", question="Since 1 October 2026, which security incidents affected our data?"
    )
    taking = preview(file, str(where), REVIEWED)
    assert not taking.plan.incidents.understood
    assert any("is none of ours, or has changed" in one for one in taking.unsettled)


def test_a_review_held_meanwhile_does_not_hide_the_answer(tmp_path: Path) -> None:
    where = small_register(tmp_path, reviews_done=REVIEWS)
    file = answered(where, LEAK)
    held = {"vendor_id": "mailer", "reviewed_on": "2026-11-04"}
    small_register(tmp_path, reviews_done=[*REVIEWS, held])
    taking = preview(file, str(where), REVIEWED)
    assert (len(taking.plan.incidents.added), taking.unsettled) == (1, ())


def test_a_draft_and_a_workbook_get_the_row_too(tmp_path: Path) -> None:
    where = small_register(tmp_path, reviews_done=REVIEWS)
    file = answered(where, LEAK)
    paths = write_drafts(preview(file, str(where), REVIEWED, by=BY), tmp_path / "draft")
    assert [path.name for path in paths] == ["evidence.csv", "access_controls.csv", "incidents.csv"]
    assert rows_in(paths[-1])[0]["what"] == LEAK
    book = tmp_path / "house.xlsx"
    convert_register(str(where), str(book))
    take(file, book)
    convert_register(str(book), str(tmp_path / "back"))
    assert [row["what"] for row in rows_in(tmp_path / "back" / "incidents.csv")] == [LEAK]
