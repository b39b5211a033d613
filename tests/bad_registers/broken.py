"""The broken registers of `cases.toml`: the Numberz register, or its workbook, with a few cells changed."""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

import openpyxl
from openpyxl.comments import Comment
from openpyxl.styles import Font

from vendor_review.files.package_files import starting_register
from vendor_review.register.conversion import convert_register

CASES: list[dict[str, Any]] = tomllib.loads(
    Path(__file__).with_name("cases.toml").read_text(encoding="utf-8")
)["case"]


def broken_files(edits: Iterable[Mapping[str, Any]]) -> dict[str, str]:
    """File name to text of the Numberz register after `edits`, which are as in `cases.toml`."""
    files = {file.name: file.read_text(encoding="utf-8") for file in sorted(starting_register().iterdir())}
    for edit in edits:
        name = edit["file"]
        if edit.get("remove"):
            del files[name]
        elif "append" in edit:
            files[name] = files.get(name, "") + edit["append"] + "\n"
        else:
            assert files[name].count(edit["find"]) == 1, f"{edit['find']!r} is not there just once"
            files[name] = files[name].replace(edit["find"], edit["put"])
    return files


def broken_workbook(edits: Iterable[Mapping[str, Any]], path: Path) -> Path:
    """Writes Numberz as a workbook to `path`, after `edits` of its sheets, which are as in `cases.toml`."""
    convert_register(str(starting_register()), str(path))
    book = openpyxl.load_workbook(path)
    for edit in edits:
        sheet = book[edit["sheet"]]
        if edit.get("hide"):
            sheet.sheet_state = "hidden"
        if "merge" in edit:
            # As Excel does it: all but the first of the cells lose what they held.
            sheet.merge_cells(edit["merge"])
        if "hide_row" in edit:
            sheet.row_dimensions[edit["hide_row"]].hidden = True
        if "append" in edit:
            sheet.append(edit["append"])
        if "cell" in edit:
            _change_cell(sheet[edit["cell"]], edit)
    book.save(path)
    return path


def _change_cell(cell: Any, edit: Mapping[str, Any]) -> None:
    if "put" in edit:
        cell.value = edit["put"]
    if "format" in edit:
        cell.number_format = edit["format"]
    if edit.get("strike"):
        cell.font = Font(strike=True)
    if "comment" in edit:
        cell.comment = Comment(edit["comment"], "Analyst")
