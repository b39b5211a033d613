"""An empty register explains itself, takes what a person fills in, and is checked as it is."""

from __future__ import annotations

import json
import tomllib
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from vendor_review import cli
from vendor_review.register import load_register
from vendor_review.register.layout import TABLES
from vendor_review.register.pagekeys import PAGE_KEYS
from vendor_review.register.workbook_file import ABOUT_LINES


@pytest.fixture
def book(tmp_path: Path) -> Path:
    path = tmp_path / "register.xlsx"
    assert cli.main(["new", str(path)]) == 0
    return path


def test_the_workbook_has_a_sheet_per_table_with_fixed_explained_headers(book: Path) -> None:
    sheets = openpyxl.load_workbook(book)

    assert sheets.sheetnames == ["about", *TABLES, "page"]
    for table in TABLES.values():
        sheet = sheets[table.name]
        assert [cell.value for cell in sheet[1]] == list(table.names)
        assert sheet.freeze_panes == "A2"
        for cell, column in zip(sheet[1], table.columns, strict=True):
            assert column.meaning in cell.comment.text
            assert column.example in cell.comment.text
            assert all(word in cell.comment.text for word in column.values)
    assert [row[0].value for row in sheets["page"].iter_rows(min_row=2)] == list(PAGE_KEYS)
    assert len(ABOUT_LINES) == 10


def test_every_column_of_fixed_words_has_a_list_to_choose_from(book: Path) -> None:
    sheets = openpyxl.load_workbook(book)
    listed = {
        (name, sheets[name].cell(1, cells.min_col).value): rule.formula1.strip('"').split(",")
        for name in TABLES
        for rule in sheets[name].data_validations.dataValidation
        for cells in rule.sqref.ranges
    }

    assert listed == {
        (table.name, column.name): list(column.values)
        for table in TABLES.values()
        for column in table.columns
        if column.kind == "enum"
    }


def test_columns_keep_days_and_numbers_as_they_are_typed(book: Path) -> None:
    sheet = openpyxl.load_workbook(book)["engagements"]

    assert {sheet.column_dimensions[cell.column_letter].number_format for cell in sheet[1]} == {"@"}


@pytest.mark.parametrize("target", ["register", "register.xlsx", "sqlite:///register.db"])
def test_an_empty_register_is_read_and_checked(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str], target: str
) -> None:
    monkeypatch.chdir(tmp_path)
    assert cli.main(["new", target]) == 0
    assert capfd.readouterr().out == f"{target}\n"
    register = load_register(target)

    assert register.absent == ()
    assert all(table.empty for table in register.tables.values())
    assert register.page == {}
    assert cli.main(["check", target, "--as-of", "2026-11-01"]) == 0


def test_the_comments_of_a_new_page_become_a_page_without_their_marks(tmp_path: Path) -> None:
    assert cli.main(["new", str(tmp_path / "new")]) == 0
    text = (tmp_path / "new" / "page.toml").read_text(encoding="utf-8")
    lines = [line.removeprefix("# ") for line in text.splitlines() if " = " in line or line.startswith("# [")]
    page = tomllib.loads("\n".join(lines))

    assert len(page) == 14
    assert page["notice"]["days"] == 30
    assert page["sections"][0]["reaches_customer_data"] is True


def test_the_guide_of_a_new_folder_names_every_column(tmp_path: Path) -> None:
    assert cli.main(["new", str(tmp_path / "new")]) == 0
    guide = (tmp_path / "new" / "README.md").read_text(encoding="utf-8")

    for table in TABLES.values():
        assert f"## {table.file}" in guide
        assert all(f"| {column.name} | {column.meaning}" in guide for column in table.columns)


def test_what_is_filled_in_is_checked_and_each_finding_names_its_cell(
    book: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    """As a person who knows Excel and no Python would go about it."""
    sheets: Any = openpyxl.load_workbook(book)
    sheets["vendors"].append(["mailer", "Mailer Inc", "Mailer Incorporated", None, None, "US"])
    sheets["engagements"].append(
        [
            "mailer-1",
            "mailer",
            "Mail",
            None,
            "processor",
            "actve",
            None,
            "Sends mail",
            "Addresses",
            "receives",
        ]
    )
    sheets["page"].append(["notice.days", None])
    sheets.save(book)
    capfd.readouterr()

    assert cli.main(["check", str(book), "--as-of", "2026-11-01", "--format", "json"]) == 0
    found = json.loads(capfd.readouterr().out)
    (one,) = [row for row in found if row["severity"] == "error" and row["column"] == "status"]
    assert one["message"].startswith("engagements!F2, column status: 'actve' is not one of active, optional")
    assert (one["file"], one["line"], one["suggestion"]) == ("engagements", 2, "active")
