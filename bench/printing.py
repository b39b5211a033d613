"""Tables of plain text, columns aligned, that read the same in a terminal and in a log."""

from __future__ import annotations

from collections.abc import Sequence


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
