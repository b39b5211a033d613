"""Reads a list that was saved as CSV into one table."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator

from vendor_review.errors import ListUnreadable
from vendor_review.intake.blocks.block import Page, Table, Text
from vendor_review.intake.blocks.limits import MOST_COLUMNS, Budget

_SEPARATORS = ",;\t|"


def csv_rows(text: str, budget: Budget) -> Iterator[list[str]]:
    """The rows of a file of CSV, whose separator is that of its first lines; blank rows too, cells without blanks."""
    first = "\n".join(text.splitlines()[:5])
    separator = max(_SEPARATORS, key=first.count)
    number = 0
    try:
        for number, row in enumerate(
            csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True), 1
        ):
            budget.row()
            budget.element(len(row))
            if len(row) > MOST_COLUMNS:
                raise ListUnreadable(f"{budget.file}, row {number}: has more than {MOST_COLUMNS} columns.")
            yield [cell.strip() for cell in row]
    except csv.Error as error:
        raise ListUnreadable(f"{budget.file}, row {number + 1}: is not CSV: {error}.") from error


def csv_page(text: str, budget: Budget) -> Page:
    """The table of a file of CSV."""
    kept = [[Text(budget.text(cell)) for cell in row] for row in csv_rows(text, budget) if any(row)]
    width = max(map(len, kept), default=0)
    table = Table(tuple(tuple(row + [Text()] * (width - len(row))) for row in kept), 0, "table 1")
    return Page((table,) if kept else ())
