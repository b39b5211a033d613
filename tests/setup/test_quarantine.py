"""A reader of a stranger's file runs in a process of its own: it can fail there, and do nothing else."""

from __future__ import annotations

import ctypes
import os
import sys
import time
from pathlib import Path
from typing import Any

import pytest

from vendor_review.errors import ListUnreadable, RegisterUnreadable, UsageError
from vendor_review.files.quarantine import Limits, read_apart

SMALL = Limits(memory=256, seconds=1)


def counted(file: str, content: bytes) -> Any:
    return {"file": file, "size": len(content), "parts": [1, None, "ü \ud800"]}


def surroundings(file: str, content: bytes) -> Any:
    sys.stdout.write("a library that talks")
    return [dict(os.environ), os.getpid()]


def refusing(file: str, content: bytes) -> Any:
    raise UsageError([f"{file}: one", f"{file}: two"])


def failing(file: str, content: bytes) -> Any:
    raise KeyError(content)


def filling_memory(file: str, content: bytes) -> Any:
    held = []
    while True:
        held.append(bytearray(2**20))


def never_ending(file: str, content: bytes) -> Any:
    while True:
        pass


def sleeping(file: str, content: bytes) -> Any:
    time.sleep(600)


def crashing(file: str, content: bytes) -> Any:
    ctypes.string_at(0)


def leaving(file: str, content: bytes) -> Any:
    os._exit(0)


def writing(file: str, content: bytes) -> Any:
    Path(content.decode()).write_text("x", encoding="utf-8")


def test_what_is_read_comes_back() -> None:
    assert read_apart(counted, "ä.xlsx", b"x" * 2**20) == {
        "file": "ä.xlsx",
        "size": 2**20,
        "parts": [1, None, "ü \ud800"],
    }


def test_the_reader_is_another_process_that_gets_no_secret(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DATABASE_PASSWORD", "geheim")
    environment, process = read_apart(surroundings, "x", b"")
    assert process != os.getpid()
    assert "geheim" not in str(environment)


def test_a_refusal_has_its_kind_and_all_its_sentences() -> None:
    with pytest.raises(UsageError) as refused:
        read_apart(refusing, "x.xlsx", b"")
    assert refused.value.problems == ("x.xlsx: one", "x.xlsx: two")


@pytest.mark.parametrize(
    ("reader", "told"),
    [
        (failing, "x.xlsx: cannot be read (KeyError)."),
        (filling_memory, "x.xlsx: takes more than 256 MiB to read, the limit for a file of others"),
        (never_ending, "x.xlsx: takes more than 1 s to read, the limit for a file of others"),
        (sleeping, "x.xlsx: takes more than 1 s to read"),
        (crashing, "x.xlsx: cannot be read: the program that reads it broke off (code -11)."),
        (leaving, "x.xlsx: cannot be read: the program that reads it broke off (code 0)."),
    ],
)
def test_a_reader_that_fails_is_a_refusal_in_words(reader: Any, told: str) -> None:
    with pytest.raises(ListUnreadable) as refused:
        read_apart(reader, "x.xlsx", b"", ListUnreadable, SMALL)
    assert str(refused.value).startswith(told)


def test_a_reader_writes_no_file(tmp_path: Path) -> None:
    with pytest.raises(RegisterUnreadable, match="cannot be read"):
        read_apart(writing, "x", str(tmp_path / "written").encode())
    assert not (tmp_path / "written").exists() or not (tmp_path / "written").read_bytes()
