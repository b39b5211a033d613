"""Moves a register between a folder, a workbook and a database, without loss: what was written is read back."""

from __future__ import annotations

import os
import shutil
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from tempfile import mkdtemp

from vendor_review.errors import RegisterUnreadable, UsageError
from vendor_review.register.layout import LARGEST_TABLE, NO_CHOICES, PAGE_FILE, TABLES, Choices
from vendor_review.register.page_keys import PageRefused, page_of_rows, rows_of_page, toml_of_page
from vendor_review.register.register import Register, parse_register
from vendor_review.register.source import WORKBOOK_SUFFIX, is_url, open_register, without_password
from vendor_review.register.transcript import Transcript, csv_bytes

Rows = Sequence[tuple[str, ...]]


@dataclass(frozen=True)
class Content:
    """All that a register states: rows by table, cells in the layout's order; key and value of the page, or None."""

    tables: Mapping[str, Rows]
    page: Sequence[tuple[str, str]] | None


def convert_register(source: str, target: str, choices: Choices = NO_CHOICES) -> Content:
    """Writes the register at `source` to `target`, which must not exist; gives what was written.

    The target is a folder, a workbook if it ends in `.xlsx`, or a database if it is a URL; a workbook offers `choices`.
    Cells are moved as they are, faults included; the comments of a `page.toml` are not. What was written is read back
    and compared, and removed if it differs. Every table has the same rows at both places, as text.

    Raises
    ------
    UsageError
        The target is there already, or its name is neither a workbook's nor a folder's.
    RegisterUnreadable
        The source cannot be read, or the target cannot hold it as it is.

    Examples
    --------
    >>> from tempfile import mkdtemp
    >>> from vendor_review.register import convert_register, load_register
    >>> workbook = mkdtemp() + "/register.xlsx"
    >>> _ = convert_register("data/numberz", workbook)
    >>> len(load_register(workbook).tables["vendors"])
    3
    """
    refuse_target(target)
    content = content_of(parse_register(open_register(source)))
    if is_url(target):
        _to_database(content, target)
    elif target.casefold().endswith(WORKBOOK_SUFFIX):
        _to_workbook(content, Path(target), choices)
    else:
        _to_folder(content, Path(target))
    return content


def refuse_target(target: str) -> None:
    """UsageError for a path where something is, or that names no place for a register.

    A database is asked when it is written to.
    """
    if is_url(target):
        return
    suffix = Path(target).suffix
    if suffix and suffix.casefold() != WORKBOOK_SUFFIX:
        shown = without_password(target)
        stem = Path(shown).stem
        raise UsageError(
            f"{shown}: a register is not kept in a {suffix} file; name a workbook ({stem}{WORKBOOK_SUFFIX}), a folder "
            f"of CSV files ({stem}, without a dot), or a database (its URL, sqlite:///{stem}.db)."
        )
    if os.path.lexists(target):
        raise UsageError(f"{target}: is there already, and nothing is written over; name another.")


def content_of(register: Register) -> Content:
    """What `register` states, to be written elsewhere."""
    problems = [
        f"{register.places.words(str(table), int(line))}: has {cells} cells, and the header {expected}; "
        "correct that first, since only a CSV file can hold such a row."
        for table, line, cells, expected in zip(
            *(register.ragged[name] for name in ("table", "line", "cells", "expected")), strict=True
        )
    ]
    tables = {
        name: list(frame.itertuples(index=False, name=None))
        for name, frame in register.tables.items()
        if TABLES[name].file not in register.absent
    }
    page = None
    if PAGE_FILE not in register.absent:
        try:
            page = rows_of_page(register.page)
        except PageRefused as refused:
            problems += [
                f"{register.places.words('page', 0, key)}: {problem}." for key, problem in refused.problems
            ]
    if problems:
        raise RegisterUnreadable(problems)
    return Content(tables, page)


def _to_database(content: Content, target: str) -> None:
    from vendor_review.register.database.reader import parse_url
    from vendor_review.register.database.writer import write_database

    # PostgreSQL's text has no NUL; said here with its place, and for SQLite too: one rule for both.
    problems = [
        f"table {name} row {number}, column {TABLES[name].names[row.index(cell)]}: holds a NUL character, which a "
        "database cannot keep."
        for name, rows in content.tables.items()
        for number, row in enumerate(rows, start=1)
        for cell in row
        if "\0" in cell
    ]
    if problems:
        raise RegisterUnreadable(problems[:20])
    shown = without_password(target)
    write_database(
        parse_url(target), content.tables, content.page, lambda read: _compare(content, _read(read), shown)
    )


def _to_workbook(content: Content, path: Path, choices: Choices) -> None:
    from vendor_review.register.workbook.reader import read_workbook
    from vendor_review.register.workbook.writer import workbook_bytes

    try:
        written = workbook_bytes(content.tables, content.page, choices)
    except ValueError as error:
        raise RegisterUnreadable(str(error)) from error
    _compare(content, _read(read_workbook(written, path.name)), str(path))
    path.parent.mkdir(parents=True, exist_ok=True)
    try:
        with path.open("xb") as file:
            file.write(written)
    except FileExistsError:
        refuse_target(str(path))
        raise


def _to_folder(content: Content, path: Path) -> None:
    files = {TABLES[name].file: csv_bytes(TABLES[name].names, rows) for name, rows in content.tables.items()}
    if content.page is not None:
        files[PAGE_FILE] = toml_of_page(page_of_rows(content.page)).encode()
    for name, written in files.items():
        if len(written) > LARGEST_TABLE:
            raise RegisterUnreadable(
                f"{name}: would have {len(written):,} bytes; the limit is {LARGEST_TABLE:,}."
            )
    path.parent.mkdir(parents=True, exist_ok=True)
    draft = Path(mkdtemp(prefix=f".{path.name}.", dir=path.parent))
    try:
        for name, written in files.items():
            (draft / name).write_bytes(written)
        back = content_of(parse_register(open_register(draft)))
        _compare(content, back, str(path))
        draft.chmod(0o755)
        draft.rename(path)
    finally:
        shutil.rmtree(draft, ignore_errors=True)


def _read(transcript: Transcript) -> Content:
    page = None
    if transcript.page is not None:
        page = rows_of_page(page_of_rows(transcript.page.rows))
    return Content({name: text.rows for name, text in transcript.tables.items()}, page)


def _compare(wanted: Content, found: Content, target: str) -> None:
    """Raises for the first difference by table: what cannot be kept as it is must not be half kept."""
    problems = []
    for name in TABLES:
        rows, back = wanted.tables.get(name), found.tables.get(name)
        if (rows is None) != (back is None) or (rows is not None and list(rows) != list(back or ())):
            differing = next(
                (row for row, other in zip(rows or (), back or (), strict=False) if row != other), None
            )
            row = "" if differing is None else f": {', '.join(differing)[:200]!r}"
            problems.append(f"{target}: cannot hold the table {name} as it is{row}.")
    if list(wanted.page or ()) != list(found.page or ()):
        problems.append(f"{target}: cannot hold the page as it is.")
    if problems:
        raise RegisterUnreadable(problems)
