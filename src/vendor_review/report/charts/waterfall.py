"""One vendor's ledger as a picture: what its data would weigh, and what path, controls and gates make of that."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
import pandas as pd

from vendor_review.figures import apportioned, points, shift, whole
from vendor_review.report import charts
from vendor_review.report.charts.categories import FEWEST_DRAWN
from vendor_review.report.pages.blocks import Chart
from vendor_review.report.review import Review, Row, grouped, once
from vendor_review.scoring.model.ledger import CONTROL, DATA, GATE_CAP, PATH, RULE_NAMES

_SCORE = "Score"


@once
def waterfall_steps(review: Review) -> pd.DataFrame:
    """The ledgers in few steps, which add up to the scores at both ends.

    Returns
    -------
    DataFrame
        Indexed by vendor_id and step: data severity as if the vendor hosted everything, the access path, each group of
        controls in the policy's order, the cap of the gates, and the score itself. `points_lo`, `points_hi`: index
        points that the step adds; `to_lo`, `to_hi`: points reached after it. The last row of a vendor holds the score
        in all four.
    """
    scores = review.scores
    of_group, groups = pd.factorize(scores.policy.controls["group"])
    names = [RULE_NAMES[DATA], RULE_NAMES[PATH], *(f"{group.capitalize()} controls" for group in groups)]
    names += [RULE_NAMES[GATE_CAP], _SCORE]
    size, rules = len(scores.vendors), [DATA, PATH, *[CONTROL] * len(of_group), GATE_CAP]
    # A ledger lists data, path, the controls in the policy's order, and the cap.
    assert scores.ledger["rule"].tolist() == rules * size
    columns = {}
    for end in ("lo", "hi"):
        ledger = scores.ledger[f"points_{end}"].to_numpy().reshape(size, len(rules))
        added, score = np.zeros((size, len(groups) + 3)), scores.vendors[[f"r_{end}"]].to_numpy()
        for rule, step in enumerate([0, 1, *of_group + 2, len(groups) + 2]):
            added[:, step] += ledger[:, rule]
        columns[f"points_{end}"] = np.hstack([added, score]).ravel()
        columns[f"to_{end}"] = np.hstack([added.cumsum(axis=1), score]).ravel()
    index = pd.MultiIndex.from_product([scores.vendors.index, names], names=["vendor_id", "step"])
    return pd.DataFrame(columns, index=index)


@once
def _step_rows(review: Review) -> Mapping[str, list[Row]]:
    """Vendor id to its steps as plain values."""
    # Sums of floats end in noise; the ledger is exact to far fewer decimals than these.
    return grouped(waterfall_steps(review).round(9).reset_index(), "vendor_id")


def _drawn_steps(review: Review, vendor_id: str) -> list[Row]:
    """The steps that move something, and the first and the last."""
    first, *between, last = _step_rows(review)[vendor_id]
    return [first, *(row for row in between if row["points_lo"] or row["points_hi"]), last]


def is_drawn(review: Review, vendor_id: str) -> bool:
    """Whether there is enough to draw; else `waterfall_finding` says it all."""
    return len(_drawn_steps(review, vendor_id)) >= FEWEST_DRAWN


def waterfall_finding(review: Review, vendor_id: str) -> str:
    """What the picture would say, in a sentence, for a vendor without one."""
    return _finding(_step_rows(review)[vendor_id], review.scores.policy.limits, ("", ""))


def waterfall_chart(review: Review, vendor_id: str) -> Chart:
    """The steps from a vendor's data to its score, in index points, 0..100: full bars at worst, outlined ones at best.

    Raises
    ------
    KeyError
        If the review has no such vendor.

    Examples
    --------
    >>> report.waterfall_chart(review, "aws")
    How the score of Amazon Web Services comes about. At worst (full bars) 100 points of data severity, less ...
    """
    steps, records, limits = _step_rows(review)[vendor_id], [], review.scores.policy.limits
    labels = {
        end: dict(zip((row["step"] for row in steps), _labels(steps, end, limits), strict=True))
        for end in ("hi", "lo")
    }
    for row in _drawn_steps(review, vendor_id):
        level = row["step"] in (RULE_NAMES[DATA], _SCORE)
        record: Row = {"step": row["step"]}
        for end in ("hi", "lo"):
            change, reached = row[f"points_{end}"], row[f"to_{end}"]
            record |= {
                f"points_{end}": change,
                f"from_{end}": 0.0 if level else reached - change,
                f"to_{end}": reached,
                f"kind_{end}": "level" if level else "more" if change > 0 else "less",
                f"label_{end}": labels[end][row["step"]].replace("under ", "<"),
            }
        records.append(record)
    name = review.vendor_rows[vendor_id]["name"]
    limit = review.scores.policy.appetite
    appetite, ticks = (
        [{"points": limit, "label": f"limit {limit:g}"}],
        [{"points": at} for at in (0, 50, 100)],
    )
    spec = charts.join("waterfall", {"appetite": appetite, "ticks": ticks, "steps": records})
    return Chart(spec, f"How the score of {name} comes about", _finding(steps, limits))


def whole_steps(
    path: float, parts: Sequence[float], cap: float, *, data: float, score: float, limits: Sequence[float]
) -> tuple[int, list[int], int]:
    """The way from data to score at one end in whole points that add up: path, each part of the controls, and cap.

    Path, cap and all controls together come out the same, however the controls are put together.
    """
    total = int(whole(score, limits)) - int(whole(data))
    by_path, by_controls, by_cap = apportioned([path, sum(parts), cap], total)
    return by_path, apportioned(parts, by_controls) if parts else [], by_cap


def signed(moved: int, exact: float) -> str:
    """Whole points with their sign: `−18`; `under 1` for what is too small for one."""
    return shift(moved) if moved or not float(points(exact)) else "under 1"


def _labels(steps: Sequence[Row], end: str, limits: Sequence[float]) -> list[str]:
    """What stands beside each step of one end: the data, what leads from it to the score, and the score."""
    data, path, *controls, cap, score = (float(step[f"points_{end}"]) for step in steps)
    by_path, by_controls, by_cap = whole_steps(path, controls, cap, data=data, score=score, limits=limits)
    between = zip([by_path, *by_controls, by_cap], [path, *controls, cap], strict=True)
    return [whole(data), *(signed(*one) for one in between), whole(score, limits)]


#: Which bars of the picture show the worst case, and which the best.
_BARS = (" (full bars)", " (outlined)")


def _finding(steps: Sequence[Row], limits: Sequence[float], bars: tuple[str, str] = _BARS) -> str:
    """The way from data to score at worst, and where it ends at best."""
    full, outlined = bars
    data, path, *controls, cap, score = (step["points_hi"] for step in steps)
    if not data:
        return "As stated, no data is disclosed to it or held by it, so there are no points to take off."
    by_path, by_controls, by_cap = whole_steps(path, controls, cap, data=data, score=score, limits=limits)
    moved = zip((by_path, sum(by_controls), by_cap), (path, sum(controls), cap), strict=True)
    for_path, for_controls, for_cap = (signed(*one).lstrip("+\N{MINUS SIGN}") for one in moved)
    parts = [(path, for_path, "for its access path"), (sum(controls), for_controls, "for its controls")]
    taken = [f"{number} {words}" for change, number, words in parts if float(points(change))]
    less = f", less {' and '.join(taken)}," if taken else ""
    back = f" plus {for_cap} for the cap of the gates" if float(points(cap)) else ""
    return (
        f"At worst{full} {whole(data)} points of data severity{less}{back} make {whole(score, limits)}; "
        f"at best{outlined} {whole(steps[-1]['to_lo'], limits)}."
    )
