"""Writes a questionnaire as an Excel workbook: lists to choose from, days as days, and only its answers unlocked."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from copy import copy
from datetime import datetime
from typing import Any

from openpyxl import Workbook
from openpyxl.styles import Border, PatternFill, Protection, Side
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation

from vendor_review.questionnaires import wording
from vendor_review.questionnaires.form import (
    ABOUT,
    ANSWERS,
    DOCUMENTS,
    FORM,
    FORMAT,
    GENERAL,
    KIND_WORDS,
    NOT_APPLICABLE,
    document_ids,
)
from vendor_review.questionnaires.questions import OpenQuestion, Questionnaire
from vendor_review.register.cell_text import coded
from vendor_review.register.layout import Table
from vendor_review.register.workbook.choice_lists import day_rule, listed
from vendor_review.register.workbook.parts import same_bytes
from vendor_review.register.workbook.style import (
    Look,
    dress,
    fit_for_print,
    name_font,
    set_height,
    styles_of,
    write_line,
)

_A_DAY = datetime(2000, 1, 1)  # noqa: DTZ001 - the file's own dates: no clock in what we write
_LISTS = "lists"
_ABOUT_WIDTH = 88.0  # as much as a page has across
_LONGEST = 2_000  # of a name in a register, which may be anything; a cell has room for more
_TO_FILL, _LINE = "FFF8E1", "C9C2AC"
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
    book = Workbook()
    book.remove(book.active)
    name_font(book)
    book.properties.creator = "vendor-review"
    book.properties.title = coded(wording.title(asked))[:_LONGEST]
    book.properties.created = book.properties.modified = _A_DAY
    _write_about(book.create_sheet(ABOUT), asked)
    _write_documents(book.create_sheet(DOCUMENTS.name))
    _write_answers(book.create_sheet(ANSWERS.name), asked)
    general, lists = book.create_sheet(GENERAL.name), book.create_sheet(_LISTS)
    _write_general(general, lists, asked.questions)
    _write_form(book.create_sheet(FORM.name), asked)
    for sheet in (book[FORM.name], lists):
        sheet.sheet_state = "hidden"
    return same_bytes(book)


def _write_about(sheet: Any, asked: Questionnaire) -> None:
    sheet.column_dimensions["A"].width = _ABOUT_WIDTH
    sheet.sheet_view.showGridLines = False
    for row, (text, kind) in enumerate(_about_lines(asked), start=1):
        if text:
            _put(sheet, row, 1, text)
        write_line(sheet.cell(row, 1), bold=kind in ("title", "heading"), large=kind == "title")
        set_height(sheet, row, [(text, _ABOUT_WIDTH)])
    fit_for_print(sheet, landscape=False)
    sheet.protection.sheet = True


def _about_lines(asked: Questionnaire) -> Iterator[tuple[str, str]]:
    yield wording.title(asked), "title"
    yield "", "text"
    yield from ((line, "text") for line in wording.opening(asked))
    if asked.documents:
        yield "", "text"
        yield "Documents first", "heading"
        yield wording.documents_first(asked), "text"
        yield from ((f"{number}. {line}", "text") for number, line in enumerate(asked.documents, start=1))
    yield "", "text"
    yield "How to fill it in", "heading"
    yield from ((line, "text") for line in wording.filling(asked))


def _write_documents(sheet: Any) -> None:
    ids = document_ids()
    _write_rows(sheet, DOCUMENTS, [(name,) for name in ids])
    last = len(ids) + 1
    _offer(sheet, DOCUMENTS, "kind", _list_of(KIND_WORDS.values(), "kind"), last)
    for name in ("issued on", "period end", "valid until"):
        _offer(sheet, DOCUMENTS, name, day_rule(name), last)
    _offer(sheet, DOCUMENTS, "covers our service", _list_of(("yes", "no"), "covers our service"), last)
    for name in ("title", "location"):
        _offer(sheet, DOCUMENTS, name, DataValidation(allow_blank=True), last)


def _write_answers(sheet: Any, asked: Questionnaire) -> None:
    _write_rows(sheet, ANSWERS, [(one.id, one.topic, one.words) for one in asked.statements])
    last = len(asked.statements) + 1
    by_offer: dict[tuple[str, ...], list[int]] = {}
    for row, one in enumerate(asked.statements, start=2):
        by_offer.setdefault(one.offered, []).append(row)
    for offered, rows in by_offer.items():
        _offer(sheet, ANSWERS, "answer", _list_of(offered, "answer"), *rows, each=True)
    if asked.statements:
        ids = f"{DOCUMENTS.name}!$A$2:$A${len(document_ids()) + 1}"
        told = f"The id of a row of the sheet {DOCUMENTS.name}, such as D1."
        _offer(sheet, ANSWERS, "document", listed(ids, "document", told, "stop"), last)
        _offer(sheet, ANSWERS, "note", DataValidation(allow_blank=True), last)


def _write_general(sheet: Any, lists: Any, questions: Sequence[OpenQuestion]) -> None:
    _write_rows(sheet, GENERAL, [(one.id, one.words) for one in questions])
    column = 0
    for row, one in enumerate(questions, start=2):
        cell = sheet.cell(row, GENERAL.names.index("answer") + 1)
        if one.is_day:
            cell._style = copy(_to_fill(sheet, Look(0, day=True)))
            _offer(sheet, GENERAL, "answer", day_rule("day"), row, each=True)
        elif one.offered:
            # These words are too long to be typed into a rule.
            column += 1
            letter = get_column_letter(column)
            for place, word in enumerate(one.offered, start=1):
                _put(lists, place, column, word)
            words_range = f"{_LISTS}!${letter}$1:${letter}${len(one.offered)}"
            rule = listed(
                words_range, "answer", "One of the list comes closest; say more if you wish.", "information"
            )
            _offer(sheet, GENERAL, "answer", rule, row, each=True)


def _write_form(sheet: Any, asked: Questionnaire) -> None:
    rows = [
        ("format", FORMAT),
        ("register", asked.register),
        ("vendor_id", asked.vendor_id),
        ("as_of", asked.as_of.isoformat()),
        ("answers", "; ".join(one.id for one in asked.statements)),
        ("not_applicable", "; ".join(one.id for one in asked.statements if NOT_APPLICABLE in one.offered)),
        ("general", "; ".join(one.id for one in asked.questions)),
    ]
    _write_rows(sheet, FORM, rows)


def _write_rows(sheet: Any, table: Table, rows: Sequence[Sequence[str]]) -> None:
    """The first row, and below it what we say; the cells that follow in a row are for answers, and not locked."""
    looks = _LOOKS[table.name]
    dress(sheet, table.names, looks)
    own, to_fill = [styles_of(sheet, look)[0] for look in looks], [_to_fill(sheet, look) for look in looks]
    for row, texts in enumerate(rows, start=2):
        for column in range(1, len(looks) + 1):
            is_ours = column <= len(texts)
            if is_ours:
                _put(sheet, row, column, texts[column - 1])
            sheet.cell(row, column)._style = copy((own if is_ours else to_fill)[column - 1])
        set_height(sheet, row, ((text, look.width) for text, look in zip(texts, looks, strict=False)))
    # Without a password: it only keeps what we ask from being typed over.
    sheet.protection.sheet = True
    sheet.protection.formatColumns = sheet.protection.formatRows = sheet.protection.formatCells = False


def _to_fill(sheet: Any, look: Look) -> Any:
    """The style of a cell for an answer."""
    cell = copy(sheet.cell(1, 1))
    cell._style = copy(styles_of(sheet, look)[0])
    line = Side("thin", color=_LINE)
    cell.fill, cell.border = PatternFill("solid", fgColor=_TO_FILL), Border(line, line, line, line)
    cell.protection = Protection(locked=False)
    return cell._style


def _offer(sheet: Any, table: Table, name: str, rule: DataValidation, *rows: int, each: bool = False) -> None:
    """Puts a rule, and what the column is for, on a column down to a row, or on each of some rows."""
    column = table.column(name)
    letter = get_column_letter(table.names.index(name) + 1)
    rule.promptTitle, rule.prompt, rule.showInputMessage = name, column.meaning, True
    for row in rows:
        rule.add(f"{letter}{row}" if each else f"{letter}2:{letter}{row}")
    sheet.add_data_validation(rule)


def _list_of(offered: Any, title: str) -> DataValidation:
    chosen = ",".join(offered)
    return listed(f'"{chosen}"', title, f"One of: {', '.join(offered)}", "stop")


def _put(sheet: Any, row: int, column: int, text: str) -> None:
    """Text that stays text, whatever it begins with."""
    cell = sheet.cell(row, column)
    cell._value, cell.data_type = coded(text[:_LONGEST]), "s"
