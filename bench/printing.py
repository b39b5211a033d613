"""Tables of plain text, columns aligned, that read the same in a terminal and in a log."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

#: A figure may be so many times its aim before `--assert` fails: machines are never quite idle.
_SLACK = 1.2


def table(title: str, heads: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    """A titled table: the first column to the left, all others to the right."""
    widths = [max(len(row[place]) for row in [heads, *rows]) for place in range(len(heads))]
    lines = [_line(row, widths) for row in [heads, *rows]]
    return "\n".join(["", title, lines[0], "-" * len(lines[0]), *lines[1:]])


def _line(row: Sequence[str], widths: Sequence[int]) -> str:
    first, *rest = row
    cells = [
        first.ljust(widths[0]),
        *(cell.rjust(width) for cell, width in zip(rest, widths[1:], strict=True)),
    ]
    return "  ".join(cells)


def seconds(value: float) -> str:
    """Seconds with three figures that matter."""
    return f"{value:.3f}" if value < 1 else f"{value:.2f}"


def times(value: float, base: float) -> str:
    """How many times `base` the value is."""
    return f"{value / base:.2f}x" if base else "-"


class Aim(NamedTuple):
    """A figure that should be `limit` at most, or, if `least`, at least."""

    what: str
    figure: float
    limit: float
    least: bool = False

    @property
    def is_met(self) -> bool:
        """Whether it is as it should be."""
        return self.figure >= self.limit if self.least else self.figure <= self.limit

    @property
    def is_far_behind(self) -> bool:
        """Whether it misses the aim by more than a fifth."""
        return self.figure * _SLACK < self.limit if self.least else self.figure > self.limit * _SLACK


def aims_table(aims: Sequence[Aim]) -> str:
    """What was measured beside what it should be."""
    rows = [
        [
            aim.what,
            f"{aim.figure:.2f}",
            f"{'>=' if aim.least else '<='} {aim.limit:g}",
            "met" if aim.is_met else "far behind" if aim.is_far_behind else "behind",
        ]
        for aim in aims
    ]
    return table("Aims", ["", "measured", "aim", ""], rows)
