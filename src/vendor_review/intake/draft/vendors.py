"""The vendors of a draft: one for each name that is written alike, with what its rows say of the firm itself."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence

from vendor_review.intake.blocks.block import Text
from vendor_review.intake.draft.gathered_cells import GatheredCells
from vendor_review.intake.readings.row import Fact, Row
from vendor_review.intake.wording.gazetteer import codes_in
from vendor_review.intake.wording.links import bare_links, is_web, link_kind
from vendor_review.intake.wording.names import (
    NameParts,
    is_generic,
    parts_of_name,
    without_label,
    without_legal_form,
)
from vendor_review.intake.wording.tables import folded

_MOST_ID = 40
_LINKED = (
    "name",
    "website",
    "privacy",
    "security",
    "dpa",
    "onward",
    "notes",
    "purpose",
    "place_unstated",
    "contact",
)
_TITLES = {
    "privacy": "Privacy",
    "security": "Security",
    "dpa": "Data processing agreement",
    "onward": "Subprocessors",
    "terms": "Terms",
}


def name_of(row: Row) -> NameParts:
    """The name that a row states; a bold or linked beginning is the name, and what follows in brackets is beside it."""
    text = row.facts[0].text
    head = next((mark for mark in text.marks if mark.kind in ("bold", "link") and mark.start == 0), None)
    rest = text.words[head.end :].strip() if head else ""
    if head and re.fullmatch(r"\([^()]+\)", rest):
        parts = parts_of_name(text.words)
        name = text.words[: head.end].strip(" :,")
        entity = parts.legal_entity if parts.legal_entity != text.words else ""
        return NameParts(
            name,
            entity or parts_of_name(name).legal_entity,
            parts.aliases,
            parts.stars,
            parts.place,
            parts.undecided,
        )
    lines = text.lines()
    # A link below the name, such as `Privacy`, is none of its words.
    while len(lines) > 1 and (is_generic(lines[-1].words) or without_label(f"x {lines[-1].words}") == "x"):
        lines = lines[:-1]
        text = text.part(0, text.words.rindex(lines[-1].words) + len(lines[-1].words))
    if len(lines) > 1 and row.facts[0].heading:
        first = parts_of_name(lines[0].words)
        below = parts_of_name(lines[1].words.strip("()"))
        if below.legal_entity and not first.legal_entity:
            return NameParts(
                first.name, below.legal_entity, first.aliases, first.stars, first.place, first.undecided
            )
    return parts_of_name(text.words)


def slug(words: str) -> str:
    """An id of letters, digits and hyphens for words."""
    plain = (
        unicodedata.normalize("NFKD", re.sub(r"\([^()]*\)", " ", words)).encode("ascii", "ignore").decode()
    )
    return re.sub(r"[^a-z0-9]+", "-", plain.casefold()).strip("-")[:_MOST_ID].rstrip("-")


def add_vendors(gathered: GatheredCells, rows: Sequence[Row]) -> list[str]:
    """Adds each vendor once, and its links as documents; gives the vendor's id of each row."""
    ids: dict[str, str] = {}
    taken: set[str] = set()
    grouped: dict[str, list[Row]] = {}
    given: list[str] = []
    for row in rows:
        key = folded(name_of(row).name)
        if key not in ids:
            ids[key] = _free(slug(without_legal_form(name_of(row).name)) or slug(key) or "vendor", taken)
        given.append(ids[key])
        grouped.setdefault(ids[key], []).append(row)
    for vendor_id, own in grouped.items():
        _add_vendor(gathered, vendor_id, own)
        _add_links(gathered, vendor_id, own)
    return given


def _free(wanted: str, taken: set[str]) -> str:
    number = 1
    found = wanted
    while found in taken:
        number += 1
        found = f"{wanted}-{number}"
    taken.add(found)
    return found


def _add_vendor(gathered: GatheredCells, vendor_id: str, rows: Sequence[Row]) -> None:
    name = rows[0].facts[0]
    parts = name_of(rows[0])
    cells = {"vendor_id": vendor_id, "name": parts.name, "legal_entity": parts.legal_entity}
    facts = dict.fromkeys(("name", "legal_entity", "aliases"), name)
    aliases = list(parts.aliases)
    for row in rows:
        for fact in row.all("alias"):
            aliases.append(fact.text.words)
            facts["aliases"] = fact
        for column, kind in (
            ("legal_entity", "legal_entity"),
            ("parent_group", "group"),
            ("contact", "contact"),
            ("address", "address"),
        ):
            stated = row.first(kind)
            if stated and not (column != "legal_entity" and cells.get(column)):
                cells[column], facts[column] = one_line(stated.text), stated
        for fact in row.all("place_entity"):
            codes = [code for code in codes_in(fact.text.words) if len(code) == 2 and code != "EU"]
            if len(codes) == 1 and "entity_country" not in cells:
                cells["entity_country"] = codes[0]
                facts["entity_country"] = fact
    cells["aliases"] = "; ".join(dict.fromkeys(alias.replace(";", ",") for alias in aliases))
    site = next(((href, fact) for href, kind, fact in links_of(rows) if kind == "site"), None)
    if site:
        cells["website"], facts["website"] = site[0], site[1]
    gathered.add("vendors", vendor_id, cells, facts)


def links_of(rows: Sequence[Row]) -> list[tuple[str, str, Fact]]:
    """Every web link of the rows: address, kind of page, and the fact that holds it."""
    found: dict[str, tuple[str, str, Fact]] = {}
    for row in rows:
        for fact in row.facts:
            if fact.kind not in _LINKED:
                continue
            linked = [*fact.text.links, *((href, href) for href in bare_links(fact.text.words))]
            for label, href in linked:
                if not is_web(href) or href in found:
                    continue
                kind = link_kind(label, href)
                if fact.kind in ("privacy", "security", "dpa", "onward") and kind in ("", "site", "terms"):
                    kind = fact.kind
                if fact.kind == "website" and kind == "":
                    kind = "site"
                found[href] = (href, kind, fact)
    return list(found.values())


def _add_links(gathered: GatheredCells, vendor_id: str, rows: Sequence[Row]) -> None:
    """Pages that the list links to, as documents of no level: nobody has read them yet."""
    number = 0
    for href, kind, fact in links_of(rows):
        if kind in ("site", "") and not (kind == "" and fact.kind == "name"):
            continue
        number += 1
        evidence_id = f"{vendor_id}-page-{number}"
        cells = {
            "evidence_id": evidence_id,
            "vendor_id": vendor_id,
            "kind": "webpage",
            "title": _TITLES.get(kind, ""),
            "location": href,
            "public_as": kind if kind in ("privacy", "security") else "",
        }
        at = Fact(fact.kind, Text(href), fact.where, fact.heading)
        gathered.add("evidence", evidence_id, cells, {"location": at})


def one_line(text: Text) -> str:
    """The words of a text in one line, its lines with `; ` between."""
    return "; ".join(line.words.rstrip(" ;,") for line in text.lines()) if "\n" in text.words else text.words
