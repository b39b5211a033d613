"""Faults while a review is published: at every single step of it, with small reviews, without a kernel."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator, Mapping
from datetime import date, timedelta
from itertools import count
from pathlib import Path

from books import Books, Problem, tree_digest
from mounts import disk, new_disk, small_disk, with_room_for
from tally import Tally

HERE = Path(__file__).parent
_PATHS = (HERE / "hook", HERE.parent / "tests", HERE.parent / "src")
_PAGE_BYTES = 4096
_ROOM_PAGES = 60


def environment(**more: str) -> dict[str, str]:
    """What a process with faults is started with."""
    return {**os.environ, "PYTHONPATH": os.pathsep.join(map(str, _PATHS)), **more}


class SmallArchive:
    """An archive of small reviews, each published by a process of its own."""

    def __init__(self, folder: Path, first: int = 0) -> None:
        self.folder = folder
        self.root = folder / "reviews" / "numberz"
        self.books = Books(self.root)
        self._numbers = count(first)

    def start(self, text: str, **faults: str) -> subprocess.Popen[bytes]:
        """Starts to publish a review of this text, a number of days."""
        # Each for a later day than those before, so that the copy of the latest is renewed each time.
        day = (date(2026, 1, 1) + timedelta(days=int(text))).isoformat()
        command = [sys.executable, str(HERE / "publish_small.py"), str(self.folder), text, day]
        return subprocess.Popen(
            command, env=environment(**faults), stdout=subprocess.DEVNULL, stderr=subprocess.PIPE
        )

    def publish(self, text: str, **faults: str) -> tuple[int, str]:
        """Exit code and stderr of publishing a review of this text."""
        process = self.start(text, **faults)
        _, err = process.communicate(timeout=120)
        return process.returncode, err.decode()

    def fault_at(self, what: str, step: int) -> dict[str, str]:
        """The fault of this kind at a step: see the hook."""
        return {"FAULT_AT": f"{what}@{step} below {self.folder}"}

    def new_text(self) -> str:
        """A text that no review has had."""
        return str(next(self._numbers))

    def after(self, text: str, *, again: bool, without_latest: bool = False) -> list[Problem]:
        """What is wrong now, and after a next run: of the same inputs again, or of others."""
        problems = self.books.compare(settled=False, without_latest=without_latest)
        code, err = self.publish(text if again else self.new_text())
        if code:
            problems.append(Problem("unsettled", f"the next run: {err.strip()}"))
        return problems + self.books.compare(settled=True)


def _killed(archive: SmallArchive, steps: Iterator[int], **more: str) -> Iterator[tuple[str, int]]:
    """Kills at one step after another until a run comes to its end; gives the text that was being published."""
    for step in steps:
        text = archive.new_text()
        code, err = archive.publish(text, **archive.fault_at("kill", step), **more)
        if code == 0:
            return
        if code != -signal.SIGKILL:
            raise RuntimeError(f"a run that was to be killed ended with {code}: {err}")
        yield text, step


def kill_at_each_step(work: Path, tally: Tally, steps: Callable[[], Iterator[int]]) -> None:
    """SIGKILL before each change of a file or a name: beside earlier reviews, in a new archive, without exchange."""
    grown = SmallArchive(work / "grown")
    grown.publish(grown.new_text())
    for text, step in _killed(grown, steps()):
        tally.fault("killed at a step of publishing", grown.after(text, again=step % 2 == 0))
    for step in steps():
        first = SmallArchive(work / "first" / str(step))
        for text, _ in _killed(first, iter([step])):
            tally.fault("killed at a step of the first of an archive", first.after(text, again=step % 2 == 1))
            break
        else:
            break
        shutil.rmtree(first.folder)
    plain = SmallArchive(work / "plain")
    plain.publish(plain.new_text())
    for text, step in _killed(plain, steps(), FAULT_NO_EXCHANGE="1"):
        problems = plain.after(text, again=step % 2 == 0, without_latest=True)
        tally.fault("killed at a step where names cannot be exchanged", problems)


def _refused(archive: SmallArchive, text: str, before: str, **faults: str) -> tuple[int, list[Problem]]:
    """Publishes on a disk that has no room: all or nothing, and said in words."""
    code, err = archive.publish(text, **faults)
    problems = []
    if code and (code != 3 or "No space left on device" not in err or "Traceback" in err):
        problems.append(Problem("unsettled", f"a full disk gave code {code}: {err.strip()}"))
    if code and tree_digest(archive.root) != before:
        problems.append(Problem("torn", "a refused review changed the archive"))
    return code, problems


def no_space_at_each_step(work: Path, tally: Tally, steps: Callable[[], Iterator[int]]) -> None:
    """ENOSPC for each file or folder that is made, and for all after it."""
    archive = SmallArchive(work / "no space")
    archive.publish(archive.new_text())
    for step in steps():
        text, before = archive.new_text(), tree_digest(archive.root)
        code, problems = _refused(archive, text, before, **archive.fault_at("full", step))
        if code == 0:
            return
        tally.fault("no space at a step", problems + archive.after(text, again=step % 2 == 0))


def full_disk(work: Path, tally: Tally, steps: Callable[[], Iterator[int]]) -> None:
    """A small disk with room for so many pages, from none to enough."""
    with small_disk(work / "small disk", 32 * 2**20) as place:
        archive = SmallArchive(place)
        archive.publish(archive.new_text())
        for pages in steps():
            text, before = archive.new_text(), tree_digest(archive.root)
            with with_room_for(place, pages * _PAGE_BYTES):
                code, problems = _refused(archive, text, before)
            if code == 0 or pages > _ROOM_PAGES:
                return
            tally.fault("full disk", problems + archive.after(text, again=pages % 2 == 0))


def loss_of_power(work: Path, tally: Tally, steps: Callable[[], Iterator[int]]) -> None:
    """The power goes at each step, and after the end: only what was flushed is on the disk then."""
    images, place = work / "disks", work / "disk"
    images.mkdir(parents=True)
    base, running, cut = images / "base", images / "running", images / "cut"
    new_disk(base)
    with disk(base, place):
        before = SmallArchive(place)
        before.publish("0")
        before.books.compare(settled=True)
    for step in steps():
        shutil.copyfile(base, running)
        with disk(running, place):
            archive, text = SmallArchive(place, first=2), "1"
            process = archive.start(text, **archive.fault_at("stop", step))
            _, status = os.waitpid(process.pid, os.WUNTRACED)
            shutil.copyfile(running, cut)
            ended = os.WIFEXITED(status)
            if ended:
                process.returncode = os.waitstatus_to_exitcode(status)
            else:
                process.kill()
            process.communicate()
        with disk(cut, place):
            archive.books = Books(archive.root, dict(before.books.seen))
            problems = archive.books.compare(settled=False)
            if ended and (len(archive.books.seen) != 2 or archive.books.unlisted):
                problems.append(Problem("lost", "what had been published when the power went"))
            problems += archive.after(text, again=step % 2 == 0)
        tally.fault("loss of power at a step of publishing", problems)
        if ended:
            return


ALL: Mapping[str, Callable[[Path, Tally, Callable[[], Iterator[int]]], None]] = {
    "kill": kill_at_each_step,
    "space": no_space_at_each_step,
    "full": full_disk,
    "power": loss_of_power,
}
