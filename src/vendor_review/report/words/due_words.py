"""What falls due, in words: what it is, by when, and why; and what has ended a decision."""

from __future__ import annotations

from collections.abc import Iterable

import pandas as pd

from vendor_review.policy import Policy
from vendor_review.report.pages.html import counted, long_day, stated
from vendor_review.report.review import Row, rows_of
from vendor_review.report.words.request_words import asked_words, request_words
from vendor_review.report.words.wording import APPETITE_WORDS, DOCUMENT_WORDS, place_text, series
from vendor_review.scoring import Assessment
from vendor_review.scoring.calendar import decision_validity as made
from vendor_review.scoring.calendar import due_items as due
from vendor_review.scoring.calendar.event_rows import INCIDENT, NOTICE_ENDS
from vendor_review.scoring.calendar.review_days import CADENCE, NEVER_REVIEWED, NEVER_UNDATED

WHAT_WORDS = {
    due.REVIEW: "review",
    due.CHECK: "interim check",
    due.DECISION: "decision",
    due.ANSWER: "answer",
    due.REMINDER: "reminder",
    due.GIVE_NOTICE: "last day to give notice",
    due.CONTRACT: "contract",
    due.TRANSFER: "transfer basis",
    due.EVIDENCE: "evidence",
}
_OF_REQUESTS = (due.ANSWER, due.REMINDER)
_DOCUMENTS = (due.CONTRACT, due.TRANSFER, due.EVIDENCE)
#: What an event that calls for a review is a review for.
CALLS_FOR = {
    "contract_ends": "the end of its contract",
    "transfer_lapses": "the end of a transfer basis",
    "evidence_expires": "the expiry of evidence",
    "engagement_engaged": "a new engagement",
    "engagement_starts": "an engagement that begins",
    "onward_named": "a new onward vendor",
    INCIDENT: "an incident",
}
#: What ends without being a document of the register.
_UNNAMED = {"contract_ends": "the contract", "transfer_lapses": "the adequacy decision"}
#: Events that make nothing due by themselves.
_EVENT_WORDS = {
    NOTICE_ENDS: "last day to give notice on the contract",
    "engagement_ends": "{item} ends",
    "notice_ends": "notice of {item} ends",
    "engagement_engaged": "{item} engaged",
    "engagement_starts": "{item} begins",
    "onward_named": "{item} named as an onward vendor",
    "evidence_fades": "{document} ({item}) starts to count for less",
    "evidence_at_floor": "{document} ({item}) counts for least",
}
#: Parts of what a decision was made on, in words.
_MOVED_WORDS = {
    "policy": "the policy",
    "vendors": "the vendor's own row",
    "engagements": "its engagements",
    "places": "its places",
    "data_shared": "the data it gets",
    "access_controls": "its answers on controls",
    "evidence": "its evidence",
    "onward": "its own vendors",
    "incidents": "its incidents",
    "inputs": "its inputs",
}
#: Of more parts a reader is told how many; the register's problems name them.
_FEW_PARTS = 5
#: Characters of an incident that a line has room for.
_LONGEST = 160


def worded_items(scores: Assessment) -> list[Row]:
    """`scores.due_items` as plain values, with `words` (what is due), `when` and `because` in words."""
    decided, policy = scores.decisions["lapses"].to_dict(), scores.policy
    return [
        {
            **item,
            "words": what_words(item, policy),
            "when": when_words(item),
            "because": why_words(item, policy, decided.get(item["vendor_id"], ())),
        }
        for item in rows_of(scores.due_items)
    ]


def what_words(item: Row, policy: Policy) -> str:
    """What is due: `review`, or `evidence: ISO 27001 (nimbus-iso)`."""
    what, name = WHAT_WORDS[item["what"]], item["item"]
    if item["what"] in _OF_REQUESTS and name:
        return f"{what}: {asked_words(item['detail'], policy)} ({name})"
    if item["what"] not in _DOCUMENTS or not name:
        return what
    if item["detail"] in DOCUMENT_WORDS:
        return f"{what}: {document_words(item['detail'])} ({name})"
    return f"{what}: adequacy decision on {place_text(name, '', '')} ({item['detail']})"


def when_words(item: Row) -> str:
    """When it is due: `now`, `overdue since 2026-10-20`, `2027-04-20`, or that no day is stated."""
    if item["state"] == due.UNKNOWN:
        return "no end stated"
    if item["at_once"]:
        return "now"
    day = stated(item["due_on"])
    return f"overdue since {day}" if item["state"] == due.OVERDUE else day


def why_words(item: Row, policy: Policy, lapses: Iterable[made.Lapse] = ()) -> str:
    """Why it is due, as a part of a sentence; of a decision with all that has ended it."""
    what, why, tier = item["what"], item["why"], item["item"]
    if what in _OF_REQUESTS:
        return request_words(item, policy)
    if what == due.DECISION:
        return lapse_words(lapses) or ("it expires" if item["state"] != due.UNKNOWN else "it states no end")
    if why == NEVER_UNDATED:
        return "never reviewed, and the day it was engaged is not stated"
    if why in (CADENCE, NEVER_REVIEWED):
        months = (policy.interim_months if what == due.CHECK else policy.review_months)[tier]
        never, start = (
            ("never reviewed; ", "it was engaged") if why == NEVER_REVIEWED else ("", "the last review")
        )
        return f"{never}tier {tier}: {months} months after {start}, {long_day(item['cause_on'])}"
    if what == due.GIVE_NOTICE:
        ends = item["due_on"] + pd.Timedelta(days=int(item["detail"]))
        return f"the contract ends {long_day(ends)}, with {counted(int(item['detail']), 'day')} of notice"
    if what == due.REVIEW and why not in made.ENDING:
        return f"{CALLS_FOR[why]}: {_event_words(item)}"
    return _event_words(item)


def _event_words(item: Row) -> str:
    """The event that makes something due, with its day."""
    day, past = long_day(item["cause_on"]), item["state"] == due.OVERDUE
    name, detail = item["item"], item["detail"]
    document = document_words(detail) if detail in DOCUMENT_WORDS else _UNNAMED.get(item["why"], "")
    words = {
        "contract_ends": f"{document} {'ended' if past else 'ends'} {day}",
        "transfer_lapses": f"{document} {'ended' if past else 'ends'} {day}",
        "evidence_expires": f"{document} {'expired' if past else 'expires'} {day}",
        "engagement_engaged": f"{name}, engaged {day}",
        "engagement_starts": f"{name}, from {day}",
        "onward_named": f"{name}, named {day}",
        INCIDENT: f"{in_short(name)}, known since {day}",
    }
    return words[item["why"]]


def ended_words(event: Row) -> str:
    """What has ended or expired, with its day: `ISO 27001 expired 15 September 2026`."""
    return _event_words({**event, "why": event["kind"], "cause_on": event["on"], "state": due.OVERDUE})


def event_words(event: Row, *, whole: bool = False) -> str | None:
    """What ends, begins or is new; None for what is told as something that falls due.

    The `whole` of it says as well how many controls rest on a document.
    """
    words = _EVENT_WORDS.get(event["kind"])
    if words is None or (event["kind"] == NOTICE_ENDS and not event["past"]):
        return None
    told = words.format(item=event["item"], document=document_words(event["detail"]))
    if not whole or not event["controls"]:
        return told
    return f"{told}, and {counted(event['controls'], 'control rests', 'controls rest')} on it"


def in_short(text: str) -> str:
    """What somebody wrote of an incident, where it is long its beginning."""
    return text if len(text) <= _LONGEST else f"{text[: _LONGEST - 1].rstrip()}…"


def document_words(kind: str) -> str:
    """A kind of document in words; anything else, such as an adequacy decision, as it is written."""
    return DOCUMENT_WORDS.get(kind, kind)


def lapse_words(lapses: Iterable[made.Lapse]) -> str:
    """What has ended a decision, in words: `ISO 27001 expired 15 September 2026; band was medium, is very high`."""
    return "; ".join(_lapse(one) for one in lapses)


def _lapse(lapse: made.Lapse) -> str:
    if lapse.why == made.REJECTED:
        return f"{lapse.detail} was rejected, and may be a later decision"
    if lapse.why == made.INPUTS:
        return f"{moved_words(lapse.detail)} changed"
    if lapse.why == made.APPETITE:
        return f"it was {APPETITE_WORDS[lapse.item]}, and is {APPETITE_WORDS[lapse.detail]}"
    if lapse.on is None:
        return f"{lapse.why} was {lapse.item}, and is {lapse.detail}"
    day = long_day(lapse.on)
    if lapse.why == made.EXPIRED:
        return f"expired {day}"
    about = DOCUMENT_WORDS.get(lapse.detail, _UNNAMED.get(lapse.why, lapse.detail))
    return f"{about} {'expired' if lapse.why == 'evidence_expires' else 'ended'} {day}"


def moved_words(moved: str) -> str:
    """What has changed since a decision was made, as a part of a sentence; of nearly everything only how much."""
    parts = moved.split(", ")
    if len(parts) > _FEW_PARTS:
        return f"{len(parts)} of the {len(_MOVED_WORDS) - 1} parts that it rests on"
    return series([_MOVED_WORDS[name] for name in parts])
