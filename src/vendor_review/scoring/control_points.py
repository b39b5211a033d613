"""What each control takes off the upper end of a score, and where the rest that it could take off is lost."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from vendor_review.scoring.lookup import places_of

if TYPE_CHECKING:
    from vendor_review.scoring.scores import Scores

#: Where points are lost, in the order in which an answer loses them.
LOSSES = ("lost_unknown", "lost_answer", "lost_unproven", "lost_level", "lost_age")


def write_control_points(scores: Scores) -> pd.DataFrame:
    """What controls earn at the upper end of the score, in index points, before the cap of the gates.

    A control could take off `full = I_hi kappa w`. It does take off `earned = full a s f`; the rest is lost step by
    step, so that earned and lost points sum to `full`.

    Returns
    -------
    DataFrame
        A row per vendor and control, vendors in the order of `scores.vendors`: vendor_id, control, answer,
        evidence_id, full, earned (the ledger's points of that control, with the other sign), and of the rest:
        lost_unknown (nothing is answered), lost_answer (in part, or no), lost_unproven (no document that counts:
        none, expired, out of scope), lost_level (the document proves less than a test over a period), lost_age (it
        has aged). A control that is not applicable has no weight, and so no points.
    """
    vendors, controls, policy = scores.vendors, scores.controls, scores.policy
    exposure = vendors["i_hi"].to_numpy()[:, None] * policy.kappa
    full = exposure * controls.weight
    worth = np.select(
        [controls.answer == word for word in policy.answers], list(policy.answers.values()), np.nan
    )
    answered = ~np.isnan(worth)
    said = np.where(answered, full * worth, 0.0)
    document = places_of(pd.Series(controls.evidence_id.ravel()), scores.evidence.index).reshape(full.shape)
    level = np.append([policy.evidence_strength.get(name, 0.0) for name in scores.evidence["level"]], 0.0)[
        document
    ]
    proven = answered & (controls.strength > 0)
    earned = exposure * (controls.weight * controls.credit_lo)
    columns = {
        "full": full,
        "earned": earned,
        "lost_unknown": np.where(answered, 0.0, full),
        "lost_answer": np.where(answered, full - said, 0.0),
        "lost_unproven": np.where(proven, 0.0, said),
        "lost_level": np.where(proven, said * (1 - level), 0.0),
        "lost_age": np.where(proven, said * level - earned, 0.0),
    }
    size, width = full.shape
    return pd.DataFrame(
        {
            "vendor_id": np.repeat(vendors.index.to_numpy(), width),
            "control": np.tile(controls.control_ids, size),
            "answer": controls.answer.ravel(),
            "evidence_id": controls.evidence_id.ravel(),
            **{name: values.ravel() for name, values in columns.items()},
        }
    )
