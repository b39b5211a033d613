"""Why a vendor needs a decision of people, and which reasons a decision in force was made on."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date

import pandas as pd

from vendor_review.report.pages.html import within
from vendor_review.report.review import Review, Row, once, rows_of
from vendor_review.report.vendor_card.dates import due_by_vendor, incidents_of, rejected_incidents
from vendor_review.report.words.due_words import CALLS_FOR, in_short
from vendor_review.report.words.wording import standing_text
from vendor_review.schema.findings.catalogue import RULES
from vendor_review.scoring.calendar.decision_validity import EXPIRED
from vendor_review.scoring.calendar.due_items import CHECK, CONTRACT, DECISION, LOOKS, OVERDUE, SOON, TRANSFER
from vendor_review.scoring.calendar.event_rows import INCIDENT as INCIDENT_KNOWN
from vendor_review.scoring.calendar.review_days import CADENCE
from vendor_review.scoring.model.compliance import CHECKS

#: Reasons without a day come before those with one.
_NO_DAY = date.min
#: Findings that ask for a decision, most urgent first: notice cut short, use out of step, an exit that did not happen.
_AT_ONCE = ("REG-021", "REG-042", "REG-055", "REG-054", "REG-075")
_NOTICE_RUNS = "REG-053"
#: Past without a last day: nothing else about the vendor matters before that is stated.
_UNENDED = "REG-056"
#: Says the day of the decision as what is expected.
_EXIT = "REG-075"
#: How urgent an open incident is, before all else, and so many of a vendor are named.
INCIDENT, _MOST_INCIDENTS = -1, 3
#: Reasons from here on can wait until their day.
CAN_WAIT = 6


@dataclass(frozen=True)
class Reason:
    """Why a vendor needs a decision.

    Attributes
    ----------
    urgency
        The least first; from `CAN_WAIT` on it can wait until its day.
    why
        In words, as a part of a sentence.
    kind
        A key of `actions.toml`: what to do about it.
    on
        The day that matters, if there is one.
    what
        What happens on that day, in words.
    since
        The day since which it is so, where that is known; of this reason, and of nothing else about the vendor.
    settled
        A decision in force was made on it.
    """

    vendor_id: str
    urgency: int
    why: str
    kind: str
    on: date | None = None
    settled: bool = False
    what: str = ""
    since: date | None = None


@once
def last_decisions(review: Review) -> Mapping[str, Row]:
    """`scores.decisions` as plain values: vendor id to the last decision about it, and whether it is in force."""
    decided = review.scores.decisions
    return dict(zip(decided.index, rows_of(decided), strict=True))


@once
def open_reasons(review: Review) -> Mapping[str, list[Reason]]:
    """Vendor id to why it needs a decision, by urgency, then day; vendors by their most urgent reason, then by risk."""
    reasons = [*_found(review), *_unended(review)]
    for vendor_id, vendor in review.vendor_rows.items():
        reasons += _of_incidents(review, vendor_id)
        reasons += _of_decision(review, vendor_id)
        reasons += _of_scores(review, vendor_id, vendor)
    risk = review.places
    by_vendor: dict[str, list[Reason]] = {}
    for one in sorted(reasons, key=lambda one: (one.urgency, one.on or _NO_DAY, risk[one.vendor_id])):
        by_vendor.setdefault(one.vendor_id, []).append(one)
    return by_vendor


def _of_scores(review: Review, vendor_id: str, vendor: Row) -> Iterator[Reason]:
    """The reasons that lie in a vendor's score, its compliance checks and its reviews."""
    settled = bool(last_decisions(review).get(vendor_id, {}).get("in_force"))
    heaviest = review.scores.policy.tiers[-1][0]
    looks = [item for item in due_by_vendor(review)[vendor_id] if item["what"] in LOOKS]
    if vendor["compliance"] == "fail" and vendor["appetite"] == "within":
        failing = next(check for check in CHECKS if vendor[check] == "fail")
        since = _failing_since(review, vendor_id, failing)
        yield Reason(vendor_id, 1, standing_text(vendor), failing, settled=settled, since=since)
    else:
        for check in CHECKS:
            if vendor[check] == "fail":
                since = _failing_since(review, vendor_id, check)
                why = f"the {check} check fails"
                yield Reason(vendor_id, 1, why, check, settled=settled, since=since)
    if vendor["appetite"] == "outside":
        yield Reason(vendor_id, 2, "outside the appetite", "outside", settled=settled)
    for item in looks:
        # What an incident calls for is said with it.
        if item["state"] == OVERDUE and item["why"] != INCIDENT_KNOWN:
            day = None if item["at_once"] else _day(item["due_on"])
            kind = "interim_check" if item["what"] == CHECK else "review"
            yield Reason(vendor_id, 4, _late_words(item), kind, day, since=day)
    if not vendor["rated"]:
        yield Reason(vendor_id, 5, "unrated: nothing is stated", "unrated", settled=settled)
    elif vendor["appetite"] == "undetermined" and vendor["tier"] == heaviest:
        why, look = f"undetermined, in tier {heaviest}", looks[0]
        if look["state"] == OVERDUE:
            yield Reason(vendor_id, 6, why, "undetermined", settled=settled)
        else:
            what = f"{look['words']} due"
            day = _day(look["due_on"])
            yield Reason(vendor_id, 6, f"{why}, {what}", "undetermined", day, settled, what)


#: Checks of the law that fail once something has ended, and what that is among what falls due.
_ENDED: Mapping[str, str] = {"contract": CONTRACT, "transfer": TRANSFER}


def _failing_since(review: Review, vendor_id: str, check: str) -> date | None:
    """The day on which the last of what a check asks for ended; None where nothing stated has ended."""
    ended = [
        item["due_on"]
        for item in due_by_vendor(review)[vendor_id]
        if item["what"] == _ENDED.get(check) and item["state"] == OVERDUE
    ]
    return _day(max(ended)) if ended else None


def _late_words(item: Row) -> str:
    """A review or a check that is overdue, and what calls for it, as a part of a sentence."""
    if item["what"] == CHECK:
        return "its interim check is overdue"
    if item["why"] in CALLS_FOR:
        return f"a review is due for {CALLS_FOR[item['why']]}"
    return "its review is overdue" if item["why"] == CADENCE else "it was never reviewed"


def _of_incidents(review: Review, vendor_id: str) -> Iterator[Reason]:
    """Incidents until they are closed, whatever was decided since; a rejected row may be one that is open."""
    rows = [row for row in incidents_of(review).get(vendor_id, ()) if row["is_open"]]
    for row in rows[:_MOST_INCIDENTS]:
        kind, day = f"incident_{row['customers_affected'] or 'unknown'}", _day(row["known_on"])
        yield Reason(vendor_id, INCIDENT, f"an incident: {in_short(row['what'])}", kind, day, since=day)
    if len(rows) > _MOST_INCIDENTS:
        why = f"more incidents that are open: {len(rows) - _MOST_INCIDENTS}"
        yield Reason(vendor_id, INCIDENT, why, "incident_unknown", _day(rows[_MOST_INCIDENTS]["known_on"]))
    for place in rejected_incidents(review).get(vendor_id, ()):
        why = f"a row on an incident was rejected, so that one may be open: {place}"
        yield Reason(vendor_id, INCIDENT, why, "incident_row")


def _of_decision(review: Review, vendor_id: str) -> Iterator[Reason]:
    """The reasons that lie in the last decision about a vendor: it ends, or is no longer in force."""
    for item in due_by_vendor(review)[vendor_id]:
        if item["what"] != DECISION:
            continue
        day = _day(item["due_on"])
        if item["state"] == OVERDUE and item["why"] == EXPIRED:
            yield Reason(vendor_id, 3, "its decision has expired", "decision", day, since=day)
        elif item["state"] == OVERDUE:
            # Where nobody can say when what it was made on changed, no day of anything else may be taken for it.
            since = None if item["at_once"] else day
            why = f"its decision needs renewal: {item['because']}"
            yield Reason(vendor_id, 3, why, "decision", since=since)
        elif item["state"] == SOON:
            yield Reason(vendor_id, 7, "its decision expires", "decision", day, what="decision expires")


def _found(review: Review) -> Iterator[Reason]:
    """The reasons among the register's findings, once per vendor, rule and what would be right."""
    findings = review.checked.findings[["vendor_id", "rule", "expected"]]
    rows = rows_of(findings[findings["rule"].isin([*_AT_ONCE, _NOTICE_RUNS])].drop_duplicates())
    for rule in (*_AT_ONCE, _NOTICE_RUNS):
        why = within(RULES[rule].title)
        for row in rows:
            if row["rule"] == rule and row["vendor_id"] in review.vendor_rows:
                waits = rule == _NOTICE_RUNS
                day = date.fromisoformat(row["expected"]) if waits or rule == _EXIT else None
                if waits:
                    yield Reason(row["vendor_id"], 8, why, rule, day, what="notice ends")
                else:
                    yield Reason(row["vendor_id"], 0, why, rule, since=day)


def _unended(review: Review) -> Iterator[Reason]:
    """Vendors that count only since nobody has stated when they ended: all their engagements are past."""
    findings = review.checked.findings
    blank = (findings["rule"] == _UNENDED) & (findings["value"] == "")
    for vendor_id in dict.fromkeys(findings.loc[blank, "vendor_id"]):
        rows = review.accepted("engagements", "vendor_id").get(vendor_id, [])
        if vendor_id in review.vendor_rows and all(row["status"] == "past" for row in rows):
            yield Reason(vendor_id, 0, "past, but nobody has stated when it ended", _UNENDED)


def _day(stamp: object) -> date | None:
    return stamp.date() if isinstance(stamp, pd.Timestamp) else None
