"""The days that a register states, or that follow from it: what ends, what begins, what is new."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import chain

import numpy as np
import pandas as pd

from vendor_review.schema import CheckedRegister
from vendor_review.schema.rows.notice import add_days
from vendor_review.scoring.calendar.endings import adequacy, contracts, documents
from vendor_review.scoring.calendar.event_rows import COLUMNS, Events, dated, days_of, days_of_vendors
from vendor_review.scoring.calendar.review_days import known_since
from vendor_review.scoring.model.lookup import places_of
from vendor_review.scoring.model.scores import Scores


def engagements(scores: Scores, checked: CheckedRegister, since: pd.Series) -> Iterator[Events]:
    """When engagements begin and end, and when customers' notice of a planned one has run."""
    rows, page, as_of = scores.engagements, checked.page, np.datetime64(scores.policy.as_of)
    rows = rows[rows["known"] & rows["vendor_id"].isin(scores.vendors.index)]
    known = days_of_vendors(rows, since)
    unseen = np.isnat(days_of_vendors(rows, scores.vendors["last_reviewed_on"]))
    engaged, starts, ends = (days_of(rows, name) for name in ("engaged_on", "effective_on", "ended_on"))
    about = "engagement_id", "status"
    # NaT compares False. What a vendor was engaged for at first is what its first review, due by its tier, looks at.
    new = (engaged > known) & (engaged <= as_of)
    begins = (starts > known) & ~(unseen & ~(engaged > known))
    yield dated(rows, "engagement_engaged", engaged, *about, new, new)
    yield dated(rows, "engagement_starts", starts, *about, begins | (starts > as_of), begins)
    yield dated(rows, "engagement_ends", ends, *about)
    if page.notice_days is not None:
        runs = rows["status"].eq("planned") & ~(rows["effective_on"] <= as_of)
        ends = add_days(engaged, page.notice_days, page.day_type, page.holidays)
        yield dated(rows, "notice_ends", ends, *about, runs)


def onward(scores: Scores, checked: CheckedRegister, since: pd.Series) -> Iterator[Events]:
    """Onward vendors that a source names which is younger than the last review."""
    rows = checked.tables["onward"]
    rows = rows[rows["vendor_id"].isin(scores.vendors.index)]
    named = days_of(rows, "as_of")
    new = (named > days_of_vendors(rows, since)) & (named <= np.datetime64(scores.policy.as_of))
    yield dated(rows, "onward_named", named, "onward_name", where=new, calls=new)


#: Kinds of events, in the order in which those of one day are told. Their day is the last on which all is as it was ...
LAST_DAYS = ("contract_ends", "transfer_lapses", "evidence_expires", "engagement_ends")
#: ... or the first on which something is new.
FIRST_DAYS = (
    "notice_ends",
    "engagement_engaged",
    "engagement_starts",
    "onward_named",
    "evidence_fades",
    "evidence_at_floor",
)
#: A review that these call for is due some days later, since nobody may have foreseen them; others, by their day.
_CALLS_LATER = ("engagement_engaged", "onward_named")


def write_events(scores: Scores, checked: CheckedRegister) -> pd.DataFrame:
    """Every event of the scored vendors; what falls due is in `write_due_items`.

    Returns
    -------
    DataFrame
        Vendors in the order of `scores.vendors`, of each the earliest first: vendor_id; on (the day); kind (one of
        `LAST_DAYS` or `FIRST_DAYS`); item (id of the document or engagement, code of the country, or name of the
        onward vendor; blank for the contract of the vendor itself); detail (kind of document, adequacy decision,
        status of the engagement); controls (how many rest on the document, else 0); past; and due_on, the day by which
        the event makes a review due (NaT where it calls for none).

        Only documents count that controls rest on, or that bind the vendor longest. What engages, starts or names an
        onward vendor is an event if it comes after the last review on record, or, with none, after the vendor was
        first engaged.
    """
    makers = (contracts, documents, adequacy, engagements, onward)
    since = known_since(scores)
    rows = [*chain.from_iterable(maker(scores, checked, since) for maker in makers)]
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
    due = np.where(found["calls"], np.where(kind.isin(_CALLS_LATER), on + later, on), np.datetime64("NaT"))
    past = np.where(kind.isin(FIRST_DAYS), on <= as_of, on < as_of)
    return found.drop(columns="calls").assign(past=past, due_on=due.astype("datetime64[us]"))
