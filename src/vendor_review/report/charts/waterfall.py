"""One vendor's ledger as a picture: what its data would weigh, and what path, controls and gates make of that."""

from __future__ import annotations

import numpy as np
import pandas as pd

from vendor_review.figures import points
from vendor_review.report import charts
from vendor_review.report.pages.blocks import Chart
from vendor_review.report.review import Review
from vendor_review.scoring.model.ledger import CONTROL, DATA, GATE_CAP, PATH, RULE_NAMES

_SCORE = "Score"
_MINUS = "\N{MINUS SIGN}"


def waterfall_steps(review: Review, vendor_id: str) -> pd.DataFrame:
    """The ledger of a vendor in few steps, which add up to its score at both ends.

    Returns
    -------
    DataFrame
        Indexed by step: data severity as if the vendor hosted everything, the access path, each group of controls in
        the policy's order, the cap of the gates, and the score itself. `points_lo`, `points_hi`: index points that the
        step adds; `to_lo`, `to_hi`: points reached after it. The last row holds the score in all four.

    Raises
    ------
    KeyError
        If the review has no such vendor.
    """
    scores, vendor = review.scores, review.vendor_rows[vendor_id]
    ledger = scores.ledger[scores.ledger["vendor_id"].to_numpy(dtype=object) == vendor_id]
    of_group, groups = pd.factorize(scores.policy.controls["group"])
    names = [RULE_NAMES[DATA], RULE_NAMES[PATH], *(f"{group.capitalize()} controls" for group in groups)]
    names += [RULE_NAMES[GATE_CAP], _SCORE]
    # A ledger lists data, path, the controls in the policy's order, and the cap.
    assert ledger["rule"].tolist() == [DATA, PATH, *[CONTROL] * len(of_group), GATE_CAP]
    place = np.array([0, 1, *of_group + 2, len(groups) + 2])
    columns = {}
    for end in ("lo", "hi"):
        added = np.bincount(place, ledger[f"points_{end}"])
        columns[f"points_{end}"] = np.append(added, vendor[f"r_{end}"])
        columns[f"to_{end}"] = np.append(added.cumsum(), vendor[f"r_{end}"])
    return pd.DataFrame(columns, index=pd.Index(names, name="step"))


def waterfall_chart(review: Review, vendor_id: str) -> Chart:
    """The steps from a vendor's data to its score, in index points, 0..100: bars at worst, ticks at best.

    Raises
    ------
    KeyError
        If the review has no such vendor.

    Examples
    --------
    >>> report.waterfall_chart(review, "aws")
    How the score of Amazon Web Services comes about. At worst (bars) 100.00 points of data severity, less ...
    """
    # Sums of floats end in noise; the ledger is exact to far fewer decimals than these.
    steps = waterfall_steps(review, vendor_id).round(9)
    records = []
    for step, row in zip(steps.index, steps.to_dict("records"), strict=True):
        level, change = step in (RULE_NAMES[DATA], _SCORE), row["points_hi"]
        records.append(
            {
                "step": step,
                **row,
                "from_hi": 0.0 if level else row["to_hi"] - change,
                "kind": "level" if level else "more" if change > 0 else "less",
                "label": points(change) if level else _signed(change),
            }
        )
    name = review.vendor_rows[vendor_id]["name"]
    appetite = [{"points": review.scores.policy.appetite}]
    spec = charts.join("waterfall", {"appetite": appetite, "steps": records})
    return Chart(spec, f"How the score of {name} comes about", _finding(steps))


def _signed(change: float) -> str:
    """Points with their sign; what rounds to nothing has none."""
    size = points(abs(change))
    return f"{_MINUS if change < 0 else '+'}{size}" if float(size) else "0"


def _finding(steps: pd.DataFrame) -> str:
    """The way from data to score at worst, and where it ends at best."""
    worst = steps["points_hi"]
    data, cap, score = worst.iloc[0], worst[RULE_NAMES[GATE_CAP]], worst.iloc[-1]
    if not data:
        return "As stated, no data is disclosed to it or held by it, so there are no points to take off."
    parts = [(worst[RULE_NAMES[PATH]], "for its access path"), (worst.iloc[2:-2].sum(), "for its controls")]
    taken = [f"{points(abs(change))} {words}" for change, words in parts if float(points(change))]
    less = f", less {' and '.join(taken)}," if taken else ""
    back = f" plus {points(cap)} for the cap of the gates" if float(points(cap)) else ""
    return (
        f"At worst (bars) {points(data)} points of data severity{less}{back} make {points(score)}; "
        f"at best (ticks) {points(steps['to_lo'].iloc[-1])}."
    )
