"""Slips of the hand that an analyst may make in the example, and where a check has to notice each."""

from __future__ import annotations

import csv
import io
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache

import pandas as pd

from example.example_tables import AFTER, state
from vendor_review.files.snapshot import Snapshot
from vendor_review.register.layout import TABLES, Column
from vendor_review.register.register import parse_register
from vendor_review.register.source import open_register
from vendor_review.schema import CheckedRegister, check_register
from vendor_review.schema.cells.values import items

#: Pairs of days that only make sense in this order.
ORDERED = (
    ("engagements", "engaged_on", "effective_on"),
    ("engagements", "effective_on", "ended_on"),
    ("evidence", "period_end", "issued_on"),
    ("evidence", "issued_on", "valid_until"),
    ("decisions", "decided_on", "expires_on"),
    ("incidents", "known_on", "closed_on"),
    ("requests", "asked_on", "due_on"),
    ("requests", "asked_on", "answered_on"),
)
#: Tables whose rows refer to a parent's key, with the column that does.
CHILDREN = {
    name: [
        (table.name, column.name)
        for table in TABLES.values()
        for column in table.columns
        if column.refers == name
    ]
    for name in ("vendors", "engagements", "evidence")
}


@dataclass(frozen=True)
class Edit:
    """One edit of one row.

    Attributes
    ----------
    kind
        What went wrong, in words.
    table, place
        The row, by its place in the table.
    put
        New cells by column; nothing if the row is deleted.
    where, value
        Columns (table, name) of which one must get a new finding about `value`; any value if it is blank.
    """

    kind: str
    table: str
    place: int
    put: tuple[tuple[str, str], ...]
    where: tuple[tuple[str, str], ...]
    value: str = ""

    def apply(self, tables: Mapping[str, pd.DataFrame]) -> dict[str, pd.DataFrame]:
        """The tables with this edit."""
        frame = tables[self.table].reset_index(drop=True)
        if self.put:
            frame.loc[self.place, [name for name, _ in self.put]] = [cell for _, cell in self.put]
        else:
            frame = frame.drop(index=self.place)
        return {**tables, self.table: frame}

    def is_found(self, new: Counter[tuple[str, str, str]]) -> bool:
        """Whether one of the `new` findings (table, column, value) is about this edit."""
        return any((table, name) in self.where and self.value in value for table, name, value in new)


def typos(word: str) -> list[str]:
    """A letter left out, doubled, or swapped with the next, somewhere in the middle."""
    at = len(word) // 2
    return [
        word[:at] + word[at + 1 :],
        word[:at] + word[at] + word[at:],
        word[: at - 1] + word[at] + word[at - 1] + word[at + 1 :],
    ]


@cache
def edits() -> tuple[Edit, ...]:
    """Every edit that tests draw from."""
    return (*_ids(), *_days(), *_deleted(), *_codes())


def check_tables(tables: Mapping[str, pd.DataFrame]) -> CheckedRegister:
    """Checks the example's later state with other tables."""
    snapshot = open_register(state(AFTER).folder)
    files = dict(snapshot.files)
    for name, frame in tables.items():
        buffer = io.StringIO(newline="")
        writer = csv.writer(buffer, lineterminator="\n")
        writer.writerows([list(frame.columns), *frame.to_numpy().tolist()])
        files[TABLES[name].file] = buffer.getvalue().encode()
    register = parse_register(Snapshot(snapshot.name, files))
    return check_register(register, state(AFTER).policy.vocabulary, state(AFTER).as_of)


@cache
def known_findings() -> Counter[tuple[str, str, str, str]]:
    """What is found in the example as it is: rule, table, column and value; lines may shift."""
    return _findings(state(AFTER).checked)


def new_findings(edit: Edit) -> Counter[tuple[str, str, str]]:
    """Findings (table, column, value) that `edit` brings."""
    found = _findings(check_tables(edit.apply(state(AFTER).register.tables))) - known_findings()
    return Counter({(table, column, value): count for (_, table, column, value), count in found.items()})


def _findings(checked: CheckedRegister) -> Counter[tuple[str, str, str, str]]:
    return Counter(checked.findings[["rule", "table", "column", "value"]].itertuples(index=False, name=None))


def _cells(table: str, column: str) -> Iterator[tuple[int, str]]:
    """Filled cells of a column, by place."""
    return ((place, cell) for place, cell in enumerate(state(AFTER).register.tables[table][column]) if cell)


def _referring(table: str, name: str) -> tuple[tuple[str, str], ...]:
    """Columns of which a cell refers to the row `name` of `table`."""
    return tuple(
        (child, column)
        for child, column in CHILDREN[table]
        if name in set(state(AFTER).register.tables[child][column])
    )


def _ids() -> Iterator[Edit]:
    for table in TABLES.values():
        for column in table.columns:
            parent = column.refers or table.name
            if column.kind not in ("id", "reference") or parent not in CHILDREN:
                continue
            taken = set(state(AFTER).register.tables[parent][TABLES[parent].key[0]])
            for place, cell in _cells(table.name, column.name):
                children = () if column.refers else _referring(table.name, cell)
                if not column.refers and not children:
                    continue  # nothing refers to it: no one register can tell that its id was another
                for typo in typos(cell):
                    if typo in taken:
                        continue
                    where = children or ((table.name, column.name),)
                    value = cell if children else typo
                    yield Edit("typo in an id", table.name, place, ((column.name, typo),), where, value)


def _days() -> Iterator[Edit]:
    for table, first, second in ORDERED:
        frame = state(AFTER).register.tables[table]
        for place, (one, other) in enumerate(zip(frame[first], frame[second], strict=True)):
            if one and other and one != other:
                put = ((first, other), (second, one))
                yield Edit("swapped days", table, place, put, ((table, first), (table, second)))
    for spec in TABLES.values():
        for column in spec.columns:
            if column.kind == "date":
                for place, cell in _cells(spec.name, column.name):
                    year, month, day = cell.split("-")
                    spelt = ((column.name, f"{day}.{month}.{year}"),)
                    where = ((spec.name, column.name),)
                    yield Edit("another spelling of a day", spec.name, place, spelt, where)


def _deleted() -> Iterator[Edit]:
    tables = state(AFTER).register.tables
    for parent in CHILDREN:
        for place, name in _cells(parent, TABLES[parent].key[0]):
            where = _referring(parent, name)
            if where:
                yield Edit("deleted row", parent, place, (), where, name)
    engagements = tables["engagements"].set_index("engagement_id")
    for table in ("data_shared", "places"):
        only = tables[table]["engagement_id"].value_counts().eq(1)
        for place, name in _cells(table, "engagement_id"):
            row = engagements.loc[name]
            missed = row["status"] != "past" and (table == "data_shared" or row["public"] == "yes")
            if only[name] and missed:
                yield Edit("deleted row", table, place, (), (("engagements", "engagement_id"),), name)


def _codes() -> Iterator[Edit]:
    wrong: dict[str, Callable[[Column, str], list[str]]] = {
        "enum": lambda column, cell: typos(cell),
        "list": lambda column, cell: typos(cell) if column.values else [],
        "path": lambda column, cell: [
            *typos(cell),
            *(["..".join(cell.split("..")[::-1])] if ".." in cell else []),
        ],
        "place": lambda column, cell: [f"{cell}X", f"{cell[0]}0", {"GB": "UK"}.get(cell, "ZZ")],
        "category": lambda column, cell: typos(cell),
        "section": lambda column, cell: typos(cell),
        "control": lambda column, cell: [
            one for one in (f"{cell}0", cell.replace("-", ""), "VR-A9") if one != cell
        ],
        "sha256": lambda column, cell: [cell[:-1]],
    }
    for table in TABLES.values():
        for column in table.columns:
            if column.kind not in wrong:
                continue
            for place, cell in _cells(table.name, column.name):
                for code in dict.fromkeys(wrong[column.kind](column, cell)):
                    if not _is_known(column, code) and items(code) != items(cell):
                        where = ((table.name, column.name),)
                        yield Edit("changed code", table.name, place, ((column.name, code),), where)


def _is_known(column: Column, code: str) -> bool:
    known = set(column.values)
    if column.kind == "category":
        known = set(state(AFTER).policy.categories.index)
    return code in known
