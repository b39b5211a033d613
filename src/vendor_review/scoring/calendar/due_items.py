"""All that falls due, once: reviews, checks, decisions, answers, contracts, documents; day, cause and owner of each."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from vendor_review.scoring.calendar.decision_validity import EXPIRED
from vendor_review.scoring.calendar.event_rows import NOTICE_ENDS
from vendor_review.scoring.calendar.open_requests import REJECTED
from vendor_review.scoring.calendar.review_days import CADENCE
from vendor_review.scoring.model.lookup import places_of
from vendor_review.scoring.model.scores import Scores

#: What falls due, in the order in which items of one day are told.
REVIEW, CHECK, DECISION, ANSWER, REMINDER, GIVE_NOTICE, CONTRACT, TRANSFER, EVIDENCE = (
    "review",
    "interim_check",
    "decision",
    "answer",
    "reminder",
    NOTICE_ENDS,
    "contract",
    "transfer",
    "evidence",
)
DUE = (REVIEW, CHECK, DECISION, ANSWER, REMINDER, GIVE_NOTICE, CONTRACT, TRANSFER, EVIDENCE)
#: What a vendor is looked at for; the first of them is the day of its next review in tables.
LOOKS = (REVIEW, CHECK)
#: The states of an item; it is unknown when one is due that states no day.
OVERDUE, SOON, LATER, UNKNOWN = "overdue", "due soon", "later", "unknown"
#: Events whose day is the day by which something is to be renewed.
_RENEWED = {
    NOTICE_ENDS: GIVE_NOTICE,
    "contract_ends": CONTRACT,
    "transfer_lapses": TRANSFER,
    "evidence_expires": EVIDENCE,
}
#: Beyond every day that a register may state.
_NEVER = np.datetime64("9999-12-31", "us")
_COLUMNS = {
    "vendor_id": "object",
    "what": "object",
    "due_on": "datetime64[us]",
    "at_once": "bool",
    "why": "object",
    "cause_on": "datetime64[us]",
    "item": "object",
    "detail": "object",
}
#: Items of one kind: each column's cells.
Items = dict[str, npt.NDArray[Any]]


def write_due_items(
    scores: Scores,
    events: pd.DataFrame,
    reviews: pd.DataFrame,
    decisions: pd.DataFrame,
    requests: pd.DataFrame,
) -> pd.DataFrame:
    """One row per vendor and thing that falls due: the one source of due days, for everything that shows one.

    Parameters
    ----------
    events, reviews, decisions, requests
        As `write_events`, `review_days`, `write_decisions` and `open_requests` give them.

    Returns
    -------
    DataFrame
        The earliest first, then vendors in the order of `scores.vendors`; what states no day comes last. Columns:
        vendor_id; what (one of `DUE`); due_on; state: `OVERDUE` (due before the day of the scores, or at once), `SOON`
        (within the policy's `lapsing_days`), `LATER`, or `UNKNOWN` (no day is stated); at_once (no day is known, so it
        is due on the day of the scores); why (of a review as in `review_days`, of a decision as in `Lapse`, of an
        answer or its reminder as in `open_requests`, else the kind of event); cause_on, item and detail of that (of a
        decision the day on which it was made, and its id; of an answer the day on which it was asked for, the request's
        id, and what for); and owner, who answers for the vendor's engagements,
        `;`-separated, "" where nobody is named.
    """
    kinds = [_items(reviews, reviews.index, what=REVIEW), _checks(scores, reviews)]
    kinds += [_decisions(decisions), *_answers(requests), _renewals(events)]
    found = pd.DataFrame(
        {
            name: pd.Series(np.concatenate([one[name] for one in kinds]), dtype=dtype)
            for name, dtype in _COLUMNS.items()
        }
    )
    as_of, day = np.datetime64(scores.policy.as_of), found["due_on"].to_numpy()
    soon = as_of + np.timedelta64(scores.policy.lapsing_days, "D")
    overdue = found["at_once"].to_numpy(dtype=np.bool_) | (day < as_of)
    state = np.select([overdue, day <= soon, ~np.isnat(day)], [OVERDUE, SOON, LATER], UNKNOWN)
    found.insert(3, "state", state.astype(object))
    found["owner"] = _owners(scores).reindex(found["vendor_id"]).fillna("").to_numpy(dtype=object)
    keys = (
        pd.factorize(found["item"], sort=True)[0],
        found["what"].map({what: place for place, what in enumerate(DUE)}),
        places_of(found["vendor_id"], scores.vendors.index),
        np.where(np.isnat(day), _NEVER, day),
    )
    return found.iloc[np.lexsort(keys)].reset_index(drop=True)


def _items(rows: pd.DataFrame, vendor_ids: pd.Index | pd.Series, **cells: Any) -> Items:
    """An item for each row, whose cells are its own where they are not given."""
    told = {"vendor_id": vendor_ids, **cells}
    return {
        name: np.broadcast_to(np.asarray(told[name] if name in told else rows[name]).astype(dtype), len(rows))
        for name, dtype in _COLUMNS.items()
    }


def _checks(scores: Scores, reviews: pd.DataFrame) -> Items:
    """The review that follows may be called for by an event; the check before it is what the tier asks for."""
    asked = reviews["check_on"].notna().to_numpy()
    rows, days = scores.vendors[asked], reviews["check_on"][asked]
    last, tier = rows["last_reviewed_on"], rows["tier"]
    told = {"what": CHECK, "due_on": days, "why": CADENCE, "cause_on": last, "item": tier, "detail": ""}
    return _items(rows, rows.index, at_once=False, **told)


def _decisions(decisions: pd.DataFrame) -> Items:
    why = [lapses[0].why if lapses else EXPIRED for lapses in decisions["lapses"]]
    told = {"cause_on": decisions["decided_on"], "item": decisions["decision_id"], "detail": ""}
    return _items(decisions, decisions.index, what=DECISION, why=why, **told)


def _answers(requests: pd.DataFrame) -> Iterator[Items]:
    """The answers that vendors owe, and the reminders of those whose day is to come."""
    yield _items(requests, requests["vendor_id"], what=ANSWER, at_once=requests["why"].eq(REJECTED))
    remind = requests[requests["remind_on"].notna()]
    yield _items(remind, remind["vendor_id"], what=REMINDER, due_on=remind["remind_on"], at_once=False)


def _renewals(events: pd.DataFrame) -> Items:
    # Once the last day to give notice is over, nobody can do anything about it.
    rows = events[events["kind"].isin(_RENEWED) & ~(events["kind"].eq(NOTICE_ENDS) & events["past"])]
    told = {"what": rows["kind"].map(_RENEWED), "due_on": rows["on"], "cause_on": rows["on"]}
    return _items(rows, rows["vendor_id"], why=rows["kind"], at_once=False, **told)


def _owners(scores: Scores) -> pd.Series:
    """Vendor id to who owns its current engagements, each once, in their order."""
    rows = scores.engagements[["vendor_id", "owner"]]
    rows = rows[rows["owner"].fillna("").ne("")].drop_duplicates()
    joined: pd.Series = rows.groupby("vendor_id", sort=False)["owner"].agg("; ".join)
    return joined


def next_looks(items: pd.DataFrame) -> pd.DataFrame:
    """Of each vendor the review or the check that is due first: the rows of `write_due_items`, indexed by vendor_id."""
    looks = items[items["what"].isin(LOOKS)]
    first: pd.DataFrame = looks.drop_duplicates("vendor_id").set_index("vendor_id")
    return first
