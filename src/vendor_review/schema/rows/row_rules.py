"""Rules about one row or about rows of one table, as they are written: keys, the order of dates, published links."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import partial
from itertools import starmap
from typing import Any

import numpy as np
import pandas as pd

from vendor_review.register.layout import Table
from vendor_review.register.row_places import FolderPlaces, Places
from vendor_review.schema.cells import encoding, values
from vendor_review.schema.cells.checks import Answer, answer, named, registered
from vendor_review.schema.cells.names import name_keys
from vendor_review.schema.findings.facts import shown
from vendor_review.schema.rows.row_rule import RowRule, days

# Pairs of columns of which the first may not lie before the second.
_ORDER: Mapping[str, tuple[tuple[str, str], ...]] = {
    "engagements": (("effective_on", "engaged_on"), ("ended_on", "effective_on"), ("ended_on", "engaged_on")),
    # A document cannot report on days after it was issued.
    "evidence": (("issued_on", "period_end"), ("valid_until", "issued_on"), ("valid_until", "period_end")),
    "decisions": (("expires_on", "decided_on"),),
    "incidents": (("closed_on", "known_on"),),
    "requests": (("due_on", "asked_on"), ("answered_on", "asked_on")),
}


_NAMES = ("name", "legal_entity")
# What may stand between two names where a semicolon belongs.
_NAMES_BETWEEN = frozenset(",\n\r")


def row_rules(table: Table, places: Places | None = None) -> list[RowRule]:
    """Rules for the rows of `table` that need nothing but the rows; `places` words where others are."""
    found = [_unique(table, places or FolderPlaces())]
    found += [_in_order(table.name, later, earlier) for later, earlier in _ORDER.get(table.name, ())]
    if table.name == "evidence":
        found += [_published_link(), _bare_published_link()]
    if table.name == "vendors":
        found += [_names_apart(), _notice_of_an_end()]
    return found


@registered(pd.DataFrame)
def has_unique_key(
    frame: pd.DataFrame,
    *,
    key: Sequence[str],
    stated: Sequence[str],
    shorthand: str = "",
    words: Sequence[str] = (),
    told_apart_by: str = "",
) -> Answer:
    """No two rows with the same cells in the columns `key`, unless one of `stated` is blank.

    Of rows with one of `words` in the column `shorthand`, those are the same that agree in `told_apart_by` as well.
    """
    names = [*key, told_apart_by] if shorthand else key
    cells = pd.DataFrame({name: encoding.encode(frame[name]) for name in names})
    repeated = encoding.repeated(encoding.row_keys(cells, tuple(key)))
    if shorthand:
        stand_for_several = encoding.distinct(cells[shorthand]).isin(words)
        several = encoding.spread(np.asarray(stand_for_several), cells[shorthand])
        same = encoding.repeated(encoding.row_keys(cells, tuple(names)))
        repeated = repeated & (~several | same)
    for name in stated:
        repeated = repeated & encoding.spread(~values.are_blank(encoding.distinct(cells[name])), cells[name])
    return answer(~repeated, frame.index)


@registered(pd.DataFrame)
def is_in_order(frame: pd.DataFrame, *, later: str, earlier: str) -> Answer:
    """The day in `later` comes on or after the day in `earlier`, where both are stated."""
    # NaT compares False: what is not stated or no date is never out of order.
    return answer(~(days(frame, later) < days(frame, earlier)), frame.index)


@registered(pd.DataFrame)
def is_linked_where_stated(frame: pd.DataFrame, *, link: str, stated: str) -> Answer:
    """A web address in `link`, which may lack its `https://`, where `stated` is not blank.

    What would do harm is for another check to tell.
    """
    where, links = encoding.encode(frame[stated]), encoding.encode(frame[link])
    published = encoding.spread(~values.are_blank(encoding.distinct(where)), where)
    # Only what is published is looked at: most of a large register's documents are not.
    distinct = encoding.distinct(links)
    shows = encoding.met(links, published)
    good = values.are_links(distinct[shows])
    # A blank has nothing to link to.
    good[~good] = values.each(
        distinct[shows][~good],
        lambda v: v == "" or not values.is_harmless(v) or values.is_link(values.whole_link(v)),
    )
    linked = np.ones(len(distinct), dtype=np.bool_)
    linked[shows] = good
    return answer(~published | encoding.spread(linked, links), frame.index)


@registered(pd.DataFrame)
def is_whole_where_stated(frame: pd.DataFrame, *, link: str, stated: str) -> Answer:
    """No web address in `link` that lacks its `https://`, where `stated` is not blank."""
    where, links = encoding.encode(frame[stated]), encoding.encode(frame[link])
    published = encoding.spread(~values.are_blank(encoding.distinct(where)), where)
    bare = values.each(encoding.distinct(links), lambda cell: values.whole_link(cell) != cell)
    return answer(~published | ~encoding.spread(bare, links), frame.index)


@registered(pd.DataFrame)
def is_stated_with(frame: pd.DataFrame, *, needed: str, stated: str) -> Answer:
    """Something in `needed`, where `stated` is not blank."""
    blank = []
    for name in (needed, stated):
        # A frame may lack either column, as if all of its cells were blank.
        cells = encoding.encode(frame[name]) if name in frame else None
        blank.append(
            np.ones(len(frame), dtype=np.bool_)
            if cells is None
            else encoding.spread(values.are_blank(encoding.distinct(cells)), cells)
        )
    return answer(~blank[0] | blank[1], frame.index)


@registered(pd.DataFrame)
def has_names_apart(frame: pd.DataFrame, *, names: str, own: Sequence[str]) -> Answer:
    """No names in a list that line breaks or commas part; a comma may belong to a name, and does to one of `own`."""
    lists = encoding.encode(frame[names])
    hint = values.each(encoding.distinct(lists), lambda cell: not _NAMES_BETWEEN.isdisjoint(cell))
    hinted = encoding.spread(hint, lists)
    apart = np.ones(len(frame), dtype=np.bool_)
    apart[hinted] = [not meant for meant in _all_apart(frame[hinted], names, own)]
    return answer(apart, frame.index)


def _unique(table: Table, places: Places) -> RowRule:
    def others(rows: pd.DataFrame) -> list[str]:
        keys = encoding.row_keys(rows, table.key)
        lines = pd.Series(rows.index.to_numpy())
        firsts = lines.groupby(keys).transform("first")
        others = lines.where(lines != firsts, lines.groupby(keys).transform("last"))
        others = others.where(lines == firsts, firsts)
        rest = [encoding.texts(rows[name]) for name in table.key[1:]]
        named = [
            ", ".join(f"{name} {shown(cell)}" for name, cell in zip(table.key[1:], row, strict=True))
            for row in zip(*rest, strict=True)
        ]
        with_rest = [f" with {words}" for words in named] if named else [""] * len(rows)
        theirs = [places.words(table.name, line) for line in others]
        # Rows of a database are named by their keys, which are the same.
        there = [
            f"is also in {other}" if other != own else "is there more than once"
            for own, other in zip(map(partial(places.words, table.name), lines), theirs, strict=True)
        ]
        return [f"{words} {twice}" for words, twice in zip(with_rest, there, strict=True)]

    required = [name for name in table.key if table.column(name).required]
    given: dict[str, Any] = {"key": [*table.key], "stated": required}
    if table.shorthand:
        words = [*table.column(table.shorthand).values]
        given |= {"shorthand": table.shorthand, "words": words, "told_apart_by": table.told_apart_by}
    check = named("REG-007", has_unique_key, **given)
    expected = f"one row for each {', '.join(table.key)} is right"
    return RowRule(table.name, table.key[0], check, expected=expected, detail=others)


def _in_order(table: str, later: str, earlier: str) -> RowRule:
    return RowRule(
        table,
        later,
        named("REG-018", is_in_order, later=later, earlier=earlier),
        expected=f"{later} must be on or after {earlier}",
        detail=lambda rows: [f"{earlier}, {day}" for day in encoding.texts(rows[earlier])],
    )


def _published_link() -> RowRule:
    def why(rows: pd.DataFrame) -> list[str]:
        return [
            "public_as says that it is published, and " + values.why_no_link(link)
            for link in encoding.texts(rows["location"])
        ]

    return RowRule(
        "evidence",
        "location",
        named("REG-005", is_linked_where_stated, link="location", stated="public_as"),
        expected="an http:// or https:// address",
        detail=why,
    )


def _bare_published_link() -> RowRule:
    def whole(rows: pd.DataFrame) -> list[str]:
        return [*map(values.whole_link, encoding.texts(encoding.encode(rows["location"])))]

    check = named("REG-106", is_whole_where_stated, link="location", stated="public_as")
    return RowRule("evidence", "location", check, suggestion=whole)


def _notice_of_an_end() -> RowRule:
    check = named("REG-116", is_stated_with, needed="contract_ends_on", stated="notice_days")
    return RowRule("vendors", "notice_days", check)


def _names_apart() -> RowRule:
    def meant(rows: pd.DataFrame) -> list[str]:
        return _all_apart(rows, "aliases", _NAMES)

    return RowRule(
        "vendors",
        "aliases",
        named("REG-108", has_names_apart, names="aliases", own=[*_NAMES]),
        suggestion=meant,
    )


def _all_apart(rows: pd.DataFrame, names: str, own: Sequence[str]) -> list[str]:
    columns = (encoding.texts(encoding.encode(rows[name])).tolist() for name in (names, *own))
    return [*starmap(_apart, zip(*columns, strict=True))]


def _apart(aliases: str, *names: str) -> str:
    """The aliases with semicolons, where commas or line breaks may stand for them; "" where nothing hints at that."""
    items = values.items(aliases)
    own = {*name_keys(names)}
    parts: list[str] = []
    for item in items:
        key, *_ = name_keys([item])
        pieces = [piece.strip() for piece in item.split(",")]
        # `Company, Inc.` and `Quick Books, India` are one name each.
        is_one = key in own or not all(name_keys([f"x {piece}"])[0] != "x" for piece in pieces)
        parts += [item] if is_one else pieces
    meant = "; ".join(filter(None, parts))
    return meant if "\n" in aliases or "\r" in aliases or len(parts) > len(items) else ""
