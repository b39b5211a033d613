"""Finds a register's folder, reads its files as bytes, and refuses what cannot be read as a register at all."""

from __future__ import annotations

import codecs
import csv
import difflib
import io
import tomllib
from collections.abc import Iterable
from pathlib import Path

from vendor_review.errors import RegisterUnreadable
from vendor_review.register.layout import PAGE_FILE, TABLES, Table
from vendor_review.snapshot import Snapshot, read_folder

_FILES = (*(table.file for table in TABLES.values()), PAGE_FILE)
_OTHER_SEPARATORS = {";": "semicolons", "\t": "tabs", "|": "bars"}


def open_register(path: str | Path) -> Snapshot:
    """Reads the register in the folder `path`.

    A relative path is tried from the working directory, then from the folder above it, so that a notebook finds
    the same register from the repository's root and from its own folder.

    Raises
    ------
    RegisterUnreadable
        With all problems at once: no folder, a table missing that must exist, an unknown table, an unknown,
        missing or repeated column, a file that is not UTF-8, a `page.toml` that is no TOML.
    """
    folder = _find(Path(path))
    try:
        unknown = [
            _unknown_table(file.name) for file in sorted(folder.glob("*.csv")) if file.name not in _FILES
        ]
        snapshot = read_folder(folder, _FILES)
    except OSError as error:
        raise RegisterUnreadable(f"{error.filename or folder}: cannot be read ({error.strerror}).") from error
    problems = [*unknown, *_missing_tables(snapshot, unknown)]
    for table in TABLES.values():
        if table.file in snapshot.files:
            problems += _table_problems(table, snapshot.files[table.file])
    if PAGE_FILE in snapshot.files:
        problems += _page_problems(snapshot.files[PAGE_FILE])
    if problems:
        raise RegisterUnreadable(problems)
    return snapshot


def text_of(content: bytes) -> str:
    """Text of a UTF-8 file, without its byte-order mark."""
    return content.removeprefix(codecs.BOM_UTF8).decode("utf-8")


def nearest(word: str, known: Iterable[str]) -> str:
    """The known word that `word` comes closest to, or "" if none is near."""
    by_folded = {name.casefold(): name for name in known}
    close = difflib.get_close_matches(word.strip().casefold(), list(by_folded), n=1)
    return by_folded[close[0]] if close else ""


def _did_you_mean(word: str, known: Iterable[str]) -> str:
    guess = nearest(word, known)
    return f" (did you mean {guess!r}?)" if guess else ""


def _find(path: Path) -> Path:
    candidates = [path] if path.is_absolute() else [path, Path("..") / path]
    for folder in candidates:
        if folder.is_dir():
            return folder
    if any(file.is_file() for file in candidates):
        raise RegisterUnreadable(f"{path}: is a file; a register is a folder that holds vendors.csv.")
    tried = " or ".join(str(folder.resolve()) for folder in candidates)
    raise RegisterUnreadable(f"{path}: there is no such folder; looked for {tried}.")


def _unknown_table(name: str) -> str:
    guess = _did_you_mean(name, _FILES)
    return f"{name}: is not a table of a register{guess}; the tables are {', '.join(_FILES[:-1])}."


def _missing_tables(snapshot: Snapshot, unknown: list[str]) -> list[str]:
    missing = [t for t in TABLES.values() if t.required and t.file not in snapshot.files]
    if len(missing) > 1 and not snapshot.files and not unknown:
        return [
            f"{snapshot.name}: holds no table of a register; it must hold vendors.csv and engagements.csv."
        ]
    return [
        f"{table.file}: is missing from {snapshot.name}, and no register can do without it; "
        f"its columns are {', '.join(table.names)}."
        for table in missing
    ]


def _encoding_problem(file: str, content: bytes) -> str | None:
    if content.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return f"{file}: is UTF-16, not UTF-8; save it as 'CSV UTF-8'."
    try:
        content.decode("utf-8")
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        return (
            f"{file} line {line}: byte 0x{content[error.start]:02x} at offset {error.start} is not UTF-8 "
            "(it looks like Latin-1 or Windows-1252); save the file as 'CSV UTF-8'."
        )
    return None


def _header(content: bytes) -> list[str]:
    """First record of a CSV file, cells without surrounding white space; nothing in an empty file."""
    with io.TextIOWrapper(io.BytesIO(content), encoding="utf-8-sig", newline="") as text:
        try:
            return [cell.strip() for cell in next(csv.reader(text), [])]
        except csv.Error:
            return []


def _table_problems(table: Table, content: bytes) -> list[str]:
    problem = _encoding_problem(table.file, content)
    if problem:
        return [problem]
    found = _header(content)
    expected = ", ".join(table.names)
    if not any(found):
        return [f"{table.file} line 1: there is no header; the columns are {expected}."]
    for mark, word in _OTHER_SEPARATORS.items():
        if len(found) == 1 and mark in found[0]:
            return [f"{table.file} line 1: cells are separated by {word}; a register uses commas."]
    missing = [name for name in table.names if name not in found]
    unknown = sorted({name for name in found if name not in table.names}, key=found.index)
    repeated = sorted({name for name in found if name in table.names and found.count(name) > 1})
    return [
        *(
            f"{table.file} line 1: unknown column {name!r}{_did_you_mean(name, missing or table.names)}; "
            f"the columns are {expected}."
            for name in unknown
        ),
        *(
            f"{table.file} line 1: column {name!r} is missing; the columns are {expected}."
            for name in missing
        ),
        *(
            f"{table.file} line 1: column {name!r} is there {found.count(name)} times; once is right."
            for name in repeated
        ),
    ]


def _page_problems(content: bytes) -> list[str]:
    problem = _encoding_problem(PAGE_FILE, content)
    if problem:
        return [problem]
    try:
        tomllib.loads(text_of(content))
    except tomllib.TOMLDecodeError as error:
        return [f"{PAGE_FILE}: is not TOML: {error}."]
    return []
