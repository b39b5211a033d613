"""Reads a policy's CSV tables as text: rows with their line, exact columns, dates; judges nothing else."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from vendor_review.files.snapshot import Snapshot
from vendor_review.policy.refusals import Refusals, one_of
from vendor_review.policy.validity import Span


@dataclass(frozen=True)
class Row:
    """One row of a table; `cells` maps column to text without outer blanks, `line` counts the header as 1."""

    file: str
    line: int
    cells: dict[str, str]

    def __getitem__(self, column: str) -> str:
        return self.cells[column]

    def place(self, column: str) -> str:
        """Where a cell stands, for a message."""
        return f"{self.file} line {self.line}, {column}"


def read_text(snapshot: Snapshot, file: str, refusals: Refusals) -> str | None:
    """A file's text; None, and a refusal, where its bytes are not UTF-8. A byte order mark is dropped."""
    content = snapshot.files[file]
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        refusals.add(
            f"{file} line {line}", f"byte 0x{content[error.start]:02x} is not UTF-8", "save the file as UTF-8"
        )
        return None


def read_table(
    snapshot: Snapshot, file: str, columns: Sequence[str], refusals: Refusals, may_be_empty: bool = False
) -> list[Row] | None:
    """A table's rows; None, and refusals, where it is no CSV, its columns are not `columns`, or it has no rows."""
    text = read_text(snapshot, file, refusals)
    if text is None:
        return None
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    rows: list[Row] = []
    try:
        header = [name.strip() for name in next(reader, [])]
        if not _columns_right(file, header, columns, refusals):
            return None
        before = reader.line_num
        for cells in reader:
            # A quoted cell may span lines; a row stands where it begins.
            line, before = before + 1, reader.line_num
            if len(cells) == len(header):
                rows.append(Row(file, line, dict(zip(header, map(str.strip, cells), strict=True))))
            elif any(cells):
                right = f"a row has {len(header)}; quote cells that hold a comma"
                refusals.add(f"{file} line {line}", f"has {len(cells)} cells", right)
    except csv.Error as error:
        refusals.add(
            f"{file} line {reader.line_num}", f"cannot be read: {error}", "close each quote, double it within"
        )
        return None
    if not rows and not may_be_empty:
        refusals.add(file, "has no rows", "state at least one")
        return None
    return rows


def _columns_right(file: str, header: list[str], columns: Sequence[str], refusals: Refusals) -> bool:
    unknown = [name for name in header if name not in columns]
    missing = [name for name in columns if name not in header]
    twice = sorted({name for name in header if header.count(name) > 1})
    for name in unknown:
        refusals.add(f"{file} line 1", f"column {name!r} is unknown", one_of(name, missing or columns))
    for name in missing:
        refusals.add(f"{file} line 1", f"column {name!r} is missing", f"the columns are {', '.join(columns)}")
    for name in twice:
        refusals.add(f"{file} line 1", f"column {name!r} is listed twice", "keep one")
    return not (unknown or missing or twice)


def stated(row: Row, columns: Sequence[str], refusals: Refusals) -> None:
    """Notes each blank cell among `columns`."""
    for column in columns:
        if not row[column]:
            refusals.add(row.place(column), "is blank", "it must be stated")


def allowed(row: Row, column: str, words: Sequence[str], refusals: Refusals) -> None:
    """Notes a cell that holds none of `words`."""
    if row[column] not in words:
        refusals.add(row.place(column), f"{row[column]!r} is not allowed", one_of(row[column], words))


def unique(rows: Sequence[Row], columns: Sequence[str], refusals: Refusals) -> None:
    """Notes each row that repeats an earlier one in all of `columns`."""
    seen: dict[tuple[str, ...], int] = {}
    for row in rows:
        key = tuple(row[column] for column in columns)
        if key in seen:
            what = f"{' '.join(key)!r} is listed twice, first in line {seen[key]}"
            refusals.add(row.place(columns[-1]), what, "keep one row")
        seen.setdefault(key, row.line)


def read_date(row: Row, column: str, refusals: Refusals) -> date | None:
    """A cell's ISO date; None where it is blank or, with a refusal, no date."""
    if not row[column]:
        return None
    try:
        day = date.fromisoformat(row[column])
    except ValueError:
        day = None
    if day is None or day.isoformat() != row[column]:
        refusals.add(row.place(column), f"{row[column]!r} is no date", "write it as 2026-01-31")
        return None
    return day


def read_span(row: Row, refusals: Refusals) -> Span | None:
    """The days from `holds_from` to `holds_until`; None, and a refusal, where the first is missing."""
    stated(row, ["holds_from"], refusals)
    start, until = read_date(row, "holds_from", refusals), read_date(row, "holds_until", refusals)
    return None if start is None else Span(start, until)
