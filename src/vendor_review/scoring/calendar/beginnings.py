"""What begins, or is new since the last review: engagements, the end of their notice, onward vendors."""

from __future__ import annotations

import numpy as np
import pandas as pd

from vendor_review.schema import CheckedRegister
from vendor_review.schema.rows.notice import add_days
from vendor_review.scoring.calendar.event_rows import days_of, told
from vendor_review.scoring.model.scores import Scores


def engagements(scores: Scores, checked: CheckedRegister) -> pd.DataFrame:
    """When engagements begin and end, and when customers' notice of a planned one has run."""
    rows, page, as_of = scores.engagements, checked.page, np.datetime64(scores.policy.as_of)
    rows = rows[rows["known"] & rows["vendor_id"].isin(scores.vendors.index)]
    reviewed = scores.vendors["last_reviewed_on"].reindex(rows["vendor_id"]).to_numpy()
    engaged, starts, ids = (
        days_of(rows, "engaged_on"),
        days_of(rows, "effective_on"),
        rows["engagement_id"].tolist(),
    )
    status = rows["status"].tolist()
    found = [
        # NaT compares False: without a review on record nothing is new since then.
        told(
            rows, "engagement_engaged", engaged, ids, status, where=(engaged > reviewed) & (engaged <= as_of)
        ),
        told(rows, "engagement_starts", starts, ids, status, where=(starts > reviewed) | (starts > as_of)),
        told(rows, "engagement_ends", days_of(rows, "ended_on"), ids, status),
    ]
    if page.notice_days is not None:
        runs = rows["status"].eq("planned") & ~(rows["effective_on"] <= as_of)
        ends = add_days(engaged, page.notice_days, page.day_type, page.holidays)
        found.append(told(rows, "notice_ends", ends, ids, status, where=runs))
    return pd.concat(found)


def onward(scores: Scores, checked: CheckedRegister) -> pd.DataFrame:
    """Onward vendors that a source names which is younger than the last review."""
    rows = checked.tables["onward"]
    rows = rows[rows["vendor_id"].isin(scores.vendors.index)]
    reviewed = scores.vendors["last_reviewed_on"].reindex(rows["vendor_id"]).to_numpy()
    named = days_of(rows, "as_of")
    new = (named > reviewed) & (named <= np.datetime64(scores.policy.as_of))
    return told(rows, "onward_named", named, rows["onward_name"].tolist(), where=new)
