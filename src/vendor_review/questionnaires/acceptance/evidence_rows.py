"""The rows of evidence behind a vendor's answers: those that are there already, and new ones with fresh ids."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

import pandas as pd

from vendor_review.files.formulas import spreadsheet_safe
from vendor_review.policy import Policy
from vendor_review.questionnaires.returned.answer_sheets import Answered, Given, Returned
from vendor_review.register.layout import TABLES
from vendor_review.schema.cells.suggestions import hint

EVIDENCE = TABLES["evidence"]
LEVELS = EVIDENCE.column("level").values
#: The kind of the file itself, on which an answer without a document rests.
THIS = "questionnaire"
#: Says nothing of what a document is worth: a person has to.
_ANY_KIND = "other"
_DATES = ("issued_on", "period_end", "valid_until")

Row = dict[str, str]


@dataclass(frozen=True)
class Reviewing:
    """How a person takes answers over.

    Attributes
    ----------
    policy
        Says what each kind of document can be worth.
    as_of
        The day on which the answers are looked at.
    by
        Who looks; "" in a preview.
    levels
        Level (E1..E5) by document (`D1`, or `questionnaire` for the file itself), where it is not what the kind gives.
    settled
        How many additions of the vendor's the person has settled.
    """

    policy: Policy
    as_of: date
    by: str = ""
    levels: Mapping[str, str] = field(default_factory=dict)
    settled: int = 0

    def source(self, returned: Returned) -> str:
        """What a row that comes from a questionnaire says of where it is from, and who looked at it."""
        words = f"{returned.called}, {returned.file}, reviewed by {self.by or '…'}"
        if self.settled:
            words += f", who settled what the vendor added to it in {self.settled} places"
        return words


class DocumentRows:
    """The rows of evidence behind the answers: those that are there already, and new ones with fresh ids."""

    def __init__(self, returned: Returned, rows: pd.DataFrame, reviewing: Reviewing) -> None:
        self._returned, self._reviewing = returned, reviewing
        self._taken = {str(name).strip().casefold() for name in rows["evidence_id"]}
        own = rows[rows["vendor_id"].str.strip().eq(returned.vendor_id)]
        self._own = [
            {str(name): " ".join(str(cell).split()) for name, cell in row.items()}
            for row in own.to_dict("records")
        ]
        self.ids: dict[str, str] = {}
        self.added: list[Row] = []
        self.sources: list[Given | None] = []
        self.problems = _level_problems(returned, reviewing)
        for given in returned.documents:
            self._take(given.id, self._row_of(given), given)

    def id_of(self, one: Answered) -> str:
        """The id of the evidence behind an answer: the document named, else the questionnaire itself."""
        if one.document:
            return self.ids[one.document]
        if THIS not in self.ids:
            self._take(THIS, self._row_of_this(), None)
        return self.ids[THIS]

    def _take(self, name: str, row: Row, given: Given | None) -> None:
        there = next((one["evidence_id"] for one in [*self._own, *self.added] if _is_same(one, row)), "")
        if not there:
            there = self._fresh_id(row)
            self.added.append({"evidence_id": there, **row})
            self.sources.append(given)
        self.ids[name] = there

    def _row_of(self, given: Given) -> Row:
        stated = {name: getattr(given, name) for name in ("kind", "title", "location", *_DATES, "in_scope")}
        return {
            "vendor_id": self._returned.vendor_id,
            "level": self._reviewing.levels.get(given.id, "")
            if self._returned.only_names_documents
            else _level(given.id, given.kind, self._reviewing),
            **stated,
        }

    def _row_of_this(self) -> Row:
        """The questionnaire as a document: the vendor's own word, of the day on which it was given."""
        returned = self._returned
        by = f", answered by {returned.answered_by}" if returned.answered_by else ""
        return {
            "vendor_id": returned.vendor_id,
            "level": _level(THIS, THIS, self._reviewing),
            "kind": THIS,
            "title": f"{returned.called[:1].upper()}{returned.called[1:]}{by}",
            "location": spreadsheet_safe(returned.file),
            # Of an answer to us without a day so much is certain: it was not given before it was asked for.
            "issued_on": returned.answered_on or ("" if returned.make else returned.as_of.isoformat()),
            "in_scope": "yes",
            "sha256": returned.sha256,
        }

    def _fresh_id(self, row: Row) -> str:
        day = row.get("period_end") or row.get("issued_on") or self._reviewing.as_of.isoformat()
        start = f"{row['vendor_id']}-{row['kind'].replace('_', '-')}-{day[:4]}"
        number, name = 1, start
        while name.casefold() in self._taken:
            number += 1
            name = f"{start}-{number}"
        self._taken.add(name.casefold())
        return name


def _is_same(there: Row, row: Row) -> bool:
    """Whether two rows are about one document: one file; or kind and dates agree, and its title or where it lies."""
    if row.get("sha256"):
        return there.get("sha256", "").casefold() == row["sha256"]
    if any(there.get(name, "") != row.get(name, "") for name in ("kind", *_DATES)):
        return False
    return any(row[name] and there[name].casefold() == row[name].casefold() for name in ("title", "location"))


def _level(name: str, kind: str, reviewing: Reviewing) -> str:
    """What a person says; else the most that the kind can have, and for `other`, which says nothing, the least."""
    of_kind = reviewing.policy.documents.get(kind)
    return reviewing.levels.get(name) or (of_kind.level if of_kind and kind != _ANY_KIND else LEVELS[0])


def _level_problems(returned: Returned, reviewing: Reviewing) -> list[str]:
    kinds = {THIS: THIS, **{given.id: given.kind for given in returned.documents}}
    problems = []
    for name, level in reviewing.levels.items():
        of_kind = reviewing.policy.documents.get(kinds.get(name, ""))
        highest = of_kind.level if of_kind else LEVELS[-1]
        if name not in kinds:
            problems.append(
                f"--level {name}={level}: {name!r} is no document of {returned.file}{hint(name, kinds)}"
            )
        elif level not in LEVELS:
            problems.append(f"--level {name}={level}: {level!r} is no level; they are {', '.join(LEVELS)}")
        elif level > highest:
            problems.append(
                f"--level {name}={level}: the policy gives a document of the kind {kinds[name]} {highest} at most"
            )
    return problems
