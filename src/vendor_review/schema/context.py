"""What the checks of one table need to know of the others, of the page and of the policy."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

import pandas as pd

from vendor_review.schema.page import Page
from vendor_review.schema.vocabulary import Vocabulary


@dataclass(frozen=True)
class Context:
    """Known while tables are checked, parents first.

    Attributes
    ----------
    present, accepted
        Ids that stand in the rows of a parent table, and those of its accepted rows.
    sections
        Ids of the page's sections; None if there is no page.
    roles
        Roles that a vendor's engagements state: columns vendor_id, role.
    vendor_of_evidence, vendor_of_engagement
        Id to vendor id, as written, rejected rows included.
    """

    vocabulary: Vocabulary
    as_of: date
    page: Page
    sections: frozenset[str] | None
    present: Mapping[str, pd.Index] = field(default_factory=dict)
    accepted: Mapping[str, pd.Index] = field(default_factory=dict)
    roles: pd.DataFrame = field(
        default_factory=lambda: pd.DataFrame({"vendor_id": [], "role": []}, dtype=str)
    )
    vendor_of_evidence: Mapping[str, str] = field(default_factory=dict)
    vendor_of_engagement: Mapping[str, str] = field(default_factory=dict)
