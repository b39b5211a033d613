"""Tier from inherent exposure, what raises it, and the review that it makes due."""

from __future__ import annotations

import numpy as np
import pandas as pd

from vendor_review.policy import Policy
from vendor_review.schema import CheckedRegister
from vendor_review.scoring.model.bands import Flags, Words
from vendor_review.scoring.model.controls import ControlStrength
from vendor_review.scoring.model.dates import Days, add_months
from vendor_review.scoring.model.exposure import engagement_places
from vendor_review.scoring.model.lookup import Places, any_of, holds_any, places_of

#: Facts that raise a vendor one tier, in the order in which they are named.
ESCALATORS = (
    "special_category",
    "criminal_data",
    "children",
    "large_scale",
    "gate_answered_no",
    "no_transfer_basis",
)


def escalate(
    checked: CheckedRegister,
    engagements: pd.DataFrame,
    owner: Places,
    controls: ControlStrength,
    transfer: Words,
    policy: Policy,
) -> pd.DataFrame:
    """Which of the `ESCALATORS` hold for each vendor: boolean columns, indexed by vendor_id.

    `owner` is each engagement's vendor, a place in `controls.vendor_ids`.
    """
    rows, size = checked.tables["data_shared"], len(controls.vendor_ids)
    vendor = np.append(owner, -1)[engagement_places(rows["engagement_id"], engagements)]
    category = places_of(rows["category"], policy.categories.index)

    def of_category(name: str) -> Flags:
        return np.append(policy.categories[name].to_numpy(dtype=np.bool_), False)[category]

    flags = {
        "special_category": of_category("art9"),
        "criminal_data": of_category("art10"),
        "children": holds_any(rows["subjects"], policy.child_subjects),
        "large_scale": rows["scale"].isin(policy.large_scales).to_numpy(),
    }
    held = {name: any_of(flag, vendor, size) for name, flag in flags.items()}
    held["gate_answered_no"] = ((controls.answer == "no") & controls.gates).any(axis=1)
    held["no_transfer_basis"] = transfer == "fail"
    return pd.DataFrame(held, index=pd.Index(controls.vendor_ids, name="vendor_id"))


def raise_tier(by_exposure: Words, escalators: pd.DataFrame, policy: Policy) -> Words:
    """Tier of each vendor, T1 the heaviest: the one that its exposure gives, one up where an escalator holds."""
    names = np.array([name for name, _ in policy.tiers], dtype=object)
    rank = np.select([by_exposure == name for name in names], range(len(names)))
    tier: Words = names[np.minimum(rank + escalators.to_numpy().any(axis=1), len(names) - 1)]
    return tier


def schedule_reviews(
    tier: Words, vendor_ids: pd.Index, reviews_done: pd.DataFrame, policy: Policy
) -> dict[str, Days | Words]:
    """When each vendor's next review is due, counted from its last one.

    Returns
    -------
    dict
        Per vendor: last_reviewed_on, due_on (NaT when no review is recorded) and review ("no review recorded",
        "overdue" or "in time").
    """
    as_of = np.datetime64(policy.as_of)
    reviewed = reviews_done["reviewed_on"].to_numpy().astype("datetime64[D]")
    owner = places_of(reviews_done["vendor_id"], vendor_ids)
    past = (reviewed <= as_of) & (owner >= 0)
    last = np.full(len(vendor_ids), np.datetime64("NaT"), dtype="datetime64[D]")
    np.fmax.at(last, owner[past], reviewed[past])
    due = add_months(last, np.array([policy.review_months[name] for name in tier], dtype=np.int64))
    state: Words = np.select(
        [np.isnat(last), due < as_of], ["no review recorded", "overdue"], "in time"
    ).astype(object)
    return {
        "last_reviewed_on": last.astype("datetime64[us]"),
        "due_on": due.astype("datetime64[us]"),
        "review": state,
    }
