"""Places that a sentence states once for all vendors of a list, or of the page."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from vendor_review.intake.blocks.block import Heading, Page, Paragraph, Text
from vendor_review.intake.readings.row import Fact, Row
from vendor_review.intake.wording.places import codes_in
from vendor_review.intake.wording.tables import turn

_PLACES = ("place_processing", "place_entity", "place_unstated")
_KINDS = (("place_entity", "seated"), ("place_processing", "processed"), ("place_unstated", "located"))
_END = re.compile(r"(?<=[.!?:])\s+(?=[A-ZÄÖÜ])")


def places_before(lead: Paragraph, rows: Sequence[Row]) -> list[Row]:
    """The rows of a list, with the place that the last sentence before it states for all of them."""
    sentences = _sentences(lead.text)
    if any(_has_place(row) for row in rows) or not sentences:
        return list(rows)
    facts = _facts(sentences[-1], lead.where)
    return [row.with_facts(*facts) for row in rows]


def with_places(rows: Sequence[Row], page: Page) -> list[Row]:
    """The rows, with the place that the page states once, where no row has any and the page states one alone."""
    if not rows or any(_has_place(row) for row in rows):
        return list(rows)
    facts = [
        fact
        for block in page.blocks
        if isinstance(block, (Paragraph, Heading))
        for sentence in _sentences(block.text)
        for fact in _facts(sentence, block.where)
    ]
    if len({tuple(codes_in(fact.text.words)) for fact in facts}) != 1:
        return list(rows)
    return [row.with_facts(facts[0]) for row in rows]


def _facts(sentence: Text, where: str) -> list[Fact]:
    if (
        len(sentence.words) > 300
        or not turn("all_vendors").search(sentence.words)
        or turn("doubtful").search(sentence.words)
    ):
        return []
    kind = next((kind for kind, said in _KINDS if turn(said).search(sentence.words)), "")
    if not kind or not codes_in(sentence.words):
        return []
    return [Fact(kind, sentence, f"{where}, stated once for all", "stated once")]


def _has_place(row: Row) -> bool:
    return any(row.first(kind) for kind in _PLACES) or bool(row.first("address"))


def _sentences(text: Text) -> list[Text]:
    found: list[Text] = []
    start = 0
    for end in [match.start() for match in _END.finditer(text.words)] + [len(text.words)]:
        found.append(text.part(start, end))
        start = end
    return [sentence for sentence in found if sentence]


def sentences_of(page: Page) -> Iterator[tuple[Text, str]]:
    """Every sentence of the page's paragraphs, and where it stands."""
    for block in page.blocks:
        if isinstance(block, Paragraph):
            for sentence in _sentences(block.text):
                yield sentence, block.where
