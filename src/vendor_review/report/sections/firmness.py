"""How firm the ranking is: which order is certain, how often each vendor comes first, and what moves the score."""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt

from vendor_review.figures import points, whole
from vendor_review.report.pages.blocks import Fragment, Section
from vendor_review.report.pages.html import counted, render
from vendor_review.report.review import Review
from vendor_review.report.words.wording import some
from vendor_review.scoring import move_numbers
from vendor_review.scoring.ranking.firmness import FOREMOST, percent, percent_error
from vendor_review.scoring.scenarios.sensitivity import GATE_FLOOR, KAPPA, MOVED, STRENGTH, WEIGHTS

#: Points closer than this are equal, as in the bands.
_DECIMALS = 9


def certainly_below(lo: npt.NDArray[np.float64], hi: npt.NDArray[np.float64]) -> npt.NDArray[np.intp]:
    """For each interval, how many others end before it begins."""
    return np.searchsorted(np.sort(np.round(hi, _DECIMALS)), np.round(lo, _DECIMALS), side="left")


def certain_order(review: Review) -> dict[str, Any]:
    """For how many pairs the order is certain under the policy's weights, and who is above most others."""
    vendors = review.scores.vendors
    below = certainly_below(vendors["r_lo"].to_numpy(), vendors["r_hi"].to_numpy())
    pairs, ordered = len(vendors) * (len(vendors) - 1) // 2, int(below.sum())
    # The headline orders by the worst case; who is certainly above most others need not come first there.
    firmest = int(below.argmax()) if ordered else 0
    return {
        "vendors": len(vendors),
        "pairs": pairs,
        "ordered": ordered,
        "open": pairs - ordered,
        "first_id": str(vendors.index[0]) if len(vendors) else "",
        "first": vendors["name"].iloc[0] if len(vendors) else "",
        "first_below": int(below[0]) if len(vendors) else 0,
        "firmest_id": str(vendors.index[firmest]) if len(vendors) else "",
        "firmest": vendors["name"].iloc[firmest] if len(vendors) else "",
        "firmest_below": int(below[firmest]) if len(vendors) else 0,
    }


def drawn_places(review: Review) -> list[dict[str, Any]]:
    """Those that come first most often, 40 at most, their figures as text, and what they are worth."""
    found = review.firmness.vendors.sort_values(
        ["first", "expected_rank"], ascending=[False, True], kind="stable"
    )
    rows = []
    for vendor_id, row in found.head(FOREMOST).to_dict("index").items():
        sometimes = 0 < row["first"] < 1
        rows.append(
            {
                "id": vendor_id,
                "name": review.unique_names[str(vendor_id)],
                "first": _unbroken(percent(row["first"])),
                "error": _unbroken(percent_error(row["standard_error"])) if sometimes else "",
                "rank": points(row["expected_rank"], 1),
                "central": _unbroken(percent(row["confidence"])) if row["first"] else "",
                "judged": ("firm" if row["firm"] else "not firm") if row["first"] else "none drawn",
                "statement": row["statement"],
            }
        )
    return rows


def moved_numbers(review: Review, vendor_id: str) -> list[dict[str, str]]:
    """Per number that is moved: what, how far, the upper end of a vendor's score, and who then comes first."""
    ranking, names = review.scores.policy.ranking, review.unique_names
    low, high = ranking.strength_low, ranking.strength_high
    told = {
        KAPPA: ("kappa, what controls can take off", _range(*ranking.kappa)),
        GATE_FLOOR: ("g, what is left when a gate fails", _range(*ranking.gate_floor)),
        STRENGTH: (
            "s, strength of evidence, all levels together",
            "; ".join(f"{level} {_range(low[level], high[level])}" for level in low),
        ),
        WEIGHTS: ("weight of a control, one after the other", f"{_range(*ranking.weight)} times its weight"),
    }
    tornado, limits = move_numbers(review.scores), review.scores.policy.limits
    of_vendor = tornado.vendors.xs(vendor_id)
    rows = []
    for moved in MOVED:
        what, span = told[moved]
        rows.append(
            {
                "what": what,
                "span": span,
                "least": whole(of_vendor["least"][moved], limits),
                "most": whole(of_vendor["most"][moved], limits),
                "first": some([names[str(first)] for first in tornado.first[moved]], most=3),
            }
        )
    return rows


def _unbroken(words: str) -> str:
    """The same with the sign of per cent on the line of its number."""
    return words.replace(" %", "\N{NO-BREAK SPACE}%")


def _range(low: float, high: float) -> str:
    return f"{low:g} to {high:g}"


def ranking_firmness(review: Review) -> Section:
    """Section 9 of the page: how often each vendor comes first, in per cent of the draws, and what moves its points.

    Examples
    --------
    >>> report.ranking_firmness(review)
    Order certain for 0 of 3 pairs of vendors
    Amazon Web Services: first in ... % of weightings (standard error ... %): not firm; expected rank ...
    """
    facts = certain_order(review)
    rows = drawn_places(review) if facts["vendors"] > 1 else []
    html = render(
        "firmness.html.j2",
        **facts,
        rows=rows,
        moved=moved_numbers(review, rows[0]["id"]) if rows else [],
        draws=review.firmness.sample_count,
        seed=review.firmness.random_seed,
        bound=_unbroken(percent(review.scores.policy.ranking.firm)),
    )
    lines = [f"Order certain for {facts['ordered']} of {counted(facts['pairs'], 'pair')} of vendors"]
    lines += [f"{row['name']}: {row['statement']}; expected rank {row['rank']}" for row in rows]
    return Section([Fragment(html, "\n".join(lines), anchor="firmness", title="How firm the ranking is")])
