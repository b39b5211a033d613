"""The places of rows in a database: its table, and the row's key."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from vendor_review.register.layout import TABLES
from vendor_review.register.row_places import PAGE, of_key, of_whole
from vendor_review.register.source_kind import Origin

if TYPE_CHECKING:
    import pandas as pd

_LONGEST_KEY = 40


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
            return f"page row key={key}" if key else of_whole(PAGE, column)
        if not line:
            return of_whole(table, column)
        row_words = f"{table} row {self._key(table, line)}"
        return f"{row_words}, column {column}" if column else row_words

    def _key(self, table: str, line: int) -> str:
        frame = self.frames[table]
        if table not in self._cells:
            self._cells[table] = {name: frame[name].to_numpy(dtype=object) for name in TABLES[table].key}
        at = frame.index.get_loc(line)
        return key_words({name: cells[at] for name, cells in self._cells[table].items()}, line - 1)


def recall_rows(facts: Mapping[str, Any], tables: Mapping[str, pd.DataFrame]) -> Origin:
    """The origin of rows, which have their keys in `tables`."""
    keys = facts.get(PAGE, {}).get("keys", {})
    return Origin(DatabasePlaces(tables, {str(name): str(key) for name, key in keys.items()}))


def key_words(cells: Mapping[str, str], number: int) -> str:
    """`engagement_id=aws-hosting, code=DE`: what is stated of a row's key; its number if nothing is."""
    stated = [f"{name}={_plain(cell.strip())}" for name, cell in cells.items() if cell.strip()]
    return ", ".join(stated) if stated else f"{number}, which states no {' or '.join(cells)}"


def _plain(text: str) -> str:
    short = text if len(text) <= _LONGEST_KEY else text[: _LONGEST_KEY - 1] + "…"
    return "".join(c if c.isprintable() else c.encode("unicode_escape").decode() for c in short)
