"""Many small registers: a batch on processes and on a cluster, beside loops of single commands and the floor.

Each way reviews copies of the Numberz register, two at a time. The floor runs the cells of the notebook in two warm
processes, without kernels, archive and verification.
"""

from __future__ import annotations

import shlex
import shutil
import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from subprocess import DEVNULL, Popen

from chain import AS_OF, NOTEBOOK, POLICY, REGISTER, ROOT, environment_in
from measure import Cost, measure, median
from printing import Aim, seconds, table, times

REGISTERS = 40
JOBS = 2
TWO_COMMANDS, LOOP, XARGS = (
    "papermill, then nbconvert, two at a time",
    "run, one by one",
    "run, two at a time",
)
BATCH, DASK, FLOOR = "batch --jobs 2", "batch on Dask, 2 workers", "warm cells, no kernel (the floor)"
#: Aims of a batch: wall time per review against the two commands, against the floor, and of Dask against processes.
FASTER, ABOVE_FLOOR, DASK_ABOVE = 12, 2, 1.15


def _spread(command: str, jobs: int) -> list[str]:
    """A shell that runs a command for each name, so many at a time."""
    return ["sh", "-c", f"ls registers | xargs -P {jobs} -I NAME sh -c {shlex.quote(command)}"]


def ways(count: int, scheduler: str) -> dict[str, Sequence[str]]:
    """What is measured, in the order of the table; each runs in a folder with `registers`."""
    python, beside = sys.executable, Path(sys.executable).parent
    run = f"{python} -m vendor_review run registers/NAME --as-of {AS_OF} --quiet --reviews"
    two = (
        f"{beside}/papermill {NOTEBOOK} NAME.ipynb --no-progress-bar -p as_of {AS_OF} -p register registers/NAME "
        f"-p policy {POLICY} && {beside}/jupyter-nbconvert --to html --no-input NAME.ipynb"
    )
    batch = [python, "-m", "vendor_review", "batch", "registers/*", "--as-of", AS_OF, "--quiet", "--reviews"]
    bare = f"{python} {ROOT}/bench/bare.py {AS_OF} bare-NAME {max(1, count // JOBS)}"
    floor = f"cp -R {POLICY} policy; ln -s registers/r0 register; seq {JOBS} | xargs -P {JOBS} -I NAME {bare}"
    return {
        TWO_COMMANDS: _spread(two, JOBS),
        LOOP: _spread(f"{run} one-by-one", 1),
        XARGS: _spread(f"{run} two-at-a-time", JOBS),
        BATCH: [*batch, "batch", "--jobs", str(JOBS)],
        DASK: [*batch, "dask", "--scheduler", scheduler],
        FLOOR: ["sh", "-c", floor],
    }


@contextmanager
def cluster(folder: Path, environment: Mapping[str, str]) -> Iterator[str]:
    """A scheduler and workers on loopback; gives the address, once the workers are there."""
    from distributed import Client

    folder.mkdir(parents=True)
    file = folder / "scheduler.json"
    start = [sys.executable, "-m"]
    quiet = {"stdout": DEVNULL, "stderr": DEVNULL, "env": dict(environment)}
    scheduler = ["distributed.cli.dask_scheduler", "--host", "127.0.0.1", "--port", "0", "--no-dashboard"]
    parts = [Popen([*start, *scheduler, "--scheduler-file", str(file)], **quiet)]  # type: ignore[call-overload]
    try:
        while not file.exists() or not file.read_text(encoding="utf-8").strip():
            time.sleep(0.1)
        worker = [
            "distributed.cli.dask_worker",
            "--scheduler-file",
            str(file),
            "--nthreads",
            "1",
            "--no-nanny",
        ]
        for number in range(JOBS):
            place = ["--no-dashboard", "--local-directory", str(folder / f"worker-{number}")]
            parts.append(Popen([*start, *worker, *place], **quiet))  # type: ignore[call-overload]
        with Client(scheduler_file=str(file)) as client:
            client.wait_for_workers(JOBS)
            address: str = client.scheduler.address
        yield address
    finally:
        for part in reversed(parts):
            part.kill()
            part.wait()


def measure_many(folder: Path, repeats: int, count: int = REGISTERS) -> dict[str, list[Cost]]:
    """Runs every way `repeats` times, in turns, on so many registers."""
    settings = environment_in(folder / "settings")
    costs: dict[str, list[Cost]] = {}
    with cluster(folder / "cluster", settings) as scheduler:
        for turn in range(repeats):
            place = folder / f"many-{turn}"
            for number in range(count):
                shutil.copytree(REGISTER, place / "registers" / f"r{number}")
            for name, command in ways(count, scheduler).items():
                cost = measure(command, folder=place, environment=settings).cost
                costs.setdefault(name, []).append(cost)
            shutil.rmtree(place)
    return costs


def many_tables(costs: Mapping[str, Sequence[Cost]], count: int) -> list[str]:
    """What was measured, as a table and in words; the first batch of a worker loads its libraries, which counts."""
    walls = {name: median(each).wall_s / count for name, each in costs.items()}
    rows = [[name, seconds(wall), times(wall, walls[TWO_COMMANDS])] for name, wall in walls.items()]
    return [
        table(
            f"{count} reviews of small registers, wall time per review (less is better; x: against the two commands)",
            ["", "s per review", "x"],
            rows,
        )
    ]


def many_aims(costs: Mapping[str, Sequence[Cost]]) -> list[Aim]:
    """A batch against the two commands, the floor, and itself on a cluster."""
    wall = {name: median(each).wall_s for name, each in costs.items()}
    return [
        Aim(
            "batch against the two commands, times less wall",
            wall[TWO_COMMANDS] / wall[BATCH],
            FASTER,
            least=True,
        ),
        Aim("batch against the floor, wall", wall[BATCH] / wall[FLOOR], ABOVE_FLOOR),
        Aim("batch on Dask against processes, wall", wall[DASK] / wall[BATCH], DASK_ABOVE),
    ]
