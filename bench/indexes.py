"""Indexes of registers that have been reviewed for a long time, without the reviews."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from pathlib import Path

from vendor_review.publication.archive.index import INDEX, IndexEntry, index_bytes


def entry(
    as_of: str, run_id: str, worst: float | None = 50.0, total: float | None = 80.0, formula: str = "1.0"
) -> IndexEntry:
    """The entry of a review of two vendors."""
    return IndexEntry(
        run_id=run_id,
        as_of=as_of,
        folder=f"{as_of}-{run_id}",
        manifest_sha256="0" * 64,
        verdict=f"2 vendors on {as_of}.",
        bands={"unrated": 0, "very high": 1, "high": 1, "medium": 0, "low": 0},
        undetermined=2,
        rejected=0,
        public_list="published",
        worst_r_hi=worst,
        sum_r_hi=total,
        formula_version=formula,
    )


def daily(count: int, last: date) -> list[IndexEntry]:
    """So many reviews, one each day up to `last`; the worst vendor swings between 50 and 90 points."""
    return [
        entry((last - timedelta(days=count - 1 - at)).isoformat(), f"{at:08x}", 50 + at % 41, 60 + at % 41)
        for at in range(count)
    ]


def write_index(register: Path, entries: Sequence[IndexEntry]) -> Path:
    """Puts an index into a register's folder, which is made."""
    register.mkdir(parents=True, exist_ok=True)
    path = register / INDEX
    path.write_bytes(index_bytes(register.name, entries))
    return path
