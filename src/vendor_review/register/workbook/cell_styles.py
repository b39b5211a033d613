"""The formats of a workbook's styles; nothing else of a style decides what a cell says."""

from __future__ import annotations

from collections.abc import Mapping

from openpyxl.styles.numbers import BUILTIN_FORMATS

from vendor_review.register.workbook.elements import walk
from vendor_review.register.workbook.package import Package

_MOST_ELEMENTS = 1_000_000


def read_formats(package: Package, part: str) -> list[str]:
    """The number format of each style, in the order by which cells name them."""
    own: dict[int, str] = {}
    formats: list[str] = []
    in_cells = False

    def own_format(attributes: Mapping[str, str]) -> None:
        own[int(attributes["numFmtId"])] = attributes.get("formatCode", "General")

    def start_styles(_: Mapping[str, str]) -> None:
        nonlocal in_cells
        in_cells = True

    def end_styles(_: str) -> None:
        nonlocal in_cells
        in_cells = False

    def style(attributes: Mapping[str, str]) -> None:
        if in_cells:
            number = int(attributes.get("numFmtId", 0))
            formats.append(own.get(number) or BUILTIN_FORMATS.get(number, "General"))

    starts = {"numFmt": own_format, "cellXfs": start_styles, "xf": style}
    with package.open(part) as source:
        for _ in walk(source, starts, {"cellXfs": end_styles}, _MOST_ELEMENTS):
            pass
    return formats
