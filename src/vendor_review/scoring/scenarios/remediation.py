"""What would bring a vendor below the appetite where no document can: answers that have to become others."""

from __future__ import annotations

import pandas as pd

from vendor_review.scoring.model.scores import Scores
from vendor_review.scoring.scenarios.knowledge import NOTHING
from vendor_review.scoring.scenarios.references import named_vendor
from vendor_review.scoring.scenarios.what_if import WhatIf, what_if

REMEDIED = "remedied"
"""The step in which every control that is answered no or in part comes to be in place, shown by an independent test."""
_AT_BEST = ("yes", "E5")


def way_down(scores: Scores, vendor_id: str) -> pd.DataFrame:
    """Steps that bring a vendor's score down at worst, each on top of those before, until it is below the appetite.

    First every control that is answered no or in part is supposed to be in place and shown by an independent test.
    Then come the documents that speak of controls, each time the one that lowers the score most. A document can show
    what is said, and turns no answer into another: a vendor above the appetite at its best needs the first step.

    Returns
    -------
    DataFrame
        One row per step: step (`remedied`, or the id of a request), controls (ids that are remedied, else ""), r_lo,
        r_hi (index points, 0..100) and appetite. The last row is as low as it gets where even that is not below.

    Examples
    --------
    >>> way_down(example, "consultrill")[["step", "r_hi", "appetite"]].round(2).to_numpy().tolist()
    [['remedied', 39.02, 'undetermined'], ['audit_report', 10.0, 'supported']]
    """
    found = named_vendor(scores, vendor_id)
    at = scores.vendors.index.get_loc(found)
    answers = zip(scores.controls.control_ids, scores.controls.answer[at], strict=True)
    lacking = [str(control) for control, answer in answers if answer in ("no", "partial")]
    rows: list[tuple[str, str, float, float, str]] = []
    supposed = what_if(scores, found, controls=dict.fromkeys(lacking, _AT_BEST))
    if lacking:
        rows.append(_row(REMEDIED, ", ".join(lacking), supposed))
    requests = scores.policy.requests
    open_still = [str(request) for request in requests.index[requests["settles"] == "controls"]]
    while supposed.after.appetite != "supported" and open_still:
        tried = {request: supposed.what_if(documents=[request]) for request in open_still}
        best = min(tried, key=lambda request: round(tried[request].after.r_hi, 9))
        if supposed.after.r_hi - tried[best].after.r_hi <= NOTHING:
            break
        supposed = tried[best]
        open_still.remove(best)
        rows.append(_row(best, "", supposed))
    return pd.DataFrame(rows, columns=["step", "controls", "r_lo", "r_hi", "appetite"])


def _row(step: str, controls: str, supposed: WhatIf) -> tuple[str, str, float, float, str]:
    after = supposed.after
    return step, controls, after.r_lo, after.r_hi, after.appetite
