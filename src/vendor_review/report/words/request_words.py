"""Requests to vendors, in words: what was asked for, since when, and whether it was answered."""

from __future__ import annotations

from collections.abc import Iterator

from vendor_review.policy import Policy
from vendor_review.register.layout import ALL
from vendor_review.report.pages.html import counted, long_day
from vendor_review.report.review import Row
from vendor_review.report.words.wording import DOCUMENT_WORDS
from vendor_review.schema.cells.values import items
from vendor_review.scoring.calendar.open_requests import REJECTED, TOLD

#: What a description is about, by what it settles.
_DESCRIPTIONS = {"data": "which data it gets", "path": "how it reaches the data"}
#: Of more controls a line says how many.
_NAMED = 2


def asked_words(what: str, policy: Policy) -> str:
    """What a request asks for: `security questionnaire on 12 controls`."""
    asked = items(what)
    controls = [one for one in asked if one in policy.controls.index]
    others = list(_others([one for one in asked if one not in controls], policy))
    names = [str(policy.controls["name"][one]) for one in controls]
    told = names if len(names) <= _NAMED else [counted(len(names), "control")]
    if len(others) == 1 and controls:
        return f"{others[0]} on {' and '.join(told)}"
    return ", ".join([*others, *told])


def _others(asked: list[str], policy: Policy) -> Iterator[str]:
    for one in asked:
        if one in policy.shorthands:
            yield "all controls" if one == ALL else f"{one} controls"
        elif one in DOCUMENT_WORDS or one not in policy.requests.index:
            yield DOCUMENT_WORDS.get(one, one)
        else:
            row = policy.requests.loc[one]
            yield _DESCRIPTIONS.get(str(row["settles"])) or str(row["title"])


def request_words(item: Row, policy: Policy) -> str:
    """Why an answer is due on its day, or a reminder, as a part of a sentence; `item` is one of what falls due."""
    if item["why"] == REJECTED:
        return f"{item['detail']} was rejected, and may be an open request"
    asked = f"asked {long_day(item['cause_on'])}"
    if item["why"] == TOLD:
        return asked
    return f"{asked}; no last day was named, and the policy gives {counted(policy.answer_days, 'day')}"
