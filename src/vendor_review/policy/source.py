"""Finds a policy's folder and reads the bytes of its files; no pandas, because start-up time matters."""

from __future__ import annotations

import os
from pathlib import Path

from vendor_review.errors import PolicyUnreadable
from vendor_review.files.package_files import default_policy
from vendor_review.files.snapshot import Snapshot, lookup_paths, read_folder
from vendor_review.policy.refusals import Refusals
from vendor_review.register.close_words import close_words

LARGEST_FILE = 4 * 2**20
"""Bytes that a file of a policy may have; the largest that ships has about 60,000."""
#: Every file of a policy; all must be there.
FILES = (
    "policy.toml",
    "controls.csv",
    "data_categories.csv",
    "adequacy.csv",
    "eea.csv",
    "not_applicable.csv",
    "requests.csv",
    "transfer_mechanisms.csv",
)


def open_policy(path: str | Path | None) -> Snapshot:
    """The bytes of a policy's files.

    Parameters
    ----------
    path
        The policy's folder; relative paths are tried from the working directory, then from its parent. None
        is the policy that ships with the package.

    Raises
    ------
    PolicyUnreadable
        The folder or any of its files is missing, and names all that are; a file cannot be read or is too large.
    """
    folder = default_policy() if path is None else _find(Path(path))
    try:
        snapshot = read_folder(folder, FILES, LARGEST_FILE)
        others = [file.name for file in sorted(folder.iterdir()) if file.name not in FILES]
    except OSError as error:
        raise PolicyUnreadable(f"{error.filename or folder}: cannot be read ({error.strerror})") from error
    refusals = Refusals()
    for name in FILES:
        if name not in snapshot.files:
            refusals.add(f"{folder / name}", "there is no such file", _renamed(name, others))
    refusals.stop_if_any()
    return snapshot


def _find(path: Path) -> Path:
    tried = [Path(os.path.abspath(place)) for place in lookup_paths(path)]  # noqa: PTH100 - follows no link
    for folder in tried:
        if folder.is_dir():
            return folder
    if any(place.exists() for place in tried):
        raise PolicyUnreadable(f"{path}: is a file; a policy is a folder with {', '.join(FILES)}")
    places = " or ".join(str(place) for place in tried)
    raise PolicyUnreadable(
        f"{path}: there is no such folder ({places}); name a folder with {', '.join(FILES)}"
    )


def _renamed(name: str, others: list[str]) -> str:
    near = close_words(name, others, alike=0.8)
    return f"is it {near[0]!r}? Rename it to {name!r}" if near else f"a policy has {', '.join(FILES)}"
