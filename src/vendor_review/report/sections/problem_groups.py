"""Findings put together by rule, and in one line what is not stated: terminal, page and notebook tell them alike."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from vendor_review.register.layout import TABLES
from vendor_review.register.row_places import PAGE
from vendor_review.report.pages.html import counted
from vendor_review.report.words.wording import series
from vendor_review.schema.findings.catalogue import CONSEQUENCES, GAPS, RULES, SEVERITIES

MOST = 5
"""Places of a rule that are spelt out."""
_MOST_NAMED = 3
_INDENT = " " * 4
_REFERRED = {column.refers for table in TABLES.values() for column in table.columns}
#: What others refer to comes first: the page's sections, and the tables whose ids stand in others.
TABLE_ORDER = (PAGE, *sorted(TABLES, key=lambda name: name not in _REFERRED))
_TABLE = {name: place for place, name in enumerate(TABLE_ORDER)}
_COLUMN = {
    (table.name, column): place for table in TABLES.values() for place, column in enumerate(table.names, 1)
}
#: What is asked of findings, column by column.
_ASKED = (
    *("rule", "severity", "table", "file", "line", "column", "place"),
    *("vendor_id", "cause", "message", "remedy"),
)
Cells = Mapping[str, npt.NDArray[Any]]
Rows = npt.NDArray[np.intp]


@dataclass(frozen=True)
class Problem:
    """One finding of a group: its place, its message, its vendor's id ("" for none).

    `rejects` says which rows are rejected only because of it.
    """

    place: str
    message: str
    rejects: str = ""
    vendor_id: str = ""

    @property
    def parts(self) -> tuple[str, str]:
        """The message without its place, and that place with its column."""
        return told_and_where(self.message, self.place)


@dataclass(frozen=True)
class ProblemGroup:
    """The findings of one rule: the first of them, how many more there are, and what would be right.

    `more` says where they are, "" if there are none. There is a remedy for each column that is spelt out, where the
    rule's remedy speaks of the column.
    """

    rule: str
    severity: str
    number: int
    problems: tuple[Problem, ...]
    remedies: tuple[str, ...]
    more: str = ""

    @property
    def heading(self) -> str:
        """What is wrong, and in how many places."""
        return f"{RULES[self.rule].title}: {counted(self.number, 'place')}"


def told_and_where(message: str, place: str) -> tuple[str, str]:
    """A finding's message as what is wrong, and where: readers look for the vendor first, and then for the cell."""
    beyond = message.removeprefix(place)
    column, between, words = beyond.partition(": ")
    if not between or beyond == message or (column and not column.startswith(", column ")):
        return message, ""
    return words, f"{place}{column}"


def causes_first(findings: pd.DataFrame) -> pd.DataFrame:
    """Errors, then warnings, then notes; each by table, those that others refer to first, line and column.

    Errors that are gone once another is mended come behind the others, so that they do not hide it.
    """
    return findings.iloc[_in_order(_cells(findings))]


def _cells(findings: pd.DataFrame) -> Cells:
    # Taken out once: each question to a frame costs more than all of a small register's findings.
    return {name: findings[name].to_numpy(dtype=object) for name in _ASKED}


def _in_order(cells: Cells) -> Rows:
    severity = {name: 2 * place for place, name in enumerate(SEVERITIES)}
    judged = zip(cells["severity"], cells["rule"], strict=True)
    keys = (
        [_COLUMN.get(cell, 0) for cell in zip(cells["table"], cells["column"], strict=True)],
        cells["line"],
        [_TABLE.get(table, _TABLE[PAGE]) for table in cells["table"]],
        [severity[name] + (rule in CONSEQUENCES) for name, rule in judged],
    )
    return np.lexsort([np.asarray(key, dtype=np.int64) for key in keys])


def _by_rule(cells: Cells, order: Rows) -> dict[str, Rows]:
    """Rule to the rows of its findings; rules and rows come in the order given."""
    codes, rules = pd.factorize(cells["rule"][order])
    together = order[np.argsort(codes, kind="stable")]
    ends = np.cumsum(np.bincount(codes, minlength=len(rules)))
    return dict(zip(rules, np.split(together, ends[:-1]), strict=True)) if len(rules) else {}


def problem_groups(findings: pd.DataFrame, most: int | None = MOST) -> list[ProblemGroup]:
    """Findings by rule, each with its first places; all of them where `most` is None.

    Groups and places come as in `causes_first`. Rows that were rejected only because another was are counted at that
    one; they have a group of their own where that one is not spelt out.
    """
    cells = _cells(findings)
    order = _in_order(cells)
    by_rule = _by_rule(cells, order)
    following = [rule for rule in by_rule if rule in CONSEQUENCES]
    rejected = _rejected_by_cause(cells, order)
    groups = [
        _group(rule, cells, rows, most, rejected)
        for rule, rows in by_rule.items()
        if rule not in CONSEQUENCES
    ]
    behind = [_consequence(rule, rejected, most) for rule in following]
    errors = sum(group.severity == "error" for group in groups)
    return [*groups[:errors], *(group for group in behind if group.number), *groups[errors:]]


def not_stated(findings: pd.DataFrame, names: Mapping[str, str] | None = None) -> str:
    """What is not stated, and of whom, as a sentence; "" for nothing. Few vendors are named, many counted.

    `names` are those of vendors by id, if the reader knows them by name.
    """
    cells = _cells(findings[findings["rule"].isin(GAPS)])
    told, counts = [], False
    for rule, rows in _by_rule(cells, _in_order(cells)).items():
        words = RULES[rule].gap
        vendors = sorted({*cells["vendor_id"][rows]} - {""})
        tables = cells["table"][rows[(cells["line"][rows] == 0) & (cells["column"][rows] == "")]]
        if len(tables):
            words += f" ({', '.join(tables)})"
        elif len(vendors) > _MOST_NAMED:
            words += f" of {len(vendors)}" if counts else f" of {len(vendors)} vendors"
            counts = True
        elif vendors:
            words += f" of {series([(names or {}).get(vendor, vendor) for vendor in vendors])}"
        told.append(words)
    return f"Not stated: {'; '.join(told)}." if told else ""


def _group(
    rule: str, cells: Cells, rows: Rows, most: int | None, rejected: dict[str, Counter[str]]
) -> ProblemGroup:
    shown, more = (rows, rows[:0]) if most is None else (rows[:most], rows[most:])
    severity = RULES[rule].severity
    problems = tuple(
        Problem(
            place, message, _rejecting(rejected.pop(place, Counter())) if severity == "error" else "", vendor
        )
        for place, message, vendor in zip(
            *(cells[name][shown] for name in ("place", "message", "vendor_id")), strict=True
        )
    )
    remedies = tuple(dict.fromkeys(cells["remedy"][shown]))
    return ProblemGroup(rule, severity, len(rows), problems, remedies, _where(cells, more))


def _where(cells: Cells, rows: Rows) -> str:
    """How many more findings there are, and in which columns."""
    columns = Counter(zip(cells["file"][rows], cells["column"][rows], strict=True))
    named = ", ".join(f"{number} in {' '.join(place).strip()}" for place, number in columns.items())
    return f"{len(rows)} more: {named}" if named else ""


def _rejected_by_cause(cells: Cells, order: Rows) -> dict[str, Counter[str]]:
    """Place of a cause to how many rows of each table were rejected because of it alone."""
    told = zip(*(cells[name][order] for name in ("rule", "cause", "table", "line")), strict=True)
    found: dict[str, Counter[str]] = {}
    for cause, table, _ in dict.fromkeys(tuple(row) for rule, *row in told if rule in CONSEQUENCES):
        found.setdefault(cause, Counter())[table] += 1
    return found


def _rejecting(rows: Counter[str]) -> str:
    if not rows:
        return ""
    tables = series([f"{rows[name]} in {name}" for name in TABLE_ORDER if name in rows])
    return f"rejects {counted(rows.total(), 'further row')}: {tables}"


def _consequence(rule: str, rejected: dict[str, Counter[str]], most: int | None) -> ProblemGroup:
    """What follows from causes that are not spelt out."""
    problems = [Problem(cause, f"{cause} {_rejecting(rows)}.") for cause, rows in rejected.items()]
    shown = problems[:most]
    rest = sum(rejected[one.place].total() for one in problems[len(shown) :])
    return ProblemGroup(
        rule,
        RULES[rule].severity,
        sum(rows.total() for rows in rejected.values()),
        tuple(shown),
        ("Fix those first: these rows may be right as they are, and then count again.",),
        f"{counted(rest, 'more row')}" if rest else "",
    )


def problem_lines(findings: pd.DataFrame, most: int | None = MOST) -> list[str]:
    """Findings as lines of text: under a heading for each rule the places, and what would be right.

    Notes are folded to their headings, and to a line of what is not stated; with `most` None everything is spelt out.
    """
    if most is None:
        return [line for group in problem_groups(findings, None) for line in _lines(group)]
    return folded_lines(*folded(findings, most))


def folded(findings: pd.DataFrame, most: int = MOST) -> tuple[list[ProblemGroup], str]:
    """The groups of all findings but of gaps, and in a sentence what is not stated."""
    return problem_groups(findings[~findings["rule"].isin(GAPS)], most), not_stated(findings)


def folded_lines(groups: Sequence[ProblemGroup], gaps: str) -> list[str]:
    """What `folded` gives as lines of text."""
    lines = [
        line for group in groups for line in (_lines(group) if group.severity != "note" else _heading(group))
    ]
    return [*lines, *([f"note     {gaps}"] if gaps else [])]


def has_more(findings: pd.DataFrame) -> bool:
    """Whether lines of text leave anything out: more places of a rule than are spelt out, or a note."""
    return bool(findings["severity"].eq("note").any() or (findings["rule"].value_counts() > MOST).any())


def _heading(group: ProblemGroup) -> list[str]:
    return [f"{group.severity:7}  {group.rule:8}  {group.heading}"]


def _lines(group: ProblemGroup) -> list[str]:
    told = _heading(group)
    for one in group.problems:
        told.append(f"{_INDENT}{one.message}")
        told += [f"{_INDENT}  {one.rejects}"] if one.rejects else []
    told += [f"{_INDENT}{group.more}"] if group.more else []
    return [*told, *(f"{_INDENT}{remedy}" for remedy in group.remedies)]
