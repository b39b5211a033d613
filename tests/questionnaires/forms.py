"""Questionnaires as they are sent, and as a vendor fills them in: with a spreadsheet, cell by cell."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Any

import openpyxl
import pandas as pd

from registers import scored_as_of, write_register
from vendor_review.questionnaires.seal import SEAL, seal_over
from vendor_review.questionnaires.sent.dispatch import write_questionnaires
from vendor_review.schema import CheckedRegister
from vendor_review.scoring import Assessment

EXAMPLE = Path(__file__).parents[2] / "data" / "example" / "2026-10-31"
SENT = date(2026, 10, 31)
REVIEWED = date(2026, 11, 5)
#: Column of a sheet to its letter, as the questionnaire has it.
LETTERS = {
    "documents": {
        "kind": "B",
        "title": "C",
        "location": "D",
        "issued": "E",
        "end": "F",
        "until": "G",
        "covers": "H",
    },
    "answers": {"answer": "D", "document": "E", "note": "F"},
}
REPORT = {
    "kind": "SOC 2 Type II report",
    "title": "SOC 2 report, July 2025 to June 2026",
    "location": "sent by mail",
    "issued": date(2026, 8, 3),
    "end": date(2026, 6, 30),
    "covers": "yes",
}

Change = Callable[[Any], object]


def small_register(folder: Path, role: str = "processor", **tables: Sequence[Mapping[str, str]]) -> Path:
    """A register of one vendor, `mailer`, of which only the role is known unless told otherwise; called `house`."""
    given: dict[str, Sequence[Mapping[str, str]]] = {
        "vendors": [{"vendor_id": "mailer", "name": "Mailer"}],
        "engagements": [
            {
                "engagement_id": "mailer-1",
                "vendor_id": "mailer",
                "status": "active",
                "role": role,
                "product": "Letters",
            }
        ],
    }
    return write_register(folder / "house", {**given, **tables}, 'organisation = "House"')


def checked_and_scored(register: str | Path, as_of: date = SENT) -> tuple[CheckedRegister, Assessment]:
    return scored_as_of(register, as_of)


def send(register: str | Path, folder: Path, vendor_id: str, as_of: date = SENT) -> Path:
    """Writes the questionnaire of one vendor; gives the workbook's path."""
    write_questionnaires(*checked_and_scored(register, as_of), [vendor_id], folder)
    return folder / f"{vendor_id}.xlsx"


def fill(path: Path, change: Change) -> Path:
    """What a vendor does: opens it, types, saves."""
    book = openpyxl.load_workbook(path)
    change(book)
    book.save(path)
    return path


def put_document(book: Any, number: int, **cells: object) -> None:
    """Fills in the row of a document, `D1` being the first."""
    for name, value in cells.items():
        book["documents"][f"{LETTERS['documents'][name]}{number + 1}"] = value


def put_answers(
    book: Any, answer: str = "yes", document: str | None = "D1", only: Sequence[str] | None = None
) -> None:
    """The same answer and document for every control that is asked, or for some."""
    for row in range(2, book["answers"].max_row + 1):
        if only is None or book["answers"][f"A{row}"].value in only:
            book["answers"][f"D{row}"] = answer
            book["answers"][f"E{row}"] = document


def all_yes(book: Any) -> None:
    """Yes to everything, shown by one report of the strongest kind."""
    put_document(book, 1, **REPORT)
    put_answers(book)


def row_of(book: Any, control: str) -> int:
    """The row of a control on the sheet of answers."""
    ids = [cell.value for cell in book["answers"]["A"]]
    return ids.index(control) + 1


def seal_again(book: Any) -> None:
    """What somebody does who knows how the form is sealed."""
    rows = {row[0].value: row for row in book["form"].iter_rows(2)}
    kept = {key: str(row[1].value or "") for key, row in rows.items() if key != SEAL}
    rows[SEAL][1].value = seal_over(kept)


def ends(register: str | Path, vendor_id: str, as_of: date = REVIEWED) -> tuple[float, float]:
    """Both ends of a vendor's score."""
    vendors = checked_and_scored(register, as_of)[1].vendors
    return float(vendors["r_lo"][vendor_id]), float(vendors["r_hi"][vendor_id])


def errors(register: str | Path, as_of: date = REVIEWED) -> set[str]:
    """Messages of all errors of a register."""
    findings: pd.DataFrame = checked_and_scored(register, as_of)[0].findings
    return set(findings.loc[findings["severity"].eq("error"), "message"])


def bytes_of(folder: Path) -> Mapping[str, bytes]:
    """Every file of a register."""
    return {path.name: path.read_bytes() for path in sorted(folder.iterdir())}
