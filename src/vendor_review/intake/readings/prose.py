"""Reads prose that names its vendors in bold or as links, and sentences that name affiliates."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

from vendor_review.intake.blocks.block import Paragraph, Text
from vendor_review.intake.readings.row import Fact, Row, Setting
from vendor_review.intake.wording.names import has_legal_form, host_names, is_generic, is_known, is_name
from vendor_review.intake.wording.tables import turn

SENTENCE = "a sentence"
"""Heading of a fact that is a whole sentence, which may say more than the fact."""
_SENTENCE_END = re.compile(r"(?<=[.!?])\s+(?=[A-Z“\"])")
_MOST_NAMED = 160


def prose_rows(paragraph: Paragraph, setting: Setting) -> Iterator[Row]:
    """A row per name that a paragraph sets in bold, or links to the firm's own site."""
    seen: set[str] = set()
    for mark in paragraph.text.marks:
        name = paragraph.text.words[mark.start : mark.end].strip(" :.,")
        bold = mark.kind == "bold"
        linked = (
            mark.kind == "link" and name.casefold() in mark.href.casefold() and host_names(name, mark.href)
        )
        if (
            not (bold or linked)
            or name in seen
            or not is_name(name)
            or is_generic(name)
            or len(name.split()) > 5
        ):
            continue
        sentence = _sentence(paragraph.text, mark.start)
        if not (is_known(name) or has_legal_form(name) or turn("uses").search(sentence.words)):
            continue
        seen.add(name)
        facts = [
            Fact("name", paragraph.text.part(mark.start, mark.start + len(name)), paragraph.where),
            Fact("purpose", sentence, paragraph.where, SENTENCE),
        ]
        yield setting.placed(Row(tuple(facts), paragraph.where))


def _sentence(text: Text, place: int) -> Text:
    start = 0
    for end in [match.start() for match in _SENTENCE_END.finditer(text.words)] + [len(text.words)]:
        if start <= place < end or end == len(text.words):
            return text.part(start, end)
        start = end
    return text


@cache
def _firm() -> re.Pattern[str]:
    """Finds a firm in a sentence: words with capitals, and a legal form."""
    forms = turn("legal_forms_exact").pattern
    return re.compile(rf"(?:[A-Z][\w&'-]*\s+){{1,5}}(?:{forms}\s?)+\.?")


def affiliate_rows(paragraph: Paragraph, setting: Setting) -> Iterator[Row]:
    """A row per affiliate that a sentence names with its legal form, as one that works on customers' data."""
    words = paragraph.text.words
    for said in turn("affiliates").finditer(words):
        end = min(len(words), said.end() + _MOST_NAMED)
        for firm in _firm().finditer(words, said.end(), end):
            name = Fact("name", paragraph.text.part(*firm.span()), paragraph.where)
            sentence = _sentence(paragraph.text, firm.start())
            yield Row(
                (name, Fact("purpose", sentence, paragraph.where, SENTENCE)),
                paragraph.where,
                setting.section,
                "",
                True,
            )
