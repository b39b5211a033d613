"""What a character does to a text, by its Unicode property: it breaks documents, steers terminals, hides, or none."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Sequence
from functools import cache

#: Control characters (Cc) but tab and line ends, surrogates (Cs) and noncharacters: Unicode will never add to them.
_BREAKING = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufdd0-\ufdef"
    + "".join(chr(plane << 16 | last) for plane in range(17) for last in (0xFFFE, 0xFFFF))
    + "]"
)
#: ASCII that shows, with the white space that breaks nothing.
_SHOWS = bytes([*b"\t\n\r", *range(0x20, 0x7F)])
_INSTEAD = "\N{REPLACEMENT CHARACTER}"
_TURNS = frozenset({"LRE", "RLE", "LRO", "RLO", "PDF", "LRI", "RLI", "FSI", "PDI"})
#: Letters, marks and symbols without a shape; only their names tell.
_SHAPELESS = re.compile(r"FILLER\Z| BLANK\Z| GRAPHEME JOINER\Z|VARIATION SELECTOR|VOWEL INHERENT")


def breaking(text: str) -> list[str]:
    """The characters of `text` that no page, drawing or record can hold, in their order."""
    return _BREAKING.findall(text)


def any_breaks(texts: Iterable[str]) -> bool:
    """Whether any of the texts holds a character that no page, drawing or record can hold."""
    # Deleting all of ASCII that shows takes a tenth of a search, and as a rule little or nothing is left.
    rest = "".join(texts).encode("utf-8", "surrogatepass").translate(None, _SHOWS)
    return bool(rest) and _BREAKING.search(rest.decode("utf-8", "surrogatepass")) is not None


def writable(text: str) -> str:
    """`text` as every page, drawing and record can hold it: a replacement character for each one that they cannot."""
    return _BREAKING.sub(_INSTEAD, text) if any_breaks([text]) else text


def all_writable(texts: Sequence[str]) -> Sequence[str]:
    """The texts, each as `writable` gives it; the same object if nothing is to be replaced, as a rule."""
    return [writable(text) for text in texts] if any_breaks(texts) else texts


def invisible(text: str) -> list[str]:
    """The characters of `text` that do not show though documents can hold them, in their order."""
    if text.isascii():
        return []
    found = []
    for before, character in zip(" " + text, text, strict=False):
        if not is_invisible(character):
            continue
        # A selector chooses the look of a sign or an ideograph before it; after a letter it only hides.
        if "SELECTOR" in unicodedata.name(character, "") and _has_looks(before):
            continue
        found.append(character)
    return found


def any_invisible(texts: Iterable[str]) -> bool:
    """Whether any of the texts may hold a character that does not show."""
    return any(map(is_invisible, {character for text in texts if not text.isascii() for character in text}))


@cache
def is_invisible(character: str) -> bool:
    """Whether a character that documents can hold shows nothing, and is no white space within a line."""
    if character.isascii():
        return False
    category = unicodedata.category(character)
    if category == "Cf":
        return unicodedata.bidirectional(character) != "AN"  # signs over Arabic digits, which show
    if category in ("Zl", "Zp"):
        return True
    return category[0] != "P" and _SHAPELESS.search(unicodedata.name(character, "")) is not None


def _has_looks(character: str) -> bool:
    category = unicodedata.category(character)
    return category[0] in "SP" or category == "Lo" or character in "0123456789"


@cache
def steers(character: str) -> bool:
    """Whether a terminal that is sent the character does something else than show it where it comes.

    Control characters, ends of lines and paragraphs, what turns the direction of the text around it, and surrogates,
    which no stream can send (a name of a file may hold them).
    """
    turns = unicodedata.bidirectional(character) in _TURNS
    return turns or unicodedata.category(character) in ("Cc", "Cs", "Zl", "Zp")


def displayed(text: str, but: str = "") -> str:
    r"""`text` with the number, such as `\u001b`, of each character that steers a terminal, other than those in `but`.

    JSON spells them so, too: a text of JSON still says the same.
    """
    strange = [character for character in set(text) if steers(character) and character not in but]
    return text.translate({ord(each): f"\\u{ord(each):04x}" for each in strange}) if strange else text


def code_points(characters: Iterable[str]) -> str:
    """Each of the characters once, by its number, such as `U+000B`."""
    return ", ".join(f"U+{number:04X}" for number in sorted({ord(each) for each in characters}))
