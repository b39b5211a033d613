"""Codes of places, and the code that a country's name or a common spelling stands for."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache

import pycountry

from vendor_review.schema.cells.suggestions import LONGEST, nearest_words
from vendor_review.schema.cells.values import GDPR_REGIONS, WORLD_CODES, visible

# What pycountry does not know: common spellings, parts of countries, and names in other languages. A region that is no
# code of ours (Europe, EMEA, the Americas) has none: a country of it, or the EU, would say more than its words do.
_SPELLINGS: Mapping[str, str] = {
    "america": "US",
    "bundesrepublik deutschland": "DE",
    "cape verde": "CV",
    "deutschland": "DE",
    "el": "GR",
    "england": "GB",
    "españa": "ES",
    "estados unidos": "US",
    "états-unis": "US",
    "e.e.a.": "EEA",
    "e.u.": "EU",
    "european economic area": "EEA",
    "european union": "EU",
    "ewr": "EEA",
    "frankreich": "FR",
    "global": "GLOBAL",
    "great britain": "GB",
    "großbritannien": "GB",
    "holland": "NL",
    "ire": "IE",
    "irland": "IE",
    "ivory coast": "CI",
    "korea": "KR",
    "niederlande": "NL",
    "northern ireland": "GB",
    "österreich": "AT",
    "republic of ireland": "IE",
    "russia": "RU",
    "schweiz": "CH",
    "scotland": "GB",
    "south korea": "KR",
    "suisse": "CH",
    "swaziland": "SZ",
    "the netherlands": "NL",
    "turkey": "TR",
    "u.k.": "GB",
    "u.s.": "US",
    "u.s.a.": "US",
    "uae": "AE",
    "uk": "GB",
    "united kingdom of great britain": "GB",
    "united states of america": "US",
    "usa": "US",
    "vereinigte staaten": "US",
    "vereinigtes königreich": "GB",
    "wales": "GB",
    "world": "GLOBAL",
    "worldwide": "GLOBAL",
}
# Names that another place, or a part of another country, has as well.
_SHARED_NAMES = frozenset({"america", "congo", "el", "georgia", "guinea", "jersey", "korea"})
# Regions whose usual short form is also the three-letter code of a country: North America, and Namibia's.
_REGIONS = frozenset({"nam"})
_PARTS = re.compile(r"[,;/()|+&·•\n]|\s[-–—]\s|\b(?:and|or)\b")
_BELONGS = re.compile(r"\((?:EU|EEA)\)")
_TOKENS = re.compile(r"[^\W\d_]+")
#: Names as short as this are mistyped into each other: Mali and Malta, Iran and Iraq.
_LONG_NAME = 6


@cache
def place_codes() -> frozenset[str]:
    """ISO 3166-1 alpha-2 codes, and the codes beside them."""
    return frozenset(country.alpha_2 for country in pycountry.countries) | WORLD_CODES


@cache
def _country_names() -> Mapping[str, str]:
    """Case-folded code, three-letter code or name of a country, to its two-letter code."""
    found: dict[str, str] = {}
    for country in pycountry.countries:
        for field in ("alpha_2", "alpha_3", "name", "official_name", "common_name"):
            found[str(getattr(country, field, country.alpha_2)).casefold()] = country.alpha_2
    return {name: code for name, code in found.items() if name not in _REGIONS}


@cache
def _names() -> Mapping[str, str]:
    """The same with the codes that name no country, and with common spellings."""
    return {**_country_names(), **{code.casefold(): code for code in WORLD_CODES}, **_SPELLINGS}


def code_of(words: str) -> str:
    """The code of the one place that `words` name, or "".

    `Germany`, `DEU`, `Ireland (EU)` and `Frankfurt am Main, Germany` name one; words that name two places are none's,
    nor are those that name one beside another's code (`Georgia (US)`).
    """
    whole = _names().get(words.strip().casefold(), "")
    if whole:
        return whole
    # What a country belongs to says nothing more.
    found = codes_in(_BELONGS.sub("", words))
    if found == GDPR_REGIONS:
        return "EEA"
    if len(found) != 1:
        return ""
    (code,) = found
    # Two letters within words may be anything, a state or a street: they make nothing certain, only doubtful.
    short = {
        _names().get(part.casefold(), code) for part in _parts(words) if len(part) == 2 and part.isupper()
    }
    return code if short <= {code, *GDPR_REGIONS} else ""


def codes_in(words: str) -> frozenset[str]:
    """The codes of all places that parts of `words` are the names of; two letters count only for the EU."""
    named = {
        _names().get(part.casefold(), "") for part in _parts(words) if len(part) > 2 or part in GDPR_REGIONS
    }
    return frozenset(named - {""})


def _parts(words: str) -> list[str]:
    return [part.strip() for part in _PARTS.split(words)]


def mentions(words: str, code: str) -> bool:
    """Whether `words` speak of a place anywhere, by a name or by its code in capitals."""
    tokens = _TOKENS.findall(words)
    if code in tokens:
        return True
    text = f" {' '.join(tokens).casefold()} "
    names = (
        " ".join(_TOKENS.findall(name)) for name, own in _names().items() if own == code and len(name) > 2
    )
    return any(f" {name} " in text for name in names)


def meant_code(written: str) -> str:
    """The code that is meant by what stands in place of one: that of a name, also of a mistyped one, or ""."""
    found = code_of(written)
    if found or len(written) > LONGEST:
        return found
    name = nearest_words([written], _country_names())[written]
    return _country_names()[name] if len(name) >= _LONG_NAME else ""


def is_certain_place(written: str) -> bool:
    """Whether what stands in place of a code is one in other case, or the whole name of just one place."""
    name = visible(written).strip().casefold()
    return name in _names() and name not in _SHARED_NAMES


def country_name(code: str) -> str:
    """The usual English name of a country by its two-letter code; the code itself of what is none."""
    country = pycountry.countries.get(alpha_2=code)
    return code if country is None else str(getattr(country, "common_name", country.name))
