"""What customers read in English for a value or a field of the public list, wherever it is shown."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from vendor_review.schema.public_page.labels import labels

_ENGLISH = labels()
ROLES: Mapping[str, str] = _ENGLISH["roles"]
BASES: Mapping[str, str] = _ENGLISH["bases"]
#: Whether a vendor trains models on the data.
TRAINING: Mapping[str, str] = _ENGLISH["training"]
#: What a place is, beside its name.
PLACE_KINDS: Mapping[str, str] = _ENGLISH["place_kinds"]
#: Stands over vendors that are in no section.
OTHER_SECTION: str = _ENGLISH["page"]["other_section"]
#: Whether a vendor handles customers' data yet.
STATUS: Mapping[bool, str] = {
    is_to_come: str(_ENGLISH.field_words("announced", is_to_come)) for is_to_come in (True, False)
}
#: Fields of an entry, in the order of the page; `vendor` is name and legal entity together.
FIELDS: Mapping[str, str] = _ENGLISH["fields"]
#: Fields that only a page shows which names them among its columns.
CHOSEN = ("trains_on_data", "retention", "ai_models")
#: Fields that a page may show; it always tells the name, the section, what is optional and what is announced.
COLUMNS = tuple(
    field for field in FIELDS if field not in ("vendor", "name", "section", "optional", "announced")
)
#: Those of a page that chooses none.
USUAL = tuple(field for field in COLUMNS if field not in CHOSEN)


def field_words(field: str, value: Any) -> str | None:
    """A field's value in the words of the page; None is not stated."""
    return _ENGLISH.field_words(field, value)


def company_words(entry: Mapping[str, Any]) -> str:
    """A vendor's name, and its legal entity where that is stated."""
    legal_entity = entry.get("legal_entity")
    return f"{entry['name']} ({legal_entity})" if legal_entity else str(entry["name"])
