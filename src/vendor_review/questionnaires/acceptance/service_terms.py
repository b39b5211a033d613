"""What answers say of a service's terms, training, AI models and retention, as cells of the register's engagements."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

import pandas as pd

from vendor_review.files.formulas import spreadsheet_safe
from vendor_review.intake.inventory.codes import is_not_stated
from vendor_review.questionnaires.acceptance.evidence_rows import Reviewing, Row
from vendor_review.questionnaires.additions import plain
from vendor_review.questionnaires.returned.answer_sheets import Returned, folded
from vendor_review.questionnaires.sent.services import TRAINING_WORDS, term_questions
from vendor_review.register.layout import TABLES

ENGAGEMENTS = TABLES["engagements"]
_NO_MODELS = "none"
_NOTHING_KNOWN = ("", "unknown")


@dataclass(frozen=True)
class Term:
    """What an answer makes of a cell: `place` is that of the answer, `line` and `engagement_id` name the row."""

    place: str
    line: int
    engagement_id: str
    column: str
    before: str
    after: str


@dataclass(frozen=True)
class ServiceTerms:
    """Cells to fill in, cells that say otherwise and stay as they are, and cells that say the same already.

    `notes` leads from the line of a row to its cell `notes`, with who said what is filled in.
    """

    filled: tuple[Term, ...] = ()
    differing: tuple[Term, ...] = ()
    same: tuple[Term, ...] = ()
    notes: Mapping[int, str] = field(default_factory=dict)

    @property
    def edits(self) -> dict[int, Row]:
        """Line of an engagement to the cells that are filled in."""
        cells: dict[int, Row] = {}
        for one in self.filled:
            cells.setdefault(one.line, {})[one.column] = one.after
        for line, note in self.notes.items():
            cells[line]["notes"] = note
        return cells

    @property
    def places(self) -> frozenset[str]:
        """The cells of the questionnaire that were understood; what others say is for a person to enter."""
        return frozenset(one.place for one in (*self.filled, *self.differing, *self.same))


def plan_terms(returned: Returned, engagements: pd.DataFrame, reviewing: Reviewing) -> ServiceTerms:
    """What the sheet general does to the rows of `engagements`, given as text and indexed by line.

    An answer is about every engagement of the service that is not past. A blank cell is filled in, as is `unknown`; a
    cell that says otherwise stays, and a person has to settle the difference. An answer on training counts if it is one
    of the words that were offered; one with words of its own may deny what it begins with, and is left to a person.
    """
    own = engagements[engagements["vendor_id"].str.strip().eq(returned.vendor_id)]
    rows = {int(line): cells for line, cells in zip(own.index, own.to_dict("records"), strict=True)}
    current = {line: cells for line, cells in rows.items() if str(cells["status"]).strip() != "past"}
    about = term_questions({line: str(cells["product"]) for line, cells in current.items()})
    outcomes: dict[str, list[Term]] = {"filled": [], "differing": [], "same": []}
    for place, question, answer in returned.general:
        for line, column in about.get(plain(question), ()):
            if said := _said(column, answer):
                before = str(current[line][column]).strip()
                row = str(current[line]["engagement_id"]).strip()
                outcomes[_outcome(before, said)].append(Term(place, line, row, column, before, said))
    filled = outcomes["filled"]
    return ServiceTerms(
        filled=tuple(filled),
        differing=tuple(outcomes["differing"]),
        same=tuple(outcomes["same"]),
        notes={
            line: _note(
                str(current[line]["notes"]).strip(),
                [one.column for one in filled if one.line == line],
                reviewing.source(returned),
            )
            for line in dict.fromkeys(one.line for one in filled)
        },
    )


def differences(terms: ServiceTerms, name_of_row: Mapping[int, str]) -> Iterator[str]:
    """The cells that say otherwise than the vendor does, a line each; `name_of_row` names the rows."""
    for one in terms.differing:
        yield (
            f"{one.place}: says {one.after!r} of {one.column}, and {one.engagement_id} in {name_of_row[one.line]} says "
            f"{one.before!r}; the register stays as it is until you change it"
        )


def _said(column: str, answer: str) -> str:
    """The cell that an answer gives, "" for one that only a person can enter."""
    if not answer or is_not_stated(answer):
        return ""
    word = folded(answer).rstrip(".")
    if column == "trains_on_data":
        return next((code for code, words in TRAINING_WORDS.items() if word in (folded(code), words)), "")
    return _NO_MODELS if column == "ai_models" and word in (_NO_MODELS, "no") else answer


def _outcome(before: str, said: str) -> str:
    if before in _NOTHING_KNOWN:
        return "filled"
    return "same" if folded(before) == folded(said) else "differing"


def _note(there: str, columns: list[str], source: str) -> str:
    """Our words behind those that stand there."""
    return spreadsheet_safe("; ".join(filter(None, [there, f"{', '.join(columns)}: {source}"])))
