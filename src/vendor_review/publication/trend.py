"""How a register's upper ends went from review to review: the points of a chart, drawn from the index alone."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Literal

from vendor_review.figures import points
from vendor_review.publication.index import IndexEntry
from vendor_review.report.blocks import Chart
from vendor_review.report.charts import join

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
    told = f"{words.capitalize()}: {points(first.points)} on {first.day}, {points(last.points)} on {last.day}"
    if highest.points == lowest.points:
        told += ", and the same all the while"
    else:
        told += f"; highest {points(highest.points)} on {highest.day}, lowest {points(lowest.points)} on {lowest.day}"
    if drawn < len(found):
        told += f". Of {len(found)} days {drawn} are drawn: the highest and the lowest of each stretch"
    return f"{told}."


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
        told = ", ".join(f"{version} since {day}" for version, day in since.items())
        notes.append(f"The formula has changed ({told}); figures before and after do not compare.")
    return notes
