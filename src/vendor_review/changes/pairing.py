"""Which entries of one vendor go together, and two lists under common keys."""

from __future__ import annotations

from collections import defaultdict, deque
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from vendor_review.changes.entry import FIELDS, Entry, said
from vendor_review.changes.matching import Unclear, match
from vendor_review.changes.party import parties_of

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
class PairedEntries:
    """The entries of one vendor on both sides; those of one side alone are what it says once more than the other."""

    both: tuple[tuple[Entry, Entry], ...]
    left_only: tuple[Entry, ...]
    right_only: tuple[Entry, ...]


def pair_entries(left: Iterable[Entry], right: Iterable[Entry]) -> PairedEntries:
    """Pairs the entries of one vendor: those that say the same, then those that agree in less, then in their order.

    A vendor that is listed for several purposes or in several sections has an entry for each, and nothing tells them
    apart but what they say.
    """
    lefts, rights = [*left], [*right]
    partner: dict[int, int] = {}
    for fields in _AGREEING:
        waiting: dict[tuple[str, ...], deque[int]] = defaultdict(deque)
        taken = set(partner.values())
        for place, entry in enumerate(rights):
            if place not in taken:
                waiting[tuple(said(entry, name) for name in fields)].append(place)
        for place, entry in enumerate(lefts):
            same = waiting.get(tuple(said(entry, name) for name in fields))
            if place not in partner and same:
                partner[place] = same.popleft()
    taken = set(partner.values())
    return PairedEntries(
        both=tuple((lefts[at], rights[partner[at]]) for at in sorted(partner)),
        left_only=tuple(entry for place, entry in enumerate(lefts) if place not in partner),
        right_only=tuple(entry for place, entry in enumerate(rights) if place not in taken),
    )


@dataclass(frozen=True)
class KeyedLists:
    """Two lists by common keys: what has a key in both is one entry, what has it in one came or went.

    A key is a name as the newer list writes it, with a number behind it from the second entry of that name on.
    `unclear` are vendors that may be one: their entries have keys of their own, as if one had gone and the other come.
    """

    old: dict[str, Entry]
    new: dict[str, Entry]
    unclear: tuple[Unclear, ...]


def keyed_lists(old: Sequence[Entry], new: Sequence[Entry]) -> KeyedLists:
    """Matches two published lists entry by entry; in the order of the new list, then of what went."""
    matching = match(parties_of(old), parties_of(new))
    partners: list[tuple[Entry, Entry]] = []
    for pair in matching.pairs:
        entries = (entry for party in pair.right for entry in party.entries)
        partners += pair_entries(pair.left.entries, entries).both
    older = {id(after): before for before, after in partners}
    keyed = KeyedLists({}, {}, matching.unclear)
    free_keys = _free_keys()
    for entry in new:
        key = free_keys(entry["name"])
        keyed.new[key] = entry
        if id(entry) in older:
            keyed.old[key] = older[id(entry)]
    kept = {id(entry) for entry in keyed.old.values()}
    keyed.old.update((free_keys(entry["name"]), entry) for entry in old if id(entry) not in kept)
    return keyed


def _free_keys() -> Callable[[str], str]:
    """Gives a name, or the name with the next number behind it, as a key that was not given yet."""
    given: dict[str, int] = {}

    def free(name: str) -> str:
        key = name
        while key in given:
            given[name] += 1
            key = f"{name} ({given[name]})"
        given[key] = 1
        return key

    return free
