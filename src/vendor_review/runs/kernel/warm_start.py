"""The warm parent of this process: when it is started, what it forks, and where none can be."""

from __future__ import annotations

import multiprocessing.process
import multiprocessing.util
import os
import pickle
import select
import signal
import sys
from collections.abc import Mapping
from contextlib import suppress
from functools import cache
from multiprocessing import forkserver
from typing import Any

from vendor_review.runs.cancellation import held_back
from vendor_review.runs.kernel.private_folder import private_folder
from vendor_review.runs.kernel.warm_parent import ForkedCommand

#: Environment variables that count when Python or a library is loaded, which in a warm parent is long past.
_LOADED_WITH = ("PYTHON", "LD_", "DYLD_", "LC_", "LANG", "GLIBC_", "MALLOC_")
#: Where nobody is left to say how a process ended.
_UNKNOWN_END = 255


class ForkedProcess:
    """A process that the warm parent forked, with what jupyter_client asks of a `Popen`."""

    stdin = stdout = stderr = None

    def __init__(self, status: int) -> None:
        self._status = status
        self.pid: int = forkserver.read_signed(status)
        self.returncode: int | None = None

    def poll(self) -> int | None:
        """The exit code, None while it runs."""
        if self.returncode is None and select.select([self._status], [], [], 0)[0]:
            self.wait()
        return self.returncode

    def wait(self) -> int:
        """Waits for the end of the process; gives its exit code."""
        if self.returncode is None:
            try:
                self.returncode = forkserver.read_signed(self._status)
            except (EOFError, OSError):
                self.returncode = _UNKNOWN_END
            os.close(self._status)
        return self.returncode

    def send_signal(self, number: int) -> None:
        """Sends a signal, unless the process has ended."""
        if self.poll() is None:
            with suppress(ProcessLookupError):
                os.kill(self.pid, number)

    def terminate(self) -> None:
        """Asks the process to end."""
        self.send_signal(signal.SIGTERM)

    def kill(self) -> None:
        """Ends the process."""
        self.send_signal(signal.SIGKILL)


class WarmParent:
    """One fork server of this process, started when it is first asked for, and gone with this process."""

    def __init__(self) -> None:
        self._server = forkserver.ForkServer()
        self._server.set_forkserver_preload([f"{__package__}.warm_imports"])
        self.environment = loaded_with(os.environ)
        self.is_started = False

    def start(self) -> None:
        """Starts importing, if it has not; returns at once."""
        _keep_temporary_files()
        self._ensure_running()
        self.is_started = True

    def fork(self, command: ForkedCommand, descriptors: list[int]) -> ForkedProcess:
        """A new process of that command, once everything is imported."""
        self._ensure_running()
        status, order = self._server.connect_to_new_process(descriptors)
        with os.fdopen(order, "wb") as pipe:
            pickle.dump({}, pipe)  # multiprocessing's own preparations: there are none
            pickle.dump(command, pipe)
        return ForkedProcess(status)

    def _ensure_running(self) -> None:
        with held_back():
            self._server.ensure_running()


def _keep_temporary_files() -> None:
    """Has multiprocessing keep its temporary files where the next run finds them, should this process be killed.

    A fork server listens at a socket there. Left alone, Python makes a folder that only this process could remove.
    """
    config: dict[str, Any] = multiprocessing.process.current_process()._config  # type: ignore[attr-defined]
    if "tempdir" not in config:
        held = private_folder()
        held.open(mode=0o700)
        config["tempdir"] = str(held.folder)
        multiprocessing.util.Finalize(None, held.close, exitpriority=-100)


@cache
def warm_parent() -> WarmParent:
    """The warm parent of this process."""
    return WarmParent()


def why_cold() -> str:
    """Why no kernel can be forked on this system, "" if one can."""
    if sys.platform != "linux":
        return f"on {sys.platform} a process that has loaded its libraries cannot be forked safely"
    return ""


def begin_imports() -> None:
    """Has the warm parent of this process import what a review needs, while this process goes on."""
    if not why_cold():
        warm_parent().start()


def has_imports() -> bool:
    """Whether this process has a warm parent, so that the next kernel costs no imports."""
    return warm_parent().is_started


def loaded_with(environment: Mapping[str, str]) -> dict[str, str]:
    """The variables that count when Python or a library is loaded."""
    return {name: value for name, value in environment.items() if name.startswith(_LOADED_WITH)}
