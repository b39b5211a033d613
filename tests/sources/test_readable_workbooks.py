"""A workbook that Excel opens is read: neither its looks, nor its form, nor how its parts are named refuse it."""

from __future__ import annotations

import re
import zipfile
from collections.abc import Callable
from pathlib import Path

import pandas as pd
import pytest

from sources.workbook_parts import rewrite
from vendor_review.errors import RegisterUnreadable
from vendor_review.register import load_register

STYLES, STRINGS = "xl/styles.xml", "xl/sharedStrings.xml"
TRANSITIONAL = {
    "http://schemas.openxmlformats.org/spreadsheetml/2006/main": "http://purl.oclc.org/ooxml/spreadsheetml/main",
    "http://schemas.openxmlformats.org/officeDocument/2006/": "http://purl.oclc.org/ooxml/officeDocument/",
}
Parts = dict[str, bytes]


def change(path: Path, by: Callable[[Parts], Parts]) -> None:
    with zipfile.ZipFile(path) as source:
        parts = {name: source.read(name) for name in source.namelist()}
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as target:
        for name, content in by(parts).items():
            target.writestr(name, content)


def reads_as_before(path: Path, by: Callable[[Parts], Parts]) -> None:
    before = load_register(path)
    change(path, by)
    after = load_register(path)
    assert after.page == before.page
    for name, table in before.tables.items():
        pd.testing.assert_frame_equal(after.tables[name], table)


def problems(path: Path) -> tuple[str, ...]:
    with pytest.raises(RegisterUnreadable) as refused:
        load_register(path)
    return refused.value.problems


@pytest.mark.parametrize(
    ("find", "put"),
    [
        (r'<family val="[0-9]+"\s*/>', '<family val="214"/>'),
        (r'horizontal="left"', 'horizontal="start"'),
        (r'vertical="top"', 'vertical="baseline"'),
        (r'rgb="FF1F3864"', 'rgb="#1F3864"'),
        (r"<fill>.*?</fill>", "<fill/>"),
        (r"<cellStyles.*?</cellStyles>", ""),
        (r"<borders.*?</borders>", '<borders><border><left style="wavy"/></border></borders>'),
        (r"<fonts.*?</fonts>", ""),
    ],
    ids=["family", "horizontal", "vertical", "colour", "fill", "names of styles", "border", "no fonts"],
)
def test_looks_refuse_no_register(workbook: Path, find: str, put: str) -> None:
    def by(parts: Parts) -> Parts:
        text, count = re.subn(find, put, parts[STYLES].decode(), flags=re.DOTALL)
        assert count
        return {**parts, STYLES: text.encode()}

    reads_as_before(workbook, by)


def test_the_strict_form_is_read(workbook: Path) -> None:
    def strict(content: bytes) -> bytes:
        for one, other in TRANSITIONAL.items():
            content = content.replace(one.encode(), other.encode())
        return content

    reads_as_before(workbook, lambda parts: {name: strict(content) for name, content in parts.items()})


def test_elements_may_have_a_prefix(workbook: Path) -> None:
    def prefixed(name: str, content: bytes) -> bytes:
        if not name.startswith(("xl/worksheets/sheet", "xl/sharedStrings", "xl/workbook.xml")):
            return content
        text = re.sub(r"<(/?)(?=[a-zA-Z])", r"<\1x:", content.decode())
        return text.replace('xmlns="', 'xmlns:x="').encode()

    reads_as_before(workbook, lambda parts: {name: prefixed(name, one) for name, one in parts.items()})


@pytest.mark.parametrize("name", [str.upper, str.lower, lambda part: part.replace("/", "\\")])
def test_parts_are_found_however_their_names_are_written(workbook: Path, name: Callable[[str], str]) -> None:
    reads_as_before(workbook, lambda parts: {name(part): content for part, content in parts.items()})


def test_parts_that_differ_in_capitals_alone_are_two_of_one_name(workbook: Path) -> None:
    change(workbook, lambda parts: {**parts, "xl/worksheets/Sheet2.xml": b"<worksheet/>"})

    assert problems(workbook) == ("numberz.xlsx: is damaged: it has parts of the same name.",)


@pytest.mark.parametrize("sheet", ["vendors", "decisions", "about"])
def test_a_sheet_that_is_listed_and_not_there_is_named(workbook: Path, sheet: str) -> None:
    def without(parts: Parts) -> Parts:
        listed = re.findall(r'<sheet name="([^"]+)"', parts["xl/workbook.xml"].decode())
        del parts[f"xl/worksheets/sheet{listed.index(sheet) + 1}.xml"]
        return parts

    change(workbook, without)
    told = [problem for problem in problems(workbook) if problem.startswith(f"sheet '{sheet}'")]
    assert len(told) == 1
    assert "the workbook lists it, and its part xl/worksheets/sheet" in told[0]


def test_a_chart_by_the_name_of_a_table_is_named(workbook: Path) -> None:
    listed = '/{}" Target="worksheets/sheet9'
    rewrite(workbook, "xl/_rels/workbook.xml.rels", listed.format("worksheet"), listed.format("chartsheet"))

    (problem,) = problems(workbook)
    assert problem == "sheet 'decisions': holds no cells; a table of that name is a worksheet."


def test_a_text_that_the_file_does_not_hold_is_named_with_its_cell(workbook: Path) -> None:
    def fewer(parts: Parts) -> Parts:
        before, _, last = parts[STRINGS].rpartition(b"<si>")
        return {**parts, STRINGS: before + last.partition(b"</si>")[2]}

    change(workbook, fewer)
    assert any("refers to a text that the file does not hold" in problem for problem in problems(workbook))
