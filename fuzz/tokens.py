"""Pieces that readers stumble over: numbers, days, quotes, markup; and the least of a spreadsheet."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterable
from xml.etree import ElementTree as ET

_SPACES = {f"xmlns:{name}": f"urn:oasis:names:tc:opendocument:xmlns:{name}:1.0" for name in ("table", "text")}
TEXTS = (
    "", " ", "\u00a0", "\t", "\n", "\r", "\r\n", "\0", "\x0b", "\x1b[31m", "\u200b", "\u202e", "\ufeff",
    "\ufffe", "\U0001f600", "\u0661\u0662", "\u00b2", "\u00bd", "\u0130", "\u00df", "e\u0301", "NA", "none",
    "null", "true", "yes", "NaN", "inf", "-inf", "-1", "0", "00", "1e9", "1e400", "1e999999999", "-0.0",
    "0x10", "1_0", "9" *30, "9" *5_000, "3.10", "1/0", "1/18", "2026-02-30", "2026-13-01", "0000-00-00",
    "0001-01-01", "9999-12-31", "10000-01-01", "2026-04", "24-Mar", "2026-11-01 25:00", "infinity", ",", ";",
    ";;;", "|", '"', '""', "'", "\\", "/", "..", "../../etc/passwd", "%s%n", "{}", "{0.__class__}", "{{7*7}}",
    "${x}", "=1+1", "@x", "+1", "<b>", "</td>", "<script>alert(1)</script>", "<!--", "]]>", "&amp;", "&#0;",
    "&#x110000;", "&x;", "<!DOCTYPE x [<!ENTITY y 'z'>]>", "http://", "https://[",
    "https://user:pw@host:99999/", "javascript:1", "mailto:", "GB", "EU", "*", "low..high", "..",
    "stores..none", "VR-A1", "E1", "aws", "x_own", "page", "vendors", "x" *300, "x" *70_000, "( " *400,
    "[" *300, "{" *300, "a." *60, "- " *200, "> " *200, "#" *200, "`" *200,
)  # fmt: skip
"""Text for a cell, a value, a word, an attribute."""

BYTES = (
    *(text.encode() for text in TEXTS), b"\xff", b"\xfe\xff", b"\xff\xfe", b"\xef\xbb\xbf", b"\xed\xa0\x80",
    b"\xf4\x90\x80\x80", b"\xc3", b"\xe9", b"\x80" *9, b"PK\x03\x04", b"PK\x05\x06", b"%PDF",
    b"SQLite format 3\0", b"\x1f\x8b", b"\xff\xff\xff\xff", b"\x7f\xff\xff\xff", b"\x80\0\0\0",
)  # fmt: skip
"""The same, and what is no UTF-8."""

TOML_VALUES = (
    '""', "''", '"""\n"""', "-1", "0", "1e400", "nan", "inf", "-inf", "true", "[]", "{}", "[[]]",
    "[1, 'a', {b = 2}]", "{a = {b = {c = 1}}}", "2026-02-28", "2026-02-28T10:00:00Z", "10:00:00", "0001-01-01",
    "9999-12-31", "9223372036854775807", "9" *40, "0x" + "f" *5_000, '"1e999999999"', '"1/0"', '"\\u0000"',
    '"\\u202e"', '"\\U0001F600"', "[" *40 + "]" *40, "{ a.b.c.d = 1 }", '["", " "]', '"x\\ty"',
)  # fmt: skip

JSON_VALUES: tuple[object, ...] = (
    None, True, False, 0, - 1, 2**63, 10**400, 1e308, 0.5, "", " ", "\0", "\ud800", "x" *70_000, "../x",
    "2026-02-30", [], {}, [[]], [None], {"": ""}, [{}], {"a":{"b":{"c":[]}}}, "0" *64, "f" *64, "published",
    "withheld",
)  # fmt: skip


def open_document(rows: Iterable[Iterable[object]]) -> bytes:
    """An OpenDocument spreadsheet of one sheet, as small as one can be."""
    table = ET.Element("table:table", {"table:name": "Vendors", **_SPACES})
    for cells in rows:
        row = ET.SubElement(table, "table:table-row")
        for words in cells:
            ET.SubElement(ET.SubElement(row, "table:table-cell"), "text:p").text = str(words or "")
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as archive:
        archive.writestr("content.xml", ET.tostring(table, "unicode"))
    return made.getvalue()
