"""Documents that vendors are known by (reports, certificates, agreements): their kind, and what a cell says of them."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache

from vendor_review.intake.wording.tables import any_of, folded, rows, turn

_MOST_LETTERS = 400
_ISO = re.compile(
    r"(?<![\w.:])(?:ISO[\s/-]{0,3})?(?:IEC[\s-]{0,3})?(27001|27017|27018|27701|22301|9001|42001)(?::20\d\d)?(?![\w-])",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class Named:
    """A document that words name: its kind, its title, and how sure that is, from 0 to 1."""

    kind: str
    title: str
    sure: float
    start: int = 0
    end: int = 0


@cache
def _known() -> dict[str, Named]:
    return {
        folded(phrase): Named(row["kind"], row["title"], int(row["sure"]) / 10)
        for row in rows("documents")
        for phrase in row["words"].split(";")
    }


@cache
def _pattern() -> re.Pattern[str]:
    # `ISO 27001` in `ISO 270018` is none.
    return re.compile(rf"(?<![\w]){any_of(_known())}(?!\w)")


def documents_in(words: str) -> list[Named]:
    """The documents that words name, in their order, each with where its name begins and ends in the folded words."""
    if len(words) > _MOST_LETTERS:
        return []
    return [
        Named(known.kind, known.title, known.sure, *match.span())
        for match in _pattern().finditer(folded(words))
        for known in (_known()[match[0]],)
    ]


def document_named(words: str) -> Named | None:
    """The one document that a heading names; None for none, or several."""
    found = documents_in(words.replace("_", " "))
    return found[0] if len({one.title for one in found}) == 1 else None


def iso_named(words: str) -> str:
    """The words of a cell below ISO with each number as the name of its certificate; "" if they hold no such number."""
    return _ISO.sub(r"ISO \1", words) if _ISO.search(words) else ""


def is_doubtful(words: str) -> bool:
    """Whether words say that a document is not there, no longer, or not yet."""
    return bool(turn("document_lacking").search(words))


def aspect_of(words: str) -> str:
    """Which day of a document a heading speaks of: `valid_until`, `issued_on`, `period_end`, or "" for none."""
    for name, column in (("period", "period_end"), ("ends", "valid_until"), ("issued", "issued_on")):
        if turn(f"document_{name}").search(words.replace("_", " ")):
            return column
    return ""
