"""The known word that a mistyped one can hardly but mean, the known one closest to it, and how a reader is told."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable

from vendor_review.register.close_words import close_words, is_one_slip, likeness, other_number
from vendor_review.schema.cells.values import visible

# So many take seconds; where more would be needed, nearly everything is wrong, and the first hints tell how.
_MOST_COMPARISONS = 20_000_000
# Codes as short as `bcr` or `E4` are one letter away from others that mean something else.
_SHORTEST = 4
LONGEST = 200
"""Characters of a text that may be meant for known words."""
# Longer words may have several slips, one for so many letters, and are still the same.
_LONG = 6
_ALIKE = 0.75
_LETTERS_PER_SLIP = 4
_CLOSEST = 8
_WORD = re.compile(r"[^\W_]+")
# What may stand between the parts of a word, or be left out there.
_SEPARATORS = re.compile("[\\s_.‐-―-]+")
# What people add to a word and mean the same.
_INFLECTED = ("s", "d", "ed", "es", "ing")
#: More known words than this are counted, not listed.
_LISTED = 30


def nearest_words(values: Iterable[str], known: Collection[str]) -> dict[str, str]:
    """Distinct value to the one word of `known` that it is a misspelling of; "" where that is open.

    Words that differ in case, spaces and punctuation alone are the same, one slip of the pen apart are near unless
    they are short, and so are long ones that are alike. Where two known words are equally near, neither is given: the
    other may be the worse. Nor is one that says the opposite, or holds another number: it is no misspelling.
    """
    return {value: _meant(value, near) for value, near in _closest(values, known).items()}


def closest_words(values: Iterable[str], known: Collection[str]) -> dict[str, str]:
    """Distinct value to the closest of `known`, however far; "" where none has much in common with it."""
    return {value: near[0] if near else "" for value, near in _closest(values, known).items()}


def _closest(values: Iterable[str], known: Collection[str]) -> dict[str, list[str]]:
    """Distinct value to the few known words that it has most in common with, best first."""
    by_folded = {word.casefold(): word for word in sorted(known, reverse=True)}
    folded_words = list(by_folded)
    found: dict[str, list[str]] = {}
    for value in dict.fromkeys(values):
        folded = value.casefold()
        if folded in by_folded:
            found[value] = [by_folded[folded]]
        elif len(folded) > LONGEST or len(found) * len(by_folded) > _MOST_COMPARISONS:
            found[value] = []
        else:
            found[value] = [by_folded[word] for word in close_words(folded, folded_words, _CLOSEST)]
    return found


def _meant(value: str, close: list[str]) -> str:
    """The one of a few close words that `value` is a misspelling of, "" if none is, or two are."""
    same = [word for word in close if same_letters(value.casefold(), word.casefold())]
    if same:
        return same[0] if len(same) == 1 else ""
    for is_near in (_one_slip, _long_and_alike):
        near = [word for word in close if is_near(value.casefold(), word.casefold())]
        if near:
            return near[0] if len(near) == 1 and _is_nearest(value, near[0], close) else ""
    return ""


def _is_nearest(value: str, word: str, close: list[str]) -> bool:
    """Whether no other close word takes as few changes, and the numbers are the same."""
    others = [other for other in close if other != word]
    distance = _changes(value, word)
    return not other_number(value, word) and all(_changes(value, other) > distance for other in others)


def _changes(value: str, word: str) -> int:
    """Letters that are more, less, other or swapped."""
    from rapidfuzz.distance import OSA

    return OSA.distance(value.casefold(), word.casefold())


def same_letters(value: str, word: str) -> bool:
    """Whether only spaces and punctuation differ."""
    return _letters(value) == _letters(word) != ""


def is_certain(written: str, word: str, safer: Collection[str] = ()) -> bool:
    """Whether `written` can mean nothing but the known `word` nearest to it, which `check --fix` puts in its place.

    It is the same but for case and what separates words, or one slip of the pen away, where `word` is none of `safer`.
    A question mark, or any other sign, makes it doubtful.
    """
    mine, theirs = (_SEPARATORS.sub("", visible(text).casefold()) for text in (written, word))
    if mine == theirs:
        return mine != ""
    return mine.isalnum() and word not in safer and is_one_slip(mine, theirs)


def _letters(word: str) -> str:
    return "".join(filter(str.isalnum, word))


def _one_slip(value: str, word: str) -> bool:
    swapped = len(value) == len(word) >= _SHORTEST - 1 and sorted(value) == sorted(word)
    return (swapped or max(len(value), len(word)) >= _SHORTEST) and is_one_slip(value, word)


def _long_and_alike(value: str, word: str) -> bool:
    if min(len(value), len(word)) < _LONG or likeness(value, word) < _ALIKE:
        return False
    if value.startswith(word):
        return value.removeprefix(word) in _INFLECTED
    slips = min(len(value), len(word)) // _LETTERS_PER_SLIP
    return _changes(value, word) <= slips and _adds_no_word(value, word)


def _adds_no_word(value: str, word: str) -> bool:
    """Whether each word of `value` is meant for one of `word`: what is added may say anything."""
    known = _WORD.findall(word)
    return all(
        any(one in other or other in one or likeness(one, other) >= _ALIKE for other in known)
        for one in _WORD.findall(value)
    )


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
