"""A pandera schema per table, made of the rules for its cells and rows; pandera says what is broken, and where.

`table_rules` and `table_schema` without a context are what an analyst validates a frame with (`vendor_review.schemas`).
With one they are what a register is checked by, as it is written; `check_rows` asks the rules for accepted rows.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pandas as pd
import pandera.pandas as pa
from pandera.errors import SchemaErrors

from vendor_review.register.headings import own_names
from vendor_review.register.layout import OWN, Table
from vendor_review.schema.across_tables.accepted_rows import Accepted
from vendor_review.schema.across_tables.assessments import assessment_rules
from vendor_review.schema.across_tables.contradictions import contradiction_rules
from vendor_review.schema.across_tables.control_answers import answer_rules, shorthand_rules, without_document
from vendor_review.schema.across_tables.decisions import decision_rules
from vendor_review.schema.across_tables.documents import document_rules
from vendor_review.schema.across_tables.gaps import gap_rules
from vendor_review.schema.across_tables.publication import publication_rules
from vendor_review.schema.across_tables.references import reference_rules
from vendor_review.schema.across_tables.seats import seat_rules
from vendor_review.schema.across_tables.transfers import transfer_rules
from vendor_review.schema.cells import encoding
from vendor_review.schema.cells.cell_rules import CellRule, cell_rules
from vendor_review.schema.cells.checks import Cell, Day
from vendor_review.schema.cells.suggestions import nearest_words
from vendor_review.schema.cells.values import path_range, whole_link
from vendor_review.schema.context import Context
from vendor_review.schema.findings.catalogue import ERRORS
from vendor_review.schema.findings.facts import facts
from vendor_review.schema.rows.near_duplicates import likeness_rules
from vendor_review.schema.rows.notice import notice_rules
from vendor_review.schema.rows.row_rule import RowRule, days
from vendor_review.schema.rows.row_rules import row_rules
from vendor_review.schema.rows.timing import timing_rules

Rows = npt.NDArray[np.intp]
_LINKED = ("evidence", "location")


@dataclass(frozen=True)
class TableRules:
    """Rules for the cells of each column of a table, and for its rows; pandera numbers their checks alike."""

    cells: Mapping[str, Sequence[CellRule]]
    rows: Sequence[RowRule]

    def checks(self) -> Iterator[pa.Check]:
        """The checks of all rules."""
        yield from (rule.check for rules in self.cells.values() for rule in rules)
        yield from (rule.check for rule in self.rows)


def table_rules(table: Table, context: Context | None = None) -> TableRules:
    """The rules for a table as it is written; without `context` those that need nothing but the table."""
    cells = {column.name: [*cell_rules(column)] for column in table.columns}
    if context is None:
        return TableRules(cells, row_rules(table))
    for column in table.columns:
        cells[column.name] += reference_rules(column, context)
    rows = row_rules(table, context.places)
    if table.name == "access_controls":
        rows += [*answer_rules(context), without_document()]
    if table.name == "engagements":
        rows += notice_rules(context)
    return TableRules(cells, rows)


def table_schema(table: Table) -> pa.DataFrameSchema:
    """The schema that an analyst validates a frame of text with: what only warns in a review warns here too."""
    rules = table_rules(table)
    for check in rules.checks():
        check.raise_warning = check.name not in ERRORS
    columns = {
        column.name: pa.Column(
            Day() if column.kind == "date" else Cell(),
            [rule.check for rule in rules.cells[column.name]],
            # A blank day becomes NaT; REG-002 tells of one that must be filled.
            nullable=not column.required or column.kind == "date",
            coerce=True,
            required=column.required,
            title=column.name,
            description=column.meaning,
        )
        for column in table.columns
    }
    # A column of somebody's own may hold anything.
    columns[f"^{OWN}"] = pa.Column(regex=True, nullable=True, required=False)
    return pa.DataFrameSchema(
        columns,
        [rule.check for rule in rules.rows],
        strict=True,
        name=table.name,
        title=table.name,
        description=table.meaning,
    )


def accepted_rules(accepted: Accepted) -> list[RowRule]:
    """The rules for accepted rows: gaps, contradictions, promises in vain, days out of step."""
    made = (
        transfer_rules,
        assessment_rules,
        contradiction_rules,
        seat_rules,
        gap_rules,
        decision_rules,
        document_rules,
        shorthand_rules,
    )
    return [
        *(rule for make in (*made, publication_rules) for rule in make(accepted)),
        *timing_rules(accepted.context),
        *likeness_rules(accepted.tables["vendors"], accepted.context.places),
    ]


def typed_rows(table: Table, text: pd.DataFrame, frame: pd.DataFrame) -> pd.DataFrame:
    """Rows of a table that are right, given as text and encoded, with days as datetime64, all else as text.

    An access path gets two more columns, path_lo and path_hi, 0 for none to 4 for hosts, 0 and 4 if it is blank;
    `public` becomes true for yes, else false. A day that is not stated is NaT. Columns of somebody's own come last.
    """
    order: list[str] = []
    typed: dict[str, pd.Series] = {}
    for column in table.columns:
        cells = frame[column.name]
        order.append(column.name)
        if column.kind == "date":
            typed[column.name] = pd.Series(days(frame, column.name), index=frame.index)
        if column.kind == "url" or (table.name, column.name) == _LINKED:
            typed[column.name] = _whole_links(column.name, frame)
        if column.name == "public":
            is_yes = np.asarray(encoding.distinct(cells) == "yes")
            typed[column.name] = pd.Series(encoding.spread(is_yes, cells), index=cells.index)
        if column.kind == "path":
            whole = (0, len(column.values) - 1)
            ends = [path_range(cell, column.values) or whole for cell in encoding.distinct(cells)]
            lowest, highest = np.array(ends, dtype=np.int64).reshape(-1, 2)[encoding.codes(cells)].T
            ends_of = {"path_lo": lowest, "path_hi": highest}
            order += ends_of
            typed |= {name: pd.Series(end, index=cells.index) for name, end in ends_of.items()}
    names = [*order, *own_names(frame.columns)]
    return pd.DataFrame(
        {name: typed[name] if name in typed else text[name] for name in names}, index=text.index
    )


def _whole_links(name: str, frame: pd.DataFrame) -> pd.Series:
    """The web addresses in a column, each with its `https://`; where a document is filed is one only if published."""
    cells = frame[name]
    whole = np.array([*map(whole_link, encoding.distinct(cells))], dtype=object)[encoding.codes(cells)]
    if "public_as" in frame:
        is_public = encoding.spread(
            np.asarray(encoding.distinct(frame["public_as"]) != ""), frame["public_as"]
        )
        whole = np.where(is_public, whole, encoding.texts(cells))
    return pd.Series(whole, index=cells.index, name=name, dtype=str)


def broken_rules(rules: TableRules, frame: pd.DataFrame) -> list[tuple[CellRule | RowRule, str, Rows]]:
    """What pandera finds broken: a rule, the column of a rule about cells, and the places of the rows that break it.

    pandera is asked for one failing case of each check: it would spell out every case, which takes minutes on a large
    register whose every row is wrong. The rows are taken from the checks' own answers. Columns are known to be of
    their types, so that pandera need not look. It remembers the schema of a frame as long as that lives: it gets one of
    its own.
    """
    for check in rules.checks():
        check.n_failure_cases = 1
    schema = pa.DataFrameSchema(checks=[rule.check for rule in rules.rows])
    # Not given above: what is given there is copied, deeply.
    schema.columns = {
        name: pa.Column(None, [rule.check for rule in found], nullable=True, name=name)
        for name, found in rules.cells.items()
    }
    try:
        schema.validate(frame.copy(deep=False), lazy=True, inplace=True)
    except SchemaErrors as errors:
        return [*_broken(rules, errors)]
    return []


def _broken(rules: TableRules, errors: SchemaErrors) -> Iterator[tuple[CellRule | RowRule, str, Rows]]:
    for error in errors.schema_errors:
        if not isinstance(error.check_output, pd.Series):
            raise error  # a fault of the rule itself, not of the data
        column = str(error.column_name or "")
        rule = (rules.cells[column] if column else rules.rows)[error.check_index]
        yield rule, column, np.flatnonzero(~error.check_output.to_numpy(dtype=np.bool_))


def check_table(table: Table, frame: pd.DataFrame, context: Context) -> list[pd.DataFrame]:
    """Facts of all broken rules of an encoded table as it is written."""
    return _facts(table.name, table_rules(table, context), frame, context) if len(frame) else []


def check_rows(
    rules: Sequence[RowRule], tables: Mapping[str, pd.DataFrame], context: Context
) -> list[pd.DataFrame]:
    """Facts of all broken rules of accepted rows, by table."""
    by_table: dict[str, list[RowRule]] = {}
    for rule in rules:
        by_table.setdefault(rule.table, []).append(rule)
    return [
        found
        for name, own in by_table.items()
        for found in _facts(name, TableRules({}, own), tables[name], context)
    ]


def _facts(table: str, rules: TableRules, frame: pd.DataFrame, context: Context) -> list[pd.DataFrame]:
    found: list[pd.DataFrame] = []
    for rule, column, places in broken_rules(rules, frame) if len(frame) else ():
        wrong = frame.iloc[places]
        vendors = context.vendors_of(wrong)
        if isinstance(rule, RowRule):
            found.append(rule.facts(wrong, vendors))
        else:
            found.append(_cell_facts(table, column, rule, wrong[column], vendors))
    return found


def _cell_facts(
    table: str, column: str, rule: CellRule, wrong: pd.Series, vendor_ids: Sequence[str]
) -> pd.DataFrame:
    written = list(encoding.texts(wrong))
    culprits = {cell: rule.culprit(cell) for cell in dict.fromkeys(written)}
    near = nearest_words(culprits.values(), rule.known) if len(rule.known) else {}
    meant = {cell: rule.suggest(cell) or near.get(culprit, "") for cell, culprit in culprits.items()}
    per_cell = {
        cell: (culprit, meant[cell], rule.detail(cell), rule.cause(cell), rule.certain(cell, meant[cell]))
        for cell, culprit in culprits.items()
    }
    values, suggestions, details, causes, certain = zip(*map(per_cell.__getitem__, written), strict=True)
    return facts(
        str(rule.check.name),
        table,
        column,
        line=wrong.index.tolist(),
        value=values,
        expected=rule.expected,
        suggestion=suggestions,
        detail=details,
        cause=causes,
        vendor_id=vendor_ids,
        replacement=certain,
    )
