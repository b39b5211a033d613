"""Reads the table of documents that a vendor can be asked for, and what each could settle at best."""

from __future__ import annotations

from datetime import date

import pandas as pd

from vendor_review.policy.dated import Span, check_spans
from vendor_review.policy.refusals import Refusals, one_of
from vendor_review.policy.tables import Row, allowed, read_span, read_table, stated, unique
from vendor_review.register.layout import TABLES
from vendor_review.snapshot import Snapshot

REQUESTS = "requests.csv"

_REQUEST_COLUMNS = ("request", "title", "settles", "level", "controls", "holds_from", "holds_until", "source")
_SETTLES = ("controls", "data", "path")
_LEVELS = TABLES["evidence"].column("level").values
#: Words in place of a list of controls.
_ALL, _GATES = "all", "gates"


def read_requests(
    snapshot: Snapshot, controls: pd.DataFrame | None, as_of: date, refusals: Refusals
) -> pd.DataFrame:
    """Requests in force on a day, indexed by id, in the order of the file.

    Returns
    -------
    Columns title, settles (controls, data or path), level (of the evidence, E1 to E5; "" where it settles no
    controls) and controls (tuple of the ids that it can speak of).
    """
    rows = read_table(snapshot, REQUESTS, _REQUEST_COLUMNS, refusals) or []
    unique(rows, ["request", "holds_from"], refusals)
    kept: list[tuple[str, str, str, str, tuple[str, ...]]] = []
    spans: dict[str, list[Span]] = {}
    for row in rows:
        stated(row, ["request", "title", "source"], refusals)
        allowed(row, "settles", _SETTLES, refusals)
        named = _controls(row, controls, refusals)
        span = read_span(row, refusals)
        if span is None:
            continue
        spans.setdefault(row["request"], []).append(span)
        if span.holds(as_of):
            kept.append((row["request"], row["title"], row["settles"], row["level"], named))
    for request, found in spans.items():
        check_spans(found, f"{REQUESTS}, {request}", refusals, gaps_allowed=True)
    return pd.DataFrame(kept, columns=["request", "title", "settles", "level", "controls"]).set_index(
        "request"
    )


def _controls(row: Row, controls: pd.DataFrame | None, refusals: Refusals) -> tuple[str, ...]:
    """The controls that a document can speak of; none, and nothing allowed to be stated, if it settles others."""
    if row["settles"] != "controls":
        for column in ("level", "controls"):
            if row[column]:
                what = f"{row[column]!r} is stated of what settles no controls"
                refusals.add(row.place(column), what, "leave it blank")
        return ()
    stated(row, ["controls"], refusals)
    allowed(row, "level", _LEVELS, refusals)
    if controls is None:
        return ()
    known = tuple(controls.index)
    if row["controls"] == _ALL:
        return known
    if row["controls"] == _GATES:
        return tuple(controls.index[controls["gate"]])
    named = tuple(filter(None, map(str.strip, row["controls"].split(";"))))
    for control in named:
        if control not in known:
            right = one_of(control, (*known, _ALL, _GATES))
            refusals.add(row.place("controls"), f"{control!r} is no control", right)
    return named
