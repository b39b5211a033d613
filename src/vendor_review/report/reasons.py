"""Why a vendor needs a decision of people, and which reasons a decision that still holds was made on."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd

from vendor_review.report.review import Review
from vendor_review.report.wording import within
from vendor_review.schema.rules import RULES

#: A decision that ends within so many days is to be renewed in time.
LAPSING_DAYS = 60
#: Findings that ask for a decision, most urgent first: notice cut short, use out of step, an exit that did not happen.
_AT_ONCE = ("REG-021", "REG-042", "REG-055", "REG-054", "REG-075")
_NOTICE_RUNS = "REG-053"
#: Reasons from here on can wait until their day.
CAN_WAIT = 6


def last_decisions(review: Review) -> pd.DataFrame:
    """The last decision about each vendor that the review scores, indexed by vendor_id, with `holds`."""
    rows, as_of = review.checked.tables["decisions"], np.datetime64(review.as_of)
    rows = rows[rows["vendor_id"].isin(review.scores.vendors.index) & (rows["decided_on"] <= as_of)]
    last = rows.sort_values("decided_on", kind="stable").drop_duplicates("vendor_id", keep="last")
    return last.assign(holds=~(last["expires_on"] < as_of)).set_index("vendor_id")


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
    heaviest = review.scores.policy.tiers[-1][0]
    soon = as_of + np.timedelta64(LAPSING_DAYS, "D")
    never, rated = pd.Series(np.datetime64("NaT"), index=vendors.index), vendors["rated"].to_numpy(dtype=bool)
    open_at_top = vendors["appetite"].eq("undetermined") & vendors["tier"].eq(heaviest)

    def told(urgency: int, where: Any, why: str, on: pd.Series, settled: Any = False) -> pd.DataFrame:
        rows = pd.DataFrame({"vendor_id": vendors.index, "urgency": urgency, "why": why, "on": on.to_numpy()})
        return rows.assign(settled=settled)[np.asarray(where)]

    found = [
        *(
            told(1, vendors[gate].eq("fail"), f"the {gate} check fails", never, holds)
            for gate in ("contract", "transfer", "notice")
        ),
        told(2, vendors["appetite"].eq("refused"), "above the appetite even at best", never, holds),
        told(3, expires < as_of, "its decision has run out", expires),
        told(4, vendors["review"].eq("overdue"), "its review is overdue", due),
        told(5, ~rated, "unrated: nothing is stated", never, holds),
        told(6, open_at_top & rated, f"undetermined, in tier {heaviest}", due.mask(due < as_of), holds),
        told(6, open_at_top & rated & due.isna(), "no review is on record", never, holds),
        told(7, (expires >= as_of) & (expires <= soon), "its decision runs out", expires),
        *_found(review),
    ]
    reasons = pd.concat(found, ignore_index=True)
    reasons["risk"] = vendors.index.get_indexer(pd.Index(reasons["vendor_id"]))
    return reasons.sort_values(["urgency", "on", "risk"], kind="stable", na_position="first").drop(
        columns="risk"
    )


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
