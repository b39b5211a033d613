"""A register from a workbook or a database as canonical files, and the sidecar that remembers the places there.

Canonical CSV: UTF-8 without a mark, columns in the order of the layout, commas, line feeds, quotes only where a cell
holds a comma, a quote or a line break. `page.toml` has its keys in a fixed order. The sidecar, `source.json`, lies
beside them in a review, so that findings name the original cell or key.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import groupby
from typing import Any

from vendor_review.errors import RegisterUnreadable
from vendor_review.register.layout import LARGEST_TABLE, PAGE_FILE, SOURCE_FILE, TABLES
from vendor_review.register.page_keys import page_of_rows, rows_of_page, toml_of_page
from vendor_review.register.row_places import of_key
from vendor_review.snapshot import Snapshot, sha256

SCHEMA = "register-source/1"

_NEEDS_QUOTES = re.compile(r'[,"\r\n]')

Cells = Sequence[str]


@dataclass
class TableText:
    """Rows of one table as text, cells in the layout's order; no row without text.

    `lacking` are optional columns that are not there; their cells are blank in `rows`, and the file leaves them out.
    `numbers` are the rows' numbers in a sheet called `title`, `letters` the letters of its columns; `merged` lists
    ranges of merged cells with text, by row.
    """

    rows: list[tuple[str, ...]] = field(default_factory=list)
    numbers: list[int] = field(default_factory=list)
    title: str = ""
    letters: Mapping[str, str] = field(default_factory=dict)
    hidden: bool = False
    merged: list[tuple[int, str]] = field(default_factory=list)
    lacking: frozenset[str] = frozenset()

    def content(self, names: Cells) -> bytes:
        """Canonical CSV of the table, whose columns are `names`."""
        if not self.lacking:
            return csv_bytes(names, self.rows)
        kept = [place for place, name in enumerate(names) if name not in self.lacking]
        rows = ([row[place] for place in kept] for row in self.rows)
        return csv_bytes([names[place] for place in kept], rows)


@dataclass
class PageText:
    """Rows of key and value of the page, and their numbers in a sheet called `title`; `merged` as in a table."""

    rows: list[tuple[str, str]]
    numbers: list[int] = field(default_factory=list)
    title: str = ""
    hidden: bool = False
    merged: list[tuple[int, str]] = field(default_factory=list)


@dataclass
class Transcript:
    """A register as text. `kind` is `workbook` or `database`; `origin` is what else the sidecar says of it."""

    name: str
    kind: str
    tables: Mapping[str, TableText]
    page: PageText | None
    origin: Mapping[str, str] = field(default_factory=dict)

    def files(self) -> Snapshot:
        """The register as canonical files with the sidecar.

        Raises
        ------
        PageRefused
            A key of the page is none, or comes twice.
        RegisterUnreadable
            A table is larger than a table may be.
        """
        files: dict[str, bytes] = {}
        told: dict[str, Any] = {"schema": SCHEMA, "kind": self.kind, **self.origin, "tables": {}}
        for name, table in TABLES.items():
            if name in self.tables:
                text = self.tables[name]
                content = text.content(table.names)
                if len(content) > LARGEST_TABLE:
                    raise RegisterUnreadable(
                        f"{name}: has {len(content) / 2**20:,.0f} MiB as CSV, and the limit is "
                        f"{LARGEST_TABLE / 2**20:,.0f} MiB."
                    )
                files[table.file] = content
                told["tables"][name] = {"sha256": sha256(content), **_table_facts(text)}
        if self.page is not None:
            in_order = rows_of_page(page_of_rows(self.page.rows))
            content = toml_of_page(page_of_rows(in_order)).encode()
            files[PAGE_FILE] = content
            told["page"] = {"sha256": sha256(content), **_page_facts(self.page)}
        files[SOURCE_FILE] = (json.dumps(told, ensure_ascii=False, separators=(",", ":")) + "\n").encode()
        return Snapshot(self.name, dict(sorted(files.items())))


def csv_bytes(names: Cells, rows: Iterable[Cells]) -> bytes:
    """Canonical CSV. The csv module's own writer leaves a lone carriage return unquoted in some Pythons."""
    return "".join(csv_line(cells) + "\n" for cells in (names, *rows)).encode()


def runs_of(numbers: Iterable[int]) -> list[list[int]]:
    """Ascending numbers as pairs of first and last of each unbroken run."""
    runs: list[list[int]] = []
    for _, group in groupby(enumerate(numbers), key=lambda pair: pair[1] - pair[0]):
        members = [number for _, number in group]
        runs.append([members[0], members[-1]])
    return runs


def csv_line(cells: Cells) -> str:
    """One row of canonical CSV, without the line end."""
    return ",".join('"' + c.replace('"', '""') + '"' if _NEEDS_QUOTES.search(c) else c for c in cells)


def _table_facts(text: TableText) -> dict[str, Any]:
    if not text.title:
        return {}
    return {
        "sheet": text.title,
        "columns": dict(text.letters),
        "rows": runs_of(text.numbers),
        "hidden": text.hidden,
        "merged": [list(pair) for pair in text.merged],
    }


def _page_facts(text: PageText) -> dict[str, Any]:
    keys = {key: key for key, _ in reversed(text.rows)}
    # Findings about a section's words name the section by its id.
    for key, value in text.rows:
        if key.startswith("sections[") and key.endswith("].id"):
            start = key.removesuffix("id")
            keys[f"sections.{value}"] = of_key(f"{start}introduction", keys) or key
    if not text.title:
        return {"keys": keys}
    rows = {key: number for (key, _), number in reversed(list(zip(text.rows, text.numbers, strict=True)))}
    return {
        "sheet": text.title,
        "rows": {name: rows[key] for name, key in keys.items()},
        "hidden": text.hidden,
        "merged": [list(pair) for pair in text.merged],
    }
