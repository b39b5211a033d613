"""Draws a Vega-Lite specification as static SVG: described, themed by the page, small, without script."""

from __future__ import annotations

import json
import re
import unicodedata
import xml.etree.ElementTree as ET
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

from vendor_review.characters import writable
from vendor_review.report.charts import GROUND
from vendor_review.report.charts.drawing_engine import drawing_engine
from vendor_review.report.charts.marks import slim

#: What is as white as the page, and does not let shine through what lies below it.
_PAPER = "#fffffe"
#: Where the engine puts a text against its place, per pixel of its size; rounded to whole pixels.
_BASELINES = {"top": 0.79, "middle": 0.3, "bottom": -0.21}
#: No chart has room for more; measuring takes time that grows with it.
LONGEST = 250
_FIRST, _LAST = 0xE000, 0xF8FF
_TIMES = 3  # a private character is measured at a third of what is wide
_STAND_IN = re.compile(rf"([{chr(_FIRST)}-{chr(_LAST)}])(?:\1{{{_TIMES - 1}}})?")
_LINE_END = re.compile("[\t\n\r\N{LINE SEPARATOR}\N{PARAGRAPH SEPARATOR}]+")
_JOINER = "\N{ZERO WIDTH JOINER}"


@dataclass(frozen=True)
class _Compiled:
    """A chart without its data: what the engine draws, as JSON, and the size of each kind of text left out of it."""

    vega: str
    text_sizes: Mapping[str, str]

    def with_data(self, datasets: Mapping[str, Any]) -> dict[str, Any]:
        vega: dict[str, Any] = json.loads(self.vega)
        for data in vega["data"]:
            if data["name"] in datasets:
                data["values"] = datasets[data["name"]]
        return vega

    def sized(self, drawn: ET.Element) -> None:
        """Gives the texts of a picture the sizes that were left out."""
        for group in drawn.iter("{http://www.w3.org/2000/svg}g"):
            for name in group.get("class", "").split():
                if name in self.text_sizes:
                    for text in group:
                        text.set("font-size", self.text_sizes[name])


@cache
def _compiled(spec: str) -> _Compiled:
    """A Vega-Lite specification without its data, for the engine: what it compiles to depends on no value in the data.

    Measuring texts is most of what drawing costs. Where a chart's size is fixed, nothing depends on how wide a text is,
    and texts have no size until they are drawn: the engine need not measure them.
    """
    vega = drawing_engine().compile(spec)
    sizes: dict[str, str] = {}
    for mark in vega["marks"] if vega.get("autosize") == "none" else ():
        if mark["type"] == "text":
            look = mark["encode"]["update"]
            size, baseline = look["fontSize"]["value"], look.pop("baseline")["value"]
            below = look.get("dy", {"value": 0})["value"] + round(_BASELINES[baseline] * size)
            look |= {"fontSize": {"value": 0}, "dy": {"value": below}}
            sizes[mark["name"]] = f"{size}px"
    return _Compiled(json.dumps(vega), sizes)


def draw_svg(spec: Mapping[str, Any], *, anchor: str, title: str) -> str:
    """The chart as one `svg` element, to be put into HTML.

    Parameters
    ----------
    spec
        A Vega-Lite 5 specification with its data in it; it is drawn without any network access.
    anchor
        Prefix of the ids of its title and of the caption that describes it, `<anchor>-caption`; unique in the page.
    title
        What a screen reader calls the picture.

    Raises
    ------
    RunFailed
        If the drawing engine fails, or breaks off.
    """
    texts = DrawnTexts()
    plain = texts.draw(spec)
    datasets = plain["datasets"]
    compiled = _compiled(json.dumps({**plain, "datasets": {name: [] for name in datasets}}))
    drawn = drawing_engine().draw(compiled.with_data(datasets))
    tree = ET.fromstring(drawn)  # noqa: S314 - our own engine's output, every text in it escaped by it
    compiled.sized(tree)
    for element in tree.iter():
        if element.text:
            element.text = texts.restore(element.text)
        for name in ("fill", "stroke"):
            # The page's style sheet knows each colour, and gives it another in the dark.
            if name in element.attrib:
                colour = element.attrib[name].lower()
                element.set(name, {GROUND: "none", _PAPER: "#fff"}.get(colour, colour))
    root = slim(tree)
    root.set("role", "img")
    root.set("aria-labelledby", f"{anchor}-title")
    root.set("aria-describedby", f"{anchor}-caption")
    named = ET.Element("title", {"id": f"{anchor}-title"})
    named.text = writable(title)
    root.insert(0, named)
    return re.sub(r"\s*\n\s*", "", ET.tostring(root, encoding="unicode", short_empty_elements=True)).replace(
        " />", "/>"
    )


class DrawnTexts:
    """The texts of one picture, as the engine can measure and cut them: `draw` on the way there, `restore` back.

    The engine cuts a label by units of 16 bits, through the middle of an emoji, and then fails; a wide character is as
    wide as whatever font this machine has. So each of these is drawn as three characters of a private plane, which the
    engine measures alike everywhere, and is put back into the picture; what was cut through is left out.
    """

    def __init__(self) -> None:
        self._drawn: dict[str, str] = {}
        self._taken: set[str] = set()
        self._stand_ins: dict[str, str] = {}
        self._meant: dict[str, str] = {}

    def draw(self, part: Any) -> Any:
        """A specification, or a part of one, with its texts as the engine can draw them; different ones stay so."""
        if isinstance(part, str):
            return self._text(part)
        if isinstance(part, Mapping):
            return {name: self.draw(value) for name, value in part.items()}
        return [*map(self.draw, part)] if isinstance(part, Sequence) else part

    def restore(self, drawn: str) -> str:
        """A text of the picture with what was meant in the place of its stand-ins."""
        return _STAND_IN.sub(
            lambda found: self._meant.get(found[1], "") if len(found[0]) == _TIMES else "", drawn
        )

    def _text(self, text: str) -> str:
        if text not in self._drawn:
            drawn = self._plain(text)
            number = 1
            while drawn in self._taken:
                number += 1
                drawn = f"{self._plain(text)} ({number})"
            self._taken.add(drawn)
            self._drawn[text] = drawn
        return self._drawn[text]

    def _plain(self, text: str) -> str:
        short = text if len(text) <= LONGEST else text[: LONGEST - 1] + "…"
        line = _LINE_END.sub(" ", writable(short))
        return line if line.isascii() else "".join(map(self._stand_in, _clusters(line)))

    def _stand_in(self, cluster: str) -> str:
        if not any(map(_is_wide, cluster)):
            return cluster
        if cluster not in self._stand_ins:
            code = _FIRST + len(self._stand_ins)
            if code > _LAST:
                return "\N{REPLACEMENT CHARACTER}"
            self._stand_ins[cluster] = chr(code) * _TIMES
            self._meant[chr(code)] = cluster
        return self._stand_ins[cluster]


def _clusters(text: str) -> Iterator[str]:
    """The text in pieces that nobody may cut: a character with its marks, characters that are joined to one sign."""
    cluster = ""
    for character in text:
        if cluster and not (cluster.endswith(_JOINER) or _is_joined(character)):
            yield cluster
            cluster = ""
        cluster += character
    yield cluster


def _is_joined(character: str) -> bool:
    return (
        character == _JOINER
        or unicodedata.category(character)[0] == "M"
        or "EMOJI MODIFIER" in unicodedata.name(character, "")
    )


def _is_wide(character: str) -> bool:
    return (
        ord(character) > 0xFFFF
        or unicodedata.east_asian_width(character) in "WF"
        or unicodedata.category(character) == "Co"
    )
