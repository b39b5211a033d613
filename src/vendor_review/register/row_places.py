"""The place of a row as those who keep the register know it, such as file and line; each kind of source has its own."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Protocol, TypeVar

from vendor_review.register.layout import PAGE_FILE, TABLES

PAGE = "page"
"""What findings call the page; `page.de` is the page in a language."""
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
        """`vendors.csv`, `page.toml`, or `page.de.toml` of the page in a language."""
        if table.startswith(f"{PAGE}."):
            return f"{table}.toml"
        return PAGE_FILE if table == PAGE else TABLES[table].file

    def words(self, table: str, line: int, column: str = "") -> str:
        """File and line, and the column if one is meant."""
        file = self.file(table)
        if not line:
            return f"{file}, {column}" if column else file
        return f"{file} line {line}, column {column}" if column else f"{file} line {line}"


_FOLDER = FolderPlaces()


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


def of_key(key: str, known: Mapping[str, T]) -> T | None:
    """What is known of a key of the page, or of the first item of a list by that name."""
    starts = (f"{key}[", f"{key}.")
    return known.get(key) or next(
        (one for name, one in known.items() if key and name.startswith(starts)), None
    )


def of_whole(name: str, column: str) -> str:
    """A table as a whole, or one of its columns."""
    return f"{name}, {column}" if column else name
