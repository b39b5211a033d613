"""Rules about one cell, drawn from what `columns.toml` says of its column."""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import dataclass

import numpy as np
import pandas as pd

from vendor_review.register.layout import Column, Table
from vendor_review.schema import places, values
from vendor_review.schema.blanks import words_for_blank
from vendor_review.schema.context import Context
from vendor_review.schema.parents import lost_words
from vendor_review.schema.suggestions import nearest_words
from vendor_review.schema.values import Flags

STATED_CATEGORIES = frozenset({"none", "unclassified"})


def _no_words(value: str) -> str:
    return ""


@dataclass(frozen=True)
class CellRule:
    """A rule about a column's cells.

    `holds` takes the distinct values and says which are right. For those that are not, `culprit` gives the part
    that is wrong, `known` the words among which a near one is sought, `suggest` a better value (it goes first),
    and `detail` a fact for the message.
    """

    rule: str
    column: str
    holds: Callable[[pd.Index], Flags]
    expected: str = ""
    known: Collection[str] = ()
    suggest: Callable[[str], str] = _no_words
    detail: Callable[[str], str] = _no_words
    culprit: Callable[[str], str] = str


def cell_rules(table: Table, context: Context) -> list[CellRule]:
    """Rules for every column of `table`."""
    found: list[CellRule] = []
    for column in table.columns:
        if column.required:
            found.append(CellRule("REG-002", column.name, lambda distinct: np.asarray(distinct != "")))
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
            return [CellRule("REG-006", name, _ids_or_blank, wanted, suggest=_id_suggestion)]
        case "enum":
            return [_one_of("REG-003", name, column.values, words)]
        case "list" if words:
            return [_items_of("REG-015", name, column.values, words)]
        case "date":
            return [
                CellRule(
                    "REG-004", name, _is_date_or_blank, "a date as YYYY-MM-DD", suggest=values.date_suggestion
                )
            ]
        case "url" | "link":
            holds = _links_or_blank if column.kind == "url" else _or_blank(values.is_harmless)
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
            return _path_rules(column)
        case "place":
            wanted = "an ISO 3166-1 alpha-2 code, EU, EEA, GLOBAL, VARIES or TBD"
            codes = places.place_codes()
            return [
                CellRule(
                    "REG-012",
                    name,
                    _or_blank(codes.__contains__),
                    wanted,
                    known=codes,
                    suggest=places.code_of,
                )
            ]
        case "category":
            known = context.vocabulary.categories | STATED_CATEGORIES
            return [
                _one_of("REG-013", name, known, "none and unclassified are allowed beside the policy's own")
            ]
        case "control":
            known = context.vocabulary.controls
            return [_one_of("REG-014", name, known, ", ".join(sorted(known)))]
        case "section" if context.sections is not None:
            listed = ", ".join(sorted(context.sections)) or "no sections"
            return [_one_of("REG-019", name, context.sections, listed)]
        case "sha256":
            return [CellRule("REG-016", name, _or_blank(values.is_sha256), "64 hexadecimal digits")]
        case "reference":
            return _reference_rules(column, context)
        case _:
            return []


def _or_blank(test: Callable[[str], object]) -> Callable[[pd.Index], Flags]:
    return lambda distinct: values.each(distinct, test) | np.asarray(distinct == "")


def _ids_or_blank(distinct: pd.Index) -> Flags:
    # A blank among many would hide that all others are plainly ids.
    right = np.asarray(distinct == "")
    right[~right] = values.are_ids(distinct[~right])
    return right


def _links_or_blank(distinct: pd.Index) -> Flags:
    right = np.asarray(distinct == "")
    right[~right] = values.are_links(distinct[~right])
    return right


def _none_of(words: frozenset[str]) -> Callable[[pd.Index], Flags]:
    return lambda distinct: ~np.asarray(distinct.isin(words))


def _is_date_or_blank(distinct: pd.Index) -> Flags:
    return np.asarray(values.dates(distinct).notna() | (distinct == ""))


def _id_suggestion(value: str) -> str:
    joined = "-".join(value.split())
    return joined if values.is_id(joined) else ""


def _one_of(rule: str, name: str, known: Collection[str], expected: str) -> CellRule:
    words = frozenset(known)
    return CellRule(rule, name, _or_blank(words.__contains__), expected, known=words)


def _items_of(rule: str, name: str, known: Collection[str], expected: str) -> CellRule:
    words = frozenset(known)

    def wrong(value: str) -> list[str]:
        return [item for item in values.items(value) if item not in words]

    def meant(value: str) -> str:
        near = nearest_words(wrong(value), words)
        return "; ".join(near.values()) if all(near.values()) else ""

    return CellRule(
        rule,
        name,
        _or_blank(lambda value: not wrong(value)),
        expected,
        suggest=meant,
        culprit=lambda v: "; ".join(wrong(v)),
    )


def _path_rules(column: Column) -> list[CellRule]:
    def runs_forward(value: str) -> bool:
        found = values.path_range(value, column.values)
        return found is None or found[0] <= found[1]

    def turned(value: str) -> str:
        return "..".join(reversed([end.strip() for end in value.split("..")]))

    def is_path(value: str) -> bool:
        return values.path_range(value, column.values) is not None

    def mended(value: str) -> str:
        near = nearest_words([end.strip() for end in value.split("..")], column.values)
        guess = "..".join(near.values())
        return guess if all(near.values()) and runs_forward(guess) and is_path(guess) else ""

    levels = ", ".join(column.values)
    return [
        CellRule("REG-010", column.name, _or_blank(is_path), levels, suggest=mended),
        CellRule("REG-011", column.name, _or_blank(runs_forward), "the lower level first", suggest=turned),
    ]


def _reference_rules(column: Column, context: Context) -> list[CellRule]:
    present = context.present[column.refers]
    rejected = present[~present.isin(context.accepted[column.refers])]
    return [
        CellRule(
            "REG-008",
            column.name,
            # An index remembers where its values are; `isin` would look them all up again for each table.
            lambda distinct: (present.get_indexer(distinct) >= 0) | np.asarray(distinct == ""),
            f"an id in the table {column.refers}",
            known=present,
        ),
        CellRule(
            "REG-009",
            column.name,
            lambda distinct: ~np.asarray(distinct.isin(rejected) & (distinct != "")),
            f"the table {column.refers}",
            detail=lambda name: lost_words(context, column.refers, name),
        ),
    ]
