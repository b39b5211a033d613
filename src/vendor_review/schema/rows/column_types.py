"""Turns accepted rows into typed ones, once every cell is known to be right."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import pandas as pd

from vendor_review.register.layout import Column, Table
from vendor_review.schema.cells import encoding, values


def type_table(table: Table, text: pd.DataFrame, frame: pd.DataFrame) -> pd.DataFrame:
    """The rows of a table, given as text and coded, with dates as datetime64 (NaT: not stated), all else as text.

    An access path gets two more columns, path_lo and path_hi, 0 for none to 4 for hosts, 0 and 4 if it is blank;
    `public` becomes true for yes, else false.
    """
    typed: dict[str, pd.Series] = {}
    order: list[str] = []
    for column in table.columns:
        found = _type_column(column, frame[column.name])
        order += dict.fromkeys([column.name, *found])
        typed.update(found)
    return text.assign(**typed)[order]


def _type_column(column: Column, cells: pd.Series) -> Mapping[str, pd.Series]:
    """What a column becomes, or gets beside it, if it does not just stay text."""
    distinct = encoding.distinct(cells)
    codes = encoding.codes(cells)
    if column.kind == "date":
        parsed = values.dates(distinct).to_numpy()
        days = parsed[codes] if len(codes) else np.zeros(0, dtype="datetime64[us]")
        return {column.name: pd.Series(days, index=cells.index)}
    if column.name == "public":
        return {
            column.name: pd.Series(encoding.spread(np.asarray(distinct == "yes"), cells), index=cells.index)
        }
    if column.kind == "path":
        ranges = [
            values.path_range(value, column.values) or (0, len(column.values) - 1) for value in distinct
        ]
        ends = np.array(ranges, dtype=np.int64).reshape(-1, 2)[codes]
        return {
            "path_lo": pd.Series(ends[:, 0], index=cells.index),
            "path_hi": pd.Series(ends[:, 1], index=cells.index),
        }
    return {}
