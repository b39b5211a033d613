"""A small file that would grow large is refused while little memory is in use."""

from __future__ import annotations

import resource
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from sources.workbook_parts import rewrite
from vendor_review.errors import RegisterUnreadable
from vendor_review.register import load_register
from vendor_review.register.workbook.elements import DEEPEST, LONGEST_TEXT, PartRefused
from vendor_review.register.workbook.package import MOST_PARTS
from vendor_review.register.workbook.sheet_cells import SheetRows, open_sheets

SHEET, STRINGS = "xl/worksheets/sheet2.xml", "xl/sharedStrings.xml"
_MEMORY = 600 * 2**20
"""Bytes that reading may take: the interpreter and what it imports have about 400 MiB of addresses."""
_READ = """
import sys
from pathlib import Path
from vendor_review.errors import RegisterUnreadable
from vendor_review.register.workbook.reader import open_workbook
try:
    open_workbook(Path(sys.argv[1]))
except RegisterUnreadable as refused:
    print(*refused.problems, sep="\\n")
"""


def told(path: Path) -> str:
    """What is said of the workbook by a process that has little memory and time."""

    def limit() -> None:
        resource.setrlimit(resource.RLIMIT_AS, (_MEMORY, _MEMORY))
        resource.setrlimit(resource.RLIMIT_CPU, (60, 60))

    done = subprocess.run(
        [sys.executable, "-c", _READ, str(path)],
        preexec_fn=limit,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr[-2000:]
    return done.stdout


def put(path: Path, part: str, before: str, xml: str) -> None:
    rewrite(path, part, before, xml + before)


@pytest.mark.parametrize(
    ("part", "before", "xml", "words"),
    [
        (SHEET, "</worksheet>", "<a>" * 2_000_000, f"has elements {DEEPEST} deep and more"),
        (
            SHEET,
            "</sheetData>",
            '<row r="2000"><c/>' + "<c/>" * 2_000_000 + "</row>",
            "more cells than a row can have",
        ),
        (SHEET, "<sheetData>", f'<x y="{"a" * 2 * LONGEST_TEXT}"/>', "a tag"),
        (
            SHEET,
            "<sheetData>",
            "<x " + " ".join(f'a{n}=""' for n in range(300_000)) + "/>",
            "a tag of more than",
        ),
        (STRINGS, "</sst>", f"<si><t>{'a' * 2 * LONGEST_TEXT}</t></si>", "a text or a tag of more than"),
        (STRINGS, "</sst>", f"<si>{'<r><t>ab</t></r>' * 600_000}</si>", "a text of more than"),
        (
            SHEET,
            "<sheetData>",
            '<col min="1" max="99999999" hidden="1"/>' * 20_000,
            "hides more columns than",
        ),
        ("xl/workbook.xml", "</workbook>", "<x/>" * 1_100_000, "has more than 1,000,000 elements"),
        ("xl/styles.xml", "<cellXfs", "<x/>" * 1_100_000, "has more than 1,000,000 elements"),
    ],
    ids=[
        "deep",
        "a wide row",
        "a long attribute",
        "attributes",
        "a long text",
        "a text in pieces",
        "hidden columns",
        "the list of sheets",
        "styles",
    ],
)
def test_what_would_grow_is_refused_in_little_memory(
    workbook: Path, part: str, before: str, xml: str, words: str
) -> None:
    put(workbook, part, before, xml)

    assert words in told(workbook)


def test_a_sparse_sheet_takes_no_more_than_its_cells(workbook: Path) -> None:
    put(
        workbook,
        SHEET,
        "</sheetData>",
        '<row r="1048576"><c r="A1048576" t="inlineStr"><is><t>last</t></is></c>'
        '<c r="B1048576" t="inlineStr"><is><t>Last</t></is></c></row>',
    )
    rewrite(workbook, SHEET, '<dimension ref="A1:P4"/>', '<dimension ref="A1:XFD1048576"/>')
    rewrite(
        workbook,
        SHEET,
        "</sheetData>",
        '</sheetData><mergeCells><mergeCell ref="A5:XFD1048575"/></mergeCells>',
    )

    assert told(workbook) == ""
    assert list(load_register(workbook).tables["vendors"].index) == [2, 3, 4, 1_048_576]


def read_all(path: Path, most_cells: int) -> None:
    for sheet in open_sheets(path.read_bytes(), most_cells):
        for _ in SheetRows(sheet).rows():
            pass


@pytest.mark.parametrize(
    ("part", "before", "xml", "words"),
    [
        (STRINGS, "</sst>", "<si/>" * 400, "has more than 400 texts"),
        (
            SHEET,
            "</sheetData>",
            '<row r="9">' + "<c/>" * 400 + "</row>",
            "has more than 400 cells; use a folder",
        ),
    ],
)
def test_cells_and_texts_are_counted(workbook: Path, part: str, before: str, xml: str, words: str) -> None:
    put(workbook, part, before, xml)

    with pytest.raises((RegisterUnreadable, PartRefused), match=words):
        read_all(workbook, most_cells=400)


def test_more_parts_than_a_workbook_has_are_not_listed(tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "parts.xlsx", "w") as archive:
        for number in range(MOST_PARTS + 1):
            archive.writestr(str(number), b"")

    with pytest.raises(RegisterUnreadable, match=r"has 10,001 parts, and the limit is 10,000\."):
        load_register(tmp_path / "parts.xlsx")
