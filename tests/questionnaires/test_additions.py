"""What a vendor writes where nothing was asked, or changes of what was: shown, and settled before anything is added."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from openpyxl.chart import BarChart
from openpyxl.comments import Comment
from openpyxl.styles import Font

from questionnaires.forms import (
    REVIEWED,
    Change,
    all_yes,
    bytes_of,
    fill,
    put_answers,
    row_of,
    seal_again,
    send,
    small_register,
)
from sources.workbook_parts import rewrite
from vendor_review import cli
from vendor_review.errors import RegisterUnreadable, UsageError
from vendor_review.questionnaires.acceptance.taking import Taking, accept, preview

BY = "Ann Analyst"


@pytest.fixture
def sent(tmp_path: Path) -> Path:
    """A questionnaire to `mailer`, of which nothing is known; still blank."""
    return send(small_register(tmp_path), tmp_path / "out", "mailer")


def house(file: Path) -> Path:
    return file.parents[1] / "house"


def taken(file: Path, **how: Any) -> Taking:
    return preview(file, str(house(file)), REVIEWED, **how)


def unsettled(file: Path) -> tuple[str, ...]:
    return taken(file).unsettled


def put(sheet: str, cell: str, value: object) -> Change:
    return lambda book: book[sheet].__setitem__(cell, value)


def comment(book: Any) -> None:
    book["answers"]["D2"].comment = Comment("only for EU\ncustomers", "Vera Vendor")


def own_sheet(book: Any) -> None:
    book.create_sheet("Terms")["B2"] = "Our answers bind nobody."


def hidden_sheet(book: Any) -> None:
    own_sheet(book)
    book["Terms"].sheet_state = "veryHidden"


def chart(book: Any) -> None:
    book["documents"].add_chart(BarChart(), "B5")


def struck(book: Any) -> None:
    book["answers"]["D2"] = "yes"
    book["answers"]["D2"].font = Font(strike=True)


def hidden_row(book: Any) -> None:
    book["answers"].row_dimensions[3].hidden = True


ADDITIONS: list[tuple[Change, str]] = [
    (struck, "answers!D2: is struck through: 'yes'"),
    (hidden_row, "answers: rows that hold text are hidden: 3"),
    (comment, "answers!D2: a comment of 'Vera Vendor': 'only for EU customers'"),
    (
        own_sheet,
        "sheet 'Terms': a sheet of the vendor's own, with 1 filled cells: 'Our answers bind nobody.'",
    ),
    (hidden_sheet, "sheet 'Terms': a hidden sheet of the vendor's own"),
    (put("answers", "I1", "mine"), "answers!I1: text where we asked for none: 'mine'"),
    (put("documents", "L4", "stray"), "documents!L4: text where we asked for none: 'stray'"),
    (
        put("about", "A3", "You use our service, and we owe you nothing."),
        "about!A3: text where we asked for none",
    ),
    (put("about", "C40", "See our terms."), "about!C40: text where we asked for none: 'See our terms.'"),
    (put("lists", "A1", "as far as we like"), "lists!A1: text where we asked for none"),
    (put("form", "D2", "x"), "form!D2: text where we asked for none: 'x'"),
    (put("general", "B2", "Who is to blame?"), "general!B2: question 'G1' is none of ours, or has changed"),
    (put("answers", "B2", "Anything"), "answers!B2: our topic of VR-A1 was changed; it now says: 'Anything'"),
    (lambda book: book["answers"].delete_rows(2), "answers: rows that we sent are gone: VR-A1"),
    (lambda book: book["form"].delete_rows(10), "form: no seal: an earlier version sent it"),
]


@pytest.mark.parametrize(("change", "told"), ADDITIONS, ids=[told[:40] for _, told in ADDITIONS])
def test_what_a_vendor_adds_is_shown_with_its_place(sent: Path, change: Change, told: str) -> None:
    assert [line for line in unsettled(fill(sent, change)) if line.startswith(told)]


def test_an_honest_questionnaire_has_nothing_to_settle(sent: Path) -> None:
    taking = taken(fill(sent, all_yes))
    assert (taking.problems, taking.unsettled, taking.doubts) == ((), (), ())
    assert taking.plan.answers


def test_a_day_counts_as_it_is_kept_however_short_it_is_shown(sent: Path) -> None:
    def change(book: Any) -> None:
        all_yes(book)
        book["documents"]["E2"].number_format = "d-mmm"

    taking = taken(fill(sent, change))
    assert taking.problems == ()
    assert taking.returned.documents[0].issued_on == "2026-08-03"


def test_a_drawing_is_told_though_it_cannot_be_shown(sent: Path) -> None:
    assert unsettled(fill(sent, chart)) == (
        "sheet 'documents': holds what is not shown here ('drawing'): open it in a spreadsheet and look",
    )


def test_an_answer_to_a_statement_that_was_changed_is_left_out(sent: Path) -> None:
    def change(book: Any) -> None:
        put_answers(book, "yes", None)
        book["answers"][f"C{row_of(book, 'VR-A2')}"] = "Somebody at our company may open your content."

    taking = taken(fill(sent, change))
    assert "VR-A2" not in [row["control"] for row in taking.plan.answers]
    assert len(taking.plan.answers) == 17
    (line,) = taking.unsettled
    assert line.startswith(
        "answers!C3: our statement of VR-A2 was changed; it now says (its answer, yes, is left out)"
    )


def test_an_answer_under_the_id_of_another_statement_is_left_out(sent: Path) -> None:
    def swap(book: Any) -> None:
        put_answers(book, "yes", None, ["VR-A1"])
        book["answers"]["A2"], book["answers"]["A3"] = "VR-A2", "VR-A1"

    taking = taken(fill(sent, swap))
    assert taking.plan.answers == ()
    assert any(line.startswith("answers!C2: our statement of VR-A2 was changed") for line in taking.unsettled)


def test_nothing_is_added_before_it_is_settled_and_the_rows_say_by_whom(sent: Path) -> None:
    register = house(sent)

    def change(book: Any) -> None:
        put_answers(book, "yes", None, ["VR-A1"])
        comment(book)

    file, before = fill(sent, change), bytes_of(register)
    with pytest.raises(UsageError) as refused:
        accept(file, str(register), REVIEWED, by=BY)
    assert refused.value.problems[0].startswith("answers!D2: a comment")
    assert refused.value.problems[-1].endswith("settle it, and say so with --settled")
    assert bytes_of(register) == before
    accept(file, str(register), REVIEWED, by=BY, settled=True)
    rows = (register / "access_controls.csv").read_text(encoding="utf-8")
    assert f"reviewed by {BY}, who settled what the vendor added to it in 1 places" in rows


def test_the_command_shows_what_is_to_be_settled(sent: Path, capsys: pytest.CaptureFixture[str]) -> None:
    def change(book: Any) -> None:
        put_answers(book, "yes", None, ["VR-A1"])
        comment(book)

    command = ["answers", str(fill(sent, change)), str(house(sent)), "--as-of", str(REVIEWED)]
    assert cli.main(command) == 0
    shown = capsys.readouterr()
    assert "To be settled before anything is added:\n  answers!D2: a comment of 'Vera Vendor'" in shown.out
    assert "Deal with the open points first" in shown.err
    assert cli.main([*command, "--draft", str(sent.parent / "draft"), "--by", BY]) == 2
    assert cli.main([*command, "--accept", "--by", BY]) == 2
    assert cli.main([*command, "--accept", "--by", BY, "--settled"]) == 0
    assert "Settled: what the vendor added or changed in 1 place" in capsys.readouterr().out


# --- whose answers they are --------------------------------------------------------------------------------


def two_vendors(folder: Path) -> Path:
    vendors = [{"vendor_id": "mailer", "name": "Mailer"}, {"vendor_id": "mailer-eu", "name": "Mailer EU"}]
    return small_register(folder, vendors=vendors)


def for_another(book: Any) -> None:
    book["form"]["B4"] = "mailer-eu"
    seal_again(book)


def test_a_file_that_was_forged_to_answer_for_another_vendor_needs_a_person(tmp_path: Path) -> None:
    file = send(two_vendors(tmp_path), tmp_path / "out", "mailer")
    (doubt,) = taken(fill(file, for_another)).doubts
    assert doubt.endswith(
        "says inside that mailer-eu answers, and its name does not; add --vendor mailer-eu if it came from there"
    )
    with pytest.raises(UsageError, match="its name does not"):
        accept(file, str(house(file)), REVIEWED, by=BY, settled=True)
    with pytest.raises(UsageError, match="was sent to 'mailer-eu', and --vendor names 'mailer'"):
        taken(file, vendor="mailer")
    assert taken(file, vendor="mailer-eu").doubts == ()


@pytest.mark.parametrize(
    "name", ["mailer.xlsx", "Mailer (1).xlsx", "mailer_answers.xlsx", "mailer-2026.xlsx"]
)
def test_a_file_may_be_named_after_its_vendor_in_many_ways(tmp_path: Path, name: str) -> None:
    file = send(two_vendors(tmp_path), tmp_path / "out", "mailer")
    assert taken(file.rename(file.with_name(name))).doubts == ()


@pytest.mark.parametrize("name", ["mailer-eu.xlsx", "answers.xlsx", "mailers.xlsx"])
def test_a_file_named_otherwise_needs_a_person(tmp_path: Path, name: str) -> None:
    file = send(two_vendors(tmp_path), tmp_path / "out", "mailer")
    assert taken(file.rename(file.with_name(name))).doubts


# --- files that are made to harm ---------------------------------------------------------------------------

SHEET = r"xl/worksheets/sheet2\.xml"
ROW = f"<row>{'<c/>' * 1_000}</row>"
BOMBS = {
    "deep": (SHEET, "</sheetData>", "</sheetData>" + "<a>" * 2_000_000),
    "cells": (SHEET, "</sheetData>", f"{ROW * 60}</sheetData>"),
    "merged": (SHEET, "</sheetData>", f"</sheetData><mergeCells>{'<mergeCell/>' * 2_000_000}</mergeCells>"),
    "long text": (SHEET, "</sheetData>", f'<row r="99"><c><v>{"x" * 2**21}</v></c></row></sheetData>'),
    "long attribute": (SHEET, "</sheetData>", f'<row r="99" x="{"x" * 2**22}"></row></sheetData>'),
    "styles": (r"xl/styles\.xml", "</cellXfs>", f"{'<xf/>' * 2_000_000}</cellXfs>"),
    "sheets": (r"xl/workbook\.xml", "</sheets>", f"{'<sheet/>' * 2_000}</sheets>"),
}


@pytest.mark.quarantine
@pytest.mark.parametrize("bomb", BOMBS)
def test_a_small_file_that_would_grow_large_is_refused_in_words(sent: Path, bomb: str) -> None:
    rewrite(sent, *BOMBS[bomb])
    assert sent.stat().st_size < 100_000
    with pytest.raises(RegisterUnreadable) as refused:
        taken(sent)
    assert str(refused.value).startswith("mailer.xlsx: ")
    assert "damaged" not in str(refused.value) or bomb in ("long attribute", "merged")
