"""Whether the two tables agree that say where the contracting company sits."""

from __future__ import annotations

import pandas as pd

from vendor_review.schema.across.accepted import Accepted, tell, words_by
from vendor_review.schema.cells.values import GDPR_REGIONS

# Codes that name no country, so that any may be meant.
_ANYWHERE = frozenset({"", "GLOBAL", "VARIES", "TBD"})


def entities(accepted: Accepted) -> list[pd.DataFrame]:
    """Facts of vendors whose country is none of the places of kind entity of their engagements.

    The places of past engagements are history. A region goes with each country in it; where the policy does not say
    which these are, with any.
    """
    places, vendors = accepted.tables["places"], accepted.tables["vendors"]
    stated = places[(places["kind"] == "entity") & ~places["code"].isin(_ANYWHERE)]
    stated = stated[accepted.of_engagement(stated, "status") != "past"]
    owners = accepted.of_engagement(stated, "vendor_id")
    country = vendors.set_index("vendor_id")["entity_country"].reindex(owners)
    pairs = pd.DataFrame(
        {"vendor_id": list(owners), "country": list(country), "code": list(stated["code"])}, dtype=str
    )
    pairs = pairs[~pairs["country"].isin(_ANYWHERE)]
    same = (pairs["code"] == pairs["country"]) | _one_in_the_other(pairs, accepted.vocabulary.eea)
    at_odds = pairs[~pairs["vendor_id"].isin(pairs.loc[same, "vendor_id"])]
    wrong = vendors[vendors["vendor_id"].isin(at_odds["vendor_id"])]
    named = words_by(at_odds, "vendor_id", "code").reindex(wrong["vendor_id"])
    return [tell("REG-079", "vendors", wrong, "entity_country", wrong["entity_country"], detail=named)]


def _one_in_the_other(pairs: pd.DataFrame, eea: frozenset[str]) -> pd.Series:
    """Where one of two codes is a region, and the other a country in it, or a region too."""
    region = pairs["code"].isin(GDPR_REGIONS) | pairs["country"].isin(GDPR_REGIONS)
    inside = GDPR_REGIONS | eea
    return region & ((not eea) | (pairs["code"].isin(inside) & pairs["country"].isin(inside)))
