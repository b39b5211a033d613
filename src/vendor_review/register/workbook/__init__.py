"""A register kept as an Excel workbook, a sheet per table."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from vendor_review.register.layout import Choices
from vendor_review.register.source_kind import BLANK, Content, Origin, SourceKind
from vendor_review.snapshot import Snapshot

if TYPE_CHECKING:
    import pandas as pd

SUFFIX = ".xlsx"
_OTHER_SHEETS = {".xls", ".xlsm", ".xlsb", ".ods", ".numbers"}


class Workbook(SourceKind):
    """A workbook : a file by its suffix."""

    name, noun, part = "workbook", "file", "sheet"
    description = f"a workbook ({SUFFIX})"
    made = "workbook"
    offers_choices = True

    def is_meant(self, text: str) -> bool:
        """A name with the suffix."""
        return text.casefold().endswith(SUFFIX)

    def is_at(self, path: Path) -> bool:
        """A file with the suffix."""
        return path.is_file() and path.suffix.casefold() == SUFFIX

    def advice(self, path: Path) -> str:
        """Other programs' and other times' sheets are to be saved as such a workbook."""
        is_other = path.suffix.casefold() in _OTHER_SHEETS
        return f"not read; save it as an Excel workbook ({SUFFIX})" if is_other else ""

    def proposal(self, stem: str) -> str:
        """A name with the suffix."""
        return f"a workbook ({stem}{SUFFIX})"

    def read(self, where: str) -> Snapshot:
        """The sheets as canonical files."""
        from vendor_review.register.workbook.reader import open_workbook

        return open_workbook(Path(where))

    def write(
        self, content: Content, target: str, choices: Choices, check: Callable[[Snapshot], None]
    ) -> None:
        """A sheet for each table and for the page, with lists of `choices`."""
        from vendor_review.register.workbook.writer import write_workbook

        write_workbook(content, Path(target), choices, check)

    def start(self, target: str, choices: Choices) -> None:
        """Every sheet, with its first row."""
        self.write(BLANK, target, choices, lambda read: None)

    def recall(self, facts: Mapping[str, Any], tables: Mapping[str, pd.DataFrame]) -> Origin:
        """Sheet and cell."""
        from vendor_review.register.workbook.places import recall_sheets

        return recall_sheets(facts)


WORKBOOK = Workbook()
