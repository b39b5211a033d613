"""What every kind of source of a register has in common: the one interface of folder, workbook and database."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from vendor_review.register.layout import TABLES, Choices
from vendor_review.register.row_places import Places
from vendor_review.snapshot import Snapshot

if TYPE_CHECKING:
    import pandas as pd

Rows = Sequence[tuple[str, ...]]


@dataclass(frozen=True)
class Content:
    """All that a register states: rows by table, cells in the layout's order; key and value of the page, or None."""

    tables: Mapping[str, Rows]
    page: Sequence[tuple[str, str]] | None


BLANK = Content(dict.fromkeys(TABLES, ()), ())
"""Every table, and nothing in it."""


class Remark(NamedTuple):
    """What is to be said of a sheet that was read: that it is `hidden`, or that it has `merged` cells with text.

    `line` and `column` are the row and column (of the sheet `page`: 0 and the key) of the first of the merged cells,
    and `cells` is their range, such as E3:E4; of a hidden sheet they are 0 and blank.
    """

    table: str
    kind: str
    line: int = 0
    column: str = ""
    cells: str = ""


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
        What the source hides or merges.
    """

    places: Places
    rows: Mapping[str, tuple[tuple[int, int], ...]] = field(default_factory=dict)
    remarks: tuple[Remark, ...] = ()


class SourceKind(ABC):
    """A kind of place that a register is kept in; an object of it loads what it needs only once it is asked.

    Attributes
    ----------
    name
        `workbook`: as the sidecar and messages call it.
    description
        What a register of this kind is, for a list of all kinds.
    made
        What `new` has made: "folder of CSV files".
    noun
        What its path names, `file` or `folder`; "" where it is named by a URL.
    part
        What holds a table there: `sheet`.
    takes_rows
        Whether rows are added to its files; the others are edited where they are kept.
    offers_choices
        Whether it offers what may be written.
    """

    name: str
    description: str
    made: str
    noun: str
    part: str
    takes_rows = False
    offers_choices = False

    @abstractmethod
    def is_meant(self, text: str) -> bool:
        """Whether `text`, a path or a URL, names one, be it there or not."""

    @abstractmethod
    def is_at(self, path: Path) -> bool:
        """Whether one is at `path`, where something is."""

    def advice(self, path: Path) -> str:
        """What a file is that is no register, but nearly one of this kind, and what to do; "" for other files."""
        return ""

    @abstractmethod
    def proposal(self, stem: str) -> str:
        """How a register called `stem` would be named as a target."""

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
    def write(
        self, content: Content, target: str, choices: Choices, check: Callable[[Snapshot], None]
    ) -> None:
        """Writes a register that is not there yet, whole or not at all.

        `check` is called with what was written as it reads back, before anything is kept; it raises if that differs.
        """

    @abstractmethod
    def start(self, target: str, choices: Choices) -> None:
        """Writes an empty register for a person to fill in."""

    @abstractmethod
    def recall(self, facts: Mapping[str, Any], tables: Mapping[str, pd.DataFrame]) -> Origin:
        """The origin of rows, from what the sidecar keeps of each table and of `page`; `tables` are the rows."""
