"""What to ask: for each unknown, and each document that a vendor can be asked for, the most that it could lower R_hi.

The drop is the upper end of the score less what it would be with that answer at its best and all else as it is. It
promises nothing: the answer may be bad.
"""

from __future__ import annotations

import numpy as np
import pandas as pd

from vendor_review.scoring.model.bands import against_appetite, band_of
from vendor_review.scoring.model.scores import Scores
from vendor_review.scoring.model.tiers import raise_tier
from vendor_review.scoring.scenarios.knowledge import NOTHING, Known

#: Kinds of questions: a document that speaks of several things, or a single control.
DOCUMENT, CONTROL = "document", "control"


def write_questions(scores: Scores) -> pd.DataFrame:
    """Every question whose best answer would lower a vendor's score.

    Returns
    -------
    DataFrame
        Vendors in the order of `scores.vendors`, of each the largest drop first, documents before controls among
        equals: vendor_id, kind (document or control), question (id of the policy's request, or of the control), drop
        and r_hi (index points: what the best answer takes off the upper end, and what it leaves), band, appetite and
        tier that the vendor would then have. A question that can lower nothing is left out.
    """
    policy, vendors, now = scores.policy, scores.vendors, Known.now(scores)
    asked = [(DOCUMENT, request, now.with_document(request)) for request in policy.requests.index]
    ids = enumerate(scores.controls.control_ids)
    asked += [(CONTROL, control, now.with_answer(place)) for place, control in ids]
    before = vendors["r_hi"].to_numpy()
    places = np.arange(len(vendors), dtype=np.intp)
    frames: list[pd.DataFrame] = []
    for order, (kind, question, known) in enumerate(asked):
        after = known.score
        lower = before - after > NOTHING
        frames.append(
            pd.DataFrame(
                {
                    "place": places[lower],
                    "order": order,
                    "kind": kind,
                    "question": question,
                    "drop": (before - after)[lower],
                    "r_hi": after[lower],
                    "i_hi": known.exposure[lower],
                }
            )
        )
    found = pd.concat(frames, ignore_index=True)
    # Equal drops differ in their last bits; to nine decimals they are equal, and the policy's order decides.
    keys = (found["order"], -found["drop"].round(9), found["place"])
    found = found.iloc[np.lexsort([key.to_numpy() for key in keys])].reset_index(drop=True)
    place = found["place"].to_numpy()
    lowest = vendors["r_lo"].to_numpy()[place]
    by_exposure = band_of(found["i_hi"].to_numpy(), policy.tiers)
    return pd.DataFrame(
        {
            "vendor_id": vendors.index.to_numpy()[place],
            "kind": found["kind"],
            "question": found["question"],
            "drop": found["drop"],
            "r_hi": found["r_hi"],
            "band": band_of(found["r_hi"].to_numpy(), policy.bands),
            "appetite": against_appetite(lowest, found["r_hi"].to_numpy(), policy.appetite),
            "tier": raise_tier(by_exposure, scores.escalators.iloc[place], policy),
        }
    )
