"""What is wrong with a table's header, and which known word a mistyped one comes closest to."""

from __future__ import annotations

import difflib
from collections.abc import Callable, Iterable, Sequence

from vendor_review.register.layout import Table


def nearest(word: str, known: Iterable[str]) -> str:
    """The known word that `word` comes closest to, or "" if none is near."""
    by_folded = {name.casefold(): name for name in known}
    close = difflib.get_close_matches(word.strip().casefold(), list(by_folded), n=1)
    return by_folded[close[0]] if close else ""


def did_you_mean(word: str, known: Iterable[str]) -> str:
    """A hint for the end of a sentence, or ""."""
    guess = nearest(word, known)
    return f" (did you mean {guess!r}?)" if guess else ""


def shortened(text: str, longest: int = 80) -> str:
    """`text` in quotes, cut where it is longer, for a message."""
    return repr(text if len(text) <= longest else text[: longest - 1] + "…")


def heading_problems(
    table: Table, found: Sequence[str], where: str, place_of: Callable[[int], str] | None = None
) -> list[str]:
    """One sentence per column that is unknown, missing or repeated.

    Parameters
    ----------
    found
        The header's cells, without white space around them.
    where
        The place of the header as a whole.
    place_of
        Position in `found` to the place of that cell, where it has one of its own.
    """
    expected = ", ".join(table.names)
    missing = [name for name in table.names if name not in found]
    unknown = sorted({name for name in found if name not in table.names}, key=found.index)
    repeated = sorted({name for name in found if name in table.names and found.count(name) > 1})

    def place(name: str) -> str:
        return place_of(found.index(name)) if place_of else where

    return [
        *(
            f"{place(name)}: unknown column {shortened(name)}{did_you_mean(name, missing or table.names)}; "
            f"the columns are {expected}."
            for name in unknown
        ),
        *(f"{where}: column {name!r} is missing; the columns are {expected}." for name in missing),
        *(
            f"{where}: column {name!r} is there {found.count(name)} times; once is right."
            for name in repeated
        ),
    ]
