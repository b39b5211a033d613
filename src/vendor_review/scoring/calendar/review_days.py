"""The day by which each vendor must be reviewed: as its tier asks, with a check before, or as an event calls for."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import numpy.typing as npt
import pandas as pd

from vendor_review.scoring.calendar.event_rows import INCIDENT, days_of
from vendor_review.scoring.model.bands import Flags
from vendor_review.scoring.model.dates import Days, add_months
from vendor_review.scoring.model.lookup import places_of
from vendor_review.scoring.model.scores import Scores

#: Why a review is due, where no event calls for it.
CADENCE, NEVER_REVIEWED, NEVER_UNDATED = "cadence", "never_reviewed", "never_reviewed_undated"


def known_since(scores: Scores) -> pd.Series:
    """The day since which each vendor is known: of its last review, else of its earliest current engagement.

    Indexed by vendor_id; NaT where neither is stated.
    """
    vendors = scores.vendors
    engaged, _ = _first_engaged(scores)
    last = days_of(vendors, "last_reviewed_on")
    since = np.where(np.isnat(last), engaged, last).astype("datetime64[us]")
    return pd.Series(since, index=vendors.index)


def _first_engaged(scores: Scores) -> tuple[Days, Flags]:
    """Of each vendor the earliest day on which a current engagement was engaged, and whether all of them state one."""
    rows, size = scores.engagements, len(scores.vendors)
    owner, days = places_of(rows["vendor_id"], scores.vendors.index), days_of(rows, "engaged_on")
    first = np.full(size, np.datetime64("NaT"), dtype="datetime64[D]")
    stated = (owner >= 0) & ~np.isnat(days)
    np.fmin.at(first, owner[stated], days[stated])
    whole = ~np.isnat(first)
    whole[owner[(owner >= 0) & np.isnat(days)]] = False
    return first, whole


def review_days(scores: Scores, events: pd.DataFrame) -> pd.DataFrame:
    """When the next review of each vendor is due, and why; and the check before it.

    The tier sets a rhythm (DESIGN 4), counted from the last review on record; of a vendor that was never reviewed from
    the day it was engaged, and at once where one of its engagements does not state that day. What has come since may
    call for a review sooner: a contract, document or transfer basis that ends, an engagement that starts, or one or an
    onward vendor that is new, or an incident that is open. Nothing makes a review due later than the tier does.

    Parameters
    ----------
    events
        As `write_events` gives them.

    Returns
    -------
    DataFrame
        Indexed by vendor_id, in the order of `scores.vendors`: due_on; at_once, where the day is that of the scores
        because none is stated or an incident became known on it; why (`CADENCE`, `NEVER_REVIEWED`, `NEVER_UNDATED`, or
        the kind of the event that calls for it), with its day, item and detail (cause_on is the day that the rhythm
        counts from, item the tier, where no event does); and check_on, the day of the check before the review, NaT
        where there is none: the tier has none,
        the vendor was never reviewed, or the review is overdue and takes its place.
    """
    vendors, policy = scores.vendors, scores.policy
    as_of = np.datetime64(policy.as_of)
    last = days_of(vendors, "last_reviewed_on")
    engaged, whole = _first_engaged(scores)
    never = np.isnat(last)
    since = np.where(never, engaged, last)
    by_tier = add_months(since, _months(scores, policy.review_months))
    at_once = never & ~whole & ~(by_tier < as_of)
    found = pd.DataFrame(
        {
            "due_on": np.where(at_once, as_of, by_tier).astype("datetime64[us]"),
            "at_once": at_once,
            "why": np.select([~never, at_once], [CADENCE, NEVER_UNDATED], NEVER_REVIEWED).astype(object),
            "cause_on": np.where(at_once, np.datetime64("NaT"), since).astype("datetime64[us]"),
            "item": vendors["tier"].to_numpy(dtype=object, copy=True),
            "detail": "",
        },
        index=vendors.index,
    )
    calling = events[events["due_on"].notna()].sort_values("due_on", kind="stable")
    if len(calling):
        first = calling.drop_duplicates("vendor_id").set_index("vendor_id").reindex(vendors.index)
        sooner = (first["due_on"] < found["due_on"]).to_numpy()
        # One that became known on the day of the scores is due at once all the same.
        pressing = first["kind"].eq(INCIDENT) & ~(first["due_on"] < as_of)
        called = first.rename(columns={"on": "cause_on", "kind": "why"}).assign(at_once=pressing)
        found.loc[sooner] = called.loc[sooner, found.columns].astype(found.dtypes.to_dict())

    months = _months(scores, policy.interim_months)
    check, due = add_months(last, months), days_of(found, "due_on")
    is_due = (months > 0) & (check < due) & (due >= as_of)
    return found.assign(check_on=np.where(is_due, check, np.datetime64("NaT")).astype("datetime64[us]"))


def _months(scores: Scores, by_tier: Mapping[str, int]) -> npt.NDArray[np.int64]:
    """Months that a table of the policy sets for the tier of each vendor; 0 where it names none."""
    return np.array([by_tier.get(tier, 0) for tier in scores.vendors["tier"]], dtype=np.int64)
