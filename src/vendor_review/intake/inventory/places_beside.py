"""Decides what two letters behind a town are by what the same rows say in another column: `Dublin, CA` and `USA`."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace

from openpyxl.utils.cell import column_index_from_string

from vendor_review.intake.inventory.codes import Trade, code_of
from vendor_review.intake.inventory.mapping import Column, SourceMapping, Value
from vendor_review.intake.inventory.proposals import SURE_ENOUGH
from vendor_review.intake.inventory.vendor_table import VendorTable
from vendor_review.intake.wording.places import doubt_of, places_in
from vendor_review.intake.wording.tables import folded

_SURE = 0.8


def settled_beside(mapping: SourceMapping, tables: Sequence[VendorTable], trade: Trade) -> SourceMapping:
    """The mapping in which each place that could be two is the one that all of its rows name in another column.

    Only a column about the same counts: the country of a vendor's office does not say where the data is.
    """
    read = {table.sheet.title: table for table in tables}

    def settled(column: Column) -> Column:
        if column.target.kind != "place" or column.sheet not in read:
            return column
        beside = [
            one
            for one in mapping.columns
            if (one.sheet, one.becomes) == (column.sheet, column.becomes) and one.letter != column.letter
        ]
        values = (_settled(value, column, beside, read[column.sheet], trade) for value in column.values)
        return replace(column, values=tuple(values)) if beside else column

    return replace(mapping, columns=tuple(map(settled, mapping.columns)))


def _settled(
    value: Value, column: Column, beside: Iterable[Column], table: VendorTable, trade: Trade
) -> Value:
    found, meanings = places_in(value.text), doubt_of(value.text)
    if len(found) != 1 or not found[0].may_be or not meanings:
        return value
    own = column_index_from_string(column.letter)
    rows = [
        cells
        for cells in (table.sheet.cells[row] for row in table.rows)
        if folded(cells.get(own, "")) == folded(value.text)
    ]
    said: set[str] = set()
    name = ""
    for cells in rows:
        codes: set[str] = set()
        for one in beside:
            code = code_of(one.target, cells.get(column_index_from_string(one.letter), ""), trade)
            if code.sure >= SURE_ENOUGH and code.becomes:
                codes |= {*code.becomes.split("; ")} & {*meanings}
                name = one.heading
        said |= codes if len(codes) == 1 else {""}
    if len(said) != 1 or "" in said:
        return value
    (code_said,) = said
    return replace(
        value, becomes=code_said, proposed=code_said, sure=_SURE, why=f"column {name!r} says so in its row"
    )
