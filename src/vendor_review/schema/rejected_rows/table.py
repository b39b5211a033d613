"""The rejected rows as a table, and what they still say, cell by cell, where it is clear whom the row is about."""

from __future__ import annotations

import csv
import io
from collections import defaultdict
from collections.abc import Mapping

import pandas as pd

from vendor_review.register.layout import TABLES, Table
from vendor_review.register.register import Register
from vendor_review.register.row_places import PAGE
from vendor_review.schema.cells import encoding, values
from vendor_review.schema.findings.catalogue import REJECTING
from vendor_review.schema.tables import typed_rows

_TABLES = ("engagements", "places", "data_shared", "access_controls", "evidence")
#: Errors about whole rows, or about what a cell refers to: the cell itself can be read.
_READABLE = frozenset({"REG-007", "REG-008", "REG-009", "REG-017", "REG-020"})
#: Of days out of order nobody knows which one is wrong.
_OUT_OF_ORDER = "REG-018"
_COLUMNS = ("table", "file", "line", "vendor_id", "rules", "row", "place")


def readable_rows(
    concerned: pd.DataFrame, findings: pd.DataFrame, register: Register
) -> Mapping[str, pd.DataFrame]:
    """By table, the rejected rows of which it is clear what they are about, typed as accepted ones.

    A cell in error holds the word that it is taken to mean, or is blank. `concerned` says what each row is or may be
    about. Engagements have ids of their own, so that two that shared one are told apart, and the rows that hang on them
    refer to those. A row of the wrong width, and a place without
    a code, are left out.
    """
    errors = findings[findings["rule"].isin(REJECTING)]
    if errors.empty:
        return {}
    tables: dict[str, pd.DataFrame] = {}
    new_ids: dict[str, list[str]] = {}
    for name in _TABLES:
        of_table = errors[errors["table"].eq(name)]
        lines = of_table["line"].drop_duplicates()
        ragged = register.ragged.loc[register.ragged["table"].eq(name), "line"]
        lines = lines[~lines.isin(ragged)]
        if lines.empty:
            continue
        rows = register.tables[name].loc[lines.tolist()].apply(lambda cells: cells.str.strip())
        meant = _as_meant(TABLES[name], rows, of_table)
        of_name = concerned[concerned["table"].eq(name)]
        sole = of_name[~of_name["line"].duplicated(keep=False)].set_index("line")
        rows = _of_one(meant, sole)
        if name in ("places", "data_shared"):
            rows = pd.concat([rows, _hanging(meant, new_ids)])
        if name == "engagements":
            rows, new_ids = _with_new_ids(rows)
        if name == "places":
            rows = rows[rows["code"] != ""]
        tables[name] = typed_rows(TABLES[name], *encoding.code_table(rows))
    return {name: rows for name, rows in tables.items() if len(rows)}


def _of_one(rows: pd.DataFrame, sole: pd.DataFrame) -> pd.DataFrame:
    """The rows with the one vendor or engagement, and control, that each can be about; the others are left out."""
    rows = rows[rows.index.isin(sole.index)]
    own = "vendor_id" if "vendor_id" in rows else "engagement_id"
    names = [own, *(["control"] if "control" in rows else [])]
    rows = rows.assign(**{name: sole.loc[rows.index, name] for name in names})
    return rows[(rows[names] != "").all(axis="columns")]


def _hanging(rows: pd.DataFrame, new_ids: Mapping[str, list[str]]) -> pd.DataFrame:
    """The rows of rejected engagements, under the new ids of these."""
    rows = rows[rows["engagement_id"].isin(new_ids)]
    return rows.assign(engagement_id=rows["engagement_id"].map(new_ids)).explode("engagement_id")


def _with_new_ids(engagements: pd.DataFrame) -> tuple[pd.DataFrame, dict[str, list[str]]]:
    """Engagements with ids of their own, and the new ones by the old; an old one that two vendors have is nobody's."""
    new = [f"{own} {line}" for line, own in zip(engagements.index, engagements["engagement_id"], strict=True)]
    by_old, owners = defaultdict[str, list[str]](list), defaultdict[str, set[str]](set)
    for old, made, vendor in zip(engagements["engagement_id"], new, engagements["vendor_id"], strict=True):
        by_old[old].append(made)
        owners[old].add(vendor)
    sole = {old: made for old, made in by_old.items() if old and len(owners[old]) == 1}
    return engagements.assign(engagement_id=new), sole


def _as_meant(table: Table, rows: pd.DataFrame, errors: pd.DataFrame) -> pd.DataFrame:
    """The rows with what is meant by each cell in error, as a finding suggests it, else a blank.

    Of a list the items that are right stay.
    """
    cells = {str(name): dict(zip(rows.index.tolist(), rows[name], strict=True)) for name in rows}
    wrong = errors[~errors["rule"].isin(_READABLE) & errors["line"].isin(rows.index)]
    for line, rule, name, suggestion in zip(
        *(wrong[column] for column in ("line", "rule", "column", "suggestion")), strict=True
    ):
        column = table.column(name)
        if column.kind in ("id", "reference"):
            continue
        if rule == _OUT_OF_ORDER:
            for day in (one.name for one in table.columns if one.kind == "date"):
                cells[day][line] = ""
        elif column.kind == "list" and column.values:
            items = [*values.items(cells[name][line]), suggestion]
            cells[name][line] = "; ".join(item for item in items if item in column.values)
        else:
            cells[name][line] = suggestion
    return pd.DataFrame(cells, index=rows.index, dtype=str)


def gather_rejected(register: Register, findings: pd.DataFrame) -> pd.DataFrame:
    """A row for each row of the register that an error rejects, sorted by file and line."""
    errors = findings[findings["rule"].isin(REJECTING) & ~findings["table"].str.startswith(PAGE)]
    if errors.empty:
        empty = pd.DataFrame({name: pd.Series([], dtype=str) for name in _COLUMNS})
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
    return rows.sort_values(["file", "line"], ignore_index=True)[list(_COLUMNS)]


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
