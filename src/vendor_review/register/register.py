"""A register as frames of text, each row with its line; `source.json` says where rows of other sources came from."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from vendor_review.characters import all_writable, any_breaks, writable
from vendor_review.errors import RegisterUnreadable
from vendor_review.files.json_text import parsed_json
from vendor_review.files.snapshot import Snapshot, sha256
from vendor_review.files.toml_text import parse_toml
from vendor_review.python_arguments import as_location
from vendor_review.register.folder.csv_rows import read_cells
from vendor_review.register.folder.files import text_of
from vendor_review.register.headings import own_names
from vendor_review.register.layout import (
    LARGEST_SIDECAR,
    PAGE_FILE,
    SOURCE_FILE,
    TABLES,
    Table,
    page_language,
)
from vendor_review.register.row_places import PAGE, FolderPlaces, MixedPlaces, Places
from vendor_review.register.source import kind_by_name, open_register
from vendor_review.register.source_kind import Origin, Remark
from vendor_review.register.transcript import SCHEMA

# Where pyarrow is installed, pandas would keep text as its: checking and scoring then take 1.8 times as long, in more
# memory (docs/why.md).
pd.set_option("mode.string_storage", "python")
_FILES = {PAGE: PAGE_FILE, **{name: table.file for name, table in TABLES.items()}}


def read_sidecar(snapshot: Snapshot, tables: Mapping[str, pd.DataFrame]) -> Origin | None:
    """Where the rows in `tables` were before they were files; None without a sidecar.

    A table, or the page, whose file was edited since it was taken from there is named by file and line.

    Raises
    ------
    RegisterUnreadable
        The sidecar is none of ours.
    """
    if SOURCE_FILE not in snapshot.files:
        return None
    try:
        if len(snapshot.files[SOURCE_FILE]) > LARGEST_SIDECAR:
            raise ValueError(f"more than {LARGEST_SIDECAR:,} bytes")
        kept = parsed_json(snapshot.files[SOURCE_FILE])
        kind = kind_by_name(kept["kind"])
        if kept["schema"] != SCHEMA:
            raise ValueError(kept["schema"])
        facts = _unedited(kept, snapshot)
        origin = kind.recall(facts, tables)
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise RegisterUnreadable(
            f"{SOURCE_FILE}: is not what vendor-review writes beside a register that it took from a workbook or "
            "database; delete it, and rows are named by file and line."
        ) from error
    own = facts.keys() | {name for name, file in _FILES.items() if file not in snapshot.files}
    is_whole = own >= _FILES.keys() and not any(map(page_language, snapshot.files))
    return origin if is_whole else replace(origin, places=MixedPlaces(origin.places, frozenset(own)))


def _unedited(kept: Mapping[str, Any], snapshot: Snapshot) -> dict[str, Any]:
    """What is kept of the tables, and of the page, whose files are as they were taken from their source."""
    facts = {name: part for name, part in kept["tables"].items() if name in TABLES}
    if PAGE in kept:
        facts[PAGE] = kept[PAGE]
    return {
        name: part
        for name, part in facts.items()
        if _FILES[name] in snapshot.files and sha256(snapshot.files[_FILES[name]]) == part["sha256"]
    }


_FOLDER_PLACES = FolderPlaces()
Ragged = tuple[str, int, int, int, str]


def _ragged_rows(rows: Sequence[Ragged] = ()) -> pd.DataFrame:
    return pd.DataFrame(rows, columns=["table", "line", "cells", "expected", "extra"]).astype(
        {"table": str, "line": "int64", "cells": "int64", "expected": "int64", "extra": str}
    )


@dataclass(frozen=True, repr=False)
class Register:
    """What a register's files say, unjudged.

    Attributes
    ----------
    name
        Base name of the folder, stem of the workbook's file name, or name of the database.
    tables
        All tables of `register.layout.TABLES`, columns in that order, behind them those of somebody's own, which
        are called `x_...`, in the order of their file; cells as typed, "" is not stated. The
        index, called `line`, is the row's first line in its file (1 is the header), its row in its sheet, or of a
        database its place in the order of keys, from 2. Rows without any text are left out.
    absent
        Files that may be missing and are.
    page
        `page.toml` as parsed; empty if it is absent.
    translations
        Language to `page.<language>.toml` as parsed, of those that are there.
    hashes
        File name to SHA-256 of its bytes, as 64 hexadecimal digits.
    ragged
        Rows with more or fewer cells than the header, but those that only end early: table, line, cells, expected
        (numbers of cells), extra (the text of the cells beyond the header's, comma-separated). In `tables` they are
        cut or filled with blanks.
    places
        Names the place of a row to those who keep the register.
    remarks
        What a workbook hides, merges, or says beside its text, rows of a file that end early, and asides.
    asides
        By table, if it has any, the rows that say something in columns of somebody's own alone; they are in no table.

    Examples
    --------
    >>> from vendor_review.register import load_register
    >>> load_register("data/numberz")
    Register numberz: 3 vendors, 3 engagements, ...
    """

    name: str
    tables: Mapping[str, pd.DataFrame]
    absent: tuple[str, ...]
    page: Mapping[str, Any]
    hashes: Mapping[str, str]
    ragged: pd.DataFrame = field(default_factory=_ragged_rows)
    places: Places = _FOLDER_PLACES
    remarks: tuple[Remark, ...] = ()
    asides: Mapping[str, pd.DataFrame] = field(default_factory=dict)
    translations: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)

    def __repr__(self) -> str:
        """The tables and how many rows each has; what is not there is left out."""
        rows = ", ".join(f"{len(table)} {name}" for name, table in self.tables.items() if len(table))
        return f"Register {self.name}: {rows or 'no rows'}"

    @property
    def unused(self) -> frozenset[str]:
        """Tables that are not there and that most registers do not have: that says nothing."""
        return frozenset(name for name, one in TABLES.items() if one.seldom and one.file in self.absent)

    def writable(self) -> Register:
        """The register with a replacement character for each one that no page, drawing or record can hold."""
        replaced = {
            name: table.apply(lambda cells: pd.Series(all_writable(cells.tolist()), cells.index, str))
            for name, table in self.tables.items()
            if any(any_breaks(table[column].tolist()) for column in table)
        }
        ragged = self.ragged.assign(extra=all_writable(self.ragged["extra"].tolist()))
        page = _writable_page(self.page)
        told = {language: _writable_page(words) for language, words in self.translations.items()}
        return replace(self, tables={**self.tables, **replaced}, page=page, ragged=ragged, translations=told)


def _writable_page(told: Any) -> Any:
    if isinstance(told, str):
        return writable(told)
    if isinstance(told, Mapping):
        return {writable(key): _writable_page(value) for key, value in told.items()}
    return [_writable_page(value) for value in told] if isinstance(told, list) else told


def load_register(path: str | Path) -> Register:
    """Reads the register at `path`, a folder, a workbook or a database; `source.open_register` says what is refused.

    Returns
    -------
    Register
        `tables` has every table by name, each cell as text; the index is the line or row in its source.

    Examples
    --------
    >>> import vendor_review as vr
    >>> vr.load_register("data/numberz").tables["vendors"][["vendor_id", "name"]]
                 vendor_id                 name
    line
    2                  aws  Amazon Web Services
    3             sendgrid             Sendgrid
    4     quickbooks-india    Quick Books India
    """
    return parse_register(open_register(as_location(path, "register", "data/numberz")))


def parse_register(snapshot: Snapshot) -> Register:
    """Turns the bytes of a register, as `open_register` gave them, into frames."""
    tables: dict[str, pd.DataFrame] = {}
    ragged: list[Ragged] = []
    absent: list[str] = []
    remarks: list[Remark] = []
    for table in TABLES.values():
        if table.file in snapshot.files:
            tables[table.name], uneven, early = _parse(table, snapshot.files[table.file])
            ragged += uneven
            remarks += early
        else:
            tables[table.name] = _empty(table)
            absent.append(table.file)
    page: dict[str, Any] = {}
    if PAGE_FILE in snapshot.files:
        page = parse_toml(text_of(snapshot.files[PAGE_FILE]))
    else:
        absent.append(PAGE_FILE)
    translations = {
        language: parse_toml(text_of(content))
        for file, content in snapshot.files.items()
        if (language := page_language(file))
    }
    origin = read_sidecar(snapshot, tables) or Origin(_FOLDER_PLACES)
    for name, runs in origin.rows.items():
        tables[name].index = _row_numbers(runs, len(tables[name]))
    asides = _asides(tables, ragged)
    for name, rows in asides.items():
        words = (" ".join(filter(None, map(str.strip, row))) for row in rows.itertuples(index=False))
        remarks += [
            Remark(name, "aside", line, value=said) for line, said in zip(rows.index, words, strict=True)
        ]
    return Register(
        name=snapshot.name,
        tables={**tables, **{name: tables[name].drop(rows.index) for name, rows in asides.items()}},
        absent=tuple(absent),
        page=page,
        hashes=snapshot.hashes,
        ragged=_ragged_rows(ragged),
        places=origin.places,
        remarks=(*origin.remarks, *remarks),
        asides=asides,
        translations=translations,
    )


def _asides(tables: Mapping[str, pd.DataFrame], ragged: Sequence[Ragged]) -> dict[str, pd.DataFrame]:
    """The rows that say something in columns of somebody's own alone; an uneven row may have shifted, and is none."""
    found = {}
    for name, frame in tables.items():
        if not own_names(frame.columns):
            continue
        is_aside = ~frame.index.isin([line for table, line, *_ in ragged if table == name])
        for column in TABLES[name].names:
            is_aside &= frame[column].str.strip().eq("").to_numpy()
        if is_aside.any():
            found[name] = frame[is_aside]
    return found


def _row_numbers(runs: tuple[tuple[int, int], ...], count: int) -> pd.Index:
    kept = sum(last - first + 1 for first, last in runs)
    if kept != count or any(first > last for first, last in runs):
        raise RegisterUnreadable(f"{SOURCE_FILE}: lists {kept} rows where there are {count}; delete it.")
    parts = [np.arange(first, last + 1, dtype=np.int64) for first, last in runs]
    numbers: pd.Index = pd.Index(np.concatenate([np.array([], dtype=np.int64), *parts]), name="line")
    return numbers


def _parse(table: Table, content: bytes) -> tuple[pd.DataFrame, list[Ragged], list[Remark]]:
    read = read_cells(content, table.names)
    width, lines = read.frame.shape[1], read.frame.index
    early = read.ends_early([column.name for column in table.columns if column.required])
    ragged = [
        (table.name, int(lines[at]), int(read.cells[at]), width, ",".join(read.extra.get(lines[at], [])))
        for at in np.flatnonzero(read.cells != width).tolist()
        if lines[at] not in early
    ]
    remarks = [
        Remark(table.name, "early", line, lacking[0], ", ".join(lacking)) for line, lacking in early.items()
    ]
    lacking = table.optional.difference(read.frame.columns)
    blank = {name: pd.Series("", index=read.frame.index, dtype=str) for name in lacking}
    frame = read.frame.assign(**blank)[[*table.names, *own_names(read.frame.columns)]]
    frame.index.name = "line"
    return frame, ragged, remarks


def _empty(table: Table) -> pd.DataFrame:
    index = pd.Index([], dtype="int64", name="line")
    return pd.DataFrame({name: pd.Series([], dtype=str) for name in table.names}, index=index)
