"""The page of a register's reviews: the newest in full, earlier ones by year, all from the index alone."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from itertools import groupby
from typing import Any

from vendor_review.publication.archive.index import IndexEntry, newest_first

#: Reviews that are shown with verdict and bands; those before are listed by year.
NEWEST = 50


def index_page(register_name: str, entries: Sequence[IndexEntry], present: Collection[str]) -> bytes:
    """The page of all reviews, newest first.

    Parameters
    ----------
    present
        Names of the folders that exist; a review whose folder was taken away stays listed, without links.
    """
    ordered = newest_first(entries)
    rows = index_rows(ordered[:NEWEST], present)
    by_year = groupby(ordered[NEWEST:], lambda entry: entry.as_of[:4])
    return drawn_page(
        "index_page.html.j2",
        title=f"Reviews of {register_name}",
        register=register_name,
        count=len(entries),
        rows=rows,
        bands=list(dict.fromkeys(band for row in rows for band in row["entry"].bands)),
        years=[(year, index_rows(list(earlier), present)) for year, earlier in by_year],
    )


def index_rows(entries: Sequence[IndexEntry], present: Collection[str]) -> list[dict[str, Any]]:
    """Entries as tables of reviews take them: the entry, and whether its folder is there to link to."""
    return [{"entry": entry, "present": entry.folder in present} for entry in entries]


def drawn_page(template: str, *, title: str, **facts: Any) -> bytes:
    """A page of the archive, without script or outside request."""
    # The parts behind it take long to load, and a run that only verifies draws no page.
    from vendor_review.report.pages.html import content_security_policy, render, style_sheet

    style = style_sheet("base.css", "index.css")
    page = render(template, title=title, style=style, csp=content_security_policy(str(style)), **facts)
    return page.encode()
