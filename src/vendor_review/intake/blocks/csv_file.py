"""Reads a list that was saved as CSV into one table."""

from __future__ import annotations

import csv
import io

from vendor_review.errors import ListUnreadable
from vendor_review.intake.blocks.block import Page, Table, Text
from vendor_review.intake.blocks.limits import MOST_COLUMNS, Budget

_SEPARATORS = ",;\t|"


def csv_page(text: str, budget: Budget) -> Page:
    """The table of a file of CSV, whose separator is that of its first lines."""
    first = "\n".join(text.splitlines()[:5])
    separator = max(_SEPARATORS, key=first.count)
    rows: list[list[Text]] = []
    try:
        for row in csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True):
            budget.row()
            budget.element(len(row))
            if len(row) > MOST_COLUMNS:
                raise ListUnreadable(
                    f"{budget.file}, row {len(rows) + 1}: has more than {MOST_COLUMNS} columns."
                )
            rows.append([Text(budget.text(cell.strip())) for cell in row])
    except csv.Error as error:
        raise ListUnreadable(f"{budget.file}, row {len(rows) + 1}: is not CSV: {error}.") from error
    kept = [row for row in rows if any(row)]
    width = max(map(len, kept), default=0)
    table = Table(tuple(tuple(row + [Text()] * (width - len(row))) for row in kept), 0, "table 1")
    return Page((table,) if kept else ())
