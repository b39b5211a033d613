"""The verdict: what a reader who stops after the first screen must know."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from typing import Any

from vendor_review.figures import points
from vendor_review.report.pages.blocks import Fragment, Section
from vendor_review.report.pages.html import counted, render
from vendor_review.report.review import Review, once
from vendor_review.report.sections.changes import change_counts
from vendor_review.report.sections.decisions import decision_rows
from vendor_review.report.sections.due import due_counts
from vendor_review.report.sections.problems import list_findings, severity_counts
from vendor_review.report.words.rejected_rows import raised_names, raised_words
from vendor_review.report.words.wording import series, some
from vendor_review.schema.public_page import public_words


@once
def verdict_facts(review: Review) -> dict[str, Any]:
    """Counts behind the verdict: by band (worst first), appetite, due items and finding severity."""
    vendors, findings = review.scores.vendors, review.checked.findings
    fails, within = vendors["compliance"].eq("fail"), vendors["appetite"].eq("within")
    bands = [name for name, _ in reversed(review.scores.policy.bands)]
    return {
        "vendors": len(vendors),
        "bands": {band: int(vendors["band"].eq(band).sum()) for band in ("unrated", *bands)},
        "appetite": {
            state: [str(name) for name in vendors.loc[vendors["appetite"].eq(state), "name"]]
            for state in ("outside", "undetermined", "within")
        },
        "compliance_fails": [str(name) for name in vendors.loc[fails, "name"]],
        "within_but_failing": [str(name) for name in vendors.loc[fails & within, "name"]],
        **due_counts(review),
        "never_reviewed": int(vendors["last_reviewed_on"].isna().sum()),
        "lost": [str(name) for name in vendors.loc[vendors["lost"].to_numpy(dtype=bool), "name"]],
        "raised": raised_names(review),
        "late_notice": int(vendors["notice"].eq("fail").sum()),
        "findings": severity_counts(findings),
        "rejected": len(review.checked.rejected),
        # As the page prints them, so that a trend shows the figures that its reviews show.
        "worst_r_hi": float(points(vendors["r_hi"].max())) if len(vendors) else None,
        "sum_r_hi": float(points(vendors["r_hi"].sum())) if len(vendors) else None,
        "withheld": bool(review.withheld),
        "changes": change_counts(review),
        "on_the_list": len(list_findings(findings)),
    }


def verdict_sentence(facts: Mapping[str, Any], appetite: float) -> str:
    """The outcome in one sentence that needs no other."""
    outside, undetermined, within = (
        facts["appetite"][state] for state in ("outside", "undetermined", "within")
    )
    failing = facts["within_but_failing"]
    total, bound = facts["vendors"], f"the appetite of {appetite:g} points"
    if not total and facts["rejected"]:
        return f"No vendor could be scored: {counted(facts['rejected'], 'row')} of the register had to be rejected."
    if not total:
        return "The register names no vendor that is engaged, so there is nothing to score."
    if len(undetermined) == total == 1:
        name = undetermined[0]
        return f"{name} is undetermined: on what is stated, it is shown to lie neither within {bound} nor outside."
    if len(undetermined) == total:
        both, none = ("both", "neither") if total == 2 else ("all", "none")
        return (
            f"{some(undetermined)} are {both} undetermined: on what is stated, {none} of the {total} vendors is shown "
            f"to lie within {bound}, and {none} outside."
        )
    # Of several vendors of one name as many are left as do not fail.
    passing = list((Counter(within) - Counter(failing)).elements())
    parts = [
        f"{len(names)} {words} ({some(names, most=3)})"
        for names, words in (
            (outside, "outside whatever the open questions bring"),
            (undetermined, "undetermined until more is known"),
            (failing, "within, but a compliance check fails"),
            (passing, "within even at worst"),
        )
        if names
    ]
    return f"{counted(total, 'vendor')} held against {bound}: {series(parts)}."


#: Transfer bases that are none, as customers would read them.
_NO_BASIS = ("none", "unknown")


def _without_basis(review: Review) -> list[tuple[str, str]]:
    """The words of the list for a transfer basis that is none, and of which vendors it says so."""
    found = []
    for basis in _NO_BASIS:
        entries = [entry for section in review.listing["sections"] for entry in section["vendors"]]
        names = dict.fromkeys(str(entry["name"]) for entry in entries if basis in entry["transfer_basis"])
        if names:
            found.append((public_words.BASES[basis], some([*names])))
    return found


def verdict(review: Review) -> Section:
    """Section 1 of the page, with its only h1: the outcome in a sentence, the worst vendor in points, and the counts.

    Examples
    --------
    >>> report.verdict(review)
    Numberz: vendor review as of 2026-11-01
    Amazon Web Services, Sendgrid and Quick Books India are all undetermined: ...
    Worst: Amazon Web Services, 1.88 to 99.25 of 100 points.
    Data of which only one half is stated, ... may raise the worst case of Sendgrid and Quick Books India.
    """
    facts = verdict_facts(review)
    sentence = verdict_sentence(facts, review.scores.policy.appetite)
    worst = review.scores.vendors.iloc[0] if facts["vendors"] else None
    waiting = decision_rows(review)
    html = render(
        "verdict.html.j2",
        review=review,
        facts=facts,
        sentence=sentence,
        raised=raised_words(review),
        worst=worst,
        waiting=len(waiting),
        no_basis=_without_basis(review),
        at_once=sum(row["by_when"] == "now" for row in waiting),
    )
    text = f"{review.title}\n{sentence}"
    if worst is not None:
        text += f"\nWorst: {worst['name']}, {points(worst['r_lo'])} to {points(worst['r_hi'])} of 100 points."
    raised = raised_words(review)
    text += f"\n{raised}" if raised else ""
    return Section([Fragment(html, text, anchor="verdict", title="Verdict")])
