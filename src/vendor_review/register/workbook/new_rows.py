"""Adds rows to the sheets of a workbook that somebody keeps: everything else of the file stays as it is.

The workbook as it was lies beside it afterwards, as `register.xlsx.bak`. What cannot be done safely is refused: a sheet
that is protected or of an unusual shape, a workbook that is open in Excel or LibreOffice, a signed one.
"""

from __future__ import annotations

import fcntl
import io
import os
import re
import time
import zipfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from datetime import date
from pathlib import Path

import pandas as pd
from openpyxl.utils.cell import column_index_from_string, range_boundaries

from vendor_review.errors import RegisterUnreadable, RunFailed
from vendor_review.files.durable_files import write_files
from vendor_review.files.snapshot import read_file
from vendor_review.register.layout import TABLES, Table
from vendor_review.register.source_kind import BACKUP, Edit, Edits, EditsFor, Row
from vendor_review.register.transcript import Transcript
from vendor_review.register.workbook.package import LARGEST_WORKBOOK, Package
from vendor_review.register.workbook.reader import read_workbook
from vendor_review.register.workbook.row_places import SheetTable
from vendor_review.register.workbook.sheet_cells import SheetRows, open_sheets
from vendor_review.register.workbook.sheet_edit import CannotEdit, SheetXml

PATIENCE_SECONDS = 30.0
_RANGE = re.compile(rb"""(\sref\s*=\s*["'])([^"']+)(["'])""")
_TOTALS = re.compile(rb"""\stotalsRowCount\s*=\s*["'][1-9]""")
_LAST_ROW = 1_048_576
# Excel counts a 29 February 1900.
_DAY_ZERO, _FIRST_DAY = date(1899, 12, 30), date(1900, 3, 1)
_LONGEST_CELL = 32_767


def edit_tables(path: Path, tables: Sequence[Table], edits_for: EditsFor) -> Edits:
    """Adds rows to the sheets of `tables`, fills cells that are blank, and replaces others; all of it or nothing.

    Gives what was done.

    Raises
    ------
    RegisterUnreadable
        A sheet or column is missing, or what is asked for cannot be done without harm.
    RunFailed
        Somebody else is writing to it for too long, or has it open.
    OSError
        It cannot be written.
    """
    while True:
        with _locked(path) as is_same:
            if not is_same:
                continue
            _refuse_open(path)
            content = read_file(path, LARGEST_WORKBOOK)
            before = read_workbook(content, path.name)
            edits = edits_for({table.name: _frame(before, table) for table in tables})
            if any(edit.added or edit.filled or edit.replaced for edit in edits.values()):
                try:
                    written = _edited(content, before, edits)
                except CannotEdit as problem:
                    raise RegisterUnreadable(
                        f"{path.name}: {problem}; nothing was written.{_paste(edits)}"
                    ) from None
                _refuse_changed(before, read_workbook(written, path.name), edits, path.name)
                target = path.resolve()
                both = [(f"{target.name}{BACKUP}", content), (target.name, written)]
                write_files(target.parent, both, replacing=True, like=target)
            return edits


def _edited(content: bytes, before: Transcript, edits: Edits) -> bytes:
    """The bytes of the workbook with the edits in it."""
    package, parts = Package(content), {}
    sheets = {sheet.title: sheet for sheet in open_sheets(content)}
    for name, edit in edits.items():
        if not (edit.added or edit.filled or edit.replaced):
            continue
        table = before.tables.get(name)
        if not isinstance(table, SheetTable):
            raise CannotEdit(
                f"has no sheet {name}; make one with the columns {', '.join(TABLES[name].names)}"
            )
        sheet = sheets[table.title]
        with package.open(sheet.part) as source:
            xml = _of(table.title, SheetXml, source.read())
        last = max((row for row, held in SheetRows(sheet).rows() if held), default=1)
        if last + len(edit.added) > _LAST_ROW:
            raise CannotEdit(f"sheet {table.title}: is full")
        texts = {last + place: _texts(table, row) for place, row in enumerate(edit.added, start=1)}
        texts |= {number: _texts(table, row) for number, row in edit.filled.items()}
        texts |= {number: _texts(table, row, blank=True) for number, row in edit.replaced.items()}
        like = table.numbers[-1] if table.numbers else 0
        if not sheet.book.from_1904:
            _as_days(texts, TABLES[name], table, xml, like)
        try:
            parts[sheet.part] = xml.with_texts(texts, like, {*edit.filled, *edit.replaced})
        except CannotEdit as problem:
            raise CannotEdit(f"sheet {table.title}: {problem}") from None
        relations = package.relations(sheet.part)
        for relation in xml.tables:
            part = relations[relation].target
            with package.open(part) as source:
                parts[part] = _longer(source.read(), table.title, last, len(edit.added))
    return _with_parts(content, parts)


def _of(title: str, make: type[SheetXml], content: bytes) -> SheetXml:
    try:
        return make(content)
    except CannotEdit as problem:
        raise CannotEdit(f"sheet {title}: {problem}") from None


def _paste(edits: Edits) -> str:
    """What else whoever adds rows can do."""
    adds = any(edit.added or edit.filled for edit in edits.values())
    return " With --draft you get the rows to paste." if adds else ""


def _texts(table: SheetTable, row: Row, *, blank: bool = False) -> dict[int, str | int]:
    """The texts of a row by column of its sheet (1 is A), with those that are blank if `blank` says so."""
    lacking = [name for name, text in row.items() if text and name not in table.letters]
    if lacking:
        raise CannotEdit(
            f"sheet {table.title}: lacks the columns {', '.join(lacking)}, which would be filled"
        )
    if any(len(text) > _LONGEST_CELL for text in row.values()):
        raise CannotEdit(f"sheet {table.title}: a text is longer than a cell may be")
    return {
        column_index_from_string(table.letters[name]): text for name, text in row.items() if text or blank
    }


def _as_days(
    texts: Mapping[int, dict[int, str | int]],
    layout: Table,
    table: SheetTable,
    xml: SheetXml,
    like: int,
) -> None:
    """Makes numbers of days in columns of days, where the row `like` has a number too."""
    days = [
        column_index_from_string(table.letters[column.name])
        for column in layout.columns
        if column.kind == "date" and column.name in table.letters
    ]
    for row, cells in texts.items():
        for column in days:
            text = cells.get(column)
            if isinstance(text, str) and len(text) == 10 and xml.takes_number(row, column, like):
                with suppress(ValueError):  # what is no day stays as it is
                    day = date.fromisoformat(text)
                    if day >= _FIRST_DAY:
                        cells[column] = (day - _DAY_ZERO).days


def _longer(content: bytes, title: str, last: int, rows: int) -> bytes:
    """The part of an Excel table, made to hold the rows below the last one, its filter too."""
    if _TOTALS.search(content):
        raise CannotEdit(f"sheet {title}: its Excel table ends with a row of totals")

    def longer(found: re.Match[bytes]) -> bytes:
        _, _, _, bottom = range_boundaries(found[2].decode())
        if bottom < last and rows:
            raise CannotEdit(f"sheet {title}: there is something below its Excel table")
        first, _, _ = found[2].decode().partition(":")
        end = found[2].decode().partition(":")[2].rstrip("0123456789")
        return found[1] + f"{first}:{end}{max(bottom, last + rows)}".encode() + found[3]

    return _RANGE.sub(longer, content)


def _with_parts(content: bytes, parts: Mapping[str, bytes]) -> bytes:
    """The same zip with other bytes for some of its parts."""
    fresh = {name.casefold(): each for name, each in parts.items()}
    file = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(file, "w") as new:
        if any("_xmlsignatures" in name.casefold() for name in old.namelist()):
            raise CannotEdit("is signed, and a change would break the signature")
        for part in old.infolist():
            key = part.filename.replace("\\", "/").lstrip("/").casefold()
            new.writestr(part, fresh.pop(key) if key in fresh else old.read(part), part.compress_type)
    return file.getvalue()


def _frame(before: Transcript, table: Table) -> pd.DataFrame:
    """The rows of a table by their numbers in its sheet."""
    there = before.tables.get(table.name)
    rows, numbers = (there.rows, there.numbers) if isinstance(there, SheetTable) else ([], [])
    own = there.own if there else ()
    frame = pd.DataFrame(
        rows, columns=[*table.names, *own], index=pd.Index(numbers, dtype="int64"), dtype=str
    )
    return frame[list(table.names)]


def _refuse_changed(before: Transcript, after: Transcript, edits: Edits, file: str) -> None:
    """Raises unless the workbook reads back as before, with the edits and nothing else."""
    for name, table in before.tables.items():
        assert isinstance(table, SheetTable)
        edit, names = edits.get(name, Edit()), (*TABLES[name].names, *table.own)
        wanted = [
            tuple(
                edit.replaced.get(number, {}).get(column, edit.filled.get(number, {}).get(column) or cell)
                for column, cell in zip(names, cells, strict=True)
            )
            for number, cells in zip(table.numbers, table.rows, strict=True)
        ]
        wanted += [tuple(row.get(column, "") for column in names) for row in edit.added]
        if after.tables[name].rows != wanted:
            raise RegisterUnreadable(
                f"{file}: sheet {name} would not read back as what was to be written; nothing was written."
                f"{_paste(edits)}"
            )
    if (after.page and after.page.rows) != (before.page and before.page.rows):
        raise RegisterUnreadable(f"{file}: the sheet page would have changed; nothing was written.")


def _refuse_open(path: Path) -> None:
    held = [name for name in (f"~${path.name}", f".~lock.{path.name}#") if (path.parent / name).exists()]
    if held:
        raise RunFailed(
            f"{path}: is open in Excel or LibreOffice, which would write over what is added; close it there first "
            f"(if it is closed, remove {path.parent / held[0]})"
        )


@contextmanager
def _locked(path: Path) -> Iterator[bool]:
    """Holds the lock of the file; gives False if it was replaced meanwhile."""
    file = os.open(path, os.O_RDWR | os.O_CLOEXEC)
    try:
        deadline = time.monotonic() + PATIENCE_SECONDS
        while True:
            try:
                fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
                break
            except BlockingIOError:
                if time.monotonic() > deadline:
                    raise RunFailed(
                        f"{path}: is being written to for {PATIENCE_SECONDS:g} seconds; nothing was written"
                    ) from None
                time.sleep(0.02)
        yield os.path.samestat(os.fstat(file), path.stat())
    finally:
        os.close(file)
