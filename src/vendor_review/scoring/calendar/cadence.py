"""When each vendor's next review is due, and what makes it so: its tier, or an event since the last one."""

from __future__ import annotations

import numpy as np
import pandas as pd

from vendor_review.scoring.model.scores import Scores

#: Where a vendor stands with its reviews.
NEVER, OVERDUE, SOON, IN_TIME = "no review recorded", "overdue", "due soon", "in time"


def next_reviews(scores: Scores, events: pd.DataFrame) -> pd.DataFrame:
    """The first day by which a vendor must be looked at again, and why.

    The tier sets a rhythm, counted from the last review on record. What comes after that review may call for one
    sooner: an interim check, a contract, document or transfer basis that ends, an engagement that starts, or one or an
    onward vendor that is new. The column `review` of the scores counts the tier's rhythm alone.

    Parameters
    ----------
    events
        As `write_events` gives them.

    Returns
    -------
    DataFrame
        Indexed by vendor_id, in the order of `scores.vendors`: due_on (NaT with no review on record), state (no
        review recorded, overdue, due soon: within the policy's `lapsing_days`, in time), and of the event that makes
        it due on (its own day), kind, item and detail ("" with no review on record).
    """
    vendors, as_of = scores.vendors, np.datetime64(scores.policy.as_of)
    reviewed = vendors["last_reviewed_on"].notna()
    calling = events[events["due_on"].notna() & events["vendor_id"].map(reviewed)]
    first = calling.sort_values("due_on", kind="stable").drop_duplicates("vendor_id").set_index("vendor_id")
    found = first.reindex(vendors.index)[["due_on", "on", "kind", "item", "detail"]]
    soon = as_of + np.timedelta64(scores.policy.lapsing_days, "D")
    state = np.select(
        [~reviewed, found["due_on"] < as_of, found["due_on"] <= soon], [NEVER, OVERDUE, SOON], IN_TIME
    )
    found = found.fillna({"kind": "", "item": "", "detail": ""})
    found.insert(1, "state", state.astype(object))
    return found
