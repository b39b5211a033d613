"""Rules about cells that hold words of a fixed list: one, several, a range of levels, or ids that the policy names."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from functools import cache

from vendor_review.register.layout import Column
from vendor_review.schema.cells import values
from vendor_review.schema.cells.cell_rule import CellRule, or_blank
from vendor_review.schema.cells.policy_names import Called
from vendor_review.schema.cells.suggestions import LONGEST, nearest_words

# What people write where `;` is meant, and where `..` is.
_BETWEEN_WORDS = re.compile(r"[;,/|+&\n]|\band\b")
_BETWEEN_LEVELS = re.compile(r"\.{2,}|…|[-–—/,;\n]|\b(?:to|or|and)\b")
# More ids than these are not spelt out in a message.
_FEW = 5


def one_of(rule: str, name: str, known: Collection[str], expected: str) -> CellRule:
    """One of the `known` words."""
    words = frozenset(known)
    return CellRule(rule, name, or_blank(words.__contains__), expected, known=words)


def called_by_name(
    rule: str,
    name: str,
    own: Collection[str],
    names: Mapping[str, str],
    expected: str,
    exact: frozenset[str] = frozenset(),
) -> CellRule:
    """One of the policy's `own` ids, or of `exact` words; whoever writes what the policy calls an id is told it."""

    @cache
    def called() -> Called:
        return Called({one: names.get(one, "") for one in sorted(own)}, exact)

    words = exact.union(own)
    return CellRule(
        rule, name, or_blank(words.__contains__), expected, suggest=lambda written: called().meant(written)
    )


def listed_ids(ids: Collection[str], names: Mapping[str, str]) -> str:
    """All ids with what they are called, if they are few; else where they are listed."""
    if len(ids) > _FEW:
        return (
            "ids and names are on the sheet vocabulary of a new workbook, and in controls.csv of the policy"
        )
    return ", ".join(f"{one} ({names[one]})" if names.get(one) else one for one in sorted(ids))


def items_of(rule: str, name: str, known: Collection[str], expected: str) -> CellRule:
    """Any of the `known` words, with semicolons between."""
    words = frozenset(known)

    def wrong(value: str) -> list[str]:
        return [item for item in values.items(value) if item not in words]

    def meant(value: str) -> str:
        near = _near_parts(_BETWEEN_WORDS, "; ".join(wrong(value)), words)
        return "; ".join(dict.fromkeys(near))

    return CellRule(
        rule,
        name,
        or_blank(lambda value: not wrong(value)),
        expected,
        suggest=meant,
        culprit=lambda v: "; ".join(wrong(v)),
    )


def _near_parts(between: re.Pattern[str], written: str, known: Collection[str]) -> list[str]:
    """The known words that the parts of `written` can only mean; none if that is open of one of them."""
    if len(written) > LONGEST:
        return []
    parts = [part.strip() for part in between.split(written)]
    near = nearest_words(parts, known)
    return [near[part] for part in parts] if all(near.values()) else []


def path_rules(column: Column) -> list[CellRule]:
    """A level of the column, or a range of levels, the lower first."""

    def runs_forward(value: str) -> bool:
        found = values.path_range(value, column.values)
        return found is None or found[0] <= found[1]

    def turned(value: str) -> str:
        return "..".join(reversed([end.strip() for end in value.split("..")]))

    def is_path(value: str) -> bool:
        return values.path_range(value, column.values) is not None

    def mended(value: str) -> str:
        ends = {*_near_parts(_BETWEEN_LEVELS, value, column.values)}
        return "..".join(sorted(ends, key=column.values.index)) if len(ends) <= 2 else ""

    levels = ", ".join(column.values)
    return [
        CellRule("REG-010", column.name, or_blank(is_path), levels, suggest=mended),
        CellRule("REG-011", column.name, or_blank(runs_forward), "the lower level first", suggest=turned),
    ]
