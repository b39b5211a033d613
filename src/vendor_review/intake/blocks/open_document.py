"""Reads the sheets of an OpenDocument spreadsheet (.ods) in one pass, as LibreOffice shows them, within limits."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Mapping
from dataclasses import dataclass, field

from openpyxl.utils.cell import get_column_letter

from vendor_review.errors import ListUnreadable, RegisterUnreadable
from vendor_review.intake.blocks.limits import LONGEST_TEXT, MOST_COLUMNS, Budget
from vendor_review.intake.blocks.spreadsheet import (
    LARGEST_UNPACKED,
    MOST_CELLS,
    MOST_PROBLEMS,
    Area,
    Sheet,
    clipped,
    without_long,
)
from vendor_review.register.workbook.elements import End, Start, attribute, is_true, walk
from vendor_review.register.workbook.package import check_zip
from vendor_review.register.workbook.reader import damage_in_words

FORMAT = "OpenDocument spreadsheet"
_TABLE, _TEXT, _OFFICE, _STYLE, _DRAWING = (
    f"urn:oasis:names:tc:opendocument:xmlns:{name}:1.0"
    for name in ("table", "text", "office", "style", "drawing")
)
_CONTENT, _MANIFEST = "content.xml", "META-INF/manifest.xml"
_LARGEST_MANIFEST = 2**20
#: A sheet that keeps a copy of another file's is called so.
_COPY = "'file:"
#: What stands beside a cell, with words that are none of its own.
_DRAWINGS = (
    "frame",
    "custom-shape",
    "rect",
    "line",
    "g",
    "control",
    "caption",
    "ellipse",
    "polygon",
    "connector",
)


def document_sheets(file: str, content: bytes, budget: Budget) -> list[Sheet]:
    """The sheets of an .ods that hold text; a day is ISO, and of all else what is shown.

    Raises
    ------
    ListUnreadable
        It is none, locked by a password, damaged or too large, or a cell holds an error.
    """
    try:
        with damage_in_words(file, FORMAT):
            if _CONTENT not in check_zip(content, file, FORMAT, LARGEST_UNPACKED):
                raise ListUnreadable(
                    f"{file}: is no {FORMAT}; save it as one, or as an Excel workbook (.xlsx)."
                )
            with zipfile.ZipFile(io.BytesIO(content)) as archive:
                if _is_locked(archive):
                    raise ListUnreadable(f"{file}: is protected by a password; save it without one.")
                reader = _Reader(budget)
                with archive.open(_CONTENT) as source:
                    for _ in walk(source, reader.starts(), reader.ends(), 4 * MOST_CELLS, reader.say):
                        pass
    except RegisterUnreadable as refused:
        raise ListUnreadable(refused.problems) from None
    if reader.problems:
        raise ListUnreadable(reader.problems[:MOST_PROBLEMS])
    return reader.sheets


def _is_locked(archive: zipfile.ZipFile) -> bool:
    if _MANIFEST not in archive.namelist():
        return False
    with archive.open(_MANIFEST) as manifest:
        return b"encryption-data" in manifest.read(_LARGEST_MANIFEST)


@dataclass
class _Cell:
    """What is known of a cell while it is read."""

    attributes: Mapping[str, str]
    words: list[str] = field(default_factory=list)
    comment: list[str] = field(default_factory=list)
    link: str = ""

    def stated(self, name: str) -> str:
        """An attribute, "" without."""
        return attribute(self.attributes, name)

    def count(self, name: str) -> int:
        """How many rows or columns it states, one without."""
        return max(1, int(self.stated(name) or 1))

    def is_error(self) -> bool:
        """Whether it shows an error: what LibreOffice says of its kind beside what the format can."""
        kinds = {text for name, text in self.attributes.items() if name.endswith(" value-type")}
        return "error" in kinds

    def text(self) -> str:
        """A day as ISO, yes and no, and of all else the words that are shown."""
        shown = "".join(self.words).strip()
        kind = self.stated("value-type")
        if kind == "date":
            day, _, time = self.stated("date-value").partition("T")
            return shown if time.strip("0:.") else day or shown
        if kind == "boolean":
            return "yes" if is_true(self.stated("boolean-value")) else "no"
        return shown or self.stated("string-value") or self.stated("value")


@dataclass
class _Open:
    """The sheet that is being read."""

    title: str
    is_hidden: bool
    row: int = 0
    column: int = 0
    repeated: int = 1
    is_row_hidden: bool = False
    struck_columns: set[int] = field(default_factory=set)
    texts: dict[int, str] = field(default_factory=dict)
    cells: dict[int, dict[int, str]] = field(default_factory=dict)
    merged: list[Area] = field(default_factory=list)
    comments: dict[tuple[int, int], str] = field(default_factory=dict)
    links: dict[tuple[int, int], str] = field(default_factory=dict)
    hidden: set[int] = field(default_factory=set)
    struck: set[tuple[int, int]] = field(default_factory=set)


class _Reader:
    """Gathers the sheets while `walk` reads; `say` takes the words between tags."""

    def __init__(self, budget: Budget) -> None:
        self.sheets: list[Sheet] = []
        self.problems: list[str] = []
        self._budget = budget
        self._style = ""
        self._hidden_styles: set[str] = set()
        self._struck_styles: set[str] = set()
        self._sheet: _Open | None = None
        self._cell: _Cell | None = None
        self._beside = 0
        self._in_comment = False

    def starts(self) -> dict[str, Start]:
        """What is done where an element begins, by its full name."""
        return {
            f"{_STYLE} style": self._start_style,
            f"{_STYLE} table-properties": self._style_of_table,
            f"{_STYLE} text-properties": self._style_of_text,
            f"{_TABLE} table": self._start_table,
            f"{_TABLE} table-row": self._start_row,
            f"{_TABLE} table-cell": self._start_cell,
            f"{_TABLE} covered-table-cell": self._start_cell,
            f"{_TEXT} p": lambda _: self.say("\n"),
            f"{_TEXT} line-break": lambda _: self.say("\n"),
            f"{_TEXT} tab": lambda _: self.say(" "),
            f"{_TEXT} s": lambda _: self.say(" "),
            f"{_TEXT} a": self._start_link,
            f"{_OFFICE} annotation": lambda _: self._comment(begins=True),
            **{f"{_DRAWING} {name}": lambda _: self._drawing(1) for name in _DRAWINGS},
        }

    def ends(self) -> dict[str, End]:
        """What is done where an element ends, by its full name."""
        return {
            f"{_TABLE} table": lambda _: self._end_table(),
            f"{_TABLE} table-row": lambda _: self._end_row(),
            f"{_TABLE} table-cell": lambda _: self._end_cell(),
            f"{_TABLE} covered-table-cell": lambda _: self._end_cell(),
            f"{_OFFICE} annotation": lambda _: self._comment(begins=False),
            **{f"{_DRAWING} {name}": lambda _: self._drawing(-1) for name in _DRAWINGS},
        }

    def say(self, words: str) -> None:
        """Takes words of a cell, or of its comment; those of a drawing are neither."""
        if self._cell is None or self._beside:
            return
        into = self._cell.comment if self._in_comment else self._cell.words
        # What is longer than any text that is read need not be kept.
        if len(into) <= LONGEST_TEXT:
            into.append(words)

    def _drawing(self, change: int) -> None:
        self._beside += change

    def _comment(self, *, begins: bool) -> None:
        self._in_comment = begins

    def _start_style(self, attributes: Mapping[str, str]) -> None:
        self._style = attribute(attributes, "name")

    def _style_of_table(self, attributes: Mapping[str, str]) -> None:
        if attribute(attributes, "display") == "false":
            self._hidden_styles.add(self._style)

    def _style_of_text(self, attributes: Mapping[str, str]) -> None:
        if attribute(attributes, "text-line-through-style") not in ("", "none"):
            self._struck_styles.add(self._style)

    def _start_table(self, attributes: Mapping[str, str]) -> None:
        if self._sheet is not None:
            raise ListUnreadable(
                f"{self._budget.file}: has a table within a cell; save only the part with the list."
            )
        is_hidden = attribute(attributes, "style-name") in self._hidden_styles
        self._sheet = _Open(attribute(attributes, "name"), is_hidden)

    def _start_row(self, attributes: Mapping[str, str]) -> None:
        if (sheet := self._sheet) is None:
            return
        sheet.row += 1
        sheet.column = 0
        sheet.texts = {}
        sheet.repeated = max(1, int(attribute(attributes, "number-rows-repeated") or 1))
        sheet.is_row_hidden = attribute(attributes, "visibility") in ("collapse", "filter")
        sheet.struck_columns = set()

    def _start_cell(self, attributes: Mapping[str, str]) -> None:
        if self._sheet is not None and self._sheet.row:
            self._cell = _Cell(attributes)
            self._sheet.column += 1

    def _start_link(self, attributes: Mapping[str, str]) -> None:
        if self._cell is not None and not self._in_comment:
            self._cell.link = self._cell.link or attribute(attributes, "href")

    def _end_cell(self) -> None:
        cell, sheet = self._cell, self._sheet
        self._cell = None
        if cell is None or sheet is None:
            return
        at = sheet.row, sheet.column
        columns = cell.count("number-columns-repeated")
        text = cell.text()
        sheet.column += columns - 1
        if text:
            if sheet.column > MOST_COLUMNS:
                last = get_column_letter(MOST_COLUMNS)
                raise ListUnreadable(
                    f"{self._budget.file}, {sheet.title}, row {sheet.row}: has text beyond column {last}; save only "
                    "the part with the list."
                )
            if cell.is_error():
                self._refuse(at, text)
            sheet.texts |= dict.fromkeys(range(at[1], at[1] + columns), text)
            if cell.stated("style-name") in self._struck_styles:
                sheet.struck_columns |= set(range(at[1], at[1] + columns))
            if cell.link:
                sheet.links[at] = cell.link
        if comment := "".join(cell.comment).strip():
            sheet.comments[at] = comment
        down, across = cell.count("number-rows-spanned"), cell.count("number-columns-spanned")
        if text and (down > 1 or across > 1):
            sheet.merged.append((*at, at[0] + down - 1, at[1] + across - 1))

    def _refuse(self, at: tuple[int, int], text: str) -> None:
        sheet = self._sheet.title if self._sheet else ""
        self.problems.append(
            f"{self._budget.file}, {sheet}!{get_column_letter(at[1])}{at[0]}: holds the error {text[:40]}; correct it, "
            "or clear the cell."
        )

    def _end_row(self) -> None:
        if (sheet := self._sheet) is None:
            return
        first, last = sheet.row, sheet.row + sheet.repeated - 1
        sheet.row = last
        if not sheet.texts:
            return
        self._budget.row(sheet.repeated)
        self._budget.element(len(sheet.texts) * sheet.repeated)
        for row in range(first, last + 1):
            sheet.cells[row] = sheet.texts
            if sheet.is_row_hidden:
                sheet.hidden.add(row)
            sheet.struck |= {(row, column) for column in sheet.struck_columns}

    def _end_table(self) -> None:
        sheet, self._sheet = self._sheet, None
        if sheet is None or not sheet.cells or sheet.title.startswith(_COPY):
            return
        cells, left_out = without_long(sheet.cells)
        self.sheets.append(
            Sheet(
                sheet.title,
                cells,
                clipped(sheet.merged, cells),
                sheet.comments,
                sheet.links,
                frozenset(sheet.hidden),
                frozenset(sheet.struck),
                is_hidden=sheet.is_hidden,
                left_out=left_out,
            )
        )
