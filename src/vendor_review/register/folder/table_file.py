"""The file of a table while its lock is held: what it holds, and how rows are put into it without harm to others."""

from __future__ import annotations

import codecs
import csv
import fcntl
import io
import os
import re
import stat
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from secrets import token_hex

import pandas as pd

from vendor_review.errors import RegisterUnreadable, RunFailed
from vendor_review.files.durable_files import flush, replace_file, write_flushed
from vendor_review.register.folder.csv_rows import Cells, read_cells
from vendor_review.register.folder.files import table_problems
from vendor_review.register.layout import Table
from vendor_review.register.source_kind import BACKUP, Edit, Row
from vendor_review.register.table_limit import largest_table, refusal
from vendor_review.register.transcript import csv_bytes, csv_line

PATIENCE_SECONDS = 30.0
# As csv reads: a quote opens a cell only at its start, and what follows the closing one belongs to it.
_CELL = re.compile(r'("[^"]*+(?:""[^"]*+)*+"[^,]*+|[^,]*+)(,?)')


@dataclass
class TableFile:
    """A table's file while its lock is held: its descriptor, which can only add to it, and what it held."""

    table: Table
    path: Path
    descriptor: int
    content: bytes
    read: Cells

    @property
    def rows(self) -> pd.DataFrame:
        """Its rows, by line."""
        return self.read.frame

    @property
    def uneven(self) -> frozenset[int]:
        """Lines of rows with more or fewer cells than the header, but those that only end early."""
        width = len(self.rows.columns)
        counts = zip(self.rows.index, self.read.cells, strict=True)
        early = self.read.ends_early([column.name for column in self.table.columns if column.required])
        return frozenset(line for line, count in counts if count != width and line not in early)

    def forget(self) -> None:
        """Removes a file that was made for rows that did not come."""
        if self.path.read_bytes() == self.content:
            self.path.unlink()

    def add(self, rows: Sequence[Row]) -> None:
        """Writes rows at the end, whole or not at all."""
        addition = self.addition(rows)
        try:
            written = os.write(self.descriptor, addition)
            if written < len(addition):
                raise OSError(28, "No space left for the whole row; nothing was written")
            os.fsync(self.descriptor)
        except OSError:
            self.take_back()
            raise

    def take_back(self) -> None:
        """Removes what was added."""
        os.ftruncate(self.descriptor, len(self.content))

    def addition(self, rows: Sequence[Row]) -> bytes:
        """The lines of rows to add, with the end of the line before them where it has none."""
        if not rows:
            return b""
        end = _line_end(self.content)
        lines = "".join(csv_line(self._cells(row)) + end for row in rows)
        return (b"" if self.content.endswith((b"\n", b"\r")) else end.encode()) + lines.encode()

    def whole(self, edit: Edit) -> bytes:
        """The file with rows filled in, cells replaced, and rows added."""
        lines = list(io.StringIO(self.content.decode(), newline=""))
        for line in sorted({*edit.filled, *edit.replaced}, reverse=True):
            at = line - 1
            last = at + _lines_of_row(lines[at:])
            text = "".join(lines[at:last])
            row = text.rstrip("\r\n")
            fresh = (
                csv_line(self._filled(line, edit)) if line in edit.filled else self._replaced(row, line, edit)
            )
            lines[at:last] = [fresh + text[len(row) :]]
        return "".join(lines).encode() + self.addition(edit.added)

    def draft(self, edit: Edit) -> Path:
        """The file with its edits, on the disk beside the one that it is to replace."""
        path = self.path.resolve()
        return _draft(path, self.whole(edit), stat.S_IMODE(path.stat().st_mode))

    def expected(self, edit: Edit) -> list[list[str]]:
        """The rows that the file must have afterwards."""
        rows = dict(zip(self.rows.index, self.rows.to_numpy(dtype=object).tolist(), strict=True))
        rows |= {line: self._filled(line, edit) for line in (*edit.filled, *edit.replaced)}
        return [*rows.values(), *map(self._cells, edit.added)]

    @property
    def backup(self) -> Path:
        """Where the file as it was is kept."""
        return self.path.with_name(f"{self.path.name}{BACKUP}")

    def draft_of_backup(self) -> Path:
        """The file as it was, on the disk, to be put where it is kept."""
        return _draft(self.backup, self.content, stat.S_IMODE(self.path.stat().st_mode))

    def put_back(self) -> None:
        """Puts what it held in the place of what replaced it."""
        with suppress(OSError):  # then it is beside it
            replace_file(self.path.resolve(), self.content, like=self.path)

    def _filled(self, line: int, edit: Edit) -> list[str]:
        there = {str(name): str(cell) for name, cell in self.rows.loc[line].items()}
        return self._cells({**there, **edit.filled.get(line, {}), **edit.replaced.get(line, {})})

    def _replaced(self, row: str, line: int, edit: Edit) -> str:
        """The text of a row with other cells, the rest letter by letter as it was."""
        places = {str(name): place for place, name in enumerate(self.rows.columns)}
        spans = _spans(row)
        for name, text in sorted(edit.replaced[line].items(), key=lambda cell: -places[cell[0]]):
            start, end = spans[places[name]]
            row = row[:start] + csv_line([text]) + row[end:]
        return row

    def _cells(self, row: Mapping[str, str]) -> list[str]:
        return [row.get(str(name), "") for name in self.rows.columns]


def open_table(held: ExitStack, folder: Path, table: Table) -> TableFile | None:
    """The file of a table, locked and read; None if it was replaced or removed meanwhile."""
    path, blank = folder / table.file, csv_bytes(table.names, ())
    is_made = not path.exists() and _create(path, blank)
    try:
        descriptor = held.enter_context(_locked(path))
    except FileNotFoundError:
        return None
    if descriptor is None:
        return None
    with path.open("rb") as source:
        content = source.read(largest_table() + 1)
    if len(content) > largest_table():
        raise RegisterUnreadable(refusal(table.file, max(path.stat().st_size, len(content))))
    problems = table_problems(table, content)
    if problems:
        raise RegisterUnreadable(problems)
    file = TableFile(table, path, descriptor, content, read_cells(content, table.names))
    if is_made and content == blank:
        held.callback(file.forget)
    return file


def _spans(row: str) -> list[tuple[int, int]]:
    """Where each cell of a row's text begins and ends."""
    spans, at = [], 0
    while True:
        found = _CELL.match(row, at)
        assert found is not None
        spans.append(found.span(1))
        if not found[2]:
            return spans
        at = found.end()


def _lines_of_row(lines: Sequence[str]) -> int:
    """How many lines the row takes that begins with the first of `lines`."""
    reader = csv.reader(iter(lines))
    next(reader)
    return reader.line_num


def _draft(path: Path, content: bytes, mode: int | None = None) -> Path:
    """`content` on the disk beside `path`, under a name of its own, with these rights or those of a new file."""
    draft = path.parent / f".{path.name}.{token_hex(8)}"
    try:
        write_flushed(draft, content)
        if mode is not None:
            draft.chmod(mode)
    except BaseException:
        draft.unlink(missing_ok=True)
        raise
    return draft


def _line_end(content: bytes) -> str:
    """How lines end: as the first one does, since a file is all of a kind."""
    header = content.removeprefix(codecs.BOM_UTF8).splitlines(keepends=True)[0]
    return next((end for end in ("\r\n", "\n", "\r") if header.endswith(end.encode())), "\n")


def _create(path: Path, content: bytes) -> bool:
    """Makes the file, whole at once; False if somebody else did so first."""
    draft = _draft(path, content)
    try:
        os.link(draft, path)
    except FileExistsError:
        return False
    finally:
        draft.unlink()
    flush(path.parent)
    return True


@contextmanager
def _locked(path: Path) -> Iterator[int | None]:
    """A descriptor that can only add to the file, and holds its lock; None if the file was replaced meanwhile."""
    file = os.open(path, os.O_WRONLY | os.O_APPEND | os.O_CLOEXEC)
    try:
        deadline = time.monotonic() + PATIENCE_SECONDS
        while not _lock(file):
            if time.monotonic() > deadline:
                raise RunFailed(
                    f"{path}: is being written to for {PATIENCE_SECONDS:g} seconds; nothing was written"
                )
            time.sleep(0.02)
        yield file if _is_same(file, path) else None
    finally:
        os.close(file)


def _lock(file: int) -> bool:
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def _is_same(file: int, path: Path) -> bool:
    try:
        return os.path.samestat(os.fstat(file), path.stat())
    except FileNotFoundError:
        return False
