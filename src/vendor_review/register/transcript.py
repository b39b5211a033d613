"""A register that is no folder as canonical files, and the sidecar that remembers the places there.

Canonical CSV: UTF-8 without a mark, columns in the order of the layout, commas, line feeds, quotes only where a cell
holds a comma, a quote or a line break. `page.toml` has its keys in a fixed order. The sidecar, `source.json`, lies
beside them in a review, so that findings name the original cell or key.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from vendor_review.errors import RegisterUnreadable
from vendor_review.files.snapshot import Snapshot, sha256
from vendor_review.register.layout import PAGE_FILE, SOURCE_FILE, TABLES
from vendor_review.register.page_keys import page_of_rows, rows_of_page, toml_of_page
from vendor_review.register.row_places import of_key
from vendor_review.register.table_limit import largest_table, refusal

SCHEMA = "register-source/1"

_NEEDS_QUOTES = re.compile(r'[,"\r\n]')

Cells = Sequence[str]


@dataclass
class TableText:
    """Rows of one table as text, cells in the layout's order, behind them those of `own` columns; no row without text.

    `lacking` are optional columns that are not there; their cells are blank in `rows`, and the file leaves them out.
    """

    rows: list[tuple[str, ...]] = field(default_factory=list)
    lacking: frozenset[str] = frozenset()
    own: tuple[str, ...] = ()

    def facts(self) -> Mapping[str, Any]:
        """What the sidecar remembers of the table's place."""
        return {}

    def content(self, names: Cells) -> bytes:
        """Canonical CSV of the table, whose columns are `names` and those of its `own`."""
        names = (*names, *self.own)
        if not self.lacking:
            return csv_bytes(names, self.rows)
        kept = [place for place, name in enumerate(names) if name not in self.lacking]
        rows = ([row[place] for place in kept] for row in self.rows)
        return csv_bytes([names[place] for place in kept], rows)


@dataclass
class PageText:
    """Rows of key and value of the page."""

    rows: list[tuple[str, str]] = field(default_factory=list)

    def facts(self) -> Mapping[str, Any]:
        """What the sidecar remembers of the page's place."""
        return {"keys": self.keys()}

    def keys(self) -> dict[str, str]:
        """What a finding may name of the page, to the key that states it."""
        keys = {key: key for key, _ in reversed(self.rows)}
        # Findings about a section's words name the section by its id.
        for key, value in self.rows:
            if key.startswith("sections[") and key.endswith("].id"):
                start = key.removesuffix("id")
                keys[f"sections.{value}"] = of_key(f"{start}introduction", keys) or key
        return keys


@dataclass
class Transcript:
    """A register as text. `kind` is the name of its source's kind; `origin` is what else the sidecar says of it."""

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
        kept: dict[str, Any] = {"schema": SCHEMA, "kind": self.kind, **self.origin, "tables": {}}
        for name, table in TABLES.items():
            if name in self.tables:
                text = self.tables[name]
                content = text.content(table.names)
                if len(content) > largest_table():
                    raise RegisterUnreadable(refusal(name, len(content)))
                files[table.file] = content
                kept["tables"][name] = {"sha256": sha256(content), **text.facts()}
        if self.page is not None:
            in_order = rows_of_page(page_of_rows(self.page.rows))
            content = toml_of_page(page_of_rows(in_order)).encode()
            files[PAGE_FILE] = content
            kept["page"] = {"sha256": sha256(content), **self.page.facts()}
        files[SOURCE_FILE] = (json.dumps(kept, ensure_ascii=False, separators=(",", ":")) + "\n").encode()
        return Snapshot(self.name, dict(sorted(files.items())))


def csv_bytes(names: Cells, rows: Iterable[Cells]) -> bytes:
    """Canonical CSV. The csv module's own writer leaves a lone carriage return unquoted in some Pythons."""
    return "".join(csv_line(cells) + "\n" for cells in (names, *rows)).encode()


def csv_line(cells: Cells) -> str:
    """One row of canonical CSV, without the line end."""
    return ",".join('"' + c.replace('"', '""') + '"' if _NEEDS_QUOTES.search(c) else c for c in cells)
