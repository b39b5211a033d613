"""A register in a database: read in a transaction that cannot write, named by keys, and the password told to nobody."""

from __future__ import annotations

import sqlite3
import traceback
from datetime import date
from pathlib import Path

import pytest
import sqlalchemy as sa

from vendor_review import cli
from vendor_review.errors import RegisterUnreadable
from vendor_review.files.package_files import starting_register
from vendor_review.policy import load_policy
from vendor_review.register import load_register, open_register
from vendor_review.register.cell_text import day_of
from vendor_review.register.conversion import convert_register
from vendor_review.register.database.connection import connect_read_only, name_of, parse_url
from vendor_review.schema import check_register

AS_OF = date(2026, 11, 1)
SECRET = "s3cret/p@ss:w%rd"
QUOTED = "s3cret%2Fp%40ss%3Aw%25rd"


def problems(url: str) -> tuple[str, ...]:
    with pytest.raises(RegisterUnreadable) as refused:
        load_register(url)
    return refused.value.problems


def change(url: str, *statements: str) -> None:
    engine = sa.create_engine(parse_url(url), poolclass=sa.NullPool)
    with engine.begin() as connection:
        for statement in statements:
            connection.exec_driver_sql(statement)


def messages(url: str) -> list[str]:
    register = load_register(url)
    return list(check_register(register, load_policy(None, AS_OF).vocabulary, AS_OF).findings["message"])


def test_a_finding_names_table_key_and_column(sqlite: str) -> None:
    change(
        sqlite,
        "UPDATE engagements SET status = 'actve' WHERE vendor_id = 'sendgrid'",
        "INSERT INTO places (engagement_id, kind, code) VALUES ('aws-hosting', 'processing', 'XX')",
        "INSERT INTO onward (source) VALUES ('x')",
    )
    found = messages(sqlite)

    assert any(m.startswith("engagements row engagement_id=sendgrid-email, column status: ") for m in found)
    place = "places row engagement_id=aws-hosting, kind=processing, code=XX, column code: "
    assert any(message.startswith(place) for message in found)
    assert any(m.startswith("onward row 1, which states no vendor_id or onward_name, column ") for m in found)
    assert any(message.startswith("page row key=notice.channel: ") for message in found)


def test_null_is_not_stated_and_values_of_other_kinds_are_text(sqlite: str) -> None:
    change(
        sqlite,
        "DROP TABLE engagements",
        """CREATE TABLE engagements (engagement_id TEXT, vendor_id TEXT, product INTEGER, section TEXT, role TEXT,
        status TEXT, condition REAL, purpose REAL, data_shared TEXT, access_path TEXT, customer_region TEXT,
        transfer_mechanism TEXT, engaged_on DATE, effective_on DATE, ended_on TEXT, owner TEXT, public BOOLEAN,
        notes TEXT)""",
        """INSERT INTO engagements (engagement_id, vendor_id, product, status, condition, purpose, engaged_on,
        effective_on, public) VALUES ('a', 'aws', 7, 'active', 12.0, 0.5, '2026-05-01', 'soon', 1)""",
    )
    (row,) = load_register(sqlite).tables["engagements"].to_dict("records")

    assert {name: cell for name, cell in row.items() if cell} == {
        "engagement_id": "a",
        "vendor_id": "aws",
        "product": "7",
        "status": "active",
        "condition": "12",
        "purpose": "0.5",
        "engaged_on": "2026-05-01",
        "effective_on": "soon",
        "public": "yes",
    }


def test_bytes_are_refused_with_their_place(sqlite: str) -> None:
    change(sqlite, "UPDATE vendors SET contact = x'00ff' WHERE vendor_id = 'aws'")

    assert problems(sqlite) == (
        "vendors row vendor_id=aws, column contact: holds a value of the kind bytes, which is no text.",
    )


def test_tables_and_columns_are_held_to_the_layout(sqlite: str) -> None:
    change(
        sqlite,
        "ALTER TABLE vendors RENAME COLUMN name TO nmae",
        "ALTER TABLE engagements RENAME TO engagement",
        "CREATE TABLE unrelated (x TEXT)",
    )
    unknown, missing, table = problems(sqlite)

    assert unknown.startswith("table vendors: unknown column 'nmae' (did you mean 'name'?)")
    assert missing.startswith("table vendors: column 'name' is missing")
    assert table.startswith("table engagements: is missing from sqlite:///")
    assert "(did you mean 'engagement'?)" in table


def test_a_view_is_as_good_as_a_table(sqlite: str) -> None:
    change(sqlite, "ALTER TABLE vendors RENAME TO company", "CREATE VIEW vendors AS SELECT * FROM company")

    assert len(load_register(sqlite).tables["vendors"]) == 3


def test_rows_come_in_the_order_of_keys_unless_an_order_is_stated(sqlite: str) -> None:
    assert list(load_register(sqlite).tables["vendors"]["vendor_id"]) == [
        "aws",
        "sendgrid",
        "quickbooks-india",
    ]
    change(sqlite, "INSERT INTO vendors (vendor_id, name) VALUES ('b', 'B'), ('a', 'A')")
    assert list(load_register(sqlite).tables["vendors"]["vendor_id"])[3:] == ["a", "b"]
    change(sqlite, "ALTER TABLE vendors DROP COLUMN row_order")
    assert list(load_register(sqlite).tables["vendors"]["vendor_id"]) == [
        "a",
        "aws",
        "b",
        "quickbooks-india",
        "sendgrid",
    ]


def test_items_of_the_page_need_numbers_in_a_table(sqlite: str) -> None:
    change(sqlite, "INSERT INTO page VALUES ('contact', 'a'), ('contact', 'b')")

    (problem,) = problems(sqlite)
    assert problem.startswith("page row key=contact: is there 2 times")


def test_sqlite_cannot_be_written_while_it_is_read(sqlite: str) -> None:
    with (
        connect_read_only(parse_url(sqlite)) as connection,
        pytest.raises(sa.exc.OperationalError, match="readonly"),
    ):
        connection.exec_driver_sql("DELETE FROM vendors")


@pytest.mark.parametrize(
    ("url", "told"),
    [
        ("sqlite://", "names no file"),
        ("sqlite:///:memory:", "names no file"),
        ("sqlite:///file:x.db?uri=true&mode=rwc", "names no file"),
        ("sqlite:///nowhere.db", "there is no such file"),
        ("mysql+pymysql://u:pw@h/d", "is not a database that is read"),
        ("https://example.com/register.xlsx", "is not"),
        ("postgresql+psycopg://u@h:port/d", "is not the URL of a database"),
        ("://", "is not the URL of a database"),
    ],
)
def test_other_urls_are_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, url: str, told: str) -> None:
    monkeypatch.chdir(tmp_path)

    (problem,) = problems(url)
    assert told in problem
    assert list(tmp_path.iterdir()) == []


def test_a_file_that_is_no_database_is_told(tmp_path: Path) -> None:
    (tmp_path / "x.db").write_bytes(b"not a database at all, but long enough to be looked at" * 40)

    (problem,) = problems(f"sqlite:///{tmp_path / 'x.db'}")
    assert "file is not a database" in problem


def test_text_that_is_not_utf_8_is_told(tmp_path: Path, sqlite: str) -> None:
    change(sqlite, "UPDATE vendors SET contact = CAST(x'ff41' AS TEXT)")

    (problem,) = problems(sqlite)
    assert "cannot be read (Could not decode to UTF-8" in problem


def test_a_relative_file_is_found_from_a_folder_below_too(
    monkeypatch: pytest.MonkeyPatch, sqlite: str, tmp_path: Path
) -> None:
    (tmp_path / "notebooks").mkdir()
    monkeypatch.chdir(tmp_path / "notebooks")

    assert load_register("sqlite:///numberz.db").name == "numberz"


def test_a_locked_database_is_told(sqlite: str) -> None:
    path = parse_url(sqlite).database
    assert path is not None
    with sqlite3.connect(path) as writer:
        writer.execute("PRAGMA journal_mode = DELETE")
        writer.execute("BEGIN EXCLUSIVE")
        (problem,) = problems(sqlite)
    writer.close()
    assert "database is locked" in problem


@pytest.mark.parametrize(
    "url",
    [
        f"postgresql+psycopg://user:{QUOTED}@127.0.0.1:1/nowhere",
        f"postgresql://user:{QUOTED}@127.0.0.1:1/nowhere?sslmode=wrong",
        f"postgresql+psycopg://user@127.0.0.1:1/nowhere?password={QUOTED}",
        f"postgresql+psycopg://user:{QUOTED}@127.0.0.1:1/nowhere?no_such_option=1",
        f"postgresql+psycopg:/user:{QUOTED}@127.0.0.1/nowhere",
        f"postgresql+psycopg://user:{SECRET}@127.0.0.1:port/nowhere",
        f"mysql+pymysql://user:{QUOTED}@127.0.0.1/nowhere",
    ],
)
def test_no_message_tells_the_password(url: str, capfd: pytest.CaptureFixture[str]) -> None:
    for arguments in (["check", url], ["convert", url, "x.xlsx"], ["run", url], ["explain", url, "aws"]):
        assert cli.main(arguments) == 2
    told = "".join(capfd.readouterr())
    with pytest.raises(RegisterUnreadable) as refused:
        open_register(url)
    told += "".join(traceback.format_exception(refused.value))

    assert "s3cret" not in told
    assert "Traceback" not in told.split("vendor_review.errors")[0].split("Traceback (most recent")[0]


@pytest.mark.postgres
def test_postgres_gives_the_same_register(postgres: str) -> None:
    convert_register(str(starting_register()), postgres)
    register, own = load_register(postgres), load_register(starting_register())

    assert register.name == name_of(parse_url(postgres))
    for name, table in own.tables.items():
        assert register.tables[name].to_numpy().tolist() == table.to_numpy().tolist()


@pytest.mark.postgres
def test_postgres_cannot_be_written_while_it_is_read(postgres: str) -> None:
    convert_register(str(starting_register()), postgres)
    with connect_read_only(parse_url(postgres)) as connection:
        shown = [
            connection.exec_driver_sql(f"SHOW {name}").scalar()
            for name in ("transaction_read_only", "transaction_isolation")
        ]
        assert shown == ["on", "repeatable read"]
        with pytest.raises(sa.exc.InternalError, match="read-only transaction"):
            connection.exec_driver_sql("DELETE FROM vendors")


@pytest.mark.postgres
def test_values_of_postgres_are_text_as_a_person_would_type_it(postgres: str) -> None:
    convert_register(str(starting_register()), postgres)
    change(
        postgres,
        "DROP TABLE engagements",
        """CREATE TABLE engagements (engagement_id uuid, vendor_id varchar(9), product int, section text, role text,
        status text, condition numeric, purpose float, data_shared text, access_path text, customer_region text,
        transfer_mechanism text[], engaged_on date, effective_on timestamp, ended_on timestamptz, owner text,
        public boolean, notes numeric)""",
        """INSERT INTO engagements VALUES ('6f2c9a1e-0000-4000-8000-000000000001', 'aws', 7, '', 'processor', 'active',
        12.50, 0.5, NULL, 'hosts', NULL, '{scc_m2,scc_m3}', '2026-05-01', '2026-05-02', NULL, NULL, true, 30.0)""",
    )
    (row,) = load_register(postgres).tables["engagements"].to_dict("records")

    assert row["engagement_id"] == "6f2c9a1e-0000-4000-8000-000000000001"
    assert [row[name] for name in ("product", "condition", "purpose", "notes")] == ["7", "12.5", "0.5", "30"]
    assert [row[name] for name in ("transfer_mechanism", "engaged_on", "effective_on", "public")] == [
        "scc_m2; scc_m3",
        "2026-05-01",
        "2026-05-02",
        "yes",
    ]
    assert row["data_shared"] == row["section"] == ""


@pytest.mark.postgres
def test_a_wrong_password_is_told_but_not_shown(postgres: str, capfd: pytest.CaptureFixture[str]) -> None:
    url = sa.make_url(postgres).set(password="wr0ng-one").render_as_string(hide_password=False)

    assert cli.main(["check", url]) == 2
    told = "".join(capfd.readouterr())
    assert "password authentication failed" in told
    assert "wr0ng-one" not in told


@pytest.mark.postgres
def test_all_tables_are_of_one_moment(postgres: str) -> None:
    convert_register(str(starting_register()), postgres)
    with connect_read_only(parse_url(postgres)) as connection:
        before = connection.exec_driver_sql("SELECT count(*) FROM vendors").scalar()
        change(postgres, "DELETE FROM vendors", "DELETE FROM engagements")
        after = [
            connection.exec_driver_sql(f"SELECT count(*) FROM {n}").scalar()
            for n in ("vendors", "engagements")
        ]
    assert after == [before, 3]


def test_a_day_that_is_kept_as_a_moment_of_midnight_is_a_day(sqlite: str) -> None:
    change(
        sqlite,
        "UPDATE evidence SET issued_on = '2025-03-01 00:00:00', period_end = '2025-02-28T00:00:00.000000'",
        "UPDATE engagements SET engaged_on = '2024-05-06 00:00:00+00:00', effective_on = '2024-05-07T00:00Z'",
        "UPDATE engagements SET ended_on = '2026-02-30 00:00:00' WHERE vendor_id = 'aws'",
        "UPDATE engagements SET ended_on = '2026-12-24 18:30:00', notes = '2024-01-01 00:00:00' "
        "WHERE vendor_id <> 'aws'",
    )
    tables = load_register(sqlite).tables

    assert {*tables["evidence"]["issued_on"]} == {"2025-03-01"}
    assert {*tables["evidence"]["period_end"]} == {"2025-02-28"}
    assert {*tables["engagements"]["engaged_on"]} == {"2024-05-06"}
    assert {*tables["engagements"]["effective_on"]} == {"2024-05-07"}
    assert {*tables["engagements"]["ended_on"]} == {"2026-02-30 00:00:00", "2026-12-24 18:30:00"}
    assert "2024-01-01 00:00:00" in {*tables["engagements"]["notes"]}


@pytest.mark.parametrize(
    ("written", "day"),
    [
        ("2026-05-13 00:00:00", "2026-05-13"),
        ("2026-05-13T00:00:00.000Z", "2026-05-13"),
        ("2026-05-13 00:00:00+02", "2026-05-13"),
        ("2026-05-13 02:00:00+02", "2026-05-13"),
        ("2026-05-12 20:00:00-04", "2026-05-13"),
        ("2026-05-13 02:00:00+03", "2026-05-13 02:00:00+03"),
        ("2026-05-13", "2026-05-13"),
        ("infinity", "infinity"),
        ("0001-01-01 02:00:00+14", "0001-01-01 02:00:00+14"),
    ],
)
def test_midnight_is_no_time_of_day(written: str, day: str) -> None:
    assert day_of(written) == day


@pytest.mark.postgres
def test_moments_and_infinity_of_postgres(postgres: str) -> None:
    convert_register(str(starting_register()), postgres)
    change(
        postgres,
        "ALTER TABLE engagements ALTER engaged_on TYPE timestamptz USING '2024-05-06'::timestamptz",
        "ALTER TABLE engagements ALTER effective_on TYPE timestamptz USING '2024-05-07 00:00:00+00'::timestamptz",
        "ALTER TABLE engagements ALTER ended_on TYPE date USING 'infinity'::date",
    )
    engagements = load_register(postgres).tables["engagements"]

    assert {*engagements["engaged_on"]} == {"2024-05-06"}
    assert {*engagements["effective_on"]} == {"2024-05-07"}
    assert {*engagements["ended_on"]} == {"infinity"}
    assert any("column ended_on: 'infinity' is not a date that exists" in each for each in messages(postgres))


@pytest.mark.parametrize("has_log", [True, False])
def test_a_database_in_wal_mode_is_read_whole_where_nothing_can_be_written(
    sqlite: str, has_log: bool
) -> None:
    path = Path(parse_url(sqlite).database or "")
    writer = sqlite3.connect(path)
    writer.execute("PRAGMA journal_mode = wal")
    writer.execute("UPDATE vendors SET name = 'Newest' WHERE vendor_id = 'aws'")
    writer.commit()
    content, log = path.read_bytes(), Path(f"{path}-wal").read_bytes()
    writer.close()
    Path(f"{path}-shm").unlink(missing_ok=True)
    Path(f"{path}-shm").mkdir()  # SQLite cannot make its file, whoever runs this
    if has_log:
        path.write_bytes(content)
        Path(f"{path}-wal").write_bytes(log)

    assert "Newest" in {*load_register(sqlite).tables["vendors"]["name"]}
    assert [*Path(f"{path}-shm").iterdir()] == []


@pytest.mark.parametrize("name", ["Data Shared", "decision", "data-shared", "review_done", "evidences"])
def test_a_table_that_is_meant_for_one_of_a_register_is_not_passed_over(sqlite: str, name: str) -> None:
    own = {"decision": "decisions", "review_done": "reviews_done", "evidences": "evidence"}.get(
        name, "data_shared"
    )
    change(sqlite, f'ALTER TABLE "{own}" RENAME TO "{name}"')

    (problem,) = problems(sqlite)
    assert problem.startswith(f"table {name!r}: is not a table of a register (did you mean {own!r}?)")


def test_tables_of_others_are_left_alone(sqlite: str) -> None:
    change(sqlite, *(f'CREATE TABLE "{name}" (x)' for name in ("decision", "invoices", "place", "users")))

    assert len(load_register(sqlite).tables["vendors"]) == 3
