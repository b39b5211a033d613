"""What the public list says and a page in another language does not, or says of other words than the register's."""

from __future__ import annotations

from collections.abc import Iterator

import pandas as pd

from vendor_review.schema.across_tables.accepted_rows import Accepted
from vendor_review.schema.cells.suggestions import nearest_words
from vendor_review.schema.findings.facts import facts
from vendor_review.schema.public_page import public_words
from vendor_review.schema.public_page.page import Page, PageWording
from vendor_review.schema.public_page.wording import plain

#: Fields of an engagement that are texts of the company's own.
_TEXTS = (
    "product",
    "purpose",
    "data_shared",
    "customer_region",
    "condition",
    "footnote",
    "retention",
    "ai_models",
)


def untranslated(accepted: Accepted) -> list[pd.DataFrame]:
    """Facts of each page in another language: words that are nearly the register's, and what it has no words for."""
    page = accepted.context.page
    if not page.wordings:
        return []
    texts = [*dict.fromkeys(_texts(accepted))]
    return [fact for wording in page.wordings for fact in _of_wording(wording, page, texts)]


def _of_wording(wording: PageWording, page: Page, texts: list[str]) -> Iterator[pd.DataFrame]:
    table = f"page.{wording.language}"
    missing = [text for text in texts if text not in wording.texts]
    near = nearest_words([text for text in wording.texts if text not in texts], missing)
    near = {text: meant for text, meant in near.items() if meant}
    for text, meant in near.items():
        yield facts("PAGE-022", table, "wording", value=text, suggestion=meant)
    lacking = [*_page_lacks(wording, page), *(text for text in missing if text not in near.values())]
    if lacking:
        yield facts("PAGE-023", table, value=lacking[0], detail=str(len(lacking)))


def _page_lacks(wording: PageWording, page: Page) -> Iterator[str]:
    """Keys of the page that it states, and the wording does not."""
    for key in ("services", "introduction", "exclusions", "closing"):
        if getattr(page, key) and not getattr(wording, key):
            yield key
    worded = {section.id: section for section in wording.sections}
    for section in page.sections:
        own = worded.get(section.id)
        for key in ("title", "introduction"):
            if getattr(section, key) and not getattr(own, key, ""):
                yield f"sections.{section.id}.{key}"


def _texts(accepted: Accepted) -> Iterator[str]:
    """Every text of the company's own on the list, in the register's order. Words for a place are mostly names."""
    shown = accepted.context.page.columns or public_words.USUAL
    fields = [name for name in _TEXTS if name in shown]
    for row in accepted.listed[fields].itertuples(index=False):
        yield from (plain(text) for text in row if text.strip())
    if "location" in shown:
        places = accepted.tables["places"]
        of_listed = places["engagement_id"].isin(accepted.listed["engagement_id"])
        yield from (plain(text) for text in places.loc[of_listed, "condition"] if text.strip())
