"""A draft register: made of rows whatever their shape, written as a folder whole or not at all."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from vendor_review.errors import UsageError
from vendor_review.files.durable_files import write_files
from vendor_review.files.formulas import spreadsheet_safe
from vendor_review.files.json_text import parsed_json
from vendor_review.files.snapshot import sha256
from vendor_review.intake.blocks.block import Page
from vendor_review.intake.draft.engagements import add_engagements, sections_of
from vendor_review.intake.draft.gathered_cells import SOURCE_COLUMNS, GatheredCells
from vendor_review.intake.draft.next_version import NextVersion, next_version, packed, unpacked
from vendor_review.intake.draft.page_facts import add_page_facts, footnotes_of
from vendor_review.intake.draft.vendors import add_vendors
from vendor_review.intake.readings.page_reading import PageReading
from vendor_review.register.conversion import content_of
from vendor_review.register.folder.writer import register_files, write_folder
from vendor_review.register.layout import PAGE_FILE, RAW_TEXT_FILE, TABLES
from vendor_review.register.register import load_register
from vendor_review.register.source_kind import BACKUP, Content
from vendor_review.register.transcript import csv_bytes

DRAFTED_FILE = "drafted.json"
"""Keeps the tables of an inventory's draft as they were drafted: what differs from it is a person's."""
CONFIRMED_BY = "import --confirm"
"""How the place of a line of source.csv begins that says who confirmed a row."""
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
        files[DRAFTED_FILE] = packed(content)
        files |= beside(_hashes({**register_files(content), **files}))
    write_folder(content, target, lambda back: None, files)


def rewrite_draft(
    draft: Draft, target: Path, drafted: Mapping[str, str], beside: Beside
) -> NextVersion | None:
    """Writes a draft anew; where a person has worked on it since, what they wrote stays.

    Parameters
    ----------
    drafted
        The SHA-256 of each file as it was drafted.

    Returns
    -------
    NextVersion or None
        What stays of a person's work, and what follows the source; None where it is not known how the tables were
        drafted. The tables that a person changed are kept as well, as they were, in files that end in `.bak`.

    Raises
    ------
    UsageError
        A file is gone, or one that no person is asked to change was changed, or it is not known any more how the
        tables were drafted: nothing is written.
    RegisterUnreadable
        A table cannot be read as it is now.
    """
    fresh = _safe(draft.content)
    confirmed = _confirmations(target)
    files = {**register_files(fresh), RAW_TEXT_FILE: _raw_text(draft, confirmed)}
    held = {name: (target / name).read_bytes() for name in {*files, *drafted} if (target / name).is_file()}
    changed = {name for name, content in held.items() if sha256(content) != drafted.get(name)}
    if confirmed and sha256(_unconfirmed(target)) == drafted.get(RAW_TEXT_FILE):
        changed -= {RAW_TEXT_FILE}
    missing = sorted(name for name in drafted if name not in held)
    base = _drafted_state(held) if DRAFTED_FILE not in changed else None
    odd = sorted(changed if base is None else changed - {table.file for table in TABLES.values()})
    if odd or missing:
        said = [
            *(f"{target / name}: was changed since it was drafted, and is not written over." for name in odd),
            *(f"{target / name}: was drafted, and is gone." for name in missing),
        ]
        remedy = f"Name another folder, with --mapping {target / 'mapping.toml'}, and take over from it what you need."
        raise UsageError([*said, remedy])
    merged = None
    if base:
        merged = next_version(base, content_of(load_register(target)) if changed else base, fresh)
    if merged and changed:
        files.update(register_files(merged.content))
        files.pop(PAGE_FILE, None)
    files[DRAFTED_FILE] = packed(fresh)
    hashes = _hashes(
        {**register_files(fresh), RAW_TEXT_FILE: _raw_text(draft), DRAFTED_FILE: files[DRAFTED_FILE]}
    )
    backups = {f"{name}{BACKUP}": held[name] for name in changed if name in held}
    write_files(target, [*backups.items(), *files.items(), *beside(hashes).items()], replacing=True)
    return merged


def _drafted_state(held: Mapping[str, bytes]) -> Content | None:
    """The tables as they were drafted, from the file that keeps them; None where there is none, or it is damaged."""
    try:
        return unpacked(parsed_json(held[DRAFTED_FILE]))
    except (KeyError, TypeError, ValueError):
        return None


def _source_rows(target: Path) -> list[list[str]]:
    """The lines of source.csv, without its first."""
    path = target / RAW_TEXT_FILE
    text = path.read_bytes().decode("utf-8-sig") if path.is_file() else ""
    return list(csv.reader(io.StringIO(text, newline="")))[1:]


def _confirmations(target: Path) -> list[list[str]]:
    """The lines of source.csv that say who confirmed a row."""
    return [row for row in _source_rows(target) if row[-1:] and row[-1].startswith(CONFIRMED_BY)]


def _unconfirmed(target: Path) -> bytes:
    """source.csv without those lines, as it was drafted."""
    rows = [row for row in _source_rows(target) if not (row[-1:] and row[-1].startswith(CONFIRMED_BY))]
    return csv_bytes(SOURCE_COLUMNS, rows)


def _safe(content: Content) -> Content:
    """A register no cell of which a spreadsheet takes for a formula."""
    tables = {
        name: [tuple(map(spreadsheet_safe, row)) for row in rows] for name, rows in content.tables.items()
    }
    return replace(content, tables=tables)


def _raw_text(draft: Draft, confirmed: Sequence[Sequence[str]] = ()) -> bytes:
    return csv_bytes(SOURCE_COLUMNS, [*([*map(spreadsheet_safe, row)] for row in draft.sources), *confirmed])


def _hashes(files: Mapping[str, bytes]) -> dict[str, str]:
    return {name: sha256(content) for name, content in sorted(files.items())}
