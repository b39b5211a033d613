"""Reads a register from an Excel workbook, a sheet per table, as text: what was typed, or what Excel keeps of it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from itertools import islice
from pathlib import Path

from openpyxl.utils.cell import get_column_letter, range_boundaries

from vendor_review.errors import NoRegister, RegisterUnreadable, VendorReviewError
from vendor_review.files.snapshot import Snapshot, read_file, sha256
from vendor_review.register.headings import (
    column_names,
    did_you_mean,
    heading_problems,
    names_ids,
    own_names,
    shortened,
)
from vendor_review.register.layout import TABLES, Table
from vendor_review.register.page_keys import PAGE_KEYS, PageRefused, general_key
from vendor_review.register.row_places import PAGE
from vendor_review.register.transcript import PageText, Transcript
from vendor_review.register.workbook.elements import PartRefused
from vendor_review.register.workbook.grid import Grid
from vendor_review.register.workbook.package import LARGEST_WORKBOOK, check_archive
from vendor_review.register.workbook.row_places import SheetPage, SheetTable
from vendor_review.register.workbook.sheet_cells import Sheet, SheetRows, open_sheets

ABOUT, VOCABULARY = "about", "vocabulary"
"""The sheets that explain a workbook, and the words that it offers; known by their names, they are not read."""
_SHEETS = (*TABLES, PAGE)
_ROWS_LOOKED_AT = 5
_MOST_PROBLEMS = 20
_PAGE_COLUMNS = ("key", "value")
_MONTH = re.compile(r"[0-9]{4}-[0-9]{2}")
_ADDRESSES = ("url", "link")


def open_workbook(path: Path) -> Snapshot:
    """The register in the workbook at `path` as canonical files; `SourceKind.read` says what is raised."""
    content = read_file(path, LARGEST_WORKBOOK)
    try:
        transcript = read_workbook(content, path.name)
    except RegisterUnreadable as refused:
        if _is_meant(content, path.name):
            raise
        raise NoRegister(refused.problems, path) from None
    try:
        return transcript.files()
    except PageRefused as refused:
        raise RegisterUnreadable(_page_sentences(transcript.page, refused)) from None


def _is_meant(content: bytes, file: str) -> bool:
    """Whether a workbook that cannot be read is meant for a register: a sheet names ids, or it is damaged."""
    try:
        with damage_in_words(file):
            check_archive(content, file)
            return any(
                names_ids(texts.values())
                for sheet in open_sheets(content)
                if sheet.cells and not sheet.lack
                for _, texts in islice(SheetRows(sheet).rows(), _ROWS_LOOKED_AT)
            )
    except RegisterUnreadable:
        return True


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
                grid = Grid(sheet.title)
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


def read_sheet(table: Table, sheet: Sheet) -> tuple[SheetTable, list[str]]:
    """The rows of a sheet whose columns are those of `table`, and what is wrong with it, a sentence per problem."""
    grid = Grid(sheet.title)
    merged = grid.gather(SheetRows(sheet))
    return _table_of(table, sheet, grid, merged), grid.problems


@contextmanager
def damage_in_words(file: str, kind: str = "Excel workbook") -> Iterator[None]:
    """A workbook is a zip of XML that anyone may have written: whatever its parsers raise means damage."""
    try:
        yield
    except (VendorReviewError, OSError):
        raise
    except PartRefused as refused:
        raise RegisterUnreadable(f"{file}: {refused}.") from None
    except Exception as error:  # noqa: BLE001 - zipfile, expat and numbers that are none raise nearly every kind
        words = shortened(str(error).split("\n", 1)[0], 120)
        raise RegisterUnreadable(
            f"{file}: is damaged, or no {kind} ({type(error).__name__}: {words})."
        ) from None


def _choose(sheets: list[Sheet]) -> tuple[dict[str, Sheet], list[str]]:
    """Table name, or `page`, to its sheet; and what is wrong with the others."""
    found: dict[str, Sheet] = {}
    problems: list[str] = []
    for sheet in sheets:
        name = sheet.title.strip().casefold()
        if sheet.lack:
            problems.append(
                f"sheet {shortened(sheet.title)}: the workbook lists it, and {sheet.lack}; save the workbook in Excel, "
                "or take an earlier version of it."
            )
        elif not sheet.cells:
            if name in _SHEETS:
                problems.append(
                    f"sheet {sheet.title!r}: holds no cells; a table of that name is a worksheet."
                )
        elif name in found:
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


def _holds_text(sheet: Sheet) -> bool:
    return any(texts for _, texts in SheetRows(sheet).rows())


def _missing(tables: Mapping[str, SheetTable], found: Mapping[str, Sheet], file: str) -> list[str]:
    missing = [table for table in TABLES.values() if table.required and table.name not in tables]
    if len(missing) > 1 and not found:
        return [f"{file}: holds no sheet of a register; it must have the sheets vendors and engagements."]
    return [
        f"sheet {table.name}: is missing from {file}, and no register can do without it; its columns are "
        f"{', '.join(table.names)}."
        for table in missing
    ]


def _table_of(table: Table, sheet: Sheet, grid: Grid, merged: list[tuple[int, str]]) -> SheetTable:
    if grid.names_below(table.names):
        return SheetTable(title=grid.title)
    written = grid.header()
    columns, found = list(written), list(written.values())
    header = dict(zip(columns, column_names(table.names, found), strict=True))
    if not found:
        grid.problems.append(
            f"{grid.title} row 1: there is no header; the columns are {', '.join(table.names)}."
        )
        return SheetTable(title=grid.title)
    grid.problems += heading_problems(
        table, found, f"{grid.title} row 1", lambda at: grid.place(1, columns[at])
    )
    grid.take_totals()
    grid.tell_stray_text(header)
    at = {name: column for column, name in header.items()}
    days = {at[column.name] for column in table.columns if column.kind == "date" and column.name in at}
    grid.keep_days(lambda _, column: column in days)
    grid.follow_links(
        {at[column.name] for column in table.columns if column.kind in _ADDRESSES and column.name in at}
    )
    own = own_names(header.values())
    order = [at.get(name, 0) for name in (*table.names, *own)]
    judged = {column for name, column in at.items() if name not in own}
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
        merged=[pair for pair in merged if pair[0] in kept and range_boundaries(pair[1])[0] in judged],
        marks=grid.marks_of(kept, judged),
        lacking=table.optional.difference(at),
        own=own,
    )


def _page_of(sheet: Sheet, grid: Grid, merged: list[tuple[int, str]]) -> SheetPage:
    if grid.names_below(_PAGE_COLUMNS):
        return SheetPage()
    header = grid.header()
    at = {name.casefold(): column for column, name in header.items()}
    if tuple(at) != _PAGE_COLUMNS or len(header) != len(_PAGE_COLUMNS):
        grid.problems.append(f"{grid.title} row 1: the columns of this sheet are key and value.")
        return SheetPage()
    grid.tell_stray_text(header)
    grid.keep_days(lambda row, column: column == at["value"] and _is_day(grid.cells[row], at))
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
        marks=grid.marks_of(kept, [at["value"]]),
    )


def _is_day(texts: Mapping[int, str], at: Mapping[str, int]) -> bool:
    """Whether a row of the page states a day; what shows as a month in ISO form may be meant as one."""
    described = PAGE_KEYS.get(general_key(texts.get(at["key"], "").strip()))
    return described is not None and described.kind == "day" and not _MONTH.fullmatch(texts[at["value"]])


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
