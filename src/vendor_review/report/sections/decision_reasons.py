"""Why a vendor needs a decision of people, and which reasons a decision that still holds was made on."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np
import pandas as pd

from vendor_review.report.review import Review, Row, once, rows_of
from vendor_review.report.vendor_card.dates import called_for
from vendor_review.report.words.wording import CALLS_FOR, series, standing_text, within
from vendor_review.schema.findings.catalogue import RULES
from vendor_review.scoring.calendar.endings import latest_decisions
from vendor_review.scoring.model.compliance import CHECKS

#: Reasons without a day come before those with one.
_NO_DAY = date.min
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


@dataclass(frozen=True)
class Reason:
    """Why a vendor needs a decision.

    Attributes
    ----------
    urgency
        0 first; from `CAN_WAIT` on it can wait until its day.
    why
        In words, as a part of a sentence.
    on
        The day that matters, if there is one.
    settled
        A decision that still holds was made on it.
    """

    vendor_id: str
    urgency: int
    why: str
    on: date | None = None
    settled: bool = False


@once
def last_decisions(review: Review) -> Mapping[str, Row]:
    """Vendor id to the last decision about it, of the vendors that the review scores, with `holds`.

    One holds until its day has passed, or what it was made on has changed (`moved`).
    """
    as_of = pd.Timestamp(review.as_of)
    last = rows_of(latest_decisions(review.checked.tables["decisions"], np.datetime64(review.as_of)))
    return {
        row["vendor_id"]: {**row, "holds": not (row["expires_on"] < as_of or row["moved"])}
        for row in last
        if row["vendor_id"] in review.vendor_rows
    }


def moved_words(moved: str) -> str:
    """What has changed since a decision was made, as a part of a sentence."""
    return series([_MOVED_WORDS[name] for name in moved.split(", ")])


@once
def open_reasons(review: Review) -> Mapping[str, list[Reason]]:
    """Vendor id to why it needs a decision, by urgency, then day; vendors by their most urgent reason, then by risk."""
    reasons = list(_found(review))
    for vendor_id, vendor in review.vendor_rows.items():
        reasons += _of_decision(review, vendor_id)
        reasons += _of_scores(review, vendor_id, vendor)
    risk = review.places
    by_vendor: dict[str, list[Reason]] = {}
    for one in sorted(reasons, key=lambda one: (one.urgency, one.on or _NO_DAY, risk[one.vendor_id])):
        by_vendor.setdefault(one.vendor_id, []).append(one)
    return by_vendor


def _of_scores(review: Review, vendor_id: str, vendor: Row) -> Iterator[Reason]:
    """The reasons that lie in a vendor's score, its legal checks and its reviews."""
    policy = review.scores.policy
    settled = bool(last_decisions(review).get(vendor_id, {}).get("holds"))
    due, heaviest = _day(vendor["due_on"]), policy.tiers[-1][0]
    if vendor["compliance"] == "fail" and vendor["appetite"] == "within":
        yield Reason(vendor_id, 1, standing_text(vendor), settled=settled)
    else:
        for check in CHECKS:
            if vendor[check] == "fail":
                yield Reason(vendor_id, 1, f"the {check} check fails", settled=settled)
    if vendor["appetite"] == "outside":
        yield Reason(vendor_id, 2, "outside the appetite", settled=settled)
    if vendor["review"] == "overdue":
        yield Reason(vendor_id, 4, "its review is overdue", due)
    called = called_for(review).get(vendor_id)
    if called:
        day = _day(review.next_review_rows[vendor_id]["due_on"])
        yield Reason(vendor_id, 4, f"a review is due for {CALLS_FOR[called]}", day)
    if not vendor["rated"]:
        yield Reason(vendor_id, 5, "unrated: nothing is stated", settled=settled)
    elif vendor["appetite"] == "undetermined" and vendor["tier"] == heaviest:
        to_come = due if due is not None and due >= review.as_of else None
        yield Reason(vendor_id, 6, f"undetermined, in tier {heaviest}", to_come, settled)
        if due is None:
            yield Reason(vendor_id, 6, "no review is on record", settled=settled)


def _of_decision(review: Review, vendor_id: str) -> Iterator[Reason]:
    """The reasons that lie in the last decision about a vendor: it ends, or no longer holds."""
    decided = last_decisions(review).get(vendor_id)
    if decided is None:
        return
    expires, soon = _day(decided["expires_on"]), timedelta(days=review.scores.policy.lapsing_days)
    if expires is not None and expires < review.as_of:
        yield Reason(vendor_id, 3, "its decision has run out", expires)
    elif decided["moved"]:
        yield Reason(
            vendor_id,
            3,
            f"its decision no longer holds, for since then {moved_words(decided['moved'])} changed",
        )
    elif expires is not None and expires <= review.as_of + soon:
        yield Reason(vendor_id, 7, "its decision runs out", expires)


def _found(review: Review) -> Iterator[Reason]:
    """The reasons among the register's findings, once per vendor, rule and what would be right."""
    findings = review.checked.findings[["vendor_id", "rule", "expected"]]
    rows = rows_of(findings[findings["rule"].isin([*_AT_ONCE, _NOTICE_RUNS])].drop_duplicates())
    for rule in (*_AT_ONCE, _NOTICE_RUNS):
        why = within(RULES[rule].title)
        for row in rows:
            if row["rule"] == rule and row["vendor_id"] in review.vendor_rows:
                waits = rule == _NOTICE_RUNS
                day = date.fromisoformat(row["expected"]) if waits else None
                yield Reason(row["vendor_id"], 8 if waits else 0, why, day)


def _day(stamp: object) -> date | None:
    return stamp.date() if isinstance(stamp, pd.Timestamp) else None
