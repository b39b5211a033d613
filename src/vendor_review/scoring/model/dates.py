"""Calendar months between days, and the day on which so many of them have gone by."""

from __future__ import annotations

import numpy as np

from vendor_review.schema.across_tables.document_kinds import Days, add_months
from vendor_review.scoring.model.bands import Floats

__all__ = ["Days", "add_months", "day_of_age", "months_between"]

#: Mean length of a Gregorian month, for the days beyond whole calendar months.
_DAYS_PER_MONTH = 365.25 / 12
#: Ages closer than this are equal.
_CLOSE = 1e-9


def months_between(days: Days, until: Days | np.datetime64) -> Floats:
    """Months from each day to `until`: whole calendar months plus the remaining days over a mean month.

    Exactly 12 on the first anniversary, rising every day; negative for a day to come, NaN for NaT.
    """
    until = until.astype("datetime64[D]")
    start, end = days.astype("datetime64[M]"), until.astype("datetime64[M]")
    whole = (end - start).astype(np.float64)
    beyond = (until - end.astype("datetime64[D]")) - (days - start.astype("datetime64[D]"))
    age: Floats = np.where(np.isnat(days), np.nan, whole + beyond.astype(np.float64) / _DAYS_PER_MONTH)
    return age


def day_of_age(days: Days, months: float) -> Days:
    """The first day on which something of each day is `months` old, or older."""
    whole = int(months)
    found = add_months(days, whole) + np.timedelta64(int((months - whole) * _DAYS_PER_MONTH), "D") - 4
    # Months differ in length, so that the day sought is this one or one of the next few.
    for _ in range(8):
        found = np.where(months_between(days, found) < months - _CLOSE, found + 1, found)
    return found
