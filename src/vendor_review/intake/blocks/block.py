"""The blocks that a page is made of, with the words, links and emphasis of each."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True)
class Mark:
    """A stretch of a text that is a `link`, `bold`, `struck` or `code`: from `start` to before `end`, in characters."""

    kind: str
    start: int
    end: int
    href: str = ""


@dataclass(frozen=True)
class Text:
    """Words with the marks on them; a line break of the source is kept as a line break."""

    words: str = ""
    marks: tuple[Mark, ...] = ()

    @property
    def links(self) -> tuple[tuple[str, str], ...]:
        """Label and address of each link."""
        return tuple((self.words[mark.start : mark.end], mark.href) for mark in self.marks if mark.href)

    def part(self, start: int, end: int | None = None) -> Text:
        """The text from `start` to before `end`, without blanks around it, with the marks that lie in it."""
        end = len(self.words) if end is None else end
        inner = self.words[start:end]
        start += len(inner) - len(inner.lstrip())
        inner = inner.strip()
        end = start + len(inner)
        kept = tuple(
            Mark(mark.kind, max(mark.start, start) - start, min(mark.end, end) - start, mark.href)
            for mark in self.marks
            if mark.start < end and mark.end > start
        )
        return Text(inner, kept)

    def lines(self) -> list[Text]:
        """Its lines, without blank ones."""
        found: list[Text] = []
        place = 0
        for line in self.words.split("\n"):
            if line.strip():
                found.append(self.part(place, place + len(line)))
            place += len(line) + 1
        return found

    def __bool__(self) -> bool:
        return bool(self.words)


@dataclass(frozen=True)
class Heading:
    """A heading of a level, 1 for the highest."""

    level: int
    text: Text
    where: str


@dataclass(frozen=True)
class Paragraph:
    """A paragraph; `lead` of a list is the one right before it."""

    text: Text
    where: str


@dataclass(frozen=True)
class Table:
    """A table, all rows of the same width; the first `headers` rows are marked as headings by the source.

    A cell that reaches over several rows or columns stands in each of them.
    """

    rows: tuple[tuple[Text, ...], ...]
    headers: int
    where: str
    caption: Text = Text()


@dataclass(frozen=True)
class Item:
    """An item of a list, and the items of the list inside it."""

    text: Text
    inner: tuple[Item, ...] = ()


@dataclass(frozen=True)
class Bullets:
    """A list of items."""

    items: tuple[Item, ...]
    where: str


@dataclass(frozen=True)
class Definitions:
    """A list of terms, each with the texts that define it."""

    pairs: tuple[tuple[Text, tuple[Text, ...]], ...]
    where: str


@dataclass(frozen=True)
class Cards:
    """Neighbours of the same build, each as its lines; `inner` is what they are if no card is meant."""

    cards: tuple[tuple[Text, ...], ...]
    where: str
    inner: tuple[Block, ...] = ()


@dataclass(frozen=True)
class Records:
    """Mappings of the same kind in a data file, with the title of what they lie in; `where` is their path."""

    records: tuple[Mapping[str, Any], ...]
    where: str
    title: str = ""


Block = Heading | Paragraph | Table | Bullets | Definitions | Cards | Records


@dataclass(frozen=True)
class Page:
    """All blocks of a source in their order, its title, and what its head states beside it (`date`, `version`).

    `left_out` is how many texts were too long for any of a list, and are blank.
    """

    blocks: tuple[Block, ...]
    title: str = ""
    head: Mapping[str, str] = field(default_factory=dict)
    left_out: int = 0
