"""Markup of web pages and of Markdown in cells: it is never read as markup, so that people see it as typed."""

from __future__ import annotations

import html
import re
from collections.abc import Iterable

import numpy as np

from vendor_review.schema.cells.values import Flags, each

_TAGS = (
    "a", "abbr", "b", "blockquote", "body", "br", "button", "code", "dd", "div", "dl", "dt", "em", "font", "form",
    "h[1-6]", "head", "hr", "html", "i", "iframe", "img", "input", "li", "link", "mark", "meta", "nav", "ol", "p",
    "pre", "s", "script", "section", "small", "span", "strike", "strong", "style", "sub", "sup", "svg", "table",
    "tbody", "td", "th", "thead", "tr", "u", "ul",
)  # fmt: skip
# Every part is bounded: what a stranger writes may be as long as a file.
_TAG = re.compile(rf"</?(?:{'|'.join(_TAGS)})(?:[\s/][^<>]{{0,500}})?>", re.IGNORECASE)
_ENTITY = re.compile(r"&(?:[A-Za-z][A-Za-z0-9]{1,30}|#\d{1,7}|#[xX][0-9A-Fa-f]{1,6});")
_LINK = re.compile(r"!?\[([^\[\]\n]{1,200})\]\((?:https?://|mailto:|/)[^()\s]{0,500}\)")
_STRONG = re.compile(r"\*\*(?=\S)([^*\n]{1,200})(?<=\S)\*\*")
_MARKS = ("<", "&", "](", "**")


def markup(text: str) -> str:
    """The first piece of markup in a text, "" if there is none."""
    found = [match for pattern in (_TAG, _LINK, _STRONG) if (match := pattern.search(text))]
    entity = next((match for match in _ENTITY.finditer(text) if html.unescape(match[0]) != match[0]), None)
    first = min([*found, *([entity] if entity else [])], key=lambda match: match.start(), default=None)
    return first[0] if first else ""


def without_markup(text: str) -> str:
    """The text that a reader of such a page would see, on one line; "" if nothing would be left of it."""
    plain = _STRONG.sub(r"\1", _LINK.sub(r"\1", _TAG.sub(" ", text)))
    return " ".join(html.unescape(plain).split())


def have_markup(texts: Iterable[str]) -> Flags:
    """Which texts hold markup."""
    cells = [*texts]
    joined = "\n".join(cells)
    if not any(mark in joined for mark in _MARKS):
        return np.zeros(len(cells), dtype=np.bool_)
    return each(cells, markup)
