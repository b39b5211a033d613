"""Register problems in words, worst first, and every rejected row."""

from __future__ import annotations

import pandas as pd

from vendor_review.report.blocks import Fragment, Section
from vendor_review.report.html import counted, render
from vendor_review.report.review import Review
from vendor_review.report.wording import series

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


def worst_first(findings: pd.DataFrame) -> pd.DataFrame:
    """Errors, then warnings, then notes; each in the order of the register."""
    order = findings["severity"].map({name: place for place, name in enumerate(_SEVERITIES)})
    return findings.iloc[order.argsort(kind="stable")]


def register_problems(review: Review) -> Section:
    """Section 10 of the page."""
    findings, rejected = review.checked.findings, review.checked.rejected
    counts = severity_counts(findings)
    rows = worst_first(findings).to_dict("records")
    sentence = problems_sentence(counts, len(rejected))
    html = render("problems.html.j2", rows=rows, rejected=rejected.to_dict("records"), sentence=sentence)
    text = "\n".join([sentence, *(f"{row['severity']}  {row['rule']}  {row['message']}" for row in rows)])
    return Section([Fragment(html, text, anchor="register", title="Register problems")])
