"""Reads `page.<language>.toml`: what `page.toml` and the register say, in another language, and no facts."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pandas as pd

from vendor_review.schema.cells.suggestions import nearest_words
from vendor_review.schema.findings.facts import facts
from vendor_review.schema.public_page.labels import LANGUAGES
from vendor_review.schema.public_page.page import Page, PageWording, Section
from vendor_review.schema.public_page.reading import page_address, worded_badly
from vendor_review.schema.public_page.toml_values import TomlReader

_PARAGRAPHS = ("introduction", "exclusions", "closing")
KEYS = ("address", "services", *_PARAGRAPHS, "sections", "wording")
_SECTION = ("id", "title", "introduction")


def read_wordings(
    told: Mapping[str, Mapping[str, Any]], page: Page
) -> tuple[tuple[PageWording, ...], list[pd.DataFrame]]:
    """The page's words by language, without those that are wrong, and facts.

    Parameters
    ----------
    told
        Language to its file as parsed.
    page
        What `page.toml` says: the sections are the same in every language.
    """
    read: list[PageWording] = []
    found: list[pd.DataFrame] = []
    for language, words in told.items():
        if language not in LANGUAGES:
            known = ", ".join(LANGUAGES)
            found.append(facts("PAGE-020", f"page.{language}", value=language, expected=known))
            continue
        wording, problems = _read(language, words, page)
        read.append(wording)
        found += problems
    return tuple(read), found


def plain(text: str) -> str:
    """A text as it is looked up: without idle white space."""
    return " ".join(text.split())


def _read(language: str, told: Mapping[str, Any], page: Page) -> tuple[PageWording, list[pd.DataFrame]]:
    top = TomlReader(told, "", KEYS, table=f"page.{language}")
    sections = _sections(top, page)
    wording = PageWording(
        language=language,
        address=page_address(top),
        services=top.text("services"),
        sections=sections,
        texts=_texts(top),
        **{key: top.paragraphs(key) for key in _PARAGRAPHS},
    )
    wordings = {key: getattr(wording, key) for key in _PARAGRAPHS}
    wordings |= {f"sections.{section.id}": (section.title, *section.introduction) for section in sections}
    return wording, [*top.found, *worded_badly(wordings, page.brand, top.table)]


def _sections(top: TomlReader, page: Page) -> tuple[Section, ...]:
    told = top.told.get("sections", [])
    if not isinstance(told, list) or not all(isinstance(item, Mapping) for item in told):
        top.wrong("sections", "a list of tables, [[sections]]")
        return ()
    known = [section.id for section in page.sections]
    sections: dict[str, Section] = {}
    for number, item in enumerate(told, start=1):
        reader = TomlReader(item, f"sections[{number}].", _SECTION, top.found, top.table)
        name = reader.text("id")
        section = Section(name, reader.text("title"), reader.paragraphs("introduction"))
        if name in sections:
            reader.tell("PAGE-007", "id", name, "another section has it")
        elif name not in known:
            near = nearest_words([name], known)[name]
            reader.tell("PAGE-021", "id", name, ", ".join(known) or "none", near)
        else:
            sections[name] = section
    return tuple(sections.values())


def _texts(top: TomlReader) -> dict[str, str]:
    told = top.told.get("wording", {})
    if not isinstance(told, Mapping):
        top.wrong("wording", "a table, [wording]")
        return {}
    reader = TomlReader(told, "wording.", tuple(told), top.found, top.table)
    texts = {plain(text): reader.text(text) for text in told}
    return {text: words for text, words in texts.items() if text and words}
