"""Reads `source.json` beside the files of a register that was taken from a workbook or a database."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from vendor_review.errors import RegisterUnreadable
from vendor_review.register.layout import PAGE_FILE, SOURCE_FILE, TABLES
from vendor_review.register.row_places import PAGE, MixedPlaces
from vendor_review.register.source import kind_by_name
from vendor_review.register.source_kind import Origin
from vendor_review.register.transcript import SCHEMA
from vendor_review.snapshot import Snapshot, sha256

if TYPE_CHECKING:
    import pandas as pd

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
        kept = json.loads(snapshot.files[SOURCE_FILE])
        kind = kind_by_name(kept["kind"])
        if kept["schema"] != SCHEMA:
            raise ValueError(kept["schema"])
        facts = _unedited(kept, snapshot)
        origin = kind.recall(facts, tables)
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
        raise RegisterUnreadable(
            f"{SOURCE_FILE}: is not what vendor-review writes beside a register that it took from a workbook or "
            "database; delete it, and rows are named by file and line."
        ) from error
    own = facts.keys() | {name for name, file in _FILES.items() if file not in snapshot.files}
    return (
        origin if own >= _FILES.keys() else replace(origin, places=MixedPlaces(origin.places, frozenset(own)))
    )


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
