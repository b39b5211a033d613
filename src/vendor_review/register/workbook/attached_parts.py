"""What lies beside a sheet in parts of its own: comments on cells, and tables whose last rows are totals."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from openpyxl.utils.cell import coordinate_to_tuple, range_boundaries

from vendor_review.register.cell_text import decoded
from vendor_review.register.workbook.elements import End, Start, walk
from vendor_review.register.workbook.sheets import Sheet, Spelt

_MOST_ELEMENTS = 2_000_000
_MOST_TOTALS = 10
# What Excel writes for older versions of itself in place of a comment that was answered.
_STAND_IN, _COMMENT = "[Threaded comment]", "Comment:"


def comments_of(sheet: Sheet) -> dict[tuple[int, int], str]:
    """Row and column (1 is A) of each cell with a comment, and what it says."""
    found: dict[tuple[int, int], str] = {}
    spelt = Spelt()
    at = (0, 0)

    def start(attributes: Mapping[str, str]) -> None:
        nonlocal at
        at = coordinate_to_tuple(attributes["ref"])
        spelt.clear()

    def end(_: str) -> None:
        text = decoded(spelt.text).strip()
        own = text.partition(_COMMENT)[2].strip() if text.startswith(_STAND_IN) else ""
        found[at] = own or text

    _read(sheet, "comments", {"comment": start, **spelt.starts}, {"comment": end, **spelt.ends})
    return found


def totals_of(sheet: Sheet) -> set[int]:
    """The rows that a table of the sheet, in Excel's sense, keeps for its totals."""
    rows: set[int] = set()

    def table(attributes: Mapping[str, str]) -> None:
        count = int(attributes.get("totalsRowCount", "0"))
        if count > 0:
            _, first, _, last = range_boundaries(attributes["ref"])
            rows.update(range(max(first, last - min(count, _MOST_TOTALS) + 1), last + 1))

    _read(sheet, "table", {"table": table}, {})
    return rows


def _read(sheet: Sheet, kind: str, starts: Mapping[str, Start], ends: Mapping[str, End]) -> None:
    for part in _parts_of(sheet, kind):
        with sheet.book.package.open(part) as source:
            for _ in walk(source, starts, ends, _MOST_ELEMENTS):
                pass


def _parts_of(sheet: Sheet, kind: str) -> Iterator[str]:
    package = sheet.book.package
    parts = {relation.target for relation in package.relations(sheet.part).values() if relation.kind == kind}
    return (part for part in sorted(parts) if part in package)
