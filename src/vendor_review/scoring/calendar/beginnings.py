"""What begins, or is new since the last review: engagements, the end of their notice, onward vendors."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from vendor_review.schema import CheckedRegister
from vendor_review.schema.rows.notice import add_days
from vendor_review.scoring.calendar.event_rows import Events, dated, days_of
from vendor_review.scoring.model.scores import Scores


def engagements(scores: Scores, checked: CheckedRegister) -> Iterator[Events]:
    """When engagements begin and end, and when customers' notice of a planned one has run."""
    rows, page, as_of = scores.engagements, checked.page, np.datetime64(scores.policy.as_of)
    rows = rows[rows["known"] & rows["vendor_id"].isin(scores.vendors.index)]
    reviewed = scores.vendors["last_reviewed_on"].reindex(rows["vendor_id"]).to_numpy()
    engaged, starts, ends = (days_of(rows, name) for name in ("engaged_on", "effective_on", "ended_on"))
    about = "engagement_id", "status"
    # NaT compares False: without a review on record nothing is new since then.
    new = (engaged > reviewed) & (engaged <= as_of)
    yield dated(rows, "engagement_engaged", engaged, *about, new)
    yield dated(rows, "engagement_starts", starts, *about, (starts > reviewed) | (starts > as_of))
    yield dated(rows, "engagement_ends", ends, *about)
    if page.notice_days is not None:
        runs = rows["status"].eq("planned") & ~(rows["effective_on"] <= as_of)
        ends = add_days(engaged, page.notice_days, page.day_type, page.holidays)
        yield dated(rows, "notice_ends", ends, *about, runs)


def onward(scores: Scores, checked: CheckedRegister) -> Iterator[Events]:
    """Onward vendors that a source names which is younger than the last review."""
    rows = checked.tables["onward"]
    rows = rows[rows["vendor_id"].isin(scores.vendors.index)]
    reviewed = scores.vendors["last_reviewed_on"].reindex(rows["vendor_id"]).to_numpy()
    named = days_of(rows, "as_of")
    new = (named > reviewed) & (named <= np.datetime64(scores.policy.as_of))
    yield dated(rows, "onward_named", named, "onward_name", where=new)
