"""The bytes of a folder's named files, read once, with their hashes: what is reviewed is what was hashed."""

from __future__ import annotations

import errno
import hashlib
import os
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path


def sha256(content: bytes) -> str:
    """SHA-256 of `content` as 64 lower-case hex digits."""
    return hashlib.sha256(content).hexdigest()


class ChangedWhileRead(OSError):
    """A file that someone wrote to while it was read: what was read may be half of each."""

    def __init__(self, path: Path) -> None:
        super().__init__(errno.EAGAIN, "it was changed while it was read; try again", str(path))


class TooLarge(OSError):
    """A file above the stated limit; nothing of it was read."""

    def __init__(self, path: Path, size: int, limit: int) -> None:
        words = f"it has {size / 2**20:,.0f} MiB, and the limit is {limit / 2**20:,.0f} MiB"
        super().__init__(errno.EFBIG, words, str(path))


@dataclass(frozen=True)
class Snapshot:
    """Files of one folder at one moment.

    Attributes
    ----------
    name
        The folder's base name.
    files
        File name to content, in the order of names.
    """

    name: str
    files: Mapping[str, bytes]

    @property
    def hashes(self) -> dict[str, str]:
        """File name to SHA-256 of its bytes."""
        return {name: sha256(content) for name, content in self.files.items()}

    def write(self, folder: Path) -> None:
        """Writes every file, byte for byte, into `folder`, which is made if need be."""
        folder.mkdir(parents=True, exist_ok=True)
        for name, content in self.files.items():
            (folder / name).write_bytes(content)


def lookup_paths(path: Path) -> list[Path]:
    """Where a path that a person named is looked for: a relative one from the working directory, then from its parent.

    So a notebook finds the same place from the repository's root and from its own folder.
    """
    return [path] if path.is_absolute() else [path, Path("..") / path]


def read_folder(folder: Path, names: Iterable[str], largest: int | None = None) -> Snapshot:
    """Reads those of `names` that `folder` holds.

    Parameters
    ----------
    largest
        The most bytes that a file may have; its size is asked for before anything is read.

    Raises
    ------
    ChangedWhileRead
        A file was written to, replaced, added or removed between the first look at the folder and the last.
    TooLarge
        A file has more bytes than `largest`.
    """
    paths = {name: folder / name for name in sorted(names)}
    before = {name: _state(path) for name, path in paths.items()}
    for name, state in before.items():
        if state is not None and largest is not None and state[0] > largest:
            raise TooLarge(paths[name], state[0], largest)
    files = {name: _read(paths[name], state[0]) for name, state in before.items() if state is not None}
    for name, path in paths.items():
        if _state(path) != before[name] or (name in files and len(files[name]) != (before[name] or (0,))[0]):
            raise ChangedWhileRead(path)
    return Snapshot(folder.resolve().name, files)


def read_file(path: Path, largest: int) -> bytes:
    """The bytes of one file, as `read_folder` reads it; OSError if there is none."""
    files = read_folder(path.parent, [path.name], largest).files
    if path.name not in files:
        raise FileNotFoundError(errno.ENOENT, os.strerror(errno.ENOENT), str(path))
    return files[path.name]


def _state(path: Path) -> tuple[int, int, int, int] | None:
    """Size, times and identity of a file: a change to it shows in one of them; None if it is no file."""
    if not path.is_file():
        return None
    status = path.stat()
    return status.st_size, status.st_mtime_ns, status.st_ctime_ns, status.st_ino


def _read(path: Path, size: int) -> bytes:
    """As many bytes as were announced and one more, so that a file which grows meanwhile fills no memory."""
    with path.open("rb") as file:
        return file.read(size + 1)
