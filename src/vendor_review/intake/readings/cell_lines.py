"""Reads tables that lost their borders when they were copied: one cell per line, or no border at all."""

from __future__ import annotations

from collections.abc import Sequence

from vendor_review.errors import ListUnreadable
from vendor_review.intake.blocks.block import Block, Heading, Paragraph, Table, Text
from vendor_review.intake.wording.headings import facts_of, glued_headings, is_whole
from vendor_review.intake.wording.names import is_name
from vendor_review.intake.wording.places import is_place

_MOST_COLUMNS = 8
_SURE = 0.7


def refuse_glued(blocks: Sequence[Block], file: str) -> None:
    """Refuses a text in which the headings of a table have run together: nobody can tell where its cells end.

    Raises
    ------
    ListUnreadable
        With the headings that were found.
    """
    for block in blocks:
        if isinstance(block, (Paragraph, Heading)):
            for line in block.text.lines():
                if headings := glued_headings(line.words):
                    raise ListUnreadable(
                        f"{file}, {block.where}: the headings of its table have run together "
                        f"({', '.join(headings)}), so it is not clear where a cell ends; save the page as HTML "
                        "and import that."
                    )


def with_tables(blocks: Sequence[Block]) -> list[Block]:
    """The blocks, with a table in place of paragraphs that are its cells, one per line."""
    found: list[Block] = []
    run: list[Paragraph] = []
    for block in [*blocks, Heading(0, Text(), "")]:
        if isinstance(block, Paragraph):
            run.append(block)
            continue
        found += _of_run(run)
        run = []
        found.append(block)
    return found[:-1]


def _of_run(run: Sequence[Paragraph]) -> list[Block]:
    cells = [(line, paragraph) for paragraph in run for line in paragraph.text.lines()]
    for start in range(max(0, len(cells) - 3)):
        width = _headings(cells, start)
        count = _fitting(cells, start, width) if width > 1 else 0
        if count:
            end = start + width * (count + 1)
            lines = [line for line, _ in cells[start:end]]
            rows = tuple(tuple(lines[place : place + width]) for place in range(0, len(lines), width))
            read = {id(one) for _, one in cells[start:]}
            before = [paragraph for paragraph in run if id(paragraph) not in read]
            after = [Paragraph(line, one.where) for line, one in cells[end:]]
            return [*before, Table(rows, 1, f"lines from {cells[start][1].where} on"), *after]
    return list(run)


def _headings(cells: Sequence[tuple[Text, Paragraph]], start: int) -> int:
    """How many lines from `start` on are headings of different facts, a name among them."""
    facts: list[str] = []
    for line, _ in cells[start : start + _MOST_COLUMNS]:
        best = _surest(line) if len(line.words.split()) <= 5 else ""
        if not best or not is_whole(line.words) or facts_of(line.words)[best] < _SURE or best in facts:
            break
        facts.append(best)
    return len(facts) if "name" in facts else 0


def _fitting(cells: Sequence[tuple[Text, Paragraph]], start: int, width: int) -> int:
    """How many whole rows follow the headings from `start` on, with names and places where they belong.

    0 if the columns have slipped.
    """
    facts = [_surest(cells[place][0]) for place in range(start, start + width)]
    if not any(fact.startswith("place") for fact in facts):
        return 0
    count = 0
    while len(cells) >= start + width * (count + 2):
        first = start + width * (count + 1)
        row = [cells[place][0].words for place in range(first, first + width)]
        fits = all(
            (fact != "name" or is_name(words)) and (not fact.startswith("place") or is_place(words))
            for fact, words in zip(facts, row, strict=True)
        )
        if not fits:
            break
        count += 1
    return count if count >= 2 else 0


def _surest(heading: Text) -> str:
    said = facts_of(heading.words)
    return max(said, key=lambda fact: said[fact], default="")
