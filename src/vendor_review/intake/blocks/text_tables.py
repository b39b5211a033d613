"""Tables of plain text, whose columns are ruled with `====` or parted by tabs and blanks, as lines with bars."""

from __future__ import annotations

import re

_RULE = re.compile(r"^=+(?:[ ]+=+)+[ ]*$")
_LIST_TABLE = re.compile(r"^\.\. list-table::")
_CELL = re.compile(r"^\s+(?P<row>\*\s+)?-(?:\s+(?P<words>.*)|\s*)$")
_SPACED = re.compile(r"\t+|[ ]{3,}")
_RULED = re.compile(r"=+")


def spaced_tables(text: str) -> str:
    """The text, with a bar between cells that tabs, or several blanks, part in lines of as many cells."""
    lines = text.split("\n")
    split = [_SPACED.split(line.strip()) if line.strip() else [""] for line in lines]
    for place, cells in enumerate(split):
        around = {len(split[near]) for near in (place - 1, place + 1) if 0 <= near < len(split)}
        if len(cells) > 1 and len(cells) in around and "|" not in lines[place]:
            lines[place] = "| " + " | ".join(cells) + " |"
    return "\n".join(lines)


def list_tables(text: str) -> str:
    """The text, with a line of cells for each row of a `list-table`, whose rows are points with points for cells."""
    lines: list[str] = []
    rows: list[list[str]] | None = None
    for line in text.split("\n"):
        if _LIST_TABLE.match(line):
            rows = []
        elif rows is None or (line.strip() and not line[:1].isspace()):
            lines += _barred(rows or [])
            rows = None
            lines.append(line)
        elif cell := _CELL.match(line):
            if cell["row"] or not rows:
                rows.append([])
            rows[-1].append((cell["words"] or "").strip())
        elif rows and rows[-1] and line.strip():
            rows[-1][-1] = f"{rows[-1][-1]} {line.strip()}".strip()
    return "\n".join([*lines, *_barred(rows or [])])


def _barred(rows: list[list[str]]) -> list[str]:
    return ["", *("| " + " | ".join(cells) + " |" for cells in rows), ""] if rows else []


def rest_tables(text: str) -> str:
    """The text, with a bar between the cells of each simple table; a line that begins with a blank continues a cell."""
    lines: list[str] = []
    columns: list[int] = []
    for line in text.split("\n"):
        if _RULE.match(line):
            columns = [ruled.start() for ruled in _RULED.finditer(line)]
        elif columns and line.strip() and len(line) > columns[1]:
            edges = [*columns, len(line)]
            cells = [line[edges[place] : edges[place + 1]].strip() for place in range(len(columns))]
            if cells[0] or not lines:
                lines.append("| " + " | ".join(cells) + " |")
            else:
                above = [cell.strip() for cell in lines[-1].strip("| ").split(" | ")]
                merged = [" ".join(filter(None, pair)) for pair in zip(above, cells, strict=False)]
                lines[-1] = "| " + " | ".join(merged) + " |"
        else:
            columns = []
            lines.append(line)
    return "\n".join(lines)
