"""A pandera schema for each table of a register, to validate, print or keep as JSON a frame's rules in a notebook.

Each looks at what one table says by itself; what hangs on other tables, the page, the policy or the day of a review,
`vendor_review.schema.check_register` finds as well.

Examples
--------
>>> from vendor_review import schemas
>>> schemas.vendors.columns["website"].checks
[<Check REG-005>, <Check REG-106>, <Check REG-022>, <Check REG-104>]
"""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

from vendor_review.register.layout import TABLES

if TYPE_CHECKING:
    import pandera.pandas as pa

    vendors: pa.DataFrameSchema
    engagements: pa.DataFrameSchema
    places: pa.DataFrameSchema
    data_shared: pa.DataFrameSchema
    access_controls: pa.DataFrameSchema
    evidence: pa.DataFrameSchema
    onward: pa.DataFrameSchema
    decisions: pa.DataFrameSchema
    reviews_done: pa.DataFrameSchema
    incidents: pa.DataFrameSchema
    requests: pa.DataFrameSchema

__all__ = sorted(TABLES)  # noqa: PLE0605 - a schema for each table, whichever there are


def __getattr__(name: str) -> pa.DataFrameSchema:
    if name not in TABLES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return _schema(name)


def __dir__() -> list[str]:
    return __all__


@cache
def _schema(name: str) -> pa.DataFrameSchema:
    # pandera takes half a second to load, and most who look in here only want to know what there is.
    from vendor_review.schema.tables import table_schema

    return table_schema(TABLES[name])
