"""The same register in each place that one may be kept in, and a database server that is there or told of."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
import sqlalchemy as sa

from vendor_review.files.package_files import starting_register
from vendor_review.register.conversion import convert_register

_COUNT = iter(range(1_000_000))


@pytest.fixture
def postgres() -> Iterator[str]:
    """The URL, password included, of an empty database on a real server; it is dropped afterwards."""
    server = os.environ.get("VENDOR_REVIEW_POSTGRES_URL")
    if not server:
        message = "VENDOR_REVIEW_POSTGRES_URL names no PostgreSQL server"
        if os.environ.get("VENDOR_REVIEW_REQUIRE_POSTGRES"):
            pytest.fail(message)
        pytest.skip(message)
    url = sa.make_url(server)
    name = f"register_{os.getpid()}_{next(_COUNT)}"
    engine = sa.create_engine(url, isolation_level="AUTOCOMMIT", poolclass=sa.NullPool)
    with engine.connect() as connection:
        connection.exec_driver_sql(f"CREATE DATABASE \"{name}\" ENCODING 'UTF8' TEMPLATE template0")
    try:
        yield url.set(database=name).render_as_string(hide_password=False)
    finally:
        with engine.connect() as connection:
            connection.exec_driver_sql(f'DROP DATABASE "{name}" WITH (FORCE)')


@pytest.fixture
def numberz(tmp_path: Path) -> Path:
    """A copy of Numberz that a test may change."""
    return Path(shutil.copytree(starting_register(), tmp_path / "numberz"))


@pytest.fixture
def workbook(tmp_path: Path) -> Path:
    """Numberz as a workbook."""
    path = tmp_path / "book" / "numberz.xlsx"
    convert_register(str(starting_register()), str(path))
    return path


@pytest.fixture
def sqlite(tmp_path: Path) -> str:
    """Numberz as a SQLite database."""
    url = f"sqlite:///{tmp_path / 'numberz.db'}"
    convert_register(str(starting_register()), url)
    return url
