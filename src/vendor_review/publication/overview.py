"""`reviews/index.html`: all registers of an archive, drawn from their indexes; it opens no review."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import quote

from markupsafe import Markup

from vendor_review.publication.archive import LOCK, PATIENCE_SECONDS
from vendor_review.publication.durable import flush, locked, write_flushed
from vendor_review.publication.index import (
    INDEX,
    INDEX_PAGE,
    LATEST,
    IndexEntry,
    newest_first,
    read_index,
)
from vendor_review.publication.index_page import drawn_page, index_rows
from vendor_review.publication.refusal import said_plainly
from vendor_review.publication.staging import FRESH

#: Reviews of each register that the page lists; the register's own page has them all.
NEWEST = 12


def refresh_overview(reviews: Path) -> None:
    """Draws the page anew, if the registers' indexes give another one.

    It is whole at every moment. A run that dies before this leaves it a review behind; the next one that publishes
    draws it from all indexes, hence mends it.

    Raises
    ------
    ArchiveError
        The page cannot be written, or another run does not let go of it. No review is touched.
    """
    with said_plainly(), locked(reviews / LOCK, PATIENCE_SECONDS):
        page, target, fresh = overview_page(reviews), reviews / INDEX_PAGE, reviews / f"{FRESH}{INDEX_PAGE}"
        fresh.unlink(missing_ok=True)  # of a run that died
        if target.exists() and target.read_bytes() == page:
            return
        try:
            write_flushed(fresh, page)
            fresh.replace(target)
            flush(reviews)
        finally:
            fresh.unlink(missing_ok=True)


def register_folders(reviews: Path) -> Iterator[Path]:
    """The folders below `reviews` that have an index, by name."""
    return (path for path in sorted(reviews.iterdir()) if (path / INDEX).is_file())


def overview_page(reviews: Path) -> bytes:
    """The page of the registers below `reviews`, by name."""
    registers = [_register(folder, place) for place, folder in enumerate(register_folders(reviews), start=1)]
    return drawn_page("overview.html.j2", title="Vendor reviews", registers=registers)


def _register(folder: Path, place: int) -> dict[str, Any]:
    anchor = f"register-{place}"
    facts: dict[str, Any] = {
        "name": folder.name,
        "anchor": anchor,
        "href": quote(folder.name),
        "has_latest": (folder / LATEST).is_dir(),
        "problem": "",
        "count": 0,
        "rows": [],
        "trends": [],
        "notes": [],
    }
    try:
        entries = read_index(folder / INDEX)
    except ValueError:
        return facts | {"problem": f"Its {INDEX} is damaged: restore it from a copy."}
    shown = newest_first(entries)[:NEWEST]
    present = {entry.folder for entry in shown if (folder / entry.folder).is_dir()}
    trends, notes = _trends(folder.name, entries, anchor)
    return facts | {
        "count": len(entries),
        "rows": index_rows(shown, present),
        "trends": trends,
        "notes": notes,
    }


def _trends(name: str, entries: tuple[IndexEntry, ...], anchor: str) -> tuple[list[Markup], list[str]]:
    """Both charts, drawn, where there are two days to draw; and what is to be said of them."""
    from vendor_review.publication.trend import FIGURE_WORDS, trend, trend_chart, trend_notes
    from vendor_review.report.page import drawn_figure

    notes = trend_notes(entries)
    found = {figure: trend(entries, figure) for figure in FIGURE_WORDS}
    if len(found["worst_r_hi"]) < 2:
        return [], [*notes, "A trend takes reviews for two days."] if entries else notes
    charts = [trend_chart(points, figure, name) for figure, points in found.items()]
    drawn = [
        drawn_figure(chart.spec, {"title": chart.title, "finding": chart.finding}, f"{anchor}-trend-{at}")
        for at, chart in enumerate(charts, start=1)
    ]
    return drawn, notes
