"""The archive of a register's reviews: staged, renamed into place, never overwritten, whole at every moment.

    reviews/<register>/<as-of>-<run id>/   one review
    reviews/<register>/latest/             a copy of the one for the latest date
    reviews/<register>/index.json, .html   all of them

Everything that can fail for want of space or permission is done under hidden names before the first rename.
A run that dies later leaves a whole review that the index does not list yet, and the next index beside it; the next run
puts that in its place, whatever it reviews itself. What no such index lists is never entered: nothing vouches for it.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from vendor_review.errors import ArchiveError, UsageError, said_plainly
from vendor_review.files.durable_files import (
    flush,
    locked,
)
from vendor_review.files.snapshot import sha256
from vendor_review.publication.archive.chain import chain_problems, chained
from vendor_review.publication.archive.commit import commit, is_latest, put_in_place, reviews_below
from vendor_review.publication.archive.files import hash_kept
from vendor_review.publication.archive.index import (
    INDEX,
    LATEST,
    LOCK,
    IndexEntry,
    entry_of,
    index_page,
    newest,
)
from vendor_review.publication.archive.manifest import (
    MANIFEST,
    hash_outputs,
    read_manifest,
    review_name,
    verify_review,
)
from vendor_review.publication.archive.settled_index import SettledIndex, settled_index
from vendor_review.publication.archive.staging import (
    PATIENCE_SECONDS,
    STAGING,
    HeldFolder,
    leftovers,
    sweep,
)
from vendor_review.publication.archive.verification.review import verify_one
from vendor_review.register.identity import SAFE, is_safe

_PARTING_SECONDS = 5.0  # a lock that is held longer when a run leaves is that of a run that stays


@dataclass(frozen=True)
class Published:
    """What came of publishing.

    Attributes
    ----------
    folder
        Where the review lies.
    new
        False if the same inputs had been reviewed before: that review was verified and kept.
    vouched_before
        Where the index's chain starts with this review: how many reviews of before it vouches for. 0 for all others.
    unrenewed
        What could not be renewed beside the review, such as `latest`, and why; "" if nothing.
    differing
        Files in which the kept review differs from the one just made, other than its manifest; none, unless
        the software below this package has changed in between.
    """

    folder: Path
    new: bool
    vouched_before: int = 0
    unrenewed: str = ""
    differing: tuple[str, ...] = ()


class Archive:
    """The reviews of one register below `reviews`, which is made when the first one is staged."""

    def __init__(self, reviews: Path, register_name: str) -> None:
        if not is_safe(register_name):
            raise UsageError(
                f"the register is named {register_name!r}, which cannot name a folder of the archive; {SAFE}. "
                "A register_id in page.toml or --name gives it another name"
            )
        self.register_name = register_name
        self.root = reviews / register_name

    @property
    def latest(self) -> Path:
        """The copy of the review for the latest date."""
        return self.root / LATEST

    def folder(self, as_of: date, run_id: str) -> Path:
        """Where the review of these inputs lies, or will."""
        return self.root / f"{as_of.isoformat()}-{run_id}"

    def entries(self) -> tuple[IndexEntry, ...]:
        """The reviews that the index lists, in the order in which they were published.

        An archive in which there are reviews and nothing else that a run leaves, such as a copy of some, has no index:
        it begins with those reviews that are whole.

        Raises
        ------
        ArchiveError
            The index is missing or damaged, its chain does not hold, or it is that of another register.
        """
        found = self._settled()
        return found.index.entries if found.index else self._newcomers()

    def newcomers(self) -> tuple[IndexEntry, ...]:
        """The whole reviews that lie in an archive without an index; none in an archive that has one."""
        return () if self._settled().index else self._newcomers()

    def _newcomers(self) -> tuple[IndexEntry, ...]:
        if not self.root.is_dir():
            return ()
        entries = []
        for name in sorted(reviews_below(self.root)):
            with suppress(
                ArchiveError, OSError, ValueError
            ):  # a folder that is no review of ours is left alone
                _refuse(self.root / name, verify_review(self.root / name))
                entries.append(self._entry(self.root / name, self.root / name))
        return tuple(entries)

    def _settled(self) -> SettledIndex:
        try:
            found = settled_index(self.root)
        except ValueError as problem:
            raise ArchiveError(str(problem)) from problem
        if found.index is not None:
            problems = chain_problems(found.index)
            if found.index.register_name != self.register_name:
                problems.append(f"it lists reviews of {found.index.register_name}")
            if problems:
                raise ArchiveError(
                    [f"{self.root / INDEX}: {problem}; restore it from a copy" for problem in problems]
                )
        return found

    def newest_before(self, as_of: date) -> Path | None:
        """The folder of the review for the latest day before `as_of`; of several, the one published last.

        A review that the index does not list is none: nothing vouches for it.
        """
        earlier = [
            entry
            for entry in self.entries()
            if entry.as_of < as_of.isoformat() and (self.root / entry.folder).is_dir()
        ]
        found = newest(earlier)
        return None if found is None else self.root / found.folder

    @contextmanager
    def staging(self, run_id: str) -> Iterator[Path]:
        """A new hidden folder in the archive's file system, removed at the end unless it was published.

        A lock held by this process tells other runs that the folder is alive. The operating system drops it
        with the process, however that ends; the next run removes the folder then. Where nothing was published
        into a new archive, the archive is gone again.

        Raises
        ------
        ArchiveError
            The archive cannot be written to, another run does not let go, or the index is damaged: nothing could
            be published.
        """
        reviews = self.root.parent
        is_new = not reviews.exists()
        staging = HeldFolder(self.root, f"{STAGING}{run_id}-")
        try:
            with said_plainly(), self._alone():
                self._settle()
                staging.open()
            yield staging.folder
        finally:
            staging.close()
            self._leave_if_empty()
            if is_new:
                with suppress(OSError):
                    reviews.rmdir()

    def publish(self, staged: Path, folder: Path, settle: Callable[[], None] = lambda: None) -> Published:
        """Makes the staged review part of the archive, or verifies the one that these inputs made before.

        Parameters
        ----------
        staged
            A folder from `staging`, complete with its manifest.
        folder
            Its place, from `folder`.
        settle
            Called once no other run is waited for any more, before the first change; may raise to prevent it.

        Raises
        ------
        ArchiveError
            What is staged, or what lies there, is not what its manifest says; the index is damaged; the disk
            is full or read-only; another run does not let go. The archive is as it was.
        """
        with said_plainly(), self._alone():
            settle()
            entries = self._settle()
            if folder.exists():
                _refuse(folder, self.problems(folder))
                self._entry(folder, folder)
                unrenewed = commit(self.root, self.register_name, entries)
                mine, kept = hash_outputs(staged), hash_outputs(folder)
                differing = sorted(p for p in mine.keys() | kept.keys() if mine.get(p) != kept.get(p))
                return Published(folder, new=False, unrenewed=unrenewed, differing=tuple(differing))
            _refuse(staged, verify_review(staged))
            entry = self._entry(staged, folder)
            page = index_page(self.register_name, (*entries, entry), reviews_below(self.root) | {folder.name})
            entry = chained(self.register_name, entries, entry, sha256(page))
            unrenewed = commit(self.root, self.register_name, (*entries, entry), staged, folder)
            begins = not entries or entries[-1].previous is None
            return Published(folder, True, len(entries) if begins else 0, unrenewed)

    def mend(self) -> None:
        """Ends what dead runs left undone; an archive that lacks nothing is only read, so that it may be read-only.

        Raises
        ------
        ArchiveError
            As `publish` does.
        """
        with said_plainly():
            entries, present = self.entries(), reviews_below(self.root)
            last = newest([entry for entry in entries if entry.folder in present])
            listed = os.path.lexists(self.root / INDEX)
            if listed and last and is_latest(self.root, last) and not leftovers(self.root):
                return
            with self._alone():
                unrenewed = commit(self.root, self.register_name, self._settle())
        if unrenewed:
            raise ArchiveError(unrenewed)

    def problems(self, folder: Path) -> list[str]:
        """Whether a review still is what was published: its files by its manifest, its manifest by the index."""
        return list(verify_one(folder).problems)

    def _entry(self, found: Path, folder: Path) -> IndexEntry:
        """The entry of the review that lies in `found` and belongs to `folder`."""
        manifest = read_manifest(found)
        entry = entry_of(manifest, folder.name, hash_kept(found / MANIFEST))
        place, name = review_name(manifest), manifest["register"]
        if name != self.register_name or place != folder.name:
            raise ArchiveError(f"{found}: a review of {name}, {place}, does not belong in {folder}")
        return entry

    def _settle(self) -> tuple[IndexEntry, ...]:
        """Ends what dead runs left undone, under the lock; the entries of the index."""
        found = self._settled()
        if found.is_pending:
            put_in_place(self.root, INDEX)
            flush(self.root)
        sweep(self.root)
        return found.index.entries if found.index else self._newcomers()

    def _leave_if_empty(self) -> None:
        """Takes the register's folder away if it holds nothing but the lock."""
        with suppress(OSError), self._alone(_PARTING_SECONDS):
            if [path.name for path in self.root.iterdir()] == [LOCK]:
                (self.root / LOCK).unlink()
                self.root.rmdir()

    @contextmanager
    def _alone(self, patience_seconds: float | None = None) -> Iterator[None]:
        with locked(self.root / LOCK, patience_seconds or PATIENCE_SECONDS):
            yield


def _refuse(folder: Path, problems: Sequence[str]) -> None:
    if problems:
        raise ArchiveError([f"{folder}: {problem}" for problem in problems])
