"""The known word that a mistyped one can hardly but mean, and the known one that it comes closest to."""

from __future__ import annotations

import difflib
from collections.abc import Collection, Iterable

from vendor_review.schema.cells.slips import is_one_slip

# Comparing with every id of a large register would take minutes; beyond these numbers only likely ones are compared.
_MANY = 500
_DISTINCT_SEARCHES = 200
# Codes as short as `bcr` or `E4` are one letter away from others that mean something else.
_SHORTEST = 4
LONGEST = 200
"""Characters of a text that may be meant for known words."""
# Longer words may have several slips and are still the same.
_LONG = 6
_ALIKE = 0.75


def nearest_words(values: Iterable[str], known: Collection[str]) -> dict[str, str]:
    """Distinct value to the one word of `known` that it is a misspelling of; "" where that is open.

    Words that differ in case, spaces and punctuation alone are the same, one slip of the pen apart are near unless
    they are short, and so are long ones that are alike. Where two known words are equally near, neither is given.
    """
    return {value: _meant(value, near) for value, near in _closest(values, known).items()}


def closest_words(values: Iterable[str], known: Collection[str]) -> dict[str, str]:
    """Distinct value to the closest of `known`, however far; "" where none has much in common with it."""
    return {value: near[0] if near else "" for value, near in _closest(values, known).items()}


def _closest(values: Iterable[str], known: Collection[str]) -> dict[str, list[str]]:
    """Distinct value to the few known words that it has most in common with, best first."""
    by_folded = {word.casefold(): word for word in sorted(known, reverse=True)}
    found: dict[str, list[str]] = {}
    for value in values:
        if value not in found:
            searching = len(by_folded) <= _MANY or len(found) < _DISTINCT_SEARCHES
            found[value] = _alike(value.casefold(), by_folded) if searching else []
    return found


def _alike(folded: str, by_folded: dict[str, str]) -> list[str]:
    if folded in by_folded:
        return [by_folded[folded]]
    if len(folded) > LONGEST:
        return []
    candidates = list(by_folded)
    if len(candidates) > _MANY:
        candidates = [
            word
            for word in candidates
            if abs(len(word) - len(folded)) <= 2 and (word[:3] == folded[:3] or word[-3:] == folded[-3:])
        ][:_MANY]
    close = difflib.get_close_matches(folded, candidates, n=3, cutoff=0.6)
    return [by_folded[word] for word in close]


def _meant(value: str, close: list[str]) -> str:
    """The one of a few close words that `value` is a misspelling of, "" if none is, or two are."""
    for is_near in (same_letters, _one_slip, _long_and_alike):
        near = [word for word in close if is_near(value.casefold(), word.casefold())]
        if near:
            return near[0] if len(near) == 1 else ""
    return ""


def same_letters(value: str, word: str) -> bool:
    """Whether only spaces and punctuation differ."""
    return _letters(value) == _letters(word) != ""


def _letters(word: str) -> str:
    return "".join(filter(str.isalnum, word))


def _one_slip(value: str, word: str) -> bool:
    swapped = len(value) == len(word) >= _SHORTEST - 1 and sorted(value) == sorted(word)
    return (swapped or max(len(value), len(word)) >= _SHORTEST) and is_one_slip(value, word)


def _long_and_alike(value: str, word: str) -> bool:
    if min(len(value), len(word)) < _LONG:
        return False
    return difflib.SequenceMatcher(None, value, word).ratio() >= _ALIKE
