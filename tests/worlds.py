"""Random registers that are right, of small worlds that do not touch; and a cell, row or document changed in each.

A world is two vendors whose ids differ in a letter, with their rows; ids of different worlds have nothing in common. So
one register tries as many changes as it has worlds, each against its own vendors.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from random import Random
from string import ascii_uppercase

from population import CONTROLS, POLICY
from vendor_review.files.snapshot import Snapshot
from vendor_review.register.layout import TABLES
from vendor_review.register.register import Register, parse_register

AS_OF = date(2026, 11, 1)
PAGE = b'organisation = "X"\n[notice]\ndays = 30\n'

Row = dict[str, str]
Tables = dict[str, list[Row]]

_LETTERS = "bcdfghjklmnpqrstvwz"
_CATEGORIES = ("EmailAddress", "Name", "HealthRecord", "BankAccount", "Salary", "unclassified", "none")
_PLACES = ("DE", "IE", "US", "IN", "GB", "JP", "VARIES", "TBD", "")
_MECHANISMS = ["", "", "eea", "adequacy", "dpf_certified", "scc_m1", "scc_m2", "scc_m3", "bcr", "none"]
_MECHANISMS += ["unknown", "uk_addendum", "dpf_certified; scc_m3"]
_DOCUMENTS = ("soc2_type2", "iso27001", "pentest", "dpa", "scc", "questionnaire", "webpage", "other", "")
_ROLES = ("processor", "processor", "independent_controller", "affiliate", "")
_STATUSES = ("active", "active", "optional", "planned", "past")
_LEVELS = TABLES["engagements"].column("access_path").values
_TRIED = ("vendors", "engagements", "places", "data_shared", "access_controls", "evidence")
_DAY = len("2026-11-01")
_WORDS = {
    "control": frozenset(CONTROLS),
    "category": frozenset(POLICY.categories.index) | {"none"},
    # Whatever has two capitals may be a country.
    "place": frozenset(first + second for first in ascii_uppercase for second in ascii_uppercase),
}


@dataclass(frozen=True)
class Change:
    """One thing that somebody got wrong: what was done, in which table and row of a world, and in which column."""

    kind: str
    table: str
    row: int
    column: str = ""
    cell: str = ""


class World:
    """Two vendors and all their rows, every one of them right."""

    def __init__(self, random: Random, number: int) -> None:
        self._random = random
        stem = _word(number)
        self.vendors = (stem + "b", stem + "d")
        self.tables: Tables = {name: [] for name in TABLES}
        for vendor_id in self.vendors:
            self._add_vendor(vendor_id)

    def _add(self, table: str, **cells: str) -> None:
        self.tables[table].append({name: cells.get(name, "") for name in TABLES[table].names})

    def _day(self, earliest: date, latest: date) -> date:
        return earliest + timedelta(days=self._random.randrange((latest - earliest).days + 1))

    def _maybe(self, day: date, often: float = 0.7) -> str:
        return day.isoformat() if self._random.random() < often else ""

    def _add_vendor(self, vendor_id: str) -> None:
        random = self._random
        self._add("vendors", vendor_id=vendor_id, name=vendor_id.title())
        for suffix in random.sample("bd", random.choice((0, 1, 1, 2))):
            self._add_engagement(vendor_id, f"{vendor_id}-{suffix}")
        documents = [f"{vendor_id}-doc-{number}" for number in range(random.randrange(3))]
        for document in documents:
            issued = self._day(date(2022, 1, 1), AS_OF)
            self._add(
                "evidence",
                evidence_id=document,
                vendor_id=vendor_id,
                kind=random.choice(_DOCUMENTS),
                level=random.choice(("E1", "E2", "E3", "E4", "E5", "")),
                issued_on=self._maybe(issued),
                period_end=self._maybe(self._day(date(2021, 6, 1), issued)),
                valid_until=self._maybe(self._day(issued, date(2028, 1, 1))),
                in_scope=random.choice(("yes", "yes", "no", "")),
            )
        roles = [row["role"] for row in self.tables["engagements"] if row["vendor_id"] == vendor_id]
        for control in random.sample(CONTROLS, random.choice((0, 3, len(CONTROLS)))):
            allowed = bool(roles) and all((role, control) in POLICY.not_applicable for role in roles)
            words = ("yes", "yes", "partial", "no", "unknown", "", *(("not_applicable",) if allowed else ()))
            self._add(
                "access_controls",
                vendor_id=vendor_id,
                control=control,
                answer=random.choice(words),
                evidence_id=random.choice((*documents, "")),
            )

    def _add_engagement(self, vendor_id: str, engagement_id: str) -> None:
        random = self._random
        engaged = self._day(date(2024, 1, 1), date(2026, 12, 1))
        effective = self._day(engaged, engaged + timedelta(days=90))
        status = random.choice(_STATUSES)
        path = sorted(random.choices(range(len(_LEVELS)), k=2))
        self._add(
            "engagements",
            engagement_id=engagement_id,
            vendor_id=vendor_id,
            role=random.choice(_ROLES),
            status=status,
            access_path=random.choice(("", _LEVELS[path[0]], f"{_LEVELS[path[0]]}..{_LEVELS[path[1]]}")),
            transfer_mechanism=random.choice(_MECHANISMS),
            customer_region=random.choice(("", "", "EU", "UK", "US")),
            engaged_on=self._maybe(engaged),
            effective_on=self._maybe(effective),
            ended_on=self._maybe(self._day(effective, date(2028, 1, 1))) if status == "past" else "",
        )
        for code in random.sample(_PLACES, random.randrange(4)):
            kind = random.choice(("processing", "entity", "unstated"))
            self._add("places", engagement_id=engagement_id, kind=kind, code=code, as_written=f"in {code}")
        pairs = [(category, custody) for category in _CATEGORIES for custody in ("disclosed", "held")]
        for category, custody in random.sample(pairs, random.choice((0, 1, 2, 4))):
            self._add(
                "data_shared",
                engagement_id=engagement_id,
                category=category,
                custody=custody,
                subjects=random.choice(("", "customers", "customers; children", "patients")),
                scale=random.choice(("", "small", "medium", "large", "huge")),
            )

    def a_change(self, random: Random, kind: str) -> Change | None:
        """One change of a kind; None where the world has nothing to change, or what came of it may be meant."""
        tables = ["evidence"] if kind == "document" else [name for name in _TRIED if self.tables[name]]
        table = random.choice(tables)
        if not self.tables[table]:
            return None
        row = random.randrange(len(self.tables[table]))
        if kind not in _OF_CELLS:
            return Change(kind, table, row)
        own = self.tables[table][row]
        # A document that does not say until when it is valid has no end, or its kind's usual one: a blank may move the
        # end that was stated, and no reading of the blank could tell.
        meant = {"valid_until"} if kind == "blank" else set()
        column = random.choice([name for name in _columns(table) if own[name] and name not in meant])
        cell = _OF_CELLS[kind](random, self.tables[table][row][column])
        return Change(kind, table, row, column, cell) if self._is_wrong(table, column, cell) else None

    def _is_wrong(self, table: str, column: str, cell: str) -> bool:
        """Whether a cell is blank, or something that nobody can mean, rather than another thing that may be right."""
        described = TABLES[table].column(column)
        ids = {
            one for rows in self.tables.values() for row in rows for name, one in row.items() if "_id" in name
        }
        words = _WORDS.get(described.kind, frozenset(described.values)) | ids
        items = cell.replace("..", ";").split(";")
        is_day = described.kind == "date" and len(cell) == _DAY and cell.replace("-", "").isdigit()
        return not cell or not (is_day or all(item.strip() in words for item in items))

    def said(self) -> str:
        """All that is stated in its rows, for a message."""
        rows = [(name, row) for name, rows in self.tables.items() for row in rows]
        return "\n".join(
            f"{name}: { ({one: cell for one, cell in row.items() if cell}) }" for name, row in rows
        )


def _blank(_: Random, cell: str) -> str:
    return ""


def _garbage(_: Random, cell: str) -> str:
    return "qqxyy"


def _slip(random: Random, cell: str) -> str:
    """A letter less, more or other, or two swapped."""
    at, letter = random.randrange(len(cell)), random.choice("abcxyz")
    return random.choice(
        (
            cell[:at] + cell[at + 1 :],
            cell[:at] + letter + cell[at:],
            cell[:at] + letter + cell[at + 1 :],
            cell[:at] + cell[at : at + 2][::-1] + cell[at + 2 :],
        )
    )


_OF_CELLS = {"blank": _blank, "slip": _slip, "garbage": _garbage}
#: What may go wrong: with a cell, with a row that is there twice or has a cell too many, and a document that is gone.
KINDS = (*_OF_CELLS, "twice", "wider", "document")
#: Columns that say whom a row is about: where one is blank or garbage, the row may be about anybody.
WHOM = ("vendor_id", "engagement_id")


def _columns(table: str) -> list[str]:
    """Columns on whose cells a check or a score may depend."""
    free = {"text", "url", "link", "section", "sha256"}
    also = {"name", "customer_region"}
    return [one.name for one in TABLES[table].columns if one.kind not in free or one.name in also]


def _word(number: int) -> str:
    """A word for a number, three letters and more away from that for any other."""
    digits = list[str]()
    while number or not digits:
        number, digit = divmod(number, len(_LETTERS))
        digits.append(_LETTERS[digit])
    return "".join((letter + vowel) * 3 for letter, vowel in zip(digits, "aeiou", strict=False))


def register_of(worlds: Sequence[World], changes: Mapping[int, Change] | None = None) -> Register:
    """The register of some worlds, with a change in some of them."""
    files = {"page.toml": PAGE}
    for table in TABLES.values():
        buffer = io.StringIO(newline="")
        writer = csv.writer(buffer, lineterminator="\n")
        writer.writerow(table.names)
        for number, world in enumerate(worlds):
            change = (changes or {}).get(number)
            writer.writerows(_rows(world, table.name, change))
        files[table.file] = buffer.getvalue().encode()
    return parse_register(Snapshot("worlds", files))


def _rows(world: World, table: str, change: Change | None) -> list[list[str]]:
    rows = [list(row.values()) for row in world.tables[table]]
    if change is None or change.table != table:
        return rows
    own = rows[change.row]
    match change.kind:
        case "twice":
            rows.append(own)
        case "wider":
            own.append("more")
        case "document":
            del rows[change.row]
        case _:
            own[TABLES[table].names.index(change.column)] = change.cell
    return rows
