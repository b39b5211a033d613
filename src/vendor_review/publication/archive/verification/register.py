"""Whether reviews still are what was published: one, the latest, or all of a register or of an archive.

A review is held against its manifest, the manifest against the index beside it, and the index against its own chain.
Whatever lies there may have been written by anybody: what cannot be read is a problem of its own, and hides no other.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import replace
from pathlib import Path

from vendor_review.errors import UsageError
from vendor_review.publication.archive.chain import Head, chain_head, chain_problems, expectation, unchained
from vendor_review.publication.archive.index import (
    INDEX,
    INDEX_PAGE,
    LATEST,
    LOCK,
    REVIEW_NAME,
    SIGN_OFFS,
    Index,
)
from vendor_review.publication.archive.manifest import MANIFEST
from vendor_review.publication.archive.settled_index import settled_index
from vendor_review.publication.archive.sign_off import stray_sign_offs
from vendor_review.publication.archive.staging import FRESH, STAGING
from vendor_review.publication.archive.verification.review import PENDING, Verified, verified_by, verify_one

_NAMED = 4


def verify_place(place: Path, expected: Head | None = None) -> Iterator[Verified]:
    """Verifies what lies in a folder, one after the other.

    Parameters
    ----------
    place
        A review's folder or `latest`, wherever it lies; the folder of a register's reviews; or the folder of all
        registers.
    expected
        A head of its register's chain that was kept elsewhere, and must be in it.

    Yields
    ------
    Verified
        For each review, and for an index that there is something to say of.

    Raises
    ------
    UsageError
        There is no review in it, or the expected head is of no register in it.
    """
    if not place.is_dir():
        raise UsageError(f"{place}: there is no such folder; name a review, or a folder of reviews")
    if _is_review(place):
        if expected is not None:
            yield _verify_chain(place.resolve().parent, expected)
        yield verify_one(place)
        return
    registers = _registers(place)
    if not registers:
        raise UsageError(f"{place}: there is no review in it, and none in the folders below")
    asked = [
        register for register in registers if expected and _register_name(register) == expected.register_name
    ]
    if expected is not None and len(asked) != 1:
        raise UsageError(
            f"{place}: {'no register' if not asked else 'more than one register'} in it is named "
            f"{expected.register_name}, as the expected head is; name the folder of that register's reviews"
        )
    for register in registers:
        yield from _verify_register(register, expected if register in asked else None)
    if registers != [place]:
        yield from _verify_top(place)


def heads_of(place: Path) -> list[Head]:
    """The heads of the chains in a folder, as `verify_place` takes it; none of an index that is not chained yet.

    Raises
    ------
    UsageError
        There is no review in it.
    """
    registers = [place.resolve().parent] if _is_review(place) else _registers(place)
    if not registers:
        raise UsageError(f"{place}: there is no review in it, and none in the folders below")
    found = []
    for register in registers:
        try:
            index = settled_index(register).index
        except ValueError:
            continue
        head = chain_head(index) if index else None
        if head is not None:
            found.append(head)
    return found


def _is_review(place: Path) -> bool:
    named = {place.name, place.resolve().name}
    if os.path.lexists(place / MANIFEST) or any(map(REVIEW_NAME.fullmatch, named)):
        return True
    return LATEST in named and not _registers(place)


def _registers(place: Path) -> list[Path]:
    """The folder itself, or those below it, that hold a register's reviews or their index."""
    if _is_register(place):
        return [place]
    return [path for path in sorted(place.iterdir()) if path.is_dir() and _is_register(path)]


def _is_register(folder: Path) -> bool:
    try:
        names = {path.name for path in folder.iterdir()}
    except OSError:  # somebody must look
        return True
    return bool(names & {INDEX, LATEST}) or any(map(REVIEW_NAME.fullmatch, names))


def _register_name(register: Path) -> str:
    try:
        index = settled_index(register).index
    except ValueError:
        return register.name
    return index.register_name if index else register.name


def _verify_register(register: Path, expected: Head | None) -> Iterator[Verified]:
    try:
        names = _reviews(register)
    except OSError as problem:
        closed = f"it cannot be looked into: {problem.strerror}"
        yield Verified(register, register.name, 0, (closed,), is_index=True)
        return
    about, settled = _verify_chain(register, expected), None
    with suppress(ValueError):  # the chain's verdict has it
        settled = settled_index(register)
    if settled is not None and settled.index is not None:
        about = _with_surroundings(about, register, names, settled.index)
    elif settled is not None:
        note = (
            f"there is no {INDEX}: only their own manifests vouch for these reviews, until a run starts one"
        )
        about = replace(about, notes=(*about.notes, note), is_open=True)
    if about.problems or about.notes:
        yield about
    for name in names:
        if (register / name).is_symlink() or not (register / name).is_dir():
            kind = "a link" if (register / name).is_symlink() else "no folder"
            yield Verified(register / name, name, 0, (f"{name} is {kind}, not a review",))
        else:
            yield verified_by(register / name, settled if settled and settled.index else None)


def _reviews(register: Path) -> list[str]:
    """The reviews below a register's folder, and behind them the latest copy."""
    dated = sorted(path.name for path in register.iterdir() if REVIEW_NAME.fullmatch(path.name))
    return [*dated, LATEST] if os.path.lexists(register / LATEST) else dated


def _verify_chain(register: Path, expected: Head | None) -> Verified:
    """The index by itself: whether it can be read, its chain holds, and what is expected is in it."""
    problems, notes = [], []
    try:
        settled = settled_index(register)
    except ValueError as damage:
        return Verified(register, register.name, 0, (str(damage),), is_index=True)
    index = settled.index
    if index is not None:
        problems = [f"{INDEX}: {problem}" for problem in chain_problems(index)]
        notes = [] if problems else _chain_notes(index, settled.is_pending)
    if expected is not None and not problems:
        problem, note = (
            expectation(index, expected)
            if index is not None
            else (f"is missing, and with it the expected head {expected}", "")
        )
        problems += [f"{INDEX} {problem}"] if problem else []
        notes += [note] if note else []
    return Verified(register, register.name, 0, tuple(problems), tuple(notes), is_index=True)


def _chain_notes(index: Index, is_pending: bool) -> list[str]:
    before, count = unchained(index.entries), len(index.entries)
    notes = []
    if before == count and count:
        notes.append(
            f"{INDEX} is from before reviews were chained; the next run that publishes starts the chain"
        )
    elif before:
        notes.append(
            f"the chain starts with review {before + 1} of {count}; its first entry vouches for those before, "
            "as they were then"
        )
    if is_pending:
        notes.append(PENDING)
    return notes


def _with_surroundings(about: Verified, register: Path, names: list[str], index: Index) -> Verified:
    """The same, with what else lies in the register's folder, and its page."""
    from vendor_review.publication.archive.verification.page import verify_index_page

    problems, notes = list(about.problems), list(about.notes)
    listed = [entry.folder for entry in index.entries]
    gone = sorted({name for name in listed if not os.path.lexists(register / name)})
    if gone:
        more = f" and {len(gone) - _NAMED} more" if len(gone) > _NAMED else ""
        notes.append(f"{INDEX} lists {', '.join(gone[:_NAMED])}{more}, taken away since")
    if LATEST not in names and len(gone) < len(set(listed)):
        problems.append(f"{LATEST} is missing; the next run that publishes makes it again")
    page = verify_index_page(register, index, names)
    problems += [page.problem] if page.problem else []
    notes += [page.note] if page.note else []
    problems += stray_sign_offs(register, listed)
    known = {*names, INDEX, INDEX_PAGE, LOCK, SIGN_OFFS}
    for path in sorted(register.iterdir()):
        if path.name in known or path.name.startswith((FRESH, STAGING)):
            continue
        if path.name.startswith("."):
            notes.append(f"{path.name} is no part of the archive")
        else:
            problems.append(f"{path.name} is no part of the archive; take it away")
    return replace(about, problems=tuple(problems), notes=tuple(notes))


def _verify_top(reviews: Path) -> Iterator[Verified]:
    from vendor_review.publication.archive.verification.page import verify_overview

    found = verify_overview(reviews)
    if found.problem or found.note:
        notes = (found.note,) if found.note else ()
        problems = (found.problem,) if found.problem else ()
        yield Verified(reviews, reviews.resolve().name, 0, problems, notes, is_index=True)
