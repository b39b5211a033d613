"""Transfers out of the EEA whose stated basis is none, or does not reach the place, on the day of the review."""

from __future__ import annotations

import pandas as pd

from vendor_review.schema.across.accepted import Accepted, tell, words_by
from vendor_review.schema.cells import encoding, values

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
    engagements, places = accepted.engagements, accepted.tables["places"]
    outside = ~accepted.holding("places", "code", _OPEN | values.GDPR_REGIONS | vocabulary.eea)
    third = outside & ~accepted.holding("places", "code", vocabulary.adequate)
    beyond = third & ~accepted.holding("places", "code", vocabulary.listed)

    mechanism = accepted.coded["engagements"]["transfer_mechanism"]
    safeguarded = _claims(mechanism, SAFEGUARDS)
    framework = _claims(mechanism, frozenset({"dpf_certified"}))
    adequacy = _claims(mechanism, frozenset({"adequacy"}))
    eea = _claims(mechanism, frozenset({"eea"}))
    current = engagements["status"] != "past"

    def found(rule: str, claims: pd.Series, where: pd.Series, expected: str) -> pd.DataFrame:
        wrong = engagements[current & claims & accepted.named("engagements", "places", where)]
        theirs = where & accepted.holding("places", "engagement_id", wrong["engagement_id"])
        named = words_by(places[theirs], "engagement_id", "code")
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
        found("REG-049", ~claimed & ~adequacy & ~eea, third, day),
        found(
            "REG-050",
            framework & ~safeguarded,
            beyond,
            ", ".join(sorted(vocabulary.listed)) or "no country",
        ),
        found("REG-051", adequacy & ~claimed, third, day),
        found("REG-051", eea & ~adequacy & ~claimed, outside, day),
    ]


def _claims(mechanisms: pd.Series, words: frozenset[str]) -> pd.Series:
    """Which lists of mechanisms hold one of `words`."""
    distinct = encoding.distinct(mechanisms)
    holds = values.each(distinct, lambda mechanism: not words.isdisjoint(values.items(mechanism)))
    return pd.Series(encoding.spread(holds, mechanisms), index=mechanisms.index)
