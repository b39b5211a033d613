"""How long a slider or a drop-down takes until its result is on its way to the browser, in a real kernel."""

from __future__ import annotations

import json
import math
import shutil
import statistics
import time
from datetime import date
from pathlib import Path
from typing import Any

from chain import AS_OF, ROOT, environment_in
from invent import write_register
from measure import CommandFailed
from printing import Aim, table

VENDORS = 300
#: One vendor in some of those invented is past, and has no score: so many are left at least.
_INVENTED_EACH = 1.04
MOVES = 20
WEIGHTS, VENDOR = "a weight is moved", "an answer is changed"
_WAIT_S = 300


def once(folder: Path, as_of: date, vendors: int) -> dict[str, list[float]]:
    """Milliseconds of each move by what is moved: ranked anew, and the table sent as a widget's new value."""
    import vendor_review as vr
    from vendor_review import explore

    scores = vr.review(folder, as_of=as_of).scores
    assert len(scores.vendors) >= vendors, len(scores.vendors)
    weights = explore.weights(scores, live=True)
    slider = weights.widget.children[0].children[0].children[0]  # of the first tab
    vendor = explore.vendor(scores, scores.vendors.index[0], live=True)
    answer = vendor.widget.children[1].children[0].children[1]  # of the first tab's first control
    took: dict[str, list[float]] = {}
    for name, moved, places in (
        (WEIGHTS, slider, [0.25 * (place % 16) for place in range(2, MOVES + 3)]),
        (VENDOR, answer, ["partial" if place % 2 else "no" for place in range(MOVES + 1)]),
    ):
        times = []
        for place in places:
            start = time.perf_counter()
            moved.value = place
            times.append(1000 * (time.perf_counter() - start))
        # What is loaded at the first move is no part of it.
        took[name] = times[1:]
    assert weights.result.supposed
    return took


def measure_exploring(folder: Path, repeats: int, vendors: int = VENDORS) -> dict[str, list[float]]:
    """All moves of all turns, each turn in a kernel of its own."""
    register = folder / "register-exploring"
    write_register(register, math.ceil(_INVENTED_EACH * vendors), date.fromisoformat(AS_OF))
    took: dict[str, list[float]] = {WEIGHTS: [], VENDOR: []}
    for _ in range(repeats):
        for name, times in _in_a_kernel(register, folder, vendors).items():
            took[name] += times
    shutil.rmtree(register)
    return took


def _in_a_kernel(register: Path, folder: Path, vendors: int) -> dict[str, list[float]]:
    from jupyter_client.manager import KernelManager
    from traitlets.config import Config

    manager = KernelManager(config=Config({"KernelManager": {"transport_encryption": "required"}}))
    manager.start_kernel(env=environment_in(folder / "settings"))
    client = manager.client()
    client.start_channels()
    said: list[str] = []

    def hear(message: Any) -> None:
        content = message["content"]
        said.append(content.get("text", "") or "\n".join(content.get("traceback", ())))

    cell = (
        f"import datetime, json, pathlib, sys; sys.path.insert(0, {str(ROOT / 'bench')!r}); import exploring\n"
        f"day = datetime.date.fromisoformat({AS_OF!r})\n"
        f"took = exploring.once(pathlib.Path({str(register)!r}), day, {vendors})\n"
        "print(json.dumps(took))"
    )
    try:
        client.wait_for_ready(timeout=_WAIT_S)
        reply = client.execute_interactive(cell, timeout=_WAIT_S, output_hook=hear)
    finally:
        client.stop_channels()
        manager.shutdown_kernel(now=True)
    if reply["content"]["status"] != "ok":
        raise CommandFailed("".join(said))
    found: dict[str, list[float]] = json.loads("".join(said).splitlines()[-1])
    return found


def exploring_table(took: dict[str, list[float]], vendors: int = VENDORS) -> str:
    """Median and longest of all moves."""
    rows = [[name, f"{statistics.median(times):.0f}", f"{max(times):.0f}"] for name, times in took.items()]
    return table(
        f"Exploring {vendors} invented vendors, in the kernel (aim: 100 ms at most)",
        ["", "median ms", "most"],
        rows,
    )


def exploring_aims(took: dict[str, list[float]]) -> list[Aim]:
    """The slowest kind of move, by its median."""
    return [Aim("exploring, ms a move", max(statistics.median(times) for times in took.values()), 100)]
