"""Public lists for tests: entries of which only what matters is given, and lists as Hypothesis draws them."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from hypothesis import strategies as st

from vendor_review.changes.public_lists.entry import FIELDS, Entry
from vendor_review.characters import writable
from vendor_review.publication.public_list.files import public_files
from vendor_review.publication.public_list.listing import Entry as Listed
from vendor_review.publication.public_list.listing import ListSection, NoticeTerms, Place, PublicList

NOT_STATED: dict[str, Any] = {"places": (), "texts": (), "truth": False}
FORMULAS = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")


def entry(name: str, **told: Any) -> Entry:
    """An entry of a list; what is not told is not stated."""
    blank = {field: NOT_STATED.get(kind) for field, kind in FIELDS.items()}
    unknown = set(told) - set(FIELDS)
    assert not unknown, unknown
    return {**blank, "name": name, **told}


def write_list(listing: PublicList, folder: Path) -> dict[str, Path]:
    """The three forms of a list below `folder`, by the ending of their names."""
    folder.mkdir(parents=True, exist_ok=True)
    paths = {}
    for name, content in public_files(listing.as_dict()).items():
        (folder / name).write_bytes(content)
        paths[name.rpartition(".")[2]] = folder / name
    return paths


def a_list(*sections: tuple[str | None, list[Listed]], **told: Any) -> PublicList:
    """A list with these sections: title and entries."""
    blank: dict[str, Any] = {
        **dict.fromkeys(("legal_name", "brand", "services", "address", "updated_on", "version", "contact")),
        **dict.fromkeys(("introduction", "exclusions", "closing"), ()),
        "organisation": "Acme",
        "notice": NoticeTerms(30, None, "calendar", ("page", "email")),
    }
    made = [
        ListSection(title.casefold() if title else None, title, (), tuple(entries))
        for title, entries in sections
    ]
    return PublicList(**{**blank, **told, "sections": tuple(made)})


# A CSV takes an apostrophe before such a character for its own.
texts = (
    st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=20)
    .map(writable)  # as every checked register is
    .map(str.strip)
    .filter(lambda text: text and not (text[0] == "'" and text[1:].startswith(FORMULAS)))
)
links = st.sampled_from(
    ["https://a.example", "https://a.example/p?q=1&r=%20;s", "http://b.example/#x", "https://c.example/a;b/"]
)
many_links = st.lists(links, unique=True, max_size=3).map(tuple)
roles = st.sampled_from(["processor", "independent_controller", "affiliate"])
bases = st.sampled_from(["eea", "adequacy", "dpf_certified", "scc_m3", "art49", "none", "unknown"])
places = st.builds(
    Place,
    kind=st.none() | st.sampled_from(["processing", "entity", "unstated"]),
    code=st.none() | st.sampled_from(["DE", "US", "EU"]),
    as_written=st.none() | texts,
    condition=st.none() | texts,
    text=texts,
)
listed = st.builds(
    Listed,
    name=texts,
    legal_entity=st.none() | texts,
    address=st.none() | texts,
    role=st.none() | roles,
    location=st.lists(places, max_size=3).map(tuple),
    product=st.none() | texts,
    purpose=st.none() | texts,
    data_shared=st.none() | texts,
    customer_region=st.none() | texts,
    optional=st.booleans(),
    condition=st.none() | texts,
    url=st.none() | links,
    security=many_links,
    privacy=many_links,
    transfer_basis=st.lists(bases, unique=True, max_size=3).map(tuple),
    since=st.none() | st.dates(),
    announced=st.booleans(),
    footnote=st.none() | texts,
)
titles = st.none() | texts.filter(lambda title: " ".join(title.split()) != "Other subprocessors")
public_lists = st.lists(
    st.tuples(titles, st.lists(listed, max_size=4)), max_size=3, unique_by=lambda section: section[0]
).map(lambda sections: a_list(*sections, introduction=("Who works for us.",), exclusions=("Nobody else.",)))
