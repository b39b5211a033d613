"""Answers on training, AI models and retention become cells of the service's engagements, once accepted."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import pytest

from decisions.scored_reviews import rows_in
from questionnaires.forms import REVIEWED, bytes_of, fill, send, small_register
from vendor_review.errors import RegisterUnreadable, UsageError
from vendor_review.questionnaires.acceptance.preview_text import preview_lines
from vendor_review.questionnaires.acceptance.taking import Taking, accept, preview
from vendor_review.questionnaires.form import GENERAL
from vendor_review.questionnaires.sent.services import TERMS
from vendor_review.register import convert_register

BY = "Ann Analyst"
LETTERS = {"engagement_id": "mailer-1", "vendor_id": "mailer", "status": "active", "product": "Letters"}
#: A service that keeps data of known kinds, of which only training, models and retention are open.
KEPT = {**LETTERS, "access_path": "stores", "public": "yes"}
DATA = [{"engagement_id": "mailer-1", "category": "Name", "custody": kind} for kind in ("disclosed", "held")]
ASKED = {
    "trains_on_data": "Letters: do you, or AI",
    "ai_models": "Letters: which AI models",
    "retention": "Letters: how long",
}
SOURCE = f"questionnaire of 2026-10-31, mailer.xlsx, reviewed by {BY}"


def register(folder: Path, *engagements: Mapping[str, str]) -> Path:
    return small_register(folder, engagements=engagements or [KEPT], data_shared=DATA)


def answered(where: Path, **answers: str) -> Path:
    """The questionnaire of the register, with these answers by column."""

    def change(book: Any) -> None:
        sheet = book[GENERAL.name]
        questions = {str(row[1].value): row[2] for row in sheet.iter_rows(2)}
        for column, answer in answers.items():
            (cell,) = (cell for words, cell in questions.items() if words.startswith(ASKED[column]))
            cell.value = answer

    return fill(send(where, where.parent / "out", "mailer"), change)


def take(file: Path, where: Path, **how: Any) -> Taking:
    return accept(file, str(where), REVIEWED, by=BY, **how)


def told(taking: Taking) -> str:
    return "\n".join(preview_lines(taking))


def test_every_term_is_asked_of_a_service_that_keeps_data() -> None:
    assert set(ASKED) == set(TERMS)


def test_answers_are_shown_first_and_then_fill_the_blank_cells(tmp_path: Path) -> None:
    where = register(tmp_path, {**KEPT, "notes": "ours"})
    file = answered(where, trains_on_data="no", ai_models="None.", retention="30 days after the contract")
    before = bytes_of(where)
    shown = told(preview(file, str(where), REVIEWED))
    assert bytes_of(where) == before
    assert "Terms of services: 3 to fill in, 0 left as they are, 0 there already" in shown
    assert "  fill in mailer-1, engagements.csv line 2: trains_on_data (blank) → no" in shown
    assert "For you to enter" not in shown
    take(file, where)
    (row,) = rows_in(where / "engagements.csv")
    assert {name: row[name] for name in TERMS} == {
        "trains_on_data": "no",
        "ai_models": "none",
        "retention": "30 days after the contract",
    }
    assert row["notes"] == f"ours; trains_on_data, ai_models, retention: {SOURCE}"


def test_the_same_file_twice_adds_nothing(tmp_path: Path) -> None:
    where = register(tmp_path)
    file = answered(where, trains_on_data="yes, unless we object", ai_models="a model of our own")
    assert not take(file, where).plan.adds_nothing
    (row,) = rows_in(where / "engagements.csv")
    assert (row["trains_on_data"], row["ai_models"]) == ("opt_out", "a model of our own")
    after = bytes_of(where)
    again = take(file, where)
    assert again.plan.adds_nothing
    assert [one.column for one in again.plan.terms.same] == ["trains_on_data", "ai_models"]
    assert bytes_of(where) == after


@pytest.mark.parametrize(
    ("column", "answer"),
    [
        ("trains_on_data", "No, except to detect abuse"),
        ("trains_on_data", "yes or no"),
        ("trains_on_data", "never"),
        ("retention", "n/a"),
        ("ai_models", "to be confirmed"),
    ],
)
def test_what_is_more_or_less_than_an_answer_is_left_to_a_person(
    tmp_path: Path, column: str, answer: str
) -> None:
    where = register(tmp_path)
    taking = take(answered(where, **{column: answer}), where)
    assert taking.plan.adds_nothing
    assert answer in told(taking).partition("For you to enter, where it is right:")[2]
    assert rows_in(where / "engagements.csv")[0][column] == ""


@pytest.mark.parametrize(
    ("ours", "vendors", "filled"),
    [("unknown", "yes", True), ("no", "yes", False), ("yes", "no", False), ("opt_out", "no", False)],
)
def test_a_cell_that_says_otherwise_stays_and_has_to_be_settled(
    tmp_path: Path, ours: str, vendors: str, *, filled: bool
) -> None:
    """The register was filled in after the questionnaire had gone out."""
    where = register(tmp_path)
    file = answered(where, trains_on_data=vendors)
    small_register(tmp_path, engagements=[{**KEPT, "trains_on_data": ours}], data_shared=DATA)
    if not filled:
        shown = preview(file, str(where), REVIEWED)
        assert f"left    mailer-1, engagements.csv line 2: trains_on_data {ours} → {vendors}" in told(shown)
        (open_,) = shown.unsettled
        assert open_.endswith(
            f"says {vendors!r} of trains_on_data, and mailer-1 in engagements.csv line 2, column trains_on_data says "
            f"{ours!r}; the register stays as it is until you change it"
        )
        with pytest.raises(UsageError, match="settle it, and say so with --settled"):
            take(file, where)
    take(file, where, settled=not filled)
    (row,) = rows_in(where / "engagements.csv")
    assert row["trains_on_data"] == (vendors if filled else ours)
    assert bool(row["notes"]) == filled


@pytest.mark.parametrize(
    ("others", "lines"),
    [
        ([{"engagement_id": "mailer-2"}], ["mailer-1", "mailer-2"]),
        ([{"engagement_id": "mailer-2", "status": "past"}], ["mailer-1"]),
        ([{"engagement_id": "mailer-2", "product": "Parcels"}], ["mailer-1"]),
    ],
)
def test_an_answer_is_about_every_engagement_of_the_service_that_is_not_past(
    tmp_path: Path, others: Sequence[Mapping[str, str]], lines: Sequence[str]
) -> None:
    where = register(tmp_path, KEPT, *({**KEPT, **other} for other in others))
    taking = take(answered(where, trains_on_data="no"), where)
    assert [one.engagement_id for one in taking.plan.terms.filled] == lines
    rows = {row["engagement_id"]: row["trains_on_data"] for row in rows_in(where / "engagements.csv")}
    assert [name for name, said in rows.items() if said] == lines


def test_an_answer_to_a_question_that_was_changed_is_not_taken(tmp_path: Path) -> None:
    where = register(tmp_path)
    file = answered(where, trains_on_data="no")

    def change(book: Any) -> None:
        for row in book[GENERAL.name].iter_rows(2):
            if str(row[1].value).startswith(ASKED["trains_on_data"]):
                row[1].value = "Letters: do you sell our data?"

    taking = take(fill(file, change), where, settled=True)
    assert not taking.plan.terms.places
    assert rows_in(where / "engagements.csv")[0]["trains_on_data"] == ""


def test_what_a_check_says_of_the_answer_and_what_customers_will_read_is_shown(tmp_path: Path) -> None:
    where = register(tmp_path)
    (where / "page.toml").write_text('organisation = "House"\ncolumns = ["purpose", "retention"]\n')
    shown = told(preview(answered(where, trains_on_data="yes", retention="a year"), str(where), REVIEWED))
    assert "The public list shows retention: see that customers may read these words." in shown
    assert "trains models on the data" in shown.partition("What 'check' would say of it:")[2]


def test_a_formula_stays_words(tmp_path: Path) -> None:
    where = register(tmp_path)
    take(answered(where, retention="-30 days"), where)
    assert rows_in(where / "engagements.csv")[0]["retention"] == "'-30 days"


def test_a_workbook_has_its_cells_filled_in_too(tmp_path: Path) -> None:
    book = tmp_path / "house.xlsx"
    convert_register(str(register(tmp_path)), str(book))
    take(answered(book, trains_on_data="no"), book)
    convert_register(str(book), str(tmp_path / "back"))
    (row,) = rows_in(tmp_path / "back" / "engagements.csv")
    assert (row["trains_on_data"], row["notes"]) == ("no", f"trains_on_data: {SOURCE}")


def test_a_file_of_a_register_that_lacks_the_column_is_named_and_left_as_it_was(tmp_path: Path) -> None:
    where = register(tmp_path)
    file = answered(where, trains_on_data="no")
    table = where / "engagements.csv"
    table.write_text(
        "engagement_id,vendor_id,status,product,access_path,notes\nmailer-1,mailer,active,Letters,stores,\n"
    )
    before = bytes_of(where)
    with pytest.raises(RegisterUnreadable, match="lacks the columns trains_on_data"):
        take(file, where)
    assert bytes_of(where) == before
