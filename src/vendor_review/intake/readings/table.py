"""Reads tables: a vendor per row, a fact per column."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from vendor_review.intake.blocks.block import Table, Text
from vendor_review.intake.readings.columns import Columns, columns_of
from vendor_review.intake.readings.entry import told_of
from vendor_review.intake.readings.labels import labels_in
from vendor_review.intake.readings.name_cells import name_and_address, split_names
from vendor_review.intake.readings.row import Fact, Reading, Row, Setting
from vendor_review.intake.wording.names import has_legal_form, is_known, is_name

#: A column of free text, whose cells may hold labels of their own: `Purpose: mail. Location: Malta`.
_FREE = ("purpose", "notes")
_YES_NO = ("yes", "no", "opt-in", "n/a", "ja", "nein", "oui", "non")


def read_table(table: Table, setting: Setting) -> Reading:
    """The rows of a table; none, with the reason, where it names no vendors."""
    if len(table.rows) < 2 and not table.headers:
        return Reading((), 0, "a single row")
    columns = columns_of(table)
    refused = _refused(table, columns, setting)
    if refused:
        return Reading((), 0, refused)
    rows = tuple(_rows(table, columns))
    named = [row.words("name") for row in rows]
    fits = sum(map(is_name, named)) / max(1, len(named))
    if not rows or fits < (0.4 if columns.name_weight >= 0.8 else 0.7):
        return Reading((), 0, "its first words are no names of firms")
    confidence = min(1.0, columns.name_weight * 0.6 + 0.1 * min(3, columns.known) + 0.15 * setting.vendors)
    if any(is_known(name) or has_legal_form(name) for name in named):
        confidence = min(1.0, confidence + 0.2)
    heading = columns.headings[columns.facts.index("name")]
    return Reading(tuple(map(setting.placed, rows)), confidence, f"column {heading!r} names firms")


def _refused(table: Table, columns: Columns, setting: Setting) -> str:
    """Why a table is none of vendors, or ""."""
    facts = set(columns.facts)
    if "name" not in facts:
        return "no column names a vendor"
    if "cookie" in facts:
        return "a table of cookies"
    is_log = "change" in facts and facts & {"date", "added", "ended"} and setting.status != "past"
    if is_log and not facts & {"purpose", "place_unstated", "place_processing", "place_entity", "data"}:
        return "a log of changes"
    if setting.decoy and (setting.sure_decoy or columns.name_weight < 0.8):
        return f"under a heading that speaks of something else ({setting.decoy.replace('_', ' ')})"
    return ""


def _rows(table: Table, columns: Columns) -> Iterator[Row]:
    place = columns.facts.index("name")
    section = ""
    before: Text | None = None
    for number, cells in enumerate(table.rows[columns.first :], start=1):
        filled = [cell for cell in cells if cell]
        if len(cells) > 1 and (
            len({cell.words for cell in filled}) == 1 and (len(filled) > 1 or not cells[place])
        ):
            section = filled[0].words
            continue
        if (
            len(cells) > 2
            and len(filled) == 1
            and cells[place]
            and not is_known(cells[place].words)
            and not cells[place].links
        ):
            section = filled[0].words
            continue
        if [cell.words for cell in cells] == list(columns.headings):
            continue
        name = cells[place] or before
        if name is None:
            continue
        before = name
        where = f"{table.where}, row {number}"
        facts = tuple(_facts(cells, columns, place, where))
        for one in split_names(name):
            named, address = name_and_address(one)
            behind = (Fact("address", address, where, columns.headings[place]),) if address else ()
            first = Fact("name", named, where, columns.headings[place])
            yield Row((first, *behind, *facts), where, _in_row(facts) or section)


def _in_row(facts: Sequence[Fact]) -> str:
    return next((fact.text.words for fact in facts if fact.kind == "section"), "")


def _facts(cells: Sequence[Text], columns: Columns, place: int, where: str) -> Iterator[Fact]:
    for column, cell in enumerate(cells):
        fact = columns.facts[column]
        if column == place or not cell or not fact or fact == "number":
            continue
        heading = columns.headings[column]
        if fact in _FREE and len(labels_in(cell)) > 1:
            yield from told_of(cell, f"{where}, {heading}" if heading else f"{where}, column {column + 1}")
            continue
        yield Fact(fact, cell, f"{where}, {heading}" if heading else f"{where}, column {column + 1}", heading)
