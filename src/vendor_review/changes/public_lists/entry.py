"""An entry of a public list as plain data: what one list says of one vendor under one section."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

SCHEMA = "public-list/1"
Entry = dict[str, Any]
"""A vendor object of public-list.json, and `section`, the title of its section or None."""

FIELDS: Mapping[str, str] = {
    "section": "text",
    "name": "name",
    "legal_entity": "text",
    "address": "text",
    "role": "text",
    "location": "places",
    "product": "text",
    "purpose": "text",
    "data_shared": "text",
    "customer_region": "text",
    "optional": "truth",
    "condition": "text",
    "url": "text",
    "security": "texts",
    "privacy": "texts",
    "transfer_basis": "texts",
    "since": "text",
    "announced": "truth",
    "footnote": "text",
}
"""Field to the kind of its value: text may be None, a name may not; texts and places are lists; a truth is a bool."""
CHOSEN: Mapping[str, str] = {"trains_on_data": "text", "retention": "text", "ai_models": "text"}
"""Further fields, which an entry has only where the page chooses them for its columns."""
KINDS: Mapping[str, str] = {**FIELDS, **CHOSEN}
PLACE_FIELDS = ("kind", "code", "as_written", "condition", "text")
SHOWN_KINDS = ("processing", "entity")
"""Kinds of place that a list tells beside the words of the place; any other goes without saying."""
BETWEEN = "; "
"""What separates several values in one cell of public-list.csv."""
MOST_PROBLEMS = 20
"""So many problems of an unreadable list are named at once."""


def entries_of(listing: Mapping[str, Any]) -> list[Entry]:
    """The entries of a public list as data (its `as_dict()`, or public-list.json), in its order."""
    return [
        {**vendor, "section": section["title"]}
        for section in listing["sections"]
        for vendor in section["vendors"]
    ]


def is_header(names: Sequence[str]) -> bool:
    """Whether these are the columns of a public-list.csv, in any order."""
    return len({*names}) == len(names) and {*names} - CHOSEN.keys() == FIELDS.keys()


def said(entry: Entry, field: str) -> str:
    """What an entry says of a field, "" for not stated; equal where two lists say the same, whatever their form.

    White space and the order of several values do not count, nor what a list does not show of a place.
    """
    value, kind = entry[field], KINDS[field]
    if kind == "truth":
        return "yes" if value else "no"
    if kind in ("text", "name"):
        return _even(value or "")
    # A value that holds what stands between values is several in a CSV, so that it is several everywhere.
    joined = BETWEEN.join(map(shown_place, value) if kind == "places" else value)
    return BETWEEN.join(sorted({*map(str.strip, _even(joined).split(BETWEEN))} - {""}))


def shown_place(place: Mapping[str, Any]) -> str:
    """A place as public-list.csv tells it, led by its kind."""
    text: str = place["text"]
    return f"{place['kind']}: {text}" if place["kind"] in SHOWN_KINDS else text


def _even(text: str) -> str:
    """`text` without white space around it, and with a space for each run of it."""
    return " ".join(text.split())


def place_in_words(kind: str | None, text: str) -> Mapping[str, str | None]:
    """A place of which no more is known than its kind and words."""
    return {**dict.fromkeys(PLACE_FIELDS), "kind": kind, "text": text}
