"""The shape of a rule about rows, and the days that rows state."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pandas as pd

from vendor_review.schema.cells import encoding, values
from vendor_review.schema.cells.values import Flags

Details = Callable[[pd.DataFrame, npt.NDArray[np.intp]], list[str]]


@dataclass(frozen=True)
class RowRule:
    """A rule about rows of a coded table; `column` is where the finding points.

    `holds` says which rows are right; `detail`, given the table and the places of wrong rows, a fact for each;
    `suggest` a better value for the cell.
    """

    rule: str
    column: str
    holds: Callable[[pd.DataFrame], Flags]
    detail: Details
    expected: str = ""
    expect: Details | None = None
    suggest: Callable[[str], str] | None = None


def days(frame: pd.DataFrame, name: str) -> npt.NDArray[np.datetime64]:
    """The days in a coded column, NaT for what is blank or no date."""
    column = frame[name]
    per_value = values.dates(encoding.distinct(column)).to_numpy()
    return per_value[encoding.codes(column)] if len(column) else np.zeros(0, dtype="datetime64[us]")
