"""Which ids a mistyped one could mean: every one that is as near as the nearest, however many there are."""

from __future__ import annotations

import re
import unicodedata
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

from vendor_review.register.close_words import is_one_slip

# So many names are held against all ids at a time, which bounds the memory that it takes.
_AT_ONCE = 20_000
# What is left of a name without one letter is as many texts as it has letters: time and memory grow with its square.
_MOST_LETTERS = 200
# A word of one letter says nothing.
_WORD = re.compile(r"[^\W_]{2,}")

Found = Callable[[Sequence[str]], Mapping[str, set[str]]]


def possible_ids(
    names: Iterable[str], known: Sequence[str], called: Iterable[tuple[str, str]] = ()
) -> dict[str, tuple[str, ...]]:
    """The ids among `known` that each name could mean, in alphabetical order; none where it could mean any.

    A name that is an id means that one. Else the first of three questions that finds any decides: which ids have the
    same letters and digits, or are `called` so (pairs of a name and an id); which are one slip of the pen away (a
    letter more, less or other, or two swapped); which share a word with it. The answer is whole: it depends neither on
    how many ids there are nor on their order. A name of more than 200 letters is compared by the first question alone.
    A hint for a person is another thing: it names one id, or none.
    """
    wanted, ids = dict.fromkeys(names), set(known)
    found: dict[str, tuple[str, ...]] = {name: (name,) if name in ids else () for name in wanted}
    open_names = [name for name in wanted if name not in ids and _letters(name)]
    if not open_names:
        return found
    by_letters: dict[str, set[str]] = defaultdict(set)
    for one in known:
        by_letters[_letters(one)].add(one)
    also = {key: set(of) for key, of in by_letters.items()}
    for words, one in called:
        also.setdefault(_letters(words), set()).add(one)
    questions: tuple[Found, ...] = (
        lambda names: {name: also.get(_letters(name), set()) for name in names},
        lambda names: _one_slip_away(names, by_letters),
        lambda names: _sharing_a_word(names, known),
    )
    for question in questions:
        for start in range(0, len(open_names), _AT_ONCE):
            near = question(open_names[start : start + _AT_ONCE])
            found |= {name: tuple(sorted(ids)) for name, ids in near.items()}
        open_names = [name for name in open_names if not found[name] and len(name) <= _MOST_LETTERS]
    return found


def _letters(word: str) -> str:
    """The letters and digits of a word, whatever their case and what stands between."""
    return "".join(filter(str.isalnum, unicodedata.normalize("NFKC", word).casefold()))


def _without_one(word: str) -> Iterator[str]:
    """The word, and what is left of it without one of its letters; two words one slip apart share one of these."""
    yield word
    if len(word) > 1:
        for at in range(len(word)):
            yield word[:at] + word[at + 1 :]


def _one_slip_away(names: Sequence[str], by_letters: Mapping[str, set[str]]) -> Mapping[str, set[str]]:
    left: dict[str, set[str]] = defaultdict(set)
    lengths: set[int] = set()
    for name in names:
        key = _letters(name)
        lengths |= {len(key) - 1, len(key), len(key) + 1}
        for rest in _without_one(key):
            left[rest].add(name)
    found: dict[str, set[str]] = {name: set() for name in names}
    for key, ids in by_letters.items():
        if len(key) in lengths:
            for name in {name for rest in _without_one(key) for name in left.get(rest, ())}:
                if is_one_slip(_letters(name), key):
                    found[name] |= ids
    return found


def _sharing_a_word(names: Sequence[str], known: Iterable[str]) -> Mapping[str, set[str]]:
    by_word: dict[str, set[str]] = defaultdict(set)
    for name in names:
        for word in _WORD.findall(name.casefold()):
            by_word[word].add(name)
    found: dict[str, set[str]] = {name: set() for name in names}
    for one in known:
        for name in {name for word in _WORD.findall(one.casefold()) for name in by_word.get(word, ())}:
            found[name].add(one)
    return found
