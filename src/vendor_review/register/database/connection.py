"""Connects to the database at a URL: which kinds are known, read-only transactions, and a driver's errors in words."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import quote

import sqlalchemy as sa

from vendor_review.errors import RegisterUnreadable
from vendor_review.files.snapshot import lookup_paths
from vendor_review.register.database.file import open_file
from vendor_review.register.headings import shortened

_KNOWN = "sqlite:///register.db and postgresql+psycopg://user@host/database"
_CONNECT_SECONDS = 10


def parse_url(text: str) -> sa.URL:
    """The URL of a database of a kind that is read; RegisterUnreadable for any other."""
    try:
        url = sa.make_url(text)
    except (sa.exc.ArgumentError, ValueError):
        scheme = text.split(":", 1)[0]
        raise RegisterUnreadable(
            f"{shortened(scheme)}://…: is not the URL of a database; such are {_KNOWN}."
        ) from None
    backend = url.get_backend_name()
    if backend in ("postgresql", "postgres"):
        return url.set(drivername="postgresql+psycopg")
    if backend == "sqlite":
        if not url.database or url.database == ":memory:" or url.database.startswith("file:") or url.query:
            raise RegisterUnreadable("sqlite: names no file; write sqlite:///register.db, without more.")
        return url.set(drivername="sqlite")
    raise RegisterUnreadable(f"{shortened(backend)}://…: is not a database that is read; those are {_KNOWN}.")


def shown(url: sa.URL) -> str:
    """The URL as messages show it: kind, user, host and database; no password, and no options."""
    return url.set(query={}, password=None).render_as_string(hide_password=True)


def name_of(url: sa.URL) -> str:
    """The register's name: that of the database, or of its file without suffix."""
    database = url.database or url.username or "database"
    return Path(database).stem if url.drivername == "sqlite" else database


def sqlite_file(url: sa.URL) -> Path:
    """The file that a SQLite URL names; a relative one is tried from the working directory, then from its parent."""
    path, *above = lookup_paths(Path(url.database or ""))
    return next((place for place in above if place.is_file() and not path.exists()), path)


@contextmanager
def errors_in_words(url: sa.URL) -> Iterator[None]:
    """Says whatever a driver raises in a line, without the password, and without the driver's own traceback."""
    try:
        yield
    except ImportError:
        raise RegisterUnreadable(
            f"{shown(url)}: PostgreSQL needs the package psycopg: pip install 'psycopg[binary]'."
        ) from None
    except (sa.exc.SQLAlchemyError, sqlite3.Error, UnicodeError, ValueError, OverflowError, OSError) as error:
        own = getattr(error, "orig", None) or error
        line = " ".join(str(own).split())[:300]
        secrets = [url.password, *(value for key, value in url.query.items() if "pass" in key)]
        for secret in secrets:
            for form in {str(secret or ""), quote(str(secret or "")), quote(str(secret or ""), safe="")} - {
                ""
            }:
                line = line.replace(form, "***")
        raise RegisterUnreadable(f"{shown(url)}: cannot be read ({line}).") from None


def connect_read_only(url: sa.URL) -> sa.Connection:
    """A connection in a transaction that sees one moment and cannot write."""
    if url.drivername == "sqlite":
        path = sqlite_file(url)
        if not path.is_file():
            raise RegisterUnreadable(f"{shown(url)}: there is no such file; looked for {path.absolute()}.")
        engine = sa.create_engine("sqlite://", creator=lambda: open_file(path), poolclass=sa.NullPool)
        connection = engine.connect()
        connection.exec_driver_sql("BEGIN")
        return connection
    connection = postgres_engine(url).connect()
    connection = connection.execution_options(isolation_level="REPEATABLE READ", postgresql_readonly=True)
    connection.exec_driver_sql("SET LOCAL lock_timeout = '30s'")
    connection.exec_driver_sql("SET LOCAL DateStyle = 'ISO'")  # as which days are read
    return connection


def postgres_engine(url: sa.URL) -> sa.Engine:
    """An engine that keeps no connection open and waits a stated time for the server."""
    waits = {} if "connect_timeout" in url.query else {"connect_timeout": _CONNECT_SECONDS}
    return sa.create_engine(url, connect_args=waits, poolclass=sa.NullPool)
