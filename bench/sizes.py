"""Many vendors: what reading, validating and scoring take, beside a plain pandas read of the same files."""

from __future__ import annotations

import json
import shutil
import statistics
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from chain import AS_OF, ROOT, environment_in
from invent import write_register
from measure import Cost, measure, median
from printing import seconds, table, times
from steps import WAYS

PLAIN = "pandas.read_csv, text"


@dataclass(frozen=True)
class SizeFigures:
    """What one size took.

    Attributes
    ----------
    rows, bytes_read
        Of all files together.
    steps
        Step to (wall seconds, processor seconds, peak so far in 10^6 bytes), a tuple per repeat.
    processes
        Way of `steps.py` to what the whole process took, its start and imports included, one per repeat.
    """

    vendors: int
    rows: int
    bytes_read: int
    steps: Mapping[str, Sequence[Sequence[float]]]
    processes: Mapping[str, Sequence[Cost]]


def measure_size(folder: Path, vendors: int, repeats: int) -> SizeFigures:
    """Writes a register of so many vendors and takes each way in turns, every time in a process of its own."""
    register = folder / f"register-{vendors}"
    write_register(register, vendors, date.fromisoformat(AS_OF))
    files = list(register.glob("*.csv"))
    settings = environment_in(folder / "settings")
    steps: dict[str, list[Sequence[float]]] = {}
    processes: dict[str, list[Cost]] = {way: [] for way in WAYS}
    for _ in range(repeats):
        for way in WAYS:
            command = [sys.executable, str(ROOT / "bench" / "steps.py"), way, str(register), AS_OF]
            result = measure(command, folder=folder, environment=settings)
            processes[way].append(result.cost)
            for name, took in json.loads(result.output).items():
                steps.setdefault(name, []).append(took)
    rows = sum(file.read_bytes().count(b"\n") - 1 for file in files)
    size = sum(file.stat().st_size for file in files)
    shutil.rmtree(register)
    return SizeFigures(vendors, rows, size, steps, processes)


def size_table(figures: SizeFigures) -> str:
    """One size as a table; the last row is the sum of the four steps."""
    medians = {
        name: [statistics.median(each) for each in zip(*took, strict=True)]
        for name, took in figures.steps.items()
    }
    ours = [took for name, took in medians.items() if not name.startswith("pandas")]
    total = [sum(took[0] for took in ours), sum(took[1] for took in ours)]
    base = medians[PLAIN][1]
    rows = [
        [name, seconds(wall), seconds(cpu), times(cpu, base), f"{peak:.0f}"]
        for name, (wall, cpu, peak) in medians.items()
    ]
    peak = median(figures.processes["chain"]).peak_mb
    rows.append(["all four", seconds(total[0]), seconds(total[1]), times(total[1], base), f"{peak:.0f}"])
    return table(
        f"{figures.vendors:,} vendors: {figures.rows:,} rows, {figures.bytes_read / 1e6:.1f} MB of CSV "
        "(x: cpu against pandas.read_csv)",
        ["", "wall s", "cpu s", "x", "peak MB"],
        rows,
    )
