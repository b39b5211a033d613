"""Whether one review still is what was published: by its manifest, and the manifest by the index beside it."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from vendor_review.publication.archive.chain import chain_problems
from vendor_review.publication.archive.files import hash_kept
from vendor_review.publication.archive.index import (
    INDEX,
    LATEST,
    REVIEW_NAME,
    IndexEntry,
    entry_of,
    newest,
    open_index,
)
from vendor_review.publication.archive.manifest import MANIFEST, read_manifest, review_name, verify_review
from vendor_review.publication.archive.settled_index import SettledIndex, settled_index

_UNLISTED = (
    f"{INDEX} does not list it, so nothing vouches for it; take it away, or review again what it keeps"
)
PENDING = f"a run died before {INDEX} listed its review; the next run that publishes enters it"
"""What is said of a review that is in its place, and that a prepared index lists."""


@dataclass(frozen=True)
class Verified:
    """What became of verifying a review, or a register's index.

    Attributes
    ----------
    folder
        Where it lies.
    name
        What to call it: the register and `<as-of>-<run id>`, as its manifest says; else the folder's name.
    files
        How many files its manifest names.
    problems
        Why it is not what was published: one sentence each, none if it holds.
    notes
        What else there is to know.
    is_index
        Whether this is about a register's index, or the page of all registers, and not about one review.
    is_open
        Whether nothing vouches for it: there are reviews and no index.
    """

    folder: Path
    name: str
    files: int
    problems: tuple[str, ...]
    notes: tuple[str, ...] = ()
    is_index: bool = False
    is_open: bool = False


def verify_one(folder: Path) -> Verified:
    """A review, by its manifest; and by the index beside it, where it lies in an archive."""
    beside = folder.absolute()
    if beside.is_symlink() and _has_index(beside.parent):
        verified = verified_by(folder, None)
        return replace(verified, problems=(f"{beside.name} is a link, not a review", *verified.problems))
    try:
        settled = _index_beside(folder)
    except ValueError as problem:
        verified = verified_by(folder, None)
        return replace(verified, problems=(str(problem), *verified.problems))
    verified = verified_by(folder, settled)
    if settled is None or settled.index is None:
        return replace(verified, notes=(f"no {INDEX} lies beside it: only its own manifest vouches for it",))
    broken = [f"{INDEX}: {problem}" for problem in chain_problems(settled.index)]
    notes = (PENDING,) if settled.is_pending else ()
    return replace(verified, problems=(*broken, *verified.problems), notes=notes)


def vouching_problems(folder: Path) -> list[str]:
    """What the index beside a review has against its manifest, whatever became of its other files."""
    try:
        settled = _index_beside(folder)
        if settled is None or settled.index is None:
            return []
        broken = [f"{INDEX}: {problem}" for problem in chain_problems(settled.index)]
        return [*broken, *_vouched(folder, read_manifest(folder), settled)]
    except (OSError, ValueError) as problem:
        return [str(problem)]


def _index_beside(folder: Path) -> SettledIndex | None:
    """The index of the archive in which a review lies; None for one that lies elsewhere. ValueError as it is read."""
    place = folder.resolve()
    in_archive = REVIEW_NAME.fullmatch(place.name) or place.name == LATEST or _has_index(place.parent)
    return settled_index(place.parent) if in_archive else None


def _has_index(register: Path) -> bool:
    """Whether an index of ours lies in a folder."""
    try:
        open_index(register / INDEX)
    except ValueError:
        return False
    return True


def verified_by(folder: Path, settled: SettledIndex | None) -> Verified:
    """A review by its manifest, and by an index, if one is given."""
    problems = verify_review(folder)
    try:
        manifest = read_manifest(folder)
    except (OSError, ValueError):
        return Verified(folder, folder.resolve().name, 0, tuple(problems))
    if settled is not None and settled.index is not None:
        problems += _vouched(folder, manifest, settled)
    name = f"{manifest['register']} {review_name(manifest)}"
    return Verified(folder, name, len(manifest["outputs"]), tuple(problems))


def _vouched(folder: Path, manifest: Mapping[str, Any], settled: SettledIndex) -> list[str]:
    """What the index has against a review's manifest."""
    assert settled.index is not None
    place, name = folder.resolve(), review_name(manifest)
    if place.name not in (name, LATEST):
        return [f"it is the review {name}, which does not belong in {place.name}"]
    if manifest["register"] != settled.index.register_name:
        return [f"it is a review of {manifest['register']}, and {INDEX} lists those of another register"]
    entry = settled.of_folder.get(name)
    if entry is None:
        return [_UNLISTED if place.name == name else f"{INDEX} does not list {name}, whose copy it is"]
    if entry.manifest_sha256 != hash_kept(folder / MANIFEST):
        return [f"{MANIFEST} is not the one that {INDEX} vouches for"]
    problems = _misquoted(manifest, entry)
    if place.name == LATEST:
        last = newest([each for each in settled.index.entries if (place.parent / each.folder).is_dir()])
        if last is not None and last.folder != name:
            problems.append(
                f"a copy of {name}, and {last.folder} is newer; the next run that publishes makes it again"
            )
    return problems


def _misquoted(manifest: Mapping[str, Any], entry: IndexEntry) -> list[str]:
    """Where the index says otherwise than the manifest that it vouches for."""
    right, said = entry_of(manifest, entry.folder, entry.manifest_sha256).as_dict(), entry.as_dict()
    wrong = [
        name
        for name in said
        if name not in ("previous", "page_sha256") and json.dumps(said[name]) != json.dumps(right.get(name))
    ]
    return (
        [f"{INDEX} says otherwise than the manifest that it vouches for: {', '.join(wrong)}"] if wrong else []
    )
