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

    A month alone (`2027-03`) is meant as a month, and so are a quarter (`2027-Q3`), a half (`2027-H1`) and a year
    (`2027`); "" is what cannot be. `words` are those beside the day, folded.
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

    @property
    def is_rough(self) -> bool:
        """Whether it is a half or a whole year, whose days are far apart."""
        return "H" in self.plain or len(self.plain) == len("2027")


def year_in(words: str) -> Dated | None:
    """The year alone of which a cell speaks, with nothing but words such as `since` and `end of` beside it."""
    found = [*_YEAR.finditer(folded(words))]
    if len(found) != 1:
        return None
    rest = folded(words)[: found[0].start()] + folded(words)[found[0].end() :]
    beside = tuple(re.findall(r"[^\W\d_]+", rest))
    if any(map(str.isdigit, rest)) or not {*beside} <= word_set("beside_a_year"):
        return None
    return Dated(found[0][0], found[0][0], bool(beside), beside)


def day_or_year(words: str) -> Dated | None:
    """The only day, month or other part of a year in a cell, or the year alone."""
    return dated(words) or year_in(words)


def dated(words: str) -> Dated | None:
    """The only day, month, quarter or half in a cell, in any of its forms; None for none, or for several."""
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
    """A day as it is; a month, a quarter, a half or a year as its first day."""
    year, month, _ = _span(day)
    return f"{year}-{month:02}-01" if month else day


def last_day(day: str) -> str:
    """A day as it is; a month, a quarter, a half or a year as its last day."""
    year, month, months = _span(day)
    last = month + months - 1
    return f"{year}-{last:02}-{monthrange(int(year), last)[1]:02}" if month else day


def counted_day(day: str, *, is_end: bool) -> str:
    """The day that counts of a span: its last where it is an end, else its first."""
    return last_day(day) if is_end else first_day(day)


def span_name(day: str) -> str:
    """What a day is called that is none but a span of days: a month, a quarter, half a year, a year; "" for a day."""
    return {0: "", 1: "a month", 3: "a quarter", 6: "half a year", 12: "a year"}[_span(day)[2]]


def _span(day: str) -> tuple[str, int, int]:
    """The year and the first month of a span, and how many months it has; 0 of a day."""
    year, _, part = day.partition("-")
    if part[:1] in ("Q", "H"):
        months = 3 if part[0] == "Q" else 6
        return year, (int(part[1:]) - 1) * months + 1, months
    if not part:
        return year, 1, 12
    return (year, int(part), 1) if len(part) == len("03") else (year, 0, 0)


def no_review(one: Dated, as_of: str) -> str:
    """Why a day may be none on which a review was done, "" if nothing speaks against it; `as_of` is today."""
    if as_of and first_day(one.plain) > as_of:
        return "a day to come, on which no review can have been done"
    known = word_set("review_done") | (word_set("beside_a_year") if span_name(one.plain) else frozenset())
    others = [word for word in one.words if word not in known]
    return f"{others[0]!r} beside the day: it may not be that of a review that was done" if others else ""


def span_read(one: Dated, *, is_end: bool) -> tuple[str, str, bool]:
    """The day that a span of days stands for, why, and whether that is to be asked: the last where it is an end.

    Asked are halves and years, a business year, whose quarters begin elsewhere, and a part of the span that is not the
    one that counts, such as the end of a quarter in which something began.
    """
    day = counted_day(one.plain, is_end=is_end)
    name = span_name(one.plain)
    which = "last day, as it is an end" if is_end else "first day, the earliest that it can mean"
    others = word_set("early_in_a_span") if is_end else word_set("late_in_a_span")
    if other := next((word for word in one.words if word in others), ""):
        return day, f"{name}: its {which}, though {other!r} is beside it", True
    if other := next((word for word in one.words if word in word_set("business_year")), ""):
        return day, f"{name}: its {which}, unless {other!r} is a year that does not begin in January", True
    return day, f"{name}: its {which}", one.is_rough


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


def _part_of_year(found: re.Match[str]) -> tuple[str, str] | None:
    said = found.groupdict()
    part = next(
        said[name] for name in ("q", "q_first", "q_ordinal", "h", "h_first", "h_ordinal") if said.get(name)
    )
    number = _ORDINALS.get(part) or int(part[0])
    kind, most = ("Q", 4) if any(said.get(name) for name in ("q", "q_first", "q_ordinal")) else ("H", 2)
    year = _year(next(said[name] for name in ("year", "year_first", "year_short") if said.get(name)))
    made = f"{year}-{kind}{number}"
    return (made, made) if number <= most else None


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


_ORDINALS = {
    word: number
    for number, words in enumerate(
        ("first erstes", "second zweites", "third drittes", "fourth last viertes letztes"), 1
    )
    for word in words.split()
}
_ORDINAL = rf"(?:[1-4](?=st|nd|rd|th|er|e|\.|\s)|{'|'.join(_ORDINALS)})"
_PART = (
    r"(?:q(?P<q>[1-4])|(?P<q_first>[1-4])q|h(?P<h>[12])|(?P<h_first>[12])h"
    rf"|(?P<q_ordinal>{_ORDINAL})(?:st|nd|rd|th|er|e|\.)?\s*(?:quarter|quartal|trimestre|kwartaal)"
    rf"|(?P<h_ordinal>{_ORDINAL})(?:st|nd|rd|th|er|e|\.)?\s*(?:half|halbjahr|semestre|semester)(?:[\s-]+year)?)"
)
_YEAR = re.compile(r"(?<![\w./-])(?:20\d\d|19[89]\d)(?![\w/-]|[.,]\d)")

_FORMS: tuple[tuple[re.Pattern[str], Callable[[re.Match[str]], tuple[str, str] | None]], ...] = (
    (
        re.compile(r"(?<!\d)(20\d\d)([./-])(\d{1,2})\2(\d{1,2})(?:[t ]\d{2}:\d{2}(?::\d{2})?(?:\.\d+)?z?)?(?!\d)"),
        lambda found: _one_way(found[1], found[3], found[4]),
    ),
    (re.compile(r"(?<![\d./-])(20\d\d)[./-](\d{1,2})(?![\d./-])"), lambda found: _one_way(found[1], found[2], None)),
    (re.compile(r"(?<![\d./-])(\d{1,2})([./-])(\d{1,2})\2(20\d\d|\d\d)(?![\d])"), _two_ways),
    (re.compile(r"(?<![\d./-])(\d{1,2})[./-](20\d\d)(?![\d./-])"), lambda found: _one_way(found[2], found[1], None)),
    (_month_year(), _in_words),
    (
        re.compile(
            rf"(?<![\w./-]){_PART}(?:\s+(?:of|de|del|in))?[\s,./-]*(?:(?P<year>20\d\d)|['’]?(?P<year_short>\d\d))(?![\w/-])"
        ),
        _part_of_year,
    ),
    (re.compile(rf"(?<![\w./-])(?P<year_first>20\d\d)[\s,./-]*{_PART}(?![\w/-])"), _part_of_year),
)  # fmt: skip
