"""What the checks of one table need to know of the others, their ids, the page and the policy."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt
import pandas as pd

from vendor_review.register.row_places import Places
from vendor_review.schema.cells import encoding
from vendor_review.schema.cells.values import Flags, are_blank
from vendor_review.schema.public_page.page import Page
from vendor_review.schema.vocabulary import Vocabulary


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


class Lost(NamedTuple):
    """What is to be mended so that a rejected row counts again: the row of `table`, and the first rule it breaks.

    `follows`: that is another row than the one asked for, which is right in itself.
    """

    table: str
    line: int
    rule: str
    column: str
    follows: bool = False


@dataclass(frozen=True)
class Context:
    """Known while tables are checked, parents first.

    Attributes
    ----------
    places
        Names places as those who keep the register know them.
    ids
        By parent table: the ids that stand in its rows, as written, rejected rows included.
    accepted
        By parent table that was checked: which of its ids stand in accepted rows.
    lost
        By parent table: id of a rejected row to what is to be mended.
    sections
        Ids of the page's sections; None if there is no page.
    roles
        Roles that a vendor's engagements state: columns vendor_id, role.
    vendor_of_evidence
        The vendor of each of `ids["evidence"]`, coded; of an id that stands twice, the last.
    vendor_of_engagement
        Likewise of each of `ids["engagements"]`, by that id.
    issued_on
        The day on which each of `ids["evidence"]` was issued; NaT if that is not stated, or its row was rejected.
    """

    vocabulary: Vocabulary
    as_of: date
    page: Page
    sections: frozenset[str] | None
    places: Places
    ids: Mapping[str, Ids]
    roles: pd.DataFrame
    vendor_of_evidence: pd.Series
    vendor_of_engagement: pd.Series
    accepted: Mapping[str, Flags] = field(default_factory=dict)
    lost: Mapping[str, Mapping[str, Lost]] = field(default_factory=dict)
    issued_on: npt.NDArray[np.datetime64] = field(default_factory=lambda: np.array([], "datetime64[us]"))

    def accepted_ids(self, table: str) -> pd.Index:
        """The ids of the accepted rows of a parent table that was checked."""
        return self.ids[table].values[self.accepted[table]]

    def vendors_of(self, rows: pd.DataFrame) -> list[str]:
        """The vendor that each of some rows is about, by its own cell or by its engagement; "" where none is stated."""
        if "vendor_id" in rows:
            return encoding.cells_as_text(rows["vendor_id"])
        return self.vendor_of_engagement.reindex(
            encoding.cells_as_text(rows["engagement_id"]), fill_value=""
        ).tolist()
