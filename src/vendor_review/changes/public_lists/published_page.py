"""public-list.html as entries: read as report/templates/public_list.html.j2 writes it."""

from __future__ import annotations

import functools
import re
import warnings
from collections.abc import Mapping
from typing import TYPE_CHECKING

from vendor_review.changes.public_lists.entry import CHOSEN, MOST_PROBLEMS, Entry, place_in_words
from vendor_review.errors import ListUnreadable
from vendor_review.schema.public_page.labels import ENGLISH, LANGUAGES, Labels, labels

if TYPE_CHECKING:
    from bs4 import BeautifulSoup, Tag

_LOOSE_ENDS = re.compile(r"<(?=[^<>]*(?:<|\Z))")
# The parser goes back for each; a whole page has none, but for what a browser leaves in a link's title.
_MOST_LOOSE_ENDS = 100
_MOST_TAGS = 1_000_000
# A tag that closes nothing is looked for in all that are open, and a heading holds the words of all within it.
_DEEPEST = 200
_TOO_DEEP = f"has tags within tags, more than {_DEEPEST} deep, which no list has; name its JSON or CSV"
# How a list began a vendor before all of a section were in one table.
_OF_A_VENDOR = re.compile("^vendor-")


def page_entries(file: str, text: str) -> list[Entry]:
    """The entries of a public-list.html, also as a browser has saved it; `file` is what a refusal calls it.

    Raises
    ------
    ListUnreadable
        It holds no list as we write it, or an entry that names no vendor; with all problems at once.
    """
    from bs4.exceptions import ParserRejectedMarkup

    if text.count("<") > _MOST_TAGS:
        raise ListUnreadable(f"{file}: has more than {_MOST_TAGS:,} tags, which no list has; name its JSON.")
    if len(_LOOSE_ENDS.findall(text)) > _MOST_LOOSE_ENDS:
        raise ListUnreadable(
            f"{file}: is not HTML: its tags have no end; save the page again, or name its JSON."
        )
    try:
        with warnings.catch_warnings():
            # Guesses at what a file may be that holds no HTML: told below.
            warnings.simplefilter("ignore")
            page = _shallow_page(text)
    except ParserRejectedMarkup as error:
        raise ListUnreadable(f"{file}: is not HTML: {error}.") from error
    except RecursionError:
        raise ListUnreadable(f"{file}: {_TOO_DEEP}.") from None
    listing = page.find("div", class_="public-list")
    if listing is None or listing.find("table") is None:
        raise ListUnreadable(
            f"{file}: holds no public list as vendor-review writes it; name its JSON or CSV."
        )
    if listing.find("table", class_="listed") is None and listing.find("table", id=_OF_A_VENDOR):
        raise ListUnreadable(
            f"{file}: was written by an earlier version of vendor-review, with a table for each vendor; name its JSON "
            "or CSV."
        )
    words = _labels_of(page)
    codes = _codes(words.language)
    entries: list[Entry] = []
    problems: list[str] = []
    title: Tag | None = None
    for found in listing.find_all(["h2", "h3", "table"]):
        if found.name != "table":
            title = found
            continue
        if "listed" not in found.get_attribute_list("class"):
            continue
        section = _words(title) if title else None
        for company in found.find_all("tbody"):
            heading = company.find("th")
            if heading is None or not _texts(heading, "name"):
                problems.append(f"{file}, section {section!r}: has an entry that names no vendor.")
                continue
            under = None if section == words["page"]["other_section"] else section
            entries += [
                {"section": under, **_of_company(heading), **_of_row(row, codes)}
                for row in company.find_all("tr")
            ]
    if problems:
        raise ListUnreadable(problems[:MOST_PROBLEMS])
    # The page names no columns: one that is blank throughout is as good as one that it does not show.
    lacking = {field for field in CHOSEN if not any(entry[field] for entry in entries)}
    return [{field: value for field, value in entry.items() if field not in lacking} for entry in entries]


def _shallow_page(text: str) -> BeautifulSoup:
    """The page; RecursionError where its tags are nested too deep."""
    from bs4 import BeautifulSoup

    class Page(BeautifulSoup):
        def pushTag(self, tag: Tag) -> None:  # noqa: N802 - as the library calls it
            if len(self.tagStack) > _DEEPEST:
                raise RecursionError
            super().pushTag(tag)

    return Page(text, "html.parser")


def _of_company(heading: Tag) -> Entry:
    """What an entry says of the company, once for all of its rows."""
    return {
        **{field: _text(heading, field) for field in ("name", "legal_entity", "address")},
        "url": next(iter(_links(heading, "url")), None),
        "security": _links(heading, "security"),
        "privacy": _links(heading, "privacy"),
    }


def _labels_of(page: BeautifulSoup) -> Labels:
    """The labels of the language that a page says it is in; those of English where it says none of ours."""
    root = page.find("html")
    language = str(root.get("lang", "")) if root is not None else ""
    return labels(language if language in LANGUAGES else ENGLISH)


@functools.cache
def _codes(language: str) -> Mapping[str, Mapping[str, str]]:
    """By part of the labels of a language, what each label stands for."""
    words, parts = labels(language), ("roles", "bases", "training", "place_kinds")
    return {part: {label: code for code, label in words[part].items()} for part in parts}


def _of_row(row: Tag, codes: Mapping[str, Mapping[str, str]]) -> Entry:
    """What an entry says of what the company is engaged for."""
    told = (
        "product",
        "purpose",
        "data_shared",
        "customer_region",
        "condition",
        "footnote",
        "retention",
        "ai_models",
    )
    since = row.find("time")
    return {
        **{field: _text(row, field) for field in told},
        "role": next((codes["roles"].get(words, words) for words in _texts(row, "role")), None),
        "trains_on_data": next(
            (codes["training"].get(words, words) for words in _texts(row, "trains_on_data")), None
        ),
        "location": [_place(tag, codes["place_kinds"]) for tag in _tags(row, "location")],
        "transfer_basis": [codes["bases"].get(words, words) for words in _texts(row, "transfer_basis")],
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


def _place(part: Tag, kinds: Mapping[str, str]) -> Mapping[str, str | None]:
    tag = part.find(class_="kind")
    kind = kinds.get(_words(tag.extract()).removeprefix("(").removesuffix(")")) if tag else None
    return place_in_words(kind, _words(part))
