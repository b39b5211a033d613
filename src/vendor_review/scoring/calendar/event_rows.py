"""Rows of one kind of event, column by column."""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from vendor_review.scoring.model.bands import Flags
from vendor_review.scoring.model.dates import Days

#: Columns of an event and their types.
COLUMNS = {
    "vendor_id": "object",
    "on": "datetime64[us]",
    "kind": "object",
    "item": "object",
    "detail": "object",
    "controls": "int64",
    "calls": "bool",
}
#: The kind of an event that is an open incident.
INCIDENT = "incident_known"
#: The kind of an event that is the last day to give notice on a contract.
NOTICE_ENDS = "contract_notice"
#: Events of one kind: each column's cells.
Events = dict[str, npt.NDArray[Any]]


def dated(
    rows: pd.DataFrame,
    kind: str,
    on: Days | pd.Series,
    item: str,
    detail: str = "",
    where: Flags | pd.Series | bool = True,
    calls: Flags | pd.Series | bool = False,
) -> Events:
    """Events of `rows`, which have a vendor each: those that have a day, and lie `where`.

    `item` and `detail` name columns; how many controls rest on an event is in the column controls, if there is one.
    `calls` says which of them call for a review.
    """
    cells: dict[str, Any] = {"vendor_id": rows["vendor_id"], "on": on, "kind": kind, "item": rows[item]}
    cells |= {"detail": rows[detail] if detail else "", "controls": 0, "calls": calls}
    cells |= {name: rows[name] for name in rows.columns.intersection(["controls"])}
    kept = np.flatnonzero(~np.isnat(np.asarray(on).astype("datetime64[us]")) & np.asarray(where))
    return {
        name: np.broadcast_to(np.asarray(cells[name]).astype(dtype), len(rows))[kept]
        for name, dtype in COLUMNS.items()
    }


def days_of(rows: pd.DataFrame, column: str) -> Days:
    """A column of days, to the day; NaT where none is stated."""
    days: Days = rows[column].to_numpy().astype("datetime64[D]")
    return days


def days_of_vendors(rows: pd.DataFrame, days: pd.Series) -> Days:
    """For each row the day of its vendor; `days` is indexed by vendor_id."""
    found: Days = days.reindex(rows["vendor_id"]).to_numpy().astype("datetime64[D]")
    return found
