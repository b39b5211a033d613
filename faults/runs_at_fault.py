"""Faults of whole runs: killed, cancelled, out of memory, on bad disks, many at once, after dead ones."""

from __future__ import annotations

import os
import resource
import shutil
import signal
import time
from collections.abc import Callable, Mapping
from pathlib import Path

import psutil  # type: ignore[import-untyped]
from books import Problem, tree_digest
from mounts import read_only, small_disk, with_room_for
from tally import Tally
from whole import RUN_SECONDS, Running, Site

_CGROUP = Path("/sys/fs/cgroup/memory")
_KILLED = -signal.SIGKILL
#: Of the reviews for it each new one becomes the latest.
_LAST_DAY = "2026-12-31"


def killed(site: Site, tally: Tally, number: int) -> None:
    """SIGKILL at random instants, spread over the time that a run takes."""
    for place in range(number):
        run = site.start()
        time.sleep(site.seconds * (place + site.chance.random()) / number)
        while run.process.poll() is not None:  # quicker than the one that was timed
            run = site.start()
            time.sleep(site.seconds * site.chance.random())
        os.killpg(run.process.pid, signal.SIGKILL)
        tally.fault("whole run killed at a random instant", site.after(run, (_KILLED,)))


def killed_while_publishing(site: Site, tally: Tally, number: int) -> None:
    """SIGKILL at changes of files and names that a run makes in the archive, spread over all of them."""
    whole = site.start(site.new_inputs(_LAST_DAY), FAULT_AT=f"count@0 below {site.reviews}")
    whole.end()
    steps = int(whole.err.rpartition("changes: ")[2])
    for place in range(number):
        step = int(steps * (place + site.chance.random()) / number)
        run = site.start(site.new_inputs(_LAST_DAY), FAULT_AT=f"kill@{step} below {site.reviews}")
        tally.fault("whole run killed at a step of writing", site.after(run, (_KILLED,)))


def cancelled(site: Site, tally: Tally, number: int) -> None:
    """SIGTERM to the command alone, as schedulers do, and Ctrl-C to its whole group, at random instants."""
    for place in range(number):
        before = tree_digest(site.root)
        run = site.start()
        run.begun()
        time.sleep(site.seconds * 0.8 * (place + site.chance.random()) / number)
        if place % 2:
            os.killpg(run.process.pid, signal.SIGINT)
        else:
            run.process.send_signal(signal.SIGTERM)
        tally.fault(f"whole run, {'Ctrl-C' if place % 2 else 'SIGTERM'}", site.after(run, (4, 0), before))


def _with_kernel(run: Running) -> int:
    deadline = time.monotonic() + RUN_SECONDS
    while run.process.poll() is None and time.monotonic() < deadline:
        if kernel := run.kernel():
            return kernel
        time.sleep(0.01)
    raise RuntimeError(f"no kernel came up: {run.err}")


def without_kernel(site: Site, tally: Tally, number: int) -> None:
    """The kernel is killed, as the system does for want of memory; or gets no more memory; or its guard is killed."""
    for place in range(number):
        before = tree_digest(site.root)
        # Only the guard knows who has left the kernel's group.
        children = "group" if place % 3 == 2 else "session"
        # A kernel without memory may live on and answer no more, until the time for a cell is up.
        run = site.start((*site.new_inputs(), "--cell-timeout", "60"), FAULT_CHILDREN=children)
        kernel = _with_kernel(run)
        time.sleep(site.seconds * site.chance.random() / 3)
        kind = ("kernel killed", "kernel without more memory", "guard of the kernel killed")[place % 3]
        if place % 3 == 0:
            os.kill(kernel, signal.SIGKILL)
        elif place % 3 == 1:
            size = int(Path(f"/proc/{kernel}/statm").read_text().split()[0]) * resource.getpagesize()
            resource.prlimit(kernel, resource.RLIMIT_AS, (size, size))
        else:
            os.kill(psutil.Process(kernel).ppid(), signal.SIGKILL)
        tally.fault(kind, site.after(run, (3,), before))


def out_of_memory(site: Site, tally: Tally, number: int) -> None:
    """The kernel of the operating system kills for want of memory, in a control group with too little."""
    group = _CGROUP / f"faults-{os.getpid()}"
    try:
        group.mkdir()
    except OSError:
        tally.left_out.append("killed for want of memory by the system: no control group for memory here")
        return
    try:
        for _ in range(number):
            (group / "memory.limit_in_bytes").write_text(str(site.chance.randint(70, 130) * 2**20))
            before = tree_digest(site.root)
            run = site.start(join=lambda: _join(group))
            run.end()
            problems = site.after(run, (3, _KILLED), before)
            if "oom_kill 0" in (group / "memory.oom_control").read_text():
                problems.append(Problem("unsettled", "nothing was killed for want of memory"))
            tally.fault("killed for want of memory", problems)
    finally:
        group.rmdir()


def _join(group: Path) -> None:
    (group / "cgroup.procs").write_text(str(os.getpid()))


def on_a_full_disk(site: Site, tally: Tally, number: int) -> None:
    """The archive, or the place for temporary files, fills up during the run."""
    shutil.rmtree(place := site.work / "full", ignore_errors=True)
    for turn in range(number):
        room = site.chance.randint(0, 900) * 1024
        with small_disk(place, 64 * 2**20):
            if turn % 2 == 0:
                copy = Site.__new__(Site)
                copy.__dict__.update(site.__dict__)
                shutil.copytree(site.root, place / "numberz")
                copy.open_books(place)
                copy.books.compare(settled=True)
                with with_room_for(place, room):
                    run = copy.start()
                    run.end()
                tally.fault("whole run on a full disk", copy.after(run, (3, 0)))
            else:
                before = tree_digest(site.root)
                with with_room_for(place, room // 100):
                    run = site.start(TMPDIR=str(place))
                    run.end()
                tally.fault("whole run without room for temporary files", site.after(run, (3, 0), before))


def on_a_read_only_disk(site: Site, tally: Tally, number: int) -> None:
    """Nothing can be published, and what has been published is still verified."""
    for _ in range(number):
        made = site.start()
        problems = [] if made.end() == 0 else [Problem("unsettled", made.err)]
        problems += site.books.compare(settled=True)
        before = tree_digest(site.root)
        with read_only(site.reviews):
            refused, verified = site.start(), site.start(made.inputs)
            if verified.end() != 0:
                problems.append(Problem("unsettled", f"not verified: {verified.err}"))
            if refused.end() != 3 or "Read-only file system" not in refused.err:
                problems.append(Problem("unsettled", f"read-only: {refused.err}"))
        tally.fault("whole run on a read-only disk", problems + site.after(refused, (3,), before))


def at_once(site: Site, tally: Tally, number: int) -> None:
    """Two runs of the same inputs; two of others; two of which one is killed; ten."""
    for turn in range(number):
        same, kind = site.new_inputs(), turn % 4
        if kind == 0:
            runs, name = [site.start(same), site.start(same)], "two runs of the same inputs at once"
        elif kind == 1:
            runs, name = [site.start(), site.start()], "two runs of one register at once"
        elif kind == 2:
            runs, name = [site.start(), site.start(same)], "one of two runs at once killed"
            time.sleep(site.seconds * site.chance.random())
            os.killpg(runs[0].process.pid, signal.SIGKILL)
        else:
            runs, name = [site.start(same if place < 3 else None) for place in range(10)], "ten runs at once"
        problems = []
        for place, run in enumerate(runs):
            code = run.end()
            if code and not (kind == 2 and place == 0 and code == _KILLED):
                problems.append(Problem("unsettled", f"{name}: ended with {code}: {run.err}"))
        tally.fault(name, problems + site.after(runs[-1], (0,)))


def with_the_clock_set_back(site: Site, tally: Tally, number: int) -> None:
    """All that is there seems to be from the future, and the clock is set back by a year during the run."""
    for _ in range(number):
        future = time.time() + 400 * 86400
        for path in [site.root, *site.root.rglob("*")]:
            os.utime(path, (future, future))
        run = site.start(FAULT_CLOCK="back")
        tally.fault("clock set back", site.after(run, (0,)))


def after_dead_runs(site: Site, tally: Tally, number: int) -> None:
    """Half-written leftovers of every kind, in the archive and among the temporary files."""
    for turn in range(number):
        a_review = next(path for path in sorted(site.root.iterdir()) if path.name in site.books.seen)
        for name in (".staging-0123abcd-00000000", ".fresh-latest", ".fresh-latest-retired"):
            half = site.root / name
            shutil.copytree(a_review, half)
            (half / "review.html").write_bytes((half / "review.html").read_bytes()[: turn * 1000])
            (half / "scores.csv").unlink()
        for name in (".staging-0123abcd-00000000.lock", ".staging-4567cdef-11111111.lock"):
            (site.root / name).touch()
        for name in (".fresh-index.json", ".fresh-index.html"):
            (site.root / name).write_text("{")
        private = site.temporary / "vendor-review-kernel-00000000"
        (private / "profile_default").mkdir(parents=True)
        private.with_name(private.name + ".lock").touch()
        if turn % 2:
            (site.root / "latest" / "review.html").write_text("half")
        tally.fault("leftovers of dead runs", site.next_run())


def with_a_damaged_index(site: Site, tally: Tally, number: int) -> None:
    """A truncated index is refused in words, and nobody writes it anew."""
    index = site.root / "index.json"
    for _ in range(number):
        whole = index.read_bytes()
        index.write_bytes(half := whole[: site.chance.randrange(len(whole) - 2)])
        before = tree_digest(site.root)
        run = site.start()
        code = run.end()
        problems = site.gone()
        if code != 3 or "index.json is damaged" not in run.err or "Traceback" in run.err:
            problems.append(Problem("unsettled", f"a damaged index gave {code}: {run.err}"))
        if index.read_bytes() != half or tree_digest(site.root) != before:
            problems.append(Problem("torn", "the archive is not as it was"))
        index.write_bytes(whole)
        tally.fault("index truncated", problems + site.next_run(run.inputs))


Fault = Callable[[Site, Tally, int], None]
#: Each with how many of it there are in all, and in the short set.
ALL: Mapping[str, tuple[Fault, int, int]] = {
    "killed": (killed, 32, 2),
    "writing": (killed_while_publishing, 6, 1),
    "cancelled": (cancelled, 8, 1),
    "kernel": (without_kernel, 6, 1),
    "memory": (out_of_memory, 2, 1),
    "full": (on_a_full_disk, 4, 1),
    "read-only": (on_a_read_only_disk, 1, 1),
    "at-once": (at_once, 4, 1),
    "clock": (with_the_clock_set_back, 2, 1),
    "leftovers": (after_dead_runs, 2, 1),
    "index": (with_a_damaged_index, 2, 1),
}
#: Those that need small file systems.
MOUNTING = {"full", "read-only"}
