"""What differs between the list of an annex and an earlier one: marks of entries, and a row in words per change."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from vendor_review.changes.public_lists.entry import Entry
from vendor_review.changes.public_lists.list_changes import ListChange, list_changes
from vendor_review.changes.public_lists.matching import Unclear, keyed_lists
from vendor_review.changes.public_lists.published_list import Published
from vendor_review.characters import writable
from vendor_review.publication.languages.edition import Edition
from vendor_review.schema.public_page.labels import Labels

_ALWAYS_SHOWN = ("name", "section", "optional", "announced")


@dataclass(frozen=True)
class AnnexChange:
    """One difference from the earlier list, as a row in words."""

    name: str
    what: str
    before: str
    after: str


def compared(
    now: Sequence[Entry], earlier: Published | None, columns: Sequence[str], edition: Edition
) -> tuple[dict[int, list[ListChange]], list[AnnexChange], tuple[Unclear, ...]]:
    """Which changes each entry has, by its `id()`; all of them as rows; and which vendors may be one."""
    if earlier is None:
        return {}, [], ()
    keyed = keyed_lists(earlier.entries, now)
    # A column that comes or goes is no change of a vendor.
    fields = {
        *_ALWAYS_SHOWN,
        *(name for name in columns if any(entry.get(name) for entry in earlier.entries)),
    }
    before, after = (
        {key: {name: entry[name] for name in entry if name in fields} for key, entry in side.items()}
        for side in (keyed.old, keyed.new)
    )
    found = [change for change in list_changes(before, after) if not change.editorial]
    marks: dict[int, list[ListChange]] = {}
    for change in found:
        if change.key in keyed.new:
            marks.setdefault(id(keyed.new[change.key]), []).append(change)
    # What is said of a company is said in each of its entries.
    return marks, [*dict.fromkeys(_row(change, edition) for change in found)], keyed.unclear


def _row(change: ListChange, edition: Edition) -> AnnexChange:
    words = edition.words
    told = words["annex"]["changes"]
    section = edition.section(change.section) or words["page"]["other_section"]
    listed = told["listed"].format(section=section)
    if change.kind == "addition":
        what, after = told["new"], listed
        before = edition.what_is_new(change.before) or told["not_listed"]
        after = f"{edition.what_is_new(change.after)}; {after}" if change.after else after
    elif change.kind == "removal":
        what, before, after = told["removed"], listed, told["not_listed"]
    else:
        what = words["fields"][str(change.field)]
        sides = (edition.value(str(change.field), side) for side in (change.before, change.after))
        before, after = (side or words["not_stated"] for side in sides)
    return AnnexChange(*map(writable, (change.name, what, before, after)))


def edition_words(earlier: Published | None, words: Labels) -> str:
    """The day and the version of the earlier list in words."""
    if earlier is None:
        return ""
    day = words.long_day(earlier.updated_on) if earlier.updated_on else ""
    version = words["annex"]["edition"].format(version=earlier.version) if earlier.version else ""
    return writable(", ".join(filter(None, (day, version))))
