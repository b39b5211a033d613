"""Reads Markdown, and plain text, into blocks: by way of HTML, so that HTML inside it is read as well."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from itertools import zip_longest

from markdown_it import MarkdownIt

from vendor_review.files.toml_text import parse_toml
from vendor_review.intake.blocks.block import Block, Page, Paragraph, Table, Text
from vendor_review.intake.blocks.data_file import safe_yaml
from vendor_review.intake.blocks.html_page import CONTINUED, html_page
from vendor_review.intake.blocks.limits import Budget
from vendor_review.intake.blocks.script_source import (
    array_records,
    component_records,
    titled_components,
)
from vendor_review.intake.blocks.text_tables import list_tables, rest_tables, spaced_tables

_HEAD = re.compile(r"\A\s*(---|\+\+\+)[ \t]*\n(.*?)\n\1[ \t]*(?:\n|\Z)", re.DOTALL)
# What page builders put into Markdown, none of which is seen: imports, exports, shortcodes, notes' borders.
_BUILDER_LINES = re.compile(
    r"^(?:import\s.*from\s.*|import\s+['\"].*|export\s+(?:const|default)\s.*|:::.*|!!!.*|\.\.\s\w+::.*)$",
    re.MULTILINE,
)
_EXPORTS = re.compile(r"^(?:export\s+)?const\s", re.MULTILINE)
_SHORTCODES = re.compile(r"\{\{[<%].*?[%>]\}\}|\{%.*?%\}|\{#[\w-]+\}|\{:[^}\n]*\}")
_REST_LINKS = re.compile(r"`([^`<>\n]+?)\s*<(https?://[^<>\s]+)>`__?")
_BULLETS = re.compile(r"^([ \t]*)[•●▪‣∙◦·–][ \t]+", re.MULTILINE)
_RULES = re.compile(r"\|?[\s:|=+-]+\|?")


def markdown_page(text: str, budget: Budget, *, plain: bool = False) -> Page:
    """The blocks of a text of Markdown; in a `plain` one every line break is meant."""
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    budget.links(text)
    head: dict[str, str] = {}
    if found := _HEAD.match(text):
        head = _head(found[1], found[2])
        text = text[found.end() :]
    arrays = array_records(text, budget) if _EXPORTS.search(text) else []
    text = _SHORTCODES.sub("", _BUILDER_LINES.sub("", text))
    text = _REST_LINKS.sub(r"[\1](\2)", text)
    text = _BULLETS.sub(r"\1- ", spaced_tables(rest_tables(list_tables(text))) if plain else text)
    parser = MarkdownIt("commonmark", {"html": True, "breaks": plain, "maxNesting": 40}).enable(
        ["table", "strikethrough"]
    )
    page = html_page(parser.render(titled_components(text)), budget)
    return Page(
        (*arrays, *component_records(text, budget), *_piped(page.blocks)), head.get("title", page.title), head
    )


def _head(fence: str, text: str) -> dict[str, str]:
    """What the head states in plain words; nothing where it cannot be read, since it holds no list."""
    try:
        stated = parse_toml(text) if fence == "+++" else safe_yaml(text, "head")
    except ValueError:
        return {}
    if not isinstance(stated, Mapping):
        return {}
    return {
        str(key): str(value)
        for key, value in stated.items()
        if isinstance(value, (str, int, float)) or key == "date"
    }


def _piped(blocks: Sequence[Block]) -> Iterator[Block]:
    """A table in place of a paragraph whose every line has its cells between bars or tabs, without Markdown's rule."""
    rows: list[list[Text]] = []
    for block, after in zip_longest(blocks, blocks[1:]):
        rows += _rows_of_lines(block)
        if rows and after and after.where.endswith(CONTINUED) and _rows_of_lines(after):
            continue
        if rows:
            width = max(map(len, rows))
            yield Table(tuple(tuple(row + [Text()] * (width - len(row))) for row in rows), 0, block.where)
        else:
            yield block
        rows = []


def _rows_of_lines(block: Block) -> list[list[Text]]:
    if not isinstance(block, Paragraph):
        return []
    lines = [line for line in block.text.lines() if not _RULES.fullmatch(line.words)]
    for bar in ("|", "\t"):
        if len(lines) > 1 and all(bar in line.words.strip(bar) for line in lines):
            return [_cells(line, bar) for line in lines]
    return []


def _cells(line: Text, bar: str) -> list[Text]:
    start = len(line.words) - len(line.words.lstrip(bar))
    end = len(line.words.rstrip(bar))
    cells: list[Text] = []
    for words in line.words[start:end].split(bar):
        cells.append(line.part(start, start + len(words)))
        start += len(words) + 1
    return cells
