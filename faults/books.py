"""What an archive must keep whatever happens: books are kept about it, and compared with it after every fault."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from hashlib import sha256
from pathlib import Path
from typing import Literal

from vendor_review.publication.archive.chain import chain_problems
from vendor_review.publication.archive.index import (
    INDEX,
    INDEX_PAGE,
    LATEST,
    LOCK,
    REVIEW_NAME,
    IndexEntry,
    newest,
    open_index,
)
from vendor_review.publication.archive.manifest import MANIFEST, verify_review

Kind = Literal["lost", "torn", "unverifiable", "unsettled"]


@dataclass(frozen=True)
class Problem:
    """What is wrong with an archive.

    Attributes
    ----------
    kind
        `lost`: a review that was there has gone, or is another now. `torn`: something is there in part.
        `unverifiable`: something whole is not what its manifest or the index says. `unsettled`: a next run failed, or
        left what it should have ended.
    """

    kind: Kind
    text: str


def tree_digest(folder: Path) -> str:
    """One hash over every path and byte below a folder; hidden names at its top do not count."""
    total = sha256()
    for path in sorted(folder.rglob("*")):
        name = path.relative_to(folder).as_posix()
        if path.is_file() and not name.startswith("."):
            total.update(f"{name}\0{sha256(path.read_bytes()).hexdigest()}\n".encode())
    return total.hexdigest()


@dataclass
class Books:
    """The reviews of one register that have been seen whole, and how the archive compares with them now.

    Attributes
    ----------
    root
        The register's folder in the archive.
    seen
        Folder name to digest.
    unlisted
        How often a run died between putting its review in place and listing it.
    """

    root: Path
    seen: dict[str, str] = field(default_factory=dict)
    unlisted: int = 0

    def compare(self, *, settled: bool, without_latest: bool = False) -> list[Problem]:
        """Everything that is wrong; what is whole and new is entered.

        Parameters
        ----------
        settled
            A run has gone well since the last fault, so that nothing may be left undone.
        without_latest
            The copy may be missing for a moment, because names cannot be exchanged here.
        """
        if not self.root.exists():
            return [Problem("lost", f"{self.root} is gone")] if self.seen else []
        present = {path.name for path in self.root.iterdir() if REVIEW_NAME.fullmatch(path.name)}
        problems = [Problem("lost", f"{name} is gone") for name in sorted(self.seen.keys() - present)]
        for name in sorted(present):
            problems += self._review(name)
        try:
            entries = self._entries(problems)
        except ValueError as problem:
            problems.append(Problem("torn", str(problem)))
        else:
            problems += self._index(entries, present, settled)
            problems += self._latest(entries, settled, without_latest)
        if settled:
            hidden = sorted(path.name for path in self.root.iterdir() if path.name.startswith("."))
            known = {LOCK, INDEX, INDEX_PAGE, LATEST, *hidden}
            strange = {path.name for path in self.root.iterdir()} - known - present
            problems += [
                Problem("unsettled", f"{name} was left behind")
                for name in [*hidden, *sorted(strange)]
                if name != LOCK
            ]
        return problems

    def _entries(self, problems: list[Problem]) -> Sequence[IndexEntry]:
        path = self.root / INDEX
        if not path.exists():  # of an archive in which nothing has been published
            return ()
        index = open_index(path)
        problems += [Problem("unverifiable", f"{path}: {text}") for text in chain_problems(index)]
        return index.entries

    def _review(self, name: str) -> list[Problem]:
        folder = self.root / name
        kind: Kind = "unverifiable" if name in self.seen else "torn"
        problems = [Problem(kind, f"{name}: {text}") for text in verify_review(folder)]
        digest = tree_digest(folder)
        if not problems and self.seen.setdefault(name, digest) != digest:
            problems.append(Problem("lost", f"{name} is another review now"))
        return problems

    def _index(self, entries: Sequence[IndexEntry], present: set[str], settled: bool) -> list[Problem]:
        listed = [entry.folder for entry in entries]
        problems = [Problem("torn", f"{INDEX} lists {name} twice") for name in _twice(listed)]
        problems += [
            Problem("torn", f"{INDEX} lists {name}, which is not there") for name in set(listed) - present
        ]
        for entry in entries:
            manifest = self.root / entry.folder / MANIFEST
            if manifest.exists() and sha256(manifest.read_bytes()).hexdigest() != entry.manifest_sha256:
                problems.append(Problem("unverifiable", f"{INDEX} vouches for another {manifest}"))
        unlisted = present - set(listed)
        self.unlisted += len(unlisted)
        if len(unlisted) > (0 if settled else 1):
            problems.append(Problem("unsettled", f"{INDEX} does not list {', '.join(sorted(unlisted))}"))
        return problems

    def _latest(self, entries: Sequence[IndexEntry], settled: bool, without_latest: bool) -> list[Problem]:
        latest, last = self.root / LATEST, newest(entries)
        if not latest.exists():
            # The first review of an archive is listed before there is a latest.
            excused = not settled and (without_latest or len(entries) <= 1)
            return [] if excused or last is None else [Problem("torn", f"{LATEST} is missing")]
        problems = [Problem("torn", f"{LATEST}: {text}") for text in verify_review(latest)]
        if not problems and tree_digest(latest) not in self.seen.values():
            problems.append(Problem("unverifiable", f"{LATEST} is none of the reviews"))
        if settled and last and not problems and tree_digest(latest) != self.seen.get(last.folder):
            problems.append(Problem("unsettled", f"{LATEST} is not {last.folder}"))
        return problems


class Shelf:
    """The books of several registers of one archive, as those of one."""

    def __init__(self, reviews: Path, names: Sequence[str]) -> None:
        self.books = [Books(reviews / name) for name in names]

    def compare(self, *, settled: bool) -> list[Problem]:
        """As `Books.compare`, of all of them."""
        return [problem for one in self.books for problem in one.compare(settled=settled)]

    @property
    def seen(self) -> set[str]:
        """The names of all reviews that have been seen whole."""
        return {name for one in self.books for name in one.seen}

    @property
    def reviews(self) -> list[int]:
        """How many reviews of each register have been seen whole."""
        return [len(one.seen) for one in self.books]


def _twice(names: list[str]) -> set[str]:
    return {name for name in names if names.count(name) > 1}
