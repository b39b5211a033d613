"""All that a workbook shows, as plain text: cells, comments, and what is neither; read in quarantine."""

from __future__ import annotations

import zipfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from io import BytesIO, StringIO
from pathlib import Path
from typing import TYPE_CHECKING, TypedDict

from vendor_review.errors import RegisterUnreadable

if TYPE_CHECKING:
    from vendor_review.register.workbook.package import Package
    from vendor_review.register.workbook.sheet_cells import Sheet

LARGEST_UNPACKED = 32 * 2**20
MOST_CELLS = 50_000
"""Cells of a sheet, and different texts; a questionnaire that we write has about 500."""
MOST_SHEETS, MOST_COMMENTS = 100, 1_000
_MOST_ELEMENTS = 100_000
# Excel keeps a comment of today's kind once more in yesterday's, with words around it for those who know no other.
_STAND_IN, _AFTER = "[Threaded comment]", "Comment:"
# What a sheet or a workbook refers to that shows nothing of its own. Old drawings hold the frames of comments.
_SILENT = frozenset({"hyperlink", "printerSettings", "table", "customProperty"})
_WITH_COMMENTS = _SILENT | {"comments", "threadedComment", "vmlDrawing", "legacyDrawing"}
_BOOK, _MACROS = "xl/workbook.xml", "vbaproject.bin"
_SILENT_IN_BOOK = frozenset(
    {
        *("worksheet", "chartsheet", "dialogsheet", "styles", "theme", "sharedStrings", "calcChain"),
        *("sheetMetadata", "person", "customXml", "customXmlProps", "metadata", "rdRichValueTypes"),
    }
)


class SheetText(TypedDict):
    """A sheet: rows as number and cells, a cell as column (1 is A) and text; comments as cell, author and text.

    `refused` are cells that hold nothing which could be taken as text: row, column, and why. `struck` are cells whose
    text is struck through, `kept` is what is kept of cells that show less, such as a day without its year, and
    `hidden_rows` are those that hold text and do not show.
    """

    title: str
    is_visible: bool
    rows: list[tuple[int, list[tuple[int, str]]]]
    refused: list[tuple[int, int, str]]
    struck: list[tuple[int, int, str]]
    kept: list[tuple[int, int, str]]
    hidden_rows: list[int]
    comments: list[tuple[str, str, str]]


class WorkbookText(TypedDict):
    """The sheets of a workbook in their order, and what else it shows: a sheet's title and a word such as `drawing`."""

    sheets: list[SheetText]
    others: list[tuple[str, str]]


def workbook_text(file: str, content: bytes) -> WorkbookText:
    """Reads the bytes of an .xlsx.

    Raises
    ------
    RegisterUnreadable
        It is no .xlsx, damaged, larger than a questionnaire can be, or has macros.
    """
    # Only the process that reads needs them.
    from vendor_review.register.workbook.package import check_archive
    from vendor_review.register.workbook.reader import damage_in_words
    from vendor_review.register.workbook.sheet_cells import open_sheets

    with _named(file), damage_in_words(file):
        check_archive(content, file, LARGEST_UNPACKED)
        _refuse_macros(file, content)
        sheets = open_sheets(content, MOST_CELLS)
        if len(sheets) > MOST_SHEETS:
            raise RegisterUnreadable(f"{file}: has {len(sheets):,} sheets, and the limit is {MOST_SHEETS}.")
        others = [*_of_book(sheets[0].book.package)] if sheets else []
        for sheet in sheets:
            others += _of_sheet(sheet)
        return {"sheets": [_sheet_text(sheet) for sheet in sheets], "others": others}


def csv_text(file: str, content: bytes) -> WorkbookText:
    """Reads the bytes of a CSV file, as a workbook of one sheet.

    Raises
    ------
    RegisterUnreadable
        It is no CSV in UTF-8, or larger than a questionnaire can be.
    """
    import csv

    rows: list[tuple[int, list[tuple[int, str]]]] = []
    count = 0
    try:
        lines = StringIO(content.decode("utf-8-sig"), newline="")
        for number, texts in enumerate(csv.reader(lines, strict=True), start=1):
            count += len(texts)
            if count > MOST_CELLS:
                raise RegisterUnreadable(
                    f"{file}: has more than {MOST_CELLS:,} cells, which no questionnaire has."
                )
            if cells := [(column, text) for column, text in enumerate(texts, start=1) if text.strip()]:
                rows.append((number, cells))
    except (ValueError, csv.Error) as error:
        raise RegisterUnreadable(f"{file}: is no CSV in UTF-8 ({error}).") from error
    return {"sheets": [{**_blank(Path(file).stem), "rows": rows}], "others": []}


@contextmanager
def _named(file: str) -> Iterator[None]:
    """Refusals of a sheet tell the file, too: it is one of many that came by mail."""
    try:
        yield
    except RegisterUnreadable as refused:
        raise RegisterUnreadable(
            [one if one.startswith(file) else f"{file}: {one}" for one in refused.problems]
        ) from None


def _refuse_macros(file: str, content: bytes) -> None:
    with zipfile.ZipFile(BytesIO(content)) as archive:
        if any(name.casefold().endswith(_MACROS) for name in archive.namelist()):
            raise RegisterUnreadable(
                f"{file}: holds macros, which no questionnaire needs; have it sent without them."
            )


def _of_book(package: Package) -> Iterator[tuple[str, str]]:
    whole = package.relations("").values()
    start = next((one.target for one in whole if one.kind == "officeDocument"), _BOOK)
    for relation in package.relations(start).values():
        if relation.kind not in _SILENT_IN_BOOK:
            yield "", relation.kind


def _of_sheet(sheet: Sheet) -> Iterator[tuple[str, str]]:
    kinds = {relation.kind for relation in sheet.book.package.relations(sheet.part).values()}
    for kind in sorted(kinds - (_WITH_COMMENTS if "comments" in kinds else _SILENT)):
        yield sheet.title, kind
    if sheet.lack or not sheet.cells:
        yield sheet.title, sheet.lack or "chart"


def _blank(title: str) -> SheetText:
    return {
        "title": title,
        "is_visible": True,
        "rows": [],
        "refused": [],
        "struck": [],
        "kept": [],
        "hidden_rows": [],
        "comments": [],
    }


def _sheet_text(sheet: Sheet) -> SheetText:
    from vendor_review.register.workbook.sheet_cells import SheetRows

    found: SheetText = {**_blank(sheet.title), "is_visible": sheet.sheet_state == "visible"}
    if not sheet.lack and sheet.cells:
        rows = SheetRows(sheet)
        for number, texts in rows.rows():
            cells = [(column, text) for column, text in texts.items() if text.strip()]
            if cells:
                found["rows"].append((number, cells))
        found["refused"] = rows.refused
        found["struck"] = [(one.row, one.column, one.value) for one in rows.marks if one.kind == "struck"]
        found["kept"] = [(one.row, one.column, one.expected) for one in rows.marks if one.kind == "shown"]
        found["hidden_rows"] = [one.row for one in rows.marks if one.kind == "hidden_cells"]
        for relation in sheet.book.package.relations(sheet.part).values():
            if relation.kind == "comments" and relation.target in sheet.book.package:
                found["comments"] += _comments(sheet.book.package, relation.target)
    return found


def _comments(package: Package, part: str) -> list[tuple[str, str, str]]:
    from vendor_review.register.workbook.elements import PartRefused, walk
    from vendor_review.register.workbook.sheets import Spelt

    authors: list[str] = []
    found: list[tuple[str, str, str]] = []
    spelt = Spelt()
    begun: list[Mapping[str, str]] = []

    def start(attributes: Mapping[str, str]) -> None:
        spelt.clear()
        begun[:] = [attributes]

    def end(_: str) -> None:
        number = begun[0].get("authorId", "")
        author = authors[int(number)] if number.isdecimal() and int(number) < len(authors) else ""
        text = spelt.text.strip()
        if text.startswith(_STAND_IN):
            text = text.partition(_AFTER)[2].strip() or text
        found.append((begun[0].get("ref", ""), author, text))
        if len(found) > MOST_COMMENTS:
            raise PartRefused(f"has more than {MOST_COMMENTS:,} comments")

    with package.open(part) as source:
        starts = {"comment": start, **spelt.starts}
        ends = {"author": authors.append, "comment": end, **spelt.ends}
        for _ in walk(source, starts, ends, _MOST_ELEMENTS):
            pass
    return found
