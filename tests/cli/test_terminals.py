"""Whatever strangers named their vendors, files and pages: no command sends a terminal what would steer it."""

from __future__ import annotations

import contextlib
import csv
import io
import json
import os
import pty
import shutil
import subprocess
import sys
import unicodedata
from collections.abc import Mapping, Sequence
from pathlib import Path

import pytest

from cli.every_place import call_with, places
from reviewing import command, edit_file
from vendor_review.cli import commands
from vendor_review.files.package_files import starting_register

#: A colour, the title of the window, a clip board, 8-bit controls, a line written over, backspaces, turned text.
STEERING = (
    "\x1b[31mred\x1b[0m",
    "\x1b]0;owned\x07",
    "\x1b]52;c;cm0gLXJm\x1b\\",
    "\x9b2J\x9d0;x\x9c",
    "safe\rrm -rf",
    "ab\b\b\x7f",
    "\u202egpj.exe\u202c",
    "\u2066isolated\u2069",
    "one\u2028two\u0085three",
)
DAY = ("--as-of", "2026-11-01")


def assert_tame(*streams: str) -> None:
    for stream in streams:
        strange = {
            character
            for character in stream
            if character not in "\n\t"
            and (
                unicodedata.category(character) in ("Cc", "Cs", "Zl", "Zp")
                or unicodedata.bidirectional(character)
                in ("LRE", "RLE", "LRO", "RLO", "PDF", "LRI", "RLI", "FSI", "PDI")
            )
        }
        assert not strange, (strange, stream)


@pytest.fixture
def hostile(tmp_path: Path) -> Path:
    """Numberz with such text in names, ids, purposes and keys of the page."""
    folder = Path(shutil.copytree(starting_register(), tmp_path / "numberz"))
    edit_file(folder / "vendors.csv", "sendgrid,Sendgrid,", f"sendgrid,Sendgrid{''.join(STEERING[6:8])},")
    edit_file(folder / "vendors.csv", "aws,", f"aws{STEERING[0]},")
    edit_file(folder / "engagements.csv", "Delivery of user", f"{STEERING[1]}{STEERING[3]}Delivery of user")
    (folder / "page.toml").write_text(
        (folder / "page.toml").read_text(encoding="utf-8")
        + "".join(f"\n[{json.dumps(text)}]\nx = {json.dumps(text)}\n" for text in STEERING[:4]),
        encoding="utf-8",
    )
    return folder


#: Every command that reads a register or a list, on the hostile one; REGISTER and LIST are where they lie.
CALLS: Mapping[str, Sequence[str]] = {
    "check": ("REGISTER", "--all", *DAY),
    "score": ("REGISTER", *DAY),
    "explain": ("REGISTER", "sendgrid", *DAY),
    "questions": ("REGISTER", *DAY),
    "answers": ("LIST", "REGISTER", *DAY),
    "diff": ("REGISTER", str(starting_register()), *DAY),
    "decide": (
        "REGISTER", STEERING[0], "accepted", "--reason", STEERING[1], "--by", "A", "--prepared-by", "B",
        "--expires", "2027-01-01", *DAY,
    ),
    "public": ("REGISTER", "--out", "OUT", *DAY),
    "annex": ("REGISTER", "--out", "OUT.docx", *DAY),
    "recipients": ("REGISTER", "--out", "OUT", *DAY),
    "reconcile": ("REGISTER", "LIST", *DAY),
    "convert": ("REGISTER", "OUT", *DAY),
    "import": ("LIST", "OUT"),
    "verify": ("REGISTER",),
    "sign": ("REGISTER", "--by", STEERING[0], "--role", STEERING[1]),
    "pdf": ("REGISTER",),
    "new": ("REGISTER",),
    "run": ("REGISTER/nowhere",),
    "batch": ("REGISTER/nowhere", "LIST"),
}  # fmt: skip


def test_every_command_is_tried() -> None:
    assert set(CALLS) == set(commands.commands)


@pytest.mark.parametrize("name", CALLS)
def test_what_strangers_wrote_is_shown_and_not_sent(
    name: str, hostile: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    listed = tmp_path / f"list{STEERING[1].replace('/', '')}.csv"
    listed.write_text("Name,Purpose\n" + "".join(f"{each},x\n" for each in STEERING), encoding="utf-8")
    there = {"REGISTER": str(hostile), "LIST": str(listed), "OUT": str(tmp_path / f"out{STEERING[0]}")}
    words = list(CALLS[name])
    for key, value in there.items():
        words = [word.replace(key, value) for word in words]
    done = command(name, *words)
    assert_tame(done.stdout, done.stderr)
    assert "Traceback" not in done.stderr
    if name in ("check", "score", "explain", "questions", "diff"):
        assert done.returncode == 0, done.stderr
        assert "\\u" in done.stdout + done.stderr


@pytest.mark.parametrize(("name", "place"), list(places()))
def test_no_word_of_a_call_comes_back_as_it_was(
    name: str, place: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    done = command(*call_with("".join(STEERING), name, place))
    assert_tame(done.stdout, done.stderr)


def test_json_still_says_the_same(hostile: Path) -> None:
    done = command("check", hostile, *DAY, "--format", "json")
    assert_tame(done.stdout)
    assert any(STEERING[6] in str(finding["value"]) for finding in json.loads(done.stdout))


def test_names_of_files_are_shown(hostile: Path) -> None:
    (hostile / f"notes{STEERING[0]}{STEERING[6]}.csv").write_text("a,b\n")
    done = command("check", hostile)
    assert_tame(done.stderr)
    assert "notes\\u001b[31mred\\u001b[0m\\u202egpj.exe\\u202c.csv" in done.stderr


def test_a_name_of_a_file_that_is_no_text_is_shown(tmp_path: Path) -> None:
    name = b"caf\xe9\x1b[2J.csv".decode("utf-8", "surrogateescape")
    done = command("check", tmp_path / name)
    assert_tame(done.stderr)
    assert "caf\\udce9\\u001b[2J.csv" in done.stderr


FORMULAS = ("=1+1", "+1+1", "-1+1", "@SUM(A1)", "\uff1d1+1")


@pytest.mark.parametrize(
    "words",
    [
        ("check", "REGISTER"),
        ("score", "REGISTER"),
        ("score", "REGISTER", "--ledger"),
        ("questions", "REGISTER"),
        ("questions", "REGISTER", "--shortest"),
        ("reconcile", "REGISTER", "LIST"),
    ],
)
def test_no_cell_of_a_csv_on_stdout_is_a_formula(words: Sequence[str], tmp_path: Path) -> None:
    folder = Path(shutil.copytree(starting_register(), tmp_path / "numberz"))
    edit_file(folder / "vendors.csv", "sendgrid,Sendgrid,", f"sendgrid,{FORMULAS[0]},")
    edit_file(folder / "engagements.csv", "Delivery of user", f"{FORMULAS[3]} Delivery of user")
    other = Path(shutil.copytree(folder, tmp_path / "other"))
    edit_file(other / "vendors.csv", FORMULAS[0], FORMULAS[1])
    listed = tmp_path / "list.json"
    command("public", other, "--out", tmp_path / "out", *DAY)
    shutil.copy(tmp_path / "out" / "public-list.json", listed)
    there = {"REGISTER": folder, "LIST": listed}
    done = command(*(there.get(word, word) for word in words), *DAY, "--format", "csv")
    assert done.returncode == 0, done.stderr
    cells = [cell for row in csv.reader(io.StringIO(done.stdout)) for cell in row]
    run = [cell for cell in cells if cell.startswith(("=", "+", "-", "@", "\uff1d")) and not _is_number(cell)]
    assert not run


def _is_number(cell: str) -> bool:
    try:
        float(cell)
    except ValueError:
        return False
    return True


@pytest.mark.slow
def test_a_person_at_a_terminal_sees_the_verdict_and_where_the_page_is(tmp_path: Path) -> None:
    """A program that reads a pipe gets a line of JSON; so does a person who asks for it."""
    shown = []
    for more in ([], ["--json"]):
        own, theirs = pty.openpty()
        words = ["run", str(starting_register()), *DAY, "--reviews", str(tmp_path), "--quiet", *more]
        process = subprocess.Popen([sys.executable, "-m", "vendor_review", *words], stdout=theirs)
        os.close(theirs)
        shown.append(_all_of(own))
        assert process.wait(60) == 0
    verdict, due, page = shown[0].splitlines()
    assert verdict.endswith("is within the appetite of 20 points.")
    assert due.endswith("The public list can go out.")
    assert Path(page).is_file()
    assert json.loads(shown[1])["review"] == page


def _all_of(terminal: int) -> str:
    """What is sent to a terminal until its other end is closed."""
    found = b""
    with contextlib.suppress(OSError):  # Linux says so where nobody holds the other end any more
        while more := os.read(terminal, 65536):
            found += more
    os.close(terminal)
    return found.decode().replace("\r\n", "\n")
