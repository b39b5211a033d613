"""Reads a stranger's file in a process of its own, within limits of memory and time: the worst it can do is fail."""

from __future__ import annotations

import importlib
import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from threading import Event, Timer
from types import ModuleType
from typing import Any, TypeVar, cast

from vendor_review.errors import (
    ListUnreadable,
    PolicyUnreadable,
    RegisterUnreadable,
    UsageError,
    VendorReviewError,
)

Plain = TypeVar("Plain")
MIB = 2**20
_LARGEST_RESULT = 128 * MIB
"""Bytes that a reader may hand back."""
_REFUSALS: Mapping[str, type[VendorReviewError]] = {
    kind.__name__: kind for kind in (UsageError, RegisterUnreadable, ListUnreadable, PolicyUnreadable)
}
# Nothing else of the environment reaches a process that a hostile file might take over: it holds passwords.
_NEEDED_VARIABLES = ("PATH", "LD_LIBRARY_PATH", "DYLD_LIBRARY_PATH", "SYSTEMROOT", "TZ")
# On a busy machine a second of work takes several.
_PATIENCE = 4
_START = (
    "import sys, json; sys.path[:] = json.loads(sys.argv[1]); "
    "from vendor_review.files.quarantine import serve; serve()"
)


@dataclass(frozen=True)
class Limits:
    """What reading a file may take: `memory` in MiB beyond that of the program itself, and `seconds` of work."""

    memory: int = 512
    seconds: int = 20


def read_apart(
    reader: Callable[[str, bytes], Plain],
    file: str,
    content: bytes,
    refusal: type[VendorReviewError] = RegisterUnreadable,
    limits: Limits | None = None,
) -> Plain:
    """What `reader(file, content)` gives, called in a child process with limits; about 0.2 s more than a plain call.

    The result comes back as JSON, not pickled: a reader that a file has taken over can then hand back false text, which
    its caller looks at like any text of a stranger, but run nothing here.

    Parameters
    ----------
    reader
        A function of a module, which the child imports by its name. It gives plain data: numbers, text, lists, and
        dicts with text as keys; tuples arrive as lists.
    file
        What a refusal calls the file.

    Raises
    ------
    VendorReviewError
        What the reader raises of the kinds with exit code 2, with its sentences; `refusal` where a limit is exceeded,
        or the child dies.
    """
    limits = limits or Limits()
    task = {
        "module": reader.__module__,
        "function": reader.__qualname__,
        "file": file,
        "memory": limits.memory,
        "seconds": limits.seconds,
    }
    said, code, is_late = _run(task, content, limits.seconds * _PATIENCE)
    if is_late or code == -getattr(signal, "SIGXCPU", 0):
        raise refusal(_too_much(file, f"{limits.seconds} s"))
    if len(said) > _LARGEST_RESULT:
        raise refusal(_too_much(file, f"{_LARGEST_RESULT // MIB} MiB"))
    try:
        result = json.loads(said)
    except ValueError:
        raise refusal(f"{file}: cannot be read: the program that reads it broke off (code {code}).") from None
    if "read" in result:
        plain: Plain = result["read"]
        return plain
    if "memory" in result:
        raise refusal(_too_much(file, f"{limits.memory} MiB"))
    if "kind" in result:
        raise _REFUSALS.get(result["kind"], refusal)(result["problems"])
    raise refusal(f"{file}: cannot be read ({result['error']}).")


def _too_much(file: str, limit: str) -> str:
    words = "the limit for a file of others; have it saved again, or made smaller."
    return f"{file}: takes more than {limit} to read, {words}"


def _run(task: Mapping[str, Any], content: bytes, patience: float) -> tuple[bytes, int, bool]:
    """What the child said, its exit code, and whether it was ended since `patience`, in seconds, was over."""
    places = [place for place in sys.path if Path(place).is_absolute()]
    # Without -B, a disk that is full could be left with half a compiled module, and no later child would start.
    command = [sys.executable, "-I", "-B", "-c", _START, json.dumps(places), json.dumps(task)]
    environment = {name: os.environ[name] for name in _NEEDED_VARIABLES if name in os.environ}
    is_late = Event()
    pipe = subprocess.PIPE
    with subprocess.Popen(
        command, stdin=pipe, stdout=pipe, stderr=subprocess.DEVNULL, env=environment
    ) as child:
        assert child.stdin is not None
        assert child.stdout is not None

        def end() -> None:
            is_late.set()
            child.kill()

        clock = Timer(patience, end)
        clock.start()
        try:
            # The child takes in all of it before it says anything.
            with suppress(BrokenPipeError):
                child.stdin.write(content)
            with suppress(BrokenPipeError):
                child.stdin.close()
            said = child.stdout.read(_LARGEST_RESULT + 1)
            if len(said) > _LARGEST_RESULT:
                child.kill()
            child.wait()
        except BaseException:
            child.kill()
            raise
        finally:
            clock.cancel()
    return said, child.returncode, is_late.is_set()


def serve() -> None:
    """The child: calls the reader that the last argument names on what comes in, and says what became of it."""
    task = json.loads(sys.argv[2])
    answer = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)  # what a library prints is no answer
    reader = getattr(importlib.import_module(task["module"]), task["function"])
    # Where openpyxl finds numpy it loads it, for nothing that a reader needs: that takes as long as all else together.
    sys.modules.setdefault("numpy", cast(ModuleType, None))
    content = sys.stdin.buffer.read()
    _limit(task["memory"] * MIB, task["seconds"])
    try:
        said = json.dumps({"read": reader(task["file"], content)}).encode()
    except VendorReviewError as refusal:
        said = json.dumps({"kind": type(refusal).__name__, "problems": refusal.problems}).encode()
    except MemoryError:
        said = b'{"memory": true}'
    except Exception as error:  # noqa: BLE001 - whatever a hostile file brings about, its sender learns no more of it
        said = json.dumps({"error": type(error).__name__}).encode()
    with answer:
        answer.write(said)


def _limit(memory: int, seconds: int) -> None:
    """Limits what this process can take from here on, as far as the system can."""
    sys.dont_write_bytecode = True
    try:
        import resource
    except ImportError:  # not on Windows: there the clock alone ends it
        return
    taken = _address_space()
    limits = {
        "RLIMIT_CPU": int(time.process_time()) + 1 + seconds,
        "RLIMIT_AS": taken + memory if taken else resource.RLIM_INFINITY,
        "RLIMIT_CORE": 0,
        "RLIMIT_FSIZE": 0,  # it has nothing to write but its answer, which is no file
    }
    for name, limit in limits.items():
        # The signal of the softer limit of time tells that it was the time; the harder one ends all.
        hardest = limit + 1 if name == "RLIMIT_CPU" else limit
        with suppress(ValueError, OSError):  # macOS knows some limits by name only
            resource.setrlimit(getattr(resource, name), (limit, hardest))


def _address_space() -> int:
    """Bytes of address space that this process has, 0 if the system does not say."""
    try:
        pages = int(Path("/proc/self/statm").read_text("ascii").split()[0])
    except (OSError, ValueError):
        return 0
    return pages * os.sysconf("SC_PAGE_SIZE")
