"""Gathers the words of inline elements as a browser shows them: blanks folded, line breaks kept."""

from __future__ import annotations

import re

from vendor_review.intake.blocks.block import Mark, Text

# A soft hyphen or a zero-width blank is not seen; a no-break space is a blank.
_UNSEEN = re.compile("[\u00ad\u200b\u200c\u200d\u2060\ufeff]")
_BLANKS = re.compile(r"\s+")


class TextBuilder:
    """Words and marks while they are gathered."""

    def __init__(self) -> None:
        self._words = ""
        self._marks: list[Mark] = []

    def add(self, words: str) -> None:
        """Adds words; several blanks are one, and none begins a line."""
        folded = _BLANKS.sub(" ", _UNSEEN.sub("", words))
        if not self._words or self._words[-1] in " \n":
            folded = folded.lstrip(" ")
        self._words += folded

    def new_line(self) -> None:
        """Begins a line, unless one has just begun."""
        self._words = self._words.rstrip(" ")
        if self._words and not self._words.endswith("\n"):
            self._words += "\n"

    def here(self) -> int:
        """Where the next word will stand."""
        return len(self._words)

    def mark(self, kind: str, start: int, href: str = "") -> None:
        """Marks what was added since `start`, without the blanks around it."""
        inner = self._words[start:]
        start += len(inner) - len(inner.lstrip())
        end = start + len(inner.strip())
        if end > start:
            self._marks.append(Mark(kind, start, end, href))

    def take(self) -> Text:
        """The text gathered so far; the builder is empty again."""
        text = Text(self._words, tuple(self._marks)).part(0)
        self._words, self._marks = "", []
        return text
