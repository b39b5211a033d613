"""What a file seems to be that somebody has named for a register: the headings found, the rows, how to go on."""

from __future__ import annotations

import shlex
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import islice
from pathlib import Path
from typing import Any

from vendor_review.errors import ListUnreadable, NoRegister
from vendor_review.files.quarantine import Limits, read_apart
from vendor_review.intake.blocks.block import Bullets, Cards, Records, Table
from vendor_review.intake.blocks.spreadsheet import Sheet
from vendor_review.intake.source_file import SHEETS, page_of, read_source, sheets_of
from vendor_review.intake.wording.tables import turn
from vendor_review.register.headings import shortened

_PAGES = (".html", ".htm", ".xhtml")
#: What a list may be kept in; of others a folder holds, nothing is said.
_LISTS = (*SHEETS, *_PAGES, ".md", ".markdown", ".txt", ".yml", ".yaml", ".json")
_LIMITS = Limits(memory=512, seconds=15)
_ROWS_LOOKED_AT = 20
_MOST_HEADINGS, _LONGEST_HEADING = 12, 40
_MOST_FILES = 200
#: Ids of questions stand in one of the first columns; so many are there at least.
_COLUMNS_OF_IDS, _FEWEST_QUESTIONS = 3, 5

Rows = Mapping[int, Sequence[str]]


@dataclass(frozen=True)
class Seen:
    """The largest table of a file: where it is, its headings and the number of their row, and the rows below them.

    Of a questionnaire, how many ids of questions it has, and the first of them.
    """

    where: str = ""
    headings: tuple[str, ...] = ()
    row: int = 0
    rows: int = 0
    questions: int = 0
    question: str = ""


def recognised(refused: NoRegister) -> tuple[str, ...]:
    """What is no register, and why: what it seems to be, and the command that drafts a register from it.

    The file is read in a process of its own. Of what cannot be read for a list, it is said what to do first.
    """
    source = refused.source
    if not source.is_dir():
        return _of_file(source, f"{source}: is no register", refused)
    held = [file for file in islice(sorted(source.iterdir()), _MOST_FILES) if _may_be_list(file)]
    # Of several, a spreadsheet is the likeliest.
    held.sort(key=lambda file: file.suffix.casefold() not in SHEETS)
    for file in held:
        others = f" and {len(held) - 1} more" if len(held) > 1 else ""
        why = f"{source}: is no register, which holds vendors.csv and engagements.csv; it holds {file.name}{others}"
        told = _of_file(file, why, refused, "The file" if others == "" else f"{file.name}")
        if told != refused.problems:
            return told
    return refused.problems


def _may_be_list(file: Path) -> bool:
    return file.is_file() and not file.name.startswith((".", "~$")) and file.suffix.casefold() in _LISTS


def _of_file(file: Path, why: str, refused: NoRegister, subject: str = "It") -> tuple[str, ...]:
    try:
        seen = Seen(**read_apart(look_at, file.name, read_source(file), ListUnreadable, _LIMITS))
    except ListUnreadable as problem:
        return refused.problems if refused.source.is_dir() else (refused.problems[0], *problem.problems)
    if seen.questions:
        return questionnaire_lines(f"{why}. {subject}", str(file), seen.questions, seen.question)
    command = f"vendor-review import {shlex.quote(str(file))} {shlex.quote(_target(file))}"
    if not seen.rows:
        return (f"{why}, in which there is no table and no list.", f"If it lists vendors: {command}")
    count = f"{seen.rows:,} row{'s' if seen.rows > 1 else ''}"
    headings = [shortened(name, _LONGEST_HEADING)[1:-1] for name in seen.headings[:_MOST_HEADINGS]]
    more = len(seen.headings) - len(headings)
    listed = ", ".join(headings) + (f" and {more} more" if more > 0 else "")
    where = f" in row {seen.row}" if seen.row > 1 else ""
    return (
        f"{why}. {subject} seems to be {_kind(file)} of {count}{f' ({seen.where})' if seen.where else ''}.",
        f"Headings found{where}: {listed}." if headings else "It names no columns.",
        f"To draft a register from it: {command}",
    )


def _kind(file: Path) -> str:
    suffix = file.suffix.casefold()
    return (
        "a spreadsheet" if suffix in SHEETS else "a saved page with a list" if suffix in _PAGES else "a list"
    )


def _target(file: Path) -> str:
    """A name for the draft that is not taken."""
    stem = "".join(c if c.isalnum() else "-" for c in file.stem.casefold()).strip("-") or "vendors"
    names = (f"{stem}-register", *(f"{stem}-register-{number}" for number in range(2, 100)))
    return next((name for name in names if not Path(name).exists()), names[0])


def look_at(file: str, content: bytes) -> dict[str, Any]:
    """A `Seen` as plain data, which comes back from another process; blank where there is no table.

    Raises
    ------
    ListUnreadable
        It is of a kind that is not read.
    """
    sheets = sheets_of(file, content)
    found = _blocks(file, content) if sheets is None else map(_of_sheet, sheets)
    largest = max(
        found, key=lambda seen: (seen.questions, seen.rows * max(1, len(seen.headings))), default=Seen()
    )
    return {**vars(largest), "headings": list(largest.headings)}


def _of_sheet(sheet: Sheet) -> Seen:
    where = f"sheet {sheet.title}" if sheet.title else ""
    seen = _seen(where, {row: [*held.values()] for row, held in sheet.cells.items()})
    asked = question_ids(sheet)
    return replace(seen, questions=len(asked), question=asked[0]) if asked else seen


def question_ids(sheet: Sheet) -> list[str]:
    """The ids of the questions of a sheet, such as `IAM-05.1`, that has a column for answers; none of another sheet."""
    answered = any(
        turn("answer_headings").fullmatch(words.strip())
        for cells in islice(sheet.cells.values(), _ROWS_LOOKED_AT)
        for words in cells.values()
    )
    if not answered:
        return []
    asked = dict.fromkeys(
        words.strip()
        for cells in sheet.cells.values()
        for words in islice(cells.values(), _COLUMNS_OF_IDS)
        if turn("question_ids_exact").fullmatch(words.strip())
    )
    if len(asked) < max(_FEWEST_QUESTIONS, len(sheet.cells) // 4):
        return []
    # `1.2` alone numbers the lines of anything.
    is_named = any(
        turn("questionnaires").search(words) for cells in sheet.cells.values() for words in cells.values()
    )
    return [*asked] if is_named or any(map(str.isalpha, "".join(asked))) else []


def questionnaire_lines(subject: str, file: str, count: int, example: str) -> tuple[str, ...]:
    """What to do with a questionnaire that a vendor has filled in."""
    return (
        f"{subject} seems to be a questionnaire of {count:,} questions, such as {example}, and no list of vendors.",
        f"To take over what a vendor answers in it: vendor-review answers {shlex.quote(file)} REGISTER --vendor NAME",
    )


def _blocks(file: str, content: bytes) -> Iterator[Seen]:
    is_sheet = Path(file).suffix.casefold() in SHEETS
    for block in page_of(file, content).blocks:
        if isinstance(block, Table):
            rows = {number: [cell.words for cell in row] for number, row in enumerate(block.rows, start=1)}
            yield _seen("" if is_sheet else block.where, rows)
        elif isinstance(block, Records):
            names = dict.fromkeys(str(name) for record in block.records for name in record)
            yield Seen(block.where, tuple(names), 0, len(block.records))
        elif isinstance(block, Bullets | Cards):
            yield Seen(block.where, (), 0, len(block.items if isinstance(block, Bullets) else block.cards))


def _seen(where: str, rows: Rows) -> Seen:
    """The headings are the first row that is nearly as wide as any: a title above them has a cell or two."""
    filled = {number: [cell.strip() for cell in cells if cell.strip()] for number, cells in rows.items()}
    filled = {number: cells for number, cells in filled.items() if cells}
    widest = max((len(cells) for cells in islice(filled.values(), _ROWS_LOOKED_AT)), default=0)
    row = next((number for number, cells in filled.items() if 2 * len(cells) > widest), 0)
    return Seen(where, tuple(filled.get(row, ())), row, sum(number > row for number in filled))
