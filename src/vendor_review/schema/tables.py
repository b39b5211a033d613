"""A pandera schema per table, made of the rules for its cells and rows, and the facts of what breaks them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial

import numpy as np
import numpy.typing as npt
import pandas as pd
import pandera.pandas as pa
from pandera.errors import SchemaErrors

from vendor_review.register.layout import Table
from vendor_review.schema.across.context import Context
from vendor_review.schema.cells import encoding
from vendor_review.schema.cells.cell_rule import CellRule
from vendor_review.schema.cells.cell_rules import cell_rules
from vendor_review.schema.cells.suggestions import nearest_words
from vendor_review.schema.findings.facts import facts
from vendor_review.schema.rows.row_rule import RowRule
from vendor_review.schema.rows.row_rules import row_rules

Failures = dict[tuple[str, str], npt.NDArray[np.bool_]]


def table_schema(
    cells: Sequence[CellRule], rows: Sequence[RowRule], names: Sequence[str]
) -> pa.DataFrameSchema:
    """The pandera schema of a coded table.

    A check's name is the rule's id; a row rule's title is the column that it points to. Checks answer for all rows,
    at once where all are right, and pandera is asked for one failing case each: it would spell out every case, which
    takes minutes on a large register whose every row is wrong. The rows are taken from the checks' own answers.
    Cells are text, so that pandera need not look for missing ones.
    """
    checks: dict[str, list[pa.Check]] = {name: [] for name in names}
    for cell in cells:
        check = pa.Check(partial(_check_cells, cell), name=cell.rule, n_failure_cases=1, ignore_na=False)
        checks[cell.column].append(check)
    return pa.DataFrameSchema(
        {name: pa.Column(None, checks=found, nullable=True) for name, found in checks.items()},
        checks=[
            pa.Check(
                partial(_check_rows, row),
                name=row.rule,
                title=row.column,
                n_failure_cases=1,
                ignore_na=False,
            )
            for row in rows
        ],
        strict=True,
    )


def _check_cells(rule: CellRule, column: pd.Series) -> pd.Series | bool:
    holds = rule.holds(encoding.distinct(column))
    return bool(holds.all()) or pd.Series(encoding.spread(holds, column), index=column.index)


def _check_rows(rule: RowRule, frame: pd.DataFrame) -> pd.Series | bool:
    holds = rule.holds(frame)
    return bool(holds.all()) or pd.Series(holds, index=frame.index)


def failures(schema: pa.DataFrameSchema, frame: pd.DataFrame) -> Failures:
    """Rule and column to which rows break it, for those that are broken."""
    try:
        schema.validate(frame, lazy=True, inplace=True)
    except SchemaErrors as errors:
        found: Failures = {}
        for error in errors.schema_errors:
            if not isinstance(error.check, pa.Check) or not isinstance(error.check_output, pd.Series):
                raise  # a fault of the schema itself, not of the data
            key = (str(error.check.name), str(error.check.title or error.schema.name))
            broken = ~error.check_output.to_numpy(dtype=np.bool_)
            found[key] = found[key] | broken if key in found else broken
        return found
    return {}


def check_table(
    table: Table, frame: pd.DataFrame, context: Context, vendors: Callable[[pd.DataFrame], Sequence[str]]
) -> list[pd.DataFrame]:
    """Facts of all broken rules of a coded table; `vendors` gives the vendor ids of some of its rows."""
    if frame.empty:
        return []
    cells, rows = cell_rules(table, context), row_rules(table, context)
    broken = failures(table_schema(cells, rows, table.names), frame)
    found: list[pd.DataFrame] = []
    for cell in cells:
        # Rules of one id and column are told as one; each answers for its own rows.
        if (cell.rule, cell.column) in broken:
            column = frame[cell.column]
            wrong = frame[~encoding.spread(cell.holds(encoding.distinct(column)), column)]
            found.append(_cell_facts(table, cell, wrong, vendors(wrong)))
    for row in rows:
        if (row.rule, row.column) in broken:
            places = np.flatnonzero(~row.holds(frame))
            found.append(_row_facts(table, row, frame, places, vendors(frame.iloc[places])))
    return found


def _cell_facts(table: Table, rule: CellRule, wrong: pd.DataFrame, vendor_ids: Sequence[str]) -> pd.DataFrame:
    written = list(encoding.texts(wrong[rule.column]))
    per_value: dict[str, tuple[str, str, str, str]] = {}
    culprits = {value: rule.culprit(value) for value in dict.fromkeys(written)}
    near = nearest_words(culprits.values(), rule.known) if len(rule.known) else {}
    for value, culprit in culprits.items():
        suggestion = rule.suggest(value) or near.get(culprit, "")
        per_value[value] = (culprit, suggestion, rule.detail(value), rule.cause(value))
    return facts(
        rule.rule,
        table.name,
        rule.column,
        line=wrong.index.tolist(),
        value=[per_value[value][0] for value in written],
        expected=rule.expected,
        suggestion=[per_value[value][1] for value in written],
        detail=[per_value[value][2] for value in written],
        cause=[per_value[value][3] for value in written],
        vendor_id=vendor_ids,
    )


def _row_facts(
    table: Table, rule: RowRule, frame: pd.DataFrame, places: npt.NDArray[np.intp], vendor_ids: Sequence[str]
) -> pd.DataFrame:
    written = list(encoding.texts(frame[rule.column].iloc[places]))
    return facts(
        rule.rule,
        table.name,
        rule.column,
        line=frame.index[places].tolist(),
        value=written,
        expected=rule.expect(frame, places) if rule.expect else rule.expected,
        suggestion=[rule.suggest(value) for value in written] if rule.suggest else "",
        detail=rule.detail(frame, places),
        vendor_id=vendor_ids,
    )
