"""Spreadsheets of LibreOffice (.ods) are read as Excel workbooks are, within the same limits."""

from __future__ import annotations

import io
import zipfile
from html import escape
from pathlib import Path

import pytest

from vendor_review.errors import ListUnreadable
from vendor_review.intake.blocks.limits import Budget
from vendor_review.intake.blocks.open_document import document_sheets
from vendor_review.intake.blocks.spreadsheet import Sheet, workbook_sheets
from vendor_review.intake.importing import read_content, read_list

SAMPLE = Path(__file__).parents[2] / "data" / "example" / "tarnbrook-vendors.xlsx"
_SPACES = " ".join(
    f'xmlns:{name}="urn:oasis:names:tc:opendocument:xmlns:{full}:1.0"'
    for name, full in (
        ("office", "office"), ("table", "table"), ("text", "text"), ("style", "style"), ("draw", "drawing"),
    )
)  # fmt: skip
_STYLES = (
    '<style:style style:name="away" style:family="table"><style:table-properties table:display="false"/></style:style>'
    '<style:style style:name="gone" style:family="table-cell"><style:text-properties '
    'style:text-line-through-style="solid"/></style:style>'
)


def zipped(content: str, **parts: str) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        archive.writestr("content.xml", content)
        for name, part in parts.items():
            archive.writestr(name.replace("__", "/"), part)
    return file.getvalue()


def document(tables: str, before: str = "") -> bytes:
    return zipped(
        f'<?xml version="1.0"?>{before}<office:document-content {_SPACES} xmlns:xlink="http://www.w3.org/1999/xlink" '
        f'xmlns:calcext="urn:org:documentfoundation:names:experimental:calc:xmlns:calcext:1.0">'
        f"<office:automatic-styles>{_STYLES}</office:automatic-styles><office:body><office:spreadsheet>{tables}"
        "</office:spreadsheet></office:body></office:document-content>"
    )


def sheet(*rows: str, title: str = "Vendors", style: str = "") -> str:
    return f'<table:table table:name="{title}" table:style-name="{style}">{"".join(rows)}</table:table>'


def row(*cells: str, more: str = "") -> str:
    return f"<table:table-row {more}>{''.join(cells)}</table:table-row>"


def cell(words: str = "", more: str = "", inner: str = "") -> str:
    lines = "".join(f"<text:p>{escape(line)}</text:p>" for line in words.split("\n")) if words else ""
    return f"<table:table-cell {more}>{inner}{lines}</table:table-cell>"


def read(*rows: str) -> Sheet:
    (found,) = document_sheets("vendors.ods", document(sheet(*rows)), Budget("vendors.ods"))
    return found


def refused(content: bytes, file: str = "vendors.ods") -> str:
    with pytest.raises(ListUnreadable) as told:
        read_content(file, content)
    assert told.value.problems[0].startswith(file)
    return " ".join(told.value.problems)


def test_an_inventory_gives_the_same_register_from_either_kind_of_spreadsheet(tmp_path: Path) -> None:
    workbook = workbook_sheets(SAMPLE.name, SAMPLE.read_bytes(), Budget(SAMPLE.name))
    tables = ""
    for one in workbook:
        rows, number = [], 0
        for at, cells in one.cells.items():
            # LibreOffice states blank rows and cells once, with how many there are.
            if at > number + 1:
                rows.append(row(cell(), more=f'table:number-rows-repeated="{at - number - 1}"'))
            number = at
            rows.append(row(*(cell(cells.get(column, "")) for column in range(1, max(cells) + 1))))
        tables += sheet(*rows, title=one.title, style="away" if one.is_hidden else "")
    path = tmp_path / "tarnbrook-vendors.ods"
    path.write_bytes(document(tables))
    names = [[line[1] for line in read_list(file).draft.content.tables["vendors"]] for file in (SAMPLE, path)]
    assert names[0] == names[1]
    assert len(names[0]) == 25


def test_a_cell_says_what_is_shown_and_a_day_says_all_of_itself() -> None:
    found = read(
        row(
            cell("24-Mar", 'office:value-type="date" office:date-value="2026-03-24"'),
            cell("24.03.26 10:30", 'office:value-type="date" office:date-value="2026-03-24T10:30:00"'),
            cell("WAHR", 'office:value-type="boolean" office:boolean-value="true"'),
            cell("1,200.50 €", 'office:value-type="currency" office:value="1200.5"'),
            cell("", 'office:value-type="float" office:value="7"'),
            cell("one\ntwo"),
            cell(
                "", inner="<text:p>A<text:s text:c='3'/>B<text:span>C</text:span><text:line-break/>D</text:p>"
            ),
        )
    )
    assert found.cells == {
        1: {
            1: "2026-03-24",
            2: "24.03.26 10:30",
            3: "yes",
            4: "1,200.50 €",
            5: "7",
            6: "one\ntwo",
            7: "A BC\nD",
        }
    }


def test_rows_and_cells_that_are_repeated_stand_where_they_are_shown() -> None:
    found = read(
        row(cell("Vendor"), cell("", 'table:number-columns-repeated="2"'), cell("Owner")),
        row(cell(), more='table:number-rows-repeated="3"'),
        row(cell("Quillmail", 'table:number-columns-repeated="2"'), more='table:number-rows-repeated="2"'),
        row(cell("", 'table:number-columns-repeated="16384"'), more='table:number-rows-repeated="1048570"'),
    )
    twice = {1: "Quillmail", 2: "Quillmail"}
    assert found.cells == {1: {1: "Vendor", 4: "Owner"}, 5: twice, 6: twice}


def test_what_a_sheet_says_beside_its_words_is_kept() -> None:
    note = "<office:annotation><text:p>ask legal</text:p></office:annotation>"
    link = '<text:p><text:a xlink:href="https://quillmail.example">Quillmail</text:a></text:p>'
    drawn = "<draw:frame><draw:text-box><text:p>a drawing</text:p></draw:text-box></draw:frame>"
    found = read(
        row(cell("Vendors", 'table:number-columns-spanned="3" table:number-rows-spanned="900000"')),
        row(cell("", inner=link), cell("IT", inner=note)),
        row(cell("Saltbox", 'table:style-name="gone"'), cell("IT", inner=drawn)),
        row(cell("Korbel"), more='table:visibility="filter"'),
    )
    assert found.cells[3] == {1: "Saltbox", 2: "IT"}
    assert found.merged == ((1, 1, 4, 3),)
    assert (found.comments, found.links) == ({(2, 2): "ask legal"}, {(2, 1): "https://quillmail.example"})
    assert (set(found.hidden), {row for row, _ in found.struck}) == ({4}, {3})


def test_a_hidden_sheet_is_known_as_one_and_a_copy_of_another_file_is_none() -> None:
    line = row(cell("Vendor"), cell("Owner"))
    tables = sheet(line, title="Old", style="away") + sheet(line, title="'file:///x.ods'#$A") + sheet(line)
    found = document_sheets("vendors.ods", document(tables), Budget(""))
    assert [(one.title, one.is_hidden) for one in found] == [("Old", True), ("Vendors", False)]


def test_script_and_formulas_in_cells_stay_text() -> None:
    hostile = ("<script>alert(1)</script>", '=HYPERLINK("https://evil.example")')
    rows = [row(cell(f"Quillmail {n}"), cell(words)) for n, words in enumerate(hostile)]
    found = read_content("vendors.ods", document(sheet(row(cell("Vendor"), cell("Owner")), *rows)))
    owner = found.draft.content.names("engagements").index("owner")
    assert [line[owner] for line in found.draft.content.tables["engagements"]] == list(hostile)


_DEEP = "<text:span>" * 500
_LAUGHS = '<!DOCTYPE x [<!ENTITY a "haha"><!ENTITY b "&a;&a;&a;&a;">]>'


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"Vendor,Owner\n", "is no OpenDocument spreadsheet"),
        (b"PK\x03\x04", "is no OpenDocument spreadsheet"),
        (SAMPLE.read_bytes(), "is no OpenDocument spreadsheet"),
        (zipped("<a>"), "is damaged, or no OpenDocument spreadsheet"),
        (zipped("\0" * (65 * 2**20)), "MiB unpacked"),
        (zipped("<a/>", **{"META-INF__manifest.xml": "<encryption-data/>"}), "is protected by a password"),
        (document(sheet(row(cell("Vendor"))), _LAUGHS), "declares a document type"),
        (document(sheet(row(cell("x", inner=_DEEP + "</text:span>" * 500)))), "elements 64 deep"),
        (document(sheet(row(cell("x", inner=sheet(row(cell("y"))))))), "a table within a cell"),
        (document(sheet(row(cell("x")) * 100_000)), "more than 5,000 rows"),
        (document(sheet(row(cell("x"), more='table:number-rows-repeated="1048576"'))), "more than 5,000 rows"),
        (document(sheet(row(cell("x", 'table:number-columns-repeated="16384"')))), "beyond column GR"),
        (document(sheet(row(cell("x", 'table:number-columns-repeated="x"')))), "is damaged"),
        (
            document(sheet(row(cell("Vendor"), cell("#N/A", 'office:value-type="string" calcext:value-type="error"')))),
            "Vendors!B1: holds the error #N/A",
        ),
    ],
)  # fmt: skip
def test_what_is_none_or_too_much_is_refused_in_words(content: bytes, said: str) -> None:
    assert said in refused(content)


def test_the_limits_hold_in_the_process_that_reads_a_strangers_file(tmp_path: Path) -> None:
    path = tmp_path / "bomb.ods"
    path.write_bytes(document(sheet(row(cell("x" * 60_000_000)))))
    with pytest.raises(ListUnreadable, match="more than 1,048,576 characters"):
        read_list(path)
