"""Gathers everything that is wrong with a policy, so that its owner sees all of it at once."""

from __future__ import annotations

from collections.abc import Iterable

from vendor_review.errors import PolicyUnreadable
from vendor_review.register.close_words import close_words

#: More allowed words than this are not listed in a message.
_TOO_MANY = 25
#: As many problems end the reading, so that a file of nothing but problems does not take for ever.
_MOST_PROBLEMS = 500
_LONGEST = 600


class Refusals:
    """Problems found so far, one sentence each: file, place, what, and what would be right."""

    def __init__(self) -> None:
        self._problems: list[str] = []

    def __bool__(self) -> bool:
        return bool(self._problems)

    def add(self, place: str, what: str, right: str) -> None:
        """Notes a problem.

        Parameters
        ----------
        place
            File, and line or name within it.
        what
            What is wrong, with the value as written.
        right
            What would be right.

        Raises
        ------
        PolicyUnreadable
            There are more problems than anybody reads.
        """
        self._problems.append(f"{_without_middle(place)}: {_without_middle(what)}; {right}")
        if len(self._problems) >= _MOST_PROBLEMS:
            raise PolicyUnreadable([*self._problems, "and maybe more: reading ended here"])

    def stop_if_any(self) -> None:
        """Raises `PolicyUnreadable` with every problem, in the order of finding."""
        if self._problems:
            raise PolicyUnreadable(self._problems)


def _without_middle(text: str) -> str:
    """A value may be as long as its file; what is said of it follows behind."""
    return text if len(text) <= _LONGEST else f"{text[: _LONGEST // 2]}…{text[-_LONGEST // 2 :]}"


def one_of(value: str, allowed: Iterable[str]) -> str:
    """What would have been right in place of `value`: the nearest allowed word, else all, if few."""
    words = list(allowed)
    near = close_words(value, words)
    if near:
        return f"did you mean {near[0]!r}?"
    if len(words) > _TOO_MANY:
        return f"{len(words)} are allowed, such as {', '.join(words[:3])}"
    return f"allowed: {', '.join(words)}"
