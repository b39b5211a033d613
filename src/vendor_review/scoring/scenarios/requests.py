"""Which documents to ask for, of all vendors together, so that few of them settle many vendors."""

from __future__ import annotations

import numpy as np
import pandas as pd

from vendor_review.scoring.model.bands import Flags
from vendor_review.scoring.model.scores import Scores
from vendor_review.scoring.scenarios.knowledge import NOTHING, Known


def shortest_list(scores: Scores) -> pd.DataFrame:
    """The documents to ask for, of all vendors together, so that few of them settle many vendors.

    A vendor is settled when its score lies below the appetite whatever else is open. Of each vendor the document that
    lowers its score most comes first, then the one that lowers most what is left: greedy, so that a list may exist that
    is one document shorter. Vendors that take fewer documents come first. All answers are taken at their best.

    Returns
    -------
    DataFrame
        One row per document, in the order of asking: vendor_id, question (id of the policy's request), drop and r_hi
        (index points that it takes off the upper end, and what it leaves, those before it in hand), and settled: how
        many vendors are settled up to there. Those that no document can settle, or that are already, have no row.

    Examples
    --------
    >>> from vendor_review.scoring import shortest_list
    >>> shortest_list(scores)[["vendor_id", "question", "drop", "r_hi", "settled"]].round(2)
                  vendor_id      question   drop  r_hi  settled
    0               aws  audit_report  89.25  10.0        1
    1          sendgrid  audit_report  67.22   7.5        2
    2  quickbooks-india  audit_report  67.22   7.5        3
    """
    vendors, appetite = scores.vendors, scores.policy.appetite
    size, requests = len(vendors), list(scores.policy.requests.index)
    known, reached = Known.now(scores), vendors["r_hi"].to_numpy()
    open_still: Flags = vendors["appetite"].ne("supported").to_numpy()
    taken: list[pd.DataFrame] = []
    settled_by = np.zeros(size, dtype=np.intp)
    for number in range(1, len(requests) + 1):
        with_each = [known.with_document(request) for request in requests]
        after = np.array([each.score for each in with_each]).reshape(len(requests), size)
        best = after.round(9).argmin(axis=0)
        lowest = after[best, np.arange(size)] if size else reached
        lower = open_still & (reached - lowest > NOTHING)
        taken.append(
            pd.DataFrame(
                {
                    "place": np.flatnonzero(lower),
                    "number": number,
                    "question": np.array(requests, dtype=object)[best[lower]],
                    "drop": (reached - lowest)[lower],
                    "r_hi": lowest[lower],
                }
            )
        )
        for place, each in enumerate(with_each):
            known = each.only_for(lower & (best == place), known)
        reached = np.where(lower, lowest, reached)
        enough = lower & (reached.round(9) < appetite)
        settled_by[enough] = number
        open_still = lower & ~enough
    found = pd.concat(taken, ignore_index=True)
    found["needed"] = settled_by[found["place"].to_numpy(dtype=np.intp)]
    found = found[found["needed"] > 0].sort_values(["needed", "place", "number"], kind="stable")
    return pd.DataFrame(
        {
            "vendor_id": vendors.index.to_numpy()[found["place"].to_numpy(dtype=np.intp)],
            "question": found["question"].to_numpy(dtype=object),
            "drop": found["drop"].to_numpy(),
            "r_hi": found["r_hi"].to_numpy(),
            "settled": (found["number"] == found["needed"]).cumsum().to_numpy(),
        }
    )
