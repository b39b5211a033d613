"""Firmness of the ranking (SMAA-2) beside the matrix product and the sort that it needs, bare, in NumPy.

As a script it takes one way once, in this process, and prints what it took, as JSON.
"""

from __future__ import annotations

import json
import shutil
import statistics
import sys
from collections.abc import Sequence
from datetime import date
from pathlib import Path

import numpy as np
from chain import AS_OF, ROOT, environment_in
from invent import write_register
from measure import measure
from printing import Aim, seconds, table, times
from steps import Steps, step

VENDORS, DRAWS = 1_000, 10_000
BARE, WHOLE = "weights @ credits, argsort", "sample_firmness"


def once(way: str, folder: Path, as_of: date) -> Steps:
    """Scores the register, then takes the way; only the latter is timed, the peak is the process's."""
    from vendor_review.policy import load_policy
    from vendor_review.register import load_register
    from vendor_review.schema import check_register
    from vendor_review.scoring import sample_firmness, score_vendors

    policy = load_policy(None, as_of)
    scores = score_vendors(check_register(load_register(folder), policy.vocabulary, as_of), policy)
    credit = scores.controls.credit_lo.T.copy()
    steps: Steps = {}
    if way == WHOLE:
        # What it loads and builds at its first use is no part of it.
        sample_firmness(scores, 1)
        with step(way, steps):
            found = sample_firmness(scores, DRAWS)
        assert abs(found.vendors["first"].sum() - 1) < 1e-9
    else:
        weights = np.random.default_rng(0).dirichlet(np.ones(len(credit)), DRAWS)
        with step(way, steps):
            ranked = np.argsort(weights @ credit, axis=1)
        assert ranked.shape == (DRAWS, len(scores.vendors))
    return steps


def measure_firmness(folder: Path, repeats: int, vendors: int = VENDORS) -> dict[str, list[Sequence[float]]]:
    """Both ways in turns, each time in a process of its own: wall seconds, processor seconds, peak in 10^6 bytes."""
    register = folder / "register-firmness"
    write_register(register, vendors, date.fromisoformat(AS_OF))
    settings = environment_in(folder / "settings")
    took: dict[str, list[Sequence[float]]] = {BARE: [], WHOLE: []}
    for _ in range(repeats):
        for way, turns in took.items():
            command = [sys.executable, str(ROOT / "bench" / "firmness.py"), way, str(register), AS_OF]
            turns.append(json.loads(measure(command, folder=folder, environment=settings).output)[way])
    shutil.rmtree(register)
    return took


def firmness_table(took: dict[str, list[Sequence[float]]], vendors: int = VENDORS) -> str:
    """Both ways as a table of medians, against the bare one."""
    medians = {
        way: [statistics.median(each) for each in zip(*turns, strict=True)] for way, turns in took.items()
    }
    base = medians[BARE]
    rows = [
        [way, seconds(wall), times(wall, base[0]), seconds(cpu), times(cpu, base[1]), f"{peak:.0f}"]
        for way, (wall, cpu, peak) in medians.items()
    ]
    return table(
        f"Firmness of the ranking: {DRAWS:,} draws for {vendors:,} invented vendors (aim: 3x at most)",
        ["", "wall s", "x", "cpu s", "x", "peak MB"],
        rows,
    )


def firmness_aims(took: dict[str, list[Sequence[float]]]) -> list[Aim]:
    """The whole way against the bare one."""
    whole, bare = (statistics.median(turn[1] for turn in took[way]) for way in (WHOLE, BARE))
    return [Aim("firmness against bare numpy, cpu", whole / bare, 3)]


if __name__ == "__main__":
    print(json.dumps(once(sys.argv[1], Path(sys.argv[2]), date.fromisoformat(sys.argv[3]))))
