"""Puts texts into cells of a sheet's XML, byte for byte as it was everywhere else; nothing is written anew.

A library that loads and saves a workbook loses what it does not know: charts, comments, rules, another program's parts.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from xml.parsers import expat
from xml.sax.saxutils import escape

from openpyxl.utils.cell import column_index_from_string, get_column_letter

from vendor_review.register.cell_text import coded

_TAG = re.compile(rb"""<[^>"']*(?:"[^"]*"[^>"']*|'[^']*'[^>"']*)*>""")
_SPANS = re.compile(rb"""\sspans\s*=\s*("[^"]*"|'[^']*')""")
_REFERENCE = re.compile(r"([A-Z]{1,3})([1-9][0-9]{0,6})")
_DIMENSION = re.compile(rb"""(<(?:\w+:)?dimension\s[^>]*?ref\s*=\s*["'])([^"']*)(["'])""")


class CannotEdit(ValueError):
    """A sheet that is not of the usual shape, or must not be written to; says why."""


@dataclass
class _Cell:
    start: int
    style: str
    end: int = 0
    blank: bool = True
    formula: bool = False
    is_text: bool = True


@dataclass
class _Row:
    start: int
    opened: int
    closed: int = 0
    end: int = 0
    cells: dict[int, _Cell] = field(default_factory=dict)


class SheetXml:
    """Where rows and cells lie in the XML of a sheet.

    Raises
    ------
    CannotEdit
        It is protected, not UTF-8, or rows or cells do not say where they are.
    """

    def __init__(self, content: bytes) -> None:
        self.content = content
        self.rows: dict[int, _Row] = {}
        self.tables: list[str] = []
        self._prefix = ""
        self._data = (0, 0, 0)
        self._stack: list[tuple[str, int, bool]] = []
        self._row: _Row | None = None
        self._cell: _Cell | None = None
        self._reader = expat.ParserCreate()
        self._reader.StartElementHandler = self._start
        self._reader.EndElementHandler = self._end
        self._reader.XmlDeclHandler = self._declared
        self._reader.StartDoctypeDeclHandler = self._doctype
        self._reader.Parse(content, True)
        if not self._data[2]:
            raise CannotEdit("has no rows of the usual shape")

    def with_texts(
        self, texts: Mapping[int, Mapping[int, str | int]], like: int, replacing: Collection[int] = ()
    ) -> bytes:
        """The sheet with texts in cells, by row and column (1 is A); they are blank but in the rows `replacing`.

        A cell that is not there yet looks like the one of its column in the row `like`. A text may be a number, as
        Excel keeps days.

        Raises
        ------
        CannotEdit
            A cell holds something.
        """
        pieces: list[tuple[int, int, bytes]] = []
        new = b""
        looks = (
            {column: cell.style for column, cell in self.rows[like].cells.items()}
            if like in self.rows
            else {}
        )
        for number, cells in sorted(texts.items()):
            row = self.rows.get(number)
            if row is not None:
                filled = self._filled(number, row, cells, looks, replaced=number in replacing)
                pieces.append((row.start, row.end, filled))
                continue
            inner = b"".join(
                self._cell_of(number, column, text, looks.get(column, ""))
                for column, text in sorted(cells.items())
            )
            made = f'<{self._prefix}row r="{number}">'.encode() + inner + f"</{self._prefix}row>".encode()
            following = min((each for each in self.rows if each > number), default=None)
            if following is None:
                new += made
            else:
                place = self.rows[following].start
                pieces.append((place, place, made))
        start, opened, closed = self._data
        tag = self.content[start:opened]
        if new and tag.endswith(b"/>"):
            tag = tag.removesuffix(b"/>").rstrip()
            pieces.append((start, opened, tag + b">" + new + f"</{self._prefix}sheetData>".encode()))
        elif new:
            pieces.append((closed, closed, new))
        return self._widened(self._replaced(pieces), texts)

    def _replaced(self, pieces: list[tuple[int, int, bytes]]) -> bytes:
        content, at, parts = self.content, 0, []
        for start, end, piece in sorted(pieces, key=lambda each: each[:2]):
            parts += [content[at:start], piece]
            at = end
        return b"".join([*parts, content[at:]])

    def _widened(self, content: bytes, texts: Mapping[int, Mapping[int, str | int]]) -> bytes:
        """With the range of cells that the sheet states made to hold the new ones."""
        last, right = max(texts), max(max(cells) for cells in texts.values())

        def wider(found: re.Match[bytes]) -> bytes:
            first, _, end = found[2].decode().partition(":")
            ends = _REFERENCE.fullmatch(end or first)
            if not ends or not _REFERENCE.fullmatch(first):
                return found[0]
            column = get_column_letter(max(right, column_index_from_string(ends[1])))
            return found[1] + f"{first}:{column}{max(last, int(ends[2]))}".encode() + found[3]

        return _DIMENSION.sub(wider, content, count=1)

    def _filled(
        self,
        number: int,
        row: _Row,
        texts: Mapping[int, str | int],
        looks: Mapping[int, str],
        *,
        replaced: bool,
    ) -> bytes:
        cells = [(each, row.cells[each]) for each in texts if each in row.cells]
        held = [
            get_column_letter(at) for at, cell in cells if not (cell.blank or (replaced and not cell.formula))
        ]
        if held:
            what = "a formula" if replaced else "something"
            raise CannotEdit(f"row {number} holds {what} in column {', '.join(held)}")
        parts = {column: self.content[cell.start : cell.end] for column, cell in row.cells.items()}
        for column, text in texts.items():
            style = row.cells[column].style if column in row.cells else looks.get(column, "")
            parts[column] = self._cell_of(number, column, text, style)
        tag = _SPANS.sub(b"", self.content[row.start : row.opened])
        if row.opened == row.end:
            tag = tag.removesuffix(b"/>").rstrip() + b">"
        return tag + b"".join(parts[column] for column in sorted(parts)) + f"</{self._prefix}row>".encode()

    def takes_number(self, row: int, column: int, like: int) -> bool:
        """Whether a number would look in a cell as one does in the same column of the row `like`."""
        model = self.rows[like].cells.get(column) if like in self.rows else None
        there = self.rows[row].cells.get(column) if row in self.rows else None
        holds = model is not None and not (model.blank or model.is_text)
        return holds and (there is None or there.style == getattr(model, "style", ""))

    def _cell_of(self, row: int, column: int, text: str | int, style: str) -> bytes:
        prefix, look = self._prefix, f' s="{style}"' if style else ""
        if text == "":
            return f'<{prefix}c r="{get_column_letter(column)}{row}"{look}/>'.encode()
        if isinstance(text, int):
            place = f'<{prefix}c r="{get_column_letter(column)}{row}"{look}>'
            return f"{place}<{prefix}v>{text}</{prefix}v></{prefix}c>".encode()
        return (
            f'<{prefix}c r="{get_column_letter(column)}{row}"{look} t="inlineStr"><{prefix}is>'
            f'<{prefix}t xml:space="preserve">{escape(coded(text))}</{prefix}t></{prefix}is></{prefix}c>'
        ).encode()

    def _tag_end(self) -> int:
        found = _TAG.match(self.content, self._reader.CurrentByteIndex)
        if found is None:
            raise CannotEdit("is not of the usual shape")
        return found.end()

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        prefix, _, local = name.rpartition(":")
        at, opened = self._reader.CurrentByteIndex, self._tag_end()
        parent = self._stack[-1][0] if self._stack else ""
        self._stack.append((local, opened, self.content[at:opened].endswith(b"/>")))
        if local == "sheetData" and parent == "worksheet":
            self._prefix = f"{prefix}:" if prefix else ""
            self._data = (at, opened, 0)
        elif local == "row" and parent == "sheetData":
            self._row = _Row(at, opened)
            number = attributes.get("r", "")
            if not number.isdigit() or int(number) <= max(self.rows, default=0):
                raise CannotEdit("has rows without their numbers")
            self.rows[int(number)] = self._row
        elif local == "c" and parent == "row" and self._row is not None:
            place = _REFERENCE.fullmatch(attributes.get("r", ""))
            if place is None or int(place[2]) != max(self.rows):
                raise CannotEdit("has cells without their places")
            self._cell = _Cell(at, attributes.get("s", ""), is_text=attributes.get("t", "n") != "n")
            self._row.cells[column_index_from_string(place[1])] = self._cell
        elif self._cell is not None:
            self._cell.blank = False
            self._cell.formula |= local == "f"
        elif local == "sheetProtection" and attributes.get("sheet", "0") not in ("0", "false"):
            raise CannotEdit("is protected")
        elif local == "tablePart":
            self.tables += [value for key, value in attributes.items() if key.rpartition(":")[2] == "id"]

    def _end(self, name: str) -> None:
        local, opened, is_empty = self._stack.pop()
        parent = self._stack[-1][0] if self._stack else ""
        # Of an element without an end tag, the reader names the place behind it.
        at, end = (opened, opened) if is_empty else (self._reader.CurrentByteIndex, self._tag_end())
        if local == "c" and parent == "row" and self._cell is not None:
            self._cell.end = end
            self._cell = None
        elif local == "row" and parent == "sheetData" and self._row is not None:
            self._row.closed, self._row.end = at, end
            self._row = None
        elif local == "sheetData" and parent == "worksheet":
            self._data = (*self._data[:2], at)

    def _declared(self, version: str, encoding: str | None, standalone: int) -> None:
        if encoding is not None and encoding.casefold() != "utf-8":
            raise CannotEdit(f"is written in {encoding}, not UTF-8")

    def _doctype(self, *_: object) -> None:
        raise CannotEdit("has a document type of its own")
