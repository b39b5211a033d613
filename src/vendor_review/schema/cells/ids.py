"""The ids of a table, and what is known of each for the values of a column that refers to it."""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from vendor_review.schema.cells.values import are_blank


class Ids:
    """Ids, each once and without the blank; what is known of them is kept in arrays, an item per id.

    Texts are looked up once, and rows then meet by the places of their ids: numbers are compared much faster.
    """

    def __init__(self, distinct: pd.Index) -> None:
        stated = ~are_blank(distinct)
        self.values: pd.Index = distinct if stated.all() else distinct[stated]
        self._own = (distinct, np.where(stated, np.cumsum(stated) - 1, -1))
        self._last = self._own

    def places(self, distinct: pd.Index) -> npt.NDArray[np.intp]:
        """Place of each of some distinct values among the ids, -1 for what is no id.

        The last answer is kept, for all rules of one column ask the same.
        """
        for asked, places in (self._own, self._last):
            if asked is distinct:
                return places
        self._last = (distinct, self.values.get_indexer(distinct))
        return self._last[1]

    def known(self, per_id: npt.NDArray[Any], distinct: pd.Index, otherwise: Any) -> npt.NDArray[Any]:
        """What is known of the id that each of some distinct values is; `otherwise` of what is none."""
        return np.append(per_id, otherwise)[self.places(distinct)]
