"""What a source hides, loses, or says beside the text of its cells."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd

from vendor_review.register.register import Register
from vendor_review.register.row_places import PAGE
from vendor_review.register.source_kind import Remark
from vendor_review.schema.findings.facts import facts

_RULES = {
    "hidden": "REG-076",
    "merged": "REG-077",
    "shown": "REG-095",
    "kept": "REG-095",
    "hidden_cells": "REG-096",
    "struck": "REG-097",
    "comment": "REG-098",
    "totals": "REG-099",
    "format": "REG-100",
    "early": "REG-105",
    "aside": "REG-112",
}


def sheets(register: Register, vendor_of_engagement: pd.Series) -> dict[str, list[pd.DataFrame]]:
    """Facts of the sheets of a workbook, and of the rows of files, by table. Vendor ids are given by engagement."""
    by_place: dict[tuple[str, str, str], list[Remark]] = {}
    for remark in register.remarks:
        # What a row lacks is no place in it.
        column = "" if remark.kind == "early" else remark.column
        by_place.setdefault((remark.table, _RULES[remark.kind], column), []).append(remark)
    found: dict[str, list[pd.DataFrame]] = {}
    for (table, rule, column), remarks in by_place.items():
        of_rule = facts(
            rule,
            table,
            column,
            line=[one.line for one in remarks],
            value=[_value(register, one) for one in remarks],
            expected=[one.expected for one in remarks],
            detail=[_detail(one) for one in remarks],
            vendor_id=_vendors(register, table, remarks, vendor_of_engagement),
        )
        found.setdefault(table, []).append(of_rule)
    return found


def _value(register: Register, remark: Remark) -> str:
    if remark.kind == "hidden":
        return register.places.file(remark.table)
    if remark.kind != "hidden_cells":
        return remark.cells if remark.kind == "merged" else remark.value
    first, _, last = remark.cells.partition(":")
    noun = "row" if first.isdecimal() else "column"
    return f"{noun} {first}" if first == last else f"{noun}s {first} to {last}"


def _detail(remark: Remark) -> str:
    """What is read of the cell, or the columns that a row lacks."""
    return {"kept": remark.expected, "early": remark.cells}.get(remark.kind, remark.value)


def _vendors(
    register: Register, table: str, remarks: Sequence[Remark], vendor_of_engagement: pd.Series
) -> list[str]:
    """The vendors that the rows concerned are about, as written; "" for several rows, and for what is no row."""
    if table == PAGE:
        return [""] * len(remarks)
    rows = register.tables[table]
    if "vendor_id" not in rows:
        # Where no row names an engagement that is there, pandas would make numbers of them.
        named = rows["engagement_id"].str.strip().map(vendor_of_engagement).astype(object)
    else:
        named = rows["vendor_id"].str.strip()
    known = named.fillna("").to_dict()
    return ["" if _is_run(one) else known.get(one.line, "") for one in remarks]


def _is_run(remark: Remark) -> bool:
    """Whether it is about rows of which there are several."""
    first, _, last = remark.cells.partition(":")
    return remark.kind == "hidden_cells" and first != last
