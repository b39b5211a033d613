"""Whoever names a spreadsheet or a page for a register is shown what it seems to be, and how to go on."""

from __future__ import annotations

import shlex
from collections.abc import Callable
from pathlib import Path

import openpyxl
import pytest

import vendor_review as vr
from reviewing import command
from vendor_review.errors import RegisterUnreadable
from vendor_review.register import load_register

HEADINGS = ["Vendor name", "Country", "Criticality"]
PAGE = "<html><body><h1>Acme subprocessors</h1><table><tr><th>Name</th><th>Purpose</th></tr>{}</table></body></html>"


def spreadsheet(path: Path, *above: list[str], rows: int = 25) -> Path:
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.title = "Vendors"
    for cells in (*above, HEADINGS, *([f"Vendor {number}", "Germany", "High"] for number in range(rows))):
        sheet.append(cells)
    book.save(path)
    return path


def told(*words: str | Path) -> list[str]:
    done = command(*words)
    assert done.returncode == 2
    assert done.stdout == ""
    return [
        line.removeprefix("vendor-review: ")
        for line in done.stderr.splitlines()
        if "scored for today" not in line
    ]


@pytest.fixture(autouse=True)
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return tmp_path


def test_of_a_spreadsheet_three_lines_say_what_it_is_and_what_to_type() -> None:
    spreadsheet(Path("inventory.xlsx"))
    assert told("check", "inventory.xlsx") == [
        "inventory.xlsx: is no register. It seems to be a spreadsheet of 25 rows (sheet Vendors).",
        "Headings found: Vendor name, Country, Criticality.",
        "To draft a register from it: vendor-review import inventory.xlsx inventory-register",
    ]


@pytest.mark.parametrize(
    "words",
    [
        ["run"],
        ["score"],
        ["explain", "acme"],
        ["public", "--out", "list"],
        ["convert", "other"],
        ["questions"],
    ],
    ids=lambda words: words[0],
)
def test_every_command_that_takes_a_register_says_the_same(words: list[str]) -> None:
    spreadsheet(Path("inventory.xlsx"))
    name, *others = words
    assert told(name, "inventory.xlsx", *others) == told("check", "inventory.xlsx")


@pytest.mark.parametrize(
    "call", [vr.check, vr.score, vr.review, lambda source, **_: vr.load_register(source)]
)
def test_python_is_told_the_same(call: Callable[..., object]) -> None:
    spreadsheet(Path("inventory.xlsx"))
    with pytest.raises(RegisterUnreadable) as refused:
        call("inventory.xlsx", as_of="2026-11-01")
    assert list(refused.value.problems) == told("check", "inventory.xlsx")


def test_the_headings_may_stand_below_a_title() -> None:
    spreadsheet(Path("list of 2026.xlsx"), ["Vendor inventory 2026"], [], rows=1)
    first, second, third = told("check", "list of 2026.xlsx")
    assert first.endswith("a spreadsheet of 1 row (sheet Vendors).")
    assert second == "Headings found in row 3: Vendor name, Country, Criticality."
    assert third.endswith("import 'list of 2026.xlsx' list-of-2026-register")


@pytest.mark.parametrize(
    ("name", "content", "first", "second"),
    [
        ("a.csv", "Vendor;Purpose\nAcme;Mail\nBolt;Calls\n", "a spreadsheet of 2 rows.", "Vendor, Purpose."),
        (
            "a.html",
            PAGE.format("<tr><td>AWS</td><td>Hosting</td></tr>"),
            "a saved page with a list of 1 row (table 1).",
            "Name, Purpose.",
        ),
        ("a.json", '[{"name": "AWS", "purpose": "Hosting"}]', "a list of 1 row", "name, purpose."),
    ],
)
def test_of_other_lists_likewise(name: str, content: str, first: str, second: str) -> None:
    Path(name).write_text(content, encoding="utf-8")
    lines = told("check", name)
    assert first in lines[0]
    assert lines[1] == f"Headings found: {second}"
    assert lines[2] == f"To draft a register from it: vendor-review import {name} a-register"


def test_the_command_drafts_a_register() -> None:
    Path("our vendors.csv").write_text(
        "Vendor,Purpose,Location\nAcme Mail Inc.,Delivery of e-mail,United States\n", encoding="utf-8"
    )
    typed = shlex.split(told("check", "our vendors.csv")[2].partition(": ")[2])
    assert command(*typed[1:]).returncode == 0
    assert load_register(typed[-1]).tables["vendors"]["name"].tolist() == ["Acme Mail Inc."]
    # What is there already is not proposed again.
    assert told("check", "our vendors.csv")[2].endswith("our-vendors-register-2")


def test_a_folder_is_no_register_and_holds_a_spreadsheet() -> None:
    folder = Path("shared drive")
    folder.mkdir()
    (folder / "readme.txt").write_text("Ask Sue.", encoding="utf-8")
    spreadsheet(folder / "vendors 2026.xlsx")
    assert told("check", "shared drive") == [
        "shared drive: is no register, which holds vendors.csv and engagements.csv; it holds vendors 2026.xlsx and 1 "
        "more. vendors 2026.xlsx seems to be a spreadsheet of 25 rows (sheet Vendors).",
        "Headings found: Vendor name, Country, Criticality.",
        "To draft a register from it: vendor-review import 'shared drive/vendors 2026.xlsx' vendors-2026-register",
    ]


def test_a_list_that_is_called_vendors_is_a_list_all_the_same() -> None:
    folder = Path("mine")
    folder.mkdir()
    (folder / "vendors.csv").write_text("Vendor,Purpose\nAcme,Mail\n", encoding="utf-8")
    assert told("check", "mine")[1:] == [
        "Headings found: Vendor, Purpose.",
        "To draft a register from it: vendor-review import mine/vendors.csv vendors-register",
    ]


def test_a_register_with_a_fault_is_a_register() -> None:
    folder = Path("mine")
    folder.mkdir()
    (folder / "vendors.csv").write_text("vendor_id,nmae\nacme,Acme\n", encoding="utf-8")
    lines = told("check", "mine")
    assert "did you mean 'name'?" in "".join(lines)
    assert "import" not in "".join(lines)
    book = openpyxl.Workbook()
    book.active.title = "vendors"
    book.active.append(["vendor_id", "nmae"])
    book.save("mine.xlsx")
    assert "did you mean 'name'?" in "".join(told("check", "mine.xlsx"))


@pytest.mark.parametrize(
    ("name", "content", "says"),
    [
        ("a.pdf", b"%PDF-1.4 ", "a.pdf: is a PDF; save the list as HTML, CSV or text."),
        ("a.xls", b"\xd0\xcf\x11\xe0", "save it as an Excel workbook (.xlsx)"),
        ("a.csv", b"\xff\xfe", "is not UTF-8"),
    ],
)
def test_what_no_list_can_be_read_from_says_what_to_do_first(name: str, content: bytes, says: str) -> None:
    Path(name).write_bytes(content)
    lines = told("check", name)
    assert says in " ".join(lines)
    assert "vendor-review import" not in " ".join(lines)


def test_a_page_without_a_list_is_said_to_have_none() -> None:
    Path("a.md").write_text("# Our vendors\n\nWe use a few.\n", encoding="utf-8")
    assert told("check", "a.md") == [
        "a.md: is no register, in which there is no table and no list.",
        "If it lists vendors: vendor-review import a.md a-register",
    ]


def test_a_hostile_file_ends_in_words() -> None:
    Path("deep.html").write_text("<table><tr><td>" * 5000, encoding="utf-8")
    Path("wide.csv").write_text(",".join("x" * 3 for _ in range(100_000)), encoding="utf-8")
    Path("zip.xlsx").write_bytes(b"PK\x03\x04" + b"\0" * 100)
    for name in ("deep.html", "wide.csv", "zip.xlsx"):
        assert 1 <= len(told("check", name)) <= 3, name


CAIQ = ["Question ID,Question,CSP CAIQ Answer", *(f"IAM-{n:02}.1,Is it so?,Yes" for n in range(1, 17))]
HECVAT = ["ID,Question,Vendor Answers", *(f"DATA-{n:02},Is it so?,Yes" for n in range(1, 25))]
MVSP = ["MVSP v3.0,,", "Control,Status,Comments", *(f"{a}.{b},Met," for a in (1, 2, 3) for b in range(1, 5))]


@pytest.mark.parametrize(
    ("lines", "count", "first"), [(CAIQ, 16, "IAM-01.1"), (HECVAT, 24, "DATA-01"), (MVSP, 12, "1.1")]
)
def test_a_questionnaire_is_known_as_one_and_answers_takes_it(
    lines: list[str], count: int, first: str
) -> None:
    Path("from vendor.csv").write_text("\n".join(lines), encoding="utf-8")
    what = f"seems to be a questionnaire of {count} questions, such as {first}, and no list of vendors."
    typed = "vendor-review answers 'from vendor.csv' REGISTER --vendor NAME"
    command_to_type = f"To take over what a vendor answers in it: {typed}"
    assert told("import", "from vendor.csv", "draft") == [f"from vendor.csv: {what}", command_to_type]
    assert told("check", "from vendor.csv") == [
        f"from vendor.csv: is no register. It {what}",
        command_to_type,
    ]
    assert not Path("draft").exists()


@pytest.mark.parametrize(
    "lines",
    [
        ["No,Vendor,Status", *(f"1.{n},Quillmail {n} Inc.,active" for n in range(1, 13))],
        ["Ref,Vendor,Owner", *(f"AB-{n:02},Quillmail {n} Inc.,IT" for n in range(1, 13))],
    ],
)
def test_numbers_beside_vendors_make_no_questionnaire(lines: list[str]) -> None:
    Path("vendors.csv").write_text("\n".join(lines), encoding="utf-8")
    assert "seems to be a spreadsheet of 12 rows" in told("check", "vendors.csv")[0]
