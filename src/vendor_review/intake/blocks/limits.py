"""How much of a stranger's file is read, in bytes, elements, rows and depth."""

from __future__ import annotations

from dataclasses import dataclass

from vendor_review.errors import ListUnreadable

MOST_BYTES = 4 * 2**20
MOST_ELEMENTS = 100_000
MOST_ROWS = 5_000
MOST_LINKS = 4 * MOST_ROWS
MOST_COLUMNS = 60
DEEPEST = 80


@dataclass
class Budget:
    """Counts what has been read of `file`; each count refuses the file once it is too large."""

    file: str
    elements: int = 0
    rows: int = 0

    def element(self, count: int = 1) -> None:
        """Counts elements: tags, cells, values."""
        self.elements += count
        if self.elements > MOST_ELEMENTS:
            raise ListUnreadable(
                f"{self.file}: has more than {MOST_ELEMENTS:,} elements, which no list of vendors has; save only the "
                "part with the list."
            )

    def row(self, count: int = 1) -> None:
        """Counts rows of tables, items of lists, records."""
        self.rows += count
        if self.rows > MOST_ROWS:
            raise ListUnreadable(
                f"{self.file}: has more than {MOST_ROWS:,} rows; a list of vendors has fewer. Split it, or save only "
                "the part with the list."
            )

    def links(self, count: int) -> None:
        """Refuses what may have so many links: each bracket of Markdown is looked through to where it could end."""
        if count > MOST_LINKS:
            raise ListUnreadable(
                f"{self.file}: has more than {MOST_LINKS:,} links or brackets, which no list of vendors has; save only "
                "the part with the list."
            )

    def depth(self, depth: int) -> None:
        """Refuses what lies too deep."""
        if depth > DEEPEST:
            raise ListUnreadable(
                f"{self.file}: has parts within parts, more than {DEEPEST} deep; save only the part with the list."
            )
