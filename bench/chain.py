"""One review by `vendor-review run`, by the two commands that anyone would use, and by the floor; and their pages."""

from __future__ import annotations

import os
import shutil
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from measure import Cost, in_sequence, median
from printing import Aim, seconds, table, times

ROOT = Path(__file__).resolve().parent.parent
NOTEBOOK = ROOT / "notebooks" / "review.ipynb"
REGISTER = ROOT / "data" / "numberz"
POLICY = ROOT / "data" / "policy"
#: The day of every review here; a figure that moves with the day of the benchmark cannot be compared.
AS_OF = "2026-11-01"

RUN, AGAIN = "vendor-review run", "vendor-review run, once more (verifies)"
TWO_COMMANDS, FLOOR = "papermill, then nbconvert --to html", "bare process, no kernel (the floor)"


@dataclass(frozen=True)
class Way:
    """A way to a page: the commands, and where the page then lies (a pattern below the folder that they are run in)."""

    commands: Sequence[Sequence[str]]
    page: str


def ways() -> dict[str, Way]:
    """What is measured, in the order of the table; `AGAIN` needs what `RUN` left."""
    beside = Path(sys.executable).parent
    run = [
        *(sys.executable, "-m", "vendor_review", "run", str(REGISTER)),
        *("--as-of", AS_OF, "--reviews", "reviews"),
    ]
    papermill = [str(beside / "papermill"), str(NOTEBOOK), "out.ipynb"]
    parameters = ["-p", "as_of", AS_OF, "-p", "register", "register", "-p", "policy", "policy"]
    nbconvert = [str(beside / "jupyter-nbconvert"), "--to", "html", "--no-input", "out.ipynb"]
    bare = [sys.executable, str(ROOT / "bench" / "bare.py"), AS_OF, "bare"]
    return {
        TWO_COMMANDS: Way([papermill + parameters, nbconvert], "out.html"),
        RUN: Way([run], "reviews/*/latest/review.html"),
        AGAIN: Way([run], "reviews/*/latest/review.html"),
        FLOOR: Way([bare], "bare/review.html"),
    }


def environment_in(folder: Path) -> dict[str, str]:
    """The caller's environment, this checkout's package, and settings of Jupyter in `folder`, none of the user's."""
    folder.mkdir(parents=True, exist_ok=True)
    path = [str(ROOT / "src"), *filter(None, [os.environ.get("PYTHONPATH")])]
    homes = ("JUPYTER_CONFIG_DIR", "JUPYTER_DATA_DIR", "JUPYTER_RUNTIME_DIR", "IPYTHONDIR")
    own = {name: str(folder / name.lower()) for name in homes}
    return {**os.environ, **own, "PYTHONPATH": os.pathsep.join(path)}


@dataclass(frozen=True)
class ChainFigures:
    """Costs of each way, one per repeat, and its page."""

    costs: Mapping[str, Sequence[Cost]]
    pages: Mapping[str, str]


def measure_chain(folder: Path, repeats: int, uncounted: int = 1) -> ChainFigures:
    """Runs every way `repeats` times, in turns, after rounds that are not counted (they fill the caches of files)."""
    settings = environment_in(folder / "settings")
    costs: dict[str, list[Cost]] = {name: [] for name in ways()}
    pages: dict[str, str] = {}
    for turn in range(uncounted + repeats):
        place = folder / f"turn-{turn}"
        shutil.copytree(REGISTER, place / "register")
        shutil.copytree(POLICY, place / "policy")
        for name, way in ways().items():
            result = in_sequence(way.commands, folder=place, environment=settings)
            if turn >= uncounted:
                costs[name].append(result.cost)
            (page,) = place.glob(way.page)
            pages[name] = page.read_text(encoding="utf-8")
        shutil.rmtree(place)
    return ChainFigures(costs, pages)


def chain_tables(figures: ChainFigures) -> list[str]:
    """What was measured, as tables."""
    medians = {name: median(costs) for name, costs in figures.costs.items()}
    base = medians[TWO_COMMANDS]
    cost = table(
        "One review of the Numberz register (less is better; x: against the two commands)",
        ["", "wall s", "x", "cpu s", "x", "peak MB"],
        [
            [
                name,
                seconds(of.wall_s),
                times(of.wall_s, base.wall_s),
                seconds(of.cpu_s),
                times(of.cpu_s, base.cpu_s),
                f"{of.peak_mb:.0f}",
            ]
            for name, of in medians.items()
        ],
    )
    sizes = {name: len(page.encode()) for name, page in figures.pages.items()}
    size = table(
        "Size of the page",
        ["", "kB", "x"],
        [
            [name, f"{sizes[name] / 1000:.1f}", times(sizes[name], sizes[TWO_COMMANDS])]
            for name in (TWO_COMMANDS, RUN)
        ],
    )
    gain = base.cpu_s / medians[RUN].cpu_s
    same = figures.pages[FLOOR] == figures.pages[RUN]
    remarks = [
        f"\nvendor-review run takes {gain:.2f} times less processor time than the two commands (aim: 3 or more),",
        f"and {medians[RUN].cpu_s / medians[FLOOR].cpu_s:.2f} times the floor's.",
        "The floor's page is the run's, byte for byte."
        if same
        else "Beware: the floor's page differs from the run's, so bench/bare.py no longer does the same work.",
    ]
    return [cost, "\n".join(remarks), size]


def chain_aims(figures: ChainFigures) -> list[Aim]:
    """How many times less processor time `run` takes than the two commands."""
    medians = {name: median(costs).cpu_s for name, costs in figures.costs.items()}
    return [
        Aim(
            "one run against the two commands, times less cpu",
            medians[TWO_COMMANDS] / medians[RUN],
            3,
            least=True,
        )
    ]
