"""Writes a register into a database: text columns, NULL for what is not stated, all tables or none."""

from __future__ import annotations

import sqlite3

import sqlalchemy as sa

from vendor_review.errors import RegisterUnreadable, UsageError
from vendor_review.files.durable_files import write_files
from vendor_review.register.database.connection import (
    errors_in_words,
    name_of,
    parse_url,
    postgres_engine,
    shown,
    sqlite_file,
)
from vendor_review.register.database.reader import ROW_ORDER, read_database
from vendor_review.register.layout import TABLES
from vendor_review.register.row_places import PAGE
from vendor_review.register.source_kind import Check, Content, Rows, already_there

_ROWS_AT_ONCE = 5_000


def write_database(text: str, content: Content, check: Check) -> None:
    """Makes the register's tables in the database at the URL `text` and fills them, in one transaction.

    `check` is called, before anything is kept, with what has been written as it reads back; it raises if that differs.

    Raises
    ------
    UsageError
        The file, or one of the tables, is there already.
    RegisterUnreadable
        The database cannot be reached, or cannot hold a value.
    OSError
        The file cannot be written.
    """
    url = parse_url(text)
    _refuse_nul(content)
    if url.drivername != "sqlite":
        with errors_in_words(url):
            _fill(postgres_engine(url), url, content, check)
        return
    path = sqlite_file(url)
    if path.exists():
        raise already_there(path)
    with errors_in_words(url):
        written = _sqlite_bytes(url, content, check)
    try:
        write_files(path.parent, [(path.name, written)])
    except FileExistsError:
        raise already_there(path) from None


def _sqlite_bytes(url: sa.URL, content: Content, check: Check) -> bytes:
    """The file that SQLite would write, made in memory: it is put in place whole, as every file is."""
    engine = sa.create_engine("sqlite://", poolclass=sa.StaticPool)
    try:
        _fill(engine, url, content, check)
        with engine.connect() as connection:
            made: sqlite3.Connection = connection.connection.driver_connection  # type: ignore[assignment]
            return bytes(made.serialize())
    finally:
        engine.dispose()


def _refuse_nul(content: Content) -> None:
    """PostgreSQL's text has no NUL; said here with its place, and for SQLite too: one rule for both."""
    problems = [
        f"table {name} row {number}, column {content.names(name)[row.index(cell)]}: holds a NUL character, which a "
        "database cannot keep."
        for name, rows in content.tables.items()
        for number, row in enumerate(rows, start=1)
        for cell in row
        if "\0" in cell
    ]
    if problems:
        raise RegisterUnreadable(problems[:20])


def _fill(
    engine: sa.Engine,
    url: sa.URL,
    content: Content,
    check: Check,
) -> None:
    rows: dict[str, Rows] = dict(content.tables)
    columns = {name: content.names(name) for name in rows}
    if content.page is not None:
        rows[PAGE], columns[PAGE] = content.page, ("key", "value")
    with engine.begin() as connection:
        inspector = sa.inspect(connection)
        present = {name.casefold() for name in [*inspector.get_table_names(), *inspector.get_view_names()]}
        there = [name for name in (*TABLES, PAGE) if name in present]
        if there:
            raise UsageError(
                f"{shown(url)}: has the tables {', '.join(there)} already, and nothing is written over; name another."
            )
        described = sa.MetaData()
        for name, names in columns.items():
            table = sa.Table(name, described, *(sa.Column(column, sa.Text) for column in names))
            if name != PAGE:
                table.append_column(sa.Column(ROW_ORDER, sa.Integer))
            table.create(connection)
            for start in range(0, len(rows[name]), _ROWS_AT_ONCE):
                part = rows[name][start : start + _ROWS_AT_ONCE]
                filled = [
                    {column: cell or None for column, cell in zip(names, row, strict=True)}
                    | ({} if name == PAGE else {ROW_ORDER: start + number})
                    for number, row in enumerate(part, start=1)
                ]
                connection.execute(table.insert(), filled)
        check(read_database(connection, name_of(url), shown(url)).files())
