"""Tells whether what users see is unchanged between a base commit and the working tree.

Both sides run the same commands on the same registers, each with its own code, policy and notebook: reviews, checks
of every broken register, scores, explanations, questionnaires, public lists, differences, conversions. What each
command prints, its exit code and the files that it writes must be the same bytes; `normal_forms.py` lists what is set
aside, such as versions of packages.

The outputs of the base commit are made once and kept: in build/unchanged, or where --kept or the variable
VENDOR_REVIEW_UNCHANGED names a folder, which several checkouts may share.

Exit codes: 0 identical; 1 something differs; 2 it could not be told.
"""

from __future__ import annotations

import argparse
import os
import sys
from pathlib import Path

from difference import report
from normal_forms import normal_forms
from sides import BaseUnusable, Selection, base_outputs, tree_outputs

ROOT = Path(__file__).resolve().parents[2]


def read_arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog="unchanged", description="Whether users see the same as at a base commit."
    )
    parser.add_argument("base", help="the commit, branch or tag to compare the working tree with")
    parser.add_argument(
        "--quick", action="store_true", help="without the reviews of 300 and of 1,000 invented vendors"
    )
    parser.add_argument(
        "--only",
        metavar="PATTERNS",
        default="",
        help="steps of these names, such as 'check-*,run-numberz*'",
    )
    parser.add_argument("--list", action="store_true", help="name the steps, and run none")
    parser.add_argument(
        "--kept",
        metavar="DIR",
        type=Path,
        default=Path(os.environ.get("VENDOR_REVIEW_UNCHANGED") or ROOT / "build" / "unchanged"),
        help="where outputs of base commits are kept",
    )
    parser.add_argument("--processes", type=int, default=min(2, os.cpu_count() or 1))
    parser.add_argument("--show", type=int, default=12, help="how many differing files to show lines of")
    return parser.parse_args()


def main() -> int:
    arguments = read_arguments()
    chosen = Selection(quick=arguments.quick, patterns=tuple(filter(None, arguments.only.split(","))))
    try:
        base = base_outputs(ROOT, arguments.base, arguments.kept.resolve(), chosen, arguments.processes)
    except BaseUnusable as problem:
        print(f"unchanged: {problem}", file=sys.stderr)
        return 2
    if arguments.list:
        print(*(step.name for chain in base.chains for step in chain), sep="\n")
        return 0
    tree = tree_outputs(ROOT, base, arguments.processes)
    names = [step.name for chain in base.chains for step in chain]
    before, after = normal_forms(base.results, names), normal_forms(tree, names)
    print(*report(before, after, arguments.show), sep="\n")
    return int(before != after)


if __name__ == "__main__":
    sys.exit(main())
