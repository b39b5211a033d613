"""Names and codes of places in any text, in the languages of CLDR that lists use, with cities and regions of clouds."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache, lru_cache

import pycountry
from babel import Locale
from babel.core import get_global

from vendor_review.intake.wording.tables import any_of, folded, phrases, turn, word_set

_LANGUAGES = "en de fr es it pt nl sv da nb fi pl cs hu tr ja ko zh zh_Hant"
_FIRST_FLAG = 0x1F1E6
_FLAG = re.compile("[\U0001f1e6-\U0001f1ff]{2}")
_REGION_CODE = re.compile(
    r"(?<![\w-])(us|eu|ap|ca|sa|af|me|il)-(?:gov-)?(?:east|west|central|north|south|northeast|southeast)-\d(?!\w)"
)
_CHINESE = re.compile(r"[\u4e00-\u9fff]{2,}")
_KOREAN = re.compile(r"[\uac00-\ud7a3]")
#: Marks of footnotes and other forms of a sign, one for one.
_EVEN = str.maketrans("’–—\n\u00a0¹²³⁴⁵", "'--       ")
# Shorter names of cities are words as well.
_SHORTEST_CITY = 5
_STATES = (
    "AL|AK|AZ|AR|CA|CO|CT|DE|FL|GA|HI|ID|IL|IN|IA|KS|KY|LA|ME|MD|MA|MI|MN|MS|MO|MT|NE|NV|NH|NJ|NM|NY|NC|ND|OH|OK|OR|PA|RI|SC|SD|"
    "TN|TX|UT|VT|VA|WA|WV|WI|WY"
)
US_STATE = re.compile(_STATES)
"""A state of the US by its two letters; without a postcode, `CA` and `DE` may be a country as well."""
_US_STATES = re.compile(rf"(?<![\w])(?:{_STATES})\s+\d{{5}}(?:-\d{{4}})?(?!\w)")


@cache
def _countries() -> Mapping[str, str]:
    """Names of countries to their codes."""
    found: dict[str, str] = {}
    codes = {country.alpha_2 for country in pycountry.countries}
    for country in pycountry.countries:
        for field in ("name", "official_name", "common_name"):
            if named := getattr(country, field, ""):
                found.setdefault(folded(str(named)), country.alpha_2)
    for language in _LANGUAGES.split():
        for code, named in Locale.parse(language).territories.items():
            if code in codes and len(named) > 1:
                found.setdefault(folded(named), code)
    return found


@cache
def _names() -> Mapping[str, str]:
    """Names of countries, their states, cities, and regions of clouds to codes; "" is a region that has none."""
    found = {**_countries()}
    for name, countries in _states().items():
        if not name.isupper() and len(countries) == 1:
            found.setdefault(name, *countries)
    for language in _LANGUAGES.split():
        zones = Locale.parse(language).time_zones
        for zone, country in get_global("zone_territories").items():
            named = zones[zone].get("city", "") if zone in zones else ""
            for city in (named, zone.rpartition("/")[2].replace("_", " ")):
                if len(city) >= _SHORTEST_CITY or (len(city) > 1 and not city.isascii()):
                    found.setdefault(folded(city), country)
    for name in word_set("other_meanings"):
        found.pop(name, None)
    return {**found, **phrases("places", "code", "names")}


@cache
def _states() -> Mapping[str, frozenset[str]]:
    """The states of federal countries by name and, in capitals, in short: the countries that have one called so."""
    found: dict[str, set[str]] = {}
    for country in ("US", "CA", "AU"):
        for state in pycountry.subdivisions.get(country_code=country):  # type: ignore[no-untyped-call]
            for name in (folded(state.name), state.code.partition("-")[2]):
                found.setdefault(name, set()).add(country)
    return {name: frozenset(countries) for name, countries in found.items()}


def countries_of_state(words: str, town: str) -> tuple[str, ...]:
    """The countries of which words behind a town's comma may be a state, or else the code: none if they are no state.

    One where the town, a postcode or the words themselves say which; several where nothing proves it: `Dublin, CA`.
    None also where the town lies in the country that the words name, as in `Berlin, DE` or `Tbilisi, Georgia`.
    """
    whole = words.strip(" .*")
    bare = re.sub(r"\s+\d{4,5}(?:-\d{4})?$", "", whole)
    states = _states().get(bare if bare.isupper() else folded(bare), frozenset())
    before = town.strip(" .*")
    if not states or not any(map(str.isalpha, before)) or as_code(before):
        return ()
    if known := _names().get(f"{_flat(before)}, {_flat(bare)}"):
        return (known,)
    towns = [match[0] for match in _gazetteer().finditer(_flat(before))]
    if any(one in _countries() or one in word_set("place_codes") for one in towns):
        return ()
    names = {_names()[one] for one in towns}
    short = as_code(bare) if len(bare) == 2 else ""
    if (short or _countries().get(folded(bare))) in names:
        return ()
    if own := names & states:
        return (own.pop(),)
    likely = "US" if "US" in states else next(iter(states))
    return (likely,) if not short or bare != whole else tuple(sorted({*states, short}))


def is_country(words: str) -> bool:
    """Whether words are the name or code of a country, and no town in it."""
    bare = _flat(words.strip(" .*"))
    known = bare in _countries() or bare in word_set("place_codes") or bare in word_set("countries_in_short")
    return known or bool(as_code(words))


def state_named(country: str, letters: str) -> str:
    """The name of a state by its country and its letters, such as `CA` of the US; "" if there is none."""
    found = pycountry.subdivisions.get(code=f"{country}-{letters}")  # type: ignore[no-untyped-call]
    return str(found.name) if found else ""


def country_named(code: str) -> str:
    """The name of a country by its code."""
    found = pycountry.countries.get(alpha_2=code)
    return str(getattr(found, "common_name", found.name)) if found else code


@cache
def _gazetteer() -> re.Pattern[str]:
    """Names as whole words; between Chinese characters there are no blanks, and Korean ones have endings."""
    names = [*_names()]
    chinese = any_of(name for name in names if _CHINESE.fullmatch(name))
    korean = any_of(name for name in names if _KOREAN.match(name))
    others = any_of(name for name in names if not (_CHINESE.fullmatch(name) or _KOREAN.match(name)))
    return re.compile(
        rf"(?<![\w-]){others}(?!\w)|{chinese}|(?<!\w){korean}(?=(?:에서|에|의|내|소재|지역)?(?!\w))"
    )


def codes_in(words: str) -> list[str]:
    """Codes of all places that words name, in their order, each once."""
    return [*dict.fromkeys(code for code, _, _ in found_in(words))]


@lru_cache(maxsize=20_000)
def found_in(words: str) -> tuple[tuple[str, int, int], ...]:
    """Code of each place that words name, with where its name begins and ends, in their order."""
    for other in ("names_of_law", "streets"):
        words = turn(other).sub(lambda match: " " * len(match[0]), words)
    plain = _flat(words)
    found: list[tuple[str, int, int]] = []
    within = bytearray(len(words))
    for match in _gazetteer().finditer(plain):
        written = words[match.start() : match.end()]
        code = _names()[match[0]]
        if not code or (
            match[0] in word_set("place_codes")
            and not (written.isupper() or written.isdigit() or "-" in written)
            and not _is_region(plain, match.end())
        ):
            continue
        found.append((code, *match.span()))
        within[match.start() : match.end()] = b"1" * len(match[0])
    for match in _FLAG.finditer(words):
        letters = "".join(chr(ord(char) - _FIRST_FLAG + ord("A")) for char in match[0])
        if pycountry.countries.get(alpha_2=letters) or letters == "EU":
            found.append((letters, *match.span()))
    found += [("US", *match.span()) for match in _US_STATES.finditer(words)]
    for match in _REGION_CODE.finditer(plain):
        code = {"us": "US", "ca": "CA", "eu": "EU"}.get(match[1], "")
        if code and not within[match.start()]:
            found.append((code, *match.span()))
    if not found and (code := as_code(words)):
        found.append((code, 0, len(words)))
    return tuple(sorted(found, key=lambda one: one[1]))


def _is_region(plain: str, end: int) -> bool:
    """`us region`, `eu-hosted`: a code in small letters that a word after it makes one."""
    return bool(re.match(r"[\s-](?:region|based|hosted|only|data)", plain[end:]))


def _flat(words: str) -> str:
    """Case-folded, character for character, so that places in it are places in `words`."""
    low = "".join(char.casefold() if len(char.casefold()) == 1 else char for char in words)
    return low.translate(_EVEN)


def as_code(words: str) -> str:
    """The country that a cell of two or three capitals alone names."""
    bare = words.translate(_EVEN).strip().strip(".*†")
    if bare in word_set("codes_in_small_letters"):
        bare = bare.upper()
        if bare in ("EU", "UK"):
            return phrases("places", "code", "names")[bare.casefold()]
    if not (bare.isascii() and bare.isupper() and len(bare) in (2, 3)):
        return ""
    country = (
        pycountry.countries.get(alpha_2=bare) if len(bare) == 2 else pycountry.countries.get(alpha_3=bare)
    )
    return "" if country is None else str(country.alpha_2)
