"""What lets data go to each stated place: the EEA, an adequacy decision, a mechanism that reaches it, or nothing."""

from __future__ import annotations

import numpy as np
import pandas as pd

from vendor_review.policy import Policy
from vendor_review.schema import CheckedRegister
from vendor_review.schema.across.transfers import SAFEGUARDS
from vendor_review.schema.cells.values import GDPR_REGIONS
from vendor_review.scoring.model.exposure import engagement_places
from vendor_review.scoring.model.lookup import holds_any

#: Bases from best to worst.
BASES = ("eea", "adequacy", "mechanism", "none")


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
