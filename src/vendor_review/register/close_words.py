"""Known words that a mistyped one is close to, behind every "did you mean", and words alike that say the opposite."""

from __future__ import annotations

import re
from collections.abc import Iterable

#: Words that have less in common are as a rule just other words.
ALIKE = 0.6
_MORE = 4
_WORD = re.compile(r"[^\W\d_]+")
# Within isn't and w/o.
_JOINED = re.compile(r"(?<=\w)['’/](?=\w)")
_NUMBER = re.compile(r"\d+")
#: Words that deny what stands beside them, in the languages in which lists of vendors come.
NEGATIONS = frozenset((
    "not", "no", "non", "none", "never", "nor", "neither", "nothing", "without", "wo", "cannot", "cant", "dont",
    "doesnt", "isnt", "arent", "wont", "wasnt", "except", "excluding", "excluded", "exempt", "lacks", "lacking",
    "former", "formerly", "denied", "refused", "rejected", "ex", "un", "anti", "false", "nicht", "kein",
    "keine", "ohne", "nie", "pas", "sans", "jamais", "sin", "nunca", "senza", "niet", "geen",
))  # fmt: skip
#: Beginnings that turn a word into its opposite, or into something that is no longer it, or not yet.
PREFIXES = (
    "non", "un", "in", "im", "il", "ir", "dis", "de", "mis", "anti", "counter", "ex", "pre", "pseudo", "semi",
)  # fmt: skip
#: Endings that do so.
ENDINGS = ("less", "free")


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


def is_contrary(value: str, word: str) -> bool:
    """Whether one of two texts denies what the other says: `not active`, `inactive` or `dataless` beside the word.

    A slip of the pen beside the negation, `inactve`, is seen through. Texts with the same letters say the same.
    """
    mine, theirs = _letters(value), _letters(word)
    if mine == theirs:
        return False
    if _denies(value) != _denies(word):
        return True
    return _is_negated(mine, theirs) or _is_negated(theirs, mine, slips=False)


def other_number(value: str, word: str) -> bool:
    """Whether two texts hold different numbers, as `ISO 9001` and `iso27001` do."""
    return _NUMBER.findall(value) != _NUMBER.findall(word)


def _letters(text: str) -> str:
    return "".join(filter(str.isalnum, text.casefold()))


def _denies(text: str) -> bool:
    words = _WORD.findall(_JOINED.sub("", text.casefold())) + _WORD.findall(text.casefold())
    return any(word in NEGATIONS for word in words)


def _is_negated(negated: str, word: str, *, slips: bool = True) -> bool:
    """Whether `negated` is `word` with a beginning or an ending that denies it."""
    rests = [(negated[len(one) :], word.startswith(one)) for one in PREFIXES if negated.startswith(one)]
    rests += [(negated[: -len(one)], word.endswith(one)) for one in ENDINGS if negated.endswith(one)]
    return any(
        rest == word or (slips and not has_it_too and is_one_slip(rest, word)) for rest, has_it_too in rests
    )


def is_one_slip(left: str, right: str) -> bool:
    """Whether two words differ by just one letter more, less or other, or by two neighbours swapped."""
    if left == right:
        return False
    short, long = sorted((left, right), key=len)
    if len(long) - len(short) > 1:
        return False
    at = next((place for place, letter in enumerate(short) if letter != long[place]), len(short))
    if len(short) < len(long):
        return short[at:] == long[at + 1 :]
    swapped = short[at : at + 2] == long[at : at + 2][::-1] and short[at + 2 :] == long[at + 2 :]
    return short[at + 1 :] == long[at + 1 :] or swapped
