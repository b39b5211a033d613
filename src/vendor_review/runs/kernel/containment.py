"""A kernel that is contained: this very Python, no settings of its user, gone to the last process afterwards."""

from __future__ import annotations

import asyncio
import contextlib
import os
import signal
import socket
import sys
from collections.abc import Iterator
from pathlib import Path
from subprocess import DEVNULL
from typing import Any

from jupyter_client.kernelspec import KernelSpec
from jupyter_client.manager import AsyncKernelManager, KernelManager

from vendor_review.errors import RunFailed
from vendor_review.runs.kernel.guard import ENDED, SIGNAL
from vendor_review.runs.kernel.private_folder import WORDS, last_words, private_folder
from vendor_review.runs.kernel.provisioner import PROVISIONER

#: How long the end of a kernel's processes is waited for; they are killed, so that it is a matter of milliseconds.
_END_SECONDS = 10
_LOOPBACK, _ANSWER_SECONDS = "127.0.0.1", 5


class Lifeline:
    """A socket whose one end the kernel's guard holds: cut, by whatever end of this process, the kernel is ended."""

    def __init__(self) -> None:
        self._ours, self._guards = socket.socketpair()
        self._ours.settimeout(_END_SECONDS)
        self._told = b""

    @property
    def guards_end(self) -> int:
        """The descriptor that the guard is to be started with."""
        return self._guards.fileno()

    @property
    def died_by(self) -> int:
        """The signal that ended the kernel before the line was cut, 0 if none did."""
        _, _, after = self._told.partition(SIGNAL)
        return int(after.split()[0]) if after else 0

    def cut(self) -> None:
        """Ends the kernel, if there is one, and waits until all its processes have ended; more than once is no harm."""
        self._guards.close()
        # A timeout is no failure of the run: what has been killed and stays is the system's matter.
        with self._ours, contextlib.suppress(OSError):
            self._ours.shutdown(socket.SHUT_WR)
            while words := self._ours.recv(64):
                self._told += words
        if self._told and not self._told.endswith(ENDED):  # the guard itself was killed, and ended nothing
            with contextlib.suppress(OSError):
                os.killpg(int(self._told.split()[0]), signal.SIGKILL)


class ContainedKernelManager(AsyncKernelManager):
    """Starts a kernel that depends on nothing but this environment, and ends it with all that it started.

    The Python is the one that runs this, not whatever else is registered under the notebook's kernel name. IPython
    finds an empty profile, since a user's own could change what cells print, hence the bytes of a review. The link
    is encrypted, because ipykernel warns at each start over plain TCP. Its end is the guard's matter.
    """

    lifeline: Lifeline
    folder: Path
    warm: bool

    def __init__(self, **traits: Any) -> None:
        super().__init__(**traits)
        self.transport_encryption = "required"
        self.connection_file = str(self.folder / "connection.json")

    @property
    def kernel_spec(self) -> KernelSpec:
        """The Python that runs this."""
        program = [sys.executable, "-m", "vendor_review.runs.kernel.entry", str(self.lifeline.guards_end)]
        forked = {"kernel_provisioner": {"provisioner_name": PROVISIONER}} if self.warm else {}
        return KernelSpec(
            argv=[*program, "-f", "{connection_file}"],
            display_name="Python 3",
            language="python",
            metadata={"supported_encryption": ["curve"], **forked},
        )

    async def start_kernel(self, **kw: Any) -> None:  # type: ignore[override]
        """Starts the kernel; what the process itself writes to stderr is kept until it ends, cells' outputs always."""
        environment = {**os.environ, "IPYTHONDIR": str(self.folder)}
        environment.pop("PYTHONSTARTUP", None)
        passed = (self.lifeline.guards_end,)
        with (self.folder / WORDS).open("ab") as words:
            await KernelManager._async_start_kernel(
                self, stdout=DEVNULL, stderr=words, env=environment, pass_fds=passed, **kw
            )

    async def _async_kill_kernel(self, restart: bool = False) -> None:
        # A signal would end the guard, which alone knows all the others.
        self.lifeline.cut()
        if self.provisioner is not None:
            with contextlib.suppress(asyncio.TimeoutError):
                await asyncio.wait_for(self.provisioner.wait(), _END_SECONDS)


@contextlib.contextmanager
def contained(warm: bool = False) -> Iterator[type[ContainedKernelManager]]:
    """A kind of kernel manager for one kernel, which ends with the `with` block or this process, whichever is first.

    A warm kernel is forked from a process that has imported all that it needs, where the system allows that.

    An exception that leaves the block carries the kernel's last words as a note.

    Raises
    ------
    RunFailed
        No kernel can be reached on this machine.
    """
    refuse_without_loopback()
    private, line, forked = private_folder(), Lifeline(), warm

    class Contained(ContainedKernelManager):
        lifeline, folder, warm = line, private.folder, forked

    try:
        private.open(mode=0o700)
        yield Contained
    except Exception as error:
        if words := last_words(private.folder):
            error.add_note(words)
        raise
    finally:
        line.cut()
        private.close()


def refuse_without_loopback() -> None:
    """Raises a `RunFailed` where the machine does not reach itself; a kernel would be waited for in vain."""
    try:
        with socket.create_server((_LOOPBACK, 0)) as server:
            socket.create_connection(server.getsockname(), timeout=_ANSWER_SECONDS).close()
    except OSError as problem:
        raise RunFailed(
            f"no kernel can be reached: the loopback interface, {_LOOPBACK}, does not answer "
            f"({problem.strerror or problem}); bring it up, as with: ip link set lo up"
        ) from None
