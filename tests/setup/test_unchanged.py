"""`make unchanged`: what users see is compared, byte by byte but for what may differ, and a difference is found."""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import openpyxl
import pytest
from difference import report
from normal_forms import normal_forms

from reviewing import Published, edit_file

ROOT = Path(__file__).resolve().parents[2]
#: Two checks of the smallest register.
SMALLEST = ("--quick", "--only", "check-numberz-csv,check-numberz-table")


@pytest.fixture(scope="module")
def checkout(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The last commit, with the script as it is now."""
    folder = tmp_path_factory.mktemp("unchanged") / "checkout"
    subprocess.run(["git", "clone", "--quiet", "--shared", str(ROOT), str(folder)], check=True)
    shutil.copytree(ROOT / ".ci" / "unchanged", folder / ".ci" / "unchanged", dirs_exist_ok=True)
    return folder


def unchanged(checkout: Path, base: str = "HEAD") -> tuple[int, str, str]:
    command = [sys.executable, str(checkout / ".ci" / "unchanged"), base, *SMALLEST]
    # Outputs that are kept elsewhere, for several checkouts, are none of this one's.
    own = {name: value for name, value in os.environ.items() if name != "VENDOR_REVIEW_UNCHANGED"}
    ended = subprocess.run(command, env=own, capture_output=True, encoding="utf-8", check=False, timeout=280)
    return ended.returncode, ended.stdout, ended.stderr


@pytest.mark.slow
@pytest.mark.timeout(600)
def test_a_tree_shows_what_its_own_commit_shows_until_a_sentence_is_changed(checkout: Path) -> None:
    code, said, err = unchanged(checkout)
    assert (code, said) == (0, said), err
    assert said.startswith("identical: 6 files of 2 steps, ")

    about = checkout / "src" / "vendor_review" / "cli" / "__init__.py"
    about.write_text(
        about.read_text(encoding="utf-8").replace("return result if", "return 1 if arguments else result if"),
        encoding="utf-8",
    )
    code, said, err = unchanged(checkout)
    assert code == 1, err
    assert "-0\n+1\n" in said
    assert "2 of 6 files of 2 steps differ:\n  check-numberz-csv: exit\n" in said
    assert "making outputs of the base" not in err  # they are kept


def test_a_base_that_is_no_commit_is_one_sentence(checkout: Path) -> None:
    assert unchanged(checkout, "no-such-branch") == (
        2,
        "",
        "unchanged: 'no-such-branch' is no commit of this repository\n",
    )


@pytest.fixture
def sides(published: Published, tmp_path: Path) -> tuple[Path, Path]:
    """Two copies of one archive, without the second copy of its newest review."""
    for name in ("base", "tree"):
        shutil.copytree(published.archive, tmp_path / name, ignore=shutil.ignore_patterns("latest"))
    return tmp_path / "base", tmp_path / "tree"


def differences(sides: tuple[Path, Path]) -> list[str]:
    """Names of the files that differ; "" if it is said that none does."""
    base, tree = (normal_forms(side, [""]) for side in sides)
    said = list(report(base, tree, shown=0))
    lines = [line.strip().split(": ") for line in said if line.startswith("  ")]
    assert lines or said[0].startswith("identical: ")
    # The first folder of names stands before them, once; a file that is in none stands there itself.
    named = [(folder, name) for folder, names in lines for name in names.split(", ")]
    return [name if name == folder else f"{folder}/{name}" for folder, name in named]


def test_one_byte_of_a_page_is_a_difference(sides: tuple[Path, Path], published: Published) -> None:
    page = Path("numberz", published.folder.name, "review.html")
    edit_file(sides[1] / page, "<title>", "<title> ")
    assert str(page) in differences(sides)


def test_versions_and_code_are_none_nor_are_hashes_of_what_names_them(
    sides: tuple[Path, Path], published: Published
) -> None:
    folder = sides[1] / "numberz" / published.folder.name
    edit_file(folder / "review.html", "<li>pandas ", "<li>pandas 99.")
    notebook = json.loads((folder / "review.ipynb").read_text(encoding="utf-8"))
    next(cell for cell in notebook["cells"] if cell["cell_type"] == "code")["source"] = ["1 + 1"]
    (folder / "review.ipynb").write_text(json.dumps(notebook, indent=1), encoding="utf-8")
    edit_file(folder / "manifest.json", '"pandas": "', '"pandas": "99.')
    # Hashes are those of before.
    assert differences(sides) == [f"numberz/{folder.name}/manifest.json", "numberz/index.json"]

    text = (folder / "manifest.json").read_text(encoding="utf-8")
    for name in ("review.html", "review.ipynb"):
        text = text.replace(_hash(published.folder / name), _hash(folder / name))
    (folder / "manifest.json").write_text(text, encoding="utf-8")
    index = folder.parent / "index.json"
    index.write_text(
        index.read_text(encoding="utf-8").replace(
            _hash(published.folder / "manifest.json"), _hash(folder / "manifest.json")
        ),
        encoding="utf-8",
    )
    assert differences(sides) == []


def _hash(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


def test_what_a_notebook_shows_is_compared(sides: tuple[Path, Path], published: Published) -> None:
    notebook = Path("numberz", published.folder.name, "review.ipynb")
    edit_file(sides[1] / notebook, "19 rows read", "18 rows read")
    assert str(notebook) in differences(sides)


@pytest.mark.parametrize(
    "change", ["value", "bold", "colour", "format", "validation", "open", "link", "width"]
)
def test_what_a_workbook_shows_is_compared_and_how_it_is_packed_is_not(change: str, tmp_path: Path) -> None:
    from openpyxl.styles import Font, PatternFill, Protection
    from openpyxl.worksheet.datavalidation import DataValidation

    for side in ("base", "tree"):
        (tmp_path / side).mkdir()
        book = openpyxl.Workbook()
        sheet = book.worksheets[0]
        sheet["A1"], sheet["B2"] = "name", "=1+1"
        if side == "tree":
            cell = sheet["A1"]
            match change:
                case "value":
                    cell.value = "Name"
                case "bold":
                    cell.font = Font(bold=True)
                case "colour":
                    cell.fill = PatternFill("solid", fgColor="FFEE00")
                case "format":
                    cell.number_format = "yyyy-mm-dd"
                case "validation":
                    sheet.add_data_validation(DataValidation("list", formula1='"yes,no"', sqref="C3"))
                case "open":
                    cell.protection = Protection(locked=False)
                case "link":
                    cell.hyperlink = "https://vendor.example/"
                case "width":
                    sheet.column_dimensions["A"].width = 40
        book.save(tmp_path / side / "book.xlsx")
    assert differences((tmp_path / "base", tmp_path / "tree")) == ["book.xlsx"]
    shutil.copy(tmp_path / "base" / "book.xlsx", tmp_path / "tree")
    openpyxl.load_workbook(tmp_path / "base" / "book.xlsx").save(tmp_path / "tree" / "book.xlsx")
    assert differences((tmp_path / "base", tmp_path / "tree")) == []
