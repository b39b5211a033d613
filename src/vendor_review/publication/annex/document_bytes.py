"""A Word document as bytes that name neither the hour nor a person."""

from __future__ import annotations

import io
import zipfile
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from docx.document import Document
    from docx.opc.coreprops import CoreProperties

#: The earliest day that a zip archive can name.
_ZIP_DAY = (1980, 1, 1, 0, 0, 0)


def settled(document: Document) -> bytes:
    """The bytes of a document, whose archive names no time; its core properties name no person."""
    properties = document.core_properties
    properties.author = properties.last_modified_by = ""
    saved, kept = io.BytesIO(), io.BytesIO()
    document.save(saved)
    with zipfile.ZipFile(saved) as source, zipfile.ZipFile(kept, "w") as target:
        for name in source.namelist():
            part = zipfile.ZipInfo(name, _ZIP_DAY)
            part.compress_type, part.create_system = zipfile.ZIP_DEFLATED, 0
            target.writestr(part, source.read(name))
    return kept.getvalue()


def dated(properties: CoreProperties, as_of: date) -> None:
    """Takes the clock out of the properties: made, changed and printed on the day that the annex speaks for."""
    properties.created = properties.modified = datetime(as_of.year, as_of.month, as_of.day, tzinfo=UTC)
    properties.revision = 1
