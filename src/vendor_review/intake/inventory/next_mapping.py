"""The mapping of the next version of a source: what a person has confirmed or changed before, and what is new."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace

from openpyxl.utils.cell import get_column_letter

from vendor_review.intake.inventory.codes import ASK, Trade, is_not_stated
from vendor_review.intake.inventory.mapping import (
    CHANGED,
    CONFIRMED,
    LONGEST_EXAMPLE,
    PROPOSED,
    Column,
    SourceMapping,
    Value,
    scope_of,
    with_values,
)
from vendor_review.intake.inventory.vendor_table import VendorTable
from vendor_review.intake.wording.tables import folded

_MOST_NEWS = 20


def merged_mapping(
    fresh: SourceMapping, earlier: SourceMapping, tables: Sequence[VendorTable], trade: Trade
) -> SourceMapping:
    """The proposal for a source with what a person has confirmed or changed in an earlier mapping of it.

    `news` says what that one does not know: headings, and texts of columns that have codes; and what is gone.
    """
    texts = {
        (table.sheet.title, get_column_letter(number)): table.cells(number)
        for table in tables
        for number in table.headings
    }
    left = {id(column): column for column in (one.seen() for one in earlier.columns)}
    news: list[str] = []
    columns: list[Column] = []
    for column in fresh.columns:
        before = _match(column, left.values())
        if before is None and (
            before := _renamed(column, left.values(), texts[column.sheet, column.letter], fresh)
        ):
            news.append(
                f"column {column.letter} {before.heading!r} is now called {column.heading!r}, and is read as before"
            )
        if before is None:
            news.append(f"column {column.letter} {column.heading!r} is new: {column.becomes} is proposed")
            columns.append(column)
            continue
        del left[id(before)]
        made, more = _merged(column, before, texts[column.sheet, column.letter], trade)
        columns.append(made)
        news += more
    news += [f"column {column.heading!r} is no longer there" for column in left.values()]
    more_news = [f"and {len(news) - _MOST_NEWS} more"] if len(news) > _MOST_NEWS else []
    said = (earlier.days or fresh.days, earlier.in_scope, earlier.access_path)
    told = (*news[:_MOST_NEWS], *more_news)
    return SourceMapping(fresh.source, tuple(columns), *said, endings=earlier.endings, news=told)


def _match(column: Column, earlier: Iterable[Column]) -> Column | None:
    alike = [one for one in earlier if folded(one.heading) == folded(column.heading)]
    same_sheet = [one for one in alike if one.sheet == column.sheet] or (alike if len(alike) == 1 else [])
    return next((one for one in same_sheet if one.letter == column.letter), next(iter(same_sheet), None))


def _renamed(
    column: Column, earlier: Iterable[Column], cells: Sequence[str], fresh: SourceMapping
) -> Column | None:
    """The column that stood at the same place, and held what this one holds, under a heading that is gone."""
    headings = {folded(one.heading) for one in fresh.columns}
    held = {text.replace("\n", " ")[:LONGEST_EXAMPLE] for text in cells}
    return next(
        (
            one
            for one in earlier
            if (one.sheet, one.letter) == (column.sheet, column.letter)
            and folded(one.heading) not in headings
            and one.examples
            and {*one.examples} <= held
        ),
        None,
    )


def _merged(fresh: Column, before: Column, cells: Sequence[str], trade: Trade) -> tuple[Column, list[str]]:
    made = fresh
    if before.becomes != before.proposed or before.state != PROPOSED:
        made = replace(fresh, becomes=before.becomes, state=_state_of(before, fresh.becomes))
        if before.becomes != fresh.becomes:
            in_scope = before.in_scope or scope_of(made.target)
            made = with_values(
                replace(made, values=(), why=fresh.why.split("; ")[0], in_scope=in_scope), cells, trade
            )
    days = before.days if before.days not in ("", ASK) else made.days
    made = replace(made, days=days, in_scope=before.in_scope or made.in_scope)
    known = {folded(value.text): value for value in before.values}
    values = [_merged_value(value, known.get(folded(value.text))) for value in made.values]
    listed = {folded(value.text) for value in values}
    # What a person has said of a text that is read as it is written, and of one that is not there just now.
    values += [
        replace(
            value,
            cells=sum(folded(text) == folded(value.text) for text in cells),
            state=_state_of(value, value.proposed),
        )
        for key, value in known.items()
        if key not in listed and (value.state != PROPOSED or value.becomes != value.proposed)
    ]
    news = [
        f"column {fresh.letter} {fresh.heading!r}: {value.text[:LONGEST_EXAMPLE]!r} is new: "
        + (f"{value.becomes} is proposed" if value.becomes else "nothing is proposed")
        for value in made.values
        if folded(value.text) not in known
        and not is_not_stated(value.text)
        and before.becomes == made.becomes
    ]
    return replace(made, values=tuple(values)), news


def _state_of(before: Column | Value, proposed: str) -> str:
    return (
        CHANGED if before.becomes not in (before.proposed, proposed) or before.state == CHANGED else CONFIRMED
    )


def _merged_value(fresh: Value, before: Value | None) -> Value:
    if before is None or (before.state == PROPOSED and before.becomes == before.proposed):
        return fresh
    return replace(fresh, becomes=before.becomes, state=_state_of(before, fresh.becomes))
