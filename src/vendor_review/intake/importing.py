"""Imports a list that somebody has published, or an inventory that a company keeps, as a draft register."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, astuple, dataclass, field, replace
from pathlib import Path
from typing import Any

from vendor_review.errors import ListUnreadable
from vendor_review.files.quarantine import Limits, read_apart
from vendor_review.intake.blocks.block import Page
from vendor_review.intake.blocks.limits import LONGEST_TEXT
from vendor_review.intake.blocks.spreadsheet import Sheet
from vendor_review.intake.draft.draft import Draft, draft_of
from vendor_review.intake.draft.next_version import NextVersion
from vendor_review.intake.draft.vendors import name_of
from vendor_review.intake.inventory.codes import Trade
from vendor_review.intake.inventory.endings import with_endings
from vendor_review.intake.inventory.inventory_draft import inventory_draft, one_vendor_lines
from vendor_review.intake.inventory.mapping import SourceMapping, proposed_mapping
from vendor_review.intake.inventory.mapping_file import MAPPING_FILE, mapping_text, read_mapping
from vendor_review.intake.inventory.next_mapping import merged_mapping
from vendor_review.intake.inventory.places_beside import settled_beside
from vendor_review.intake.inventory.proposals import is_inventory
from vendor_review.intake.inventory.undecided import undecided
from vendor_review.intake.inventory.vendor_table import vendor_table
from vendor_review.intake.readings.cell_lines import refuse_glued
from vendor_review.intake.readings.page_reading import PageReading, read_page
from vendor_review.intake.recognition import question_ids, questionnaire_lines
from vendor_review.intake.source_file import page_of, read_source, sheets_of
from vendor_review.register.source_kind import Content

_MOST_TOLD = 6
_LIMITS = Limits(memory=768, seconds=30)


@dataclass(frozen=True)
class Part:
    """A part of a source: where it is, how many rows it gave (none where it was not read), and why.

    A remark is about a part that was read, and gives no rows.
    """

    where: str
    rows: int
    reason: str
    is_remark: bool = False


@dataclass(frozen=True)
class Import:
    """A draft, and what of the source it came from and what gave nothing.

    Attributes
    ----------
    mapping
        Of an inventory: what its columns and cells become; None of a list.
    undecided
        What of the mapping waits for a person, a sentence each.
    merged
        Where it was drafted over an earlier version: what stays of a person's work, and what has changed.
    """

    draft: Draft
    parts: tuple[Part, ...]
    mapping: SourceMapping | None = None
    undecided: tuple[str, ...] = ()
    merged: NextVersion | None = None

    def __repr__(self) -> str:
        """How many vendors and engagements were drafted, and how much waits for a person."""
        tables = self.draft.content.tables
        counts = f"{len(tables['vendors'])} vendors, {len(tables['engagements'])} engagements"
        return f"Import: {counts}; {len(self.undecided)} things for a person to say"


@dataclass(frozen=True)
class Wishes:
    """How an inventory is to be read.

    Attributes
    ----------
    mapping, mapping_file
        The text of an earlier mapping of the source, "" for none, and what messages call it.
    accept_above
        Confirms proposals that are at least so sure, from 0 to 1; None confirms nothing.
    trade
        What the policy knows of documents, data and controls.
    """

    mapping: str = ""
    mapping_file: str = MAPPING_FILE
    accept_above: float | None = None
    trade: Trade = field(default_factory=Trade)


def read_list(source: Path, wishes: Wishes | None = None) -> Import:
    """What the list or inventory at `source` states, as a draft register; nothing is written.

    The file is read in a process of its own, with limits: it is a stranger's.

    Raises
    ------
    ListUnreadable
        It is too large, of another format, glued, or names no vendors; with what was found instead.
    UsageError
        The mapping of `wishes` is none, or says what cannot be.
    """
    wishes = wishes or Wishes()
    packed = json.dumps(asdict(wishes)).encode() + b"\n" + read_source(source)
    plain = read_apart(plain_packed_import, str(source), packed, ListUnreadable, _LIMITS)
    content = Content(
        {name: [tuple(row) for row in rows] for name, rows in plain["tables"].items()},
        [(key, value) for key, value in plain["page"]] or None,
        {name: tuple(columns) for name, columns in plain["own"].items()},
    )
    draft = Draft(content, tuple(tuple(row) for row in plain["sources"]))
    mapping = None
    if plain["mapping"]:
        mapping = read_mapping(plain["mapping"], MAPPING_FILE, wishes.trade)[0]
        mapping = replace(mapping, news=tuple(plain["news"]))
    return Import(draft, tuple(Part(*part) for part in plain["parts"]), mapping, tuple(plain["undecided"]))


def plain_packed_import(file: str, content: bytes) -> Mapping[str, Any]:
    """What `plain_import` gives of a file behind a line of JSON that holds the wishes."""
    line, _, own = content.partition(b"\n")
    said = json.loads(line)
    return plain_import(file, own, Wishes(**{**said, "trade": Trade(**said["trade"])}))


def plain_import(file: str, content: bytes, wishes: Wishes | None = None) -> Mapping[str, Any]:
    """What `read_content` gives, as plain data, which comes back from another process."""
    found = read_content(file, content, wishes)
    return {
        "tables": dict(found.draft.content.tables),
        "page": list(found.draft.content.page or ()),
        "own": dict(found.draft.content.own),
        "sources": found.draft.sources,
        "parts": [astuple(part) for part in found.parts],
        "mapping": mapping_text(found.mapping, {}) if found.mapping else "",
        "news": found.mapping.news if found.mapping else (),
        "undecided": found.undecided,
    }


def read_content(file: str, content: bytes, wishes: Wishes | None = None) -> Import:
    """What a file of these bytes states, as a draft register; errors as of `read_list`."""
    sheets = sheets_of(file, content)
    if sheets is not None:
        if asked := max(map(question_ids, sheets), key=len, default=[]):
            raise ListUnreadable(questionnaire_lines(f"{file}:", file, len(asked), asked[0]))
        inventory = _inventory(file, sheets, wishes or Wishes())
        if inventory is not None:
            return inventory
    page = page_of(file, content)
    found = read_page(page)
    # A mark, a flag or "(optional)" alone names nobody.
    reading = replace(
        found, rows=tuple(row for row in found.rows if any(map(str.isalnum, name_of(row).name)))
    )
    parts = _parts(page, reading)
    if nameless := len(found.rows) - len(reading.rows):
        parts.append(
            Part(f"{nameless} row{'s' * (nameless > 1)}", 0, "the name has neither a letter nor a digit")
        )
    if not reading.rows:
        refuse_glued(page.blocks, file)
        raise ListUnreadable([f"{file}: names no vendors that could be read.", *_why_not(parts)])
    return Import(draft_of(page, reading), tuple(parts))


def _inventory(file: str, sheets: Sequence[Sheet], wishes: Wishes) -> Import | None:
    """What an inventory states; None where no sheet is one, and no mapping says that it is."""
    shown = [sheet for sheet in sheets if not sheet.is_hidden]
    tables = [table for sheet in shown if (table := vendor_table(sheet)) is not None and table.rows]
    if not tables or not (wishes.mapping or any(map(is_inventory, tables))):
        return None
    # A list may leave a text out; of an inventory nothing is lost.
    if far := next((sheet.where(*at) for sheet in sheets for at in sheet.left_out), ""):
        raise ListUnreadable(
            f"{file}, {far}: has more than {LONGEST_TEXT:,} letters; shorten the cell, or keep its text elsewhere."
        )
    mapping = settled_beside(proposed_mapping(Path(file).name, tables, wishes.trade), tables, wishes.trade)
    if wishes.mapping:
        earlier, _ = read_mapping(wishes.mapping, wishes.mapping_file, wishes.trade)
        mapping = merged_mapping(mapping, earlier, tables, wishes.trade)
    if wishes.accept_above is not None:
        mapping = mapping.accepted(wishes.accept_above)
    draft = inventory_draft(sheets, tables, replace(mapping, endings=()), wishes.trade)
    mapping = with_endings(mapping, mapping.endings, draft, wishes.trade, wishes.accept_above)
    if any(one.is_settled for one in mapping.endings):
        draft = inventory_draft(sheets, tables, mapping, wishes.trade)
    read = {table.sheet.title: table for table in tables}
    parts = []
    for sheet in sheets:
        where = f"sheet {sheet.title}" if sheet.title else "the sheet"
        if sheet.title in read and not sheet.is_hidden:
            table = read[sheet.title]
            parts.append(Part(where, len(table.rows), f"column {table.headings[table.name]!r} names vendors"))
            hidden = [str(row) for row in table.rows if row in sheet.hidden]
            if hidden:
                parts.append(
                    Part(
                        where,
                        0,
                        f"hidden rows are read as well: {', '.join(hidden[:_MOST_TOLD])}",
                        is_remark=True,
                    )
                )
        else:
            parts.append(
                Part(where, 0, "it is hidden" if sheet.is_hidden else "no row of headings names vendors")
            )
    spelled = one_vendor_lines(tables)
    more = [f"and {len(spelled) - _MOST_TOLD} more vendors"] if len(spelled) > _MOST_TOLD else []
    parts += [
        Part("names written in several ways", 0, line, is_remark=True)
        for line in (*spelled[:_MOST_TOLD], *more)
    ]
    return Import(draft, tuple(parts), mapping, tuple(undecided(mapping, tables, wishes.trade, sheets)))


def _parts(page: Page, reading: PageReading) -> list[Part]:
    read = [Part(where, len(made.rows), made.reason) for where, made in reading.used]
    unread = [Part(one.where, 0, one.reason) for one in reading.unread if one.reason]
    if page.left_out:
        count = f"{page.left_out:,} text{'s' * (page.left_out > 1)} of more than {LONGEST_TEXT:,} letters"
        unread.insert(0, Part(count, 0, "longer than any cell or paragraph of a list"))
    return [*read, *unread]


def _why_not(parts: Sequence[Part]) -> list[str]:
    more = len(parts) - _MOST_TOLD
    told = [f"{part.where}: {part.reason}." for part in parts[:_MOST_TOLD]]
    return [*told, *([f"and {more} more parts."] if more > 0 else [])]
