"""Reads TOML within limits: the depth of keys, of parts within parts, and the size of whole numbers."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator
from typing import Any

_DEEPEST = 20
# The standard parser takes a time that grows with the square of the parts of a dotted key: 80 KB took 25 s.
_LONG_KEY = re.compile(
    r"""(?<![\w-])(?>(?>[\w-]+|"(?:[^"\\\n]|\\.)*"|'[^'\n]*')[ \t]*\.[ \t]*){100}""", re.ASCII
)
_TOO_DEEP = "is nested too deep"


class TomlRefused(ValueError):
    """A text that is not TOML, or not within the limits.

    Attributes
    ----------
    problems
        Key, "" for the text as a whole, and what is wrong, which follows the name of a file in a sentence.
    """

    def __init__(self, problems: list[tuple[str, str]]) -> None:
        self.problems = problems
        super().__init__("; ".join(f"{key} {what}".lstrip() for key, what in problems))


def parse_toml(text: str) -> dict[str, Any]:
    """What a text of TOML states.

    Raises
    ------
    TomlRefused
        It is none; it is nested too deep; a whole number has more than 64 bits, and could not even be shown.
    """
    if _LONG_KEY.search(text):
        raise TomlRefused([("", _TOO_DEEP)])
    try:
        document = tomllib.loads(text)
    except ValueError as error:
        raise TomlRefused([("", f"is not TOML: {error}")]) from None
    except RecursionError:
        raise TomlRefused([("", _TOO_DEEP)]) from None
    problems = list(_beyond_limits("", document, 0))
    if problems:
        raise TomlRefused(problems)
    return document


def _beyond_limits(path: str, value: Any, depth: int) -> Iterator[tuple[str, str]]:
    if depth > _DEEPEST:
        yield path[:80], _TOO_DEEP
    elif isinstance(value, dict):
        for name, item in value.items():
            yield from _beyond_limits(f"{path}.{name}".lstrip("."), item, depth + 1)
    elif isinstance(value, list):
        for item in value:
            yield from _beyond_limits(path, item, depth + 1)
    elif isinstance(value, int) and not -(2**63) <= value < 2**63:
        yield path[:80], "is a number of more than 64 bits"
