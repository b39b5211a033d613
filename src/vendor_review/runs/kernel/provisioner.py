"""Kernels that are forked from a warm parent: a provisioner of jupyter_client, named `vendor-review-warm`."""

from __future__ import annotations

import os
import pathlib
import subprocess
import sys
from collections.abc import Mapping
from contextlib import ExitStack
from typing import Any, cast

from jupyter_client.connect import KernelConnectionInfo
from jupyter_client.provisioning.local_provisioner import LocalProvisioner

from vendor_review.runs.kernel.warm_parent import ENTRIES, ForkedCommand
from vendor_review.runs.kernel.warm_start import ForkedProcess, loaded_with, warm_parent, why_cold

PROVISIONER = "vendor-review-warm"


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
    return loaded_with(kwargs.get("env") or os.environ) == warm_parent().environment


def _stream(wanted: Any, number: int, opened: ExitStack) -> int:
    """The descriptor for a standard stream, as `Popen` understands what is wanted; to stdin nobody writes."""
    if number == 0 or wanted == subprocess.DEVNULL:
        null = os.open(os.devnull, os.O_RDWR)
        opened.callback(os.close, null)
        return null
    if wanted is None or wanted == subprocess.PIPE:
        return number
    return wanted if isinstance(wanted, int) else wanted.fileno()
