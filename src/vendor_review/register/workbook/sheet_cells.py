"""Takes the cells out of an Excel workbook in one pass, within stated limits: its size is not what it says it is."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator
from typing import Any

from openpyxl.cell.text import Text
from openpyxl.packaging.relationship import get_dependents, get_rels_path
from openpyxl.reader.excel import ExcelReader
from openpyxl.utils import range_boundaries
from openpyxl.worksheet._reader import (
    FORMULA_TAG,
    HYPERLINK_TAG,
    MERGE_TAG,
    ROW_TAG,
    VALUE_TAG,
    WorkSheetParser,
)
from openpyxl.worksheet.hyperlink import HyperlinkList
from openpyxl.worksheet.merge import MergeCells
from openpyxl.xml.constants import SHARED_STRINGS, SHEET_MAIN_NS
from openpyxl.xml.functions import iterparse

from vendor_review.errors import RegisterUnreadable
from vendor_review.register.cell_text import decoded, plain_text

LARGEST_WORKBOOK = 64 * 2**20
"""Bytes of an .xlsx file."""
LARGEST_UNPACKED = 256 * 2**20
"""Bytes of all its parts, unpacked."""
MOST_PARTS = 10_000
MOST_CELLS = 5_000_000
"""Cells of one sheet."""
_LAST_ROW, _LAST_COLUMN = 1_048_576, 16_384
_OLD_OR_LOCKED = b"\xd0\xcf\x11\xe0"
_NO_RESULT = "no result"
# LibreOffice saves a true that was typed as this formula, and its result as a number.
_TRUTHS = {"TRUE()": True, "FALSE()": False}
_WORKBOOK_PART = "[Content_Types].xml"
_OPEN_DOCUMENT = {"mimetype", "content.xml"}


class CellRefused(ValueError):
    """A cell that holds nothing that could be taken as text."""


def check_archive(content: bytes, file: str, largest_unpacked: int = LARGEST_UNPACKED) -> None:
    """Refuses what is no .xlsx, and what would be too large unpacked, in bytes; unpacks nothing.

    The sizes that a zip states are limits too: a part is never read beyond its own.
    """
    if content.startswith(_OLD_OR_LOCKED):
        raise RegisterUnreadable(
            f"{file}: is protected by a password, or is an old .xls; save it as an Excel workbook (.xlsx) without one."
        )
    if not zipfile.is_zipfile(io.BytesIO(content)):
        raise RegisterUnreadable(f"{file}: is no Excel workbook; save it as one (.xlsx).")
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        parts = archive.infolist()
        names = {part.filename for part in parts}
    size = sum(part.file_size for part in parts)
    if size > largest_unpacked:
        raise RegisterUnreadable(
            f"{file}: would have {size / 2**20:,.0f} MiB unpacked, and the limit is "
            f"{largest_unpacked / 2**20:,.0f} MiB; clear formatted but empty rows, or use a folder of CSV files."
        )
    if len(parts) > MOST_PARTS:
        raise RegisterUnreadable(f"{file}: has {len(parts):,} parts, and the limit is {MOST_PARTS:,}.")
    if len(names) != len(parts):
        raise RegisterUnreadable(f"{file}: is damaged: it has parts of the same name.")
    if _WORKBOOK_PART not in names:
        other = (
            "an OpenDocument file (.ods) by another name" if names >= _OPEN_DOCUMENT else "no Excel workbook"
        )
        raise RegisterUnreadable(f"{file}: is {other}; save it as an Excel workbook (.xlsx).")


class _Reader(ExcelReader):  # type: ignore[misc]
    """Keeps shared strings as they are coded: openpyxl takes off half of the code for control characters."""

    def read_strings(self) -> None:
        part = self.package.find(SHARED_STRINGS)
        if part is not None:
            with self.archive.open(part.PartName[1:]) as source:
                for _, node in iterparse(source):
                    if node.tag == f"{{{SHEET_MAIN_NS}}}si":
                        self.shared_strings.append(Text.from_tree(node).content)
                        node.clear()


class _Cells(WorkSheetParser):  # type: ignore[misc]
    """Takes rows, merged ranges and links alone, and marks a formula of which no result was saved."""

    def parse(self) -> Iterator[tuple[int, list[dict[str, Any]]]]:
        for _, element in iterparse(self.source):
            if element.tag == ROW_TAG:
                row: tuple[int, list[dict[str, Any]]] = self.parse_row(element)
                element.clear()
                yield row
            elif element.tag == MERGE_TAG:
                self.merged_cells = MergeCells.from_tree(element)
            elif element.tag == HYPERLINK_TAG:
                self.hyperlinks = HyperlinkList.from_tree(element)

    def parse_cell(self, element: Any) -> dict[str, Any]:
        cell: dict[str, Any] = super().parse_cell(element)
        formula = element.find(FORMULA_TAG)
        if formula is not None:
            if (truth := _TRUTHS.get((formula.text or "").upper())) is not None:
                cell.update(value=truth, data_type="b")
            elif cell["value"] is None and element.find(VALUE_TAG) is None:
                cell["data_type"] = _NO_RESULT
        return cell


def open_sheets(content: bytes) -> list[Any]:
    """The sheets of a workbook that hold cells, in their order."""
    reader = _Reader(io.BytesIO(content), read_only=True, keep_vba=False, data_only=True, keep_links=False)
    reader.read()
    return list(reader.wb.worksheets)


class SheetRows:
    """The rows of a sheet that `open_sheets` gave, once."""

    def __init__(self, sheet: Any) -> None:
        book = sheet.parent
        self.title: str = sheet.title
        self._sheet = sheet
        self._parse = _Cells(
            None,
            sheet._shared_strings,
            data_only=True,
            epoch=book.epoch,
            date_formats=book._date_formats,
            timedelta_formats=book._timedelta_formats,
        )

    def rows(self) -> Iterator[tuple[int, list[dict[str, Any]]]]:
        """Number of each row that is written, and its cells: column (1 is A), value, data_type."""
        last, seen = 0, 0
        with self._sheet.parent._archive.open(self._sheet._worksheet_path) as source:
            self._parse.source = source
            for number, cells in self._parse.parse():
                if not last < number <= _LAST_ROW:
                    raise ValueError(f"row {number} of sheet {self.title} comes after row {last}")
                columns = [cell["column"] for cell in cells]
                if len(set(columns)) != len(columns) or any(not 0 < c <= _LAST_COLUMN for c in columns):
                    raise ValueError(f"row {number} of sheet {self.title} has cells that overlap")
                last, seen = number, seen + len(cells)
                if seen > MOST_CELLS:
                    raise RegisterUnreadable(
                        f"{self.title}: has more than {MOST_CELLS:,} cells; use a folder of CSV files."
                    )
                yield number, cells

    def merged(self) -> list[str]:
        """Ranges of merged cells, known once the rows have been read."""
        merged = self._parse.merged_cells
        return [one.ref for one in merged.mergeCell] if merged else []

    def links(self) -> dict[tuple[int, int], str]:
        """Row and column (1 is A) of the cells that lead out of the workbook, and where to; as for `merged`."""
        links = [link for link in self._parse.hyperlinks.hyperlink if link.id]
        if not links:
            return {}
        part = get_rels_path(self._sheet._worksheet_path)
        targets = {one.Id: one.Target for one in get_dependents(self._sheet.parent._archive, part)}
        found = {}
        for link in links:
            column, row, _, _ = range_boundaries(link.ref)
            # Excel keeps what follows a # apart.
            found[row, column] = "#".join(filter(None, (targets.get(link.id), link.location)))
        return found


def text_of_cell(cell: dict[str, Any]) -> str:
    """A cell as text: ISO dates, whole numbers without `.0`, yes and no, text as typed.

    Raises
    ------
    CellRefused
        For an error such as #REF!, and for a formula without a saved result.
    """
    value, kind = cell["value"], cell["data_type"]
    if kind == _NO_RESULT:
        raise CellRefused(
            "holds a formula whose result is not saved in the file; open and save it in Excel, or write the value."
        )
    if kind == "e":
        raise CellRefused(f"holds the error {value}; correct it, or clear the cell.")
    if value is None:
        return ""
    if isinstance(value, str):
        return decoded(value)
    return plain_text(value)
