"""The parts of a workbook's file as they leave openpyxl, without what changes from one time to the next."""

from __future__ import annotations

import io
import re
import zipfile

from openpyxl import Workbook

_ZIP_DAY = (2000, 1, 1, 0, 0, 0)
_MODIFIED = re.compile(rb"(<dcterms:modified[^>]*>)[^<]*")
_ROW_HEIGHT = re.compile(rb'(<row [^>]*?) customHeight="1"')


def same_bytes(book: Workbook) -> bytes:
    """The workbook's bytes without the time at which it was written."""
    first, second = io.BytesIO(), io.BytesIO()
    book.save(first)
    with zipfile.ZipFile(first) as source, zipfile.ZipFile(second, "w", zipfile.ZIP_DEFLATED) as target:
        for part in source.infolist():
            content = source.read(part)
            if part.filename == "docProps/core.xml":
                content = _MODIFIED.sub(rb"\g<1>2000-01-01T00:00:00Z", content)
            elif part.filename.startswith("xl/worksheets/"):
                # The heights are for now; a row goes on to follow its text.
                content = _ROW_HEIGHT.sub(rb"\g<1>", content)
            entry = zipfile.ZipInfo(part.filename, _ZIP_DAY)
            entry.compress_type = zipfile.ZIP_DEFLATED
            target.writestr(entry, content)
    return second.getvalue()
