"""A workbook in the making: text that stays text, how cells look and sheets print; same input, same bytes."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from io import BytesIO
from math import ceil
from typing import Any
from xml.sax.saxutils import escape

from xlsxwriter import Workbook
from xlsxwriter.worksheet import Worksheet

from vendor_review.register.cell_text import coded
from vendor_review.register.layout import Column

TEXT_FORMAT = "@"
"""What is typed stays as typed: Excel makes no number or day of its own of it."""
DAY_FORMAT = "yyyy-mm-dd"
"""What is typed as a day becomes one, and shows in one order of year, month and day."""
_FONT = {"font_name": "Arial", "font_size": 10, "font_scheme": "none"}
_A_DAY = datetime(2000, 1, 1)  # noqa: DTZ001 - the file's own dates: no clock in what we write
_A4 = 9
_PADDING = 5 / 7  # digits: Excel adds as much to the width that is asked for
_LINE_HEIGHT, _HIGHEST_ROW = 13, 400
_POINTS = 0.75  # of a pixel
_LETTERS_A_DIGIT = 1.1  # widths are counted in digits, and letters are a little narrower
_INK, _PALE, _WHITE = "#1F3864", "#DCE6F1", "#FFFFFF"

_WIDEST_UNWRAPPED = 40
_NAMES = {"name", "legal_entity", "aliases", "parent_group", "product", "title", "onward_name"}
_SHORT = {"contact", "owner", "decided_by", "reviewer", "customer_region", "pinned_run", "pinned_score"}
_BY_KIND = {
    "id": 18,
    "reference": 18,
    "section": 18,
    "control": 18,
    "category": 24,
    "place": 14,
    "enum": 18,
    "path": 20,
    "date": 12,
    "days": 12,
    "lei": 24,
    "url": 40,
    "link": 40,
    "sha256": 20,
}


@dataclass(frozen=True)
class Look:
    """A column: its width in characters, whether it holds days, wraps its text, and must be filled."""

    width: float
    day: bool = False
    wrap: bool = False
    required: bool = False


def look_of(column: Column) -> Look:
    """A column of a register, by its kind; texts are names, short, or wording that takes several lines."""
    if column.name in _NAMES:
        width = 28.0
    elif column.name in _SHORT or column.kind in ("list", "asked"):
        width = 24.0
    else:
        width = float(_BY_KIND.get(column.kind, 50))
    if column.kind == "enum":
        width = max(width, *(len(word) + 2 for word in column.values))
    return Look(
        # In bold letters, and without a break in the name: an underscore ends no line.
        width=max(width, len(column.name) * 1.15 + 3),
        day=column.kind == "date",
        wrap=column.kind in ("text", "list", "asked"),
        required=column.required,
    )


def widened(looks: Sequence[Look], rows: Sequence[Sequence[str]]) -> list[Look]:
    """Columns that do not wrap, as wide as their longest text wants, within bounds."""
    longest = [max(map(len, cells)) for cells in zip(*rows, strict=True)] if rows else [0] * len(looks)
    return [
        look
        if look.wrap or look.day
        else replace(look, width=max(look.width, min(long + 2, _WIDEST_UNWRAPPED)))
        for look, long in zip(looks, longest, strict=True)
    ]


class Sheet(Worksheet):  # type: ignore[misc]
    """A sheet of a `Book`; rows and columns are counted from 0."""

    def __init__(self) -> None:
        super().__init__()
        self.xls_strmax = 2**24  # in code; those who write check the length of the text itself

    def put(self, row: int, column: int, text: str, style: Any = None) -> None:
        """Text that stays text, whatever it is like: neither a formula nor a number, a day, or markup."""
        if not text:
            self.write_blank(row, column, None, style)
            return
        if "_x" in text or text.startswith("<r>"):
            # XlsxWriter takes the one for a code half of the time, and the other for its own markup.
            own = escape(coded(text)).replace("_", "&#95;")
            text = f'<r><t xml:space="preserve">{own}</t></r>'
        self.write_string(row, column, text, style)

    def put_names(self, names: Sequence[str], looks: Sequence[Look]) -> None:
        """Row 1 with the columns' names, how what is typed below looks, and each page of paper with row 1."""
        for column, (name, look) in enumerate(zip(names, looks, strict=True)):
            self.set_width(column, look.width, self.book.style_of(look))
            self.put(0, column, name, self.book.style_of_name(required=look.required))
        self.set_row(0, 24)
        self.freeze_panes(1, 0)
        self.repeat_rows(0)
        self.fit_for_print(landscape=True)

    def put_line(self, row: int, text: str, width: float, kind: str = "text") -> None:
        """A line that explains, wrapped within a column of that width; `kind` is title, heading, text or command."""
        look: dict[str, Any] = {"text_wrap": True, "valign": "top"}
        if kind == "command":
            look |= {"font_name": "Courier New", "font_family": 3}
        if kind in ("title", "heading"):
            look |= {"bold": True, "font_color": _INK, "font_size": 14 if kind == "title" else 10}
        self.put(row, 0, text, self.book.add_format(look))
        self.set_height(row, [(text, width)])

    def set_width(self, column: int, width: float, style: Any = None) -> None:
        """The width of a column in digits."""
        self.set_column(column, column, width - _PADDING, style)

    def set_height(self, row: int, texts: Iterable[tuple[str, float]]) -> None:
        """Makes a row as high as its wrapped texts take, each in its column's width; not every program does so."""
        lines = max(
            (
                sum(max(1, ceil(len(line) / (width * _LETTERS_A_DIGIT))) for line in text.split("\n"))
                for text, width in texts
            ),
            default=1,
        )
        if lines > 1:
            self.set_row_pixels(row, min(_LINE_HEIGHT * lines + 3, _HIGHEST_ROW) / _POINTS)

    def fit_for_print(self, *, landscape: bool) -> None:
        """One page wide and as many long as it takes, with the sheet's name and the page's number below."""
        if landscape:
            self.set_landscape()
        self.set_paper(_A4)
        self.fit_to_pages(1, 0)
        self.set_margins(left=0.4, right=0.4, top=1, bottom=1)
        self.set_header("", {"margin": 0.5})
        self.set_footer("&C&A, page &P of &N", {"margin": 0.5})

    def explain(self, row: int, column: int, words: str) -> None:
        """Puts a comment on a cell."""
        height = 40 + 18 * (len(words) // 40 + words.count("\n") + 1)
        self.write_comment(row, column, words, {"author": "vendor-review", "height": height, "width": 320})

    def _xml_start_tag_unencoded(self, tag: str, attributes: Sequence[tuple[str, Any]] = ()) -> None:
        # The heights are for now; a row goes on to follow its text.
        super()._xml_start_tag_unencoded(tag, [pair for pair in attributes if pair[0] != "customHeight"])


class Book(Workbook):  # type: ignore[misc]
    """An Excel workbook that is written anew, in memory."""

    def __init__(self, title: str = "") -> None:
        self._file = BytesIO()
        self._styles: dict[tuple[tuple[str, Any], ...], Any] = {}
        super().__init__(self._file, {"in_memory": True, "default_format_properties": _FONT})
        self.set_properties({"author": "vendor-review", "title": coded(title), "created": _A_DAY})

    def new_sheet(self, name: str) -> Sheet:
        """A sheet behind the others."""
        sheet: Sheet = self.add_worksheet(name, Sheet)
        sheet.book = self
        return sheet

    def style_of(self, look: Look, **more: Any) -> Any:
        """How a cell of a column looks."""
        form = DAY_FORMAT if look.day else TEXT_FORMAT
        own = {"align": "left", "valign": "top", "text_wrap": look.wrap, "num_format": form, **more}
        key = tuple(own.items())
        if key not in self._styles:
            self._styles[key] = self.add_format(own)
        return self._styles[key]

    def style_of_name(self, *, required: bool) -> Any:
        """How the name of a column looks, which must be filled or not."""
        return self.add_format(
            {
                "bold": True,
                "font_color": _WHITE if required else _INK,
                "bg_color": _INK if required else _PALE,
                "valign": "vcenter",
                "text_wrap": True,
                "right": 1,
                "right_color": _WHITE,
                "bottom": 1,
                "bottom_color": _INK,
                "num_format": TEXT_FORMAT,
            }
        )

    def content(self) -> bytes:
        """The bytes of the file, once all is written."""
        self.close()
        return self._file.getvalue()
