"""The differences between a register and a published list in words: where, what, and what would be right."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd

from vendor_review.changes.public_lists.matching import Unclear
from vendor_review.changes.public_lists.onward_list import OnwardChange
from vendor_review.changes.public_lists.reconciliation import KINDS, Difference
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
    "trains_on_data": "engagements.trains_on_data",
    "retention": "engagements.retention",
    "ai_models": "engagements.ai_models",
}
_FIELD_WORDS = {"url": "site", "data_shared": "data"}
_NOT_LISTED = {
    "unknown": (
        "the register has no vendor of that name",
        "Add it to vendors and engagements; if it is a vendor there by another name, write this one among its aliases; "
        "else take it off the list",
    ),
    "rejected": ("rows of it in the register were rejected", "Fix first what check says of them"),
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
    "alike": "the names are much alike",
    "within": "one name has more words",
    "facts": "all else that the list says is the same",
}
MOST = 6
"""Differences of a kind that a screen shows."""
#: Letters of a value on a screen, and those before the first that differs.
_SCREEN, _BEFORE = 60, 12
_HEADINGS = {
    "only_listed": "Only on {file}",
    "only_registered": "Only in the register",
    "unclear": "May be the same",
    "differs": "Differs",
    "not_public": "In use and not public, on purpose?",
}
_TO_DO = {
    "only_registered": "Publish the list again; or, if that is wrong, correct status or public in engagements.",
    "unclear": "If two are one, write the name on the list among the aliases, and compare again.",
    "differs": "Publish the list again if the register is right; else correct the register.",
    "not_public": "If that is on purpose, nothing is to do; else set public to yes and publish the list again.",
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


def screen_lines(differences: Sequence[Difference], file: str, most: int | None = MOST) -> list[str]:
    """The differences by kind, a line for each and what would be right once; the first of each kind, None is all."""
    lines: list[str] = []
    for kind in KINDS:
        own = [one for one in differences if one.kind == kind]
        if not own:
            continue
        lines += [""] if lines else []
        lines.append(f"{_HEADINGS[kind].format(file=file)}: {len(own)}")
        lines += [f"  {_in_short(one)}" for one in own[:most]]
        if len(own[:most]) < len(own):
            lines.append(
                f"  and {len(own) - len(own[:most])} more: --all spells them out, --format csv has them all"
            )
        to_do = [_TO_DO[kind]] if kind in _TO_DO else [f"{_NOT_LISTED[one.reason][1]}." for one in own]
        lines += [f"  To do: {words}" for words in dict.fromkeys(to_do)]
    return lines


def _in_short(one: Difference) -> str:
    """A difference in a line, under the heading of its kind."""
    purpose = f", for {shown(one.purpose, _SCREEN)}" if one.purpose else ""
    section = (
        f", section {shown(one.section, _SCREEN)}" if one.section and one.kind.startswith("only") else ""
    )
    vendor = f"{one.vendor_id} ({shown(one.name)})"
    if one.kind == "only_listed":
        of = f", vendor {one.vendor_id}" if one.vendor_id else ""
        return f"{shown(one.listed)}{of}{section}{purpose}: {_NOT_LISTED[one.reason][0]}"
    if one.kind == "only_registered":
        return f"{vendor}{section}{purpose}{': a further entry' if one.reason == 'further' else ''}"
    if one.kind == "differs":
        here, there = _where_they_part(one.listed, one.registered)
        return f"{vendor}{purpose}, {one.field}: {here} on the list, {there} in the register"
    if one.kind == "not_public":
        return f"{vendor}: {one.place}"
    if one.reason == "rejected":
        return f"{vendor}: rows of it were rejected; fix first what check says of them"
    return f"{shown(one.listed)}: " + " or ".join(
        f"{name} ({shown(called)}; {_REASONS[why]})" for name, called, why in one.candidates
    )


def _where_they_part(here: str, there: str) -> tuple[str, str]:
    """Both values in short, from a few letters before the first that differs, if that comes late."""
    pairs = zip(here, there, strict=False)
    same = next((at for at, (one, two) in enumerate(pairs) if one != two), min(len(here), len(there)))
    start = same - _BEFORE if same > _SCREEN - 2 * _BEFORE else 0
    cut = "…" if start else ""
    return shown(cut + here[start:], _SCREEN), shown(cut + there[start:], _SCREEN)


def compared_sentence(fields: Sequence[str]) -> str:
    """Which columns of a list of others were compared; what it does not carry says nothing."""
    named = [_FIELD_WORDS.get(field, field.replace("_", " ")) for field in fields]
    return f"compared: {', '.join(named)}; the list says nothing else"


def onward_lines(change: OnwardChange) -> list[str]:
    """What a vendor's own list says otherwise than the register: its new companies, and those that it names no more."""
    maybe: dict[str, list[str]] = {}
    for name, other in change.doubts:
        maybe.setdefault(name, []).append(shown(other))
    new = "engages" if change.is_first else "new"
    lines = [
        f"{new:<10} {shown(name)}{', which may be ' + ' or '.join(maybe[name]) if name in maybe else ''}"
        for name in change.added
    ]
    for name, day in change.gone:
        since = f", named {day}" if day else ""
        lines.append(f"{'gone':<10} {shown(name)}{since}; its row stays until you take it out of onward")
    return lines


def unclear_words(unclear: Unclear) -> str:
    """Of two lists: a vendor of the newer, and which of the older it may be."""
    maybe = (f"{shown(party.name)} ({_REASONS[reason]})" for party, reason in unclear.candidates)
    return f"{shown(unclear.right.name)} may be {' or '.join(maybe)}; listed as another vendor"


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
            "Publish the list again; or, if that is wrong, correct its status or public in engagements.",
        )
    if one.kind == "differs":
        return (
            f"{where}: of {vendor}{purpose}, {one.field} is {shown(one.listed, _LONGEST)}, but in the register "
            f"{shown(one.registered, _LONGEST)}.",
            f"Publish the list again if the register is right; else correct {_KEPT_IN[one.field]}.",
        )
    if one.kind == "not_public":
        return (
            f"{one.place}: {vendor} is in use and may reach customers' data, but is not meant for the list.",
            "If that is on purpose, nothing is to do; else set public to yes and publish the list again.",
        )
    if one.reason == "rejected":
        return (
            f"{file}: does not list {vendor}, but rows of it in the register were rejected, so that nobody can say "
            "whether it should.",
            "Fix first what check says of them.",
        )
    maybe = " or ".join(f"{name} ({shown(called)}; {_REASONS[why]})" for name, called, why in one.candidates)
    return (
        f"{where}: {shown(one.listed)} may be vendor {maybe}; it was compared with none.",
        f"If it is one of them, write {shown(one.listed)} among its aliases, and compare again; else add it to the "
        "register, or take it off the list.",
    )
