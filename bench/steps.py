"""Checks and scores one register, or only reads its files with pandas; prints what each step took, as JSON."""

from __future__ import annotations

import json
import resource
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path

import pandas as pd

from vendor_review.register.layout import TABLES, Table

#: Step to wall seconds, processor seconds, and the process's peak so far in 10^6 bytes.
Steps = dict[str, tuple[float, float, float]]

_SMALL = Path(__file__).parents[1] / "data" / "numberz"
_PEAK_UNIT = 1 if sys.platform == "darwin" else 1024
#: Kinds of columns with few distinct values.
_CATEGORIES = frozenset({"enum", "path", "place", "category", "control", "section"})


@contextmanager
def step(name: str, steps: Steps) -> Iterator[None]:
    """Times what is done within."""
    wall, cpu = time.perf_counter(), time.process_time()
    yield
    took = time.perf_counter() - wall, time.process_time() - cpu
    steps[name] = (*took, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * _PEAK_UNIT / 1e6)


def chain(folder: Path, as_of: date) -> Steps:
    """Reads, validates and scores as a review does; the policy is loaded before."""
    from vendor_review.policy import load_policy
    from vendor_review.register import load_register
    from vendor_review.schema import check_register
    from vendor_review.scoring import score_vendors

    policy = load_policy(None, as_of)
    # pandera and pycountry load what they need at their first use: that is no part of validating.
    check_register(load_register(_SMALL), policy.vocabulary, as_of)
    steps: Steps = {}
    with step("read", steps):
        register = load_register(folder)
    with step("validate", steps):
        checked = check_register(register, policy.vocabulary, as_of)
    with step("score", steps):
        scores = score_vendors(checked, policy)
    with step("ledger", steps):
        ledger = scores.ledger
    sums = ledger.groupby("vendor_id")["points_hi"].sum()
    assert (sums - scores.vendors["r_hi"]).abs().max() < 1e-9
    return steps


def plain(folder: Path, as_of: date) -> Steps:
    """Only `pandas.read_csv` of the same files, every cell as text."""
    steps: Steps = {}
    with step("pandas.read_csv, text", steps):
        frames = [
            pd.read_csv(folder / table.file, dtype=str, keep_default_na=False) for table in _present(folder)
        ]
    assert frames
    return steps


def typed(folder: Path, as_of: date) -> Steps:
    """Only `pandas.read_csv` of the same files, with dates and categories as somebody would declare them by hand."""
    steps: Steps = {}
    # pandas refuses dates in a column that is not there, and some columns may be missing.
    kinds = {
        table.file: {
            name: table.column(name).kind for name in map(str, pd.read_csv(folder / table.file, nrows=0))
        }
        for table in _present(folder)
    }
    with step("pandas.read_csv, typed", steps):
        frames = [
            pd.read_csv(
                folder / file,
                dtype={
                    name: "category" if kind in _CATEGORIES else "str"
                    for name, kind in columns.items()
                    if kind != "date"
                },
                parse_dates=[name for name, kind in columns.items() if kind == "date"],
                keep_default_na=False,
                na_values={name: [""] for name, kind in columns.items() if kind == "date"},
            )
            for file, columns in kinds.items()
        ]
    assert frames
    return steps


def rowwise(folder: Path, as_of: date) -> Steps:
    """Validates with pandera, cell by cell, what `plain` read; the reading is not counted."""
    from rowwise import broken_cells, rowwise_schemas

    from vendor_review.policy import load_policy

    schemas = rowwise_schemas(load_policy(None, as_of))
    tables = {
        table.name: pd.read_csv(folder / table.file, dtype=str, keep_default_na=False)
        for table in _present(folder)
    }
    steps: Steps = {}
    with step("pandera, cell by cell", steps):
        broken = broken_cells(schemas, tables)
    assert broken
    return steps


def _present(folder: Path) -> list[Table]:
    return [table for table in TABLES.values() if (folder / table.file).is_file()]


WAYS: dict[str, Callable[[Path, date], Steps]] = {
    "plain": plain,
    "typed": typed,
    "rowwise": rowwise,
    "chain": chain,
}


if __name__ == "__main__":
    way, folder, as_of = sys.argv[1:]
    print(json.dumps(WAYS[way](Path(folder), date.fromisoformat(as_of))))
