"""Pieces of a review page, as a notebook cell shows them: HTML or a chart, each with a text form that stands alone."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

#: Key of the metadata that marks an output as part of the page; what else a notebook prints stays in the notebook.
PAGE_KEY = "vendor_review"
#: The MIME type that JupyterLab draws, and the exporter turns into SVG.
VEGALITE_MIME = "application/vnd.vegalite.v5+json"


class Block(Protocol):
    """One output of a cell."""

    def _repr_mimebundle_(self, include: object = None, exclude: object = None) -> Any: ...


@dataclass(frozen=True)
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
    """

    html: str
    text: str
    anchor: str = ""
    title: str = ""

    def _repr_mimebundle_(self, include: object = None, exclude: object = None) -> Any:
        heading = {"anchor": self.anchor, "title": self.title} if self.anchor else {}
        return {"text/html": self.html, "text/plain": self.text}, {PAGE_KEY: heading}


@dataclass(frozen=True)
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

    def _repr_mimebundle_(self, include: object = None, exclude: object = None) -> Any:
        bundle = {VEGALITE_MIME: dict(self.spec), "text/plain": f"{self.title}. {self.finding}"}
        return bundle, {PAGE_KEY: {"title": self.title, "finding": self.finding}}


@dataclass(frozen=True)
class Section:
    """A section of the page: blocks in reading order, each an output of its own."""

    blocks: Sequence[Block]

    def _ipython_display_(self) -> None:
        from IPython.display import display

        for block in self.blocks:
            display(block)  # type: ignore[no-untyped-call]
