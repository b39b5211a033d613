"""A list that somebody else wrote, and a register beside it, as entries that say no more than either."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Hashable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any

from vendor_review.changes.public_lists.entry import CHOSEN, FIELDS, Entry, is_header
from vendor_review.changes.public_lists.published_list import LARGEST_LIST, read_published
from vendor_review.files.snapshot import read_file
from vendor_review.intake.importing import Part, read_list
from vendor_review.register import Register
from vendor_review.schema import CheckedRegister
from vendor_review.schema.cells.values import items

ALIASES, LINKS = "aliases", "links"
"""What an entry of such a list has beside its `FIELDS`: other names of the vendor, and all that it links to."""
_LISTED = ("active", "optional", "planned")
_READ = ("vendors", "engagements", "places", "evidence")
_COPIED = (
    "role",
    "product",
    "purpose",
    "data_shared",
    "customer_region",
    "condition",
    "footnote",
)
#: What a file of the forms in which we publish has, by its ending.
_PAGE = re.compile(rb"class\s{0,9}=\s{0,9}[\"']?public-list\b")
_OURS = {
    ".json": re.compile(rb'"schema"\s{0,9}:\s{0,9}"public-list/'),
    ".html": _PAGE,
    ".htm": _PAGE,
    ".csv": re.compile(
        rb"\A(?:\xef\xbb\xbf)?(?:[a-z_]{1,40},){%d,%d}[a-z_]{1,40}\s"
        % (len(FIELDS) - 1, len(FIELDS) + len(CHOSEN) - 1)
    ),
}

Row = Mapping[str, str]


@dataclass(frozen=True)
class ListRead:
    """A list of any form: the name of its file and its entries in their order.

    Attributes
    ----------
    is_ours
        Whether it has the form in which we publish, so that it carries every field.
    parts
        What of a list of others was read, and what not.
    """

    file: str
    entries: tuple[Entry, ...]
    is_ours: bool
    parts: tuple[Part, ...] = ()


def read_any(path: Path) -> ListRead:
    """Reads the list at `path`: as we publish it, or as `import` reads a list of others.

    Raises
    ------
    ListUnreadable
        It is neither; with what was found instead.
    """
    if _is_ours(path):
        found = read_published(path)
        return ListRead(found.file, found.entries, is_ours=True)
    read = read_list(path)
    content = read.draft.content
    tables = {
        name: [dict(zip(content.names(name), row, strict=True)) for row in content.tables.get(name, ())]
        for name in _READ
    }
    page = dict(content.page or ())
    titles = {
        words: page.get(key.removesuffix(".id") + ".title", words)
        for key, words in page.items()
        if key.endswith(".id")
    }
    rows = [row for row in tables["engagements"] if row["status"] in _LISTED]
    return ListRead(path.name, tuple(_entries(tables, rows, titles)), is_ours=False, parts=read.parts)


def _is_ours(path: Path) -> bool:
    """Whether the list at `path` has a form of ours, right or not; a folder is a review."""
    mark = _OURS.get(path.suffix.casefold())
    if path.is_dir() or mark is None:
        return path.is_dir()
    try:
        found = mark.search(read_file(path, LARGEST_LIST))
    except OSError:
        return False
    if found is None or path.suffix.casefold() != ".csv":
        return found is not None
    return is_header(found[0].decode("utf-8-sig").strip().split(","))


def registered_entries(checked: CheckedRegister, written: Register, as_of: date) -> list[Entry]:
    """What the register says is in use, for a list that others wrote: all but what it says is not public.

    A row of which it is not said whether it is public counts: that of a draft that nobody has confirmed yet. One that
    is planned counts without a date, too, since lists of others announce without one.

    Parameters
    ----------
    checked
        The register.
    written
        The same as it was loaded: only there a blank differs from a no.
    as_of
        The day on which what ends is still in use.
    """
    tables = {name: [*map(_plain, checked.tables[name].to_dict("records"))] for name in _READ}
    engaged = checked.tables["engagements"]
    public = written.tables["engagements"]["public"].reindex(engaged.index).fillna("").str.strip()
    rows = [
        row
        for row, is_public in zip(tables["engagements"], public, strict=True)
        if is_public.casefold() != "no"
        and (row["status"] in _LISTED or (row["status"] == "past" and row["ended_on"] > as_of.isoformat()))
    ]
    return _entries(tables, rows, {section.id: section.title for section in checked.page.sections})


def _plain(row: Mapping[Hashable, Any]) -> dict[str, str]:
    """A typed row as text."""
    return {str(name): _text(value) for name, value in row.items()}


def _text(value: object) -> str:
    if isinstance(value, datetime):
        return value.date().isoformat() if value == value else ""  # NaT is no equal of itself
    return value.strip() if isinstance(value, str) else ""


def _entries(
    tables: Mapping[str, Iterable[Row]], rows: Iterable[Row], titles: Mapping[str, str]
) -> list[Entry]:
    vendors = {row["vendor_id"]: row for row in tables["vendors"]}
    places: dict[str, list[Row]] = defaultdict(list)
    for row in tables["places"]:
        places[row["engagement_id"]].append(row)
    documents: dict[str, list[Row]] = defaultdict(list)
    for row in tables["evidence"]:
        if row["location"].startswith(("https://", "http://")):
            documents[row["vendor_id"]].append(row)
    return [
        _entry(
            row, vendors[row["vendor_id"]], places[row["engagement_id"]], documents[row["vendor_id"]], titles
        )
        for row in rows
        if row["vendor_id"] in vendors
    ]


def _entry(
    row: Row, vendor: Row, places: Iterable[Row], documents: Iterable[Row], titles: Mapping[str, str]
) -> Entry:
    links = [(one["public_as"], one["location"]) for one in documents]
    cells: dict[str, Any] = {
        "section": titles.get(row["section"], "") or row["section"],
        "name": vendor["name"],
        "legal_entity": vendor["legal_entity"],
        "address": vendor["address"],
        "location": [*map(_place, places)],
        "optional": row["status"] == "optional",
        "url": vendor["website"],
        "security": [link for kind, link in links if kind == "security"],
        "privacy": [link for kind, link in links if kind == "privacy"],
        "transfer_basis": items(row["transfer_mechanism"]),
        "since": row["effective_on"] or row["engaged_on"],
        "announced": row["status"] == "planned",
        **{name: row[name] for name in _COPIED},
    }
    entry: Entry = {
        field: cells[field] or (None if kind == "text" else cells[field]) for field, kind in FIELDS.items()
    }
    entry[ALIASES] = items(vendor["aliases"])
    entry[LINKS] = [link for _, link in links]
    return entry


def _place(row: Row) -> dict[str, str | None]:
    condition = f" ({row['condition']})" if row["condition"] else ""
    text = (row["as_written"] or row["code"]) + condition
    return {**{name: row[name] or None for name in ("kind", "code", "as_written", "condition")}, "text": text}
