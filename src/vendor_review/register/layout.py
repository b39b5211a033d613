"""The tables and columns of a register, as `columns.toml` describes them."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from importlib import resources
from typing import Any

PAGE_FILE = "page.toml"
_TRANSLATED = re.compile(r"page\.([a-z]{2,3}(?:-[A-Za-z0-9]{2,8})*)\.toml")
SOURCE_FILE = "source.json"
"""Lies beside the files of a register that was taken from a workbook or a database, and remembers the places there."""
RAW_TEXT_FILE = "source.csv"
"""Lies beside the tables of a register that was drafted from a list, and keeps the raw text of each cell; no table."""
LARGEST_PAGE = 2**20
"""Bytes that `page.toml` may have."""
LARGEST_SIDECAR = 64 * 2**20
"""Bytes that `source.json` may have."""
OWN = "x_"
"""How the name of a column begins that somebody keeps for themselves: it is read, kept and shown, and not judged."""
MOST_OWN_COLUMNS = 500
"""Columns of their own that somebody may keep in a table."""


def page_language(file: str) -> str:
    """The language of a file that says in it what `page.toml` says, `de` for `page.de.toml`; "" for any other file."""
    found = _TRANSLATED.fullmatch(file)
    return found[1] if found else ""


def translated_page(language: str) -> str:
    """The file of the page in a language."""
    return f"page.{language}.toml"


@dataclass(frozen=True)
class Column:
    """A column: its meaning, the kind of its cells, and what they may hold.

    `kind` is one of the kinds listed at the head of `columns.toml`; `values` are the words allowed (of an enum,
    of the items of a list, or the levels of a path, lowest first); `refers` is the table that a reference points
    to; `unit` is "" for what has none; `safer` are those of `values` that
    a misspelt word is never taken for without asking. A `required` cell may not be blank.
    """

    name: str
    meaning: str
    kind: str = "text"
    values: tuple[str, ...] = ()
    safer: tuple[str, ...] = ()
    required: bool = False
    example: str = ""
    unit: str = ""
    refers: str = ""


@dataclass(frozen=True)
class Table:
    """A table: what a row stands for, the columns that tell rows apart, and whether the file must exist.

    A row with one of the `values` of the column `shorthand` stands for several; `told_apart_by` is part of its key.
    Of a `seldom` table it says nothing that it is missing.
    """

    name: str
    meaning: str
    key: tuple[str, ...]
    required: bool
    columns: tuple[Column, ...]
    shorthand: str = ""
    told_apart_by: str = ""
    seldom: bool = False

    @property
    def file(self) -> str:
        """Name of its file in a folder."""
        return f"{self.name}.csv"

    @property
    def names(self) -> tuple[str, ...]:
        """Names of its columns, in order."""
        return tuple(column.name for column in self.columns)

    @property
    def optional(self) -> frozenset[str]:
        """Names of the columns that may be missing, as if all of their cells were blank."""
        return frozenset(column.name for column in self.columns if not column.required)

    def column(self, name: str) -> Column:
        """The column called `name`; KeyError if there is none."""
        return {column.name: column for column in self.columns}[name]


def _column(name: str, described: Mapping[str, Any]) -> Column:
    words = {key: tuple(described.get(key, ())) for key in ("values", "safer")}
    return Column(name=name, **{**described, **words})


def _read_tables() -> dict[str, Table]:
    text = resources.files("vendor_review.register").joinpath("columns.toml").read_text(encoding="utf-8")
    return {
        name: Table(
            name=name,
            meaning=table["meaning"],
            key=tuple(table["key"]),
            required=table["required"],
            columns=tuple(_column(*item) for item in table["columns"].items()),
            shorthand=table.get("shorthand", {}).get("column", ""),
            told_apart_by=table.get("shorthand", {}).get("told_apart_by", ""),
            seldom=table.get("seldom", False),
        )
        for name, table in tomllib.loads(text).items()
    }


TABLES: Mapping[str, Table] = _read_tables()
"""Table name to table, in the order in which they are described."""
ALL = "*"
SHORTHANDS = TABLES["access_controls"].column("control").values
"""What may stand for several controls in one answer: `*` for all of them, else a group of controls."""


@dataclass(frozen=True)
class Choice:
    """A word that may be written, and what it stands for; `gate` is only for controls."""

    id: str
    name: str
    meaning: str = ""
    gate: bool = False


Choices = Mapping[str, Sequence[Choice]]
"""Kind of column (`control`, `category`, `place`) to what may be written there; a register knows none by itself."""

NO_CHOICES: Choices = {}
