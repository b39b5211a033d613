"""The days that a register states, or that follow from it: what ends, what begins, what is new, what falls due."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import chain

import numpy as np
import pandas as pd

from vendor_review.schema import CheckedRegister
from vendor_review.schema.rows.notice import add_days
from vendor_review.scoring.calendar.endings import adequacy, decisions, documents
from vendor_review.scoring.calendar.event_rows import COLUMNS, Events, dated, days_of
from vendor_review.scoring.model.dates import add_months
from vendor_review.scoring.model.lookup import places_of
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


#: Kinds of events, in the order in which those of one day are told. Their day is the last on which all is as it was ...
LAST_DAYS = (
    "review_due",
    "interim_check",
    "contract_ends",
    "transfer_lapses",
    "evidence_expires",
    "engagement_ends",
    "decision_ends",
)
#: ... or the first on which something is new.
FIRST_DAYS = (
    "notice_ends",
    "engagement_engaged",
    "engagement_starts",
    "onward_named",
    "evidence_fades",
    "evidence_at_floor",
)
#: A review is due by the day of these events, if it comes after the last review ...
_CALLS = (
    "review_due",
    "interim_check",
    "contract_ends",
    "transfer_lapses",
    "evidence_expires",
    "engagement_starts",
)
#: ... and some days after these, which nobody may have foreseen.
_CALLS_LATER = ("engagement_engaged", "onward_named")


def write_events(scores: Scores, checked: CheckedRegister) -> pd.DataFrame:
    """Every event of the scored vendors.

    Returns
    -------
    DataFrame
        Vendors in the order of `scores.vendors`, of each the earliest first: vendor_id; on (the day); kind (one of
        `LAST_DAYS` or `FIRST_DAYS`); item (id of the document, engagement or decision, code of the country, name of
        the onward vendor, or tier); detail (kind of document, adequacy decision, mechanism, decision); controls (how
        many rest on the document, else 0); past; and due_on, the day by which the event makes a review due (NaT where
        it calls for none).

        Only documents count that controls rest on, or that bind the vendor longest. What engages, starts or names an
        onward vendor is an event if it comes after the last review on record: a first review looks at all of it.
        Decisions: the last about each vendor.
    """
    makers = (documents, adequacy, engagements, onward, decisions)
    rows = [*_reviews(scores), *chain.from_iterable(maker(scores, checked) for maker in makers)]
    found = pd.DataFrame({name: np.concatenate([one[name] for one in rows]) for name in COLUMNS})
    found = found.astype(COLUMNS | {"kind": "str"})
    order = {kind: place for place, kind in enumerate((*LAST_DAYS, *FIRST_DAYS))}
    keys = (
        pd.factorize(found["item"], sort=True)[0],
        found["kind"].map(order),
        found["on"],
        places_of(found["vendor_id"], scores.vendors.index),
    )
    found = found.iloc[np.lexsort(keys)].reset_index(drop=True)
    as_of, kind, on = np.datetime64(scores.policy.as_of), found["kind"], found["on"].to_numpy()
    later = np.timedelta64(scores.policy.event_days, "D")
    after_review = ~(on <= scores.vendors["last_reviewed_on"].reindex(found["vendor_id"]).to_numpy())
    due = np.select(
        [kind.isin(_CALLS) & after_review, kind.isin(_CALLS_LATER)], [on, on + later], np.datetime64("NaT")
    )
    return found.assign(
        past=np.where(kind.isin(FIRST_DAYS), on <= as_of, on < as_of), due_on=due.astype("datetime64[us]")
    )


def _reviews(scores: Scores) -> Iterator[Events]:
    """The next review that the tier asks for, and the check before it, if the tier has one."""
    vendors, policy = scores.vendors.reset_index(), scores.policy
    months = np.array([policy.interim_months.get(tier, 0) for tier in vendors["tier"]], dtype=np.int64)
    interim, due = add_months(days_of(vendors, "last_reviewed_on"), months), days_of(vendors, "due_on")
    # Once the review itself is overdue, nobody need make up for the check.
    checked = (months > 0) & (interim < due) & (due >= np.datetime64(policy.as_of))
    yield dated(vendors, "review_due", due, "tier")
    yield dated(vendors, "interim_check", interim, "tier", where=checked)
