"""public-list.html as entries: read as report/templates/public_list.html.j2 writes it."""

from __future__ import annotations

import re
import warnings
from collections.abc import Mapping
from typing import TYPE_CHECKING

from vendor_review.changes.entry import Entry, place_in_words
from vendor_review.errors import ListUnreadable

if TYPE_CHECKING:
    from bs4 import Tag

NO_SECTION = "Other subprocessors"
"""What the page calls the section of vendors that are in none."""
_SINCE, _FROM = "Since", "From"
_HEADINGS = (
    "Purpose", "Data shared", "Location", "Role", "URL", "Security", "Privacy", "Legal entity", "Transfer basis",
    _SINCE,
)  # fmt: skip
_MOST_PROBLEMS = 20
_LOOSE_ENDS = re.compile(r"<(?=[^<>]*(?:<|\Z))")
# The parser goes back for each; a whole page has none, but for what a browser leaves in a link's title.
_MOST_LOOSE_ENDS = 100
_PLACE_KINDS = {"(processing)": "processing", "(company seat)": "entity"}


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
                section = None if (title := _words(found)) == NO_SECTION else title
        elif "terms" not in found.get_attribute_list("class"):
            caption = found.find("caption")
            name = _words(caption) if caption else ""
            rows = _rows(found)
            lacking = [heading for heading in _HEADINGS if heading not in rows]
            problems += [f"{file}, {name!r}: has no row {heading}." for heading in lacking]
            if not name:
                problems.append(f"{file}, section {section!r}: has a table that names no vendor.")
            elif not lacking:
                entries.append({"section": section, "name": name, **_told(rows)})
    if problems:
        raise ListUnreadable(problems[:_MOST_PROBLEMS])
    return entries


def _rows(table: Tag) -> dict[str, Tag]:
    """Heading to cell of each row of a vendor's table, and under `Since` that of one that is yet to come."""
    # The page leaves end tags out, so that each row lies in the one before: the innermost is taken out first.
    cells: dict[str, Tag] = {}
    for row in [row.extract() for row in reversed(table.find_all("tr"))]:
        cell, heading = row.find("td"), row.find("th")
        if cell and heading:
            cell.extract()
            cells[_words(heading)] = cell
    if _FROM in cells:
        cells[_SINCE] = cells[_FROM]
    return cells


def _told(row: Mapping[str, Tag]) -> Entry:
    """What a table says below the vendor's name."""
    announced = row[_SINCE].find(class_="announced")
    if announced:
        announced.extract()
    return {
        "legal_entity": _stated(row["Legal entity"]),
        "role": next(iter(_values(row["Role"])), None),
        "location": [_place(part) for part in _parts(row["Location"])],
        "purpose": _stated(row["Purpose"]),
        "data_shared": _stated(row["Data shared"]),
        "url": next(iter(_links(row["URL"])), None),
        "security": _links(row["Security"]),
        "privacy": _links(row["Privacy"]),
        "transfer_basis": _values(row["Transfer basis"]),
        "since": _stated(row[_SINCE]),
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


def _values(cell: Tag) -> list[str]:
    """Values of the register's vocabulary, which the page shows in words."""
    return [str(value["value"]) for value in cell.find_all("data", value=True)]


def _place(part: Tag) -> Mapping[str, str | None]:
    told = part.find(class_="kind")
    kind = _PLACE_KINDS.get(_words(told.extract())) if told else None
    return place_in_words(kind, _words(part))
