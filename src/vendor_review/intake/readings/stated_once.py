"""Places that a sentence states once for all vendors of a list, or of the page."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from vendor_review.intake.blocks.block import Heading, Page, Paragraph, Text
from vendor_review.intake.readings.row import Fact, Row
from vendor_review.intake.wording.gazetteer import codes_in
from vendor_review.intake.wording.places import is_place
from vendor_review.intake.wording.tables import turn

_PLACES = ("place_processing", "place_entity", "place_unstated")
_KINDS = (("place_entity", "seated"), ("place_processing", "processed"), ("place_unstated", "located"))
_LONGEST_HEADING = 60
_LONGEST_SENTENCE = 300
STATED_ONCE = "stated once"
"""Heading of a place that no cell of its own states."""
_LAST_BRACKET = re.compile(r"\(([^()]{2,60})\)\s*\.?$")
_PLACE_END = re.compile(r"[.;)](?:\s|$)|,\s(?:and|which|that|who)\s|\n")
_END = re.compile(r"(?<=[.!?:])\s+(?=[A-ZÄÖÜ])")


def places_before(lead: Paragraph, rows: Sequence[Row]) -> list[Row]:
    """The rows of a list, with the place that the last sentence before it states for all of them."""
    said = sentences(lead.text)
    if any(_has_place(row) for row in rows) or not said:
        return list(rows)
    facts = _facts(said[-1], lead.where, leads=True)
    return [row.with_facts(*facts) for row in rows]


def with_places(rows: Sequence[Row], page: Page) -> list[Row]:
    """The rows, with the place that the page states once and alone, where no row has any.

    What it states of all `unless otherwise noted` goes to each row without a place.
    """
    if not rows or all(_has_place(row) for row in rows):
        return list(rows)
    some_have = any(_has_place(row) for row in rows)
    facts = [
        fact
        for block in page.blocks
        if isinstance(block, (Paragraph, Heading))
        for sentence in sentences(block.text)
        if not some_have or turn("unless_noted").match(sentence.words)
        for fact in _facts(sentence, block.where)
    ]
    if len({tuple(codes_in(fact.text.words)) for fact in facts}) != 1:
        return list(rows)
    return [row if _has_place(row) else row.with_facts(facts[0]) for row in rows]


def scoped_by_heading(row: Row, heading: str, where: str) -> Row:
    """A row with the region of customers that the heading above it names: `EU customers`."""
    if row.first("customer_region") or len(heading) > _LONGEST_HEADING or not codes_in(heading):
        return row
    if not turn("customers").search(heading):
        return row
    return row.with_facts(Fact("customer_region", Text(heading.strip()), where, STATED_ONCE))


def placed_by_heading(row: Row, heading: str, where: str) -> Row:
    """A row with the place that the heading above it names, where nothing else states one."""
    words = heading.strip()
    if turn("customers").search(words):
        return row
    if _has_place(row) or not words or len(words) > _LONGEST_HEADING or not codes_in(words):
        return row
    if not (
        is_place(words, 0.6) or turn("placed").search(words) or turn("all_vendors").search(f"our {words}")
    ):
        return row
    return row.with_facts(Fact("place_unstated", Text(words), where, STATED_ONCE))


def placed_by_purpose(row: Row) -> Row:
    """A row with the place that its own words state: `a payment processor based in the United States`."""
    purpose = row.first("purpose")
    if purpose is None or _has_place(row):
        return row
    ways = (_stated, _placed_with, _in_last_bracket, _placed_here)
    stated = next(filter(None, (way(purpose.text) for way in ways)), None)
    return row.with_facts(Fact(stated[0], stated[1], purpose.where, STATED_ONCE)) if stated else row


def _facts(sentence: Text, where: str, *, leads: bool = False) -> list[Fact]:
    """The place that a sentence states of all vendors, or of the data of customers; of those below, if it leads."""
    if len(sentence.words) > _LONGEST_SENTENCE:
        return []
    of_these = leads and sentence.words.rstrip().endswith(":") and turn("these").search(sentence.words)
    if not (of_these or turn("all_vendors").search(sentence.words)):
        return []
    but = turn("unless_noted").match(sentence.words)
    sentence = sentence.part(but.end() if but else 0)
    if turn("doubtful").search(sentence.words):
        return []
    stated = _stated(sentence)
    return [Fact(stated[0], stated[1], f"{where}, stated once for all", STATED_ONCE)] if stated else []


def _stated(text: Text) -> tuple[str, Text] | None:
    """The kind of place and the words of the first statement such as `located in the United States`."""
    for said in turn("placed").finditer(text.words):
        end = _PLACE_END.search(text.words, said.end())
        stated = text.part(said.start(), end.start() if end else None)
        if len(stated.words) > _LONGEST_SENTENCE:
            continue
        if codes_in(stated.words) and not turn("doubtful").search(stated.words):
            kind = next((kind for kind, turns in _KINDS if turn(turns).search(said[0])), "place_unstated")
            return kind, stated
    return None


def _placed_with(text: Text) -> tuple[str, Text] | None:
    """The same of a statement that names the vendor before the place: `hosted by Quillmail in Germany`."""
    for said in turn("placed_with").finditer(text.words):
        end = _PLACE_END.search(text.words, said.end())
        place = text.part(said.end(), end.start() if end else None)
        if is_place(place.words.rstrip("."), 0.6) and not turn("doubtful").search(said[0]):
            return "place_processing" if turn("processed").search(said[0]) else "place_unstated", place
    return None


def _placed_here(text: Text) -> tuple[str, Text] | None:
    """The place of words that have it in them: `EU-hosted`, `eu-west-1`, `its Dublin data center`."""
    for said in turn("placed_here").finditer(text.words):
        if codes_in(said[0]) and not turn("doubtful").search(text.words[: said.start()]):
            return "place_processing" if turn("processed").search(said[0]) else "place_unstated", text.part(
                *said.span()
            )
    return None


def _in_last_bracket(text: Text) -> tuple[str, Text] | None:
    """The place that stands alone in brackets at the end: `Hosting (Ireland)`."""
    last = _LAST_BRACKET.search(text.words)
    return ("place_unstated", text.part(*last.span(1))) if last and is_place(last[1], 0.9) else None


def _has_place(row: Row) -> bool:
    return any(row.first(kind) for kind in _PLACES) or bool(row.first("address"))


def sentences(text: Text) -> list[Text]:
    """The sentences of a text."""
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
            for sentence in sentences(block.text):
                yield sentence, block.where
