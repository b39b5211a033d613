"""Cells of a workbook that lead somewhere: what they show counts, unless it is only short for where they lead."""

from __future__ import annotations

from pathlib import Path

import openpyxl
import pytest
from openpyxl.worksheet.hyperlink import Hyperlink

from vendor_review.register import load_register


def with_link(
    path: Path, sheet: str, cell: str, shown: str, target: str, fragment: str | None = None
) -> None:
    book = openpyxl.load_workbook(path)
    linked = book[sheet][cell]
    linked.value = shown
    linked.hyperlink = Hyperlink(ref=cell, target=target, location=fragment)
    linked.value = shown
    book.save(path)


def website(path: Path) -> str:
    return str(load_register(path).tables["vendors"]["website"].iloc[0])


@pytest.mark.parametrize(
    ("shown", "target"),
    [
        ("datev.de", "https://www.datev.de/"),
        ("www.datev.de", "http://www.datev.de/"),
        ("DATEV.de/web/", "https://datev.de/web"),
        (" datev.de ", "https://datev.de"),
    ],
)
def test_a_short_form_is_read_as_the_address_that_it_leads_to(
    workbook: Path, shown: str, target: str
) -> None:
    with_link(workbook, "vendors", "H2", shown, target)
    assert website(workbook) == target


@pytest.mark.parametrize(
    ("shown", "target"),
    [
        ("https://datev.de", "https://www.datev.de/"),
        ("https://datev.de", "https://other.example/"),
        ("datev.de", "https://other.example/"),
        ("datev.de", "https://datev.de.example/"),
        ("datev.de", "https://datev.de/web"),
        ("our tax adviser", "https://datev.de"),
        ("office@datev.de", "mailto:office@datev.de"),
        ("datev.de", "file:///datev.de"),
        ("", "https://datev.de"),
    ],
)
def test_anything_else_counts_as_it_shows(workbook: Path, shown: str, target: str) -> None:
    with_link(workbook, "vendors", "H2", shown, target)
    assert website(workbook) == shown


def test_what_follows_a_number_sign_belongs_to_the_address(workbook: Path) -> None:
    with_link(workbook, "vendors", "H2", "datev.de/web#legal", "https://datev.de/web", "legal")
    assert website(workbook) == "https://datev.de/web#legal"


def test_a_link_within_the_workbook_leads_nowhere(workbook: Path) -> None:
    book = openpyxl.load_workbook(workbook)
    book["vendors"]["H2"].value = "vendors"
    book["vendors"]["H2"].hyperlink = Hyperlink(ref="H2", location="vendors!A1")
    book["vendors"]["H2"].value = "datev.de"
    book.save(workbook)
    assert website(workbook) == "datev.de"


def test_other_columns_are_text_wherever_they_lead(workbook: Path) -> None:
    with_link(workbook, "vendors", "B2", "datev.de", "https://datev.de")
    assert load_register(workbook).tables["vendors"]["name"].iloc[0] == "datev.de"


def test_a_document_is_where_its_cell_leads(workbook: Path) -> None:
    book = openpyxl.load_workbook(workbook)
    names = [cell.value for cell in book["evidence"][1]]
    column = names.index("location") + 1
    book.close()
    with_link(workbook, "evidence", f"{chr(64 + column)}2", "datev.de/soc2", "https://www.datev.de/soc2")
    assert load_register(workbook).tables["evidence"]["location"].iloc[0] == "https://www.datev.de/soc2"
