"""Rows that are added to a workbook which somebody keeps: everything else of it stays as it was."""

from __future__ import annotations

import stat
import zipfile
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl.worksheet.table import Table as ExcelTable

from registers import write_register
from sources.workbook_parts import rewrite
from vendor_review.errors import RegisterUnreadable, RunFailed
from vendor_review.register import convert_register, load_register
from vendor_review.register.layout import TABLES
from vendor_review.register.source import append_row, editor_of
from vendor_review.register.source_kind import Edit, Row
from vendor_review.register.workbook import sheet_edit

TABLE = TABLES["reviews_done"]
OLD = {"vendor_id": "acme", "reviewed_on": "2026-01-01", "reviewer": "Bo", "outcome": "fine"}
NEW = {"vendor_id": "acme", "reviewed_on": "2026-06-01", "reviewer": "=1+1", "outcome": "<b>\n& more"}
SHEET = r"xl/worksheets/sheet\d+\.xml"


def workbook(folder: Path, rows: int = 2) -> Path:
    """A workbook of ours, with some reviews held."""
    tables: dict[str, list[Row]] = {
        "vendors": [{"vendor_id": "acme", "name": "Acme"}],
        "engagements": [],
        "reviews_done": [{**OLD, "reviewed_on": f"2026-01-0{day}"} for day in range(1, rows + 1)],
    }
    write_register(folder / "source", tables)
    convert_register(str(folder / "source"), str(folder / "list.xlsx"))
    return folder / "list.xlsx"


def part_of_sheet(path: Path) -> str:
    book = openpyxl.load_workbook(path)
    return f"xl/worksheets/sheet{book.sheetnames.index('reviews_done') + 1}.xml"


def parts(path: Path) -> dict[str, bytes]:
    with zipfile.ZipFile(path) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def add(path: Path, *rows: Row) -> None:
    for row in rows:
        append_row(editor_of(path, ""), TABLE, lambda _, row=row: row)  # type: ignore[misc]


def as_ours(path: Path) -> set[str]:
    return {part_of_sheet(path)}


def as_another_library_saves_it(path: Path) -> set[str]:
    openpyxl.load_workbook(path).save(path)
    return {part_of_sheet(path)}


def with_formatted_rows_to_the_end(path: Path) -> set[str]:
    """As LibreOffice saves a sheet: styled cells below the last row, and a run of them at the very end."""
    part = part_of_sheet(path)
    rows = '<row r="4" spans="1:2"><c r="A4" s="1"/><c r="B4" s="1"></c><c r="F4" s="1"/></row><row r="5"/>'
    rewrite(
        path, part, "</sheetData>", f'{rows}<row r="1048576" customFormat="false" ht="12.8"/></sheetData>'
    )
    return {part}


def with_a_prefix(path: Path) -> set[str]:
    """As some programs spell every element."""
    part = part_of_sheet(path)
    text = parts(path)[part].decode()
    inner = text[text.index("<sheetData") : text.index("</sheetData>") + len("</sheetData>")]
    put = inner.replace("</", "\0").replace("<", "<x:").replace("\0", "</x:")
    put = put.replace("<x:sheetData", f'<x:sheetData xmlns:x="{openpyxl.xml.constants.SHEET_MAIN_NS}"')
    rewrite(path, part, inner, put)
    return {part}


def with_an_excel_table(path: Path) -> set[str]:
    book = openpyxl.load_workbook(path)
    book["reviews_done"].add_table(ExcelTable(displayName="Held", ref="A1:D3"))
    book.save(path)
    return {part_of_sheet(path), "xl/tables/table1.xml"}


SHAPES = [
    as_ours, as_another_library_saves_it, with_formatted_rows_to_the_end, with_a_prefix, with_an_excel_table,
]  # fmt: skip


@pytest.mark.parametrize("shape", SHAPES)
def test_rows_are_added_and_nothing_else_changes(shape: Callable[[Path], set[str]], tmp_path: Path) -> None:
    path = workbook(tmp_path)
    touched = shape(path)
    path.chmod(0o640)
    before, bytes_before = parts(path), path.read_bytes()
    rows = load_register(path).tables["reviews_done"]

    add(path, NEW)
    assert Path(f"{path}.bak").read_bytes() == bytes_before
    add(path, OLD)
    after = parts(path)
    assert list(after) == list(before)
    assert {name for name in after if after[name] != before[name]} == touched
    found = load_register(path).tables["reviews_done"]
    assert found.head(2).equals(rows)
    assert found.tail(2).to_dict("records") == [NEW, OLD]
    assert list(found.index) == [2, 3, 4, 5]
    assert stat.S_IMODE(path.stat().st_mode) == stat.S_IMODE(Path(f"{path}.bak").stat().st_mode) == 0o640
    sheet = openpyxl.load_workbook(path)["reviews_done"]
    vendor_id, day, *rest = [cell.value for cell in sheet[4]][:4]
    assert [vendor_id, *rest] == [NEW["vendor_id"], NEW["reviewer"], NEW["outcome"]]
    # A day is a day of Excel's, but in a cell that somebody had formatted otherwise.
    is_formatted = shape is with_formatted_rows_to_the_end
    assert (day if is_formatted else day.date().isoformat()) == NEW["reviewed_on"]
    assert sheet["C4"].data_type == "s"
    assert all(table.ref == "A1:D5" for table in sheet.tables.values())
    assert sheet.dimensions.endswith("5") or sheet.max_row == 1_048_576


def test_the_first_row_of_a_sheet_is_added_too(tmp_path: Path) -> None:
    path = workbook(tmp_path, rows=0)
    add(path, NEW)
    assert load_register(path).tables["reviews_done"].to_dict("records") == [NEW]


def test_cells_of_a_row_that_says_nothing_yet_are_filled(tmp_path: Path) -> None:
    path = workbook(tmp_path)
    edit = editor_of(path, "")
    edit([TABLE], lambda rows: {TABLE.name: Edit(added=[NEW], filled={3: {"outcome": "other & new"}})})
    found = load_register(path).tables["reviews_done"]
    assert found["outcome"].tolist() == ["fine", "other & new", NEW["outcome"]]
    assert found["reviewer"].tolist() == ["Bo", "Bo", NEW["reviewer"]]


def test_a_link_is_followed_and_stays(tmp_path: Path) -> None:
    path, link = workbook(tmp_path), tmp_path / "link.xlsx"
    link.symlink_to(path)
    add(link, NEW)
    assert link.is_symlink()
    assert len(load_register(path).tables["reviews_done"]) == 3


def test_people_who_add_at_once_lose_nothing(tmp_path: Path) -> None:
    path = workbook(tmp_path)
    days = [f"2026-07-{day:02}" for day in range(1, 7)]
    with ThreadPoolExecutor(3) as pool:
        list(pool.map(lambda day: add(path, {**NEW, "reviewed_on": day}), days))
    assert sorted(load_register(path).tables["reviews_done"]["reviewed_on"].iloc[2:]) == days


REFUSED = [
    ("</sheetData>", '</sheetData><sheetProtection sheet="1"/>', "is protected"),
    ('<row r="3"', "<row", "has rows without their numbers"),
    ('<c r="A3"', "<c", "has cells without their places"),
]


@pytest.mark.parametrize(("find", "put", "words"), REFUSED)
def test_what_cannot_be_done_safely_is_refused(find: str, put: str, words: str, tmp_path: Path) -> None:
    path = workbook(tmp_path)
    rewrite(path, part_of_sheet(path), find, put)
    before = path.read_bytes()
    with pytest.raises(RegisterUnreadable, match=f"sheet reviews_done: {words}; nothing was written"):
        add(path, NEW)
    assert path.read_bytes() == before
    assert not Path(f"{path}.bak").exists()


@pytest.mark.parametrize("held", ["~$list.xlsx", ".~lock.list.xlsx#"])
def test_a_workbook_that_is_open_is_left_alone(held: str, tmp_path: Path) -> None:
    path = workbook(tmp_path)
    (tmp_path / held).touch()
    before = path.read_bytes()
    with pytest.raises(RunFailed, match="is open in Excel or LibreOffice"):
        add(path, NEW)
    assert path.read_bytes() == before


def test_an_excel_table_with_totals_a_missing_sheet_and_a_signature_are_refused(tmp_path: Path) -> None:
    path = workbook(tmp_path)
    with_an_excel_table(path)
    rewrite(path, r"xl/tables/table1\.xml", " ref=", ' totalsRowCount="1" ref=')
    with pytest.raises(RegisterUnreadable, match="ends with a row of totals"):
        add(path, NEW)
    book = openpyxl.load_workbook(workbook(tmp_path / "second"))
    del book["reviews_done"]
    book.save(tmp_path / "less.xlsx")
    with pytest.raises(RegisterUnreadable, match="has no sheet reviews_done"):
        add(tmp_path / "less.xlsx", NEW)
    signed = workbook(tmp_path / "third")
    with zipfile.ZipFile(signed, "a") as archive:
        archive.writestr("_xmlsignatures/sig1.xml", "<Signature/>")
    with pytest.raises(RegisterUnreadable, match="is signed"):
        add(signed, NEW)


@given(st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=20))
def test_any_text_stands_in_its_cell_and_nowhere_else(text: str) -> None:
    sheet = b'<worksheet><sheetData><row r="1"><c r="A1"><v>1</v></c></row></sheetData></worksheet>'
    written = sheet_edit.SheetXml(sheet).with_texts({2: {3: text}}, like=1)
    assert written.startswith(sheet[: sheet.index(b"</sheetData>")])
    again = sheet_edit.SheetXml(written)
    assert list(again.rows) == [1, 2]
    assert list(again.rows[2].cells) == [3]
