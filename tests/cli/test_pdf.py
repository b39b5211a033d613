"""`pdf` up to the printer and after it: which page, which name, which Chromium; nothing half-done is left behind."""

from __future__ import annotations

import os
import shutil
import stat
from collections.abc import Callable
from pathlib import Path

import pytest

from reviewing import Published, edit_file, tree, wait_until_gone
from vendor_review import cli
from vendor_review.publication.archive.manifest import verify_review
from vendor_review.publication.paper.pdf import harmless

PDF = "%PDF-1.4\n1 0 obj\n<</CreationDate (D:20261123144531+00'00')>>\nendobj\n%%EOF\n"
#: Finds what Chromium is told: where to print to, and what.
_ARGUMENTS = """for each; do case "$each" in
  --print-to-pdf=*) target=${each#*=};;
  file://*) page=${each#file://};;
esac; done"""

Call = Callable[..., tuple[int, str, str]]
Program = Callable[..., Path]


@pytest.fixture
def call(capfd: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Call:
    """Runs `pdf` in an empty working directory: exit code, stdout, stderr."""
    desk = tmp_path / "desk"
    desk.mkdir()
    monkeypatch.chdir(desk)
    monkeypatch.delenv("VENDOR_REVIEW_CHROMIUM", raising=False)

    def run(*arguments: str | Path) -> tuple[int, str, str]:
        code = cli.main(["pdf", *map(str, arguments)])
        out, err = capfd.readouterr()
        assert "Traceback" not in out + err
        return code, out, err

    return run


@pytest.fixture
def program(tmp_path: Path) -> Program:
    """A program that answers as Chromium of some version, and does what a test needs when asked to print."""

    def write(printing: str = "", *, version: str = "Chromium 150.0.7871.100 built on Debian") -> Path:
        path = tmp_path / "chromium"
        path.write_text(
            f'#!/bin/sh\nif [ "$1" = --version ]; then echo "{version}"; exit 0; fi\n{_ARGUMENTS}\n{printing}\n',
            encoding="utf-8",
        )
        path.chmod(path.stat().st_mode | stat.S_IXUSR)
        return path

    return write


@pytest.fixture
def printer(program: Program, tmp_path: Path) -> Path:
    """A program that prints: the page that it was given lies beside it afterwards."""
    (tmp_path / "printed").write_text(PDF, encoding="utf-8")
    return program(f'cp "$page" "{tmp_path}/page.html" && cp "{tmp_path}/printed" "$target"')


def test_a_review_is_named_after_its_register_and_day_and_stays_as_it_was(
    call: Call, printer: Path, archive: Path
) -> None:
    (folder,) = (archive / "numberz").glob("2026-*")
    before = tree(archive)
    code, out, err = call(folder, "--chromium", printer)
    assert (code, out, err) == (0, "numberz-2026-11-01.pdf\n", "")
    code, out, _ = call(folder / "public-list.html", "--chromium", printer)
    assert (code, out) == (0, "numberz-2026-11-01-public-list.pdf\n")
    assert sorted(path.name for path in Path.cwd().iterdir()) == [
        "numberz-2026-11-01-public-list.pdf",
        "numberz-2026-11-01.pdf",
    ]
    assert tree(archive) == before
    assert verify_review(folder) == []


def test_a_page_that_came_alone_is_printed_under_its_own_name(
    call: Call, printer: Path, published: Published
) -> None:
    shutil.copy(published.folder / "review.html", "from-a-mail.html")
    code, out, _ = call("from-a-mail.html", "--chromium", printer)
    assert (code, out) == (0, "from-a-mail.pdf\n")


def test_a_page_that_nobody_vouches_for_is_printed_and_said_to_be_so(
    call: Call, printer: Path, published: Published, tmp_path: Path
) -> None:
    shutil.copy(published.folder / "review.html", "from-a-mail.html")
    code, _, err = call("from-a-mail.html", "--chromium", printer)
    assert (code, "no manifest.json lies beside it" in err) == (0, True)
    copied = Path(shutil.copytree(published.folder, tmp_path / published.folder.name))
    (copied / "scores.csv").write_text("changed", encoding="utf-8")
    code, _, err = call(copied, "--chromium", printer)
    assert (code, "scores.csv" in err) == (0, True)
    (copied / "manifest.json").write_text("{}", encoding="utf-8")
    code, out, err = call(copied, "--chromium", printer)
    assert (code, out) == (0, "review.pdf\n")
    assert str(copied) in err


def test_a_page_gives_no_orders_on_paper() -> None:
    printed = harmless('<META HTTP-EQUIV=refresh content="0;url=file:///etc/passwd"><p>http-equiv</p>')
    assert printed.startswith('\ufeff<!doctype html><meta http-equiv="Content-Security-Policy"')
    assert printed.lower().count("<meta http-equiv") == 1


def test_the_time_of_printing_is_left_out_and_every_byte_keeps_its_place(
    call: Call, printer: Path, published: Published
) -> None:
    call(published.folder, "--chromium", printer)
    printed = Path("numberz-2026-11-01.pdf").read_bytes()
    assert b"2026" not in printed
    assert len(printed) == len(PDF)
    assert printed.index(b"%%EOF") == PDF.index("%%EOF")


def test_links_to_files_beside_the_page_are_plain_words_on_paper(
    call: Call, printer: Path, published: Published, tmp_path: Path
) -> None:
    call(published.folder / "public-list.html", "--chromium", printer)
    given, original = (
        path.read_text(encoding="utf-8")
        for path in (tmp_path / "page.html", published.folder / "public-list.html")
    )
    assert 'href="public-list.json"' in original
    assert 'href="public-list' not in given
    assert given.count('href="https://') == original.count('href="https://') > 0
    assert given.count('href="#') == original.count('href="#') > 0


def test_a_pdf_that_is_there_may_be_signed_and_is_replaced_only_by_name(
    call: Call, printer: Path, published: Published
) -> None:
    target = Path("numberz-2026-11-01.pdf")
    target.write_text("signed", encoding="utf-8")
    code, out, err = call(published.folder, "--chromium", printer)
    assert (code, out) == (2, "")
    assert "exists, and may be signed; name a file with --out" in err
    assert target.read_text(encoding="utf-8") == "signed"
    code, out, _ = call(published.folder, "--chromium", printer, "--out", target)
    assert (code, out) == (0, "numberz-2026-11-01.pdf\n")
    assert target.read_bytes().startswith(b"%PDF")


@pytest.mark.parametrize(
    ("out", "told"),
    [
        ("nowhere/review.pdf", "there is no folder"),
        (".", "is a folder; name a file, such as review.pdf"),
        ("review.html", "the name of a PDF ends in .pdf"),
    ],
)
def test_a_place_where_no_pdf_can_be_is_told(
    call: Call, printer: Path, published: Published, out: str, told: str
) -> None:
    code, printed, err = call(published.folder, "--chromium", printer, "--out", out)
    assert (code, printed) == (2, "")
    assert told in err
    assert list(Path.cwd().iterdir()) == []


@pytest.mark.parametrize("below", ["", "register"])
def test_no_pdf_is_put_into_a_published_review(call: Call, printer: Path, archive: Path, below: str) -> None:
    (folder,) = (archive / "numberz").glob("2026-*")
    code, _, err = call(folder, "--chromium", printer, "--out", folder / below / "review.pdf")
    assert code == 2
    assert "name a file outside with --out" in err
    assert verify_review(folder) == []


def test_a_review_that_is_not_there_is_told(call: Call, printer: Path, archive: Path, tmp_path: Path) -> None:
    code, out, err = call(tmp_path / "nowhere", "--chromium", printer)
    assert (code, out) == (2, "")
    assert "nowhere: there is no such review" in err
    code, _, err = call(archive / "numberz", "--chromium", printer)
    assert code == 2
    assert f"name one of its reviews, such as {archive / 'numberz' / 'latest'}" in err
    (tmp_path / "empty").mkdir()
    assert call(tmp_path / "empty", "--chromium", printer)[0] == 2


def test_a_page_that_is_not_ours_is_not_opened(call: Call, printer: Path) -> None:
    Path("page.html").write_text("<!doctype html><title>x</title><script>1</script>", encoding="utf-8")
    code, _, err = call("page.html", "--chromium", printer)
    assert code == 2
    assert "page.html is no page that vendor-review has written" in err


def test_a_page_that_was_changed_after_it_was_published_is_not_printed_for_signing(
    call: Call, printer: Path, archive: Path
) -> None:
    (folder,) = (archive / "numberz").glob("2026-*")
    edit_file(folder / "review.html", "</main>", "<p>All is well.</p></main>")
    code, out, err = call(folder, "--chromium", printer)
    assert (code, out) == (3, "")
    assert "has changed since it was published" in err


def test_without_chromium_the_message_says_what_to_do(
    call: Call, published: Published, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    code, out, err = call(published.folder)
    assert (code, out) == (2, "")
    assert "printing needs Chromium, and none was found" in err
    assert "VENDOR_REVIEW_CHROMIUM" in err
    code, _, err = call(published.folder, "--chromium", tmp_path / "missing")
    assert code == 2
    assert "missing: there is no such program" in err
    assert list(Path.cwd().iterdir()) == []


def test_chromium_is_found_on_path_and_by_the_environment(
    call: Call, printer: Path, published: Published, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("VENDOR_REVIEW_CHROMIUM", str(printer))
    assert call(published.folder, "--out", "one.pdf")[0] == 0
    monkeypatch.delenv("VENDOR_REVIEW_CHROMIUM")
    monkeypatch.setenv("PATH", f"{printer.parent}{os.pathsep}{os.environ['PATH']}")
    assert call(published.folder, "--out", "two.pdf")[0] == 0


@pytest.mark.parametrize(
    ("version", "told"),
    [
        ("Chromium 130.0.6723.58", "is version 130; printing needs 131 or later"),
        ("Google Chrome 89.0.4389.72", "is version 89; printing needs 131 or later"),
        ("requires the chromium snap to be installed", "does not say which version of Chromium it is"),
        ("", "does not say which version of Chromium it is"),
    ],
)
def test_a_chromium_that_cannot_print_a_review_whole_is_refused(
    call: Call, program: Program, published: Published, version: str, told: str
) -> None:
    code, out, err = call(published.folder, "--chromium", program(version=version))
    assert (code, out) == (2, "")
    assert told in err


@pytest.mark.parametrize(
    ("printing", "told"),
    [
        (
            "echo 'FATAL: no usable sandbox' >&2; echo more >&2; exit 5",
            "(exit code 5): FATAL: no usable sandbox",
        ),
        ("exit 0", "(exit code 0)"),
        ('printf "%%PDF-1.4 and no end" > "$target"', "printed nothing"),
        ('printf "%%PDF-1.4\\n%%%%EOF\\n" > "$target"; exit 1', "(exit code 1)"),
    ],
)
def test_a_chromium_that_fails_leaves_nothing(
    call: Call, program: Program, published: Published, printing: str, told: str
) -> None:
    code, out, err = call(published.folder, "--chromium", program(printing))
    assert (code, out) == (3, "")
    assert told in err
    assert list(Path.cwd().iterdir()) == []


def test_a_chromium_that_hangs_is_stopped_with_all_that_it_started(
    call: Call, program: Program, published: Published, tmp_path: Path
) -> None:
    hanging = program(f'sleep 600 & echo $! > "{tmp_path}/started"; sleep 600')
    code, _, err = call(published.folder, "--chromium", hanging, "--timeout", "2")
    assert code == 3
    assert "took longer than 2 seconds and was stopped" in err
    assert list(Path.cwd().iterdir()) == []
    wait_until_gone(int((tmp_path / "started").read_text()))


def test_the_command_explains_itself(call: Call) -> None:
    code, out, _ = call("--help")
    assert code == 0
    assert out.startswith("Usage: vendor-review pdf [OPTIONS] REVIEW")
    assert "VENDOR_REVIEW_CHROMIUM" in out
