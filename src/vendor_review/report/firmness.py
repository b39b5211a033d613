"""How firm the ranking is: for how many pairs of vendors the order is certain, and for how many none is claimed."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from vendor_review.report.blocks import Fragment, Section
from vendor_review.report.html import counted, render
from vendor_review.report.review import Review

#: Points closer than this are equal, as in the bands.
_DECIMALS = 9


def certainly_below(lo: npt.NDArray[np.float64], hi: npt.NDArray[np.float64]) -> npt.NDArray[np.intp]:
    """For each interval, how many others end before it begins."""
    return np.searchsorted(np.sort(np.round(hi, _DECIMALS)), np.round(lo, _DECIMALS), side="left")


def ranking_firmness(review: Review) -> Section:
    """Section 7 of the page."""
    vendors = review.scores.vendors
    below = certainly_below(vendors["r_lo"].to_numpy(), vendors["r_hi"].to_numpy())
    pairs, ordered = len(vendors) * (len(vendors) - 1) // 2, int(below.sum())
    # The headline orders by the worst case; who is certainly above most others need not come first there.
    firmest = int(below.argmax()) if ordered else 0
    facts = {
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
    text = f"Order certain for {ordered} of {counted(pairs, 'pair')} of vendors"
    html = render("firmness.html.j2", **facts)
    return Section([Fragment(html, text, anchor="firmness", title="How firm the ranking is")])
