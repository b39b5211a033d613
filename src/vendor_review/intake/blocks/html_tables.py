"""The rows of a table of HTML, with cells that reach over several rows or columns in each of them."""

from __future__ import annotations

from collections.abc import Callable

from bs4.element import Tag

from vendor_review.intake.blocks.block import Text
from vendor_review.intake.blocks.limits import MOST_COLUMNS, Budget

Rows = tuple[tuple[Text, ...], ...]


def table_rows(table: Tag, budget: Budget, read: Callable[[Tag], Text]) -> tuple[Rows, int]:
    """Rows of equal width without blank ones, and how many of the first are headings; `read` gives a cell's text."""
    rows: list[list[Text]] = []
    headers = 0
    held: dict[int, tuple[Text, int]] = {}  # column to the cell from above that still reaches down
    for row in table.find_all("tr"):
        cells = [cell for cell in row.find_all(["td", "th"]) if cell.find_parent("tr") is row]
        texts: list[Text] = []
        budget.row()
        for cell in cells:
            texts = _from_above(texts, held, budget)
            text = read(cell)
            wide = min(_span(cell, "colspan"), MOST_COLUMNS - len(texts))
            budget.text(text.words, wide)
            for _ in range(wide):
                if (down := _span(cell, "rowspan")) > 1:
                    held[len(texts)] = (text, down - 1)
                texts.append(text)
            budget.element(wide)
        texts = _from_above(texts, held, budget)
        if not any(texts):
            continue
        is_header = all(cell.name == "th" for cell in cells) or row.find_parent("thead") is not None
        if is_header and headers == len(rows):
            headers += 1
        rows.append(texts)
    width = max(map(len, rows), default=0)
    return tuple(tuple(row + [Text()] * (width - len(row))) for row in rows), headers


def _from_above(texts: list[Text], held: dict[int, tuple[Text, int]], budget: Budget) -> list[Text]:
    while len(texts) in held:
        column = len(texts)
        text, left = held.pop(column)
        budget.text(text.words)
        texts = [*texts, text]
        if left > 1:
            held[column] = (text, left - 1)
    return texts


def _span(cell: Tag, name: str) -> int:
    said = str(cell.get(name, "1")).strip()
    return max(1, min(int(said), MOST_COLUMNS)) if said.isascii() and said.isdigit() and len(said) < 5 else 1
