"""Whether the two tables agree that say where the contracting company sits."""

from __future__ import annotations

import numpy as np
import pandas as pd

from vendor_review.schema.across_tables.accepted_rows import Accepted, words_by
from vendor_review.schema.cells.values import GDPR_REGIONS
from vendor_review.schema.rows.row_rule import RowRule, row_rule

# Codes that name no country, so that any may be meant.
_ANYWHERE = frozenset({"", "GLOBAL", "VARIES", "TBD"})


def seat_rules(accepted: Accepted) -> list[RowRule]:
    """A rule on vendors whose country is none of the places of kind entity of their engagements.

    The places of past engagements are history. A region goes with each country in it; where the policy does not say
    which these are, with any.
    """

    def at_odds(vendors: pd.DataFrame) -> pd.Series:
        pairs = _seats(accepted, vendors)
        if pairs.empty:
            return pd.Series(False, index=vendors.index)
        same = (pairs["code"] == pairs["country"]) | _one_in_the_other(pairs, accepted.context.vocabulary.eea)
        agreeing = pairs.loc[same, "vendor_id"]
        return vendors["vendor_id"].isin(pairs["vendor_id"]) & ~vendors["vendor_id"].isin(agreeing)

    def codes(wrong: pd.DataFrame) -> pd.Series:
        return words_by(_seats(accepted, wrong), "vendor_id", "code").reindex(wrong["vendor_id"])

    return [row_rule("REG-079", "vendors", "entity_country", at_odds, detail=codes)]


def _seats(accepted: Accepted, vendors: pd.DataFrame) -> pd.DataFrame:
    """vendor_id, country, code: the country of each of `vendors` beside each place where its company sits."""
    places = accepted.tables["places"]
    stated = places[(places["kind"] == "entity") & ~places["code"].isin(_ANYWHERE)]
    if stated.empty:
        return pd.DataFrame({name: [] for name in ("vendor_id", "country", "code")}, dtype=str)
    stated = stated[accepted.of_engagement(stated, "status") != "past"]
    owners = accepted.of_engagement(stated, "vendor_id").to_numpy()
    country = vendors.set_index("vendor_id")["entity_country"].reindex(owners, fill_value="")
    pairs = pd.DataFrame(
        {"vendor_id": owners, "country": country.to_numpy(), "code": stated["code"].to_numpy()}, dtype=str
    )
    return pairs[~np.asarray(pairs["country"].isin(_ANYWHERE))]


def _one_in_the_other(pairs: pd.DataFrame, eea: frozenset[str]) -> pd.Series:
    """Where one of two codes is a region, and the other a country in it, or a region too."""
    region = pairs["code"].isin(GDPR_REGIONS) | pairs["country"].isin(GDPR_REGIONS)
    inside = GDPR_REGIONS | eea
    return region & ((not eea) | (pairs["code"].isin(inside) & pairs["country"].isin(inside)))
