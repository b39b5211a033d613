"""Gathers the words of inline elements as a browser shows them: blanks folded, line breaks kept."""

from __future__ import annotations

import re

from vendor_review.intake.blocks.block import Mark, Text
from vendor_review.intake.blocks.limits import LONGEST_TEXT, Budget

# A soft hyphen or a zero-width blank is not seen; a no-break space is a blank.
_UNSEEN = re.compile("[\u00ad\u200b\u200c\u200d\u2060\ufeff]")
_BLANKS = re.compile(r"\s+")


class TextBuilder:
    """Words and marks while they are gathered; of what is too long for a text of a list, no more than that is seen."""

    def __init__(self, budget: Budget) -> None:
        self._budget = budget
        self._words = ""
        self._marks: list[Mark] = []

    def add(self, words: str) -> None:
        """Adds words; several blanks are one, and none begins a line."""
        if len(self._words) > LONGEST_TEXT:
            return
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
        """The text gathered so far, none if it is too long; the builder is empty again."""
        words = self._budget.text(self._words)
        text = Text(words, tuple(self._marks)).part(0) if words else Text()
        self._words, self._marks = "", []
        return text
