"""Reviews by this checkout beside those by an earlier commit, in turns, in one run: processor time, and the ratio.

    python bench/since.py COMMIT [--repeats 3] [--vendors 300 1000]

The commit's package is taken out of git and run by the Python of this environment, with its own notebook and policy.
"""

from __future__ import annotations

import argparse
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from datetime import date
from pathlib import Path

from chain import AS_OF, ROOT, environment_in
from invent import write_register
from measure import Cost, measure, median
from printing import seconds, table, times

#: What a checkout needs to make a review.
_NEEDED = ("src", "data", "notebooks")
_EXAMPLE_DAY = "2026-10-31"


def checkout_of(commit: str, folder: Path) -> Path:
    """The files of a commit that a review needs, below `folder`."""
    folder.mkdir()
    archive = folder / "commit.tar"
    subprocess.run(["git", "-C", str(ROOT), "archive", "-o", str(archive), commit, *_NEEDED], check=True)
    shutil.unpack_archive(archive, folder, filter="data")
    return folder


def registers_in(folder: Path, sizes: Sequence[int]) -> dict[str, tuple[Path, str]]:
    """What is reviewed: its name to the register and the day."""
    found = {
        "Numberz": (ROOT / "data" / "numberz", AS_OF),
        "example": (ROOT / "data" / "example" / _EXAMPLE_DAY, _EXAMPLE_DAY),
    }
    for vendors in sizes:
        register = folder / f"invented-{vendors}"
        write_register(register, vendors, date.fromisoformat(AS_OF))
        found[f"{vendors:,} vendors"] = register, AS_OF
    return found


def reviewed(checkout: Path, register: Path, day: str, folder: Path) -> Cost:
    """What `vendor-review run` of a checkout costs, with all that it starts."""
    environment = environment_in(folder / "settings") | {"PYTHONPATH": str(checkout / "src")}
    reviews = folder / "reviews"
    run = [sys.executable, "-m", "vendor_review", "run", str(register), "--as-of", day]
    # An hour, so that a busy machine ends no cell.
    run += ["--reviews", str(reviews), "--cell-timeout", "3600"]
    cost = measure(run, folder=folder, environment=environment).cost
    shutil.rmtree(reviews)
    return cost


def main() -> None:
    parser = argparse.ArgumentParser(prog="since", description=__doc__.partition("\n")[0])
    parser.add_argument("commit", help="the earlier commit")
    parser.add_argument("--repeats", type=int, default=3, help="turns that count (default: 3)")
    parser.add_argument(
        "--vendors", type=int, nargs="*", default=[300, 1_000], help="sizes that are invented"
    )
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="vendor-review-bench-") as name:
        folder = Path(name)
        before = checkout_of(arguments.commit, folder / "before")
        rows = []
        for what, (register, day) in registers_in(folder, arguments.vendors).items():
            took: dict[Path, list[Cost]] = {before: [], ROOT: []}
            for _ in range(arguments.repeats):
                for checkout, costs in took.items():
                    costs.append(reviewed(checkout, register, day, folder))
            then, now = (median(costs).cpu_s for costs in took.values())
            rows.append([what, seconds(then), seconds(now), times(now, then)])
            print(f"{what}: {then:.2f} s, then {now:.2f} s", file=sys.stderr, flush=True)
    title = f"One review, seconds of processor time, medians of {arguments.repeats}"
    print(table(title, ["register", arguments.commit, "this checkout", "ratio"], rows))


if __name__ == "__main__":
    main()
