"""Files and folders that are there whole or not at all, also after a crash: flushed, locked, swapped."""

from __future__ import annotations

import ctypes
import errno
import fcntl
import os
import shutil
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

_EXCHANGE = 2  # RENAME_EXCHANGE of Linux and RENAME_SWAP of macOS alike
_AT_FDCWD = -100
_NO_EXCHANGE = {errno.ENOSYS, errno.EINVAL, errno.ENOTSUP, errno.EOPNOTSUPP, errno.EXDEV}


def flush(path: Path) -> None:
    """Waits until a file, or the names in a folder, are on the disk."""
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def flush_tree(folder: Path) -> None:
    """Flushes every file and folder below `folder`, and itself."""
    for parent, _, files in os.walk(folder, topdown=False):
        for name in files:
            flush(Path(parent, name))
        flush(Path(parent))


def write_flushed(path: Path, content: bytes) -> None:
    """Writes a new file and waits until it is on the disk."""
    with path.open("xb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())


def copy_flushed(source: Path, target: Path) -> None:
    """Copies a folder's contents, not its times, to a new folder, and waits until they are on the disk."""
    shutil.copytree(source, target, copy_function=shutil.copyfile)
    flush_tree(target)


def replace_folder(fresh: Path, target: Path) -> None:
    """Puts `fresh` at `target` and removes what was there; at every moment `target` is a whole folder.

    Where the file system cannot exchange two names (some network shares), there is one short moment without
    `target`, between two renames. Where it cannot even rename `target` (in a container, a folder that came with
    its image), `target` is removed first.
    """
    if not target.exists():
        fresh.rename(target)
    elif _exchange(fresh, target):
        shutil.rmtree(fresh)
    else:
        retired = fresh.with_name(fresh.name + "-retired")
        try:
            target.rename(retired)
        except OSError as problem:
            if problem.errno != errno.EXDEV:
                raise
            shutil.rmtree(target)
        fresh.rename(target)
        if retired.exists():
            shutil.rmtree(retired)
    flush(target.parent)


def _exchange(one: Path, other: Path) -> bool:
    """Swaps two names in one step; False where that is not to be had."""
    library = ctypes.CDLL(None, use_errno=True)
    if sys.platform == "darwin":
        call, arguments = "renamex_np", (os.fsencode(one), os.fsencode(other), _EXCHANGE)
    else:
        call, arguments = "renameat2", (_AT_FDCWD, os.fsencode(one), _AT_FDCWD, os.fsencode(other), _EXCHANGE)
    if not hasattr(library, call):
        return False
    if getattr(library, call)(*arguments) == 0:
        return True
    problem = ctypes.get_errno()
    if problem in _NO_EXCHANGE:
        return False
    raise OSError(problem, os.strerror(problem), str(one), None, str(other))


def try_lock(path: Path) -> int | None:
    """A descriptor that holds `path`'s lock until it is closed or its process ends; None if another does.

    A lock on a file that its last holder has removed meanwhile is none.
    """
    descriptor = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC | os.O_NOFOLLOW, 0o666)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        if os.fstat(descriptor).st_nlink == 0:
            raise BlockingIOError
    except BlockingIOError:
        os.close(descriptor)
        return None
    except BaseException:
        os.close(descriptor)
        raise
    return descriptor


def _make_flushed(folder: Path) -> None:
    """Makes a folder and those above it, each name on the disk before the next."""
    if not folder.is_dir():
        _make_flushed(folder.parent)
        folder.mkdir(exist_ok=True)
        flush(folder.parent)


def _try_lock_in_folder(path: Path) -> int | None:
    """The same, in a folder that another run may just have taken away with it, or those above it."""
    try:
        _make_flushed(path.parent)
        return try_lock(path)
    except FileNotFoundError:
        return None


@contextmanager
def locked(path: Path, patience_seconds: float) -> Iterator[None]:
    """Holds the lock of `path`, whose folder is made if need be, against all other processes and threads.

    Raises
    ------
    TimeoutError
        Another holds it for longer than `patience_seconds`.
    """
    deadline = time.monotonic() + patience_seconds
    while (descriptor := _try_lock_in_folder(path)) is None:
        if time.monotonic() > deadline:
            raise TimeoutError(f"{path} has been held by another run for {patience_seconds:g} seconds")
        time.sleep(0.02)
    try:
        yield
    finally:
        os.close(descriptor)
