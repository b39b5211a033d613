"""Finds runs of blocks that speak of one vendor each: headings with lines below, paragraphs that begin with a name."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from vendor_review.intake.blocks.block import (
    Block,
    Bullets,
    Cards,
    Definitions,
    Heading,
    Paragraph,
    Records,
    Table,
    Text,
)
from vendor_review.intake.readings.labels import labelled_line, upright_lines
from vendor_review.intake.wording.headings import is_whole
from vendor_review.intake.wording.names import is_generic, is_name

_FEWEST_LINES, _FEWEST_PARTS = 3, 2
_NUMBER = re.compile(r"\s*(?:\d{1,3}|[A-Za-z])[.)]\s+")
_BORDER = re.compile(r":\s|\s[–—-]\s")
_MOST_LINES, _MOST_OF_LAST = 14, 12
_MOST_TRIES = 3
#: The level of a heading that is one by its looks.
_BY_LOOKS = 9


@dataclass(frozen=True)
class Run:
    """Blocks in a row of which each part speaks of one vendor: the lines of the parts, how many blocks, and where."""

    parts: list[list[Text]]
    taken: int
    where: str
    are_cards: bool


class Runs:
    """The runs of blocks of a page, found in time that grows with its length.

    What is left of a run that is no list of vendors is looked at twice more, without its first parts, and not again.
    """

    def __init__(self, blocks: Sequence[Block]) -> None:
        self._blocks = blocks
        # How often a run was begun before some block; where none can begin before it, often enough.
        self._tried = {heading_cards: (0, 0), paragraph_run: (0, 0)}

    def at(self, place: int) -> Iterator[Run]:
        """The runs that begin with a block, the next one only if the one before is no list."""
        for collect, (end, tries) in self._tried.items():
            if place < end and tries >= _MOST_TRIES:
                continue
            run, seen = collect(self._blocks, place)
            if seen > place:
                before = tries if place < end else 0
                self._tried[collect] = (max(end, seen), before + (1 if run else _MOST_TRIES))
            if run:
                yield run


def heading_cards(blocks: Sequence[Block], start: int) -> tuple[Run | None, int]:
    """Headings of one level that are names, each with a few lines below: cards without a frame.

    None if there are no such; and the block before which no heading that was looked at can begin any.
    """
    first = _title(blocks[start])
    if first is None or first.level < 2:
        return None, start
    cards: list[list[Text]] = []
    end = start
    while end < len(blocks):
        block = blocks[end]
        if (heading := _title(block)) and (isinstance(block, Heading) or heading.level == first.level):
            if cards and not 2 <= len(cards[-1]) <= _MOST_LINES:
                return None, end
            title = heading.text.part(found.end() if (found := _NUMBER.match(heading.text.words)) else 0)
            if heading.level != first.level or not is_name(title.words) or is_generic(title.words):
                break
            cards.append([title])
        elif cards and isinstance(block, Table) and (lines := upright_lines(block)):
            cards[-1] += lines
        elif not cards or isinstance(block, (Table, Cards, Records)):
            return None, end
        else:
            cards[-1] += _lines(block)
        end += 1
    if len(cards) < _FEWEST_PARTS or not 2 <= len(cards[-1]) <= _MOST_OF_LAST:
        return None, end
    return Run(cards, end - start, f"{first.where} and those like it", are_cards=True), end


def _title(block: Block) -> Heading | None:
    """A heading, or a line that is one by its looks: a name in bold alone, below all headings."""
    if isinstance(block, Heading):
        return block
    if isinstance(block, Paragraph) and any(
        mark.kind == "bold" and mark.start == 0 and mark.end >= len(block.text.words.rstrip(" :"))
        for mark in block.text.marks
    ):
        title = block.text.part(0, len(block.text.words.rstrip(" :")))
        return Heading(_BY_LOOKS, title, block.where) if is_name(title.words) else None
    return None


def _lines(block: Block) -> Iterator[Text]:
    if isinstance(block, Paragraph):
        yield from block.text.lines()
    elif isinstance(block, Bullets):
        yield from (item.text for item in block.items)
    elif isinstance(block, Definitions):
        yield from (Text(f"{term.words}: {texts[0].words if texts else ''}") for term, texts in block.pairs)


def paragraph_run(blocks: Sequence[Block], start: int) -> tuple[Run | None, int]:
    """Paragraphs in a row that each begin with a bold or linked name, or have it as their first line.

    None if there are no such; and the block at which they end.
    """
    first = blocks[start]
    lines = first.text.lines() if isinstance(first, Paragraph) else []
    if len(lines) >= _FEWEST_LINES and all(
        _has_border(line.words)
        and is_name(_BORDER.split(line.words)[0])
        and not is_whole(_BORDER.split(line.words)[0])
        for line in lines
    ):
        return Run([[line] for line in lines], 1, first.where, are_cards=False), start + 1
    texts: list[list[Text]] = []
    for place in range(start, len(blocks)):
        block = blocks[place]
        if not isinstance(block, Paragraph) or not _begins_with_name(block.text):
            break
        texts.append([block.text])
    if len(texts) < _FEWEST_PARTS:
        return None, start
    return Run(texts, len(texts), f"{first.where} and those after it", are_cards=False), start + len(texts)


def _has_border(words: str) -> bool:
    return bool(_BORDER.search(words))


def _begins_with_name(text: Text) -> bool:
    first = next((mark for mark in text.marks if mark.kind in ("bold", "link") and mark.start <= 1), None)
    if first and is_name(name := text.words[first.start : first.end].rstrip(" :.")) and not is_generic(name):
        return True
    lines = text.lines()
    own = labelled_line(lines[0], "") if len(lines) > 1 else None
    if own and own.kind == "name":
        return True
    return len(lines) > 1 and is_name(lines[0].words) and not is_generic(lines[0].words)
