"""Opens a questionnaire that has come back: a stranger's file, which may be of any kind and size."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from openpyxl.utils import get_column_letter

from vendor_review.errors import UsageError
from vendor_review.files.quarantine import Limits, read_apart
from vendor_review.files.snapshot import read_file, sha256
from vendor_review.questionnaires.additions import Addition, own_line, own_sheet, plain
from vendor_review.questionnaires.form import ABOUT, FORM, FORMAT, LISTS, SHEETS
from vendor_review.questionnaires.returned.answer_sheets import Returned, SheetReader
from vendor_review.questionnaires.returned.workbook import SheetText, WorkbookText, csv_text, workbook_text
from vendor_review.questionnaires.seal import LINES, SEAL, line_mark
from vendor_review.register.headings import heading_problems, names_below, row_of_names, shortened
from vendor_review.register.layout import Table
from vendor_review.register.workbook import SUFFIX
from vendor_review.register.workbook.row_places import SheetTable
from vendor_review.schema.cells import values

LARGEST_FILE = 8 * 2**20
"""Bytes of a questionnaire that comes back; one that we write has about 20,000."""
_LIMITS = Limits(memory=512, seconds=20)
_LONGEST_NAME = 80
_MOST_ROWS = 30
_OURS = (ABOUT, LISTS, *(table.name for table in SHEETS))


@dataclass(frozen=True)
class Book:
    """A questionnaire of any make: its file's name, the hash of its bytes, and all that it shows."""

    file: str
    sha256: str
    text: WorkbookText

    @property
    def is_ours(self) -> bool:
        """Whether it has more than one of our sheets."""
        titles = {sheet["title"].strip().casefold() for sheet in self.text["sheets"]}
        return sum(table.name in titles for table in SHEETS) > 1


def read_returned(path: Path) -> Returned:
    """Reads one of our questionnaires, the workbook at `path`; errors as of `returned_from` and `open_book`."""
    return returned_from(open_book(path))


def open_book(path: Path) -> Book:
    """Reads the workbook at `path`, or the CSV file, in a process of its own.

    Raises
    ------
    UsageError
        It cannot be read, or is another kind of file.
    RegisterUnreadable
        It is damaged, or takes more to read than a questionnaire can.
    """
    reader = {SUFFIX: workbook_text, ".csv": csv_text}.get(path.suffix.casefold())
    if reader is None:
        raise UsageError(f"{path}: is no Excel workbook ({SUFFIX}); have it saved as one, without macros")
    try:
        content = read_file(path, LARGEST_FILE)
    except OSError as error:
        raise UsageError(f"{path}: cannot be read ({error.strerror})") from error
    text = read_apart(reader, path.name, content, limits=_LIMITS)
    return Book(plain(path.name)[:_LONGEST_NAME], sha256(content), text)


def returned_from(book: Book) -> Returned:
    """What one of our questionnaires says.

    Raises
    ------
    UsageError
        It is no questionnaire that we sent, or its sheets or headings are not ours any more.
    """
    by_name = _by_name(book.text, book.file)
    additions: list[Addition] = []
    problems: list[str] = []
    sheets: dict[str, SheetTable] = {}
    for table in SHEETS:
        sheets[table.name], wrong, more = _table_of(table, by_name[table.name])
        problems += wrong
        additions += more
    if problems:
        raise UsageError(problems)
    facts = {key.strip(): value.strip() for key, value in sheets[FORM.name].rows}
    _check_facts(facts, book.file)
    additions += _beside(book.text, by_name, facts)
    return SheetReader(sheets, additions).read(book.file, book.sha256, facts)


def _by_name(book: WorkbookText, file: str) -> dict[str, SheetText]:
    """Our sheets by their names; refuses a workbook that lacks one, and one of another make."""
    by_name: dict[str, SheetText] = {}
    for sheet in book["sheets"]:
        by_name.setdefault(sheet["title"].strip().casefold(), sheet)
    missing = [table.name for table in SHEETS if table.name not in by_name]
    if len(missing) >= len(SHEETS) - 1:
        there = ", ".join(shortened(sheet["title"], 40) for sheet in book["sheets"][:5])
        raise UsageError(
            f"{file}: is no questionnaire of vendor-review, but of another make, or another workbook: its sheets are "
            f"{there or 'none'}; enter its answers yourself, or have ours filled in"
        )
    if missing:
        why = ", which says whose it is" if missing == [FORM.name] else ""
        raise UsageError(
            f"{file}: is not the whole questionnaire: it lacks the sheets {', '.join(missing)}{why}; have "
            "it sent back with all of its sheets, or send a new one"
        )
    return by_name


def _table_of(table: Table, sheet: SheetText) -> tuple[SheetTable, list[str], list[Addition]]:
    """The rows of one of our sheets, what is wrong with it, and what was written beside our columns."""
    title = sheet["title"]

    def place(row: int, column: int) -> str:
        return f"{title}!{get_column_letter(column)}{row}"

    rows = {number: dict(cells) for number, cells in sheet["rows"]}
    below = row_of_names(table.names, ((row, tuple(rows.get(row, {}).values())) for row in range(1, 6)))
    if below:
        return SheetTable(title=title), [names_below(title, "row", below)], []
    header = {column: text.strip() for column, text in sorted(rows.pop(1, {}).items())}
    ours = {column: name for column, name in header.items() if name in table.names}
    # Columns of the vendor's own are told; where one of ours is gone, they may be that one by another name.
    told = header if set(table.names) - set(ours.values()) else ours
    problems = heading_problems(
        table, list(told.values()), f"{title} row 1", lambda at: place(1, [*told][at]), takes_own=False
    )
    at = {name: column for column, name in ours.items()}
    days = {column for name, column in at.items() if table.column(name).kind == "date"}
    for row, column, day in sheet["kept"]:
        # A day counts as it is kept, however short a vendor's spreadsheet shows it.
        if column in days and row in rows:
            rows[row][column] = day.partition(" ")[0]
    order = [at.get(name, 0) for name in table.names]
    of_ours = {row for row, cells in rows.items() if any(cells.get(column, "").strip() for column in order)}
    problems += [f"{place(row, column)}: {why}" for row, column, why in sheet["refused"] if column in ours]
    stray = {1: header, **rows}
    additions = [
        own_line(place(row, column), text)
        for row, cells in stray.items()
        for column, text in cells.items()
        if column not in ours
    ]
    additions += [
        Addition(place(row, column), "is struck through", text) for row, column, text in sheet["struck"]
    ]
    if sheet["hidden_rows"]:
        hidden = ", ".join(map(str, sheet["hidden_rows"][:_MOST_ROWS]))
        additions.append(Addition(title, f"rows that hold text are hidden: {hidden}"))
    additions += [
        Addition(place(row, column), f"where we asked for nothing: {why}")
        for row, column, why in sheet["refused"]
        if column not in ours
    ]
    kept = SheetTable(
        rows=[tuple(rows[row].get(column, "") for column in order) for row in rows if row in of_ours],
        numbers=[row for row in rows if row in of_ours],
        title=title,
        letters={name: get_column_letter(column) for name, column in at.items()},
        hidden=not sheet["is_visible"],
    )
    return kept, problems, additions


def _beside(
    book: WorkbookText, by_name: Mapping[str, SheetText], facts: Mapping[str, str]
) -> Iterator[Addition]:
    """Comments, lines on the sheets that nobody fills in, sheets and pictures: what is in none of our columns."""
    ours = [id(by_name[name]) for name in _OURS if name in by_name]
    marks = values.items(facts.get(LINES, ""))
    for sheet in book["sheets"]:
        for cell, author, text in sheet["comments"]:
            what = f"a comment{f' of {shortened(author, 40)}' if author else ''}"
            yield Addition(f"{plain(sheet['title'])}!{plain(cell)[:20]}", what, text or "(blank)")
        if id(sheet) not in ours:
            yield own_sheet(
                sheet["title"], sheet["is_visible"], [text for _, cells in sheet["rows"] for _, text in cells]
            )
    # A questionnaire without marks was sent by an earlier version.
    for sheet in (by_name[name] for name in (ABOUT, LISTS) if name in by_name and LINES in facts):
        for row, cells in sheet["rows"]:
            for column, text in cells:
                if line_mark(text) not in marks:
                    yield own_line(f"{sheet['title']}!{get_column_letter(column)}{row}", text)
    for title, kind in book["others"]:
        where = f"sheet {shortened(title, 40)}" if title else "the workbook"
        yield Addition(
            where, f"holds what is not shown here ({shortened(kind, 40)}): open it in a spreadsheet and look"
        )
    if SEAL not in facts:
        yield Addition(
            FORM.name,
            "no seal: an earlier version sent it, or somebody took the seal away; see that "
            f"{shortened(facts['vendor_id'])} is who answers",
        )


def _check_facts(facts: Mapping[str, str], file: str) -> None:
    """Refuses another format, and a form that does not say what the file belongs to."""
    if facts.get("format") != FORMAT:
        raise UsageError(
            f"{file}: is a questionnaire of the format {shortened(facts.get('format', ''))}, and this version reads "
            f"{FORMAT!r}; send a new one"
        )
    lacking = [name for name in ("register", "vendor_id") if not facts.get(name)]
    if lacking or values.dates([facts.get("as_of", "")]).hasnans:
        raise UsageError(f"{file}: no longer says what it belongs to (sheet {FORM.name}); send a new one")
