"""What `check` prints: causes first, and what follows from each in one line."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

import numpy as np
import pandas as pd

from vendor_review.register.layout import TABLES
from vendor_review.register.row_places import PAGE
from vendor_review.report.pages.html import counted
from vendor_review.report.words.wording import series
from vendor_review.schema.findings.catalogue import CONSEQUENCES, SEVERITIES

_INDENT = " " * 19
_REFERRED = {column.refers for table in TABLES.values() for column in table.columns}
# What others refer to comes first: the page's sections, and the tables whose ids stand in others.
_ORDER = (PAGE, *sorted(TABLES, key=lambda name: name not in _REFERRED))
_TABLE = {name: place for place, name in enumerate(_ORDER)}
_COLUMN = {
    (table.name, column): place for table in TABLES.values() for place, column in enumerate(table.names, 1)
}


def finding_lines(findings: pd.DataFrame) -> Iterator[str]:
    """Findings as lines: errors, warnings, notes; each by table, those that others refer to first, line and column.

    Rows that were rejected only because another was are counted beneath that one.
    """
    follows = findings["rule"].isin(CONSEQUENCES)
    causes = _causes_first(findings[~follows])
    consequences = _consequences(findings[follows])
    columns = ["severity", "rule", "place", "message", "remedy"]
    for severity, rule, place, message, remedy in causes[columns].itertuples(index=False, name=None):
        yield _line(severity, rule, message, remedy)
        if severity == "error" and place in consequences:
            yield consequences.pop(place)
    yield from consequences.values()


def following(findings: pd.DataFrame) -> str:
    """How many errors are gone once others are mended, as a sentence to add, or ""."""
    number = int(findings["rule"].isin(CONSEQUENCES).sum())
    follow = "follows" if number == 1 else "follow"
    return f" {counted(number, 'error')} only {follow} from others." if number else ""


def _causes_first(findings: pd.DataFrame) -> pd.DataFrame:
    columns = zip(findings["table"], findings["column"], strict=True)
    keys = [
        [_COLUMN.get(cell, 0) for cell in columns],
        findings["line"],
        findings["table"].map(_TABLE),
        findings["severity"].map({name: place for place, name in enumerate(SEVERITIES)}),
    ]
    return findings.iloc[np.lexsort([np.asarray(key, dtype=np.int64) for key in keys])]


def _consequences(findings: pd.DataFrame) -> dict[str, str]:
    """Place of a cause to the line that says how many rows of which tables were rejected because of it."""
    rows = findings.drop_duplicates(["cause", "table", "line"])
    counts: dict[str, Counter[str]] = {}
    rules: dict[str, str] = {}
    for rule, cause, table in rows[["rule", "cause", "table"]].itertuples(index=False, name=None):
        counts.setdefault(cause, Counter())[table] += 1
        rules[cause] = rule
    remedy = "Mend it first: they may be right as they are, and then count again."
    lines: dict[str, str] = {}
    for cause, by_table in counts.items():
        tables = series([f"{by_table[name]} in {name}" for name in _ORDER if name in by_table])
        words = f"{cause} rejects {counted(by_table.total(), 'further row')}: {tables}."
        lines[cause] = _line("error", rules[cause], words, remedy)
    return lines


def _line(severity: str, rule: str, message: str, remedy: str) -> str:
    return f"{severity:7}  {rule:8}  {message}\n{_INDENT}{remedy}"
