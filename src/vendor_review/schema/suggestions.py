"""The known word that a mistyped one comes closest to."""

from __future__ import annotations

import difflib
from collections.abc import Collection, Iterable

# Comparing with every id of a large register would take minutes; beyond these numbers only likely ones are compared.
_MANY = 500
_DISTINCT_SEARCHES = 200


def nearest_words(values: Iterable[str], known: Collection[str]) -> dict[str, str]:
    """Distinct value to the nearest of `known`, "" where none is near, or too many were asked for."""
    by_folded = {word.casefold(): word for word in sorted(known, reverse=True)}
    found: dict[str, str] = {}
    for value in values:
        if value not in found:
            searching = len(by_folded) <= _MANY or len(found) < _DISTINCT_SEARCHES
            found[value] = _nearest(value.casefold(), by_folded) if searching else ""
    return found


def _nearest(folded: str, by_folded: dict[str, str]) -> str:
    if folded in by_folded:
        return by_folded[folded]
    if len(folded) > 200:
        return ""
    candidates = list(by_folded)
    if len(candidates) > _MANY:
        candidates = [
            word
            for word in candidates
            if abs(len(word) - len(folded)) <= 2 and (word[:3] == folded[:3] or word[-3:] == folded[-3:])
        ][:_MANY]
    close = difflib.get_close_matches(folded, candidates, n=1, cutoff=0.6)
    return by_folded[close[0]] if close else ""
