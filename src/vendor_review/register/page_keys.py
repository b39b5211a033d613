"""What `page.toml` says as rows of key and value, as a sheet or a table holds it, and back, without loss."""

from __future__ import annotations

import json
import re
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from importlib import resources
from typing import Any

_NAME = r"[A-Za-z0-9_-]+"
_PART = re.compile(rf"({_NAME})(?:\[([1-9]\d{{0,4}})\])?")
_KEY = re.compile(rf"{_PART.pattern}(?:\.{_PART.pattern})*")
_NUMBER = re.compile(r"-?(0|[1-9]\d{0,17})")
_TRUTHS = {"yes": True, "true": True, "no": False, "false": False}


@dataclass(frozen=True)
class PageKey:
    """A key of the page: its kind (text, texts, words, number, truth, day), meaning and example."""

    kind: str
    meaning: str
    example: str


def _read_keys() -> dict[str, PageKey]:
    text = resources.files("vendor_review.register").joinpath("page_keys.toml").read_text(encoding="utf-8")
    return {name: PageKey(**described) for name, described in tomllib.loads(text).items()}


PAGE_KEYS: Mapping[str, PageKey] = _read_keys()
"""Key to description, in the order in which they are written; `[1]` stands for any item of a list."""

_ORDER = {re.sub(r"\[\d+\]", "", key): place for place, key in enumerate(PAGE_KEYS)}
_KINDS = {re.sub(r"\[\d+\]", "", key): described.kind for key, described in PAGE_KEYS.items()}
_LISTS = ("texts", "words")


class PageRefused(ValueError):
    """What cannot be a page: `problems` pairs the key concerned with a sentence."""

    def __init__(self, problems: Sequence[tuple[str, str]]) -> None:
        super().__init__(str(problems))
        self.problems = tuple(problems)


def rows_of_page(page: Mapping[str, Any]) -> list[tuple[str, str]]:
    """Key and value of everything that `page` states, in a fixed order; lists are numbered, `introduction[1]`.

    Raises
    ------
    PageRefused
        For what rows would not give back: a key with a space in it, a time, a text where a number belongs.
    """
    rows = [(path, text) for path, text in _flatten("", dict(page)) if text]
    bad = [(key, "has a name that a row cannot hold") for key, _ in rows if not _KEY.fullmatch(key)]
    if bad:
        raise PageRefused(bad)
    rows = sorted(rows, key=lambda row: _rank(row[0]))
    before, after = _stated(dict(page)), _stated(page_of_rows(rows))
    lost = sorted(key for key in {*before, *after} if repr(before.get(key)) != repr(after.get(key)))
    if lost:
        raise PageRefused([(key, "holds what a row of key and value cannot keep as it is") for key in lost])
    return rows


def page_of_rows(rows: Sequence[tuple[str, str]]) -> dict[str, Any]:
    """What rows of key and value state, with numbers, truths and lists by the kind of their keys.

    A key that comes again continues a list, as `introduction` twice does. Values that are not of their key's kind
    stay text, for the rules to tell.

    Raises
    ------
    PageRefused
        A key that is none, comes twice, or skips a number.
    """
    problems: list[tuple[str, str]] = []
    root: dict[Any, Any] = {}
    for key, value in rows:
        if not _KEY.fullmatch(key):
            problems.append((key, "is no key; keys are such as notice.days or sections[1].title"))
        elif value and (problem := _put(root, key, value)):
            problems.append((key, problem))
    if not problems:
        problems = list(_gaps("", root))
    if problems:
        raise PageRefused(problems)
    return dict(_plain(root))


def general_key(key: str) -> str:
    """The key of `PAGE_KEYS` that describes `key`: `sections[1].title` for `sections[3].title`; `key` if none does."""
    first = re.sub(r"\A(sections)\[\d+\]", r"\1[1]", key)
    bare = re.sub(r"\[\d+\]\Z", "", first)
    return bare if bare in PAGE_KEYS else key


def toml_of_page(page: Mapping[str, Any]) -> str:
    """`page`, as `page_of_rows` gives it, as the text of a `page.toml`: the same text for the same page."""
    return "".join(_toml_table(page, "")).lstrip("\n")


class _Items(dict[int, Any]):
    """A list while it is gathered: number from 1 to item."""


def _general(key: str) -> str:
    return re.sub(r"\[\d+\]", "", key)


def _rank(key: str) -> tuple[Any, ...]:
    """Known keys in their order, then others by name; items by number."""
    parts = _PART.findall(key)
    sections = int(parts[0][1] or 0) if parts[0][0] == "sections" else 0
    known = _ORDER.get(_general(key), len(_ORDER))
    first = _ORDER["sections.id"] if parts[0][0] == "sections" else known
    return (first, sections, known, *((name, int(number or 0)) for name, number in parts))


def _put(root: dict[Any, Any], key: str, value: str) -> str:
    """Puts a value where its key says; gives what is wrong, or ""."""
    parts = [(name, int(number or 0)) for name, number in _PART.findall(key)]
    node: Any = root
    for name, number in parts[:-1]:
        node = node.setdefault(name, _Items() if number else {})
        if number:
            node = node.setdefault(number, {}) if isinstance(node, _Items) else None
        if not isinstance(node, dict) or isinstance(node, _Items):
            return f"is said in two ways; {name} is either one value or has parts"
    name, number = parts[-1]
    kind = _KINDS.get(_general(key), "text")
    found = node.get(name)
    if number or kind in _LISTS or found is not None:
        items = found if found is not None else _Items()
        if isinstance(items, str) and _general(key) not in _KINDS:
            items = _Items({1: items})
        if not isinstance(items, _Items):
            return "is there twice; once is right"
        # Words may share a row, as in other lists; a numbered item stays as it is.
        for item in _words(value) if kind == "words" and not number else [value]:
            place = number or len(items) + 1
            if place in items:
                return "is there twice; once is right"
            items[place] = item
        node[name] = items
        return ""
    node[name] = _typed(kind, value)
    return ""


def _words(value: str) -> list[str]:
    return [word for word in map(str.strip, value.split(";")) if word]


def _typed(kind: str, value: str) -> str | int | bool:
    bare = value.strip()
    if kind == "number" and _NUMBER.fullmatch(bare):
        return int(bare)
    if kind == "truth" and bare.casefold() in _TRUTHS:
        return _TRUTHS[bare.casefold()]
    return value


def _gaps(path: str, node: Any) -> Iterator[tuple[str, str]]:
    if isinstance(node, _Items) and sorted(node) != list(range(1, len(node) + 1)):
        yield f"{path}[{max(node)}]", f"comes without {path}[{_first_gap(node)}]; number them 1, 2, 3"
    if isinstance(node, _Items) and len({isinstance(item, dict) for item in node.values()}) > 1:
        yield f"{path}[1]", "is said in two ways; its items are either values or have parts, all of them"
    if isinstance(node, dict):
        for name, item in node.items():
            inner = f"{path}[{name}]" if isinstance(node, _Items) else f"{path}.{name}".lstrip(".")
            yield from _gaps(inner, item)


def _first_gap(items: _Items) -> int:
    return next(number for number in range(1, len(items) + 2) if number not in items)


def _plain(node: Any) -> Any:
    if isinstance(node, _Items):
        return [_plain(node[number]) for number in sorted(node)]
    return {name: _plain(item) for name, item in node.items()} if isinstance(node, dict) else node


def _flatten(path: str, value: Any) -> Iterator[tuple[str, str]]:
    if isinstance(value, Mapping):
        for name, item in value.items():
            yield from _flatten(f"{path}.{name}".lstrip("."), item)
    elif isinstance(value, list):
        kept = [item for item in value if item != ""]
        for number, item in enumerate(kept, start=1):
            yield from _flatten(f"{path}[{number}]", item)
    elif isinstance(value, str) and (items := _items(path, value)) is not None:
        yield from _flatten(path, items)
    elif isinstance(value, bool):
        yield path, "yes" if value else "no"
    elif isinstance(value, date) and not isinstance(value, datetime):
        yield path, value.isoformat()
    else:
        yield path, str(value)


def _items(path: str, value: str) -> list[str] | None:
    """The list that one text is as good as, by the kind of its key; None if it is no list's."""
    kind = _KINDS.get(_general(path)) if not path.endswith("]") else None
    if kind == "words":
        return _words(value)
    return [value] if kind == "texts" else None


def _stated(page: Mapping[str, Any], path: str = "") -> dict[str, Any]:
    """Everything stated, by path: without blanks, days as text, and a list of one where one text is as good."""
    found: dict[str, Any] = {}
    for name, value in page.items():
        key = f"{path}.{name}".lstrip(".")
        if isinstance(value, Mapping):
            found |= _stated(value, key)
        elif isinstance(value, list):
            for number, item in enumerate([item for item in value if item != ""], start=1):
                inner = f"{key}[{number}]"
                found |= _stated(item, inner) or {inner: {}} if isinstance(item, Mapping) else {inner: item}
        elif isinstance(value, str) and (items := _items(key, value)) is not None:
            found |= _stated({name: items}, path)
        elif value != "":
            is_day = isinstance(value, date) and not isinstance(value, datetime)
            found[key] = value.isoformat() if is_day else value
    return found


def _toml_table(table: Mapping[str, Any], path: str) -> Iterator[str]:
    inner = []
    for name, value in table.items():
        key = f"{path}.{name}".lstrip(".")
        if isinstance(value, Mapping) or (isinstance(value, list) and isinstance(value[0], Mapping)):
            inner.append((key, value))
        elif isinstance(value, list):
            yield f"{name} = [\n" + "".join(f"    {_toml_value(item)},\n" for item in value) + "]\n"
        else:
            yield f"{name} = {_toml_day(value) if _KINDS.get(_general(key)) == 'day' else _toml_value(value)}\n"
    for key, value in inner:
        heads = [(f"[[{key}]]", item) for item in value] if isinstance(value, list) else [(f"[{key}]", value)]
        for head, item in heads:
            yield f"\n{head}\n"
            yield from _toml_table(item, key)


def _toml_value(value: str | int | bool) -> str:
    """JSON's text is TOML's, but for DEL, which TOML wants written out."""
    return json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007f")


def _toml_day(value: str) -> str:
    try:
        return date.fromisoformat(value).isoformat() if len(value) == 10 else _toml_value(value)
    except ValueError:
        return _toml_value(value)
