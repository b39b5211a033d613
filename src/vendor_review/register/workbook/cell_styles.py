"""What the styles of a workbook say of its cells: the format of numbers, and text that is struck through."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from openpyxl.styles.numbers import BUILTIN_FORMATS

from vendor_review.register.workbook.display.formats import shows_text_as_it_is
from vendor_review.register.workbook.elements import is_true, walk
from vendor_review.register.workbook.package import Package

_MOST_ELEMENTS = 1_000_000
# Days as East Asian versions of Excel show them; no list of formats has these.
_BUILTIN = {**BUILTIN_FORMATS, **dict.fromkeys((*range(27, 37), *range(50, 59)), "yyyy-mm-dd")}


@dataclass
class CellStyles:
    """The number format of each style, and the styles, as cells name them, that strike or change any text."""

    formats: list[str] = field(default_factory=list)
    striking: set[str] = field(default_factory=set)
    rewording: set[str] = field(default_factory=set)

    def format_of(self, style: str) -> str:
        """The number format of the style that a cell names."""
        at = int(style or 0)
        return self.formats[at] if at < len(self.formats) else "General"


def is_struck(attributes: Mapping[str, str]) -> bool:
    """Whether an element `strike` says that text is struck through."""
    return is_true(attributes.get("val", "1"))


def read_styles(package: Package, part: str) -> CellStyles:
    """The styles of a workbook; what its writer got wrong of other looks does not matter."""
    styles = CellStyles()
    own: dict[int, str] = {}
    fonts: list[bool] = []
    inside = ""

    def enter(name: str) -> None:
        nonlocal inside
        inside = name

    def own_format(attributes: Mapping[str, str]) -> None:
        own[int(attributes["numFmtId"])] = attributes.get("formatCode", "General")

    def font(_: Mapping[str, str]) -> None:
        if inside == "fonts":
            fonts.append(False)

    def strike(attributes: Mapping[str, str]) -> None:
        if inside == "fonts" and fonts:
            fonts[-1] = is_struck(attributes)

    def style(attributes: Mapping[str, str]) -> None:
        if inside != "cellXfs":
            return
        name, number, looks = (
            str(len(styles.formats)),
            attributes.get("numFmtId", "0"),
            attributes.get("fontId", "0"),
        )
        code = own.get(int(number)) or _BUILTIN.get(int(number), "General")
        styles.formats.append(code)
        if int(looks) < len(fonts) and fonts[int(looks)]:
            styles.striking.add(name)
        if not shows_text_as_it_is(code):
            styles.rewording.add(name)

    starts = {
        "numFmt": own_format,
        "fonts": lambda _: enter("fonts"),
        "font": font,
        "strike": strike,
        "cellXfs": lambda _: enter("cellXfs"),
        "xf": style,
    }
    ends = {"fonts": lambda _: enter(""), "cellXfs": lambda _: enter("")}
    with package.open(part) as source:
        for _ in walk(source, starts, ends, _MOST_ELEMENTS):
            pass
    return styles
