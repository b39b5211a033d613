"""What differs between a register and a list that was published from it, or beside it."""

from __future__ import annotations

import csv
import io
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from vendor_review.changes.public_lists.entry import FIELDS, Entry, said
from vendor_review.changes.public_lists.matching import Matching, Unclear, match, pair_entries
from vendor_review.changes.public_lists.party import Party, name_key, parties_of
from vendor_review.register.layout import TABLES
from vendor_review.schema import CheckedRegister
from vendor_review.schema.cells.values import items

_NAMING = ("vendor_id", "name", "legal_entity", "aliases", "parent_group", "website")

Row = Mapping[str, str]


def registered_parties(checked: CheckedRegister, listed: Iterable[Entry]) -> list[Party]:
    """All vendors of the register, those of rejected rows too; `listed` is what it would publish now.

    Vendors of the same name but for case, punctuation and legal form are one party. A legal entity counts as a
    vendor's own name where no other vendor has it.
    """
    vendors: dict[str, list[Row]] = defaultdict(list)
    for row in _vendor_rows(checked):
        vendors[name_key(row["name"])].append(row)
    entries: dict[str, list[Entry]] = defaultdict(list)
    for entry in listed:
        entries[name_key(entry["name"])].append(entry)
    products: dict[str, list[str]] = defaultdict(list)
    engaged = checked.tables["engagements"][["vendor_id", "product"]]
    for vendor_id, product in engaged.itertuples(index=False, name=None):
        products[vendor_id].append(product)
    having: dict[str, set[str]] = defaultdict(set)
    for key, rows in vendors.items():
        for row in rows:
            having[name_key(row["legal_entity"])].add(key)
    return [
        Party(
            name=rows[0]["name"],
            entries=tuple(entries[key]),
            vendor_ids=tuple(row["vendor_id"] for row in rows),
            also=tuple(
                name
                for row in rows
                for name in (row["name"], *items(row["aliases"]), *_own_entity(row["legal_entity"], having))
            ),
            belongs=tuple(
                name
                for row in rows
                for name in (row["legal_entity"], row["parent_group"], *products[row["vendor_id"]])
            ),
            sites=tuple(row["website"] for row in rows),
        )
        for key, rows in vendors.items()
    ]


def why_not_listed(checked: CheckedRegister) -> dict[str, str]:
    """Vendor id to why the register lists nothing of it, as far as that is so.

    `rejected` (a row of it was), `private` (an engagement that is not past is not public), `not_announced` (planned,
    and without a date), `past`, or `no_engagement`.
    """
    statuses: dict[str, set[tuple[str, bool]]] = defaultdict(set)
    engaged = checked.tables["engagements"][["vendor_id", "status", "public"]]
    for vendor_id, status, is_public in engaged.itertuples(index=False, name=None):
        statuses[vendor_id].add((status, bool(is_public)))
    tables = checked.rejected["table"].isin(["vendors", "engagements"])
    rejected = set(checked.rejected.loc[tables, "vendor_id"])
    others = set(checked.tables["vendors"]["vendor_id"]) - rejected
    return {
        **dict.fromkeys(rejected, "rejected"),
        **{vendor_id: _standing(statuses[vendor_id]) for vendor_id in others},
    }


def _standing(statuses: set[tuple[str, bool]]) -> str:
    current = [is_public for status, is_public in statuses if status != "past"]
    if not statuses:
        return "no_engagement"
    if not current:
        return "past"
    return "not_announced" if all(current) else "private"


def _vendor_rows(checked: CheckedRegister) -> Iterator[Row]:
    """What tells the name of each vendor, in the register's order; a rejected row without name goes by its id."""
    accepted = checked.tables["vendors"][list(_NAMING)]
    for own in accepted.itertuples(index=False, name=None):
        yield dict(zip(_NAMING, own, strict=True))
    rejected = checked.rejected
    for text in rejected.loc[rejected["table"] == "vendors", "row"]:
        kept = [cell for row in csv.reader(io.StringIO(text, newline="")) for cell in row]
        # A row may have been rejected for having too few cells, or too many.
        written = dict(zip(TABLES["vendors"].names, map(str.strip, kept), strict=False))
        named = {name: written.get(name, "") for name in _NAMING}
        if named["name"] or named["vendor_id"]:
            yield {**named, "name": named["name"] or named["vendor_id"]}


def _own_entity(entity: str, having: Mapping[str, set[str]]) -> list[str]:
    return [entity] if len(having[name_key(entity)]) == 1 else []


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
            said_of = ((name, said(listed, name), said(current, name)) for name in FIELDS)
            yield from (
                replace(at, kind="differs", field=name, listed=here, registered=there)
                for name, here, there in said_of
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


def _not_public(checked: CheckedRegister, shown: set[str]) -> Iterator[Difference]:
    """Engagements that the check of the register says the list leaves out, unless the list names the vendor."""
    findings = checked.findings
    names = dict(zip(checked.tables["vendors"]["vendor_id"], checked.tables["vendors"]["name"], strict=True))
    rows = findings.loc[findings["rule"] == _LEFT_OUT, ["vendor_id", "place"]]
    for vendor_id, place in rows.itertuples(index=False, name=None):
        if not any(vendor_id in ids.split("; ") for ids in shown):
            yield Difference("not_public", vendor_id=vendor_id, name=names[vendor_id], place=place)


def _ids(party: Party) -> str:
    return "; ".join(party.vendor_ids)


def _why(party: Party, reasons: dict[str, str]) -> str:
    return min((reasons.get(name, "rejected") for name in party.vendor_ids), key=_FIRST.index)
