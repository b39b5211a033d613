"""Anchors of the public list: made from names, so that a link to a vendor outlives the list's next edition."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping
from typing import Any

_LONGEST = 60


def anchors(kind: str, names: Iterable[str]) -> list[str]:
    """One anchor per name, such as `vendor-sendgrid`; a later one that would be the same gets a number.

    Letters and digits of ASCII are kept, accents dropped; of a name without any, `kind` is what remains.
    """
    taken: set[str] = set()
    found = []
    for name in names:
        letters = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode().lower()
        words = re.sub(r"[^a-z0-9]+", "-", letters)[:_LONGEST].strip("-")
        stem = anchor = f"{kind}-{words}" if words else kind
        count = 1
        while anchor in taken:
            count += 1
            anchor = f"{stem}-{count}"
        taken.add(anchor)
        found.append(anchor)
    return found


def anchored(listing: Mapping[str, Any]) -> list[dict[str, Any]]:
    """The sections of a public list (its `as_dict()`), they and their vendors each with an `anchor`.

    `named` of a section are its vendors by name, each once: one with several entries is led by the first.
    """
    sections = listing["sections"]
    names = [vendor["name"] for section in sections for vendor in section["vendors"]]
    of_vendors = iter(anchors("vendor", names))
    of_sections = anchors("section", [section["id"] or "other" for section in sections])
    found = []
    for section, anchor in zip(sections, of_sections, strict=True):
        vendors = [{**vendor, "anchor": next(of_vendors)} for vendor in section["vendors"]]
        named: dict[str, dict[str, Any]] = {}
        for vendor in vendors:
            named.setdefault(vendor["name"], vendor)
        found.append({**section, "anchor": anchor, "vendors": vendors, "named": list(named.values())})
    return found
