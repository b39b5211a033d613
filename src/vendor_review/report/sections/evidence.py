"""Evidence by level and age: what still counts in full on the day of the review, what fades, what proves nothing."""

from __future__ import annotations

from collections import Counter
from typing import Any

import numpy as np
import pandas as pd

from vendor_review.policy import Policy
from vendor_review.report import charts
from vendor_review.report.charts.categories import FEWEST_DRAWN
from vendor_review.report.pages.blocks import Block, Chart, Fragment, Section, told
from vendor_review.report.pages.html import counted, render
from vendor_review.report.review import Review, once
from vendor_review.report.words.wording import series

LEVEL_WORDS = {
    "E5": "independent test over a period",
    "E4": "independent look at one date",
    "E3": "contract",
    "E2": "the vendor's own paper",
    "E1": "bare statement",
    "": "no level stated",
}
#: Documents of one level and of so many months share a mark, which tells how many they are.
_TOGETHER_MONTHS = 2
#: Months between the age at which evidence is at its floor and where the chart ends; what is older is drawn there.
_BEYOND_MONTHS = 24


@once
def evidence_ages(review: Review) -> pd.DataFrame:
    """Every document about a vendor of the review.

    Returns
    -------
    DataFrame
        Indexed by evidence_id: `level` (what it counts as, E1..E5, "" for none), `age_months` (NaN when undated) and
        `age`: "full", "fading", "floor", "undated", or "nothing" for what proves nothing: expired, out of scope, or not
        issued yet.
    """
    policy, evidence = review.scores.policy, review.scores.evidence
    found = evidence[evidence["vendor_id"].isin(review.scores.vendors.index)]
    months = found["age_months"].to_numpy()
    age = np.select(
        [
            found["age_factor"].to_numpy() == 0,
            np.isnan(months),
            months <= policy.evidence_full_months,
            months <= policy.evidence_floor_months,
        ],
        ["nothing", "undated", "full", "fading"],
        "floor",
    )
    return pd.DataFrame({"level": found["counts_as"], "age_months": months, "age": age}, index=found.index)


def _class_words(policy: Policy) -> dict[str, str]:
    full, floor = f"{policy.evidence_full_months:g}", f"{policy.evidence_floor_months:g}"
    return {
        "full": f"Up to {full} months",
        "fading": f"Over {full}, up to {floor}",
        "floor": f"Over {floor} months",
        "undated": "Undated",
        "nothing": "Proves nothing",
    }


def evidence_chart(review: Review) -> Chart:
    """A mark per document, or for several of the same months: age against level, a cross for what proves nothing."""
    policy, documents = review.scores.policy, evidence_ages(review)
    end = policy.evidence_floor_months + _BEYOND_MONTHS
    undated_at = end + 8
    months = documents["age_months"].clip(0, end)
    middle = ((np.ceil(months / _TOGETHER_MONTHS) - 0.5) * _TOGETHER_MONTHS).clip(lower=_TOGETHER_MONTHS / 2)
    proof = ["proves nothing" if age == "nothing" else "counts" for age in documents["age"]]
    marks = Counter(zip(documents["level"], middle.fillna(undated_at), proof, strict=True))
    records = [
        {"level": level, "months": at, "proof": what, "documents": n, "label": str(n) if n > 1 else ""}
        for (level, at, what), n in sorted(marks.items())
    ]
    ticks = [(float(at), f"{at:g}") for at in np.arange(0, end, 12)]
    ticks += [(end, f"{end:g}+"), (undated_at, "undated")]
    rows = [level for level in LEVEL_WORDS if level or documents["level"].eq("").any()]
    bounds = [
        (policy.evidence_full_months, "begins to lose weight"),
        (policy.evidence_floor_months, "at its floor"),
    ]
    spec = charts.join(
        "evidence",
        {
            "levels": [{"level": level, "label": f"{level} {LEVEL_WORDS[level]}".strip()} for level in rows],
            "ticks": [{"months": at, "label": label} for at, label in ticks],
            "bounds": [{"months": at, "label": label} for at, label in bounds],
            "documents": records,
        },
    )
    return Chart(spec, "Documents by level of evidence and age in months", _finding(documents, policy))


def _finding(documents: pd.DataFrame, policy: Policy) -> str:
    """How many documents count in full, less, as old, and not at all."""
    counts = documents["age"].value_counts()
    full, floor = f"{policy.evidence_full_months:g}", f"{policy.evidence_floor_months:g}"
    classes = {
        "full": (
            f"is at most {full} months old and in full weight",
            f"are at most {full} months old and in full weight",
        ),
        "fading": ("loses weight with age", "lose weight with age"),
        "floor": (
            f"is older than {floor} months and at the floor",
            f"are older than {floor} months and at the floor",
        ),
        "undated": ("bears no date and counts as old", "bear no date and count as old"),
        "nothing": ("proves nothing (a cross)", "prove nothing (a cross)"),
    }
    told = [(int(counts[age]), *words) for age, words in classes.items() if age in counts]
    if len(told) == 1:
        number, one, several = told[0]
        return f"The only document {one}." if number == 1 else f"All {number} documents {several}."
    parts = [f"{number} {one if number == 1 else several}" for number, one, several in told]
    return f"Of {counted(len(documents), 'document')}, {series(parts)}."


def evidence_by_age(review: Review) -> Section:
    """The last part of section 5: documents by level, E1 to E5, and age in months, as a chart and as a table of counts.

    Examples
    --------
    >>> report.evidence_by_age(review)
    Evidence by level and age
    All 3 documents bear no date and count as old. By level: 3 E1 bare statement.
    """
    if review.scores.vendors.empty:
        return Section([])
    documents, classes = evidence_ages(review), _class_words(review.scores.policy)
    counts = Counter(zip(documents["level"], documents["age"], strict=True))
    levels = [level for level in LEVEL_WORDS if level or documents["level"].eq("").any()]
    table = pd.DataFrame(
        {word: [counts[level, age] for level in levels] for age, word in classes.items()},
        index=pd.Index(levels, name="level"),
    ).rename_axis(columns="age")
    facts: dict[str, Any] = {
        "review": review,
        "columns": [*classes.values(), "All"],
        "rows": [
            {"level": level, "words": LEVEL_WORDS[level], "numbers": [*numbers, sum(numbers)]}
            for level, *numbers in table.itertuples(name=None)
        ],
        "sums": [*table.sum(), len(documents)],
    }
    text = table.to_string() if len(documents) else "No document is on record."
    opening = Fragment(
        render("evidence_opening.html.j2", documents=len(documents)), "Evidence by level and age"
    )
    if documents.empty:
        return Section([opening])
    if len(documents) < FEWEST_DRAWN:
        kinds = Counter(f"{level} {LEVEL_WORDS[level]}".strip() for level in documents["level"])
        words = series([f"{number} {kind}" for kind, number in sorted(kinds.items())])
        return Section([opening, told(f"{_finding(documents, review.scores.policy)} By level: {words}.")])
    blocks: list[Block] = [
        opening,
        evidence_chart(review),
        Fragment(render("evidence_table.html.j2", **facts), text),
    ]
    return Section(blocks)
