"""A register kept in a SQL database, a table per table: SQLite and PostgreSQL."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from vendor_review.files.snapshot import Snapshot
from vendor_review.register.layout import Choices
from vendor_review.register.source_kind import Check, Content, Origin, SourceKind

if TYPE_CHECKING:
    import pandas as pd

_FILES = {".db", ".sqlite", ".sqlite3"}


class Database(SourceKind):
    """A database, which is named by a URL: SQLite's file, too."""

    name, noun, part = "database", "", "table"
    description = "a database (a URL such as sqlite:///register.db)"

    def proposal(self, stem: str) -> str:
        """A URL of SQLite."""
        return f"a database (its URL, sqlite:///{stem}.db)"

    def is_meant(self, text: str) -> bool:
        """A URL."""
        return "://" in text

    def is_at(self, path: Path) -> bool:
        """None is at a path."""
        return False

    def advice(self, path: Path) -> str:
        """The URL of a file of SQLite."""
        is_file = path.suffix.casefold() in _FILES
        return f"a file; name a database by its URL, sqlite:///{path}" if is_file else ""

    def read(self, where: str) -> Snapshot:
        """The tables as canonical files."""
        from vendor_review.register.database.reader import open_database

        return open_database(where)

    def write(self, content: Content, target: str, choices: Choices, check: Check) -> None:
        """Text columns, all tables or none."""
        from vendor_review.register.database.writer import write_database

        write_database(target, content, check)

    def recall(self, facts: Mapping[str, Any], tables: Mapping[str, pd.DataFrame]) -> Origin:
        """Table and key."""
        from vendor_review.register.database.row_places import recall_rows

        return recall_rows(facts, tables)


DATABASE = Database()
