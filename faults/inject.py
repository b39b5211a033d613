"""`make faults`: injects faults into real runs and into publishing, one after another, and counts what did not hold.

After each fault every review verifies, the index parses and lists what is there, the copy of the latest is whole, no
process goes on; and the next run goes well and cleans up.
"""

from __future__ import annotations

import argparse
import os
import random
import sys
import tempfile
from collections.abc import Iterator
from itertools import count
from pathlib import Path

import batches
import mounts
import publishing
import runs_at_fault
import writers
from tally import Tally
from whole import Site

_MOUNTING_STEPS = {"full", "power"}


def read_arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="faults", description="Inject faults, and count what did not hold.")
    parser.add_argument("--seed", type=int, default=0, help="where chance starts (default: 0)")
    parser.add_argument("--short", action="store_true", help="a few of each kind")
    parser.add_argument("--at-least", type=int, default=0, metavar="N", help="fail if there were fewer")
    parser.add_argument("--only", action="append", metavar="KIND", help="only these kinds")
    return parser.parse_args()


def inject(arguments: argparse.Namespace, work: Path) -> Tally:
    tally, chance = Tally(), random.Random(arguments.seed)

    def steps() -> Iterator[int]:
        return count(chance.randrange(12), 12) if arguments.short else count()

    def is_wanted(kind: str, mounting: bool, possible: bool) -> bool:
        if arguments.only and kind not in arguments.only:
            return False
        if mounting and not possible:
            tally.left_out.append(f"{kind}: no file system can be mounted here")
            return False
        return True

    for kind, publish in publishing.ALL.items():
        possible = mounts.can_lose_power() if kind == "power" else mounts.can_mount()
        if is_wanted(f"step-{kind}", kind in _MOUNTING_STEPS, possible):
            publish(work / kind, tally, steps)
            print(f"{tally.total} faults, the last ones step-{kind}", file=sys.stderr, flush=True)
    for kind, attack in writers.ALL.items():
        if is_wanted(kind, kind in writers.MOUNTING, mounts.can_mount()):
            attack(work / kind, tally, steps, writers.FEW if arguments.short else tuple(writers.COMMANDS))
            print(f"{tally.total} faults, the last ones {kind}", file=sys.stderr, flush=True)
    wanted = [
        (kind, fault, few if arguments.short else many)
        for kind, (fault, many, few) in runs_at_fault.ALL.items()
        if is_wanted(kind, kind in runs_at_fault.MOUNTING, mounts.can_mount())
    ]
    if wanted:
        site = Site(work / "whole", chance)
        for kind, fault, number in wanted:
            fault(site, tally, number)
            print(f"{tally.total} faults, the last ones {kind}", file=sys.stderr, flush=True)
    of_batches = [
        (kind, fault_of_batch, few if arguments.short else many)
        for kind, (fault_of_batch, many, few) in batches.ALL.items()
        if is_wanted(kind, kind in batches.MOUNTING, mounts.can_mount())
    ]
    if of_batches:
        crowd = batches.Batches(work / "batches", chance)
        for kind, fault_of_batch, number in of_batches:
            fault_of_batch(crowd, tally, number)
            print(f"{tally.total} faults, the last ones {kind}", file=sys.stderr, flush=True)
    return tally


def main() -> int:
    mounts.enter_own_mounts()
    arguments = read_arguments()
    if os.environ.get("VENDOR_REVIEW_REQUIRE_MOUNTS") and not mounts.can_mount():
        print("faults: VENDOR_REVIEW_REQUIRE_MOUNTS is set, but nothing can be mounted here", file=sys.stderr)
        return 2
    with tempfile.TemporaryDirectory(prefix="vendor-review-faults-", ignore_cleanup_errors=True) as name:
        tally = inject(arguments, Path(name))
    print(*tally.lines(), sep="\n")
    return 1 if tally.wrong.total() or tally.total < arguments.at_least else 0


if __name__ == "__main__":
    sys.exit(main())
