"""Kernels that are forked from a warm parent: a provisioner of jupyter_client, named `vendor-review-warm`."""

from __future__ import annotations

import os
import pathlib
import pickle
import select
import signal
import subprocess
import sys
from collections.abc import Mapping
from contextlib import ExitStack, suppress
from functools import cache
from multiprocessing import forkserver
from typing import Any, cast

from jupyter_client.connect import KernelConnectionInfo
from jupyter_client.provisioning.local_provisioner import LocalProvisioner

from vendor_review.runs.kernel.warm_parent import ENTRIES, ForkedCommand

PROVISIONER = "vendor-review-warm"
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
        self.environment = _loaded_with(os.environ)

    def start(self) -> None:
        """Starts importing, if it has not; returns at once."""
        self._server.ensure_running()

    def fork(self, command: ForkedCommand, descriptors: list[int]) -> ForkedProcess:
        """A new process of that command, once everything is imported."""
        status, order = self._server.connect_to_new_process(descriptors)
        with os.fdopen(order, "wb") as pipe:
            pickle.dump({}, pipe)  # multiprocessing's own preparations: there are none
            pickle.dump(command, pipe)
        return ForkedProcess(status)


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


class WarmProvisioner(LocalProvisioner):
    """Starts a kernel by forking a process that has imported what a review needs, or as usual where that cannot be."""

    async def launch_kernel(self, cmd: list[str], **kwargs: Any) -> KernelConnectionInfo:
        """Forks the kernel of that command; a command of another Python or program is started as usual."""
        if why_cold() or not _is_known(cmd, kwargs):
            return await super().launch_kernel(cmd, **kwargs)
        try:
            forked = self._forked(cmd, **kwargs)
        except (EOFError, OSError):
            # The warm parent has ended, perhaps by a failing import; what a new process says of it is what counts.
            warm_parent.cache_clear()
            return await super().launch_kernel(cmd, **kwargs)
        self.process = cast("subprocess.Popen[bytes]", forked)
        self.pid = self.pgid = forked.pid
        self.cwd = kwargs.get("cwd") or pathlib.Path.cwd()
        return self.connection_info

    def _forked(self, cmd: list[str], **kwargs: Any) -> ForkedProcess:
        with ExitStack() as opened:
            streams = {
                number: _stream(kwargs.get(name), number, opened)
                for number, name in enumerate(("stdin", "stdout", "stderr"))
            }
            passed = {number: number for number in kwargs.get("pass_fds", ())}
            descriptors = streams | passed
            command = ForkedCommand(
                module=cmd[2],
                arguments=tuple(cmd[3:]),
                environment=dict(kwargs.get("env") or os.environ),
                folder=str(kwargs.get("cwd") or pathlib.Path.cwd()),
                descriptors=tuple(descriptors),
            )
            return warm_parent().fork(command, list(descriptors.values()))


def _is_known(cmd: list[str], kwargs: Mapping[str, Any]) -> bool:
    """Whether a forked process would be what the command asks for."""
    if len(cmd) < 3 or cmd[0] != sys.executable or cmd[1] != "-m" or cmd[2] not in ENTRIES:
        return False
    return _loaded_with(kwargs.get("env") or os.environ) == warm_parent().environment


def _loaded_with(environment: Mapping[str, str]) -> dict[str, str]:
    return {name: value for name, value in environment.items() if name.startswith(_LOADED_WITH)}


def _stream(wanted: Any, number: int, opened: ExitStack) -> int:
    """The descriptor for a standard stream, as `Popen` understands what is wanted; to stdin nobody writes."""
    if number == 0 or wanted == subprocess.DEVNULL:
        null = os.open(os.devnull, os.O_RDWR)
        opened.callback(os.close, null)
        return null
    if wanted is None or wanted == subprocess.PIPE:
        return number
    return wanted if isinstance(wanted, int) else wanted.fileno()
