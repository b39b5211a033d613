"""Documents that vendors are known by (reports, certificates, agreements): their kind, and what a cell says of them."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache

from vendor_review.intake.wording.days import Dated, first_day, last_day, span_name, year_in
from vendor_review.intake.wording.tables import any_of, folded, rows, turn

_MOST_LETTERS = 400
_ISO = re.compile(
    r"(?<![\w.:])(?:ISO[\s/-]{0,3})?(?:IEC[\s-]{0,3})?(27001|27017|27018|27701|22301|9001|42001)(?::20\d\d)?(?![\w-])",
    re.IGNORECASE,
)
_ENDING = re.compile(r"exp|valid|until|till|through|bis|gültig|renew|\bends?\b|\bto\b")
_ENDS_ON = re.compile(r"\bexp\b|\bexpir|until|till|through|\bbis\b|gültig bis|\bends?\b")
_EDITION = re.compile(r"^\s*:\s*20\d\d\b")
"""Behind the number of a standard: its edition, such as `:2022`."""
_UNREAD_DAY = re.compile(r"\b(?:20\d\d|fy ?'?\d\d|[1-4]?q[1-4]?)\b")
_BEGINNING = re.compile(
    r"issue|dated|report|signed|received|certified|audit|complet|since|from|\bof\b|\bon\b|vom|seit"
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


@dataclass(frozen=True)
class Days:
    """A document's day as a code has it (` until 2027-03-31`), and what of it is in doubt; "" is nothing."""

    code: str
    doubt: str = ""


def days_of(
    words: str, one: Dated | None, as_of: str, heading: str = "", *, of_contract: bool = False
) -> Days:
    """What words beside a document say of its day.

    A day to come is the last one. One that is past may be the last one as well as that of the document, unless a word
    or the heading above says which; a half or a year is asked about, as is what speaks of an end and names none.
    """
    text = _EDITION.sub(" ", folded(words), count=1)
    unsure = "the text doubts it" if "?" in text else ""
    one = one or year_in(text)
    if one is None or not one.plain:
        if turn("document_end_unknown").search(text) or _ENDS_ON.search(text):
            return Days("", "it is there, but not until when: taken as one without an end")
        return Days("", "a day or a part of a year that is not read" if _UNREAD_DAY.search(text) else unsure)
    first, last = first_day(one.plain), last_day(one.plain)
    rough = f"{span_name(one.plain)} alone" if one.is_rough else ""
    to_come = bool(as_of) and last > as_of
    above = "" if _BEGINNING.search(text) or _ENDING.search(text) else aspect_of(heading)
    is_begin = bool(_BEGINNING.search(text)) or of_contract or above == "issued_on"
    if _ENDING.search(text) or above == "valid_until" or (to_come and not is_begin):
        return Days(f" until {last}", unsure or (rough and f"{rough}: its last day, as it is an end"))
    if to_come:
        return Days(f" of {first}", "a day to come, on which nothing was issued")
    if is_begin:
        return Days(f" of {first}", unsure or (rough and f"{rough}: its first day"))
    past = (
        f"no word says what {one.plain} is: taken as its day; it may be its last one, which is until {last}"
    )
    return Days(f" of {first}", past)


def without_end(words: str) -> str:
    """Words, folded, without those that say that an end or a day is not known: `until TBC`, `expires ?`, `date n/a`."""
    return turn("document_end_unknown").sub(" ", folded(words))


def aspect_of(words: str) -> str:
    """Which day of a document a heading speaks of: `valid_until`, `issued_on`, `period_end`, or "" for none."""
    for name, column in (("period", "period_end"), ("ends", "valid_until"), ("issued", "issued_on")):
        if turn(f"document_{name}").search(words.replace("_", " ")):
            return column
    return ""
