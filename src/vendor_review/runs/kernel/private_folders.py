"""The private folders of kernels: the profile that one finds, and the keys of the link to it.

They lie where temporary files do, not in the archive, which others may read.
"""

from __future__ import annotations

import contextlib
import tempfile
from pathlib import Path

from vendor_review.publication.archive.held_folders import HELD, HeldFolder, remove_dead

_NAME_START = "vendor-review-kernel-"


def private_folder() -> HeldFolder:
    """One that is yet to be opened."""
    return HeldFolder(Path(tempfile.gettempdir()), _NAME_START)


def remove_dead_folders() -> None:
    """Removes what killed runs left of theirs, of whatever register."""
    for lock in Path(tempfile.gettempdir()).glob(f"{_NAME_START}*{HELD}"):
        with contextlib.suppress(OSError):  # another user's
            remove_dead(lock.with_suffix(""))
