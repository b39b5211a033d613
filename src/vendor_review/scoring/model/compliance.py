"""Legal gates beside the score, never averaged in: contract, transfer basis (also place by place), notice."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import pandas as pd

from vendor_review.policy import Policy
from vendor_review.schema import CheckedRegister
from vendor_review.schema.across_tables.documents import CONTRACT_KINDS
from vendor_review.schema.across_tables.transfers import SAFEGUARDS
from vendor_review.schema.cells.values import GDPR_REGIONS
from vendor_review.schema.rows.notice import add_days
from vendor_review.scoring.model.bands import Flags, Words
from vendor_review.scoring.model.exposure import engagement_places
from vendor_review.scoring.model.lookup import Places, any_of, holds_any, places_of

#: Place codes that name no country as yet.
_UNNAMED = frozenset({"VARIES", "TBD"})
#: Bases from best to worst.
BASES = ("eea", "adequacy", "mechanism", "none")
#: What a gate may be, from best to worst.
_STATES = np.array(["pass", "unknown", "fail"], dtype=object)
_PASS, _UNKNOWN, _FAIL = range(3)


def _worst_per_vendor(states: npt.NDArray[np.int64], owner: Places, size: int) -> Words:
    """The worst state of each vendor's engagements; a vendor without engagements is unknown."""
    worst = np.full(size, -1)
    np.maximum.at(worst, owner, states)
    named: Words = _STATES[np.where(worst < 0, _UNKNOWN, worst)]
    return named


def contract_gate(evidence: pd.DataFrame, vendor_ids: pd.Index) -> Words:
    """Pass with a contract in force and in scope; fail with none but lapsed or foreign ones; else unknown."""
    contracts = evidence[evidence["kind"].isin(CONTRACT_KINDS).to_numpy()]
    owner, size = places_of(contracts["vendor_id"], vendor_ids), len(vendor_ids)
    binding = contracts["strength"].to_numpy() > 0
    lapsed = contracts["expired"].to_numpy() | (contracts["in_scope"].to_numpy(dtype=object) == "no")
    passed = any_of(binding, owner, size)
    # One that is neither in force nor lapsed leaves it open.
    failed = any_of(lapsed, owner, size) & ~any_of(~binding & ~lapsed, owner, size)
    state: Words = _STATES[np.select([passed, failed], [_PASS, _FAIL], _UNKNOWN)]
    return state


def transfer_gate(
    checked: CheckedRegister, engagements: pd.DataFrame, owner: Places, size: int, policy: Policy
) -> Words:
    """Does every stated place have a basis for the transfer: the EEA, an adequacy decision, or a mechanism?

    Unknown without places, or where a place beyond both has no mechanism stated; fail where `none` is stated, or one
    that does not reach that place (an adequacy that is not in force, the Data Privacy Framework outside the US).
    `owner` is each engagement's vendor, one of `size`.
    """
    places = checked.tables["places"]
    general = frozenset(policy.adequacy.loc[policy.adequacy["scope"].ne("dpf"), "code"])
    listed = frozenset(policy.adequacy.loc[policy.adequacy["scope"].eq("dpf"), "code"])
    codes, distinct = pd.factorize(places["code"].to_numpy(dtype=object))

    def among(known: frozenset[str]) -> Flags:
        return np.array([code in known for code in distinct], dtype=np.bool_)[codes]

    inside, unnamed = among(GDPR_REGIONS | policy.eea | general), among(_UNNAMED)
    engagement = engagement_places(places["engagement_id"], engagements)

    def reaches(flags: Flags) -> Flags:
        return any_of(flags, engagement, len(engagements))

    third, beyond_dpf = reaches(~inside & ~unnamed), reaches(~inside & ~among(listed))
    stated = reaches(np.ones(len(places), dtype=np.bool_))
    mechanisms = engagements["transfer_mechanism"]
    covered = holds_any(mechanisms, SAFEGUARDS) | (holds_any(mechanisms, {"dpf_certified"}) & ~beyond_dpf)
    misplaced = holds_any(mechanisms, {"none", "eea", "adequacy", "dpf_certified"})
    states = np.select(
        [~stated, covered, third & misplaced, third | reaches(unnamed)],
        [_UNKNOWN, _PASS, _FAIL, _UNKNOWN],
        _PASS,
    )
    return _worst_per_vendor(states, owner, size)


def transfer_bases(checked: CheckedRegister, engagements: pd.DataFrame, policy: Policy) -> pd.DataFrame:
    """Every place of the engagements that count, with what lets data go there on the policy's as-of date.

    The gate of transfers passes where each place of a vendor's engagements has a basis.

    Parameters
    ----------
    engagements
        Current engagements, as scoring took them.

    Returns
    -------
    DataFrame
        One row per place, in the register's order: vendor_id, engagement_id, kind, code, as_written, condition, and
        `basis`, one of `BASES`. The Data Privacy Framework is a mechanism, and only for the countries it is for.
    """
    places = checked.tables["places"]
    engagement = engagement_places(places["engagement_id"], engagements)
    places, engagement = places[engagement >= 0], engagement[engagement >= 0]
    mechanisms = engagements["transfer_mechanism"]
    vocabulary, codes = policy.vocabulary, places["code"]
    safeguarded = holds_any(mechanisms, SAFEGUARDS)[engagement]
    certified = (
        holds_any(mechanisms, {"dpf_certified"})[engagement] & codes.isin(vocabulary.listed).to_numpy()
    )
    basis = np.select(
        [
            codes.isin(GDPR_REGIONS | vocabulary.eea).to_numpy(),
            codes.isin(vocabulary.adequate).to_numpy(),
            safeguarded | certified,
        ],
        BASES[:-1],
        BASES[-1],
    ).astype(object)
    kept = places[["engagement_id", "kind", "code", "as_written", "condition"]].reset_index(drop=True)
    return kept.assign(vendor_id=engagements["vendor_id"].to_numpy(dtype=object)[engagement], basis=basis)


def notice_gate(checked: CheckedRegister, engagements: pd.DataFrame, owner: Places, size: int) -> Words:
    """Did customers have the promised notice before the engagement took effect? Unknown without days or dates.

    `owner` is each engagement's vendor, one of `size`.
    """
    page = checked.page
    states = np.full(len(engagements), _UNKNOWN)
    if page.notice_days is not None:
        announced, effective = engagements["engaged_on"].to_numpy(), engagements["effective_on"].to_numpy()
        dated = ~np.isnat(announced) & ~np.isnat(effective)
        ends = add_days(announced, page.notice_days, page.day_type, page.holidays)
        states[dated] = np.where(effective >= ends, _PASS, _FAIL)[dated]
    return _worst_per_vendor(states, owner, size)
