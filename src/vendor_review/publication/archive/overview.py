"""`reviews/index.html`: all registers of an archive, drawn from their indexes; it opens no review."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any
from urllib.parse import quote

from vendor_review import __version__
from vendor_review.errors import said_plainly
from vendor_review.files.durable_files import flush, locked, write_flushed
from vendor_review.publication.archive.chain import chain_problems
from vendor_review.publication.archive.files import read_kept
from vendor_review.publication.archive.index import (
    INDEX,
    INDEX_PAGE,
    LATEST,
    LOCK,
    IndexEntry,
    drawn_page,
    index_rows,
    list_state,
    newest_first,
    open_index,
)
from vendor_review.publication.archive.staging import FRESH, PATIENCE_SECONDS

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
        with suppress(OSError, ValueError):  # something else lies there, and is replaced
            if read_kept(target, len(page)) == page:
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


def overview_page(reviews: Path, *, as_published: bool = False) -> bytes:
    """The page of the registers below `reviews`, by name.

    Parameters
    ----------
    as_published
        As if no review had been taken away since.
    """
    folders = enumerate(register_folders(reviews), start=1)
    registers = [_register(folder, place, as_published) for place, folder in folders]
    return drawn_page(
        "overview.html.j2",
        title="Vendor reviews",
        registers=registers,
        totals=_totals([register["rows"][0]["entry"] for register in registers if register["rows"]]),
        drawn_by=DRAWN_BY,
    )


#: What the page says of who drew it: one of another version, or with other columns, is not compared word by word.
DRAWN_BY = f"vendor_review {__version__}, overview 2"


def _totals(newest: Sequence[IndexEntry]) -> dict[str, int]:
    """Figures over the newest review of every register; what one of them has not kept is left out."""
    figures = ("vendors", "outside", "undetermined", "overdue", "decisions")
    found = {figure: [getattr(entry, figure) for entry in newest] for figure in figures}
    return {figure: sum(values) for figure, values in found.items() if None not in values}


def _register(folder: Path, place: int, as_published: bool) -> dict[str, Any]:
    facts: dict[str, Any] = {
        "name": folder.name,
        "organisation": folder.name,
        "anchor": f"register-{place}",
        "href": quote(folder.name),
        "has_latest": as_published or (folder / LATEST).is_dir(),
        "problem": "",
        "count": 0,
        "rows": [],
    }
    try:
        index = open_index(folder / INDEX)
        entries, broken = index.entries, bool(chain_problems(index))
    except ValueError:
        broken = True
    if broken:
        return facts | {"problem": f"Its {INDEX} is damaged: restore it from a copy."}
    if not entries:
        return facts
    ordered = newest_first(entries)
    present = {entry.folder for entry in ordered[:NEWEST] if as_published or (folder / entry.folder).is_dir()}
    return facts | {
        "organisation": ordered[0].organisation or folder.name,
        "count": len(entries),
        "rows": index_rows(ordered[:NEWEST], present),
        "list": list_state(ordered, present),
        "trend": trend_facts(entries),
        "notes": trend_notes(entries),
    }


#: A line has no more points than these; of more, the highest and the lowest of each stretch are drawn.
MOST_DRAWN = 122
#: Of fewer days than these a sentence says more than a line.
FEWEST_DRAWN = 5
_WIDTH, _HEIGHT, _MARGIN = 150, 30, 4


@dataclass(frozen=True)
class TrendPoint:
    """A review's day, how many vendors were outside the appetite or undetermined, and of how many."""

    day: date
    unsettled: int
    vendors: int


def trend(entries: Sequence[IndexEntry]) -> list[TrendPoint]:
    """How many vendors were outside or undetermined by day, the earliest first.

    Of several reviews for a day, the one published last counts. Days whose review has not kept it are left out.
    """
    of_day = {entry.as_of: entry for entry in entries}
    return [
        TrendPoint(date.fromisoformat(day), of_day[day].unsettled or 0, of_day[day].vendors)
        for day in sorted(of_day)
        if of_day[day].unsettled is not None
    ]


def trend_facts(entries: Sequence[IndexEntry]) -> dict[str, Any]:
    """What a page shows: `points`, `line` (a drawing; None for too few), `highest`, `lowest`, `drawn` (how many)."""
    found = trend(entries)
    drawn = thinned(found)
    return {
        "points": found,
        "line": _line(drawn) if len(found) >= FEWEST_DRAWN else None,
        "highest": max(found, key=lambda at: at.unsettled, default=None),
        "lowest": min(found, key=lambda at: at.unsettled, default=None),
        "drawn": len(drawn),
    }


def _line(drawn: Sequence[TrendPoint]) -> dict[str, Any]:
    """Where a small line runs, in pixels: from 0 at its foot to the highest; it holds from one review to the next."""
    first, last = drawn[0].day.toordinal(), drawn[-1].day.toordinal()
    top = max(1, *(at.unsettled for at in drawn))
    places = [
        (
            round(_MARGIN + (_WIDTH - 2 * _MARGIN) * (at.day.toordinal() - first) / (last - first), 1),
            round(_HEIGHT - _MARGIN - (_HEIGHT - 2 * _MARGIN) * at.unsettled / top, 1),
        )
        for at in drawn
    ]
    path = f"M{places[0][0]} {places[0][1]}" + "".join(f"H{x}V{y}" for x, y in places[1:])
    return {"path": path, "end": places[-1], "width": _WIDTH, "height": _HEIGHT}


def thinned(found: Sequence[TrendPoint]) -> list[TrendPoint]:
    """At most `MOST_DRAWN` of them: the first, the last, and of each stretch between the highest and the lowest."""
    if len(found) <= MOST_DRAWN:
        return list(found)
    stretches = (MOST_DRAWN - 2) // 2
    inner = range(1, len(found) - 1)
    kept = {0, len(found) - 1}
    for number in range(stretches):
        stretch = inner[len(inner) * number // stretches : len(inner) * (number + 1) // stretches]
        kept |= {pick(stretch, key=lambda at: found[at].unsettled) for pick in (min, max)}
    return [found[at] for at in sorted(kept)]


def trend_notes(entries: Sequence[IndexEntry]) -> list[str]:
    """What a reader must know to read the trend: what it leaves out, and where it does not compare like with like."""
    notes = []
    silent = sum(entry.unsettled is None for entry in entries)
    if silent:
        notes.append(
            f"{silent} of {len(entries)} reviews did not keep how many vendors are outside; "
            "the trend leaves them out."
        )
    since: dict[str, str] = {}
    for entry in sorted(entries, key=lambda entry: entry.as_of):
        if entry.formula_version and entry.unsettled is not None:
            since.setdefault(entry.formula_version, entry.as_of)
    if len(since) > 1:
        versions = ", ".join(f"{version} since {day}" for version, day in since.items())
        notes.append(f"The formula changed ({versions}); figures before and after do not compare.")
    return notes
