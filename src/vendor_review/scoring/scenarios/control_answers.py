"""One vendor's row with other answers about controls, and other documents behind them, than the register states."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

import numpy as np
import pandas as pd

from vendor_review.errors import UsageError
from vendor_review.register.layout import TABLES
from vendor_review.schema.cells import values
from vendor_review.schema.cells.suggestions import allowed, hint, no_such
from vendor_review.scoring.model.controls import DECLINED, control_strength, not_applicable_allowed
from vendor_review.scoring.model.evidence import weigh_evidence
from vendor_review.scoring.model.scores import Scores, register_of
from vendor_review.scoring.scenarios.engine import with_rows, with_tables

#: An answer alone; with the level or the id of its document; with the date of that document.
Answer = str | Sequence[str | date | None]

_ANSWERS = TABLES["access_controls"].column("answer").values
_LEVELS = TABLES["evidence"].column("level").values
#: Answers that a document can still turn into a yes.
_OPEN = ("unknown", DECLINED)


@dataclass(frozen=True)
class Document:
    """What stands behind a supposed answer: a document that the register has, or one of a level and a date."""

    evidence_id: str = ""
    level: str = ""
    issued_on: date | None = None


def suppose_controls(row: Scores, controls: Mapping[str, Answer]) -> Scores:
    """A vendor's row with these answers in place of what is stated of these controls.

    Raises
    ------
    UsageError
        For all controls, answers, levels and dates that do not exist, together.
    """
    problems: list[str] = []
    known, evidence_ids = list(row.policy.controls.index), list(row.evidence.index)
    answers: dict[str, tuple[str, Document]] = {}
    for control, said in controls.items():
        if control not in known:
            problems.append(no_such(control, "control of the policy", known))
            continue
        parts: list[Any] = list(said) if isinstance(said, (tuple, list)) else [said]
        answers[control] = _read_answer(control, parts, evidence_ids, row.policy.as_of, problems)
    if problems:
        raise UsageError(problems)
    return _with_answers(row, answers)


def suppose_document(row: Scores, request: str) -> Scores:
    """A vendor's row with a document in hand that says the best of every control that it can speak of.

    Parameters
    ----------
    request
        A document of the policy that settles controls, such as `audit_report`; it leaves as they are those controls
        that a stronger one shows.
    """
    policy, controls, requests = row.policy, row.controls, row.policy.requests
    settling = list(requests.index[requests["settles"].eq("controls")])
    if request not in settling:
        other = f"settles {requests['settles'][request]}: state that" if request in requests.index else ""
        what = other or f"is no document of the policy{hint(request, settling)}"
        raise UsageError(f"{request!r} {what}; those that settle controls are {allowed(settling)}")
    (asked,) = requests.loc[[request], ["level", "controls"]].to_dict("records")
    level, spoken = asked["level"], asked["controls"]
    fresh = Document(level=level, issued_on=policy.as_of)
    said = zip(controls.control_ids, controls.answer[0], controls.strength[0], strict=True)
    answers = {
        str(control): ("yes" if answer in _OPEN else str(answer), fresh)
        for control, answer, strength in said
        if control in spoken
        and answer != "not_applicable"
        and (answer in _OPEN or strength < policy.evidence_strength[level])
    }
    return _with_answers(row, answers)


def _read_answer(
    control: str, parts: list[Any], evidence_ids: Sequence[str], as_of: date, problems: list[str]
) -> tuple[str, Document]:
    """Answer and document of `("yes", "E5", date(2026, 10, 1))`, of the first two of them, or of the first."""
    if not 1 <= len(parts) <= 3:
        problems.append(f"{control}: {tuple(parts)!r} is not an answer, a document and its date")
        return "", Document()
    whole: list[Any] = [*parts, "", as_of] if len(parts) == 1 else [*parts, as_of]
    answer, cited, issued_on = whole[:3]
    if answer not in _ANSWERS:
        problems.append(f"{control}: {no_such(answer, 'answer', _ANSWERS)}")
    if not cited:
        return str(answer), Document()
    if cited in evidence_ids:
        if len(parts) == 3:
            problems.append(f"{control}: {cited!r} is in the register with its date; leave the date out")
        return str(answer), Document(evidence_id=str(cited))
    if cited not in _LEVELS:
        near = hint(str(cited), [*_LEVELS, *evidence_ids])
        problems.append(
            f"{control}: {cited!r} is no level of evidence, and no document of the vendor{near}; "
            f"the levels are {allowed(_LEVELS)}"
        )
    day = _read_day(issued_on)
    if day is None and issued_on is not None:
        problems.append(f"{control}: {issued_on!r} is no date such as date({as_of.year}, 1, 31)")
    if day is not None and day > as_of:
        problems.append(f"{control}: {day} is after the day of the review, {as_of}")
    return str(answer), Document(level=str(cited), issued_on=day)


def _read_day(written: Any) -> date | None:
    """A date, or the one that an ISO text names."""
    if isinstance(written, str):
        named: Any = values.dates([written])[0]
        return None if pd.isna(named) else named.date()
    if isinstance(written, datetime):
        return written.date()
    return written if isinstance(written, date) else None


def _with_answers(row: Scores, answers: Mapping[str, tuple[str, Document]]) -> Scores:
    if not answers:
        return row
    policy, checked, controls = row.policy, register_of(row), row.controls
    (vendor_id,) = row.vendors.index
    # With a space, which no id of a register has.
    ids = {control: f"supposed {control}" for control in answers}
    documents = [
        {
            "evidence_id": ids[control],
            "vendor_id": vendor_id,
            "kind": "other",
            "level": document.level,
            "issued_on": np.datetime64("NaT" if document.issued_on is None else document.issued_on, "us"),
            "in_scope": "yes",
        }
        for control, (_, document) in answers.items()
        if document.level
    ]
    stated = checked.tables["evidence"]
    table = with_rows(stated[~stated["evidence_id"].isin(ids.values())], documents)
    evidence = weigh_evidence(table, policy)
    answer, evidence_id = controls.answer.copy(), controls.evidence_id.copy()
    asked = controls.asked.copy()
    for control, (said, document) in answers.items():
        place = policy.controls.index.get_loc(control)
        answer[0, place], asked[0, place] = said, False
        evidence_id[0, place] = document.evidence_id or (ids[control] if document.level else "")
    free = not_applicable_allowed(row.vendors.index, row.engagements, policy.controls.index, policy)
    answer[(answer == "not_applicable") & ~free] = "unknown"
    return replace(
        row,
        checked=with_tables(checked, evidence=table),
        evidence=evidence,
        controls=control_strength(controls.vendor_ids, answer, asked, evidence_id, evidence, policy),
    )
