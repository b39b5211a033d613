"""Files and folders that are there whole or not at all, also after a crash: flushed, locked, swapped."""

from __future__ import annotations

import ctypes
import errno
import os
import shutil
import stat
import sys
import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from secrets import token_hex
from tempfile import mkstemp

from filelock import BaseFileLock, FileLock, Timeout

_EXCHANGE = 2  # RENAME_EXCHANGE of Linux and RENAME_SWAP of macOS alike
_AT_FDCWD = -100
_TRIES, _BETWEEN_TRIES_SECONDS = 50, 0.01
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


def write_files(
    folder: Path,
    contents: Iterable[tuple[str, bytes]],
    *,
    replacing: bool = False,
    like: Path | None = None,
) -> list[Path]:
    """Writes files into a folder, which is made if need be; what is there stays until all of them are on the disk.

    A pipe or a device, such as /dev/stdout, is not replaced: it gets the bytes.

    Parameters
    ----------
    contents
        Names below the folder, without another folder, and bytes.
    replacing
        Whether files of these names are replaced.
    like
        A file whose owner and rights they get; those of new files without.

    Raises
    ------
    FileExistsError
        One is there, and none is to be replaced; nothing was written.
    OSError
        One cannot be written; nothing was.
    """
    with _new_parents(folder / "file"):
        fresh: dict[Path, Path] = {}
        streams: dict[Path, bytes] = {}
        put: list[Path] = []
        try:
            for name, content in contents:
                target = folder / name
                if replacing and _is_stream(target):
                    streams[target] = content
                    continue
                fresh[target] = folder / f".fresh-{token_hex(8)}"
                with _named(target):
                    write_flushed(fresh[target], content)
                    if like is not None:
                        _take_after(fresh[target], like)
            there = [target for target in fresh if os.path.lexists(target)]
            if there and not replacing:
                raise FileExistsError(errno.EEXIST, os.strerror(errno.EEXIST), str(there[0]))
            for target, written in fresh.items():
                with _named(target):
                    written.replace(target)
                put.append(target)
            if fresh:
                flush(folder)
            for target, content in streams.items():
                target.write_bytes(content)
                put.append(target)
        except BaseException:
            for path in [*fresh.values(), *([] if replacing else put)]:
                with suppress(OSError):
                    path.unlink(missing_ok=True)
            raise
    return put


def _is_stream(path: Path) -> bool:
    """Whether something is there that takes bytes and is no file of its own, such as /dev/null or a named pipe."""
    if not path.exists() or path.is_dir():
        return False
    return not path.is_file() or path.absolute().parts[1:2] in (("dev",), ("proc",))


def replace_file(path: Path, content: bytes, *, like: Path) -> None:
    """Puts a file in the place of another or of none, whole or not at all, with the owner and rights of `like`."""
    handle, name = mkstemp(prefix=".fresh-", dir=path.parent)
    draft = Path(name)
    try:
        with _named(path):
            with os.fdopen(handle, "wb") as file:
                file.write(content)
                file.flush()
                os.fsync(file.fileno())
            _take_after(draft, like)
            draft.replace(path)
            flush(path.parent)
    except BaseException:
        draft.unlink(missing_ok=True)
        raise


def _take_after(path: Path, like: Path) -> None:
    """Gives a file the owner and rights of another."""
    status = like.stat()
    with suppress(PermissionError):  # who may not give it away keeps it
        os.chown(path, status.st_uid, status.st_gid)
    path.chmod(stat.S_IMODE(status.st_mode))


@contextmanager
def new_folder(path: Path) -> Iterator[Path]:
    """A hidden folder to fill, which becomes `path` once it is on the disk; it is removed if that fails.

    Raises
    ------
    OSError
        There is something at `path` meanwhile.
    """
    with _new_parents(path):
        draft = path.parent / f".fresh-{token_hex(8)}"
        draft.mkdir()
        try:
            with _named(path):
                yield draft
                flush_tree(draft)
                draft.rename(path)
                flush(path.parent)
        finally:
            shutil.rmtree(draft, ignore_errors=True)


@contextmanager
def _new_parents(path: Path) -> Iterator[None]:
    """Makes the folders above a path, and takes those that it made away again if what follows fails."""
    made = [parent for parent in path.parents if not parent.exists()]
    path.parent.mkdir(parents=True, exist_ok=True)
    try:
        yield
    except BaseException:
        for parent in made:
            with suppress(OSError):  # somebody else has put something there
                parent.rmdir()
        raise


@contextmanager
def _named(path: Path) -> Iterator[None]:
    """What the operating system refuses is told of the file that was asked for, not of a hidden one."""
    try:
        yield
    except OSError as problem:
        raise OSError(problem.errno, problem.strerror, str(path)) from problem


def copy_flushed(source: Path, target: Path) -> None:
    """Copies a folder's contents, not its times, to a new folder, and waits until they are on the disk."""
    shutil.copytree(source, target, copy_function=shutil.copyfile)
    flush_tree(target)


def replace_folder(fresh: Path, target: Path) -> None:
    """Puts `fresh` at `target` and removes what was there; at every moment `target` is a whole folder.

    Whatever else there is, such as a link, is removed first.

    Where the file system cannot exchange two names (some network shares), there is one short moment without
    `target`, between two renames. Where it cannot even rename `target` (in a container, a folder that came with
    its image), `target` is removed first.
    """
    if target.is_symlink() or not target.is_dir():
        target.unlink(missing_ok=True)
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


def try_lock(path: Path, patience_seconds: float = 0) -> BaseFileLock | None:
    """The lock of `path`, held until it is released or its process ends; None if another holds it for that long."""
    # Without flock there is none: a file that says so would go on to say so when its process has died.
    lock = FileLock(path, patience_seconds, thread_local=False, poll_interval=0.02, fallback_to_soft=False)
    try:
        lock.acquire()
    except Timeout:
        return None
    return lock


def _make_flushed(folder: Path) -> None:
    """Makes a folder and those above it, each name on the disk before the next."""
    if not folder.is_dir():
        _make_flushed(folder.parent)
        folder.mkdir(exist_ok=True)
        flush(folder.parent)


def _acquired(path: Path, patience_seconds: float) -> BaseFileLock | None:
    """The lock of `path`, in a folder that is made if need be; None if another holds it for that long."""
    for _ in range(_TRIES):
        try:
            _make_flushed(path.parent)
            return try_lock(path, patience_seconds)
        except FileNotFoundError:
            # Another run may just have taken the folder away, or those above it.
            time.sleep(_BETWEEN_TRIES_SECONDS)
    # Below /proc, say, there is no such file however often one asks.
    raise OSError(errno.ENOENT, "no file can be made there", str(path.parent))


@contextmanager
def locked(path: Path, patience_seconds: float) -> Iterator[None]:
    """Holds the lock of `path`, whose folder is made if need be, against all other processes and threads.

    Raises
    ------
    TimeoutError
        Another holds it for longer than `patience_seconds`.
    OSError
        The folder cannot be made, or no file in it.
    """
    lock = _acquired(path, patience_seconds)
    if lock is None:
        raise TimeoutError(f"{path} has been held by another run for {patience_seconds:g} seconds")
    try:
        yield
    finally:
        lock.release()
