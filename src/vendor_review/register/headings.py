"""What is wrong with a table's header, and which known word a mistyped one comes closest to."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from itertools import islice

from vendor_review.register.close_words import close_words
from vendor_review.register.layout import MOST_OWN_COLUMNS, OWN, Table

_ROWS_LOOKED_AT = 5
_LONGEST_PROPOSAL = 60
_IDS = ("vendor_id", "engagement_id")


def nearest(word: str, known: Iterable[str]) -> str:
    """The known word that `word` comes closest to, or "" if none is near."""
    by_folded = {name.casefold(): name for name in known}
    return next((by_folded[close] for close in close_words(word.strip().casefold(), by_folded)), "")


def did_you_mean(word: str, known: Iterable[str]) -> str:
    """A hint for the end of a sentence, or ""."""
    guess = nearest(word, known)
    return f" (did you mean {guess!r}?)" if guess else ""


def shortened(text: str, longest: int = 80) -> str:
    """`text` in quotes, cut where it is longer, for a message."""
    return repr(text if len(text) <= longest else text[: longest - 1] + "…")


def without_blank_end(cells: Sequence[str]) -> Sequence[str]:
    """The cells up to the last one with text: a spreadsheet writes commas for columns that were only formatted."""
    named = [place for place, cell in enumerate(cells, start=1) if cell.strip()]
    return cells[: named[-1] if named else 0]


def column_names(known: Sequence[str], found: Sequence[str]) -> list[str]:
    """The names of a header, each as its column is called whatever the case: `VENDOR_ID` and `Vendor ID` are vendor_id.

    A column of somebody's own is called alike: `X_Cost centre` is x_cost_centre. What is no name of a column is given
    back without surrounding white space.
    """
    by_folded = {_folded(name): name for name in known}
    return [by_folded.get(_folded(name)) or own_name(name) or name.strip() for name in found]


def own_name(name: str) -> str:
    """What a column of somebody's own is called whose header says `name`; "" for any other column."""
    called = _folded(name)
    is_own = name.strip().casefold().startswith(OWN) and called.startswith(OWN) and called.isprintable()
    return called if is_own else ""


def own_names(names: Iterable[str]) -> tuple[str, ...]:
    """Those of the columns, called as `column_names` calls them, that are somebody's own."""
    return tuple(name for name in names if name.startswith(OWN) and own_name(name))


def _folded(name: str) -> str:
    return "_".join(name.casefold().replace("-", " ").replace("_", " ").split())


def row_of_names(names: Sequence[str], rows: Iterable[tuple[int, Sequence[str]]]) -> int:
    """The number of the row that names the columns, where that is not the first: a title stands above it.

    `rows` are numbered rows from the first on, of which five are looked at. 0 if the first names more than half of
    the columns, as it should, or if none does.
    """
    for number, cells in islice(rows, _ROWS_LOOKED_AT):
        known = {*column_names(names, cells)}
        if 2 * sum(name in known for name in names) > len(names):
            return 0 if number == 1 else number
    return 0


def names_ids(cells: Iterable[str]) -> bool:
    """Whether a row names a column that every table has one of: no other spreadsheet calls a column so."""
    return not {*_IDS}.isdisjoint(column_names(_IDS, [*cells]))


def names_below(where: str, what: str, row: int) -> str:
    """What is wrong where `row_of_names` is not 0; `what` is row or line."""
    return f"{where}: the column names are in {what} {row}; delete the {what}{'s' if row > 2 else ''} above them."


def heading_problems(
    table: Table,
    found: Sequence[str],
    where: str,
    place_of: Callable[[int], str] | None = None,
    *,
    takes_own: bool = True,
) -> list[str]:
    """One sentence per column that is unknown, repeated, or missing where it must be filled.

    Parameters
    ----------
    found
        The header's cells, of any case.
    where
        The place of the header as a whole.
    place_of
        Position in `found` to the place of that cell, where it has one of its own.
    takes_own
        Whether there may be columns of somebody's own.
    """
    found = column_names(table.names, found)
    expected = ", ".join(table.names)
    missing = [name for name in table.names if name not in found]
    needed = [name for name in missing if name not in table.optional]
    own = {*own_names(found)} if takes_own else set()
    known = {*table.names, *own}
    unknown = sorted({*found} - known, key=found.index)
    repeated = sorted({name for name in found if name in known and found.count(name) > 1})

    def place(name: str) -> str:
        return place_of(found.index(name)) if place_of else where

    def hint(name: str) -> str:
        return did_you_mean(name, missing) or did_you_mean(name, table.names)

    def remedy(name: str) -> str:
        proposal = own_name(f"{OWN}{name}") if takes_own and len(name) <= _LONGEST_PROPOSAL else ""
        return f"call it {proposal} to keep it for yourself, or delete it; " if proposal else ""

    return [
        *(
            f"{place(name)}: unknown column {shortened(name)}{hint(name)}; {remedy(name)}the columns are {expected}."
            for name in unknown
        ),
        *(f"{where}: column {name!r} is missing; the columns are {expected}." for name in needed),
        *(
            f"{where}: column {name!r} is there {found.count(name)} times; once is right."
            for name in repeated
        ),
        *(
            [f"{where}: has {len(own):,} columns of your own, {OWN}...; a table takes {MOST_OWN_COLUMNS}."]
            if len(own) > MOST_OWN_COLUMNS
            else []
        ),
    ]
