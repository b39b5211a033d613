"""A decision is added at the end of its file, whatever that looks like, and two people at once lose nothing."""

from __future__ import annotations

import codecs
import json
import os
import resource
import signal
import subprocess
import sys
from pathlib import Path

import pandas as pd
import pytest

from decisions.scored_reviews import example_copy, publish_scores, rows_in
from vendor_review.errors import RegisterUnreadable
from vendor_review.policy import load_policy
from vendor_review.register import load_register
from vendor_review.register.layout import TABLES
from vendor_review.register.source import append_row, editor_of
from vendor_review.schema import check_register

TABLE = TABLES["decisions"]
HEADER = ",".join(TABLE.names)
OLD = "2026-1,v1,accept,,Board,2026-01-01,,,,,,"
ROW = {
    "decision_id": "2026-002",
    "vendor_id": "v1",
    "decision": "exit",
    "reason": 'a, "b"',
    "decided_by": "x",
}
LINE = '2026-002,v1,exit,"a, ""b""",x,,,,,,,'


def add(folder: Path) -> None:
    append_row(editor_of(folder, ""), TABLE, lambda rows: ROW)


@pytest.mark.parametrize("mark", [b"", codecs.BOM_UTF8])
@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
@pytest.mark.parametrize("rows", [[], [OLD], [OLD, OLD.replace(",,Board", ',"over\ntwo lines",Board')]])
@pytest.mark.parametrize("is_ended", [True, False])
def test_what_stands_there_stays_and_the_row_ends_as_the_others_do(
    tmp_path: Path, mark: bytes, end: str, rows: list[str], is_ended: bool
) -> None:
    before = mark + end.join([HEADER, *rows]).encode() + (end.encode() if is_ended else b"")
    file = tmp_path / "decisions.csv"
    file.write_bytes(before)
    add(tmp_path)
    end = end if is_ended or rows else "\n"  # a lone header without an end tells of no other
    assert file.read_bytes() == before + (b"" if is_ended else end.encode()) + f"{LINE}{end}".encode()
    assert [row["decision_id"] for row in rows_in(file)] == ["2026-1"] * len(rows) + ["2026-002"]


def test_columns_in_another_order_are_filled_by_name(tmp_path: Path) -> None:
    file = tmp_path / "decisions.csv"
    file.write_text(",".join(f" {name} " for name in reversed(TABLE.names)) + "\n", encoding="utf-8")
    add(tmp_path)
    assert file.read_text(encoding="utf-8").splitlines()[1] == ',,,,,,,x,"a, ""b""",exit,v1,2026-002'


def test_a_file_that_is_not_there_is_made_with_its_header(tmp_path: Path) -> None:
    add(tmp_path)
    assert (tmp_path / "decisions.csv").read_text(encoding="utf-8") == f"{HEADER}\n{LINE}\n"
    assert [path.name for path in tmp_path.iterdir()] == ["decisions.csv"]


@pytest.mark.parametrize(
    ("content", "told"),
    [
        (f'{HEADER}\n2026-1,v1,accept,"no end', "ends amid a row"),
        (f'{HEADER}\n2026-1,v1,accept,"no end\n', "ends amid a row"),
        ("", "there is no header"),
        (f"{HEADER},more\n", "unknown column 'more'"),
        (HEADER.replace(",", ";"), "separated by semicolons"),
        (HEADER.replace(",reason", "") + "\n", "lacks the columns reason, which would be filled"),
        (HEADER.replace(",decided_by", "") + "\n", "column 'decided_by' is missing"),
    ],
)
def test_where_a_row_would_not_stand_by_itself_nothing_is_written(
    tmp_path: Path, content: str, told: str
) -> None:
    file = tmp_path / "decisions.csv"
    file.write_text(content, encoding="utf-8")
    with pytest.raises(RegisterUnreadable, match=told):
        add(tmp_path)
    assert file.read_text(encoding="utf-8") == content


def test_the_row_is_made_from_what_is_there_under_the_lock(tmp_path: Path) -> None:
    seen: list[list[str]] = []

    def note(rows: pd.DataFrame) -> dict[str, str]:
        seen.append(list(rows["decision_id"]))
        return ROW

    (tmp_path / "decisions.csv").write_text(f"{HEADER}\n{OLD}\n", encoding="utf-8")
    append_row(editor_of(tmp_path, ""), TABLE, note)
    append_row(editor_of(tmp_path, ""), TABLE, note)
    assert seen == [["2026-1"], ["2026-1", "2026-002"]]


def test_a_row_that_does_not_fit_on_the_disk_is_taken_back(tmp_path: Path) -> None:
    """A limit on the size of files stops the write halfway, as a full disk does."""
    file = tmp_path / "decisions.csv"
    before = f"{HEADER}\n{OLD}\n".encode()
    file.write_bytes(before)
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    old = signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_FSIZE, (len(before) + 10, hard))
    try:
        with pytest.raises(OSError, match="space"):
            add(tmp_path)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
        signal.signal(signal.SIGXFSZ, old)
    assert file.read_bytes() == before


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write to anything")
def test_a_file_that_may_not_be_written_is_left(tmp_path: Path) -> None:
    file = tmp_path / "decisions.csv"
    file.write_text(f"{HEADER}\n", encoding="utf-8")
    file.chmod(0o444)
    with pytest.raises(PermissionError):
        add(tmp_path)


#: Runs the commands of a file, one in a line of JSON, each in a process of its own that is forked from one which has
#: scored a register, and so has imported what they need. Number by number, files beside it hold output and exit code.
PEOPLE = """
import contextlib, io, json, os, pathlib, sys
import vendor_review.cli
commands, register = pathlib.Path(sys.argv[1]), sys.argv[2]
with contextlib.redirect_stdout(io.StringIO()), contextlib.redirect_stderr(io.StringIO()):
    vendor_review.cli.main(["score", register])
for number, command in enumerate(map(json.loads, commands.read_text().splitlines())):
    if os.fork() == 0:
        for stream, name in ((1, "out"), (2, "err")):
            os.dup2(os.open(commands.with_name(f"{name}-{number}"), os.O_WRONLY | os.O_CREAT), stream)
        code = vendor_review.cli.main(command)
        sys.stdout.flush()
        commands.with_name(f"code-{number}").write_text(str(code))
        os._exit(0)
while True:
    try:
        os.wait()
    except ChildProcessError:
        break
"""


@pytest.mark.slow
@pytest.mark.parametrize("is_there", [True, False])
def test_twenty_people_who_decide_at_once_lose_nothing(tmp_path: Path, is_there: bool) -> None:
    register = example_copy(tmp_path)
    file = register / "decisions.csv"
    if not is_there:
        file.unlink()
    before = file.read_bytes() if is_there else b""
    publish_scores(register, tmp_path / "reviews")
    vendors = ["deskharrow", "mailbracken", "wagebrook", "lexomarra"]
    said = ["--by", "Board", "--expires", "2027-05-01", "--as-of", "2026-11-02"]
    people = tmp_path / "people" / "commands"
    people.parent.mkdir()
    with people.open("w", encoding="utf-8") as commands:
        for number in range(20):
            command = ["decide", str(register), vendors[number % 4], "remediate", *said]
            command += ["--prepared-by", f"Analyst {number}", "--reason", f"reason {number}"]
            commands.write(json.dumps([*command, "--reviews", str(tmp_path / "reviews")]) + "\n")
    subprocess.run([sys.executable, "-c", PEOPLE, str(people), str(register)], check=True, timeout=200)
    for number in range(20):
        told = {name: people.with_name(f"{name}-{number}").read_text() for name in ("code", "out", "err")}
        assert told["code"] == "0", told["err"]
        assert told["out"].startswith("decision_id")
    rows = rows_in(file)
    old = len(rows) - 20
    assert file.read_bytes().startswith(before)
    assert {row["reason"] for row in rows[old:]} == {f"reason {number}" for number in range(20)}
    first = 10 if is_there else 1
    width = 2 if is_there else 3
    assert [row["decision_id"] for row in rows[old:]] == [f"2026-{first + n:0{width}}" for n in range(20)]
    policy = load_policy(None, pd.Timestamp("2026-11-02").date())
    checked = check_register(load_register(register), policy.vocabulary, policy.as_of)
    assert len(checked.tables["decisions"]) == len(rows)
    assert checked.rejected.empty
    assert [path.name for path in register.iterdir() if path.name.startswith(".")] == []
