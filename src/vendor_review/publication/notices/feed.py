"""The Atom feed of all changes of the public list."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any
from xml.etree import ElementTree

from vendor_review.publication.notices.announced_change import (
    AnnouncedChange,
    change_lines,
    change_title,
    list_title,
    owner_name,
    page_address,
    source_id,
)
from vendor_review.report.pages.html import render

FEED = "feed.xml"
_ATOM = "http://www.w3.org/2005/Atom"


def feed(listing: Mapping[str, Any], announced: Sequence[AnnouncedChange], as_of: date) -> bytes:
    """Atom (RFC 4287) with an entry per change, the newest review first; the same changes give the same bytes.

    Parameters
    ----------
    listing
        The public list as plain data.
    announced
        Every change that was ever told, earliest first.
    as_of
        The day of this review; the feed's date until it has an entry.
    """
    root = ElementTree.Element("feed", {"xmlns": _ATOM, "xml:lang": "en"})
    title = list_title(listing)
    _add(root, "id", source_id(listing).urn)
    _add(root, "title", f"{title}: changes")
    _add(root, "updated", _moment(max((item["told_on"] for item in announced), default=as_of.isoformat())))
    _add(_add(root, "author"), "name", owner_name(listing) or title)
    _link(root, listing)
    for item in sorted(announced, key=lambda item: str(item["told_on"]), reverse=True):
        entry = _add(root, "entry")
        _add(entry, "id", item["id"])
        _add(entry, "title", change_title(item))
        _add(entry, "updated", _moment(item["told_on"]))
        _add(entry, "published", _moment(item["told_on"]))
        term, label = (
            ("notice", "Needs notice") if item["needs_notice"] else ("information", "For information")
        )
        ElementTree.SubElement(entry, "category", {"term": term, "label": label})
        _link(entry, listing)
        _add(entry, "content", render("notice_lines.html.j2", lines=change_lines(item)), type="html")
    ElementTree.indent(root)
    content: bytes = ElementTree.tostring(root, encoding="utf-8", xml_declaration=True)
    return content + b"\n"


def _add(parent: ElementTree.Element, tag: str, text: str = "", **attributes: str) -> ElementTree.Element:
    element = ElementTree.SubElement(parent, tag, attributes)
    element.text = text or None
    return element


def _link(parent: ElementTree.Element, listing: Mapping[str, Any]) -> None:
    if address := page_address(listing):
        ElementTree.SubElement(parent, "link", {"rel": "alternate", "href": address})


def _moment(day: str) -> str:
    return f"{day}T00:00:00Z"
