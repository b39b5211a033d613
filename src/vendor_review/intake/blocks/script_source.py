"""Reads the source of a page in JSX, TypeScript or Astro: arrays of objects in it, else its markup."""

from __future__ import annotations

import html
import re
from collections import Counter
from collections.abc import Iterator
from typing import Any

import chompjs

from vendor_review.intake.blocks.block import Block, Page, Records, Table
from vendor_review.intake.blocks.data_file import data_page
from vendor_review.intake.blocks.html_page import html_page
from vendor_review.intake.blocks.limits import Budget

_ARRAY = re.compile(r"(?:=|:|\(|return)\s*(\[\s*(?:(?://[^\n]*\n|/\*.*?\*/)\s*)*[\[{])", re.DOTALL)
_MOST_ARRAYS = 50
_MOST_OPEN = 3
_FIRST_TAG = re.compile(r"(?:\A|(?<=[(\s>]))<[A-Za-z]")
# What a bracket in it is none: text and comments.
_TOKEN = re.compile(
    r"\"(?:[^\"\\\n]|\\.)*\"|'(?:[^'\\\n]|\\.)*'|`(?:[^`\\]|\\.)*`|//[^\n]*|/\*.*?\*/|[\[\]{}]", re.DOTALL
)
_ATTRIBUTE = re.compile(r"([\w-]+)\s*=\s*\{?\s*([\"'`])((?:(?!\2).)*)\2\s*\}?", re.DOTALL)
_COMPONENT = re.compile(r"<([A-Z]\w*)\s([^<>]*)>")
#: A component that is not closed at once, and its title or name.
_TITLED = re.compile(
    r"<([A-Z]\w*)\s(?:[^<>]{0,2000}?\s)?(?:title|name|label|header|vendor)=([\"'])((?:(?!\2)[^<>{}]){0,200})\2(?:[^<>]{0,2000}[^/<>])?>"
)
_ATTRIBUTES = re.compile(r"\s[\w:-]+=\{(?:[^{}]|\{[^{}]*\})*\}")
_WORDS = re.compile(r"\{\s*([\"'`])((?:(?!\1).)*)\1\s*\}")
_COMMENTS = re.compile(r"\{/\*.*?\*/\}", re.DOTALL)


def _arrays(text: str, budget: Budget) -> Iterator[str]:
    """The text of each array of objects that is in no other; none of those that never end."""
    end = still_open = count = 0
    for start in _ARRAY.finditer(text):
        if start.start(1) < end:
            continue
        array = _whole(text, start.start(1), budget)
        count += 1
        still_open += array is None
        if array is not None:
            end = start.start(1) + len(array)
            yield array
        if still_open >= _MOST_OPEN or count >= _MOST_ARRAYS:
            return


def _whole(text: str, start: int, budget: Budget) -> str | None:
    """The text from a bracket to the one that closes it."""
    depth = 0
    for token in _TOKEN.finditer(text, start):
        if len(token[0]) > 1 or token[0] in "\"'`":
            continue
        depth += 1 if token[0] in "[{" else -1
        budget.depth(depth)
        if depth == 0:
            return text[start : token.end()]
    return None


def component_records(text: str, budget: Budget) -> list[Records]:
    """Records of components that say all in attributes: `<Vendor name="A" purpose="B" />`, several of a name."""
    found: dict[str, list[dict[str, str]]] = {}
    for tag in _COMPONENT.finditer(text):
        stated = {key: budget.text(html.unescape(value)) for key, _, value in _ATTRIBUTE.findall(tag[2])}
        if len(stated) > 1:
            found.setdefault(tag[1], []).append(stated)
    return [Records(tuple(records), f"<{name}>") for name, records in found.items() if len(records) > 1]


def titled_components(text: str) -> str:
    """The text, with a card for each component that has a title and words: `<Card title="A">B</Card>`."""
    opened = Counter(tag[1] for tag in _TITLED.finditer(text))
    for name in (name for name, count in opened.items() if count > 1):
        text = re.sub(rf"</{name}>", "\n</div>\n", text)
    return _TITLED.sub(
        lambda tag: f'<div class="{tag[1]}"><h3>{tag[3]}</h3>\n\n' if opened[tag[1]] > 1 else tag[0], text
    )


def array_records(text: str, budget: Budget) -> list[Block]:
    """The records and rows of the arrays in a source."""
    found: list[Block] = []
    for array in _arrays(text, budget):
        try:
            data: Any = chompjs.parse_js_object(array, loader_kwargs={"strict": False})
        except (ValueError, RecursionError):
            continue
        found += [block for block in data_page(data, budget).blocks if isinstance(block, (Records, Table))]
    return found


def script_page(text: str, budget: Budget) -> Page:
    """The blocks of a source file: records of its arrays and the blocks of its markup."""
    found = array_records(text, budget)
    found += component_records(text, budget)
    markup = titled_components(_COMMENTS.sub("", text))
    markup = _WORDS.sub(r"\2", _ATTRIBUTES.sub("", markup))
    markup = re.sub(r"\A---\n.*?\n---\n", "", markup, flags=re.DOTALL)
    first = _FIRST_TAG.search(markup)
    page = html_page(markup[first.start() :] if first else "", budget)
    blocks = [_with_headings(block, page.blocks) for block in found]
    return Page((*blocks, *page.blocks), page.title)


def _with_headings(block: Block, drawn: tuple[Block, ...]) -> Block:
    """Rows of an array with the headings of the table that they are drawn in, if there is one of that width."""
    if isinstance(block, Table):
        for table in drawn:
            if isinstance(table, Table) and table.headers and len(table.rows[0]) == len(block.rows[0]):
                return Table((table.rows[0], *block.rows), 1, block.where)
    return block
