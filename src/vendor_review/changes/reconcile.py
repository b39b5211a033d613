"""What differs between a register and a list that was published from it, or beside it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from vendor_review.changes.entry import FIELDS, Entry, said
from vendor_review.changes.matching import Matching, Unclear, match
from vendor_review.changes.pairing import pair_entries
from vendor_review.changes.party import Party, parties_of
from vendor_review.changes.registered import registered_parties, why_not_listed
from vendor_review.schema import CheckedRegister

KINDS = ("only_listed", "only_registered", "unclear", "differs", "not_public")
"""Of a difference, in the order in which they are told; the last is only a note."""
_LEFT_OUT = "REG-068"
# What is rejected may be anything.
_FIRST = ("rejected", "private", "not_announced", "no_engagement", "past")


@dataclass(frozen=True)
class Difference:
    """One thing in which the list and the register differ.

    Attributes
    ----------
    kind
        `only_listed`, `only_registered`, `unclear` (whether two vendors are one), `differs` (in a field), `not_public`
        (in use, within reach of customers' data, and not meant for the list).
    reason
        Of `only_listed`: `unknown`, `further` (an entry more than the register has), or a word of `why_not_listed`.
        Of `only_registered`: `missing`, or `further`. Of `unclear`: `alike`, or `rejected`: a row of the vendor was, so
        that nobody knows whether it belongs on the list. Else "".
    vendor_id, name
        The vendor in the register, "" if it is not there; `;`-separated ids where several have the name.
    section
        The title under which it stands, or would; "" for none.
    purpose
        What it is listed for, where the vendor has several entries; "" else.
    field, listed, registered
        What differs, and what either says of it; "" is not stated. Of other kinds `listed` is the name on the list.
    place
        Where the register says so, of `not_public` alone.
    candidates
        Of `unclear`: vendors that it may be, as id, name and reason, which is a word of `matching.Unclear`.
    """

    kind: str
    reason: str = ""
    vendor_id: str = ""
    name: str = ""
    section: str = ""
    purpose: str = ""
    field: str = ""
    listed: str = ""
    registered: str = ""
    place: str = ""
    candidates: tuple[tuple[str, str, str], ...] = ()


def reconcile(
    checked: CheckedRegister, current: Sequence[Entry], published: Sequence[Entry]
) -> list[Difference]:
    """Compares a register with a published list, both ways; nothing where both are the same.

    Parameters
    ----------
    checked
        The register.
    current
        Entries that it gives now.
    published
        Entries of the list.
    """
    reasons = why_not_listed(checked)
    matching = match(registered_parties(checked, current), parties_of(published))
    found = [*_of_pairs(matching, reasons), *_of_one_side(matching, reasons), *map(_open, matching.unclear)]
    found += _not_public(checked, {one.vendor_id for one in found if one.reason == "private"})
    return sorted(found, key=lambda one: KINDS.index(one.kind))


def _of_pairs(matching: Matching, reasons: dict[str, str]) -> Iterator[Difference]:
    for pair in matching.pairs:
        party = pair.left
        entries = pair_entries(party.entries, (entry for side in pair.right for entry in side.entries))
        several = len(entries.both) + len(entries.left_only) + len(entries.right_only) > 1
        for current, listed in entries.both:
            at = _about(listed, party, several=several)
            told = ((name, said(listed, name), said(current, name)) for name in FIELDS)
            yield from (
                replace(at, kind="differs", field=name, listed=here, registered=there)
                for name, here, there in told
                if here != there
            )
        why = _why(party, reasons)
        if party.entries and why != "rejected":
            why = "further"
        for listed in entries.right_only:
            at = _about(listed, party, several=several)
            yield replace(at, kind="only_listed", reason=why, listed=said(listed, "name"))
        for current in entries.left_only:
            yield replace(_about(current, party, several=several), kind="only_registered", reason="further")


def _of_one_side(matching: Matching, reasons: dict[str, str]) -> Iterator[Difference]:
    for party in matching.right_only:
        for listed in party.entries:
            at = _about(listed, several=len(party.entries) > 1)
            yield replace(at, kind="only_listed", reason="unknown", listed=said(listed, "name"))
    for party in matching.left_only:
        for current in party.entries:
            at = _about(current, party, several=len(party.entries) > 1)
            yield replace(at, kind="only_registered", reason="missing")
        if not party.entries and _why(party, reasons) == "rejected":
            yield Difference("unclear", "rejected", _ids(party), party.name)


def _about(entry: Entry, party: Party | None = None, *, several: bool) -> Difference:
    """A difference, of no kind yet, about an entry of a vendor, which the register has as `party`."""
    return Difference(
        "",
        vendor_id=_ids(party) if party else "",
        name=party.name if party else "",
        section=said(entry, "section"),
        purpose=said(entry, "purpose") if several else "",
    )


def _open(unclear: Unclear) -> Difference:
    listed = unclear.right.entries[0]
    return Difference(
        "unclear",
        "alike",
        section=said(listed, "section"),
        listed=said(listed, "name"),
        candidates=tuple((_ids(party), party.name, reason) for party, reason in unclear.candidates),
    )


def _not_public(checked: CheckedRegister, told: set[str]) -> Iterator[Difference]:
    """Engagements that the check of the register says the list leaves out, unless the list names the vendor."""
    findings = checked.findings
    names = dict(zip(checked.tables["vendors"]["vendor_id"], checked.tables["vendors"]["name"], strict=True))
    rows = findings.loc[findings["rule"] == _LEFT_OUT, ["vendor_id", "place"]]
    for vendor_id, place in rows.itertuples(index=False, name=None):
        if not any(vendor_id in ids.split("; ") for ids in told):
            yield Difference("not_public", vendor_id=vendor_id, name=names[vendor_id], place=place)


def _ids(party: Party) -> str:
    return "; ".join(party.vendor_ids)


def _why(party: Party, reasons: dict[str, str]) -> str:
    return min((reasons.get(name, "rejected") for name in party.vendor_ids), key=_FIRST.index)
