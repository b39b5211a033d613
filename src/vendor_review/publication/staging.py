"""Hidden names in an archive: reviews in the making, what is about to be renamed, and what dead runs left of both."""

from __future__ import annotations

from pathlib import Path

from vendor_review.publication.held import HELD, remove, remove_dead

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
