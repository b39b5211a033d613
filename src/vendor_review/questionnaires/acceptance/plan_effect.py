"""Weighs a plan before anybody accepts it: what a check would say of the register then, and what it would score."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

import pandas as pd

from vendor_review.figures import whole
from vendor_review.policy import Policy
from vendor_review.questionnaires.acceptance.evidence_rows import EVIDENCE
from vendor_review.questionnaires.acceptance.incident_rows import INCIDENTS
from vendor_review.questionnaires.acceptance.plan import CONTROLS, Plan
from vendor_review.questionnaires.acceptance.service_terms import ENGAGEMENTS
from vendor_review.questionnaires.form import ANSWERS, DOCUMENTS
from vendor_review.questionnaires.returned.answer_sheets import Returned
from vendor_review.register import Register
from vendor_review.register.row_places import Places
from vendor_review.report.words.next_steps import Steps
from vendor_review.schema import CheckedRegister, check_register
from vendor_review.schema.findings.catalogue import CONSEQUENCES
from vendor_review.scoring import score_vendors
from vendor_review.scoring.scenarios.engine import rows_of_vendor
from vendor_review.scoring.scenarios.requests import ON_FILE

Ends = tuple[float, float]
_SHEET_COLUMNS = {
    EVIDENCE.name: {
        "kind": "kind",
        "title": "title",
        "location": "location",
        "issued_on": "issued on",
        "period_end": "period end",
        "valid_until": "valid until",
        "in_scope": "covers our service",
    },
    CONTROLS.name: {"control": "id", "answer": "answer", "evidence_id": "document", "note": "note"},
}


@dataclass(frozen=True)
class Weighed:
    """What a plan would bring.

    Attributes
    ----------
    errors, remarks
        What a check of the register would newly say, errors and the rest, a sentence each.
    on_file
        What could be taken from documents that the register then has, a sentence each.
    now, then, taken_over
        Both ends of the score, points: as the register is, with what the plan writes, and with what it leaves taken
        over by hand as well. None for a vendor that is not scored.
    limits
        Points at which a band or the appetite begins.
    """

    errors: tuple[str, ...]
    remarks: tuple[str, ...]
    on_file: tuple[str, ...]
    now: Ends | None
    then: Ends | None
    taken_over: Ends | None
    limits: tuple[float, ...]


def weigh(
    register: Register, checked: CheckedRegister, plan: Plan, returned: Returned, policy: Policy
) -> Weighed:
    """Checks and scores the register as it would be; nothing is written."""
    then = _checked(_with(register, plan, returned), policy)
    beside = [one for one in plan.differing if one.is_shorthand]
    every = replace(
        plan,
        filled=(*plan.filled, *(one for one in plan.differing if not one.is_shorthand)),
        answers=(*plan.answers, *(one.cells for one in beside)),
        answered=(*plan.answered, *(one.answered for one in beside)),
    )
    taken_over = _checked(_with(register, every, returned), policy) if plan.differing else then
    new = _new_findings(checked.findings, then.findings)
    follows = new["rule"].isin(CONSEQUENCES)
    if (new["severity"].eq("error") & ~follows).any():
        # What only follows from another new error goes with it.
        new = new[~follows]
    is_error = new["severity"].eq("error")
    words = new["message"].str.rstrip(".") + ". " + new["remedy"]
    return Weighed(
        errors=tuple(words[is_error]),
        remarks=tuple(words[~is_error]),
        on_file=tuple(_on_file(then, policy, returned.vendor_id)),
        now=_ends(checked, policy, returned.vendor_id),
        then=_ends(then, policy, returned.vendor_id),
        taken_over=_ends(taken_over, policy, returned.vendor_id),
        limits=policy.limits,
    )


def _checked(register: Register, policy: Policy) -> CheckedRegister:
    return check_register(register, policy.vocabulary, policy.as_of)


def _ends(checked: CheckedRegister, policy: Policy, vendor_id: str) -> Ends | None:
    vendors = score_vendors(rows_of_vendor(checked, vendor_id), policy).vendors
    if vendor_id not in vendors.index:
        return None
    return float(vendors["r_lo"][vendor_id]), float(vendors["r_hi"][vendor_id])


def _on_file(checked: CheckedRegister, policy: Policy, vendor_id: str) -> Iterator[str]:
    scores = score_vendors(rows_of_vendor(checked, vendor_id), policy)
    rows, steps = scores.questions, Steps(scores)
    for row in rows[rows["vendor_id"].eq(vendor_id) & rows["kind"].eq(ON_FILE)].to_dict("records"):
        yield f"{steps.told(row)}: at best down to {whole(row['r_hi'], policy.limits)}"


def _new_findings(before: pd.DataFrame, after: pd.DataFrame) -> pd.DataFrame:
    keys = ["rule", "table", "line", "column", "value"]
    known = pd.MultiIndex.from_frame(before[keys])
    return after[~pd.MultiIndex.from_frame(after[keys]).isin(known)]


def _with(register: Register, plan: Plan, returned: Returned) -> Register:
    """The register as text with what a plan writes; what is new is known by its cell in the questionnaire."""
    rows: dict[str, dict[int, int]] = {EVIDENCE.name: {}, CONTROLS.name: {}}
    tables = dict(register.tables)
    for name, edit in plan.edits.items():
        tables[name] = _edited(tables[name], edit.added, edit.filled)
    first = len(register.tables[EVIDENCE.name])
    for line, given in zip(tables[EVIDENCE.name].index[first:], plan.sources, strict=True):
        rows[EVIDENCE.name][int(line)] = given.row if given else 0
    first = len(register.tables[CONTROLS.name])
    for line, one in zip(tables[CONTROLS.name].index[first:], plan.answered, strict=True):
        rows[CONTROLS.name][int(line)] = one.row
    rows[CONTROLS.name] |= {existing.line: existing.answered.row for existing in plan.filled}
    cells = {(ENGAGEMENTS.name, one.line, one.column): one.place for one in plan.terms.filled}
    new = tables[INCIDENTS.name].index[len(register.tables[INCIDENTS.name]) :]
    for line, place in zip(new, plan.incidents.places, strict=True):
        cells |= {(INCIDENTS.name, int(line), column): place for column in ("", *INCIDENTS.names)}
    return replace(
        register, tables=tables, places=_QuestionnairePlaces(register.places, returned, rows, cells)
    )


def _edited(
    frame: pd.DataFrame,
    added: Sequence[Mapping[str, str]],
    filled: Mapping[int, Mapping[str, str]],
) -> pd.DataFrame:
    frame = frame.copy()
    for line, cells in filled.items():
        for name, cell in cells.items():
            frame.loc[line, name] = cell
    start = int(frame.index.max()) + 1 if len(frame) else 2
    new = pd.DataFrame(
        [{name: row.get(str(name), "") for name in frame.columns} for row in added], columns=frame.columns
    )
    new.index = pd.RangeIndex(start, start + len(new))
    return pd.concat([frame, new.astype(str)]) if len(new) else frame


@dataclass(frozen=True)
class _QuestionnairePlaces:
    """Places of rows that come from a questionnaire are cells there; others are named as the register's keeper does."""

    own: Places
    returned: Returned
    rows: Mapping[str, Mapping[int, int]]
    cells: Mapping[tuple[str, int, str], str]

    def file(self, table: str) -> str:
        """As the register names it."""
        return self.own.file(table)

    def words(self, table: str, line: int, column: str = "") -> str:
        """The cell of the questionnaire, or the row of the register."""
        if (table, line, column) in self.cells:
            return self.cells[table, line, column]
        row = self.rows.get(table, {}).get(line)
        if row is None:
            return self.own.words(table, line, column)
        sheet = (DOCUMENTS if table == EVIDENCE.name else ANSWERS).name
        if not row:
            return self.returned.file
        return self.returned.place(sheet, row, _SHEET_COLUMNS[table].get(column, "id"))
