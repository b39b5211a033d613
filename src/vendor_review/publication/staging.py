"""Hidden folders in which reviews are put together, and what dead runs left of theirs."""

from __future__ import annotations

import os
import secrets
import shutil
from pathlib import Path

from vendor_review.publication.durable import try_lock

STAGING, FRESH = ".staging-", ".fresh-"
"""How hidden names begin: of reviews in the making, and of files and copies that are about to be renamed."""

_ALIVE = ".lock"


class Staging:
    """A folder beside the archive's reviews whose lock file tells other runs that its process lives.

    The operating system drops the lock with the process, however that ends: no clock and no process id, which
    may be another's by then, has to be asked.
    """

    def __init__(self, root: Path, run_id: str) -> None:
        self.folder = root / f"{STAGING}{run_id}-{secrets.token_hex(4)}"
        self._held: int | None = None

    def open(self) -> None:
        """Makes the folder; only for the holder of the archive's lock."""
        self._held = try_lock(_alive(self.folder))
        self.folder.mkdir()

    def close(self) -> None:
        """Removes the folder, if it has not been renamed, and the lock."""
        if self._held is not None:
            shutil.rmtree(self.folder, ignore_errors=True)
            _alive(self.folder).unlink(missing_ok=True)
            os.close(self._held)
            self._held = None


def sweep(root: Path) -> None:
    """Removes what dead runs left below `root`; only for the holder of the archive's lock."""
    names = {path.name for path in root.iterdir()}
    for name in sorted(names):
        if name.startswith(FRESH):
            _remove(root / name)
        elif name.startswith(STAGING) and not (name.endswith(_ALIVE) and name.removesuffix(_ALIVE) in names):
            folder = root / name.removesuffix(_ALIVE)
            held = try_lock(_alive(folder))
            if held is not None:
                _remove(folder)
                _alive(folder).unlink(missing_ok=True)
                os.close(held)


def _alive(folder: Path) -> Path:
    return folder.with_name(folder.name + _ALIVE)


def _remove(path: Path) -> None:
    if path.is_dir() and not path.is_symlink():
        shutil.rmtree(path)
    else:
        path.unlink(missing_ok=True)
