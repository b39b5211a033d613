"""Takes the answers out of the sheets of a returned questionnaire; each cell is a stranger's, and looked at first."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from vendor_review.files.formulas import spreadsheet_safe
from vendor_review.questionnaires.additions import Addition, plain
from vendor_review.questionnaires.form import (
    ANSWER_WORDS,
    ANSWERS,
    DAY_EXAMPLE,
    DOCUMENTS,
    GENERAL,
    KIND_WORDS,
    LONGEST_TEXT,
    OURS,
    WHEN,
    WHO,
    document_ids,
)
from vendor_review.questionnaires.seal import is_broken
from vendor_review.register.headings import shortened
from vendor_review.register.layout import Table
from vendor_review.register.workbook.row_places import SheetTable
from vendor_review.schema.cells import values
from vendor_review.schema.cells.days import meant_day, why_no_day
from vendor_review.schema.cells.suggestions import hint


@dataclass(frozen=True)
class Given:
    """A document that a vendor names, by the columns of the table `evidence`; blank is not stated."""

    id: str
    row: int
    kind: str
    title: str
    location: str
    issued_on: str
    period_end: str
    valid_until: str
    in_scope: str


@dataclass(frozen=True)
class Answered:
    """What a vendor answers about a control, in the register's words; `document` is the id of a `Given`, or "".

    `because` names the questions of another make that it comes from; there, `row` is 0. `is_part` is a partial answer
    to questions that were all answered yes, and ask about a part of the control only: a yes there is no other answer.
    """

    control: str
    row: int
    answer: str
    document: str
    note: str
    because: str = ""
    is_part: bool = False


@dataclass(frozen=True)
class Returned:
    """A questionnaire that has come back.

    Attributes
    ----------
    file, sha256
        Its name, and the hash of its bytes.
    register, vendor_id, as_of
        What it belongs to, as it says itself.
    answered_by, answered_on
        Who answered, and on which day (ISO); "" is not stated.
    general
        Place of a cell, question and answer, of what is for people to read.
    problems
        What keeps it from being taken over, each with its cell.
    remarks
        What was left out, or changed, while it was read.
    additions
        What the vendor added or changed where we asked for nothing, for a person to settle.
    is_seal_broken
        Whether that, or the list of what was asked, was changed after it was sent.
    asked, asked_in_general
        Ids of the controls and the questions that were sent.
    make, unmapped
        What it is, if it is none of ours (`CAIQ 4`), and its questions that speak of none of our controls.
    """

    file: str
    sha256: str
    register: str
    vendor_id: str
    as_of: date
    documents: tuple[Given, ...]
    answers: tuple[Answered, ...]
    answered_by: str
    answered_on: str
    general: tuple[tuple[str, str, str], ...]
    problems: tuple[str, ...]
    remarks: tuple[str, ...]
    additions: tuple[Addition, ...]
    is_seal_broken: bool
    asked: tuple[str, ...]
    asked_in_general: tuple[str, ...]
    sheets: Mapping[str, SheetTable] = field(repr=False)
    make: str = ""
    unmapped: tuple[str, ...] = ()

    @property
    def only_names_documents(self) -> bool:
        """Whether nobody has seen the documents that it names: it is a page, and they have no level."""
        return bool(self.make and self.documents)

    @property
    def called(self) -> str:
        """`questionnaire of 2026-11-01`, `CAIQ 4 of 2026-09-30`; one that is none of ours may say no day."""
        day = self.answered_on if self.make else self.as_of.isoformat()
        return f"{self.make or 'questionnaire'}{f' of {day}' if day else ''}"

    def place(self, sheet: str, row: int, column: str) -> str:
        """`answers!D14`."""
        return _place(self.sheets[sheet], row, column)


@dataclass(frozen=True)
class _Row:
    """A row that holds something of a vendor's: its id, number and cells."""

    id: str
    number: int
    cells: Mapping[str, str]
    sheet: SheetTable

    def place(self, column: str) -> str:
        """`answers!D14`."""
        return _place(self.sheet, self.number, column)


class SheetReader:
    """Takes the rows of the sheets one by one, and gathers what is wrong with them."""

    def __init__(self, sheets: Mapping[str, SheetTable], additions: Iterable[Addition]) -> None:
        self._sheets = sheets
        self._additions = list(additions)
        self._problems: list[str] = []
        self._remarks: list[str] = []

    def read(self, file: str, digest: str, facts: Mapping[str, str]) -> Returned:
        """The questionnaire; `digest` is the file's hash, and `facts` what it says that it belongs to."""
        documents = [
            self._document(row) for row in self._rows(DOCUMENTS, document_ids(), "row for a document")
        ]
        ids = [given.id for given in documents]
        statements = self._rows(ANSWERS, values.items(facts.get("answers", "")), "question that was asked")
        aside = values.items(facts.get("not_applicable", ""))
        answers = [self._answer(row, ids, may_be_set_aside=row.id in aside) for row in statements]
        general = {
            row.id: (row.place("answer"), plain(row.cells["question"]), self._text(row, "answer"))
            for row in self._rows(GENERAL, values.items(facts.get("general", "")), "question that was asked")
        }
        when_place, _, when = general.get(WHEN, ("", "", ""))
        return Returned(
            file=file,
            sha256=digest,
            register=facts["register"],
            vendor_id=facts["vendor_id"],
            as_of=date.fromisoformat(facts["as_of"]),
            documents=tuple(documents),
            answers=tuple(one for one in answers if one.answer),
            answered_by=general[WHO][2] if WHO in general else "",
            answered_on=self._day(when, when_place),
            general=tuple(row for name, row in general.items() if name not in (WHO, WHEN)),
            problems=tuple(self._problems),
            remarks=tuple(self._remarks),
            additions=tuple(self._additions),
            is_seal_broken=is_broken(facts),
            asked=tuple(values.items(facts.get("answers", ""))),
            asked_in_general=tuple(values.items(facts.get("general", ""))),
            sheets=self._sheets,
        )

    def _rows(self, table: Table, known: Collection[str], what: str) -> list[_Row]:
        """The rows in which a vendor wrote something, each of a `known` id, once; others are its own additions."""
        sheet = self._sheets[table.name]
        found: dict[str, _Row] = {}
        for number, texts in zip(sheet.numbers, sheet.rows, strict=True):
            cells = dict(zip(table.names, texts, strict=True))
            row = _Row(cells["id"].strip().upper(), number, cells, sheet)
            if row.id not in known:
                said = f"{shortened(cells['id'], 20)} is no {what}{hint(row.id[:40], known)}; nothing is taken from it"
                own = " / ".join(text for name, text in cells.items() if name != "id" and text.strip())
                self._additions.append(Addition(row.place("id"), said, own))
            elif not any(text.strip() for name, text in cells.items() if name not in OURS):
                continue
            elif row.id in found:
                first = found[row.id].place("id")
                self._problems.append(
                    f"{row.place('id')}: {row.id} is there twice, first in {first}; keep one"
                )
            else:
                found[row.id] = row
        return list(found.values())

    def _document(self, row: _Row) -> Given:
        given = Given(
            id=row.id,
            row=row.number,
            kind=self._chosen(row, "kind", KIND_WORDS),
            title=self._text(row, "title"),
            location=self._text(row, "location"),
            issued_on=self._day(row.cells["issued on"], row.place("issued on")),
            period_end=self._day(row.cells["period end"], row.place("period end")),
            valid_until=self._day(row.cells["valid until"], row.place("valid until")),
            in_scope=self._chosen(row, "covers our service", {"yes": "yes", "no": "no"}),
        )
        if not row.cells["kind"].strip():
            self._problems.append(f"{row.place('kind')}: is blank; choose what kind of document {row.id} is")
        if not (row.cells["title"].strip() or row.cells["location"].strip()):
            self._problems.append(f"{row.place('title')}: is blank; {row.id} needs a title, or where it lies")
        return given

    def _answer(self, row: _Row, documents: Sequence[str], *, may_be_set_aside: bool) -> Answered:
        offered = {
            name: word for name, word in ANSWER_WORDS.items() if name != "not_applicable" or may_be_set_aside
        }
        if not row.cells["answer"].strip():
            self._remarks.append(f"{row.place('answer')}: is blank; nothing is taken from this row")
        return Answered(
            control=row.id,
            row=row.number,
            answer=self._chosen(row, "answer", offered),
            document=self._cited(row, documents),
            note=self._text(row, "note"),
        )

    def _text(self, row: _Row, column: str) -> str:
        """Words as they may stand in a register: on one line, visible, and no formula to any spreadsheet."""
        cell, place = row.cells[column], row.place(column)
        unseen = values.unseen(cell)
        if unseen:
            self._remarks.append(f"{place}: held characters that do not show ({unseen}); they are left out")
        text = plain(cell)
        if len(text) > LONGEST_TEXT:
            self._problems.append(f"{place}: has {len(text):,} characters; {LONGEST_TEXT:,} is the most")
            return ""
        safe = spreadsheet_safe(text)
        if safe != text:
            self._remarks.append(f"{place}: begins as a formula does; an apostrophe is put in front")
        return safe

    def _chosen(self, row: _Row, column: str, words: Mapping[str, str]) -> str:
        """The id of the word that was chosen, "" for none."""
        cell = row.cells[column]
        said = folded(cell)
        if not said:
            return ""
        for name, word in words.items():
            if said in (folded(name), folded(word)):
                return name
        known = list(words.values())
        self._problems.append(
            f"{row.place(column)}: {shortened(cell.strip())} is not one of {', '.join(known)}{hint(said, known)}"
        )
        return ""

    def _cited(self, row: _Row, documents: Sequence[str]) -> str:
        """The id of the document that is named, "" for none."""
        cell, place = row.cells["document"], row.place("document")
        said = cell.strip().upper()
        if not said or said in documents:
            return said
        if said in document_ids():
            self._problems.append(
                f"{place}: {said} is blank on the sheet {DOCUMENTS.name}; fill in its row, or clear this"
            )
        else:
            self._problems.append(
                f"{place}: {shortened(cell.strip())} is not the id of one document, such as D1"
                f"{hint(said, documents)}; name the one that shows it best"
            )
        return ""

    def _day(self, cell: str, place: str) -> str:
        """An ISO day, "" for none."""
        said = plain(cell)
        if not said or not values.dates([said]).hasnans:
            return said
        meant = meant_day(said)
        why = f" (did you mean {meant}?)" if meant else why_no_day(said)
        self._problems.append(f"{place}: {shortened(said)} is no day such as {DAY_EXAMPLE}{why}")
        return ""


def folded(word: str) -> str:
    """A word as it is compared: small letters, one blank between its parts."""
    return re.sub(r"[\s_-]+", " ", plain(word)).casefold()


def _place(sheet: SheetTable, row: int, column: str) -> str:
    return f"{sheet.title}!{sheet.letters[column]}{row}"
