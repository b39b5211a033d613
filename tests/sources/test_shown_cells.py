"""What a workbook shows is what is read; where a cell shows and keeps two things, a finding names it."""

from __future__ import annotations

from datetime import date, datetime
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from openpyxl.cell.rich_text import CellRichText, TextBlock
from openpyxl.cell.text import InlineFont
from openpyxl.comments import Comment
from openpyxl.styles import Font
from openpyxl.worksheet.table import Table

from vendor_review.policy import load_policy
from vendor_review.register import load_register, open_register
from vendor_review.register.workbook.display.formats import FormatUnread
from vendor_review.register.workbook.display.numbers import display_number
from vendor_review.schema import CheckedRegister, check_register

AS_OF = date(2026, 11, 1)
DAY = datetime(2026, 3, 24)  # noqa: DTZ001 - as Excel has it


def check(path: Path) -> CheckedRegister:
    return check_register(load_register(path), load_policy(None, AS_OF).vocabulary, AS_OF)


def told(path: Path, rule: str) -> list[str]:
    found = check(path).findings
    return list(found.loc[found["rule"] == rule, "message"])


def put(path: Path, sheet: str, cell: str, value: Any, number_format: str) -> None:
    book = openpyxl.load_workbook(path)
    book[sheet][cell].value = value
    book[sheet][cell].number_format = number_format
    book.save(path)


@pytest.mark.parametrize(
    ("number", "code", "shown"),
    [
        (3.1, "0.00", "3.10"),
        (42, "00000", "00042"),
        (0.5, "0%", "50%"),
        (0.125, "0.0%", "12.5%"),
        (1234567, "#,##0", "1,234,567"),
        (1234567, '0.0,,"M"', "1.2M"),
        (1234.5, '#,##0.00 "EUR"', "1,234.50 EUR"),
        (1200, "[$€-2] #,##0", "€ 1,200"),
        (-5, "0.0;[Red](0.0)", "(5.0)"),
        (-5, "0.0", "-5.0"),
        (0, '0;-0;"none"', "none"),
        (0, '"yes";;"no"', "no"),
        (491234567, "000-000-000", "491-234-567"),
        (2.5, "0", "3"),
        (12, 'General" months"', "12 months"),
        (3.5, "0.##", "3.5"),
        (0.30000000000000004, "General", "0.3"),
        (3.1, "@", "3.1"),
    ],
)
def test_numbers_are_read_as_they_show(number: float, code: str, shown: str) -> None:
    assert display_number(number, code).text == shown


@pytest.mark.parametrize("code", ["# ?/?", ";;;", "[>5]0;0.0", "0.0E+00", "Standard", "0" * 300])
def test_a_format_that_is_not_read_is_none_of_ours(code: str) -> None:
    with pytest.raises(FormatUnread):
        display_number(2.5, code)


@pytest.mark.parametrize(
    ("code", "text", "says"),
    [
        ("d-mmm", "24-Mar", "'24-Mar' but stores 2026-03-24: 24-Mar is read"),
        ("mmm yy", "Mar 26", "'Mar 26' but stores 2026-03-24: Mar 26 is read"),
        ("yyyy", "2026", "'2026' but stores 2026-03-24: 2026 is read"),
        ("dddd", "Tuesday", "'Tuesday' but stores 2026-03-24: Tuesday is read"),
        ("dd.mm.yyyy", "2026-03-24", ""),
        ("d/m/yy h:mm", "2026-03-24", ""),
        ("[$-407]d. mmmm yyyy", "2026-03-24", ""),
    ],
)
def test_a_day_in_text_that_shows_less_than_itself_is_read_as_it_shows(
    workbook: Path, code: str, text: str, says: str
) -> None:
    put(workbook, "engagements", "C2", DAY, code)

    assert load_register(workbook).tables["engagements"].loc[2, "product"] == text
    assert [says] * bool(says) == [
        one.partition("shows ")[2].rstrip(".") for one in told(workbook, "REG-095")
    ]


def test_a_column_of_days_takes_the_day_that_is_kept(workbook: Path) -> None:
    put(workbook, "engagements", "M2", DAY, "d-mmm")

    assert load_register(workbook).tables["engagements"].loc[2, "engaged_on"] == "2026-03-24"
    (message,) = told(workbook, "REG-095")
    assert message == (
        "engagements!M2, column engaged_on: the cell shows '24-Mar' but stores 2026-03-24: 2026-03-24 is read."
    )


@pytest.mark.parametrize(("code", "text"), [("yyyy-mm", "2026-03"), ("mmm-yy", "2026-03-24")])
def test_a_day_of_the_page_may_show_as_a_month(workbook: Path, code: str, text: str) -> None:
    book = openpyxl.load_workbook(workbook)
    book["page"].append(["updated_on", DAY])
    book["page"].cell(book["page"].max_row, 2).number_format = code
    book.save(workbook)

    assert str(load_register(workbook).page["updated_on"]) == text
    assert len(told(workbook, "REG-095")) == 1


def test_text_that_its_format_hides_or_changes_is_read_and_told(workbook: Path) -> None:
    put(workbook, "access_controls", "C2", "no", ';;;"yes"')

    assert load_register(workbook).tables["access_controls"].loc[2, "answer"] == "no"
    (message,) = told(workbook, "REG-100")
    assert message == (
        "access_controls!C2, column answer: the format ;;;\"yes\" may show something other than 'no', which is read."
    )


def test_hidden_rows_and_columns_count_and_are_named_once_each(workbook: Path) -> None:
    book = openpyxl.load_workbook(workbook)
    for row in (2, 3):
        book["vendors"].row_dimensions[row].hidden = True
    book["vendors"].row_dimensions[400].hidden = True  # nothing in it
    book["engagements"].column_dimensions["F"].hidden = True
    book["evidence"].column_dimensions["L"].hidden = True  # sha256, all blank
    book.save(workbook)

    assert len(load_register(workbook).tables["vendors"]) == 3
    assert told(workbook, "REG-096") == [
        "engagements, status: this is hidden, but counts: 'column F'.",
        "vendors row 2: this is hidden, but counts: 'rows 2 to 3'.",
    ]


def test_a_struck_row_is_rejected_and_named_once(workbook: Path) -> None:
    book = openpyxl.load_workbook(workbook)
    for cell in book["engagements"][3]:
        cell.font = Font(strike=True)
    book.save(workbook)

    checked = check(workbook)
    assert told(workbook, "REG-097") == [
        "engagements!A3, column engagement_id: 'sendgrid-email' is struck through, so nobody can say whether it "
        "still applies."
    ]
    assert "engagements row 3" in set(checked.rejected["place"])
    assert "sendgrid" in set(checked.incomplete["vendor_id"])


def test_a_struck_word_among_others_is_found(workbook: Path) -> None:
    book = openpyxl.load_workbook(workbook)
    book["engagements"]["C2"].value = CellRichText(TextBlock(InlineFont(strike=True), "Lambda"), " and S3")
    book.save(workbook)

    assert load_register(workbook).tables["engagements"].loc[2, "product"] == "Lambda and S3"
    assert told(workbook, "REG-097")[0].startswith(
        "engagements!C2, column product: 'Lambda and S3' is struck"
    )


def test_a_struck_value_of_the_page_is_an_error(workbook: Path) -> None:
    book = openpyxl.load_workbook(workbook)
    book["page"]["B2"].font = Font(strike=True)
    book.save(workbook)

    (message,) = told(workbook, "REG-097")
    assert message.startswith("page!B2, organisation: 'Numberz' is struck through")


def test_comments_on_cells_are_told_and_those_that_we_write_are_not(workbook: Path) -> None:
    assert told(workbook, "REG-098") == []
    book = openpyxl.load_workbook(workbook)
    book["vendors"]["B3"].comment = Comment("left in May", "Analyst")
    book["page"]["B2"].comment = Comment(
        "[Threaded comment]\n\nYour version ...\n\nComment:\n    to be renamed", "x"
    )
    book.save(workbook)

    assert told(workbook, "REG-098") == [
        "page!B2, organisation: the comment 'to be renamed' is not read.",
        "vendors!B3, column name: the comment 'left in May' is not read.",
    ]


@pytest.mark.parametrize(
    ("row", "is_left_out"),
    [
        (["Total", 3], True),
        (["Summe:", None, 3, "12,50 EUR"], True),
        (["total", "Total"], False),
        (["total", "3M"], False),
        (["Total"], False),
    ],
)
def test_a_row_of_totals_is_no_vendor(workbook: Path, row: list[object], is_left_out: bool) -> None:
    book = openpyxl.load_workbook(workbook)
    book["vendors"].append(row)
    book.save(workbook)

    assert len(load_register(workbook).tables["vendors"]) == (3 if is_left_out else 4)
    assert len(told(workbook, "REG-099")) == is_left_out


def test_the_totals_of_a_table_are_left_out_whatever_they_are_called(workbook: Path) -> None:
    book = openpyxl.load_workbook(workbook)
    sheet = book["vendors"]
    sheet["A5"], sheet["B5"] = "Number of vendors", 3
    table = Table(displayName="Vendors", ref=f"A1:{sheet.cell(1, sheet.max_column).column_letter}5")
    table.totalsRowCount = 1
    sheet.add_table(table)
    book.save(workbook)

    assert len(load_register(workbook).tables["vendors"]) == 3
    assert told(workbook, "REG-099") == [
        "vendors row 5: the row 'Number of vendors 3' adds up or counts the others, and is left out."
    ]


def test_the_frozen_copy_tells_the_same(workbook: Path, tmp_path: Path) -> None:
    put(workbook, "engagements", "C2", DAY, "d-mmm")
    book = openpyxl.load_workbook(workbook)
    book["vendors"].append(["Total", 3])
    book["vendors"].row_dimensions[3].hidden = True
    book["page"]["B2"].comment = Comment("to be renamed", "Analyst")
    book.save(workbook)

    open_register(workbook).write(tmp_path / "frozen")
    assert load_register(tmp_path / "frozen").remarks == load_register(workbook).remarks
    assert list(check(tmp_path / "frozen").findings["message"]) == list(check(workbook).findings["message"])
