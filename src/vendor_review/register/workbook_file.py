"""Writes a register as an Excel workbook that an analyst can go on with: every cell is text and nothing runs."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from openpyxl import Workbook
from openpyxl.comments import Comment
from openpyxl.styles import Alignment, Font
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation

from vendor_review.register.celltext import coded
from vendor_review.register.headings import shortened
from vendor_review.register.layout import TABLES, Column, Table
from vendor_review.register.pagekeys import PAGE_KEYS, PageKey
from vendor_review.register.places import PAGE
from vendor_review.register.workbook import ABOUT

LONGEST_CELL = 32_767
"""Characters that Excel keeps in a cell."""
_ROWS_WITH_LISTS = 2000
_LAST_ROW = 1_048_576
# Excel keeps a list that is typed into a rule only up to here.
_LONGEST_LIST = 255
_A_DAY = datetime(2000, 1, 1)  # noqa: DTZ001 - the file's own dates: no clock in what we write
_ZIP_DAY = (2000, 1, 1, 0, 0, 0)
_MODIFIED = re.compile(rb"(<dcterms:modified[^>]*>)[^<]*")
_RUNS = ("=", "+", "-", "@", "\t", "\r")
_WIDTHS = {"meaning": 60, "value": 80, "key": 36, "purpose": 40, "data_shared": 40, "notes": 40, "note": 40}
ABOUT_LINES = (
    "A register of vendors: which companies handle personal data for us, which data, and who can get at it.",
    "Each sheet is a table. Row 1 names the columns: do not change it. Hold the mouse over a name to see its meaning.",
    "Fill vendors and engagements first; the other sheets may stay empty until you know more.",
    "A row in another sheet says which vendor or engagement it is about by its id, such as aws or aws-hosting.",
    "Leave a cell blank if nothing is stated. Where it is stated that there is nothing, write none.",
    "Write days as 2026-11-01. Cells with an arrow offer the words that are allowed.",
    "Several values in one cell are separated by ; as in scc_m2; scc_m3.",
    "The sheet page says what stands on the public page around the list; it may stay blank.",
    "Save, and have it checked: vendor-review check register.xlsx. Each finding names its cell, as in vendors!C14.",
    "Sheets of your own are fine if you hide them. This sheet is not read.",
)


def workbook_bytes(
    tables: Mapping[str, Sequence[Sequence[str]]],
    page: Sequence[tuple[str, str]] | None,
    *,
    about: bool = False,
) -> bytes:
    """An .xlsx with a sheet per table, and one called `page` unless `page` is None; same input, same bytes.

    Parameters
    ----------
    tables
        Table name to rows, cells in the layout's order.
    about
        Whether a first sheet explains the workbook.

    Raises
    ------
    ValueError
        A cell or a table is larger than Excel can hold; names its place.
    """
    book = Workbook()
    book.remove(book.active)
    book.properties.creator = "vendor-review"
    book.properties.created = book.properties.modified = _A_DAY
    if about:
        _write_about(book.create_sheet(ABOUT))
    for name, rows in tables.items():
        table = TABLES[name]
        sheet = book.create_sheet(name)
        _write_rows(sheet, table.names, rows)
        _explain(sheet, table)
    if page is not None:
        sheet = book.create_sheet(PAGE)
        _write_rows(sheet, ("key", "value"), page)
        for row, (key, _) in enumerate(page, start=2):
            if key in PAGE_KEYS:
                sheet.cell(row, 1).comment = _note(_words_of_key(PAGE_KEYS[key]))
    return _same_bytes(book)


def _write_about(sheet: Any) -> None:
    sheet.column_dimensions["A"].width = 120
    for row, line in enumerate(ABOUT_LINES, start=1):
        cell = sheet.cell(row, 1, line)
        cell.alignment = Alignment(wrap_text=True, vertical="top")
        cell.font = Font(bold=row == 1)


def _write_rows(sheet: Any, names: Sequence[str], rows: Sequence[Sequence[str]]) -> None:
    if len(rows) >= _LAST_ROW:
        raise ValueError(f"{sheet.title}: has {len(rows):,} rows, more than a sheet can hold.")
    for column, name in enumerate(names, start=1):
        cell = sheet.cell(1, column, name)
        cell.font = Font(bold=True)
        letter = get_column_letter(column)
        # What is typed into the column stays as typed: Excel makes no number or day of its own of it.
        sheet.column_dimensions[letter].number_format = "@"
        sheet.column_dimensions[letter].width = _WIDTHS.get(name, max(14, len(name) + 2))
    sheet.freeze_panes = "A2"
    for row, cells in enumerate(rows, start=2):
        for column, text in enumerate(cells, start=1):
            if text:
                _write_text(sheet, row, column, text, names[column - 1])


def _write_text(sheet: Any, row: int, column: int, text: str, name: str) -> None:
    """Text that stays text: neither a formula nor an error, a number or a day, also when the cell is edited."""
    written = coded(text)
    if len(text) > LONGEST_CELL:
        raise ValueError(
            f"{sheet.title} row {row}, column {name}: has {len(text):,} characters, and a cell keeps {LONGEST_CELL:,}: "
            f"{shortened(text, 40)}."
        )
    cell = sheet.cell(row, column)
    cell._value, cell.data_type = written, "s"
    cell.number_format = "@"
    cell.quotePrefix = text.startswith(_RUNS)


def _explain(sheet: Any, table: Table) -> None:
    for number, column in enumerate(table.columns, start=1):
        sheet.cell(1, number).comment = _note(_words_of_column(column))
        listed = ",".join(column.values)
        if column.kind == "enum" and len(listed) <= _LONGEST_LIST:
            letter = get_column_letter(number)
            rule = DataValidation("list", formula1=f'"{listed}"', allow_blank=True, showErrorMessage=True)
            rule.errorTitle = column.name
            rule.error = f"One of: {', '.join(column.values)}"[:_LONGEST_LIST]
            rule.add(f"{letter}2:{letter}{max(_ROWS_WITH_LISTS, sheet.max_row + 500)}")
            sheet.add_data_validation(rule)


def _words_of_column(column: Column) -> str:
    lines = [column.meaning + (" Must be filled." if column.required else "")]
    if column.unit:
        lines.append(f"Unit: {column.unit}")
    if column.refers:
        lines.append(f"An id from the sheet {column.refers}.")
    if column.values:
        several = ", several separated by ;" if column.kind == "list" else ""
        lines.append(f"Allowed{several}: {', '.join(column.values)}")
    if column.kind == "path":
        lines.append("One level, or a range such as receives..stores.")
    if column.example:
        lines.append(f"Example: {column.example}")
    return "\n".join(lines)


def _words_of_key(key: PageKey) -> str:
    return f"{key.meaning}\nExample: {key.example}"


def _note(words: str) -> Comment:
    return Comment(
        words, "vendor-review", height=40 + 18 * (len(words) // 40 + words.count("\n") + 1), width=320
    )


def _same_bytes(book: Workbook) -> bytes:
    """The workbook's bytes without the time at which it was written."""
    first, second = io.BytesIO(), io.BytesIO()
    book.save(first)
    with zipfile.ZipFile(first) as source, zipfile.ZipFile(second, "w", zipfile.ZIP_DEFLATED) as target:
        for part in source.infolist():
            content = source.read(part)
            if part.filename == "docProps/core.xml":
                content = _MODIFIED.sub(rb"\g<1>2000-01-01T00:00:00Z", content)
            entry = zipfile.ZipInfo(part.filename, _ZIP_DAY)
            entry.compress_type = zipfile.ZIP_DEFLATED
            target.writestr(entry, content)
    return second.getvalue()
