"""What a workbook says to the person who fills it: the sheet that explains it, and the comment on each name."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from vendor_review.register.layout import TABLES, Column, Table
from vendor_review.register.page_keys import PageKey
from vendor_review.register.row_places import PAGE
from vendor_review.register.workbook.reader import ABOUT, VOCABULARY

GATE_WORDS = "A gate: the other controls count in full only as far as this one is in place."
OWN_WORDS = "A column of your own: kept and shown to you, never judged, never published."
CHECK_COMMAND = ".venv/bin/vendor-review check register.xlsx"


class Line(NamedTuple):
    """A line of the sheet that explains; `kind` is title, heading, text or command."""

    text: str
    kind: str = "text"


def about_lines(*, vocabulary: bool) -> Iterator[Line]:
    """The sheet that explains the workbook; `vocabulary` says whether there is a sheet of words."""
    yield Line("A register of vendors", "title")
    yield Line(
        "Which companies handle personal data for us, which data, and who can get at it. Each sheet is a table, row 1 "
        "names its columns: leave row 1 as it is, and fill the rows below."
    )
    yield Line("What to fill first", "heading")
    yield from (_of_table(table) for table in TABLES.values() if table.required)
    yield Line("What may follow, as you come to know more", "heading")
    yield from (_of_table(table) for table in TABLES.values() if not table.required)
    yield Line(
        "page: What the public page says around the list. It may stay blank; where you use sections, give each an id "
        "there first."
    )
    yield Line("How to fill a cell", "heading")
    yield Line(
        "Columns with a dark name must be filled in every row; they are listed above, too. Columns with a pale name "
        "may stay blank. A column of your own goes behind them, under a name that begins with x_, such as "
        "x_cost_centre: it is kept, never judged, and never published."
    )
    yield Line(
        "Blank means: not stated. Where somebody states that there is nothing, write none. That is an answer, and "
        "blank is not."
    )
    yield Line(
        "A vendor or engagement has an id that you choose, such as aws or aws-hosting: letters, digits and hyphens, no "
        "spaces. Other sheets name it by that id."
    )
    yield Line(
        "Cells with an arrow offer what may be written."
        + (
            f" The sheet {VOCABULARY} says what controls, data categories and codes mean."
            if vocabulary
            else ""
        )
        + " Several in one cell are separated by ; as in scc_m2; scc_m3. An access path may be a range: "
        "receives..stores."
    )
    yield Line(
        "Type days as you do elsewhere in Excel. They show as year-month-day, 2026-11-01: look whether it is the day "
        "that you meant."
    )
    yield Line("What makes a score surer", "heading")
    yield Line(
        "What is blank counts as unknown: a score then reaches from the best case to the worst. Three things narrow "
        "it: access_path on engagements, the sheet data_shared, and the sheets access_controls and evidence together "
        "(an answer counts as far as a document shows it). Beside the score, places and transfer_mechanism answer for "
        "transfers, reviews_done for when a review is due."
    )
    yield Line("Have it checked", "heading")
    yield Line(
        "Save, open a terminal in the folder of vendor_review, and type this with the path of your file for "
        "register.xlsx:"
    )
    yield Line(CHECK_COMMAND, "command")
    yield Line(
        "Each finding names its cell, as in vendors!C14, and says what would be right. Your file is only read. Mend, "
        "save, and check again."
    )
    yield Line("Where it is explained", "heading")
    yield Line(
        "Hold the mouse over a column's name: what it says, what it may hold, an example. The same as a page: "
        "docs/register.md in the folder of vendor_review. Every finding: docs/rules.md."
    )
    unread = f"The sheets {ABOUT} and {VOCABULARY} are" if vocabulary else f"The sheet {ABOUT} is"
    yield Line(f"Keep columns and sheets of your own on sheets that you hide. {unread} not read.")


def words_of_column(column: Column, *, vocabulary: bool) -> str:
    """The comment on a column's name."""
    lines = [column.meaning + (" Must be filled." if column.required else "")]
    if column.unit:
        lines.append(f"Unit: {column.unit}")
    if column.refers:
        lines.append(f"An id from the sheet {column.refers}.")
    if column.values:
        several = ", several separated by ;" if column.kind == "list" else ""
        lines.append(f"Allowed{several}: {', '.join(column.values)}")
    if column.kind == "path":
        lines.append("One level, or a range such as receives..stores.")
    if column.kind == "section":
        lines.append(f"An id from the sheet {PAGE}, such as the value of sections[1].id.")
    if column.kind in ("control", "category", "place") and vocabulary:
        lines.append(f"All are on the sheet {VOCABULARY}, with their meaning.")
    if column.example:
        lines.append(f"Example: {column.example}")
    return "\n".join(lines)


def words_of_key(key: PageKey) -> str:
    """The comment on a key of the page."""
    several = {
        "texts": "\nFor several paragraphs, a row with the same key for each.",
        "words": "\nSeveral are separated by ;",
        "truth": "\nyes or no",
    }
    return f"{key.meaning}{several.get(key.kind, '')}\nExample: {key.example}"


def _of_table(table: Table) -> Line:
    must = ", ".join(column.name for column in table.columns if column.required)
    return Line(f"{table.name}: {table.meaning} Must be filled: {must}.")
