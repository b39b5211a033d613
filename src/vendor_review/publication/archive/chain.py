"""The chain of an index: each entry carries the hash of the one before, so that the last one's hash vouches for all.

The hash of an entry is the SHA-256 of its fields as canonical JSON: keys sorted, no white space, ASCII. The first entry
of the chain carries the hash of its origin: the register's name, and all entries from before there was a chain.
Only `index.json` knows the order of reviews; a review itself is made from its inputs alone.
"""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from vendor_review.files.snapshot import sha256
from vendor_review.publication.archive.index import SCHEMA, Index, IndexEntry, index_bytes

_HEAD = re.compile(r"(?P<register>[^:]+):(?P<number>[1-9][0-9]{0,9}):(?P<hash>[0-9a-f]{64})", re.ASCII)


@dataclass(frozen=True)
class Head:
    """The last entry of a chain, as one line to be kept elsewhere: `register:number:hash`.

    Attributes
    ----------
    register_name
        Whose reviews the index lists.
    number
        How many it lists.
    hash
        SHA-256 of the last one's entry, hence of every entry before it, and of every file of the reviews.
    """

    register_name: str
    number: int
    hash: str

    def __str__(self) -> str:
        return f"{self.register_name}:{self.number}:{self.hash}"


def parse_head(line: str) -> Head:
    """The head that `str(head)` gave; ValueError if it is none."""
    found = _HEAD.fullmatch(line.strip())
    if found is None:
        raise ValueError(f"{line!r} is no head of a chain; it has the form register:number:SHA-256")
    return Head(found["register"], int(found["number"]), found["hash"])


def canonical_json(value: Any) -> bytes:
    """The same bytes for the same value: keys sorted, no white space, ASCII."""
    return json.dumps(value, sort_keys=True, separators=(",", ":"), allow_nan=False).encode("ascii")


def entry_hash(entry: IndexEntry) -> str:
    """SHA-256 of an entry, the hash of the one before it included."""
    return sha256(canonical_json(entry.as_dict()))


def _origin(register_name: str, before: Sequence[IndexEntry]) -> str:
    """What the first entry of a chain carries: the hash of the register's name and of the entries before the chain."""
    said = {"schema": SCHEMA, "register": register_name, "before": [entry.as_dict() for entry in before]}
    return sha256(canonical_json(said))


def unchained(entries: Sequence[IndexEntry]) -> int:
    """How many entries at the beginning are from before the chain."""
    return next((place for place, entry in enumerate(entries) if entry.previous is not None), len(entries))


def chained(
    register_name: str, entries: Sequence[IndexEntry], entry: IndexEntry, page_sha256: str
) -> IndexEntry:
    """`entry` as it follows after `entries`; the first of a chain vouches for those before it."""
    begins = not entries or entries[-1].previous is None
    previous = _origin(register_name, entries) if begins else entry_hash(entries[-1])
    return replace(entry, page_sha256=page_sha256, previous=previous)


def chain_head(index: Index) -> Head | None:
    """The head of an index; None where no entry is chained."""
    entries = index.entries
    if unchained(entries) == len(entries):
        return None
    return Head(index.register_name, len(entries), entry_hash(entries[-1]))


def chain_problems(index: Index) -> list[str]:
    """What an index says that cannot be, one sentence each; none if its chain holds."""
    entries = index.entries
    if not entries:
        return []
    listed = Counter(entry.folder for entry in entries)
    problems = [f"it lists {name} twice" for name, times in listed.items() if times > 1]
    begin = unchained(entries)
    if (index.schema == SCHEMA) is not (begin < len(entries)):
        problems.append(f"an index of the kind {index.schema} does not end with such an entry")
    expected = _origin(index.register_name, entries[:begin]) if begin < len(entries) else ""
    for entry in entries[begin:]:
        if entry.previous is None:
            problems.append(f"the entry of {entry.folder} is not chained, and one before it is")
            break
        if entry.previous != expected:
            problems.append(
                f"the chain breaks at {entry.folder}: an entry before it has been altered, moved, added or taken out"
            )
            break
        expected = entry_hash(entry)
    if not problems and index.schema == SCHEMA and index.content != index_bytes(index.register_name, entries):
        problems.append("its text is not as it was written, though it says the same")
    return problems


def expectation(index: Index, expected: Head) -> tuple[str, str]:
    """What became of a head that was kept elsewhere: a problem and a note, one of which is blank.

    The chain of `index` must hold.
    """
    begin, count = unchained(index.entries), len(index.entries)
    if index.register_name != expected.register_name:
        return f"lists reviews of {index.register_name}, and the expected head is {expected}", ""
    if not begin < expected.number <= count:
        listed = f"it lists {count} reviews" + (", none of them chained" if begin == count else "")
        return f"does not contain the expected head {expected}: {listed}; it has been cut or rewritten", ""
    if entry_hash(index.entries[expected.number - 1]) != expected.hash:
        return (
            f"does not contain the expected head {expected}: its entry {expected.number} or one before it "
            "has been rewritten"
        ), ""
    grown = count - expected.number
    if not grown:
        return "", "its head is the expected one"
    more = "1 review" if grown == 1 else f"{grown} reviews"
    return "", f"it contains the expected head, and has grown by {more} since"
