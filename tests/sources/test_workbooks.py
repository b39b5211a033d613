"""What Excel keeps in a workbook is read as what a person typed, and each place is a cell."""

from __future__ import annotations

import contextlib
import os
import re
import zipfile
from collections.abc import Callable
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import Any

import openpyxl
import pandas as pd
import pytest

from sources.workbook_parts import put_inline, rewrite
from vendor_review.cli import main
from vendor_review.errors import RegisterUnreadable
from vendor_review.policy import load_policy
from vendor_review.register import load_register, open_register
from vendor_review.register.workbook.sheet_cells import LARGEST_UNPACKED, LARGEST_WORKBOOK
from vendor_review.schema import check_register

AS_OF = date(2026, 11, 1)
Change = Callable[[Any], None]


def edit(path: Path, change: Change) -> Path:
    book = openpyxl.load_workbook(path)
    change(book)
    book.save(path)
    return path


def problems(path: Path) -> tuple[str, ...]:
    with pytest.raises(RegisterUnreadable) as refused:
        load_register(path)
    return refused.value.problems


def findings(path: Path) -> pd.DataFrame:
    register = load_register(path)
    return check_register(register, load_policy(None, AS_OF).vocabulary, AS_OF).findings


def messages(path: Path) -> list[str]:
    return list(findings(path)["message"])


def about_sheets(path: Path) -> list[list[object]]:
    """Findings of what the sheets hide or merge: rule, severity, file, line, column, value, vendor."""
    found = findings(path)
    columns = ["rule", "severity", "file", "line", "column", "value", "vendor_id"]
    rows: list[list[object]] = found.loc[found["rule"].isin(["REG-076", "REG-077"]), columns].values.tolist()
    return rows


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (datetime(2026, 5, 1), "2026-05-01"),  # noqa: DTZ001 - as Excel has it
        (date(2026, 5, 1), "2026-05-01"),
        (datetime(2026, 5, 1, 10, 30), "2026-05-01 10:30:00"),  # noqa: DTZ001 - as Excel has it
        (time(10, 30), "10:30:00"),
        (timedelta(hours=30), "30:00:00"),
        (12, "12"),
        (12.0, "12"),
        (0.1 + 0.2, "0.3"),
        (-1.5, "-1.5"),
        (True, "yes"),
        (False, "no"),
        ("1.5.2026", "1.5.2026"),
        ("007", "007"),
        (" NA ", " NA "),
        ("a\nb", "a\nb"),
    ],
)
def test_a_cell_is_read_as_typed(workbook: Path, value: object, text: str) -> None:
    edit(workbook, lambda book: book["engagements"].cell(3, 18, value))

    assert load_register(workbook).tables["engagements"].loc[3, "notes"] == text


def test_days_count_from_1904_where_the_workbook_says_so(workbook: Path) -> None:
    def change(book: Any) -> None:
        book.epoch = openpyxl.utils.datetime.CALENDAR_MAC_1904
        book["engagements"].cell(2, 13, datetime(2026, 5, 1))  # noqa: DTZ001 - as Excel has it

    assert load_register(edit(workbook, change)).tables["engagements"].loc[2, "engaged_on"] == "2026-05-01"


def test_a_finding_names_its_cell_also_when_columns_and_rows_moved(workbook: Path) -> None:
    def change(book: Any) -> None:
        sheet = book["engagements"]
        sheet.insert_rows(3, 2)
        sheet.insert_cols(1)
        sheet.move_range("G1:G9", cols=14)  # status, behind the last column
        sheet.cell(5, 21, "actve")

    edit(workbook, change)

    (message,) = [message for message in messages(workbook) if "actve" in message]
    assert message.startswith("engagements!U5, column status: 'actve' is not one of ")


def test_rejected_rows_and_frames_carry_the_rows_of_the_sheet(workbook: Path) -> None:
    def change(book: Any) -> None:
        book["vendors"].insert_rows(3)
        book["vendors"].cell(4, 8, "javascript:alert(1)")

    register = load_register(edit(workbook, change))
    rejected = check_register(register, load_policy(None, AS_OF).vocabulary, AS_OF).rejected

    assert list(register.tables["vendors"].index) == [2, 4, 5]
    assert ["vendors", 4, "vendors row 4"] in rejected[["file", "line", "place"]].to_numpy().tolist()
    assert "vendors row 5" not in set(rejected["place"])


def test_a_finding_about_the_page_names_its_cell(workbook: Path) -> None:
    def change(book: Any) -> None:
        rows.update({cells[0].value: cells[0].row for cells in book["page"].iter_rows()})
        book["page"].cell(60, 1, "notice.days")
        book["page"].cell(60, 2, "thirty")

    rows: dict[str, int] = {}
    edit(workbook, change)
    found = messages(workbook)

    at = rows["notice.channel"]
    assert any(message.startswith(f"page!B{at}, notice.channel: 'page' is the only") for message in found)
    assert any(message.startswith("page!B60, notice.days: 'thirty'") for message in found)


def test_numbers_and_truths_of_the_page_may_be_excels_own(workbook: Path) -> None:
    def change(book: Any) -> None:
        sheet = book["page"]
        for row in (
            ["notice.days", 30],
            ["updated_on", datetime(2026, 5, 1)],  # noqa: DTZ001 - as Excel has it
            ["services", "a"],
            ["promises", "x"],
        ):
            sheet.append(row)

    page = load_register(edit(workbook, change)).page
    assert page["notice"] == {"channel": "page", "days": 30}
    assert page["updated_on"] == date(2026, 5, 1)
    assert page["sections"][0]["reaches_customer_data"] is True
    assert page["promises"] == ["identity", "location", "role", "x"]


@pytest.mark.parametrize(
    ("row", "told"),
    [
        (["notice days", "30"], "page!A60: 'notice days' is no key"),
        (["organisation", "again"], "page!A60: 'organisation' is there twice; once is right"),
        (["sections[4].id", "x"], "page: sections[4] comes without sections[3]"),
        (["notice", "x"], "page!A60: 'notice' is there twice"),
        (["brand.name", "x"], "page!A60: 'brand.name' is said in two ways"),
        ([None, "x"], "page!A60: a value without a key"),
    ],
)
def test_a_key_that_is_none_is_told(workbook: Path, row: list[str | None], told: str) -> None:
    def change(book: Any) -> None:
        for column, text in enumerate(row, start=1):
            book["page"].cell(60, column, text)

    (problem,) = problems(edit(workbook, change))
    assert problem.startswith(told)


def test_empty_and_formatted_rows_at_the_end_are_no_rows(workbook: Path) -> None:
    def change(book: Any) -> None:
        sheet = book["vendors"]
        sheet.cell(400, 3, "   ")
        sheet.cell(500, 1).number_format = "@"
        sheet.merge_cells("A401:I403")

    register = load_register(edit(workbook, change))
    assert len(register.tables["vendors"]) == 3
    assert register.remarks == ()


def test_merged_cells_are_found_where_they_keep_text(workbook: Path) -> None:
    edit(workbook, lambda book: book["vendors"].merge_cells("E3:E4"))
    assert about_sheets(workbook) == []

    edit(workbook, lambda book: book["vendors"].cell(3, 5, "Group"))
    assert about_sheets(workbook) == [
        ["REG-077", "warning", "vendors", 3, "parent_group", "E3:E4", "sendgrid"]
    ]
    (message,) = [text for text in messages(workbook) if "merged" in text]
    assert message.startswith("vendors!E3, column parent_group: the cells 'E3:E4' are merged: only the first")


def test_merged_cells_are_named_by_the_column_as_it_stands_in_the_sheet(workbook: Path) -> None:
    def change(book: Any) -> None:
        sheet = book["data_shared"]
        sheet.insert_cols(1)
        sheet.merge_cells("B4:B5")  # an id that two rows are about, written once

    found = findings(edit(workbook, change))
    assert about_sheets(workbook) == [
        ["REG-077", "warning", "data_shared", 4, "engagement_id", "B4:B5", "sendgrid"]
    ]
    lost = found[found["rule"] == "REG-002"]
    assert lost[["file", "line", "column"]].values.tolist() == [["data_shared", 5, "engagement_id"]]


def test_merged_cells_of_the_page_are_found(workbook: Path) -> None:
    rows: list[int] = []

    def change(book: Any) -> None:
        sheet = book["page"]
        rows.extend(cells[0].row for cells in sheet.iter_rows() if cells[0].value == "notice.channel")
        sheet.merge_cells(start_row=rows[0], end_row=rows[0] + 1, start_column=2, end_column=2)
        for text in ("one", "two", "three"):
            sheet.append(["closing", text])
        rows.append(sheet.max_row)
        sheet.merge_cells(start_row=rows[1] - 1, end_row=rows[1], start_column=2, end_column=2)

    found = about_sheets(edit(workbook, change))
    channel, closing = rows
    assert found == [
        ["REG-077", "warning", "page", 0, "", f"B{closing - 1}:B{closing}", ""],
        ["REG-077", "warning", "page", 0, "notice.channel", f"B{channel}:B{channel + 1}", ""],
    ]
    told = [text for text in messages(workbook) if "merged" in text]
    assert told[0].startswith(f"page: the cells 'B{closing - 1}:B{closing}' are merged")
    assert told[1].startswith(f"page!B{channel}, notice.channel: the cells")


def test_a_hidden_table_is_read_and_found_and_another_hidden_sheet_is_not_read(workbook: Path) -> None:
    def change(book: Any) -> None:
        book["vendors"].sheet_state = "hidden"
        book["page"].sheet_state = "veryHidden"
        book.create_sheet("vendor").append(["x"])
        book["vendor"].sheet_state = "veryHidden"

    register = load_register(edit(workbook, change))
    assert len(register.tables["vendors"]) == 3
    assert about_sheets(workbook) == [
        ["REG-076", "note", "page", 0, "", "page", ""],
        ["REG-076", "note", "vendors", 0, "", "vendors", ""],
    ]
    assert "vendors: the sheet is hidden, but counts." in messages(workbook)


def test_what_sheets_hide_is_said_once_and_as_a_finding(
    workbook: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    edit(workbook, lambda book: setattr(book["vendors"], "sheet_state", "hidden"))

    for command in ("check", "score"):
        assert main([command, str(workbook), "--as-of", AS_OF.isoformat()]) == 0
        told = capsys.readouterr()
        assert "hidden" not in told.err
        assert told.out.count("A hidden sheet that counts: 1 place") == (command == "check")


def test_a_thousand_merged_ranges_are_a_thousand_findings(workbook: Path) -> None:
    def change(book: Any) -> None:
        sheet = book["reviews_done"]
        for row in range(2, 2002, 2):
            sheet.append(["aws", f"{1900 + row // 10}-01-0{row % 10 + 1}", "Office", ""])
            sheet.append(["aws", f"{1900 + row // 10}-02-0{row % 10 + 1}", "", ""])
            sheet.merge_cells(f"C{row}:C{row + 1}")

    found = about_sheets(edit(workbook, change))
    assert len(found) == 1000
    assert [row[3] for row in found] == list(range(2, 2002, 2))


def test_sheets_may_be_written_in_capitals_and_findings_name_them_so(workbook: Path) -> None:
    def change(book: Any) -> None:
        book["engagements"].title = "renamed"
        book["renamed"].title = "ENGAGEMENTS"
        book["ENGAGEMENTS"].cell(2, 6, "actve")

    edit(workbook, change)
    assert any(message.startswith("ENGAGEMENTS!F2, column status") for message in messages(workbook))


@pytest.mark.parametrize(
    ("title", "hint"),
    [("vendor", "did you mean 'vendors'?"), ("Access controls", "did you mean 'access_controls'?")],
)
def test_a_sheet_with_a_near_name_is_refused(workbook: Path, title: str, hint: str) -> None:
    edit(workbook, lambda book: book.create_sheet(title).append(["x"]))

    (problem,) = problems(workbook)
    assert problem.startswith(f"sheet {title!r}: is not a table of a register ({hint})")


def test_an_empty_sheet_and_those_about_the_workbook_do_not_matter(workbook: Path) -> None:
    def change(book: Any) -> None:
        book.create_sheet("Sheet1")
        del book["about"]
        book.create_sheet("About").append(["anything"])
        book.create_sheet("Vocabulary").append(["anything"])

    assert len(load_register(edit(workbook, change)).tables["vendors"]) == 3


def test_a_formula_counts_as_its_saved_result(workbook: Path) -> None:
    edit(workbook, lambda book: book["vendors"].cell(2, 5, '="Ama"&"zon"'))
    rewrite(workbook, "xl/worksheets/sheet2.xml", "<v></v>", "<v>Amazon</v>")
    rewrite(workbook, "xl/worksheets/sheet2.xml", '<c r="E2"', '<c t="str" r="E2"')

    assert load_register(workbook).tables["vendors"].loc[2, "parent_group"] == "Amazon"


@pytest.mark.parametrize(("formula", "text"), [("TRUE()", "yes"), ("false()", "no")])
def test_a_truth_that_libreoffice_saved_as_a_formula_is_one(workbook: Path, formula: str, text: str) -> None:
    def change(book: Any) -> None:
        book["engagements"]["Q2"].value = "saved"

    edit(workbook, change)
    part = "xl/worksheets/sheet3.xml"
    find = re.search(r'<c r="Q2"[^>]*>.*?</c>', zipfile.ZipFile(workbook).read(part).decode())
    assert find is not None
    rewrite(workbook, part, find[0], f'<c r="Q2" t="n"><f aca="false">{formula}</f><v>1</v></c>')
    assert load_register(workbook).tables["engagements"]["public"].iloc[0] == text


def test_a_formula_without_a_saved_result_is_refused_with_its_cell(workbook: Path) -> None:
    edit(workbook, lambda book: book["vendors"].cell(2, 5, '="Ama"&"zon"'))
    rewrite(workbook, "xl/worksheets/sheet2.xml", "<v></v>", "")

    (problem,) = problems(workbook)
    assert problem.startswith("vendors!E2: holds a formula whose result is not saved")


def test_an_error_in_a_cell_is_refused_with_its_cell(workbook: Path) -> None:
    edit(workbook, lambda book: book["vendors"].cell(3, 5, "#REF!"))

    assert problems(workbook) == ("vendors!E3: holds the error #REF!; correct it, or clear the cell.",)


def test_text_in_a_column_without_a_name_is_refused(workbook: Path) -> None:
    edit(workbook, lambda book: book["vendors"].cell(3, 19, "see mail"))

    (problem,) = problems(workbook)
    assert problem.startswith("vendors!S3: holds text in a column that has no name")


def test_a_title_above_the_names_is_told_in_one_sentence(workbook: Path) -> None:
    def change(book: Any) -> None:
        for name, count in (("vendors", 1), ("evidence", 3), ("page", 1)):
            book[name].insert_rows(1, count)
            book[name]["A1"] = "Our register"

    assert problems(edit(workbook, change)) == (
        "vendors: the column names are in row 2; delete the row above them.",
        "evidence: the column names are in row 4; delete the rows above them.",
        "page: the column names are in row 2; delete the row above them.",
    )


def test_a_column_of_ones_own_is_told_what_to_do_with(workbook: Path) -> None:
    edit(workbook, lambda book: book["vendors"].cell(1, 10, "Cost per year"))

    (problem,) = problems(workbook)
    assert problem.startswith(
        "vendors!J1: unknown column 'Cost per year'; call it x_cost_per_year to keep it for yourself, or delete it; "
        "the columns are "
    )


def test_all_problems_of_the_headers_come_at_once_with_their_cells(workbook: Path) -> None:
    def change(book: Any) -> None:
        book["vendors"]["B1"] = "nmae"
        book["evidence"]["B1"] = None
        del book["engagements"]

    found = problems(edit(workbook, change))
    assert found[0].startswith("vendors!B1: unknown column 'nmae' (did you mean 'name'?)")
    assert found[1].startswith("vendors row 1: column 'name' is missing")
    assert found[2].startswith("evidence row 1: column 'vendor_id' is missing")
    assert found[-1].startswith("sheet engagements: is missing from numberz.xlsx")


@pytest.mark.parametrize(
    ("content", "told"),
    [
        (b"", "is no Excel workbook"),
        (b"PK\x03\x04 nothing more", "is no Excel workbook"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), "protected by a password, or is an old .xls"),
        (b"vendor_id,name\n", "is no Excel workbook"),
    ],
)
def test_what_is_no_workbook_is_told(tmp_path: Path, content: bytes, told: str) -> None:
    (tmp_path / "x.xlsx").write_bytes(content)

    (problem,) = problems(tmp_path / "x.xlsx")
    assert problem.startswith("x.xlsx: ")
    assert told in problem


@pytest.mark.parametrize(
    ("parts", "told"),
    [
        (["a.txt"], "no Excel workbook"),
        (["mimetype", "content.xml", "META-INF/manifest.xml"], "an OpenDocument file (.ods) by another name"),
    ],
)
def test_a_zip_that_is_no_workbook_is_told(tmp_path: Path, parts: list[str], told: str) -> None:
    with zipfile.ZipFile(tmp_path / "x.xlsx", "w") as archive:
        for part in parts:
            archive.writestr(part, "b")

    assert problems(tmp_path / "x.xlsx") == (f"x.xlsx: is {told}; save it as an Excel workbook (.xlsx).",)


def test_a_bomb_is_refused_before_anything_is_unpacked(tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "bomb.xlsx", "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive:
        block = bytes(2**20)
        with archive.open("xl/worksheets/sheet1.xml", "w", force_zip64=True) as part:
            for _ in range(LARGEST_UNPACKED // 2**20 + 1):
                part.write(block)

    (problem,) = problems(tmp_path / "bomb.xlsx")
    assert "would have 257 MiB unpacked, and the limit is 256 MiB" in problem


@pytest.mark.parametrize("place", ["sheet", "strings"])
def test_entities_that_grow_are_refused(workbook: Path, place: str) -> None:
    bomb = '<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa">' + "".join(
        f'<!ENTITY {chr(98 + n)} "{f"&{chr(97 + n)};" * 10}">' for n in range(10)
    )
    if place == "sheet":
        put_inline(workbook, "xl/worksheets/sheet2.xml", "A2", "<t>&k;</t>")
        rewrite(workbook, "xl/worksheets/sheet2.xml", "<worksheet", bomb + "]><worksheet")
    else:
        rewrite(workbook, "xl/sharedStrings.xml", "<t>aws</t>", "<t>&k;</t>")
        rewrite(workbook, "xl/sharedStrings.xml", "<sst", bomb + "]><sst")

    (problem,) = problems(workbook)
    assert problem.startswith("numberz.xlsx: is damaged")


@pytest.mark.parametrize("number", ["999999999999", "-3", "0", "1e4", "x"])
def test_rows_with_odd_numbers_are_refused_at_once(workbook: Path, number: str) -> None:
    rewrite(workbook, "xl/worksheets/sheet2.xml", '<row r="3"', f'<row r="{number}"')

    (problem,) = problems(workbook)
    assert problem.startswith("numberz.xlsx: is damaged")


def test_a_file_above_the_limit_is_refused_unread(tmp_path: Path) -> None:
    with (tmp_path / "x.xlsx").open("wb") as file:
        file.truncate(LARGEST_WORKBOOK + 1)

    (problem,) = problems(tmp_path / "x.xlsx")
    assert "it has 64 MiB, and the limit is 64 MiB" in problem


@pytest.mark.parametrize("name", ["x.xls", "x.xlsm", "x.ods", "x.db", "x.txt"])
def test_other_files_are_told_what_to_do(tmp_path: Path, name: str) -> None:
    (tmp_path / name).write_bytes(b"x")

    (problem,) = problems(tmp_path / name)
    assert ("save it as an Excel workbook" in problem) == (name[2] in "xo" and name != "x.txt")
    assert ("sqlite:///" in problem) == (name in ("x.db", "x.txt"))


def test_what_is_reviewed_names_the_workbook_and_its_hash(workbook: Path) -> None:
    snapshot = open_register(workbook)
    again = open_register(str(workbook))

    assert snapshot.name == "numberz"
    assert snapshot.hashes == again.hashes
    assert b'"file":"numberz.xlsx"' in snapshot.files["source.json"]
    os.utime(workbook)
    assert open_register(workbook).hashes == snapshot.hashes


def test_the_frozen_copy_reads_as_the_workbook_does(workbook: Path, tmp_path: Path) -> None:
    def change(book: Any) -> None:
        book["vendors"].insert_rows(3)
        book["engagements"].cell(2, 6, "actve")
        book["vendors"].sheet_state = "hidden"
        book["evidence"].merge_cells("C2:C3")

    edit(workbook, change)
    open_register(workbook).write(tmp_path / "frozen")
    frozen, own = load_register(tmp_path / "frozen"), load_register(workbook)

    assert messages(tmp_path / "frozen") == messages(workbook)
    assert frozen.hashes == own.hashes
    assert frozen.remarks == own.remarks != ()


def test_a_frozen_table_that_was_edited_is_named_by_file_and_line(workbook: Path, tmp_path: Path) -> None:
    open_register(workbook).write(tmp_path / "frozen")
    file = tmp_path / "frozen" / "engagements.csv"
    file.write_text(file.read_text(encoding="utf-8").replace("active", "actve", 1), encoding="utf-8")

    found = messages(tmp_path / "frozen")
    assert any(message.startswith("engagements.csv line 2, column status: 'actve'") for message in found)
    assert any(message.startswith("vendors!") for message in found)


@pytest.mark.parametrize(
    "sidecar",
    [
        b"{",
        b"[]",
        b"{}",
        b'{"schema":"register-source/1","kind":"workbook","tables":5}',
        b"\xff",
        b"[" * 100_000,
    ],
)
def test_a_broken_sidecar_is_told(numberz: Path, sidecar: bytes) -> None:
    (numberz / "source.json").write_bytes(sidecar)

    (problem,) = problems(numberz)
    assert problem.startswith("source.json: is not what vendor-review writes")


def with_numbers(workbook: Path, folder: Path, number: str) -> Path:
    """The register that a review of the workbook keeps, every number of its sidecar being that one."""
    open_register(str(workbook)).write(folder)
    kept = (folder / "source.json").read_text(encoding="utf-8")
    changed = re.sub(r"(?<=[\[,:])\d+(?=[\],}])", number, kept)
    assert changed != kept
    (folder / "source.json").write_text(changed, encoding="utf-8")
    return folder


@pytest.mark.parametrize("number", ["1e999", "-1e999", "Infinity", "NaN", "9" * 19, "9" * 5000])
def test_a_number_in_a_sidecar_that_is_none_or_too_large_is_refused(
    workbook: Path, tmp_path: Path, number: str
) -> None:
    (problem,) = problems(with_numbers(workbook, tmp_path / "kept", number))
    assert problem.startswith("source.json: is not what vendor-review writes")


@pytest.mark.parametrize("number", ["1" * 18, "-7", "0.5"])
def test_a_number_in_a_sidecar_that_no_row_has_is_refused_or_does_no_harm(
    workbook: Path, tmp_path: Path, number: str
) -> None:
    day = date(2026, 11, 1)
    with contextlib.suppress(RegisterUnreadable):
        register = load_register(with_numbers(workbook, tmp_path / "kept", number))
        assert len(check_register(register, load_policy(None, day).vocabulary, day).findings)


CODED = "<t>a_x000D_b_x005F_x000D_c_xD83D__xDE00_</t>"


@pytest.mark.parametrize("place", ["cell", "strings"])
def test_inline_and_shared_strings_decode_what_xml_cannot_hold(workbook: Path, place: str) -> None:
    if place == "cell":
        put_inline(workbook, "xl/worksheets/sheet2.xml", "D2", CODED)
    else:
        rewrite(workbook, "xl/sharedStrings.xml", "<t>AWS</t>", CODED)

    assert load_register(workbook).tables["vendors"].loc[2, "aliases"] == "a\rb_x000D_c\U0001f600"


@pytest.mark.parametrize("place", ["cell", "strings"])
def test_strings_of_several_looks_are_read(workbook: Path, place: str) -> None:
    spelt = "<r><t>A</t></r><r><t>_x005F_x0041_</t></r>"
    if place == "cell":
        put_inline(workbook, "xl/worksheets/sheet2.xml", "D2", spelt)
    else:
        rewrite(workbook, "xl/sharedStrings.xml", "<t>AWS</t>", spelt)

    assert load_register(workbook).tables["vendors"].loc[2, "aliases"] == "A_x0041_"
