"""A register kept as a folder of CSV files and page.toml."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from vendor_review.files.snapshot import Snapshot
from vendor_review.register.layout import Choices, Table
from vendor_review.register.source_kind import Check, Content, Edits, EditsFor, Origin, SourceKind

if TYPE_CHECKING:
    import pandas as pd


class Folder(SourceKind):
    """A folder: any path that is not of another kind."""

    name, noun, part = "folder", "folder", "file"
    made, description = "folder of CSV files", "a folder that holds vendors.csv"
    takes_rows = holds_translations = True

    def proposal(self, stem: str) -> str:
        """A name without a suffix."""
        return f"a folder of CSV files ({stem}, without a dot)"

    def is_at(self, path: Path) -> bool:
        """A folder, whatever it is called."""
        return path.is_dir()

    def read(self, where: str) -> Snapshot:
        """The files as they are."""
        from vendor_review.register.folder.files import open_folder

        return open_folder(Path(where))

    def write(self, content: Content, target: str, choices: Choices, check: Check) -> None:
        """A file for each table, page.toml, and the page in other languages."""
        from vendor_review.register.folder.writer import write_folder

        write_folder(content, Path(target), check, content.translations)

    def start(self, target: str, choices: Choices, page: Sequence[tuple[str, str]] = ()) -> None:
        """Files with their first line, a page.toml of examples, and a guide."""
        from vendor_review.register.folder.writer import start_folder

        start_folder(Path(target), dict(page))

    def edit_tables(self, where: str, tables: Sequence[Table], edits_for: EditsFor) -> Edits:
        """Everything else stays byte for byte as it is."""
        from vendor_review.register.folder.new_rows import edit_tables

        return edit_tables(Path(where), tables, edits_for)

    def recall(self, facts: Mapping[str, Any], tables: Mapping[str, pd.DataFrame]) -> Origin:
        """ValueError: a folder has no sidecar."""
        raise ValueError(self.name)


FOLDER = Folder()
