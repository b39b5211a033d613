"""Text that is in part in another language than the page around it; a page marks those parts for who reads aloud."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Self

from markupsafe import Markup

Part = tuple[str, str]
"""Some text, and its language, "" for that of the page."""


class Marked(str):
    """Text in parts. As a string it is all of them; a template shows each in its language.

    Examples
    --------
    >>> text = Marked([("neuer Dienst: ", ""), ("Support desk", "en")])
    >>> text == "neuer Dienst: Support desk"
    True
    >>> text.__html__()
    Markup('neuer Dienst: <span lang="en">Support desk</span>')
    """

    __slots__ = ("parts",)
    parts: tuple[Part, ...]

    def __new__(cls, parts: Iterable[Part]) -> Self:
        """The text of the parts."""
        kept = tuple(parts)
        text = super().__new__(cls, "".join(text for text, _ in kept))
        text.parts = kept
        return text

    def __getnewargs__(self) -> tuple[tuple[Part, ...]]:  # type: ignore[override]
        """What a copy is made of."""
        return (self.parts,)

    def __html__(self) -> Markup:
        """The text as markup; a browser finds out for each part which way it runs."""
        shown = Markup("")
        for text, language in self.parts:
            shown += (
                Markup('<span lang="{}"{}>{}</span>').format(language, _WAY[language == "ar"], text)
                if language
                else text
            )
        return shown


#: Letters from right to left stand apart from what surrounds them.
_WAY = (Markup(""), Markup(' dir="rtl"'))


def parts_of(text: str) -> tuple[Part, ...]:
    """The parts of a text that may be a plain one."""
    return text.parts if isinstance(text, Marked) else ((text, ""),)


def joined(texts: Iterable[str]) -> str:
    """Texts one behind the other, each part in its language."""
    parts = [part for text in texts for part in parts_of(text) if part[0]]
    return Marked(parts) if any(language for _, language in parts) else "".join(text for text, _ in parts)


def filled(label: str, words: str) -> str:
    """A label with words in place of `{words}`."""
    before, _, after = label.partition("{words}")
    return joined((before, words, after))
