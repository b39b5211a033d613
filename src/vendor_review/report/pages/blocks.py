"""Pieces of a review page, as a notebook cell shows them: HTML or a chart, each with a text form that stands alone."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Protocol

from markupsafe import Markup

#: Key of the metadata that marks an output as part of the page; what else a notebook prints stays in the notebook.
PAGE_KEY = "vendor_review"
#: The MIME type that JupyterLab draws, and the exporter turns into SVG.
VEGALITE_MIME = "application/vnd.vegalite.v5+json"
#: Where a template leaves room for a chart of its fragment, and the chart's name.
CHART_PLACE = re.compile(r"<!-- chart ([a-z]+) -->")


_FRAME = (
    "<style>div.vendor-review :is(td, th) { text-align: left !important; vertical-align: top; }"
    " div.vendor-review .number { text-align: right !important; }"
    " div.vendor-review :is(time, .nowrap) { white-space: nowrap; }</style>"
    '<div class="vendor-review">',
    "</div>",
)


def framed(html: str) -> str:
    """A fragment as a notebook shows it: JupyterLab sets all cells of tables to the right, which is hard to read."""
    return html.join(_FRAME)


def unframed(html: str) -> str:
    """The fragment again, for a page, which has a style sheet of its own."""
    return html.removeprefix(_FRAME[0]).removesuffix(_FRAME[1]) if html.startswith(_FRAME[0]) else html


class Block(Protocol):
    """One output of a cell."""

    def _repr_mimebundle_(self, include: object = None, exclude: object = None) -> Any: ...


@dataclass(frozen=True, repr=False)
class Chart:
    """A Vega-Lite chart joined with its data.

    Attributes
    ----------
    spec
        The whole specification.
    title
        What it shows, for a screen reader.
    finding
        What a reader should take from it, in a sentence; also its text form.
    """

    spec: Mapping[str, Any]
    title: str
    finding: str

    def __repr__(self) -> str:
        return f"{self.title}. {self.finding}"

    def _repr_mimebundle_(self, include: object = None, exclude: object = None) -> Any:
        bundle = {VEGALITE_MIME: dict(self.spec), "text/plain": repr(self)}
        return bundle, {PAGE_KEY: {"title": self.title, "finding": self.finding}}


@dataclass(frozen=True, repr=False)
class Fragment:
    """HTML that our templates rendered, with the same facts as text for a notebook that is not trusted.

    Attributes
    ----------
    html
        A fragment without script, every value in it escaped.
    text
        The same in plain text.
    anchor, title
        Where the fragment opens a section: its id in the page, and its entry in the contents list.
    charts
        Charts that the page draws within the fragment, by name; each has its place there, a comment such as
        `<!-- chart waterfall -->`. No value that a template escapes can write a comment.

    Raises
    ------
    ValueError
        If a chart has no place in the fragment, or more than one.
    """

    html: str
    text: str
    anchor: str = ""
    title: str = ""
    charts: Mapping[str, Chart] = field(default_factory=dict)

    def __post_init__(self) -> None:
        places = CHART_PLACE.findall(self.html)
        for name in self.charts:
            if places.count(name) != 1:
                raise ValueError(f"the chart {name!r} has {places.count(name)} places in its fragment, not 1")

    def __repr__(self) -> str:
        return self.text

    def _repr_mimebundle_(self, include: object = None, exclude: object = None) -> Any:
        words: dict[str, Any] = {"anchor": self.anchor, "title": self.title} if self.anchor else {}
        if self.charts:
            words["charts"] = {
                name: {"spec": dict(chart.spec), "title": chart.title, "finding": chart.finding}
                for name, chart in self.charts.items()
            }
        return {"text/html": framed(self.html), "text/plain": self.text}, {PAGE_KEY: words}


def told(sentence: str) -> Fragment:
    """A paragraph in the place of a picture that so few points do not need."""
    return Fragment(str(Markup("<p>{}</p>").format(sentence)), sentence)


@dataclass(frozen=True, repr=False)
class Section:
    """A section of the page: blocks in reading order, each an output of its own."""

    blocks: Sequence[Block]

    def __repr__(self) -> str:
        """The text forms of its blocks."""
        return "\n".join(map(repr, self.blocks))

    def _ipython_display_(self) -> None:
        from IPython.display import display

        for block in self.blocks:
            display(block)  # type: ignore[no-untyped-call]
