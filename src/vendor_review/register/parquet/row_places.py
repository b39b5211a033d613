"""The places of rows in Parquet files: the file, and the number of the row, the first being 1."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from vendor_review.register.layout import PAGE_FILE
from vendor_review.register.row_places import PAGE, of_whole
from vendor_review.register.source_kind import Origin
from vendor_review.register.transcript import Cells, TableText


@dataclass
class ParquetTable(TableText):
    """A table that is canonical CSV already, and the numbers of its rows, as first and last of each unbroken run."""

    csv: bytes = b""
    runs: list[list[int]] = field(default_factory=list)

    def content(self, names: Cells) -> bytes:
        """The CSV as it is."""
        return self.csv

    def facts(self) -> Mapping[str, Any]:
        """Where the rows were."""
        return {"rows": self.runs}


@dataclass(frozen=True)
class ParquetPlaces:
    """`vendors.parquet row 14, column status`; the page is a file of its own."""

    def file(self, table: str) -> str:
        """The table's file, or that of the page."""
        return PAGE_FILE if table == PAGE else f"{table}.parquet"

    def words(self, table: str, line: int, column: str = "") -> str:
        """File and row, and the column if one is meant."""
        whole = of_whole(self.file(table), column)
        if not line:
            return whole
        row = f"{self.file(table)} row {line}"
        return f"{row}, column {column}" if column else row


def recall_rows(facts: Mapping[str, Any]) -> Origin:
    """The origin of rows, from what `ParquetTable.facts` gave of each table."""
    return Origin(
        ParquetPlaces(),
        rows={
            name: tuple((int(first), int(last)) for first, last in table["rows"])
            for name, table in facts.items()
            if name != PAGE
        },
    )
