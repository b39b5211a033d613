"""Opens a stranger's file: its size, encoding and format, and the parser that reads it into blocks."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import replace
from pathlib import Path

from vendor_review.errors import ListUnreadable
from vendor_review.intake.blocks.block import Page
from vendor_review.intake.blocks.csv_file import csv_page
from vendor_review.intake.blocks.data_file import json_page, yaml_page
from vendor_review.intake.blocks.html_page import html_page
from vendor_review.intake.blocks.limits import MOST_BYTES, Budget
from vendor_review.intake.blocks.markdown_page import markdown_page
from vendor_review.intake.blocks.open_document import document_sheets
from vendor_review.intake.blocks.script_source import script_page
from vendor_review.intake.blocks.spreadsheet import Sheet, csv_sheet, page_of_sheets, workbook_sheets

Parser = Callable[[str, Budget], Page]


def _plain_page(text: str, budget: Budget) -> Page:
    """Text without a format of its own is read as Markdown in which every line break is meant."""
    return markdown_page(text, budget, plain=True)


_PARSERS: Mapping[str, Parser] = {
    ".html": html_page, ".htm": html_page, ".xhtml": html_page,
    ".md": markdown_page, ".mdx": markdown_page, ".markdown": markdown_page, ".qmd": markdown_page,
    ".txt": _plain_page, ".text": _plain_page, ".rst": _plain_page, ".adoc": _plain_page,
    ".yml": yaml_page, ".yaml": yaml_page, ".json": json_page,
    ".jsx": script_page, ".tsx": script_page, ".js": script_page, ".ts": script_page, ".astro": script_page,
    ".vue": script_page, ".svelte": script_page,
    ".csv": csv_page, ".tsv": csv_page,
}  # fmt: skip
_WORKBOOK = ".xlsx"
PACKED: Mapping[str, Callable[[str, bytes, Budget], list[Sheet]]] = {
    _WORKBOOK: workbook_sheets,
    ".ods": document_sheets,
}
"""Spreadsheets that are an archive of parts, and what reads each."""
SHEETS = (*PACKED, ".csv", ".tsv")
"""How the names of spreadsheets end."""
#: Spreadsheets that are to be saved anew.
_OTHER_SHEETS = (".xls", ".xlsm", ".xlsb", ".numbers", ".fods")
_LARGEST_WORKBOOK = 16 * 2**20
_BINARY = {
    b"PK\x03\x04": "a zip archive, such as a workbook",
    b"%PDF": "a PDF",
    b"\xd0\xcf\x11\xe0": "an old Office file",
}
_PAGE = re.compile(r"\s*(?:<!doctype html|<html|<\?xml)", re.IGNORECASE)


def read_source(path: Path) -> bytes:
    """The bytes of the file at `path`.

    Raises
    ------
    ListUnreadable
        It is not there, is no file, or is larger than a list is.
    """
    try:
        size = path.stat().st_size
        if not path.is_file():
            raise ListUnreadable(f"{path}: is no file; name a saved page, a text or a data file.")
        limit = _LARGEST_WORKBOOK if path.suffix.casefold() in PACKED else MOST_BYTES
        if size > limit:
            raise ListUnreadable(
                f"{path}: has {size:,} bytes; the limit is {limit:,}. Save only the part with the list."
            )
        with path.open("rb") as file:
            return file.read(limit + 1)
    except OSError as error:
        raise ListUnreadable(f"{path}: cannot be read: {error.strerror}.") from error


def sheets_of(file: str, content: bytes) -> list[Sheet] | None:
    """The sheets of a workbook or a file of CSV; None for what is no spreadsheet.

    Raises
    ------
    ListUnreadable
        It is too large or damaged, or a spreadsheet of another kind.
    """
    suffix = Path(file).suffix.casefold()
    if suffix in _OTHER_SHEETS:
        raise ListUnreadable(f"{file}: is not read; save it as an Excel workbook ({_WORKBOOK}).")
    if suffix not in SHEETS:
        return None
    if suffix in PACKED:
        return PACKED[suffix](file, content, Budget(file))
    return [csv_sheet(_text_of(file, content), Budget(file))]


def page_of(file: str, content: bytes) -> Page:
    """The blocks of a file of these bytes; its name ends as those of its format do.

    Raises
    ------
    ListUnreadable
        It is not UTF-8, or of another format than can be read.
    """
    suffix = Path(file).suffix.casefold()
    if suffix in PACKED:
        sheets = PACKED[suffix](file, content, Budget(file))
        return replace(page_of_sheets(sheets, Budget(file)), title=Path(file).stem)
    text = _text_of(file, content)
    parser = html_page if _PAGE.match(text) else _PARSERS.get(suffix)
    if parser is None:
        known = ", ".join((*_PARSERS, *PACKED))
        raise ListUnreadable(f"{file}: ends in {suffix or 'no suffix'}; these can be read: {known}.")
    budget = Budget(file)
    page = parser(text, budget)
    # A file called subprocessors.yml says what it holds.
    return replace(page, title=page.title or Path(file).stem, left_out=budget.left_out)


def _text_of(file: str, content: bytes) -> str:
    for first, named in _BINARY.items():
        if content.startswith(first):
            raise ListUnreadable(f"{file}: is {named}; save the list as HTML, CSV or text.")
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise ListUnreadable(
            f"{file}: is not UTF-8 at byte {error.start + 1:,}; save it as UTF-8."
        ) from error
    if "\0" in text:
        raise ListUnreadable(f"{file}: is no text; save the list as HTML, CSV or text.")
    return text
