"""Business days by a holiday calendar: that of a country, or of a part of it."""

from __future__ import annotations

import functools
from typing import TYPE_CHECKING

import numpy as np

from vendor_review.schema.cells.suggestions import nearest_words

if TYPE_CHECKING:
    from collections.abc import Iterable

    from holidays import HolidayBase


def is_holiday_calendar(code: str) -> bool:
    """Whether `code` names a calendar: ISO 3166-1 alpha-2, and after a `-` a subdivision where one is meant."""
    from holidays.registry import COUNTRIES

    country, hyphen, part = code.partition("-")
    if country not in {words[1] for words in COUNTRIES.values()}:
        return False
    return not hyphen or part in _holidays(country).subdivisions


def holiday_calendar_meant(code: str) -> str:
    """The code that `code`, which names none, stands for or is a misspelling of; "" where that is open."""
    from holidays.registry import COUNTRIES

    country, _, part = code.partition("-")
    known = {name: words[1] for words in COUNTRIES.values() for name in words}
    meant = known.get(nearest_words([country], known)[country], "")
    if not meant or not part:
        return meant
    calendar = _holidays(meant)
    parts = {
        **dict(zip(calendar.subdivisions, calendar.subdivisions, strict=True)),
        **calendar.subdivisions_aliases,
    }
    near = nearest_words([part], parts)[part]
    return f"{meant}-{parts[near]}" if near else meant


@functools.lru_cache(maxsize=64)
def business_calendar(code: str, years: frozenset[int]) -> np.busdaycalendar:
    """The weekend and the public holidays of `years` by the calendar `code`, those moved to a weekday among them.

    Raises
    ------
    NotImplementedError
        There is no such calendar.
    """
    calendar = _holidays(code, years)
    weekmask = [day not in calendar.weekend for day in range(7)]
    return np.busdaycalendar(weekmask=weekmask, holidays=np.array(sorted(calendar), dtype="datetime64[D]"))


def _holidays(code: str, years: Iterable[int] = ()) -> HolidayBase:
    # Loading it takes as long as all else that a check loads; most registers name no calendar.
    from holidays import country_holidays

    country, _, part = code.partition("-")
    return country_holidays(country, subdiv=part or None, years=years)
