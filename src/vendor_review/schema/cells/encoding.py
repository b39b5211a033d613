"""A table as categories: each column's distinct values once, without surrounding white space, and codes into them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, cast

import numpy as np
import numpy.typing as npt
import pandas as pd

# Up to so many numbers for each row are counted.
_CLOSE = 4
_NO_CELLS = pd.Categorical.from_codes([], categories=pd.Index([], dtype=object))


def code_table(frame: pd.DataFrame) -> tuple[pd.DataFrame, pd.DataFrame]:
    """The same table as text, and with categorical columns, both without white space around cells.

    What a check costs grows with a categorical's distinct values, not with its rows.
    """
    if frame.empty:
        return frame, pd.DataFrame(dict.fromkeys(frame.columns, _NO_CELLS), index=frame.index)
    columns = {name: _code(frame[name]) for name in frame.columns}
    coded = pd.DataFrame({name: column for name, (column, _) in columns.items()}, index=frame.index)
    stripped = {name: texts(coded[name]) for name, (_, as_written) in columns.items() if not as_written}
    if not stripped:
        return frame, coded
    return frame.assign(
        **{name: pd.Series(cells, frame.index, str) for name, cells in stripped.items()}
    ), coded


def _code(column: pd.Series) -> tuple[pd.Categorical, bool]:
    """The column as categories, and whether there was nothing to strip."""
    codes, distinct = pd.factorize(column.to_numpy(dtype=object))
    stripped = [*map(str.strip, distinct)]
    # As a rule there is nothing to strip; a text is then given back itself, and comparing takes no time.
    if stripped == distinct.tolist():
        return pd.Categorical.from_codes(codes, categories=pd.Index(distinct, dtype=object)), True
    again, categories = pd.factorize(np.array(stripped, dtype=object))
    return pd.Categorical.from_codes(again[codes], categories=pd.Index(categories, dtype=object)), False


def is_encoded(column: pd.Series) -> bool:
    """Whether a column holds categories."""
    return isinstance(column.dtype, pd.CategoricalDtype)


def encode(column: pd.Series) -> pd.Series:
    """Any column as categories: what is missing is blank, a day is ISO text."""
    if is_encoded(column):
        return column
    written = column.dt.strftime("%Y-%m-%d") if column.dtype.kind == "M" else column
    return pd.Series(_code(written.fillna("").astype(str))[0], index=column.index, name=column.name)


def distinct(column: pd.Series) -> pd.Index:
    """Distinct values of a coded column."""
    return cast(pd.CategoricalDtype, column.dtype).categories


def codes(column: pd.Series) -> npt.NDArray[np.intp]:
    """Place of each row's value among the distinct ones."""
    return cast(pd.Categorical, column.array).codes.astype(np.intp)


def spread(per_value: npt.NDArray[np.bool_], column: pd.Series) -> npt.NDArray[np.bool_]:
    """What holds of each distinct value, row by row."""
    if per_value.all() or not per_value.any():
        return np.full(len(column), per_value.any(), dtype=np.bool_)
    return per_value[codes(column)]


def texts(column: pd.Series) -> npt.NDArray[np.object_]:
    """The column's values, row by row."""
    values = distinct(column).to_numpy(dtype=object)
    return values[codes(column)] if len(column) else np.zeros(0, dtype=object)


def cells_as_text(cells: Sequence[str] | pd.Series) -> list[str]:
    """The cells of any column, or any words, as texts, row by row; a day in ISO, "" where none is stated."""
    if not isinstance(cells, pd.Series):
        return [*cells]
    if is_encoded(cells):
        return list(texts(cells))
    # A list, for pandas gives out one item at a time three times as slowly.
    days = cells.dt.strftime("%Y-%m-%d").fillna("") if cells.dtype.kind == "M" else None
    return [*map(str, (cells if days is None else days).tolist())]


def met(column: pd.Series, rows: npt.NDArray[np.bool_]) -> npt.NDArray[np.bool_]:
    """Which of the distinct values stand in some of the rows."""
    found = np.zeros(len(distinct(column)), dtype=np.bool_)
    found[codes(column)[rows]] = True
    return found


def repeated(keys: npt.NDArray[np.integer[Any]]) -> npt.NDArray[np.bool_]:
    """Which numbers, from 0 on, are there more than once; where they lie close together, counting is fastest."""
    is_close = len(keys) and int(keys.max()) < _CLOSE * len(keys)
    found = np.bincount(keys)[keys] > 1 if is_close else pd.Series(keys).duplicated(keep=False)
    return np.asarray(found, dtype=np.bool_)


def row_keys(frame: pd.DataFrame, names: tuple[str, ...]) -> npt.NDArray[np.int64]:
    """A number per row, equal for rows that agree in the coded columns `names`."""
    keys = np.zeros(len(frame), dtype=np.int64)
    for name in names:
        size = len(distinct(frame[name])) + 1
        if len(keys) and int(keys.max()) > 2**62 // size:
            keys = pd.factorize(keys)[0].astype(np.int64)
        keys = keys * size + codes(frame[name])
    return keys
