"""The scoring model: inherent exposure less what control strength takes off it, as an interval per vendor."""

from __future__ import annotations

from dataclasses import dataclass, field, fields
from typing import Any

import numpy as np
import pandas as pd

from vendor_review import FORMULA_VERSION
from vendor_review.errors import UsageError
from vendor_review.figures import points
from vendor_review.policy import Policy
from vendor_review.schema import CheckedRegister
from vendor_review.scoring.model.bands import band_of
from vendor_review.scoring.model.compliance import contract_gate, notice_gate, transfer_gate, worst_check
from vendor_review.scoring.model.controls import ControlStrength, assess_controls, coverage, keys_out_of_reach
from vendor_review.scoring.model.crosscheck import ebios_ratio, enisa_what_if
from vendor_review.scoring.model.evidence import weigh_evidence
from vendor_review.scoring.model.exposure import (
    LISTED,
    current_engagements,
    expose,
    listed_vendors,
    worst_engagements,
)
from vendor_review.scoring.model.lookup import PerVendor, places_of
from vendor_review.scoring.model.rejections import still_said, transfer_with_rejected_rows
from vendor_review.scoring.model.residual import residual_risk, worst_first
from vendor_review.scoring.model.tiers import escalate, last_reviews, tier_range

#: Vendors that the text form shows: as many from the top and the bottom as half of it.
_SHOWN = 40


@dataclass(frozen=True, repr=False)
class Scores:
    """Scores of all vendors with a current engagement, and all that they were made from.

    Attributes
    ----------
    vendors
        One row per vendor, indexed by vendor_id; unrated first, then by r_hi, r_lo (falling), then vendor_id.
        Intervals end in `_lo` and `_hi`: d (0..1), x (0..1), path (0..4), i, c (0..1), r (index points, 0..100),
        ebios (1/16..16), enisa (0..6). Words: band, appetite, tier_by_exposure, tier (the heaviest that it may be in,
        which decides what is due), tier_lo (the lightest) and tier_if (the escalators on which that hangs), contract,
        transfer, notice, compliance (the worst of these three), criticality (as stated). Flags: rated; lost, where the
        vendor's own row was rejected. last_reviewed_on is NaT for never. Coverage, numbers of controls: shown, claimed,
        unproven, no, declined, awaited, not_asked; see `coverage`.
    engagements
        One row per current engagement: d, x, i at both ends, and what is contradicted or half stated; see
        `data_severity`.
    evidence
        One row per document: counts_as, ends_on, age_months, age_factor, strength; see `weigh_evidence`.
    controls
        Matrices over vendors and controls, in the order of `vendors`.
    escalators
        Facts that raise the tier: boolean columns per vendor.
    open_escalators
        Facts that might raise it, because nothing that is stated rules them out: the same columns.
    policy
        The numbers in force on the as-of date.
    formula
        Version of the formula.
    checked
        The register that was scored, which what-ifs and events are taken from. It does not go into a pickle or a
        copy: None there.
    """

    vendors: pd.DataFrame
    engagements: pd.DataFrame
    evidence: pd.DataFrame
    controls: ControlStrength
    escalators: pd.DataFrame
    open_escalators: pd.DataFrame
    policy: Policy
    formula: str = FORMULA_VERSION
    checked: CheckedRegister | None = field(default=None, compare=False)

    def __getstate__(self) -> dict[str, Any]:
        """The scores without the register, and without what is derived from them."""
        return {one.name: getattr(self, one.name) for one in fields(self)} | {"checked": None}

    def __repr__(self) -> str:
        """The day, and a line per vendor, worst first: name, tier, band, both ends, and where the appetite lies."""
        columns = ["name", "tier", "band", "r_lo", "r_hi", "appetite"]
        table = self.vendors[columns].to_string(float_format=points, max_rows=_SHOWN)
        return (
            f"Scores of {len(self.vendors)} vendors as of {self.policy.as_of}, in points of 0 to 100\n{table}"
        )


def score_register(checked: CheckedRegister, policy: Policy) -> Scores:
    """Scores every vendor that has a current engagement, or none stated.

    R_lo = I_lo (1 - kappa C_hi) and R_hi = I_hi (1 - kappa C_lo): the model is monotone in each input, so the ends
    are exact. A vendor with several engagements takes the worst of them, end by end.
    """
    engagements = current_engagements(checked, policy)
    listed = listed_vendors(checked)
    scored = listed["vendor_id"].isin(engagements["vendor_id"]).to_numpy()
    evidence = weigh_evidence(checked.tables["evidence"], policy)
    controls = assess_controls(checked, listed["vendor_id"], engagements, evidence, policy)
    return score_rows(
        checked,
        listed[scored].set_index("vendor_id"),
        engagements,
        evidence,
        controls.select(np.flatnonzero(scored)),
        policy,
    )


def score_rows(
    checked: CheckedRegister,
    vendors: pd.DataFrame,
    engagements: pd.DataFrame,
    evidence: pd.DataFrame,
    controls: ControlStrength,
    policy: Policy,
) -> Scores:
    """Scores of vendors whose engagements, evidence and controls are as they are given.

    `vendors` has the columns of `listed_vendors`, indexed by vendor_id, in the order of `controls`. Places, data and
    reviews come from the register.
    """
    ids = pd.Index(vendors.index, dtype=object, name="vendor_id")
    size, owner = len(ids), places_of(engagements["vendor_id"], ids)
    sealed = np.append(keys_out_of_reach(controls, policy), False)[owner]
    engagements = expose(engagements, checked, sealed, policy)
    of: PerVendor = {name: vendors[name].to_numpy() for name in LISTED}
    of |= worst_engagements(engagements, owner, size)
    of["rated"] = of["data_known"] | of["path_known"] | controls.stated
    of |= residual_risk(of, controls, policy)
    of["contract"] = contract_gate(evidence, ids)
    transfer = transfer_gate(checked, engagements, owner, size, policy)
    of["transfer"] = transfer_with_rejected_rows(transfer, checked, engagements, owner)
    of["notice"] = notice_gate(checked, engagements, owner, size)
    said = still_said(checked, controls, policy)
    if said is not None:
        of |= {name: np.where(fails, "fail", of[name]) for name, fails in said.failing.items()}
    of["compliance"] = worst_check(of)
    escalators, open_escalators = escalate(checked, engagements, owner, controls, of["transfer"], policy)
    if said is not None:
        escalators |= said.escalators
        open_escalators &= ~escalators
    of |= tier_range(band_of(of["i_hi"], policy.tiers), escalators, open_escalators, policy)
    of["last_reviewed_on"] = last_reviews(ids, checked.tables["reviews_done"], policy)
    of |= ebios_ratio(of["path_lo"], of["path_hi"], of["criticality"], controls, policy)
    of |= coverage(controls)
    of |= enisa_what_if(of["d_lo"], of["d_hi"], policy)

    order = worst_first(ids, of)
    return Scores(
        vendors=pd.DataFrame(of, index=ids).iloc[order],
        engagements=engagements,
        evidence=evidence,
        controls=controls.select(order),
        escalators=escalators.iloc[order],
        open_escalators=open_escalators.iloc[order],
        policy=policy,
        checked=checked,
    )


def register_of(scores: Scores) -> CheckedRegister:
    """The register that scores came from.

    Raises
    ------
    UsageError
        If they hold it no longer, because they were read back from a file.
    """
    if scores.checked is None:
        raise UsageError("these scores no longer hold the register that they came from; score it again")
    return scores.checked
