"""Faults of batches: a worker, the scheduler or the whole killed, cancelled, bad disks, two at once."""

from __future__ import annotations

import json
import os
import random
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from importlib.util import find_spec
from pathlib import Path
from typing import Any, NamedTuple

import psutil  # type: ignore[import-untyped]
from books import Problem, Shelf, tree_digest
from mounts import read_only, small_disk, with_room_for
from tally import Tally
from whole import RUN_SECONDS, Running, Site

_KILLED = -signal.SIGKILL
_NAMES = ("one", "two", "three")
_JOBS = ("--jobs", "2")


class Batches(Site):
    """One archive, three registers in ever new states, and the batches that review them."""

    command = "batch"
    #: A review that is being put in place has ten seconds once the batch is gone.
    gone_seconds = 15.0

    def __init__(self, work: Path, chance: random.Random) -> None:
        self.states = 0
        super().__init__(work, chance)

    def open_books(self, reviews: Path) -> None:
        """Keeps the reviews of all three registers there from now on."""
        self.reviews = self.root = reviews
        self.books = Shelf(reviews, _NAMES)

    def new_inputs(self, day: str = "") -> tuple[str, ...]:
        """Arguments for a batch of three registers of which no review has been made."""
        self.states += 1
        number = next(self._numbers)
        for name in _NAMES:
            register = self.new_register(number, name)
        day = day or f"2026-{self.chance.randint(2, 12):02d}-{self.chance.randint(1, 28):02d}"
        return (f"{register.parent}/*", "--as-of", day, "--samples", "100", *_JOBS)

    def settle(self, run: Running, codes: tuple[int, ...]) -> list[Problem]:
        """What is wrong after a faulted batch, and after it has been called again: each register once in each state."""
        problems = self.ended(run, codes)
        problems += self.books.compare(settled=False) + self.next_run(_here(run.inputs))
        assert isinstance(self.books, Shelf)
        if any(number != self.states for number in self.books.reviews):
            problems.append(
                Problem("lost", f"{self.states} states, and {self.books.reviews} reviews of the registers")
            )
        return problems


def _here(inputs: tuple[str, ...]) -> tuple[str, ...]:
    """The same batch on processes of this machine."""
    return inputs if "--scheduler" not in inputs else (*inputs[: inputs.index("--scheduler")], *_JOBS)


def _at_some_time(site: Batches, run: Running, share: float = 1.0) -> None:
    """Waits until the batch has a worker, and then for a part of the time that one takes."""
    deadline = time.monotonic() + RUN_SECONDS
    while run.process.poll() is None and not _workers(run) and time.monotonic() < deadline:
        time.sleep(0.01)
    time.sleep(site.seconds * site.chance.random() * share)


def _workers(run: Running) -> list[psutil.Process]:
    try:
        below = psutil.Process(run.process.pid).children()
        return [one for one in below if "spawn_main" in " ".join(one.cmdline())]
    except psutil.Error:
        return []


def worker_killed(site: Batches, tally: Tally, number: int) -> None:
    """One of the two workers, at a random instant: another takes its place."""
    for _ in range(number):
        run = site.start()
        _at_some_time(site, run, 0.6)
        for worker in _workers(run)[:1]:
            worker.kill()
        tally.fault("worker of a batch killed", site.settle(run, (0,)))


def whole_killed(site: Batches, tally: Tally, number: int) -> None:
    """The command alone, or its whole group, at random instants."""
    for place in range(number):
        run = site.start()
        _at_some_time(site, run)
        if place % 2:
            run.process.kill()
        else:
            os.killpg(run.process.pid, signal.SIGKILL)
        tally.fault("whole batch killed", site.settle(run, (_KILLED, 0)))


def cancelled(site: Batches, tally: Tally, number: int) -> None:
    """SIGTERM to the command alone, and Ctrl-C to its group."""
    for place in range(number):
        run = site.start()
        run.begun()
        _at_some_time(site, run, 0.6)
        if place % 2:
            os.killpg(run.process.pid, signal.SIGINT)
        else:
            run.process.send_signal(signal.SIGTERM)
        tally.fault("batch cancelled", site.settle(run, (4, 0)))


def at_once(site: Batches, tally: Tally, number: int) -> None:
    """Two batches of the same registers in the same states."""
    for _ in range(number):
        first = site.start()
        second = site.start(first.inputs)
        problems = [
            Problem("unsettled", f"ended with {run.process.returncode}: {run.err}")
            for run in (first, second)
            if run.end() != 0
        ]
        tally.fault("two batches at once", problems + site.settle(second, (0,)))


def on_a_full_disk(site: Batches, tally: Tally, number: int) -> None:
    """The archive fills up during the batch."""
    place = site.work / "full"
    for _ in range(number):
        shutil.rmtree(place, ignore_errors=True)
        with small_disk(place, 96 * 2**20):
            reviews, books, states = site.reviews, site.books, site.states
            shutil.copytree(reviews, place / "reviews")
            site.open_books(place / "reviews")
            site.books.compare(settled=True)
            with with_room_for(place, site.chance.randint(0, 1500) * 1024):
                run = site.start()
                run.end()
            tally.fault("batch on a full disk", site.settle(run, (3, 0)))
            site.open_books(reviews)
            site.books, site.states = books, states


def on_a_read_only_disk(site: Batches, tally: Tally, number: int) -> None:
    """Nothing can be published; what has been published is verified all the same."""
    for _ in range(number):
        made = site.start()
        problems = [] if made.end() == 0 else [Problem("unsettled", made.err)]
        problems += site.books.compare(settled=True)
        before = tree_digest(site.root)
        with read_only(site.reviews):
            verified, refused = site.start(made.inputs), site.start()
            if verified.end() != 0:
                problems.append(Problem("unsettled", f"not verified: {verified.err}"))
            if refused.end() != 3 or "Read-only file system" not in refused.err:
                problems.append(
                    Problem("unsettled", f"read-only: {refused.process.returncode} {refused.err}")
                )
        if tree_digest(site.root) != before:
            problems.append(Problem("torn", "the archive is not as it was"))
        tally.fault("batch on a read-only disk", problems + site.settle(refused, (3,)))


# --- a cluster ---------------------------------------------------------------------------------------------


def on_a_cluster(site: Batches, tally: Tally, number: int) -> None:
    """A worker of a Dask cluster killed, its scheduler killed, the command killed."""
    if find_spec("distributed") is None:
        tally.left_out.append("cluster: Dask is not installed")
        return
    for place in range(number):
        with cluster(site.work / f"cluster {place}") as (address, scheduler, workers):
            inputs = site.new_inputs()
            run = site.start((*inputs[: -len(_JOBS)], "--scheduler", address))
            time.sleep(site.seconds * (0.3 + 0.5 * site.chance.random()))
            kind = ("worker of a cluster", "scheduler of a cluster", "command of a batch on a cluster")[
                place % 3
            ]
            victim: subprocess.Popen[Any] = (workers[0], scheduler, run.process)[place % 3]
            victim.kill()
            run.end()
        tally.fault(f"{kind} killed", site.settle(run, ((0,), (0, 3), (_KILLED, 0))[place % 3]))


Part = subprocess.Popen[bytes]


class Cluster(NamedTuple):
    """Where the scheduler answers, and the processes."""

    address: str
    scheduler: Part
    workers: list[Part]


@contextmanager
def cluster(work: Path) -> Iterator[Cluster]:
    """A Dask scheduler and two workers on loopback, each a process; their files lie in the folder `work`."""
    work.mkdir()
    file = work / "scheduler.json"
    parts = [
        _part(
            "scheduler", "--host", "127.0.0.1", "--port", "0", "--no-dashboard", "--scheduler-file", str(file)
        )
    ]
    try:
        deadline = time.monotonic() + RUN_SECONDS
        while not file.exists() or not file.read_text(encoding="utf-8").strip():
            if time.monotonic() > deadline:
                raise RuntimeError("the scheduler does not start")
            time.sleep(0.1)
        address = json.loads(file.read_text(encoding="utf-8"))["address"]
        local = ("--nthreads", "1", "--no-nanny", "--no-dashboard", "--local-directory")
        parts += [_part("worker", address, *local, str(work / name)) for name in ("one", "two")]
        from distributed import Client

        with Client(address, timeout=60) as client:
            client.wait_for_workers(2, timeout=120)
        yield Cluster(address, parts[0], parts[1:])
    finally:
        for part in reversed(parts):
            part.kill()
            part.wait()


def _part(kind: str, *words: str) -> Part:
    return subprocess.Popen(
        [sys.executable, "-m", f"distributed.cli.dask_{kind}", *words],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )


Fault = Callable[[Batches, Tally, int], None]
#: Each with how many of it there are in all, and in the short set.
ALL: Mapping[str, tuple[Fault, int, int]] = {
    "batch-worker": (worker_killed, 4, 1),
    "batch-killed": (whole_killed, 6, 1),
    "batch-cancelled": (cancelled, 4, 1),
    "batch-at-once": (at_once, 2, 1),
    "batch-full": (on_a_full_disk, 4, 1),
    "batch-read-only": (on_a_read_only_disk, 1, 1),
    "batch-cluster": (on_a_cluster, 6, 3),
}
#: Those that need small file systems.
MOUNTING = {"batch-full", "batch-read-only"}
