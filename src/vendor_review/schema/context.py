"""What the checks of one table need to know of the others, of the page and of the policy."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import NamedTuple

import pandas as pd

from vendor_review.register.places import FolderPlaces, Places
from vendor_review.schema.page import Page
from vendor_review.schema.vocabulary import Vocabulary


class Lost(NamedTuple):
    """What is to be mended so that a rejected row counts again: the row of `table`, and the first rule it breaks.

    `follows`: that is another row than the one asked for, which is right in itself.
    """

    table: str
    line: int
    rule: str
    column: str
    follows: bool = False


def _nobody() -> pd.Series:
    return pd.Series([], index=pd.Index([], dtype=object), dtype=object)


@dataclass(frozen=True)
class Context:
    """Known while tables are checked, parents first.

    Attributes
    ----------
    places
        Names places as those who keep the register know them.
    present, accepted
        Ids that stand in the rows of a parent table, and those of its accepted rows.
    lost
        By parent table: id of a rejected row to what is to be mended.
    sections
        Ids of the page's sections; None if there is no page.
    roles
        Roles that a vendor's engagements state: columns vendor_id, role.
    vendor_of_evidence, vendor_of_engagement
        Vendor ids by id, as written, rejected rows included; of an id that stands twice, the last.
    issued_on
        The day on which each accepted document was issued, by its id; NaT if that is not stated.
    """

    vocabulary: Vocabulary
    as_of: date
    page: Page
    sections: frozenset[str] | None
    places: Places = field(default_factory=FolderPlaces)
    present: Mapping[str, pd.Index] = field(default_factory=dict)
    accepted: Mapping[str, pd.Index] = field(default_factory=dict)
    lost: Mapping[str, Mapping[str, Lost]] = field(default_factory=dict)
    roles: pd.DataFrame = field(
        default_factory=lambda: pd.DataFrame({"vendor_id": [], "role": []}, dtype=str)
    )
    vendor_of_evidence: pd.Series = field(default_factory=_nobody)
    vendor_of_engagement: pd.Series = field(default_factory=_nobody)
    issued_on: pd.Series = field(default_factory=lambda: pd.Series([], dtype="datetime64[us]"))
