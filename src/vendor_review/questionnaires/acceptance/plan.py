"""What answers that have come back would do to a register: rows to add, blanks to fill, and what is left as it is."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import pandas as pd

from vendor_review.files.formulas import spreadsheet_safe
from vendor_review.policy import Policy
from vendor_review.questionnaires.acceptance.answered_requests import (
    REQUESTS,
    AnsweredRequest,
    answered_requests,
)
from vendor_review.questionnaires.acceptance.evidence_rows import EVIDENCE, DocumentRows, Reviewing, Row
from vendor_review.questionnaires.acceptance.incident_rows import INCIDENTS, IncidentRows, plan_incidents
from vendor_review.questionnaires.acceptance.service_terms import ENGAGEMENTS, ServiceTerms, plan_terms
from vendor_review.questionnaires.returned.answer_sheets import Answered, Given, Returned
from vendor_review.register.layout import SHORTHANDS, TABLES, Table
from vendor_review.register.source_kind import Edit
from vendor_review.scoring.model.answers import spelt_out

CONTROLS = TABLES["access_controls"]
WRITTEN = (EVIDENCE, CONTROLS, ENGAGEMENTS)
"""The tables that answers always may change, in the order in which they are locked."""


@dataclass(frozen=True)
class Existing:
    """A row of `access_controls` that is there: its line, the vendor's answer, and what cells would become.

    Where the row answers several controls, `cells` are those of a new row for the one that is answered otherwise.
    """

    line: int
    answered: Answered
    before: Row
    cells: Row

    @property
    def is_shorthand(self) -> bool:
        """Whether the row answers several controls."""
        return self.before["control"] in SHORTHANDS


@dataclass(frozen=True)
class Plan:
    """Rows to add, existing rows to fill in, those that differ and are left, and controls that are there already.

    `requests` are those that this answers. `ids` leads from each document of the questionnaire, and `questionnaire`, to
    its row in `evidence`; `sources` tells for each added row of evidence which document it is, None being the file
    itself; `terms` are cells of engagements.
    """

    evidence: tuple[Row, ...]
    sources: tuple[Given | None, ...]
    answers: tuple[Row, ...]
    answered: tuple[Answered, ...]
    filled: tuple[Existing, ...]
    differing: tuple[Existing, ...]
    same: tuple[Answered, ...]
    requests: tuple[AnsweredRequest, ...]
    ids: Mapping[str, str]
    terms: ServiceTerms
    incidents: IncidentRows
    problems: tuple[str, ...]

    @property
    def edits(self) -> dict[str, Edit]:
        """The same as edits of the tables."""
        made = {
            EVIDENCE.name: Edit(added=self.evidence),
            CONTROLS.name: Edit(added=self.answers, filled={one.line: one.cells for one in self.filled}),
            ENGAGEMENTS.name: Edit(filled=self.terms.edits),
            INCIDENTS.name: Edit(added=self.incidents.added),
        }
        answered = {one.line: one.cells for one in self.requests}
        return made | ({REQUESTS.name: Edit(filled=answered)} if answered else {})

    @property
    def tables(self) -> tuple[Table, ...]:
        """The tables that it may change."""
        more = ((INCIDENTS, self.incidents.added), (REQUESTS, self.requests))
        return (*WRITTEN, *(table for table, rows in more if rows))

    @property
    def adds_nothing(self) -> bool:
        """Whether the register would stay as it is."""
        filled = self.filled or self.terms.filled or self.requests
        return not (self.evidence or self.answers or filled or self.incidents.added)

    @property
    def understood(self) -> frozenset[str]:
        """The cells of the sheet general that need nobody to enter what they say."""
        return self.terms.places | self.incidents.understood


def plan_answers(returned: Returned, tables: Mapping[str, pd.DataFrame], reviewing: Reviewing) -> Plan:
    """What a questionnaire does to the rows of the register's `tables`, given as text and indexed by line.

    A control without a row gets one. A row without an answer, or with `unknown`, is filled in; so is the document of a
    row that has the same answer and none. Every other row stays, and so does what a row for several controls answers:
    what the vendor says otherwise is told.
    """
    documents = DocumentRows(returned, tables[EVIDENCE.name], reviewing)
    rows = tables[CONTROLS.name]
    own = rows[rows["vendor_id"].str.strip().eq(returned.vendor_id)]
    there = {
        cells["control"].strip(): (int(line), {str(name): str(cell).strip() for name, cell in cells.items()})
        for line, cells in zip(own.index, own.to_dict("records"), strict=True)
    }
    with_others = _answered_with_others(own, tables[EVIDENCE.name], reviewing.policy)
    added: list[tuple[Row, Answered]] = []
    outcomes: dict[str, list[Existing]] = {"filled": [], "differing": []}
    same: list[Answered] = []
    for one in returned.answers:
        if one.control not in there and one.control not in with_others:
            added.append((_new_row(one, documents.id_of(one), returned, reviewing), one))
            continue
        line, row = there.get(one.control) or with_others[one.control]
        what = _what_becomes(row, one, documents)
        if what == "same":
            same.append(one)
            continue
        if one.control in there:
            cells = _cells(row, one, documents.id_of(one), returned, reviewing, filled=what == "filled")
        else:
            cells = _new_row(one, documents.id_of(one), returned, reviewing)
        outcomes[what].append(Existing(line, one, row, cells))
    return Plan(
        evidence=tuple(documents.added),
        sources=tuple(documents.sources),
        answers=tuple(row for row, _ in added),
        answered=tuple(one for _, one in added),
        filled=tuple(outcomes["filled"]),
        differing=tuple(outcomes["differing"]),
        same=tuple(same),
        requests=answered_requests(returned, tables[REQUESTS.name], reviewing),
        ids=documents.ids,
        incidents=plan_incidents(returned, tables, reviewing),
        terms=plan_terms(returned, tables[ENGAGEMENTS.name], reviewing),
        problems=tuple(documents.problems),
    )


def _answered_with_others(
    rows: pd.DataFrame, evidence: pd.DataFrame, policy: Policy
) -> dict[str, tuple[int, Row]]:
    """Control to the line and the cells of the row that answers it together with others."""
    stripped = rows.apply(lambda cells: cells.str.strip())
    # Where nothing was answered yet, an answer of its own goes before without a contradiction.
    says = stripped["control"].isin(SHORTHANDS) & ~stripped["answer"].isin(["", "unknown", "declined"])
    ids = evidence["evidence_id"].str.strip()
    kinds = pd.Series(evidence["kind"].str.strip().to_numpy(), ids)[~ids.duplicated().to_numpy()]
    answered = spelt_out(stripped[says], kinds, policy)
    return {
        control: (int(line), {str(name): str(cell) for name, cell in stripped.loc[line].items()})
        for line, control in zip(answered.index, answered["control"], strict=True)
    }


def _new_row(one: Answered, evidence_id: str, returned: Returned, reviewing: Reviewing) -> Row:
    new = {"vendor_id": returned.vendor_id, "control": one.control, "answer": one.answer}
    new |= {"evidence_id": evidence_id, "assessed_on": reviewing.as_of.isoformat()}
    return new | {"note": _note(returned, one, reviewing)}


def _what_becomes(row: Row, one: Answered, documents: DocumentRows) -> str:
    """`filled`, `differing` or `same`."""
    cited = row["evidence_id"]
    is_open = row["answer"] in ("", "unknown", "declined")
    if one.is_part and row["answer"] == "yes":
        return "same"
    if not is_open and row["answer"] != one.answer:
        return "differing"
    if row["control"] in SHORTHANDS:
        return "differing" if one.document and documents.ids[one.document] != cited else "same"
    if cited and not is_open and (not one.document or documents.ids[one.document] == cited):
        return "same"
    if not cited or (one.document and documents.ids[one.document] == cited):
        return "filled"
    return "differing"


def _cells(
    row: Row, one: Answered, evidence_id: str, returned: Returned, reviewing: Reviewing, *, filled: bool
) -> Row:
    """The cells that differ from `row`; in a row that is filled in, our words follow those that stand there."""
    wanted = {"answer": one.answer, "evidence_id": evidence_id}
    if filled:
        if not row["assessed_on"] or row["answer"] != one.answer:
            wanted["assessed_on"] = reviewing.as_of.isoformat()
        note = _note(returned, one, reviewing)
        wanted["note"] = f"{row['note']}; {note}" if row["note"] else note
    return {name: cell for name, cell in wanted.items() if row[name] != cell}


def _note(returned: Returned, one: Answered, reviewing: Reviewing) -> str:
    source = reviewing.source(returned)
    return spreadsheet_safe(f"{one.note} ({source})" if one.note else source)
