"""Legal gates beside the score: contract, transfer basis, notice; each pass, fail or unknown, never averaged in."""

from __future__ import annotations

from datetime import timedelta

import numpy as np
import pandas as pd

from vendor_review.policy import Policy
from vendor_review.schema import CheckedRegister

#: Kinds of evidence that bind the vendor as GDPR Art 28(3) asks.
CONTRACT_KINDS = ("dpa", "scc")
#: Mechanisms of GDPR Art 46, 47 and 49 that stand on their own, wherever the data goes.
_SAFEGUARDS = frozenset({"scc_m1", "scc_m2", "scc_m3", "scc_m4", "bcr", "uk_idta", "uk_addendum", "art49"})
#: Place codes that name no single country.
_INSIDE = frozenset({"EU", "EEA"})
_UNNAMED = frozenset({"VARIES", "TBD"})


def _worst_per_vendor(state: pd.Series, vendor_of: pd.Series, vendor_ids: pd.Index) -> pd.Series:
    """Fail before unknown before pass; a vendor without engagements is unknown."""
    rank = state.map({"pass": 0, "unknown": 1, "fail": 2}).groupby(vendor_of.to_numpy()).max()
    return rank.reindex(vendor_ids).fillna(1).map({0: "pass", 1: "unknown", 2: "fail"})


def contract_gate(evidence: pd.DataFrame, vendor_ids: pd.Index) -> pd.Series:
    """Pass with a contract in force and in scope; fail with none but lapsed or foreign ones; else unknown."""
    contracts = evidence[evidence["kind"].isin(CONTRACT_KINDS)]
    binding = contracts["strength"].gt(0)
    lapsed = contracts["expired"] | contracts["in_scope"].eq("no")
    state = pd.Series(np.select([binding, lapsed], ["pass", "fail"], "unknown"), index=contracts.index)
    best = state.map({"pass": 2, "unknown": 1, "fail": 0}).groupby(contracts["vendor_id"].to_numpy()).max()
    return best.reindex(vendor_ids).fillna(1).map({2: "pass", 1: "unknown", 0: "fail"})


def transfer_gate(
    checked: CheckedRegister, engagements: pd.DataFrame, vendor_ids: pd.Index, policy: Policy
) -> pd.Series:
    """Does every stated place have a basis for the transfer: the EEA, an adequacy decision, or a mechanism?

    Unknown without places, or where a place beyond both has no mechanism stated; fail where `none` is stated, or one
    that does not reach that place (an adequacy that is not in force, the Data Privacy Framework outside the US).
    """
    places = checked.tables["places"]
    code = places["code"]
    general = policy.adequacy.loc[policy.adequacy["scope"].ne("dpf"), "code"]
    listed = policy.adequacy.loc[policy.adequacy["scope"].eq("dpf"), "code"]
    inside = code.isin(_INSIDE | policy.eea)
    flags = pd.DataFrame(
        {
            "third": ~(inside | code.isin(general) | code.isin(_UNNAMED)),
            "unnamed": code.isin(_UNNAMED),
            "beyond_dpf": ~(inside | code.isin(general) | code.isin(listed)),
        }
    )
    per_engagement = flags.groupby(places["engagement_id"].to_numpy()).any()
    stated = engagements["engagement_id"].isin(per_engagement.index)
    reach = (
        per_engagement.reindex(engagements["engagement_id"])
        .fillna(False)
        .astype(bool)
        .set_index(engagements.index)
    )

    mechanisms = engagements["transfer_mechanism"]

    def has(names: frozenset[str]) -> pd.Series:
        return mechanisms.str.contains(rf"(?:^|;)\s*(?:{'|'.join(sorted(names))})\s*(?:;|$)", regex=True)

    covered = has(_SAFEGUARDS) | (has(frozenset({"dpf_certified"})) & ~reach["beyond_dpf"])
    misplaced = has(frozenset({"none", "eea", "adequacy", "dpf_certified"}))
    state = np.select(
        [~stated, covered, reach["third"] & misplaced, reach["third"] | reach["unnamed"]],
        ["unknown", "pass", "fail", "unknown"],
        "pass",
    )
    return _worst_per_vendor(pd.Series(state, index=engagements.index), engagements["vendor_id"], vendor_ids)


def notice_gate(checked: CheckedRegister, engagements: pd.DataFrame, vendor_ids: pd.Index) -> pd.Series:
    """Did customers have the promised notice before the engagement took effect? Unknown without days or dates."""
    page = checked.page
    announced, effective = engagements["engaged_on"], engagements["effective_on"]
    dated = announced.notna() & effective.notna()
    if page.notice_days is None:
        state = pd.Series("unknown", index=engagements.index)
    else:
        ends = announced + timedelta(days=page.notice_days)
        if page.day_type == "business":
            days = announced[dated].to_numpy().astype("datetime64[D]")
            ends[dated] = np.busday_offset(days, page.notice_days, roll="forward").astype("datetime64[ns]")
        state = pd.Series(
            np.select([~dated, effective.ge(ends)], ["unknown", "pass"], "fail"), index=engagements.index
        )
    return _worst_per_vendor(state, engagements["vendor_id"], vendor_ids)
