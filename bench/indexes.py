"""Indexes of registers that have been reviewed for a long time, without the reviews."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from vendor_review.publication.archive.index import INDEX, IndexEntry, index_bytes


def entry(as_of: str, run_id: str, outside: int | None = 1, **other: Any) -> IndexEntry:
    """The entry of a review of two vendors, one of them undetermined; `other` fields as they are given."""
    fields: dict[str, Any] = {
        "verdict": f"2 vendors on {as_of}.",
        "bands": {"unrated": 0, "very high": 1, "high": 1, "medium": 0, "low": 0},
        "undetermined": 1,
        "rejected": 0,
        "public_list": "published",
        "worst_r_hi": 50.0,
        "sum_r_hi": 80.0,
        "formula_version": "1.0",
        "overdue": None if outside is None else 3,
        "decisions": None if outside is None else 2,
    }
    return IndexEntry(
        run_id=run_id,
        as_of=as_of,
        folder=f"{as_of}-{run_id}",
        manifest_sha256="0" * 64,
        outside=outside,
        **{**fields, **other},
    )


def daily(count: int, last: date) -> list[IndexEntry]:
    """So many reviews, one each day up to `last`; those outside swing between none and 40."""
    return [
        entry((last - timedelta(days=count - 1 - at)).isoformat(), f"{at:08x}", at % 41)
        for at in range(count)
    ]


def write_index(register: Path, entries: Sequence[IndexEntry]) -> Path:
    """Puts an index into a register's folder, which is made."""
    register.mkdir(parents=True, exist_ok=True)
    path = register / INDEX
    path.write_bytes(index_bytes(register.name, entries))
    return path
