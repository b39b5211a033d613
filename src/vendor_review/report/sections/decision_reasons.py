"""Why a vendor needs a decision of people, and which reasons a decision that still holds was made on."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd

from vendor_review.report.review import Review
from vendor_review.report.vendor_card.dates import called_for
from vendor_review.report.words.wording import CALLS_FOR, series, within
from vendor_review.schema.findings.catalogue import RULES
from vendor_review.scoring.calendar.endings import latest_decisions

#: Findings that ask for a decision, most urgent first: notice cut short, use out of step, an exit that did not happen.
_AT_ONCE = ("REG-021", "REG-042", "REG-055", "REG-054", "REG-075")
_NOTICE_RUNS = "REG-053"
#: Parts of what a decision was made on, in words.
_MOVED_WORDS = {
    "policy": "the policy",
    "vendors": "the vendor itself",
    "engagements": "its engagements",
    "places": "its places",
    "data_shared": "the data that it gets",
    "access_controls": "its answers on controls",
    "evidence": "its evidence",
    "onward": "its own vendors",
    "inputs": "its inputs",
}
#: Reasons from here on can wait until their day.
CAN_WAIT = 6


def last_decisions(review: Review) -> pd.DataFrame:
    """The last decision about each vendor that the review scores, indexed by vendor_id, with `holds`.

    One holds until its day has passed, or what it was made on has changed (`moved`).
    """
    rows, as_of = review.checked.tables["decisions"], np.datetime64(review.as_of)
    last = latest_decisions(rows[rows["vendor_id"].isin(review.scores.vendors.index)], as_of)
    holds = ~(last["expires_on"] < as_of) & last["moved"].eq("")
    return last.assign(holds=holds).set_index("vendor_id")


def moved_words(moved: str) -> str:
    """What has changed since a decision was made, as a part of a sentence."""
    return series([_MOVED_WORDS[name] for name in moved.split(", ")])


def open_reasons(review: Review) -> pd.DataFrame:
    """Why a vendor needs a decision: one row per vendor and reason.

    Returns
    -------
    DataFrame
        Columns vendor_id, urgency (0 first), why, on (the day that matters; NaT for none) and `settled`: a decision
        that still holds was made on it. Sorted by urgency, then day, then risk.
    """
    vendors, as_of = review.scores.vendors, np.datetime64(review.as_of)
    decided = last_decisions(review).reindex(vendors.index)
    holds = decided["holds"].eq(True).to_numpy()
    expires, due = decided["expires_on"], vendors["due_on"]
    moved = decided["moved"].fillna("")
    heaviest = review.scores.policy.tiers[-1][0]
    soon = as_of + np.timedelta64(review.scores.policy.lapsing_days, "D")
    never, rated = pd.Series(np.datetime64("NaT"), index=vendors.index), vendors["rated"].to_numpy(dtype=bool)
    called, next_due = called_for(review), review.scores.next_reviews
    open_at_top = vendors["appetite"].eq("undetermined") & vendors["tier"].eq(heaviest)

    def told(urgency: int, where: Any, why: Any, on: pd.Series, settled: Any = False) -> pd.DataFrame:
        words = why.to_numpy() if isinstance(why, pd.Series) else why
        rows = pd.DataFrame(
            {"vendor_id": vendors.index, "urgency": urgency, "why": words, "on": on.to_numpy()}
        )
        return rows.assign(settled=settled)[np.asarray(where)]

    found = [
        *(
            told(1, vendors[gate].eq("fail"), f"the {gate} check fails", never, holds)
            for gate in ("contract", "transfer", "notice")
        ),
        told(2, vendors["appetite"].eq("refused"), "above the appetite even at best", never, holds),
        told(3, expires < as_of, "its decision has run out", expires),
        told(3, moved.ne("") & ~(expires < as_of), moved.map(_stale_words), never),
        told(4, vendors["review"].eq("overdue"), "its review is overdue", due),
        told(4, called.ne(""), "a review is due for " + called.map(CALLS_FOR), next_due["due_on"]),
        told(5, ~rated, "unrated: nothing is stated", never, holds),
        told(6, open_at_top & rated, f"undetermined, in tier {heaviest}", due.mask(due < as_of), holds),
        told(6, open_at_top & rated & due.isna(), "no review is on record", never, holds),
        told(7, holds & (expires >= as_of) & (expires <= soon), "its decision runs out", expires),
        *_found(review),
    ]
    reasons = pd.concat(found, ignore_index=True)
    reasons["risk"] = vendors.index.get_indexer(pd.Index(reasons["vendor_id"]))
    return reasons.sort_values(["urgency", "on", "risk"], kind="stable", na_position="first").drop(
        columns="risk"
    )


def _stale_words(moved: str) -> str:
    return f"its decision no longer holds, for since then {moved_words(moved)} changed" if moved else ""


def _found(review: Review) -> list[pd.DataFrame]:
    """The reasons among the register's findings, once per vendor and rule."""
    findings = review.checked.findings
    findings = findings[findings["vendor_id"].isin(review.scores.vendors.index)]
    told = []
    for rule in (*_AT_ONCE, _NOTICE_RUNS):
        rows = findings[findings["rule"].eq(rule)].drop_duplicates(["vendor_id", "expected"])
        waits = rule == _NOTICE_RUNS
        day = pd.to_datetime(rows["expected"] if waits else pd.Series("", index=rows.index), errors="coerce")
        told.append(
            pd.DataFrame(
                {
                    "vendor_id": rows["vendor_id"].astype(object),
                    "urgency": 8 if waits else 0,
                    "why": within(RULES[rule].title),
                    "on": day.astype("datetime64[us]"),
                    "settled": False,
                }
            )
        )
    return told
