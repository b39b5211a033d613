"""What the cells of a workbook offer to choose from, and the sheet that says what those words mean."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from xlsxwriter.utility import xl_col_to_name

from vendor_review.register.layout import TABLES, Choices, Column, Table
from vendor_review.register.workbook.book import Look, Sheet
from vendor_review.register.workbook.reader import VOCABULARY

VOCABULARY_COLUMNS = ("for", "write", "name", "meaning", "gate")
_LOOKS = (Look(16), Look(28), Look(40, wrap=True), Look(80, wrap=True), Look(8))
_WORDS_FOR = {"control": "control", "category": "data category", "place": "place"}
_ROWS_WITH_LISTS = 2000
# Excel keeps words that are typed into a rule, and its messages, only up to here.
_LONGEST = 255
_LONGEST_TITLE = 32


Rule = Mapping[str, Any]
"""What XlsxWriter calls the options of a data validation."""


def write_vocabulary(sheet: Sheet, choices: Choices) -> dict[str, str]:
    """The words with their meaning, a row each; gives the range of the ids for each kind of column."""
    sheet.put_names(VOCABULARY_COLUMNS, _LOOKS)
    styles = [sheet.book.style_of(look) for look in _LOOKS]
    ranges: dict[str, str] = {}
    row = 0
    for kind, offered in choices.items():
        first = row + 1
        for row, choice in enumerate(offered, start=first):
            gate = "gate" if choice.gate else ""
            texts = (_WORDS_FOR[kind], choice.id, choice.name, choice.meaning, gate)
            for column, (text, style) in enumerate(zip(texts, styles, strict=True)):
                if text:
                    sheet.put(row, column, text, style)
            sheet.set_height(row, ((text, look.width) for text, look in zip(texts, _LOOKS, strict=True)))
        if offered:
            ranges[kind] = f"{VOCABULARY}!$B${first + 1}:$B${row + 1}"
    return ranges


def offer_words(sheet: Sheet, table: Table, ranges: Mapping[str, str], rows: int) -> None:
    """Lists to choose from, and words for what must be filled.

    Parameters
    ----------
    ranges
        Where the words of a kind of column stand (`control`, `section`), and the ids of a table (`vendors`).
    rows
        How many rows are filled; as many again as a person may add are given lists too.
    """
    last = max(_ROWS_WITH_LISTS, rows + 500) - 1
    for number, column in enumerate(table.columns):
        rule = _rule(column, ranges)
        if rule is not None:
            said = prompt(f"{column.name}: must be filled", column.meaning) if column.required else {}
            sheet.data_validation(1, number, last, number, {**rule, **said})


def ids_of(table: str) -> str:
    """The ids of a table as they grow: from its first row as far as ids stand without a gap."""
    key = xl_col_to_name(TABLES[table].names.index(TABLES[table].key[0]))
    cells = f"{table}!${key}$2:${key}${_ROWS_WITH_LISTS * 10}"
    return f"OFFSET({table}!${key}$2,0,0,MAX(1,COUNTA({cells})),1)"


def listed(words: str | Sequence[str], title: str, why: str, style: str = "warning") -> Rule:
    """A list to choose from: `words` are a range, or the words themselves; `style` says how strict it is."""
    source = f"={words}" if isinstance(words, str) else list(words)
    return {"validate": "list", "source": source, "error_type": style, **_refusal(title, why)}


def day_rule(title: str) -> Rule:
    """Any day, and a question where what was typed became none."""
    why = "This is not a date that Excel knows. Write it as 2026-11-01, or leave the cell blank."
    return {"validate": "date", "criteria": ">", "value": 1, "error_type": "warning", **_refusal(title, why)}


def prompt(title: str, words: str) -> Rule:
    """What is said of a cell while it is chosen; by itself, a rule that refuses nothing."""
    return {
        "show_input": True,
        "input_title": title[:_LONGEST_TITLE],
        "input_message": words[:_LONGEST],
    }


NO_RULE: Rule = {"validate": "any", "show_error": False}


def _refusal(title: str, why: str) -> Rule:
    return {"show_input": False, "error_title": title[:_LONGEST_TITLE], "error_message": why[:_LONGEST]}


def _rule(column: Column, ranges: Mapping[str, str]) -> Rule | None:
    values = column.values if len(",".join(column.values)) <= _LONGEST else ()
    match column.kind:
        case "enum" if values:
            return listed(values, column.name, f"One of: {', '.join(values)}", "stop")
        case "path" if values:
            why = "One level, or a range from low to high such as receives..stores. Keep what you typed?"
            return listed(values, column.name, why, "information")
        case "list" if values:
            why = f"Any of these, several with ; between: {', '.join(values)}"
            return listed(values, column.name, why, "information")
        case "date":
            return day_rule(column.name)
        case "reference" if column.refers in ranges:
            why = (
                f"This id is not on the sheet {column.refers} yet. Add it there, or choose one from the list."
            )
            return listed(ranges[column.refers], column.name, why)
        case "section" if "section" in ranges:
            why = "This section is not on the sheet page yet. Give its id there, or choose one from the list."
            return listed(ranges["section"], column.name, why)
        case "control" | "category" | "place" as kind if kind in ranges:
            why = f"This is not among the words on the sheet {VOCABULARY}. Choose one from the list."
            return listed(ranges[kind], column.name, why)
    return NO_RULE if column.required else None
