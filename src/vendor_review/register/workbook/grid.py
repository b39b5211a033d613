"""The text of one sheet by row and column, with its comments and totals, and what is wrong with where it stands."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from openpyxl.utils.cell import coordinate_to_tuple, get_column_letter, range_boundaries

from vendor_review.register.cell_text import decoded, is_short_for
from vendor_review.register.headings import names_below, own_name, row_of_names
from vendor_review.register.workbook.elements import End, Start, walk
from vendor_review.register.workbook.row_places import runs_of
from vendor_review.register.workbook.sheet_cells import Mark, SheetRows
from vendor_review.register.workbook.sheets import Sheet, Spelt

_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_NUMBER = re.compile(r"[-+(]?(?:[^\W\d_]{1,3}\s)?[^\w\s]?\s?[0-9][0-9.,' ]*[^\w\s]?(?:\s[^\W\d_]{1,3})?[)]?")
"""A number with a currency or a unit, but not `3M`, which is a company."""
_TOTALS = frozenset(
    [
        *("total", "totals", "grand total", "sum", "subtotal", "count", "average"),
        *("summe", "gesamt", "gesamtsumme", "somme", "suma", "totaal", "totale"),
    ]
)
_MOST_ELEMENTS = 2_000_000
_MOST_TOTALS = 10
# What Excel writes for older versions of itself in place of a comment that was answered.
_STAND_IN, _COMMENT = "[Threaded comment]", "Comment:"


@dataclass
class Grid:
    """The text of a sheet: row to column (1 is A) to text; where cells lead; and what could not be read as text.

    `unsaved` are row and column of formulas whose results are not saved, where these are read as their own text.
    """

    title: str
    cells: dict[int, dict[int, str]] = field(default_factory=dict)
    problems: list[str] = field(default_factory=list)
    links: Mapping[tuple[int, int], str] = field(default_factory=dict)
    marks: list[Mark] = field(default_factory=list)
    hidden_columns: list[tuple[int, int]] = field(default_factory=list)
    totals: set[int] = field(default_factory=set)
    unsaved: list[tuple[int, int]] = field(default_factory=list)

    def gather(self, sheet: SheetRows, *, with_formulas: bool = False) -> list[tuple[int, str]]:
        """Takes in all rows; gives the merged ranges that hold text, by row.

        What is no text refuses the sheet, but in a column of somebody's own, whose cells are never judged. With
        `with_formulas` a formula whose result is not saved is its own text.
        """
        for row, texts in sheet.rows():
            if any(map(str.strip, texts.values())):
                self.cells[row] = texts
        own = self.own_columns()
        for row, column, why in sheet.refused:
            if with_formulas and sheet.kept[row, column].startswith("="):
                self.cells.setdefault(row, {})[column] = sheet.kept[row, column]
                self.unsaved.append((row, column))
            elif column not in own:
                self.problems.append(f"{self.place(row, column)}: {why}")
            elif row in self.cells:
                self.cells[row][column] = sheet.kept[row, column]
        self.links = sheet.links()
        self.hidden_columns = sheet.hidden_columns
        self.totals = _totals_of(sheet.sheet)
        comments = _comments_of(sheet.sheet)
        self.marks = [
            *sheet.marks,
            *(Mark("comment", *at, text) for at, text in sorted(comments.items()) if text),
        ]
        merged = []
        for cells_range in sheet.merged:
            column, row, last_column, last_row = range_boundaries(cells_range)
            spread = (column, row) != (last_column, last_row)
            if spread and self.cells.get(row, {}).get(column, "").strip():
                merged.append((row, cells_range))
        return sorted(merged)

    def place(self, row: int, column: int) -> str:
        """`vendors!C14`."""
        return f"{self.title}!{get_column_letter(column)}{row}"

    def header(self) -> dict[int, str]:
        """Column to name, of the first row."""
        first = self.cells.get(1, {})
        return {column: first[column].strip() for column in sorted(first) if first[column].strip()}

    def own_columns(self) -> set[int]:
        """The columns of somebody's own, by what the first row calls them."""
        return {column for column, name in self.header().items() if own_name(name)}

    def names_below(self, names: Sequence[str]) -> bool:
        """Whether the names of the columns stand under a title; tells so."""
        rows = ((row, tuple(self.cells.get(row, {}).values())) for row in range(1, 6))
        row = row_of_names(names, rows)
        if row:
            self.problems.append(names_below(self.title, "row", row))
        return bool(row)

    def follow_links(self, columns: Collection[int]) -> None:
        """Puts in the address that a cell of `columns` leads to, where it shows no more than a short form of it."""
        for (row, column), target in self.links.items():
            text = self.cells.get(row, {}).get(column, "").strip()
            if column in columns and is_short_for(text, target):
                self.cells[row][column] = target

    def take_totals(self) -> None:
        """Takes out the rows that add up or count the others."""
        for row, texts in list(self.cells.items()):
            if row > 1 and is_total(list(texts.values()), stated=row in self.totals):
                self.marks.append(Mark("totals", row, 0, " ".join(map(str.strip, texts.values()))))
                del self.cells[row]

    def keep_days(self, is_day: Callable[[int, int], bool]) -> None:
        """Where `is_day` of row and column, a day that shows less than itself counts as the day that is kept."""
        for at, mark in enumerate(self.marks):
            if mark.kind == "shown" and _DAY.match(mark.expected) and is_day(mark.row, mark.column):
                self.cells[mark.row][mark.column] = mark.expected
                self.marks[at] = mark._replace(kind="kept")

    def marks_of(
        self, rows: Collection[int], columns: Collection[int]
    ) -> list[tuple[str, int, str, str, str, str]]:
        """What is to be said of those rows and columns: of a run of hidden rows once, and of a struck row once."""
        found = []
        struck: set[int] = set()
        for mark in self.marks:
            about = mark.row in rows and mark.column in columns
            if mark.kind == "struck":
                about = about and mark.row not in struck
                struck.add(mark.row if about else 0)
            if (
                about
                or mark.kind == "totals"
                or (mark.kind == "comment" and mark.row > 1 and mark.column in columns)
            ):
                letter = get_column_letter(mark.column) if mark.column else ""
                found.append((mark.kind, mark.row, letter, "", mark.value, mark.expected))
        hidden = [mark.row for mark in self.marks if mark.kind == "hidden_cells" and mark.row in rows]
        found += [("hidden_cells", first, "", f"{first}:{last}", "", "") for first, last in runs_of(hidden)]
        hidden_columns = self._hidden_columns()
        filled = (
            {column for row in rows for column, text in self.cells[row].items() if text}
            if hidden_columns
            else set()
        )
        for column in sorted(hidden_columns.intersection(columns, filled)):
            letter = get_column_letter(column)
            found.append(("hidden_cells", 0, letter, f"{letter}:{letter}", "", ""))
        return found

    def _hidden_columns(self) -> set[int]:
        found: set[int] = set()
        done = 0
        for first, last in sorted(self.hidden_columns):
            found.update(range(max(first, done + 1), last + 1))
            done = max(done, last)
        return found

    def tell_stray_text(self, header: Mapping[int, str]) -> None:
        """Text under no column's name would be lost."""
        for row, texts in self.cells.items():
            stray = [column for column, text in texts.items() if column not in header and text.strip()]
            if stray and row > 1:
                self.problems.append(
                    f"{self.place(row, stray[0])}: holds text in a column "
                    "that has no name in row 1; name it or clear it."
                )


def is_total(texts: Sequence[str], *, stated: bool) -> bool:
    """Whether a row adds up or counts the others: numbers alone behind a word, where it is known or said to."""
    filled = [text.strip() for text in texts if text.strip()]
    if not stated and (not filled or filled[0].casefold().rstrip(":") not in _TOTALS):
        return False
    others = [text for text in filled if not _NUMBER.fullmatch(text)]
    return len(others) <= 1 if stated else others == filled[:1] and len(filled) > 1


def _comments_of(sheet: Sheet) -> dict[tuple[int, int], str]:
    """Row and column (1 is A) of each cell with a comment, and what it says."""
    found: dict[tuple[int, int], str] = {}
    spelt = Spelt()
    at = (0, 0)

    def start(attributes: Mapping[str, str]) -> None:
        nonlocal at
        at = coordinate_to_tuple(attributes["ref"])
        spelt.clear()

    def end(_: str) -> None:
        text = decoded(spelt.text).strip()
        own = text.partition(_COMMENT)[2].strip() if text.startswith(_STAND_IN) else ""
        found[at] = own or text

    _read(sheet, "comments", {"comment": start, **spelt.starts}, {"comment": end, **spelt.ends})
    return found


def _totals_of(sheet: Sheet) -> set[int]:
    """The rows that a table of the sheet, in Excel's sense, keeps for its totals."""
    rows: set[int] = set()

    def table(attributes: Mapping[str, str]) -> None:
        count = int(attributes.get("totalsRowCount", "0"))
        if count > 0:
            _, first, _, last = range_boundaries(attributes["ref"])
            rows.update(range(max(first, last - min(count, _MOST_TOTALS) + 1), last + 1))

    _read(sheet, "table", {"table": table}, {})
    return rows


def _read(sheet: Sheet, kind: str, starts: Mapping[str, Start], ends: Mapping[str, End]) -> None:
    for part in _parts_of(sheet, kind):
        with sheet.book.package.open(part) as source:
            for _ in walk(source, starts, ends, _MOST_ELEMENTS):
                pass


def _parts_of(sheet: Sheet, kind: str) -> Iterator[str]:
    package = sheet.book.package
    parts = {relation.target for relation in package.relations(sheet.part).values() if relation.kind == kind}
    return (part for part in sorted(parts) if part in package)
