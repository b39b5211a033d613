"""What comes back is a stranger's file: every cell that cannot be taken is named, and odd files are refused."""

from __future__ import annotations

import zipfile
from datetime import date, datetime
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from crowd import BIDI
from questionnaires.forms import (
    REPORT,
    REVIEWED,
    SENT,
    Change,
    all_yes,
    fill,
    put_answers,
    put_document,
    row_of,
    seal_again,
    send,
    small_register,
)
from sources.workbook_parts import rewrite
from vendor_review import cli
from vendor_review.errors import RegisterUnreadable, VendorReviewError
from vendor_review.questionnaires.acceptance.taking import Taking, preview
from vendor_review.questionnaires.returned.file import LARGEST_FILE, read_returned
from vendor_review.questionnaires.returned.workbook import LARGEST_UNPACKED
from vendor_review.register import open_register

VENDOR = "mailer"


@pytest.fixture
def sent(tmp_path: Path) -> Path:
    """A questionnaire to a vendor of which nothing is known, in a role that sets two controls aside; still blank."""
    return send(small_register(tmp_path, "independent_controller"), tmp_path / "out", VENDOR)


def taken(path: Path, **how: Any) -> Taking:
    return preview(path, str(path.parents[1] / "house"), REVIEWED, **how)


def problems(path: Path, **how: Any) -> tuple[str, ...]:
    return taken(path, **how).problems


def refused(path: Path, **how: Any) -> str:
    with pytest.raises(VendorReviewError) as refusal:
        taken(path, **how)
    assert refusal.value.exit_code == 2
    return str(refusal.value)


# --- what is typed -----------------------------------------------------------------------------------------


def test_what_was_filled_in_is_read_as_it_was_meant(sent: Path) -> None:
    def change(book: Any) -> None:
        put_document(book, 2, **REPORT)
        put_document(
            book, 3, kind="ISO27001", title=" A  certificate\nof ours ", until="2028-01-31", covers=True
        )
        put_answers(book, "YES ", "d2", ["VR-A1"])
        put_answers(book, "Not-Applicable", None, ["VR-A2"])
        book["answers"][f"F{row_of(book, 'VR-A1')}"] = "see\nsection 4"
        book["general"]["C2"], book["general"]["C3"] = "Jo, CISO", datetime(2026, 11, 3)  # noqa: DTZ001 - as Excel has it
        book["general"]["C4"] = "names only"

    read = read_returned(fill(sent, change))
    assert read.problems == ()
    report, certificate = read.documents
    assert (report.id, report.kind, report.period_end, report.in_scope) == (
        "D2",
        "soc2_type2",
        "2026-06-30",
        "yes",
    )
    assert (certificate.kind, certificate.title, certificate.valid_until) == (
        "iso27001",
        "A certificate of ours",
        "2028-01-31",
    )
    assert (certificate.issued_on, certificate.in_scope) == ("", "yes")
    by_control = {one.control: one for one in read.answers}
    assert (by_control["VR-A1"].answer, by_control["VR-A1"].document) == ("yes", "D2")
    assert by_control["VR-A1"].note == "see section 4"
    assert by_control["VR-A2"].answer == "not_applicable"
    assert (read.answered_by, read.answered_on) == ("Jo, CISO", "2026-11-03")
    assert [(place, answer) for place, _, answer in read.general] == [("general!C4", "names only")]


def test_all_problems_are_told_at_once_each_with_its_cell(sent: Path) -> None:
    def change(book: Any) -> None:
        put_document(
            book,
            1,
            kind="SOC 3",
            title="x",
            issued="31.12.2025",
            end="03/04/2026",
            until="soon",
            covers="maybe",
        )
        put_document(book, 2, title="no kind")
        put_document(book, 3, kind="statement", issued=date(2026, 1, 1))
        put_answers(book, "yess", "D1", ["VR-A1"])
        put_answers(book, "yes", "D9", ["VR-A2"])
        put_answers(book, "partial", "D1, D2", ["VR-A3"])
        book["general"]["C3"] = "yesterday"

    found = problems(fill(sent, change))
    row = {control: number for number, control in enumerate(_controls(sent), start=2)}
    expected = [
        "documents!B2: 'SOC 3' is not one of SOC 2 Type II report, SOC 2 Type I report",
        "documents!E2: '31.12.2025' is no day such as 2026-11-01 (did you mean 2025-12-31?)",
        "documents!F2: '03/04/2026' is no day such as 2026-11-01: it may be 3 April or 4 March 2026",
        "documents!G2: 'soon' is no day such as 2026-11-01",
        "documents!H2: 'maybe' is not one of yes, no",
        "documents!B3: is blank; choose what kind of document D2 is",
        "documents!C4: is blank; D3 needs a title, or where it lies",
        f"answers!D{row['VR-A1']}: 'yess' is not one of yes, partial, no, prefer not to answer (did you mean 'yes'?)",
        f"answers!E{row['VR-A2']}: D9 is blank on the sheet documents",
        f"answers!E{row['VR-A3']}: 'D1, D2' is not the id of one document, such as D1",
        "general!C3: 'yesterday' is no day such as 2026-11-01",
    ]
    assert len(found) == len(expected)
    for words in expected:
        assert any(problem.startswith(words) for problem in found), (words, found)


def _controls(path: Path) -> list[str]:
    return [str(cell.value) for cell in openpyxl.load_workbook(path)["answers"]["A"][1:]]


@pytest.mark.parametrize(
    ("sheet", "id_", "column", "told"),
    [
        ("answers", "VR-A9", "D", "answers!A30: 'VR-A9' is no question that was asked"),
        ("answers", None, "D", "answers!A30: '' is no question that was asked"),
        ("answers", "VR-A1", "D", "answers!A30: VR-A1 is there twice, first in answers!A2"),
        ("documents", "D21", "C", "documents!A30: 'D21' is no row for a document"),
        ("general", "G40", "C", "general!A30: 'G40' is no question that was asked"),
    ],
)
def test_rows_that_are_not_ours_are_told_and_give_nothing(
    sent: Path, sheet: str, id_: str | None, column: str, told: str
) -> None:
    def change(book: Any) -> None:
        put_answers(book, "no", None, ["VR-A1"])
        book[sheet]["A30"], book[sheet][f"{column}30"] = id_, "yes"

    taking = taken(fill(sent, change))
    if "twice" in told:
        assert any(problem.startswith(told) for problem in taking.problems)
    else:
        (line,) = taking.unsettled
        assert line.startswith(told)
        assert "'yes'" in line
        assert len(taking.plan.answers) == 1


def test_not_applicable_where_it_was_not_offered_is_a_problem(sent: Path) -> None:
    def change(book: Any) -> None:
        put_answers(book, "not applicable", None, ["VR-A1", "VR-A2"])

    assert problems(fill(sent, change)) == (
        "answers!D2: 'not applicable' is not one of yes, partial, no, prefer not to answer",
    )


def test_not_applicable_where_the_policy_forbids_it_is_a_problem_whatever_the_file_says(sent: Path) -> None:
    def change(book: Any) -> None:
        put_answers(book, "not applicable", None, ["VR-A1"])
        book["form"]["B7"] = "VR-A1"
        seal_again(book)

    (problem,) = problems(fill(sent, change))
    assert problem.startswith("answers!D2: ")
    assert "under the policy this control applies to the vendor" in problem


def test_a_link_that_would_run_something_is_a_problem(sent: Path) -> None:
    def change(book: Any) -> None:
        all_yes(book)
        put_document(book, 1, location="javascript:alert(1)")

    (problem,) = problems(fill(sent, change))
    assert problem.startswith("documents!D2: ")
    assert "javascript" in problem


def test_dates_out_of_order_are_told_by_their_cell(sent: Path) -> None:
    def change(book: Any) -> None:
        all_yes(book)
        put_document(book, 1, until=date(2026, 1, 1))

    found = problems(fill(sent, change))
    assert found
    assert all(problem.startswith("documents!G2: ") and "2026-01-01" in problem for problem in found)


def test_what_check_would_warn_of_is_told_before_anything_is_written(sent: Path) -> None:
    def change(book: Any) -> None:
        all_yes(book)
        put_document(book, 1, issued=date(2024, 1, 31), end=None, until=date(2026, 10, 1), covers=None)

    remarks = taken(fill(sent, change)).weighed.remarks
    assert any(remark.startswith("documents!G2") and "expired on 2026-10-01" in remark for remark in remarks)
    assert any(remark.startswith("documents!H2") and "scope" in remark for remark in remarks)


def test_a_row_without_an_answer_gives_nothing_and_is_told(sent: Path) -> None:
    def change(book: Any) -> None:
        put_document(book, 1, **REPORT)
        put_answers(book, "", "D1", ["VR-A1"])

    read = read_returned(fill(sent, change))
    assert read.answers == ()
    assert read.remarks == ("answers!D2: is blank; nothing is taken from this row",)


# --- hostile cells -----------------------------------------------------------------------------------------


@pytest.mark.parametrize("text", ["=cmd|'/c calc'!A1", "+1", "-1", "@SUM(A1)", "＝1"])
def test_what_begins_as_a_formula_does_stays_text_in_the_register(sent: Path, text: str) -> None:
    def change(book: Any) -> None:
        all_yes(book)
        for cell in (book["documents"]["C2"], book["answers"]["F2"]):
            cell.value, cell.data_type = text, "s"

    taking = taken(fill(sent, change))
    assert taking.problems == ()
    assert taking.plan.evidence[0]["title"] == f"'{text}"
    notes = [row["note"] for row in taking.plan.answers] + [
        one.cells.get("note", "") for one in taking.plan.filled
    ]
    assert any(note.startswith(f"'{text} (questionnaire") for note in notes)
    assert any(
        remark.startswith("documents!C2: begins as a formula does") for remark in taking.returned.remarks
    )


def test_a_formula_counts_as_its_saved_result_or_is_refused(sent: Path) -> None:
    fill(sent, lambda book: book["answers"].__setitem__("D2", "=A1"))
    rewrite(sent, r"xl/worksheets/sheet3\.xml", "<f>A1</f><v></v>", "<f>A1</f>")
    assert refused(sent).startswith("answers!D2: holds a formula whose result is not saved")
    rewrite(sent, r"xl/worksheets/sheet3\.xml", "><f>A1</f>", ' t="str"><f>A1</f><v>no</v>')
    (one,) = read_returned(sent).answers
    assert (one.control, one.answer) == ("VR-A1", "no")


def test_characters_that_do_not_show_are_left_out_and_told(sent: Path) -> None:
    def change(book: Any) -> None:
        all_yes(book)
        put_document(book, 1, title=BIDI)
        put_answers(book, "y\u200bes", "D1", ["VR-A1"])

    taking = taken(fill(sent, change))
    assert taking.problems == ()
    assert taking.plan.evidence[0]["title"] == "Northern gnippihs אבג Ltd"
    (remark,) = taking.returned.remarks
    assert remark.startswith(
        "documents!C2: held characters that do not show (U+202C, U+202E, U+2067, U+2069)"
    )


def test_a_cell_that_is_far_too_long_is_a_problem(sent: Path) -> None:
    def change(book: Any) -> None:
        all_yes(book)
        book["answers"]["F2"] = "x" * 32_000

    (problem,) = problems(fill(sent, change))
    assert problem == "answers!F2: has 32,000 characters; 2,000 is the most"


# --- files that are none -----------------------------------------------------------------------------------


def put(sheet: str, cell: str, value: object) -> Change:
    return lambda book: book[sheet].__setitem__(cell, value)


SHEETS_OF_OURS = ("documents", "answers", "general", "form", "lists")

OTHERS: list[tuple[Change, str]] = [
    (lambda book: book.remove(book["answers"]), "lacks the sheets answers"),
    (lambda book: book.remove(book["form"]), "lacks the sheets form"),
    (lambda book: setattr(book["documents"], "title", "dokumente"), "lacks the sheets documents"),
    (put("answers", "D1", "reply"), "answers!D1: unknown column 'reply'"),
    (put("answers", "D1", "reply"), "answers row 1: column 'answer' is missing"),
    (lambda book: book["answers"].insert_rows(1), "answers: the column names are in row 2"),
    (put("form", "B2", "questionnaire/9"), "is a questionnaire of the format 'questionnaire/9'"),
    (put("form", "B5", "later"), "no longer says what it belongs to"),
    (put("form", "B4", None), "no longer says what it belongs to"),
    (
        put("form", "B3", "elsewhere"),
        "its sheet form, which says whose it is and what was asked, was changed",
    ),
    (put("form", "B6", "VR-A1; VR-X9"), "its sheet form lists 'VR-X9', which is no control of the policy"),
    (
        lambda book: [book.remove(book[name]) for name in SHEETS_OF_OURS],
        "but of another make, or another workbook",
    ),
    (put("form", "B3", "elsewhere"), "was sent from the register 'elsewhere', and this is 'house'"),
    (
        put("form", "B4", "mailr"),
        "was sent to 'mailr', which is no accepted vendor here (did you mean 'mailer'?)",
    ),
    (put("form", "B5", "2027-01-01"), "was written for 2027-01-01, a later day than 2026-11-05"),
]


@pytest.mark.parametrize(("change", "told"), OTHERS)
def test_what_is_no_questionnaire_of_ours_is_refused(sent: Path, change: Change, told: str) -> None:
    assert told in refused(fill(sent, change))


def test_the_file_of_another_vendor_is_refused(sent: Path) -> None:
    assert f"was sent to '{VENDOR}', and --vendor names 'deskharrow'" in refused(sent, vendor="deskharrow")
    assert taken(sent, vendor=VENDOR).problems == ()


def test_a_register_is_no_questionnaire(tmp_path: Path) -> None:
    path = tmp_path / "out" / "register.xlsx"
    assert cli.main(["convert", str(small_register(tmp_path)), str(path)]) == 0
    assert "is no questionnaire of vendor-review" in refused(path)


def test_a_questionnaire_is_no_register(sent: Path) -> None:
    with pytest.raises(RegisterUnreadable):
        open_register(sent)


def test_macros_are_refused(sent: Path) -> None:
    with zipfile.ZipFile(sent, "a") as archive:
        archive.writestr("xl/vbaProject.bin", b"\0")
    assert "holds macros" in refused(sent)
    assert "is no Excel workbook (.xlsx)" in refused(sent.rename(sent.with_suffix(".xlsm")))


def test_a_file_that_would_unpack_into_too_much_is_refused(sent: Path) -> None:
    with zipfile.ZipFile(sent, "a", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/media/image1.bin", b"\0" * (LARGEST_UNPACKED + 1))
    assert "MiB unpacked, and the limit is 32 MiB" in refused(sent)


def test_a_file_that_is_too_large_is_refused_before_it_is_read(
    sent: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with sent.open("r+b") as file:
        file.truncate(LARGEST_FILE + 1)
    assert cli.main(["answers", str(sent), str(sent.parents[1] / "house"), "--as-of", str(REVIEWED)]) == 2
    assert "the limit is 8 MiB" in capsys.readouterr().err


@pytest.mark.parametrize("content", [b"", b"PK\x03\x04", b"\xd0\xcf\x11\xe0old", b"<html>"])
def test_what_is_no_workbook_is_refused(sent: Path, content: bytes) -> None:
    sent.write_bytes(content)
    assert "no Excel workbook" in refused(sent) or "protected by a password" in refused(sent)


def test_a_file_that_is_not_there_is_told(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["answers", str(tmp_path / "gone.xlsx"), str(tmp_path), "--as-of", str(SENT)]) == 2
    assert "gone.xlsx" in capsys.readouterr().err
