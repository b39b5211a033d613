"""What customers read for a value or a field of the public list, wherever it is shown."""

from __future__ import annotations

from collections.abc import Mapping

ROLES: Mapping[str, str] = {
    "processor": "Processor",
    "independent_controller": "Independent controller",
    "affiliate": "Affiliated company",
}
BASES: Mapping[str, str] = {
    "eea": "No transfer out of the EEA",
    "adequacy": "Adequacy decision",
    "dpf_certified": "EU-US Data Privacy Framework",
    "scc_m1": "EU standard contractual clauses, module 1",
    "scc_m2": "EU standard contractual clauses, module 2",
    "scc_m3": "EU standard contractual clauses, module 3",
    "scc_m4": "EU standard contractual clauses, module 4",
    "bcr": "Binding corporate rules",
    "uk_idta": "UK International Data Transfer Agreement",
    "uk_addendum": "UK addendum to the EU clauses",
    "art49": "Exception of GDPR Article 49",
    "none": "None",
    "unknown": "Unknown",
}
#: What a place is, beside its name.
PLACE_KINDS: Mapping[str, str] = {"processing": "processing", "entity": "company seat"}
#: Stands over vendors that are in no section.
OTHER_SECTION = "Other subprocessors"
#: Whether a vendor handles customers' data yet.
STANDING: Mapping[bool, str] = {True: "announced", False: "in use"}
#: Fields of an entry, in the order of the page; `vendor` is name and legal entity together.
FIELDS: Mapping[str, str] = {
    "vendor": "Vendor",
    "name": "Name",
    "section": "Section",
    "purpose": "Purpose",
    "data_shared": "Data shared",
    "location": "Location",
    "role": "Role",
    "url": "URL",
    "security": "Security",
    "privacy": "Privacy",
    "legal_entity": "Legal entity",
    "transfer_basis": "Transfer basis",
    "since": "Since",
    "announced": "Standing",
}
