"""A vendor as one side knows it, and the keys of what it is called."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from vendor_review.changes.public_lists.entry import Entry
from vendor_review.schema.cells.names import name_keys, site_key

# Whoever may write a name may write a very long one: no pattern here goes back over what it has seen.
_ALSO_CALLED = re.compile(
    r"(?<![\s(,])[\s(,]+"
    r"(?:d\s?[./]?\s?b\s?[./]?\s?a\.?|t/a|a\.?/?k\.?/?a\.?|f\.?/?k\.?/?a\.?|doing business as|trading as"
    r"|also known as|formerly(?: known as)?)[\s:]+",
    re.IGNORECASE,
)
_OPENING = re.compile(r"[(\[]")
_DASH = re.compile(r"\s[-–—]\s")


@dataclass(frozen=True)
class Party:
    """A vendor as one side knows it.

    Attributes
    ----------
    name
        As it is written.
    entries
        What is listed of it; of a register, what it would list.
    vendor_ids
        Its rows in the register; none of a list.
    also
        Other names that are surely its own.
    belongs
        Names of what it belongs to or what belongs to it: parent group, products, legal entity.
    sites
        Addresses of its own.
    """

    name: str
    entries: tuple[Entry, ...] = ()
    vendor_ids: tuple[str, ...] = ()
    also: tuple[str, ...] = ()
    belongs: tuple[str, ...] = ()
    sites: tuple[str, ...] = ()


def parties_of(entries: Iterable[Entry]) -> list[Party]:
    """The vendors of a list, in its order: entries whose names differ in case, punctuation or legal form are one."""
    groups: dict[str, list[Entry]] = defaultdict(list)
    for entry in entries:
        groups[name_key(entry["name"])].append(entry)
    return [
        Party(
            name=group[0]["name"],
            entries=tuple(group),
            belongs=tuple(entry["legal_entity"] for entry in group if entry["legal_entity"]),
            sites=tuple(entry["url"] for entry in group if entry["url"]),
        )
        for group in groups.values()
    ]


@dataclass(frozen=True)
class Known:
    """Keys of what is known of a party.

    `key` is that of its name; `own` are all names that are surely its own; `parts` are those of a name that has another
    beside it; `belongs` and `sites` are as `Party` says.
    """

    key: str
    own: frozenset[str]
    parts: frozenset[str]
    belongs: frozenset[str]
    sites: frozenset[str]

    @classmethod
    def of(cls, party: Party) -> Known:
        """What `party` says, as keys."""
        names = [part for name in (party.name, *party.also) for part in _ALSO_CALLED.split(name)]
        parts = _keys(_beside(party.name)) if not _ALSO_CALLED.search(party.name) else frozenset()
        key = name_key(party.name)
        # Whoever calls one party A (B) and the other B (A) calls them the same.
        own = {key, *_keys(names), *([f"({'|'.join(sorted(parts))})"] if parts else [])}
        return cls(
            key=key,
            own=frozenset(own),
            parts=parts,
            belongs=_keys(party.belongs),
            sites=frozenset(filter(None, map(site_key, party.sites))),
        )

    def confirms(self, other: Known) -> bool:
        """Whether more than a part of the name says that the two are one."""
        if self.sites & other.sites:
            return True
        return any(
            split.parts and split.parts <= whole.own | whole.belongs
            for whole, split in ((self, other), (other, self))
        )


def name_key(name: str) -> str:
    """The key of a name; one without letters and digits is a name of its own."""
    return name_keys([name])[0] or f"({' '.join(name.split())})"


def _beside(name: str) -> tuple[str, ...]:
    """The two names in `A (B)` or `A - B`, () for any other."""
    end = len(name)
    while end and (name[end - 1] == "*" or name[end - 1].isspace()):
        end -= 1
    if end and name[end - 1] in ")]":
        opening = _OPENING.search(name, 1, end - 2)
        if opening:
            return name[: opening.start()], name[opening.end() : end - 1]
    dash = _DASH.search(name, 1, len(name) - 1)
    return (name[: dash.start()], name[dash.end() :]) if dash else ()


def _keys(names: Iterable[str]) -> frozenset[str]:
    return frozenset(key for key in name_keys(names) if key)
