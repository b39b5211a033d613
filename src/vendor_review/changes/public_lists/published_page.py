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

_TOLD = (
    "purpose", "data_shared", "location", "role", "url", "security", "privacy", "legal_entity", "transfer_basis",
    "since",
)  # fmt: skip
# A vendor that is yet to come has another heading over its day.
_FIELD_UNDER = {public_words.FIELDS[field]: field for field in _TOLD} | {"From": "since"}
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
        It holds no list as we write it, or a vendor without one of the rows; with all problems at once.
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
            f"{file}: holds no public list as vendor-review writes it; name a public-list.html, or its JSON or CSV."
        )
    entries: list[Entry] = []
    problems: list[str] = []
    section: str | None = None
    for found in listing.find_all(["h2", "h3", "table"]):
        if found.name != "table":
            if found.find_parent("caption") is None:
                section = None if (title := _words(found)) == public_words.OTHER_SECTION else title
        elif "terms" not in found.get_attribute_list("class"):
            caption = found.find("caption")
            name = _words(caption) if caption else ""
            rows = _rows(found)
            lacking = [field for field in _TOLD if field not in rows]
            problems += [f"{file}, {name!r}: has no row {public_words.FIELDS[field]}." for field in lacking]
            if not name:
                problems.append(f"{file}, section {section!r}: has a table that names no vendor.")
            elif not lacking:
                entries.append({"section": section, "name": name, **_told(rows)})
    if problems:
        raise ListUnreadable(problems[:MOST_PROBLEMS])
    return entries


def _rows(table: Tag) -> dict[str, Tag]:
    """Field to cell of each row of a vendor's table."""
    # The page leaves end tags out, so that each row lies in the one before: the innermost is taken out first.
    cells: dict[str, Tag] = {}
    for row in [row.extract() for row in reversed(table.find_all("tr"))]:
        cell, heading = row.find("td"), row.find("th")
        if cell and heading:
            cell.extract()
            cells[_FIELD_UNDER.get(_words(heading), "")] = cell
    return cells


def _told(row: Mapping[str, Tag]) -> Entry:
    """What a table says below the vendor's name."""
    announced = row["since"].find(class_="announced")
    if announced:
        announced.extract()
    return {
        "legal_entity": _stated(row["legal_entity"]),
        "role": next(iter(_values(row["role"], _ROLES)), None),
        "location": [_place(part) for part in _parts(row["location"])],
        "purpose": _stated(row["purpose"]),
        "data_shared": _stated(row["data_shared"]),
        "url": next(iter(_links(row["url"])), None),
        "security": _links(row["security"]),
        "privacy": _links(row["privacy"]),
        "transfer_basis": _values(row["transfer_basis"], _BASES),
        "since": _stated(row["since"]),
        "announced": announced is not None,
    }


def _words(tag: Tag) -> str:
    return " ".join(tag.get_text().split())


def _parts(cell: Tag) -> list[Tag]:
    """The items of a cell with several values, else the cell; none where nothing is stated."""
    if cell.find(class_="unstated"):
        return []
    return list(cell.find_all("li")) or [cell]


def _stated(cell: Tag) -> str | None:
    return _words(cell) if _parts(cell) else None


def _links(cell: Tag) -> list[str]:
    return [str(link["href"]) for link in cell.find_all("a", href=True)]


def _values(cell: Tag, of_words: Mapping[str, str]) -> list[str]:
    """Values of the register's vocabulary, which the page shows in words; what it has no words for stands as it is."""
    return [of_words.get(words, words) for words in map(_words, _parts(cell))]


def _place(part: Tag) -> Mapping[str, str | None]:
    tag = part.find(class_="kind")
    kind = _KIND_SAID.get(_words(tag.extract())) if tag else None
    return place_in_words(kind, _words(part))
