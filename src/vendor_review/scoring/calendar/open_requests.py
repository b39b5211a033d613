"""Requests that vendors have not answered yet: by when the answer is due, and when to remind them."""

from __future__ import annotations

import numpy as np
import pandas as pd

from vendor_review.schema import CheckedRegister
from vendor_review.scoring.model.scores import Scores

#: Why an answer is due on its day: it was told, it follows from the policy, or nobody can say, as the row was rejected.
TOLD, BY_POLICY, REJECTED = "asked", "asked_undated", "request_rejected"


def open_requests(scores: Scores, checked: CheckedRegister) -> pd.DataFrame:
    """A row per open request of a scored vendor, and per rejected row that names one: it may be an open request.

    Returns
    -------
    DataFrame
        vendor_id; item, its id; detail, what it asks for, or the place of a rejected row; cause_on, the day on which
        it was asked; due_on, the last day for an answer: the one that the vendor was told, else the policy's
        `answer_days` after it was asked, of a rejected row the day of the scores; remind_on, the policy's
        `reminder_days` before that, but not before the day after it was asked, NaT where that is not before due_on or
        over; why (`TOLD`, `BY_POLICY`, `REJECTED`).
    """
    policy, as_of = scores.policy, np.datetime64(scores.policy.as_of, "us")
    rows = checked.tables["requests"]
    is_open = (rows["asked_on"] <= as_of) & ~(rows["answered_on"] <= as_of)
    rows = rows[is_open & rows["vendor_id"].isin(scores.vendors.index)]
    asked, told = rows["asked_on"].to_numpy(), rows["due_on"].to_numpy()
    due = np.where(np.isnat(told), asked + np.timedelta64(policy.answer_days, "D"), told)
    remind = np.maximum(due - np.timedelta64(policy.reminder_days, "D"), asked + np.timedelta64(1, "D"))
    remind = np.where((remind < due) & (remind >= as_of), remind, np.datetime64("NaT"))
    found = pd.DataFrame(
        {
            "vendor_id": rows["vendor_id"],
            "item": rows["request_id"],
            "detail": rows["what"],
            "cause_on": asked.astype("datetime64[us]"),
            "due_on": due.astype("datetime64[us]"),
            "remind_on": remind.astype("datetime64[us]"),
            "why": np.where(np.isnat(told), BY_POLICY, TOLD).astype(object),
        }
    )
    lost = checked.rejected
    lost = lost[lost["table"].eq("requests") & lost["vendor_id"].isin(scores.vendors.index)]
    if lost.empty:
        return found.reset_index(drop=True)
    unread = lost[["vendor_id"]].assign(item="", detail=lost["place"], due_on=as_of, why=REJECTED)
    return pd.concat([found, unread.reindex(columns=found.columns).astype(found.dtypes)], ignore_index=True)
