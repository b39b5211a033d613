"""The differences between a register and a published list in words: where, what, and what would be right."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd

from vendor_review.changes.public_lists.matching import Unclear
from vendor_review.changes.public_lists.reconciliation import Difference
from vendor_review.report.pages.html import counted
from vendor_review.schema.findings.facts import shown

COLUMNS = (
    "kind",
    "vendor_id",
    "name",
    "section",
    "purpose",
    "field",
    "listed",
    "registered",
    "message",
    "remedy",
)
# Texts that differ often differ late.
_LONGEST = 1000
#: Where the register keeps what the list shows in a field.
_KEPT_IN = {
    "section": "engagements.section",
    "name": "vendors.name",
    "legal_entity": "vendors.legal_entity",
    "address": "vendors.address",
    "role": "engagements.role",
    "location": "places",
    "product": "engagements.product",
    "purpose": "engagements.purpose",
    "data_shared": "engagements.data_shared",
    "customer_region": "engagements.customer_region",
    "optional": "engagements.status",
    "condition": "engagements.condition",
    "url": "vendors.website",
    "security": "evidence.location",
    "privacy": "evidence.location",
    "transfer_basis": "engagements.transfer_mechanism",
    "since": "engagements.effective_on or engaged_on",
    "announced": "engagements.status or effective_on",
    "footnote": "engagements.footnote",
}
_NOT_LISTED = {
    "unknown": (
        "the register has no vendor of that name",
        "Add it to vendors and engagements; if it is a vendor there by another name, write this one among its aliases; "
        "else take it off the list",
    ),
    "rejected": ("rows of it in the register were rejected", "Mend first what check says of them"),
    "private": (
        "no engagement of it is public",
        "Take it off the list, or set public to yes",
    ),
    "not_announced": (
        "its engagement is planned and has no date",
        "State effective_on, so that it counts as announced, or take it off the list",
    ),
    "past": ("all that it was engaged for is past", "Take it off the list, or correct the status"),
    "no_engagement": ("it is engaged for nothing", "Add the engagement, or take it off the list"),
    "further": (
        "it has no further public engagement",
        "Add the engagement or set its public to yes, or take the entry off the list",
    ),
}
_REASONS = {
    "name": "that is a name of it",
    "part": "that is a part of the name",
    "company": "the company behind both may be the same",
    "site": "the site is the same",
    "spelling": "one letter differs",
}


def difference_frame(differences: Sequence[Difference], file: str) -> pd.DataFrame:
    """A row per difference, in their order; `file` is what the list is called.

    Returns
    -------
    DataFrame
        kind, vendor_id, name, section, purpose, field, listed, registered, message, remedy; all text.
    """
    rows = [(*(getattr(one, name) for name in COLUMNS[:-2]), *_words(one, file)) for one in differences]
    return pd.DataFrame(rows, columns=list(COLUMNS), dtype=str)


def differences_sentence(differences: Sequence[Difference], file: str) -> str:
    """How many there are, in one sentence."""
    notes = sum(one.kind == "not_public" for one in differences)
    number = len(differences) - notes
    told = counted(number, "difference") if number else "No difference"
    besides = f", and {counted(notes, 'note')}" if notes else ""
    return f"{told} between the register and {file}{besides}."


def unclear_words(unclear: Unclear) -> str:
    """Of two lists: a vendor of the newer, and which of the older it may be."""
    maybe = (f"{shown(party.name)} ({_REASONS[reason]})" for party, reason in unclear.candidates)
    return f"{shown(unclear.right.name)} may be {' or '.join(maybe)}; told as another vendor"


def _words(one: Difference, file: str) -> tuple[str, str]:
    """What is so, as a sentence with its place, and what would be right."""
    where = f"{file}, section {shown(one.section)}" if one.section else file
    vendor = f"vendor {one.vendor_id} ({shown(one.name)})"
    purpose = f" for {shown(one.purpose)}" if one.purpose else ""
    if one.kind == "only_listed":
        what, remedy = _NOT_LISTED[one.reason]
        of = f", vendor {one.vendor_id}" if one.vendor_id else ""
        return f"{where}: lists {shown(one.listed)}{of}{purpose}, but {what}.", f"{remedy}."
    if one.kind == "only_registered":
        lacks = "lacks a further entry of" if one.reason == "further" else "lacks"
        under = f", section {shown(one.section)}" if one.section else ""
        return (
            f"{file}{under}: {lacks} {vendor}{purpose}, which is public and current.",
            "Publish the list anew; or, if that is wrong, correct its status or public in engagements.",
        )
    if one.kind == "differs":
        return (
            f"{where}: of {vendor}{purpose}, {one.field} is {shown(one.listed, _LONGEST)}, but in the register "
            f"{shown(one.registered, _LONGEST)}.",
            f"Publish the list anew if the register is right; else correct {_KEPT_IN[one.field]}.",
        )
    if one.kind == "not_public":
        return (
            f"{one.place}: {vendor} is in use and may reach customers' data, but is not meant for the list.",
            "If that is on purpose, nothing is to do; else set public to yes and publish the list anew.",
        )
    if one.reason == "rejected":
        return (
            f"{file}: does not list {vendor}, but rows of it in the register were rejected, so that nobody can say "
            "whether it should.",
            "Mend first what check says of them.",
        )
    maybe = " or ".join(f"{name} ({shown(called)}; {_REASONS[why]})" for name, called, why in one.candidates)
    return (
        f"{where}: {shown(one.listed)} may be vendor {maybe}; it was compared with none.",
        f"If it is one of them, write {shown(one.listed)} among its aliases, and compare again; else add it to the "
        "register, or take it off the list.",
    )
