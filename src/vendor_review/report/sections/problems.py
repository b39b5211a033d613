"""Register problems in words, worst first, and every rejected row."""

from __future__ import annotations

from typing import Any

import pandas as pd

from vendor_review.report.pages.blocks import Fragment, Section
from vendor_review.report.pages.html import counted, render
from vendor_review.report.review import Review
from vendor_review.report.words.wording import series
from vendor_review.schema import CheckedRegister
from vendor_review.schema.findings.catalogue import CONSEQUENCES, PUBLISHED

_SEVERITIES = {"error": ("error", "errors"), "warning": ("warning", "warnings"), "note": ("note", "notes")}


def severity_counts(findings: pd.DataFrame) -> dict[str, int]:
    """Severity to number of findings, worst first."""
    return {name: int(findings["severity"].eq(name).sum()) for name in _SEVERITIES}


def problems_sentence(counts: dict[str, int], rejected: int) -> str:
    """How the register stands, in a sentence."""
    parts = [counted(counts[name], *words) for name, words in _SEVERITIES.items() if counts[name]]
    if not parts:
        return "The register has no known problem."
    lost = (
        f" {counted(rejected, 'row was', 'rows were')} rejected; what is missing with it counts as unknown."
        if rejected
        else (" No row was rejected.")
    )
    return f"The register has {series(parts)}.{lost}"


def list_findings(findings: pd.DataFrame) -> pd.DataFrame:
    """The warnings that concern what the public list says, promises in vain, or leaves out."""
    return findings[findings["rule"].isin(PUBLISHED) & findings["severity"].eq("warning")]


def worst_first(findings: pd.DataFrame) -> pd.DataFrame:
    """Errors, then warnings, then notes; each in the order of the register.

    Errors that are gone once another is mended come behind the others, so that they do not hide it.
    """
    order = findings["severity"].map({name: place for place, name in enumerate(_SEVERITIES)})
    follows = findings["rule"].isin(CONSEQUENCES)
    return findings.iloc[(order + follows / 2).argsort(kind="stable")]


def by_rule(findings: pd.DataFrame) -> list[dict[str, Any]]:
    """A row per rule, in the order in which rules first come: rule, severity, remedy and all its messages.

    A rule whose remedy speaks of the column has a row for each.
    """
    told: dict[tuple[str, str], dict[str, Any]] = {}
    for row in findings[["rule", "severity", "remedy", "message"]].to_dict("records"):
        of_rule = {name: row[name] for name in ("rule", "severity", "remedy")}
        key = (str(row["rule"]), str(row["remedy"]))
        told.setdefault(key, {**of_rule, "messages": []})["messages"].append(row["message"])
    return list(told.values())


def _sentence(checked: CheckedRegister) -> str:
    return problems_sentence(severity_counts(checked.findings), len(checked.rejected))


def problems_html(checked: CheckedRegister) -> str:
    """The findings by rule, and the rejected rows, under a sentence on how the register stands."""
    return _html(checked, by_rule(worst_first(checked.findings)))


def _html(checked: CheckedRegister, rows: list[dict[str, Any]]) -> str:
    return render(
        "problems.html.j2",
        rows=rows,
        rejected=checked.rejected.to_dict("records"),
        sentence=_sentence(checked),
    )


def register_problems(review: Review) -> Section:
    """Section 11 of the page: a row per rule, with every place and what would be right, and the rejected rows.

    Examples
    --------
    >>> report.register_problems(review)
    The register has 17 warnings and 15 notes. No row was rejected.
    warning  REG-025  data_shared.csv line 2, column category: 'none' stands beside the access path hosts: ...
    """
    rows = by_rule(worst_first(review.checked.findings))
    sentence = _sentence(review.checked)
    html = '<h2 id="register">Register problems</h2>\n' + _html(review.checked, rows)
    lines = [f"{row['severity']}  {row['rule']}  {message}" for row in rows for message in row["messages"]]
    text = "\n".join([sentence, *lines])
    return Section([Fragment(html, text, anchor="register", title="Register problems")])
