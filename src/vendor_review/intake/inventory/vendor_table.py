"""Finds the table of vendors in a sheet: its headings, in one row or two, its rows, and what is none of them."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from vendor_review.intake.blocks.spreadsheet import Sheet
from vendor_review.intake.inventory.codes import is_not_stated
from vendor_review.intake.wording.documents import document_named
from vendor_review.intake.wording.headings import facts_of
from vendor_review.intake.wording.names import is_generic, is_known
from vendor_review.intake.wording.tables import folded
from vendor_review.register.workbook.grid import is_total

_LOOKED_AT = 25
"""Filled rows in which the headings may stand."""
_KNOWN = 0.45
_LONG_NOTE = 6
"""Words, from which a lone cell is a remark and no name."""
JOINT = " > "
"""Stands between the heading of a group of columns and that of a column."""
# A row of totals may hold no more than its word, where the sums are gone.
_SUM = (("0",), ())
# Or say in one cell how many there are.
_WHAT = r"(?:vendors?|suppliers?|providers?|third parties|third-parties|rows?|entries|contracts?|tools?|services?)"
_COUNT = re.compile(
    rf"(?P<word>(?:grand |sub-?|sub |overall )?totals?|count|sum)(?: (?:number )?(?:of )?{_WHAT})?[\s:=#-]*"
    r"(?:[(\[]\s*)?(?:n\s*=\s*)?\d[\d.,' ]*(?: [a-z]+){0,2}(?:\s*[)\]])?"
    rf"|number of {_WHAT}\W*\d+|\d+ {_WHAT}(?: in total)?"
)
_SUM_WORD = re.compile(
    rf"(?:grand |sub-?|sub |overall )?totals?(?: (?:number )?(?:of )?{_WHAT}| p\.?a\.?| sum| amount| spend| cost)?"
)
_ALONE = (
    "sum",
    "sums",
    "summe",
    "gesamt",
    "gesamtsumme",
    "zwischensumme",
    "somme",
    "suma",
    "totaal",
    "totale",
    "total général",
)
_COUNTED = re.compile(
    r"^(\d+)(?: (?:of|/) \d+)? (?:vendors?|suppliers?|providers?|rows?|entries|contracts?|signed|yes|no|active|live"
    r"|high|open|overdue|in total|total)$"
)
_REMARK = re.compile(
    r"(?:\*|notes?\b|nb\b|legend\b|key\b|source\b|last updated\b|updated\b|prepared\b|confidential\b)"
)


@dataclass(frozen=True)
class VendorTable:
    """The table of vendors of a sheet.

    Attributes
    ----------
    headings
        Column to its heading; one of a group is `group > heading`, one without a heading is "".
    name
        The column that names the vendors.
    rows
        Numbers of the rows of vendors.
    sections
        What a line within the table says of the rows below it, by row.
    aside
        Numbers of all other filled rows, and what each is: title, heading, total, note, section.
    """

    sheet: Sheet
    headings: Mapping[int, str]
    name: int
    rows: tuple[int, ...]
    sections: Mapping[int, str] = field(default_factory=dict)
    aside: Mapping[int, str] = field(default_factory=dict)

    def cells(self, column: int) -> list[str]:
        """The filled cells of a column, from top to bottom."""
        return [self.sheet.cells[row][column] for row in self.rows if self.sheet.cells[row].get(column, "")]


def last_part(heading: str) -> str:
    """A heading without that of its group."""
    return heading.rsplit(JOINT, 1)[-1]


def known(heading: str) -> float:
    """How surely words are a heading of a table of vendors, from 0 to 1."""
    if document_named(heading):
        return 0.9
    return max(facts_of(heading, inventory=True).values(), default=0.0)


def vendor_table(sheet: Sheet) -> VendorTable | None:
    """The table of vendors; None where no row of headings names them."""
    numbers = list(sheet.cells)
    best, at = 0.0, 0
    for number in numbers[:_LOOKED_AT]:
        texts = list(sheet.cells[number].values())
        said = [weight for text in texts if (weight := known(text)) >= _KNOWN]
        names = max((facts_of(text, inventory=True).get("name", 0.0) for text in texts), default=0.0)
        if (
            len({*map(folded, texts)}) > 1
            and len(said) >= 2
            and 2 * len(said) >= len(texts)
            and names >= _KNOWN
        ) and sum(said) > best:
            best, at = sum(said), number
    if not at:
        return None
    headers, headings = _headings(sheet, numbers, at)
    name = _name_column(headings)
    if name is None:
        return None
    return _with_rows(sheet, headers, headings, name)


def _name_column(headings: Mapping[int, str]) -> int | None:
    weighed = [
        (facts_of(last_part(words), inventory=True).get("name", 0.0), -column)
        for column, words in headings.items()
        if words
    ]
    weight, column = max(weighed, default=(0.0, 0))
    return -column if weight >= _KNOWN else None


def _headings(sheet: Sheet, numbers: Sequence[int], at: int) -> tuple[tuple[int, ...], dict[int, str]]:
    """The rows of headings, and the heading of each column that has anything below or in them."""
    place = numbers.index(at)
    own = {column: " ".join(text.split()) for column, text in sheet.cells[at].items()}
    below = numbers[place + 1] if place + 1 < len(numbers) else 0
    above = numbers[place - 1] if place else 0
    width = max(column for number in numbers[place:] for column in sheet.cells[number])
    if below and _are_subheadings(sheet, at, below):
        upper, lower, rows = _spread(sheet, at, width), sheet.cells[below], (at, below)
    elif above and _is_group_row(sheet, above, at):
        upper, lower, rows = _spread(sheet, above, width), own, (above, at)
    else:
        return (at,), {column: own.get(column, "") for column in range(1, width + 1)}
    found: dict[int, str] = {}
    for column in range(1, width + 1):
        group, words = upper.get(column, ""), " ".join(lower.get(column, "").split())
        found[column] = JOINT.join(part for part in (group, words) if part) if group != words else words
    return rows, found


def _are_subheadings(sheet: Sheet, at: int, below: int) -> bool:
    """Whether the row below fills in only under headings that are merged over several columns."""
    wide = {
        column
        for top, left, _, right in sheet.merged
        if top == at and right > left
        for column in range(left, right + 1)
    }
    filled = set(sheet.cells[below])
    return bool(filled) and filled <= wide


def _is_group_row(sheet: Sheet, above: int, at: int) -> bool:
    """Whether the row above names groups of columns: several words over more columns, or some that are merged."""
    texts = sheet.cells[above]
    if above != at - 1 or len(texts) >= len(sheet.cells[at]) + len(set(texts) - set(sheet.cells[at])):
        return False
    merged = [
        left
        for top, left, bottom, right in sheet.merged
        if top == above and left in texts and (right > left or bottom > top)
    ]
    widest = max((right - left for top, left, _, right in sheet.merged if top == above), default=0)
    is_title = len(texts) == 1 and (not merged or widest + 1 >= len(sheet.cells[at]))
    return not is_title and (bool(merged) or len(texts) > 1)


def _spread(sheet: Sheet, row: int, width: int) -> dict[int, str]:
    """The words of a row of groups over each of their columns: as they are merged, else up to the next group."""
    texts = {column: " ".join(text.split()) for column, text in sheet.cells[row].items()}
    ends = {left: right for top, left, _, right in sheet.merged if top == row}
    found: dict[int, str] = {}
    starts = sorted(texts)
    for place, column in enumerate(starts):
        following = starts[place + 1] if place + 1 < len(starts) else width + 1
        last = ends.get(column, column if ends else following - 1)
        found.update(dict.fromkeys(range(column, min(last, width) + 1), texts[column]))
    return found


def _with_rows(sheet: Sheet, headers: tuple[int, ...], headings: Mapping[int, str], name: int) -> VendorTable:
    rows: list[int] = []
    sections: dict[int, str] = {}
    aside: dict[int, str] = {}
    section, ended, before = "", False, 0
    header = sheet.cells[headers[-1]]
    for number, cells in sheet.cells.items():
        if number in headers:
            aside[number] = "heading"
        elif number < headers[0]:
            aside[number] = "title"
        elif is_total(_uncounted(cells), stated=number in sheet.totals) or _counts(cells):
            aside[number] = "total"
        elif cells == header:
            aside[number] = "heading"
        elif len(cells) == 1 and len(headings) > 2 and _is_aside(sheet, number, cells, name, bool(rows)):
            text = next(iter(cells.values()))
            ended = ended or (bool(rows) and number > before + 1 and _is_remark(text))
            if _is_remark(text):
                aside[number] = "note"
            else:
                aside[number], section = "section", text
        elif ended and not cells.get(name):
            aside[number] = "note"
        else:
            rows.append(number)
            if section:
                sections[number] = section
        before = number
    return VendorTable(sheet, headings, name, tuple(rows), sections, aside)


def _uncounted(cells: Mapping[int, str]) -> list[str]:
    """The cells of a row, with a number in place of a formula, and of one that says how many of what: `25 vendors`.

    A cell that says that it adds up comes first, by the bare word: `Total (25)`, `Grand totals:`.
    """
    texts = [
        "0" if text.startswith("=") or is_not_stated(text) else _COUNTED.sub(r"\1", folded(text))
        for text in cells.values()
    ]
    for place, text in enumerate(texts):
        bare = text.rstrip(" :.=")
        found = _COUNT.fullmatch(text)
        if bare in _ALONE or _SUM_WORD.fullmatch(bare) or (found and found["word"]):
            texts = ["total", *texts[:place], *texts[place + 1 :]]
            break
    else:
        texts = [next(iter(cells.values())), *texts[1:]]
    return [*texts, *_SUM[len(cells) > 1]]


def _counts(cells: Mapping[int, str]) -> bool:
    return len(cells) == 1 and _COUNT.fullmatch(folded(next(iter(cells.values())))) is not None


def _is_remark(text: str) -> bool:
    return len(text.split()) >= _LONG_NOTE or bool(_REMARK.match(folded(text)))


def _is_aside(sheet: Sheet, number: int, cells: Mapping[int, str], name: int, has_rows: bool) -> bool:
    """Whether a line of a single cell is a section or a remark, and no vendor of which only the name is known."""
    ((column, text),) = cells.items()
    wide = any(top == number and right > left for top, left, _, right in sheet.merged)
    if wide or _is_remark(text):
        return True
    if column != name:
        return not has_rows
    return is_generic(text) and not is_known(text)
