"""Writes a register as an Excel workbook that an analyst can go on with: text, days as days, and nothing that runs."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from copy import copy
from datetime import date, datetime
from pathlib import Path
from typing import Any

from openpyxl import Workbook
from openpyxl.comments import Comment

from vendor_review.errors import RegisterUnreadable, UsageError
from vendor_review.register.cell_text import coded
from vendor_review.register.headings import shortened
from vendor_review.register.layout import NO_CHOICES, TABLES, Choices
from vendor_review.register.page_keys import PAGE_KEYS, general_key
from vendor_review.register.row_places import PAGE
from vendor_review.register.source_kind import Content
from vendor_review.register.workbook.choice_lists import (
    VOCABULARY_COLUMNS,
    day_rule,
    ids_of,
    listed,
    offer_words,
    write_vocabulary,
)
from vendor_review.register.workbook.guide import GATE_WORDS, about_lines, words_of_column, words_of_key
from vendor_review.register.workbook.parts import same_bytes
from vendor_review.register.workbook.reader import ABOUT, VOCABULARY, read_workbook
from vendor_review.register.workbook.style import (
    Look,
    dress,
    fit_for_print,
    look_of,
    name_font,
    set_height,
    styles_of,
    widened,
    write_line,
)
from vendor_review.snapshot import Snapshot

_SECTIONS_SHOWN = 3
_SECTION = re.compile(r"sections\[([0-9]+)\]")
_LAST_NUMBER = re.compile(r"\[[0-9]+\]\Z")


def page_rows(stated: Sequence[tuple[str, str]]) -> list[tuple[str, str]]:
    """Key and value of all that is `stated`, with blank rows for the other keys and for three sections at least.

    The sections' ids stand below one another: only cells side by side can be a list to choose from.
    """
    numbers = [int(match[1]) for key, _ in stated if (match := _SECTION.match(key))]
    slots: dict[str, list[tuple[str, str]]] = {slot: [] for slot in _slots(max([_SECTIONS_SHOWN, *numbers]))}
    others: list[tuple[str, str]] = []
    for key, value in stated:
        slots.get(_LAST_NUMBER.sub("", key), others).append((key, value))
    return [*(row for slot, rows in slots.items() for row in rows or [(slot, "")]), *others]


def _slots(sections: int) -> Iterator[str]:
    """Every key in order, those of a section for each section, the ids first."""
    of_section = [key for key in PAGE_KEYS if _SECTION.match(key)]
    yield from (key for key in PAGE_KEYS if key not in of_section)
    numbers = range(1, sections + 1)
    yield from (_SECTION.sub(f"sections[{number}]", of_section[0]) for number in numbers)
    for number in numbers:
        yield from (_SECTION.sub(f"sections[{number}]", key) for key in of_section[1:])


LONGEST_CELL = 32_767
"""Characters that Excel keeps in a cell."""
_LAST_ROW = 1_048_576
_A_DAY = datetime(2000, 1, 1)  # noqa: DTZ001 - the file's own dates: no clock in what we write
_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
# Excel counts a 29 February 1900; before it, its days are one off.
_FIRST_DAY = date(1900, 3, 1)
_RUNS = ("=", "+", "-", "@", "\t", "\r")
_ABOUT_WIDTH = 96.0  # as much as a page has across
_TAB_REQUIRED, _TAB_UNREAD = "1F3864", "A6A6A6"


def write_workbook(content: Content, path: Path, choices: Choices, check: Callable[[Snapshot], None]) -> None:
    """Writes a workbook at `path`; `check` gets it as it reads back, and raises if that differs.

    Raises
    ------
    UsageError
        Something has come to be there meanwhile.
    RegisterUnreadable
        A cell or a table is larger than Excel can hold.
    """
    try:
        written = workbook_bytes(content, choices)
    except ValueError as error:
        raise RegisterUnreadable(str(error)) from error
    check(read_workbook(written, path.name).files())
    path.parent.mkdir(parents=True, exist_ok=True)
    try:
        with path.open("xb") as file:
            file.write(written)
    except FileExistsError:
        raise UsageError(f"{path}: is there already, and nothing is written over; name another.") from None


def workbook_bytes(content: Content, choices: Choices = NO_CHOICES) -> bytes:
    """An .xlsx that explains itself, with a sheet per table; same input, same bytes.

    `choices` are what may be written where the policy fixes the words; they fill a sheet of their own, and lists to
    choose from.

    Raises
    ------
    ValueError
        A cell or a table is larger than Excel can hold; names its place.
    """
    tables, page = content.tables, content.page
    book = Workbook()
    book.remove(book.active)
    name_font(book)
    book.properties.creator = "vendor-review"
    book.properties.created = book.properties.modified = _A_DAY
    _write_about(book.create_sheet(ABOUT), vocabulary=bool(choices))
    for name, rows in tables.items():
        sheet = book.create_sheet(name)
        _write_rows(sheet, TABLES[name].names, [look_of(column) for column in TABLES[name].columns], rows)
        if TABLES[name].required:
            sheet.sheet_properties.tabColor = _TAB_REQUIRED
    ranges = {name: ids_of(name) for name in tables}
    if page is not None:
        ranges["section"] = _write_page(book.create_sheet(PAGE), page_rows(page))
    if choices:
        ranges |= write_vocabulary(book.create_sheet(VOCABULARY), choices)
        book[VOCABULARY].sheet_properties.tabColor = _TAB_UNREAD
        book[VOCABULARY].cell(1, VOCABULARY_COLUMNS.index("gate") + 1).comment = _note(GATE_WORDS)
    for name, rows in tables.items():
        offer_words(book[name], TABLES[name], ranges, len(rows))
        for number, column in enumerate(TABLES[name].columns, start=1):
            book[name].cell(1, number).comment = _note(words_of_column(column, vocabulary=bool(choices)))
    return same_bytes(book)


def _write_about(sheet: Any, *, vocabulary: bool) -> None:
    sheet.column_dimensions["A"].width = _ABOUT_WIDTH
    sheet.sheet_view.showGridLines = False
    sheet.sheet_properties.tabColor = _TAB_UNREAD
    for row, line in enumerate(about_lines(vocabulary=vocabulary), start=1):
        write_line(
            sheet.cell(row, 1, line.text),
            bold=line.kind in ("title", "heading"),
            large=line.kind == "title",
            mono=line.kind == "command",
        )
        set_height(sheet, row, [(line.text, _ABOUT_WIDTH)])
    fit_for_print(sheet, landscape=False)


def _write_page(sheet: Any, rows: Sequence[tuple[str, str]]) -> str:
    """The sheet of keys and values, each key explained; gives the range of the sections' ids."""
    _write_rows(sheet, ("key", "value"), (Look(36, required=True), Look(90, wrap=True)), rows)
    days = styles_of(sheet, Look(90, day=True))[0]
    for row, (key, value) in enumerate(rows, start=2):
        described = PAGE_KEYS.get(general_key(key))
        if described is None:
            continue
        sheet.cell(row, 1).comment = _note(words_of_key(described))
        if described.kind == "truth":
            rule = listed('"yes,no"', key, "yes or no")
        elif described.kind == "day":
            rule = day_rule(key)
            sheet.cell(row, 2)._style = copy(days)
            if day := _day_of(value):
                sheet.cell(row, 2).value = day
        else:
            continue
        rule.add(f"B{row}")
        sheet.add_data_validation(rule)
    ids = [row for row, (key, _) in enumerate(rows, start=2) if general_key(key) == "sections[1].id"]
    return f"{PAGE}!$B${ids[0]}:$B${ids[-1]}"


def _write_rows(
    sheet: Any, names: Sequence[str], looks: Sequence[Look], rows: Sequence[Sequence[str]]
) -> None:
    if len(rows) >= _LAST_ROW:
        raise ValueError(f"{sheet.title}: has {len(rows):,} rows, more than a sheet can hold.")
    looks = widened(looks, rows)
    dress(sheet, names, looks)
    styles = [(look.day, *styles_of(sheet, look)) for look in looks]
    for row, cells in enumerate(rows, start=2):
        for column, text in enumerate(cells, start=1):
            if text:
                is_day, style, as_text = styles[column - 1]
                if is_day and (day := _day_of(text)):
                    cell = sheet.cell(row, column)
                    cell._style = copy(style)
                    cell.value = day
                else:
                    runs = text.startswith(_RUNS)
                    _write_text(sheet, row, column, text, names[column - 1])._style = copy(
                        as_text if runs else style
                    )
                    sheet.cell(row, column).quotePrefix = runs
        wrapped = (pair for pair in zip(cells, looks, strict=True) if pair[1].wrap)
        set_height(sheet, row, ((text, look.width) for text, look in wrapped))


def _day_of(text: str) -> date | None:
    """The day that `text` is written for, if Excel can keep it so that it reads back as the same text."""
    if not _DAY.fullmatch(text):
        return None
    try:
        day = date.fromisoformat(text)
    except ValueError:
        return None
    return day if day >= _FIRST_DAY else None


def _write_text(sheet: Any, row: int, column: int, text: str, name: str) -> Any:
    """Text that stays text: neither a formula nor an error, a number or a day."""
    if len(text) > LONGEST_CELL:
        raise ValueError(
            f"{sheet.title} row {row}, column {name}: has {len(text):,} characters, and a cell keeps {LONGEST_CELL:,}: "
            f"{shortened(text, 40)}."
        )
    cell = sheet.cell(row, column)
    cell._value, cell.data_type = coded(text), "s"
    return cell


def _note(words: str) -> Comment:
    return Comment(
        words, "vendor-review", height=40 + 18 * (len(words) // 40 + words.count("\n") + 1), width=320
    )
