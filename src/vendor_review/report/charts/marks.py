"""The marks of a picture as small SVG: groups taken apart, coordinates rounded, neighbours that look alike together."""

from __future__ import annotations

import re
import xml.etree.ElementTree as ET
from collections.abc import Iterator, Mapping
from itertools import groupby

#: Attributes that a child takes over from its parent.
_INHERITED = (
    "fill",
    "stroke",
    "stroke-width",
    "stroke-dasharray",
    "font-family",
    "font-size",
    "font-weight",
    "text-anchor",
)
#: What counts where nothing is said.
_ASSUMED = {
    "opacity": "1",
    "fill-opacity": "1",
    "stroke-opacity": "1",
    "stroke": "none",
    "stroke-width": "1",
    "stroke-dasharray": "none",
    "stroke-miterlimit": "10",
    "stroke-linecap": "butt",
    "stroke-linejoin": "miter",
    "font-weight": "normal",
    "text-anchor": "start",
    "x": "0",
    "y": "0",
}
#: Words for programs and for other readers of SVG; one picture has one description.
_UNREAD = re.compile(r"class|style|role|aria-.*|pointer-events|cursor|display|href|title")
_MOVE = re.compile(r"translate\(([^,)]+)[, ]*([^)]*)\)\s*")
_TOKEN = re.compile(r"[A-Za-z]|-?(?:\d+\.?\d*|\.\d+)(?:e[-+]?\d+)?")
#: Per absolute command, which of its numbers lie on which axis; the other numbers are radii, angles and flags.
_AXES = {"M": "xy", "L": "xy", "T": "xy", "H": "x", "V": "y", "C": "xyxyxy", "S": "xyxy", "Q": "xyxy"}
_AXES["A"] = "....." + "xy"
_RELATIVE = {name.lower(): "." * len(axes) for name, axes in _AXES.items()}


def slim(drawn: ET.Element) -> ET.Element:
    """The same picture as a new `svg` element with the same size.

    Groups are taken apart and built again from neighbours that look alike, so every mark lies where its coordinates
    say; coordinates are rounded to a tenth of a pixel.
    """
    root = ET.Element("svg", {name: drawn.attrib[name] for name in ("width", "height", "viewBox")})
    marks = _merged([mark for child in drawn for mark in _marks(child, {}, 0.0, 0.0)])
    texts = [mark for mark in marks if mark.tag == "text"]
    for name in ("font-family", "font-size"):
        usual = [mark.get(name, "") for mark in texts]
        if usual:
            root.set(name, max(sorted(set(usual)), key=usual.count))
            for mark in texts:
                if mark.get(name) == root.get(name):
                    del mark.attrib[name]
    for shared, run in groupby(marks, key=lambda mark: (mark.tag, _style(mark))):
        alike = list(run)
        style = dict(shared[1])
        if len(alike) == 1 or not style:
            root.extend(alike)
            continue
        for mark in alike:
            for name in style:
                del mark.attrib[name]
        group = ET.SubElement(root, "g", style)
        group.extend(alike)
    return root


def _marks(element: ET.Element, inherited: Mapping[str, str], x: float, y: float) -> Iterator[ET.Element]:
    """The visible marks within `element`, each with its whole style and its place in the picture."""
    if element.get("display") == "none" or element.get("opacity") == "0":
        return
    given = {name: value for name, value in element.attrib.items() if not _UNREAD.fullmatch(name)}
    transform = given.pop("transform", "")
    moved = _MOVE.match(transform)
    if moved:
        x, y = x + float(moved[1]), y + float(moved[2] or 0)
        transform = transform[moved.end() :]
    style = {**inherited, **{name: given[name] for name in _INHERITED if name in given}}
    tag = element.tag.rpartition("}")[2]
    if tag == "g":
        # The engine turns marks and fades them, never whole groups; it clips only where a chart asks for it.
        assert not transform, transform
        assert given.get("opacity", "1") == "1", given
        assert "clip-path" not in given, given
        for child in element:
            yield from _marks(child, style, x, y)
        return
    seen = {name: value for name, value in {**given, **style}.items() if _ASSUMED.get(name) != value}
    if tag == "text":
        if element.text:
            yield _text(seen, element.text, x, y, transform)
        return
    assert not transform, transform
    if style.get("fill", "black") == style.get("stroke", "none") == "none":
        return
    for name in ("font-family", "font-size", "font-weight", "text-anchor"):
        seen.pop(name, None)
    if tag == "line":
        path = _line(*(float(seen.pop(name, 0)) for name in ("x1", "y1", "x2", "y2")))
        seen.pop("fill", None)
    elif tag == "rect":
        width, height = seen.pop("width"), seen.pop("height")
        path = f"M{seen.pop('x', 0)},{seen.pop('y', 0)}h{width}v{height}h-{width}Z"
    else:
        path = seen.pop("d", "")
    if "stroke" not in seen:
        seen.pop("stroke-width", None)
        if re.search(r"M[^A-Za-z]*h-?0(?![.\d])", path):
            return
    if path:
        yield ET.Element("path", {"d": shifted(path, x, y), **seen})


def _line(x1: float, y1: float, x2: float, y2: float) -> str:
    if x1 == x2:
        return f"M{x1},{y1}v{y2 - y1}"
    return f"M{x1},{y1}h{x2 - x1}" if y1 == y2 else f"M{x1},{y1}L{x2},{y2}"


def _text(seen: Mapping[str, str], text: str, x: float, y: float, turn: str) -> ET.Element:
    place = (
        {"transform": f"translate({_tenth(x)},{_tenth(y)}){turn}"}
        if turn
        else {"x": _tenth(x), "y": _tenth(y)}
    )
    shown = {name: value for name, value in seen.items() if not name.startswith("stroke")}
    mark = ET.Element("text", {**place, **shown})
    if "font-size" in seen:
        mark.set("font-size", seen["font-size"].removesuffix("px"))
    mark.text = text
    return mark


def shifted(path: str, x: float, y: float) -> str:
    """A path moved by `x` and `y`, its numbers rounded to a tenth."""
    tokens, place, written, command = _TOKEN.findall(path), 0, "", ""
    at = 0.0
    while place < len(tokens):
        if tokens[place].isalpha():
            command = tokens[place]
            place += 1
        if command in "Zz":
            written += "Z"
            continue
        axes = _AXES.get(command) or _RELATIVE[command]
        numbers = [float(token) for token in tokens[place : place + len(axes)]]
        place += len(axes)
        if command == "A" and abs(abs(numbers[5] - at) - 2 * numbers[0]) < 1e-6:
            # Half a circle: its radius follows from its ends, which rounding must not contradict.
            numbers[:2] = 1, 1
        at = numbers[-2] if len(numbers) > 1 else at
        moved = zip(numbers, axes, strict=True)
        written += command + ",".join(
            _tenth(number + {"x": x, "y": y, ".": 0.0}[axis]) for number, axis in moved
        )
    return written


def _tenth(number: float) -> str:
    rounded = f"{number:.1f}".removesuffix(".0")
    return "0" if rounded == "-0" else rounded


def _merged(marks: list[ET.Element]) -> list[ET.Element]:
    """Neighbouring paths of one look as one path, unless they let what lies below shine through."""
    kept: list[ET.Element] = []
    for mark in marks:
        last = kept[-1] if kept else None
        solid = mark.tag == "path" and not any("opacity" in name for name in mark.attrib)
        if last is not None and last.tag == "path" and solid and _look(last) == _look(mark):
            last.set("d", last.attrib["d"] + mark.attrib["d"])
        else:
            kept.append(mark)
    return kept


def _look(path: ET.Element) -> dict[str, str]:
    return {**path.attrib, "d": ""}


def _style(mark: ET.Element) -> tuple[tuple[str, str], ...]:
    return tuple(sorted((name, value) for name, value in mark.items() if name in _INHERITED))
