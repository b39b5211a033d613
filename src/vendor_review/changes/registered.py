"""The vendors of a checked register as parties, with what it would list of each, and why it lists others not."""

from __future__ import annotations

import csv
import io
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping

from vendor_review.changes.entry import Entry
from vendor_review.changes.party import Party, name_key
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
