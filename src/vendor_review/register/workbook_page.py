"""The rows of the sheet `page`: what is stated, and every other key blank, so that it is seen and can be filled."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from vendor_review.register.pagekeys import PAGE_KEYS

_SECTIONS_SHOWN = 3
_SECTION = re.compile(r"sections\[([0-9]+)\]")
_LAST_NUMBER = re.compile(r"\[[0-9]+\]\Z")


def page_rows(stated: Sequence[tuple[str, str]]) -> list[tuple[str, str]]:
    """Key and value of all that is `stated`, with blank rows for the other keys and for three sections at least.

    The sections' ids stand below one another: only cells side by side can be a list to choose from.
    """
    numbers = [int(match[1]) for key, _ in stated if (match := _SECTION.match(key))]
    slots: dict[str, list[tuple[str, str]]] = {slot: [] for slot in _slots(max([_SECTIONS_SHOWN, *numbers]))}
    others: list[tuple[str, str]] = []
    for key, value in stated:
        slots.get(_LAST_NUMBER.sub("", key), others).append((key, value))
    return [*(row for slot, rows in slots.items() for row in rows or [(slot, "")]), *others]


def _slots(sections: int) -> Iterator[str]:
    """Every key in order, those of a section for each section, the ids first."""
    of_section = [key for key in PAGE_KEYS if _SECTION.match(key)]
    yield from (key for key in PAGE_KEYS if key not in of_section)
    numbers = range(1, sections + 1)
    yield from (_SECTION.sub(f"sections[{number}]", of_section[0]) for number in numbers)
    for number in numbers:
        yield from (_SECTION.sub(f"sections[{number}]", key) for key in of_section[1:])
