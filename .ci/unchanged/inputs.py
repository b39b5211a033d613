"""The registers, lists and answers that both sides read: made once, by the code of the base commit."""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
import tomllib
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

import openpyxl
from commands import EXAMPLES, INVENTED_AS_OF, NUMBERZ
from openpyxl.worksheet.datavalidation import DataValidation

#: Folders of the repository's own registers.
REGISTERS = ("numberz", "example")
_INVENTED = "invented-"
#: Its column on a questionnaire's sheet of documents.
_TITLE = 3


def wanted(sizes: Sequence[int]) -> list[str]:
    """Names of all inputs, in an order in which they can be made; `sizes` are those of invented registers."""
    return [*REGISTERS, "broken", "lists", "answered", "workbook.xlsx", *(f"{_INVENTED}{n}" for n in sizes)]


class Maker:
    """Makes inputs in a folder with a checkout's code.

    Parameters
    ----------
    checkout
        Of the base commit.
    python
        To run it with.
    environment
        In which that Python finds the checkout's package.
    folder
        Where the inputs lie afterwards.
    """

    def __init__(self, checkout: Path, python: str, environment: Mapping[str, str], folder: Path) -> None:
        self._checkout = checkout
        self._python = python
        self._environment = environment
        self._folder = folder

    def make(self, name: str) -> None:
        """Makes one of `wanted`, all of it or nothing."""
        with tempfile.TemporaryDirectory(dir=self._folder, prefix=".") as scratch:
            made = Path(scratch, name)
            made.parent.mkdir(exist_ok=True)
            if name in REGISTERS:
                shutil.copytree(self._checkout / "data" / name, made)
            elif name.startswith(_INVENTED):
                self._invented(made, int(name.removeprefix(_INVENTED)))
            else:
                makers: dict[str, Callable[[Path], None]] = {
                    "broken": self._broken,
                    "lists": self._lists,
                    "answered": self._answered,
                    "workbook.xlsx": self._workbook,
                }
                makers[name](made)
            made.rename(self._folder / name)

    def _broken(self, folder: Path) -> None:
        """One register per case of `cases.toml`, which says how it is read."""
        cases = (self._checkout / "tests" / "bad_registers" / "cases.toml").read_text(encoding="utf-8")
        for number, case in enumerate(tomllib.loads(cases)["case"]):
            name = f"{number:03d}-{case['rule']}"
            register = Path(shutil.copytree(self._folder / "numberz", folder / name))
            for edit in case.get("edit", ()):
                _edit(register / edit["file"], edit)
            if "sheets" in case:
                self._run("convert", register, folder / f"{name}.xlsx", "--as-of", NUMBERZ[1])
                shutil.rmtree(register)
                _edit_sheets(folder / f"{name}.xlsx", case["sheets"])

    def _lists(self, folder: Path) -> None:
        for name, (register, day) in {"numberz": NUMBERZ, "example": EXAMPLES[1]}.items():
            self._run("public", self._folder / register, "--as-of", day, "--out", folder / name)

    def _answered(self, folder: Path) -> None:
        register, day = NUMBERZ
        self._run("questions", self._folder / register, "--as-of", day, "--out", folder)
        for questionnaire in sorted(folder.glob("*.xlsx")):
            # One is refused: its documents are left half filled in.
            _answer(questionnaire, titled=questionnaire.stem != "aws")

    def _workbook(self, path: Path) -> None:
        register, day = EXAMPLES[0]
        self._run("convert", self._folder / register, path, "--as-of", day)

    def _invented(self, folder: Path, size: int) -> None:
        script = self._checkout / "bench" / "invent.py"
        self._call(str(script), str(folder), str(size), INVENTED_AS_OF)

    def _run(self, *arguments: str | Path) -> None:
        self._call("-m", "vendor_review", *map(str, arguments))

    def _call(self, *arguments: str) -> None:
        subprocess.run(
            [self._python, *arguments],
            env={**os.environ, **self._environment},
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            check=True,
        )


def _edit(file: Path, edit: Mapping[str, Any]) -> None:
    if edit.get("remove"):
        file.unlink()
        return
    # A page in another language is there only where a case adds it.
    text = file.read_bytes().decode("utf-8") if file.exists() else ""
    if "append" in edit:
        text += edit["append"] + "\n"
    else:
        text = text.replace(edit["find"], edit["put"])
    file.write_bytes(text.encode("utf-8"))


def _edit_sheets(path: Path, edits: Sequence[Mapping[str, Any]]) -> None:
    book = openpyxl.load_workbook(path)
    for edit in edits:
        sheet = book[edit["sheet"]]
        if edit.get("hide"):
            sheet.sheet_state = "hidden"
        if "merge" in edit:
            sheet.merge_cells(edit["merge"])
    book.save(path)


def _answer(questionnaire: Path, *, titled: bool) -> None:
    """Fills in the first of the words that a cell offers, wherever one offers any; titles only where asked."""
    book = openpyxl.load_workbook(questionnaire)
    for sheet in book.worksheets:
        for validation in sheet.data_validations.dataValidation:
            if word := _first_word(validation, book):
                for place in validation.sqref.ranges:
                    for row, column in place.cells:
                        sheet.cell(row, column).value = word
    if titled:
        for row in range(2, book["documents"].max_row + 1):
            book["documents"].cell(row, _TITLE).value = f"Report {row}"
    book.save(questionnaire)


def _first_word(validation: DataValidation, book: openpyxl.Workbook) -> str:
    formula = validation.formula1 or ""
    if validation.type != "list":
        return ""
    if formula.startswith('"'):
        return str(formula.strip('"').split(",")[0])
    sheet, _, cells = formula.lstrip("=").replace("'", "").replace("$", "").partition("!")
    if sheet not in book.sheetnames or not cells:
        return ""
    return str(book[sheet][cells.partition(":")[0]].value)
