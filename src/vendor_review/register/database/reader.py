"""Reads a register from a database, a table per table, in one read-only transaction: SQLite and PostgreSQL."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing
from typing import Any

import sqlalchemy as sa

from vendor_review.errors import RegisterUnreadable
from vendor_review.files.snapshot import Snapshot
from vendor_review.register.cell_text import day_of, text_of_value
from vendor_review.register.close_words import close_words
from vendor_review.register.database.connection import (
    connect_read_only,
    errors_in_words,
    name_of,
    parse_url,
    shown,
)
from vendor_review.register.database.row_places import key_words
from vendor_review.register.headings import (
    column_names,
    did_you_mean,
    heading_problems,
    own_names,
    shortened,
)
from vendor_review.register.layout import TABLES, Table
from vendor_review.register.page_keys import PageRefused
from vendor_review.register.row_places import PAGE
from vendor_review.register.table_limit import DATABASE_MEMORY, largest_table, refusal
from vendor_review.register.transcript import PageText, TableText, Transcript

_ROWS_AT_ONCE = 5_000
_NEAR = 0.85  # a database holds tables of others, too
ROW_ORDER = "row_order"
"""A column that a table may have beside its own: the order of its rows, which a database does not keep by itself."""
_PAGE_TABLE = Table(PAGE, "", ("key",), False, ())


def open_database(text: str) -> Snapshot:
    """The register in the database at a URL as canonical files; `SourceKind.read` says what is raised.

    One transaction that cannot write sees all tables at one moment. The password of the URL is in no message.
    """
    url = parse_url(text)
    with errors_in_words(url), closing(connect_read_only(url)) as connection:
        transcript = read_database(connection, name_of(url), shown(url))
    try:
        return transcript.files()
    except PageRefused as refused:
        raise RegisterUnreadable(
            [f"page row key={key}: {problem}." for key, problem in refused.problems]
        ) from None


def read_database(connection: sa.Connection, name: str, where: str) -> Transcript:
    """The register's tables as text; rows by `row_order` where it is stated, then in the order of their keys."""
    inspector = sa.inspect(connection)
    present = [*inspector.get_table_names(), *inspector.get_view_names()]
    by_folded = {folded: [one for one in present if one.casefold() == folded] for folded in (*TABLES, PAGE)}
    problems = [
        f"table {folded}: is there {len(found)} times, as {', '.join(found)}; one is right."
        for folded, found in by_folded.items()
        if len(found) > 1
    ]
    tables: dict[str, TableText] = {}
    for table in TABLES.values():
        if len(by_folded[table.name]) == 1:
            actual = by_folded[table.name][0]
            columns = inspector.get_columns(actual)
            written = [column["name"] for column in columns if column["name"].casefold() != ROW_ORDER]
            wrong = heading_problems(table, written, f"table {table.name}")
            names = column_names(table.names, written)
            own = own_names(names)
            problems += wrong
            if not wrong:
                rows = sorted(
                    _rows(connection, actual, table, columns, problems, own),
                    key=lambda row: _rank(table, row),
                )
                tables[table.name] = TableText(
                    [cells for _, cells in rows], lacking=table.optional.difference(names), own=own
                )
        elif table.required and not by_folded[table.name]:
            guess = did_you_mean(table.name, [one for one in present if one.casefold() not in by_folded])
            problems.append(
                f"table {table.name}: is missing from {where}{guess}, and no register can do without it; its columns "
                f"are {', '.join(table.names)}."
            )
    problems += _meant_for_tables(present, by_folded)
    page = None
    if len(by_folded[PAGE]) == 1:
        page = _page(connection, by_folded[PAGE][0], inspector, problems)
    if problems:
        raise RegisterUnreadable(problems)
    return Transcript(name, "database", tables, page)


def _meant_for_tables(present: Sequence[str], by_folded: Mapping[str, Sequence[str]]) -> list[str]:
    """Sentences on tables of the database that seem meant for one of a register that it lacks, and are not read."""
    lacking = [table.name for table in TABLES.values() if not table.required and not by_folded[table.name]]
    meant = {one: column_names(lacking, [one])[0] for one in present if one.casefold() not in by_folded}
    near = {
        one: name if name in lacking else "".join(close_words(one.casefold(), lacking, alike=_NEAR))
        for one, name in meant.items()
    }
    return [
        f"table {shortened(one)}: is not a table of a register (did you mean {name!r}?); rename one that is meant for "
        "it, or offer its rows as a view of that name."
        for one, name in near.items()
        if name
    ]


def _rank(table: Table, row: tuple[float, tuple[str, ...]]) -> tuple[float, tuple[str, ...], tuple[str, ...]]:
    order, cells = row
    return order, tuple(cells[table.names.index(name)] for name in table.key), cells


def _rows(
    connection: sa.Connection,
    actual: str,
    table: Table,
    columns: list[Any],
    problems: list[str],
    own: Sequence[str] = (),
) -> Iterator[tuple[float, tuple[str, ...]]]:
    """Order and cells of each row; rows without an order come last. What is no text in an `own` column is spelt out."""
    names = (*table.names, *own) or ("key", "value")
    written = [column["name"] for column in columns]
    called = column_names((*names, ROW_ORDER), written)
    there = dict(zip(called, written, strict=True))
    kinds = {name: column["type"] for name, column in zip(called, columns, strict=True)}
    truths = {name for name, kind in kinds.items() if isinstance(kind, sa.Boolean)}
    days = {column.name for column in table.columns if column.kind == "date"}
    casts = {name for name, kind in kinds.items() if _may_be_no_date(connection, kind)}
    wanted: list[Any] = [
        sa.null()
        if name not in there
        else sa.cast(sa.column(there[name]), sa.Text)
        if name in casts
        else sa.column(there[name])
        for name in (ROW_ORDER, *names)
    ]
    chosen = sa.select(*wanted).select_from(sa.table(actual))
    size, most = 0, largest_table()
    for place, *values in connection.execution_options(yield_per=_ROWS_AT_ONCE).execute(chosen):
        cells = []
        for name, value in zip(names, values, strict=True):
            try:
                text = text_of_value(value, is_truth=name in truths)
                cells.append(day_of(text) if name in days else text)
            except TypeError as refused:
                if name in own:
                    cells.append(str(value))
                    continue
                key = {one: str(values[names.index(one)] or "") for one in table.key}
                problems.append(f"{table.name} row {key_words(key, 0)}, column {name}: {refused}.")
                cells.append("")
        size += sum(map(len, cells)) + len(cells)
        if size > most:
            raise RegisterUnreadable(
                refusal(f"table {table.name}", most, memory=DATABASE_MEMORY, is_more=True)
            )
        if any(map(str.strip, cells)):
            yield (float(place) if isinstance(place, int | float) else math.inf), tuple(cells)


def _may_be_no_date(connection: sa.Connection, kind: sa.types.TypeEngine[Any]) -> bool:
    """Whether a column of this kind may hold what Python has no date for, such as PostgreSQL's infinity."""
    return connection.dialect.name == "postgresql" and isinstance(kind, sa.Date | sa.DateTime)


def _page(
    connection: sa.Connection, actual: str, inspector: sa.Inspector, problems: list[str]
) -> PageText | None:
    columns = inspector.get_columns(actual)
    if sorted(column["name"] for column in columns) != ["key", "value"]:
        problems.append("table page: its columns are key and value.")
        return None
    pairs = sorted(
        (key.strip(), value)
        for _, (key, value) in _rows(connection, actual, _PAGE_TABLE, columns, problems)
        if value.strip()
    )
    for key, times in Counter(key for key, _ in pairs).items():
        if times > 1:
            problems.append(
                f"page row key={key}: is there {times} times; number the items of a list, as {key}[1] and {key}[2]."
            )
    return PageText(pairs)
