"""What every kind of source of a register has in common: the one interface of folder, workbook and database."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from vendor_review.errors import UsageError
from vendor_review.files.snapshot import Snapshot
from vendor_review.register.layout import TABLES, Choices, Table
from vendor_review.register.row_places import Places

if TYPE_CHECKING:
    import pandas as pd

BACKUP = ".bak"
"""How the name of a file ends that keeps another as it was."""
Rows = Sequence[tuple[str, ...]]
Check = Callable[[Snapshot], None]
"""Called with what was written as it reads back, before anything is kept; it raises if that differs."""
Row = Mapping[str, str]


@dataclass(frozen=True)
class Edit:
    """What is done to a table: rows to add, by column, and line of a row to the cells of it that are filled in.

    Of `replaced` the cells hold what is given, which may be blank, instead of what they held.
    """

    added: Sequence[Row] = ()
    filled: Mapping[int, Row] = field(default_factory=dict)
    replaced: Mapping[int, Row] = field(default_factory=dict)


Edits = Mapping[str, Edit]
EditsFor = Callable[[Mapping[str, "pd.DataFrame"]], Edits]
"""Makes the edits, by table, from the rows that are there; what it raises leaves everything as it was."""


@dataclass(frozen=True)
class Content:
    """All that a register states: rows by table, cells in the order of `names`; key and value of the page, or None.

    `own` are the columns of somebody's own, by table, where there are any; `translations`, the files of the page in
    other languages, as they are, and `left_out` the names of those that the place cannot hold.
    """

    tables: Mapping[str, Rows]
    page: Sequence[tuple[str, str]] | None
    own: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    translations: Mapping[str, bytes] = field(default_factory=dict)
    left_out: tuple[str, ...] = ()

    def names(self, table: str) -> tuple[str, ...]:
        """The columns of a table: those of the layout, in its order, and behind them somebody's own."""
        return (*TABLES[table].names, *self.own.get(table, ()))


def already_there(where: str | Path) -> UsageError:
    """What is raised where something is at the target."""
    return UsageError(f"{where}: is there already, and nothing is written over; name another.")


class Remark(NamedTuple):
    """What is to be said of what was read, beside its text.

    `line` and `column` are row and column of the cell (of the sheet `page`: 0 and the key), 0 or blank where it is
    about a column, a row or the sheet as a whole. By `kind`:

    - `hidden`: the sheet is hidden; `hidden_cells`: the rows or columns in `cells`, such as 4:7, are.
    - `merged`: the cells in `cells`, such as E3:E4, are merged, and hold text.
    - `shown`: the cell shows `value` and keeps `expected`, and what it shows is read; `kept`: what it keeps is.
    - `format`: it keeps `value`, which is read, and its format, `expected`, is not known.
    - `early`: the row of a file ends early, and lacks the columns in `cells`.
    - `aside`: the row says `value` in columns of somebody's own, and nothing else; it is no row of the table.
    - `struck`, `comment`, `totals`: `value` is struck through, is a comment on the cell, or is a row of totals.
    """

    table: str
    kind: str
    line: int = 0
    column: str = ""
    cells: str = ""
    value: str = ""
    expected: str = ""


@dataclass(frozen=True)
class Origin:
    """Where a register's rows were before they were files.

    Attributes
    ----------
    places
        Names a place there.
    rows
        First and last number of each run of rows, by table, in the order of the file; none of a table whose rows have
        no numbers of their own.
    remarks
        What the source hides, merges, or says beside its text.
    """

    places: Places
    rows: Mapping[str, tuple[tuple[int, int], ...]] = field(default_factory=dict)
    remarks: tuple[Remark, ...] = ()


class SourceKind(ABC):
    """A kind of place that a register is kept in: a file by its suffix, unless it says otherwise.

    An object of it loads what it needs only once it is asked.
    """

    #: `workbook`: as the sidecar and messages call it.
    name: str
    #: How its files end; "" where it is no file.
    suffix = ""
    #: What its path names, `file` or `folder`; "" where it is named by a URL.
    noun = "file"
    #: What holds a table there: `sheet`.
    part: str
    #: Whether `edit_tables` adds rows to it; the others are edited where they are kept.
    takes_rows = False
    #: Whether it can hold the page in other languages.
    holds_translations = False
    #: Whether it offers what may be written.
    offers_choices = False

    @property
    def made(self) -> str:
        """What `new` has made."""
        return self.name

    @property
    def description(self) -> str:
        """What a register of this kind is, for a list of all kinds."""
        return f"a {self.name} ({self.suffix})"

    def proposal(self, stem: str) -> str:
        """How a register called `stem` would be named as a target."""
        return f"a {self.name} ({stem}{self.suffix})"

    def is_meant(self, text: str) -> bool:
        """Whether `text`, a path or a URL, names one, be it there or not."""
        return text.casefold().endswith(self.suffix)

    def is_at(self, path: Path) -> bool:
        """Whether one is at `path`, where something is."""
        return path.is_file() and path.suffix.casefold() == self.suffix

    def advice(self, path: Path) -> str:
        """What a file is that is no register, but nearly one of this kind, and what to do; "" for other files."""
        return ""

    @abstractmethod
    def read(self, where: str) -> Snapshot:
        """The register as files: a folder's as they are, else canonical ones with a sidecar.

        Raises
        ------
        RegisterUnreadable
            With all problems at once, each with its place.
        OSError
            A file cannot be read, was changed meanwhile, or is too large.
        """

    @abstractmethod
    def write(self, content: Content, target: str, choices: Choices, check: Check) -> None:
        """Writes a register that is not there yet, whole or not at all."""

    def start(self, target: str, choices: Choices, page: Sequence[tuple[str, str]] = ()) -> None:
        """Writes an empty register for a person to fill in; `page` is what its page says already, by key."""
        self.write(Content(dict.fromkeys(TABLES, ()), page), target, choices, lambda back: None)

    def edit_tables(self, where: str, tables: Sequence[Table], edits_for: EditsFor) -> Edits:
        """Adds rows to `tables`, fills in rows that say nothing yet and replaces cells, all or nothing.

        Gives what was done. Where cells are replaced, the file as it was lies beside it afterwards, under its name and
        `.bak`.
        """
        raise NotImplementedError(self.name)

    @abstractmethod
    def recall(self, facts: Mapping[str, Any], tables: Mapping[str, pd.DataFrame]) -> Origin:
        """The origin of rows, from what the sidecar keeps of each table and of `page`; `tables` are the rows."""
