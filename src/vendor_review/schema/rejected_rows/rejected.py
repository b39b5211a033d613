"""The rejected rows as a table."""

from __future__ import annotations

import csv
import io

import pandas as pd

from vendor_review.register.register import Register
from vendor_review.schema.findings.catalogue import REJECTING

COLUMNS = ("table", "file", "line", "vendor_id", "rules", "row", "place")


def gather_rejected(register: Register, findings: pd.DataFrame) -> pd.DataFrame:
    """A row for each row of the register that an error rejects, sorted by file and line."""
    errors = findings[findings["rule"].isin(REJECTING) & (findings["table"] != "page")]
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
