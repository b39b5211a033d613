"""The process that kernels are forked from: it has imported what they need, and has started nothing.

multiprocessing's fork server imports this module before it forks for the first time, and calls `ForkedCommand` in each
process that it forks. A server that has threads of its own would fork broken locks; it says so and ends.
"""

from __future__ import annotations

import atexit
import builtins
import gc
import os
import random
import sys
import threading
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from importlib import import_module
from multiprocessing import forkserver, resource_tracker
from pathlib import Path
from types import ModuleType, SimpleNamespace
from typing import Any

from vendor_review.runs.cancellation import let_in

#: What `python -m` of each would do in a process of its own.
ENTRIES = {
    "ipykernel_launcher": ("ipykernel.kernelapp", "launch_new_instance"),
    "vendor_review.runs.kernel.entry": ("vendor_review.runs.kernel.entry", "main"),
}
#: Imported where they are used, hence by no import of the parts below; each takes long. The pages of a review are put
#: together in the process of the run, which has imported on its own what they need.
_LATE = (
    "IPython.core.completerlib",
    "IPython.core.logger",
    "IPython.core.oinspect",
    "IPython.extensions.storemagic",
    "babel.dates",
    "babel.lists",
    "babel.numbers",
    "bs4",
    "holidays",
    "ipykernel.kernelapp",
    "ipykernel.ipkernel",
    "ipykernel.zmqshell",
    "jinja2.ext",
    "ipykernel.debugger",
    "numpy.random",
    "openpyxl",
    "pandas.core.methods.to_dict",
    "pandas.io.formats.csvs",
    "pandas.io.formats.string",
    "pandera.accessors.pandas_accessor",
    "pandera.backends.pandas.array",
    "pandera.backends.pandas.builtin_checks",
    "pandera.backends.pandas.builtin_hypotheses",
    "pandera.backends.pandas.container",
    "pandera.backends.pandas.error_formatters",
    "pandera.backends.pandas.register",
    "pandera.pandas",
    "pycountry",
    "pdb",
    "psutil",
    "rapidfuzz.process",
    "tornado.platform.asyncio",
    "tornado.queues",
)
#: Starts a thread as soon as it is loaded, as pandas does where it is installed. So pandas goes without; a forked
#: process may load it.
_THREADED = "pyarrow"
_PARTS = ("register", "schema", "policy", "scoring", "changes", "report", "publication", "decisions", "runs")


@dataclass(frozen=True)
class ForkedCommand:
    """A command that the forked process becomes, as `subprocess.Popen` would start it.

    Attributes
    ----------
    module, arguments
        What `python -m` would be given; `module` is one of `ENTRIES`.
    environment, folder
        All environment variables of the process, and its working directory.
    descriptors
        Which number each descriptor that was sent along is to have.
    """

    module: str
    arguments: tuple[str, ...]
    environment: dict[str, str]
    folder: str
    descriptors: tuple[int, ...]

    def _bootstrap(self, sentinel: int) -> int:
        """Called by multiprocessing in the forked process; gives the exit code."""
        let_in()
        os.setsid()
        place_descriptors(forkserver.get_inherited_fds() or (), self.descriptors)
        forget_server()
        os.environ.clear()
        os.environ.update(self.environment)
        time.tzset()
        os.chdir(self.folder)
        sys.argv = [self.module, *self.arguments]
        if self.module == "ipykernel_launcher":
            # It ends with its parent, which is whoever forked it; the environment was asked when it was imported.
            sys.argv.append(f"--IPKernelApp.parent_handle={os.getppid()}")
        if sys.path and not sys.path[0]:
            sys.path[0] = self.folder
        random.seed()
        module, name = ENTRIES[self.module]
        return exit_code(getattr(import_module(module), name))


def place_descriptors(received: Iterable[int], wanted: Iterable[int]) -> None:
    """Gives each received descriptor the number that is wanted for it, and closes every other one but 0, 1 and 2."""
    import fcntl

    wanted = tuple(wanted)
    above = max((2, *wanted)) + 1
    moved = [fcntl.fcntl(descriptor, fcntl.F_DUPFD, above) for descriptor in received]
    for source, number in zip(moved, wanted, strict=True):
        os.dup2(source, number)
    kept = {0, 1, 2, *wanted}
    for entry in list(Path("/proc/self/fd").iterdir()):
        if int(entry.name) not in kept:
            with suppress(OSError):  # the one that the folder was listed by
                os.close(int(entry.name))


def forget_server() -> None:
    """Takes multiprocessing back to its state in a new process: the server and its tracker are not this one's."""
    server: Any = forkserver._forkserver
    tracker: Any = resource_tracker._resource_tracker
    server._forkserver_alive_fd = server._forkserver_address = server._inherited_fds = None
    tracker._fd = tracker._pid = None


def exit_code(call: Callable[[], object]) -> int:
    """What the process would exit with if that call were all of its program, once what waits for the exit has run."""
    code: object = 0
    try:
        call()
    except SystemExit as end:
        code = end.code
    except BaseException:  # noqa: BLE001 - whatever it is ends a process with its traceback
        sys.excepthook(*sys.exc_info())
        code = 1
    threading._shutdown()  # type: ignore[attr-defined]
    atexit._run_exitfuncs()
    if code is not None and not isinstance(code, int):
        sys.stderr.write(f"{code}\n")
        code = 1
    for stream in (sys.stdout, sys.stderr):
        stream.flush()
    return code or 0


def import_all() -> None:
    """Imports what a review uses, in one thread; ends as soon as the process that it is for has ended.

    Raises
    ------
    RuntimeError
        An import has started a thread.
    """
    import pkgutil

    from vendor_review.runs.kernel.entry import leave_out_unused

    # The threads of a linear algebra library are started when it is loaded, and do not come along into a fork.
    for name in ("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "MKL_NUM_THREADS", "VECLIB_MAXIMUM_THREADS"):
        os.environ[name] = "1"
    leave_out_unused()
    sys.modules.setdefault(_THREADED, None)  # type: ignore[arg-type]
    parent = os.getppid()

    def load(name: str) -> ModuleType:
        if os.getppid() != parent:
            os._exit(0)
        return import_module(name)

    with _as_in_kernel():
        for name in _LATE:
            load(name)
        for part in _PARTS:
            package = load(f"vendor_review.{part}")
            for module in pkgutil.walk_packages(package.__path__, f"{package.__name__}."):
                load(module.name)
    if sys.modules[_THREADED] is None:
        del sys.modules[_THREADED]
    if thread_count() > 1:
        raise RuntimeError("an import has started a thread; kernels start one by one")
    # What lies in memory now is never garbage; left alone by the collector, its pages stay shared.
    gc.collect()
    gc.freeze()


@contextmanager
def _as_in_kernel() -> Iterator[None]:
    """Libraries find a kernel when they are loaded: pandas asks then how wide its tables are to be, and never again."""
    builtins.get_ipython = lambda: SimpleNamespace(kernel=True)  # type: ignore[attr-defined]
    try:
        yield
    finally:
        del builtins.get_ipython  # type: ignore[attr-defined]


def thread_count() -> int:
    """Threads of this process, those of libraries included."""
    return sum(1 for _ in Path("/proc/self/task").iterdir())
