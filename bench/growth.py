"""What a review of more vendors takes: processor time, memory and page, for 30 to 10,000 invented vendors."""

from __future__ import annotations

import shutil
import statistics
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from chain import AS_OF, ROOT, environment_in
from measure import Cost, measure, median
from printing import Aim, seconds, table, times

SIZES = (30, 100, 300, 1_000, 10_000)
#: Aims: processor time of 1,000 vendors against 100, of each vendor beyond 100 in ms, and of 10,000 in s; MB of a page.
_THOUSAND, _EACH_MS, _MOST_CPU_S = 3, 3, 40
_PAGE_MB = {300: 1.2, 1_000: 2.5, 10_000: 4.0}


@dataclass(frozen=True)
class Grown:
    """Costs of the reviews of one size, one per repeat, and the bytes of the page."""

    costs: Sequence[Cost]
    page_bytes: int


def measure_growth(folder: Path, repeats: int, sizes: Sequence[int] = SIZES) -> dict[int, Grown]:
    """Vendors to what `run` took on an invented register of so many, the sizes in turns."""
    settings = environment_in(folder / "settings")
    costs: dict[int, list[Cost]] = {vendors: [] for vendors in sizes}
    pages = {}
    for vendors in sizes:
        writing = [sys.executable, str(ROOT / "bench" / "invent.py"), f"grown-{vendors}", str(vendors), AS_OF]
        measure(writing, folder=folder, environment=settings)
    for turn in range(repeats):
        for vendors in sizes:
            reviews = folder / f"grown-{turn}"
            command = [sys.executable, "-m", "vendor_review", "run", f"grown-{vendors}", "--as-of", AS_OF]
            command += ["--reviews", str(reviews), "--quiet"]
            costs[vendors].append(measure(command, folder=folder, environment=settings).cost)
            (page,) = reviews.glob("*/latest/review.html")
            pages[vendors] = page.stat().st_size
            shutil.rmtree(reviews)
    for vendors in sizes:
        shutil.rmtree(folder / f"grown-{vendors}")
    return {vendors: Grown(costs[vendors], pages[vendors]) for vendors in sizes}


def growth_table(grown: Mapping[int, Grown]) -> str:
    """Each size as a row, and what a vendor more takes, against the size above it in the table."""
    rows, before = [], None
    base = median(grown[min(grown)].costs).cpu_s
    for vendors, one in sorted(grown.items()):
        cost = median(one.costs)
        each = f"{1000 * (cost.cpu_s - before[1]) / (vendors - before[0]):.1f}" if before else ""
        rows.append(
            [
                f"{vendors:,} vendors",
                seconds(cost.wall_s),
                seconds(cost.cpu_s),
                times(cost.cpu_s, base),
                each,
                f"{cost.peak_mb:.0f}",
                f"{one.page_bytes / 1e6:.2f}",
            ]
        )
        before = vendors, cost.cpu_s
    return table(
        "A review of more vendors (x: cpu against the smallest; ms: cpu of each vendor more than in the row above)",
        ["", "wall s", "cpu s", "x", "ms", "peak MB", "page MB"],
        rows,
    )


def growth_aims(grown: Mapping[int, Grown]) -> list[Aim]:
    """Aims for the sizes that were measured."""
    cpu = {vendors: statistics.median(cost.cpu_s for cost in one.costs) for vendors, one in grown.items()}
    aims = []
    if {100, 1_000} <= cpu.keys():
        aims.append(Aim("1,000 vendors against 100, cpu", cpu[1_000] / cpu[100], _THOUSAND))
    if {100, 10_000} <= cpu.keys():
        each = 1000 * (cpu[10_000] - cpu[100]) / (10_000 - 100)
        aims.append(Aim("each vendor beyond 100, to 10,000, cpu ms", each, _EACH_MS))
        aims.append(Aim("10,000 vendors, cpu s", cpu[10_000], _MOST_CPU_S))
    return aims + [
        Aim(f"page of {vendors:,} vendors, MB", grown[vendors].page_bytes / 1e6, most)
        for vendors, most in _PAGE_MB.items()
        if vendors in grown
    ]
