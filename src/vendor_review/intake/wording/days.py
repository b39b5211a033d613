"""Days and months as lists write them, in ISO; what could be two days is none."""

from __future__ import annotations

import re
from calendar import monthrange
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from functools import cache

from babel import Locale

from vendor_review.intake.wording.tables import folded, turn, word_set

_LANGUAGES = ("en", "de", "fr", "es", "it", "pt", "nl")
_ISO = re.compile(r"(?<!\d)(20\d\d)-(\d\d)(?:-(\d\d))?(?!\d)")
_POINTS = re.compile(r"(?<!\d)(\d{1,2})([./-])(\d{1,2})[./-](20\d\d)(?!\d)")
_ASIAN = re.compile(r"(20\d\d)\s*[年년.]\s*(\d{1,2})\s*[月월.]\s*(?:(\d{1,2})\s*[日일]?)?")
_AFTER_UPDATED = re.compile(r"[\s:·*_|-]*(?:on|am|le|el|du)?[\s:]*(.{4,30})", re.IGNORECASE | re.DOTALL)


@cache
def _months() -> dict[str, int]:
    found: dict[str, int] = {}
    for language in _LANGUAGES:
        for width in ("wide", "abbreviated"):
            for number, name in Locale(language).months["format"][width].items():
                found[folded(name).rstrip(".")] = number
    return {**found, "sept": 9}


@cache
def _worded() -> re.Pattern[str]:
    names = "|".join(sorted(map(re.escape, _months()), key=len, reverse=True))
    return re.compile(
        rf"(?<!\w)(?:(?P<before>\d{{1,2}})(?:st|nd|rd|th|\.|º|er)?(?:\s+(?:de|of))?[\s-]+)?(?P<month>{names})\.?,?"
        r"(?:\s+de)?\s*(?:(?P<after>\d{1,2})(?:st|nd|rd|th)?,?\s+)?(?P<year>20\d\d)(?!\d)"
    )


def day_in(words: str) -> str:
    """The first day (`2026-05-12`) or month (`2026-05`) in words; "" for none, or one that could be two."""
    if found := _ISO.search(words):
        return _iso(found[1], found[2], found[3])
    if found := _worded().search(folded(words)):
        return _iso(found["year"], str(_months()[found["month"]]), found["before"] or found["after"])
    if found := _ASIAN.search(words):
        return _iso(found[1], found[2], found[3])
    if found := _POINTS.search(words):
        first, second = int(found[1]), int(found[3])
        if found[2] == "." or first > 12:
            return _iso(found[4], found[3], found[1])
        if second > 12:
            return _iso(found[4], found[1], found[3])
    return ""


@dataclass(frozen=True)
class Dated:
    """What a cell says of a day: day first and month first, alike where it is plain which; and whether it says more.

    A month alone (`2027-03`) is meant as a month; "" is what cannot be. `words` are those beside the day, folded.
    """

    day_first: str
    month_first: str
    more: bool = False
    words: tuple[str, ...] = ()

    @property
    def plain(self) -> str:
        """The one day or month that it can be, "" where it could be two."""
        if self.day_first and self.month_first:
            return self.day_first if self.day_first == self.month_first else ""
        return self.day_first or self.month_first


def dated(words: str) -> Dated | None:
    """The only day or month in a cell of a spreadsheet, in any of its forms; None for none, or for several."""
    found = [
        (match, made)
        for pattern, reading in _FORMS
        for match in pattern.finditer(folded(words))
        if (made := reading(match))
    ]
    spans = [match.span() for match, _ in found]
    first = [
        (match, made)
        for match, made in found
        if not any(
            start <= match.start() and match.end() <= end and match.span() != (start, end)
            for start, end in spans
        )
    ]
    if len(first) != 1:
        return None
    match, (day_first, month_first) = first[0]
    rest = folded(words)[: match.start()] + folded(words)[match.end() :]
    beside = tuple(re.findall(r"[^\W\d_]+", rest))
    return Dated(day_first, month_first, any(map(str.isalnum, rest)), beside)


def first_day(day: str) -> str:
    """A day as it is; a month as its first day."""
    return f"{day}-01" if len(day) == len("2027-03") else day


def last_day(day: str) -> str:
    """A day as it is; a month as its last day."""
    if len(day) != len("2027-03"):
        return day
    year, month = map(int, day.split("-"))
    return f"{day}-{monthrange(year, month)[1]:02}"


def no_review(one: Dated, as_of: str) -> str:
    """Why a day may be none on which a review was done, "" if nothing speaks against it; `as_of` is today."""
    if as_of and one.plain > as_of:
        return "a day to come, on which no review can have been done"
    others = [word for word in one.words if word not in word_set("review_done")]
    return f"{others[0]!r} beside the day: it may not be that of a review that was done" if others else ""


def _year(digits: str) -> str:
    return digits if len(digits) == 4 else f"20{digits}"


def _two_ways(found: re.Match[str]) -> tuple[str, str] | None:
    year = _year(found[4])
    day_first, month_first = _iso(year, found[3], found[1]), _iso(year, found[1], found[3])
    if found[2] == ".":
        month_first = day_first
    return (day_first, month_first) if day_first or month_first else None


def _one_way(year: str, month: str, day: str | None) -> tuple[str, str] | None:
    made = _iso(year, month, day)
    return (made, made) if made else None


def _in_words(found: re.Match[str]) -> tuple[str, str] | None:
    return _one_way(_year(found["year"]), str(_months()[found["month"]]), found["before"] or found["after"])


@cache
def _month_year() -> re.Pattern[str]:
    names = "|".join(sorted(map(re.escape, _months()), key=len, reverse=True))
    day = r"(?P<before>\d{1,2})(?:st|nd|rd|th|\.)?(?:\s+of|\s+de)?[\s./-]*"
    after = r"(?P<after>\d{1,2})(?:st|nd|rd|th)?(?:,\s*|\s+)"
    return re.compile(
        rf"(?<!\w)(?:{day})?(?P<month>{names})\.?(?:\s+de)?[\s,./-]*(?:{after})?['’]?(?P<year>20\d\d|\d\d)(?![\d/-])"
    )


def updated_on(words: str) -> tuple[str, str]:
    """The day on which a text says that it was last changed, and the words that say so."""
    for said in turn("updated").finditer(words):
        found = _AFTER_UPDATED.match(words, said.end())
        if found and (day := day_in(found[1])):
            return day, words[said.start() : found.end()].strip()
    return "", ""


def _iso(year: str, month: str, day: str | None) -> str:
    try:
        return date(int(year), int(month), int(day or 1)).isoformat()[: 10 if day else 7]
    except ValueError:
        return ""


_FORMS: tuple[tuple[re.Pattern[str], Callable[[re.Match[str]], tuple[str, str] | None]], ...] = (
    (
        re.compile(r"(?<!\d)(20\d\d)([./-])(\d{1,2})\2(\d{1,2})(?:[t ]\d{2}:\d{2}(?::\d{2})?(?:\.\d+)?z?)?(?!\d)"),
        lambda found: _one_way(found[1], found[3], found[4]),
    ),
    (re.compile(r"(?<![\d./-])(20\d\d)[./-](\d{1,2})(?![\d./-])"), lambda found: _one_way(found[1], found[2], None)),
    (re.compile(r"(?<![\d./-])(\d{1,2})([./-])(\d{1,2})\2(20\d\d|\d\d)(?![\d])"), _two_ways),
    (re.compile(r"(?<![\d./-])(\d{1,2})[./-](20\d\d)(?![\d./-])"), lambda found: _one_way(found[2], found[1], None)),
    (_month_year(), _in_words),
)  # fmt: skip
