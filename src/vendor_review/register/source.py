"""The kinds of sources that a register may have; opens, or starts, a register of any of them."""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from vendor_review.errors import NoRegister, RegisterUnreadable, UsageError
from vendor_review.files.snapshot import Snapshot, lookup_paths
from vendor_review.register.database import DATABASE
from vendor_review.register.folder import FOLDER
from vendor_review.register.identity import identified
from vendor_review.register.layout import NO_CHOICES, TABLES, Choices, Table
from vendor_review.register.parquet import PARQUET
from vendor_review.register.row_places import PAGE
from vendor_review.register.source_kind import Edit, Edits, EditsFor, Row, SourceKind, already_there
from vendor_review.register.workbook import WORKBOOK

if TYPE_CHECKING:
    import pandas as pd

KINDS: Sequence[SourceKind] = (FOLDER, PARQUET, WORKBOOK, DATABASE)
"""Every kind, the most general first: what two kinds take for theirs is the later one's."""
_SECRET = re.compile(r"\A([A-Za-z][\w+.-]*:/*[^:@/?]*):.*@", re.DOTALL)


def open_register(source: str | Path, name: str = "") -> Snapshot:
    """Reads the register at `source`.

    Parameters
    ----------
    source
        A folder of CSV files or of Parquet files, a workbook (`.xlsx`), or a database as a SQLAlchemy URL (`sqlite:///file.db`,
        `postgresql+psycopg://user@host/name`). A relative path is tried from the working directory, then from the
        folder above it, so that a notebook finds the same register from the repository's root and from its own
        folder.
    name
        The id that a command gives the register (`--name`), "" for the one that it states itself, or else its place's.

    Returns
    -------
    Snapshot
        A folder's files as they are. What comes from a workbook or a database is written as such files, with a
        sidecar that remembers the places there; `register.load_register` reads either alike. Its name is the id.

    Raises
    ------
    RegisterUnreadable
        With all problems at once: nothing there, a table missing that must exist, an unknown table, an unknown,
        missing or repeated column, a file that is not UTF-8, a `page.toml` that is no TOML; a file above the
        limit, or one that was changed while it was read; a `register_id` that cannot name a folder.
    UsageError
        It states another id than `name`.
    """
    kind, where = _located(source)
    try:
        return identified(kind.read(where), name)
    except OSError as error:
        raise RegisterUnreadable(f"{error.filename or where}: cannot be read ({error.strerror}).") from error


def new_register(
    target: str, choices: Choices = NO_CHOICES, page: Sequence[tuple[str, str]] = ()
) -> list[str]:
    """Makes an empty register at `target`, which must not exist, and gives the names of its tables.

    `choices` are offered by a workbook; `page` is what its page says already, key and value.

    Raises
    ------
    UsageError
        There is something already, or the name is that of no register.
    """
    refuse_target(target)
    kind_of(target).start(target, choices, page)
    return [*TABLES, PAGE]


def kind_of(text: str) -> SourceKind:
    """The kind of register that `text`, a path or a URL, names, be it there or not."""
    return next(kind for kind in reversed(KINDS) if kind.is_meant(text))


def kind_by_name(name: str) -> SourceKind:
    """The kind that a sidecar calls so; KeyError for none."""
    return {kind.name: kind for kind in KINDS}[name]


def editor_of(source: str | Path, remedy: str) -> Callable[[Sequence[Table], EditsFor], Edits]:
    """What adds rows to tables of the register at `source`, a folder or a workbook, and fills in others.

    Raises
    ------
    UsageError
        It is edited where it is kept; `remedy`, in which `{part}` is what holds a table there, says what else to do.
    RegisterUnreadable
        There is nothing.
    """
    kind, where = _located(source)
    if not kind.takes_rows:
        raise UsageError(
            f"{without_password(source)}: a {kind.name} is edited where it is kept, and nothing was written; "
            f"{remedy.format(part=kind.part)}"
        )
    return partial(kind.edit_tables, where)


def append_row(
    edit: Callable[[Sequence[Table], EditsFor], Edits], table: Table, row_for: Callable[[pd.DataFrame], Row]
) -> Row:
    """Adds a row to `table` by what `editor_of` gave, and gives the row.

    Parameters
    ----------
    row_for
        Makes the row, by column, from the rows that are there when nobody else writes; what it raises leaves the
        register as it was.
    """
    edits = edit([table], lambda frames: {table.name: Edit(added=[row_for(frames[table.name])])})
    return edits[table.name].added[0]


def refuse_target(target: str) -> None:
    """UsageError for a path where something is, or that names no place for a register.

    A database is asked when it is written to.
    """
    kind = kind_of(target)
    if kind.noun == "folder" and (suffix := Path(target).suffix) and suffix.casefold() != kind.suffix:
        shown = without_password(target)
        # What was named looks like a file, so those that are files come first.
        nearest = sorted(KINDS, key=lambda one: ("file", "folder", "").index(one.noun))
        proposals = [one.proposal(Path(shown).stem) for one in nearest]
        raise UsageError(f"{shown}: a register is not kept in a {suffix} file; name {_any_of(proposals)}.")
    if kind.noun and os.path.lexists(target):
        raise already_there(target)


def is_url(source: str | Path) -> bool:
    """Whether `source` is a URL, as a database's, rather than a path."""
    return not kind_of(str(source)).noun


def found_above(source: str) -> Path | None:
    """Where a relative path leads that is not in the working directory but in the folder above it; None otherwise."""
    path = Path(source.removeprefix("sqlite:///"))
    here, *above = lookup_paths(path)
    try:
        if is_url(str(path)) or here.exists():
            return None
        return next((place.resolve() for place in above if place.exists()), None)
    except (OSError, ValueError):
        return None


def without_password(source: str | Path) -> str:
    """`source` as a message may show it: no password, and nothing behind a URL's question mark."""
    text = str(source)
    shown = _SECRET.sub(r"\1:***@", text)
    return shown.split("?", 1)[0] if "://" in text or shown != text else shown


def secret_parts(source: str) -> dict[str, str]:
    """The parts of `source` that `without_password` leaves out, each with what stands in its place."""
    found = _SECRET.match(source)
    parts = {} if found is None else {source[found.end(1) : found.end()]: ":***@"}
    query = source.find("?")
    if query >= 0 and (found is not None or "://" in source) and source[query + 1 :]:
        parts[source[query:]] = ""
    return parts


def _located(source: str | Path) -> tuple[SourceKind, str]:
    """The kind of a register that is there, and its path or URL."""
    meant = kind_of(str(source))
    if not meant.noun:
        return meant, str(source)
    path = Path(source)
    shown = without_password(path)
    candidates = lookup_paths(path)
    for candidate in candidates:
        try:
            candidate.stat()
        except (FileNotFoundError, NotADirectoryError):
            continue
        except (OSError, ValueError) as error:
            why = error.strerror if isinstance(error, OSError) else error
            raise RegisterUnreadable(f"{shown}: cannot be read ({why}).") from None
        for kind in reversed(KINDS):
            if kind.is_at(candidate):
                return kind, str(candidate)
        advice = next(filter(None, (kind.advice(path) for kind in KINDS)), "")
        kinds = _any_of([kind.description for kind in KINDS])
        raise NoRegister(f"{shown}: is {advice or f'a file; a register is {kinds}'}.", candidate)
    if shown != str(path):
        raise RegisterUnreadable(f"{shown}: there is no such {meant.noun}; a database's URL has :// in it.")
    tried = " or ".join(str(folder.resolve()) for folder in candidates)
    raise RegisterUnreadable(f"{shown}: there is no such {meant.noun}; looked for {tried}.")


def _any_of(words: Sequence[str]) -> str:
    return f"{', '.join(words[:-1])}, or {words[-1]}"
