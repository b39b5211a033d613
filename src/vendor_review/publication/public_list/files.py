"""The public list as files: a page for people, JSON and CSV for their tools."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Mapping, Sequence
from typing import Any

from vendor_review.changes.public_lists.entry import BETWEEN, CHOSEN, FIELDS, entries_of, shown_place
from vendor_review.files.formulas import spreadsheet_safe
from vendor_review.schema.public_page.labels import ENGLISH, Labels, labels, own_names

PAGE, JSON_TWIN, CSV_TWIN = "public-list.html", "public-list.json", "public-list.csv"
#: What the page says of the files beside it.
TWINS = (
    {"label": "JSON", "file": JSON_TWIN, "media_type": "application/json"},
    {"label": "CSV", "file": CSV_TWIN, "media_type": "text/csv"},
)

FEED, FEED_TYPE = "feed.xml", "application/atom+xml"
COLUMNS = tuple(FIELDS)
_NONE: Mapping[str, Mapping[str, Any]] = {}


def public_files(
    listing: Mapping[str, Any],
    *,
    has_feed: bool = False,
    translated: Mapping[str, Mapping[str, Any]] = _NONE,
) -> dict[str, bytes]:
    """File name to content of `public-list.json`, `.csv` and `.html`; the same list gives the same bytes.

    Parameters
    ----------
    listing
        The list as plain data (`PublicList.as_dict`).
    has_feed
        Whether a feed of its changes lies beside it.
    translated
        Language to the list in it: each gives a page, such as `public-list.de.html`. JSON and CSV are one for all.
    """
    lists = {ENGLISH: listing, **translated}
    pages = _editions(lists) if translated else []
    return {
        JSON_TWIN: (json.dumps(listing, ensure_ascii=False, indent=2) + "\n").encode(),
        CSV_TWIN: _csv(listing).encode(),
        **{
            labels(language).file(PAGE): _page(own, labels(language), pages, has_feed=has_feed).encode()
            for language, own in lists.items()
        },
    }


def _editions(lists: Mapping[str, Mapping[str, Any]]) -> list[dict[str, Any]]:
    """Language, name, address and file of the page in each language."""
    names = own_names(lists)
    return [
        {
            "language": language,
            "name": names[language],
            "address": own["address"],
            "file": labels(language).file(PAGE),
        }
        for language, own in lists.items()
    ]


def _csv(facts: Mapping[str, Any]) -> str:
    """RFC 4180 with a header line, one line per listed engagement; a blank cell is not stated.

    Several values in a cell are separated by `; `; a place is led by its kind, as in `processing: Germany`.
    """
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\r\n")
    columns = (*COLUMNS, *(field for field in CHOSEN if field in facts["columns"]))
    writer.writerow(columns)
    for entry in entries_of(facts):
        cells = {**entry, "location": [shown_place(place) for place in entry["location"]]}
        writer.writerow([spreadsheet_safe(_cell(cells[column])) for column in columns])
    return text.getvalue()


def _cell(value: object) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, list):
        return BETWEEN.join(value)
    return "" if value is None else str(value)


def _page(
    facts: Mapping[str, Any], words: Labels, editions: Sequence[Mapping[str, Any]], *, has_feed: bool
) -> str:
    from vendor_review.report.pages.html import whole_page

    page = words["page"]
    organisation = facts["brand"] or facts["organisation"] or facts["legal_name"]
    title = page["title"].format(company=organisation) if organisation else page["title_alone"]
    edition = page["printed"].format(title=title, day=facts["updated_on"]) if facts["updated_on"] else title
    feed = {"label": page["feed"], "file": words.file(FEED), "media_type": FEED_TYPE}
    return whole_page(
        "public_page.html.j2",
        ("base.css", "public.css", *(["languages.css"] if editions else [])),
        title=title,
        printed=edition,
        language=words.language,
        listing=facts,
        twins=[*TWINS, *([feed] if has_feed else [])],
        editions=editions,
    )
