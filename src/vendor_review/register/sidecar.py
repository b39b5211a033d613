"""Reads `source.json` beside the files of a register that was taken from a workbook or a database."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from vendor_review.errors import RegisterUnreadable
from vendor_review.register.layout import PAGE_FILE, SOURCE_FILE, TABLES
from vendor_review.register.row_places import PAGE, SheetPlaces
from vendor_review.register.transcript import SCHEMA
from vendor_review.snapshot import Snapshot, sha256


class Remark(NamedTuple):
    """What is to be said of a sheet that was read: that it is `hidden`, or that it has `merged` cells with text.

    `line` and `column` are the row and column (of the sheet `page`: 0 and the key) of the first of the merged cells,
    and `cells` is their range, such as E3:E4; of a hidden sheet they are 0 and blank.
    """

    table: str
    kind: str
    line: int = 0
    column: str = ""
    cells: str = ""


@dataclass(frozen=True)
class Sidecar:
    """Where a register's rows were before they were files.

    Attributes
    ----------
    kind
        `workbook` or `database`.
    tables
        Tables, and `page`, whose file still is as it was taken from there; the others were edited since.
    sheets
        Of a workbook: the places in its sheets, by table.
    rows
        Of a workbook: first and last row of each run of rows, by table, in the order of the file.
    keys
        Of a database: what a finding may name of the page, and the key there.
    remarks
        What a workbook hides or merges.
    """

    kind: str
    tables: frozenset[str]
    sheets: Mapping[str, SheetPlaces] = field(default_factory=dict)
    rows: Mapping[str, tuple[tuple[int, int], ...]] = field(default_factory=dict)
    keys: Mapping[str, str] = field(default_factory=dict)
    remarks: tuple[Remark, ...] = ()


def read_sidecar(snapshot: Snapshot) -> Sidecar | None:
    """The sidecar among a register's files, if there is one.

    Raises
    ------
    RegisterUnreadable
        It is none of ours.
    """
    if SOURCE_FILE not in snapshot.files:
        return None
    try:
        return _read(json.loads(snapshot.files[SOURCE_FILE]), snapshot)
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
        raise RegisterUnreadable(
            f"{SOURCE_FILE}: is not what vendor-review writes beside a register that it took from a workbook or "
            "database; delete it, and rows are named by file and line."
        ) from error


def _texts(told: Mapping[Any, Any]) -> dict[str, str]:
    return {str(key): str(value) for key, value in told.items()}


def _read(told: Any, snapshot: Snapshot) -> Sidecar:
    if told["schema"] != SCHEMA or told["kind"] not in ("workbook", "database"):
        raise ValueError(told["schema"])
    parts = {name: part for name, part in told["tables"].items() if name in TABLES}
    if "page" in told:
        parts[PAGE] = told["page"]
    files = {PAGE: PAGE_FILE, **{name: table.file for name, table in TABLES.items()}}
    kept = {
        name: part
        for name, part in parts.items()
        if files[name] in snapshot.files and sha256(snapshot.files[files[name]]) == part["sha256"]
    }
    absent = frozenset(name for name, file in files.items() if file not in snapshot.files)
    names = frozenset(kept) | absent
    if told["kind"] == "database":
        return Sidecar("database", names, keys=_texts(kept.get(PAGE, {}).get("keys", {})))
    return Sidecar(
        "workbook",
        names,
        sheets={
            name: SheetPlaces(
                str(part["sheet"]),
                letters=_texts(part.get("columns", {})),
                key_rows={str(key): int(row) for key, row in part["rows"].items()} if name == PAGE else {},
            )
            for name, part in kept.items()
        },
        rows={
            name: tuple((int(first), int(last)) for first, last in part["rows"])
            for name, part in kept.items()
            if name != PAGE
        },
        remarks=tuple(remark for name, part in kept.items() for remark in _remarks(name, part)),
    )


def _remarks(name: str, part: Mapping[str, Any]) -> Iterator[Remark]:
    if part["hidden"]:
        yield Remark(name, "hidden")
    key_of_row = {int(row): str(key) for key, row in reversed(part["rows"].items())} if name == PAGE else {}
    column_of_letter = {letter: column for column, letter in _texts(part.get("columns", {})).items()}
    for row, cells in part.get("merged", ()):
        if name == PAGE:
            # The second row of a key that comes once per item has no place of its own.
            yield Remark(name, "merged", 0, key_of_row.get(int(row), ""), str(cells))
        else:
            letter = str(cells).rstrip("0123456789").partition(":")[0].rstrip("0123456789")
            yield Remark(name, "merged", int(row), column_of_letter[letter], str(cells))
