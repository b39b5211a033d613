"""One pass over the XML of a workbook's part: no tree, no entities, and limits that hold before memory grows."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import IO, TypeVar
from xml.parsers import expat

_MAIN = (
    "http://schemas.openxmlformats.org/spreadsheetml/2006/main",
    "http://purl.oclc.org/ooxml/spreadsheetml/main",  # Strict
)
_PACKAGE = ("http://schemas.openxmlformats.org/package/2006/relationships",)
_CHUNK = 64 * 2**10
DEEPEST = 64
"""Elements within one another; a workbook has about ten."""
LONGEST_TEXT = 2**20
"""Characters of one text; a cell keeps 32,767, each of which may be written as seven."""
_LONGEST_TAG = 2**20

T = TypeVar("T")
Start = Callable[[Mapping[str, str]], None]
End = Callable[[str], None]


class PartRefused(ValueError):
    """More than is read."""


def walk(
    source: IO[bytes],
    starts: Mapping[str, Start],
    ends: Mapping[str, End],
    most_elements: int,
    say: Callable[[str], None] | None = None,
) -> Iterator[None]:
    """Reads `source` piece by piece; yields after each, so that the caller may use what was gathered, or stop.

    `starts` are called with the attributes of an element, `ends` with the text between it and the tag before its end.
    Both go by the name of the element, in either form of the format, or by its full name with its namespace; an
    attribute with a namespace is its last word. `say` gets all words in their order.

    Raises
    ------
    PartRefused
        More elements, deeper ones or longer text than the limits allow.
    ValueError, expat.ExpatError
        A document type, or no XML.
    """
    starting, ending = _by_full_name(starts), _by_full_name(ends)
    pieces: list[str] = []
    depth = count = fed = 0

    def start(name: str, attributes: dict[str, str]) -> None:
        nonlocal depth, count
        depth += 1
        count += 1
        if depth > DEEPEST or count > most_elements:
            raise PartRefused(
                f"has elements {DEEPEST} deep and more"
                if depth > DEEPEST
                else f"has more than {most_elements:,} elements"
            )
        pieces.clear()
        handle = starting.get(name)
        if handle:
            handle(attributes)

    def end(name: str) -> None:
        nonlocal depth
        depth -= 1
        handle = ending.get(name)
        if handle:
            handle("".join(pieces))

    def words(text: str) -> None:
        pieces.append(text)
        if say is not None:
            say(text)

    def refuse(*_: object) -> None:
        raise ValueError("it declares a document type, which no workbook has")

    parser = expat.ParserCreate(namespace_separator=" ")
    parser.buffer_text = True
    parser.StartElementHandler, parser.EndElementHandler = start, end
    parser.CharacterDataHandler = pieces.append if say is None else words
    parser.StartDoctypeDeclHandler = refuse
    while chunk := source.read(_CHUNK):
        parser.Parse(chunk, False)
        fed += len(chunk)
        # What is not yet a whole tag waits in the parser.
        if sum(map(len, pieces)) > LONGEST_TEXT or fed - parser.CurrentByteIndex > _LONGEST_TAG:
            raise PartRefused(f"has a text or a tag of more than {LONGEST_TEXT:,} characters")
        yield
    parser.Parse(b"", True)
    yield


def attribute(attributes: Mapping[str, str], name: str) -> str:
    """The attribute by that name, whichever namespace it is of; "" without."""
    return next((text for full, text in attributes.items() if full.rpartition(" ")[2] == name), "")


def is_true(text: str | None) -> bool:
    """Whether a truth is stated in one of the ways of XML."""
    return text in ("1", "true", "on")


def _by_full_name(handlers: Mapping[str, T]) -> dict[str, T]:
    full = {name: one for name, one in handlers.items() if " " in name}
    return full | {f"{space} {name}": one for name, one in handlers.items() for space in (*_MAIN, *_PACKAGE)}
