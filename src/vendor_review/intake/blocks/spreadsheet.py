"""Reads workbooks and CSV into sheets of text, each cell with its row and column."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from openpyxl.utils.cell import get_column_letter, range_boundaries

from vendor_review.errors import ListUnreadable, RegisterUnreadable
from vendor_review.intake.blocks.block import Block, Heading, Mark, Page, Table, Text
from vendor_review.intake.blocks.csv_file import csv_rows
from vendor_review.intake.blocks.limits import LONGEST_TEXT, MOST_COLUMNS, Budget
from vendor_review.register.workbook.grid import Grid
from vendor_review.register.workbook.reader import damage_in_words
from vendor_review.register.workbook.sheet_cells import Sheet as PackedSheet
from vendor_review.register.workbook.sheet_cells import SheetRows, check_archive, open_sheets

LARGEST_UNPACKED = 64 * 2**20
# Formatted cells without text count as well until a row has been read.
MOST_CELLS = 400_000
MOST_PROBLEMS = 10

Area = tuple[int, int, int, int]
"""First row, first column, last row, last column, counted from 1."""


@dataclass(frozen=True)
class Sheet:
    """A sheet: the text of each filled cell by row and column (both from 1), as a person sees it.

    Attributes
    ----------
    title
        "" for a file of CSV.
    merged
        Cells that are shown as one; the first holds the text.
    comments, links
        By row and column.
    hidden, totals
        Rows that are hidden, or kept for totals.
    struck
        Row and column of each cell that is struck through.
    is_hidden
        Whether the sheet is.
    left_out
        Row and column of each cell with more letters than any that says something; none of `cells`.
    unsaved
        Row and column of each formula whose result is not saved in the file; its cell holds the formula.
    """

    title: str
    cells: Mapping[int, Mapping[int, str]]
    merged: tuple[Area, ...] = ()
    comments: Mapping[tuple[int, int], str] = field(default_factory=dict)
    links: Mapping[tuple[int, int], str] = field(default_factory=dict)
    hidden: frozenset[int] = frozenset()
    struck: frozenset[tuple[int, int]] = frozenset()
    totals: frozenset[int] = frozenset()
    is_hidden: bool = False
    left_out: tuple[tuple[int, int], ...] = ()
    unsaved: tuple[tuple[int, int], ...] = ()

    def where(self, row: int, column: int) -> str:
        """`Vendors!C14`, and of CSV as a spreadsheet would show it, C14."""
        cell = f"{get_column_letter(column)}{row}"
        return f"{self.title}!{cell}" if self.title else cell


def csv_sheet(text: str, budget: Budget) -> Sheet:
    """A file of CSV as a sheet."""
    cells: dict[int, dict[int, str]] = {}
    for number, row in enumerate(csv_rows(text, budget), start=1):
        if filled := {column: cell for column, cell in enumerate(row, start=1) if cell}:
            cells[number] = filled
    cells, left_out = without_long(cells)
    return Sheet("", cells, left_out=left_out)


def workbook_sheets(file: str, content: bytes, budget: Budget) -> list[Sheet]:
    """The worksheets of an .xlsx that hold text, as Excel shows them.

    Raises
    ------
    ListUnreadable
        It is none, damaged, too large, or has cells that hold nothing that could be read.
    """
    try:
        with damage_in_words(file):
            check_archive(content, file, LARGEST_UNPACKED)
            return [
                read
                for sheet in open_sheets(content, MOST_CELLS)
                if sheet.cells and not sheet.lack and (read := _sheet(sheet, budget)).cells
            ]
    except RegisterUnreadable as refused:
        raise ListUnreadable(refused.problems) from None


def _sheet(sheet: PackedSheet, budget: Budget) -> Sheet:
    grid = Grid(sheet.title)
    rows = SheetRows(sheet)
    grid.gather(rows, with_formulas=True)
    if grid.problems:
        more = len(grid.problems) - MOST_PROBLEMS
        said = [f"{budget.file}, {problem}" for problem in grid.problems[:MOST_PROBLEMS]]
        raise ListUnreadable([*said, *([f"{budget.file}: and {more} cells more."] if more > 0 else [])])
    # A day that shows less than itself, such as 24-Mar, is the day that the workbook keeps.
    grid.keep_days(lambda row, column: row in grid.cells and column in grid.cells[row])
    cells: dict[int, dict[int, str]] = {}
    for number, texts in sorted(grid.cells.items()):
        filled = {column: text.strip() for column, text in sorted(texts.items()) if text.strip()}
        if not filled:
            continue
        budget.row()
        budget.element(len(filled))
        if max(filled) > MOST_COLUMNS:
            far = f"{get_column_letter(max(filled))}{number}"
            raise ListUnreadable(
                f"{budget.file}, {sheet.title}!{far}: lies beyond column {get_column_letter(MOST_COLUMNS)}; "
                "save only the part with the list."
            )
        cells[number] = filled
    cells, left_out = without_long(cells)
    marks = {
        kind: [mark for mark in grid.marks if mark.kind == kind]
        for kind in ("comment", "hidden_cells", "struck")
    }
    return Sheet(
        sheet.title,
        cells,
        clipped([_area(one) for one in rows.merged[:MOST_CELLS]], cells),
        {(mark.row, mark.column): mark.value for mark in marks["comment"]},
        {at: target for at, target in grid.links.items() if at[0] in cells and at[1] in cells[at[0]]},
        frozenset(mark.row for mark in marks["hidden_cells"]),
        frozenset((mark.row, mark.column) for mark in marks["struck"]),
        frozenset(grid.totals),
        sheet.sheet_state != "visible",
        left_out,
        tuple(at for at in grid.unsaved if at[1] in cells.get(at[0], {})),
    )


def without_long(
    cells: Mapping[int, Mapping[int, str]],
) -> tuple[dict[int, dict[int, str]], tuple[tuple[int, int], ...]]:
    """The cells without those of too many letters, and the row and column of each of these."""
    kept = {
        row: {column: text for column, text in texts.items() if len(text) <= LONGEST_TEXT}
        for row, texts in cells.items()
    }
    left_out = [(row, column) for row, texts in cells.items() for column in texts if column not in kept[row]]
    return {row: texts for row, texts in kept.items() if texts}, tuple(left_out)


def clipped(areas: Sequence[Area], cells: Mapping[int, Mapping[int, str]]) -> tuple[Area, ...]:
    """The areas, none of which ends beyond the last row that holds text, or the last column that is read."""
    last = max(cells, default=0)
    return tuple(
        (top, left, min(bottom, last), min(right, MOST_COLUMNS)) for top, left, bottom, right in areas
    )


def _area(cells: str) -> Area:
    column, row, last_column, last_row = range_boundaries(cells)
    return row, column, last_row, last_column


def page_of_sheets(sheets: list[Sheet], budget: Budget) -> Page:
    """Sheets as a page of tables, each under its title where there are several; merged cells say all the same.

    Raises
    ------
    ListUnreadable
        A cell holds a formula whose result is not saved: what a list says of a vendor there is not known.
    """
    if unsaved := [sheet.where(*at) for sheet in sheets for at in sheet.unsaved]:
        more = f", and {len(unsaved) - 1} more such cells" if len(unsaved) > 1 else ""
        raise ListUnreadable(
            f"{budget.file}, {unsaved[0]}: holds a formula whose result is not saved in the file{more}; open and save "
            "it in Excel, or write the value."
        )
    blocks: list[Block] = []
    for number, sheet in enumerate(sheets, start=1):
        where = f"sheet {sheet.title}" if sheet.title else f"table {number}"
        if len(sheets) > 1:
            blocks.append(Heading(2, Text(sheet.title), where))
        filled = {row: dict(cells) for row, cells in sheet.cells.items()}
        for top, left, bottom, right in sheet.merged:
            words = filled.get(top, {}).get(left, "")
            for row in range(top, bottom + 1) if words else ():
                if row in filled:
                    filled[row].update(dict.fromkeys(range(left, min(right, MOST_COLUMNS) + 1), words))
        width = max((column for cells in filled.values() for column in cells), default=0)
        rows = tuple(
            tuple(
                _linked(budget.text(cells.get(column, "")), sheet.links.get((row, column), ""))
                for column in range(1, width + 1)
            )
            for row, cells in filled.items()
        )
        blocks.append(Table(rows, 0, where))
    return Page(tuple(blocks), left_out=sum(len(sheet.left_out) for sheet in sheets))


def _linked(words: str, href: str) -> Text:
    return Text(words, (Mark("link", 0, len(words), href),) if href and words else ())
