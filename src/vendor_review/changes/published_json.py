"""public-list.json as entries; what is not as its schema says is refused."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import Any

from vendor_review.changes.entry import FIELDS, PLACE_FIELDS, Entry, entries_of
from vendor_review.changes.entry import MOST_PROBLEMS
from vendor_review.errors import ListUnreadable

SCHEMA = "public-list/1"
_KIND_WORDS = {
    "name": "text",
    "text": "text or null",
    "texts": "a list of texts",
    "places": f"a list of places, each with {', '.join(PLACE_FIELDS)}",
    "truth": "true or false",
}


def json_entries(file: str, text: str) -> list[Entry]:
    """The entries of a public-list.json; `file` is what a refusal calls it.

    Raises
    ------
    ListUnreadable
        With all problems at once.
    """
    try:
        listing = json.loads(text)
    except ValueError as error:
        raise ListUnreadable(f"{file}: is not JSON: {error}.") from error
    except RecursionError as error:
        raise ListUnreadable(f"{file}: is nested too deep.") from error
    schema = listing.get("schema") if isinstance(listing, dict) else None
    if schema != SCHEMA:
        told = f"its schema is {schema!r}" if isinstance(schema, str) else "it states no schema"
        raise ListUnreadable(f"{file}: is no public list: {told}, and {SCHEMA!r} would be right.")
    problems = [f"{file}, {problem}." for problem in _listing_problems(listing)]
    if problems:
        raise ListUnreadable(problems[:MOST_PROBLEMS])
    return [{field: entry[field] for field in FIELDS} for entry in entries_of(listing)]


def _listing_problems(listing: Mapping[str, Any]) -> Iterator[str]:
    sections = listing.get("sections")
    if not isinstance(sections, list):
        yield "sections: is not a list of sections"
        return
    for number, section in enumerate(sections):
        where = f"sections[{number}]"
        if not isinstance(section, dict) or not isinstance(section.get("vendors"), list):
            yield f"{where}: is not a section with a list of vendors"
            continue
        yield from _wrong_fields(where, section, {"title": "text"})
        for place, vendor in enumerate(section["vendors"]):
            kinds = {field: kind for field, kind in FIELDS.items() if field != "section"}
            yield from _wrong_fields(f"{where}.vendors[{place}]", vendor, kinds)


def _wrong_fields(where: str, found: object, kinds: Mapping[str, str]) -> Iterator[str]:
    if not isinstance(found, dict):
        yield f"{where}: is not an object"
        return
    for field, kind in kinds.items():
        if field not in found:
            yield f"{where}: has no {field}"
        elif not _is_of_kind(kind, found[field]):
            yield f"{where}.{field}: is not {_KIND_WORDS[kind]}"


def _is_of_kind(kind: str, value: object) -> bool:
    if kind == "truth":
        return isinstance(value, bool)
    if kind in ("texts", "places"):
        is_part = _is_place if kind == "places" else _is_text
        return isinstance(value, list) and all(map(is_part, value))
    return _is_text(value) or (kind == "text" and value is None)


def _is_text(value: object) -> bool:
    """Whether this is text that a file and a terminal can take: JSON can write half a character."""
    return isinstance(value, str) and not any("\ud800" <= letter <= "\udfff" for letter in value)


def _is_place(value: object) -> bool:
    kinds = {name: "name" if name == "text" else "text" for name in PLACE_FIELDS}
    return not any(_wrong_fields("", value, kinds))
