"""A kernel that is contained: this very Python, no settings of its user, gone to the last process afterwards."""

from __future__ import annotations

import contextlib
import os
import shutil
import signal
import sys
import tempfile
from subprocess import DEVNULL
from typing import Any

from jupyter_client.kernelspec import KernelSpec
from jupyter_client.manager import AsyncKernelManager, KernelManager

_THIS_PYTHON = KernelSpec(
    argv=[sys.executable, "-m", "vendor_review.runs.launch", "-f", "{connection_file}"],
    display_name="Python 3",
    language="python",
    metadata={"supported_encryption": ["curve"]},
)


class ContainedKernelManager(AsyncKernelManager):
    """Starts a kernel that depends on nothing but this environment, and ends it with all that it started.

    The Python is the one that runs this, not whatever else is registered under the notebook's kernel name. IPython
    finds an empty profile, since a user's own could change what cells print, hence the bytes of a review. The link
    is encrypted, because ipykernel warns at each start over plain TCP. The kernel has a process group of its own,
    because a kernel that is killed leaves the processes that its cells had started.
    """

    def __init__(self, **traits: Any) -> None:
        super().__init__(**traits)
        self.transport_encryption = "required"
        self._group: int | None = None
        self._profile = ""

    @property
    def kernel_spec(self) -> KernelSpec:
        """The Python that runs this."""
        return _THIS_PYTHON

    async def start_kernel(self, **kw: Any) -> None:  # type: ignore[override]
        """Starts the kernel; what the process itself prints is no message to a user, its cells' outputs are kept."""
        self._profile = tempfile.mkdtemp(prefix="vendor-review-")
        environment = {**os.environ, "IPYTHONDIR": self._profile}
        environment.pop("PYTHONSTARTUP", None)
        await KernelManager._async_start_kernel(self, stdout=DEVNULL, stderr=DEVNULL, env=environment, **kw)

    async def _async_post_start_kernel(self, **kw: Any) -> None:
        self._group = getattr(self.provisioner, "pgid", None)
        await super()._async_post_start_kernel(**kw)

    async def _async_cleanup_resources(self, restart: bool = False) -> None:
        await super()._async_cleanup_resources(restart=restart)
        if restart:
            return
        if self._group is not None and self._group != os.getpgrp():
            with contextlib.suppress(ProcessLookupError):
                os.killpg(self._group, signal.SIGKILL)
            self._group = None
        shutil.rmtree(self._profile, ignore_errors=True)

    # The base class binds these names to its own coroutines when it is defined.
    post_start_kernel = _async_post_start_kernel
    cleanup_resources = _async_cleanup_resources
