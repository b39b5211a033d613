"""The id that is meant where somebody writes, in plain words, what the policy calls it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from vendor_review.register.close_words import is_contrary, likeness
from vendor_review.schema.cells.suggestions import LONGEST, is_certain, nearest_words, same_letters

_CAMEL = re.compile(r"(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])")
_E_MAIL = re.compile(r"\be[-\s]?mail", re.IGNORECASE)
_WORD = re.compile(r"[^\W_]+")
_SMALL_WORDS = frozenset({"a", "an", "and", "at", "by", "for", "in", "of", "on", "or", "the", "to", "with"})
# What people leave out of a name, or add to it: an address without more is a postal one.
_LEFT_OUT = frozenset({"address", "data", "detail", "information", "number", "postal"})
# What nobody leaves out where several things have it: an account is more often a user's than a bank's.
_COUNTED = frozenset({"number"})
# A shorter ending may be that of words which mean something else.
_SHORTEST_ENDING = 5
# So many words of one name, and of no other, can hardly mean another.
_TELLING = 3
# Names of several words are alike more easily than single words.
_ALIKE = 0.85

Words = frozenset[str]


class PolicyNames:
    """What ids are called: `names` leads from each to its name, and an id is also called what it spells.

    `exact` are ids that are only meant where they are written letter for letter.
    """

    def __init__(self, names: Mapping[str, str], exact: frozenset[str] = frozenset()) -> None:
        self._ids, self._exact, self._names = [*names], exact, names
        self._by_name = {name: own for own, name in names.items() if name}
        self._called = [
            (own, words) for own, name in names.items() for words in (_words(own), _words(name)) if words
        ]
        self._known = {word for _, words in self._called for word in words}

    def meant(self, written: str) -> str:
        """The one id that `written` can hardly but mean, "" where that is open.

        First come letters that are the same, then names with these words, then slips of the pen. Of names with
        these words the whole one counts, or the one with nothing beside them but what people leave out.
        """
        if len(written) > LONGEST:
            return ""
        for own in (*self._ids, *self._exact):
            if same_letters(written.casefold(), own.casefold()):
                return own
        words = _words(written)
        for sought in dict.fromkeys((words, words - _LEFT_OUT)):
            found = self._named(sought) if sought else None
            if found is not None:
                return found
        return nearest_words([written], self._ids)[written] or self._spelt_like(written)

    def is_certain(self, written: str, own: str) -> bool:
        """Whether `written` can mean nothing but the id `own`, by its spelling or by the whole of its name."""
        return any(is_certain(written, called) for called in (own, self._names.get(own, "")))

    def _spelt_like(self, written: str) -> str:
        name = nearest_words([written], self._by_name)[written]
        return self._by_name[name] if name and likeness(written.casefold(), name.casefold()) >= _ALIKE else ""

    def _named(self, sought: Words) -> str | None:
        """The id whose name has all words that are `sought`; "" if several have them, None if none has."""
        stand_for = [{*self._ending_in(word)} for word in sought]
        every: Words = frozenset().union(*stand_for)
        holding = [
            (own, words - every) for own, words in self._called if all(each & words for each in stand_for)
        ]
        if not holding:
            return None
        whole = {own for own, others in holding if not others}
        all_of_them = {own for own, _ in holding}
        left_out = _LEFT_OUT if len(all_of_them) == 1 else _LEFT_OUT - _COUNTED
        plain = {own for own, others in holding if others <= left_out}
        for ids in (whole, plain, all_of_them if len(sought) >= _TELLING else set()):
            if ids:
                return ids.pop() if len(ids) == 1 else ""
        return ""

    def _ending_in(self, word: str) -> Iterator[str]:
        """Words of names that `word` is, or ends: a phone is a telephone."""
        if word in self._known:
            yield word
        elif len(word) >= _SHORTEST_ENDING:
            endings = (known for known in self._known if known.endswith(word))
            yield from (known for known in endings if not is_contrary(word, known))


def _words(text: str) -> Words:
    """Words of a name or of an id such as `EmailAddress`: folded, in the singular, without the small ones."""
    apart = _CAMEL.sub(" ", _E_MAIL.sub("email", text)).casefold()
    return frozenset(map(_singular, _WORD.findall(apart))) - _SMALL_WORDS


def _singular(word: str) -> str:
    if word.endswith("sses"):
        return word[:-2]
    if len(word) > 4 and word.endswith("ies"):
        return f"{word[:-3]}y"
    return word[:-1] if len(word) > 3 and word.endswith("s") and not word.endswith("ss") else word
