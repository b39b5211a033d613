"""The scoring model: inherent exposure less what control strength takes off it, as an interval per vendor."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np
import pandas as pd

from vendor_review import FORMULA_VERSION
from vendor_review.policy import Policy
from vendor_review.schema import CheckedRegister
from vendor_review.scoring.bands import against_appetite, band_of
from vendor_review.scoring.controls import ControlStrength, assess_controls
from vendor_review.scoring.crosscheck import ebios_ratio, enisa_what_if
from vendor_review.scoring.evidence import weigh_evidence
from vendor_review.scoring.exposure import expose
from vendor_review.scoring.gates import contract_gate, notice_gate, transfer_gate
from vendor_review.scoring.ledger import write_ledger
from vendor_review.scoring.tiers import escalate, place_in_tier, schedule_reviews


@dataclass(frozen=True)
class Scores:
    """Scores of all vendors with a current engagement, and all that they were made from.

    Attributes
    ----------
    vendors
        One row per vendor, indexed by vendor_id; unrated first, then by r_hi, r_lo (falling), then vendor_id.
        Intervals end in `_lo` and `_hi`: d (0..1), x (0..1), path (0..4), i, c (0..1), r (index points, 0..100),
        ebios (1/16..16), enisa (0..6). Words: band, appetite, tier, contract, transfer, notice, review.
    engagements
        One row per current engagement: d, x, i at both ends.
    evidence
        One row per document: age_months, age_factor, strength.
    controls
        Matrices over vendors and controls, in the order of `vendors`.
    escalators
        Facts that raise the tier: boolean columns per vendor.
    policy
        The numbers in force on the as-of date.
    formula
        Version of the formula.
    """

    vendors: pd.DataFrame
    engagements: pd.DataFrame
    evidence: pd.DataFrame
    controls: ControlStrength
    escalators: pd.DataFrame
    policy: Policy
    formula: str = FORMULA_VERSION

    @cached_property
    def ledger(self) -> pd.DataFrame:
        """Contributions that sum to each score at both ends; see `write_ledger`."""
        return write_ledger(self)


def _worst_of(engagements: pd.DataFrame, vendor_ids: pd.Index) -> pd.DataFrame:
    """Each vendor's worst engagement, end by end, and the highest path and severity among all of them."""
    found: dict[str, object] = {}
    for end in ("lo", "hi"):
        ordered = engagements.sort_values(
            ["vendor_id", f"i_{end}", f"d_{end}", "engagement_id"], ascending=[True, False, False, True]
        )
        worst = ordered.drop_duplicates("vendor_id").set_index("vendor_id").reindex(vendor_ids)
        found |= {
            f"engagement_{end}": worst["engagement_id"],
            f"worst_d_{end}": worst[f"d_{end}"],
            f"worst_x_{end}": worst[f"x_{end}"],
            f"i_{end}": worst[f"i_{end}"],
        }
    highest = engagements.groupby("vendor_id")[["d_lo", "d_hi", "x_lo", "x_hi", "path_lo", "path_hi"]].max()
    known = engagements.groupby("vendor_id")[["data_known", "path_known"]].any()
    return pd.DataFrame(found).join(highest).join(known)


def score_vendors(checked: CheckedRegister, policy: Policy) -> Scores:
    """Scores every vendor that has a current engagement, or none stated.

    R_lo = I_lo (1 - kappa C_hi) and R_hi = I_hi (1 - kappa C_lo): the model is monotone in each input, so the ends
    are exact. A vendor with several engagements takes the worst of them, end by end.

    Parameters
    ----------
    checked
        The accepted rows; vendors whose rows were rejected count as unknown there.
    policy
        The numbers in force on the day of the review.
    """
    engagements = expose(checked, policy)
    listed = checked.tables["vendors"]
    scored = listed["vendor_id"].isin(engagements["vendor_id"])
    evidence = weigh_evidence(checked.tables["evidence"], policy)
    all_controls = assess_controls(checked, engagements, evidence, policy)

    vendors = listed.loc[scored, ["vendor_id", "name"]].astype(object).set_index("vendor_id")
    vendors = vendors.join(_worst_of(engagements, vendors.index))
    controls = all_controls.select(np.flatnonzero(scored.to_numpy()))
    vendors["c_lo"], vendors["c_hi"] = controls.c_lo, controls.c_hi
    vendors["r_lo"] = vendors["i_lo"] * (1 - policy.kappa * vendors["c_hi"])
    vendors["r_hi"] = vendors["i_hi"] * (1 - policy.kappa * vendors["c_lo"])

    vendors["rated"] = vendors["data_known"] | vendors["path_known"] | controls.stated
    vendors["band"] = band_of(vendors["r_hi"].to_numpy(), policy.bands)
    vendors["appetite"] = against_appetite(
        vendors["r_lo"].to_numpy(), vendors["r_hi"].to_numpy(), policy.appetite
    )
    vendors.loc[~vendors["rated"], "band"] = "unrated"

    ids = vendors.index
    vendors["contract"] = contract_gate(evidence, ids)
    vendors["transfer"] = transfer_gate(checked, engagements, ids, policy)
    vendors["notice"] = notice_gate(checked, engagements, ids)
    escalators = escalate(checked, engagements, controls, vendors["transfer"], policy)
    vendors["tier"] = place_in_tier(vendors["i_hi"], escalators, policy)
    vendors = vendors.join(schedule_reviews(vendors["tier"], checked.tables["reviews_done"], policy))
    vendors = vendors.join(ebios_ratio(vendors, controls, policy)).join(enisa_what_if(vendors, policy))

    places = vendors.reset_index().sort_values(
        ["rated", "r_hi", "r_lo", "vendor_id"], ascending=[True, False, False, True], kind="stable"
    )
    order = places.index.to_numpy()
    return Scores(
        vendors=vendors.iloc[order],
        engagements=engagements,
        evidence=evidence,
        controls=controls.select(order),
        escalators=escalators.iloc[order],
        policy=policy,
    )
