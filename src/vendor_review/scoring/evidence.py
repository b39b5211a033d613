"""How much a document proves on a given day: its level times what its age leaves of it."""

from __future__ import annotations

from datetime import date

import numpy as np
import pandas as pd

from vendor_review.policy import Policy

#: Mean length of a Gregorian month, for the days beyond whole calendar months.
_DAYS_PER_MONTH = 365.25 / 12


def age_months(dates: pd.Series, as_of: date) -> pd.Series:
    """Months from each date to `as_of`: whole calendar months plus the remaining days over a mean month.

    Exactly 12 on the first anniversary, rising every day; negative for a date to come, NaN where none is stated.
    """
    months = (as_of.year - dates.dt.year) * 12 + (as_of.month - dates.dt.month)
    exact: pd.Series = (months + (as_of.day - dates.dt.day) / _DAYS_PER_MONTH).astype("float64")
    return exact


def age_factor(months: pd.Series, policy: Policy) -> pd.Series:
    """f: 1 while fresh, straight down to the floor, the floor beyond and where undated; 0 for a date to come."""
    span = policy.evidence_floor_months - policy.evidence_full_months
    falling = 1 - (1 - policy.evidence_floor) * (months - policy.evidence_full_months) / span
    return falling.clip(policy.evidence_floor, 1).fillna(policy.evidence_floor).where(~(months < 0), 0.0)


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
    as_of = pd.Timestamp(policy.as_of)
    months = age_months(evidence["period_end"].fillna(evidence["issued_on"]), policy.as_of)
    expired = evidence["valid_until"].lt(as_of)
    # A document issued after the as-of date did not exist then, whatever period it covers.
    absent = evidence["issued_on"].gt(as_of)
    factor = age_factor(months, policy).where(~(expired | absent | evidence["in_scope"].ne("yes")), 0.0)
    level_strength = evidence["level"].map(dict(policy.evidence_strength)).fillna(0.0).astype("float64")
    weighed = pd.DataFrame(
        {
            "vendor_id": evidence["vendor_id"],
            "kind": evidence["kind"],
            "level": evidence["level"],
            "age_months": months,
            "expired": expired,
            "in_scope": evidence["in_scope"],
            "age_factor": factor,
            "strength": np.asarray(level_strength * factor),
        }
    )
    return weighed.set_index(evidence["evidence_id"].astype(object).rename("evidence_id"))
