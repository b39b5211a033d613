"""Whole runs of the command, each with a kernel that has stubborn children, started as a shell or a scheduler does."""

from __future__ import annotations

import os
import random
import re
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import count
from pathlib import Path
from typing import Any, ClassVar

import psutil  # type: ignore[import-untyped]
from books import Books, Problem, Shelf, tree_digest
from publishing import environment

_TOKEN = "FAULTS_TOKEN"
_REGISTER = Path(__file__).parents[1] / "data" / "numberz"
#: On macOS nobody can be found who leaves the kernel's process group.
_CHILDREN = "session" if sys.platform == "linux" else "group"
RUN_SECONDS = 300.0
_LAUNCH = "vendor_review.runs.kernel.entry"


@dataclass
class Running:
    """A run that has been started.

    Attributes
    ----------
    inputs
        The arguments that say what it reviews; again they are the same inputs.
    """

    process: subprocess.Popen[str]
    inputs: tuple[str, ...]
    words: Path

    def begun(self) -> None:
        """Waits until Python has started and the command has taken charge of its signals; on macOS, has said a word."""
        status = Path("/proc", str(self.process.pid), "status")
        bit = 1 << (signal.SIGTERM - 1)
        while self.process.poll() is None and not self.err:
            caught = re.search(r"SigCgt:\s*(\w+)", status.read_text()) if status.exists() else None
            if caught and int(caught[1], 16) & bit:
                return
            time.sleep(0.005)

    def end(self) -> int:
        """Its exit code; one that does not come to an end is killed, which no fault expects."""
        try:
            return self.process.wait(timeout=RUN_SECONDS)
        except subprocess.TimeoutExpired:
            os.killpg(self.process.pid, signal.SIGABRT)
            return self.process.wait()

    @property
    def err(self) -> str:
        """What it has told."""
        return self.words.read_text(encoding="utf-8", errors="replace")

    def kernel(self) -> int | None:
        """The process of its kernel, if that has started."""
        try:
            below = psutil.Process(self.process.pid).children(recursive=True)
            found = [child for child in below if _LAUNCH in child.cmdline()]
        except psutil.Error:
            return None
        # The first is the guard.
        return found[1].pid if len(found) > 1 else None


class Site:
    """One archive, registers that differ by a line each, and the runs that review them.

    Attributes
    ----------
    seconds
        How long an undisturbed run takes.
    """

    command: ClassVar = "run"
    #: What a run that ended has left must be gone after so long.
    gone_seconds: ClassVar = 5.0
    reviews: Path
    root: Path
    books: Books | Shelf

    def __init__(self, work: Path, chance: random.Random) -> None:
        self.work, self.chance = work, chance
        self.open_books(work / "reviews")
        self.temporary = work / "temporary"
        self.temporary.mkdir(parents=True)
        self.token = f"{os.getpid()}-{chance.getrandbits(64):x}"
        self._numbers = count()
        started = time.monotonic()
        self.next_run()
        self.seconds = time.monotonic() - started

    def open_books(self, reviews: Path) -> None:
        """Keeps its reviews there from now on."""
        self.reviews = reviews
        self.root = reviews / "numberz"
        self.books = Books(self.root)

    def new_register(self, number: int, name: str = "numberz") -> Path:
        """A register of which no review has been made."""
        register = self.work / "registers" / str(number) / name
        shutil.copytree(_REGISTER, register)
        with (register / "page.toml").open("a", encoding="utf-8") as page:
            page.write(f"\n# state {number}\n")
        return register

    def new_inputs(self, day: str = "") -> tuple[str, ...]:
        """Arguments for a review that has never been made, of an earlier or a later day than others or of this one."""
        register = self.new_register(next(self._numbers))
        day = day or f"2026-{self.chance.randint(2, 12):02d}-{self.chance.randint(1, 28):02d}"
        return (str(register), "--as-of", day, "--samples", "100")

    def start(
        self,
        inputs: tuple[str, ...] | None = None,
        *,
        join: Callable[[], None] | None = None,
        **more: str,
    ) -> Running:
        """Starts the command in a process group of its own, after `join` there, and with more in its environment."""
        inputs = inputs or self.new_inputs()
        words = self.work / f"words {next(self._numbers)}"
        given = {_TOKEN: self.token, "TMPDIR": str(self.temporary), "FAULT_CHILDREN": _CHILDREN, **more}
        with words.open("w") as file:
            process = subprocess.Popen(
                [
                    sys.executable,
                    "-m",
                    "vendor_review",
                    self.command,
                    *inputs,
                    "--reviews",
                    str(self.reviews),
                ],
                env=environment(**given),
                stdout=subprocess.DEVNULL,
                stderr=file,
                encoding="utf-8",
                start_new_session=True,
                preexec_fn=join,  # noqa: PLW1509 - this process has one thread
            )
        return Running(process, inputs, words)

    def living(self) -> list[Any]:
        """Processes that runs have started, themselves included, wherever they have got to."""
        found = []
        for process in psutil.process_iter():
            try:
                ours = process.environ().get(_TOKEN) == self.token
                if ours and process.status() != psutil.STATUS_ZOMBIE and process.pid != os.getpid():
                    found.append(process)
            except psutil.Error:
                continue
        return found

    def next_run(self, inputs: tuple[str, ...] | None = None) -> list[Problem]:
        """A run that must go well, clean up after all before it, and leave nothing itself."""
        run = self.start(inputs)
        code = run.end()
        problems = [] if code == 0 else [Problem("unsettled", f"the next run ended with {code}: {run.err}")]
        problems += self.books.compare(settled=True)
        left = sorted(path.name for path in self.temporary.iterdir())
        problems += [Problem("unsettled", f"{name} was left among the temporary files") for name in left]
        return problems + self.gone()

    def gone(self) -> list[Problem]:
        """Nothing that a run started goes on."""
        deadline = time.monotonic() + self.gone_seconds
        while left := self.living():
            if time.monotonic() > deadline:
                problems = [Problem("unsettled", f"{_named(process)} still runs") for process in left]
                for process in left:
                    process.kill()  # so that it counts once
                return problems
            time.sleep(0.02)
        return []

    def ended(self, run: Running, codes: Sequence[int]) -> list[Problem]:
        """What is wrong with how a faulted run has ended; `codes` are what it may have ended with."""
        code = run.end()
        problems = self.gone()
        if code not in codes:
            problems.append(Problem("unsettled", f"ended with {code}: {run.err}"))
        if code > 0 and "Traceback" in run.err:
            problems.append(Problem("unsettled", f"a traceback: {run.err}"))
        return problems

    def after(self, run: Running, codes: Sequence[int], digest: str | None = None) -> list[Problem]:
        """What is wrong after a faulted run has ended, and after the next one.

        Parameters
        ----------
        codes
            What it may have ended with.
        digest
            Of the archive before, if a run that does not end with 0 must leave it as it was.
        """
        problems = self.ended(run, codes)
        code = run.end()
        if digest and code and tree_digest(self.root) != digest:
            problems.append(Problem("torn", f"code {code}, and the archive is not as it was"))
        problems += self.books.compare(settled=False)
        return problems + self.next_run(run.inputs if self.chance.random() < 0.5 else None)


def _named(process: psutil.Process) -> str:
    """A process by its number and what it was called with."""
    try:
        return f"process {process.pid}, {' '.join(process.cmdline())[:200]},"
    except psutil.Error:
        return f"process {process.pid}"
