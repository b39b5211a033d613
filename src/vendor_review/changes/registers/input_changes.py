"""What differs in what two scores were made from: rows of the register, and numbers of the policy."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd

from vendor_review.policy import Policy
from vendor_review.register.layout import TABLES, Table
from vendor_review.schema.pins import plain_cell

Tables = Mapping[str, pd.DataFrame]
Cells = Mapping[str, str]
_Key = tuple[tuple[str, ...], int]

#: Columns of a key that may change without the row becoming another: how a place is written, and when it applies.
_LOOSE = {"places": frozenset({"as_written", "condition"})}


@dataclass(frozen=True)
class RowChange:
    """A row that came (`before` is empty), went (`after` is empty) or differs; cells are without idle white space.

    `name` is its key without the vendor's id, with a number behind it for the second of equal keys.
    """

    table: str
    name: str
    before: Cells
    after: Cells

    @property
    def cells(self) -> Iterator[tuple[str, str, str]]:
        """Column, cell before and cell after, of each cell that differs."""
        for column in TABLES[self.table].names:
            was, now = self.before.get(column, ""), self.after.get(column, "")
            if was != now:
                yield column, was, now


def differing_rows(table: str, before: pd.DataFrame, after: pd.DataFrame) -> Iterator[RowChange]:
    """The rows of a table that are not alike in both states: text as read, in the order of `before`, then `after`.

    The order of rows and white space are no difference. Rows that stand in both states are left out first, whatever
    their number; the others are paired by key, the first of equal keys with the first. Two shorthands of a vendor are
    paired by their documents, as far as both states have a row on the same one.
    """
    layout = TABLES[table]
    old, new = (_plain(layout, frame) for frame in (before, after))
    own, others = _numbered(old), _numbered(new)
    gone, come = old[~own.isin(others)], new[~others.isin(own)]
    was, now = _by_key(layout, gone, come), _by_key(layout, come, gone)
    for key in dict.fromkeys([*was, *now]):
        yield RowChange(table, _name(layout, key), was.get(key, {}), now.get(key, {}))


def _plain(table: Table, frame: pd.DataFrame) -> pd.DataFrame:
    """The cells without white space that says nothing; each distinct cell is looked at once."""
    columns = {}
    for column in table.columns:
        codes, distinct = pd.factorize(frame[column.name].to_numpy(dtype=object))
        plain = np.array([plain_cell(column, str(cell)) for cell in distinct], dtype=object)
        columns[column.name] = plain[codes] if len(frame) else plain
    return pd.DataFrame(columns, dtype=object)


def _numbered(frame: pd.DataFrame) -> pd.MultiIndex:
    """Each row as a value of its own: equal rows by their number."""
    rows = pd.util.hash_pandas_object(frame, index=False)
    return pd.MultiIndex.from_arrays([rows, rows.groupby(rows).cumcount()])


def _keys(table: Table) -> tuple[str, ...]:
    return tuple(name for name in table.key if name not in _LOOSE.get(table.name, ()))


def _by_key(table: Table, rows: pd.DataFrame, others: pd.DataFrame) -> dict[_Key, Cells]:
    """The cells of each row by its key and, of equal keys, its number from 1, in the order of `rows`."""
    found: dict[_Key, Cells] = {}
    numbers = _pairs_first(table, rows, others).groupby([*_keys(table)], sort=False).cumcount() + 1
    for number, record in zip(numbers[rows.index], rows.to_dict("records"), strict=True):
        cells = {str(name): str(cell) for name, cell in record.items()}
        found[tuple(cells[name] for name in _keys(table)), int(number)] = cells
    return found


def _pairs_first(table: Table, rows: pd.DataFrame, others: pd.DataFrame) -> pd.DataFrame:
    """The rows in an order in which those that `others` has on the same document get the same numbers there."""
    if not table.told_apart_by:
        return rows
    whole = [*_keys(table), table.told_apart_by]
    alone = ~pd.MultiIndex.from_frame(rows[whole]).isin(pd.MultiIndex.from_frame(others[whole]))
    return rows.assign(alone=alone).sort_values(["alone", table.told_apart_by], kind="stable")


def _name(table: Table, numbered: _Key) -> str:
    key, number = numbered
    parts = [part for name, part in zip(_keys(table), key, strict=True) if name != "vendor_id" and part]
    words = " ".join(parts or key)
    return f"{words} #{number}" if number > 1 else words


def number_changes(before: Policy, after: Policy) -> pd.DataFrame:
    """The numbers in which two policies differ, each as in force on its own day.

    Returns
    -------
    DataFrame
        name, before, after (values as text, "" where there is no such number), unit; in the order of the policies.
    """
    was, now = _numbers(before), _numbers(after)
    none = ("", "")
    found = [
        (name, was.get(name, none)[0], now.get(name, none)[0], now.get(name, was.get(name, none))[1])
        for name in dict.fromkeys([*was, *now])
        if was.get(name, none)[0] != now.get(name, none)[0]
    ]
    return pd.DataFrame(found, columns=["name", "before", "after", "unit"], dtype=str)


def _numbers(policy: Policy) -> dict[str, tuple[str, str]]:
    """Name to value and unit."""
    columns = ["name", "value", "unit"]
    return {
        str(name): (str(value), str(unit))
        for name, value, unit in policy.numbers[columns].itertuples(index=False, name=None)
    }


def table_changes(before: Policy, after: Policy) -> tuple[str, ...]:
    """Files of the policy that hold other bytes, those with numbers left out: they are told number by number."""
    names = sorted(before.hashes.keys() | after.hashes.keys())
    return tuple(
        name for name in names if name != "policy.toml" and before.hashes.get(name) != after.hashes.get(name)
    )
