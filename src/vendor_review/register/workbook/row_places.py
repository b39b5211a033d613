"""The places of rows in a workbook's sheets: what the sidecar keeps of them, and how they are named from that."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from itertools import groupby
from typing import Any

from vendor_review.register.row_places import PAGE, of_key, of_whole
from vendor_review.register.source_kind import Origin, Remark
from vendor_review.register.transcript import PageText, TableText


@dataclass
class OnSheet:
    """Numbers of rows in a sheet called `title`; `merged` lists ranges of merged cells with text, by row.

    `marks` say more of cells: kind, row, letter of the column, cells, value and expected, as a `Remark` has them.
    """

    numbers: list[int] = field(default_factory=list)
    title: str = ""
    hidden: bool = False
    merged: list[tuple[int, str]] = field(default_factory=list)
    marks: list[tuple[str, int, str, str, str, str]] = field(default_factory=list)

    def _facts(self, rows: object, **more: object) -> Mapping[str, Any]:
        merged = [list(pair) for pair in self.merged]
        facts = {"sheet": self.title, **more, "rows": rows, "hidden": self.hidden, "merged": merged}
        return {**facts, "marks": [list(mark) for mark in self.marks]} if self.marks else facts


@dataclass
class SheetTable(OnSheet, TableText):
    """A table with the place of each row, and the letters of its columns."""

    letters: Mapping[str, str] = field(default_factory=dict)

    def facts(self) -> Mapping[str, Any]:
        """Rows as pairs of first and last of each unbroken run, and the rest as it is."""
        return self._facts(runs_of(self.numbers), columns=dict(self.letters))


@dataclass
class SheetPage(OnSheet, PageText):
    """The page with the place of each row."""

    def facts(self) -> Mapping[str, Any]:
        """The row of each key that a finding may name."""
        rows = {key: number for (key, _), number in reversed(list(zip(self.rows, self.numbers, strict=True)))}
        return self._facts({name: rows[key] for name, key in self.keys().items()})


def runs_of(numbers: Iterable[int]) -> list[list[int]]:
    """Ascending numbers as pairs of first and last of each unbroken run."""
    runs: list[list[int]] = []
    for _, group in groupby(enumerate(numbers), key=lambda pair: pair[1] - pair[0]):
        members = [number for _, number in group]
        runs.append([members[0], members[-1]])
    return runs


@dataclass(frozen=True)
class SheetPlaces:
    """A sheet: its `title`, the letter of each column, and of the sheet `page` the row of each key."""

    title: str
    letters: Mapping[str, str] = field(default_factory=dict)
    key_rows: Mapping[str, int] = field(default_factory=dict)


@dataclass(frozen=True)
class WorkbookPlaces:
    """`vendors!C14`; a table without sheet is named as in a folder."""

    sheets: Mapping[str, SheetPlaces]

    def file(self, table: str) -> str:
        """The sheet's title."""
        return self.sheets[table].title if table in self.sheets else table

    def words(self, table: str, line: int, column: str = "") -> str:
        """Sheet and cell, or sheet and row."""
        sheet = self.sheets.get(table)
        if sheet is None:
            return f"{table}, {column}" if column else table
        if table == PAGE:
            row = of_key(column, sheet.key_rows)
            return f"{sheet.title}!B{row}, {column}" if row else of_whole(sheet.title, column)
        if not line:
            return of_whole(sheet.title, column)
        if column in sheet.letters:
            return f"{sheet.title}!{sheet.letters[column]}{line}, column {column}"
        return f"{sheet.title} row {line}"


def recall_sheets(facts: Mapping[str, Any]) -> Origin:
    """The origin of rows, from what `facts()` gave of each sheet."""
    return Origin(
        WorkbookPlaces(
            {
                name: SheetPlaces(
                    str(sheet["sheet"]),
                    letters=_letters(sheet),
                    key_rows={str(key): int(row) for key, row in sheet["rows"].items()}
                    if name == PAGE
                    else {},
                )
                for name, sheet in facts.items()
            }
        ),
        rows={
            name: tuple((int(first), int(last)) for first, last in sheet["rows"])
            for name, sheet in facts.items()
            if name != PAGE
        },
        remarks=tuple(remark for name, sheet in facts.items() for remark in _remarks(name, sheet)),
    )


def _letters(sheet: Mapping[str, Any]) -> dict[str, str]:
    return {str(name): str(letter) for name, letter in sheet.get("columns", {}).items()}


def _remarks(name: str, sheet: Mapping[str, Any]) -> Iterator[Remark]:
    if sheet["hidden"]:
        yield Remark(name, "hidden")
    key_of_row = {int(row): str(key) for key, row in reversed(sheet["rows"].items())} if name == PAGE else {}
    column_of_letter = {letter: column for column, letter in _letters(sheet).items()}
    for row, cells in sheet.get("merged", ()):
        if name == PAGE:
            # The second row of a key that comes once per item has no place of its own.
            yield Remark(name, "merged", 0, key_of_row.get(int(row), ""), str(cells))
        else:
            letter = str(cells).rstrip("0123456789").partition(":")[0].rstrip("0123456789")
            yield Remark(name, "merged", int(row), column_of_letter[letter], str(cells))
    for kind, row, letter, *said in sheet.get("marks", ()):
        cells, value, expected = map(str, said)
        line, column = int(row), column_of_letter.get(str(letter), "")
        if name == PAGE:
            line, column = 0, key_of_row.get(line, "")
        yield Remark(name, str(kind), line, column, cells, value, expected)
