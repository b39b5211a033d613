"""Which fact a column, a label or a key of a list states, by the words of its heading."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache, lru_cache

from vendor_review.intake.wording.tables import any_of, folded, rows, turn

_CAMEL = re.compile(r"(?<=[a-z])(?=[A-Z])")
_BRACKETS = re.compile(r"\s*\([^()]*\)")
_EDGES = re.compile(r"^[\W_]+|[\W_]+$")
_JOINTS = re.compile(r"[_/&,]+|\s-\s|\s+(?:and|und|et|y|e|or|of the)\s+")
# A phrase within a longer heading says less than a heading of its own.
_WITHIN = 0.7
MOST_WORDS = 14


@cache
def _known(*, inventory: bool = False) -> Mapping[str, Mapping[str, float]]:
    """Phrase to the facts that it may state, each with how sure that is, from 0 to 1.

    What only a company's own inventory has, such as an owner, is there where `inventory` asks for it.
    """
    found: dict[str, dict[str, float]] = {}
    for row in rows("headings"):
        if row["of"] and not inventory:
            continue
        for phrase in row["headings"].split(";"):
            facts = found.setdefault(folded(phrase), {})
            facts[row["fact"]] = max(facts.get(row["fact"], 0), float(row["weight"]) / 10)
    return found


@cache
def own_facts() -> frozenset[str]:
    """The facts that only a company's own inventory of its vendors has."""
    named = list(rows("headings"))
    return frozenset(
        {row["fact"] for row in named if row["of"]} - {row["fact"] for row in named if not row["of"]}
    )


@cache
def _within(*, inventory: bool = False) -> re.Pattern[str]:
    return re.compile(rf"(?<!\w){any_of(_known(inventory=inventory))}(?!\w)")


@lru_cache(maxsize=20_000)
def facts_of(heading: str, *, inventory: bool = False) -> Mapping[str, float]:
    """Facts that a column of this heading may state, each with how sure that is, from 0 to 1; none if none is known.

    With `inventory` also those that only a company's own inventory has.
    """
    plain = folded(_CAMEL.sub(" ", heading).replace("_", " "))
    if not plain or len(plain.split()) > MOST_WORDS:
        return {}
    if not any(char.isalpha() for char in plain):
        return {"number": 1.0}
    known = _known(inventory=inventory)
    for spelt in (plain, _EDGES.sub("", plain), _EDGES.sub("", _BRACKETS.sub("", plain))):
        if spelt in known:
            return known[spelt]
    named = turn("name_of").match(plain)
    if named and "name" in (of := facts_of(plain[named.end() :].strip(), inventory=inventory)):
        return {"name": of["name"]}
    parts = [part.strip() for part in _JOINTS.split(_BRACKETS.sub("", plain)) if part.strip()]
    if len(parts) > 1:
        found = [known.get(_EDGES.sub("", part), {}) for part in parts]
        if found[0]:
            return {fact: weight * 0.95 for fact, weight in found[0].items()}
    longest = max(_within(inventory=inventory).findall(plain), key=len, default="")
    return {fact: weight * _WITHIN for fact, weight in known[longest].items()} if longest else {}


def is_whole(heading: str) -> bool:
    """Whether the whole heading is a known one, and not only a word in it."""
    return _EDGES.sub("", folded(heading)) in _known()


def is_exact(heading: str, fact: str) -> bool:
    """Whether the whole heading is known to state `fact`."""
    return _known().get(_EDGES.sub("", folded(heading)), {}).get(fact, 0) >= 0.8


def glued_headings(words: str) -> list[str]:
    """Headings that stand in one stretch without a border between them, as damaged text has them; none if fewer than 3.

    `NamePurposeLocation` and `Vendor Purpose Location Amazon` are such.
    """
    found: list[str] = []
    rest = _CAMEL.sub(" ", words.strip()[:200])
    while rest:
        taken = next(
            (count for count in (4, 3, 2, 1) if _sure(" ".join(rest.split()[:count]), rest, count)), 0
        )
        if not taken:
            break
        found.append(" ".join(rest.split()[:taken]))
        rest = " ".join(rest.split()[taken:])
    facts = {fact for heading in found for fact, weight in _known()[folded(heading)].items() if weight >= 0.8}
    return found if len(found) >= 3 and "name" in facts and len(facts) >= 3 else []


def _sure(words: str, rest: str, count: int) -> bool:
    return len(rest.split()) >= count and max(_known().get(folded(words), {"": 0}).values()) >= 0.8
