"""`annex`: a file for a contract, where it goes, and when there is none."""

from __future__ import annotations

import io
from collections.abc import Callable
from pathlib import Path

import docx
import pytest

from reviewing import AS_OF, Published, edit_file
from vendor_review import cli
from vendor_review.files.package_files import starting_register

NUMBERZ = starting_register()
Call = Callable[..., tuple[int, str, str]]


@pytest.fixture
def call(capfd: pytest.CaptureFixture[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Call:
    """Runs `annex` in an empty folder as of the day of the tests' reviews: exit code, stdout, stderr."""
    monkeypatch.chdir(tmp_path)

    def run(*arguments: str | Path) -> tuple[int, str, str]:
        code = cli.main(["annex", *map(str, arguments), "--as-of", AS_OF])
        out, err = capfd.readouterr()
        assert "Traceback" not in out + err
        return code, out, err

    return run


def names_in(content: bytes) -> list[str]:
    document = docx.Document(io.BytesIO(content))
    listed = [table for table in document.tables if table.cell(0, 0).text == "Subprocessor"]
    return [row.cells[0].text.split("\n")[0] for table in listed for row in table.rows[1:]]


def test_it_writes_a_document_here_and_says_what_is_not_stated(call: Call, tmp_path: Path) -> None:
    code, out, err = call(NUMBERZ)
    assert (code, out) == (0, f"annex-{AS_OF}.docx\n")
    names = names_in((tmp_path / f"annex-{AS_OF}.docx").read_bytes())
    assert names == ["Amazon Web Services", "Sendgrid", "Quick Books India"]
    assert "Contact is not stated in 3 of 3 entries\n" in err


def test_a_document_that_may_have_been_sent_is_not_replaced_unless_it_is_named(
    call: Call, tmp_path: Path
) -> None:
    name = f"annex-{AS_OF}.html"
    assert call(NUMBERZ, "--format", "html")[:2] == (0, f"{name}\n")
    before = (tmp_path / name).read_bytes()
    (tmp_path / name).write_bytes(b"as it was sent")
    code, _, err = call(NUMBERZ, "--format", "html")
    assert code == 2
    assert f"{name} exists" in err
    assert (tmp_path / name).read_bytes() == b"as it was sent"
    assert call(NUMBERZ, "--format", "html", "--out", name)[0] == 0
    assert (tmp_path / name).read_bytes() == before


def test_it_is_marked_against_a_review(call: Call, tmp_path: Path, published: Published) -> None:
    code, out, _ = call(NUMBERZ, "--against", published.folder, "--format", "html", "--out", "a.html")
    assert (code, out) == (0, "a.html\n")
    assert "Nothing has changed." in (tmp_path / "a.html").read_text(encoding="utf-8")


def test_a_withheld_list_gives_no_annex(call: Call, tmp_path: Path, register: Path) -> None:
    edit_file(register / "vendors.csv", "https://www.sendgrid.com", "javascript:alert(1)")
    code, out, err = call(register)
    assert (code, out) == (3, "")
    assert "the public list is withheld; no annex was written:" in err
    assert "REG-005" in err
    assert not list(tmp_path.glob("annex-*"))


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["--out", "a.html"], "a.html does not end in .docx"),
        (["--format", "html", "--template", "t.docx"], "--template is a Word document"),
        (["--template", "none.docx"], "none.docx: cannot be read"),
        (["--against", "none.json"], "none.json: cannot be read"),
        (["--format", "pdf"], "pdf"),
    ],
)
def test_what_cannot_be_meant_is_refused(
    call: Call, tmp_path: Path, arguments: list[str], words: str
) -> None:
    code, out, err = call(NUMBERZ, *arguments)
    assert (code, out) == (2, "")
    assert words in err
    assert not list(tmp_path.glob("*.docx"))


def test_a_template_of_ones_own_is_filled(call: Call, tmp_path: Path) -> None:
    document = docx.Document()
    table = document.add_table(rows=4, cols=1)
    for row, text in enumerate(
        ["Subprocessor", "{%tr for one in subprocessors %}", "{{ one.name }}", "{%tr endfor %}"]
    ):
        table.cell(row, 0).text = text
    document.save(str(tmp_path / "own.docx"))
    code, _, err = call(NUMBERZ, "--template", "own.docx", "--out", "filled.docx")
    assert code == 0
    assert "does not show" not in err
    names = names_in((tmp_path / "filled.docx").read_bytes())
    assert names == ["Amazon Web Services", "Sendgrid", "Quick Books India"]
