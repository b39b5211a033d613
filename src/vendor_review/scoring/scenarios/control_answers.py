"""One vendor's accepted rows with other answers about controls, and other documents behind them, than are stated."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

import numpy as np
import pandas as pd

from vendor_review.errors import UsageError
from vendor_review.policy import Policy
from vendor_review.register.layout import TABLES
from vendor_review.schema import CheckedRegister
from vendor_review.schema.cells import values
from vendor_review.scoring.model.controls import ControlStrength
from vendor_review.scoring.scenarios.extract import with_rows, with_tables
from vendor_review.scoring.scenarios.references import allowed, hint

#: An answer alone; with the level or the id of its document; with the date of that document.
Answer = str | Sequence[str | date | None]

_ANSWERS = TABLES["access_controls"].column("answer").values
_LEVELS = TABLES["evidence"].column("level").values


@dataclass(frozen=True)
class Document:
    """What stands behind a supposed answer: a document that the register has, or one of a level and a date."""

    evidence_id: str = ""
    level: str = ""
    issued_on: date | None = None


def suppose_controls(
    checked: CheckedRegister, vendor_id: str, controls: Mapping[str, Answer], policy: Policy
) -> CheckedRegister:
    """The vendor with these answers in place of what is stated of these controls.

    Raises
    ------
    UsageError
        For all controls, answers, levels and dates that do not exist, together.
    """
    problems: list[str] = []
    evidence_ids = list(checked.tables["evidence"]["evidence_id"])
    answers: dict[str, tuple[str, Document]] = {}
    for control, said in controls.items():
        if control not in policy.controls.index:
            known = list(policy.controls.index)
            problems.append(
                f"{control!r} is no control of the policy{hint(control, known)}; they are {allowed(known)}"
            )
            continue
        parts: list[Any] = list(said) if isinstance(said, (tuple, list)) else [said]
        answer, document = _read_answer(control, parts, evidence_ids, policy.as_of, problems)
        answers[control] = answer, document
    if problems:
        raise UsageError(problems)
    return _with_answers(checked, vendor_id, answers)


def suppose_document(
    checked: CheckedRegister,
    vendor_id: str,
    request: str,
    now: ControlStrength,
    policy: Policy,
) -> CheckedRegister:
    """The vendor with a document in hand that says the best of every control that it can speak of.

    Parameters
    ----------
    request
        A document of the policy that settles controls, such as `audit_report`.
    now
        The vendor's controls, which a weaker document leaves as they are.
    """
    requests = policy.requests
    settling = list(requests.index[requests["settles"].eq("controls")])
    if request not in settling:
        other = f"settles {requests['settles'][request]}: state that" if request in requests.index else ""
        what = other or f"is no document of the policy{hint(request, settling)}"
        raise UsageError(f"{request!r} {what}; those that settle controls are {allowed(settling)}")
    row: dict[str, Any] = requests.loc[[request]].to_dict("records")[0]  # type: ignore[assignment]
    level, fresh = row["level"], Document(level=row["level"], issued_on=policy.as_of)
    answers = {}
    for place, control in enumerate(now.control_ids):
        answer, strength = str(now.answer[0, place]), now.strength[0, place]
        stronger = answer != "unknown" and strength >= policy.evidence_strength[level]
        if control in row["controls"] and answer != "not_applicable" and not stronger:
            answers[str(control)] = "yes" if answer == "unknown" else answer, fresh
    return _with_answers(checked, vendor_id, answers)


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
        problems.append(
            f"{control}: {answer!r} is no answer{hint(str(answer), _ANSWERS)}; they are {allowed(_ANSWERS)}"
        )
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


def _with_answers(
    checked: CheckedRegister, vendor_id: str, answers: Mapping[str, tuple[str, Document]]
) -> CheckedRegister:
    stated, evidence = checked.tables["access_controls"], checked.tables["evidence"]
    rows, documents = [], []
    for control, (answer, document) in answers.items():
        # With a space, which no id of a register has.
        evidence_id = document.evidence_id or (f"supposed {control}" if document.level else "")
        rows.append(
            {"vendor_id": vendor_id, "control": control, "answer": answer, "evidence_id": evidence_id}
        )
        if document.level:
            documents.append(
                {
                    "evidence_id": evidence_id,
                    "vendor_id": vendor_id,
                    "kind": "other",
                    "level": document.level,
                    "issued_on": np.datetime64(
                        "NaT" if document.issued_on is None else document.issued_on, "us"
                    ),
                    "in_scope": "yes",
                }
            )
    replaced = {f"supposed {control}" for control in answers}
    return with_tables(
        checked,
        access_controls=with_rows(stated[~stated["control"].isin(answers)], rows),
        evidence=with_rows(evidence[~evidence["evidence_id"].isin(replaced)], documents),
    )
