"""Finds runs of blocks that speak of one vendor each: headings with lines below, paragraphs that begin with a name."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

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
from vendor_review.intake.readings.entry import labelled_line
from vendor_review.intake.readings.upright import upright_lines
from vendor_review.intake.wording.names import is_generic, is_name

_FEWEST_LINES = 3
_NUMBER = re.compile(r"\s*(?:\d{1,3}|[A-Za-z])[.)]\s+")
_BORDER = re.compile(r":\s|\s[–—-]\s")
Found = tuple[list[list[Text]], int, str]


def heading_cards(blocks: Sequence[Block]) -> Found:
    """Headings of one level that are names, each with a few lines below: cards without a frame."""
    first = blocks[0]
    if not isinstance(first, Heading) or first.level < 2:
        return [], 0, ""
    cards: list[list[Text]] = []
    taken = 0
    for block in blocks:
        if isinstance(block, Heading):
            title = block.text.part(found.end() if (found := _NUMBER.match(block.text.words)) else 0)
            if block.level != first.level or not is_name(title.words) or is_generic(title.words):
                break
            cards.append([title])
        elif cards and isinstance(block, Table) and (lines := upright_lines(block)):
            cards[-1] += lines
        elif not cards or isinstance(block, (Table, Cards, Records)):
            return [], 0, ""
        else:
            cards[-1] += _lines(block)
        taken += 1
    if cards and len(cards[-1]) > 12:
        return [], 0, ""
    full = len(cards) >= 2 and all(2 <= len(lines) <= 14 for lines in cards)
    return (cards, taken, f"{first.where} and those like it") if full else ([], 0, "")


def _lines(block: Block) -> Iterator[Text]:
    if isinstance(block, Paragraph):
        yield from block.text.lines()
    elif isinstance(block, Bullets):
        yield from (item.text for item in block.items)
    elif isinstance(block, Definitions):
        yield from (Text(f"{term.words}: {texts[0].words if texts else ''}") for term, texts in block.pairs)


def paragraph_run(blocks: Sequence[Block]) -> Found:
    """Paragraphs in a row that each begin with a bold or linked name, or have it as their first line."""
    first = blocks[0]
    lines = first.text.lines() if isinstance(first, Paragraph) else []
    if len(lines) >= _FEWEST_LINES and all(
        _has_border(line.words) and is_name(_BORDER.split(line.words)[0]) for line in lines
    ):
        return [[line] for line in lines], 1, first.where
    texts: list[list[Text]] = []
    for block in blocks:
        if not isinstance(block, Paragraph) or not _begins_with_name(block.text):
            break
        texts.append([block.text])
    where = blocks[0].where if texts else ""
    return (texts, len(texts), f"{where} and those after it") if len(texts) >= 2 else ([], 0, "")


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
