"""The public list, and what is told of its changes, with the words of one language in place of the English ones."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from vendor_review.publication.languages.edition import Edition
from vendor_review.schema.public_page import public_words

#: Fields of an entry that are texts of the company's own.
_TEXTS = (
    "product",
    "purpose",
    "data_shared",
    "customer_region",
    "condition",
    "footnote",
    "retention",
    "ai_models",
)
_FIELDS = {label: field for field, label in public_words.FIELDS.items()}


def list_in(edition: Edition, listing: Mapping[str, Any]) -> dict[str, Any]:
    """The list (its `as_dict()`) in a language; its facts, ids and names are the same.

    Its address is that of the page in the language, None if that is not stated.
    """
    wording = edition.wording
    worded = {section.id: section for section in wording.sections}
    return {
        **listing,
        "address": wording.address or None,
        "services": edition.own(wording.services) if wording.services else edition.text(listing["services"]),
        "introduction": edition.paragraphs(wording.introduction, listing["introduction"]),
        "exclusions": edition.paragraphs(wording.exclusions, listing["exclusions"]),
        "closing": edition.paragraphs(wording.closing, listing["closing"]),
        "sections": [
            {
                **section,
                "title": edition.section(section["title"]),
                "introduction": edition.paragraphs(
                    worded[section["id"]].introduction if section["id"] in worded else (),
                    section["introduction"],
                ),
                "vendors": [entry_in(edition, entry) for entry in section["vendors"]],
            }
            for section in listing["sections"]
        ],
        "announced": [_change_in(edition, change) for change in listing["announced"]],
        "log": [_change_in(edition, change) for change in listing["log"]],
    }


def told_in(edition: Edition, change: Mapping[str, Any]) -> dict[str, Any]:
    """A change as it is told (an `AnnouncedChange`), in a language."""
    details = [_detail_in(edition, label, words) for label, words in change["details"]]
    return {**_change_in(edition, change), "details": details}


def entry_in(edition: Edition, entry: Mapping[str, Any]) -> dict[str, Any]:
    """An entry of the list in a language."""
    texts = {field: edition.text(entry[field]) for field in _TEXTS if field in entry}
    places = [{**place, "text": edition.place(place["text"])} for place in entry["location"]]
    return {**entry, **texts, "location": places}


def _change_in(edition: Edition, change: Mapping[str, Any]) -> dict[str, Any]:
    field, sides = change["field"], ("before", "after")
    told = {
        side: edition.value(field, change[side]) if field else edition.what_is_new(change[side])
        for side in sides
    }
    return {**change, **told, "section": edition.section(change["section"])}


def _detail_in(edition: Edition, label: str, words: str) -> list[str]:
    field = _FIELDS.get(label, "")
    if not field:
        return [label, words]
    return [edition.words["fields"][field], edition.value(field, words) or ""]
