"""File systems that are full, read-only, or lose their power: mounted in a name space of this process's own.

Whatever happens to this process, its mounts go with it, and nobody else ever sees them.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

_INSIDE = "FAULTS_OWN_MOUNTS"
#: Nothing is written back by itself, and no rename waits for data: the disk holds what was flushed and nothing else.
_HARSH = "loop,data=writeback,noauto_da_alloc,commit=300"


def enter_own_mounts() -> None:
    """Starts this program again in a name space of its own; returns in there, or where none is to be had."""
    if _INSIDE in os.environ or sys.platform != "linux" or shutil.which("unshare") is None:
        return
    command = ["unshare", "--mount", *(["--user", "--map-root-user"] if os.geteuid() else [])]
    if subprocess.run([*command, "true"], capture_output=True, check=False).returncode == 0:
        os.environ[_INSIDE] = "1"
        os.execvp(command[0], [*command, sys.executable, *sys.argv])


def can_mount() -> bool:
    """Whether small file systems can be had here."""
    return _INSIDE in os.environ


def can_lose_power() -> bool:
    """Whether a file can be mounted as a disk, which takes more than a name space of one's own."""
    return can_mount() and Path("/dev/loop-control").exists() and shutil.which("mkfs.ext4") is not None


def _run(*command: str | Path) -> None:
    done = subprocess.run([*map(str, command)], capture_output=True, encoding="utf-8", check=False)
    if done.returncode:
        raise RuntimeError(f"{' '.join(map(str, command))}: {done.stderr.strip()}")


@contextmanager
def small_disk(place: Path, size_bytes: int) -> Iterator[Path]:
    """A file system in memory with room for so much."""
    place.mkdir(parents=True, exist_ok=True)
    _run("mount", "-t", "tmpfs", "-o", f"size={size_bytes}", "tmpfs", place)
    try:
        yield place
    finally:
        _run("umount", "-l", place)


@contextmanager
def with_room_for(place: Path, size_bytes: int) -> Iterator[None]:
    """Fills the file system but for so much; makes room again at the end."""
    room = os.statvfs(place)
    ballast = place / "ballast"
    ballast.write_bytes(bytes(max(0, room.f_bavail * room.f_frsize - size_bytes)))
    try:
        yield
    finally:
        ballast.unlink()


@contextmanager
def read_only(place: Path) -> Iterator[None]:
    """Nothing below can be changed meanwhile, by root neither."""
    _run("mount", "--bind", place, place)
    try:
        _run("mount", "-o", "remount,bind,ro", place)
        yield
    finally:
        _run("umount", "-l", place)


def new_disk(image: Path, size_bytes: int = 16 * 2**20) -> None:
    """A file that holds an empty file system with a journal."""
    with image.open("wb") as file:
        file.truncate(size_bytes)
    _run("mkfs.ext4", "-q", "-F", "-E", "lazy_itable_init=0,lazy_journal_init=0", image)


@contextmanager
def disk(image: Path, place: Path) -> Iterator[Path]:
    """The file system in a file. A copy of the file, made meanwhile, is what a loss of power leaves."""
    place.mkdir(parents=True, exist_ok=True)
    _run("mount", "-o", _HARSH, image, place)
    try:
        yield place
    finally:
        _run("umount", place)
