"""Tier from inherent exposure, and what raises it or might; the last review of each vendor."""

from __future__ import annotations

import numpy as np
import pandas as pd

from vendor_review.policy import Policy
from vendor_review.schema import CheckedRegister
from vendor_review.scoring.model.bands import Flags, Words
from vendor_review.scoring.model.controls import ControlStrength
from vendor_review.scoring.model.dates import Days
from vendor_review.scoring.model.exposure import engagement_places
from vendor_review.scoring.model.lookup import PerVendor, Places, any_of, holds_any, places_of

#: Facts that raise a vendor one tier, in the order in which they are named.
ESCALATORS = (
    "special_category",
    "criminal_data",
    "vulnerable_people",
    "large_scale",
    "gate_answered_no",
    "no_transfer_basis",
)
#: ENISA's scale ends with sensitive data, and so does a mixed category that may hold some.
_SENSITIVE = 4


def escalate(
    checked: CheckedRegister,
    engagements: pd.DataFrame,
    owner: Places,
    controls: ControlStrength,
    transfer: Words,
    policy: Policy,
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Which of the `ESCALATORS` hold for each vendor, and which might: what is not stated could be any of them.

    Parameters
    ----------
    engagements
        Current engagements, with `data_whole`; `owner` is each one's vendor, a place in `controls.vendor_ids`.
    transfer
        The transfer check of each vendor.

    Returns
    -------
    tuple
        Two tables of booleans, a column per escalator, indexed by vendor_id: what holds, and what does not but might.
        Data of which something is not stated, or was rejected, might be of any kind, scale and people; so might
        unsorted content be of any kind, a gate without an answer be lacking, and an unknown transfer have no basis.
    """
    rows, size = checked.tables["data_shared"], len(controls.vendor_ids)
    vendor = np.append(owner, -1)[engagement_places(rows["engagement_id"], engagements)]
    category = places_of(rows["category"], policy.categories.index)

    def of_category(flags: pd.Series) -> Flags:
        return np.append(flags.to_numpy(dtype=np.bool_), False)[category]

    kinds, is_data = policy.categories, rows["category"].ne("none").to_numpy()
    unsorted = of_category(kinds["kind"].eq("mixed") & kinds["dpc_hi"].ge(_SENSITIVE))
    gates = controls.answer[:, controls.gates]
    holds = {
        "special_category": any_of(of_category(kinds["art9"]), vendor, size),
        "criminal_data": any_of(of_category(kinds["art10"]), vendor, size),
        "vulnerable_people": any_of(holds_any(rows["subjects"], policy.vulnerable_subjects), vendor, size),
        "large_scale": any_of(rows["scale"].isin(policy.large_scales).to_numpy(), vendor, size),
        "gate_answered_no": controls.unmet[:, controls.gates].any(axis=1),
        "no_transfer_basis": transfer == "fail",
    }
    unstated = any_of(~engagements["data_whole"].to_numpy(dtype=np.bool_), owner, size)
    any_kind = unstated | any_of(unsorted, vendor, size)
    might = {
        "special_category": any_kind,
        "criminal_data": any_kind,
        "vulnerable_people": unstated | any_of(is_data & rows["subjects"].eq("").to_numpy(), vendor, size),
        "large_scale": unstated | any_of(is_data & rows["scale"].eq("").to_numpy(), vendor, size),
        "gate_answered_no": (gates == "unknown").any(axis=1),
        "no_transfer_basis": transfer == "unknown",
    }
    ids = pd.Index(controls.vendor_ids, name="vendor_id")
    held = pd.DataFrame(holds, index=ids)
    return held, pd.DataFrame(might, index=ids) & ~held


def tier_range(
    exposure: Words, escalators: pd.DataFrame, open_escalators: pd.DataFrame, policy: Policy
) -> PerVendor:
    """The tiers that each vendor may be in, T1 the heaviest.

    Parameters
    ----------
    exposure
        The tier that each vendor's exposure gives.
    escalators, open_escalators
        As `escalate` gives them.

    Returns
    -------
    dict
        Per vendor: tier_by_exposure; tier, the heaviest that it may be in, which decides what is due; tier_lo, the
        lightest; and tier_if, the escalators on which it hangs which of both it is ("; "-separated, "" where both are
        one).
    """
    lightest = raise_tier(exposure, escalators.any(axis=1).to_numpy(), policy)
    at_worst = escalators | open_escalators
    heaviest = raise_tier(exposure, at_worst.any(axis=1).to_numpy(), policy)
    names, causes = np.array(ESCALATORS, dtype=object), np.full(len(exposure), "", dtype=object)
    ranges = lightest != heaviest
    # Many vendors have the same open ones: each set is named once.
    might = open_escalators.to_numpy(dtype=np.bool_)[ranges]
    sets, which = np.unique(might @ (1 << np.arange(len(names))), return_inverse=True)
    told = ["; ".join(name for place, name in enumerate(names) if one >> place & 1) for one in sets]
    causes[ranges] = np.array(told, dtype=object)[which]
    return {"tier_by_exposure": exposure, "tier_lo": lightest, "tier": heaviest, "tier_if": causes}


def raise_tier(exposure: Words, raised: Flags, policy: Policy) -> Words:
    """The tier of each vendor: the one that its exposure gives, one up where it is `raised`."""
    names = np.array([name for name, _ in policy.tiers], dtype=object)
    rank = np.select([exposure == name for name in names], range(len(names)))
    tier: Words = names[np.minimum(rank + raised, len(names) - 1)]
    return tier


def last_reviews(vendor_ids: pd.Index, reviews_done: pd.DataFrame, policy: Policy) -> Days:
    """The day of each vendor's last review up to the policy's day; NaT where none is recorded."""
    reviewed = reviews_done["reviewed_on"].to_numpy().astype("datetime64[D]")
    owner = places_of(reviews_done["vendor_id"], vendor_ids)
    past = (reviewed <= np.datetime64(policy.as_of)) & (owner >= 0)
    last = np.full(len(vendor_ids), np.datetime64("NaT"), dtype="datetime64[D]")
    np.fmax.at(last, owner[past], reviewed[past])
    found: Days = last.astype("datetime64[us]")
    return found
