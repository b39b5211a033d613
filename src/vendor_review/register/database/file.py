"""Opens the file of a SQLite database for reading, also where its folder cannot be written to."""

from __future__ import annotations

import shutil
import sqlite3
from pathlib import Path
from tempfile import TemporaryDirectory
from urllib.parse import quote

from vendor_review.errors import RegisterUnreadable

_LOG = "-wal"
"""What follows the name of the file to which a database in WAL mode writes first."""
_HEADER = 20
_WAL_MODE = b"\x02\x02"


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
    return sqlite3.connect(f"file:{quote(str(path.absolute()))}?mode={mode}", uri=True, isolation_level=None)


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
