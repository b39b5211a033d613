"""Tables as spreadsheets leave them: commas at the end, rows that end early, names of columns in any case."""

from __future__ import annotations

import sqlite3
from datetime import date
from itertools import cycle
from pathlib import Path

import pytest
from openpyxl import load_workbook

from vendor_review.errors import RegisterUnreadable
from vendor_review.files.package_files import starting_register
from vendor_review.policy import load_policy
from vendor_review.register import load_register
from vendor_review.register.conversion import convert_register
from vendor_review.register.folder.csv_rows import read_cells
from vendor_review.register.layout import TABLES
from vendor_review.register.register import Register
from vendor_review.schema import check_register

AS_OF = date(2026, 11, 1)
NUMBERZ = load_register(starting_register())


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    target = tmp_path / "register"
    target.mkdir()
    for file in starting_register().iterdir():
        (target / file.name).write_bytes(file.read_bytes())
    return target


def findings(register: Register, rule: str) -> list[str]:
    found = check_register(register, load_policy(None, AS_OF).vocabulary, AS_OF).findings
    return list(found.loc[found["rule"] == rule, "message"])


def assert_same(register: Register) -> None:
    for name, table in NUMBERZ.tables.items():
        assert register.tables[name].to_dict("records") == table.to_dict("records"), name


@pytest.mark.parametrize("end", [",", ",,,", ', ," "', "," * 1000])
def test_columns_at_the_end_without_name_and_text_are_left_out(folder: Path, end: str) -> None:
    for name in TABLES:
        lines = (folder / f"{name}.csv").read_text(encoding="utf-8").splitlines()
        (folder / f"{name}.csv").write_text("".join(f"{line}{end}\n" for line in lines), encoding="utf-8")

    register = load_register(folder)
    assert_same(register)
    assert register.ragged.empty


def test_text_under_no_name_and_rows_that_may_have_shifted_are_told_by_line(folder: Path) -> None:
    table = "vendor_id,reviewed_on,reviewer,outcome,,\n"
    table += (
        "aws,2026-01-05,,fine,,\nsendgrid,2026-01-05,A, B,fine,,\naws,2026-01-06,,,,stray\naws,2026-01-07,\n"
    )
    (folder / "reviews_done.csv").write_text(table, encoding="utf-8")

    told = findings(load_register(folder), "REG-001")
    assert [message.partition(":")[0] for message in told] == [
        f"reviews_done.csv line {line}" for line in (3, 4, 5)
    ]


def test_rows_that_end_early_are_read_and_named(folder: Path) -> None:
    lines = (folder / "vendors.csv").read_text(encoding="utf-8").splitlines()
    (folder / "vendors.csv").write_text("".join(line.rstrip(",") + "\n" for line in lines), encoding="utf-8")

    register = load_register(folder)
    assert_same(register)
    told = findings(register, "REG-105")
    assert told[0] == "vendors.csv line 2: the row ends early: it has no cell for contact."
    assert len(told) == 3


@pytest.mark.parametrize(
    ("row", "why"),
    [
        ("aws,2026-01-05,\n", "ends with a comma, so that one further ahead may be missing"),
        ("aws\n", "lacks a day, which must be filled"),
        ("aws,2026-01-05,rev", "is the end of a file that may have been cut off"),
    ],
)
def test_a_short_row_that_may_mean_something_else_is_refused(folder: Path, row: str, why: str) -> None:
    with (folder / "reviews_done.csv").open("a", encoding="utf-8") as file:
        file.write(row)

    register = load_register(folder)
    assert len(findings(register, "REG-001")) == 1, why
    assert findings(register, "REG-105") == []


def test_names_of_columns_are_known_in_any_case_in_every_source(folder: Path, tmp_path: Path) -> None:
    book, base = tmp_path / "numberz.xlsx", tmp_path / "numberz.db"
    convert_register(str(folder), str(book))
    convert_register(str(folder), f"sqlite:///{base}")
    for name, write in zip(TABLES, cycle((str.upper, str.title, str.capitalize)), strict=False):
        path = folder / f"{name}.csv"
        header, *rows = path.read_text(encoding="utf-8").splitlines(keepends=True)
        path.write_text("".join([write(header).replace("_", " "), *rows]), encoding="utf-8")
    sheets = load_workbook(book)
    connection = sqlite3.connect(base)
    for name, table in TABLES.items():
        for cell in sheets[name][1]:
            cell.value = str(cell.value).upper().replace("_", " ")
        for column in table.names:
            connection.execute(f'ALTER TABLE "{name}" RENAME COLUMN "{column}" TO "{column.title()}"')
    sheets.save(book)
    connection.commit()
    connection.close()

    for source in (folder, book, f"sqlite:///{base}"):
        assert_same(load_register(source))


def test_a_column_that_is_there_in_two_cases_is_there_twice(folder: Path) -> None:
    path = folder / "reviews_done.csv"
    path.write_text("vendor_id,reviewed_on,reviewer,outcome,Reviewer\n", encoding="utf-8")

    with pytest.raises(RegisterUnreadable) as refused:
        load_register(folder)
    assert refused.value.problems == (
        "reviews_done.csv line 1: column 'reviewer' is there 2 times; once is right.",
    )


def test_the_fast_and_the_exact_way_of_reading_agree_on_names() -> None:
    for content in (b"Vendor ID,NAME\na,b\n", b'"Vendor ID","NAME",\na,"b\n"\n'):
        assert [*read_cells(content, ("vendor_id", "name")).frame.columns] == ["vendor_id", "name"]
