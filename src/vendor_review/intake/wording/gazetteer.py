"""Names and codes of places in any text, in the languages of CLDR that lists use, with cities and regions of clouds."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache, lru_cache

import pycountry
from babel import Locale

from vendor_review.intake.wording.tables import any_of, folded, phrases, turn, word_set

_LANGUAGES = "en de fr es it pt nl sv da nb fi pl cs hu tr ja ko zh"
_FIRST_FLAG = 0x1F1E6
_FLAG = re.compile("[\U0001f1e6-\U0001f1ff]{2}")
_REGION_CODE = re.compile(
    r"(?<![\w-])(us|eu|ap|ca|sa|af|me|il)-(?:gov-)?(?:east|west|central|north|south|northeast|southeast)-\d(?!\w)"
)
_STATES = (
    "AL|AK|AZ|AR|CA|CO|CT|DE|FL|GA|HI|ID|IL|IN|IA|KS|KY|LA|ME|MD|MA|MI|MN|MS|MO|MT|NE|NV|NH|NJ|NM|NY|NC|ND|OH|OK|OR|PA|RI|SC|SD|"
    "TN|TX|UT|VT|VA|WA|WV|WI|WY"
)
US_STATE = re.compile(_STATES)
"""A state of the US by its two letters; without a postcode, `CA` and `DE` may be a country as well."""
_US_STATES = re.compile(rf"(?<![\w])(?:{_STATES})\s+\d{{5}}(?:-\d{{4}})?(?!\w)")


@cache
def _names() -> Mapping[str, str]:
    found: dict[str, str] = {}
    codes = {country.alpha_2 for country in pycountry.countries}
    for country in pycountry.countries:
        for field in ("name", "official_name", "common_name"):
            if named := getattr(country, field, ""):
                found.setdefault(folded(str(named)), country.alpha_2)
    for language in _LANGUAGES.split():
        for code, named in Locale(language).territories.items():
            if code in codes and len(named) > 1:
                found.setdefault(folded(named), code)
    for name in word_set("other_meanings"):
        found.pop(name, None)
    return {**found, **phrases("places", "code", "names")}


@cache
def _gazetteer() -> re.Pattern[str]:
    return re.compile(rf"(?<![\w-]){any_of(_names())}(?!\w)")


def codes_in(words: str) -> list[str]:
    """Codes of all places that words name, in their order, each once."""
    return [code for code, _, _ in found_in(words)]


@lru_cache(maxsize=20_000)
def found_in(words: str) -> tuple[tuple[str, int, int], ...]:
    """Code of each place that words name, once, with where its name begins and ends, in their order."""
    words = turn("names_of_law").sub(lambda match: " " * len(match[0]), words)
    plain = _flat(words)
    found: dict[str, tuple[int, int]] = {}
    for match in _gazetteer().finditer(plain):
        written = words[match.start() : match.end()]
        code = _names()[match[0]]
        if (
            match[0] in word_set("place_codes")
            and not (written.isupper() or written.isdigit() or "-" in written)
            and not _is_region(plain, match.end())
        ):
            continue
        found.setdefault(code, match.span())
    for match in _FLAG.finditer(words):
        letters = "".join(chr(ord(char) - _FIRST_FLAG + ord("A")) for char in match[0])
        if pycountry.countries.get(alpha_2=letters) or letters == "EU":
            found.setdefault(letters, match.span())
    for match in _US_STATES.finditer(words):
        found.setdefault("US", match.span())
    for match in _REGION_CODE.finditer(plain):
        code = {"us": "US", "ca": "CA", "eu": "EU"}.get(match[1], "")
        if code and not any(start <= match.start() < end for start, end in found.values()):
            found.setdefault(code, match.span())
    if not found and (code := as_code(words)):
        found[code] = (0, len(words))
    return tuple((code, *span) for code, span in sorted(found.items(), key=lambda item: item[1]))


def _is_region(plain: str, end: int) -> bool:
    """`us region`, `eu-hosted`: a code in small letters that a word after it makes one."""
    return bool(re.match(r"[\s-](?:region|based|hosted|only|data)", plain[end:]))


def _flat(words: str) -> str:
    """Case-folded, character for character, so that places in it are places in `words`."""
    low = "".join(char.casefold() if len(char.casefold()) == 1 else char for char in words)
    return low.replace("’", "'").replace("–", "-").replace("—", "-").replace("\n", " ").replace("\u00a0", " ")


def as_code(words: str) -> str:
    """The country that a cell of two or three capitals alone names."""
    bare = words.strip().strip(".*†")
    if not (bare.isascii() and bare.isupper() and len(bare) in (2, 3)):
        return ""
    country = (
        pycountry.countries.get(alpha_2=bare) if len(bare) == 2 else pycountry.countries.get(alpha_3=bare)
    )
    return "" if country is None else str(country.alpha_2)
