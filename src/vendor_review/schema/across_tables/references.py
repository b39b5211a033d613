"""Rules about cells that refer: to a section of the page, to what the policy names, to a row of a parent table."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from functools import cache

import numpy as np
import pandas as pd

from vendor_review.register.layout import ALL, SHORTHANDS, Column, Table
from vendor_review.schema.cells import encoding, values
from vendor_review.schema.cells.cell_rules import CellRule, formula, is_one_of, items_of, one_of
from vendor_review.schema.cells.checks import Answer, answer_for, named
from vendor_review.schema.cells.policy_names import PolicyNames
from vendor_review.schema.cells.suggestions import is_certain
from vendor_review.schema.context import Context, Lost
from vendor_review.schema.findings.catalogue import CONSEQUENCES, REJECTING, RULES
from vendor_review.schema.rows.row_rule import days

STATED_CATEGORIES = frozenset({"none", "unclassified"})
# More ids than these are not spelt out in a message.
_FEW = 5


def reference_rules(column: Column, context: Context) -> list[CellRule]:
    """Rules for the cells of a column that refer to the policy, to the page or to another table."""
    vocabulary = context.vocabulary
    match column.kind:
        case "category":
            wanted = "none and unclassified are allowed beside the policy's own"
            own = vocabulary.categories - STATED_CATEGORIES
            return [_id_of("REG-013", own, vocabulary.category_names, wanted, STATED_CATEGORIES)]
        case "control":
            own, names = vocabulary.controls, vocabulary.control_names
            wanted = f"{_listed_ids(own, names)}; {ALL} stands for all of them"
            return [_id_of("REG-014", own.union(column.values), {**names, ALL: "all"}, wanted)]
        case "asked":
            listed = sorted(vocabulary.controls.union(SHORTHANDS, vocabulary.documents, vocabulary.requests))
            return [items_of("REG-122", replace(column, values=tuple(listed), safer=tuple(listed)), "")]
        case "section" if context.sections is not None:
            words = ", ".join(sorted(context.sections)) or "no sections"
            # Ids of somebody's own may differ in a letter.
            return [one_of("REG-019", context.sections, words, safer=context.sections)]
        case "reference":
            return _parent_rules(column, context)
        case _:
            return []


def _id_of(
    rule: str,
    own: Collection[str],
    names: Mapping[str, str],
    expected: str,
    exact: frozenset[str] = frozenset(),
) -> CellRule:
    """One of the policy's `own` ids, or of `exact` words; whoever writes what the policy calls an id is told it."""

    @cache
    def policy_names() -> PolicyNames:
        return PolicyNames({one: names.get(one, "") for one in sorted(own)}, exact)

    def certain(written: str, one: str) -> str | None:
        is_meant = (
            is_certain(written, one, exact) if one in exact else policy_names().is_certain(written, one)
        )
        return one if one and is_meant else None

    return CellRule(
        is_one_of(rule, exact.union(own)),
        expected,
        suggest=lambda written: policy_names().meant(written),
        certain=certain,
    )


def _listed_ids(ids: Collection[str], names: Mapping[str, str]) -> str:
    """All ids with what they are called, if they are few; else where they are listed."""
    if len(ids) > _FEW:
        return (
            "ids and names are on the sheet vocabulary of a new workbook, and in controls.csv of the policy"
        )
    return ", ".join(f"{one} ({names[one]})" if names.get(one) else one for one in sorted(ids))


def _parent_rules(column: Column, context: Context) -> list[CellRule]:
    parent = column.refers
    ids, accepted = context.ids[parent], context.accepted[parent]

    def is_known(cells: pd.Series) -> Answer:
        distinct = encoding.distinct(cells)
        return answer_for((ids.places(distinct) >= 0) | values.are_blank(distinct), cells)

    def is_accepted(cells: pd.Series) -> Answer:
        return answer_for(ids.known(accepted, encoding.distinct(cells), True), cells)

    return [
        CellRule(
            named("REG-008", is_known),
            f"an id in the table {parent}",
            known=ids.values,
            detail=formula,
            # Ids of somebody's own may differ in a letter, and a wrong one is mended where it is given.
            certain=lambda cell, own: own if values.is_id(own) and is_certain(cell, own, {own}) else None,
        ),
        CellRule(
            named("REG-009", is_accepted),
            f"the table {parent}",
            detail=lambda name: _lost_words(context, parent, name),
            cause=lambda name: _lost_place(context, parent, name),
        ),
    ]


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


def _lost_words(context: Context, table: str, name: str) -> str:
    """Why the row `name` of a parent `table` was rejected, and which row is to be mended."""
    lost = context.lost[table][name]
    rule = RULES[lost.rule]
    place = context.places.words(lost.table, lost.line)
    which = ", which that row depends on," if lost.follows else ""
    why = f"{rule.id}{f', {lost.column}' if lost.column else ''}: {rule.title[0].lower()}{rule.title[1:]}"
    return f"{place}{which} was rejected ({why})"


def _lost_place(context: Context, table: str, name: str) -> str:
    """The place of what is to be mended so that the row `name` of a parent `table` counts again."""
    lost = context.lost[table][name]
    return context.places.words(lost.table, lost.line, lost.column)


def _lost_rows(
    context: Context, table: Table, rejected: pd.DataFrame, found: Sequence[pd.DataFrame]
) -> dict[str, Lost]:
    """Id to what is to be mended. A row that only hangs on another rejected one hands on what is wrong with that."""
    broken = pd.concat(
        [facts.loc[facts["rule"].isin(REJECTING), ["line", "rule", "column"]] for facts in found]
    )
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
