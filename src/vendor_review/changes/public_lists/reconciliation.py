"""What differs between a register and a list that was published from it, or beside it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Hashable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from vendor_review.changes.public_lists.entry import Entry, said
from vendor_review.changes.public_lists.matching import Matching, Pair, Unclear, match, pair_entries
from vendor_review.changes.public_lists.party import Known, Party, parties_of, registered_parties
from vendor_review.changes.public_lists.terms import BY_LETTER, Terms
from vendor_review.schema import CheckedRegister


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


KINDS = ("only_listed", "only_registered", "unclear", "differs", "not_public")
"""Of a difference, in the order in which they are told; the last is only a note."""
_LEFT_OUT = "REG-068"
#: Vendors of which a list says the same in so many of these are seldom two.
_TELLING = ("purpose", "data_shared", "location", "url", "address", "legal_entity")
_ENOUGH = 3
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
    checked: CheckedRegister,
    current: Sequence[Entry],
    published: Sequence[Entry],
    terms: Terms = BY_LETTER,
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
    terms
        What counts as a difference; everything if left out. A list of others says nothing of what is not public.
    """
    reasons = why_not_listed(checked)
    parties = registered_parties(checked, current), parties_of(published)
    matching = _by_facts(match(*parties, of_others=not terms.by_letter), terms)
    found = [
        *_of_pairs(matching, reasons, terms),
        *_of_one_side(matching, reasons),
        *map(_open, matching.unclear),
    ]
    if terms.by_letter:
        found += _not_public(checked, {one.vendor_id for one in found if one.reason == "private"})
    return sorted(found, key=lambda one: KINDS.index(one.kind))


def _by_facts(matching: Matching, terms: Terms) -> Matching:
    """Of what is on one side alone, those may be one of which a list of others says all the same but the name."""
    if terms.by_letter:
        return matching
    lefts, rights = (_by_what_is_said(side, terms) for side in (matching.left_only, matching.right_only))
    pairs = [
        (lefts[said][0], rights[said][0]) for said in lefts if len(lefts[said]) == len(rights[said]) == 1
    ]
    unclear = (*matching.unclear, *(Unclear(right, ((left, "facts"),)) for left, right in pairs))
    return replace(
        matching,
        unclear=unclear,
        left_only=tuple(one for one in matching.left_only if not any(one is left for left, _ in pairs)),
        right_only=tuple(one for one in matching.right_only if not any(one is right for _, right in pairs)),
    )


def _by_what_is_said(parties: Iterable[Party], terms: Terms) -> Mapping[Hashable, list[Party]]:
    """Parties by all that their entries say, names apart; without those of which too little is said."""
    found: dict[Hashable, list[Party]] = defaultdict(list)
    for party in parties:
        told = [tuple(terms.key(entry, field) for field in _TELLING) for entry in party.entries]
        if told and all(sum(map(bool, one)) >= _ENOUGH for one in told):
            found[tuple(sorted(told, key=repr))].append(party)
    return found


def _of_pairs(matching: Matching, reasons: dict[str, str], terms: Terms) -> Iterator[Difference]:
    for pair in matching.pairs:
        party = pair.left
        if not terms.by_letter:
            yield from _by_other_names(pair)
        entries = pair_entries(party.entries, (entry for side in pair.right for entry in side.entries), terms)
        several = len(entries.both) + len(entries.left_only) + len(entries.right_only) > 1
        for current, listed in entries.both:
            at = _about(listed, party, several=several)
            yield from (
                replace(
                    at, kind="differs", field=name, listed=said(listed, name), registered=said(current, name)
                )
                for name in terms.differing(listed, current)
            )
        why = _why(party, reasons)
        if party.entries and why != "rejected":
            why = "further"
        for listed in entries.right_only:
            at = _about(listed, party, several=several)
            yield replace(at, kind="only_listed", reason=why, listed=said(listed, "name"))
        for current in entries.left_only:
            yield replace(_about(current, party, several=several), kind="only_registered", reason="further")


def _by_other_names(pair: Pair) -> Iterator[Difference]:
    """Names by which a list of others calls a vendor and the register does not."""
    known = Known.of(pair.left)
    for party in pair.right:
        listed = Known.of(party)
        if not (known.own | known.belongs) & (listed.own | listed.parts) and not known.parts & listed.own:
            at = _about(party.entries[0], pair.left, several=False)
            yield replace(at, kind="differs", field="name", listed=party.name, registered=pair.left.name)


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
