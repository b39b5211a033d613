"""Days and months as lists write them, in ISO; what could be two days is none."""

from __future__ import annotations

import re
from datetime import date
from functools import cache

from babel import Locale

from vendor_review.intake.wording.tables import folded, turn

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
