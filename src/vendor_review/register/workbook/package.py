"""The parts of a workbook, which is a zip; what is no workbook, or too large, is refused before it is unpacked."""

from __future__ import annotations

import io
import posixpath
import zipfile
from collections.abc import Mapping
from dataclasses import dataclass
from typing import IO
from urllib.parse import unquote

from vendor_review.errors import RegisterUnreadable
from vendor_review.register.workbook.elements import walk

LARGEST_WORKBOOK = 64 * 2**20
"""Bytes of an .xlsx file."""
LARGEST_UNPACKED = 256 * 2**20
"""Bytes of all its parts, unpacked."""
MOST_PARTS = 10_000
_MOST_RELATIONS = 100_000
_OLD_OR_LOCKED = b"\xd0\xcf\x11\xe0"
_ENTRY = b"PK\x01\x02"
_TYPES = "[content_types].xml"
_OPEN_DOCUMENT = {"mimetype", "content.xml"}


def check_archive(content: bytes, file: str, largest_unpacked: int = LARGEST_UNPACKED) -> None:
    """Refuses what is no .xlsx, and what would be too large unpacked, in bytes; unpacks nothing.

    The sizes that a zip states are limits too: a part is never read beyond its own.
    """
    if content.startswith(_OLD_OR_LOCKED):
        raise RegisterUnreadable(
            f"{file}: is protected by a password, or is an old .xls; save it as an Excel workbook (.xlsx) without one."
        )
    names = check_zip(content, file, "Excel workbook", largest_unpacked)
    if _TYPES not in names:
        other = (
            "an OpenDocument file (.ods) by another name" if names >= _OPEN_DOCUMENT else "no Excel workbook"
        )
        raise RegisterUnreadable(f"{file}: is {other}; save it as an Excel workbook (.xlsx).")


def check_zip(content: bytes, file: str, kind: str, largest_unpacked: int) -> set[str]:
    """The names of the parts of a workbook of any `kind`, in small letters; refuses as `check_archive` does."""
    if not zipfile.is_zipfile(io.BytesIO(content)):
        raise RegisterUnreadable(f"{file}: is no {kind}; save it as an Excel workbook (.xlsx).")
    # Counted before they are listed, which takes memory for each.
    parts = content.count(_ENTRY)
    if parts > MOST_PARTS:
        raise RegisterUnreadable(f"{file}: has {parts:,} parts, and the limit is {MOST_PARTS:,}.")
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        listed = archive.infolist()
    size = sum(part.file_size for part in listed)
    if size > largest_unpacked:
        raise RegisterUnreadable(
            f"{file}: would have {size / 2**20:,.0f} MiB unpacked, and the limit is "
            f"{largest_unpacked / 2**20:,.0f} MiB; clear formatted but empty rows, or use a folder of CSV files."
        )
    names = {_name_of(part.filename) for part in listed}
    if len(names) != len(listed):
        raise RegisterUnreadable(f"{file}: is damaged: it has parts of the same name.")
    return names


@dataclass(frozen=True)
class Relation:
    """What a part refers to: its `kind`, such as `worksheet`, and the name of a part, or an address outside."""

    kind: str
    target: str


class Package:
    """The parts of a workbook that `check_archive` has passed, by name; capitals make no difference, as in Excel."""

    def __init__(self, content: bytes) -> None:
        self._archive = zipfile.ZipFile(io.BytesIO(content))
        self._parts = {_name_of(part.filename): part for part in self._archive.infolist()}

    def __contains__(self, part: str) -> bool:
        return _name_of(part) in self._parts

    def open(self, part: str) -> IO[bytes]:
        """The bytes of a part."""
        return self._archive.open(self._parts[_name_of(part)])

    def relations(self, part: str) -> Mapping[str, Relation]:
        """What a part refers to, by the id that it uses; of "" what the workbook as a whole does."""
        folder, name = posixpath.split(part)
        listing = posixpath.join(folder, "_rels", f"{name}.rels")
        found: dict[str, Relation] = {}

        def take(attributes: Mapping[str, str]) -> None:
            target = attributes.get("Target", "")
            if attributes.get("TargetMode") != "External" and "://" not in target:
                target = posixpath.normpath(posixpath.join("/", folder, unquote(target))).lstrip("/")
            kind = attributes.get("Type", "").rpartition("/")[2]
            found[attributes.get("Id", "")] = Relation(kind, target)

        if listing in self:
            with self.open(listing) as source:
                for _ in walk(source, {"Relationship": take}, {}, _MOST_RELATIONS):
                    pass
        return found


def _name_of(part: str) -> str:
    return part.replace("\\", "/").lstrip("/").casefold()
