"""A few hundred of the cases that `make fuzz` tries by the ten thousand; and that what is a fault is told as one."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from random import Random

import pytest
from fuzzer import Worker
from mutations import mutated
from readers import READERS, Reader
from worker import Site, outcome_of

from vendor_review.errors import RegisterUnreadable

DRIVER = Path(__file__).parents[2] / "fuzz" / "fuzzer.py"


def test_every_reader_reads_or_refuses_a_few_hundred_changed_files() -> None:
    command = [sys.executable, str(DRIVER), "--cases", "300", "--workers", "1"]
    done = subprocess.run(command, capture_output=True, encoding="utf-8", check=False, timeout=280)
    assert done.returncode == 0, done.stdout + done.stderr
    assert "300 of 300 cases" in done.stdout
    assert " 0 faults" in done.stdout
    told = {line.split()[0]: line.split() for line in done.stdout.splitlines()[1:]}
    assert told.keys() == READERS.keys()
    assert all(int(words[1]) for words in told.values()), done.stdout


def test_what_is_sound_is_read(tmp_path: Path) -> None:
    for name, reader in READERS.items():
        folder = tmp_path / name
        folder.mkdir()
        reader.prepare(folder)
        files = sorted(path.relative_to(folder).as_posix() for path in folder.glob(reader.targets))
        one_of_each = {Path(file).suffix: file for file in files}.values()
        told = {file: outcome_of(reader, folder, file, Random(1)) for file in one_of_each}
        assert set(told.values()) == {"read"}, told


def test_a_case_is_the_same_wherever_it_is_tried(tmp_path: Path) -> None:
    first, second = tmp_path / "first", tmp_path / "second"
    first.mkdir()
    second.mkdir()
    readers = ["page", "workbook", "database"]
    ours, theirs = Site(first, readers), Site(second, readers)
    seen = {number: ours.case(7, number)[:3] for number in range(9)}
    assert seen == {number: theirs.case(7, number)[:3] for number in reversed(range(9))}
    assert ours.case(8, 3)[2] != seen[3][2]


@pytest.mark.parametrize("suffix", [".csv", ".toml", ".json", ".html", ".xlsx", ".db", ".md"])
def test_every_kind_of_file_is_changed_and_grows_to_no_end(suffix: str) -> None:
    sound = {".json": b'{"a": [1, 2]}', ".toml": b'a = 1\nb = "x"\n'}.get(suffix, b"a,b\n1,2\n")
    changed = [mutated(Random(number), sound, suffix) for number in range(60)]
    assert sum(content != sound for content in changed) > 40
    assert max(map(len, changed)) < 2**22


def _loop(*_: object) -> None:
    while True:
        pass


def _fill(*_: object) -> None:
    raise MemoryError


def _hide(*_: object) -> None:
    raise RegisterUnreadable("x.xlsx: is damaged (MemoryError: )")


def _fail(*_: object) -> None:
    raise KeyError("x")


def _say_nothing(*_: object) -> None:
    raise RegisterUnreadable([])


@pytest.mark.parametrize(
    ("read", "told"),
    [
        (_loop, "fault: hang: "),
        (_fill, "fault: memory"),
        (_hide, "fault: memory"),
        (_fail, "fault: KeyError: 'x' at test_fuzz.py:"),
        (_say_nothing, "fault: a refusal without a word"),
    ],
)
def test_what_is_no_result_and_no_refusal_is_a_fault(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, read: object, told: str
) -> None:
    monkeypatch.setattr("worker.SECONDS", 0.1)
    reader = Reader(lambda _: None, "*", read)  # type: ignore[arg-type]
    assert outcome_of(reader, tmp_path, "x", Random(1)).startswith(told)


def test_a_process_that_dies_is_a_fault_and_is_started_again(monkeypatch: pytest.MonkeyPatch) -> None:
    worker = Worker(0, ["page"])
    monkeypatch.setattr(worker, "_command", [sys.executable, "-c", "import os; input(); os.abort()"])
    assert [worker.attempt(number)[1] for number in (1, 2)] == ["fault: abort: SIGABRT"] * 2
