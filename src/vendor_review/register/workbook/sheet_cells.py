"""Takes the cells out of a sheet in one pass, as text, within stated limits.

Only what decides the text of a cell is looked at: a font or a border that its writer got wrong refuses no register.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import NamedTuple

from openpyxl.utils.cell import column_index_from_string, range_boundaries
from openpyxl.utils.datetime import from_ISO8601

from vendor_review.errors import RegisterUnreadable
from vendor_review.register.cell_text import decoded, plain_text
from vendor_review.register.headings import shortened
from vendor_review.register.workbook.display.formats import FormatUnread
from vendor_review.register.workbook.elements import PartRefused, attribute, is_true, walk
from vendor_review.register.workbook.package import LARGEST_UNPACKED, LARGEST_WORKBOOK, check_archive
from vendor_review.register.workbook.sheets import MOST_CELLS, Sheet, Spelt, open_sheets

__all__ = [
    "LARGEST_UNPACKED",
    "LARGEST_WORKBOOK",
    "MOST_CELLS",
    "Sheet",
    "SheetRows",
    "check_archive",
    "open_sheets",
]

_LAST_ROW, _LAST_COLUMN = 1_048_576, 16_384
_DIGITS = "0123456789"
_TEXTS = ("s", "str", "inlineStr")
# LibreOffice saves a true that was typed as this formula, and its result as a number.
_TRUTHS = {"TRUE()": "yes", "FALSE()": "no"}


class Mark(NamedTuple):
    """What is to be said of a cell beside its text, as a `Remark` says it; `column` is 0 where it is about a row."""

    kind: str
    row: int
    column: int
    value: str = ""
    expected: str = ""


class SheetRows:
    """The rows of a sheet, and then its merged ranges and links, in one pass.

    `refused` are cells that hold nothing that could be taken as text: row, column, why; `kept` is what the file keeps
    of them, such as `#N/A`. `marks` are those of cells and rows, and `hidden_columns` the first and last of each run
    (1 is A).
    """

    def __init__(self, sheet: Sheet) -> None:
        self.sheet = sheet
        self._book = sheet.book
        self._styles, self._strings = sheet.book.styles, sheet.book.strings
        self.refused: list[tuple[int, int, str]] = []
        self.kept: dict[tuple[int, int], str] = {}
        self.merged: list[str] = []
        self.marks: list[Mark] = []
        self.hidden_columns: list[tuple[int, int]] = []
        self._links: list[Mapping[str, str]] = []
        self._columns: dict[str, int] = {}
        self._done: list[tuple[int, dict[int, str]]] = []
        self._last = self._seen = 0
        self._spelt = Spelt()
        self._value: str | None = None
        self._formula: str | None = None

    def rows(self) -> Iterator[tuple[int, dict[int, str]]]:
        """Number of each row that is written, and its texts by column (1 is A); blank cells are left out.

        Raises
        ------
        RegisterUnreadable
            The sheet is larger than one may be.
        ValueError, KeyError
            It is damaged.
        """
        starts = {
            "col": self._columns_of,
            "row": self._start_row,
            "c": self._start_cell,
            "mergeCell": lambda attributes: self.merged.append(attributes["ref"]),
            "hyperlink": self._links.append,
            **self._spelt.starts,
        }
        ends = {
            "v": self._end_value,
            "f": self._end_formula,
            "c": self._end_cell,
            "row": self._end_row,
            **self._spelt.ends,
        }
        book = self.sheet.book
        with book.package.open(self.sheet.part) as source:
            try:
                for _ in walk(source, starts, ends, book.most_elements):
                    yield from self._done
                    self._done.clear()
            except PartRefused as refused:
                raise RegisterUnreadable(f"sheet {self.sheet.title}: {refused}.") from None

    def links(self) -> dict[tuple[int, int], str]:
        """Row and column (1 is A) of the cells that lead out of the workbook, and where to, once rows were read."""
        relations = self.sheet.book.package.relations(self.sheet.part)
        found = {}
        for link in self._links:
            relation = relations.get(attribute(link, "id"))
            if relation:
                column, row, _, _ = range_boundaries(link["ref"])
                # Excel keeps what follows a # apart.
                found[row, column] = "#".join(filter(None, (relation.target, link.get("location"))))
        return found

    def _columns_of(self, attributes: Mapping[str, str]) -> None:
        if is_true(attributes.get("hidden")) or attributes.get("width") == "0":
            self.hidden_columns.append((int(attributes["min"]), min(int(attributes["max"]), _LAST_COLUMN)))
            if len(self.hidden_columns) > _LAST_COLUMN:
                raise PartRefused("hides more columns than a sheet can have")

    def _start_row(self, attributes: Mapping[str, str]) -> None:
        self._hidden = is_true(attributes.get("hidden")) or attributes.get("ht") == "0"
        self._stated = attributes.get("r", "")
        self._row = int(self._stated or self._last + 1)
        self._column, self._width = 0, 0
        self._texts: dict[int, str] = {}
        if not self._last < self._row <= _LAST_ROW:
            raise ValueError(f"row {self._row} of sheet {self.sheet.title} comes after row {self._last}")

    def _start_cell(self, attributes: Mapping[str, str]) -> None:
        reference = attributes.get("r")
        if reference:
            letters = reference.rstrip(_DIGITS)
            self._column = self._columns.get(letters) or self._column_of(letters)
            if reference[len(letters) :] != self._stated and self._stated:
                raise ValueError(f"cell {reference} of sheet {self.sheet.title} is in row {self._stated}")
        else:
            self._column += 1
        self._kind, self._style = attributes.get("t", "n"), attributes.get("s", "")
        self._value = self._formula = None
        self._spelt.clear()

    def _column_of(self, letters: str) -> int:
        number: int = column_index_from_string(letters)
        self._columns[letters] = number
        return number

    def _end_value(self, text: str) -> None:
        self._value = text

    def _end_formula(self, text: str) -> None:
        self._formula = text

    def _end_cell(self, _: str) -> None:
        self._width += 1
        self._seen += 1
        column = self._column
        if column > _LAST_COLUMN or self._width > _LAST_COLUMN:
            raise ValueError(
                f"row {self._row} of sheet {self.sheet.title} has more cells than a row can have"
            )
        if self._seen > self._book.most_cells:
            raise PartRefused(f"has more than {self._book.most_cells:,} cells; use a folder of CSV files")
        if column in self._texts:
            raise ValueError(f"row {self._row} of sheet {self.sheet.title} has cells that overlap")
        text = self._text()
        if text:
            self._texts[column] = text
            if self._spelt.struck or self._style in self._styles.striking:
                self.marks.append(Mark("struck", self._row, column, text))
            if self._kind in _TEXTS and self._style in self._styles.rewording:
                self._mark_format(text)

    def _mark_format(self, text: str) -> None:
        code = self._styles.format_of(self._style)
        self.marks.append(Mark("format", self._row, self._column, text, code))

    def _text(self) -> str:
        """ISO dates, whole numbers without `.0`, yes and no, text as typed."""
        kind, value = self._kind, self._value
        if kind == "s":
            return self._shared(value)
        if kind == "inlineStr":
            return decoded(self._spelt.text)
        if self._formula is not None:
            if truth := _TRUTHS.get(self._formula.upper()):
                return truth
            if not value and kind != "str":  # an empty text is a result
                return self._refuse(
                    "holds a formula whose result is not saved in the file; open and save it in Excel, or write the "
                    "value."
                )
        if kind == "e":
            return self._refuse(f"holds the error {value}; correct it, or clear the cell.")
        if not value:
            return ""
        if kind == "n":
            return self._number(value)
        if kind == "b":
            return "yes" if is_true(value) else "no"
        return plain_text(from_ISO8601(value)) if kind == "d" else decoded(value)

    def _shared(self, value: str | None) -> str:
        strings = self._strings
        if not value:
            return ""
        at = int(value)
        if 0 <= at < len(strings):
            self._spelt.struck = at in self._book.struck
            return strings[at]
        return self._refuse(
            "refers to a text that the file does not hold; open and save it in Excel, or write the value."
        )

    def _number(self, value: str) -> str:
        try:
            shown = self._book.display(value, self._style)
        except FormatUnread:
            text = plain_text(float(value))
            self._mark_format(text)
            return text
        except (ValueError, OverflowError):
            return self._refuse(
                f"holds {shortened(value, 40)}, which is no number, or no day; write what is meant."
            )
        if shown.kept:
            self.marks.append(Mark("shown", self._row, self._column, shown.text, shown.kept))
        return shown.text

    def _refuse(self, why: str) -> str:
        self.refused.append((self._row, self._column, why))
        self.kept[self._row, self._column] = self._value or f"={self._formula or ''}"
        return ""

    def _end_row(self, _: str) -> None:
        self._last = self._row
        if self._hidden and self._texts:
            self.marks.append(Mark("hidden_cells", self._row, 0))
        self._done.append((self._row, self._texts))
