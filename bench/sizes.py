"""Many vendors: what reading, validating and scoring take, beside a plain pandas read of the same files."""

from __future__ import annotations

import json
import shutil
import statistics
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from chain import AS_OF, ROOT, environment_in
from measure import measure
from printing import Aim, seconds, table, times
from steps import WAYS

from vendor_review.register.table_limit import VARIABLE

TYPED, ROWWISE = "pandas.read_csv, typed", "pandera, cell by cell"
#: What a table of a million vendors may have, and vendors beyond which nothing is checked cell by cell.
_LARGEST, _MOST_ROWWISE = "2GiB", 100_000
#: Aims: the most memory at its highest, in 10^9 bytes.
_MOST_GB = {100_000: 2, 1_000_000: 8}


@dataclass(frozen=True)
class SizeFigures:
    """What one size took.

    Attributes
    ----------
    rows, bytes_read
        Of all files together.
    steps
        Step to (wall seconds, processor seconds, peak so far in 10^6 bytes), a tuple per repeat.
    """

    vendors: int
    rows: int
    bytes_read: int
    steps: Mapping[str, Sequence[Sequence[float]]]


def measure_size(folder: Path, vendors: int, repeats: int) -> SizeFigures:
    """Writes a register of so many vendors and takes each way in turns, every time in a process of its own."""
    register = folder / f"register-{vendors}"
    settings = {**environment_in(folder / "settings"), VARIABLE: _LARGEST}
    # Not in this process: the kernel hands its peak of memory on to those that it starts.
    writing = [sys.executable, str(ROOT / "bench" / "invent.py"), str(register), str(vendors), AS_OF]
    measure(writing, folder=folder, environment=settings)
    files = list(register.glob("*.csv"))
    steps: dict[str, list[Sequence[float]]] = {}
    for _ in range(repeats):
        for way in WAYS:
            if way == "rowwise" and vendors > _MOST_ROWWISE:
                continue
            command = [sys.executable, str(ROOT / "bench" / "steps.py"), way, str(register), AS_OF]
            result = measure(command, folder=folder, environment=settings)
            for name, took in json.loads(result.output).items():
                steps.setdefault(name, []).append(took)
    rows = sum(file.read_bytes().count(b"\n") - 1 for file in files)
    size = sum(file.stat().st_size for file in files)
    shutil.rmtree(register)
    return SizeFigures(vendors, rows, size, steps)


def size_table(figures: SizeFigures) -> str:
    """One size as a table; the last rows add up the steps of the product."""
    medians = {
        name: [statistics.median(each) for each in zip(*took, strict=True)]
        for name, took in figures.steps.items()
    }
    ways = {
        **medians,
        "read and validate": _one_after_the_other(medians, "read", "validate"),
        "all four": _one_after_the_other(medians, "read", "validate", "score", "ledger"),
    }
    base = medians[TYPED][1]
    rows = [
        [name, seconds(wall), seconds(cpu), times(cpu, base), f"{peak:.0f}"]
        for name, (wall, cpu, peak) in ways.items()
    ]
    _, checking_cpu, checking_peak = ways["read and validate"]
    shown = table(
        f"{figures.vendors:,} vendors: {figures.rows:,} rows, {figures.bytes_read / 1e6:.1f} MB of CSV "
        "(x: cpu against pandas.read_csv, typed)",
        ["", "wall s", "cpu s", "x", "peak MB"],
        rows,
    )
    told = (
        f"{shown}\n\nReading and validating: {times(checking_cpu, base)} the typed read, {checking_peak:.0f} MB "
        "(aims, with 100,000 vendors: 4x, 2000 MB)."
    )
    if ROWWISE in medians:
        ratio = times(medians[ROWWISE][1], medians["validate"][1])
        told += f"\npandera, cell by cell: {ratio} validating, and only of cells."
    return told


def _one_after_the_other(medians: Mapping[str, Sequence[float]], *steps: str) -> list[float]:
    walls, cpus, peaks = zip(*(medians[name] for name in steps), strict=True)
    return [sum(walls), sum(cpus), max(peaks)]


def size_aims(figures: SizeFigures) -> list[Aim]:
    """Reading, validating and scoring against the typed read; the aims are for 100,000 vendors and a million."""
    if figures.vendors not in _MOST_GB:
        return []
    cpu = {name: statistics.median(one[1] for one in took) for name, took in figures.steps.items()}
    both = cpu["read"] + cpu["validate"]
    peak = max(one[2] for name in ("read", "validate", "score") for one in figures.steps[name])
    return [
        Aim(
            f"{figures.vendors:,} vendors, read and validate against a typed read, cpu", both / cpu[TYPED], 4
        ),
        Aim(f"{figures.vendors:,} vendors, with scoring, cpu", (both + cpu["score"]) / cpu[TYPED], 4),
        Aim(
            f"{figures.vendors:,} vendors, peak of reading to scoring, GB",
            peak / 1000,
            _MOST_GB[figures.vendors],
        ),
    ]
