"""Reads lists, cards, definition lists and runs of paragraphs, of which each part speaks of one vendor."""

from __future__ import annotations

from collections.abc import Sequence

from vendor_review.intake.blocks.block import Bullets, Cards, Definitions, Item, Text
from vendor_review.intake.readings.entry import entry_of, of_lines, turned_round
from vendor_review.intake.readings.labels import vendors_of
from vendor_review.intake.readings.name_cells import split_names
from vendor_review.intake.readings.row import Fact, Reading, Row, Setting
from vendor_review.intake.wording.names import has_legal_form, host_names, is_generic, is_known


def read_bullets(block: Bullets, setting: Setting) -> Reading:
    """A vendor per item, or per item of the lists within items, which are then its sections."""
    whole = _judged(
        [entry_of(item, f"{block.where}, item {number}") for number, item in enumerate(block.items, start=1)],
        setting,
    )
    nested = [item for item in block.items if len(item.inner) > 0]
    if not nested or len(nested) < 0.5 * len(block.items):
        return whole
    rows: list[Row | None] = []
    for number, item in enumerate(block.items, start=1):
        for inner, one in enumerate(item.inner, start=1):
            row = entry_of(one, f"{block.where}, item {number}.{inner}")
            rows.append(Row(row.facts, row.where, item.text.words.rstrip(" :")) if row else None)
    within = _judged(rows, setting)
    if all(is_generic(item.text.words.rstrip(" :")) for item in nested) and within.rows:
        return within
    return max(whole, within, key=lambda reading: reading.confidence)


def read_cards(block: Cards, setting: Setting) -> Reading:
    """A vendor per card; half of them must be known firms, or have labels such as `Purpose:`."""
    rows = [
        of_lines(card, f"{block.where}, card {number}") for number, card in enumerate(block.cards, start=1)
    ]
    told = [row for row in rows if row and (_tells(row) or any(map(_is_evidence, row.facts[1:])))]
    if len(told) < 0.5 * len(rows):
        return Reading((), 0, "its cards do not look like vendors")
    return _judged(rows, setting)


def _is_evidence(fact: Fact) -> bool:
    """Whether a fact is one that only lists of vendors state: with a label, or a place."""
    return (bool(fact.heading) and fact.kind != "notes") or fact.kind.startswith("place")


def read_definitions(block: Definitions, setting: Setting) -> Reading:
    """A vendor per term, or several terms per vendor if they are labels."""
    if cards := vendors_of(block.pairs):
        lines = [
            of_lines(card, f"{block.where}, vendor {number}") for number, card in enumerate(cards, start=1)
        ]
        return _judged(lines, setting)
    rows = [
        of_lines((term, *(line for text in texts for line in text.lines())), f"{block.where}, term {number}")
        for number, (term, texts) in enumerate(block.pairs, start=1)
    ]
    return _judged(rows, setting)


def read_paragraphs(texts: Sequence[Text], where: str, setting: Setting) -> Reading:
    """A vendor per paragraph of a run."""
    rows = [
        of_lines(text.lines(), f"{where}, paragraph {number} of the run")
        if len(text.lines()) > 1
        else entry_of(Item(text), f"{where}, paragraph {number} of the run")
        for number, text in enumerate(texts, start=1)
    ]
    return _judged(rows, setting)


def _judged(found: Sequence[Row | None], setting: Setting) -> Reading:
    """How sure it is that parts name vendors: by their names, their links, and the words around them."""
    rows = [turned_round(row) for row in found if row]
    rows = [row for row in rows if not is_generic(row.words("name"))]
    if not rows:
        return Reading((), 0, "no part begins with a name")
    share = len(rows) / len(found)
    telling = sum(map(_tells, rows)) / len(rows)
    # A list that is all firms counts below a heading that only may speak of something else.
    if setting.decoy and (
        setting.sure_decoy or not setting.vendors or telling * share < 0.8 or len(rows) < 3
    ):
        return Reading(
            (), 0, f"under a heading that speaks of something else ({setting.decoy.replace('_', ' ')})"
        )
    own = sum(_is_own_page(row) for row in rows) / len(rows)
    confidence = (
        share * (0.3 + 0.35 * setting.vendors + 0.4 * min(1, 1.4 * telling)) - 0.5 * own - 0.2 * setting.weak
    )
    rows = [one for row in rows for one in _apart(row)]
    reason = f"{len(rows)} of {len(found)} parts begin with a name"
    if confidence < 0.3:
        reason = "its parts do not look like vendors"
    return Reading(tuple(map(setting.placed, rows)), max(0.0, min(1.0, confidence)), reason)


def _apart(row: Row) -> list[Row]:
    name = row.facts[0]
    parts = split_names(name.text)
    if len(parts) == 1:
        return [row]
    return [
        Row((type(name)(name.kind, part, name.where), *row.facts[1:]), row.where, row.section)
        for part in parts
    ]


def _tells(row: Row) -> bool:
    """Whether the name itself is one of a firm: known, with a legal form, or that of the site it links to."""
    name = row.words("name")
    links = [href for fact in row.facts for _, href in fact.text.links]
    return is_known(name) or has_legal_form(name) or any(host_names(name, href) for href in links)


def _is_own_page(row: Row) -> bool:
    """Whether the name is a link to a page of the same site, as those of a menu are."""
    name = row.first("name")
    return bool(name and name.text.links and not name.text.links[0][1].startswith(("http://", "https://")))
