"""A draft register: made of rows whatever their shape, written as a folder whole or not at all."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from vendor_review.errors import UsageError
from vendor_review.files.durable_files import write_files
from vendor_review.files.formulas import spreadsheet_safe
from vendor_review.files.snapshot import sha256
from vendor_review.intake.blocks.block import Page
from vendor_review.intake.draft.engagements import add_engagements, sections_of
from vendor_review.intake.draft.gathered_cells import SOURCE_COLUMNS, GatheredCells
from vendor_review.intake.draft.page_facts import add_page_facts, footnotes_of
from vendor_review.intake.draft.vendors import add_vendors
from vendor_review.intake.readings.page_reading import PageReading
from vendor_review.register.folder.writer import register_files, write_folder
from vendor_review.register.layout import RAW_TEXT_FILE
from vendor_review.register.source_kind import Content
from vendor_review.register.transcript import csv_bytes

Beside = Callable[[Mapping[str, str]], Mapping[str, bytes]]
"""Files beside a draft, given the SHA-256 of each file of it."""


@dataclass(frozen=True)
class Draft:
    """The tables and page of a draft, and the raw text of each cell."""

    content: Content
    sources: tuple[tuple[str, ...], ...]


def draft_of(page: Page, reading: PageReading) -> Draft:
    """A draft register of what was read: nothing public, and nothing that the source does not state."""
    gathered = GatheredCells()
    sections = sections_of(reading.rows)
    vendor_ids = add_vendors(gathered, reading.rows)
    add_engagements(gathered, reading.rows, vendor_ids, sections, footnotes_of(page))
    add_page_facts(gathered, page)
    for number, (title, section_id) in enumerate(sections.items(), start=1):
        gathered.state(f"sections[{number}].id", section_id, title, "heading")
        gathered.state(f"sections[{number}].title", title, title, "heading")
        gathered.page.append((f"sections[{number}].order", str(number)))
    return Draft(gathered.content(), tuple(gathered.sources))


def write_draft(draft: Draft, target: Path, beside: Beside | None = None) -> None:
    """Writes the tables, page.toml and source.csv, no cell of which is a formula; none of them if one cannot be.

    Raises
    ------
    OSError
        Something is at `target`, or it cannot be written.
    """
    content = _safe(draft.content)
    files = {RAW_TEXT_FILE: _raw_text(draft)}
    if beside is not None:
        files |= beside(_hashes({**register_files(content), **files}))
    write_folder(content, target, lambda back: None, files)


def rewrite_draft(draft: Draft, target: Path, drafted: Mapping[str, str], beside: Beside) -> None:
    """Writes a draft anew where one is whose files still have the SHA-256 that they were `drafted` with.

    Raises
    ------
    UsageError
        One was changed since, or is none of the draft: nothing is written over what a person has done.
    """
    files = {**register_files(_safe(draft.content)), RAW_TEXT_FILE: _raw_text(draft)}
    changed = sorted(
        name
        for name in {*files, *drafted}
        if (target / name).is_file() and sha256((target / name).read_bytes()) != drafted.get(name)
    )
    missing = sorted(name for name in drafted if not (target / name).is_file())
    if changed or missing:
        said = [
            *(
                f"{target / name}: was changed since it was drafted, and is not written over."
                for name in changed
            ),
            *(f"{target / name}: was drafted, and is gone." for name in missing),
        ]
        remedy = f"Name another folder, with --mapping {target / 'mapping.toml'}, and take over from it what you need."
        raise UsageError([*said, remedy])
    write_files(target, [*files.items(), *beside(_hashes(files)).items()], replacing=True)


def _safe(content: Content) -> Content:
    """A register no cell of which a spreadsheet takes for a formula."""
    tables = {
        name: [tuple(map(spreadsheet_safe, row)) for row in rows] for name, rows in content.tables.items()
    }
    return replace(content, tables=tables)


def _raw_text(draft: Draft) -> bytes:
    return csv_bytes(SOURCE_COLUMNS, [[*map(spreadsheet_safe, row)] for row in draft.sources])


def _hashes(files: Mapping[str, bytes]) -> dict[str, str]:
    return {name: sha256(content) for name, content in sorted(files.items())}
