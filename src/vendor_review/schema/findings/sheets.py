"""What a source hides, and what it loses: hidden sheets that count all the same, merged cells, rows that end early."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd

from vendor_review.register.register import Register
from vendor_review.register.row_places import PAGE
from vendor_review.register.source_kind import Remark
from vendor_review.schema.findings.facts import facts


def sheets(register: Register, vendor_of_engagement: pd.Series) -> list[pd.DataFrame]:
    """Facts of the sheets of a workbook, and of the rows of files. Vendor ids are given by engagement."""
    hidden = [remark for remark in register.remarks if remark.kind == "hidden"]
    merged: dict[tuple[str, str], list[Remark]] = {}
    early: dict[str, list[Remark]] = {}
    for remark in register.remarks:
        if remark.kind == "merged":
            merged.setdefault((remark.table, remark.column), []).append(remark)
        elif remark.kind == "early":
            early.setdefault(remark.table, []).append(remark)
    return [
        *(facts("REG-076", one.table, value=register.places.file(one.table)) for one in hidden),
        *(
            facts(
                "REG-077",
                table,
                column,
                line=[one.line for one in ranges],
                value=[one.cells for one in ranges],
                vendor_id=_vendors(register, table, ranges, vendor_of_engagement),
            )
            for (table, column), ranges in merged.items()
        ),
        *(
            facts(
                "REG-105",
                table,
                line=[one.line for one in rows],
                detail=[one.cells for one in rows],
                vendor_id=_vendors(register, table, rows, vendor_of_engagement),
            )
            for table, rows in early.items()
        ),
    ]


def _vendors(
    register: Register, table: str, ranges: Sequence[Remark], vendor_of_engagement: pd.Series
) -> list[str]:
    """The vendors that the rows of remarks are about, as written."""
    if table == PAGE:
        return [""] * len(ranges)
    rows = register.tables[table].loc[[one.line for one in ranges]]
    if "vendor_id" in rows:
        return [name.strip() for name in rows["vendor_id"]]
    named = [name.strip() for name in rows["engagement_id"]]
    return list(vendor_of_engagement.reindex(named, fill_value=""))
