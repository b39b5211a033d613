"""`make bench`: time and memory of the product beside the usual tools, in one run, as tables of medians and ratios.

The variants of a comparison take turns, so that whatever else the machine does meets all of them alike: compare the
ratios of one run, not the seconds of two.
"""

from __future__ import annotations

import argparse
import os
import platform
import sys
import tempfile
import time
from collections.abc import Iterable
from importlib.metadata import version
from pathlib import Path

from chain import chain_aims, chain_tables, measure_chain
from exploring import VENDORS as EXPLORED
from exploring import exploring_aims, exploring_table, measure_exploring
from firmness import VENDORS as RANKED
from firmness import firmness_aims, firmness_table, measure_firmness
from growth import SIZES as GROWN
from growth import growth_aims, growth_table, measure_growth
from many import JOBS, REGISTERS, many_aims, many_tables, measure_many
from measure import CommandFailed
from multiply import WORDS
from one_more import COUNTS, measure_publishing, publishing_table
from paint import measure_paint, paint_aims, paint_table
from printing import Aim, aims_table
from sizes import measure_size, size_aims, size_table

SIZES = (1_000, 10_000, 100_000)
MILLION = 1_000_000
#: Vendors, and reviews in an archive, where all that matters is whether everything still runs.
_SMALLEST = 20
_PACKAGES = ("pandas", "numpy", "pandera", "papermill", "nbconvert", "ipykernel")


def read_arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog="bench", description="Time and memory, side by side with the usual tools."
    )
    parser.add_argument("--repeats", type=_at_least_one, default=3, help="turns that count (default: 3)")
    parser.add_argument(
        "--quick", action="store_true", help=f"one turn, and no size above {SIZES[1]:,} vendors"
    )
    parser.add_argument(
        "--million",
        action="store_true",
        help="a million vendors in place of the other sizes, in one turn: 8 GB of memory, 3 GB of disk, ten minutes",
    )
    parser.add_argument(
        "--smallest", action="store_true", help="one turn of the smallest, to see that all of it runs"
    )
    parser.add_argument(
        "--only",
        choices=["chain", "sizes", "growth", "paint", "exploring", "firmness", "publishing", "many"],
        help="a part of it",
    )
    parser.add_argument(
        "--assert",
        dest="asserts",
        action="store_true",
        help="fail where a figure is behind its aim by more than a fifth",
    )
    arguments = parser.parse_args()
    if arguments.asserts and arguments.smallest:
        parser.error("--assert: the smallest run shows that all of it runs, and says nothing about aims")
    return arguments


def _at_least_one(text: str) -> int:
    number = int(text)
    if number < 1:
        raise argparse.ArgumentTypeError(f"{number} is not 1 or more")
    return number


def heading() -> str:
    """When and where: without it a figure says nothing."""
    packages = ", ".join(f"{name} {version(name)}" for name in _PACKAGES)
    return (
        f"{time.strftime('%Y-%m-%d %H:%M')}, Python {platform.python_version()}, {platform.system()} "
        f"{platform.machine()}, {os.cpu_count()} processors\n{packages}"
    )


def load() -> str:
    """How busy the machine is: processes that ran or waited to, on average over a minute."""
    return f"load {os.getloadavg()[0]:.1f}"


def measure_parts(arguments: argparse.Namespace, folder: Path) -> list[Aim]:
    """Measures and prints each part that is asked for; what was measured beside its aim."""
    smallest = arguments.smallest
    repeats = 1 if arguments.quick or smallest else arguments.repeats
    aims: list[Aim] = []

    def show(tables: Iterable[str], found: Iterable[Aim] = ()) -> None:
        print(*tables, sep="\n", flush=True)
        aims.extend(found)

    def is_asked(part: str) -> bool:
        return arguments.only in (None, part)

    if is_asked("chain"):
        chain = measure_chain(folder, repeats, int(not smallest))
        show(chain_tables(chain), chain_aims(chain))
    if is_asked("paint"):
        painted = measure_paint(folder, repeats, WORDS[:1] if smallest else WORDS)
        show([paint_table(painted)], paint_aims(painted))
    if is_asked("exploring"):
        vendors = _SMALLEST if smallest else EXPLORED
        moves = measure_exploring(folder, repeats, vendors)
        show([exploring_table(moves, vendors)], exploring_aims(moves))
    if is_asked("firmness"):
        vendors = _SMALLEST if smallest else RANKED
        draws = measure_firmness(folder, repeats, vendors)
        show([firmness_table(draws, vendors)], firmness_aims(draws))
    if is_asked("publishing"):
        show([publishing_table(measure_publishing(folder, repeats, (_SMALLEST,) if smallest else COUNTS))])
    if is_asked("many"):
        count = JOBS if smallest else REGISTERS
        many = measure_many(folder, repeats, count)
        show(many_tables(many, count), many_aims(many))
    if is_asked("growth"):
        grown = measure_growth(
            folder, repeats, (_SMALLEST,) if smallest else GROWN[:4] if arguments.quick else GROWN
        )
        show([growth_table(grown)], growth_aims(grown))
    if is_asked("sizes"):
        sizes = (_SMALLEST,) if smallest else SIZES[:2] if arguments.quick else SIZES
        for vendors in (MILLION,) if arguments.million else sizes:
            size = measure_size(folder, vendors, 1 if arguments.million else repeats)
            show([size_table(size)], size_aims(size))
    return aims


def main() -> int:
    arguments = read_arguments()
    repeats = 1 if arguments.quick or arguments.smallest else arguments.repeats
    print(f"{heading()}\n{load()} at the start; medians of {repeats}")
    try:
        with tempfile.TemporaryDirectory(prefix="vendor-review-bench-") as name:
            aims = measure_parts(arguments, Path(name))
    except CommandFailed as failure:
        print(f"bench: {failure}", file=sys.stderr)
        return 1
    if aims and not arguments.smallest:
        print(aims_table(aims))
    print(f"\n{load()} at the end")
    behind = [aim for aim in aims if aim.is_far_behind] if arguments.asserts else []
    for aim in behind:
        print(f"bench: {aim.what}: {aim.figure:.2f}, and the aim is {aim.limit:g}", file=sys.stderr)
    return 1 if behind else 0


if __name__ == "__main__":
    sys.exit(main())
