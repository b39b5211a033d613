"""Puts the next version of a source into a draft that a person has worked on: what the person wrote stays."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from vendor_review.register.layout import OWN, TABLES
from vendor_review.register.source_kind import Content

Row = dict[str, str]
Key = tuple[str, ...]


@dataclass
class NextVersion:
    """A draft with the next version of its source in it.

    Attributes
    ----------
    content
        All tables and the page.
    kept
        How many cells are as a person wrote them, or rows as a person added them.
    said
        Where a person and the source now say different things, which vendors are new and which the source no longer
        has: a sentence each.
    changed
        Which cells follow the source to something else, and which rows come or go with it.
    """

    content: Content
    kept: int = 0
    said: list[str] = field(default_factory=list)
    changed: list[str] = field(default_factory=list)


def next_version(base: Content, current: Content, fresh: Content) -> NextVersion:
    """Merges cell by cell what was drafted (`base`), what a person made of it (`current`), and the draft of now.

    A cell that the person left as it was drafted follows the source, another one stays. A row that the person added
    stays, and one that the person took away stays away. A vendor that the source no longer has goes, unless the person
    has changed or confirmed something of it.
    """
    merge = _Merge(base, current, fresh)
    own = {
        name: columns
        for name in TABLES
        if (columns := tuple(dict.fromkeys((*current.own.get(name, ()), *fresh.own.get(name, ())))))
    }
    made = NextVersion(Content({}, fresh.page, own))
    tables: dict[str, list[tuple[str, ...]]] = {}
    for name in TABLES:
        columns = (*TABLES[name].names, *own.get(name, ()))
        tables[name] = [tuple(row.get(column, "") for column in columns) for row in merge.rows(name, made)]
    for vendor_id in sorted(merge.new):
        made.said.append(f"{vendor_id} is new in the source")
    for vendor_id in sorted(merge.gone - merge.held):
        made.said.append(f"{vendor_id} is no longer in the source; its rows are left out")
    for vendor_id in sorted(merge.gone & merge.held):
        made.said.append(
            f"{vendor_id} is no longer in the source; its rows stay, since you have changed or confirmed some of them. "
            "Write status past, or delete them"
        )
    made.content = Content(tables, current.page if current.page is not None else fresh.page, own)
    return made


class _Merge:
    """The rows of the three states by key, and the vendors that the source no longer has.

    `gone` are those; `held` are vendors of which a person has changed, added or confirmed something.
    """

    def __init__(self, base: Content, current: Content, fresh: Content) -> None:
        self.base, self.current, self.fresh = map(_keyed, (base, current, fresh))
        self.vendor_of = {
            row.get("engagement_id", ""): row.get("vendor_id", "")
            for state in (self.base, self.fresh, self.current)
            for row in state["engagements"].values()
        }
        self.gone = {key[0] for key in self.base["vendors"] if key in self.current["vendors"]} - {
            key[0] for key in self.fresh["vendors"]
        }
        self.new = {key[0] for key in self.fresh["vendors"] if key not in self.base["vendors"]}
        self.held = {
            self._owner(row)
            for name in TABLES
            for key, row in self.current[name].items()
            if self.base[name].get(key) != row
        }

    def _owner(self, row: Row) -> str:
        return row.get("vendor_id") or self.vendor_of.get(row.get("engagement_id", ""), "")

    def rows(self, name: str, made: NextVersion) -> Iterator[Row]:
        """The rows of a table: those that are there, in their order, then new ones."""
        base, current, fresh = self.base[name], self.current[name], self.fresh[name]
        for key, row in current.items():
            if key in fresh:
                yield self._row(name, key, made)
            elif key not in base:
                made.kept += 1
                yield row
            elif base[key] != row or self._owner(row) in self.gone & self.held:
                made.kept += sum(base[key].get(column, "") != value for column, value in row.items())
                if self._owner(row) not in self.gone:
                    made.said.append(
                        f"{_named(name, key)}: is no longer in the source; it stays as you left it"
                    )
                yield row
            elif self._owner(row) not in self.gone:
                made.changed.append(f"{_named(name, key)}: the row goes")
        for key, row in fresh.items():
            if key not in current and key not in base:
                if self._owner(row) not in self.new:
                    made.changed.append(f"{_named(name, key)}: the row is new")
                yield row
            elif key not in current and base[key] != row:
                made.said.append(
                    f"{_named(name, key)}: has changed in the source; it stays away, as you left it"
                )

    def _row(self, name: str, key: Key, made: NextVersion) -> Row:
        base = self.base[name].get(key, {})
        current, fresh = self.current[name][key], self.fresh[name][key]
        row = dict(fresh)
        for column in {**fresh, **base, **current}:
            value, before, now = (state.get(column, "") for state in (current, base, fresh))
            if value in (before, now):
                if value != now and not column.startswith(OWN):
                    made.changed.append(
                        f"{_named(name, key)}, column {column}: {before or '(blank)'} -> {now or '(blank)'}"
                    )
                continue
            row[column] = value
            made.kept += 1
            if now != before:
                made.said.append(
                    f"{_named(name, key)}, column {column}: {value or '(blank)'!r} stays, as you wrote it; the source "
                    f"now says {now or '(blank)'!r}"
                )
        return row


def _named(table: str, key: Key) -> str:
    return f"{TABLES[table].file}, {' '.join(filter(None, key[:-1]))}"


def _keyed(content: Content) -> Mapping[str, Mapping[Key, Row]]:
    """Each table as its rows by key; a number at the end tells rows of one key apart. Blank cells are left out."""
    found: dict[str, dict[Key, Row]] = {}
    for name, table in TABLES.items():
        seen: Counter[Key] = Counter()
        rows = found[name] = {}
        parts = [*table.key, *([table.told_apart_by] if table.told_apart_by else [])]
        for cells in content.tables.get(name, ()):
            row = dict(zip(content.names(name), cells, strict=True))
            key = tuple(row.get(part, "") for part in parts)
            rows[(*key, str(seen[key]))] = {column: value for column, value in row.items() if value}
            seen[key] += 1
    return found


def packed(content: Content) -> bytes:
    """Tables as JSON: the state that a later version is compared with."""
    tables = {
        name: {"columns": content.names(name), "rows": rows} for name, rows in content.tables.items() if rows
    }
    return (json.dumps({"tables": tables}, ensure_ascii=False, indent=0) + "\n").encode()


def unpacked(text: object) -> Content:
    """What `packed` gave, read back as JSON; ValueError where it is something else."""
    tables: dict[str, Sequence[tuple[str, ...]]] = {name: [] for name in TABLES}
    own: dict[str, tuple[str, ...]] = {}
    listed = text.get("tables") if isinstance(text, dict) else None
    if not isinstance(listed, dict) or not listed.keys() <= TABLES.keys():
        raise ValueError("no tables of a draft")
    for name, part in listed.items():
        columns, rows = part["columns"], part["rows"]
        known = TABLES[name].names
        own[name] = tuple(columns[len(known) :])
        if tuple(columns[: len(known)]) != known or any(len(row) != len(columns) for row in rows):
            raise ValueError(f"no table {name} of a draft")
        tables[name] = [tuple(map(str, row)) for row in rows]
    return Content(tables, None, {name: columns for name, columns in own.items() if columns})
