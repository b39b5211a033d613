"""Places in a cell: split first, then coded; country names are known in the languages of CLDR that lists use."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache

import pycountry
from babel import Locale

from vendor_review.intake.wording.tables import folded, phrases, turn

_LANGUAGES = (
    "en",
    "de",
    "fr",
    "es",
    "it",
    "pt",
    "nl",
    "sv",
    "da",
    "nb",
    "fi",
    "pl",
    "cs",
    "hu",
    "tr",
    "ja",
    "ko",
    "zh",
)
# Names of countries that are a first name, a state of the US or a common word as well.
_OTHER_MEANINGS = frozenset(
    ("georgia", "jersey", "chad", "guinea", "man", "mali", "niger", "india ink", "oman")
)
# Stands for a place only where it is written as a code: `us`, `it`, `no` are words.
_CODES = frozenset(
    (
        "US",
        "UK",
        "EU",
        "EEA",
        "USA",
        "UAE",
        "GB",
        "DE",
        "IE",
        "NL",
        "FR",
        "CA",
        "AU",
        "SG",
        "JP",
        "CH",
        "SE",
        "FI",
        "IN",
    )
)
_CODE_WORDS = frozenset(
    (
        "us",
        "eu",
        "ue",
        "uk",
        "vs",
        "brd",
        "fra",
        "ams",
        "eua",
        "eer",
        "eee",
        "iad",
        "sfo",
        "pdx",
        "lhr",
        "uae",
    )
)
_PARTS = re.compile(
    r"\n|;|,|\s/\s|/|\+|&|→|->|·|•|\||\s(?:and|or|und|oder|et|ou|y|o|e|en|und/oder|and/or)\s", re.IGNORECASE
)
_BRACKETS = re.compile(r"\(([^()]*)\)")
_FIRST_FLAG = 0x1F1E6
_FLAG = re.compile("[\U0001f1e6-\U0001f1ff]{2}")
_REGION_CODE = re.compile(
    r"(?<![\w-])(us|eu|ap|ca|sa|af|me|il)-(?:gov-)?(?:east|west|central|north|south|northeast|southeast)-\d(?!\w)"
)
_STATES = (
    "AL|AK|AZ|AR|CA|CO|CT|DE|FL|GA|HI|ID|IL|IN|IA|KS|KY|LA|ME|MD|MA|MI|MN|MS|MO|MT|NE|NV|NH|NJ|NM|NY|NC|ND|OH|OK|OR|PA|RI|SC|SD|"
    "TN|TX|UT|VT|VA|WA|WV|WI|WY"
)
# With a postcode it is one of the United States; without, `CA` and `DE` may be a country.
_US_STATE = re.compile(_STATES)
_US_STATES = re.compile(rf"(?<![\w])(?:{_STATES})\s+\d{{5}}(?:-\d{{4}})?(?!\w)")


@dataclass(frozen=True)
class Place:
    """A place: its code, "" if it has none that is known, the words for it, and when it applies."""

    code: str
    as_written: str
    condition: str = ""


@cache
def _names() -> Mapping[str, str]:
    found: dict[str, str] = {}
    codes = {country.alpha_2 for country in pycountry.countries}
    for country in pycountry.countries:
        for field in ("name", "official_name", "common_name"):
            if named := getattr(country, field, ""):
                found.setdefault(folded(str(named)), country.alpha_2)
    for language in _LANGUAGES:
        for code, named in Locale(language).territories.items():
            if code in codes and len(named) > 1:
                found.setdefault(folded(named), code)
    for name in _OTHER_MEANINGS:
        found.pop(name, None)
    return {**found, **phrases("places", "code", "names")}


@cache
def _gazetteer() -> re.Pattern[str]:
    known = sorted(_names(), key=len, reverse=True)
    return re.compile(r"(?<![\w-])(?:" + "|".join(map(re.escape, known)) + r")(?![\w])")


def codes_in(words: str) -> list[str]:
    """Codes of all places that words name, in their order, each once."""
    return [code for code, _, _ in _found(words)]


def _found(words: str) -> list[tuple[str, int, int]]:
    words = turn("names_of_law").sub(lambda match: " " * len(match[0]), words)
    plain = _flat(words)
    found: dict[str, tuple[int, int]] = {}
    for match in _gazetteer().finditer(plain):
        written = words[match.start() : match.end()]
        code = _names()[match[0]]
        if (
            match[0] in _CODE_WORDS
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
    if not found and (code := _as_code(words)):
        found[code] = (0, len(words))
    return [(code, *span) for code, span in sorted(found.items(), key=lambda item: item[1])]


def _is_region(plain: str, end: int) -> bool:
    """`us region`, `eu-hosted`: a code in small letters that a word after it makes one."""
    return bool(re.match(r"[\s-](?:region|based|hosted|only|data)", plain[end:]))


def _flat(words: str) -> str:
    """Case-folded, character for character, so that places in it are places in `words`."""
    low = "".join(char.casefold() if len(char.casefold()) == 1 else char for char in words)
    return low.replace("’", "'").replace("–", "-").replace("—", "-").replace("\n", " ").replace("\u00a0", " ")


def _as_code(words: str) -> str:
    """The country that a cell of two or three capitals alone names."""
    bare = words.strip().strip(".*†")
    if not (bare.isascii() and bare.isupper() and len(bare) in (2, 3)):
        return ""
    country = (
        pycountry.countries.get(alpha_2=bare) if len(bare) == 2 else pycountry.countries.get(alpha_3=bare)
    )
    return "" if country is None else str(country.alpha_2)


def places_in(words: str) -> list[Place]:
    """The places that a cell names; one without code where it has words and none of them is known.

    What is in brackets or after a colon may be a place of its own, or says when the place before applies. An
    excluded place (`outside the EU`) is none.
    """
    if code := _as_code(words):
        return [Place(code, words.strip())]
    found: list[Place] = []
    seen: set[tuple[str, str]] = set()
    for part in _parts(words):
        bare = _BRACKETS.sub("", part).strip(" *†‡\\")
        bracketed = [inner.strip() for inner in _BRACKETS.findall(part)]
        condition = "; ".join(inner for inner in bracketed if turn("conditional_place").search(inner))
        places = [Place(code, part.strip(), condition) for code in codes_in(bare) if not _excluded(bare)]
        for inner in bracketed:
            if "VARIES" in codes_in(inner):
                places.append(Place("VARIES", inner))
            elif not _excluded(inner) and (
                not turn("conditional_place").search(inner) or not places or _options(inner)
            ):
                places += [Place(code, inner) for code in codes_in(inner)]
        for place in places:
            if (place.code, place.condition) not in seen:
                seen.add((place.code, place.condition))
                found.append(place)
    if not found and words.strip() and not _is_blank(words):
        found = [Place(_network(words), words.strip())]
    return found


def _network(words: str) -> str:
    """A vendor's network is wherever it has nodes."""
    return "GLOBAL" if re.search(r"(?<!\w)(?:network|cdn|edge)(?!\w)", folded(words)) else ""


def _options(words: str) -> bool:
    return bool(re.search(r"\boptions?\b", words, re.IGNORECASE))


def _excluded(words: str) -> bool:
    return bool(turn("excluded_place").search(words))


def _is_blank(words: str) -> bool:
    return folded(words).strip(" .-") in ("", "n/a", "na", "none", "not applicable", "unknown", "not stated")


def _parts(words: str) -> Iterator[str]:
    """The parts of a cell between separators that are not in brackets.

    `Frankfurt, Germany` is one part: what names no place, or the same as the next, belongs to the next.
    """
    spans: list[tuple[int, int]] = []
    start = 0
    levels = _levels(words)
    for cut in _PARTS.finditer(words):
        if levels[cut.start()] <= 0:
            spans.append((start, cut.start()))
            start = cut.end()
    spans.append((start, len(words)))
    merged: list[tuple[int, int]] = []
    for left, right in spans:
        if not words[left:right].strip():
            continue
        before = codes_in(_BRACKETS.sub("", words[slice(*merged[-1])])) if merged else []
        now = codes_in(_BRACKETS.sub("", words[left:right]))
        is_state = bool(_US_STATE.fullmatch(words[left:right].strip())) and before in ([], ["US"])
        if merged and (is_state or (before in ([], now) and len(now) == 1)):
            merged[-1] = (merged[-1][0], right)
        else:
            merged.append((left, right))
    for left, right in merged:
        yield words[left:right].strip()


def _levels(words: str) -> list[int]:
    """How many brackets are open at each character."""
    depth = 0
    levels: list[int] = []
    for char in words:
        depth += (char == "(") - (char == ")")
        levels.append(depth)
    return levels


def is_place(words: str, share: float = 0.35) -> bool:
    """Whether words are a place and little else: at least a `share` of their letters names one."""
    if not words or len(words) > 120:
        return False
    # `Payments (United States)` is no place, `EU (Germany)` and `(Germany)` are.
    bare = _BRACKETS.sub("", words).strip() or words
    taken = sum(end - start for _, start, end in _found(bare))
    return taken >= share * len(bare)
