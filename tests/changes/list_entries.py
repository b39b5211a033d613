"""Entries of a public list for tests: only what matters is given, the rest is that of a plain hosting company."""

from __future__ import annotations

from datetime import date
from typing import Any

from hypothesis import strategies as st

from vendor_review.changes.public_lists.entry import SCHEMA
from vendor_review.schema.public_page import public_words

_PLACE = {"kind": "processing", "code": None, "as_written": None, "condition": None}
_ENTRY = {
    "name": "Nimbus",
    "legal_entity": "Nimbus GmbH",
    "role": "processor",
    "location": [{"code": "DE"}],
    "purpose": "Hosting of the service",
    "data_shared": "Names, e-mail addresses",
    "url": "https://nimbus.example",
    "security": ["https://nimbus.example/security"],
    "privacy": [],
    "transfer_basis": ["eea"],
    "since": "2024-01-01",
    "announced": False,
    "section": "Platform",
    "address": None,
    "product": None,
    "customer_region": None,
    "optional": False,
    "condition": None,
    "footnote": None,
}


def entry(**fields: Any) -> dict[str, Any]:
    """An entry; places need no more than what they state, and "" is not stated."""
    made: dict[str, Any] = {
        name: None if value == "" else value for name, value in {**_ENTRY, **fields}.items()
    }
    made["location"] = [_place(**place) for place in made["location"]]
    return made


def _place(**stated: str) -> dict[str, Any]:
    place: dict[str, Any] = {**_PLACE, **stated}
    words = [place[name] for name in ("as_written", "code") if place[name]]
    place["text"] = ", ".join(words) + (f" ({place['condition']})" if place["condition"] else "")
    return place


def listing(**fields: Any) -> dict[str, Any]:
    """The rest of a public list: the page and its notice terms."""
    notice = {
        "days": 30,
        "objection_days": 14,
        "day_type": "calendar",
        "channels": ["email"],
        "holidays": None,
        "subscribe": None,
    }
    return {
        "schema": SCHEMA,
        "organisation": "Acme",
        "legal_name": "Acme Inc.",
        "brand": None,
        "address": "https://acme.example/subprocessors",
        "contact": "privacy@acme.example",
        "columns": [*public_words.COLUMNS],
        **fields,
        "notice": {**notice, **fields.get("notice", {})},
    }


_words = st.sampled_from(["", "Names", "Names, e-mail", "Names, calls", "names; e-mail"])
_places = st.fixed_dictionaries(
    {"kind": st.sampled_from(["processing", "entity"])},
    optional={
        "code": st.sampled_from(["DE", "US"]),
        "as_written": st.sampled_from(["Town", "a region"]),
        "condition": st.just("only at night"),
    },
)
_entries = st.builds(
    entry,
    name=st.sampled_from(["Nimbus", "Stratus"]),
    legal_entity=st.sampled_from(["", "Nimbus GmbH", "Stratus Ltd"]),
    role=st.sampled_from(["", "processor", "affiliate"]),
    data_shared=_words,
    purpose=_words,
    location=st.lists(_places, max_size=3),
    transfer_basis=st.lists(st.sampled_from(["eea", "bcr", "scc_m3"]), unique=True),
    since=st.dates(date(2024, 1, 1), date(2027, 1, 1)).map(str),
    announced=st.booleans(),
    optional=st.booleans(),
    condition=st.sampled_from(["", "only with the add-on"]),
    customer_region=st.sampled_from(["", "EU customers", "all customers"]),
)
#: Lists of a few entries that have much in common.
lists = st.dictionaries(st.sampled_from("abcde"), _entries, max_size=4)
