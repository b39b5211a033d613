"""A workbook as text: all that Excel shows or enforces of it, whichever library wrote it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import openpyxl
from openpyxl.cell.cell import Cell
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.cell_range import MultiCellRange
from openpyxl.worksheet.worksheet import Worksheet


def workbook_text(path: Path) -> str:
    """One line per fact."""
    book = openpyxl.load_workbook(path, rich_text=True)
    lines = [f"sheets {book.sheetnames}", f"active {book.active.title if book.active else None}"]
    about = book.properties
    described = ("title", "subject", "creator", "keywords", "description", "language", "category")
    lines += [f"property {name} {getattr(about, name) or ''!r}" for name in described]
    lines += [f"name {name} {defined.attr_text}" for name, defined in sorted(book.defined_names.items())]
    for sheet in book.worksheets:
        lines += [f"{sheet.title} | {line}" for line in _sheet_lines(sheet)]
    return "\n".join(lines) + "\n"


def _sheet_lines(sheet: Worksheet) -> Iterator[str]:
    yield f"state {sheet.sheet_state}, size {sheet.dimensions}, frozen {sheet.freeze_panes}"
    yield f"filter {sheet.auto_filter.ref}, tab {_colour(sheet.sheet_properties.tabColor)}"
    yield f"view {sheet.sheet_view.showGridLines} {sheet.sheet_view.zoomScale or 100}"
    yield f"names {sorted((name, defined.attr_text) for name, defined in sheet.defined_names.items())}"
    yield f"merged {sorted(map(str, sheet.merged_cells.ranges))}"
    yield f"protection {_set(sheet.protection)}"
    if sheet.sheet_state == "visible":
        yield f"page {_set(sheet.page_setup)} {_set(sheet.page_margins)} {_set(sheet.print_options)}"
    yield f"fit {_set(sheet.sheet_properties.pageSetUpPr)}"
    yield f"printed {sheet.print_area or ''} {sheet.print_title_rows} {sheet.print_title_cols}"
    for part in ("oddHeader", "oddFooter"):
        texts = [getattr(getattr(sheet, part), side).text for side in ("left", "center", "right")]
        yield f"{part} {texts}"
    for table in sorted(sheet.tables.values(), key=lambda table: str(table.displayName)):
        yield f"table {table.displayName} {table.ref} {[column.name for column in table.tableColumns]}"
    for _, columns in sorted(sheet.column_dimensions.items()):
        for number in range(columns.min, columns.max + 1):
            yield f"column {number} width {columns.width * 7:.0f} pixels, hidden {bool(columns.hidden)}"
    for number, row in sorted(sheet.row_dimensions.items()):
        if row.height is not None or row.hidden:
            yield f"row {number} height {row.height} hidden {bool(row.hidden)}"
    yield from sorted(_validations(sheet))
    yield from sorted(_conditional(sheet))
    for cells in sheet.iter_rows():
        for cell in cells:
            if isinstance(cell, Cell):
                yield from _cell_lines(cell)


def _validations(sheet: Worksheet) -> Iterator[str]:
    for rule in sheet.data_validations.dataValidation:
        yield f"validation {_runs(rule.sqref)} {_set(rule, without=('sqref',))}"


def _runs(ranges: MultiCellRange) -> str:
    """The cells of some ranges as runs down a column, however they were put together."""
    runs: list[list[int]] = []
    for column, row in sorted({(c, r) for one in ranges.ranges for r, c in one.cells}):
        if runs and runs[-1][0] == column and runs[-1][2] == row - 1:
            runs[-1][2] = row
        else:
            runs.append([column, row, row])
    return " ".join(f"{get_column_letter(column)}{first}:{last}" for column, first, last in runs)


def _conditional(sheet: Worksheet) -> Iterator[str]:
    for formatting in sheet.conditional_formatting:
        for rule in formatting.rules:
            look = rule.dxf
            shown = _look(look.font, look.fill, look.border) if look else ""
            yield f"conditional {formatting.sqref} {rule.type} {rule.operator} {rule.formula} {shown}"


def _cell_lines(cell: Cell) -> Iterator[str]:
    place = cell.coordinate
    if cell.value is not None:
        yield f"{place} {cell.data_type} {cell.value!r}"
    if cell.hyperlink:
        link = cell.hyperlink
        yield f"{place} link {link.target} {link.location} {link.tooltip}"
    if cell.comment:
        yield f"{place} comment {cell.comment.author!r} {cell.comment.text!r}"
    align = cell.alignment
    look = (
        f"{_look(cell.font, cell.fill, cell.border)} | {cell.number_format}"
        f" | {align.horizontal} {align.vertical or 'bottom'} wrap {bool(align.wrap_text)} {align.indent}"
        f" | {'locked' if cell.protection.locked else 'open'}{' hidden' if cell.protection.hidden else ''}"
    )
    if look != _PLAIN:
        yield f"{place} look {look}"


def _look(font: Any, fill: Any, border: Any) -> str:
    words = [word for word, on in (("bold", font and font.b), ("italic", font and font.i)) if on]
    underline = font.u if font else None
    size = font.sz if font else None
    text = f"{' '.join(words)} {underline} {size} {_colour(font.color) if font else None}"
    ground = f"{fill.fill_type} {_colour(fill.fgColor)}" if fill and fill.fill_type else "none"
    sides = [
        f"{name} {side.style} {_colour(side.color)}"
        for name in ("left", "right", "top", "bottom")
        if border and (side := getattr(border, name)) and side.style
    ]
    return f"{text} | {ground} | {', '.join(sides)}"


#: What a program takes where nothing is said.
_UNSAID = {("fitToWidth", 1), ("errorStyle", "stop")}
_PLAIN = " None 11.0 none | none |  | General | None bottom wrap False 0.0 | locked"


def _colour(colour: Any) -> str:
    if colour is None or (colour.type, colour.value) == ("theme", 1):
        return "none"  # that is the colour of text which has none of its own
    if colour.type == "rgb":
        return str(colour.rgb)[-6:]  # the first two digits are an opacity that no program heeds
    return f"{colour.type} {getattr(colour, colour.type)}"


def _set(part: Any, without: tuple[str, ...] = ()) -> str:
    """The attributes that are set, in order of name: `None`, off and an empty text are one."""
    if part is None:
        return ""
    names = sorted({*part.__attrs__, *part.__elements__} - {"id", *without})
    return ", ".join(
        f"{name}={value}"
        for name in names
        if (value := getattr(part, name, None)) not in (None, False, "", 0) and (name, value) not in _UNSAID
    )
