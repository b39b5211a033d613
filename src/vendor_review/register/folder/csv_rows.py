"""Splits a CSV file into rows of text and keeps, for each, its line and how many cells it had."""

from __future__ import annotations

import codecs
import csv
import io
import re
import string
from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt
import pandas as pd

from vendor_review.register.headings import column_names, without_blank_end

_QUOTE, _NEWLINE, _RETURN = 0x22, 0x0A, 0x0D
_NO_MARKS = bytes(byte for byte in range(256) if byte not in b',"\n')
# A quoted cell of a single line, or a part of one between doubled quotes.
_QUOTED = re.compile(rb'",*"')
_BOUNDS = np.isin(np.arange(256), [*b',"\n'])
_PLAIN = np.isin(np.arange(256), [*(string.digits + string.ascii_letters).encode()])
_HEADER_ENDS_BLANK = re.compile(rb'[^\r\n]*,[\s"]*(?:[\r\n]|\Z)')
# A single cell may be as large as the file: no limit but the reader's own largest.
csv.field_size_limit(2**31 - 1)
_LONGEST_ROW = 1_000


@dataclass(frozen=True)
class Cells:
    """Rows of one file as text.

    `frame` has the file's columns, in the file's order, and the lines as index (1 is the header's); short rows
    are filled with blanks and long ones cut. `cells` holds the number of cells that each row really had, `extra`
    the cut cells of long rows by line. Rows without any text are left out, and so are columns at the end without a
    name and any text. `is_cut_off` says that the file ends within a line.
    """

    frame: pd.DataFrame
    cells: npt.NDArray[np.int64]
    extra: dict[int, list[str]]
    is_cut_off: bool = False

    def ends_early(self, required: Collection[str]) -> dict[int, tuple[str, ...]]:
        """Line of a row whose last cells are left out to the columns of these, where they count as blank.

        Such a row ends with text, as programs write it that leave out what is blank, and lacks none of `required`. A
        row that ends with a comma has lost a cell further ahead, and the last line of a file may have been cut off.
        """
        width = self.frame.shape[1]
        found: dict[int, tuple[str, ...]] = {}
        for place in np.flatnonzero(self.cells < width).tolist():
            lacking = tuple(self.frame.columns[self.cells[place] :])
            ends_with_text = str(self.frame.iloc[place, int(self.cells[place]) - 1]).strip()
            may_be_cut = self.is_cut_off and place == len(self.cells) - 1
            if ends_with_text and not may_be_cut and not {*lacking} & {*required}:
                found[int(self.frame.index[place])] = lacking
        return found


@dataclass(frozen=True)
class _Lines:
    """Of each line of a file whose rows are lines: its number of cells, and whether it may be a blank row."""

    cells: npt.NDArray[np.int64]
    may_be_blank: npt.NDArray[np.bool_]


def read_cells(content: bytes, names: Sequence[str] = ()) -> Cells:
    """Reads a UTF-8 CSV file that has a header; its columns bear `names`, whatever the case in which they are typed."""
    text = content.removeprefix(codecs.BOM_UTF8)
    lines = _count_cells(text)
    found = _read_fast(text, lines) if lines is not None else None
    found = found if found is not None else _read_exactly(text)
    found.frame.columns = column_names(names, [*found.frame.columns])
    return replace(found, is_cut_off=not text.endswith((b"\n", b"\r")))


def _count_cells(text: bytes) -> _Lines | None:
    """Counts the cells of each line; None unless lines are rows for certain: no break, no stray quote in a cell."""
    if b"\0" in text or (b"\r" in text and text.count(b"\r") != text.count(b"\r\n")):
        return None
    if not text.endswith(b"\n"):
        text += b"\n"
    data = np.frombuffer(text, dtype=np.uint8)
    # What is left without all that is neither comma, quote nor line end is a tenth of the file.
    marks = text.translate(None, _NO_MARKS)
    if b'"' in marks:
        if not _quotes_are_tidy(data):
            return None
        marks = _QUOTED.sub(b"", marks)
        if b'"' in marks:
            return None
    ends = np.flatnonzero(np.frombuffer(marks, dtype=np.uint8) == _NEWLINE)
    starts = np.flatnonzero(data[:-1] == _NEWLINE) + 1
    first = data[np.concatenate([[0], starts])]
    return _Lines(np.diff(ends, prepend=-1).astype(np.int64), ~_PLAIN[first])


def _quotes_are_tidy(data: npt.NDArray[np.uint8]) -> bool:
    """Whether every quote opens a cell at its start, closes one at its end, or is one half of a pair."""
    quotes = np.flatnonzero(data == _QUOTE)
    opening, closing = quotes[::2], quotes[1::2]
    # Before the first byte stands, as it were, the last: a line end.
    before, after = data[opening - 1], data[closing + 1]
    return bool(_BOUNDS[before].all() and (_BOUNDS[after] | (after == _RETURN)).all())


def _read_fast(text: bytes, lines: _Lines) -> Cells | None:
    """Reads with the C parser, which fills short rows; None if a row is too long, or the parser saw other lines."""
    width = int(lines.cells[0])
    if int(lines.cells.max()) > width or _HEADER_ENDS_BLANK.match(text):
        return None
    frame = pd.read_csv(
        io.BytesIO(text),
        dtype=str,
        keep_default_na=False,
        na_filter=False,
        index_col=False,
        skip_blank_lines=False,
        engine="c",
    )
    if len(frame) != len(lines.cells) - 1 or frame.shape[1] != width:
        return None
    frame.index = pd.Index(np.arange(2, len(frame) + 2, dtype=np.int64))
    return _without_blank_rows(frame, lines.cells[1:], {}, lines.may_be_blank[1:])


def _read_exactly(text: bytes) -> Cells:
    """Reads with the csv module, row by row, so that a row's line is right after cells that span lines."""
    reader = csv.reader(io.StringIO(text.decode("utf-8"), newline=""))
    whole = next(reader)
    header = without_blank_end(whole)
    width = len(header)
    rows: list[list[str]] = []
    lines: list[int] = []
    extra: dict[int, list[str]] = {}
    next_line = reader.line_num + 1
    sizes: list[int] = []
    # More cells than these are counted, and not kept.
    longest = max(len(whole), _LONGEST_ROW)
    for row in reader:
        sizes.append(len(row))
        rows.append(row[:longest])
        lines.append(next_line)
        next_line = reader.line_num + 1
    if len(whole) > width:
        # Of columns without a name and any text nothing is lost; a row of another width may have shifted.
        for place, row in enumerate(rows):
            if sizes[place] == len(whole) and not any(map(str.strip, row[width:])):
                rows[place], sizes[place] = row[:width], width
    counts = np.array(sizes, dtype=np.int64)
    for place in np.flatnonzero(counts > width).tolist():
        extra[lines[place]] = rows[place][width:]
    for place in np.flatnonzero(counts != width).tolist():
        rows[place] = (rows[place] + [""] * width)[:width]
    frame = pd.DataFrame(rows, columns=[*header], index=pd.Index(lines, dtype=np.int64), dtype=str)
    return _without_blank_rows(frame, counts, extra, np.ones(len(frame), dtype=bool))


def _without_blank_rows(
    frame: pd.DataFrame,
    counts: npt.NDArray[np.int64],
    extra: dict[int, list[str]],
    suspects: npt.NDArray[np.bool_],
) -> Cells:
    """Drops the rows without any text, all of which are among `suspects`."""
    frame.columns = frame.columns.str.strip()
    places = np.flatnonzero(suspects)
    for number in range(frame.shape[1]):
        if len(places):
            cells = frame.iloc[places, number].to_numpy(dtype=object)
            places = places[[not cell.strip() for cell in cells]]
    texts_beyond = [line for line, cells in extra.items() if any(map(str.strip, cells))]
    blank = np.zeros(len(frame), dtype=bool)
    blank[places] = True
    blank &= ~frame.index.isin(texts_beyond)
    if not blank.any():
        return Cells(frame, counts, extra)
    lines = set(frame.index[~blank])
    return Cells(
        frame[~blank], counts[~blank], {line: cells for line, cells in extra.items() if line in lines}
    )
