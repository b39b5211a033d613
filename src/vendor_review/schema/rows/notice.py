"""Whether an addition waits for its notice to end."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import pandas as pd

from vendor_review.schema.cells import encoding
from vendor_review.schema.cells.values import Flags
from vendor_review.schema.cells.workdays import business_calendar
from vendor_review.schema.context import Context
from vendor_review.schema.rows.row_rule import RowRule, days, row_rule

Days = npt.NDArray[np.datetime64]


#: No calendar has fewer business days in a year.
_FEWEST_BUSINESS_DAYS = 200


def add_days(starts: Days, days: int, day_type: str, holidays: str = "") -> Days:
    """The day that lies `days` after each start; NaT stays NaT.

    `business` leaves out Saturdays and Sundays, or the weekend and the public holidays of the calendar `holidays`
    (`DE-BE`).
    """
    whole = starts.astype("datetime64[D]")
    if day_type != "business":
        return (whole + np.timedelta64(days, "D")).astype("datetime64[us]")
    ends = np.full(whole.shape, np.datetime64("NaT"), dtype="datetime64[D]")
    stated = ~np.isnat(whole)
    calendar = _calendar(whole[stated], days, holidays) if holidays else np.busdaycalendar()
    ends[stated] = np.busday_offset(whole[stated], days, roll="backward", busdaycal=calendar)
    return ends.astype("datetime64[us]")


def _calendar(starts: Days, days: int, holidays: str) -> np.busdaycalendar:
    """The calendar of every year into which `days` from one of `starts` may reach."""
    begun = np.unique(starts.astype("datetime64[Y]").astype(np.int64) + 1970).tolist()
    longest = days // _FEWEST_BUSINESS_DAYS + 1
    years = {year + ahead for year in begun for ahead in range(-1, longest + 1)}
    return business_calendar(holidays, frozenset(years))


def notice_rules(context: Context) -> list[RowRule]:
    """Additions take effect no sooner than the page's notice days after they were announced; no rule if it has none.

    Notice runs from engaged_on, else from the page's date. Notices that have ended are history, and so is what was
    in effect before that date of the page. What is in use
    without a stated first day is taken to be in effect on the day of the review.
    """
    page, notice_days = context.page, context.page.notice_days
    if notice_days is None:
        return []
    today = np.datetime64(context.as_of, "us")
    page_date, page_end = (np.datetime64(day or "NaT", "us") for day in (page.updated_on, page.updated_by))

    def starts(rows: pd.DataFrame) -> Days:
        engaged = days(rows, "engaged_on")
        # Of a month the last day counts: notice ends no sooner than it may.
        return np.where(np.isnat(engaged), page_end, engaged)

    def ends(rows: pd.DataFrame) -> Days:
        return add_days(starts(rows), notice_days, page.day_type, page.holidays)

    def breaks(rows: pd.DataFrame) -> Flags:
        def has_status(*words: str) -> Flags:
            return encoding.spread(np.asarray(encoding.distinct(rows["status"]).isin(words)), rows["status"])

        stated, unannounced = days(rows, "effective_on"), np.isnat(days(rows, "engaged_on"))
        newly = np.isnat(stated) & has_status("active", "optional") & ~unannounced
        effective, ended = np.where(newly, today, stated), ends(rows)
        # What was in effect before the page had its date, and was not announced since, is history too.
        before_page = unannounced & (effective < page_date)
        # NaT compares False: what has no dates is not judged.
        return (effective < ended) & (ended > today) & ~has_status("past") & ~before_page

    def runs(rows: pd.DataFrame) -> list[str]:
        kind = f"{page.day_type} " if page.day_type else ""
        return [
            f"it runs {notice_days} {kind}days from {day}"
            for day in np.datetime_as_string(starts(rows), unit="D")
        ]

    def first_day(rows: pd.DataFrame) -> list[str]:
        return [
            f"{day} is the first day that is right" for day in np.datetime_as_string(ends(rows), unit="D")
        ]

    return [row_rule("REG-021", "engagements", "effective_on", breaks, detail=runs, expected=first_day)]
