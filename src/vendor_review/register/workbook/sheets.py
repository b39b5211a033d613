"""The sheets that a workbook lists, and what they have in common: texts, and the formats of numbers."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from openpyxl.utils.datetime import CALENDAR_MAC_1904, CALENDAR_WINDOWS_1900, from_excel

from vendor_review.register.cell_text import decoded
from vendor_review.register.workbook.cell_styles import CellStyles, is_struck, read_styles
from vendor_review.register.workbook.display.formats import Display, is_elapsed, is_of_days
from vendor_review.register.workbook.display.numbers import display_day, display_number
from vendor_review.register.workbook.elements import LONGEST_TEXT, PartRefused, attribute, is_true, walk
from vendor_review.register.workbook.package import Package, Relation

MOST_CELLS = 5_000_000
"""Cells of one sheet, and different texts of a workbook."""
_ELEMENTS_A_CELL = 6
_FEWEST_ELEMENTS = 1_000_000
"""Allowed however few cells there may be: what stands around them."""
# Where everybody puts these parts, whether or not they say so.
_BOOK, _STRINGS, _STYLES = "xl/workbook.xml", "xl/sharedStrings.xml", "xl/styles.xml"


@dataclass(frozen=True)
class Sheet:
    """A sheet that a workbook lists.

    `sheet_state` is visible, hidden or veryHidden; `lack` says why no cells can be read, "" where they can; without
    `cells` it is a chart or the like.
    """

    title: str
    sheet_state: str
    book: Book
    part: str = ""
    cells: bool = True
    lack: str = ""


@dataclass
class Book:
    """What the sheets of a workbook have in common: its parts, texts (and which are struck through), and styles."""

    package: Package
    most_cells: int
    from_1904: bool = False
    strings: list[str] = field(default_factory=list)
    struck: set[int] = field(default_factory=set)
    styles: CellStyles = field(default_factory=CellStyles)

    @property
    def most_elements(self) -> int:
        """How many elements a part may have."""
        return _FEWEST_ELEMENTS + _ELEMENTS_A_CELL * self.most_cells

    def display(self, value: str, style: str) -> Display:
        """What a cell shows of a number, as its style says.

        Raises
        ------
        FormatUnread
            Its format is not read here.
        ValueError, OverflowError
            It is no number, or no day where a day is to be shown.
        """
        number = int(value) if value.isdecimal() else float(value)
        code = self.styles.format_of(style)
        if not is_of_days(code):
            return display_number(number, code)
        epoch = CALENDAR_MAC_1904 if self.from_1904 else CALENDAR_WINDOWS_1900
        return display_day(from_excel(number, epoch, timedelta=is_elapsed(code)), code)


def open_sheets(content: bytes, most_cells: int = MOST_CELLS) -> list[Sheet]:
    """The sheets of a workbook that `check_archive` has passed, in their order; no cell is read yet."""
    book = Book(Package(content), most_cells)
    start = next((r.target for r in book.package.relations("").values() if r.kind == "officeDocument"), _BOOK)
    relations = book.package.relations(start)
    by_kind = {relation.kind: relation.target for relation in relations.values()}
    strings, styles = by_kind.get("sharedStrings", _STRINGS), by_kind.get("styles", _STYLES)
    if strings in book.package:
        _read_strings(book, strings)
    if styles in book.package:
        book.styles = read_styles(book.package, styles)
    listed: list[Mapping[str, str]] = []

    def properties(attributes: Mapping[str, str]) -> None:
        book.from_1904 = is_true(attributes.get("date1904"))

    with book.package.open(start) as source:
        for _ in walk(source, {"sheet": listed.append, "workbookPr": properties}, {}, _FEWEST_ELEMENTS):
            pass
    return [_sheet(book, one, relations.get(attribute(one, "id"))) for one in listed]


def _sheet(book: Book, listed: Mapping[str, str], relation: Relation | None) -> Sheet:
    part = relation.target if relation else ""
    return Sheet(
        title=decoded(listed.get("name", "")),
        sheet_state=listed.get("state", "visible"),
        book=book,
        part=part,
        cells=relation is None or relation.kind == "worksheet",
        lack="" if part in book.package else f"its part {part or 'without a name'} is not in the file",
    )


def _read_strings(book: Book, part: str) -> None:
    spelt = Spelt()

    def end_item(_: str) -> None:
        if len(book.strings) >= book.most_cells:
            raise PartRefused(f"has more than {book.most_cells:,} texts")
        if spelt.struck:
            book.struck.add(len(book.strings))
        book.strings.append(decoded(spelt.text))

    starts = {"si": spelt.clear, **spelt.starts}
    with book.package.open(part) as source:
        for _ in walk(source, starts, {"si": end_item, **spelt.ends}, book.most_elements):
            pass


class Spelt:
    """Text in pieces of several looks, `struck` if one is; what Japanese adds to be pronounced is none of it."""

    def __init__(self) -> None:
        self._pieces: list[str] = []
        self._length = 0
        self.struck = self._aside = False
        self.starts = {"rPh": self._start_aside, "strike": self._strike}
        self.ends = {"t": self._add, "rPh": self._end_aside}

    @property
    def text(self) -> str:
        """All pieces since the last `clear`."""
        return "".join(self._pieces)

    def clear(self, _: object = None) -> None:
        """Begins anew."""
        if self._length:
            self._pieces.clear()
            self._length = 0
        self.struck = False

    def _add(self, text: str) -> None:
        if not self._aside and text:
            self._pieces.append(text)
            self._length += len(text)
            if self._length > LONGEST_TEXT:
                raise PartRefused(f"has a text of more than {LONGEST_TEXT:,} characters")

    def _strike(self, attributes: Mapping[str, str]) -> None:
        self.struck |= is_struck(attributes)

    def _start_aside(self, _: Mapping[str, str]) -> None:
        self._aside = True

    def _end_aside(self, _: str) -> None:
        self._aside = False
