"""The pandera types of a register's columns: text as categories, and days."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
from pandera import dtypes
from pandera.engines import pandas_engine

from vendor_review.schema.cells import encoding, values


@pandas_engine.Engine.register_dtype(equivalents=["cell"])
@dtypes.immutable
class Cell(pandas_engine.DataType):
    """Text as categories, without white space around it; a missing cell is blank.

    What a check costs then grows with a column's distinct values, not with its rows.
    """

    type = pd.CategoricalDtype()

    def __init__(self) -> None:
        """Nothing of it varies; pandera's own asks for a type, and warns of types that are not its own."""

    def coerce(self, data_container: Any) -> pd.Series:
        """A column as such text."""
        return encoding.encode(data_container)

    def check(self, pandera_dtype: dtypes.DataType, data_container: Any = None) -> bool:
        """Whether a column holds categories."""
        return encoding.is_encoded(data_container)

    def __str__(self) -> str:
        return "cell"


@pandas_engine.Engine.register_dtype(equivalents=["day"])
@dtypes.immutable
class Day(Cell):
    """Days, or text as long as a cell of the column is no day."""

    def coerce(self, data_container: Any) -> pd.Series:
        """A column as datetime64, NaT for a blank; as text if a cell is no day, so that a check can say which."""
        column: pd.Series = data_container
        if column.dtype.kind == "M":
            return column
        cells = encoding.encode(column)
        distinct, codes = encoding.distinct(cells), encoding.codes(cells)
        days = values.dates(distinct).to_numpy()
        if (np.isnat(days) & ~values.are_blank(distinct))[codes].any():
            return cells
        return pd.Series(days[codes], index=cells.index, name=cells.name)

    def check(self, pandera_dtype: dtypes.DataType, data_container: Any = None) -> bool:
        """Whether a column holds days, or text of which a check says what is no day."""
        return data_container.dtype.kind == "M" or encoding.is_encoded(data_container)

    def __str__(self) -> str:
        return "day"
