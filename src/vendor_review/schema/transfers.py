"""Transfers out of the EEA whose stated basis is none, or does not reach the place, on the day of the review."""

from __future__ import annotations

import numpy as np
import pandas as pd

from vendor_review.schema import values
from vendor_review.schema.accepted import Accepted, tell, words_by

# Standard clauses, binding corporate rules and derogations (GDPR Art 46, 47, 49) hold wherever the data goes.
SAFEGUARDS = frozenset({"scc_m1", "scc_m2", "scc_m3", "scc_m4", "bcr", "uk_idta", "uk_addendum", "art49"})
# Codes that name no place as yet, so that nothing can be said of it.
_OPEN = frozenset({"", "VARIES", "TBD"})


def transfers(accepted: Accepted) -> list[pd.DataFrame]:
    """Facts of engagements in use, or planned, that send data where their mechanism does not hold.

    A policy that names no country of the EEA says nothing about transfers, and nothing is found.
    """
    vocabulary = accepted.vocabulary
    if not vocabulary.eea:
        return []
    engagements = accepted.engagements[accepted.engagements["status"] != "past"]
    places = accepted.tables["places"]
    places = places[places["engagement_id"].isin(engagements["engagement_id"])]
    outside = places[~places["code"].isin(_OPEN | values.GDPR_REGIONS | vocabulary.eea)]
    third = outside[~outside["code"].isin(vocabulary.adequate)]
    beyond = third[~third["code"].isin(vocabulary.listed)]

    mechanism = engagements["transfer_mechanism"]
    safeguarded = _claims(mechanism, SAFEGUARDS)
    framework = _claims(mechanism, frozenset({"dpf_certified"}))
    adequacy = _claims(mechanism, frozenset({"adequacy"}))
    eea = _claims(mechanism, frozenset({"eea"}))

    def reaching(rows: pd.DataFrame) -> pd.Series:
        return engagements["engagement_id"].isin(rows["engagement_id"])

    def found(rule: str, wrong: pd.DataFrame, where: pd.DataFrame, expected: str) -> pd.DataFrame:
        named = words_by(where[where["engagement_id"].isin(wrong["engagement_id"])], "engagement_id", "code")
        return tell(
            rule,
            "engagements",
            wrong,
            "transfer_mechanism",
            wrong["transfer_mechanism"],
            expected=expected,
            detail=named.reindex(wrong["engagement_id"]),
        )

    day = accepted.as_of.isoformat()
    claimed = safeguarded | framework
    return [
        found("REG-049", engagements[reaching(third) & ~claimed & ~adequacy & ~eea], third, day),
        found(
            "REG-050",
            engagements[reaching(beyond) & framework & ~safeguarded],
            beyond,
            ", ".join(sorted(vocabulary.listed)) or "no country",
        ),
        found("REG-051", engagements[reaching(third) & adequacy & ~claimed], third, day),
        found("REG-051", engagements[reaching(outside) & eea & ~adequacy & ~claimed], outside, day),
    ]


def _claims(mechanisms: pd.Series, words: frozenset[str]) -> pd.Series:
    """Which lists of mechanisms hold one of `words`."""
    codes, distinct = pd.factorize(mechanisms)
    holds = values.each(distinct, lambda mechanism: not words.isdisjoint(values.items(mechanism)))
    spread = holds[codes] if len(codes) else np.zeros(0, dtype=np.bool_)
    return pd.Series(spread, index=mechanisms.index)
