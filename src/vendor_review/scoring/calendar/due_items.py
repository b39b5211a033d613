"""Everything that falls due, once: reviews, checks, decisions, contracts, documents, each with day, cause and owner."""

from __future__ import annotations

import numpy as np
import pandas as pd

from vendor_review.scoring.calendar.decisions_made import EXPIRED
from vendor_review.scoring.calendar.review_days import CADENCE
from vendor_review.scoring.model.lookup import places_of
from vendor_review.scoring.model.scores import Scores

#: What falls due, in the order in which items of one day are told.
REVIEW, CHECK, DECISION, CONTRACT, TRANSFER, EVIDENCE = (
    "review",
    "interim_check",
    "decision",
    "contract",
    "transfer",
    "evidence",
)
DUE = (REVIEW, CHECK, DECISION, CONTRACT, TRANSFER, EVIDENCE)
#: What a vendor is looked at for; the first of them is the day of its next review in tables.
LOOKS = (REVIEW, CHECK)
#: The states of an item; it is unknown when one is due that states no day.
OVERDUE, SOON, LATER, UNKNOWN = "overdue", "due soon", "later", "unknown"
#: Events whose day is the day by which something is to be renewed.
_RENEWED = {"contract_ends": CONTRACT, "transfer_lapses": TRANSFER, "evidence_expires": EVIDENCE}
#: Beyond every day that a register may state.
_NEVER = np.datetime64("9999-12-31", "us")
_COLUMNS = ["vendor_id", "what", "due_on", "at_once", "why", "cause_on", "item", "detail"]


def write_due_items(
    scores: Scores, events: pd.DataFrame, reviews: pd.DataFrame, decisions: pd.DataFrame
) -> pd.DataFrame:
    """One row per vendor and thing that falls due: the one source of due days, for everything that shows one.

    Parameters
    ----------
    events, reviews, decisions
        As `write_events`, `review_days` and `write_decisions` give them.

    Returns
    -------
    DataFrame
        The earliest first, then vendors in the order of `scores.vendors`; what states no day comes last. Columns:
        vendor_id; what (one of `DUE`); due_on; state: `OVERDUE` (due before the day of the scores, or at once), `SOON`
        (within the policy's `lapsing_days`), `LATER`, or `UNKNOWN` (no day is stated); at_once (no day is known, so it
        is due on the day of the scores); why (of a review as in `review_days`, of a decision as in `Lapse`, else the
        kind of event); cause_on, item and detail of that (of a decision the
        day on which it was made, and its id); and owner, who answers for the vendor's engagements,
        `;`-separated, "" where nobody is named.
    """
    renewed = events[events["kind"].isin(_RENEWED)]
    found = pd.concat(
        [
            _plain(reviews.rename_axis("vendor_id").reset_index().assign(what=REVIEW)),
            _checks(scores, reviews),
            _decisions(decisions),
            _plain(
                renewed.assign(
                    what=renewed["kind"].map(_RENEWED),
                    due_on=renewed["on"],
                    at_once=False,
                    why=renewed["kind"],
                    cause_on=renewed["on"],
                )
            ),
        ],
        ignore_index=True,
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


def _plain(rows: pd.DataFrame) -> pd.DataFrame:
    types = {"due_on": "datetime64[us]", "cause_on": "datetime64[us]", "at_once": "bool"}
    names = [name for name in _COLUMNS if name not in types]
    return rows[_COLUMNS].astype({**types, **dict.fromkeys(names, "object")})


def _checks(scores: Scores, reviews: pd.DataFrame) -> pd.DataFrame:
    """The review that follows may be called for by an event; the check before it is what the tier asks for."""
    asked = scores.vendors[["tier", "last_reviewed_on"]].join(reviews["check_on"])
    rows = asked[asked["check_on"].notna()].rename_axis("vendor_id").reset_index()
    rows = rows.assign(what=CHECK, due_on=rows["check_on"], at_once=False)
    return _plain(rows.assign(why=CADENCE, cause_on=rows["last_reviewed_on"], item=rows["tier"], detail=""))


def _decisions(decisions: pd.DataFrame) -> pd.DataFrame:
    rows = decisions.rename_axis("vendor_id").reset_index()
    why = [lapses[0].why if lapses else EXPIRED for lapses in rows["lapses"]]
    return _plain(
        rows.assign(what=DECISION, why=why, cause_on=rows["decided_on"], item=rows["decision_id"], detail="")
    )


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
