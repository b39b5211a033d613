"""Faults at named moments, without a change to the product: Python imports this first where PYTHONPATH says so.

FAULT_AT is `what@number below folder`: at the numbered step that changes something below the folder, the process kills
itself, stops, or finds the disk full from there on; or it only counts these steps, and tells. FAULT_CHILDREN lets every
kernel start processes that will not go by themselves, in its `group` alone or in a `session` of its own as well.
FAULT_CLOCK sets the clock back meanwhile. FAULT_NO_EXCHANGE takes away the call that swaps two names.
"""

from __future__ import annotations

import atexit
import errno
import os
import signal
import sys
import time
from typing import Any

_WRITING = os.O_WRONLY | os.O_RDWR | os.O_CREAT
_CHANGES = {"os.mkdir", "os.rename", "os.remove", "os.rmdir", "os.truncate", "os.link"}
_EXCHANGES = {"renameat2", "renamex_np"}
#: Children of a kernel that ignore SIGTERM, one of which has a session of its own.
_STUBBORN = "import os, signal, time; signal.signal(signal.SIGTERM, signal.SIG_IGN); time.sleep(900)"
_CHILDREN = {"group": (_STUBBORN,), "session": (_STUBBORN, f"import os; os.setsid(); {_STUBBORN}")}


def _below(folder: str, event: str, arguments: tuple[Any, ...]) -> bool:
    """Whether an audited call is about to change something below the folder."""
    if event == "ctypes.dlsym":
        return arguments[1] in _EXCHANGES
    if event == "open" and not arguments[2] & _WRITING:
        return False
    if event != "open" and event not in _CHANGES:
        return False
    if event in ("os.remove", "os.rmdir") and arguments[1] != -1:
        return True  # relative to an open folder: how trees are removed
    path = arguments[0]
    return isinstance(path, str | bytes | os.PathLike) and os.fsdecode(path).startswith(folder)


def _needs_space(event: str, arguments: tuple[Any, ...]) -> bool:
    return event == "os.mkdir" or (
        event == "open" and bool(arguments[2] & os.O_CREAT) and not os.path.exists(arguments[0])  # noqa: PTH110
    )


def arm(what: str, number: int, folder: str) -> None:
    left = number

    def hook(event: str, arguments: tuple[Any, ...]) -> None:
        nonlocal left
        if not _below(folder, event, arguments):
            return
        left -= 1
        if left < 0 and what == "full" and _needs_space(event, arguments):
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC), os.fsdecode(arguments[0]))
        if left == -1 and what == "kill":
            os.kill(os.getpid(), signal.SIGKILL)
        if left == -1 and what == "stop":
            os.kill(os.getpid(), signal.SIGSTOP)

    sys.addaudithook(hook)
    if what == "count":
        atexit.register(lambda: sys.stderr.write(f"changes: {number - left}\n"))


def _take_exchange_away(event: str, arguments: tuple[Any, ...]) -> None:
    if event == "ctypes.dlsym" and arguments[1] in _EXCHANGES:
        raise AttributeError(arguments[1])


def _start_children(event: str, arguments: tuple[Any, ...]) -> None:
    if event == "import" and arguments[0] == "ipykernel.kernelapp":
        for program in _CHILDREN.get(os.environ.pop("FAULT_CHILDREN", ""), ()):
            os.spawnl(os.P_NOWAIT, sys.executable, sys.executable, "-S", "-c", program)


def _set_the_clock_back() -> None:
    """A second after the process has started, by a year."""
    started, seconds, nanoseconds = time.monotonic(), time.time, time.time_ns

    def back() -> int:
        return 365 * 86400 if time.monotonic() > started + 1 else 0

    time.time = lambda: seconds() - back()
    time.time_ns = lambda: nanoseconds() - back() * 10**9


# Taken out of the environment: what this process starts is not to fail as well.
if wanted := os.environ.pop("FAULT_AT", ""):
    what, _, rest = wanted.partition("@")
    number, _, folder = rest.partition(" below ")
    arm(what, int(number), folder)
if os.environ.pop("FAULT_NO_EXCHANGE", ""):
    sys.addaudithook(_take_exchange_away)
if "vendor_review.runs.kernel.entry" in sys.orig_argv:
    sys.addaudithook(_start_children)
if os.environ.get("FAULT_CLOCK"):  # for the kernel too
    _set_the_clock_back()
