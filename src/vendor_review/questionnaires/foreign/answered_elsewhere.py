"""Takes answers about our controls out of a questionnaire of another make, by the ids of its questions."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import pairwise

from openpyxl.utils import get_column_letter

from vendor_review.errors import UsageError
from vendor_review.files.formulas import spreadsheet_safe
from vendor_review.questionnaires.additions import Addition, plain
from vendor_review.questionnaires.foreign.makes import Make, Rule, known_words
from vendor_review.questionnaires.returned.answer_sheets import Answered, Returned
from vendor_review.questionnaires.returned.workbook import SheetText, WorkbookText
from vendor_review.register.headings import shortened
from vendor_review.schema.cells import values
from vendor_review.schema.cells.days import meant_day

_LONGEST_NOTE = 1_500
_LONGEST_WORDS = 300
_FEWEST = 3
_MOST_NAMED = 20
_MOST_ROWS_ABOVE = 60
_OPEN = "no plain yes or no"


@dataclass(frozen=True)
class Question:
    """A question as it came back: its id, the cell of its answer, what it says, and the vendor's words beside it.

    `answer` is what it means: yes, partial, no, na, or "" where it is no such word.
    """

    id: str
    place: str
    said: str
    answer: str
    words: str
    is_customers: bool = False


def make_of(book: WorkbookText, makes: Mapping[str, Make], file: str) -> Make:
    """The make of a workbook, by its ids.

    Raises
    ------
    UsageError
        It is none that is known; with its sheets, and what can be done.
    """
    text = " ".join(_texts(book))
    near = ""
    for make in makes.values():
        ids = [question.id for question in questions_in(book, make)]
        if len(ids) >= _FEWEST and make.is_sure(ids, f"{file} {text}"):
            return make
        if len(ids) >= _FEWEST and any(map(make.key, ids)):
            near = near or f"; its ids may be those of {make.name}, but not all of it says so"
    there = ", ".join(shortened(sheet["title"], 40) for sheet in book["sheets"][:5])
    raise UsageError(
        f"{file}: is no questionnaire of vendor-review, but of another make, or another workbook: its sheets are "
        f"{there or 'none'}{near}; have ours filled in, or say with --questions-map which question is about which "
        f"control: a CSV file, or one of {', '.join(makes)}"
    )


def answers_of_others(
    book: WorkbookText,
    make: Make,
    file: str,
    digest: str,
    aside: Collection[str],
    returned_by: Mapping[str, str],
) -> Returned:
    """The answers of a questionnaire of another make; of `aside` controls a vendor may say that they do not apply.

    `returned_by` has the register, vendor_id and as_of of what it is taken over into.
    """
    questions = list(questions_in(book, make))
    mapped = [question for question in questions if make.key(question.id)]
    answers, remarks = _answers(mapped, make, aside)
    as_of = date.fromisoformat(returned_by["as_of"])
    day = _day(book, as_of)
    if not day:
        remarks.append(f"{file}: says no day that can be read; it counts as undated until you enter its day")
    return Returned(
        file=file,
        sha256=digest,
        register=returned_by["register"],
        vendor_id=returned_by["vendor_id"],
        as_of=as_of,
        documents=(),
        answers=tuple(answers),
        answered_by="",
        answered_on=day,
        general=(),
        problems=() if mapped else (f"{file}: no question of {make.name} in it speaks of a control",),
        remarks=tuple(remarks),
        additions=tuple(_additions(book, mapped)),
        is_seal_broken=False,
        asked=(),
        asked_in_general=(),
        sheets={},
        make=make.name,
        unmapped=tuple(_folded([question for question in questions if not make.key(question.id)])),
    )


def questions_in(book: WorkbookText, make: Make) -> Iterator[Question]:
    """Every question of a workbook, once: that with an answer, if it is there several times."""
    found: dict[str, Question] = {}
    for sheet in book["sheets"]:
        for question in _on_sheet(sheet, make):
            there = found.get(question.id)
            if there is None or (not there.said and question.said):
                found[question.id] = question
            elif question.said and question.answer != there.answer:
                # It says two things; neither is taken.
                both = f"{there.said} in {there.place}, {question.said} in {question.place}"
                found[question.id] = Question(question.id, there.place, both, "", there.words)
    yield from found.values()


def _on_sheet(sheet: SheetText, make: Make) -> Iterator[Question]:
    rows = {number: dict(cells) for number, cells in sheet["rows"]}
    counts = Counter(
        column
        for cells in rows.values()
        for column, text in cells.items()
        if make.ids.fullmatch(text.strip().upper())
    )
    if not counts:
        return
    ids = min(counts, key=lambda column: (-counts[column], column))
    asked = {
        number: text
        for number, cells in rows.items()
        if make.ids.fullmatch(text := cells.get(ids, "").strip().upper())
    }
    columns = _columns(rows, asked, ids)
    unread = {(row, column) for row, column, _ in sheet["refused"]}
    for number, question in asked.items():
        cells = rows[number]
        column = columns.get("answer", 0)
        said = plain(cells.get(column, ""))
        yield Question(
            question,
            f"{sheet['title']}!{get_column_letter(column or ids)}{number}",
            said or ("a cell that cannot be read" if (number, column) in unread else ""),
            _meaning(said, "answers"),
            plain(cells.get(columns.get("note", 0), "")),
            is_customers=bool(_meaning(plain(cells.get(columns.get("owner", 0), "")), "owners")),
        )


def _columns(rows: Mapping[int, Mapping[int, str]], asked: Mapping[int, str], ids: int) -> dict[str, int]:
    """The columns of answer, owner and note: by their headings above the first question, else by what is in them."""
    first = min(asked)
    found: dict[str, int] = {}
    for number in [number for number in rows if first - _MOST_ROWS_ABOVE <= number < first]:
        for column, text in rows[number].items():
            words = re.sub(r"\s*\(.*", "", plain(text)).casefold().strip(" :*")
            for kind, headings in known_words()["headings"].items():
                if words in headings and column != ids and (kind != "note" or column > ids):
                    found[kind] = column
    if "answer" not in found:
        counts = Counter(
            column
            for number in asked
            for column, text in rows[number].items()
            if column != ids and _meaning(plain(text), "answers")
        )
        if counts:
            found["answer"] = min(counts, key=lambda column: (-counts[column], column))
    return found


def _meaning(said: str, kind: str) -> str:
    words = said.casefold().strip(" .!*")
    return next((meaning for meaning, known in known_words()[kind].items() if words in known), "")


def _answers(
    mapped: Sequence[Question], make: Make, aside: Collection[str]
) -> tuple[list[Answered], list[str]]:
    """An answer for each control of which all that speaks of it lets one be given, and why there is none for others."""
    by_key: dict[str, list[Question]] = {}
    for question in mapped:
        by_key.setdefault(make.key(question.id), []).append(question)
    of_control: dict[str, list[tuple[str, Rule]]] = {}
    for key, rules in make.rules.items():
        for rule in rules:
            of_control.setdefault(rule.control, []).append((key, rule))
    answers: list[Answered] = []
    remarks: list[str] = []
    for control, keys in sorted(of_control.items()):
        counted = [
            (question, _counted(question, rule, may_be_set_aside=control in aside))
            for key, rule in keys
            for question in by_key.get(key, ())
        ]
        missing = [key for key, _ in keys if key not in by_key]
        told = "; ".join(_told(question, how) for question, how in counted)
        if missing:
            told = "; ".join(filter(None, [told, f"{', '.join(missing)} not in the file"]))
        answer = together([how for _, how in counted] + ["open"] * len(missing))
        if answer:
            said = [f"{one.id}: {one.words[:_LONGEST_WORDS]}" for one, _ in counted if one.words]
            note = spreadsheet_safe(" | ".join([told, *said])[:_LONGEST_NOTE])
            all_yes = not missing and all(_is_safe(one, how) for one, how in counted)
            is_part = answer == "partial" and all_yes
            answers.append(Answered(control, 0, answer, "", note, because=told, is_part=is_part))
        elif counted:
            remarks.append(f"{control}: no answer is taken ({told})")
    return answers, remarks


def _counted(question: Question, rule: Rule, *, may_be_set_aside: bool) -> str:
    """What an answer is for a control: yes, partial, no, na, or `open`, which says nothing."""
    if question.is_customers or not question.answer:
        return "open"
    if question.answer == "na":
        return "na" if may_be_set_aside else "open"
    if question.answer == "partial":
        return "partial"
    return rule.counts if question.answer == rule.safe else "no"


def together(counted: Sequence[str]) -> str:
    """The answer of several questions for a control, never safer than they are; "" where they do not give any.

    All yes are yes. With some that are open or no: partial if more are yes or partial, no if as many are no.
    """
    that_count = [how for how in counted if how != "na"]
    if counted and not that_count:
        return "not_applicable"
    good = sum(how in ("yes", "partial") for how in that_count)
    bad = that_count.count("no")
    if good == len(that_count):
        return ("yes" if "partial" not in that_count else "partial") if good else ""
    if good > len(that_count) - good:
        return "partial"
    return "no" if bad and bad >= good else ""


def _is_safe(question: Question, how: str) -> bool:
    return how in ("yes", "partial") and question.answer != "partial"


def _told(question: Question, how: str) -> str:
    if question.is_customers:
        return f"{question.id} is for the customer to do"
    if not question.answer:
        return f"{question.id} {shortened(question.said, 60) if question.said else 'blank'}, {_OPEN}"
    said = "not applicable" if question.answer == "na" else question.answer
    return f"{question.id} {said}" + (" (counts as partial)" if how == "partial" != said else "")


def _additions(book: WorkbookText, mapped: Sequence[Question]) -> Iterator[Addition]:
    """Comments, and answers that are struck through or in rows that do not show: a person looks at them."""
    places = {question.place: question for question in mapped}
    for sheet in book["sheets"]:
        title = plain(sheet["title"])
        for cell, author, text in sheet["comments"]:
            what = f"a comment{f' of {shortened(author, 40)}' if author else ''}"
            yield Addition(f"{title}!{plain(cell)[:20]}", what, text or "(blank)")
        for row, column, text in sheet["struck"]:
            place = f"{sheet['title']}!{get_column_letter(column)}{row}"
            if place in places:
                yield Addition(place, f"the answer to {places[place].id} is struck through", text)
        hidden = set(sheet["hidden_rows"])
        for place, question in places.items():
            named, _, cell = place.rpartition("!")
            if named == sheet["title"] and int(re.sub(r"\D", "", cell)) in hidden:
                yield Addition(place, f"the answer to {question.id} is in a hidden row", question.said)


def _day(book: WorkbookText, as_of: date) -> str:
    """The day on which it was filled in, in ISO, where a cell beside a label says it; none to come."""
    for sheet in book["sheets"]:
        for _, cells in sheet["rows"][:_MOST_ROWS_ABOVE]:
            for (_, label), (_, text) in pairwise(cells):
                if plain(label).casefold().strip(" :") in known_words()["days"]["labels"]:
                    said = plain(text)[:40]
                    day = meant_day(said) if values.dates([said]).hasnans else said
                    if day and day <= as_of.isoformat():
                        return day
    return ""


def _folded(questions: Sequence[Question]) -> Iterator[str]:
    """Questions that speak of no control, by section, and those among them that are answered no."""
    sections: dict[str, list[str]] = {}
    for question in questions:
        sections.setdefault(re.split(r"[-.]", question.id)[0], []).append(question.id)
    for ids in sections.values():
        yield ids[0] if len(ids) == 1 else f"{ids[0]} to {ids[-1]} ({len(ids)})"
    denied = [question.id for question in questions if question.answer == "no"]
    if denied:
        more = f" and {len(denied) - _MOST_NAMED} more" if len(denied) > _MOST_NAMED else ""
        yield f"answered no among them: {', '.join(denied[:_MOST_NAMED])}{more}"


def _texts(book: WorkbookText) -> Iterator[str]:
    for sheet in book["sheets"]:
        yield sheet["title"]
        for _, cells in sheet["rows"][:_MOST_ROWS_ABOVE]:
            yield from (text[:_LONGEST_WORDS] for _, text in cells)
