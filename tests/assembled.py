"""Reviews of registers without a notebook: what the cells of one make, in this process, for tests of sections."""

from __future__ import annotations

import csv
from datetime import date
from functools import cache
from pathlib import Path

import vendor_review as vr
from vendor_review.files import package_files
from vendor_review.report.review import Review
from vendor_review.runs.assembly import compare_alone

EXAMPLE = Path(__file__).parents[1] / "data" / "example" / "2026-10-31"


def review_of(register: Path, as_of: str) -> Review:
    """The review of a register as of a day, with the shipped policy."""
    return vr.review(register, as_of=as_of, sample_count=100)


@cache
def example_review() -> Review:
    """The review of the example's later state."""
    return review_of(EXAMPLE, "2026-10-31")


@cache
def compared_example() -> Review:
    """The example's later state, compared with its earlier one."""
    before, after = "2026-07-31", "2026-10-31"
    states = str(EXAMPLE.parent / before), str(EXAMPLE)
    return compare_alone(*states, date.fromisoformat(before), date.fromisoformat(after))


@cache
def numberz_review() -> Review:
    """The review of the starting register."""
    return review_of(package_files.starting_register(), "2026-11-01")


def rows_of(table: str) -> list[dict[str, str]]:
    """A table of the example as its file has it."""
    with (EXAMPLE / f"{table}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))
