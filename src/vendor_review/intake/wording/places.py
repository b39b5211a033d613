"""Places in a cell: split first, then coded; nothing is decided that the cell leaves open."""

from __future__ import annotations

import re
from collections.abc import Container, Iterable, Iterator
from dataclasses import dataclass

from vendor_review.intake.wording.gazetteer import (
    US_STATE,
    as_code,
    codes_in,
    countries_of_state,
    country_named,
    found_in,
    is_country,
    state_named,
)
from vendor_review.intake.wording.tables import folded, turn

_NEAR = 300
_PARTS = re.compile(
    r"\n|;|,|\s/\s|/|\+|&|→|->|·|•|\||\s(?:and|or|und|oder|et|ou|y|o|e|en|und/oder|and/or)\s(?!\d{5})"
    r"|(?<=\w\w)\.\s+(?=[A-Z][^.:]{0,60}:)|、|，|；|・",
    re.IGNORECASE,
)
#: `Customers in the EU: Germany`: for whom the place is, before it.
_FOR_WHOM = re.compile(r"(?P<whom>[^:]{0,80}):\s*(?P<where>[^:]+)")
_UNCERTAIN = re.compile(
    r"\?|\b(?:planned|planning|proposed|future|soon|maybe|possibly|probably|likely|tbc|from 20\d\d)\b"
)
_BEGINS = re.compile(
    r"(?:from|as of|since|starting|vanaf|ab|dès|à partir d[eu]|a partir de)\s(?:\w+\s)?(20\d\d)\b",
    re.IGNORECASE,
)
_BRACKETS = re.compile(r"\(([^()]*)\)")


@dataclass(frozen=True)
class Place:
    """A place: its code, "" if it has none that is known, the words for it, and when it applies.

    `may_be` says what each of several meanings is, where nothing proves which it has: `Dublin, CA`.
    """

    code: str
    as_written: str
    condition: str = ""
    may_be: str = ""


def places_in(words: str) -> list[Place]:
    """The places that a cell names; one without code where it has words and none of them is known.

    What is in brackets or after a colon may be a place of its own, or says when the place before applies. An
    excluded place (`outside the EU`) is none.
    """
    if code := as_code(words):
        return [Place(code, words.strip())]
    found: list[Place] = []
    seen: set[tuple[str, str]] = set()
    for part in _parts(words):
        bare = _BRACKETS.sub("", part).strip(" *†‡\\")
        bracketed = [inner.strip() for inner in _BRACKETS.findall(part)]
        condition = "; ".join(inner for inner in bracketed if turn("conditional_place").search(inner))
        if (told := _FOR_WHOM.fullmatch(bare)) and turn("customers").search(told["whom"]):
            condition, bare = told["whom"].strip(), told["where"]
        places = [Place(code, part.strip(), condition) for code in _codes(bare) if not _excluded(bare)]
        doubt = _doubt(bare) if not places else ()
        for inner in bracketed:
            # `San Jose (CA)` is written as `San Jose, CA` is.
            if places and (states := countries_of_state(inner, bare)):
                doubt = (inner.strip(), states) if len(states) > 1 else ()
                places = [] if doubt else [Place(states[0], part.strip(), condition)]
                continue
            if "VARIES" in codes_in(inner):
                places.append(Place("VARIES", inner))
            elif not _excluded(inner) and (
                not turn("conditional_place").search(inner) or not places or _options(inner)
            ):
                places += [Place(code, inner) for code in _codes(inner)]
        if doubt and not places:
            places = [Place("", part.strip(), condition, _meanings(*doubt))]
        for place in places:
            if (place.code, place.condition) not in seen:
                seen.add((place.code, place.condition))
                found.append(place)
    if not found and words.strip() and not _is_blank(words):
        found = [Place(_network(words), words.strip())]
    return found


def places_today(words: str, eea: Container[str] = (), as_of: str = "") -> tuple[list[Place], list[str]]:
    """The places that a cell of somebody's own table names, and what it says of places that may come.

    `EU (Dublin)` is Ireland alone: what is in the brackets says which part of the region, if it lies in
    `eea`. `US (EU asked)` and `US, moving to the EU` are the US. What began in a year up to that of `as_of` is there.
    """
    places = places_in(words)
    later: list[str] = []
    today: list[Place] = []
    for place in places:
        said = _BRACKETS.sub("", place.as_written)
        if _is_to_come(said, as_of) and codes_in(said):
            later.append(place.as_written)
        else:
            today.append(place)
    if not today:
        return places, []
    narrowed: list[Place] = []
    known = {place.code for place in today}
    for place in today:
        within = _BRACKETS.findall(place.as_written) if place.code in ("EU", "EEA") else []
        countries = [code for one in within for code in codes_in(one)]
        is_narrow = bool(countries) and all(is_place(one, 0.8) for one in within)
        is_narrow &= not place.condition and all(code in eea and code in known for code in countries)
        if not is_narrow:
            narrowed.append(place)
    return narrowed, list(dict.fromkeys(later))


def is_uncertain(words: str, to_come: Iterable[str] = ()) -> bool:
    """Whether a cell, without the parts that speak of places `to_come`, doubts a place or says that it comes later."""
    rest = folded(words)
    for later in map(folded, to_come):
        rest = rest.replace(later, "")
    return bool(_UNCERTAIN.search(rest) or turn("place_to_come").search(rest))


def _is_to_come(words: str, as_of: str) -> bool:
    """Whether words beside a place say that it comes later: `from 2023` does not, once that has come."""
    found = turn("place_to_come").search(words)
    year = _BEGINS.search(words, found.start()) if found else None
    return bool(found) and not (year and as_of and year[1] <= as_of[:4])


def _codes(words: str) -> list[str]:
    """Codes of the places of a part; of a town and its state that of the country of both.

    Where the state may be a country as well, only what stands beside both counts: `Dublin, CA, USA`.
    """
    pieces = words.split(",")
    for at in range(1, len(pieces)):
        if states := countries_of_state(pieces[at], pieces[at - 1]):
            beside = codes_in(", ".join([*pieces[: at - 1], *pieces[at + 1 :]]))
            return [*dict.fromkeys([*states, *beside])] if len(states) == 1 else beside
    found = codes_in(words)
    # A town that is not known, and its country in short; one that may be a state in short says nothing.
    if not found and len(pieces) > 1 and not US_STATE.fullmatch(pieces[-1].strip()):
        found = [code for code in [as_code(pieces[-1])] if code]
    return found


def doubt_of(words: str) -> tuple[str, ...]:
    """The codes of the countries in which a town may lie whose state may be a country as well; none where it is plain.

    A part of a cell is meant, without brackets: `Dublin, CA`.
    """
    doubt = _doubt(words)
    return doubt[1] if doubt else ()


def _doubt(words: str) -> tuple[()] | tuple[str, tuple[str, ...]]:
    """The state behind a town that may be a country as well, and the codes of both."""
    pieces = words.split(",")
    for at in range(1, len(pieces)):
        if len(states := countries_of_state(pieces[at], pieces[at - 1])) > 1:
            return pieces[at].strip(" .*"), states
    return ()


def _meanings(letters: str, codes: tuple[str, ...]) -> str:
    """What a state in short may mean: `'CA' is California (US) or Canada (CA)`."""
    named = [
        (state_named(code, letters) or country_named(code), code)
        for code in sorted(codes, key=letters.__eq__)
    ]
    return f"{letters!r} is " + " or ".join(f"{name} ({code})" for name, code in named)


def _network(words: str) -> str:
    """A vendor's network is wherever it has nodes, as several regions are that nobody names."""
    return "GLOBAL" if turn("everywhere").search(words) else ""


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
        # Only the end of what comes before: a cell may repeat one place ten thousand times.
        last = slice(max(merged[-1][0], merged[-1][1] - _NEAR), merged[-1][1]) if merged else slice(0)
        bare = _BRACKETS.sub("", words[last])
        before = _codes(bare)
        following = _BRACKETS.sub("", words[left:right])
        now = codes_in(following)
        town = words[last].rpartition(",")[2]
        behind_comma = words[left - 1] == ","
        is_state = behind_comma and bool(countries_of_state(following, town))
        may_be = _doubt(bare)
        proves = behind_comma and is_country(following)
        is_same = before in ([], now) and len(now) == 1 and (not may_be or (proves and now[0] in may_be[1]))
        if merged and (is_state or is_same):
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
    taken = sum(_letters(bare[start:end]) for _, start, end in found_in(bare))
    beside = sum(_letters(found[0]) for found in turn("place_words").finditer(bare)) if taken else 0
    return taken > 0 and taken >= share * (_letters(bare) - beside)


def _letters(words: str) -> int:
    return sum(not char.isspace() for char in words)
