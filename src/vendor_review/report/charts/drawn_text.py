"""Texts as the drawing engine can measure and cut them, and what stands for them afterwards.

The engine cuts a label by units of 16 bits, through the middle of an emoji, and then fails; a wide character is as wide
as whatever font this machine has. So each of these is drawn as three characters of a private plane, which the engine
measures alike everywhere, and is put back into the picture; what was cut through is left out.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from vendor_review.characters import writable

#: No chart has room for more; measuring takes time that grows with it.
LONGEST = 250
_FIRST, _LAST = 0xE000, 0xF8FF
_TIMES = 3  # a private character is measured at a third of what is wide
_STAND_IN = re.compile(rf"([{chr(_FIRST)}-{chr(_LAST)}])(?:\1{{{_TIMES - 1}}})?")
_LINE_END = re.compile("[\t\n\r\N{LINE SEPARATOR}\N{PARAGRAPH SEPARATOR}]+")
_JOINER = "\N{ZERO WIDTH JOINER}"


class DrawnTexts:
    """The texts of one picture: `draw` on the way to the engine, `restore` on the way back."""

    def __init__(self) -> None:
        self._drawn: dict[str, str] = {}
        self._taken: set[str] = set()
        self._stand_ins: dict[str, str] = {}
        self._meant: dict[str, str] = {}

    def draw(self, part: Any) -> Any:
        """A specification, or a part of one, with its texts as the engine can draw them; different ones stay so."""
        if isinstance(part, str):
            return self._text(part)
        if isinstance(part, Mapping):
            return {name: self.draw(value) for name, value in part.items()}
        return [*map(self.draw, part)] if isinstance(part, Sequence) else part

    def restore(self, drawn: str) -> str:
        """A text of the picture with what was meant in the place of its stand-ins."""
        return _STAND_IN.sub(
            lambda found: self._meant.get(found[1], "") if len(found[0]) == _TIMES else "", drawn
        )

    def _text(self, text: str) -> str:
        if text not in self._drawn:
            drawn = self._plain(text)
            number = 1
            while drawn in self._taken:
                number += 1
                drawn = f"{self._plain(text)} ({number})"
            self._taken.add(drawn)
            self._drawn[text] = drawn
        return self._drawn[text]

    def _plain(self, text: str) -> str:
        short = text if len(text) <= LONGEST else text[: LONGEST - 1] + "…"
        line = _LINE_END.sub(" ", writable(short))
        return line if line.isascii() else "".join(map(self._stand_in, _clusters(line)))

    def _stand_in(self, cluster: str) -> str:
        if not any(map(_is_wide, cluster)):
            return cluster
        if cluster not in self._stand_ins:
            code = _FIRST + len(self._stand_ins)
            if code > _LAST:
                return "\N{REPLACEMENT CHARACTER}"
            self._stand_ins[cluster] = chr(code) * _TIMES
            self._meant[chr(code)] = cluster
        return self._stand_ins[cluster]


def _clusters(text: str) -> Iterator[str]:
    """The text in pieces that nobody may cut: a character with its marks, characters that are joined to one sign."""
    cluster = ""
    for character in text:
        if cluster and not (cluster.endswith(_JOINER) or _is_joined(character)):
            yield cluster
            cluster = ""
        cluster += character
    yield cluster


def _is_joined(character: str) -> bool:
    return (
        character == _JOINER
        or unicodedata.category(character)[0] == "M"
        or "EMOJI MODIFIER" in unicodedata.name(character, "")
    )


def _is_wide(character: str) -> bool:
    return (
        ord(character) > 0xFFFF
        or unicodedata.east_asian_width(character) in "WF"
        or unicodedata.category(character) == "Co"
    )
