"""How much a document proves on a given day: the level that its kind lets it have, times what its age leaves of it."""

from __future__ import annotations

from datetime import date

import numpy as np
import pandas as pd

from vendor_review.policy import Policy
from vendor_review.schema.across_tables.document_kinds import KindRules, counting_days
from vendor_review.scoring.model.bands import Words
from vendor_review.scoring.model.dates import months_between
from vendor_review.scoring.model.lookup import cited_places


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
        Indexed by evidence_id: vendor_id, kind, level (as stated), `counts_as` (the level that its kind lets it have),
        `age_months` (NaN when undated), `ends_on` (its last day, NaT for none; see `counting_days`), `expired`,
        `in_scope` ("yes", "no" or blank), `age_factor` (0..1) and `strength` q (0..1). A document that is expired, or
        not stated to be in scope, proves nothing.
    """
    as_of, levels = np.datetime64(policy.as_of), list(policy.evidence_strength)
    aged, ends_on = counting_days(evidence, policy.documents)
    months = age_months(pd.Series(aged), policy.as_of)
    expired = ends_on < as_of
    # A document issued after the as-of date did not exist then, whatever period it covers.
    late = evidence["issued_on"].to_numpy() > as_of
    proves = ~expired & ~late & (evidence["in_scope"].to_numpy(dtype=object) == "yes")
    factor = np.where(proves, age_factor(months, policy), 0.0)
    stated = evidence["level"].to_numpy(dtype=object)
    cap = KindRules.of(evidence["kind"], policy.documents).cap
    place = np.minimum(pd.Index(levels).get_indexer(pd.Index(stated, dtype=object)), cap)
    return pd.DataFrame(
        {
            "vendor_id": evidence["vendor_id"].to_numpy(),
            "kind": evidence["kind"].to_numpy(),
            "level": stated,
            "counts_as": np.array([*levels, ""], dtype=object)[place],
            "age_months": months.to_numpy(),
            "ends_on": ends_on.astype("datetime64[us]"),
            "expired": expired,
            "in_scope": evidence["in_scope"].to_numpy(),
            "age_factor": factor,
            "strength": np.array([*policy.evidence_strength.values(), 0.0])[place] * factor,
        },
        index=pd.Index(evidence["evidence_id"], dtype=object, name="evidence_id"),
    )


def cited_levels(evidence_id: Words, control_ids: Words, evidence: pd.DataFrame, policy: Policy) -> Words:
    """The level that each document cited counts as, beside the control that it is cited for; "" for no document.

    Of a control of which its kind cannot speak a document is a bare word: it counts as the weakest level.

    Parameters
    ----------
    evidence_id
        Vendors x controls.
    control_ids
        In the order of the columns.
    evidence
        Documents as `weigh_evidence` gives them.
    """
    kinds = [*policy.documents, ""]
    speaks = np.array(
        [
            [
                kind in policy.documents and control in policy.documents[kind].controls
                for control in control_ids
            ]
            for kind in kinds
        ]
    ).reshape(len(kinds), len(control_ids))
    cited = cited_places(evidence_id, evidence.index)
    kind = pd.Index(kinds).get_indexer(pd.Index(evidence["kind"], dtype=object))
    level = np.append(evidence["counts_as"].to_numpy(dtype=object), "")[cited]
    spoken_of = speaks[np.append(kind, -1)[cited], np.arange(len(control_ids))]
    weakest = next(iter(policy.evidence_strength))
    counted: Words = np.where((level == "") | spoken_of, level, weakest)
    return counted
