"""The place of a row as those who keep the register know it: file and line, sheet and cell, or table and key."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Protocol, TypeVar

from vendor_review.register.layout import PAGE_FILE, TABLES

if TYPE_CHECKING:
    import pandas as pd

PAGE = "page"
_LONGEST_KEY = 40
T = TypeVar("T")


class Places(Protocol):
    """Names places. `table` is a table's name or `page`; `line` 0 is the whole of it; `column` may be blank."""

    def file(self, table: str) -> str:
        """The file, sheet or table that holds `table`."""

    def words(self, table: str, line: int, column: str = "") -> str:
        """A place, as a message begins with it."""


@dataclass(frozen=True)
class FolderPlaces:
    """`vendors.csv line 14, column status`."""

    def file(self, table: str) -> str:
        """`vendors.csv`, or `page.toml`."""
        return PAGE_FILE if table == PAGE else TABLES[table].file

    def words(self, table: str, line: int, column: str = "") -> str:
        """File and line, and the column if one is meant."""
        file = self.file(table)
        if not line:
            return f"{file}, {column}" if column else file
        return f"{file} line {line}, column {column}" if column else f"{file} line {line}"


_FOLDER = FolderPlaces()


@dataclass(frozen=True)
class SheetPlaces:
    """A sheet: its `title`, the letter of each column, and of the sheet `page` the row of each key."""

    title: str
    letters: Mapping[str, str] = field(default_factory=dict)
    key_rows: Mapping[str, int] = field(default_factory=dict)


@dataclass(frozen=True)
class WorkbookPlaces:
    """`vendors!C14`; a table without sheet is named as in a folder."""

    sheets: Mapping[str, SheetPlaces]

    def file(self, table: str) -> str:
        """The sheet's title."""
        return self.sheets[table].title if table in self.sheets else table

    def words(self, table: str, line: int, column: str = "") -> str:
        """Sheet and cell, or sheet and row."""
        sheet = self.sheets.get(table)
        if sheet is None:
            return f"{table}, {column}" if column else table
        if table == PAGE:
            row = of_key(column, sheet.key_rows)
            return f"{sheet.title}!B{row}, {column}" if row else _of_whole(sheet.title, column)
        if not line:
            return _of_whole(sheet.title, column)
        if column in sheet.letters:
            return f"{sheet.title}!{sheet.letters[column]}{line}, column {column}"
        return f"{sheet.title} row {line}"


@dataclass(frozen=True)
class DatabasePlaces:
    """`vendors row vendor_id=aws, column status`.

    `frames` are the tables whose rows are named by their keys; `keys` leads from what a finding may name of the page
    to the key in the table `page`.
    """

    frames: Mapping[str, pd.DataFrame]
    keys: Mapping[str, str] = field(default_factory=dict)
    _cells: dict[str, dict[str, Any]] = field(default_factory=dict, compare=False, repr=False)

    def file(self, table: str) -> str:
        """The table's name."""
        return table

    def words(self, table: str, line: int, column: str = "") -> str:
        """Table and key, and the column if one is meant."""
        if table == PAGE:
            key = of_key(column, self.keys)
            return f"page row key={key}" if key else _of_whole(PAGE, column)
        if not line:
            return _of_whole(table, column)
        row_words = f"{table} row {self._key(table, line)}"
        return f"{row_words}, column {column}" if column else row_words

    def _key(self, table: str, line: int) -> str:
        frame = self.frames[table]
        if table not in self._cells:
            self._cells[table] = {name: frame[name].to_numpy(dtype=object) for name in TABLES[table].key}
        at = frame.index.get_loc(line)
        return key_words({name: cells[at] for name, cells in self._cells[table].items()}, line - 1)


@dataclass(frozen=True)
class MixedPlaces:
    """Tables that someone has edited since they were taken from their source are named as in a folder."""

    own: Places
    tables: frozenset[str]

    def file(self, table: str) -> str:
        """As the source names it, if it still is as taken from there."""
        return self.own.file(table) if table in self.tables else _FOLDER.file(table)

    def words(self, table: str, line: int, column: str = "") -> str:
        """As the source names it, if it still is as taken from there."""
        return (self.own if table in self.tables else _FOLDER).words(table, line, column)


def key_words(cells: Mapping[str, str], number: int) -> str:
    """`engagement_id=aws-hosting, code=DE`: what is stated of a row's key; its number if nothing is."""
    stated = [f"{name}={_plain(cell.strip())}" for name, cell in cells.items() if cell.strip()]
    return ", ".join(stated) if stated else f"{number}, which states no {' or '.join(cells)}"


def of_key(key: str, known: Mapping[str, T]) -> T | None:
    """What is known of a key of the page, or of the first item of a list by that name."""
    starts = (f"{key}[", f"{key}.")
    return known.get(key) or next(
        (one for name, one in known.items() if key and name.startswith(starts)), None
    )


def _of_whole(name: str, column: str) -> str:
    return f"{name}, {column}" if column else name


def _plain(text: str) -> str:
    short = text if len(text) <= _LONGEST_KEY else text[: _LONGEST_KEY - 1] + "…"
    return "".join(c if c.isprintable() else c.encode("unicode_escape").decode() for c in short)
