"""A kernel that is contained: its own process group, gone to the last process when the run is over."""

from __future__ import annotations

import contextlib
import os
import signal
from subprocess import DEVNULL
from typing import Any

from jupyter_client.manager import AsyncKernelManager, KernelManager


class ContainedKernelManager(AsyncKernelManager):
    """Starts a kernel in a process group of its own, over an encrypted link, and ends the whole group with it.

    Encryption is asked for because ipykernel warns at each start over plain TCP; the group because a kernel that is
    killed leaves the processes that its cells had started.
    """

    def __init__(self, **traits: Any) -> None:
        super().__init__(**traits)
        self.transport_encryption = "required"
        self._group: int | None = None

    async def start_kernel(self, **kw: Any) -> None:  # type: ignore[override]
        """Starts the kernel; what the process itself prints is no message to a user, its cells' outputs are kept."""
        await KernelManager._async_start_kernel(self, stdout=DEVNULL, stderr=DEVNULL, **kw)

    async def _async_post_start_kernel(self, **kw: Any) -> None:
        self._group = getattr(self.provisioner, "pgid", None)
        await super()._async_post_start_kernel(**kw)

    async def _async_cleanup_resources(self, restart: bool = False) -> None:
        await super()._async_cleanup_resources(restart=restart)
        if self._group is not None and self._group != os.getpgrp() and not restart:
            with contextlib.suppress(ProcessLookupError):
                os.killpg(self._group, signal.SIGKILL)
            self._group = None

    # The base class binds these names to its own coroutines when it is defined.
    post_start_kernel = _async_post_start_kernel
    cleanup_resources = _async_cleanup_resources
