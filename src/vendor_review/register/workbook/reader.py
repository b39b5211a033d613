"""Reads a register from an Excel workbook, a sheet per table, as text: what was typed, or what Excel keeps of it."""

from __future__ import annotations

import warnings
from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from openpyxl.utils import get_column_letter, range_boundaries

from vendor_review.errors import RegisterUnreadable
from vendor_review.register.cell_text import is_short_for
from vendor_review.register.headings import (
    did_you_mean,
    heading_problems,
    names_below,
    row_of_names,
    shortened,
)
from vendor_review.register.layout import TABLES, Table
from vendor_review.register.page_keys import PageRefused
from vendor_review.register.row_places import PAGE
from vendor_review.register.transcript import PageText, Transcript
from vendor_review.register.workbook.row_places import SheetPage, SheetTable
from vendor_review.register.workbook.sheet_cells import (
    LARGEST_WORKBOOK,
    CellRefused,
    SheetRows,
    check_archive,
    open_sheets,
    text_of_cell,
)
from vendor_review.snapshot import Snapshot, read_file, sha256

ABOUT, VOCABULARY = "about", "vocabulary"
"""The sheets that explain a workbook, and the words that it offers; known by their names, they are not read."""
_OWN_COLUMNS = "delete it, or keep it on a hidden sheet"
_SHEETS = (*TABLES, PAGE)
_MOST_PROBLEMS = 20
_PAGE_COLUMNS = ("key", "value")
_ADDRESSES = ("url", "link")


def open_workbook(path: Path) -> Snapshot:
    """The register in the workbook at `path` as canonical files; `SourceKind.read` says what is raised."""
    content = read_file(path, LARGEST_WORKBOOK)
    transcript = read_workbook(content, path.name)
    try:
        return transcript.files()
    except PageRefused as refused:
        raise RegisterUnreadable(_page_sentences(transcript.page, refused)) from None


def read_workbook(content: bytes, file: str) -> Transcript:
    """The register in a workbook's bytes as text.

    A date is its ISO text, a whole number has no `.0`, true and false are yes and no; a formula is the result that
    Excel saved with it. Rows without text are left out.
    """
    problems: list[str] = []
    tables: dict[str, SheetTable] = {}
    page: SheetPage | None = None
    with damage_in_words(file):
        check_archive(content, file)
        sheets = open_sheets(content)
        found, more = _choose(sheets)
        problems += more
        for name, sheet in found.items():
            if name == PAGE:
                grid = _Grid(sheet.title)
                page = _page_of(sheet, grid, grid.gather(SheetRows(sheet)))
                problems += grid.problems
            else:
                tables[name], of_sheet = read_sheet(TABLES[name], sheet)
                problems += of_sheet
    problems += _missing(tables, found, file)
    if problems:
        left = len(problems) - _MOST_PROBLEMS
        raise RegisterUnreadable(
            problems if left <= 0 else [*problems[:_MOST_PROBLEMS], f"{file}: and {left} more."]
        )
    origin = {"file": file, "sha256": sha256(content)}
    return Transcript(Path(file).stem, "workbook", tables, page, origin)


def read_sheet(table: Table, sheet: Any) -> tuple[SheetTable, list[str]]:
    """The rows of a sheet whose columns are those of `table`, and what is wrong with it, a sentence per problem."""
    grid = _Grid(sheet.title)
    merged = grid.gather(SheetRows(sheet))
    return _table_of(table, sheet, grid, merged), grid.problems


@contextmanager
def damage_in_words(file: str) -> Iterator[None]:
    """A workbook is a zip of XML that anyone may have written: whatever its parsers raise means damage."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # of what openpyxl would lose if it wrote the file again
            yield
    except (RegisterUnreadable, OSError):
        raise
    except Exception as error:  # noqa: BLE001 - openpyxl, zipfile and expat raise nearly every kind
        words = shortened(str(error).split("\n", 1)[0], 120)
        raise RegisterUnreadable(
            f"{file}: is damaged, or no Excel workbook ({type(error).__name__}: {words})."
        ) from None


def _choose(sheets: list[Any]) -> tuple[dict[str, Any], list[str]]:
    """Table name, or `page`, to its sheet; and what is wrong with the others."""
    found: dict[str, Any] = {}
    problems: list[str] = []
    for sheet in sheets:
        name = sheet.title.strip().casefold()
        if name in found:
            problems.append(f"sheet {sheet.title!r}: there are two sheets of that name; one is right.")
        elif name in _SHEETS:
            found[name] = sheet
        elif sheet.sheet_state == "visible" and name not in (ABOUT, VOCABULARY) and _holds_text(sheet):
            hint = did_you_mean(name, _SHEETS)
            problems.append(
                f"sheet {shortened(sheet.title)}: is not a table of a register{hint}; the tables are "
                f"{', '.join(_SHEETS)}. Rename it, or hide it if it is only for yourself."
            )
    return found, problems


def _holds_text(sheet: Any) -> bool:
    return any(cell["value"] not in (None, "") for row in SheetRows(sheet).rows() for cell in row[1])


def _missing(tables: Mapping[str, SheetTable], found: Mapping[str, Any], file: str) -> list[str]:
    missing = [table for table in TABLES.values() if table.required and table.name not in tables]
    if len(missing) > 1 and not found:
        return [f"{file}: holds no sheet of a register; it must have the sheets vendors and engagements."]
    return [
        f"sheet {table.name}: is missing from {file}, and no register can do without it; its columns are "
        f"{', '.join(table.names)}."
        for table in missing
    ]


@dataclass
class _Grid:
    """The text of a sheet: row to column (1 is A) to text; where cells lead; and what could not be read as text."""

    title: str
    cells: dict[int, dict[int, str]] = field(default_factory=dict)
    problems: list[str] = field(default_factory=list)
    links: Mapping[tuple[int, int], str] = field(default_factory=dict)

    def gather(self, sheet: SheetRows) -> list[tuple[int, str]]:
        """Takes in all rows; gives the merged ranges that hold text, by row."""
        for row, cells in sheet.rows():
            texts: dict[int, str] = {}
            for cell in cells:
                try:
                    text = text_of_cell(cell)
                except CellRefused as refused:
                    self.problems.append(f"{self.place(row, cell['column'])}: {refused}")
                    continue
                if text:
                    texts[cell["column"]] = text
            if any(map(str.strip, texts.values())):
                self.cells[row] = texts
        self.links = sheet.links()
        merged = []
        for cells_range in sheet.merged():
            column, row, last_column, last_row = range_boundaries(cells_range)
            spread = (column, row) != (last_column, last_row)
            if spread and self.cells.get(row, {}).get(column, "").strip():
                merged.append((row, cells_range))
        return sorted(merged)

    def place(self, row: int, column: int) -> str:
        """`vendors!C14`."""
        return f"{self.title}!{get_column_letter(column)}{row}"

    def header(self) -> dict[int, str]:
        """Column to name, of the first row."""
        first = self.cells.get(1, {})
        return {column: first[column].strip() for column in sorted(first) if first[column].strip()}

    def names_below(self, names: Sequence[str]) -> bool:
        """Whether the names of the columns stand under a title; tells so."""
        rows = ((row, tuple(self.cells.get(row, {}).values())) for row in range(1, 6))
        row = row_of_names(names, rows)
        if row:
            self.problems.append(names_below(self.title, "row", row))
        return bool(row)

    def follow_links(self, columns: Collection[int]) -> None:
        """Puts in the address that a cell of `columns` leads to, where it shows no more than a short form of it."""
        for (row, column), target in self.links.items():
            text = self.cells.get(row, {}).get(column, "").strip()
            if column in columns and is_short_for(text, target):
                self.cells[row][column] = target

    def tell_stray_text(self, header: Mapping[int, str]) -> None:
        """Text under no column's name would be lost."""
        for row, texts in self.cells.items():
            stray = [column for column, text in texts.items() if column not in header and text.strip()]
            if stray and row > 1:
                self.problems.append(
                    f"{self.place(row, stray[0])}: holds text in a column "
                    "that has no name in row 1; name it or clear it."
                )


def _table_of(table: Table, sheet: Any, grid: _Grid, merged: list[tuple[int, str]]) -> SheetTable:
    if grid.names_below(table.names):
        return SheetTable(title=grid.title)
    header = grid.header()
    columns, found = list(header), list(header.values())
    if not found:
        grid.problems.append(
            f"{grid.title} row 1: there is no header; the columns are {', '.join(table.names)}."
        )
        return SheetTable(title=grid.title)
    grid.problems += heading_problems(
        table, found, f"{grid.title} row 1", lambda at: grid.place(1, columns[at]), own_columns=_OWN_COLUMNS
    )
    grid.tell_stray_text(header)
    at = {name: column for column, name in header.items()}
    grid.follow_links(
        {at[column.name] for column in table.columns if column.kind in _ADDRESSES and column.name in at}
    )
    order = [at.get(name, 0) for name in table.names]
    kept = {
        row: tuple(texts.get(column, "") for column in order) for row, texts in grid.cells.items() if row > 1
    }
    kept = {row: cells for row, cells in kept.items() if any(map(str.strip, cells))}
    return SheetTable(
        rows=list(kept.values()),
        numbers=list(kept),
        title=grid.title,
        letters={name: get_column_letter(column) for name, column in at.items()},
        hidden=sheet.sheet_state != "visible",
        merged=[pair for pair in merged if pair[0] in kept],
        lacking=table.optional.difference(at),
    )


def _page_of(sheet: Any, grid: _Grid, merged: list[tuple[int, str]]) -> SheetPage:
    if grid.names_below(_PAGE_COLUMNS):
        return SheetPage()
    header = grid.header()
    at = {name.casefold(): column for column, name in header.items()}
    if tuple(at) != _PAGE_COLUMNS or len(header) != len(_PAGE_COLUMNS):
        grid.problems.append(f"{grid.title} row 1: the columns of this sheet are key and value.")
        return SheetPage()
    grid.tell_stray_text(header)
    rows = {
        row: (texts.get(at["key"], "").strip(), texts.get(at["value"], ""))
        for row, texts in grid.cells.items()
        if row > 1
    }
    for row, (key, value) in rows.items():
        if value.strip() and not key:
            grid.problems.append(f"{grid.place(row, at['key'])}: a value without a key.")
    kept = {row: pair for row, pair in rows.items() if pair[0] and pair[1].strip()}
    return SheetPage(
        rows=list(kept.values()),
        numbers=list(kept),
        title=grid.title,
        hidden=sheet.sheet_state != "visible",
        merged=[pair for pair in merged if pair[0] in kept],
    )


def _page_sentences(page: PageText | None, refused: PageRefused) -> list[str]:
    assert isinstance(page, SheetPage)
    rows: dict[str, int] = {}
    for (key, _), number in zip(page.rows, page.numbers, strict=True):
        rows[key] = number  # the last one, which is the one too many
    return [
        f"{page.title}!A{rows[key]}: {shortened(key)} {problem}."
        if key in rows
        else f"{page.title}: {key} {problem}."
        for key, problem in refused.problems
    ]
