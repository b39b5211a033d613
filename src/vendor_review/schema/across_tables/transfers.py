"""Transfers out of the EEA whose stated basis is none, or does not serve there, on the day of the review."""

from __future__ import annotations

from collections.abc import Collection

import pandas as pd

from vendor_review.register.layout import TABLES
from vendor_review.schema.across_tables.accepted import Accepted, words_by
from vendor_review.schema.across_tables.transfer_bases import FACTS, UNDECIDED, place_bases
from vendor_review.schema.cells import encoding, values
from vendor_review.schema.rows.row_rule import RowRule, Telling, row_rule

_FRAMEWORK = "dpf_certified"
# Standard clauses, binding corporate rules and derogations (GDPR Art 46, 47, 49) are tied to no place, but to parties.
_SAFEGUARDS = frozenset(TABLES["engagements"].column("transfer_mechanism").values) - {
    *("eea", "adequacy", _FRAMEWORK, "none", "unknown")
}
# Codes that name no place as yet, so that nothing can be said of it.
_OPEN = frozenset({"", "VARIES", "TBD"})


def transfer_rules(accepted: Accepted) -> list[RowRule]:
    """Rules on engagements in use, or planned, that send data where their mechanism does not hold.

    A policy that names no country of the EEA says nothing about transfers, and there is no rule.
    """
    vocabulary = accepted.context.vocabulary
    if not vocabulary.eea:
        return []
    outside = ~accepted.holding("places", "code", _OPEN | values.GDPR_REGIONS | vocabulary.eea)
    third = outside & ~accepted.holding("places", "code", vocabulary.adequate)
    beyond = third & ~accepted.holding("places", "code", vocabulary.listed)

    mechanism = accepted.coded["engagements"]["transfer_mechanism"]
    safeguarded = _claims(mechanism, _SAFEGUARDS)
    framework = _claims(mechanism, {_FRAMEWORK})
    adequacy = _claims(mechanism, {"adequacy"})
    eea = _claims(mechanism, {"eea"})
    claimed = safeguarded | framework
    stated = ~accepted.holding("engagements", "transfer_mechanism", [""])
    places = accepted.tables["places"]
    engaged = pd.DataFrame({name: accepted.of_engagement(places, name) for name in FACTS})
    bases = place_bases(engaged, places["code"], vocabulary)
    decided = ~places["code"].isin(UNDECIDED)
    failing, unclear = (decided & (bases == basis) for basis in ("none", "unknown"))

    def rule(name: str, claims: pd.Series, where: pd.Series, expected: Telling) -> RowRule:
        def breaks(rows: pd.DataFrame) -> pd.Series:
            return (rows["status"] != "past") & claims & accepted.named("engagements", "places", where)

        def codes(rows: pd.DataFrame) -> pd.Series:
            theirs = where & accepted.holding("places", "engagement_id", rows["engagement_id"])
            named = words_by(accepted.tables["places"][theirs], "engagement_id", "code")
            return named.reindex(rows["engagement_id"])

        return row_rule(name, "engagements", "transfer_mechanism", breaks, expected=expected, detail=codes)

    day, listed = accepted.context.as_of.isoformat(), ", ".join(sorted(vocabulary.listed)) or "no country"
    return [
        rule("REG-049", stated & ~claimed & ~adequacy & ~eea, third, day),
        rule("REG-111", ~stated, third, day),
        rule("REG-050", framework & ~safeguarded, beyond, listed),
        rule("REG-051", adequacy & ~claimed, third, day),
        rule("REG-051", eea & ~adequacy & ~claimed, outside, day),
        rule("REG-092", safeguarded, failing, _parties),
        rule("REG-093", safeguarded, unclear, _parties),
    ]


def _claims(mechanisms: pd.Series, words: Collection[str]) -> pd.Series:
    """Which lists of mechanisms hold one of `words`."""
    sought = frozenset(words)
    holds = values.each(
        encoding.distinct(mechanisms), lambda mechanism: not sought.isdisjoint(values.items(mechanism))
    )
    return pd.Series(encoding.spread(holds, mechanisms), index=mechanisms.index)


def _parties(rows: pd.DataFrame) -> pd.Series:
    """In which role an engagement's vendor is, and for whose data."""
    role = rows["role"].str.replace("_", " ").mask(rows["role"].eq(""), "(not stated)")
    region = rows["customer_region"].mask(rows["customer_region"].eq(""), "(not stated)")
    return "role " + role + ", customers' region " + region
