"""What is done to the tables of a register: rows that are added, and cells of rows that say nothing yet."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import pandas as pd

Row = Mapping[str, str]


@dataclass(frozen=True)
class Edit:
    """What is done to a table: rows to add, by column, and line of a row to the cells of it that are filled in."""

    added: Sequence[Row] = ()
    filled: Mapping[int, Row] = field(default_factory=dict)


Edits = Mapping[str, Edit]
EditsFor = Callable[[Mapping[str, "pd.DataFrame"]], Edits]
"""Makes the edits, by table, from the rows that are there; what it raises leaves everything as it was."""
