"""The Atom feed of all changes of the public list."""

from __future__ import annotations

import uuid
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any
from urllib.parse import urljoin
from xml.etree import ElementTree

from vendor_review.publication.notices.announcement import (
    AnnouncedChange,
    change_lines,
    change_title,
    list_title,
    owner_name,
    page_address,
    source_id,
)
from vendor_review.publication.public_list.files import FEED, FEED_TYPE
from vendor_review.report.pages.html import render
from vendor_review.schema.public_page.labels import ENGLISH, Labels, labels

#: Of the page's part that tells what has changed.
LOG_ANCHOR = "change-log"
_ATOM = "http://www.w3.org/2005/Atom"


def feed(
    listing: Mapping[str, Any],
    announced: Sequence[AnnouncedChange],
    as_of: date,
    anchors: Mapping[str, str],
    words: Labels | None = None,
) -> bytes:
    """Atom (RFC 4287) with an entry per change, the newest review first; the same changes give the same bytes.

    Parameters
    ----------
    listing
        The public list as plain data.
    announced
        Every change that was ever told, earliest first.
    as_of
        The day of this review; the feed's date until it has an entry.
    anchors
        Key of an entry on the list to its anchor there.
    words
        The labels of the feed's language; English if left out.
    """
    words = words or labels()
    root = ElementTree.Element("feed", {"xmlns": _ATOM, "xml:lang": words.language})
    title = list_title(listing, words)
    _add(root, "id", _in(words, source_id(listing).urn))
    _add(root, "title", words["feed"]["title"].format(title=title))
    _add(root, "updated", _moment(max((item["told_on"] for item in announced), default=as_of.isoformat())))
    _add(_add(root, "author"), "name", owner_name(listing) or title)
    _link(root, page_address(listing))
    # Where the page lies, its feed lies beside it.
    ElementTree.SubElement(
        root,
        "link",
        {"rel": "self", "type": FEED_TYPE, "href": urljoin(page_address(listing), words.file(FEED))},
    )
    for item in sorted(announced, key=lambda item: str(item["told_on"]), reverse=True):
        entry = _add(root, "entry")
        _add(entry, "id", _in(words, item["id"]))
        _add(entry, "title", change_title(item, words))
        _add(entry, "updated", _moment(item["told_on"]))
        _add(entry, "published", _moment(item["told_on"]))
        term, label = ("notice", "can_object") if item["needs_notice"] else ("information", "information")
        ElementTree.SubElement(entry, "category", {"term": term, "label": words["feed"][label]})
        _link(entry, page_address(listing, anchors.get(item["key"], LOG_ANCHOR)))
        lines = change_lines(item, words)
        content = render("notice_lines.html.j2", language=words.language, lines=lines)
        _add(entry, "content", content, type="html")
    ElementTree.indent(root)
    written: bytes = ElementTree.tostring(root, encoding="utf-8", xml_declaration=True)
    return written + b"\n"


def _in(words: Labels, urn: str) -> str:
    """The id of a feed, or of an entry, in a language: a reader of two of them takes neither for the other."""
    return urn if words.language == ENGLISH else uuid.uuid5(uuid.UUID(urn), words.language).urn


def _add(parent: ElementTree.Element, tag: str, text: str = "", **attributes: str) -> ElementTree.Element:
    element = ElementTree.SubElement(parent, tag, attributes)
    element.text = text or None
    return element


def _link(parent: ElementTree.Element, address: str) -> None:
    if address:
        ElementTree.SubElement(parent, "link", {"rel": "alternate", "href": address})


def _moment(day: str) -> str:
    return f"{day}T00:00:00Z"
