"""Rules about one cell, drawn from what `columns.toml` says of its column."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pandas as pd

from vendor_review.register.layout import Column, Table
from vendor_review.schema.across.context import Context
from vendor_review.schema.across.references import lost_place, lost_words
from vendor_review.schema.cells import places, values
from vendor_review.schema.cells.blanks import words_for_blank
from vendor_review.schema.cells.cell_rule import CellRule, or_blank
from vendor_review.schema.cells.days import FORMULA, meant_day, why_no_day
from vendor_review.schema.cells.suggestions import LONGEST
from vendor_review.schema.cells.values import Flags
from vendor_review.schema.cells.word_rules import called_by_name, items_of, listed_ids, one_of, path_rules

STATED_CATEGORIES = frozenset({"none", "unclassified"})


def cell_rules(table: Table, context: Context) -> list[CellRule]:
    """Rules for every column of `table`."""
    found: list[CellRule] = []
    for column in table.columns:
        if column.required:
            found.append(CellRule("REG-002", column.name, lambda distinct: ~values.are_blank(distinct)))
        found += _by_kind(column, context)
        found.append(
            CellRule(
                "REG-022",
                column.name,
                lambda distinct: ~values.has_invisible(distinct),
                detail=values.invisible,
            )
        )
        stand_ins = words_for_blank(column)
        if stand_ins:
            found.append(CellRule("REG-048", column.name, _none_of(stand_ins)))
    return found


def _by_kind(column: Column, context: Context) -> list[CellRule]:
    name, words = column.name, ", ".join(column.values)
    match column.kind:
        case "id":
            wanted = "an id has only letters, digits, hyphens, underscores and dots"
            return [CellRule("REG-006", name, _ids_or_blank, wanted, suggest=_id_suggestion, detail=_formula)]
        case "enum":
            return [one_of("REG-003", name, column.values, words)]
        case "list" if words:
            return [items_of("REG-015", name, column.values, words)]
        case "date":
            wanted = "a date as YYYY-MM-DD"
            return [
                CellRule("REG-004", name, _is_date_or_blank, wanted, suggest=meant_day, detail=why_no_day)
            ]
        case "url" | "link":
            holds = _links_or_blank if column.kind == "url" else values.are_harmless
            return [
                CellRule(
                    "REG-005",
                    name,
                    holds,
                    "an http:// or https:// address",
                    suggest=values.link_suggestion,
                    detail=values.why_no_link,
                )
            ]
        case "path":
            return path_rules(column)
        case "place":
            wanted = "an ISO 3166-1 alpha-2 code, EU, EEA, GLOBAL, VARIES or TBD"
            codes = places.place_codes()
            return [
                CellRule(
                    "REG-012",
                    name,
                    or_blank(codes.__contains__),
                    wanted,
                    known=codes,
                    suggest=places.code_of,
                )
            ]
        case "category":
            wanted = "none and unclassified are allowed beside the policy's own"
            own = context.vocabulary.categories - STATED_CATEGORIES
            names = context.vocabulary.category_names
            return [called_by_name("REG-013", name, own, names, wanted, STATED_CATEGORIES)]
        case "control":
            own, names = context.vocabulary.controls, context.vocabulary.control_names
            return [called_by_name("REG-014", name, own, names, listed_ids(own, names))]
        case "section" if context.sections is not None:
            listed = ", ".join(sorted(context.sections)) or "no sections"
            return [one_of("REG-019", name, context.sections, listed)]
        case "sha256":
            return [CellRule("REG-016", name, or_blank(values.is_sha256), "64 hexadecimal digits")]
        case "reference":
            return _reference_rules(column, context)
        case _:
            return []


def _ids_or_blank(distinct: pd.Index) -> Flags:
    # A blank among many would hide that all others are plainly ids.
    right = values.are_blank(distinct)
    right[~right] = values.are_ids(distinct[~right])
    return right


def _links_or_blank(distinct: pd.Index) -> Flags:
    right = values.are_blank(distinct)
    right[~right] = values.are_links(distinct[~right])
    return right


def _none_of(words: frozenset[str]) -> Callable[[pd.Index], Flags]:
    return lambda distinct: ~np.asarray(distinct.isin(words))


def _is_date_or_blank(distinct: pd.Index) -> Flags:
    return np.asarray(values.dates(distinct).notna()) | values.are_blank(distinct)


def _formula(value: str) -> str:
    return FORMULA if value.startswith("=") else ""


def _id_suggestion(value: str) -> str:
    joined = "-".join(value.split())
    return joined if len(joined) <= LONGEST and values.is_id(joined) else ""


def _reference_rules(column: Column, context: Context) -> list[CellRule]:
    ids, accepted = context.ids[column.refers], context.accepted[column.refers]
    return [
        CellRule(
            "REG-008",
            column.name,
            lambda distinct: (ids.places(distinct) >= 0) | values.are_blank(distinct),
            f"an id in the table {column.refers}",
            known=ids.values,
            detail=_formula,
        ),
        CellRule(
            "REG-009",
            column.name,
            lambda distinct: ids.known(accepted, distinct, True),
            f"the table {column.refers}",
            detail=lambda name: lost_words(context, column.refers, name),
            cause=lambda name: lost_place(context, column.refers, name),
        ),
    ]
