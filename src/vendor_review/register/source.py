"""Opens a register wherever it is kept, and gives its files as bytes: a folder, a workbook, or a database."""

from __future__ import annotations

import re
import stat
from pathlib import Path

from vendor_review.errors import RegisterUnreadable
from vendor_review.register.folder.files import open_folder
from vendor_review.snapshot import Snapshot

WORKBOOK_SUFFIX = ".xlsx"
_SECRET = re.compile(r"\A([A-Za-z][\w+.-]*:/*[^:@/?]*):.*@", re.DOTALL)
_OTHER_SHEETS = {".xls", ".xlsm", ".xlsb", ".ods", ".numbers"}


def open_register(source: str | Path) -> Snapshot:
    """Reads the register at `source`.

    Parameters
    ----------
    source
        A folder of CSV files, a workbook (`.xlsx`), or a database as a SQLAlchemy URL (`sqlite:///file.db`,
        `postgresql+psycopg://user@host/name`). A relative path is tried from the working directory, then from the
        folder above it, so that a notebook finds the same register from the repository's root and from its own
        folder.

    Returns
    -------
    Snapshot
        A folder's files as they are. What comes from a workbook or a database is written as such files, with a
        sidecar that remembers the places there; `load.load_register` reads either alike.

    Raises
    ------
    RegisterUnreadable
        With all problems at once: nothing there, a table missing that must exist, an unknown table, an unknown,
        missing or repeated column, a file that is not UTF-8, a `page.toml` that is no TOML; a file above the
        limit, or one that was changed while it was read.
    """
    if is_url(source):
        from vendor_review.register.database.reader import open_database

        return open_database(str(source))
    path = _find(Path(source))
    try:
        if path.is_dir():
            return open_folder(path)
        from vendor_review.register.workbook.reader import open_workbook

        return open_workbook(path)
    except OSError as error:
        raise RegisterUnreadable(f"{error.filename or path}: cannot be read ({error.strerror}).") from error


def folder_of(source: str | Path) -> Path | None:
    """The folder in which the register at `source` is kept; None for a workbook and a database.

    Raises
    ------
    RegisterUnreadable
        There is nothing.
    """
    if is_url(source):
        return None
    path = _find(Path(source))
    return path if path.is_dir() else None


def is_url(source: str | Path) -> bool:
    """Whether `source` names a database rather than a path."""
    return isinstance(source, str) and "://" in source


def without_password(source: str | Path) -> str:
    """`source` as a message may show it: no password, and nothing behind a URL's question mark."""
    text = str(source)
    shown = _SECRET.sub(r"\1:***@", text)
    return shown.split("?", 1)[0] if "://" in text or shown != text else shown


def _find(path: Path) -> Path:
    shown = without_password(path)
    candidates = [path] if path.is_absolute() else [path, Path("..") / path]
    for candidate in candidates:
        try:
            mode = candidate.stat().st_mode
        except (FileNotFoundError, NotADirectoryError):
            continue
        except (OSError, ValueError) as error:
            why = error.strerror if isinstance(error, OSError) else error
            raise RegisterUnreadable(f"{shown}: cannot be read ({why}).") from None
        if stat.S_ISDIR(mode):
            return candidate
        if stat.S_ISREG(mode) and path.suffix.casefold() == WORKBOOK_SUFFIX:
            return candidate
        raise RegisterUnreadable(f"{shown}: {_what_it_is(path)}")
    kind = "file" if path.suffix.casefold() == WORKBOOK_SUFFIX else "folder"
    if shown != str(path):
        raise RegisterUnreadable(f"{shown}: there is no such {kind}; a database's URL has :// in it.")
    tried = " or ".join(str(folder.resolve()) for folder in candidates)
    raise RegisterUnreadable(f"{shown}: there is no such {kind}; looked for {tried}.")


def _what_it_is(path: Path) -> str:
    suffix = path.suffix.casefold()
    if suffix in _OTHER_SHEETS:
        return f"is not read; save it as an Excel workbook ({WORKBOOK_SUFFIX})."
    if suffix in (".db", ".sqlite", ".sqlite3"):
        return f"is a file; name a database by its URL, sqlite:///{path}."
    return (
        "is a file; a register is a folder that holds vendors.csv, a workbook (.xlsx), or a database (a URL such as "
        "sqlite:///register.db)."
    )
