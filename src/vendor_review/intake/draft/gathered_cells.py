"""Cells of a draft while they are gathered, each with the raw text that it came from and where that stands."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from vendor_review.intake.readings.row import Fact
from vendor_review.register.layout import TABLES
from vendor_review.register.source_kind import Content

SOURCE_COLUMNS = ("row", "table", "column", "text", "where")


@dataclass
class GatheredCells:
    """The rows of a draft by table, and for each cell that a source states its raw text and place."""

    tables: dict[str, list[dict[str, str]]] = field(default_factory=lambda: {name: [] for name in TABLES})
    page: list[tuple[str, str]] = field(default_factory=list)
    sources: list[tuple[str, ...]] = field(default_factory=list)

    def add(self, table: str, row_id: str, cells: Mapping[str, str], facts: Mapping[str, Fact]) -> None:
        """Adds a row; `facts` are what its cells came from, by column."""
        self.tables[table].append({name: value for name, value in cells.items() if value})
        for column, fact in facts.items():
            if cells.get(column):
                self.note(row_id, table, column, fact)

    def note(self, row_id: str, table: str, column: str, fact: Fact) -> None:
        """Adds the raw text that a cell came from; without a table, what became of a cell that is not drafted."""
        self.sources.append((row_id, table, column, fact.text.words, fact.where))

    def state(self, key: str, value: str, text: str, where: str) -> None:
        """Adds a key of the page."""
        self.page.append((key, value))
        self.sources.append((key, "page", key, text, where))

    def content(self) -> Content:
        """What was gathered as a register, cells in the layout's order."""
        own = {
            name: tuple(dict.fromkeys(column for row in rows for column in row if column.startswith("x_")))
            for name, rows in self.tables.items()
        }
        own = {name: columns for name, columns in own.items() if columns}
        rows = {
            name: [
                tuple(row.get(column, "") for column in (*TABLES[name].names, *own.get(name, ())))
                for row in rows
            ]
            for name, rows in self.tables.items()
        }
        return Content(rows, self.page or None, own)
