"""The shape of a rule about the rows of a table, and what rows state."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd
import pandera.pandas as pa

from vendor_review.schema.cells import encoding, values
from vendor_review.schema.cells.checks import Answer, answer, named
from vendor_review.schema.cells.values import Flags
from vendor_review.schema.findings.facts import Cells, facts

Words = str | Sequence[str] | pd.Series
Telling = Words | Callable[[pd.DataFrame], Words]


def cells_of(column: str) -> Callable[[pd.DataFrame], Words]:
    """The cells of a column, of the rows that break a rule."""
    return lambda rows: rows[column]


@dataclass(frozen=True)
class RowRule:
    """A rule about rows of a table; `column` is where the finding points, and the name of the check is the rule's id.

    The other attributes are what a finding says of a row that breaks it: a text, or a text for each such row. The value
    is the cell of `column`, and the vendor the one that the row is about, unless another is given.
    """

    table: str
    column: str
    check: pa.Check
    value: Telling | None = None
    expected: Telling = ""
    suggestion: Telling = ""
    detail: Telling = ""

    def facts(self, wrong: pd.DataFrame, vendor_ids: Sequence[str]) -> pd.DataFrame:
        """Facts of the rows that break the rule, each at its own line."""

        def told(words: Telling) -> Cells:
            said = words(wrong) if callable(words) else words
            return said if isinstance(said, str) else encoding.cells_as_text(said)

        suggestion = told(self.suggestion)
        return facts(
            str(self.check.name),
            self.table,
            self.column,
            line=wrong.index.tolist(),
            value=told(cells_of(self.column) if self.value is None else self.value),
            expected=told(self.expected),
            suggestion=suggestion,
            detail=told(self.detail),
            vendor_id=vendor_ids,
            replacement=() if isinstance(suggestion, str) else [one or None for one in suggestion],
        )


def row_rule(
    rule: str, table: str, column: str, breaks: Callable[[pd.DataFrame], Flags | pd.Series], **told: Any
) -> RowRule:
    """A rule whose check is given as what says which rows break it; `told` is what findings say, as in `RowRule`."""

    def check(rows: pd.DataFrame) -> Answer:
        return answer(~np.asarray(breaks(rows), dtype=np.bool_))

    return RowRule(table, column, named(rule, check), **told)


def days(frame: pd.DataFrame, name: str) -> npt.NDArray[np.datetime64]:
    """The days in a column, NaT for what is blank or no date."""
    column = frame[name]
    if column.dtype.kind == "M":
        return column.to_numpy()
    cells = encoding.encode(column)
    per_value = values.dates(encoding.distinct(cells)).to_numpy()
    return per_value[encoding.codes(cells)] if len(cells) else np.zeros(0, dtype="datetime64[us]")
