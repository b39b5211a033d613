"""Reads prose that names its vendors in bold or as links, and sentences that name affiliates."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from functools import cache
from itertools import pairwise
from operator import itemgetter

from vendor_review.intake.blocks.block import Paragraph, Text
from vendor_review.intake.readings.data_told import with_data
from vendor_review.intake.readings.row import SENTENCE, Fact, Row, Setting
from vendor_review.intake.wording.names import has_legal_form, host_names, is_generic, is_known, is_name
from vendor_review.intake.wording.tables import turn

_SENTENCE_END = re.compile(r"(?<=[.!?])\s+(?=[A-Z“\"])")
_MOST_NAMED = 160
_LONGEST_SENTENCE = 1_000
_IN_BRACKETS = re.compile(r"\s*\(([^()]{2,40})\)")
_BETWEEN = re.compile(r",?\s(?:and|und|et|y|e|en|or)\s|;\s|,\s(?!(?:Inc|LLC|Ltd|L\.L\.C|Corp|GmbH|PBC)\b)")


def prose_rows(paragraph: Paragraph, setting: Setting) -> Iterator[Row]:
    """A row per name that a paragraph sets in bold, or links to the firm's own site."""
    seen: set[str] = set()
    sentences = _sentences(paragraph.text)
    alone = len({mark.start for mark in paragraph.text.marks if mark.kind == "bold"}) == 1
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
        sentence = _at(sentences, mark.start)
        if not (is_known(name) or has_legal_form(name) or turn("uses").search(sentence.words)):
            continue
        seen.add(name)
        facts = [Fact("name", paragraph.text.part(mark.start, mark.start + len(name)), paragraph.where)]
        if len(sentence.words) <= _LONGEST_SENTENCE:
            facts.append(Fact("purpose", sentence, paragraph.where, SENTENCE))
        row = setting.placed(Row(tuple(facts), paragraph.where))
        yield with_data(row, paragraph.text) if alone else row


def _sentences(text: Text) -> list[tuple[int, Text]]:
    """The sentences of a text, each with where it ends."""
    ends = [*(match.start() for match in _SENTENCE_END.finditer(text.words)), len(text.words)]
    return [(end, text.part(start, end)) for start, end in pairwise((0, *ends))]


def _at(sentences: Sequence[tuple[int, Text]], place: int) -> Text:
    """The sentence that holds a character of its text."""
    number = bisect_right(sentences, place, key=itemgetter(0))
    return sentences[min(number, len(sentences) - 1)][1]


def listed_rows(paragraph: Paragraph, setting: Setting) -> Iterator[Row]:
    """A row per name of a sentence that lists them: `Our subprocessors are A Inc, B GmbH and C Ltd.`"""
    for _, sentence in _sentences(paragraph.text):
        begun = turn("lists_vendors").search(sentence.words) or turn("we_use").match(sentence.words)
        if begun is None:
            continue
        named = sentence.part(begun.end(), len(sentence.words.rstrip(" .")))
        places = [match.span() for match in _BETWEEN.finditer(named.words)]
        starts = [0, *(end for _, end in places)]
        ends = [*(start for start, _ in places), len(named.words)]
        names = [named.part(start, end) for start, end in zip(starts, ends, strict=True)]
        facts = [_what_for(name, paragraph.where) for name in names]
        names = [name.text for name, *_ in facts]
        firms = [has_legal_form(name.words) or is_known(name.words) for name in names]
        if len(names) > 1 and all(is_name(name.words) for name in names) and sum(firms) >= 0.5 * len(names):
            for said in facts:
                yield setting.placed(Row(said, paragraph.where))


def _what_for(named: Text, where: str) -> tuple[Fact, ...]:
    """The name, and what it is used for, of a part such as `Quillmail for e-mail`."""
    name, used, _ = named.words.partition(" for ")
    found = (Fact("name", named.part(0, len(name)), where),)
    return (*found, Fact("purpose", named.part(len(name) + len(used)), where)) if used else found


@cache
def _firm() -> re.Pattern[str]:
    """Finds a firm in a sentence: words with capitals, and a legal form."""
    forms = turn("legal_forms_exact").pattern
    return re.compile(rf"(?:[A-Z][\w&'-]*\s+){{1,5}}(?:{forms}\s?)+\.?")


def affiliate_rows(paragraph: Paragraph, setting: Setting) -> Iterator[Row]:
    """A row per affiliate that a sentence names with its legal form, as one that works on customers' data."""
    words = paragraph.text.words
    sentences = _sentences(paragraph.text)
    for said in turn("affiliates").finditer(words):
        end = min(len(words), said.end() + _MOST_NAMED)
        for firm in _firm().finditer(words, said.end(), end):
            name = Fact("name", paragraph.text.part(*firm.span()), paragraph.where)
            sentence = _at(sentences, firm.start())
            behind = _IN_BRACKETS.match(words, firm.end())
            place = (
                [Fact("place_entity", paragraph.text.part(*behind.span(1)), paragraph.where)]
                if behind
                else []
            )
            facts = (name, Fact("purpose", sentence, paragraph.where, SENTENCE), *place)
            yield Row(facts, paragraph.where, setting.section, "", affiliate=True)
