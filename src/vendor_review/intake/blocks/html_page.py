"""Reads HTML into blocks; Markdown comes here as well, once it is HTML."""

from __future__ import annotations

import warnings
from collections.abc import Iterator

from bs4 import BeautifulSoup
from bs4.element import NavigableString, PreformattedString, Tag

from vendor_review.errors import ListUnreadable
from vendor_review.intake.blocks.block import (
    Block,
    Bullets,
    Cards,
    Definitions,
    Heading,
    Item,
    Page,
    Paragraph,
    Table,
    Text,
)
from vendor_review.intake.blocks.html_tables import table_rows
from vendor_review.intake.blocks.limits import LONGEST_TEXT, MOST_ELEMENTS, Budget
from vendor_review.intake.blocks.text_builder import (
    BLOCKS,
    TextBuilder,
    inline_words,
    is_unseen,
    stand_apart,
    text_of,
)

_HEADINGS = ("h1", "h2", "h3", "h4", "h5", "h6")
_CHROME = frozenset(("footer", "aside"))
_NO_CARDS = frozenset(
    (
        "p",
        "span",
        "table",
        "tbody",
        "thead",
        "tr",
        "td",
        "th",
        "ul",
        "ol",
        "dl",
        "dt",
        "dd",
        "br",
        "form",
        *_HEADINGS,
    )
)
_MOST_LINES = 14
_FULL = LONGEST_TEXT * 4 // 5
CONTINUED = ", continued"
"""At the end of where a paragraph is, if it goes on with the lines of the one before, which has enough of them."""


def html_page(text: str, budget: Budget) -> Page:
    """The blocks of a page of HTML.

    Raises
    ------
    ListUnreadable
        It has more elements, rows or depth than a list has.
    """
    if text.count("<") > MOST_ELEMENTS:
        budget.element(MOST_ELEMENTS + 1)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # guesses at what a text without tags may be
        try:
            soup = BeautifulSoup(text, "lxml")
        except (RecursionError, AssertionError) as error:
            raise ListUnreadable(f"{budget.file}: is not HTML that can be read.") from error
    title = soup.find("title")
    return Page(
        tuple(html_blocks(soup, budget)),
        budget.text(" ".join(title.get_text().split())) if title else "",
    )


def html_blocks(soup: Tag, budget: Budget) -> list[Block]:
    """The blocks below a tag."""
    holders: set[int] = set()
    for tag in soup.find_all(True):
        budget.element()
        if tag.name in BLOCKS:
            parent = tag.parent
            while parent is not None and id(parent) not in holders:
                holders.add(id(parent))
                parent = parent.parent
    walk = _Walk(budget, holders, {})
    walk.below(soup, 0)
    walk.flush()
    return walk.blocks


class _Walk:
    """Gathers blocks; `holders` are the tags that hold a block somewhere below, `counts` how many of a kind came."""

    def __init__(self, budget: Budget, holders: set[int], counts: dict[str, int]) -> None:
        self.blocks: list[Block] = []
        self.budget = budget
        self.inline = TextBuilder(budget)
        self.counts = counts
        self.chrome = 0
        self.holders = holders
        self.is_continued = False

    def where(self, kind: str) -> str:
        self.budget.block()
        self.counts[kind] = self.counts.get(kind, 0) + 1
        return f"{kind} {self.counts[kind]}"

    def flush(self, *, goes_on: bool = False) -> None:
        if text := self.inline.take():
            where = self.where("paragraph") + (CONTINUED if self.is_continued else "")
            self.blocks.append(Paragraph(text, where))
        self.is_continued = goes_on

    def _end_line(self) -> None:
        """Begins a line; a paragraph of very many lines goes on as another."""
        self.inline.new_line()
        if self.inline.here() > _FULL:
            self.flush(goes_on=True)

    def below(self, tag: Tag, depth: int) -> None:
        """Reads the children of a tag; those in a row that are built alike may be cards."""
        self.budget.depth(depth)
        run: list[Tag] = []
        apart = stand_apart(tag)
        for child in tag.children:
            if isinstance(child, Tag):
                if apart:
                    self.inline.new_line()
                if run and not self._alike(run[0], child):
                    self._read_run(run, depth)
                    run = []
                if run or self._may_be_card(child):
                    run.append(child)
                else:
                    self.tag(child, depth + 1)
            elif isinstance(child, NavigableString) and not isinstance(child, PreformattedString):
                if child.strip():
                    self._read_run(run, depth)
                    run = []
                self.inline.add(str(child))
        self._read_run(run, depth)

    def _may_be_card(self, tag: Tag) -> bool:
        is_block = tag.name in BLOCKS or id(tag) in self.holders
        return is_block and not self.chrome and tag.name not in _NO_CARDS and not is_unseen(tag)

    def _alike(self, one: Tag, other: Tag) -> bool:
        same = one.name == other.name and one.get_attribute_list("class") == other.get_attribute_list("class")
        return same and self._may_be_card(other)

    def _read_run(self, run: list[Tag], depth: int) -> None:
        if len(run) > 1:
            self.flush()
            self._cards(run, depth)
        else:
            for tag in run:
                self.tag(tag, depth + 1)

    def tag(self, tag: Tag, depth: int) -> None:
        self.budget.depth(depth)
        if is_unseen(tag):
            return
        if tag.name == "br":
            self._end_line()
            return
        if tag.name not in BLOCKS and id(tag) not in self.holders:
            inline_words(tag, self.inline, self.budget, depth)
            return
        self.flush()
        if tag.name in _HEADINGS:
            if text := text_of(tag, self.budget, depth):
                self.blocks.append(Heading(int(tag.name[1]), text, self.where("heading")))
        elif tag.name == "table" and tag.find("table") is None:
            self._table(tag, depth)
        elif tag.name in ("ul", "ol", "menu"):
            self._bullets(tag, depth)
        elif tag.name == "dl":
            self._definitions(tag, depth)
        elif tag.name == "pre":
            for line in tag.get_text().splitlines():
                self.inline.add(line)
                self._end_line()
            self.flush()
        else:
            self.chrome += tag.name in _CHROME
            self.below(tag, depth)
            self.chrome -= tag.name in _CHROME
            self.flush()

    def _table(self, tag: Tag, depth: int) -> None:
        rows, headers = table_rows(tag, self.budget, lambda cell: text_of(cell, self.budget, depth + 2))
        caption = tag.find("caption")
        if rows:
            said = text_of(caption, self.budget, depth) if caption else Text()
            self.blocks.append(Table(rows, headers, self.where("table"), said))

    def _bullets(self, tag: Tag, depth: int) -> None:
        if tag.find("table") is not None or tag.find(_HEADINGS) is not None:
            self.below(tag, depth)
            self.flush()
        elif not self.chrome and (items := tuple(self._items(tag, depth))):
            self.blocks.append(Bullets(items, self.where("list")))

    def _items(self, tag: Tag, depth: int) -> Iterator[Item]:
        self.budget.depth(depth)
        for child in tag.find_all("li", recursive=False):
            self.budget.row()
            lists = [one for one in child.find_all(["ul", "ol"]) if one.find_parent("li") is child]
            text = text_of(child, self.budget, depth, without=frozenset(map(id, lists)))
            inner = tuple(item for one in lists for item in self._items(one, depth + 1))
            if text or inner:
                yield Item(text, inner)

    def _definitions(self, tag: Tag, depth: int) -> None:
        pairs: list[tuple[Text, tuple[Text, ...]]] = []
        for part in tag.find_all(["dt", "dd"]):
            self.budget.row()
            text = text_of(part, self.budget, depth)
            if part.name == "dt":
                pairs.append((text, ()))
            elif pairs:
                pairs[-1] = (pairs[-1][0], (*pairs[-1][1], text))
        if pairs and not self.chrome:
            self.blocks.append(Definitions(tuple(pairs), self.where("definition list")))

    def _cards(self, children: list[Tag], depth: int) -> None:
        """Reads neighbours that are built alike, as cards if they can be, else as the blocks in them."""
        inner: list[list[Block]] = []
        for child in children:
            walk = _Walk(self.budget, self.holders, self.counts)
            walk.below(child, depth + 1)
            walk.flush()
            inner.append(walk.blocks)
        flat = tuple(block for blocks in inner for block in blocks)
        cards = tuple(tuple(_lines(blocks)) for blocks in inner)
        if any(isinstance(block, Table) for block in flat) or any(
            not 2 <= len(lines) <= _MOST_LINES or max(len(line.words) for line in lines) > LONGEST_TEXT
            for lines in cards
        ):
            self.blocks += flat
        else:
            self.budget.row(len(cards))
            self.blocks.append(Cards(cards, self.where("cards"), flat))


def _lines(blocks: list[Block]) -> Iterator[Text]:
    for block in blocks:
        if isinstance(block, (Heading, Paragraph)):
            yield from block.text.lines()
        elif isinstance(block, Bullets):
            for item in block.items:
                yield item.text
        elif isinstance(block, Definitions):
            for term, texts in block.pairs:
                yield Text(f"{term.words.rstrip(':')}: {', '.join(text.words for text in texts)}")
        elif isinstance(block, Cards):
            for card in block.cards:
                yield from card
