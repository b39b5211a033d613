"""Reads the records of data files: a vendor per record, a fact per key."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any

from vendor_review.intake.blocks.block import Records, Text
from vendor_review.intake.blocks.html_page import html_page
from vendor_review.intake.blocks.limits import Budget
from vendor_review.intake.readings.row import Fact, Reading, Row, Setting
from vendor_review.intake.wording.contexts import context_of
from vendor_review.intake.wording.headings import facts_of
from vendor_review.intake.wording.names import has_legal_form, host_names, is_known, is_name
from vendor_review.intake.wording.places import is_place

_SEVERAL = frozenset(
    (
        "notes",
        "website",
        "privacy",
        "security",
        "dpa",
        "onward",
        "place_processing",
        "place_entity",
        "place_unstated",
    )
)
# Keys that are the name only where nothing else is: `title` of a section, `label` of a link.
_MAYBE_NAME = ("title", "label", "id", "slug", "key")
# Facts that other records than those of vendors rarely have.
_WEIGHTS = {
    "place_processing": 0.15,
    "place_entity": 0.15,
    "place_unstated": 0.15,
    "data": 0.15,
    "transfer": 0.15,
    "dpa": 0.15,
}


def read_records(block: Records, setting: Setting) -> Reading:
    """The rows of a list of records; none, with the reason, where they name no vendors."""
    above = context_of(block.title)
    if above.decoy:
        return Reading((), 0, f"under a key that speaks of something else ({above.decoy.replace('_', ' ')})")
    setting = replace(setting, status=setting.status or above.status)
    block = replace(block, records=tuple(map(_flat, block.records)))
    keys = list(dict.fromkeys(str(key) for record in block.records for key in record))
    facts = _facts_of_keys(keys, block)
    names = [key for key, fact in facts.items() if fact == "name"]
    if not names:
        return Reading((), 0, "no key names a vendor")
    others = {fact for fact in facts.values() if fact not in ("name", "notes", "number")}
    if not others:
        return Reading((), 0, "its records have a name and nothing of a vendor")
    rows = tuple(
        _row(record, names[0], facts, f"{block.where or 'record'}[{number}]", block.title)
        for number, record in enumerate(block.records, start=1)
        if is_name(_text(record.get(names[0])).words)
    )
    share = len(rows) / len(block.records)
    if not rows or share < 0.7:
        return Reading((), 0, "its names are none of firms")
    telling = sum(_tells(row) for row in rows) / len(rows)
    said = sum(_WEIGHTS.get(fact, 0.1) for fact in others)
    about = setting.vendors or context_of(f"{block.where} {block.title}").vendors
    base = 0.15 if names[0] in _MAYBE_NAME else 0.3
    confidence = min(1.0, share * (base + min(0.35, said) + 0.3 * min(1, 2 * telling) + 0.2 * about))
    return Reading(tuple(map(setting.placed, rows)), confidence, f"key {names[0]!r} names firms")


def _flat(record: Mapping[str, Any]) -> Mapping[str, Any]:
    """A record in which a vendor that lies below a key of its own (`fields`, `vendor`) is part of it: `vendor.name`."""
    found: dict[str, Any] = {}
    for key, value in record.items():
        about = facts_of(str(key))
        is_vendor = (
            isinstance(value, Mapping) and "name" in map(str, value) and (not about or "name" in about)
        )
        if is_vendor and "name" not in record:
            found |= {f"{key}.{inner}": said for inner, said in value.items()}
        else:
            found[str(key)] = value
    return found


def _facts_of_keys(keys: list[str], block: Records) -> dict[str, str]:
    offered = sorted(
        (
            (weight, -place, fact, key)
            for place, key in enumerate(keys)
            for fact, weight in facts_of(key.rpartition(".")[2]).items()
        ),
        reverse=True,
    )
    found: dict[str, str] = {}
    for _, _, fact, key in offered:
        if key not in found and (fact in _SEVERAL or fact not in found.values()):
            found[key] = fact
    if "name" not in found.values():
        found |= dict.fromkeys([one for one in _MAYBE_NAME if one in keys][:1], "name")
    said: dict[str, list[str]] = {}
    for record in block.records:
        for key, value in record.items():
            if str(key) not in found and (words := _text(value).words):
                said.setdefault(str(key), []).append(words)
    for key, told in said.items():
        if all(is_place(words, 0.6) for words in told):
            found[key] = "place_unstated"
    if "purpose" not in found.values():
        section = next((key for key, fact in found.items() if fact == "section"), None)
        if section:
            found[section] = "purpose"
    return {key: found.get(key, "notes") for key in keys}


def _row(record: Mapping[str, Any], name: str, facts: Mapping[str, str], where: str, title: str) -> Row:
    said = [
        Fact(facts[str(key)], text, f"{where}.{key}", str(key))
        for key, value in record.items()
        if str(key) != name and (text := _text(value))
    ]
    section = next((fact.text.words for fact in said if fact.kind == "section"), title)
    return Row((Fact("name", _text(record[name]), f"{where}.{name}", name), *said), where, section)


def _text(value: Any) -> Text:
    """A value in words: parts of a list with `, ` between, those of a mapping with their keys."""
    if isinstance(value, str) and "<" in value and ">" in value:
        blocks = html_page(value, Budget("")).blocks
        texts = [text for block in blocks if isinstance(text := getattr(block, "text", None), Text)]
        if len(texts) == 1:
            return texts[0]
        return Text("\n".join(text.words for text in texts)) if texts else Text()
    if isinstance(value, str) and value.startswith(("http://", "https://")):
        return _link(value.strip())
    words = "; ".join(_words(value, 0))
    return Text(words.strip())


def _link(href: str) -> Text:
    from vendor_review.intake.blocks.block import Mark

    return Text(href, (Mark("link", 0, len(href), href),))


def _words(value: Any, depth: int) -> Iterator[str]:
    if value is None or depth > 6 or isinstance(value, bool):
        return
    if isinstance(value, Mapping):
        for key, inner in value.items():
            said = ", ".join(_words(inner, depth + 1))
            if said:
                yield f"{key}: {said}"
    elif isinstance(value, list):
        said = ", ".join(words for inner in value for words in _words(inner, depth + 1))
        if said:
            yield said
    elif str(value).strip():
        yield str(value).strip()


def _tells(row: Row) -> bool:
    name = row.words("name")
    links = [href for fact in row.facts for _, href in fact.text.links]
    return is_known(name) or has_legal_form(name) or any(host_names(name, href) for href in links)
