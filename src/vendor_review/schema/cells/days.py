"""What somebody who wrote no ISO date meant: the day where it is certain, and the reason where it is not."""

from __future__ import annotations

import re
from calendar import monthrange
from datetime import date, datetime, timedelta

_PATTERNS = ("%Y-%m-%d", "%Y/%m/%d", "%Y.%m.%d", "%d.%m.%Y", "%d %B %Y", "%d %b %Y", "%B %d, %Y", "%b %d, %Y")
_TIME = re.compile(
    r"[T ]\s*\d{1,2}:\d{2}(?::\d{2}(?:[.,]\d+)?)?\s*(?:[AaPp][Mm]|Z|[+-]\d{2}:?\d{2})?$", re.ASCII
)
_ZONED = re.compile(r":\d{2}(?:[.,]\d+)?\s*(?:Z|[+-]\d{2}:?\d{2})$", re.ASCII)
# Two numbers and a year: day and month, or month and day.
_NUMBERS = re.compile(r"(\d{1,2})([/-])(\d{1,2})\2(\d{4})", re.ASCII)
_MONTH = re.compile(r"(?!0000)\d{4}-(?:0[1-9]|1[0-2])", re.ASCII)
_SERIAL = re.compile(r"\d{5}(?:\.\d+)?", re.ASCII)
# Spreadsheets count days from here, and only such years are likely in a register.
_SERIAL_START, _FIRST_YEAR, _LAST_YEAR = date(1899, 12, 30), 1990, 2069
_LONGEST = 60
FORMULA = ": it is a formula typed as text, which nothing computes"


def first_day_of(day_or_month: str) -> date | None:
    """The day itself, or the first one of a month (`2026-04`); None for ""."""
    return date.fromisoformat(f"{day_or_month}-01"[:10]) if day_or_month else None


def last_day_of(day_or_month: str) -> date | None:
    """The day itself, or the last one of a month (`2026-04`); None for ""."""
    first = first_day_of(day_or_month)
    if first is None or len(day_or_month) > len("2026-04"):
        return first
    return first.replace(day=monthrange(first.year, first.month)[1])


def is_month(written: str) -> bool:
    """Whether this is a month in ISO form."""
    return bool(_MONTH.fullmatch(written))


def meant_day(written: str) -> str:
    """The ISO date that another spelling can only mean, or "".

    Days with a time lose it; a number of five digits is a spreadsheet's count of days, if it falls into a likely year.
    """
    text = _day_of(written)
    if _SERIAL.fullmatch(text):
        day = _SERIAL_START + timedelta(days=int(text[:5]))
        return day.isoformat() if _FIRST_YEAR <= day.year <= _LAST_YEAR else ""
    days = _either_way(text)
    if days:
        return days[0].isoformat() if len(days) == 1 else ""
    for pattern in _PATTERNS:
        try:
            return datetime.strptime(text, pattern).date().isoformat()
        except ValueError:
            continue
    return ""


def is_certain_day(written: str) -> bool:
    """Whether another spelling, which `meant_day` knows, leaves no doubt of the day.

    A spreadsheet's count does, for programs begin at different days, and so does a time of another zone.
    """
    return not (_SERIAL.fullmatch(_day_of(written)) or _ZONED.search(written))


def why_no_day(written: str) -> str:
    """Why `written` cannot be taken for one day, as the end of a sentence, or ""."""
    if written.startswith("="):
        return FORMULA
    days = _either_way(_day_of(written))
    if len(days) < 2:
        return ""
    first, second = (f"{day.day} {day:%B}" for day in days)
    return f": it may be {first} or {second} {days[0].year}"


def _day_of(written: str) -> str:
    """The text without a time at its end, "" if it is too long for a day."""
    return _TIME.sub("", written).strip() if len(written) <= _LONGEST else ""


def _either_way(text: str) -> list[date]:
    """The days that two numbers and a year may be, day first and month first."""
    found = _NUMBERS.fullmatch(text)
    if not found:
        return []
    one, other, year = int(found[1]), int(found[3]), int(found[4])
    days: list[date] = []
    for month, day in ((other, one), (one, other)):
        try:
            days.append(date(year, month, day))
        except ValueError:
            continue
    return list(dict.fromkeys(days))
