"""`reviews/index.html`: all registers of an archive, drawn from their indexes; it opens no review."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any, Literal
from urllib.parse import quote

from markupsafe import Markup

from vendor_review import __version__
from vendor_review.errors import said_plainly
from vendor_review.figures import points
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
    newest_first,
    open_index,
)
from vendor_review.publication.archive.staging import FRESH, PATIENCE_SECONDS
from vendor_review.report.charts import join
from vendor_review.report.pages.blocks import Chart

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
    return drawn_page("overview.html.j2", title="Vendor reviews", registers=registers, version=__version__)


def _register(folder: Path, place: int, as_published: bool) -> dict[str, Any]:
    anchor = f"register-{place}"
    facts: dict[str, Any] = {
        "name": folder.name,
        "anchor": anchor,
        "href": quote(folder.name),
        "has_latest": as_published or (folder / LATEST).is_dir(),
        "problem": "",
        "count": 0,
        "rows": [],
        "trends": [],
        "notes": [],
    }
    try:
        index = open_index(folder / INDEX)
        entries, broken = index.entries, bool(chain_problems(index))
    except ValueError:
        broken = True
    if broken:
        return facts | {"problem": f"Its {INDEX} is damaged: restore it from a copy."}
    shown = newest_first(entries)[:NEWEST]
    present = {entry.folder for entry in shown if as_published or (folder / entry.folder).is_dir()}
    trends, notes = _trends(folder.name, entries, anchor)
    return facts | {
        "count": len(entries),
        "rows": index_rows(shown, present),
        "trends": trends,
        "notes": notes,
    }


def _trends(name: str, entries: tuple[IndexEntry, ...], anchor: str) -> tuple[list[Markup], list[str]]:
    """Both charts, drawn, where there are two days to draw; and what is to be said of them."""
    from vendor_review.publication.archive.overview import FIGURE_WORDS, trend, trend_chart, trend_notes
    from vendor_review.report.pages.page import drawn_figure

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


Figure = Literal["worst_r_hi", "sum_r_hi"]

#: What the two figures are called.
FIGURE_WORDS: dict[Figure, str] = {
    "worst_r_hi": "the highest upper end of any vendor",
    "sum_r_hi": "the sum of all vendors' upper ends",
}
#: A chart has no more points than these; of more, the highest and the lowest of each stretch are drawn.
MOST_DRAWN = 122
#: Up to so many, each review has a dot.
_MOST_MARKED = 40


@dataclass(frozen=True)
class TrendPoint:
    """A review's day, and its figure in points."""

    day: date
    points: float


def trend(entries: Sequence[IndexEntry], figure: Figure) -> list[TrendPoint]:
    """The figure by day, the earliest first; of several reviews for a day, that of the one published last.

    Days whose review has not kept the figure are left out.
    """
    of_day = {entry.as_of: getattr(entry, figure) for entry in entries}
    return [
        TrendPoint(date.fromisoformat(day), of_day[day]) for day in sorted(of_day) if of_day[day] is not None
    ]


def trend_chart(found: Sequence[TrendPoint], figure: Figure, register_name: str) -> Chart:
    """The figure over time, as a line that holds from one review to the next; takes two points or more."""
    drawn = thinned(found)
    records = [
        {
            "day": at.day.toordinal(),
            "points": at.points,
            "as_of": at.day.isoformat(),
            "label": points(at.points),
        }
        for at in drawn
    ]
    # From 0, and for one vendor to 100, so that one register's chart can be held against another's.
    top = 100.0 if figure == "worst_r_hi" else max(at.points for at in found)
    frame = [{"day": records[0]["day"], "points": end} for end in (0.0, top)]
    spec = join(
        "trend",
        {
            "frame": frame,
            "reviews": records,
            "marked": records if len(records) <= _MOST_MARKED else [],
            "first": records[:1],
            "last": records[-1:],
        },
    )
    words = FIGURE_WORDS[figure]
    return Chart(spec, f"{register_name}: {words}", _finding(found, len(drawn), words))


def thinned(found: Sequence[TrendPoint]) -> list[TrendPoint]:
    """At most `MOST_DRAWN` of them: the first, the last, and of each stretch between the highest and the lowest."""
    if len(found) <= MOST_DRAWN:
        return list(found)
    stretches = (MOST_DRAWN - 2) // 2
    inner = range(1, len(found) - 1)
    kept = {0, len(found) - 1}
    for number in range(stretches):
        stretch = inner[len(inner) * number // stretches : len(inner) * (number + 1) // stretches]
        kept |= {pick(stretch, key=lambda at: found[at].points) for pick in (min, max)}
    return [found[at] for at in sorted(kept)]


def _finding(found: Sequence[TrendPoint], drawn: int, words: str) -> str:
    first, last = found[0], found[-1]
    highest, lowest = (pick(found, key=lambda at: at.points) for pick in (max, min))
    sentence = (
        f"{words.capitalize()}: {points(first.points)} on {first.day}, {points(last.points)} on {last.day}"
    )
    if highest.points == lowest.points:
        sentence += ", and the same all the while"
    else:
        sentence += f"; highest {points(highest.points)} on {highest.day}"
        sentence += f", lowest {points(lowest.points)} on {lowest.day}"
    if drawn < len(found):
        sentence += f". Of {len(found)} days {drawn} are drawn: the highest and the lowest of each stretch"
    return f"{sentence}."


def trend_notes(entries: Sequence[IndexEntry]) -> list[str]:
    """What a reader must know to read the trend: what it leaves out, and where it does not compare like with like."""
    notes = []
    silent = sum(entry.worst_r_hi is None for entry in entries)
    if silent:
        notes.append(f"{silent} of {len(entries)} reviews kept no figures, and are no part of a trend.")
    since: dict[str, str] = {}
    for entry in sorted(entries, key=lambda entry: entry.as_of):
        if entry.formula_version and entry.worst_r_hi is not None:
            since.setdefault(entry.formula_version, entry.as_of)
    if len(since) > 1:
        versions = ", ".join(f"{version} since {day}" for version, day in since.items())
        notes.append(f"The formula has changed ({versions}); figures before and after do not compare.")
    return notes
