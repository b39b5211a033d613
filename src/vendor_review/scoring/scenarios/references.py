"""Which vendor, control or word is meant; what nobody has heard of is refused with the nearest known one."""

from __future__ import annotations

from collections.abc import Collection

from vendor_review.errors import UsageError
from vendor_review.schema.cells.suggestions import nearest_words
from vendor_review.scoring.model.scores import Scores

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


def named_vendor(scores: Scores, called: str) -> str:
    """The id of the scored vendor that has this id, or, if only one has it, this name.

    Raises
    ------
    UsageError
        If there is none, with the nearest one.
    """
    names = scores.vendors["name"]
    if called in names.index:
        return called
    same = names.index[names == called]
    if len(same) == 1:
        return str(same[0])
    ids = [str(vendor_id) for vendor_id in names.index]
    near = hint(called, ids) or hint(called, set(names))
    register = "the register" if scores.checked is None else scores.checked.name
    raise UsageError(f"{called!r} is no vendor that {register} engages{near}; its ids are {', '.join(ids)}")
