"""What a command costs: wall time, processor time and memory, with all that it started and waited for."""

from __future__ import annotations

import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

#: Linux gives the peak in KiB, macOS in bytes.
_PEAK_UNIT = 1 if sys.platform == "darwin" else 1024


@dataclass(frozen=True)
class Cost:
    """What something took.

    Attributes
    ----------
    wall_s, cpu_s
        Elapsed seconds, and seconds of processor time (user and system, children included).
    peak_mb
        Resident memory of the largest single process at its highest, in 10^6 bytes.
    """

    wall_s: float
    cpu_s: float
    peak_mb: float

    def then(self, other: Cost) -> Cost:
        """The cost of one after the other."""
        return Cost(self.wall_s + other.wall_s, self.cpu_s + other.cpu_s, max(self.peak_mb, other.peak_mb))


@dataclass(frozen=True)
class Result:
    """What a command cost, and what it wrote to stdout."""

    cost: Cost
    output: str


class CommandFailed(Exception):
    """A measured command ended with another exit code than 0."""


def measure(command: Sequence[str], *, folder: Path, environment: Mapping[str, str]) -> Result:
    """Runs a command in `folder`; raises `CommandFailed` with the end of what it wrote to stderr."""
    with tempfile.TemporaryFile() as out, tempfile.TemporaryFile() as err:
        start = time.perf_counter()
        process = subprocess.Popen(command, cwd=folder, env=dict(environment), stdout=out, stderr=err)
        _, status, usage = os.wait4(process.pid, 0)
        wall = time.perf_counter() - start
        process.returncode = os.waitstatus_to_exitcode(status)  # it is reaped; Popen must not wait for it
        err.seek(0)
        if process.returncode:
            words = err.read().decode(errors="replace")[-2000:]
            raise CommandFailed(f"{' '.join(command)}: exit code {process.returncode}\n{words}")
        out.seek(0)
        cost = Cost(wall, usage.ru_utime + usage.ru_stime, usage.ru_maxrss * _PEAK_UNIT / 1e6)
        return Result(cost, out.read().decode())


def in_sequence(commands: Sequence[Sequence[str]], *, folder: Path, environment: Mapping[str, str]) -> Result:
    """Runs commands one after the other; the output is the last one's."""
    results = [measure(command, folder=folder, environment=environment) for command in commands]
    total = results[0].cost
    for result in results[1:]:
        total = total.then(result.cost)
    return Result(total, results[-1].output)


def median(costs: Sequence[Cost]) -> Cost:
    """The median of each figure by itself."""
    return Cost(
        statistics.median(cost.wall_s for cost in costs),
        statistics.median(cost.cpu_s for cost in costs),
        statistics.median(cost.peak_mb for cost in costs),
    )
