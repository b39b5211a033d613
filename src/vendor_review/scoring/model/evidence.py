"""How much a document proves on a given day: its level times what its age leaves of it."""

from __future__ import annotations

from datetime import date

import numpy as np
import pandas as pd

from vendor_review.policy import Policy
from vendor_review.scoring.model.dates import months_between


def age_months(dates: pd.Series, as_of: date) -> pd.Series:
    """Months from each date to `as_of`, as `months_between` counts them; NaN where no date is stated."""
    days = dates.to_numpy().astype("datetime64[D]")
    return pd.Series(months_between(days, np.datetime64(as_of, "D")), index=dates.index)


def age_factor(months: pd.Series, policy: Policy) -> pd.Series:
    """f: 1 while fresh, straight down to the floor, the floor beyond and where undated; 0 for a date to come."""
    span = policy.evidence_floor_months - policy.evidence_full_months
    falling = 1 - (1 - policy.evidence_floor) * (months.to_numpy() - policy.evidence_full_months) / span
    dated = np.where(np.isnan(falling), policy.evidence_floor, np.clip(falling, policy.evidence_floor, 1))
    return pd.Series(np.where(months.to_numpy() < 0, 0.0, dated), index=months.index)


def weigh_evidence(evidence: pd.DataFrame, policy: Policy) -> pd.DataFrame:
    """Strength of each document on the policy's as-of date.

    Parameters
    ----------
    evidence
        Accepted rows of the table `evidence`.

    Returns
    -------
    DataFrame
        Indexed by evidence_id: vendor_id, kind, level, `age_months` (NaN when undated), `expired`, `in_scope`
        ("yes", "no" or blank), `age_factor` (0..1) and `strength` q (0..1). A document that is expired, or not
        stated to be in scope, proves nothing.
    """
    as_of = np.datetime64(policy.as_of)
    period_end, issued_on = evidence["period_end"].to_numpy(), evidence["issued_on"].to_numpy()
    months = age_months(pd.Series(np.where(np.isnat(period_end), issued_on, period_end)), policy.as_of)
    expired = evidence["valid_until"].to_numpy() < as_of
    # A document issued after the as-of date did not exist then, whatever period it covers.
    proves = ~expired & ~(issued_on > as_of) & (evidence["in_scope"].to_numpy(dtype=object) == "yes")
    factor = np.where(proves, age_factor(months, policy), 0.0)
    codes, levels = pd.factorize(evidence["level"].to_numpy(dtype=object))
    level_strength = np.array([policy.evidence_strength.get(level, 0.0) for level in levels])[codes]
    return pd.DataFrame(
        {
            "vendor_id": evidence["vendor_id"].to_numpy(),
            "kind": evidence["kind"].to_numpy(),
            "level": evidence["level"].to_numpy(),
            "age_months": months.to_numpy(),
            "expired": expired,
            "in_scope": evidence["in_scope"].to_numpy(),
            "age_factor": factor,
            "strength": level_strength * factor,
        },
        index=pd.Index(evidence["evidence_id"], dtype=object, name="evidence_id"),
    )
