"""Workbooks with parts that openpyxl would not write so."""

from __future__ import annotations

import re
import zipfile
from pathlib import Path


def put_inline(path: Path, part: str, cell: str, xml: str) -> None:
    """Puts text, as XML, into a cell itself, where a workbook usually names one of its shared strings."""
    with zipfile.ZipFile(path) as source:
        found = re.search(rf'<c r="{cell}"[^>]*>.*?</c>', source.read(part).decode())
    assert found
    rewrite(path, part, found[0], f'<c r="{cell}" t="inlineStr"><is>{xml}</is></c>')


def rewrite(path: Path, part: str, find: str, put: str) -> None:
    """Changes the text of one part of the zip, which openpyxl would not write so."""
    with zipfile.ZipFile(path) as source:
        parts = {name: source.read(name) for name in source.namelist()}
    (name,) = [name for name in parts if re.fullmatch(part, name)]
    text = parts[name].decode()
    assert find in text, text[:3000]
    parts[name] = text.replace(find, put, 1).encode()
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as target:
        for name, content in parts.items():
            target.writestr(name, content)
