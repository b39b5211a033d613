"""On what terms two entries say the same: by letter for lists as we publish them, by meaning for those of others."""

from __future__ import annotations

import re
import unicodedata
from collections import defaultdict
from collections.abc import Hashable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from vendor_review.changes.public_lists.entry import CHOSEN, FIELDS, Entry, said
from vendor_review.changes.public_lists.party import name_key, root_of

#: Fields that are columns of others' lists: where most entries state one, a blank is one that states nothing.
_COLUMNS = ("purpose", "data_shared", "location", "product", "customer_region", "transfer_basis")
_PARTS = re.compile(r"[;,\n]|\s(?:and|und|et|y|&|\+)\s")
_MODULE = re.compile(r"_m\d$")
#: Fields in which two entries of a vendor agree, as long as some do; those that say the most first.
_AGREEING = (
    tuple(FIELDS),
    ("section", "purpose", "data_shared", "location"),
    ("purpose", "location"),
    ("section", "purpose"),
    ("purpose",),
    ("section", "location"),
    ("section",),
    (),
)


@dataclass(frozen=True)
class Terms:
    """What is compared, and how.

    Attributes
    ----------
    by_letter
        Whether everything counts that is written: so for lists of ours.
    carried
        Fields of which a blank in the list is a difference; any other counts only in an entry that states it.
    left_out
        Fields that are not compared.
    """

    by_letter: bool = True
    carried: frozenset[str] = frozenset(FIELDS)
    left_out: frozenset[str] = frozenset()

    @classmethod
    def of(cls, listed: Sequence[Entry], current: Sequence[Entry]) -> Terms:
        """The terms on which a list of others can be compared with what a register says."""
        carried = {
            field
            for field in _COLUMNS
            if 2 * sum(bool(entry[field]) for entry in listed) >= max(len(listed), 1)
        }
        carried |= {
            field
            for field, kind in FIELDS.items()
            if kind == "truth" and any(entry[field] for entry in listed)
        }
        here, there = ({_words(entry["section"] or "") for entry in entries} for entries in (listed, current))
        # Headings of others are another way of putting things in order, unless some are the register's.
        shared = (here & there) - {frozenset()}
        return cls(
            by_letter=False, carried=frozenset(carried), left_out=frozenset(() if shared else ("section",))
        )

    @property
    def agreeing(self) -> tuple[tuple[str, ...], ...]:
        """Fields in which entries of one vendor may agree, the most first."""
        if self.by_letter:
            return _AGREEING
        some = (
            tuple(field for field in FIELDS if field in self.carried),
            ("product", "purpose", "location"),
            ("product", "purpose"),
            *_AGREEING[2:],
        )
        return tuple(tuple(field for field in fields if field not in self.left_out) for fields in some)

    def key(self, entry: Entry, field: str) -> Hashable:
        """What an entry says of a field: equal where two say the same, false where one says nothing."""
        return said(entry, field) if self.by_letter else _meaning(entry[field], field)

    def compared(self, listed: Sequence[Entry]) -> list[str]:
        """The fields that a list lets compare, in the order of all fields."""
        stated = {field for field in FIELDS if any(entry[field] for entry in listed)}
        return [field for field in FIELDS if field in (stated | self.carried) - self.left_out]

    def differing(self, listed: Entry, current: Entry) -> Iterator[str]:
        """The fields in which an entry of a list and one of a register differ; of others' lists all but the name."""
        both = [field for field in CHOSEN if field in listed and field in current]
        differ = [
            field
            for field in (*FIELDS, *both)
            if field not in self.left_out and self.key(listed, field) != self.key(current, field)
        ]
        if self.by_letter:
            yield from differ
            return
        told = [field for field in differ if field != "name" and (listed[field] or field in self.carried)]
        found = [field for field in told if not _agree(field, listed, current)]
        # The place of an address is a place: one change of it is told once.
        yield from (field for field in found if not (field == "address" and "location" in found))


BY_LETTER = Terms()
"""Everything, as it is written: the terms of two lists of ours."""


def _words(text: str) -> frozenset[str]:
    """The parts of a text, each by its letters and digits alone."""
    plain = unicodedata.normalize("NFKC", text).casefold()
    parts = ("".join(filter(str.isalnum, part)) for part in _PARTS.split(plain))
    return frozenset(filter(None, parts))


def _meaning(value: Any, field: str) -> Hashable:
    if FIELDS[field] == "truth":
        return bool(value)
    if FIELDS[field] == "places":
        return frozenset(map(_place_key, value))
    if field == "transfer_basis":
        # Lists say standard clauses, and seldom which module of them.
        return frozenset(_MODULE.sub("", code) for code in value)
    if FIELDS[field] == "texts":
        return frozenset(map(_address_key, value))
    if field == "url":
        return _address_key(value or "")
    if field in ("name", "legal_entity"):
        return name_key(value) if value else ""
    return _words(value or "")


def _address_key(address: str) -> str:
    return address.partition("://")[2].removeprefix("www.").rstrip("/").casefold()


def _place_key(place: Mapping[str, Any]) -> Hashable:
    """Its code; its words where it has none."""
    return place["code"] or _words(place["as_written"] or place["text"] or "")


def _agree(field: str, listed: Entry, current: Entry) -> bool:
    """Whether two entries agree in a field of which one says more than the other."""
    if field == "url":
        # A list links to whichever page it likes.
        return bool(root_of(listed["url"] or "")) and root_of(listed["url"]) == root_of(current["url"] or "")
    if field == "legal_entity":
        # Drawn from the name on the list, which the register has as a name.
        return not current[field] and name_key(listed[field]) == name_key(current["name"])
    return field == "location" and _places_agree(_by_kind(listed), _by_kind(current))


def _by_kind(entry: Entry) -> dict[str, frozenset[Hashable]]:
    found: dict[str, set[Hashable]] = defaultdict(set)
    for place in entry["location"]:
        found[place["kind"] or "unstated"].add(_place_key(place))
    return {kind: frozenset(keys) for kind, keys in found.items()}


def _places_agree(
    listed: Mapping[str, frozenset[Hashable]], current: Mapping[str, frozenset[Hashable]]
) -> bool:
    """Whether the register has the listed places of each kind; a kind that one of the two leaves open may be any."""
    return bool(listed) and all(keys in _readings(kind, current) for kind, keys in listed.items())


def _readings(kind: str, current: Mapping[str, frozenset[Hashable]]) -> Iterable[frozenset[Hashable]]:
    unstated = current.get("unstated", frozenset())
    kinds = [*current] if kind == "unstated" else [kind]
    yield from (current.get(one, frozenset()) | unstated for one in kinds)
    yield from (current.get(one, frozenset()) for one in kinds)
    if kind == "unstated":
        yield frozenset().union(*current.values())
