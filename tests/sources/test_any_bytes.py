"""Whatever lies where a register should be: it is read, or refused in words."""

from __future__ import annotations

import io
import zipfile
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from effort import tries
from vendor_review.errors import RegisterUnreadable, UsageError
from vendor_review.files.package_files import starting_register
from vendor_review.policy import load_policy
from vendor_review.register import load_register
from vendor_review.register.conversion import convert_register
from vendor_review.register.layout import TABLES
from vendor_review.register.workbook.reader import read_workbook
from vendor_review.schema import check_register

AS_OF = date(2026, 11, 1)
FILES = (*(table.file for table in TABLES.values()), "page.toml", "source.json")
ODD = (
    b"",
    b"\0",
    b"\xff",
    b'"',
    b"\r",
    b"\n",
    b",",
    b";",
    b"\xef\xbb\xbf",
    b"=1",
    b"[",
    b"]",
    b"'",
    b"{",
    b"_x0000_",
)
PARTS = [
    "[Content_Types].xml",
    "xl/workbook.xml",
    "xl/styles.xml",
    "xl/_rels/workbook.xml.rels",
    "xl/worksheets/sheet2.xml",
    "xl/worksheets/sheet3.xml",
    "xl/worksheets/sheet11.xml",
]

cuts = st.tuples(st.floats(0, 1), st.floats(0, 0.2), st.one_of(st.sampled_from(ODD), st.binary(max_size=12)))


def damaged(content: bytes, changes: list[tuple[float, float, bytes]]) -> bytes:
    """`content` with pieces of it replaced: where (a share of its length), how much, and by what."""
    for where, how_much, put in changes:
        start = int(where * len(content))
        content = content[:start] + put + content[start + int(how_much * len(content)) :]
    return content


def told_in_words(refused: RegisterUnreadable | UsageError) -> None:
    assert refused.problems
    assert all(problem.strip() and len(problem) < 2000 for problem in refused.problems)


def read_or_refused(source: str | Path) -> None:
    try:
        register = load_register(source)
    except RegisterUnreadable as refused:
        told_in_words(refused)
    else:
        check_register(register, load_policy(None, AS_OF).vocabulary, AS_OF)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("any")


@settings(max_examples=tries(150))
@given(st.sampled_from(FILES), st.lists(cuts, min_size=1, max_size=4))
def test_a_folder(folder: Path, name: str, changes: list[tuple[float, float, bytes]]) -> None:
    target = folder / "folder"
    target.mkdir(exist_ok=True)
    for file in starting_register().iterdir():
        (target / file.name).write_bytes(file.read_bytes())
    (target / "source.json").unlink(missing_ok=True)
    own = (target / name).read_bytes() if (target / name).exists() else b'{"schema":"register-source/1"}'
    (target / name).write_bytes(damaged(own, changes))

    read_or_refused(target)


@settings(max_examples=tries(150))
@given(st.sampled_from(PARTS), st.lists(cuts, min_size=1, max_size=3))
def test_the_parts_of_a_workbook(folder: Path, part: str, changes: list[tuple[float, float, bytes]]) -> None:
    own = folder / "own.xlsx"
    if not own.exists():
        convert_register(str(starting_register()), str(own))
    target = folder / "part.xlsx"
    with zipfile.ZipFile(own) as source, zipfile.ZipFile(target, "w") as archive:
        for name in source.namelist():
            content = source.read(name)
            archive.writestr(name, damaged(content, changes) if name == part else content)

    read_or_refused(target)


@settings(max_examples=tries(150))
@given(st.lists(cuts, min_size=1, max_size=4))
def test_the_bytes_of_a_workbook(folder: Path, changes: list[tuple[float, float, bytes]]) -> None:
    own = folder / "own.xlsx"
    if not own.exists():
        convert_register(str(starting_register()), str(own))
    (folder / "bytes.xlsx").write_bytes(damaged(own.read_bytes(), changes))

    read_or_refused(folder / "bytes.xlsx")


@settings(max_examples=tries(100))
@given(st.lists(cuts, min_size=1, max_size=4))
def test_the_bytes_of_a_database(folder: Path, changes: list[tuple[float, float, bytes]]) -> None:
    own = folder / "own.db"
    if not own.exists():
        convert_register(str(starting_register()), f"sqlite:///{own}")
    (folder / "bytes.db").write_bytes(damaged(own.read_bytes(), changes))

    read_or_refused(f"sqlite:///{folder / 'bytes.db'}")


@settings(max_examples=tries(100))
@given(st.text(max_size=40))
def test_the_name_of_a_register(text: str) -> None:
    for source in (text, f"sqlite:///{text}", f"postgresql+psycopg:{text}", f"{text}://", f"{text}.xlsx"):
        if "//" not in source or not source.startswith("postgresql"):
            try:
                load_register(source)
            except (RegisterUnreadable, UsageError) as refused:
                told_in_words(refused)


@settings(max_examples=tries(200))
@given(
    st.text(st.sampled_from('<>/="crvtsn0189AZ:f&;# '), max_size=60),
    st.sampled_from(["<sheetData>", "</row>", "</c>", "</worksheet>"]),
)
def test_any_cells_in_a_sheet(folder: Path, text: str, before: str) -> None:
    own = folder / "own.xlsx"
    if not own.exists():
        convert_register(str(starting_register()), str(own))
    packed = io.BytesIO()
    with zipfile.ZipFile(own) as source, zipfile.ZipFile(packed, "w") as archive:
        for name in source.namelist():
            content = source.read(name)
            if name == "xl/worksheets/sheet2.xml":
                content = content.replace(before.encode(), before.encode() + text.encode(), 1)
            archive.writestr(name, content)
    try:
        read_workbook(packed.getvalue(), "x.xlsx")
    except RegisterUnreadable as refused:
        told_in_words(refused)
