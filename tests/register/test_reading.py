"""Tables are read as typed, each row with the line that an editor shows."""

from __future__ import annotations

import codecs
import csv
import io
import shutil
from collections.abc import Callable
from pathlib import Path

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from effort import tries
from vendor_review.files.package_files import starting_register
from vendor_review.files.snapshot import sha256
from vendor_review.register.folder.csv_rows import read_cells
from vendor_review.register.layout import TABLES
from vendor_review.register.register import Register, load_register

PLACES = "engagement_id,kind,code,as_written,condition\n"
Folder = Callable[[str, bytes], Path]


@pytest.fixture
def folder(tmp_path: Path) -> Folder:
    """The Numberz register with one file's bytes replaced."""

    def make(name: str, content: bytes) -> Path:
        for file in starting_register().iterdir():
            (tmp_path / file.name).write_bytes(file.read_bytes())
        (tmp_path / name).write_bytes(content)
        return tmp_path

    return make


def places(register: Register) -> list[list[str | int]]:
    frame = register.tables["places"]
    return [
        [line, *row] for line, row in zip(frame.index, frame[["code", "as_written"]].to_numpy(), strict=True)
    ]


def test_numberz_is_read_whole_with_the_hashes_of_its_bytes() -> None:
    register = load_register(starting_register())

    assert register.name == "numberz"
    assert list(register.tables) == list(TABLES)
    assert {name: len(frame) for name, frame in register.tables.items() if len(frame)} == {
        "vendors": 3,
        "engagements": 3,
        "data_shared": 6,
        "access_controls": 4,
        "evidence": 3,
    }
    assert register.absent == ()
    assert register.hashes["vendors.csv"] == sha256((starting_register() / "vendors.csv").read_bytes())
    assert register.tables["vendors"].loc[2, "name"] == "Amazon Web Services"
    assert register.tables["vendors"].index.name == "line"


def test_blank_is_blank_and_namibia_is_no_blank(folder: Folder) -> None:
    register = load_register(
        folder("places.csv", (PLACES + "a,processing,NA,None,\na,entity,,nan,null\n").encode())
    )

    assert places(register) == [[2, "NA", "None"], [3, "", "nan"]]


@pytest.mark.parametrize("line_end", ["\n", "\r\n"])
@pytest.mark.parametrize("mark", [b"", codecs.BOM_UTF8])
def test_a_byte_order_mark_and_either_line_end_are_read_alike(
    folder: Folder, line_end: str, mark: bytes
) -> None:
    text = (PLACES + "a,processing,DE,Köln,\n").replace("\n", line_end)

    assert places(load_register(folder("places.csv", mark + text.encode()))) == [[2, "DE", "Köln"]]


def test_lines_stay_right_behind_a_cell_that_spans_lines(folder: Folder) -> None:
    text = (
        PLACES
        + 'a,processing,DE,"one\ntwo\n\nthree",\nb,processing,FR,,\n\nc,processing,IE,"x\r\ny",\nd,entity,US,,\n'
    )

    assert places(load_register(folder("places.csv", text.encode()))) == [
        [2, "DE", "one\ntwo\n\nthree"],
        [6, "FR", ""],
        [8, "IE", "x\r\ny"],
        [10, "US", ""],
    ]


def test_lines_stay_right_behind_blank_lines_and_rows_of_commas(folder: Folder) -> None:
    text = PLACES + "\na,processing,DE,,\n,,,,\n   \n , ,,,\nb,processing,FR,,\n\n\n"

    assert places(load_register(folder("places.csv", text.encode()))) == [[3, "DE", ""], [7, "FR", ""]]


def test_uneven_rows_are_kept_and_told(folder: Folder) -> None:
    text = PLACES + "a,\nb,processing,FR,,,more,still more\nc,processing,IE,,\n"
    register = load_register(folder("places.csv", text.encode()))

    assert places(register) == [[2, "", ""], [3, "FR", ""], [4, "IE", ""]]
    assert register.ragged.to_numpy().tolist() == [
        ["places", 2, 2, 5, ""],
        ["places", 3, 7, 5, "more,still more"],
    ]


def test_a_short_row_alone_is_told_too(folder: Folder) -> None:
    register = load_register(folder("places.csv", (PLACES + "a,\n").encode()))

    assert register.ragged[["line", "cells"]].to_numpy().tolist() == [[2, 2]]


def test_columns_may_come_in_any_order(folder: Folder) -> None:
    text = "as_written,code,condition,engagement_id,kind\nBerlin,DE,,a,processing\n"
    register = load_register(folder("places.csv", text.encode()))

    assert tuple(register.tables["places"].columns) == TABLES["places"].names
    assert places(register) == [[2, "DE", "Berlin"]]


def test_white_space_in_cells_stays_as_typed(folder: Folder) -> None:
    register = load_register(folder("places.csv", (PLACES + "a,processing, DE ,\tBerlin,\n").encode()))

    assert places(register) == [[2, " DE ", "\tBerlin"]]


def test_a_missing_optional_table_is_empty_and_named(folder: Folder) -> None:
    path = folder("places.csv", PLACES.encode())
    (path / "places.csv").unlink()
    (path / "page.toml").unlink()
    register = load_register(path)

    assert register.absent == ("places.csv", "page.toml")
    assert register.tables["places"].empty
    assert tuple(register.tables["places"].columns) == TABLES["places"].names
    assert register.page == {}


def test_a_relative_path_is_found_from_a_folder_below_too(
    monkeypatch: pytest.MonkeyPatch, folder: Folder
) -> None:
    path = folder("places.csv", PLACES.encode())
    (path.parent / "notebooks").mkdir(exist_ok=True)
    monkeypatch.chdir(path.parent / "notebooks")

    assert load_register(path.name).name == path.name


def test_every_table_of_the_layout_has_a_file_in_numberz() -> None:
    for table in TABLES.values():
        header = (starting_register() / table.file).read_text(encoding="utf-8").splitlines()[0].split(",")
        assert header == [name for name in table.names if name in header or name not in table.optional]
        for column in table.columns:
            assert column.meaning
            assert column.example


texts = st.text(st.characters(exclude_categories=["Cs"]), max_size=6)


@settings(max_examples=tries(200))
@given(
    st.lists(
        st.lists(st.one_of(texts, st.sampled_from(["\n", '"', ",", "\r", "\x00"])), min_size=3, max_size=3)
    )
)
def test_what_the_csv_module_writes_is_read_back(rows: list[list[str]]) -> None:
    buffer = io.StringIO(newline="")
    csv.writer(buffer, lineterminator="\n", quoting=csv.QUOTE_ALL).writerows([["a", "b", "c"], *rows])
    found = read_cells(buffer.getvalue().encode()).frame

    assert found.to_numpy().tolist() == [row for row in rows if any(cell.strip() for cell in row)]


@settings(max_examples=tries(200))
@given(st.text(st.sampled_from('ab",\n\r \x00'), max_size=40))
def test_odd_quotes_read_as_the_csv_module_reads_them(text: str) -> None:
    content = "a,b\n" + text
    rows = list(csv.reader(io.StringIO(content, newline="")))[1:]
    found = read_cells(content.encode())

    wanted = [[*row, "", ""][:2] for row in rows if any(cell.strip() for cell in row)]
    assert found.frame.to_numpy().tolist() == wanted
    assert found.cells.tolist() == [len(row) for row in rows if any(cell.strip() for cell in row)]


def test_the_fast_and_the_exact_reading_agree(folder: Folder) -> None:
    plain = PLACES + "".join(f"e{n},processing,DE,place {n},\n" for n in range(200))
    spanning = plain + 'z,processing,DE,"a\nb",\n'

    fast = load_register(folder("places.csv", plain.encode())).tables["places"]
    exact = load_register(folder("places.csv", spanning.encode())).tables["places"]
    pd.testing.assert_frame_equal(fast, exact.iloc[:-1])


def test_dated_states_are_states_of_one_register(tmp_path: Path) -> None:
    for state in ("2026-07-31", "2026-10-31"):
        shutil.copytree(starting_register(), tmp_path / "example" / state)
        assert load_register(tmp_path / "example" / state).name == "example"


def test_lock_files_of_open_spreadsheets_are_passed_over(tmp_path: Path) -> None:
    folder = tmp_path / "register"
    shutil.copytree(starting_register(), folder)
    (folder / "~$vendors.csv").write_bytes(b"\x05Excel")
    (folder / ".~lock.vendors.csv#").write_bytes(b"LibreOffice")
    assert len(load_register(folder).tables["vendors"]) == 3
