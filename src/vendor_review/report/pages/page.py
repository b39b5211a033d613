"""The page of an executed review notebook; nbconvert is not needed for it, and takes longer to load than this takes."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any

from markupsafe import Markup

from vendor_review.errors import RunFailed
from vendor_review.report.charts.svg import draw_svg
from vendor_review.report.pages.blocks import CHART_PLACE, PAGE_KEY, VEGALITE_MIME, unframed
from vendor_review.report.pages.completion_record import find_record
from vendor_review.report.pages.html import render, whole_page


def review_page(cells: Sequence[Mapping[str, Any]]) -> str:
    """One HTML file without script and without any outside request.

    Only outputs that the package's own sections left are taken, in their order; code, streams and whatever else a
    cell printed stay in the notebook.

    Parameters
    ----------
    cells
        The cells of an executed notebook.

    Raises
    ------
    RunFailed
        If the notebook did not run to its end: its last code cell has left no completion record.
    """
    record = find_record(cells)
    if record is None:
        raise RunFailed("this notebook did not run to its end (no completion record in its last cell)")
    outputs = [
        output
        for cell in cells
        for output in cell.get("outputs", ())
        if output["output_type"] == "display_data" and PAGE_KEY in output["metadata"]
    ]
    words = [output["metadata"][PAGE_KEY] for output in outputs]
    parts = _with_live_links([_part(output, place) for place, output in enumerate(outputs, start=1)])
    title = record["facts"]["title"]
    page = whole_page(
        "review.html.j2",
        ("base.css", "public.css", "review.css", "print.css"),
        title=title,
        printed=title,
        contents=[word for word in words if word.get("anchor")],
        parts=parts,
    )
    return page.strip() + "\n"


def _part(output: Mapping[str, Any], place: int) -> Markup:
    """One output as HTML. Fragments were escaped when the kernel rendered them; charts are drawn here."""
    data, words = output["data"], output["metadata"][PAGE_KEY]
    anchor = f"chart-{place}"
    if VEGALITE_MIME in data:
        return drawn_figure(data[VEGALITE_MIME], words, anchor)
    html, charts = unframed(data["text/html"]), words.get("charts", {})

    def drawn(found: re.Match[str]) -> str:
        name = found[1]
        return (
            drawn_figure(charts[name]["spec"], charts[name], f"{anchor}-{name}")
            if name in charts
            else found[0]
        )

    # One pass: what is drawn is not searched for further places.
    return Markup(CHART_PLACE.sub(drawn, _thin(html)) if charts else _thin(html))  # noqa: S704 - autoescaped by our own templates


def _with_live_links(parts: Sequence[Markup]) -> Sequence[Markup]:
    """The same parts, where a link leads to a vendor without a card the words alone: most of many have none."""
    cards = {anchor for part in parts for anchor in _VENDOR.findall(part)}

    def live(link: re.Match[str]) -> str:
        return link[0] if link[1] in cards else link[2]

    return [Markup(_TO_VENDOR.sub(live, part)) for part in parts]  # noqa: S704 - the same, with fewer tags


_VENDOR = re.compile(r'id="(vendor-[^"]*)"')
_TO_VENDOR = re.compile(r'<a href="#(vendor-[^"]*)">(.*?)</a>')


def _thin(html: str) -> str:
    """The same fragment in fewer bytes: without line ends before blocks, and quotes and escapes that nothing needs.

    What comes from the register has no quotation mark by then: it has been escaped.
    """
    return _PLAIN_VALUE.sub(r" \1=\2", _LINE_BEFORE_BLOCK.sub("", html)).replace("&#39;", "'")


_PLAIN_VALUE = re.compile(r' (class|scope)="([\w-]+)"')
_TAG = re.compile(r"<[a-z][^<>]*>")
_PLAIN_ATTRIBUTE = re.compile(r'="([\w#.-]+)"(?=[ >])')
#: Blank before what begins or ends a block shows nowhere.
_LINE_BEFORE_BLOCK = re.compile(
    r"\n\s*(?=</?(?:caption|d[dlt]|details|div|h[1-6]|li|ol|p|summary|t[dhr]|table|tbody|tfoot|thead|ul)\b)"
)


def drawn_figure(spec: Mapping[str, Any], words: Mapping[str, str], anchor: str) -> Markup:
    """A chart with its finding below it; `anchor` is unique in the page."""
    title, finding = words["title"], words["finding"]
    drawn = draw_svg(spec, anchor=anchor, title=title)
    # Within HTML a plain value needs no quotes. Text holds no tag by then: it has been escaped when drawn.
    thin = _TAG.sub(lambda tag: _PLAIN_ATTRIBUTE.sub(r"=\1", tag[0]), drawn)
    svg = Markup(thin)  # noqa: S704 - escaped when drawn
    return Markup(render("chart.html.j2", svg=svg, title=title, finding=finding, anchor=anchor))  # noqa: S704 - autoescaped
