"""Puts a review, the index that lists it, its page and the latest copy in place: whole, also after a crash.

Everything that can fail for want of space or permission is done under hidden names before the first rename.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from vendor_review.files.durable_files import copy_flushed, flush, flush_tree, replace_folder, write_flushed
from vendor_review.publication.archive.files import hash_kept, read_kept
from vendor_review.publication.archive.index import (
    INDEX,
    INDEX_PAGE,
    LATEST,
    REVIEW_NAME,
    IndexEntry,
    index_bytes,
    index_page,
    newest,
)
from vendor_review.publication.archive.manifest import MANIFEST, verify_review
from vendor_review.publication.archive.staging import FRESH, sweep


def reviews_below(root: Path) -> set[str]:
    """The folders of reviews that are there, whatever is in them."""
    return {path.name for path in root.iterdir() if REVIEW_NAME.fullmatch(path.name)}


def commit(
    root: Path,
    register_name: str,
    entries: Sequence[IndexEntry],
    staged: Path | None = None,
    folder: Path | None = None,
) -> str:
    """Moves the staged review, if any, to `folder`; fits index and latest copy to `entries`.

    Once the index lists the review it is published: what cannot be put in place beside it then is only told, and that
    is what is returned, "" for nothing. Only for the holder of the archive's lock.

    Parameters
    ----------
    root
        The folder of the register's reviews.
    entries
        All that the index is to list, the staged review among them.
    """
    present = reviews_below(root) | ({folder.name} if folder else set())
    contents = {
        INDEX: index_bytes(register_name, entries),
        INDEX_PAGE: index_page(register_name, entries, present),
    }
    fresh = [name for name, content in contents.items() if _differs(root, name, content)]
    last = newest([entry for entry in entries if entry.folder in present])
    renews = last is not None and not is_latest(root, last)
    try:
        for name in fresh:
            write_flushed(root / f"{FRESH}{name}", contents[name])
        if last is not None and renews:
            source = root / last.folder
            if staged and source == folder:
                source = staged
            copy_flushed(source, root / f"{FRESH}{LATEST}")
        if staged and folder:
            flush_tree(staged)
            flush(root)  # the next index is on the disk before the review that only it lists
            staged.rename(folder)
            try:
                flush(root)
                fresh.remove(INDEX)
                put_in_place(root, INDEX)
            except BaseException:
                folder.rename(staged)  # what cannot be listed is not published
                raise
        return _renewed(root, fresh, renews)
    except BaseException:
        sweep(root)
        raise


def _renewed(root: Path, fresh: Sequence[str], renews: bool) -> str:
    """Puts the prepared files of these names in their places, and the copy; says what cannot be, and why."""
    problems = []
    for name in [*fresh, *([LATEST] if renews else [])]:
        try:
            if name == LATEST:
                replace_folder(root / f"{FRESH}{LATEST}", root / LATEST)
            else:
                put_in_place(root, name)
        except OSError as problem:
            problems.append(f"{root / name} could not be renewed: {problem.strerror or problem}")
    flush(root)
    if problems:
        sweep(root)
    return "; ".join(problems)


def put_in_place(root: Path, name: str) -> None:
    """Puts the prepared file of this name in its place."""
    (root / f"{FRESH}{name}").replace(root / name)


def _differs(root: Path, name: str, content: bytes) -> bool:
    try:
        return read_kept(root / name, len(content)) != content
    except (OSError, ValueError):
        return True


def is_latest(root: Path, entry: IndexEntry) -> bool:
    """Whether the latest copy is that review, and whole."""
    try:
        found = hash_kept(root / LATEST / MANIFEST)
    except OSError:
        return False
    is_ours = found == entry.manifest_sha256 and not (root / LATEST).is_symlink()
    return is_ours and not verify_review(root / LATEST)
