"""pandera as it is used by hand: the same columns' cell rules, asked of one cell after the other."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection
from datetime import date

import pandas as pd
import pandera.pandas as pa
from pandera.errors import SchemaErrors

from vendor_review.policy import Policy
from vendor_review.register.layout import TABLES, Column
from vendor_review.schema.across_tables.references import STATED_CATEGORIES
from vendor_review.schema.cells import values
from vendor_review.schema.cells.place_codes import place_codes

Holds = Callable[[str], bool]


def rowwise_schemas(policy: Policy) -> dict[str, pa.DataFrameSchema]:
    """Table to a schema with a check per column; rules across columns, rows and tables are left out."""
    return {
        table.name: pa.DataFrameSchema(
            {
                column.name: pa.Column(
                    str, pa.Check(_holds(column, policy), element_wise=True, name=column.kind)
                )
                for column in table.columns
            },
            strict=True,
        )
        for table in TABLES.values()
    }


def broken_cells(schemas: dict[str, pa.DataFrameSchema], tables: dict[str, pd.DataFrame]) -> int:
    """Number of cells that break their column's rule."""
    broken = 0
    for name, frame in tables.items():
        try:
            schemas[name].validate(frame, lazy=True)
        except SchemaErrors as errors:
            broken += len(errors.failure_cases)
    return broken


def _holds(column: Column, policy: Policy) -> Holds:
    test = _by_kind(column, policy)
    if column.required:
        return lambda cell: cell != "" and test(cell)
    return lambda cell: cell == "" or test(cell)


def _by_kind(column: Column, policy: Policy) -> Holds:
    match column.kind:
        case "id" | "reference":
            return values.is_id
        case "enum":
            return _one_of(column.values)
        case "list" if column.values:
            words = frozenset(column.values)
            return lambda cell: words.issuperset(values.items(cell))
        case "date":
            return _is_date
        case "url":
            return values.is_link
        case "link":
            return values.is_harmless
        case "path":
            return lambda cell: values.path_range(cell, column.values) is not None
        case "place":
            return _one_of(place_codes())
        case "category":
            return _one_of({*policy.categories.index, *STATED_CATEGORIES})
        case "control":
            return _one_of(set(policy.controls.index))
        case "sha256":
            return lambda cell: re.fullmatch(values.SHA256, cell) is not None
        case _:
            return lambda cell: not values.invisible(cell)


def _one_of(words: Collection[str]) -> Holds:
    return frozenset(words).__contains__


def _is_date(cell: str) -> bool:
    try:
        date.fromisoformat(cell)
    except ValueError:
        return False
    return len(cell) == 10
