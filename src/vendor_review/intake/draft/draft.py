"""A draft register: made of rows whatever their shape, written as a folder whole or not at all."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from vendor_review.files.formulas import spreadsheet_safe
from vendor_review.intake.blocks.block import Page
from vendor_review.intake.draft.engagements import add_engagements, sections_of
from vendor_review.intake.draft.ledger import SOURCE_COLUMNS, Ledger
from vendor_review.intake.draft.page_facts import add_page_facts, footnotes_of
from vendor_review.intake.draft.vendors import add_vendors
from vendor_review.intake.readings.page_reading import PageReading
from vendor_review.register.folder.writer import write_folder
from vendor_review.register.layout import RAW_TEXT_FILE
from vendor_review.register.source_kind import Content
from vendor_review.register.transcript import csv_bytes


@dataclass(frozen=True)
class Draft:
    """The tables and page of a draft, and the raw text of each cell."""

    content: Content
    sources: tuple[tuple[str, ...], ...]


def draft_of(page: Page, reading: PageReading) -> Draft:
    """A draft register of what was read: nothing public, and nothing that the source does not state."""
    ledger = Ledger()
    sections = sections_of(reading.rows)
    vendor_ids = add_vendors(ledger, reading.rows)
    add_engagements(ledger, reading.rows, vendor_ids, sections, footnotes_of(page))
    add_page_facts(ledger, page)
    for number, (title, section_id) in enumerate(sections.items(), start=1):
        ledger.state(f"sections[{number}].id", section_id, title, "heading")
        ledger.state(f"sections[{number}].title", title, title, "heading")
        ledger.page.append((f"sections[{number}].order", str(number)))
    return Draft(Content(ledger.rows(), ledger.page or None), tuple(ledger.sources))


def write_draft(draft: Draft, target: Path) -> None:
    """Writes the tables, page.toml and source.csv, no cell of which is a formula; none of them if one cannot be.

    Raises
    ------
    OSError
        Something is at `target`, or it cannot be written.
    """
    raw = csv_bytes(SOURCE_COLUMNS, [[*map(spreadsheet_safe, row)] for row in draft.sources])
    write_folder(draft.content, target, lambda back: None, {RAW_TEXT_FILE: raw})
