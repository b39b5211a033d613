"""Legal gates beside the score, never averaged in: contract, transfer basis (also place by place), notice."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import pandas as pd

from vendor_review.policy import Policy
from vendor_review.schema import CheckedRegister
from vendor_review.schema.across_tables.documents import CONTRACT_KINDS
from vendor_review.schema.across_tables.transfers import FAIL, PASS, UNKNOWN, place_bases, states_of
from vendor_review.schema.rows.notice import add_days
from vendor_review.schema.vocabulary import STATES, Vocabulary
from vendor_review.scoring.model.bands import Words
from vendor_review.scoring.model.exposure import engagement_places
from vendor_review.scoring.model.lookup import PerVendor, Places, any_of, places_of

_STATES = np.array(STATES, dtype=object)


def _worst_per_vendor(states: npt.NDArray[np.int64], owner: Places, size: int) -> Words:
    """The worst state of each vendor's engagements; a vendor without engagements is unknown."""
    worst = np.full(size, -1)
    np.maximum.at(worst, owner, states)
    named: Words = _STATES[np.where(worst < 0, UNKNOWN, worst)]
    return named


#: The checks of the law, in the order in which they are named.
CHECKS = ("contract", "transfer", "notice")


def worst_check(of: PerVendor) -> Words:
    """The worst state of the `CHECKS` of each vendor."""
    ranks = [np.select([of[name] == state for state in STATES], range(len(STATES))) for name in CHECKS]
    worst: Words = _STATES[np.max(ranks, axis=0)]
    return worst


def contract_gate(evidence: pd.DataFrame, vendor_ids: pd.Index) -> Words:
    """Pass with a contract in force and in scope; fail with none but lapsed or foreign ones; else unknown."""
    contracts = evidence[evidence["kind"].isin(CONTRACT_KINDS).to_numpy()]
    owner, size = places_of(contracts["vendor_id"], vendor_ids), len(vendor_ids)
    binding = contracts["strength"].to_numpy() > 0
    lapsed = contracts["expired"].to_numpy() | (contracts["in_scope"].to_numpy(dtype=object) == "no")
    passed = any_of(binding, owner, size)
    # One that is neither in force nor lapsed leaves it open.
    failed = any_of(lapsed, owner, size) & ~any_of(~binding & ~lapsed, owner, size)
    state: Words = _STATES[np.select([passed, failed], [PASS, FAIL], UNKNOWN)]
    return state


def transfer_gate(
    checked: CheckedRegister, engagements: pd.DataFrame, owner: Places, size: int, policy: Policy
) -> Words:
    """Does every place have a basis on which data may go there? The worst place of all engagements decides.

    A place passes within the EEA, under an adequacy decision, or where a mechanism serves the engagement's role and
    its customers' region; it fails where what is stated does not serve there. It is unknown where no place is stated,
    or one that is not decided, or no mechanism. `owner` is each engagement's vendor, one of `size`.
    """
    places, engagement = _places_of(checked, engagements)
    worst = np.full(len(engagements), -1)
    np.maximum.at(worst, engagement, states_of(_bases(places, engagement, engagements, policy.vocabulary)))
    return _worst_per_vendor(np.where(worst < 0, UNKNOWN, worst), owner, size)


def transfer_bases(
    checked: CheckedRegister, engagements: pd.DataFrame, vocabulary: Vocabulary, **others: Vocabulary
) -> pd.DataFrame:
    """Every place of the engagements that count, with what lets data go there on the policy's as-of date.

    Parameters
    ----------
    engagements
        Current engagements, as scoring took them.
    others
        Names of further columns like `basis`, with the vocabulary by which each is judged.

    Returns
    -------
    DataFrame
        One row per place, in the register's order: vendor_id, engagement_id, kind, code, as_written, condition, and
        `basis`, one of `BASES`. The Data Privacy Framework is a mechanism, and only for the countries it is for.
    """
    places, engagement = _places_of(checked, engagements)
    kept = places[["engagement_id", "kind", "code", "as_written", "condition"]].reset_index(drop=True)
    return kept.assign(
        vendor_id=engagements["vendor_id"].to_numpy(dtype=object)[engagement],
        **{
            name: _bases(places, engagement, engagements, one)
            for name, one in {"basis": vocabulary, **others}.items()
        },
    )


def _places_of(checked: CheckedRegister, engagements: pd.DataFrame) -> tuple[pd.DataFrame, Places]:
    """The places of engagements that count, and the engagement of each."""
    places = checked.tables["places"]
    engagement = engagement_places(places["engagement_id"], engagements)
    return places[engagement >= 0], engagement[engagement >= 0]


def _bases(
    places: pd.DataFrame, engagement: Places, engagements: pd.DataFrame, vocabulary: Vocabulary
) -> Words:
    return place_bases(engagements.iloc[engagement], places["code"], vocabulary)


def notice_gate(checked: CheckedRegister, engagements: pd.DataFrame, owner: Places, size: int) -> Words:
    """Did customers have the promised notice before the engagement took effect? Unknown without days or dates.

    `owner` is each engagement's vendor, one of `size`.
    """
    page = checked.page
    states = np.full(len(engagements), UNKNOWN)
    if page.notice_days is not None:
        announced, effective = engagements["engaged_on"].to_numpy(), engagements["effective_on"].to_numpy()
        dated = ~np.isnat(announced) & ~np.isnat(effective)
        ends = add_days(announced, page.notice_days, page.day_type, page.holidays)
        states[dated] = np.where(effective >= ends, PASS, FAIL)[dated]
    return _worst_per_vendor(states, owner, size)
