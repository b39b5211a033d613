"""What comes next for a vendor: when it must be looked at again and why, and which days the register states."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pandas as pd

from vendor_review.report.pages.html import counted, stated
from vendor_review.report.review import Review, once
from vendor_review.report.words.wording import EVENT_SENTENCES, EVENT_WORDS
from vendor_review.scoring.calendar.cadence import NEVER, OVERDUE, SOON

#: Days that the page names for a vendor, and how far ahead it looks; `explain` has all of them.
_NAMED, _AHEAD_DAYS = 3, 366
#: What is due of itself, not because of something else.
_OWN = ("review_due", "interim_check")


def coming_words(review: Review, vendor_id: str) -> str:
    """The next days of a vendor within a year, the review that is overdue first; "" if there are none."""
    due, events = review.next_review_rows[vendor_id], review.events_by_vendor.get(vendor_id, [])
    called = due["kind"] not in ("", *_OWN)
    days: list[tuple[str, str]] = []
    if called or due["state"] == OVERDUE:
        words = EVENT_WORDS["review_due" if called else due["kind"]]
        late = ", overdue" if due["state"] == OVERDUE else ""
        cause = f" ({EVENT_WORDS[due['kind']]})" if called else ""
        days.append((stated(due["due_on"]), f"{words}{late}{cause}"))
    ahead = pd.Timestamp(review.as_of) + pd.Timedelta(days=_AHEAD_DAYS)
    days += [
        (stated(event["on"]), EVENT_WORDS[event["kind"]])
        for event in events
        if not event["past"] and event["on"] <= ahead
    ]
    # The review that is overdue is before all days to come.
    return "; ".join(f"{day} {words}" for day, words in sorted(dict.fromkeys(days))[:_NAMED])


@once
def called_for(review: Review) -> Mapping[str, str]:
    """Vendor id to the kind of event since its last review that calls for another one, where that one is late.

    Those whose review is overdue anyway are left out.
    """
    return {
        vendor_id: due["kind"]
        for vendor_id, due in review.next_review_rows.items()
        if due["state"] == OVERDUE
        and due["kind"] not in _OWN
        and review.vendor_rows[vendor_id]["review"] != "overdue"
    }


def checks_overdue(review: Review) -> int:
    """How many vendors have missed the check between two reviews."""
    due = review.next_review_rows.values()
    return sum(row["state"] == OVERDUE and row["kind"] == "interim_check" for row in due)


def next_review_words(review: Review, vendor_id: str) -> str:
    """When a vendor must be looked at again, and why, in a sentence."""
    due = review.next_review_rows[vendor_id]
    if due["state"] == NEVER:
        return "Next review: now, as none is on record."
    when = {OVERDUE: "overdue since", SOON: "due soon, by"}.get(due["state"], "due by")
    cause = "" if due["kind"] == "review_due" else f", because on {stated(due['on'])} {_sentence(due)}"
    return f"Next review: {when} {stated(due['due_on'])}{cause}."


def event_lines(review: Review, vendor_id: str) -> list[str]:
    """Every day that the register states of a vendor, or that follows from it, past ones first."""
    events, lines = review.events_by_vendor.get(vendor_id, []), []
    for past, heading in ((True, "Past:"), (False, "To come:")):
        told = [f"  {stated(event['on'])}  {_sentence(event)}" for event in events if event["past"] == past]
        lines += [heading, *told] if told else []
    return lines


def _sentence(event: dict[str, Any]) -> str:
    controls = event.get("controls", 0)
    resting = f", and {counted(controls, 'control rests', 'controls rest')} on it" if controls else ""
    detail = str(event["detail"]).replace("_", " ")
    return EVENT_SENTENCES[event["kind"]].format(item=event["item"], detail=detail, resting=resting)
