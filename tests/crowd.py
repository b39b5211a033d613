"""A register of twelve vendors over all bands, full in every table, with the worst strings that anyone could type."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

from population import CONTROLS
from registers import Row, write_register

#: Names as typed; each must be shown as that and do nothing.
MARKUP = '<script>alert(1)</script>&"'
IMAGE = "<img src=x onerror=alert(1)>"
BIDI = "Northern \u202egnippihs\u202c \u2067\u05d0\u05d1\u05d2\u2069 Ltd"
UNBROKEN = "Donaudampfschifffahrtsgesellschaft" * 5
#: Lies in places that no page may turn into markup, a template or a formula.
TEXT = "</td></table><svg onload=alert(1)> {{ 7 * 7 }} {% raw %} =1+1 `x` **y** &amp; \u2028end"

NAMES = (
    MARKUP,
    BIDI,
    UNBROKEN,
    IMAGE,
    "Harbour Mail",
    "Quiet Ledger",
    "Copper Desk",
    "Lantern Search",
    "Mill & Sons",
    "Orchard Backup",
    "Pebble Pay",
    'O\'Neil "Quoted" Analytics',
)
_IDS = tuple(f"vendor-{place:02d}" for place in range(1, len(NAMES) + 1))
_KINDS = (
    "Health",
    "EmailContent",
    "unclassified",
    "BankAccount",
    "EmailAddress",
    "Country",
    "Name",
    "Location",
)
_PATHS = ("hosts", "stores..hosts", "", "stores", "receives", "incidental", "none", "receives..stores")
#: One vendor outside the appetite at best, one of which nothing is known, one between the bands.
_REFUSED, _UNRATED, _LOW, _MEDIUM = 0, 5, 6, 9
_PATHS_OF = {_REFUSED: "hosts", _UNRATED: "", _LOW: "none", _MEDIUM: "stores"}
_PLACES = ("US", "DE", "VARIES", "IN", "GB", "EU")
_MECHANISMS = ("none", "eea", "", "scc_m2; dpf_certified", "adequacy", "unknown")

_PAGE = f"""
organisation = {"Long " + UNBROKEN!r}
legal_name = '<b>Bold</b> & Co'
brand = 'Harbourmaster {MARKUP}'
services = '{TEXT.replace("'", "")}'
address = "https://harbourmaster.example/subprocessors"
updated_on = 2026-10-01
version = "7"
promises = ["location", "role", "identity"]
introduction = ['{MARKUP}', '{UNBROKEN}', 'A plain paragraph about those whom we engage.']
exclusions = ["Advisers who see no customer data."]
closing = ["We say so before anything changes."]
contact = "privacy@harbourmaster.example"

[notice]
days = 30
objection_days = 1
day_type = "business"
channel = "email; feed"

[[sections]]
id = "infrastructure"
title = '{IMAGE} Infrastructure'
order = 1
reaches_customer_data = true
introduction = ["These run the service."]

[[sections]]
id = "support"
title = '{UNBROKEN}'
order = 2
reaches_customer_data = false
introduction = ["These help us to help you."]
"""


def _vendors() -> list[Row]:
    return [
        {
            "vendor_id": vendor_id,
            "name": name,
            "legal_entity": f"{name} Limited" if place % 3 else "",
            "parent_group": UNBROKEN if place == 2 else TEXT if place == 4 else "",
            "entity_country": _PLACES[place % 2],
            "website": f"https://{'w' * 60}.example/{'path' * 40}"
            if place == 2
            else f"https://{vendor_id}.example",
            "contact": TEXT if place % 4 == 0 else "",
        }
        for place, (vendor_id, name) in enumerate(zip(_IDS, NAMES, strict=True))
    ]


def _engagements() -> list[Row]:
    return [
        {
            "engagement_id": f"{vendor_id}-{turn}",
            "vendor_id": vendor_id,
            "product": UNBROKEN if place == 2 else "",
            "section": "infrastructure" if place % 2 else "support",
            "role": ("processor", "independent_controller", "affiliate")[place % 3],
            "status": ("active", "optional", "planned", "active")[place % 4],
            "condition": "with the add-on" if place % 4 == 1 else "",
            "purpose": TEXT if place % 4 == 0 else "Keeps what customers send us",
            "data_shared": UNBROKEN if place == 2 else "E-mail address, message",
            "access_path": _PATHS_OF.get(place, _PATHS[(place + turn) % len(_PATHS)]),
            "transfer_mechanism": _MECHANISMS[place % len(_MECHANISMS)],
            "engaged_on": "2026-10-01" if place % 4 == 2 else "2025-01-01",
            "effective_on": "2026-12-24" if place % 4 == 2 else "2025-06-01",
            "public": "yes",
        }
        for place, vendor_id in enumerate(_IDS)
        for turn in range(2 if place % 5 == 0 else 1)
    ]


def _kinds(vendor_id: str, place: int) -> list[tuple[str, str]]:
    if vendor_id == _IDS[_REFUSED]:
        return [("Health", "held"), ("Health", "disclosed")]
    if vendor_id == _IDS[_LOW]:
        return [("none", "held"), ("none", "disclosed")]
    if vendor_id == _IDS[_MEDIUM]:
        return [("EmailAddress", "held"), ("none", "disclosed")]
    return [(_KINDS[place % len(_KINDS)], "held"), (_KINDS[(place + 3) % len(_KINDS)], "disclosed")]


def _answers() -> tuple[list[Row], list[Row]]:
    """Answers and their documents: from nothing known to everything shown."""
    answers: list[Row] = []
    documents: list[Row] = []
    for place, vendor_id in enumerate(_IDS):
        shown = place >= 4
        documents.append(
            {
                "evidence_id": f"{vendor_id}-report",
                "vendor_id": vendor_id,
                "kind": ("soc2_type2", "statement", "dpa", "webpage")[place % 4]
                if not shown
                else "soc2_type2",
                "level": "E5" if shown else ("E1", "E2", "")[place % 3],
                "title": TEXT,
                "location": f"https://{vendor_id}.example/{UNBROKEN if place == 2 else 'security'}",
                "public_as": ("security", "privacy")[place % 2],
                "issued_on": "" if place == 1 else f"{2022 + place % 5}-03-01",
                "period_end": f"{2022 + place % 5}-02-01" if shown else "",
                "valid_until": "2026-01-31" if place == 3 else "",
                "in_scope": ("yes", "no", "yes")[place % 3] if place < 8 else "yes",
            }
        )
        answers += [
            {
                "vendor_id": vendor_id,
                "control": control,
                "answer": "no" if place == _REFUSED else ("no", "partial", "yes", "yes")[(place + at) % 4],
                "evidence_id": f"{vendor_id}-report" if (place + at) % 3 else "",
                "note": TEXT,
            }
            for at, control in enumerate(CONTROLS)
            if place == _REFUSED or (place != _UNRATED and at < 2 * place)
        ]
    return answers, documents


def crowded_register(folder: Path, *, rejected: bool = False) -> Path:
    """Writes the register to `folder`; with `rejected`, one vendor more, whose link no page may carry."""
    answers, documents = _answers()
    vendors: list[Row] = _vendors()
    if rejected:
        vendors.append({"vendor_id": "refused", "name": TEXT, "website": "javascript:alert(1)"})
    engagements = _engagements()
    tables: Mapping[str, Sequence[Row]] = {
        "vendors": vendors,
        "engagements": engagements,
        "places": [
            {
                "engagement_id": row["engagement_id"],
                "kind": "processing",
                "code": _PLACES[place % len(_PLACES)],
                "as_written": UNBROKEN if place == 2 else "",
                "condition": TEXT if place == 4 else "",
            }
            for place, row in enumerate(engagements)
        ],
        "data_shared": [
            {
                "engagement_id": row["engagement_id"],
                "category": kind,
                "custody": custody,
                "subjects": "customers; children" if place == 3 else "customers",
                "scale": "large" if place == 8 else "",
                "note": TEXT,
            }
            for place, row in enumerate(engagements)
            if row["vendor_id"] != _IDS[_UNRATED]
            for kind, custody in _kinds(row["vendor_id"], place)
        ],
        "access_controls": answers,
        "evidence": documents,
        "onward": [
            {"vendor_id": _IDS[0], "onward_name": IMAGE, "source": "https://onward.example", "as_of": ""}
        ],
        "decisions": [
            {
                "decision_id": "2026-001",
                "vendor_id": _IDS[0],
                "decision": "accept_with_conditions",
                "reason": TEXT,
                "decided_by": MARKUP,
                "decided_on": "2026-05-01",
            }
        ],
        "reviews_done": [
            {"vendor_id": _IDS[4], "reviewed_on": "2024-02-29", "reviewer": MARKUP, "outcome": TEXT},
            {"vendor_id": _IDS[5], "reviewed_on": "2026-09-01", "reviewer": IMAGE},
        ],
    }
    return write_register(folder, tables, _PAGE)
