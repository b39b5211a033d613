"""What readers give: rows of facts, each with its raw text and place, and how sure the reader is of them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from vendor_review.intake.blocks.block import Text

SENTENCE = "a sentence"
"""Heading of a fact that is a whole sentence, which may say more than the fact."""


@dataclass(frozen=True)
class Fact:
    """Something stated of a vendor: what kind of fact (see wording/headings.csv), its words, and where they stand."""

    kind: str
    text: Text
    where: str
    heading: str = ""


@dataclass(frozen=True)
class Row:
    """What a source says of one vendor in one use; `status` and `affiliate` are what the words around it say."""

    facts: tuple[Fact, ...]
    where: str
    section: str = ""
    status: str = ""
    affiliate: bool = False

    def all(self, kind: str) -> Iterator[Fact]:
        """The facts of a kind that say something."""
        return (fact for fact in self.facts if fact.kind == kind and fact.text)

    def first(self, kind: str) -> Fact | None:
        """The first fact of a kind."""
        return next(self.all(kind), None)

    def words(self, kind: str) -> str:
        """The words of the first fact of a kind, "" if there is none."""
        fact = self.first(kind)
        return fact.text.words if fact else ""

    def with_facts(self, *facts: Fact) -> Row:
        """The row with further facts."""
        return replace(self, facts=(*self.facts, *facts))


@dataclass(frozen=True)
class Reading:
    """What a reader makes of a block: its rows, how sure it is from 0 to 1, and why."""

    rows: tuple[Row, ...]
    confidence: float
    reason: str


@dataclass(frozen=True)
class Unread:
    """A block that gave no rows, and why."""

    where: str
    reason: str


@dataclass(frozen=True)
class Setting:
    """Where a block stands: the headings above it, the paragraph right before it, and what they say of it."""

    section: str = ""
    vendors: bool = False
    decoy: str = ""
    sure_decoy: bool = False
    status: str = ""
    affiliate: bool = False
    weak: bool = False

    def placed(self, row: Row) -> Row:
        """A row with what its setting says of it."""
        return replace(
            row,
            section=row.section or self.section,
            status=row.status or self.status,
            affiliate=row.affiliate or self.affiliate,
        )
