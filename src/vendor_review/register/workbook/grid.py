"""The text of one sheet by row and column, and what is wrong with where it stands."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field

from openpyxl.utils.cell import get_column_letter, range_boundaries

from vendor_review.register.cell_text import is_short_for
from vendor_review.register.headings import names_below, row_of_names
from vendor_review.register.workbook.sheet_cells import SheetRows


@dataclass
class Grid:
    """The text of a sheet: row to column (1 is A) to text; where cells lead; and what could not be read as text."""

    title: str
    cells: dict[int, dict[int, str]] = field(default_factory=dict)
    problems: list[str] = field(default_factory=list)
    links: Mapping[tuple[int, int], str] = field(default_factory=dict)

    def gather(self, sheet: SheetRows) -> list[tuple[int, str]]:
        """Takes in all rows; gives the merged ranges that hold text, by row."""
        for row, texts in sheet.rows():
            if any(map(str.strip, texts.values())):
                self.cells[row] = texts
        self.problems += [f"{self.place(row, column)}: {why}" for row, column, why in sheet.refused]
        self.links = sheet.links()
        merged = []
        for cells_range in sheet.merged:
            column, row, last_column, last_row = range_boundaries(cells_range)
            spread = (column, row) != (last_column, last_row)
            if spread and self.cells.get(row, {}).get(column, "").strip():
                merged.append((row, cells_range))
        return sorted(merged)

    def place(self, row: int, column: int) -> str:
        """`vendors!C14`."""
        return f"{self.title}!{get_column_letter(column)}{row}"

    def header(self) -> dict[int, str]:
        """Column to name, of the first row."""
        first = self.cells.get(1, {})
        return {column: first[column].strip() for column in sorted(first) if first[column].strip()}

    def names_below(self, names: Sequence[str]) -> bool:
        """Whether the names of the columns stand under a title; tells so."""
        rows = ((row, tuple(self.cells.get(row, {}).values())) for row in range(1, 6))
        row = row_of_names(names, rows)
        if row:
            self.problems.append(names_below(self.title, "row", row))
        return bool(row)

    def follow_links(self, columns: Collection[int]) -> None:
        """Puts in the address that a cell of `columns` leads to, where it shows no more than a short form of it."""
        for (row, column), target in self.links.items():
            text = self.cells.get(row, {}).get(column, "").strip()
            if column in columns and is_short_for(text, target):
                self.cells[row][column] = target

    def tell_stray_text(self, header: Mapping[int, str]) -> None:
        """Text under no column's name would be lost."""
        for row, texts in self.cells.items():
            stray = [column for column, text in texts.items() if column not in header and text.strip()]
            if stray and row > 1:
                self.problems.append(
                    f"{self.place(row, stray[0])}: holds text in a column "
                    "that has no name in row 1; name it or clear it."
                )
