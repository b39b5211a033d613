"""Finds the review that a decision is made on: one of the register as it is now, whole, and not of a later day."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from vendor_review import FORMULA_VERSION
from vendor_review.errors import ArchiveError, UsageError
from vendor_review.files.snapshot import Snapshot
from vendor_review.publication.archive.archive import Archive
from vendor_review.publication.archive.manifest import read_manifest
from vendor_review.publication.archive.verification.review import verify_one
from vendor_review.register.layout import SOURCE_FILE, TABLES
from vendor_review.schema.pins import LOGS

#: Files that may differ: what people did is added to them after a review, and the sidecar holds their hashes. What a
#: vendor was asked may move its score.
_NO_MATTER = {SOURCE_FILE, *(TABLES[name].file for name in LOGS if name != "requests")}
_NAMED = 4


@dataclass(frozen=True)
class PinnedReview:
    """A review that a decision can be made on: where it lies, its name (`<as-of>-<run id>`), and its day."""

    folder: Path
    name: str
    as_of: date


def find_review(
    register: Snapshot, reviews: Path, decided_on: date, named: Path | None = None
) -> PinnedReview:
    """The newest review of `register` as it is, up to a day, in the archive `reviews`; or the one in `named`.

    Decisions and reviews held that were added since do not count as a change.

    Raises
    ------
    UsageError
        There is none, with what has changed since the newest one and what to do.
    ArchiveError
        It is not what was published.
    """
    if named is not None:
        return _named(register, named, decided_on)
    archive = Archive(reviews, register.name)
    found = [
        (entry.as_of, place, archive.root / entry.folder)
        for place, entry in enumerate(archive.entries())
        if (archive.root / entry.folder).is_dir()
    ]
    if not found:
        raise UsageError(f"{reviews}: holds no review of {register.name}; {_FIRST}")
    in_time = sorted((one for one in found if date.fromisoformat(one[0]) <= decided_on), reverse=True)
    if not in_time:
        raise UsageError(
            f"{reviews}: every review of {register.name} is of a later day than {decided_on}; name a later day with "
            f"--as-of, or {_FIRST}"
        )
    for _, _, folder in in_time:
        manifest = _manifest(folder)
        if not _changes(register, manifest):
            _refuse(folder, archive.problems(folder))
            return _as_pinned(folder, manifest)
    newest = in_time[0][2]
    changed = _changes(register, _manifest(newest))
    raise UsageError(f"the register has changed since its newest review, {newest.name} ({changed}); {_FIRST}")


def _named(register: Snapshot, folder: Path, decided_on: date) -> PinnedReview:
    if not folder.is_dir():
        raise UsageError(f"{folder}: there is no such folder; name the folder of a review")
    _refuse(folder, verify_one(folder).problems)
    manifest = _manifest(folder)
    review = _as_pinned(folder, manifest)
    if manifest["register"] != register.name:
        raise UsageError(f"{folder}: is a review of {manifest['register']}, not of {register.name}")
    if review.as_of > decided_on:
        raise UsageError(f"{folder}: is of a later day than {decided_on}; a decision comes after its review")
    changed = _changes(register, manifest)
    if changed:
        raise UsageError(f"the register has changed since the review {review.name} ({changed}); {_FIRST}")
    return review


#: What to do where no review fits.
_FIRST = "run a review first (vendor-review run), look at it, and decide on that"


def _changes(register: Snapshot, manifest: Mapping[str, Any]) -> str:
    """What a review was made from otherwise, in words; "" for nothing."""
    then: Mapping[str, str] = manifest["inputs"]["register"]
    now = register.hashes
    differing = sorted(name for name in then.keys() | now.keys() if then.get(name) != now.get(name))
    changed = [name for name in differing if name not in _NO_MATTER]
    if manifest["formula_version"] != FORMULA_VERSION:
        changed.append(f"the scoring formula, now {FORMULA_VERSION}")
    more = f" and {len(changed) - _NAMED} more" if len(changed) > _NAMED else ""
    return ", ".join(changed[:_NAMED]) + more


def _as_pinned(folder: Path, manifest: Mapping[str, Any]) -> PinnedReview:
    as_of = str(manifest["parameters"]["as_of"])
    return PinnedReview(folder, f"{as_of}-{manifest['run_id']}", date.fromisoformat(as_of))


def _manifest(folder: Path) -> dict[str, Any]:
    try:
        return read_manifest(folder)
    except (OSError, ValueError) as problem:
        raise ArchiveError(f"{folder}: its manifest cannot be read ({problem})") from problem


def _refuse(folder: Path, problems: Sequence[str]) -> None:
    if problems:
        raise ArchiveError([f"{folder}: {problem}" for problem in problems])
