"""Reads prose that names its vendors in bold or as links, and sentences that name affiliates."""

from __future__ import annotations

import re
from collections.abc import Iterator

from vendor_review.intake.blocks.block import Paragraph, Text
from vendor_review.intake.readings.row import Fact, Row, Setting
from vendor_review.intake.wording.names import has_legal_form, host_names, is_generic, is_known, is_name

_SENTENCE_END = re.compile(r"(?<=[.!?])\s+(?=[A-Z“\"])")
_USES = re.compile(
    r"(?<!\w)(?:we use|we may use|use of|used for|using|uses|is used|provided by|powered by|hosted (?:on|by|with)|runs on|stored with|"
    r"called|processor|service|services|agency|employ|by|such as|similar|via|through|examples are|nutzen|verwenden|eingesetzt|"
    r"nous utilisons|utilizamos|utilisons)(?!\w)",
    re.IGNORECASE,
)
_AFFILIATE = re.compile(r"(?<!\w)(?:its|our|the)?\s*(?:affiliates?|subsidiar(?:y|ies))[\s,:]+(?:such as\s+|including\s+|namely\s+)?([^.;]{3,120})", re.IGNORECASE)
_FIRM = re.compile(r"(?:[A-Z][\w&.'-]*\s+){1,5}(?:Inc|LLC|Ltd|Limited|GmbH|B\.V|BV|SAS|Pty Ltd|S\.A|SARL|AB|Corporation)\.?")


def prose_rows(paragraph: Paragraph, setting: Setting) -> Iterator[Row]:
    """A row per name that a paragraph sets in bold, or links to the firm's own site."""
    seen: set[str] = set()
    for mark in paragraph.text.marks:
        name = paragraph.text.words[mark.start : mark.end].strip(" :.,")
        bold = mark.kind == "bold"
        linked = mark.kind == "link" and name.casefold() in mark.href.casefold() and host_names(name, mark.href)
        if not (bold or linked) or name in seen or not is_name(name) or is_generic(name) or len(name.split()) > 5:
            continue
        sentence, start = _sentence(paragraph.text, mark.start)
        if not (is_known(name) or has_legal_form(name) or _USES.search(sentence.words)):
            continue
        seen.add(name)
        facts = [
            Fact("name", paragraph.text.part(mark.start, mark.start + len(name)), paragraph.where),
            Fact("purpose", sentence, paragraph.where),
        ]
        yield setting.placed(Row(tuple(facts), paragraph.where))


def _sentence(text: Text, place: int) -> tuple[Text, int]:
    start = 0
    for end in [match.start() for match in _SENTENCE_END.finditer(text.words)] + [len(text.words)]:
        if start <= place < end or end == len(text.words):
            return text.part(start, end), start
        start = end
    return text, 0


def affiliate_rows(paragraph: Paragraph, setting: Setting) -> Iterator[Row]:
    """A row per affiliate that a sentence names with its legal form, as one that works on customers' data."""
    for said in _AFFILIATE.finditer(paragraph.text.words):
        for firm in _FIRM.finditer(paragraph.text.words, said.start(1), said.end(1)):
            name = Fact("name", paragraph.text.part(*firm.span()), paragraph.where)
            sentence, _ = _sentence(paragraph.text, firm.start())
            yield Row((name, Fact("purpose", sentence, paragraph.where)), paragraph.where, setting.section, "", True)
