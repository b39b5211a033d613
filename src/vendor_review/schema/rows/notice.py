"""Whether an addition waits for its notice to end."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import pandas as pd

from vendor_review.schema.across.context import Context
from vendor_review.schema.cells import encoding
from vendor_review.schema.cells.values import Flags
from vendor_review.schema.rows.row_rule import RowRule, days
from vendor_review.schema.rows.workdays import business_calendar

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


def after_notice(context: Context, notice_days: int) -> RowRule:
    """Additions take effect no sooner than `notice_days` after they were announced.

    Notice runs from engaged_on, else from the page's date. Notices that have ended are history, and so is what was
    in effect before that date of the page. What is in use
    without a stated first day is taken to be in effect on the day of the review.
    """
    today = np.datetime64(context.as_of, "us")
    page_date = np.datetime64("NaT" if context.page.updated_on is None else context.page.updated_on, "us")
    day_type, holidays = context.page.day_type, context.page.holidays

    def starts(frame: pd.DataFrame) -> Days:
        engaged = days(frame, "engaged_on")
        return np.where(np.isnat(engaged), page_date, engaged)

    def ends(frame: pd.DataFrame) -> Days:
        return add_days(starts(frame), notice_days, day_type, holidays)

    def takes_effect(frame: pd.DataFrame) -> Days:
        stated = days(frame, "effective_on")
        in_use = encoding.spread(
            np.asarray(encoding.distinct(frame["status"]).isin(["active", "optional"])), frame["status"]
        )
        newly = np.isnat(stated) & in_use & ~np.isnat(days(frame, "engaged_on"))
        return np.where(newly, today, stated)

    def holds(frame: pd.DataFrame) -> Flags:
        past = encoding.spread(np.asarray(encoding.distinct(frame["status"]) == "past"), frame["status"])
        # What was in effect before the page had its date, and was not announced since, is history too.
        before_page = np.isnat(days(frame, "engaged_on")) & (takes_effect(frame) < page_date)
        # NaT compares False: what has no dates is not judged.
        return ~((takes_effect(frame) < ends(frame)) & (ends(frame) > today) & ~past & ~before_page)

    def detail(frame: pd.DataFrame, rows: npt.NDArray[np.intp]) -> list[str]:
        kind = f"{day_type} " if day_type else ""
        begun = np.datetime_as_string(starts(frame.iloc[rows]), unit="D")
        return [f"it runs {notice_days} {kind}days from {day}" for day in begun]

    def expect(frame: pd.DataFrame, rows: npt.NDArray[np.intp]) -> list[str]:
        return [
            f"{day} is the first day that is right"
            for day in np.datetime_as_string(ends(frame.iloc[rows]), unit="D")
        ]

    return RowRule("REG-021", "effective_on", holds, detail, expect=expect)
