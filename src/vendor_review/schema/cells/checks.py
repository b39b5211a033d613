"""What pandera asks of a column: its type, text as categories or days, and checks, each of the distinct values."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Sequence
from functools import wraps
from typing import Any

import numpy as np
import pandas as pd
import pandera.pandas as pa
from pandera import dtypes, extensions
from pandera.engines import pandas_engine

from vendor_review.schema.cells import encoding, values
from vendor_review.schema.cells.markup import have_markup
from vendor_review.schema.cells.values import Flags


@pandas_engine.Engine.register_dtype(equivalents=["cell"])
@dtypes.immutable
class Cell(pandas_engine.DataType):
    """Text as categories, without white space around it; a missing cell is blank.

    What a check costs then grows with a column's distinct values, not with its rows.
    """

    type = pd.CategoricalDtype()

    def __init__(self) -> None:
        """Nothing of it varies; pandera's own asks for a type, and warns of types that are not its own."""

    def coerce(self, data_container: Any) -> pd.Series:
        """A column as such text."""
        return encoding.encode(data_container)

    def check(self, pandera_dtype: dtypes.DataType, data_container: Any = None) -> bool:
        """Whether a column holds categories."""
        return encoding.is_encoded(data_container)

    def __str__(self) -> str:
        return "cell"


@pandas_engine.Engine.register_dtype(equivalents=["day"])
@dtypes.immutable
class Day(Cell):
    """Days, or text as long as a cell of the column is no day."""

    def coerce(self, data_container: Any) -> pd.Series:
        """A column as datetime64, NaT for a blank; as text if a cell is no day, so that a check can say which."""
        column: pd.Series = data_container
        if column.dtype.kind == "M":
            return column
        cells = encoding.encode(column)
        distinct, codes = encoding.distinct(cells), encoding.codes(cells)
        days = values.dates(distinct).to_numpy()
        if (np.isnat(days) & ~values.are_blank(distinct))[codes].any():
            return cells
        return pd.Series(days[codes], index=cells.index, name=cells.name)

    def check(self, pandera_dtype: dtypes.DataType, data_container: Any = None) -> bool:
        """Whether a column holds days, or text of which a check says what is no day."""
        return data_container.dtype.kind == "M" or encoding.is_encoded(data_container)

    def __str__(self) -> str:
        return "day"


Answer = pd.Series | bool


def answer(right: Flags, index: pd.Index | None = None) -> Answer:
    """What a check tells pandera: true if all rows are right, else which are.

    Without `index` the rows are numbered, and pandera spells out no failing cases: that takes longer than the check.
    """
    return bool(right.all()) or pd.Series(right, index=index)


def answer_for(right: Flags, cells: pd.Series, index: pd.Index | None = None) -> Answer:
    """The same where `right` tells it of the distinct values of encoded `cells`."""
    return bool(right.all()) or pd.Series(encoding.spread(right, cells), index=index)


def named(rule: str, check: Callable[..., Answer] | str, **statistics: Any) -> pa.Check:
    """A check that bears the id of a rule and no words of its own; one of pandera's is given by its name."""
    if not isinstance(check, str):
        return pa.Check(check, name=rule, ignore_na=False, **statistics)
    made: pa.Check = getattr(pa.Check, check)(**statistics, name=rule, error=None, ignore_na=False)
    return made


def registered(supported: type) -> Callable[[Callable[..., Answer]], Callable[..., Answer]]:
    """Makes a function a method of `pandera.Check`; its keyword-only parameters are what a schema keeps as JSON."""

    def register(check: Callable[..., Answer]) -> Callable[..., Answer]:
        parameters = inspect.signature(check).parameters.values()
        statistics = [one.name for one in parameters if one.kind is one.KEYWORD_ONLY]
        extensions.register_check_method(check, statistics=statistics, supported_types=[supported])
        return check

    return register


def _of_cells(test: Callable[..., Flags]) -> Callable[..., Answer]:
    """Registers a test of distinct values as a check of a column, under the same name."""

    @registered(pd.Series)
    @wraps(test)
    def check(column: pd.Series, **statistics: Any) -> Answer:
        cells = encoding.encode(column)
        return answer_for(test(encoding.distinct(cells), **statistics), cells, column.index)

    return check


@_of_cells
def is_stated(distinct: pd.Index) -> Flags:
    """Not blank."""
    return ~values.are_blank(distinct)


@_of_cells
def is_id(distinct: pd.Index) -> Flags:
    """An id, or blank."""
    return _or_blank(values.are_ids, distinct)


@_of_cells
def is_link(distinct: pd.Index) -> Flags:
    """A whole http or https address, or blank."""
    return _or_blank(values.are_links, distinct)


@_of_cells
def is_link_or_host(distinct: pd.Index) -> Flags:
    """An http or https address, which may lack its `https://`, or blank."""
    return _or_blank(values.are_links_or_hosts, distinct)


@_of_cells
def is_no_bare_host(distinct: pd.Index) -> Flags:
    """No address that lacks its `https://`."""
    good = _or_blank(values.are_links, distinct)
    good[~good] = values.each(distinct[~good], lambda cell: values.whole_link(cell) == cell)
    return good


@_of_cells
def has_no_markup(distinct: pd.Index) -> Flags:
    """Without markup of web pages or of Markdown, which would be shown as typed."""
    return ~have_markup(distinct)


@_of_cells
def is_harmless(distinct: pd.Index) -> Flags:
    """Text that would do nothing but open a page if it were linked to."""
    return values.are_harmless(distinct)


@_of_cells
def is_day(distinct: pd.Index) -> Flags:
    """The ISO date of a day that exists, or blank."""
    return np.asarray(values.dates(distinct).notna()) | values.are_blank(distinct)


@_of_cells
def is_lei(distinct: pd.Index) -> Flags:
    """A whole LEI with the check digits that belong to it, or blank."""
    return values.each(distinct, lambda cell: cell == "" or values.is_lei(cell))


@_of_cells
def has_schemes(distinct: pd.Index) -> Flags:
    """Identifiers of which each says what kind it is."""
    return values.each(distinct, lambda cell: not values.without_scheme(cell))


@_of_cells
def is_visible(distinct: pd.Index) -> Flags:
    """Without characters that do not show, such as zero-width and direction characters."""
    return ~values.has_invisible(distinct)


@_of_cells
def is_writable(distinct: pd.Index) -> Flags:
    """Without characters that no page, drawing or record can hold, such as control characters."""
    return ~values.has_breaking(distinct)


@_of_cells
def is_none_of(distinct: pd.Index, *, words: Sequence[str]) -> Flags:
    """None of the words; pandera's own check of that takes longer where there are many distinct texts."""
    return ~np.asarray(distinct.isin(words))


@_of_cells
def has_items_of(distinct: pd.Index, *, words: Sequence[str]) -> Flags:
    """Any of the words, with semicolons between."""
    known = frozenset(words)
    return values.each(distinct, lambda cell: known.issuperset(values.items(cell)))


@_of_cells
def is_none_alone(distinct: pd.Index) -> Flags:
    """A list that states `none` states nothing else."""
    return values.each(
        distinct, lambda cell: (found := {*values.items(cell)}) == {"none"} or "none" not in found
    )


@_of_cells
def runs_forward(distinct: pd.Index, *, levels: Sequence[str]) -> Flags:
    """A range of levels of which the lower comes first; what is no range is for another check to tell."""

    def holds(cell: str) -> bool:
        ends = values.path_range(cell, tuple(levels))
        return ends is None or ends[0] <= ends[1]

    return values.each(distinct, holds)


def _or_blank(test: Callable[[pd.Index], Flags], distinct: pd.Index) -> Flags:
    # A blank among many would hide that all others are plainly right.
    right = values.are_blank(distinct)
    right[~right] = test(distinct[~right])
    return right
