"""public-list.html as entries: read as report/templates/public_list.html.j2 writes it."""

from __future__ import annotations

import re
import warnings
from collections.abc import Mapping
from typing import TYPE_CHECKING

from vendor_review.changes.public_lists.entry import MOST_PROBLEMS, Entry, place_in_words
from vendor_review.errors import ListUnreadable
from vendor_review.schema.public_page import public_words

if TYPE_CHECKING:
    from bs4 import Tag

_ROLES = {words: role for role, words in public_words.ROLES.items()}
_BASES = {words: basis for basis, words in public_words.BASES.items()}
_KIND_SAID = {f"({words})": kind for kind, words in public_words.PLACE_KINDS.items()}
_LOOSE_ENDS = re.compile(r"<(?=[^<>]*(?:<|\Z))")
# The parser goes back for each; a whole page has none, but for what a browser leaves in a link's title.
_MOST_LOOSE_ENDS = 100


def page_entries(file: str, text: str) -> list[Entry]:
    """The entries of a public-list.html, also as a browser has saved it; `file` is what a refusal calls it.

    Raises
    ------
    ListUnreadable
        It holds no list as we write it, or an entry that names no vendor; with all problems at once.
    """
    from bs4 import BeautifulSoup
    from bs4.exceptions import ParserRejectedMarkup

    if len(_LOOSE_ENDS.findall(text)) > _MOST_LOOSE_ENDS:
        raise ListUnreadable(
            f"{file}: is not HTML: its tags have no end; save the page again, or name its JSON."
        )
    try:
        with warnings.catch_warnings():
            # Guesses at what a file may be that holds no HTML: told below.
            warnings.simplefilter("ignore")
            page = BeautifulSoup(text, "html.parser")
    except ParserRejectedMarkup as error:
        raise ListUnreadable(f"{file}: is not HTML: {error}.") from error
    listing = page.find("div", class_="public-list")
    if listing is None or listing.find("table") is None:
        raise ListUnreadable(
            f"{file}: holds no public list as vendor-review writes it; name its JSON or CSV."
        )
    entries: list[Entry] = []
    problems: list[str] = []
    for table in listing.find_all("table", class_="listed"):
        title = table.find_previous(["h2", "h3"])
        section = _words(title) if title else None
        for company in table.find_all("tbody"):
            heading = company.find("th")
            if heading is None or not _texts(heading, "name"):
                problems.append(f"{file}, section {section!r}: has an entry that names no vendor.")
                continue
            under = None if section == public_words.OTHER_SECTION else section
            entries += [
                {"section": under, **_of_company(heading), **_of_row(row)} for row in company.find_all("tr")
            ]
    if problems:
        raise ListUnreadable(problems[:MOST_PROBLEMS])
    return entries


def _of_company(heading: Tag) -> Entry:
    """What an entry says of the company, once for all of its rows."""
    return {
        **{field: _text(heading, field) for field in ("name", "legal_entity", "address")},
        "url": next(iter(_links(heading, "url")), None),
        "security": _links(heading, "security"),
        "privacy": _links(heading, "privacy"),
    }


def _of_row(row: Tag) -> Entry:
    """What an entry says of what the company is engaged for."""
    told = ("product", "purpose", "data_shared", "customer_region", "condition", "footnote")
    since = row.find("time")
    return {
        **{field: _text(row, field) for field in told},
        "role": next((_ROLES.get(words, words) for words in _texts(row, "role")), None),
        "location": [_place(tag) for tag in _tags(row, "location")],
        "transfer_basis": [_BASES.get(words, words) for words in _texts(row, "transfer_basis")],
        "optional": bool(_tags(row, "optional")),
        "since": str(since["datetime"]) if since is not None and since.has_attr("datetime") else None,
        "announced": bool(_tags(row, "announced")),
    }


def _words(tag: Tag) -> str:
    return " ".join(tag.get_text().split())


def _tags(within: Tag, field: str) -> list[Tag]:
    return list(within.find_all(True, attrs={"data-field": field}))


def _texts(within: Tag, field: str) -> list[str]:
    return [*map(_words, _tags(within, field))]


def _text(within: Tag, field: str) -> str | None:
    return next(iter(_texts(within, field)), None)


def _links(within: Tag, field: str) -> list[str]:
    return [str(link["href"]) for link in _tags(within, field) if link.has_attr("href")]


def _place(part: Tag) -> Mapping[str, str | None]:
    tag = part.find(class_="kind")
    kind = _KIND_SAID.get(_words(tag.extract())) if tag else None
    return place_in_words(kind, _words(part))
