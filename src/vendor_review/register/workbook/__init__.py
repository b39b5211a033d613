"""A register kept as an Excel workbook, a sheet per table."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from vendor_review.files.snapshot import Snapshot
from vendor_review.register.layout import Choices, Table
from vendor_review.register.source_kind import Check, Content, Edits, EditsFor, Origin, SourceKind

if TYPE_CHECKING:
    import pandas as pd

SUFFIX = ".xlsx"
_OTHER_SHEETS = {".xls", ".xlsm", ".xlsb", ".ods", ".numbers"}


class Workbook(SourceKind):
    """A workbook."""

    name, suffix, part = "workbook", SUFFIX, "sheet"
    offers_choices = takes_rows = True

    def advice(self, path: Path) -> str:
        """Sheets of other programs, and of other times, are to be saved as such a workbook."""
        is_other = path.suffix.casefold() in _OTHER_SHEETS
        return f"not read; save it as an Excel workbook ({SUFFIX})" if is_other else ""

    def read(self, where: str) -> Snapshot:
        """The sheets as canonical files."""
        from vendor_review.register.workbook.reader import open_workbook

        return open_workbook(Path(where))

    def write(self, content: Content, target: str, choices: Choices, check: Check) -> None:
        """A sheet for each table and for the page, with lists of `choices`."""
        from vendor_review.register.workbook.writer import write_workbook

        write_workbook(content, Path(target), choices, check)

    def edit_tables(self, where: str, tables: Sequence[Table], edits_for: EditsFor) -> Edits:
        """Everything else stays byte for byte as it is."""
        from vendor_review.register.workbook.new_rows import edit_tables

        return edit_tables(Path(where), tables, edits_for)

    def recall(self, facts: Mapping[str, Any], tables: Mapping[str, pd.DataFrame]) -> Origin:
        """Sheet and cell."""
        from vendor_review.register.workbook.row_places import recall_sheets

        return recall_sheets(facts)


WORKBOOK = Workbook()
