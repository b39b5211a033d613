"""A vendor as one side knows it, and the keys of what it is called."""

from __future__ import annotations

import csv
import io
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from vendor_review.changes.public_lists.entry import Entry
from vendor_review.register.layout import TABLES
from vendor_review.schema import CheckedRegister
from vendor_review.schema.cells.names import initials, may_be_initials, name_keys, plain_words, site_key
from vendor_review.schema.cells.values import items

_NAMING = ("vendor_id", "name", "legal_entity", "aliases", "parent_group", "website")
Row = Mapping[str, str]

# Whoever may write a name may write a very long one: no pattern here goes back over what it has seen.
_ALSO_CALLED = re.compile(
    r"(?<![\s(,])[\s(,]+"
    r"(?:d\s?[./]?\s?b\s?[./]?\s?a\.?|t/a|a\.?/?k\.?/?a\.?|f\.?/?k\.?/?a\.?|doing business as|trading as"
    r"|also known as|formerly(?: known as)?)[\s:]+",
    re.IGNORECASE,
)
_OPENING = re.compile(r"[(\[]")
#: What stands before a country's ending where everybody may register below both: `co.uk`.
_SHARED_SUFFIXES = frozenset({"ac", "co", "com", "edu", "go", "gov", "ne", "net", "or", "org"})
_DASH = re.compile(r"\s[-–—]\s")


@dataclass(frozen=True)
class Party:
    """A vendor as one side knows it.

    Attributes
    ----------
    name
        As it is written.
    entries
        What is listed of it; of a register, what it would list.
    vendor_ids
        Its rows in the register; none of a list.
    also
        Other names that are surely its own.
    belongs
        Names of what it belongs to or what belongs to it: parent group, products, legal entity.
    sites
        Addresses of its own.
    """

    name: str
    entries: tuple[Entry, ...] = ()
    vendor_ids: tuple[str, ...] = ()
    also: tuple[str, ...] = ()
    belongs: tuple[str, ...] = ()
    sites: tuple[str, ...] = ()


def parties_of(entries: Iterable[Entry]) -> list[Party]:
    """The vendors of a list, in its order: entries whose names differ in case, punctuation or legal form are one.

    Entries of lists of others may have `aliases`, and `links` beside their `url`.
    """
    groups: dict[str, list[Entry]] = defaultdict(list)
    for entry in entries:
        groups[name_key(entry["name"])].append(entry)
    return [
        Party(
            name=group[0]["name"],
            entries=tuple(group),
            also=tuple(name for entry in group for name in entry.get("aliases", ())),
            belongs=tuple(entry["legal_entity"] for entry in group if entry["legal_entity"]),
            sites=tuple(link for entry in group for link in (entry["url"], *entry.get("links", ())) if link),
        )
        for group in groups.values()
    ]


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
            sites=(
                *(row["website"] for row in rows),
                *(link for entry in entries[key] for link in entry.get("links", ())),
            ),
        )
        for key, rows in vendors.items()
    ]


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


@dataclass(frozen=True)
class Known:
    """Keys of what is known of a party.

    `key` is that of its name; `own` are all names that are surely its own; `parts` are those of a name that has another
    beside it; `belongs` and `sites` are as `Party` says.
    """

    key: str
    own: frozenset[str]
    parts: frozenset[str]
    belongs: frozenset[str]
    sites: frozenset[str]

    @classmethod
    def of(cls, party: Party) -> Known:
        """What `party` says, as keys."""
        names = [part for name in (party.name, *party.also) for part in _ALSO_CALLED.split(name)]
        parts = _keys(_beside(party.name)) if not _ALSO_CALLED.search(party.name) else frozenset()
        key = name_key(party.name)
        # Whoever calls one party A (B) and the other B (A) calls them the same.
        own = {key, *_keys(names), *([f"({'|'.join(sorted(parts))})"] if parts else [])}
        return cls(
            key=key,
            own=frozenset(own),
            parts=parts,
            belongs=_keys(party.belongs),
            sites=frozenset(filter(None, map(site_key, party.sites))),
        )

    def confirms(self, other: Known) -> bool:
        """Whether more than a part of the name says that the two are one."""
        if self.sites & other.sites:
            return True
        return any(
            split.parts and split.parts <= whole.own | whole.belongs
            for whole, split in ((self, other), (other, self))
        )


def root_of(address: str) -> str:
    """The registered name in a web address, such as `sentry.io` in `https://docs.sentry.io/x`; "" for none."""
    host = address.lower().partition("://")[2].partition("/")[0].rpartition("@")[2].partition(":")[0]
    labels = host.split(".")
    number = 3 if len(labels) > 2 and labels[-2] in _SHARED_SUFFIXES and len(labels[-1]) == 2 else 2
    return ".".join(labels[-number:]) if len(labels) >= number else ""


def brands_of(party: Party) -> frozenset[str]:
    """Keys of the names of its own sites: `sentry` of `https://sentry.io/legal`, none of `https://docs.sentry.io`."""
    hosts = (site.lower().partition("://")[2].partition("/")[0].removeprefix("www.") for site in party.sites)
    return _keys(host.partition(".")[0] for host in hosts if host and root_of(f"https://{host}") == host)


def words_of(party: Party) -> frozenset[str]:
    """Keys of the words of its name, but those of a legal form."""
    return frozenset(plain_words(party.name))


def initials_of(party: Party) -> frozenset[str]:
    """Initials of all that it is called; `AWS` of Amazon Web Services."""
    return frozenset(filter(None, map(initials, (party.name, *party.also, *party.belongs))))


def short_of(party: Party) -> frozenset[str]:
    """Keys of its names that are written as initials are."""
    return _keys(filter(may_be_initials, (party.name, *party.also)))


def name_key(name: str) -> str:
    """The key of a name; one without letters and digits is a name of its own."""
    return name_keys([name])[0] or f"({' '.join(name.split())})"


def _beside(name: str) -> tuple[str, ...]:
    """The two names in `A (B)` or `A - B`, () for any other."""
    end = len(name)
    while end and (name[end - 1] == "*" or name[end - 1].isspace()):
        end -= 1
    if end and name[end - 1] in ")]":
        opening = _OPENING.search(name, 1, end - 2)
        if opening:
            return name[: opening.start()], name[opening.end() : end - 1]
    dash = _DASH.search(name, 1, len(name) - 1)
    return (name[: dash.start()], name[dash.end() :]) if dash else ()


def _keys(names: Iterable[str]) -> frozenset[str]:
    return frozenset(key for key in name_keys(names) if key)
