"""How soon a reader sees a page: first contentful paint of the example's review, and of 13 times its vendors."""

from __future__ import annotations

import csv
import shutil
import statistics
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from chain import ROOT, environment_in
from multiply import WORDS, multiply
from printing import Aim, table, times

EXAMPLE = ROOT / "data" / "example" / "2026-10-31"
_CHROMIUM = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
_FIRST_PAINT = """
() => new Promise(tell => new PerformanceObserver(list =>
  list.getEntriesByName('first-contentful-paint').forEach(entry => tell(entry.startTime))
).observe({type: 'paint', buffered: true}))
"""
#: The browser and its caches are warm from here on.
_FIRST_THAT_COUNTS = 1


@dataclass(frozen=True)
class Painted:
    """A page: vendors, bytes, and milliseconds from navigation to first contentful paint, one per turn."""

    vendors: int
    size: int
    painted_ms: Sequence[float]


def measure_paint(folder: Path, repeats: int, words: Sequence[str] = WORDS) -> list[Painted] | None:
    """Reviews the example, and it with a copy for each word, and opens the pages in turns; None without a Chromium."""
    if _CHROMIUM is None:
        return None
    pages = [
        _review(EXAMPLE, folder / "few"),
        _review(multiply(EXAMPLE, folder / "register", words), folder / "many"),
    ]
    turns = [_paint(pages) for _ in range(repeats + _FIRST_THAT_COUNTS)][_FIRST_THAT_COUNTS:]
    return [
        Painted(_vendors(page), page.stat().st_size, [turn[place] for turn in turns])
        for place, page in enumerate(pages)
    ]


def paint_table(painted: Sequence[Painted] | None) -> str:
    """Both pages as a table; the second is held against the first."""
    if painted is None:
        return "\nNo Chromium here: first paint is left out."
    medians = [statistics.median(page.painted_ms) for page in painted]
    rows = [
        [f"{page.vendors} vendors", f"{page.size / 1e6:.2f}", f"{took:.0f}", times(took, medians[0])]
        for page, took in zip(painted, medians, strict=True)
    ]
    return table("First contentful paint of review.html in Chromium", ["", "MB", "ms", "x"], rows)


def paint_aims(painted: Sequence[Painted] | None) -> list[Aim]:
    """The larger page against the smaller one."""
    if painted is None:
        return []
    few, many = (statistics.median(page.painted_ms) for page in painted)
    return [Aim(f"first paint of {painted[1].vendors} vendors against {painted[0].vendors}", many / few, 1.5)]


def _review(register: Path, reviews: Path) -> Path:
    command = [sys.executable, "-m", "vendor_review", "run", str(register)]
    command += ["--as-of", "2026-10-31", "--reviews", str(reviews)]
    subprocess.run(command, check=True, capture_output=True, env=environment_in(reviews.parent / "settings"))
    return next(reviews.glob("*/latest/review.html"))


def _vendors(page: Path) -> int:
    with page.with_name("scores.csv").open(encoding="utf-8", newline="") as file:
        return sum(1 for _ in csv.DictReader(file))


def _paint(pages: Sequence[Path]) -> list[float]:
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=_CHROMIUM, args=["--no-sandbox"])
        took = []
        for page in pages:
            window = browser.new_context(viewport={"width": 1280, "height": 900}, offline=True).new_page()
            window.goto(page.as_uri())
            took.append(window.evaluate(_FIRST_PAINT))
        browser.close()
    return took
