"""Draws a Vega-Lite specification as static SVG: described, themed by the page, free of script and inline style."""

from __future__ import annotations

import re
import xml.etree.ElementTree as ET
from collections.abc import Mapping
from typing import Any

from vendor_review.report.charts import theme_colours

_SVG = "http://www.w3.org/2000/svg"
_VEGALITE_VERSION = "5.20"
#: Attributes of every mark that say what a browser assumes anyway.
_IDLE = {"pointer-events": {"none"}, "stroke-miterlimit": {"10"}}


def draw_svg(spec: Mapping[str, Any], *, anchor: str, title: str, description: str) -> str:
    """The chart as one `svg` element.

    Parameters
    ----------
    spec
        A Vega-Lite 5 specification with its data in it; it is drawn without any network access.
    anchor
        Prefix of the ids of its title and description; unique in the page.
    title, description
        What a screen reader says instead of the picture.
    """
    import vl_convert

    drawn = vl_convert.vegalite_to_svg(dict(spec), vl_version=_VEGALITE_VERSION, allowed_base_urls=[])
    ET.register_namespace("", _SVG)
    root = ET.fromstring(drawn)  # noqa: S314 - our own engine's output, every text in it escaped by it
    for element in root.iter():
        # The page's policy forbids inline style; the engine's only one says that marks take no pointer events.
        element.attrib.pop("style", None)
        # One picture with one description: what the engine says of each mark would be read out besides.
        for name in [name for name in element.attrib if name == "role" or name.startswith("aria-")]:
            del element.attrib[name]
        for name, idle in _IDLE.items():
            if element.get(name) in idle:
                del element.attrib[name]
        for name in ("fill", "stroke"):
            colour = element.get(name, "").lower()
            if colour in theme_colours():
                element.set(name, theme_colours()[colour])
    root.set("role", "img")
    root.set("aria-labelledby", f"{anchor}-title {anchor}-description")
    for place, (tag, text) in enumerate((("title", title), ("desc", description))):
        element = ET.Element(
            f"{{{_SVG}}}{tag}", {"id": f"{anchor}-{'title' if tag == 'title' else 'description'}"}
        )
        element.text = text
        root.insert(place, element)
    return re.sub(r"\s*\n\s*", "", ET.tostring(root, encoding="unicode"))
