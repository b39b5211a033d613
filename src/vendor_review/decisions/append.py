"""Adds one row at the end of a table's file and touches nothing else of it, also where several people do so at once."""

from __future__ import annotations

import codecs
import fcntl
import os
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from tempfile import mkstemp

import pandas as pd

from vendor_review.errors import RegisterUnreadable, RunFailed
from vendor_review.publication.durable import flush
from vendor_review.register.cells import read_cells
from vendor_review.register.folder import table_problems
from vendor_review.register.layout import Table
from vendor_review.register.transcript import csv_bytes, csv_line

PATIENCE_SECONDS = 30.0

Row = Mapping[str, str]


def append_row(folder: Path, table: Table, row_for: Callable[[pd.DataFrame], Row]) -> Row:
    """Adds a row to the file of `table` in a register's folder, and gives the row.

    The file is locked, read, and only ever added to: what stands there stays byte for byte, with its line ends. A row
    that cannot be written whole is taken back. A file that is not there is made, whole with its header. Once this
    returns, the row is on the disk.

    Parameters
    ----------
    row_for
        Makes the row, by column, from the rows that are there when the lock is held; what it raises leaves the file as
        it was.

    Raises
    ------
    RegisterUnreadable
        The file lacks a column that the row fills, or ends amid a row, so that what is added would not stand by itself.
    RunFailed
        Somebody else holds the lock for too long.
    OSError
        The file cannot be written.
    """
    path = folder / table.file
    while True:
        if not path.exists():
            empty = pd.DataFrame({name: pd.Series([], dtype=str) for name in table.names})
            row = row_for(empty)
            if _create(path, csv_bytes(table.names, [[row.get(name, "") for name in table.names]])):
                return row
        else:
            with _locked(path) as file:
                if file is not None:
                    return _add(file, path, table, row_for)


def _add(file: int, path: Path, table: Table, row_for: Callable[[pd.DataFrame], Row]) -> Row:
    content = path.read_bytes()
    problems = table_problems(table, content)
    if problems:
        raise RegisterUnreadable(problems)
    before = read_cells(content)
    row = row_for(before.frame)
    lacking = [name for name, cell in row.items() if cell and name not in before.frame.columns]
    if lacking:
        raise RegisterUnreadable(
            f"{path.name} line 1: lacks the columns {', '.join(lacking)}, which a decision fills. Nothing was written. "
            "'vendor-review convert' writes a copy of the register that has them."
        )
    cells = [row.get(str(name), "") for name in before.frame.columns]
    addition = _line_break(content) + (csv_line(cells) + _line_end(content)).encode()
    after = read_cells(content + addition)
    if len(after.frame) != len(before.frame) + 1 or after.frame.iloc[-1].tolist() != cells:
        raise RegisterUnreadable(
            f"{path.name}: ends amid a row (is a quote missing?), so that a row cannot be added. Nothing was written. "
            "'vendor-review check' names what is wrong."
        )
    _write_whole(file, addition, len(content))
    return row


def _line_end(content: bytes) -> str:
    """How lines end: as the first one does, since a file is all of a kind."""
    header = content.removeprefix(codecs.BOM_UTF8).splitlines(keepends=True)[0]
    return next((end for end in ("\r\n", "\n", "\r") if header.endswith(end.encode())), "\n")


def _line_break(content: bytes) -> bytes:
    """What ends the last line, where nothing does yet."""
    return b"" if content.endswith((b"\n", b"\r")) else _line_end(content).encode()


def _write_whole(file: int, addition: bytes, size: int) -> None:
    try:
        written = os.write(file, addition)
        if written < len(addition):
            raise OSError(28, "No space left for the whole row; nothing was written")
        os.fsync(file)
    except OSError:
        os.ftruncate(file, size)
        raise


def _create(path: Path, content: bytes) -> bool:
    """Makes the file, whole at once; False if somebody else did so first."""
    handle, draft = mkstemp(prefix=f".{path.name}.", dir=path.parent)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        Path(draft).chmod(0o644)
        os.link(draft, path)
    except FileExistsError:
        return False
    finally:
        Path(draft).unlink()
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
