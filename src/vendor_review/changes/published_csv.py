"""public-list.csv as entries; a file with other columns is refused."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Mapping
from typing import Any

from vendor_review.changes.entry import BETWEEN, FIELDS, TOLD_KINDS, Entry, place_in_words
from vendor_review.changes.entry import MOST_PROBLEMS
from vendor_review.errors import ListUnreadable

_FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
_OTHER_SEPARATORS = {";": "semicolons", "\t": "tabs"}


def csv_entries(file: str, text: str) -> list[Entry]:
    """The entries of a public-list.csv, whose columns may be in any order; `file` is what a refusal calls it.

    Raises
    ------
    ListUnreadable
        With all problems of the header, else of the rows.
    """
    try:
        (_, header), *rows = list(_rows(text)) or [(1, [])]
    except csv.Error as error:
        raise ListUnreadable(f"{file}: is not CSV: {error}.") from error
    names = [name.strip() for name in header]
    if sorted(names) != sorted(FIELDS):
        raise ListUnreadable(_header_problem(file, names))
    problems = [
        f"{file} line {line}: {problem}." for line, cells in rows for problem in _row_problems(names, cells)
    ]
    if problems:
        raise ListUnreadable(problems[:MOST_PROBLEMS])
    typed = [dict(zip(names, map(_as_typed, cells), strict=True)) for _, cells in rows]
    return [{field: _of_cell(kind, row[field]) for field, kind in FIELDS.items()} for row in typed]


def _rows(text: str) -> Iterator[tuple[int, list[str]]]:
    """Line and cells of each row that is not blank."""
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    line = 1
    for cells in reader:
        if any(cells):
            yield line, cells
        line = reader.line_num + 1


def _header_problem(file: str, names: list[str]) -> str:
    words = f"{file} line 1: the columns of a public list are {', '.join(FIELDS)}"
    for mark, called in _OTHER_SEPARATORS.items():
        if len(names) == 1 and mark in names[0]:
            return f"{words}, with commas between; here are {called}: save it with commas."
    lacking = [name for name in FIELDS if name not in names]
    other = [repr(name) for name in names if name not in FIELDS]
    told = [f"{', '.join(lacking)} is missing"] if lacking else []
    told += [f"{', '.join(other)} is none of them"] if other else []
    return f"{words}; {' and '.join(told) or 'one of them is there twice'}."


def _row_problems(names: list[str], cells: list[str]) -> Iterator[str]:
    if len(cells) != len(names):
        yield f"has {len(cells)} cells, and the header {len(names)}"
        return
    row = dict(zip(names, cells, strict=True))
    if not row["name"].strip():
        yield "has no name"
    if row["announced"] not in ("yes", "no"):
        yield f"announced is {row['announced']!r}, and yes or no would be right"


def _as_typed(cell: str) -> str:
    """A cell without the apostrophe that kept a spreadsheet from running it."""
    return cell[1:] if cell.startswith("'") and cell[1:].startswith(_FORMULA_STARTS) else cell


def _of_cell(kind: str, cell: str) -> Any:
    if kind == "truth":
        return cell == "yes"
    if kind in ("text", "name"):
        return cell or None
    parts = cell.split(BETWEEN) if cell else []
    return [*map(_place, parts)] if kind == "places" else parts


def _place(told: str) -> Mapping[str, str | None]:
    kind, _, words = told.partition(": ")
    return place_in_words(kind, words) if words and kind in TOLD_KINDS else place_in_words(None, told)
