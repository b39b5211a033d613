"""Draws a Vega-Lite specification as static SVG: described, themed by the page, free of script and inline style."""

from __future__ import annotations

import re
import xml.etree.ElementTree as ET
from collections.abc import Mapping
from typing import Any

from vendor_review.report.charts import theme_colours
from vendor_review.report.lean_svg import slim

_VEGALITE_VERSION = "5.20"
#: Charts wider than this may shrink with the window, down to this width.
_WIDE_PIXELS = 640


def draw_svg(spec: Mapping[str, Any], *, anchor: str, title: str, description: str) -> str:
    """The chart as one `svg` element, to be put into HTML.

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
    tree = ET.fromstring(drawn)  # noqa: S314 - our own engine's output, every text in it escaped by it
    colours = theme_colours()
    for element in tree.iter():
        for name in ("fill", "stroke"):
            colour = element.get(name, "").lower()
            if colour in colours:
                element.set(name, colours[colour])
    root = slim(tree)
    if float(root.attrib["width"]) > _WIDE_PIXELS:
        root.set("class", "wide")
    root.set("role", "img")
    root.set("aria-labelledby", f"{anchor}-title {anchor}-description")
    for place, (tag, name, text) in enumerate(
        (("title", "title", title), ("desc", "description", description))
    ):
        element = ET.Element(tag, {"id": f"{anchor}-{name}"})
        element.text = text
        root.insert(place, element)
    return re.sub(r"\s*\n\s*", "", ET.tostring(root, encoding="unicode", short_empty_elements=True)).replace(
        " />", "/>"
    )
