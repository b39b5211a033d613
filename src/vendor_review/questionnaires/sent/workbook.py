"""Writes a questionnaire as an Excel workbook: lists to choose from, days as days, and only its answers unlocked."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence

from xlsxwriter.utility import xl_col_to_name

from vendor_review.questionnaires.form import (
    ABOUT,
    ANSWERS,
    DOCUMENTS,
    FORM,
    FORMAT,
    GENERAL,
    KIND_WORDS,
    LISTS,
    NOT_APPLICABLE,
    document_ids,
)
from vendor_review.questionnaires.seal import sealed
from vendor_review.questionnaires.sent import wording
from vendor_review.questionnaires.sent.questions import OpenQuestion, Questionnaire
from vendor_review.register.layout import Table
from vendor_review.register.workbook.book import Book, Look, Sheet
from vendor_review.register.workbook.choice_lists import NO_RULE, Rule, day_rule, listed, prompt
from vendor_review.register.workbook.row_places import runs_of

# Without a password: it only keeps what we ask from being typed over.
_PROTECTED = {"objects": True, "scenarios": True}
_WIDTHS_FREE = {"format_columns": True, "format_rows": True, "format_cells": True}
_ABOUT_WIDTH = 88.0  # as much as a page has across
_LONGEST = 2_000  # of a name in a register, which may be anything; a cell has room for more
_LONGEST_FACT = 32_000  # of a list of ids: as much as a cell has room for
_KINDS = 0  # the column of the hidden sheet that lists kinds of documents; answers come behind it
_TO_FILL = {"bg_color": "#FFF8E1", "border": 1, "border_color": "#C9C2AC", "locked": False}
_LOOKS: Mapping[str, tuple[Look, ...]] = {
    DOCUMENTS.name: (
        Look(7),
        Look(30, required=True),
        Look(44, wrap=True, required=True),
        Look(44, wrap=True),
        Look(13, day=True),
        Look(13, day=True),
        Look(13, day=True),
        Look(14),
    ),
    ANSWERS.name: (
        Look(9),
        Look(28, wrap=True),
        Look(64, wrap=True),
        Look(16, required=True),
        Look(12),
        Look(54, wrap=True),
    ),
    GENERAL.name: (Look(7), Look(64, wrap=True), Look(64, wrap=True)),
    FORM.name: (Look(16), Look(60)),
}


def questionnaire_workbook(asked: Questionnaire) -> bytes:
    """The questionnaire as an .xlsx; the same questions give the same bytes."""
    book = Book(wording.title(asked)[:_LONGEST])
    names = (ABOUT, DOCUMENTS.name, ANSWERS.name, GENERAL.name, LISTS, FORM.name)
    about, documents, answers, general, lists, form = (book.new_sheet(name) for name in names)
    _write_about(about, asked)
    _write_documents(documents, lists)
    _write_answers(answers, asked)
    _write_general(general, lists, asked.questions)
    _write_form(form, asked)
    for sheet in (form, lists):
        sheet.hide()
    return book.content()


def _write_about(sheet: Sheet, asked: Questionnaire) -> None:
    sheet.set_width(0, _ABOUT_WIDTH)
    sheet.hide_gridlines(2)
    for row, (text, kind) in enumerate(_about_lines(asked)):
        sheet.put_line(row, text[:_LONGEST], _ABOUT_WIDTH, kind)
    sheet.fit_for_print(landscape=False)
    sheet.protect("", _PROTECTED)


def _about_lines(asked: Questionnaire) -> Iterator[tuple[str, str]]:
    yield wording.title(asked), "title"
    yield "", "text"
    yield from ((line, "text") for line in wording.opening(asked))
    if asked.documents:
        yield "", "text"
        yield "Documents first", "heading"
        yield wording.documents_first(asked), "text"
        yield from ((f"{number}. {line}", "text") for number, line in enumerate(asked.documents, start=1))
    if asked.on_file:
        yield "", "text"
        yield "Documents that we already have", "heading"
        yield wording.on_file(asked), "text"
        yield from ((line, "text") for line in asked.on_file)
    yield "", "text"
    yield "How to fill it in", "heading"
    yield from ((line, "text") for line in wording.filling(asked))


def _write_documents(sheet: Sheet, lists: Sheet) -> None:
    ids = document_ids()
    _write_rows(sheet, DOCUMENTS, [(name,) for name in ids])
    rows = range(1, len(ids) + 1)
    kinds = _put_list(lists, _KINDS, list(KIND_WORDS.values()))
    _offer(sheet, DOCUMENTS, "kind", listed(kinds, "kind", "Choose a kind from the list.", "stop"), rows)
    for name in ("issued on", "period end", "valid until"):
        _offer(sheet, DOCUMENTS, name, day_rule(name), rows)
    _offer(sheet, DOCUMENTS, "covers our service", _list_of(("yes", "no"), "covers our service"), rows)
    for name in ("title", "location"):
        _offer(sheet, DOCUMENTS, name, NO_RULE, rows)


def _write_answers(sheet: Sheet, asked: Questionnaire) -> None:
    _write_rows(sheet, ANSWERS, [(one.id, one.topic, one.words) for one in asked.statements])
    by_offer: dict[tuple[str, ...], list[int]] = {}
    for row, one in enumerate(asked.statements, start=1):
        by_offer.setdefault(one.offered, []).append(row)
    for offered, rows in by_offer.items():
        _offer(sheet, ANSWERS, "answer", _list_of(offered, "answer"), rows)
    if asked.statements:
        ids = f"{DOCUMENTS.name}!$A$2:$A${len(document_ids()) + 1}"
        why = f"Write the id of a row on the sheet {DOCUMENTS.name}, such as D1."
        all_rows = range(1, len(asked.statements) + 1)
        _offer(sheet, ANSWERS, "document", listed(ids, "document", why, "stop"), all_rows)
        _offer(sheet, ANSWERS, "note", NO_RULE, all_rows)


def _write_general(sheet: Sheet, lists: Sheet, questions: Sequence[OpenQuestion]) -> None:
    _write_rows(sheet, GENERAL, [(one.id, one.words) for one in questions])
    column = _KINDS + 1
    for row, one in enumerate(questions, start=1):
        if one.is_day:
            to_fill = sheet.book.style_of(Look(0, day=True), **_TO_FILL)
            sheet.write_blank(row, GENERAL.names.index("answer"), None, to_fill)
            _offer(sheet, GENERAL, "answer", day_rule("day"), [row])
        elif one.offered:
            words = _put_list(lists, column, one.offered)
            column += 1
            why = "Choose the words that fit best; add more if you wish."
            _offer(sheet, GENERAL, "answer", listed(words, "answer", why, "information"), [row])


def _put_list(lists: Sheet, column: int, offered: Sequence[str]) -> str:
    """Puts words into a column of the hidden sheet, since together they are too long for a rule; gives their range."""
    for place, word in enumerate(offered):
        lists.put(place, column, word[:_LONGEST])
    letter = xl_col_to_name(column)
    return f"{LISTS}!${letter}$1:${letter}${len(offered)}"


def _write_form(sheet: Sheet, asked: Questionnaire) -> None:
    rows = [
        ("format", FORMAT),
        ("register", asked.register),
        ("vendor_id", asked.vendor_id),
        ("as_of", asked.as_of.isoformat()),
        ("answers", "; ".join(one.id for one in asked.statements)),
        ("not_applicable", "; ".join(one.id for one in asked.statements if NOT_APPLICABLE in one.offered)),
        ("general", "; ".join(one.id for one in asked.questions)),
    ]
    about = [text[:_LONGEST] for text, _ in _about_lines(asked)]
    offered = [*KIND_WORDS.values(), *(word for one in asked.questions for word in one.offered)]
    words = [word[:_LONGEST] for word in offered]
    kept = [(name, text[:_LONGEST_FACT]) for name, text in rows]
    _write_rows(sheet, FORM, sealed(kept, filter(None, [*about, *words])), _LONGEST_FACT)


def _write_rows(sheet: Sheet, table: Table, rows: Sequence[Sequence[str]], longest: int = _LONGEST) -> None:
    """The first row, and below it what we say; the cells that follow in a row are for answers, and not locked."""
    looks = _LOOKS[table.name]
    sheet.put_names(table.names, looks)
    for row, texts in enumerate(rows, start=1):
        for column, look in enumerate(looks):
            if column < len(texts):
                sheet.put(row, column, texts[column][:longest], sheet.book.style_of(look))
            else:
                sheet.write_blank(row, column, None, sheet.book.style_of(look, **_TO_FILL))
        sheet.set_height(row, ((text, look.width) for text, look in zip(texts, looks, strict=False)))
    sheet.protect("", {**_PROTECTED, **_WIDTHS_FREE})


def _offer(sheet: Sheet, table: Table, name: str, rule: Rule, rows: Sequence[int]) -> None:
    """Puts a rule, and what the column is for, on some rows of a column."""
    column = table.names.index(name)
    cells = [[first, column, last, column] for first, last in runs_of(rows)]
    said = prompt(name, table.column(name).meaning)
    sheet.data_validation(*cells[0], {**rule, **said, "other_cells": cells[1:]})


def _list_of(offered: Collection[str], title: str) -> Rule:
    return listed(tuple(offered), title, f"One of: {', '.join(offered)}", "stop")
