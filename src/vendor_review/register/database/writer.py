"""Writes a register into a database: text columns, NULL for what is not stated, all tables or none."""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from tempfile import mkstemp

import sqlalchemy as sa

from vendor_review.errors import UsageError
from vendor_review.register.database.reader import (
    ROW_ORDER,
    errors_told,
    name_of,
    postgres_engine,
    read_database,
    shown,
    sqlite_file,
)
from vendor_review.register.layout import TABLES
from vendor_review.register.row_places import PAGE
from vendor_review.register.transcript import Transcript

_ROWS_AT_ONCE = 5_000

Rows = Sequence[Sequence[str]]


def write_database(
    url: sa.URL, tables: Mapping[str, Rows], page: Rows | None, check: Callable[[Transcript], None]
) -> None:
    """Makes the register's tables in the database at `url` and fills them, in one transaction.

    Parameters
    ----------
    page
        Rows of key and value, or None for no table `page`.
    check
        Called, before anything is kept, with what has been written as it reads back; it raises if that differs.

    Raises
    ------
    UsageError
        The file, or one of the tables, is there already.
    RegisterUnreadable
        The database cannot be reached, or cannot hold a value.
    """
    with errors_told(url):
        if url.drivername != "sqlite":
            _fill(postgres_engine(url), url, tables, page, check)
            return
        path = sqlite_file(url)
        if path.exists():
            raise UsageError(f"{path}: is there already, and nothing is written over; name another.")
        handle, draft = mkstemp(prefix=f".{path.name}.", dir=path.parent)
        os.close(handle)
        try:
            engine = sa.create_engine(f"sqlite:///{draft}", poolclass=sa.NullPool)
            _fill(engine, url, tables, page, check)
            Path(draft).chmod(0o644)
            os.link(draft, path)
        except FileExistsError:
            raise UsageError(
                f"{path}: is there already, and nothing is written over; name another."
            ) from None
        finally:
            with suppress(FileNotFoundError):
                Path(draft).unlink()


def _fill(
    engine: sa.Engine,
    url: sa.URL,
    tables: Mapping[str, Rows],
    page: Rows | None,
    check: Callable[[Transcript], None],
) -> None:
    columns = {name: TABLES[name].names for name in tables} | (
        {} if page is None else {PAGE: ("key", "value")}
    )
    rows = {**tables, **({} if page is None else {PAGE: page})}
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
        check(read_database(connection, name_of(url), shown(url)))
