"""The names in a cell: several are taken apart only where the source itself sets them apart."""

from __future__ import annotations

import re

from vendor_review.intake.blocks.block import Text
from vendor_review.intake.wording.gazetteer import codes_in
from vendor_review.intake.wording.names import end_of_legal_form, has_legal_form, is_name, name_key
from vendor_review.intake.wording.places import is_place

_COMMA = re.compile(r",\s")
_BETWEEN = re.compile(r"[\s,/+&;|]*(?:\b(?:and|or|und|et|y)\b)?[\s,/+&;|]*")


def name_and_address(cell: Text) -> tuple[Text, Text]:
    """The name in a cell, and the postal address below or behind it; blank if there is none."""
    lines = cell.lines()
    border = len(lines[0].words) if len(lines) > 1 else _end_of_firm(cell.words)
    name, rest = cell.part(0, border), cell.part(border)
    address = rest.part(len(rest.words) - len(rest.words.lstrip(" ,;:–—-\n")))
    is_address = bool(codes_in(address.words)) and (
        any(map(str.isdigit, address.words)) or is_place(address.words)
    )
    if is_address and is_name(name.words.strip(" ,")):
        return name.part(0, len(name.words.rstrip(" ,"))), address
    return cell, Text()


def _end_of_firm(words: str) -> int:
    """Where the comma after a firm's legal forms is; the end of the words if there is none."""
    end = end_of_legal_form(words)
    if end is not None:
        for comma in _COMMA.finditer(words, end):
            if not has_legal_form(words[comma.start() : comma.start() + 12]):
                return comma.start()
        return len(words)
    # `Quillmail, USA`: what is behind the comma is a place and nothing else.
    name, comma_before, place = words.rpartition(", ")
    return len(name) if comma_before and is_place(place, 0.9) else len(words)


def split_names(cell: Text) -> list[Text]:
    """One text per vendor: two links with only a separator between, or two lines with a legal form each, are two."""
    links = [mark for mark in cell.marks if mark.kind == "link"]
    if len(links) > 1 and len({mark.href for mark in links}) == len(links):
        edges = [0, *(edge for mark in links for edge in (mark.start, mark.end)), len(cell.words)]
        gaps = [cell.words[edges[place] : edges[place + 1]] for place in range(0, len(edges), 2)]
        labels = [cell.words[mark.start : mark.end] for mark in links]
        if all(_BETWEEN.fullmatch(gap) for gap in gaps) and all(map(is_name, labels)):
            return [cell.part(mark.start, mark.end) for mark in links]
    lines = cell.lines()
    firms = [
        name_key(line.words.split()[0])
        for line in lines
        if is_name(line.words) and has_legal_form(line.words)
    ]
    if len(lines) > 1 and len(set(firms)) == len(lines):  # else companies of one group
        return lines
    return [cell]
