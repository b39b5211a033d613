"""The process between a run and its kernel: when either ends, however it ends, nothing that the kernel started goes on.

A run that is killed cannot clean up. The guard notices by a socket, whose other end the operating system closes with
the run; no clock and no signal is needed. On Linux it is also who inherits the processes whose parents have ended, so
that those are found which left the kernel's process group.
"""

from __future__ import annotations

import contextlib
import ctypes
import os
import select
import signal
import sys
from pathlib import Path
from typing import Any

ENDED, SIGNAL = b"ended", b"signal "
_SET_PDEATHSIG, _SET_CHILD_SUBREAPER = 1, 36  # of Linux's prctl


def stand_guard(lifeline: int) -> None:
    """Forks; returns in the child, which is to become the kernel. The parent stays as guard and never returns.

    Parameters
    ----------
    lifeline
        Descriptor of a socket that can be read from once the run is done with the kernel, or gone. The run is told
        the kernel's process id and, once nothing is left, by what `SIGNAL` it died, if by one, and `ENDED`.
    """
    guard = os.getpid()
    _ask_linux(_SET_CHILD_SUBREAPER, 1)
    wake, woken = os.pipe()
    for end in (wake, woken):
        os.set_blocking(end, False)
    # The manager interrupts a kernel before it ends it, and takes the guard for the kernel.
    ours: dict[int, Any] = {
        signal.SIGINT: signal.SIG_IGN,
        signal.SIGTERM: signal.SIG_IGN,
        signal.SIGCHLD: lambda *_: None,
    }
    former = {number: signal.signal(number, handler) for number, handler in ours.items()}
    signal.set_wakeup_fd(woken)
    kernel = os.fork()
    if kernel:
        _watch(lifeline, wake, kernel)
    signal.set_wakeup_fd(-1)
    for number, handler in former.items():
        signal.signal(number, handler)
    os.setpgid(0, 0)
    # Before anything is started: should the guard be killed, the run ends this group.
    _tell(lifeline, b"%d " % os.getpid())
    for descriptor in (lifeline, wake, woken):
        os.close(descriptor)
    _ask_linux(_SET_PDEATHSIG, signal.SIGKILL)
    if os.getppid() != guard:
        os._exit(1)
    os.environ["JPY_PARENT_PID"] = str(guard)  # whom ipykernel itself looks after, where there is no Linux


def _watch(lifeline: int, wake: int, kernel: int) -> None:
    """Waits for the end of the run or of the kernel, ends all that is left, and exits as the kernel did."""
    code: int | None = None
    while code is None:
        if lifeline in select.select([lifeline, wake], [], [])[0]:
            break
        os.read(wake, 512)
        code = _reaped(kernel)
    _end_all(kernel)
    if code is not None and code < 0:
        _tell(lifeline, SIGNAL + b"%d " % -code)
    _tell(lifeline, ENDED)
    os._exit(1 if code is None else code & 0xFF)


def _tell(lifeline: int, word: bytes) -> None:
    with contextlib.suppress(OSError):  # nobody is there any more
        os.write(lifeline, word)


def _reaped(kernel: int) -> int | None:
    """Takes note of children that have ended; the exit code of the kernel, if it was one of them."""
    code = None
    with contextlib.suppress(ChildProcessError):
        while (ended := os.waitpid(-1, os.WNOHANG))[0]:
            if ended[0] == kernel:
                code = os.waitstatus_to_exitcode(ended[1])
    return code


def _end_all(kernel: int) -> None:
    """Kills the kernel's process group, and every descendant, until there is none."""
    with contextlib.suppress(OSError):
        os.killpg(kernel, signal.SIGKILL)
    while True:
        for child in _children():
            with contextlib.suppress(OSError):
                os.kill(child, signal.SIGKILL)
        try:
            os.waitpid(-1, 0)
        except ChildProcessError:
            return


def _children() -> list[int]:
    """Processes whose parent is this one; none where there is no /proc."""
    found = []
    for status in Path("/proc").glob("[0-9]*/stat"):
        with contextlib.suppress(OSError):
            # The name of a program may hold anything, parentheses too; what follows it does not.
            _, _, rest = status.read_text(errors="replace").rpartition(")")
            if int(rest.split()[1]) == os.getpid():
                found.append(int(status.parent.name))
    return found


def _ask_linux(what: int, value: int) -> None:
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(what, value, 0, 0, 0)
