"""Writes a register as an Excel workbook that an analyst can go on with: text, days as days, and nothing that runs."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path

from vendor_review.errors import RegisterUnreadable
from vendor_review.files.durable_files import write_files
from vendor_review.register.headings import shortened
from vendor_review.register.layout import NO_CHOICES, TABLES, Choices
from vendor_review.register.page_keys import PAGE_KEYS, general_key
from vendor_review.register.row_places import PAGE
from vendor_review.register.source_kind import Check, Content, Rows, already_there
from vendor_review.register.workbook.book import Book, Look, Sheet, look_of, widened
from vendor_review.register.workbook.choice_lists import (
    VOCABULARY_COLUMNS,
    day_rule,
    ids_of,
    listed,
    offer_words,
    write_vocabulary,
)
from vendor_review.register.workbook.guide import (
    GATE_WORDS,
    OWN_WORDS,
    about_lines,
    words_of_column,
    words_of_key,
)
from vendor_review.register.workbook.reader import ABOUT, VOCABULARY, read_workbook

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
_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
# Excel counts a 29 February 1900; before it, its days are one off.
_FIRST_DAY = date(1900, 3, 1)
_RUNS = ("=", "+", "-", "@", "\t", "\r")
_ABOUT_WIDTH = 96.0  # as much as a page has across
_OWN_LOOK = Look(28, wrap=True)
_TAB_REQUIRED, _TAB_UNREAD = "#1F3864", "#A6A6A6"


def write_workbook(content: Content, path: Path, choices: Choices, check: Check) -> None:
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
    try:
        write_files(path.parent, [(path.name, written)])
    except FileExistsError:
        raise already_there(path) from None


def workbook_bytes(content: Content, choices: Choices = NO_CHOICES) -> bytes:
    """An .xlsx that explains itself, with a sheet per table; same input, same bytes.

    `choices` are what may be written where the policy fixes the words; they fill a sheet of their own, and lists to
    choose from.

    Raises
    ------
    ValueError
        A cell or a table is larger than Excel can hold; names its place.
    """
    book = Book()
    tables = {TABLES[name]: rows for name, rows in content.tables.items()}
    _write_about(book.new_sheet(ABOUT), vocabulary=bool(choices))
    sheets = {table.name: book.new_sheet(table.name) for table in tables}
    ranges = {name: ids_of(name) for name in sheets}
    if content.page is not None:
        ranges["section"] = _write_page(book.new_sheet(PAGE), page_rows(content.page))
    if choices:
        vocabulary = book.new_sheet(VOCABULARY)
        ranges |= write_vocabulary(vocabulary, choices)
        vocabulary.set_tab_color(_TAB_UNREAD)
        vocabulary.explain(0, VOCABULARY_COLUMNS.index("gate"), GATE_WORDS)
    for table, rows in tables.items():
        sheet = sheets[table.name]
        own = content.own.get(table.name, ())
        looks = [*map(look_of, table.columns), *[_OWN_LOOK] * len(own)]
        _write_rows(sheet, content.names(table.name), looks, rows)
        if table.required:
            sheet.set_tab_color(_TAB_REQUIRED)
        offer_words(sheet, table, ranges, len(rows))
        for number, column in enumerate(table.columns):
            sheet.explain(0, number, words_of_column(column, vocabulary=bool(choices)))
        for number, _ in enumerate(own, start=len(table.columns)):
            sheet.explain(0, number, OWN_WORDS)
    return book.content()


def _write_about(sheet: Sheet, *, vocabulary: bool) -> None:
    sheet.set_width(0, _ABOUT_WIDTH)
    sheet.hide_gridlines(2)
    sheet.set_tab_color(_TAB_UNREAD)
    for row, line in enumerate(about_lines(vocabulary=vocabulary)):
        sheet.put_line(row, line.text, _ABOUT_WIDTH, line.kind)
    sheet.fit_for_print(landscape=False)


def _write_page(sheet: Sheet, rows: Sequence[tuple[str, str]]) -> str:
    """The sheet of keys and values, each key explained; gives the range of the sections' ids."""
    _write_rows(sheet, ("key", "value"), (Look(36, required=True), Look(90, wrap=True)), rows)
    for row, (key, value) in enumerate(rows, start=1):
        described = PAGE_KEYS.get(general_key(key))
        if described is None:
            continue
        sheet.explain(row, 0, words_of_key(described))
        if described.kind == "truth":
            sheet.data_validation(row, 1, row, 1, listed(("yes", "no"), key, "yes or no"))
        elif described.kind == "day":
            sheet.data_validation(row, 1, row, 1, day_rule(key))
            _write_cell(sheet, row, 1, value, Look(90, day=True))
    ids = [row for row, (key, _) in enumerate(rows, start=2) if general_key(key) == "sections[1].id"]
    return f"{PAGE}!$B${ids[0]}:$B${ids[-1]}"


def _write_rows(sheet: Sheet, names: Sequence[str], looks: Sequence[Look], rows: Rows) -> None:
    if len(rows) >= _LAST_ROW:
        raise ValueError(f"{sheet.name}: has {len(rows):,} rows, more than a sheet can hold.")
    looks = widened(looks, rows)
    sheet.put_names(names, looks)
    for row, cells in enumerate(rows, start=1):
        for column, text in enumerate(cells):
            if len(text) > LONGEST_CELL:
                raise ValueError(
                    f"{sheet.name} row {row + 1}, column {names[column]}: has {len(text):,} characters, and a cell "
                    f"keeps {LONGEST_CELL:,}: {shortened(text, 40)}."
                )
            if text:
                _write_cell(sheet, row, column, text, looks[column])
        wrapped = (pair for pair in zip(cells, looks, strict=True) if pair[1].wrap)
        sheet.set_height(row, ((text, look.width) for text, look in wrapped))


def _write_cell(sheet: Sheet, row: int, column: int, text: str, look: Look) -> None:
    """A day as a day, and anything else as text, also where it would run."""
    if look.day and (day := _day_of(text)):
        sheet.write_datetime(row, column, day, sheet.book.style_of(look))
    elif text.startswith(_RUNS):
        sheet.put(row, column, text, sheet.book.style_of(replace(look, day=False), quote_prefix=True))
    else:
        sheet.put(row, column, text, sheet.book.style_of(look))


def _day_of(text: str) -> date | None:
    """The day that `text` is written for, if Excel can keep it so that it reads back as the same text."""
    if not _DAY.fullmatch(text):
        return None
    try:
        day = date.fromisoformat(text)
    except ValueError:
        return None
    return day if day >= _FIRST_DAY else None
