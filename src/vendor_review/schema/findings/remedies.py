"""What to do about a finding, in the words of the column that it is about."""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd

from vendor_review.register.layout import TABLES
from vendor_review.schema.findings.catalogue import RULES

_NO_COLUMN = dict.fromkeys(("column", "meaning", "column_example", "or_clear"), "")


def remedies(found: pd.DataFrame) -> pd.Series:
    """The remedy of each finding, which has a rule, a table and a column."""
    told = found["rule"].map(_SAME_EVERYWHERE)
    others = found.loc[told.isna(), ["rule", "table", "column"]]
    places = list(others.itertuples(index=False, name=None))
    worded = {place: remedy(*place) for place in set(places)}
    return told.fillna(pd.Series([worded[place] for place in places], index=others.index, dtype=str))


def remedy(rule: str, table: str = "", column: str = "") -> str:
    """What to do where `rule` is broken in a column of a table, with an example."""
    words = _column_words(table, column)
    return f"{RULES[rule].remedy.format_map(words)} Example: {RULES[rule].example.format_map(words)}."


def _column_words(table: str, name: str) -> Mapping[str, str]:
    """What remedies may say of a column; blanks for what is none, such as a key of the page."""
    if table not in TABLES or name not in TABLES[table].names:
        return _NO_COLUMN
    column = TABLES[table].column(name)
    return {
        "column": name,
        "meaning": column.meaning,
        "column_example": column.example,
        "or_clear": "" if column.required else "; clear the cell if nothing is stated",
    }


_SAME_EVERYWHERE = {
    rule.id: remedy(rule.id) for rule in RULES.values() if "{" not in rule.remedy + rule.example
}
