"""The scoring model: inherent exposure less what control strength takes off it, as an interval per vendor."""

from __future__ import annotations

import numpy as np
import pandas as pd

from vendor_review.policy import Policy
from vendor_review.schema import CheckedRegister
from vendor_review.scoring.bands import band_of
from vendor_review.scoring.controls import assess_controls
from vendor_review.scoring.crosscheck import ebios_ratio, enisa_what_if
from vendor_review.scoring.evidence import weigh_evidence
from vendor_review.scoring.exposure import expose, listed_vendors
from vendor_review.scoring.gates import contract_gate, notice_gate, transfer_gate
from vendor_review.scoring.lookup import places_of
from vendor_review.scoring.ranking import PerVendor, residual_risk, worst_first
from vendor_review.scoring.scores import Scores
from vendor_review.scoring.tiers import escalate, raise_tier, schedule_reviews
from vendor_review.scoring.worst_engagements import worst_engagements


def score_vendors(checked: CheckedRegister, policy: Policy) -> Scores:
    """Scores every vendor that has a current engagement, or none stated.

    R_lo = I_lo (1 - kappa C_hi) and R_hi = I_hi (1 - kappa C_lo): the model is monotone in each input, so the ends
    are exact. A vendor with several engagements takes the worst of them, end by end.

    Parameters
    ----------
    checked
        The accepted rows; a vendor whose row, engagement or data was rejected counts as unknown there.
    policy
        The numbers in force on the day of the review.
    """
    engagements = expose(checked, policy)
    listed = listed_vendors(checked)
    scored = listed["vendor_id"].isin(engagements["vendor_id"]).to_numpy()
    evidence = weigh_evidence(checked.tables["evidence"], policy)
    controls = assess_controls(checked, listed["vendor_id"], engagements, evidence, policy).select(
        np.flatnonzero(scored)
    )

    ids = pd.Index(listed["vendor_id"][scored], dtype=object, name="vendor_id")
    size, owner = len(ids), places_of(engagements["vendor_id"], ids)
    of: PerVendor = {name: listed[name][scored].to_numpy() for name in ("name", "lost")}
    of |= worst_engagements(engagements, owner, size)
    of["rated"] = of["data_known"] | of["path_known"] | controls.stated
    of |= residual_risk(of, controls, policy)
    of["contract"] = contract_gate(evidence, ids)
    of["transfer"] = transfer_gate(checked, engagements, owner, size, policy)
    of["notice"] = notice_gate(checked, engagements, owner, size)
    escalators = escalate(checked, engagements, owner, controls, of["transfer"], policy)
    of["tier_by_exposure"] = band_of(of["i_hi"], policy.tiers)
    of["tier"] = raise_tier(of["tier_by_exposure"], escalators, policy)
    of |= schedule_reviews(of["tier"], ids, checked.tables["reviews_done"], policy)
    of |= ebios_ratio(of["path_lo"], of["path_hi"], controls, policy)
    of |= enisa_what_if(of["d_lo"], of["d_hi"], policy)

    order = worst_first(ids, of)
    return Scores(
        vendors=pd.DataFrame(of, index=ids).iloc[order],
        engagements=engagements,
        evidence=evidence,
        controls=controls.select(order),
        escalators=escalators.iloc[order],
        policy=policy,
        checked=checked,
    )
