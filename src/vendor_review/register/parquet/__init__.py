"""A register kept as a folder of Parquet files, one per table, and page.toml."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from vendor_review.files.snapshot import Snapshot
from vendor_review.register.layout import TABLES, Choices
from vendor_review.register.source_kind import Check, Content, Origin, SourceKind

if TYPE_CHECKING:
    import pandas as pd

SUFFIX = ".parquet"
"""How the name of each file ends, and that of a folder that is to be one."""


class ParquetFolder(SourceKind):
    """A folder that holds the table of vendors, or of engagements, as Parquet."""

    name, suffix, noun, part = "Parquet folder", SUFFIX, "folder", "file"
    made, description = "folder of Parquet files", "a folder that holds vendors.parquet"

    def proposal(self, stem: str) -> str:
        """A folder whose name says what it holds."""
        return f"a folder of Parquet files ({stem}{SUFFIX})"

    def is_at(self, path: Path) -> bool:
        """A folder with one of the tables that each register has."""
        return any((path / f"{table.name}{SUFFIX}").is_file() for table in TABLES.values() if table.required)

    def advice(self, path: Path) -> str:
        """A file of such a folder is no register by itself."""
        return "one table of a register; name its folder" if path.suffix.casefold() == SUFFIX else ""

    def read(self, where: str) -> Snapshot:
        """The tables as canonical files."""
        from vendor_review.register.parquet.reader import open_parquet

        return open_parquet(Path(where))

    def write(self, content: Content, target: str, choices: Choices, check: Check) -> None:
        """A file of text columns for each table, and page.toml."""
        from vendor_review.register.parquet.writer import write_parquet

        write_parquet(content, Path(target), check)

    def recall(self, facts: Mapping[str, Any], tables: Mapping[str, pd.DataFrame]) -> Origin:
        """File and row."""
        from vendor_review.register.parquet.row_places import recall_rows

        return recall_rows(facts)


PARQUET = ParquetFolder()
