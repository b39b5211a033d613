"""A process that tries cases one after another, within limits, and says of each what became of it.

Lines on standard input name a case; a line on standard output answers: the reader, a tab, and what became of it
(`read`, `refused`, or `fault: ` and why).
"""

from __future__ import annotations

import gc
import os
import resource
import signal
import sys
import traceback
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory
from types import FrameType

from mutations import mutated
from readers import READERS, Reader

from vendor_review.errors import VendorReviewError

MIB = 2**20
MEMORY = 1024
"""MiB of addresses that all cases of a process may take beyond those of the program."""
SECONDS = 5
"""Of processor time, that a case may take."""
_OUT_OF_MEMORY = ("MemoryError", "std::bad_alloc")


class TooLong(BaseException):
    """A case has used up its time; no reader may catch it."""


def chance_of(seed: int, number: int) -> Random:
    """Where the chance of a case begins: a case is the same wherever it is tried."""
    return Random(f"{seed}/{number}")


class Site:
    """The sound files of all readers, below a folder, and what is changed of them for a case."""

    def __init__(self, root: Path, readers: list[str]) -> None:
        self.root, self.readers = root, readers
        self._targets: dict[str, list[str]] = {}

    def case(self, seed: int, number: int) -> tuple[str, str, bytes, Random]:
        """Reader, file and changed content of a case, and its further chance."""
        chance = chance_of(seed, number)
        reader = chance.choice(self.readers)
        names = self._prepared(reader)
        # A format that few files have is tried as often as the others.
        suffix = chance.choice(sorted({Path(name).suffix for name in names}))
        name = chance.choice([name for name in names if Path(name).suffix == suffix])
        content = (self.root / reader / name).read_bytes()
        return reader, name, mutated(chance, content, Path(name).suffix), chance

    def attempt(self, seed: int, number: int) -> str:
        """Tries a case, and puts the sound file back."""
        reader, name, content, chance = self.case(seed, number)
        path = self.root / reader / name
        sound = path.read_bytes()
        path.write_bytes(content)
        try:
            return f"{reader}\t{outcome_of(READERS[reader], self.root / reader, name, chance)}"
        finally:
            path.write_bytes(sound)

    def _prepared(self, reader: str) -> list[str]:
        if reader not in self._targets:
            folder = self.root / reader
            if not folder.exists():
                folder.mkdir()
                READERS[reader].prepare(folder)
            found = [path.relative_to(folder).as_posix() for path in folder.glob(READERS[reader].targets)]
            self._targets[reader] = sorted(found)
        return self._targets[reader]


def outcome_of(reader: Reader, folder: Path, name: str, chance: Random) -> str:
    """What becomes of reading what lies in a folder, of which the named file was changed."""
    signal.signal(signal.SIGPROF, _stop)
    signal.setitimer(signal.ITIMER_PROF, SECONDS)
    try:
        reader.read(folder, name, chance)
    except VendorReviewError as refused:
        told = [*refused.problems]
        if not told or any(not problem.strip() for problem in told):
            return "fault: a refusal without a word"
        if any(word in problem for problem in told for word in _OUT_OF_MEMORY):
            return "fault: memory"
        return "refused"
    except TooLong:
        return f"fault: hang: more than {SECONDS} s at {_place()}"
    except MemoryError:
        return "fault: memory"
    except Exception as error:  # noqa: BLE001 - what is not ours is what is looked for
        return f"fault: {type(error).__name__}: {' '.join(str(error).split())[:200]} at {_place()}"
    finally:
        signal.setitimer(signal.ITIMER_PROF, 0)
    return "read"


def _place() -> str:
    """The innermost lines of ours, and the line that raised."""
    frames = [frame for frame in traceback.extract_tb(sys.exc_info()[2]) if frame.name != _stop.__name__]
    ours = [frame for frame in frames if "vendor_review" in frame.filename] or list(frames)
    shown = ours[-2:] if ours[-1] is frames[-1] else [ours[-1], frames[-1]]
    return " < ".join(f"{Path(frame.filename).name}:{frame.lineno}" for frame in reversed(shown))


def _stop(_signal: int, _frame: FrameType | None) -> None:
    raise TooLong


def _limit() -> None:
    sizes = Path("/proc/self/statm")
    if sizes.exists():  # where it does not, memory has no limit
        taken = int(sizes.read_text("ascii").split()[0]) * os.sysconf("SC_PAGE_SIZE") + MEMORY * MIB
        resource.setrlimit(resource.RLIMIT_AS, (taken, taken))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def main() -> None:
    """Serves until there are no more cases."""
    seed, *readers = sys.argv[1:]
    answers = os.fdopen(os.dup(1), "w")
    os.dup2(2, 1)  # what a library prints is no answer
    with TemporaryDirectory(prefix="vendor-review-fuzz-", ignore_cleanup_errors=True) as root:
        site = Site(Path(root), readers)
        for number in range(len(readers) * 20):  # prepares what cases need before the limits hold
            site.case(int(seed), number)
        _limit()
        for number, line in enumerate(sys.stdin, start=1):
            answers.write(site.attempt(int(seed), int(line)).replace("\n", " ") + "\n")
            answers.flush()
            if number % 200 == 0:
                gc.collect()


if __name__ == "__main__":
    main()
