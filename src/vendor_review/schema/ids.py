"""The ids of a table, and what is known of each for the values of a column that refers to it."""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd


class Ids:
    """Ids, each once and without the blank; what is known of them is kept in arrays, an item per id.

    Texts are looked up once, and rows then meet by the places of their ids: numbers are compared much faster.
    """

    def __init__(self, distinct: pd.Index) -> None:
        stated = np.asarray(distinct != "")
        self.values: pd.Index = distinct if stated.all() else distinct[stated]
        self._asked = distinct
        self._places: npt.NDArray[np.intp] = np.where(stated, np.cumsum(stated) - 1, -1)

    def places(self, distinct: pd.Index) -> npt.NDArray[np.intp]:
        """Place of each of some distinct values among the ids, -1 for what is no id.

        The last answer is kept, for the rules of one column all ask the same.
        """
        if distinct is not self._asked:
            self._places = self.values.get_indexer(distinct)
            self._asked = distinct
        return self._places

    def known(self, per_id: npt.NDArray[Any], distinct: pd.Index, otherwise: Any) -> npt.NDArray[Any]:
        """What is known of the id that each of some distinct values is; `otherwise` of what is none."""
        return np.append(per_id, otherwise)[self.places(distinct)]
