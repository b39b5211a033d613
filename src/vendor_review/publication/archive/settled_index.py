"""The index of an archive together with what a run that died had prepared for it."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from vendor_review.publication.archive.chain import chain_problems
from vendor_review.publication.archive.files import hash_kept
from vendor_review.publication.archive.index import (
    INDEX,
    INDEX_PAGE,
    LATEST,
    SIGN_OFFS,
    Index,
    IndexEntry,
    open_index,
)
from vendor_review.publication.archive.manifest import MANIFEST
from vendor_review.publication.archive.staging import FRESH

#: What a run or a person leaves beside reviews: where one of these lies, there was an index.
_TRACES = (LATEST, INDEX_PAGE, SIGN_OFFS)


@dataclass(frozen=True)
class SettledIndex:
    """The index that counts.

    Attributes
    ----------
    index
        None where there is none, and no trace of one: an archive before its first run.
    is_pending
        Whether it is the one that a run had prepared: it put its review in place, and died before it could list it.
    """

    index: Index | None
    is_pending: bool

    @cached_property
    def of_folder(self) -> Mapping[str, IndexEntry]:
        """Its entries by their folders."""
        return {entry.folder: entry for entry in self.index.entries} if self.index else {}


def settled_index(root: Path) -> SettledIndex:
    """The index of the archive in `root`; its chain may or may not hold.

    Raises
    ------
    ValueError
        It is damaged, or missing although something tells that there was one.
    """
    path = root / INDEX
    index = open_index(path) if os.path.lexists(path) else None
    pending = _pending(root, index)
    if pending is not None:
        return SettledIndex(pending, is_pending=True)
    if index is None and any(os.path.lexists(root / name) for name in _TRACES):
        raise ValueError(f"{path} is missing; restore it from a copy")
    return SettledIndex(index, is_pending=False)


def _pending(root: Path, index: Index | None) -> Index | None:
    """The prepared index, if it is this one with reviews added that are in their places."""
    prepared = root / f"{FRESH}{INDEX}"
    if not os.path.lexists(prepared):
        return None
    try:
        found = open_index(prepared)
    except ValueError:  # of a run that died while it wrote it
        return None
    before = index.entries if index else ()
    register_name = index.register_name if index else found.register_name
    added = found.entries[len(before) :]
    follows = found.entries[: len(before)] == before and found.register_name == register_name
    if added and follows and not chain_problems(found) and all(_is_there(root, entry) for entry in added):
        return found
    return None


def _is_there(root: Path, entry: IndexEntry) -> bool:
    try:
        return hash_kept(root / entry.folder / MANIFEST) == entry.manifest_sha256
    except OSError:
        return False
