"""Imports a list that somebody has published, or keeps, as a draft register."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from vendor_review.errors import ListUnreadable
from vendor_review.intake.draft.draft import Draft, draft_of
from vendor_review.intake.readings.cell_lines import refuse_glued
from vendor_review.intake.readings.page_reading import PageReading, read_page
from vendor_review.intake.source_file import open_page

_MOST_TOLD = 6


@dataclass(frozen=True)
class Import:
    """A draft, and how it was read."""

    draft: Draft
    reading: PageReading


def read_list(source: Path) -> Import:
    """What the list at `source` states, as a draft register; nothing is written.

    Raises
    ------
    ListUnreadable
        It is too large, of another format, glued, or names no vendors; with what was found instead.
    """
    page, _ = open_page(source)
    reading = read_page(page)
    if not reading.rows:
        refuse_glued(page.blocks, str(source))
        raise ListUnreadable([f"{source}: names no vendors that could be read.", *_unread(reading)])
    return Import(draft_of(page, reading), reading)


def _unread(reading: PageReading) -> list[str]:
    told = [f"{one.where}: {one.reason}." for one in reading.unread if one.reason]
    more = len(told) - _MOST_TOLD
    return [*told[:_MOST_TOLD], *([f"and {more} parts more."] if more > 0 else [])]
