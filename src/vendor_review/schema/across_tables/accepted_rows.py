"""What the checks across tables work on: accepted rows, and ids as written for what may not be called absent."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import pandas as pd

from vendor_review.register.layout import TABLES
from vendor_review.schema.cells import encoding
from vendor_review.schema.context import Context
from vendor_review.schema.rows.timing import is_current


@dataclass(frozen=True)
class Accepted:
    """Accepted rows by table, typed and `coded`, and what else the register says.

    `rejected` holds the rejected rows, coded; the ids of `context` are those that any row has: nothing is called absent
    because its row was rejected.
    """

    tables: Mapping[str, pd.DataFrame]
    coded: Mapping[str, pd.DataFrame]
    rejected: Mapping[str, pd.DataFrame]
    context: Context

    @property
    def today(self) -> np.datetime64:
        """The day of the review."""
        return np.datetime64(self.context.as_of, "us")

    @property
    def engagements(self) -> pd.DataFrame:
        """Accepted engagements."""
        return self.tables["engagements"]

    def holding(self, table: str, column: str, words: Collection[str] | pd.Series) -> pd.Series:
        """Which accepted rows of a table hold one of `words` in a column that is text."""
        cells = self.coded[table][column]
        return pd.Series(
            encoding.spread(np.asarray(encoding.distinct(cells).isin(words)), cells), index=cells.index
        )

    def named(self, parent: str, table: str, rows: pd.Series | None = None) -> pd.Series:
        """Which accepted rows of `parent` are named in `table`, which refers to it.

        `rows` says of which accepted rows of `table` that is asked; unless it is given, all rows count, even rejected
        ones.
        """
        (column,) = (column.name for column in TABLES[table].columns if column.refers == parent)
        cells, own = self.coded[table][column], self.coded[parent].iloc[:, 0]
        ids = self.context.ids[parent]
        places = ids.places(encoding.distinct(cells))
        if rows is not None:
            places = places[encoding.met(cells, rows.to_numpy())]
        named = np.zeros(len(ids.values), dtype=np.bool_)
        named[places[places >= 0]] = True
        return pd.Series(
            ids.known(named, encoding.distinct(own), False)[encoding.codes(own)], index=own.index, dtype=bool
        )

    @cached_property
    def is_current(self) -> pd.Series:
        """Which engagements count on the day of the review."""
        return is_current(self.engagements, self.context.as_of)

    @cached_property
    def is_none(self) -> pd.Series:
        """Which rows of data state that there is none."""
        return self.holding("data_shared", "category", ["none"])

    @cached_property
    def is_listed_vendor(self) -> pd.Series:
        """Which vendors the public list may show."""
        return self.named("vendors", "engagements", self.is_listed)

    @cached_property
    def is_cited(self) -> pd.Series:
        """Which documents any answer cites, even a rejected one."""
        return self.named("evidence", "access_controls")

    @cached_property
    def is_listed(self) -> pd.Series:
        """Which engagements the public list may show: public and not past."""
        return self.engagements["public"] & (self.engagements["status"] != "past")

    @cached_property
    def listed(self) -> pd.DataFrame:
        """Those engagements."""
        return self.engagements[self.is_listed]

    def of_engagement(self, rows: pd.DataFrame, column: str) -> pd.Series:
        """A column of the engagement that each of `rows` belongs to."""
        places = self._engagement_ids.get_indexer(pd.Index(rows["engagement_id"]))
        return self.engagements[column].take(places).set_axis(rows.index)

    @cached_property
    def _engagement_ids(self) -> pd.Index:
        ids: pd.Index = pd.Index(self.engagements["engagement_id"])
        return ids


def words_by(rows: pd.DataFrame, key: str, column: str) -> pd.Series:
    """The distinct words of `column` for each `key`, in alphabetical order, with commas between."""
    pairs = rows[[key, column]].drop_duplicates()
    repeated = pairs.duplicated(key, keep=False)
    words: pd.Series = pairs[~repeated].set_index(key)[column]
    if repeated.any():
        # Only where there are several: a call for each key takes long where there are many keys.
        several = pairs[repeated].sort_values(column).groupby(key)[column].agg(", ".join)
        words = pd.concat([words, several])
    return words
