"""The folder of a kernel: its profile, its keys, and what its process writes to stderr; gone with the kernel."""

from __future__ import annotations

import contextlib
import tempfile
from pathlib import Path

from vendor_review.publication.archive.staging import HELD, HeldFolder, remove_dead

#: The file that takes what the kernel's process writes to stderr.
WORDS = "stderr.txt"
_LAST_BYTES, _LONGEST_LINE = 8192, 300
_NAME_START = "vendor-review-kernel-"


def last_words(folder: Path) -> str:
    """The last line that a kernel wrote to stderr, "" for none; of a Python that fails, the error."""
    try:
        with (folder / WORDS).open("rb") as file:
            size = file.seek(0, 2)
            file.seek(max(0, size - _LAST_BYTES))
            lines = file.read().decode(errors="replace").splitlines()
    except OSError:
        return ""
    said = next((line.strip() for line in reversed(lines) if line.strip()), "")
    shown = "".join(each for each in said if each.isprintable())
    return shown if len(shown) <= _LONGEST_LINE else f"{shown[:_LONGEST_LINE]}…"


def private_folder() -> HeldFolder:
    """One that is yet to be opened, for profile and keys: among temporary files, for others may read the archive."""
    return HeldFolder(Path(tempfile.gettempdir()), _NAME_START)


def remove_dead_folders() -> None:
    """Removes what killed runs left of theirs, of whatever register."""
    for lock in Path(tempfile.gettempdir()).glob(f"{_NAME_START}*{HELD}"):
        with contextlib.suppress(OSError):  # another user's
            remove_dead(lock.with_suffix(""))
