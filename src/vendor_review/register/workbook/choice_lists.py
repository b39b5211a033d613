"""What the cells of a workbook offer to choose from, and the sheet that says what those words mean."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from openpyxl.utils import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation

from vendor_review.register.layout import TABLES, Choices, Column, Table
from vendor_review.register.workbook.reader import VOCABULARY
from vendor_review.register.workbook.style import Look, dress, set_height, styles_of

VOCABULARY_COLUMNS = ("for", "write", "name", "meaning", "gate")
_LOOKS = (Look(16), Look(28), Look(40, wrap=True), Look(80, wrap=True), Look(8))
_WORDS_FOR = {"control": "control", "category": "data category", "place": "place"}
_ROWS_WITH_LISTS = 2000
# Excel keeps words that are typed into a rule, and its messages, only up to here.
_LONGEST = 255
_LONGEST_TITLE = 32


def write_vocabulary(sheet: Any, choices: Choices) -> dict[str, str]:
    """The words with their meaning, a row each; gives the range of the ids for each kind of column."""
    dress(sheet, VOCABULARY_COLUMNS, _LOOKS)
    styles = [styles_of(sheet, look)[0] for look in _LOOKS]
    ranges: dict[str, str] = {}
    row = 1
    for kind, offered in choices.items():
        first = row + 1
        for choice in offered:
            row += 1
            gate = "gate" if choice.gate else ""
            texts = (_WORDS_FOR[kind], choice.id, choice.name, choice.meaning, gate)
            for column, (text, style) in enumerate(zip(texts, styles, strict=True), start=1):
                if text:
                    cell = sheet.cell(row, column)
                    cell._value, cell.data_type, cell._style = text, "s", style
            set_height(sheet, row, ((text, look.width) for text, look in zip(texts, _LOOKS, strict=True)))
        if offered:
            ranges[kind] = f"{VOCABULARY}!$B${first}:$B${row}"
    return ranges


def offer_words(sheet: Any, table: Table, ranges: Mapping[str, str], rows: int) -> None:
    """Lists to choose from, and words for what must be filled.

    Parameters
    ----------
    ranges
        Where the words of a kind of column stand (`control`, `section`), and the ids of a table (`vendors`).
    rows
        How many rows are filled; as many again as a person may add are given lists too.
    """
    last = max(_ROWS_WITH_LISTS, rows + 500)
    for number, column in enumerate(table.columns, start=1):
        rule = _rule(column, ranges)
        if rule is None:
            continue
        if column.required:
            rule.promptTitle = f"{column.name}: must be filled"[:_LONGEST_TITLE]
            rule.prompt = column.meaning[:_LONGEST]
            rule.showInputMessage = True
        letter = get_column_letter(number)
        rule.add(f"{letter}2:{letter}{last}")
        sheet.add_data_validation(rule)


def ids_of(table: str) -> str:
    """The ids of a table as they grow: from its first row as far as ids stand without a gap."""
    key = get_column_letter(1 + TABLES[table].names.index(TABLES[table].key[0]))
    cells = f"{table}!${key}$2:${key}${_ROWS_WITH_LISTS * 10}"
    return f"OFFSET({table}!${key}$2,0,0,MAX(1,COUNTA({cells})),1)"


def listed(words: str, title: str, told: str, style: str = "warning") -> DataValidation:
    """A list to choose from: `words` is a range, or words in quotes; `style` says how strict it is."""
    rule = DataValidation("list", formula1=words, allow_blank=True, showErrorMessage=True)
    rule.errorStyle = style
    rule.errorTitle, rule.error = title[:_LONGEST_TITLE], told[:_LONGEST]
    return rule


def day_rule(title: str) -> DataValidation:
    """Any day, and a question where what was typed became none."""
    rule = DataValidation("date", operator="greaterThan", formula1="1", allow_blank=True)
    rule.showErrorMessage, rule.errorStyle, rule.errorTitle = True, "warning", title[:_LONGEST_TITLE]
    rule.error = "This is no day that Excel knows. Write it as 2026-11-01, or leave the cell blank."
    return rule


def _rule(column: Column, ranges: Mapping[str, str]) -> DataValidation | None:
    inline = '"' + ",".join(column.values) + '"'
    if len(inline) - 2 > _LONGEST:
        inline = ""
    match column.kind:
        case "enum" if inline:
            return listed(inline, column.name, f"One of: {', '.join(column.values)}", "stop")
        case "path" if inline:
            told = "One level, or a range from low to high such as receives..stores. Keep what you typed?"
            return listed(inline, column.name, told, "information")
        case "list" if column.values and inline:
            told = f"Any of these, several with ; between: {', '.join(column.values)}"
            return listed(inline, column.name, told, "information")
        case "date":
            return day_rule(column.name)
        case "reference" if column.refers in ranges:
            told = (
                f"This id is not on the sheet {column.refers} yet. Add it there, or choose one from the list."
            )
            return listed(ranges[column.refers], column.name, told)
        case "section" if "section" in ranges:
            told = (
                "This section is not on the sheet page yet. Give its id there, or choose one from the list."
            )
            return listed(ranges["section"], column.name, told)
        case "control" | "category" | "place" as kind if kind in ranges:
            told = f"This is not among the words on the sheet {VOCABULARY}. Choose one from the list."
            return listed(ranges[kind], column.name, told)
    return DataValidation(allow_blank=True) if column.required else None
