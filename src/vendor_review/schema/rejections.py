"""Rejected rows as a table, and the vendors of which less is known because of them."""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping

import pandas as pd

from vendor_review.register.register import Register
from vendor_review.schema.cells import encoding
from vendor_review.schema.cells.suggestions import closest_words
from vendor_review.schema.context import Context

COLUMNS = ("table", "file", "line", "vendor_id", "rules", "row", "place")
# Tables whose accepted rows say how much a vendor may reach: without one of them, too little.
_EXPOSURE = ("engagements", "data_shared")


def gather_rejected(register: Register, findings: pd.DataFrame) -> pd.DataFrame:
    """A row for each row of the register that an error rejects, sorted by file and line."""
    errors = findings[(findings["severity"] == "error") & (findings["table"] != "page")]
    if errors.empty:
        empty = pd.DataFrame({name: pd.Series([], dtype=str) for name in COLUMNS})
        return empty.astype({"line": "int64"})
    # A dictionary, not groupby with a function: that takes minutes where a million rows hang on rejected ones.
    rules: dict[tuple[str, int], set[str]] = {}
    for file, line, rule in zip(errors["file"], errors["line"], errors["rule"], strict=True):
        rules.setdefault((file, line), set()).add(rule)
    rows = errors.drop_duplicates(["file", "line"])[["table", "file", "line", "vendor_id"]].reset_index(
        drop=True
    )
    rows["rules"] = [";".join(sorted(rules[place])) for place in zip(rows["file"], rows["line"], strict=True)]
    rows["row"] = ""
    for name, places in rows.groupby("table").groups.items():
        lines = rows.loc[places, "line"]
        rows.loc[places, "row"] = _as_csv(register, str(name), lines)
    rows["place"] = [
        register.places.words(table, line) for table, line in zip(rows["table"], rows["line"], strict=True)
    ]
    return rows.sort_values(["file", "line"], ignore_index=True)[list(COLUMNS)]


def _as_csv(register: Register, table: str, lines: pd.Series) -> list[str]:
    ragged = register.ragged[register.ragged["table"] == table]
    really = dict(zip(ragged["line"], ragged["cells"], strict=True))
    beyond = dict(zip(ragged["line"], ragged["extra"], strict=True))
    rows = register.tables[table].loc[lines].itertuples(index=False, name=None)
    written: list[str] = []
    for line, cells in zip(lines, rows, strict=True):
        buffer = io.StringIO()
        csv.writer(buffer, lineterminator="").writerow(cells[: really.get(line, len(cells))])
        extra = beyond.get(line, "")
        written.append(buffer.getvalue() + (f",{extra}" if extra else ""))
    return written


def incomplete_vendors(
    rejected: pd.DataFrame, findings: pd.DataFrame, written: Mapping[str, pd.DataFrame], context: Context
) -> pd.DataFrame:
    """vendor_id, table: accepted vendors that a rejected row of engagements or data_shared is, or may be, about."""
    vendors = frozenset(context.accepted_ids("vendors"))
    pairs: set[tuple[str, str]] = set()
    for table in _EXPOSURE:
        lines = rejected.loc[rejected["table"] == table, "line"]
        if len(lines):
            pairs |= {(vendor, table) for vendor in _concerned(written[table].loc[lines], table, context)}
    kept = sorted(pair for pair in pairs if pair[0] in vendors)
    return pd.DataFrame(
        {"vendor_id": [vendor for vendor, _ in kept], "table": [table for _, table in kept]}, dtype=str
    )


def _concerned(rows: pd.DataFrame, table: str, context: Context) -> set[str]:
    """Vendors that rows of `table` are about, or may be about."""
    everyone = set(context.accepted_ids("vendors"))
    named = (
        _nearest_known(set(encoding.texts(rows["vendor_id"])), context.ids["vendors"].values)
        if table == "engagements"
        else {}
    )
    if table == "data_shared":
        owners = context.vendor_of_engagement
        near = _nearest_known(set(encoding.texts(rows["engagement_id"])), context.ids["engagements"].values)
        engagements = {name: owners.get(known, "") for name, known in near.items()}
        vendors = _nearest_known(set(engagements.values()), context.ids["vendors"].values)
        named = {name: vendors[owner] for name, owner in engagements.items()}
    return everyone if "" in named.values() else set(named.values())


def _nearest_known(names: set[str], known: pd.Index) -> dict[str, str]:
    """Each name to itself if it is known, else to the nearest known one, "" if none is near."""
    unknown = sorted(name for name in names if name not in known)
    near = closest_words(unknown, known) if unknown else {}
    return {name: near.get(name, name) if name else "" for name in names}
