"""Which control or word is meant; what nobody has heard of is refused with the nearest known one."""

from __future__ import annotations

from collections.abc import Collection

from vendor_review.schema.cells.suggestions import nearest_words

#: More known words than this are counted, not listed.
_LISTED = 30


def hint(word: str, known: Collection[str]) -> str:
    """` (did you mean 'VR-I1'?)`, or "" where nothing known is near."""
    nearest = nearest_words([word], known)[word]
    return f" (did you mean {nearest!r}?)" if nearest else ""


def allowed(known: Collection[str]) -> str:
    """The known words, or, of many, how many they are and the first of them."""
    words = list(known)
    if len(words) <= _LISTED:
        return ", ".join(words)
    return f"{', '.join(words[:3])} and {len(words) - 3} more"


def no_such(word: object, what: str, known: Collection[str]) -> str:
    """What to tell whoever wrote a word that is none of the known ones."""
    return f"{word!r} is no {what}{hint(str(word), known)}; they are {allowed(known)}"
