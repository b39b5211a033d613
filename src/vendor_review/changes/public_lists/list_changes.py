"""What has changed between two states of a public list, and of what customers must have notice."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from vendor_review.changes.public_lists.entry import Entry
from vendor_review.schema.cells.slips import is_one_slip
from vendor_review.schema.public_page import public_words

# Shorter words that differ in a letter are as a rule just different words: `not` and `now`.
_SHORTEST = 4
# Punctuation and white space between two digits tell numbers apart: `1.5` is not `15`.
_PUNCTUATION = re.compile(r"(?<!\d)[^\w\s<>=+%]|[^\w\s<>=+%](?!\d)|_")
_SPACE = re.compile(r"(?<!\d)\s+|\s+(?!\d)")


def same_wording(before: str | None, after: str | None) -> bool:
    """Whether two texts differ in case, punctuation, white space and slips of the pen within words, if at all.

    A slip is one letter more, less or other, or two swapped, in a word of four letters or more without digits that
    keeps its first letter. Not stated is the same as not stated only.
    """
    if before is None or after is None:
        return before is after
    old, new = (
        _PUNCTUATION.sub("", unicodedata.normalize("NFKC", text).casefold()) for text in (before, after)
    )
    if _SPACE.sub("", old) == _SPACE.sub("", new):
        return True
    words, others = old.split(), new.split()
    return len(words) == len(others) and all(map(_is_slip, words, others))


def _is_slip(word: str, other: str) -> bool:
    if word == other:
        return True
    long = min(len(word), len(other)) >= _SHORTEST and (word + other).isalpha()
    return long and word[0] == other[0] and is_one_slip(word, other)


Kind = Literal["addition", "removal", "change"]


@dataclass(frozen=True)
class ListChange:
    """One difference between two states of a list.

    Attributes
    ----------
    key
        What tells the entry apart in both states; never for customers.
    name, former_name
        The vendor's public name now (of a removal: the last one), and the one before where that was another.
    section
        Title of its section, None for vendors that are in none.
    field
        What has changed, a key of `public_words.FIELDS`; None for an addition or a removal. `vendor`: another
        company does the work.
    before, after
        Words as the list shows them; None is not stated. Both may be alike where data has moved under one wording.
    material
        More than wording: it changes who handles data, in which role, where, which data, or on what basis.
    needs_notice
        Customers must be told in time to object.
    """

    key: str
    kind: Kind
    name: str
    former_name: str | None
    section: str | None
    field: str | None
    before: str | None
    after: str | None
    material: bool
    needs_notice: bool


def list_changes(
    before: Mapping[str, Entry],
    after: Mapping[str, Entry],
    *,
    moved_data: Collection[str] = (),
    other_vendor: Collection[str] = (),
) -> tuple[ListChange, ...]:
    """The differences between two states of a list: additions and changes in the order of `after`, then removals.

    Additions, removals, and changes of vendor, role, place, data or transfer need notice. Another legal entity is
    material and needs none, unless the name is another as well: then another company has taken over. Wording, names,
    links, sections, and an announced vendor that is in use now, are told and no more. Order never matters, nor does
    a key that is another while the entry is the same.

    Parameters
    ----------
    before, after
        Key to entry.
    moved_data
        Keys whose data has changed by what the register knows of it, whatever the wording.
    other_vendor
        Keys that another company has taken over, by what the register knows.
    """
    renamed = _renamed_keys(before, after)
    found: list[ListChange] = []
    for key, entry in after.items():
        old = before.get(renamed.get(key, key))
        if old is None:
            found.append(_whole("addition", key, entry))
        else:
            found += _differences(key, old, entry, key in moved_data, key in other_vendor)
    gone = before.keys() - after.keys() - set(renamed.values())
    return (*found, *(_whole("removal", key, before[key]) for key in before if key in gone))


def _renamed_keys(before: Mapping[str, Entry], after: Mapping[str, Entry]) -> dict[str, str]:
    """Key now to key before, of entries that are the same under another key."""
    left: dict[str, list[str]] = {}
    for key, entry in before.items():
        if key not in after:
            left.setdefault(entry["name"], []).append(key)
    found: dict[str, str] = {}
    for key, entry in after.items():
        if key in before:
            continue
        candidates = left.get(entry["name"], [])
        same = next((old for old in candidates if not _differences(key, before[old], entry)), None)
        if same is not None:
            candidates.remove(same)
            found[key] = same
    return found


def _whole(kind: Kind, key: str, entry: Entry) -> ListChange:
    return ListChange(key, kind, entry["name"], None, entry.get("section"), None, None, None, True, True)


def _differences(
    key: str, before: Entry, after: Entry, data_moved: bool = False, other_vendor: bool = False
) -> list[ListChange]:
    former = before["name"] if before["name"] != after["name"] else None
    taken_over = other_vendor or _is_taken_over(before, after)

    def change(field: str, old: str | None, new: str | None, material: bool, notice: bool) -> ListChange:
        return ListChange(
            key, "change", after["name"], former, after.get("section"), field, old, new, material, notice
        )

    found = (
        [change("vendor", public_words.company_words(before), public_words.company_words(after), True, True)]
        if taken_over
        else []
    )
    for field in public_words.FIELDS:
        if field == "vendor" or (taken_over and field in ("name", "legal_entity")):
            continue
        old, new = before.get(field), after.get(field)
        moved = _has_moved(field, old, new) or (field == "data_shared" and data_moved)
        words, others = public_words.field_words(field, old), public_words.field_words(field, new)
        if moved or (words != others and not _reordered(old, new)):
            found.append(change(field, words, others, moved, moved and field in _NOTICE))
    return found


#: Fields whose change customers must be told of in time.
_NOTICE = frozenset({"role", "location", "data_shared", "transfer_basis"})


def _has_moved(field: str, before: Any, after: Any) -> bool:
    """Whether a field says something else of who handles data, in which role, where, which, or on what basis."""
    if field == "role":
        return bool(before != after)
    if field == "transfer_basis":
        return set(before or ()) != set(after or ())
    if field == "location":
        return not _same_places(before or (), after or ())
    return field in ("data_shared", "legal_entity") and not same_wording(before, after)


def _is_taken_over(before: Entry, after: Entry) -> bool:
    """Whether name and legal entity both are others; where a legal entity is not stated, it is but a new name."""
    old, new = before.get("legal_entity"), after.get("legal_entity")
    return bool(
        old and new and not same_wording(old, new) and not same_wording(before["name"], after["name"])
    )


def _same_places(before: Sequence[Entry], after: Sequence[Entry]) -> bool:
    """Whether each place of either has one in the other: the words of the source count only without a code."""
    return all(
        any(_same_place(place, other) for other in others)
        for places, others in ((before, after), (after, before))
        for place in places
    )


def _same_place(place: Entry, other: Entry) -> bool:
    worded = ("condition",) if place["code"] else ("condition", "as_written")
    return all(place[name] == other[name] for name in ("kind", "code")) and all(
        same_wording(place[name], other[name]) for name in worded
    )


def _reordered(before: Any, after: Any) -> bool:
    """Whether two lists hold the same in another order."""
    if not isinstance(before, Sequence) or isinstance(before, str):
        return False
    return sorted(map(repr, before)) == sorted(map(repr, after or ()))
