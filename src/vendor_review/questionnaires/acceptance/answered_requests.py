"""The requests in the register to which a returned questionnaire is the answer."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

import pandas as pd

from vendor_review.questionnaires.acceptance.evidence_rows import THIS, Reviewing, Row
from vendor_review.questionnaires.returned.answer_sheets import Returned
from vendor_review.register.layout import TABLES
from vendor_review.schema.cells.values import items

REQUESTS = TABLES["requests"]


@dataclass(frozen=True)
class AnsweredRequest:
    """A request that is answered now: the line and id of its row, and the cells that are filled in."""

    line: int
    request_id: str
    cells: Row


def answered_requests(
    returned: Returned, rows: pd.DataFrame, reviewing: Reviewing
) -> tuple[AnsweredRequest, ...]:
    """Open requests to the vendor, of rows as text, that a questionnaire answers: they get the day of the review.

    One that asks for a questionnaire is answered by any that says something, but not by one of ours that was written
    before it was asked. Any other is answered once all that it asks for is in it. What stays blank in a questionnaire
    is still asked since the day of the request: no answer to it counts as silence.
    """
    found = []
    own = rows[rows["vendor_id"].str.strip().eq(returned.vendor_id)]
    for line, cells in zip(own.index, own.to_dict("records"), strict=True):
        row = {str(name): str(cell).strip() for name, cell in cells.items()}
        if not row["answered_on"] and _was_asked(row["asked_on"], returned, reviewing):
            wanted, given = items(row["what"]), {*_given(returned, reviewing)}
            if THIS in given & {*wanted} or (wanted and given.issuperset(wanted)):
                cell = {"answered_on": reviewing.as_of.isoformat()}
                found.append(AnsweredRequest(int(line), row["request_id"], cell))
    return tuple(found)


def _was_asked(asked_on: str, returned: Returned, reviewing: Reviewing) -> bool:
    """Whether a request was made before the questionnaire was written, or before it is looked at, if it is not ours."""
    try:
        day = date.fromisoformat(asked_on)
    except ValueError:
        return False
    return day <= (reviewing.as_of if returned.make else min(returned.as_of, reviewing.as_of))


def _given(returned: Returned, reviewing: Reviewing) -> Iterator[str]:
    """All that a request may ask for and that is there: controls, kinds of documents, requests of the policy."""
    yield from (one.control for one in returned.answers)
    kinds = {one.kind for one in returned.documents}
    yield from kinds
    requests = reviewing.policy.requests
    yield from (str(name) for name, of in requests["kinds"].items() if kinds.intersection(of))
    says_something = returned.answers or returned.documents or returned.general
    if says_something and not returned.only_names_documents:
        yield THIS
