"""How a workbook that we write looks: fonts, fills, widths by what a column holds, and how it prints."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from copy import copy
from dataclasses import dataclass, replace
from math import ceil
from typing import Any

from openpyxl.cell import Cell
from openpyxl.styles import Alignment, Border, Font, PatternFill, Side
from openpyxl.utils import get_column_letter
from openpyxl.utils.indexed_list import IndexedList
from openpyxl.worksheet.properties import PageSetupProperties

from vendor_review.register.layout import Column

TEXT_FORMAT = "@"
"""What is typed stays as typed: Excel makes no number or day of its own of it."""
DAY_FORMAT = "yyyy-mm-dd"
"""What is typed as a day becomes one, and shows in one order of year, month and day."""
_FONT = {"name": "Arial", "family": 2, "size": 10}
_LINE_HEIGHT, _HIGHEST_ROW = 13, 400
_LETTERS_A_DIGIT = 1.1  # widths are counted in digits, and letters are a little narrower
_WIDEST_UNWRAPPED = 40
_INK, _PALE, _WHITE = "1F3864", "DCE6F1", "FFFFFF"
_NAMES = {"name", "legal_entity", "aliases", "parent_group", "product", "title", "onward_name"}
_SHORT = {"contact", "owner", "decided_by", "reviewer", "customer_region", "pinned_run", "pinned_score"}
_BY_KIND = {
    "id": 18,
    "reference": 18,
    "section": 18,
    "control": 18,
    "category": 24,
    "place": 14,
    "enum": 18,
    "path": 20,
    "date": 12,
    "url": 40,
    "link": 40,
    "sha256": 20,
}


@dataclass(frozen=True)
class Look:
    """A column: its width in characters, whether it holds days, wraps its text, and must be filled."""

    width: float
    day: bool = False
    wrap: bool = False
    required: bool = False


def look_of(column: Column) -> Look:
    """A column of a register, by its kind; texts are names, short, or wording that takes several lines."""
    if column.name in _NAMES:
        width = 28.0
    elif column.name in _SHORT or column.kind == "list":
        width = 24.0
    else:
        width = float(_BY_KIND.get(column.kind, 50))
    if column.kind == "enum":
        width = max(width, *(len(word) + 2 for word in column.values))
    return Look(
        # In bold letters, and without a break in the name: an underscore ends no line.
        width=max(width, len(column.name) * 1.15 + 3),
        day=column.kind == "date",
        wrap=column.kind in ("text", "list"),
        required=column.required,
    )


def widened(looks: Sequence[Look], rows: Sequence[Sequence[str]]) -> list[Look]:
    """Columns that do not wrap, as wide as their longest text wants, within bounds."""
    longest = [max(map(len, cells)) for cells in zip(*rows, strict=True)] if rows else [0] * len(looks)
    return [
        look
        if look.wrap or look.day
        else replace(look, width=max(look.width, min(long + 2, _WIDEST_UNWRAPPED)))
        for look, long in zip(looks, longest, strict=True)
    ]


def styles_of(sheet: Any, look: Look) -> tuple[Any, Any]:
    """Styles of a cell of a column: as it is by default, and as text whatever the column holds."""
    styles = []
    for form in (DAY_FORMAT if look.day else TEXT_FORMAT, TEXT_FORMAT):
        cell = Cell(sheet, row=1, column=1)
        cell.font = Font(**_FONT)
        cell.alignment = Alignment(horizontal="left", vertical="top", wrap_text=look.wrap)
        cell.number_format = form
        styles.append(cell._style)
    return styles[0], styles[1]


def dress(sheet: Any, names: Sequence[str], looks: Sequence[Look]) -> None:
    """Row 1 with the columns' names, what is typed below, and how it prints: across the page, each with row 1."""
    for number, (name, look) in enumerate(zip(names, looks, strict=True), start=1):
        dimension = sheet.column_dimensions[get_column_letter(number)]
        dimension._style = copy(styles_of(sheet, look)[0])
        dimension.width = look.width
        _head(sheet.cell(1, number, name), required=look.required)
    sheet.row_dimensions[1].height = 24
    sheet.freeze_panes = "A2"
    sheet.print_title_rows = "1:1"
    fit_for_print(sheet, landscape=True)


def fit_for_print(sheet: Any, *, landscape: bool) -> None:
    """One page wide and as many long as it takes, with the sheet's name and the page's number below."""
    sheet.page_setup.orientation = "landscape" if landscape else "portrait"
    sheet.page_setup.paperSize = sheet.PAPERSIZE_A4
    sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight = 1, 0
    sheet.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
    sheet.page_margins.left = sheet.page_margins.right = 0.4
    sheet.oddFooter.center.text = "&A, page &P of &N"


def set_height(sheet: Any, row: int, texts: Iterable[tuple[str, float]]) -> None:
    """Makes a row as high as its wrapped texts take, each with the width of its column; not every program does so."""
    lines = max(
        (
            sum(max(1, ceil(len(line) / (width * _LETTERS_A_DIGIT))) for line in text.split("\n"))
            for text, width in texts
        ),
        default=1,
    )
    if lines > 1:
        sheet.row_dimensions[row].height = min(_LINE_HEIGHT * lines + 3, _HIGHEST_ROW)


def name_font(book: Any) -> None:
    """Sets the font of cells without a style of their own; widths of columns are counted in its digits."""
    font = Font(**_FONT)
    book._fonts = IndexedList([font])
    book._named_styles["Normal"].font = font


def write_line(cell: Any, *, bold: bool = False, mono: bool = False, large: bool = False) -> None:
    """A line that explains: wrapped within its column."""
    font = {**_FONT, "name": "Courier New", "family": 3} if mono else _FONT
    cell.font = Font(**{**font, "size": 14 if large else 10}, bold=bold, color=_INK if bold else None)
    cell.alignment = Alignment(wrap_text=True, vertical="top")


def _head(cell: Any, *, required: bool) -> None:
    cell.font = Font(**_FONT, bold=True, color=_WHITE if required else _INK)
    cell.fill = PatternFill("solid", fgColor=_INK if required else _PALE)
    cell.alignment = Alignment(vertical="center", wrap_text=True)
    cell.border = Border(right=Side("thin", color=_WHITE), bottom=Side("thin", color=_INK))
    cell.number_format = TEXT_FORMAT
