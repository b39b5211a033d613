"""Opens the file of a SQLite database for reading, also where its folder cannot be written to."""

from __future__ import annotations

import shutil
import sqlite3
from itertools import count
from pathlib import Path
from tempfile import TemporaryDirectory
from urllib.parse import quote

from vendor_review.errors import RegisterUnreadable
from vendor_review.files.snapshot import TooLarge
from vendor_review.register.table_limit import largest_table

_LOG = "-wal"
"""What follows the name of the file to which a database in WAL mode writes first."""
_HEADER = 20
_WAL_MODE = b"\x02\x02"
_LONGEST_VALUE = 2**24
_MOST_STEPS, _STEPS_AT_ONCE = 2_000_000_000, 1_000_000
"""Steps of SQLite's machine, about fifteen for a row, in a minute or less: a view may be a loop without an end."""
_TABLES_COPIED = 4
"""As many of the largest tables a database that is copied may take: 1 GiB, unless larger tables are allowed."""


def open_file(path: Path) -> sqlite3.Connection:
    """A connection that only reads.

    A database in WAL mode has its newest rows in a log beside it, and is read by way of a third file, which SQLite
    makes. Where it cannot, the database and its log are copied to where it can.

    Raises
    ------
    RegisterUnreadable
        The database was written to while it was copied.
    sqlite3.Error
        It cannot be read.
    """
    connection = _connected(path, "ro")
    try:
        connection.execute("SELECT count(*) FROM sqlite_master").fetchone()
    except sqlite3.OperationalError:
        connection.close()
        if not _is_in_wal_mode(path):
            raise
        return _copied(path)
    return connection


def _connected(path: Path, mode: str) -> sqlite3.Connection:
    name = f"file:{quote(str(path.absolute()))}?mode={mode}"
    connection = sqlite3.connect(name, uri=True, isolation_level=None)
    connection.execute(
        "PRAGMA trusted_schema = OFF"
    )  # a view of a stranger's calls nothing but what is harmless
    connection.setlimit(sqlite3.SQLITE_LIMIT_LENGTH, _LONGEST_VALUE)
    spent = count(1)
    connection.set_progress_handler(lambda: next(spent) > _MOST_STEPS // _STEPS_AT_ONCE, _STEPS_AT_ONCE)
    return connection


def _is_in_wal_mode(path: Path) -> bool:
    with path.open("rb") as file:
        return file.read(_HEADER).endswith(_WAL_MODE)


def _copied(path: Path) -> sqlite3.Connection:
    """The database as it is now, in memory."""
    files = [path, Path(f"{path}{_LOG}")]
    before = [*map(_state, files)]
    memory = sqlite3.connect(":memory:", isolation_level=None)
    with TemporaryDirectory(prefix="vendor-review-") as folder:
        for file in files:
            if file.is_file():
                largest = _TABLES_COPIED * largest_table()
                if file.stat().st_size > largest:
                    raise TooLarge(file, file.stat().st_size, largest)
                shutil.copyfile(file, Path(folder, file.name))
        if [*map(_state, files)] != before:
            raise RegisterUnreadable(f"{path}: was written to while it was read; try again.")
        copy = _connected(Path(folder, path.name), "rw")
        try:
            copy.backup(memory)
        finally:
            copy.close()
    return memory


def _state(path: Path) -> tuple[int, int] | None:
    if not path.is_file():
        return None
    status = path.stat()
    return status.st_size, status.st_mtime_ns
