"""`make fuzz`: changes sound files at random and has every reader read them; counts what neither was read nor refused.

A case is a reader, a sound file of it and some changes, all from the seed and the case's number. It is a fault if what
comes out is no result and no refusal in words: an exception that is not ours, more time or memory than the limit, or an
end of the process. Of a fault, reader, seed and number are printed, and the input is written to build/fuzz/.
"""

from __future__ import annotations

import argparse
import os
import queue
import signal
import subprocess
import sys
import threading
import time
from collections import Counter
from contextlib import suppress
from pathlib import Path
from tempfile import TemporaryDirectory

from readers import READERS, ROOT
from worker import SECONDS, Site

KEPT = ROOT / "build" / "fuzz"
_PATIENCE = 12
"""How many times the limit of processor time a case may take by the clock, as other work goes on beside it."""
_PREPARING = 300
_TOLD_EVERY = 30


def read_arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog="fuzz", description="Change sound files, and see that readers bear it."
    )
    parser.add_argument("--cases", type=int, default=1_000, help="how many (default: 1000)")
    parser.add_argument(
        "--first", type=int, default=0, metavar="N", help="number of the first case (default: 0)"
    )
    parser.add_argument("--seed", type=int, default=0, help="where chance starts (default: 0)")
    parser.add_argument(
        "--only", action="append", metavar="READER", choices=READERS, help="only these readers"
    )
    parser.add_argument(
        "--workers", type=int, default=os.cpu_count() or 1, help="processes (default: one per processor)"
    )
    return parser.parse_args()


class Tally:
    """What became of the cases."""

    def __init__(self, cases: int) -> None:
        self.wanted = cases
        self.outcomes: Counter[str] = Counter()
        self.readers: dict[str, Counter[str]] = {}
        self.faults: list[tuple[int, str]] = []
        self._lock = threading.Lock()
        self._began = self._told = time.monotonic()

    def add(self, number: int, reader: str, outcome: str) -> None:
        """One case is over."""
        with self._lock:
            kind = outcome.partition(":")[0]
            self.outcomes[kind] += 1
            self.readers.setdefault(reader, Counter())[kind] += 1
            if outcome.startswith("fault"):
                self.faults.append((number, outcome))
                print(f"case {number} {reader}: {outcome}", file=sys.stderr, flush=True)
            if time.monotonic() - self._told > _TOLD_EVERY:
                self._told = time.monotonic()
                print(self.line(), file=sys.stderr, flush=True)

    def lines(self) -> list[str]:
        """What became of the cases of each reader."""
        return [
            f"{reader:>10}  {of['read']:>6} read  {of['refused']:>6} refused  {of['fault']:>3} faults"
            for reader, of in sorted(self.readers.items())
        ]

    def line(self) -> str:
        """The result so far."""
        of, seconds = self.outcomes, time.monotonic() - self._began
        done = of.total()
        return (
            f"{done} of {self.wanted} cases: {of['read']} read, {of['refused']} refused in words, "
            f"{of['fault']} faults; {seconds:.0f} s, {done / max(seconds, 0.001):.0f} cases a second"
        )


class Worker:
    """A process that tries cases, and is started again when it dies."""

    def __init__(self, seed: int, readers: list[str]) -> None:
        self._command = [sys.executable, str(Path(__file__).with_name("worker.py")), str(seed), *readers]
        self._process: subprocess.Popen[str] | None = None

    def attempt(self, number: int) -> tuple[str, str]:
        """The reader of a case, and what becomes of it."""
        process, patience = self._process, SECONDS * _PATIENCE
        if process is None:
            process, patience = self._start(), patience + _PREPARING
        assert process.stdin is not None
        assert process.stdout is not None
        is_late = threading.Event()

        def end() -> None:
            is_late.set()
            process.kill()

        clock = threading.Timer(patience, end)
        clock.start()
        try:
            process.stdin.write(f"{number}\n")
            process.stdin.flush()
            answer = process.stdout.readline().strip()
        except BrokenPipeError:
            answer = ""
        finally:
            clock.cancel()
        reader, _, outcome = answer.rpartition("\t")
        if outcome and not outcome.startswith(("fault: memory", "fault: hang")):
            return reader, outcome
        self.end()
        if is_late.is_set():
            outcome = "fault: hang: within a library, and no signal ended it"
        return reader or "of a dead process", outcome or f"fault: abort: {_cause(process.returncode)}"

    def _start(self) -> subprocess.Popen[str]:
        environment = {
            **os.environ,
            "OPENBLAS_NUM_THREADS": "1",
            "OMP_NUM_THREADS": "1",
            "PYTHONHASHSEED": "0",
        }
        pipe = subprocess.PIPE
        self._process = subprocess.Popen(self._command, stdin=pipe, stdout=pipe, text=True, env=environment)
        return self._process

    def end(self) -> None:
        """Ends the process, if there is one."""
        if self._process is not None:
            with self._process as process, suppress(OSError):  # closes its pipes, and waits
                assert process.stdin is not None
                process.stdin.close()
                try:
                    process.wait(10)
                except subprocess.TimeoutExpired:
                    process.kill()
            self._process = None


def _cause(code: int | None) -> str:
    return signal.Signals(-code).name if code is not None and code < 0 else f"exit code {code}"


def fuzz(arguments: argparse.Namespace) -> Tally:
    """Tries the cases in as many processes as are wanted."""
    readers, tally = arguments.only or [*READERS], Tally(arguments.cases)
    numbers: queue.SimpleQueue[int] = queue.SimpleQueue()
    for number in range(arguments.first, arguments.first + arguments.cases):
        numbers.put(number)

    def work() -> None:
        worker = Worker(arguments.seed, readers)
        while True:
            try:
                number = numbers.get_nowait()
            except queue.Empty:
                break
            tally.add(number, *worker.attempt(number))
        worker.end()

    threads = [threading.Thread(target=work) for _ in range(min(arguments.workers, arguments.cases))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    if tally.faults:
        _keep(tally, arguments.seed, readers)
    return tally


def _keep(tally: Tally, seed: int, readers: list[str]) -> None:
    """Writes the inputs of the faults."""
    with TemporaryDirectory(prefix="vendor-review-fuzz-") as root:
        site = Site(Path(root), readers)
        for number, outcome in sorted(tally.faults):
            reader, name, content, _ = site.case(seed, number)
            path = KEPT / f"{reader}-{seed}-{number}" / Path(name).name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(content)
            print(f"reader {reader}, seed {seed}, case {number}, {path}: {outcome}")


def main() -> int:
    tally = fuzz(read_arguments())
    print(tally.line(), *tally.lines(), sep="\n")
    return 1 if tally.faults or tally.outcomes.total() < tally.wanted else 0


if __name__ == "__main__":
    sys.exit(main())
