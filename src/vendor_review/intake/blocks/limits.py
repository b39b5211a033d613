"""How much of a stranger's file is read, in bytes, elements, rows, letters and depth."""

from __future__ import annotations

import re
from dataclasses import dataclass

from vendor_review.errors import ListUnreadable

MOST_BYTES = 4 * 2**20
MOST_ELEMENTS = 100_000
MOST_ROWS = 5_000
MOST_BLOCKS = 3_000
MOST_LINES = 30_000
MOST_LETTERS = 500_000
LONGEST_TEXT = 10_000
"""Letters of a cell, an item or a paragraph, several times what any list has: what is longer names and states nothing.

Readers look through a text in more ways than one, some in a time that grows with its square.
"""
MOST_LINKS = 4 * MOST_ROWS
_MOST_PASSED = 20_000_000
MOST_COLUMNS = 200
DEEPEST = 80

_PARAGRAPHS = re.compile(r"\n[ \t]*\n")


@dataclass
class Budget:
    """Counts what has been read of `file`; each count refuses the file once it is too large."""

    file: str
    elements: int = 0
    rows: int = 0
    blocks: int = 0
    lines: int = 0
    letters: int = 0
    left_out: int = 0

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

    def block(self) -> None:
        """Counts headings, paragraphs, lists and tables."""
        self.blocks += 1
        if self.blocks > MOST_BLOCKS:
            raise ListUnreadable(
                f"{self.file}: has more than {MOST_BLOCKS:,} headings, paragraphs and lists; save only the part with "
                "the list."
            )

    def text(self, words: str, times: int = 1) -> str:
        """Counts the letters of a cell, item or paragraph that is read so many times; gives "" for one too long."""
        if len(words) > LONGEST_TEXT:
            self.left_out += 1
            return ""
        self.letters += len(words) * times
        self.lines += (words.count("\n") + 1) * times
        for count, most, named in (
            (self.letters, MOST_LETTERS, "letters of text"),
            (self.lines, MOST_LINES, "lines and cells"),
        ):
            if count > most:
                raise ListUnreadable(
                    f"{self.file}: has more than {most:,} {named}; save only the part with the list."
                )
        return words

    def links(self, text: str) -> None:
        """Refuses Markdown that may have too many links: each bracket is looked through to where it could end.

        One that never ends is looked through to the end of its paragraph.
        """
        unclosed = (part for part in _PARAGRAPHS.split(text) if part.count("[") > part.count("]"))
        passed = sum((part.count("[") - part.count("]")) * len(part) for part in unclosed)
        for is_too_much, what in (
            (text.count("[") > MOST_LINKS, f"more than {MOST_LINKS:,} links or brackets"),
            (passed > _MOST_PASSED, "a long paragraph of brackets that never close"),
        ):
            if is_too_much:
                raise ListUnreadable(
                    f"{self.file}: has {what}, which no list of vendors has; save only the part with the list."
                )

    def depth(self, depth: int) -> None:
        """Refuses what lies too deep."""
        if depth > DEEPEST:
            raise ListUnreadable(
                f"{self.file}: has parts within parts, more than {DEEPEST} deep; save only the part with the list."
            )
