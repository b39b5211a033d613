"""Hidden names in an archive: reviews in the making, folders that end with their process, what dead runs left."""

from __future__ import annotations

import secrets
import shutil
from pathlib import Path

from filelock import BaseFileLock

from vendor_review.files.durable_files import try_lock

HELD = ".lock"
"""How the name of a held folder's lock file ends."""
PATIENCE_SECONDS = 120.0
"""How long a run waits for another to let go of an archive."""


class HeldFolder:
    """A new folder with a lock file beside it, which tells other runs that its process lives.

    The operating system drops the lock with the process, however that ends: no clock and no process id, which
    may be another's by then, has to be asked.
    """

    def __init__(self, parent: Path, name_start: str) -> None:
        self.folder = parent / f"{name_start}{secrets.token_hex(4)}"
        self._held: BaseFileLock | None = None

    def open(self, mode: int = 0o777) -> None:
        """Makes the folder, with what the umask leaves of `mode`."""
        # Another run that looks just now may take the lock file for a dead one's, and remove it.
        while self._held is None:
            self._held = try_lock(lock_of(self.folder))
        self.folder.mkdir(mode)

    def close(self) -> None:
        """Removes the folder, if it has not been renamed, and the lock."""
        if self._held is not None:
            shutil.rmtree(self.folder, ignore_errors=True)
            lock_of(self.folder).unlink(missing_ok=True)
            self._held.release()
            self._held = None


def remove_dead(folder: Path) -> None:
    """Removes a held folder and its lock file, unless its process lives."""
    held = try_lock(lock_of(folder))
    if held is not None:
        remove(folder)
        lock_of(folder).unlink(missing_ok=True)
        held.release()


def lock_of(folder: Path) -> Path:
    """The lock file that belongs to a held folder."""
    return folder.with_name(folder.name + HELD)


def remove(path: Path) -> None:
    """Removes a file, a link or a folder with what is in it, if it is there."""
    if path.is_dir() and not path.is_symlink():
        shutil.rmtree(path)
    else:
        path.unlink(missing_ok=True)


STAGING, FRESH = ".staging-", ".fresh-"
"""How hidden names begin: of reviews in the making, and of files and copies that are about to be renamed."""


def leftovers(root: Path) -> set[str]:
    """Hidden names below `root`, of runs that live or are dead."""
    return {path.name for path in root.iterdir() if path.name.startswith((STAGING, FRESH))}


def sweep(root: Path) -> None:
    """Removes what dead runs left below `root`; only for the holder of the archive's lock."""
    names = leftovers(root)
    for name in sorted(names):
        if name.startswith(FRESH):
            remove(root / name)
        elif not (name.endswith(HELD) and name.removesuffix(HELD) in names):
            remove_dead(root / name.removesuffix(HELD))
