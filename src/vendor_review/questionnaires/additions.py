"""What a vendor added to a questionnaire or changed in it: shown, and for a person to settle before it is accepted."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from vendor_review.questionnaires.form import ANSWERS, GENERAL
from vendor_review.register.headings import shortened
from vendor_review.register.workbook.row_places import SheetTable
from vendor_review.schema.cells import values

_LONGEST = 200
_SHOWN = 3


def plain(text: str) -> str:
    """Text of a stranger on one line, without characters that do not show."""
    return " ".join(values.visible(" ".join(text.split())).split())


@dataclass(frozen=True)
class Addition:
    """Something of the vendor's in a place where we asked for nothing; `text` is what it wrote, "" for none."""

    place: str
    what: str
    text: str = ""

    def __str__(self) -> str:
        return f"{self.place}: {self.what}{f': {shortened(plain(self.text), _LONGEST)}' if self.text else ''}"


def own_line(place: str, text: str) -> Addition:
    """Text in a cell that is not for answers."""
    return Addition(place, "text where we asked for none", text)


def own_sheet(title: str, is_visible: bool, texts: Sequence[str]) -> Addition:
    """A sheet of the vendor's own, with the first of its texts."""
    what = f"a{'' if is_visible else ' hidden'} sheet of the vendor's own, with {len(texts):,} filled cells"
    more = " …" if len(texts) > _SHOWN else ""
    return Addition(f"sheet {shortened(title, 40)}", what, " / ".join(texts[:_SHOWN]) + more)


@dataclass(frozen=True)
class Wordings:
    """What was asked, in our words.

    Attributes
    ----------
    topics, statements
        By control: what its row may say on the topic and as the statement; several where we have changed our words.
    questions
        All that the sheet general may ask of this vendor.
    """

    topics: Mapping[str, frozenset[str]]
    statements: Mapping[str, frozenset[str]]
    questions: frozenset[str]


def changed_words(
    sheets: Mapping[str, SheetTable], column: str, known: Mapping[str, frozenset[str]]
) -> dict[str, Addition]:
    """Control to what its row on the sheet answers says in a column of ours, where those are no `known` words."""
    found: dict[str, Addition] = {}
    sheet = sheets[ANSWERS.name]
    for number, cells in _rows(sheet, ANSWERS.names):
        control = cells["id"].strip().upper()
        if control in known and plain(cells[column]) not in known[control]:
            what = f"our {column} of {control} was changed; it now says"
            found.setdefault(
                control, Addition(_place(sheet, number, column), what, cells[column] or "nothing")
            )
    return found


def changed_questions(
    sheets: Mapping[str, SheetTable], wordings: Wordings, asked: Collection[str]
) -> Iterator[Addition]:
    """Rows of the sheet general whose id was asked, and whose question we do not ask."""
    sheet = sheets[GENERAL.name]
    for number, cells in _rows(sheet, GENERAL.names):
        if cells["id"].strip().upper() in asked and plain(cells["question"]) not in wordings.questions:
            what = (
                f"question {shortened(cells['id'].strip(), 20)} is none of ours, or has changed; it now says"
            )
            yield Addition(_place(sheet, number, "question"), what, cells["question"] or "nothing")


def missing_rows(sheet: SheetTable, names: Sequence[str], asked: Iterable[str]) -> Iterator[Addition]:
    """Rows that we sent and that are there no more."""
    there = {cells["id"].strip().upper() for _, cells in _rows(sheet, names)}
    gone = [one for one in asked if one.upper() not in there]
    if gone:
        yield Addition(sheet.title, f"rows that we sent are gone: {', '.join(gone)}")


def _rows(sheet: SheetTable, names: Sequence[str]) -> Iterator[tuple[int, dict[str, str]]]:
    for number, texts in zip(sheet.numbers, sheet.rows, strict=True):
        yield number, dict(zip(names, texts, strict=True))


def _place(sheet: SheetTable, row: int, column: str) -> str:
    return f"{sheet.title}!{sheet.letters[column]}{row}"
