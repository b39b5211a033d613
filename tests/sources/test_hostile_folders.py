"""A folder that someone broke or built to do harm: a clear message, or a register with findings; never a traceback."""

from __future__ import annotations

import codecs
import os
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path

import pytest

from vendor_review.errors import RegisterUnreadable
from vendor_review.files.snapshot import ChangedWhileRead, read_folder
from vendor_review.policy import load_policy
from vendor_review.register import load_register, open_register
from vendor_review.register.layout import LARGEST_PAGE, TABLES
from vendor_review.schema import CheckedRegister, check_register

AS_OF = date(2026, 11, 1)
HEADER = ",".join(TABLES["onward"].names)
NOBODY = 65534


def problems(path: Path) -> tuple[str, ...]:
    with pytest.raises(RegisterUnreadable) as refused:
        load_register(path)
    assert all("Traceback" not in problem for problem in refused.value.problems)
    return refused.value.problems


def checked(path: Path) -> CheckedRegister:
    return check_register(load_register(path), load_policy(None, AS_OF).vocabulary, AS_OF)


@contextmanager
def without_rights() -> Iterator[None]:
    """As root may read everything, a test that runs as root becomes nobody."""
    own = os.geteuid()
    if own == 0:
        os.seteuid(NOBODY)
    try:
        yield
    finally:
        os.seteuid(own)


@pytest.mark.parametrize(
    ("content", "told"),
    [
        (HEADER.encode("utf-16"), "onward.csv: is UTF-16"),
        (HEADER.encode("utf-16-be"), "onward.csv line 1: "),
        (HEADER.encode("utf-32"), "onward.csv: is UTF-16"),
        (f"{HEADER}\na,Müller,,\n".encode("cp1252"), "onward.csv line 2: byte 0xfc"),
        (f"{HEADER}\na,M\u00fcller,,\n".encode()[:-5] + b"\xed\xa0\x80\n", "is not UTF-8"),
        (HEADER.replace(",", ";").encode(), "onward.csv line 1: cells are separated by semicolons"),
        (b"\0" * 5000, "onward.csv line 1: unknown column"),
        (b'"' + HEADER.encode(), "onward.csv line 1: unknown column"),
        (b"\n" + HEADER.encode(), "onward.csv: the column names are in line 2; delete the line above them."),
        (b"PK\x03\x04\x14\x00\x06\x00", "onward.csv line 1: "),
    ],
)
def test_another_encoding_or_shape_is_refused(numberz: Path, content: bytes, told: str) -> None:
    (numberz / "onward.csv").write_bytes(content)

    assert told in problems(numberz)[0]


def test_marks_line_ends_breaks_and_controls_are_read_as_typed(numberz: Path) -> None:
    name = "a\u202eb\u200bc"
    text = f'{HEADER}\naws,"two\r\nlines",,\naws,nul\0char,,\naws,{name},,\n'.replace("\n", "\r\n").encode()
    (numberz / "onward.csv").write_bytes(codecs.BOM_UTF8 + text)
    cells = list(load_register(numberz).tables["onward"]["onward_name"])

    assert cells == ["two\r\r\nlines", "nul\0char", name]
    assert len(checked(numberz).tables["onward"]) + len(checked(numberz).rejected) == 3


def test_a_cell_of_a_megabyte_is_read_and_shortened_in_messages(numberz: Path) -> None:
    (numberz / "onward.csv").write_text(f'{HEADER}\n{"x" * 2**20},"{"y" * 2**20}",,\n', encoding="utf-8")
    found = checked(numberz)

    assert len(found.rejected) == 1
    assert found.findings["message"].str.len().max() < 1000


def test_a_file_of_two_gigabytes_is_refused_unread_and_at_once(numberz: Path) -> None:
    with (numberz / "onward.csv").open("r+b") as file:
        file.truncate(2 * 2**30)
    begun = time.process_time()
    (problem,) = problems(numberz)

    assert problem.startswith("onward.csv: has 2,147,483,648 bytes (2.0 GiB), and the limit is 256 MiB.")
    assert time.process_time() - begun < 2


def test_a_page_that_is_too_long_or_too_deep_is_refused(numberz: Path) -> None:
    for text, told in (
        ("a = 1\n" + "#" * LARGEST_PAGE, "has 1,048,5"),
        ("a = " + "[" * 5000 + "]" * 5000, "nested too deep"),
        ("a = " + "[" * 50 + "]" * 50, "nested too deep"),
        ("a = " + "9" * 5000, "is not TOML"),
        ("a = 0x" + "f" * 5000, "more than 64 bits"),
        ('a = "\0"', "is not TOML"),
    ):
        (numberz / "page.toml").write_text(text, encoding="utf-8")
        assert told in problems(numberz)[0]


def test_a_folder_that_may_not_be_read_is_told(numberz: Path) -> None:
    numberz.chmod(0o000)
    try:
        with without_rights():
            (problem,) = problems(numberz)
    finally:
        numberz.chmod(0o755)
    assert problem.startswith(str(numberz))
    assert problem.endswith("cannot be read (Permission denied).")


def test_a_file_that_may_not_be_read_is_told(numberz: Path) -> None:
    file = numberz / "vendors.csv"
    file.chmod(0o000)
    try:
        with without_rights():
            (problem,) = problems(numberz)
    finally:
        file.chmod(0o644)
    assert problem.endswith("cannot be read (Permission denied).")


@pytest.mark.parametrize("name", ["vendors.csv", "onward.csv", "page.toml"])
def test_a_link_out_of_the_register_is_not_followed(numberz: Path, tmp_path: Path, name: str) -> None:
    (numberz / name).replace(tmp_path / "elsewhere")
    (numberz / name).symlink_to(tmp_path / "elsewhere")

    (problem,) = problems(numberz)
    assert problem.startswith(f"{name}: is a link to a file outside of the register, which is not followed")


def test_a_link_inside_the_register_and_one_to_it_are_followed(numberz: Path, tmp_path: Path) -> None:
    (numberz / "onward.csv").replace(numberz / "kept.txt")
    (numberz / "onward.csv").symlink_to("kept.txt")
    (tmp_path / "link").symlink_to(numberz)

    assert load_register(tmp_path / "link").absent == ()


@pytest.mark.parametrize("make", [Path.mkdir, os.mkfifo, lambda path: path.symlink_to("nowhere.csv")])
def test_what_is_no_file_is_told_and_not_waited_for(numberz: Path, make: Callable[[Path], None]) -> None:
    (numberz / "onward.csv").unlink()
    make(numberz / "onward.csv")

    assert problems(numberz) == ("onward.csv: is not a file.",)


def test_a_register_that_is_written_to_while_it_is_read_is_told(numberz: Path) -> None:
    """A writer replaces a file over and over, and some of the readings fall into a change."""
    file, stop = numberz / "vendors.csv", threading.Event()
    content = file.read_bytes()
    padding = b"".join(b"v%d,name,,,,,,,\n" % n for n in range(50_000))

    def write() -> None:
        while not stop.is_set():
            file.write_bytes(content + padding)
            file.write_bytes(content)

    writer = threading.Thread(target=write)
    writer.start()
    told = 0
    try:
        for _ in range(300):
            try:
                open_register(numberz)
            except RegisterUnreadable as refused:
                told += "it was changed while it was read; try again" in str(refused)
            if told > 3:
                break
    finally:
        stop.set()
        writer.join()
    assert told


def test_a_file_that_comes_while_the_folder_is_read_is_told(
    numberz: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (numberz / "places.csv").unlink()
    own = Path.open

    def late(path: Path, mode: str) -> object:
        os.close(os.open(numberz / "places.csv", os.O_CREAT))
        return own(path, mode)

    monkeypatch.setattr(Path, "open", late)
    with pytest.raises(ChangedWhileRead):
        read_folder(numberz, ["places.csv", "vendors.csv"])


def test_reading_a_folder_loads_neither_pandas_nor_what_other_sources_need(numberz: Path) -> None:
    program = (
        "import sys; from vendor_review.register.source import open_register; open_register(sys.argv[1]); "
        "print(sorted({'pandas', 'numpy', 'openpyxl', 'sqlalchemy', 'psycopg'} & set(sys.modules)))"
    )
    done = subprocess.run(
        [sys.executable, "-c", program, str(numberz)], capture_output=True, encoding="utf-8", check=True
    )
    assert done.stdout == "[]\n"
