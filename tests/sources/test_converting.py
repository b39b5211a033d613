"""A register moves between a folder, a workbook and a database without loss, and over nothing."""

from __future__ import annotations

import csv
import io
import tomllib
import zipfile
from pathlib import Path

import openpyxl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from effort import tries
from registers import write_register
from vendor_review import cli
from vendor_review.errors import RegisterUnreadable, UsageError
from vendor_review.files.package_files import starting_register
from vendor_review.register import load_register
from vendor_review.register.conversion import content_of, convert_register
from vendor_review.register.database.connection import parse_url
from vendor_review.register.layout import TABLES, Table
from vendor_review.register.page_keys import PAGE_KEYS, page_of_rows, rows_of_page, toml_of_page
from vendor_review.register.transcript import csv_bytes
from vendor_review.schema.public_page import reading

EXAMPLES = sorted(Path(__file__).parents[2].glob("data/example/????-??-??"))
REGISTERS = [starting_register(), *EXAMPLES]
RUNS = ("=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", "=cmd|' /C calc'!A0")


def files_of(folder: Path) -> dict[str, bytes]:
    return {file.name: file.read_bytes() for file in sorted(folder.iterdir())}


def tables_of(folder: Path) -> dict[str, bytes]:
    return {name: content for name, content in files_of(folder).items() if name.endswith(".csv")}


def canonical(register: Path, folder: Path) -> Path:
    convert_register(str(register), str(folder))
    # No other source can hold the page in another language.
    for file in folder.glob("page.*.toml"):
        file.unlink()
    return folder


@pytest.mark.parametrize("register", REGISTERS, ids=lambda path: path.name)
def test_folder_workbook_folder(register: Path, tmp_path: Path) -> None:
    own = canonical(register, tmp_path / "own")
    convert_register(str(register), str(tmp_path / "x.xlsx"))
    convert_register(str(tmp_path / "x.xlsx"), str(tmp_path / "back"))

    assert files_of(tmp_path / "back") == files_of(own)


def test_what_ships_is_canonical_but_for_comments(tmp_path: Path) -> None:
    own = canonical(starting_register(), tmp_path / "own")

    # A column that came later than a file, and that the file may lack, is written like all others.
    assert tables_of(own) == {
        file: csv_with_all_columns(content, TABLES[file.removesuffix(".csv")])
        for file, content in tables_of(starting_register()).items()
    }


def csv_with_all_columns(content: bytes, table: Table) -> bytes:
    rows = csv.DictReader(io.StringIO(content.decode("utf-8"), newline=""))
    assert set(table.names) - set(rows.fieldnames or ()) <= table.optional
    buffer = io.StringIO(newline="")
    writer = csv.DictWriter(buffer, table.names, restval="", lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    return buffer.getvalue().encode("utf-8")


@pytest.mark.parametrize("register", REGISTERS, ids=lambda path: path.name)
def test_folder_sqlite_folder(register: Path, tmp_path: Path) -> None:
    own = canonical(register, tmp_path / "own")
    url = f"sqlite:///{tmp_path / 'x.db'}"
    convert_register(str(register), url)
    convert_register(url, str(tmp_path / "back"))

    assert files_of(tmp_path / "back") == files_of(own)


@pytest.mark.postgres
@pytest.mark.parametrize("register", REGISTERS, ids=lambda path: path.name)
def test_folder_postgres_workbook_folder(register: Path, tmp_path: Path, postgres: str) -> None:
    own = canonical(register, tmp_path / "own")
    convert_register(str(register), postgres)
    convert_register(postgres, str(tmp_path / "x.xlsx"))
    convert_register(str(tmp_path / "x.xlsx"), str(tmp_path / "back"))

    assert files_of(tmp_path / "back") == files_of(own)


texts = st.text(st.characters(exclude_categories=["Cs"]), max_size=8)
words = st.one_of(
    texts,
    st.sampled_from(
        [*RUNS, "_x000D_", "_x0041_x0042_", "<r>", "<r></r>", "\r\n", "TRUE", "#N/A", "007", "1e5"]
    ),
)


@settings(
    max_examples=tries(20), suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture]
)
@given(st.lists(st.tuples(*[words] * 4), max_size=5))
def test_any_text_survives_each_way(
    tmp_path_factory: pytest.TempPathFactory, rows: list[tuple[str, ...]]
) -> None:
    folder = tmp_path_factory.mktemp("any")
    onward = [dict(zip(TABLES["onward"].names, row, strict=True)) for row in rows]
    write_register(folder / "own", {"onward": onward})
    wanted = content_of(load_register(folder / "own"))
    convert_register(str(folder / "own"), str(folder / "x.xlsx"))
    targets: list[str] = [str(folder / "x.xlsx")]
    if not any("\0" in cell for row in rows for cell in row):
        targets.append(f"sqlite:///{folder / 'x.db'}")
        convert_register(str(folder / "x.xlsx"), targets[1])
    convert_register(targets[-1], str(folder / "back"))

    for target in (*targets, str(folder / "back")):
        assert content_of(load_register(target)) == wanted


@settings(max_examples=tries(100))
@given(
    st.fixed_dictionaries(
        {},
        optional={
            "organisation": words.filter(bool),
            "introduction": st.lists(words.filter(bool), min_size=1, max_size=3),
            "other": st.lists(words.filter(bool), min_size=2, max_size=3),
            "updated_on": st.dates(),
            "notice": st.fixed_dictionaries({"days": st.integers(-9, 10**9)}),
            "sections": st.lists(
                st.fixed_dictionaries({"id": words.filter(bool), "reaches_customer_data": st.booleans()}),
                min_size=1,
                max_size=3,
            ),
        },
    )
)
def test_any_page_survives_as_rows_and_as_toml(page: dict[str, object]) -> None:
    rows = rows_of_page(page)

    assert tomllib.loads(toml_of_page(page_of_rows(rows))) == page


@pytest.mark.parametrize(
    "page",
    [
        "days = 1.5",
        'a."b c" = "x"',
        "[notice]\ndays = 'thirty'\nx = 1",
        "at = 2026-01-01T10:00:00",
        "[notice]\ndays = '30'",
    ],
)
def test_a_page_that_rows_cannot_hold_is_refused_with_its_key(
    numberz: Path, tmp_path: Path, page: str
) -> None:
    (numberz / "page.toml").write_text(page, encoding="utf-8")

    with pytest.raises(RegisterUnreadable, match=r"page\.toml, "):
        convert_register(str(numberz), str(tmp_path / "x.xlsx"))
    assert not (tmp_path / "x.xlsx").exists()


@pytest.mark.parametrize(
    ("page", "back"),
    [
        ('introduction = "one"\n', {"introduction": ["one"]}),
        ('promises = "location; role"\n', {"promises": ["location", "role"]}),
        ('promises = ["location; role"]\n', {"promises": ["location; role"]}),
    ],
)
def test_one_text_where_a_list_belongs_is_as_good(
    numberz: Path, tmp_path: Path, page: str, back: dict[str, list[str]]
) -> None:
    (numberz / "page.toml").write_text(page, encoding="utf-8")
    convert_register(str(numberz), str(tmp_path / "x.xlsx"))

    assert load_register(tmp_path / "x.xlsx").page == back


def test_every_key_that_the_rules_read_is_described() -> None:
    known = {*reading._TOP} - {"notice", "sections"}
    known |= {f"notice.{key}" for key in reading._NOTICE} | {f"sections[1].{key}" for key in reading._SECTION}

    assert set(PAGE_KEYS) == known


@pytest.mark.parametrize("target", ["there", "there.xlsx", "sqlite:///there.db"])
@pytest.mark.parametrize("command", ["convert", "new"])
def test_nothing_is_written_over(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capfd: pytest.CaptureFixture[str],
    target: str,
    command: str,
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "there").mkdir()
    for name in ("there.xlsx", "there.db"):
        (tmp_path / name).write_bytes(b"mine")
    more = [str(starting_register())] if command == "convert" else []

    assert cli.main([command, *more, target]) == 2
    assert "is there already, and nothing is written over; name another." in capfd.readouterr().err
    assert {file.name: file.is_dir() or file.read_bytes() for file in tmp_path.iterdir()} == {
        "there": True,
        "there.xlsx": b"mine",
        "there.db": b"mine",
    }


@pytest.mark.postgres
def test_no_table_of_postgres_is_written_over(postgres: str) -> None:
    convert_register(str(starting_register()), postgres)

    with pytest.raises(UsageError, match=r"has the tables vendors, .* already"):
        convert_register(str(starting_register()), postgres)


def test_a_failed_move_leaves_nothing(numberz: Path, tmp_path: Path) -> None:
    (numberz / "onward.csv").write_bytes(b"vendor_id,onward_name,source,as_of\na,b\0c,,\n")
    for target in (f"sqlite:///{tmp_path / 'x.db'}", "postgresql+psycopg://u@127.0.0.1:1/x"):
        with pytest.raises(RegisterUnreadable, match="table onward row 1, column onward_name: holds a NUL"):
            convert_register(str(numberz), target)
    (numberz / "onward.csv").write_bytes(b"vendor_id,onward_name,source,as_of\na," + b"x" * 40_000 + b",,\n")
    with pytest.raises(RegisterUnreadable, match="onward row 2, column onward_name: has 40,000"):
        convert_register(str(numberz), str(tmp_path / "x.xlsx"))
    (numberz / "onward.csv").write_bytes(b"vendor_id,onward_name,source,as_of\na,b,,,c\n")
    with pytest.raises(RegisterUnreadable, match=r"onward\.csv line 2: has 5 cells, but the header has 4"):
        convert_register(str(numberz), str(tmp_path / "out"))

    assert [file.name for file in tmp_path.iterdir()] == ["numberz"]


def test_what_looks_like_a_formula_is_inert_in_a_workbook_and_as_typed_in_a_folder(
    numberz: Path, tmp_path: Path
) -> None:
    rows = [("aws", text, "", "") for text in RUNS]
    (numberz / "onward.csv").write_bytes(csv_bytes(TABLES["onward"].names, rows))
    convert_register(str(numberz), str(tmp_path / "x.xlsx"))
    convert_register(str(tmp_path / "x.xlsx"), str(tmp_path / "back"))
    sheet = openpyxl.load_workbook(tmp_path / "x.xlsx")["onward"]
    with zipfile.ZipFile(tmp_path / "x.xlsx") as parts:
        assert not any(b"<f>" in parts.read(name) for name in parts.namelist())

    for row in range(2, 2 + len(RUNS)):
        assert (sheet.cell(row, 2).data_type, sheet.cell(row, 2).quotePrefix) == ("s", True)
        assert sheet.cell(row, 2).number_format == "@"
    assert (tmp_path / "back" / "onward.csv").read_bytes() == (numberz / "onward.csv").read_bytes()


def test_days_become_days_and_what_only_looks_so_stays_text(tmp_path: Path) -> None:
    days = [
        "2026-05-01",
        "1900-03-01",
        "1900-02-28",
        "2026-02-30",
        "9999-12-31",
        "1.5.2026",
        "=TODAY()",
        "20260501",
    ]
    rows = [{"evidence_id": f"e{n}", "vendor_id": "v", "issued_on": day} for n, day in enumerate(days)]
    folder = write_register(tmp_path / "own", {"evidence": rows}, "updated_on = 2026-05-01\n")
    convert_register(str(folder), str(tmp_path / "x.xlsx"))
    book = openpyxl.load_workbook(tmp_path / "x.xlsx")
    column = TABLES["evidence"].names.index("issued_on") + 1
    cells = [book["evidence"].cell(row, column) for row in range(2, 2 + len(days))]
    (page,) = [row[1] for row in book["page"].iter_rows() if row[0].value == "updated_on"]

    assert [cell.is_date for cell in cells] == [True, True, False, False, True, False, False, False]
    assert {cell.number_format for cell in cells if cell.is_date} == {"yyyy-mm-dd"}
    assert (page.is_date, page.number_format) == (True, "yyyy-mm-dd")
    convert_register(str(tmp_path / "x.xlsx"), str(tmp_path / "back"))
    assert tables_of(tmp_path / "back") == tables_of(canonical(folder, tmp_path / "canonical"))


def test_a_workbook_that_was_moved_offers_what_a_new_one_does(tmp_path: Path) -> None:
    moved, new = str(tmp_path / "moved.xlsx"), str(tmp_path / "new.xlsx")
    assert cli.main(["convert", str(starting_register()), moved]) == 0
    assert cli.main(["new", new]) == 0
    books = [openpyxl.load_workbook(path) for path in (moved, new)]
    told = [
        [
            (name, [(rule.type, rule.formula1) for rule in book[name].data_validations.dataValidation])
            for name in TABLES
        ]
        for book in books
    ]

    assert books[0].sheetnames == books[1].sheetnames
    assert books[0]["vocabulary"]["C2"].value == books[1]["vocabulary"]["C2"].value != ""
    assert [name for name, _ in told[0]] == list(TABLES)
    assert [[kind for kind, _ in rules] for _, rules in told[0]] == [
        [kind for kind, _ in rules] for _, rules in told[1]
    ]
    assert content_of(load_register(moved)) == content_of(load_register(starting_register()))


def test_absent_and_empty_tables_stay_apart(numberz: Path, tmp_path: Path) -> None:
    (numberz / "places.csv").unlink()
    (numberz / "page.toml").unlink()
    url = f"sqlite:///{tmp_path / 'x.db'}"
    convert_register(str(numberz), str(tmp_path / "x.xlsx"))
    convert_register(str(tmp_path / "x.xlsx"), url)

    assert load_register(url).absent == load_register(numberz).absent == ("places.csv", "page.toml")


def test_the_same_register_gives_the_same_workbook(tmp_path: Path) -> None:
    for name in ("a.xlsx", "b.xlsx"):
        convert_register(str(starting_register()), str(tmp_path / name))

    assert (tmp_path / "a.xlsx").read_bytes() == (tmp_path / "b.xlsx").read_bytes()


def test_convert_says_what_it_moved(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    target = str(tmp_path / "deep" / "x.xlsx")

    assert cli.main(["convert", str(starting_register()), target]) == 0
    out, err = capfd.readouterr()
    assert out == target + "\n"
    assert err == "copied 19 rows of 11 tables\n"
    assert io.BytesIO(Path(target).read_bytes()).read(2) == b"PK"


def test_a_database_names_the_register(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'vendors of ours.db'}"
    convert_register(str(starting_register()), url)

    assert parse_url(url).database == str(tmp_path / "vendors of ours.db")
    assert load_register(url).name == "vendors of ours"


def test_only_a_folder_takes_the_page_in_other_languages_along(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    german = EXAMPLES[-1] / "page.de.toml"
    convert_register(str(EXAMPLES[-1]), str(tmp_path / "copy"))
    assert (tmp_path / "copy" / german.name).read_bytes() == german.read_bytes()

    workbook = str(tmp_path / "copy.xlsx")
    assert cli.main(["convert", str(EXAMPLES[-1]), workbook]) == 0
    assert "not in the copy: page.de.toml; only a folder can hold" in capsys.readouterr().err
    assert load_register(workbook).translations == {}
