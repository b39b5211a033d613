"""The public list as services of a CycloneDX 1.6 bill of materials, which supply-chain tools read."""

from __future__ import annotations

import json
import uuid
from collections.abc import Mapping
from datetime import date
from typing import Any

from vendor_review import __version__
from vendor_review.changes.public_lists.entry import Entry, entries_of
from vendor_review.characters import writable
from vendor_review.report.pages.html import anchors
from vendor_review.schema.public_page import public_words

SERVICES = "public-list.cdx.json"
#: Of our own, so that a serial number says which list it is of, and nothing else.
_SERIALS = uuid.UUID("0d6c1c1e-3b0f-5d0c-9a35-6f0b6d1f1a16")
#: What CycloneDX has no field for.
_PROPERTIES = (
    "section",
    "role",
    "location",
    "transfer_basis",
    "customer_region",
    "optional",
    "condition",
    "announced",
    "since",
    "footnote",
)


def services_file(listing: Mapping[str, Any], as_of: date) -> bytes:
    """The bytes of the bill; the same list and day give the same ones.

    A service per entry, with the vendor as its provider. It says what the list says and nothing else. The list states
    no direction in which data flows, so that it is unknown; what data it is, is the classification.

    Parameters
    ----------
    listing
        The list as plain data (`PublicList.as_dict`).
    as_of
        The day on which the bill is made.
    """
    entries = entries_of(listing)
    refs = anchors("vendor", [entry["name"] for entry in entries])
    owner = writable(listing["legal_name"] or listing["organisation"] or listing["brand"] or "")
    metadata: dict[str, Any] = {
        "timestamp": f"{as_of.isoformat()}T00:00:00Z",
        "tools": {"components": [{"type": "application", "name": "vendor-review", "version": __version__}]},
    }
    if owner:
        url = {"url": [listing["address"]]} if listing["address"] else {}
        metadata["supplier"] = {"name": owner, **url}
        metadata["component"] = {
            "type": "application",
            "bom-ref": "services",
            "name": writable(listing["services"] or owner),
        }
    bill = {
        "bomFormat": "CycloneDX",
        "specVersion": "1.6",
        "version": 1,
        "metadata": metadata,
        "services": [_service(ref, entry) for ref, entry in zip(refs, entries, strict=True)],
    }
    serial = uuid.uuid5(_SERIALS, json.dumps(bill, sort_keys=True))
    bill = {"bomFormat": bill["bomFormat"], "serialNumber": f"urn:uuid:{serial}", **bill}
    return (json.dumps(bill, ensure_ascii=False, indent=2) + "\n").encode()


def _service(ref: str, entry: Entry) -> dict[str, Any]:
    name, product = writable(entry["name"]), writable(entry["product"] or "")
    provider: dict[str, Any] = {"name": writable(entry["legal_entity"] or entry["name"])}
    if entry["address"]:
        provider["address"] = {"streetAddress": writable(entry["address"])}
    if entry["url"]:
        provider["url"] = [entry["url"]]
    service: dict[str, Any] = {
        "bom-ref": ref,
        "provider": provider,
        "name": f"{name}: {product}" if product else name,
    }
    if entry["purpose"]:
        service["description"] = writable(entry["purpose"])
    service["x-trust-boundary"] = True  # another company, of a group or not
    if entry["data_shared"]:
        service["data"] = [{"flow": "unknown", "classification": writable(entry["data_shared"])}]
    links = [("website", "", entry["url"])] if entry["url"] else []
    for field in ("security", "privacy"):
        links += [("documentation", public_words.FIELDS[field], address) for address in entry[field]]
    if links:
        service["externalReferences"] = [
            {"url": address, **({"comment": comment} if comment else {}), "type": kind}
            for kind, comment, address in links
        ]
    service["properties"] = [
        {"name": f"vendor-review:{field}", "value": writable(text)}
        for field in (*_PROPERTIES, *(name for name in public_words.CHOSEN if name in entry))
        for value in (entry[field] if isinstance(entry[field], list) else [entry[field]])
        for text in [public_words.field_words(field, [value] if isinstance(entry[field], list) else value)]
        if text
    ]
    return service
