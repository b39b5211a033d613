"""Rows of one kind of event, and the columns that all events have."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from vendor_review.scoring.model.bands import Flags
from vendor_review.scoring.model.dates import Days

COLUMNS = ["vendor_id", "on", "kind", "item", "detail", "controls"]


def told(
    rows: pd.DataFrame,
    kind: str,
    on: Days | pd.Series,
    item: str | Sequence[str],
    detail: str | Sequence[str] = "",
    controls: int | Sequence[int] = 0,
    where: Flags | pd.Series | bool = True,
) -> pd.DataFrame:
    """Events of `rows`, which have a vendor each: those that have a day, and lie `where`."""
    days = np.asarray(on).astype("datetime64[us]")
    kept = np.flatnonzero(~np.isnat(days) & np.asarray(where))

    def cells(values: str | int | Sequence[Any], kind: type) -> npt.NDArray[Any]:
        if isinstance(values, (str, int)):
            return np.full(len(kept), values, dtype=kind)
        return np.array(values, dtype=kind)[kept]

    return pd.DataFrame(
        {
            "vendor_id": rows["vendor_id"].to_numpy(dtype=object)[kept],
            "on": days[kept],
            "kind": kind,
            "item": cells(item, object),
            "detail": cells(detail, object),
            "controls": cells(controls, np.int64),
        },
        columns=COLUMNS,
    )


def days_of(rows: pd.DataFrame, column: str) -> Days:
    """A column of days, to the day; NaT where none is stated."""
    days: Days = rows[column].to_numpy().astype("datetime64[D]")
    return days
