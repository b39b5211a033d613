"""Cells of CSV files that a spreadsheet would take for formulas: how they are written, and read back."""

from __future__ import annotations

FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
"""What such a cell begins with, also full-width."""


def spreadsheet_safe(cell: str) -> str:
    """A cell that no spreadsheet takes for a formula.

    One that begins with = + - @ (also full-width), a tab or a line break gets an apostrophe in front; whoever
    reads the file by program takes one leading apostrophe off again where such a character follows it.
    """
    return f"'{cell}" if cell.startswith(FORMULA_STARTS) else cell


def as_before(cell: str) -> str:
    """The cell that `spreadsheet_safe` was given."""
    return cell[1:] if cell.startswith("'") and cell[1:].startswith(FORMULA_STARTS) else cell
