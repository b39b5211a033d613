"""Reads YAML and JSON into records: every list of mappings in it, and texts of HTML or Markdown that it holds."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from typing import Any

import yaml

from vendor_review.errors import ListUnreadable
from vendor_review.intake.blocks.block import Block, Bullets, Item, Page, Records, Table, Text
from vendor_review.intake.blocks.html_page import html_page
from vendor_review.intake.blocks.limits import DEEPEST, MOST_ELEMENTS, Budget

_TITLES = ("title", "name", "category", "heading", "label", "section", "group", "type")
_HTML = re.compile(r"<(?:table|ul|ol|p|h[1-6]|div)\b", re.IGNORECASE)
_HEAD_LENGTH = 300
_NAMES = re.compile(r"vendor|processor|provider|supplier|compan|partner|^names?$", re.IGNORECASE)
_LONGEST_NAME = 90
_FEWEST_BY_NAME = 2


class NotData(ValueError):
    """What is no YAML or JSON, or holds itself."""


def yaml_page(text: str, budget: Budget) -> Page:
    """The blocks of a file of YAML.

    Raises
    ------
    ListUnreadable
        It is none, holds itself, or is larger or deeper than a list is.
    """
    try:
        return data_page(safe_yaml(text, budget.file), budget)
    except NotData as error:
        raise ListUnreadable(f"{budget.file}: {error}") from error


def json_page(text: str, budget: Budget) -> Page:
    """The blocks of a file of JSON; errors as of `yaml_page`."""
    try:
        return data_page(json.loads(text), budget)
    except RecursionError as error:
        budget.depth(DEEPEST + 1)
        raise AssertionError from error
    except ValueError as error:
        raise ListUnreadable(f"{budget.file}: is not JSON: {error}.") from error


def safe_yaml(text: str, file: str) -> Any:
    """What YAML states, without objects of a language; `NotData` for what is none, is too much or holds itself."""
    open_anchors: list[str | None] = []
    elements = 0
    try:
        for event in yaml.parse(text, Loader=yaml.CSafeLoader):
            elements += 1
            if isinstance(event, yaml.AliasEvent):
                if event.anchor in open_anchors:
                    raise NotData(f"the alias *{event.anchor} lies inside what it names; write it out.")
            elif isinstance(event, yaml.CollectionStartEvent):
                open_anchors.append(event.anchor)
            elif isinstance(event, yaml.CollectionEndEvent):
                open_anchors.pop()
            if len(open_anchors) > DEEPEST or elements > MOST_ELEMENTS:
                raise NotData("has more parts, or parts within parts, than a list of vendors has.")
        return yaml.load(text, Loader=_PlainLoader)  # noqa: S506 - a loader that is safe
    except (yaml.YAMLError, RecursionError) as error:
        line = getattr(getattr(error, "problem_mark", None), "line", None)
        at = "" if line is None else f", line {line + 1}"
        raise NotData(
            f"is not YAML{at}: {getattr(error, 'problem', None) or 'it cannot be read'}."
        ) from error
    except (ValueError, OverflowError) as error:
        if isinstance(error, NotData):
            raise
        raise NotData(f"is not YAML: {error}.") from error


class _PlainLoader(yaml.CSafeLoader):
    """Takes each value as it is written: `NO` is Norway, and a version or a day stays text."""


_PlainLoader.yaml_implicit_resolvers = {
    first: [pair for pair in pairs if pair[0].endswith((":null", ":merge"))]
    for first, pairs in yaml.CSafeLoader.yaml_implicit_resolvers.items()
}


def data_page(data: Any, budget: Budget) -> Page:
    """The blocks of what a data file states."""
    data = _without_long_texts(data, budget, 0)
    head: dict[str, str] = {}
    if isinstance(data, Mapping):
        head = {
            str(key): value
            for key, value in data.items()
            if isinstance(value, str) and len(value) < _HEAD_LENGTH
        }
    return Page(tuple(_blocks(data, "", "", budget)), head.get("title", ""), head)


def _blocks(node: Any, path: str, title: str, budget: Budget) -> Iterator[Block]:
    if isinstance(node, str):
        if _HTML.search(node):
            yield from html_page(node, budget).blocks
    elif isinstance(node, Mapping):
        if records := _by_name(node):
            budget.row(len(records))
            yield Records(records, path, title)
        own = next((str(node[key]) for key in _TITLES if isinstance(node.get(key), str)), "")[:_HEAD_LENGTH]
        for key, value in node.items():
            named = key if isinstance(value, list) and str(key).casefold() not in ("items", "vendors") else ""
            below = own or str(named or title)
            yield from _blocks(value, f"{path}.{key}".lstrip("."), below, budget)
    elif isinstance(node, list):
        records = tuple(item for item in node if isinstance(item, Mapping))
        if rows := _same_width(node):
            budget.row(len(rows))
            yield Table(rows, 0, path)
        if (
            _NAMES.search(path.rpartition(".")[2])
            and node
            and all(isinstance(item, str) and len(item) < _LONGEST_NAME for item in node)
        ):
            budget.row(len(node))
            yield Bullets(tuple(Item(Text(" ".join(item.split()))) for item in node), path)
        if records and len(records) == len(node):
            budget.row(len(records))
            yield Records(records, path, title)
        for number, item in enumerate(node, start=1):
            yield from _blocks(item, f"{path}[{number}]", title, budget)


def _without_long_texts(node: Any, budget: Budget, depth: int) -> Any:
    """The same, where each text that is too long for a list is blank, unless it may be a page."""
    budget.depth(depth)
    budget.element()
    if isinstance(node, str):
        return node if _HTML.search(node) else budget.text(node)
    if isinstance(node, Mapping):
        return {
            key: _without_long_texts(value, budget, depth + 1)
            for key, value in node.items()
            if budget.text(str(key)) == str(key)
        }
    if isinstance(node, list):
        return [_without_long_texts(value, budget, depth + 1) for value in node]
    return node


def _same_width(node: list[Any]) -> tuple[tuple[Text, ...], ...]:
    """Lists of text of the same length within a list, as rows of a table."""
    if len(node) < _FEWEST_BY_NAME or not all(isinstance(item, list) and len(item) > 1 for item in node):
        return ()
    if len({len(item) for item in node}) > 1 or not all(
        isinstance(cell, str) for item in node for cell in item
    ):
        return ()
    return tuple(tuple(Text(" ".join(cell.split())) for cell in item) for item in node)


def _by_name(node: Mapping[Any, Any]) -> tuple[Mapping[str, Any], ...]:
    """Mappings of the same keys, each below its name, as records with a name of their own."""
    node = {key: value for key, value in node.items() if value not in (None, "", [], {})}
    values = list(node.values())
    if len(values) < _FEWEST_BY_NAME or not all(isinstance(value, Mapping) and value for value in values):
        return ()
    shared = set.intersection(*(set(map(str, value)) for value in values))
    if not shared:
        return ()
    if "name" in shared:
        return tuple(dict(value) for value in values)
    return tuple({"name": str(key), **value} for key, value in node.items())
