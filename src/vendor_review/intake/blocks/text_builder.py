"""Gathers the words of inline elements as a browser shows them: blanks folded, line breaks kept."""

from __future__ import annotations

import re

from bs4.element import NavigableString, PreformattedString, Tag

from vendor_review.intake.blocks.block import Mark, Text
from vendor_review.intake.blocks.limits import LONGEST_TEXT, Budget

# A soft hyphen or a zero-width blank is not seen; a no-break space is a blank.
_UNSEEN = re.compile("[\u00ad\u200b\u200c\u200d\u2060\ufeff]")
_BLANKS = re.compile(r"\s+")
_NUMBER = re.compile(r"\d{1,2}")
_SPANS = ("span", "strong", "b", "small", "label", "em")
_BLOCK_NAMES = """
address article aside blockquote body caption center dd details div dl dt fieldset figcaption figure footer form
h1 h2 h3 h4 h5 h6 header hr html li main menu ol p pre section summary table tbody td tfoot th thead tr ul
"""
_UNSEEN_TAG_NAMES = """
script style template noscript svg head nav iframe object select textarea button input canvas audio video math
"""
BLOCKS = frozenset(_BLOCK_NAMES.split())
_UNSEEN_TAGS = frozenset(_UNSEEN_TAG_NAMES.split())


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

    def ends_in_digit(self) -> bool:
        """Whether the last character is a digit, as of a power or of a day: `10`, `3` of `3rd`."""
        return self._words[-1:].isdigit()

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


def is_unseen(tag: Tag) -> bool:
    """Whether a browser shows nothing of it, or only a way to other pages."""
    style = str(tag.get("style", "")).replace(" ", "").casefold()
    return (
        tag.name in _UNSEEN_TAGS
        or tag.has_attr("hidden")
        or tag.get("aria-hidden") == "true"
        or tag.get("role") == "navigation"
        or "display:none" in style
    )


def text_of(tag: Tag, budget: Budget, depth: int, without: frozenset[int] = frozenset()) -> Text:
    """The words below a tag; each block in it is a line."""
    builder = TextBuilder(budget)
    inline_words(tag, builder, budget, depth, without)
    return builder.take()


def inline_words(
    tag: Tag, builder: TextBuilder, budget: Budget, depth: int, without: frozenset[int] = frozenset()
) -> None:
    """Adds the words of a tag and of those below it, except `without`."""
    budget.depth(depth)
    if tag.name == "br":
        builder.new_line()
        return
    if is_unseen(tag) or id(tag) in without:
        return
    start = builder.here()
    apart = stand_apart(tag)
    for child in tag.children:
        if isinstance(child, Tag):
            block = child.name in BLOCKS or apart
            if block:
                builder.new_line()
            inline_words(child, builder, budget, depth + 1, without)
            if block:
                builder.new_line()
        elif isinstance(child, NavigableString) and not isinstance(child, PreformattedString):
            builder.add(_as_mark(tag, str(child), builder))
    if tag.name == "a" and tag.has_attr("href"):
        builder.mark("link", start, str(tag["href"]).strip())
    elif tag.name in ("s", "del", "strike"):
        builder.mark("struck", start)
    elif tag.name in ("strong", "b"):
        builder.mark("bold", start)
    elif tag.name == "code":
        builder.mark("code", start)


def stand_apart(tag: Tag) -> bool:
    """Whether a tag holds two spans or more and no words beside them: a label and its value, drawn as columns."""
    if tag.name != "div":
        return False
    inner = [child for child in tag.children if isinstance(child, Tag)]
    return (
        len(inner) > 1
        and any(child.name == "span" for child in inner)
        and all(child.name in _SPANS for child in inner)
        and not any(isinstance(child, NavigableString) and child.strip() for child in tag.children)
    )


def _as_mark(tag: Tag, words: str, builder: TextBuilder) -> str:
    """A raised number is the mark of a footnote, and no part of the word before it."""
    is_mark = tag.name == "sup" and _NUMBER.fullmatch(words.strip())
    return f"[{words.strip()}]" if is_mark and not builder.ends_in_digit() else words
