"""One more review in an archive that has few, or ten thousand: publishing it, and drawing both pages of reviews.

As a script it does so once, in this process, and prints what it took, as JSON.
"""

from __future__ import annotations

import json
import shutil
import statistics
import sys
from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from pathlib import Path

from chain import ROOT, environment_in
from indexes import daily, write_index
from measure import measure
from printing import seconds, table, times
from steps import Steps, step

COUNTS = (10, 1_000, 10_000)
#: A real one, whole with its inputs.
_COMMITTED = next((ROOT / "reviews" / "numberz").glob("2026-11-01-*"))
_TODAY = date(2026, 11, 1)
PUBLISH, OVERVIEW = "publish", "overview"


def once(count: int, folder: Path) -> Steps:
    """Publishes the committed review behind `count` others; those are listed, and half of them have a folder."""
    _publish(folder / "first", 2, {})  # what is loaded at its first use is no part of it
    steps: Steps = {}
    _publish(folder / "timed", count, steps)
    return steps


def _publish(reviews: Path, count: int, steps: Steps) -> None:
    from vendor_review.publication.archive.archive import Archive
    from vendor_review.publication.archive.overview import refresh_overview

    archive = Archive(reviews, "numberz")
    before = daily(count, _TODAY - timedelta(days=1))
    write_index(archive.root, before)
    for entry in before[count // 2 :]:
        (archive.root / entry.folder).mkdir()
    run_id = _COMMITTED.name[-8:]
    with archive.staging(run_id) as staged:
        shutil.copytree(_COMMITTED, staged, dirs_exist_ok=True)
        with step(PUBLISH, steps):
            archive.publish(staged, archive.folder(_TODAY, run_id))
    with step(OVERVIEW, steps):
        refresh_overview(reviews)
    assert len(archive.entries()) == count + 1


def measure_publishing(
    folder: Path, repeats: int, counts: Sequence[int] = COUNTS
) -> dict[int, list[Mapping[str, Sequence[float]]]]:
    """Each size in turns, each time in a process of its own: wall seconds, processor seconds, peak, per step."""
    settings = environment_in(folder / "settings")
    took: dict[int, list[Mapping[str, Sequence[float]]]] = {count: [] for count in counts}
    for turn in range(repeats):
        for count, turns in took.items():
            place = folder / f"archive-{count}-{turn}"
            command = [sys.executable, str(Path(__file__).resolve()), str(count), str(place)]
            turns.append(json.loads(measure(command, folder=folder, environment=settings).output))
            shutil.rmtree(place)
    return took


def publishing_table(took: Mapping[int, Sequence[Mapping[str, Sequence[float]]]]) -> str:
    """Both steps as a table of medians; sizes are held against the smallest."""
    medians = {
        count: [
            statistics.median(turn[name][kind] for turn in turns)
            for name in (PUBLISH, OVERVIEW)
            for kind in (0, 1)
        ]
        for count, turns in took.items()
    }
    base = medians[min(medians)]
    rows = [
        [
            f"{count:,} reviews",
            seconds(wall),
            times(wall, base[0]),
            seconds(cpu),
            seconds(drawn),
            seconds(drawn_cpu),
        ]
        for count, (wall, cpu, drawn, drawn_cpu) in medians.items()
    ]
    return table(
        "One more review in an archive: publishing it, and drawing the page of all registers",
        ["", "publish s", "x", "cpu s", "overview s", "cpu s"],
        rows,
    )


if __name__ == "__main__":
    print(json.dumps(once(int(sys.argv[1]), Path(sys.argv[2]))))
