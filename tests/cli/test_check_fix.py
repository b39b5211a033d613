"""`check --fix` on a folder, a workbook and a database: what is shown, asked, written and kept."""

from __future__ import annotations

import fcntl
import io
import json
import re
import sys
import zipfile
from pathlib import Path

import openpyxl
import pytest

from cli.test_full_disk import full_after
from registers import write_register
from reviewing import command, tree
from vendor_review import cli
from vendor_review.register import convert_register, load_register
from vendor_review.register.folder import table_file

FILES = ("vendors.csv", "engagements.csv", "places.csv")
DAY = ("--as-of", "2026-11-01")
SHOWN = [
    "vendors.csv line 2, column website: 'acme.example' -> 'https://acme.example' (REG-106)",
    "engagements.csv line 2, column role: 'Processor' -> 'processor' (REG-003)",
    "engagements.csv line 2, column effective_on: '13.05.2026' -> '2026-05-13' (REG-004)",
    "engagements.csv line 2, column owner: 'TBC' -> (blank) (REG-048)",
    "places.csv line 2, column code: 'Germany' -> 'DE' (REG-012)",
]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    acme = {
        "engagement_id": "acme-mail",
        "vendor_id": "acme",
        "role": "Processor",
        "effective_on": "13.05.2026",
    }
    bolt = {"engagement_id": "bolt-calls", "vendor_id": "bolt", "status": "pst", "effective_on": "2026-04-01"}
    return write_register(
        tmp_path / "register",
        {
            "vendors": [
                {"vendor_id": "acme", "name": "Acme", "website": "acme.example"},
                {"vendor_id": "bolt", "name": "Bolt"},
            ],
            "engagements": [{**acme, "status": "active", "owner": "TBC"}, bolt],
            "places": [{"engagement_id": "acme-mail", "kind": "processing", "code": "Germany"}],
        },
    )


@pytest.fixture
def book(folder: Path) -> Path:
    convert_register(str(folder), str(folder.parent / "list.xlsx"))
    return folder.parent / "list.xlsx"


def test_without_a_terminal_it_shows_and_writes_nothing(folder: Path) -> None:
    before = tree(folder)
    done = command("check", folder, "--fix", *DAY)
    assert done.stdout.splitlines() == SHOWN
    assert done.stderr.splitlines() == [
        "vendor-review: nothing was written: there is no terminal to ask at. --yes writes these 5 changes"
    ]
    assert done.returncode == 2
    assert tree(folder) == before


def test_with_yes_it_writes_keeps_the_files_and_counts_before_and_after(folder: Path) -> None:
    before = tree(folder)
    done = command("check", folder, "--fix", "--yes", *DAY)
    assert done.returncode == 0
    assert done.stdout.splitlines() == SHOWN
    wrote, counts, *errors, left = done.stderr.splitlines()
    assert wrote == "wrote 5 changes; each file as it was lies beside it (.bak)"
    first, second = (part.split(", ")[0] for part in counts.removeprefix("before: ").split("; after: "))
    assert (first, second) == ("5 errors", "1 error")
    # The error that nobody but a person can fix is named, with its place.
    assert errors[0].startswith("error    REG-")
    assert errors[0].endswith(": 1 place")
    assert ".csv line " in errors[1]
    assert left == f"All that is left: vendor-review check {folder}"
    after = tree(folder)
    for name in FILES:
        assert after.pop(f"{name}.bak") == before[name]
        assert after[name] != before[name]
    assert after.keys() == before.keys()
    # The files that are kept are no tables, and nothing is left to write.
    again = command("check", folder, "--fix", "--yes", "--fail-on", "error", *DAY)
    assert (again.returncode, again.stdout) == (1, "")
    assert again.stderr.startswith("Nothing to correct for certain: 1 error, ")
    assert tree(folder).keys() == before.keys() | {f"{name}.bak" for name in FILES}


class Terminal(io.StringIO):
    """What a person types."""

    def isatty(self) -> bool:
        return True


@pytest.mark.parametrize(("typed", "code"), [("y", 0), ("", 4), ("n", 4)])
def test_a_terminal_is_asked(
    typed: str, code: int, folder: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    before = tree(folder)
    monkeypatch.setattr(sys, "stdin", Terminal(f"{typed}\n"))
    monkeypatch.setattr(sys.stderr, "isatty", lambda: True)
    assert cli.main(["check", str(folder), "--fix", *DAY]) == code
    told = capsys.readouterr()
    assert told.out.splitlines() == SHOWN
    assert "Write these 5 changes? [y/N]" in told.err
    assert ("nothing was written" in told.err) == (code == 4)
    assert (tree(folder) == before) == (code == 4)


def parts(path: Path) -> dict[str, bytes]:
    with zipfile.ZipFile(path) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def test_of_a_workbook_only_the_cells_change(book: Path) -> None:
    before, whole, words = parts(book), book.read_bytes(), load_register(book).tables
    titles = openpyxl.load_workbook(book).sheetnames
    done = command("check", book, "--fix", "--yes", *DAY)
    assert done.returncode == 0, done.stderr
    assert [line.partition(": ")[2] for line in done.stdout.splitlines()] == [
        line.partition(": ")[2] for line in SHOWN
    ]
    assert done.stdout.startswith("vendors!H2, column website: ")
    assert book.with_name("list.xlsx.bak").read_bytes() == whole
    after = parts(book)
    touched = {
        f"xl/worksheets/sheet{titles.index(name) + 1}.xml" for name in ("vendors", "engagements", "places")
    }
    assert {name for name in after if after[name] != before[name]} == touched
    now = load_register(book).tables
    changed = {
        (name, line, column): (cell, str(now[name][column][line]))
        for name, table in words.items()
        for column, cells in table.to_dict().items()
        for line, cell in cells.items()
        if cell != now[name][column][line]
    }
    assert changed == {
        ("vendors", 2, "website"): ("acme.example", "https://acme.example"),
        ("engagements", 2, "role"): ("Processor", "processor"),
        ("engagements", 2, "effective_on"): ("13.05.2026", "2026-05-13"),
        ("engagements", 2, "owner"): ("TBC", ""),
        ("places", 2, "code"): ("Germany", "DE"),
    }
    assert "Nothing to correct" in command("check", book, "--fix", "--yes", *DAY).stderr


def test_a_formula_is_not_written_over(book: Path) -> None:
    opened = openpyxl.load_workbook(book)
    sheet = opened["places"]
    sheet["C2"] = '=PROPER("germany")'
    opened.save(book)
    with zipfile.ZipFile(book) as archive:
        content = {name: archive.read(name) for name in archive.namelist()}
    part = f"xl/worksheets/sheet{opened.sheetnames.index('places') + 1}.xml"
    # As Excel saves it: with what it came to.
    content[part] = re.sub(
        rb'<c r="C2"([^>]*)><f>(.*?)</f><v ?/?>(?:</v>)?',
        rb'<c r="C2"\1 t="str"><f>\2</f><v>Germany</v>',
        content[part],
    )
    with zipfile.ZipFile(book, "w") as archive:
        for name, text in content.items():
            archive.writestr(name, text)
    before = book.read_bytes()
    done = command("check", book, "--fix", "--yes", *DAY)
    assert done.returncode == 2
    assert "sheet places: row 2 holds a formula in column C; nothing was written" in done.stderr
    assert book.read_bytes() == before


def test_a_database_is_refused_in_a_sentence(folder: Path) -> None:
    url = f"sqlite:///{folder.parent}/list.db"
    convert_register(str(folder), url)
    done = command("check", url, "--fix", "--yes", *DAY)
    assert (done.returncode, done.stdout) == (2, "")
    (line,) = done.stderr.splitlines()
    assert "a database is edited where it is kept, and nothing was written; vendor-review check names" in line
    assert "vendor-review convert" in line


def test_programs_get_the_changes_as_json(folder: Path) -> None:
    done = command("check", folder, "--fix", "--yes", "--format", "json", *DAY)
    found = json.loads(done.stdout)
    assert found[1] == {
        "table": "engagements", "line": 2, "column": "role", "place": "engagements.csv line 2, column role",
        "before": "Processor", "after": "processor", "rules": "REG-003",
    }  # fmt: skip
    assert len(found) == 5


def test_yes_alone_is_no_order(folder: Path) -> None:
    done = command("check", folder, "--yes", *DAY)
    assert (done.returncode, done.stdout) == (2, "")
    assert "--yes goes with --fix" in done.stderr


@pytest.mark.parametrize("name", ["register", "list.xlsx"])
def test_on_a_full_disk_everything_is_as_it_was(name: str, book: Path, folder: Path) -> None:
    before = tree(folder.parent)
    for size in (0, 60, 300):
        with full_after(size):
            done = command("check", book.parent / name, "--fix", "--yes", *DAY)
        assert done.returncode == 3, done.stderr
        assert "File too large" in done.stderr
        assert tree(folder.parent) == before
    assert command("check", book.parent / name, "--fix", "--yes", *DAY).returncode == 0


def test_whoever_else_writes_is_waited_for(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(table_file, "PATIENCE_SECONDS", 0.1)
    before = tree(folder)
    with (folder / "places.csv").open("r+b") as held:
        fcntl.flock(held, fcntl.LOCK_EX)
        done = command("check", folder, "--fix", "--yes", *DAY)
    assert done.returncode == 3
    assert "places.csv: is being written to" in done.stderr
    assert tree(folder) == before
