"""The shape of a rule about cells."""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import dataclass

import pandas as pd

from vendor_review.schema.cells import values
from vendor_review.schema.cells.values import Flags


def _no_words(value: str) -> str:
    return ""


@dataclass(frozen=True)
class CellRule:
    """A rule about a column's cells.

    `holds` takes the distinct values and says which are right. For those that are not, `culprit` gives the part
    that is wrong, `known` the words among which a near one is sought, `suggest` a better value (it goes first),
    `detail` a fact for the message, and `cause` the place of what is to be mended first.
    """

    rule: str
    column: str
    holds: Callable[[pd.Index], Flags]
    expected: str = ""
    known: Collection[str] = ()
    suggest: Callable[[str], str] = _no_words
    detail: Callable[[str], str] = _no_words
    cause: Callable[[str], str] = _no_words
    culprit: Callable[[str], str] = str


def or_blank(test: Callable[[str], object]) -> Callable[[pd.Index], Flags]:
    """Holds for blanks, and for values that pass `test`."""
    return lambda distinct: values.each(distinct, test) | values.are_blank(distinct)
