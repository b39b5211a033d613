"""The formats of numbers, taken apart: what each piece shows."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import NamedTuple

_LONGEST_CODE = 255
_TOKEN = re.compile(
    r'"(?P<quoted>[^"]*)"|\\(?P<escaped>.)|_.|\*.'
    r"|\[\$(?P<symbol>[^\]-]*)[^\]]*\]|(?P<elapsed>\[(?:h+|m+|s+)\])|\[(?P<bracket>[^\]]*)\]"
    r"|(?P<general>General)|(?P<half>AM/PM|A/P)|(?P<exponent>E[+-]0+)"
    r"|(?P<day>y+|m+|d+|h+|s+(?:\.0+)?)|(?P<figure>[0#?])|(?P<sign>[.,%@/])|(?P<other>.)",
    re.IGNORECASE | re.DOTALL,
)
_COLOURS = re.compile(r"(black|blue|cyan|green|magenta|red|white|yellow|color ?\d+)\Z", re.IGNORECASE)
_SECTIONS = re.compile(r'((?:"[^"]*"|\\.|\[[^\]]*\]|[^;"\\\[])*)(?:;|\Z)', re.DOTALL)


class FormatUnread(ValueError):
    """A format that shows something that is not worked out here, or nothing at all."""


class Token(NamedTuple):
    """A piece of a format: its kind and its text."""

    kind: str
    text: str


class Display(NamedTuple):
    """What a cell shows, and what it keeps where that says more or something else, otherwise ""."""

    text: str
    kept: str = ""


@lru_cache(maxsize=4096)
def sections_of(code: str) -> tuple[tuple[Token, ...], ...]:
    """The sections of a format (positive, negative, zero, text), without what only colours or pads.

    Raises
    ------
    FormatUnread
        It has conditions, or letters that mean something else.
    """
    if len(code) > _LONGEST_CODE:
        raise FormatUnread(code)
    parts = [match[1] for match in _SECTIONS.finditer(code)]
    # The last match is the empty end behind what was found before.
    return tuple(
        _tokens(part) for part in (parts[:-1] if len(parts) > 1 and not code.endswith(";") else parts)
    )


def shows_text_as_it_is(code: str) -> bool:
    """Whether text in a cell of that format shows as it is: by its fourth section it may not."""
    try:
        sections = sections_of(code)
    except FormatUnread:
        return True
    return len(sections) < 4 or [token.kind + token.text for token in sections[3]] == ["sign@"]


@lru_cache(maxsize=4096)
def is_of_days(code: str) -> bool:
    """Whether numbers of that format are days or times."""
    return any(token.kind in ("day", "elapsed") for token in sections_of(code)[0])


def is_elapsed(code: str) -> bool:
    """Whether numbers of that format are spans of time, more than a day long as well."""
    return any(token.kind == "elapsed" for token in sections_of(code)[0])


def _tokens(section: str) -> tuple[Token, ...]:
    found = []
    for match in _TOKEN.finditer(section):
        kind, text = match.lastgroup, match[match.lastgroup] if match.lastgroup else ""
        if kind in ("quoted", "escaped", "symbol"):
            found.append(Token("text", text))
        elif kind == "bracket":
            if not _COLOURS.match(text):
                raise FormatUnread(section)
        elif kind == "other" and text.isalpha():
            raise FormatUnread(section)
        elif kind:
            found.append(Token("text" if kind == "other" else kind, text))
        elif match[0][0] == "_":
            found.append(Token("text", " "))
    return tuple(token for token in found if token.text)
