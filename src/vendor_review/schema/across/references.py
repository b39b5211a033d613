"""What the rows of a child table need to know of a parent: its accepted ids, and why others were rejected."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
import pandas as pd

from vendor_review.register.layout import Table
from vendor_review.schema.across.context import Context, Lost
from vendor_review.schema.cells import encoding
from vendor_review.schema.findings.catalogue import CONSEQUENCES, ERRORS, RULES
from vendor_review.schema.rows.row_rule import days


def with_parent(
    context: Context,
    table: Table,
    accepted: pd.DataFrame,
    rejected: pd.DataFrame,
    found: Sequence[pd.DataFrame],
) -> Context:
    """`context` once a parent table was checked: `accepted` and `rejected` rows, coded, and facts `found`."""
    ids = context.ids[table.name]
    own = accepted[table.key[0]]
    places = ids.places(encoding.distinct(own))[encoding.codes(own)]
    is_accepted = np.zeros(len(ids.values), dtype=np.bool_)
    is_accepted[places] = True
    lost = _lost_rows(context, table, rejected, found) if len(rejected) else {}
    context = replace(
        context,
        accepted={**context.accepted, table.name: is_accepted},
        lost={**context.lost, table.name: lost},
    )
    if table.name == "evidence":
        issued_on = np.full(len(ids.values), np.datetime64("NaT", "us"))
        issued_on[places] = days(accepted, "issued_on")
        return replace(context, issued_on=issued_on)
    return context


def lost_words(context: Context, table: str, name: str) -> str:
    """Why the row `name` of a parent `table` was rejected, and which row is to be mended."""
    lost = context.lost[table][name]
    rule = RULES[lost.rule]
    place = context.places.words(lost.table, lost.line)
    which = ", which its row there hangs on," if lost.follows else ""
    why = f"{rule.id}{f', {lost.column}' if lost.column else ''}: {rule.title[0].lower()}{rule.title[1:]}"
    return f"{place}{which} was rejected ({why})"


def lost_place(context: Context, table: str, name: str) -> str:
    """The place of what is to be mended so that the row `name` of a parent `table` counts again."""
    lost = context.lost[table][name]
    return context.places.words(lost.table, lost.line, lost.column)


def _lost_rows(
    context: Context, table: Table, rejected: pd.DataFrame, found: Sequence[pd.DataFrame]
) -> dict[str, Lost]:
    """Id to what is to be mended. A row that only hangs on another rejected one hands on what is wrong with that."""
    broken = pd.concat([facts.loc[facts["rule"].isin(ERRORS), ["line", "rule", "column"]] for facts in found])
    own_first = broken["rule"].isin(CONSEQUENCES).to_numpy().argsort(kind="stable")
    first = broken.iloc[own_first].drop_duplicates("line").set_index("line").loc[rejected.index]
    above = {
        column.name: (context.lost[column.refers], encoding.texts(rejected[column.name]))
        for column in table.columns
        if column.refers
    }
    lost: dict[str, Lost] = {}
    ids, lines, rules, columns = (
        encoding.texts(rejected[table.key[0]]),
        first.index,
        first["rule"],
        first["column"],
    )
    for place, (name, line, rule, column) in enumerate(zip(ids, lines, rules, columns, strict=True)):
        if rule in CONSEQUENCES:
            parents, names = above[column]
            lost.setdefault(name, parents[names[place]]._replace(follows=True))
        else:
            lost.setdefault(name, Lost(table.name, int(line), rule, column))
    return lost
