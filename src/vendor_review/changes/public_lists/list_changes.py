"""What has changed between two states of a public list, and of what customers must have notice."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from vendor_review.changes.public_lists.entry import Entry
from vendor_review.register.close_words import is_one_slip
from vendor_review.schema.cells.place_codes import code_of
from vendor_review.schema.public_page import public_words
from vendor_review.schema.public_page.labels import labels

_NEW: Mapping[str, str] = labels()["new"]
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
        Words as the list shows them; None is not stated. Both may be alike where data has moved under one wording. Of
        an addition of a vendor that is listed already, what of it is new; of any other None.
    material
        More than wording: it changes who handles data, in which role, where, which data, or on what basis.
    needs_notice
        Customers must be told in time to object.
    editorial
        Other words for the same thing, or another link: customers are not told.
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
    editorial: bool = False


def list_changes(
    before: Mapping[str, Entry],
    after: Mapping[str, Entry],
    *,
    moved_data: Collection[str] = (),
    other_vendor: Collection[str] = (),
) -> tuple[ListChange, ...]:
    """The differences between two states of a list: additions and changes in the order of `after`, then removals.

    Additions, changes of vendor, role, place, data, transfer, customer region or training on the data, and what was
    optional or tied to a condition and no longer is, need notice. A removal is material and needs none; so is another
    legal entity, unless the name is another as well: then another company has taken over. Purposes, names and
    sections are told and no more. Spellings, links, and other words for a place are editorial. Order never matters,
    nor does a key that is another while the entry is the same. A field that either entry lacks is not compared: that
    list does not carry it.

    Parameters
    ----------
    before, after
        Key to entry.
    moved_data
        Keys whose data has changed by what the register knows of it, whatever the wording.
    other_vendor
        Keys that another company has taken over, by what the register knows.
    """
    renamed = renamed_keys(before, after)
    found: list[ListChange] = []
    for key, entry in after.items():
        old = before.get(renamed.get(key, key))
        if old is None:
            listed = _listed_already(entry, before, after, renamed)
            found.append(_whole("addition", key, entry, listed))
        else:
            found += _differences(key, old, entry, key in moved_data, key in other_vendor)
    gone = before.keys() - after.keys() - set(renamed.values())
    return (*found, *(_whole("removal", key, before[key]) for key in before if key in gone))


def renamed_keys(before: Mapping[str, Entry], after: Mapping[str, Entry]) -> dict[str, str]:
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


def _whole(kind: Kind, key: str, entry: Entry, listed: Sequence[Entry] = ()) -> ListChange:
    needs_notice = kind == "addition"
    was, new = (LISTED_ALREADY, _what_is_new(entry, listed)) if listed else (None, None)
    return ListChange(
        key, kind, entry["name"], None, entry.get("section"), None, was, new, True, needs_notice
    )


#: What was before an addition of a vendor that has another entry.
LISTED_ALREADY: str = _NEW["listed_already"]


def _listed_already(
    entry: Entry, before: Mapping[str, Entry], after: Mapping[str, Entry], renamed: Mapping[str, str]
) -> list[Entry]:
    """The entries that the earlier list has of the same vendor, also where it had another name then."""
    kept = [
        before[former]
        for key, other in after.items()
        if other["name"] == entry["name"] and (former := renamed.get(key, key)) in before
    ]
    return kept or [old for old in before.values() if old["name"] == entry["name"]]


def _what_is_new(entry: Entry, listed: Sequence[Entry]) -> str:
    """What an entry says that no other of its vendor does: `new place: Oslo, Norway`."""
    told = []
    product = entry.get("product")
    if product and not any(same_wording(product, old.get("product")) for old in listed):
        told.append(_NEW["product"].format(words=product))
    known = [place for old in listed for place in old.get("location") or ()]
    places = [
        place for place in entry.get("location") or () if not any(_same_place(one, place) for one in known)
    ]
    if places:
        told.append(_NEW["location"].format(words=public_words.field_words("location", places)))
    for field in ("customer_region", "purpose", "section"):
        words = entry.get(field)
        if not told and words and not any(same_wording(words, old.get(field)) for old in listed):
            told.append(_NEW[field].format(words=words))
    return "; ".join(told) or _NEW["one_more"]


def _differences(
    key: str, before: Entry, after: Entry, data_moved: bool = False, other_vendor: bool = False
) -> list[ListChange]:
    former = before["name"] if before["name"] != after["name"] else None
    taken_over = other_vendor or _is_taken_over(before, after)

    def change(field: str, old: str | None, new: str | None, material: bool, notice: bool) -> ListChange:
        editorial = not material and (field in _LINKS or field == "location" or same_wording(old, new))
        section = after.get("section")
        return ListChange(
            key, "change", after["name"], former, section, field, old, new, material, notice, editorial
        )

    found = (
        [change("vendor", public_words.company_words(before), public_words.company_words(after), True, True)]
        if taken_over
        else []
    )
    for field in public_words.FIELDS:
        if field not in before or field not in after or (taken_over and field in ("name", "legal_entity")):
            continue
        old, new = before[field], after[field]
        moved = _has_moved(field, old, new) or (field == "data_shared" and data_moved)
        words, others = public_words.field_words(field, old), public_words.field_words(field, new)
        if moved or (words != others and not _reordered(old, new)):
            is_relief = field == "trains_on_data" and new == "no"
            needs_notice = moved and not is_relief and (field in NOTICED or (field in LIMITS and not new))
            found.append(change(field, words, others, moved, needs_notice))
    return found


#: Fields whose change customers must be told of in time.
NOTICED = frozenset(
    {"role", "location", "data_shared", "transfer_basis", "customer_region", "trains_on_data"}
)
#: Fields that limit an engagement to some customers: once one is gone, it concerns the others as well.
LIMITS = frozenset({"optional", "condition"})
_LINKS = frozenset({"url", "security", "privacy"})


def _has_moved(field: str, before: Any, after: Any) -> bool:
    """Whether a field says something else of who handles data, in which role, where, which, or on what basis."""
    if field in ("role", "optional", "trains_on_data"):
        return bool(before != after)
    if field == "transfer_basis":
        return set(before or ()) != set(after or ())
    if field == "location":
        return not _same_places(before or (), after or ())
    worded = ("data_shared", "legal_entity", "customer_region", "condition")
    return field in worded and not same_wording(before, after)


def _is_taken_over(before: Entry, after: Entry) -> bool:
    """Whether name and legal entity both are others; where a legal entity is not stated, it is but a new name."""
    old, new = before.get("legal_entity"), after.get("legal_entity")
    return bool(
        old and new and not same_wording(old, new) and not same_wording(before["name"], after["name"])
    )


def _same_places(before: Sequence[Entry], after: Sequence[Entry]) -> bool:
    """Whether each place of either list is one of the other, in whatever words."""
    pairs = [(old, new) for old in before for new in after if _same_place(old, new)]
    return all(any(old is place for old, _ in pairs) for place in before) and all(
        any(new is place for _, new in pairs) for place in after
    )


def _same_place(before: Entry, after: Entry) -> bool:
    """Whether two places are one: by the country that code or words name, else by their words.

    A place of no stated kind may be one of processing, and counts as such. A code that was mended is the same place
    where the words stayed and name the country of the new code.
    """
    if _kind(before) != _kind(after) or not same_wording(before["condition"], after["condition"]):
        return False
    codes = [place["code"] or code_of(_place_words(place)) for place in (before, after)]
    words = [_place_words(place) for place in (before, after)]
    if codes[0] == codes[1]:
        return bool(codes[0]) or same_wording(*words)
    return bool(codes[1]) and same_wording(*words) and code_of(words[1]) == codes[1]


def _kind(place: Entry) -> str:
    return "entity" if place["kind"] == "entity" else "processing"


def _place_words(place: Entry) -> str:
    """The source's words; of a list that was read from its page, all that it says of the place."""
    return str(place["as_written"] or ("" if place["code"] else place["text"]))


def _reordered(before: Any, after: Any) -> bool:
    """Whether two lists hold the same in another order."""
    if not isinstance(before, Sequence) or isinstance(before, str):
        return False
    return sorted(map(repr, before)) == sorted(map(repr, after or ()))
