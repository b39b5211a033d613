"""What is to be done about a score, in words: what to ask a vendor for, and what to take from documents on file."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from vendor_review.figures import points, share
from vendor_review.report.pages.html import counted
from vendor_review.report.review import Review, once
from vendor_review.report.words.wording import series
from vendor_review.schema.cells.values import items
from vendor_review.scoring import Assessment
from vendor_review.scoring.model.scores import register_of
from vendor_review.scoring.scenarios.requests import DOCUMENT, ON_FILE

#: Columns of a document that may be blank, and what they say.
_CELLS = {
    "level": "its level (level)",
    "in_scope": "that it covers our service (in_scope)",
    "issued_on": "the day of its issue (issued_on)",
    "period_end": "the last day that it covers (period_end)",
}


class Steps:
    """Words for rows of `Assessment.questions`, and of other tables of what can be asked for or taken."""

    def __init__(self, scores: Assessment) -> None:
        policy = scores.policy
        self._requests, self._controls = policy.requests["title"], policy.controls["name"]
        rows = register_of(scores).tables["evidence"]
        self._documents = dict(zip(rows["evidence_id"], rows["title"], strict=True))

    def noun(self, row: Mapping[Any, Any]) -> str:
        """What is asked for, such as `a SOC 2 report`, or what to do with what is on file.

        `row` has a kind and a question, and of what is on file may have take, fill and fill_drop.
        """
        if row["kind"] == ON_FILE:
            return self._of_file(row)
        name = row["question"]
        return str(self._requests[name]) if row["kind"] == DOCUMENT else f"{name} {self._controls[name]}"

    def told(self, row: Mapping[Any, Any]) -> str:
        """The same as something to do: `ask for a SOC 2 report`."""
        asks = {DOCUMENT: "ask for ", ON_FILE: ""}.get(row["kind"], "ask about ")
        return f"{asks}{self.noun(row)}"

    def _of_file(self, row: Mapping[Any, Any]) -> str:
        names = series([self._named(one) for one in items(row["question"])])
        controls, blank = items(row.get("take", "*")), items(row.get("fill", ""))
        told = []
        if controls:
            several = f" for {counted(len(controls), 'control')}" if controls != ["*"] else ""
            told.append(f"use {names}, on file,{several}".removesuffix(","))
        cost = row.get("fill_drop", 0.0)
        if blank and float(points(cost)):
            cells = series([_CELLS[one] for one in blank])
            of = "" if controls else f"of {names}, on file, "
            costs = "the blank costs" if len(blank) == 1 else "the blanks cost"
            told.append(f"{of}enter {cells}: {costs} {share(cost)} points")
        return ", and ".join(told) or f"see {names}, on file"

    def _named(self, evidence_id: str) -> str:
        title = self._documents.get(evidence_id, "")
        return f"“{title}” ({evidence_id})" if title else evidence_id


@once
def steps_in(review: Review) -> Steps:
    """The words for a review, whose documents are looked through once for all of its vendors."""
    return Steps(review.scores)
