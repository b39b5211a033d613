"""Register problems in words, worst first, and every rejected row."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

import pandas as pd

from vendor_review.report.pages.blocks import Fragment, Section
from vendor_review.report.pages.html import counted, render
from vendor_review.report.review import Review
from vendor_review.report.sections.problem_groups import ProblemGroup, folded, folded_lines, not_stated
from vendor_review.report.words.wording import series
from vendor_review.schema import CheckedRegister
from vendor_review.schema.findings.catalogue import CONSEQUENCES, PUBLISHED

_SEVERITIES = {"error": ("error", "errors"), "warning": ("warning", "warnings"), "note": ("note", "notes")}


def severity_counts(findings: pd.DataFrame) -> dict[str, int]:
    """Severity to number of findings, worst first."""
    counts = Counter(findings["severity"].tolist())
    return {name: counts[name] for name in _SEVERITIES}


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


def following(findings: pd.DataFrame) -> str:
    """How many errors are gone once others are mended, as a sentence to add, or ""."""
    number = int(findings["rule"].isin(CONSEQUENCES).sum())
    follow = "follows" if number == 1 else "follow"
    return f" {counted(number, 'error')} only {follow} from others." if number else ""


def list_findings(findings: pd.DataFrame) -> pd.DataFrame:
    """The warnings that concern what the public list says, promises in vain, or leaves out."""
    return findings[findings["rule"].isin(PUBLISHED) & findings["severity"].eq("warning")]


def _sentence(checked: CheckedRegister) -> str:
    return problems_sentence(severity_counts(checked.findings), len(checked.rejected))


def _gaps(checked: CheckedRegister) -> str:
    return not_stated(checked.findings, vendor_names(checked))


def problems_html(checked: CheckedRegister) -> str:
    """The findings by rule, and the rejected rows, under a sentence on how the register stands."""
    groups, _ = folded(checked.findings)
    return _html(checked, groups, _gaps(checked))


def vendor_names(checked: CheckedRegister) -> dict[str, str]:
    """Vendor id to the name that people know it by."""
    vendors = checked.tables["vendors"]
    return {
        str(key): str(name) for key, name in zip(vendors["vendor_id"], vendors["name"], strict=True) if name
    }


def _html(checked: CheckedRegister, groups: Sequence[ProblemGroup], gaps: str) -> str:
    return render(
        "problems.html.j2",
        groups=[group for group in groups if group.severity != "note"],
        notes=[group for group in groups if group.severity == "note"],
        not_stated=gaps,
        names=vendor_names(checked),
        rejected=checked.rejected.to_dict("records"),
        sentence=_sentence(checked),
    )


def register_problems(review: Review) -> Section:
    r"""Section 12 of the page: by rule the first places and what would be right, and every rejected row.

    Examples
    --------
    >>> print(*repr(report.register_problems(review)).splitlines()[:2], sep="\n")
    The register has 13 warnings and 19 notes. No row was rejected.
    warning  PAGE-002  The brand spelt differently on the page: 3 places
    """
    checked = review.checked
    told = folded(checked.findings)
    html = '<h2 id="register">Register problems</h2>\n' + _html(checked, told[0], _gaps(checked))
    text = "\n".join([_sentence(checked), *folded_lines(*told)])
    return Section([Fragment(html, text, anchor="register", title="Register problems")])
