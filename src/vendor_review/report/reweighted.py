"""The rows of a ranking under other weights: places, and the interval as it was and as it would be."""

from __future__ import annotations

from typing import Any

from vendor_review.report.wording import APPETITE_WORDS, span
from vendor_review.scoring import Assessment, Reweighted

#: Rows of the table; who comes after them is counted.
CUT_OFF = 300


def reweighted_rows(found: Reweighted[Assessment]) -> list[dict[str, Any]]:
    """The foremost vendors in their new order, as their table has them."""
    rows = []
    for row in found.vendors.head(CUT_OFF).to_dict("records"):
        lo, hi, lo_before, hi_before = (
            round(row[name], 4) for name in ("r_lo", "r_hi", "r_lo_before", "r_hi_before")
        )
        rows.append(
            {
                "rank": row["rank"],
                "climbed": _climbed(row["climbed"]),
                "name": row["name"],
                "lo": lo,
                "width": round(hi - lo, 4),
                "lo_before": lo_before,
                "width_before": round(hi_before - lo_before, 4),
                "score": span(lo, hi),
                "score_before": span(lo_before, hi_before),
                "band": row["band"],
                "band_moves": row["band"] != row["band_before"],
                "appetite": APPETITE_WORDS[row["appetite"]],
                "appetite_moves": row["appetite"] != row["appetite_before"],
            }
        )
    return rows


def _climbed(places: int) -> str:
    """`▲ 2` for two places nearer to the worst, `▼ 1` for one further from it, "" for none."""
    return f"{'▲' if places > 0 else '▼'} {abs(places)}" if places else ""
