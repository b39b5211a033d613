"""Transfers on clauses or corporate rules, where nobody has assessed the law of the place (CJEU C-311/18)."""

from __future__ import annotations

import pandas as pd

from vendor_review.schema.across_tables.accepted_rows import Accepted, words_by
from vendor_review.schema.across_tables.document_kinds import counting_days
from vendor_review.schema.across_tables.documents import ASSESSMENT
from vendor_review.schema.across_tables.transfers import FRAMEWORK, claims, third_countries
from vendor_review.schema.rows.row_rule import RowRule, cells_of, row_rule

#: Mechanisms that hold only where the law of the place lets them be kept.
_ASSESSED = ("scc", "scc_m1", "scc_m2", "scc_m3", "scc_m4", "bcr")


def assessment_rules(accepted: Accepted) -> list[RowRule]:
    """The rule on current engagements whose transfers rest on such a mechanism, and whose vendor has no assessment.

    A firm of the Data Privacy Framework needs none where that covers the place. An assessment counts that covers the
    service, was issued, and has not ended; a rejected row of one may be such.
    """
    vocabulary = accepted.context.vocabulary
    if not vocabulary.eea:
        return []
    mechanism = accepted.coded["engagements"]["transfer_mechanism"]
    resting = accepted.is_current & claims(mechanism, _ASSESSED)
    third = third_countries(accepted)
    certified = accepted.engagements.loc[claims(mechanism, [FRAMEWORK]), "engagement_id"]
    covered = accepted.holding("places", "code", vocabulary.listed)
    beyond = third & ~(covered & accepted.holding("places", "engagement_id", certified))

    def breaks(rows: pd.DataFrame) -> pd.Series:
        if not resting.any() or not beyond.any():
            return resting & False
        return (
            resting
            & accepted.named("engagements", "places", beyond)
            & ~rows["vendor_id"].isin(_assessed(accepted))
        )

    def codes(rows: pd.DataFrame) -> pd.Series:
        theirs = beyond & accepted.holding("places", "engagement_id", rows["engagement_id"])
        return words_by(accepted.tables["places"][theirs], "engagement_id", "code").reindex(
            rows["engagement_id"]
        )

    return [
        row_rule(
            "REG-124", "engagements", "transfer_mechanism", breaks, value=cells_of("vendor_id"), detail=codes
        )
    ]


def _assessed(accepted: Accepted) -> set[str]:
    """Vendors of which an assessment is in force, or may be."""
    rows, lost = accepted.tables["evidence"], accepted.rejected["evidence"]
    rows = rows[rows["kind"].eq(ASSESSMENT) & rows["in_scope"].eq("yes")]
    _, ends = counting_days(rows, accepted.context.vocabulary.documents)
    today = accepted.today.astype("datetime64[D]")
    in_force = ~(ends < today) & ~(rows["issued_on"] > accepted.today).to_numpy()
    return {*rows.loc[in_force, "vendor_id"], *lost.loc[lost["kind"].eq(ASSESSMENT), "vendor_id"]}
