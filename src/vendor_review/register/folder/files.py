"""Reads a register's folder as bytes, and refuses what cannot be read as a register at all."""

from __future__ import annotations

import codecs
import csv
import io
import os
from collections.abc import Collection, Iterator, Mapping
from contextlib import suppress
from dataclasses import replace
from itertools import islice, takewhile
from pathlib import Path

from vendor_review.errors import NoRegister, RegisterUnreadable
from vendor_review.files.snapshot import Snapshot, read_folder
from vendor_review.files.toml_text import TomlRefused, parse_toml
from vendor_review.register.folder.file_names import meant_file, name_problems
from vendor_review.register.headings import (
    heading_problems,
    names_below,
    names_ids,
    row_of_names,
    without_blank_end,
)
from vendor_review.register.identity import place_name
from vendor_review.register.layout import (
    LARGEST_PAGE,
    PAGE_FILE,
    SOURCE_FILE,
    TABLES,
    Table,
    page_language,
)
from vendor_review.register.table_limit import largest_table, most_commas, most_lines, refusal

_FILES = (*(table.file for table in TABLES.values()), PAGE_FILE)
_OTHER_SEPARATORS = {";": "semicolons", "\t": "tabs", "|": "bars"}
#: How the lock files begin that Excel and LibreOffice leave beside a file while it is open.
_OPEN_ELSEWHERE = ("~$", ".~lock.")
_UTF16 = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)
_LARGEST_HEADER = 2**16
_LONGEST_LINE = 2**20
_NO_HEADER = "is too long for a header; is a quote missing?"
_ROWS_LOOKED_AT = 5
_OR_THE_WORKBOOK = "or name the workbook itself (.xlsx) instead of this folder"


def open_folder(folder: Path) -> Snapshot:
    """Reads the register in `folder`; `SourceKind.read` says what is raised."""
    with os.scandir(folder) as found:
        entries = [entry for entry in found if not entry.name.startswith(_OPEN_ELSEWHERE)]
        names = sorted(entry.name for entry in entries)
        files = sorted(entry.name for entry in entries if not entry.is_dir() or entry.name.endswith(".csv"))
    named = name_problems(files)
    unknown = list(named.values())
    foreign = [problem for name in names if _is_read(name) for problem in _not_its_own(folder, name)]
    if foreign:
        raise RegisterUnreadable([*unknown, *foreign])
    too_large = [*_too_large(folder)]
    if too_large:
        raise RegisterUnreadable([*unknown, *too_large])
    translated = [*filter(page_language, names)]
    snapshot = read_folder(folder, (*_FILES, *translated, SOURCE_FILE), largest_table())
    problems = [*unknown, *_missing_tables(snapshot, {meant_file(name) for name in named})]
    for table in TABLES.values():
        if table.file in snapshot.files:
            problems += table_problems(table, snapshot.files[table.file])
    for file in (PAGE_FILE, *translated):
        if file in snapshot.files:
            problems += _page_problems(file, snapshot.files[file])
    if problems and not _is_meant(snapshot, named):
        raise NoRegister(problems, folder)
    if problems:
        raise RegisterUnreadable(problems)
    return replace(snapshot, name=place_name(folder))


def _is_meant(snapshot: Snapshot, named: Mapping[str, str]) -> bool:
    """Whether anything in a folder is meant for a register: one of its files, or a table with one of its ids."""
    if any(meant_file(name) for name in named) or PAGE_FILE in snapshot.files:
        return True
    tables = [table for table in TABLES.values() if table.file in snapshot.files]
    return any(
        names_ids(cells)
        for table in tables
        for _, cells in _first_rows(snapshot.files[table.file], "latin-1")
    )


def text_of(content: bytes) -> str:
    """Text of a UTF-8 file, without its byte-order mark."""
    return content.removeprefix(codecs.BOM_UTF8).decode("utf-8")


def _not_its_own(folder: Path, name: str) -> Iterator[str]:
    """What is wrong with a file by that name that is none, or lies elsewhere: a register is all in its folder."""
    path = folder / name
    if path.is_symlink() and not path.resolve().is_relative_to(folder.resolve()):
        yield f"{name}: is a link to a file outside of the register, which is not followed; put the file itself there."
    elif not path.is_file():
        yield f"{name}: is not a file."


def _too_large(folder: Path) -> Iterator[str]:
    """A sentence on each table that is larger than one may be, by what the system says of its file."""
    for table in TABLES.values():
        with suppress(OSError):  # said by whoever opens it
            size = (folder / table.file).stat().st_size
            if size > largest_table():
                yield refusal(table.file, size)


def _missing_tables(snapshot: Snapshot, meant: Collection[str]) -> list[str]:
    """Sentences on tables that must be there; one that lies there under another name, of which `meant` are, is told."""
    missing = [t for t in TABLES.values() if t.required and t.file not in snapshot.files]
    if len(missing) > 1 and not snapshot.files and not meant:
        return [
            f"{snapshot.name}: holds no table of a register; it must hold vendors.csv and engagements.csv."
        ]
    return [
        f"{table.file}: is missing from {snapshot.name}, and no register can do without it; "
        f"its columns are {', '.join(table.names)}."
        for table in missing
        if table.file not in meant
    ]


def encoding_problem(file: str, content: bytes, remedy: str) -> str | None:
    """Why a file is not UTF-8, with its line, and `remedy` behind it; None if it is."""
    if content.startswith(_UTF16):
        return f"{file}: is UTF-16, not UTF-8; {remedy}."
    if content.isascii():
        return None
    try:
        content.decode("utf-8")
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        return (
            f"{file} line {line}: byte 0x{content[error.start]:02x} at offset {error.start} is not UTF-8 "
            f"(it looks like Latin-1 or Windows-1252); {remedy}."
        )
    return None


def _first_rows(content: bytes, encoding: str, separator: str = ",") -> list[tuple[int, list[str]]]:
    """The first records of a CSV file, each with its line, cells without surrounding white space."""
    found = []
    with io.TextIOWrapper(io.BytesIO(content), encoding=encoding, newline="") as text:
        lines = takewhile(lambda line: len(line) <= _LONGEST_LINE, text)
        rows = csv.reader(lines, delimiter=separator)
        line = 1
        with suppress(csv.Error):
            for cells in islice(rows, _ROWS_LOOKED_AT):
                found.append((line, [cell.strip() for cell in cells]))
                line = rows.line_num + 1
    return found


def _too_many(content: bytes) -> str:
    """What a file has more of than a table may have; "" where its size is in order."""
    lines = max(content.count(b"\n"), content.count(b"\r"))
    if lines > most_lines():
        return f"{lines:,} lines"
    commas = content.count(b",")
    return f"{commas:,} commas" if commas > most_commas() else ""


def table_problems(table: Table, content: bytes) -> list[str]:
    """What makes the file of a table unreadable: encoding, separator or header; a sentence per problem."""
    problem = encoding_problem(table.file, content, f"save it as 'CSV UTF-8', {_OR_THE_WORKBOOK}")
    problems = [problem] if problem else []
    if content.startswith(_UTF16):
        return problems
    if too_many := _too_many(content):
        return [*problems, f"{table.file}: has {too_many}, and no table has as many; is it the right file?"]
    # Latin-1 reads anything; what it makes of a name that is not ASCII is no matter here.
    encoding = "latin-1" if problem else "utf-8-sig"
    rows = _first_rows(content, encoding)
    for mark, word in _OTHER_SEPARATORS.items():
        marked = [line for line, cells in rows if cells and mark in cells[0]]
        if marked and all(len(cells) < 2 for _, cells in rows):
            problems.append(
                f"{table.file} line {marked[0]}: cells are separated by {word}; a register uses commas: save it with "
                f"commas, {_OR_THE_WORKBOOK}."
            )
            rows = _first_rows(content, encoding, mark)
            break
    below = row_of_names(table.names, rows)
    if below:
        return [*problems, names_below(table.file, "line", below)]
    if content and not rows:
        return [*problems, f"{table.file} line 1: {_NO_HEADER}"]
    found = without_blank_end(rows[0][1]) if rows else []
    if not any(found):
        return [
            *problems,
            f"{table.file} line 1: there is no header; the columns are {', '.join(table.names)}.",
        ]
    if sum(map(len, found)) > _LARGEST_HEADER:
        return [*problems, f"{table.file} line 1: {_NO_HEADER}"]
    return [*problems, *heading_problems(table, found, f"{table.file} line 1")]


def _is_read(name: str) -> bool:
    return name in _FILES or bool(page_language(name))


def _page_problems(file: str, content: bytes) -> list[str]:
    if len(content) > LARGEST_PAGE:
        return [f"{file}: has {len(content):,} bytes, and the limit is {LARGEST_PAGE:,}."]
    problem = encoding_problem(file, content, "save it as UTF-8")
    if problem:
        return [problem]
    try:
        parse_toml(text_of(content))
    except TomlRefused as refused:
        return [f"{file}{f', {key}' if key else ''}: {what}." for key, what in refused.problems]
    return []
