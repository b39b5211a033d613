"""Corrections: what `check` suggests with certainty, put into the cells of a register that somebody keeps.

What is certain is data: the rules that are `certain`, the words of a column that are `safer` than others. Decisions are
left as they are, for a person made them, and so is the page.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import NamedTuple

import pandas as pd

from vendor_review.errors import RunFailed
from vendor_review.files.formulas import FORMULA_STARTS
from vendor_review.register.layout import TABLES, Table
from vendor_review.register.register import Register
from vendor_review.register.source import editor_of
from vendor_review.register.source_kind import Edit, Edits, EditsFor
from vendor_review.schema.check import CheckedRegister, check_register
from vendor_review.schema.findings.catalogue import CONSEQUENCES, ERRORS
from vendor_review.schema.findings.facts import shown
from vendor_review.schema.vocabulary import Vocabulary

_LEFT_ALONE = frozenset({"decisions"})
# A cell may break several rules, and a row that counts again may show what else is wrong.
_MOST_ROUNDS = 8
_SHOWN_LENGTH = 80
_BESIDE = 20

Place = tuple[str, int, str]
Row = tuple[str, int]


@dataclass(frozen=True)
class Correction:
    """A cell and what it can only mean.

    `place` is table, line and column, `where` the same in words; `before` and `after` are the whole cell, `rules` the
    ids of the rules that it broke.
    """

    place: Place
    where: str
    before: str
    after: str
    rules: tuple[str, ...]

    def line(self) -> str:
        """The correction on one line, what is long shown where it differs."""
        before, after = _around(self.before, self.after)
        return f"{self.where}: {shown(before)} -> {shown(after)} ({', '.join(self.rules)})"


class Corrected(NamedTuple):
    """The corrections of a register, the cells in words whose correction would do harm elsewhere, the check before."""

    corrections: tuple[Correction, ...]
    withheld: tuple[str, ...]
    before: CheckedRegister


class _Cell(NamedTuple):
    after: str
    rules: tuple[str, ...]
    vendor_id: str


def find_corrections(register: Register, vocabulary: Vocabulary, as_of: date) -> Corrected:
    """What may be corrected in `register`; nothing is written.

    The register is checked again with the corrections in it. Those are left out by which any row would have more errors
    than before, such as a second row for the same thing.
    """
    before = checked = check_register(register, vocabulary, as_of)
    cells: dict[Place, _Cell] = {}
    barred: set[Row] = set()
    for _ in range(_MOST_ROUNDS):
        fresh = {place: cell for place, cell in _certain(checked).items() if place[:2] not in barred}
        if not fresh:
            break
        for place, cell in fresh.items():
            rules = (*cells[place].rules, *cell.rules) if place in cells else cell.rules
            cells[place] = cell._replace(rules=tuple(dict.fromkeys(rules)))
        checked = check_register(_with_cells(register, cells), vocabulary, as_of)
        while cells and (harmful := _harmful(before, checked, cells)):
            barred |= harmful
            cells = {place: cell for place, cell in cells.items() if place[:2] not in barred}
            checked = check_register(_with_cells(register, cells), vocabulary, as_of)
    made = [_correction(register, place, cell) for place, cell in sorted(cells.items(), key=_in_order)]
    left = sorted((item for item in _certain(before).items() if item[0][:2] in barred), key=_in_order)
    return Corrected(tuple(made), tuple(register.places.words(*place) for place, _ in left), before)


def write_corrections(source: str | Path, register: Register, corrections: Sequence[Correction]) -> None:
    """Writes the corrections of `register`, which was read from `source`, all of them or none.

    Raises
    ------
    UsageError
        It is a database.
    RunFailed
        A row was changed since it was read, or somebody else is writing to it.
    RegisterUnreadable
        It cannot be written to without harm.
    """
    by_table: dict[str, dict[int, dict[str, str]]] = {}
    for one in corrections:
        table, line, column = one.place
        by_table.setdefault(table, {}).setdefault(line, {})[column] = one.after
    # In the order in which every command takes the locks.
    names = [name for name in TABLES if name in by_table]

    def edits(frames: Mapping[str, pd.DataFrame]) -> Edits:
        for name in names:
            _refuse_changed(source, name, register.tables[name], frames[name], [*by_table[name]])
        return {name: Edit(replaced=by_table[name]) for name in names}

    editor_for(source)([TABLES[name] for name in names], edits)


def editor_for(source: str | Path) -> Callable[[Sequence[Table], EditsFor], Edits]:
    """What replaces cells of the register at `source`; UsageError for a database."""
    return editor_of(
        source,
        "vendor-review check names each {part} and cell: change them there, or move the register into a folder with "
        "vendor-review convert, and correct that",
    )


def _refuse_changed(
    source: str | Path, name: str, read: pd.DataFrame, now: pd.DataFrame, lines: list[int]
) -> None:
    columns = list(TABLES[name].names)
    there = now.reindex(lines)[columns].to_numpy(dtype=object)
    changed = (there != read.loc[lines, columns].to_numpy(dtype=object)).any(axis=1)
    if changed.any():
        raise RunFailed(
            f"{source}: row {lines[int(changed.argmax())]} of {name} was changed meanwhile; nothing was written. Run "
            "the same command again."
        )


def _certain(checked: CheckedRegister) -> dict[Place, _Cell]:
    """The first certain replacement of each cell that may be replaced."""
    found: dict[Place, _Cell] = {}
    rows = checked.replacements
    for table, line, column, after, rule, vendor_id in rows.itertuples(index=False, name=None):
        if table not in _LEFT_ALONE and not after.startswith(FORMULA_STARTS):
            found.setdefault((table, line, column), _Cell(after, (rule,), vendor_id))
    return found


def _with_cells(register: Register, cells: Mapping[Place, _Cell]) -> Register:
    columns: dict[tuple[str, str], dict[int, str]] = {}
    for (table, line, column), cell in cells.items():
        columns.setdefault((table, column), {})[line] = cell.after
    tables = {name: register.tables[name].copy() for name, _ in columns}
    for (name, column), texts in columns.items():
        tables[name].loc[[*texts], column] = [*texts.values()]
    return replace(register, tables={**register.tables, **tables})


def _harmful(before: CheckedRegister, after: CheckedRegister, cells: Mapping[Place, _Cell]) -> set[Row]:
    """The corrected rows by which a row has more errors than before; none if there is no such row.

    The first answer that names any counts: rows that are themselves such; rows that break the same rule of the same
    table as one; rows of its vendor; all.
    """
    counts, now = _errors(before).groupby(["table", "line"]).size(), _errors(after)
    rows = [*zip(now["table"], now["line"], strict=True)]
    more = now.groupby(["table", "line"]).size().sub(counts, fill_value=0)
    worse = {row for row, number in more.items() if number > 0}
    if not worse:
        return set()
    corrected = {place[:2] for place in cells}
    told = [*zip(rows, now["rule"], now["vendor_id"], strict=True)]
    rules = {(row[0], rule) for row, rule, _ in told if row in worse}
    vendors = {vendor_id for row, _, vendor_id in told if row in worse}
    alike = {row for row, rule, _ in told if (row[0], rule) in rules}
    theirs = {place[:2] for place, cell in cells.items() if {cell.vendor_id, cell.after} & vendors}
    return next(filter(None, (corrected & worse, corrected & alike, theirs)), corrected)


def _errors(checked: CheckedRegister) -> pd.DataFrame:
    """The errors that rows have of their own."""
    return checked.findings[checked.findings["rule"].isin(ERRORS - CONSEQUENCES)]


def _in_order(item: tuple[Place, _Cell]) -> tuple[int, int, int]:
    (table, line, column), _ = item
    return list(TABLES).index(table), line, TABLES[table].names.index(column)


def _correction(register: Register, place: Place, cell: _Cell) -> Correction:
    table, line, column = place
    written = str(register.tables[table].loc[line, column])
    return Correction(place, register.places.words(table, line, column), written, cell.after, cell.rules)


def _around(before: str, after: str) -> tuple[str, str]:
    """Two texts, of which long ones are cut to where they differ and a little beside it."""
    if max(len(before), len(after)) <= _SHOWN_LENGTH:
        return before, after
    first = next((at for at, pair in enumerate(zip(before, after, strict=False)) if pair[0] != pair[1]), 0)
    start = max(0, first - _BESIDE)
    cut = [text[start : start + _SHOWN_LENGTH - 2] for text in (before, after)]
    left, right = (
        f"{'…' if start else ''}{text}{'…' if len(text) == _SHOWN_LENGTH - 2 else ''}" for text in cut
    )
    return left, right
