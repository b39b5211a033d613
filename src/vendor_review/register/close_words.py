"""Known words that a mistyped one has most in common with: the search behind every "did you mean"."""

from __future__ import annotations

from collections.abc import Iterable

from vendor_review.register.contrary_words import is_contrary

#: Words that have less in common are as a rule just other words.
ALIKE = 0.6
_MORE = 4


def close_words(word: str, known: Iterable[str], most: int = 1, alike: float = ALIKE) -> list[str]:
    """Those of `known` whose likeness to `word` is `alike` or more, at most `most` of them, best first.

    None says the opposite: `active` is not close to `inactive`.
    """
    # It takes as long to load as a small register does to read, and most words are right.
    from rapidfuzz import fuzz, process

    choices = known if isinstance(known, list) else list(known)
    # A few more, since those that say the opposite fall out.
    found = process.extract(word, choices, scorer=fuzz.ratio, score_cutoff=100 * alike, limit=most + _MORE)
    return [close for close, *_ in found if not is_contrary(word, close)][:most]


def likeness(left: str, right: str) -> float:
    """How much two texts have in common: 1 for equal ones, 0 for such as share no character."""
    from rapidfuzz import fuzz

    return fuzz.ratio(left, right) / 100
