"""What to ask: for each unknown, and each document that a vendor can be asked for, the most that it could lower R_hi.

The drop is the upper end of the score less what it would be with that answer at its best and all else as it is. It
promises nothing: the answer may be bad.
"""

from __future__ import annotations

import numpy as np
import pandas as pd

from vendor_review.scoring.model.bands import NOTHING, against_appetite, band_of
from vendor_review.scoring.model.scores import Scores
from vendor_review.scoring.model.tiers import raise_tier
from vendor_review.scoring.scenarios.engine import Scenarios
from vendor_review.scoring.scenarios.requests import Request, requests_of

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
        tier (at worst) that the vendor would then have. A question that can lower nothing is left out.
    """
    policy, vendors, now = scores.policy, scores.vendors, Scenarios.of(scores)
    controls = scores.controls.control_ids
    documents = requests_of(scores)
    alone = zip(controls, np.eye(len(controls)), controls == policy.ciphertext_proof[0], strict=True)
    asked = [*documents, *(Request(name, strength, keys=keys) for name, strength, keys in alone)]
    # One question after the other: of many vendors no two need lie in memory together.
    ends = [(rows.r_lo, rows.r_hi, rows.i_hi) for rows in (one.answered_in(now) for one in asked)]
    at_best, after, exposure = np.array(ends).reshape(len(asked), 3, len(vendors)).swapaxes(0, 1)
    drop = vendors["r_hi"].to_numpy() - after
    # Equal drops differ in their last bits; to nine decimals they are equal, and the policy's order decides.
    order, place = np.nonzero(drop > NOTHING)
    sorted_by = np.lexsort((order, -drop[order, place].round(9), place))
    order, place = order[sorted_by], place[sorted_by]
    raised = (scores.escalators | scores.open_escalators).any(axis=1).to_numpy()
    drop, r_hi = drop[order, place], after[order, place]
    return pd.DataFrame(
        {
            "vendor_id": vendors.index.to_numpy()[place],
            "kind": np.where(order < len(documents), DOCUMENT, CONTROL).astype(object),
            "question": np.array([one.name for one in asked], dtype=object)[order],
            "drop": drop,
            "r_hi": r_hi,
            "band": band_of(r_hi, policy.bands),
            "appetite": against_appetite(at_best[order, place], r_hi, policy.appetite),
            "tier": raise_tier(band_of(exposure[order, place], policy.tiers), raised[place], policy),
        }
    )
