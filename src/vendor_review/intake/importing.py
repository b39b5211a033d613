"""Imports a list that somebody has published, or keeps, as a draft register."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from vendor_review.errors import ListUnreadable
from vendor_review.files.quarantine import Limits, read_apart
from vendor_review.intake.blocks.block import Page
from vendor_review.intake.blocks.limits import LONGEST_TEXT
from vendor_review.intake.draft.draft import Draft, draft_of
from vendor_review.intake.readings.cell_lines import refuse_glued
from vendor_review.intake.readings.page_reading import PageReading, read_page
from vendor_review.intake.source_file import page_of, read_source
from vendor_review.register.source_kind import Content

_MOST_TOLD = 6
_LIMITS = Limits(memory=768, seconds=30)


@dataclass(frozen=True)
class Part:
    """A part of a source: where it is, how many rows it gave (none where it was not read), and why."""

    where: str
    rows: int
    reason: str


@dataclass(frozen=True)
class Import:
    """A draft, and what of the source it came from and what gave nothing."""

    draft: Draft
    parts: tuple[Part, ...]


def read_list(source: Path) -> Import:
    """What the list at `source` states, as a draft register; nothing is written.

    The file is read in a process of its own, with limits: it is a stranger's.

    Raises
    ------
    ListUnreadable
        It is too large, of another format, glued, or names no vendors; with what was found instead.
    """
    plain = read_apart(plain_import, str(source), read_source(source), ListUnreadable, _LIMITS)
    content = Content(
        {name: [tuple(row) for row in rows] for name, rows in plain["tables"].items()},
        [(key, value) for key, value in plain["page"]] or None,
    )
    draft = Draft(content, tuple(tuple(row) for row in plain["sources"]))
    return Import(draft, tuple(Part(*part) for part in plain["parts"]))


def plain_import(file: str, content: bytes) -> Mapping[str, Any]:
    """What `read_content` gives, as plain data, which comes back from another process."""
    found = read_content(file, content)
    return {
        "tables": dict(found.draft.content.tables),
        "page": list(found.draft.content.page or ()),
        "sources": found.draft.sources,
        "parts": [(part.where, part.rows, part.reason) for part in found.parts],
    }


def read_content(file: str, content: bytes) -> Import:
    """What a file of these bytes states, as a draft register; errors as of `read_list`."""
    page = page_of(file, content)
    reading = read_page(page)
    parts = _parts(page, reading)
    if not reading.rows:
        refuse_glued(page.blocks, file)
        raise ListUnreadable([f"{file}: names no vendors that could be read.", *_why_not(parts)])
    return Import(draft_of(page, reading), tuple(parts))


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
    return [*told, *([f"and {more} parts more."] if more > 0 else [])]
