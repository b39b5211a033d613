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
from importlib.metadata import version
from pathlib import Path

from chain import chain_tables, measure_chain
from exploring import VENDORS as EXPLORED
from exploring import exploring_table, measure_exploring
from firmness import VENDORS as RANKED
from firmness import firmness_table, measure_firmness
from many import JOBS, REGISTERS, many_tables, measure_many
from measure import CommandFailed
from multiply import WORDS
from one_more import COUNTS, measure_publishing, publishing_table
from paint import measure_paint, paint_table
from sizes import measure_size, size_table

SIZES = (1_000, 10_000, 100_000)
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
        "--smallest", action="store_true", help="one turn of the smallest, to see that all of it runs"
    )
    parser.add_argument(
        "--only",
        choices=["chain", "sizes", "paint", "exploring", "firmness", "publishing", "many"],
        help="a part of it",
    )
    return parser.parse_args()


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


def main() -> int:
    arguments = read_arguments()
    smallest = arguments.smallest
    repeats = 1 if arguments.quick or smallest else arguments.repeats
    sizes = (_SMALLEST,) if smallest else SIZES[:2] if arguments.quick else SIZES
    explored, ranked = (_SMALLEST, _SMALLEST) if smallest else (EXPLORED, RANKED)
    counts = (_SMALLEST,) if smallest else COUNTS
    words = WORDS[:1] if smallest else WORDS
    print(f"{heading()}\n{load()} at the start; medians of {repeats}")
    try:
        with tempfile.TemporaryDirectory(prefix="vendor-review-bench-") as name:
            if arguments.only in (None, "chain"):
                print(
                    *chain_tables(measure_chain(Path(name), repeats, int(not smallest))), sep="\n", flush=True
                )
            if arguments.only in (None, "paint"):
                print(paint_table(measure_paint(Path(name), repeats, words)), flush=True)
            if arguments.only in (None, "exploring"):
                print(exploring_table(measure_exploring(Path(name), repeats, explored), explored), flush=True)
            if arguments.only in (None, "firmness"):
                print(firmness_table(measure_firmness(Path(name), repeats, ranked), ranked), flush=True)
            if arguments.only in (None, "publishing"):
                print(publishing_table(measure_publishing(Path(name), repeats, counts)), flush=True)
            if arguments.only in (None, "many"):
                many = JOBS if smallest else REGISTERS
                print(*many_tables(measure_many(Path(name), repeats, many), many), sep="\n", flush=True)
            if arguments.only in (None, "sizes"):
                for vendors in sizes:
                    print(size_table(measure_size(Path(name), vendors, repeats)), flush=True)
    except CommandFailed as failure:
        print(f"bench: {failure}", file=sys.stderr)
        return 1
    print(f"\n{load()} at the end")
    return 0


if __name__ == "__main__":
    sys.exit(main())
