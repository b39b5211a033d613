"""What customers read for a value or a field of the public list, wherever it is shown."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

ROLES: Mapping[str, str] = {
    "processor": "Processor",
    "independent_controller": "Independent controller",
    "affiliate": "Affiliated company",
}
BASES: Mapping[str, str] = {
    "eea": "No transfer out of the EEA",
    "adequacy": "Adequacy decision",
    "dpf_certified": "EU-US Data Privacy Framework",
    "scc": "EU standard contractual clauses",
    "scc_m1": "EU standard contractual clauses, module 1",
    "scc_m2": "EU standard contractual clauses, module 2",
    "scc_m3": "EU standard contractual clauses, module 3",
    "scc_m4": "EU standard contractual clauses, module 4",
    "bcr": "Binding corporate rules",
    "uk_idta": "UK International Data Transfer Agreement",
    "uk_addendum": "UK Addendum to the EU standard contractual clauses",
    "art49": "Derogation under Article 49 GDPR",
    "none": "None",
    "unknown": "Unknown",
}
#: Whether a vendor trains models on the data.
TRAINING: Mapping[str, str] = {"yes": "Yes", "no": "No", "opt_out": "Yes, unless we object"}
#: What a place is, beside its name.
PLACE_KINDS: Mapping[str, str] = {"processing": "processing", "entity": "registered office"}
#: Stands over vendors that are in no section.
OTHER_SECTION = "Other subprocessors"
#: Whether a vendor handles customers' data yet.
STATUS: Mapping[bool, str] = {True: "announced", False: "in use"}
#: Fields of an entry, in the order of the page; `vendor` is name and legal entity together.
FIELDS: Mapping[str, str] = {
    "vendor": "Vendor",
    "name": "Name",
    "section": "Section",
    "product": "Product",
    "purpose": "Purpose",
    "data_shared": "Data shared",
    "location": "Location",
    "role": "Role",
    "customer_region": "Customers",
    "optional": "Optional",
    "condition": "Condition",
    "url": "URL",
    "security": "Security",
    "privacy": "Privacy",
    "legal_entity": "Legal entity",
    "address": "Address",
    "transfer_basis": "Transfer basis",
    "since": "Since",
    "announced": "Status",
    "trains_on_data": "Trains models on the data",
    "retention": "Keeps the data",
    "ai_models": "AI models",
    "footnote": "Note",
}
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
    if field == "section":
        return str(value or OTHER_SECTION)
    if field == "announced":
        return STATUS[bool(value)]
    if field == "optional":
        return "yes" if value else "no"
    if not value:
        return None
    if field == "role":
        return ROLES.get(value, str(value))
    if field == "trains_on_data":
        return TRAINING.get(value, str(value))
    if field == "location":
        return "; ".join(map(_place_words, value))
    if field == "transfer_basis":
        return "; ".join(BASES.get(basis, basis) for basis in value)
    return value if isinstance(value, str) else "; ".join(value)


def _place_words(place: Mapping[str, Any]) -> str:
    kind = PLACE_KINDS.get(place["kind"])
    return f"{place['text']} ({kind})" if kind else str(place["text"])


def company_words(entry: Mapping[str, Any]) -> str:
    """A vendor's name, and its legal entity where that is stated."""
    legal_entity = entry.get("legal_entity")
    return f"{entry['name']} ({legal_entity})" if legal_entity else str(entry["name"])
