"""Whether reviews still are what was published: one, the latest, or all of a register or of an archive."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from vendor_review.errors import UsageError
from vendor_review.publication.archive.index import INDEX, LATEST, REVIEW_NAME, IndexEntry, newest, read_index
from vendor_review.publication.archive.manifest import MANIFEST, read_manifest, verify_review
from vendor_review.snapshot import sha256

Index = Mapping[str, IndexEntry]
_NAMED = 4


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
        Whether this is about a register's index and not about one review.
    """

    folder: Path
    name: str
    files: int
    problems: tuple[str, ...]
    notes: tuple[str, ...] = ()
    is_index: bool = False


def review_name(manifest: Mapping[str, Any]) -> str:
    """`<as-of>-<run id>`, what the review is called wherever it lies."""
    return f"{manifest['parameters']['as_of']}-{manifest['run_id']}"


def verify_place(place: Path) -> Iterator[Verified]:
    """Verifies what lies in a folder, one after the other.

    Parameters
    ----------
    place
        A review's folder or `latest`, wherever it lies; the folder of a register's reviews; or the folder of all
        registers.

    Yields
    ------
    Verified
        For each review, and for an index that there is something to say of.

    Raises
    ------
    UsageError
        There is no review in it.
    """
    if not place.is_dir():
        raise UsageError(f"{place}: there is no such folder; name a review, or a folder of reviews")
    if (place / MANIFEST).is_file() or REVIEW_NAME.fullmatch(place.resolve().name):
        yield verify_one(place)
        return
    registers = [place] if _reviews(place) else [path for path in sorted(place.iterdir()) if path.is_dir()]
    found = False
    for register in registers:
        for verified in _verify_register(register):
            found = True
            yield verified
    if not found:
        raise UsageError(f"{place}: there is no review in it, and none in the folders below")


def verify_one(folder: Path) -> Verified:
    """A review, by its manifest; and by the index beside it, where it lies in an archive."""
    place = folder.resolve()
    try:
        index = _index_of(place.parent) if REVIEW_NAME.fullmatch(place.name) or place.name == LATEST else None
    except ValueError as problem:
        verified = _verified(folder, None)
        return replace(verified, problems=(str(problem), *verified.problems))
    return _verified(folder, index)


def _verify_register(register: Path) -> Iterator[Verified]:
    names, index = _reviews(register), None
    try:
        index = _index_of(register)
    except ValueError as problem:
        yield Verified(register, register.name, 0, (str(problem),), is_index=True)
    gone = sorted(set(index or ()) - set(names))
    if gone:
        more = f" and {len(gone) - _NAMED} more" if len(gone) > _NAMED else ""
        note = f"{INDEX} lists {', '.join(gone[:_NAMED])}{more}, taken away since"
        yield Verified(register, register.name, 0, (), (note,), is_index=True)
    for name in names:
        yield _verified(register / name, index)


def _reviews(register: Path) -> list[str]:
    """The reviews below a register's folder, and behind them the latest copy."""
    dated = sorted(path.name for path in register.iterdir() if REVIEW_NAME.fullmatch(path.name))
    return [*dated, LATEST] if (register / LATEST / MANIFEST).is_file() else dated


def _index_of(register: Path) -> Index | None:
    """The entries by their folders, in the order of the index; None where there is no index."""
    path = register / INDEX
    return {entry.folder: entry for entry in read_index(path)} if path.is_file() else None


def _verified(folder: Path, index: Index | None) -> Verified:
    problems = verify_review(folder)
    notes: list[str] = []
    try:
        manifest = read_manifest(folder)
        name, files = f"{manifest['register']} {review_name(manifest)}", len(manifest["outputs"])
    except (OSError, ValueError, LookupError, TypeError):
        return Verified(folder, folder.resolve().name, 0, tuple(problems))
    if index is not None and not problems:
        problems, notes = _vouched(folder, review_name(manifest), index)
    return Verified(folder, name, files, tuple(problems), tuple(notes))


def _vouched(folder: Path, name: str, index: Index) -> tuple[list[str], list[str]]:
    """What the index has against a review whose files are as its manifest says, and what else it knows."""
    place = folder.resolve()
    if place.name not in (name, LATEST):
        return [f"it is the review {name}, which does not belong in {place.name}"], []
    if name not in index and place.name == LATEST:
        return [f"{INDEX} does not list {name}, of which it is a copy"], []
    if name not in index:
        return [], [f"{INDEX} does not list it yet; the next run that publishes enters it"]
    if index[name].manifest_sha256 != sha256((folder / MANIFEST).read_bytes()):
        return [f"{MANIFEST} is not the one that {INDEX} vouches for"], []
    if place.name == LATEST:
        last = newest([entry for entry in index.values() if (place.parent / entry.folder).is_dir()])
        if last is not None and last.folder != name:
            return [], [f"a copy of {name}, and {last.folder} is newer; the next run that publishes mends it"]
    return [], []
