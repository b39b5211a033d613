"""Codes of places, and the code that a country's name or a common spelling stands for."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache

import pycountry

from vendor_review.schema.cells.values import WORLD_CODES

# What pycountry does not know: common spellings, parts of countries, and names in other languages.
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
    "europe": "EU",
    "european economic area": "EEA",
    "european union": "EU",
    "ewr": "EEA",
    "frankreich": "FR",
    "global": "GLOBAL",
    "great britain": "GB",
    "großbritannien": "GB",
    "holland": "NL",
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
_PARTS = re.compile(r"[,;/()]|\s[-–—]\s")


@cache
def place_codes() -> frozenset[str]:
    """ISO 3166-1 alpha-2 codes, and the codes beside them."""
    return frozenset(country.alpha_2 for country in pycountry.countries) | WORLD_CODES


@cache
def _names() -> Mapping[str, str]:
    """Case-folded code, three-letter code or name of a country, to its two-letter code."""
    found: dict[str, str] = {}
    for country in pycountry.countries:
        for field in ("alpha_2", "alpha_3", "name", "official_name", "common_name"):
            found[str(getattr(country, field, country.alpha_2)).casefold()] = country.alpha_2
    return {**found, **{code.casefold(): code for code in WORLD_CODES}, **_SPELLINGS}


def code_of(words: str) -> str:
    """The code of the one place that `words` name, or "".

    `Germany`, `DEU` and `Frankfurt am Main, Germany` are DE; words that name two places are none's.
    """
    whole = _names().get(words.strip().casefold(), "")
    if whole:
        return whole
    # Two letters within words may be anything: a state of the US, a street.
    parts = [part for part in map(str.strip, _PARTS.split(words)) if len(part) > 2]
    found = {_names().get(part.casefold(), "") for part in parts} - {""}
    return found.pop() if len(found) == 1 else ""


def country_name(code: str) -> str:
    """The usual English name of a country by its two-letter code; the code itself of what is none."""
    country = pycountry.countries.get(alpha_2=code)
    return code if country is None else str(getattr(country, "common_name", country.name))
