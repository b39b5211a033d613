"""Tier from inherent exposure, what raises it, and the review that it makes due."""

from __future__ import annotations

import pandas as pd

from vendor_review.policy import Policy
from vendor_review.schema import CheckedRegister
from vendor_review.scoring.bands import band_of
from vendor_review.scoring.controls import ControlStrength

#: Facts that raise a vendor one tier, in the order in which they are named.
ESCALATORS = (
    "special_category",
    "criminal_data",
    "children",
    "large_scale",
    "gate_answered_no",
    "no_transfer_basis",
)


def _vendors_with(rows: pd.DataFrame, flags: pd.Series, owner: pd.Series, vendor_ids: pd.Index) -> pd.Series:
    engagements = rows.loc[flags.to_numpy(dtype=bool), "engagement_id"]
    return pd.Series(vendor_ids.isin(owner.reindex(engagements).dropna()), index=vendor_ids)


def escalate(
    checked: CheckedRegister,
    engagements: pd.DataFrame,
    controls: ControlStrength,
    transfer: pd.Series,
    policy: Policy,
) -> pd.DataFrame:
    """Which of the `ESCALATORS` hold for each vendor: boolean columns, indexed by vendor_id."""
    vendor_ids = pd.Index(controls.vendor_ids, name="vendor_id")
    known = engagements[engagements["known"]]
    owner = known.set_index("engagement_id")["vendor_id"]
    rows = checked.tables["data_shared"]
    flags = policy.categories[["art9", "art10"]].reindex(rows["category"]).fillna(False).astype(bool)
    minors = "|".join(sorted(policy.child_subjects))
    children = rows["subjects"].str.contains(rf"(?:^|;)\s*(?:{minors})\s*(?:;|$)", regex=True)
    gate_no = ((controls.answer == "no") & controls.gates).any(axis=1)
    return pd.DataFrame(
        {
            "special_category": _vendors_with(rows, flags["art9"], owner, vendor_ids),
            "criminal_data": _vendors_with(rows, flags["art10"], owner, vendor_ids),
            "children": _vendors_with(rows, children, owner, vendor_ids),
            "large_scale": _vendors_with(rows, rows["scale"].isin(policy.large_scales), owner, vendor_ids),
            "gate_answered_no": pd.Series(gate_no, index=vendor_ids),
            "no_transfer_basis": transfer.eq("fail").reindex(vendor_ids),
        }
    )


def place_in_tier(inherent_hi: pd.Series, escalators: pd.DataFrame, policy: Policy) -> pd.Series:
    """Tier of each vendor, T1 the heaviest: by the upper end of inherent exposure, one up where an escalator holds."""
    names = [name for name, _ in policy.tiers]
    base = pd.Series(band_of(inherent_hi.to_numpy(), policy.tiers), index=inherent_hi.index)
    rank = base.map({name: place for place, name in enumerate(names)}) + escalators.any(axis=1).astype(int)
    return rank.clip(upper=len(names) - 1).map(dict(enumerate(names)))


def schedule_reviews(tier: pd.Series, reviews_done: pd.DataFrame, policy: Policy) -> pd.DataFrame:
    """When each vendor's next review is due, counted from its last one.

    Returns
    -------
    DataFrame
        Indexed by vendor_id: last_reviewed_on, due_on (NaT when no review is recorded) and review
        ("no review recorded", "overdue" or "in time").
    """
    as_of = pd.Timestamp(policy.as_of)
    past = reviews_done[reviews_done["reviewed_on"].le(as_of)]
    last = past.groupby("vendor_id")["reviewed_on"].max().reindex(tier.index)
    due = last.copy()
    for name, months in policy.review_months.items():
        of_tier = tier.eq(name) & last.notna()
        due[of_tier] = last[of_tier] + pd.DateOffset(months=months)
    state = pd.Series("in time", index=tier.index, dtype=object)
    state[due.lt(as_of)] = "overdue"
    state[last.isna()] = "no review recorded"
    return pd.DataFrame({"last_reviewed_on": last, "due_on": due, "review": state})
