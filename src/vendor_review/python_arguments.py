"""What Python callers pass: a day as a date or as text, a folder with `~`; what is neither gets one sentence."""

from __future__ import annotations

import re
from datetime import date, datetime
from pathlib import Path

from vendor_review.errors import UsageError

_ISO_DATE = re.compile(r"\d{4}-\d{2}-\d{2}")


def as_day(value: object, name: str = "as_of") -> date:
    """A day that was given as a date, or as ISO text such as `2026-11-29`; `name` is what a refusal calls it.

    Raises
    ------
    UsageError
        It is neither. A number most likely was a date without quotes, which Python reads as a subtraction; a time of
        day is refused because its zone would decide the day.
    """
    if isinstance(value, date) and not isinstance(value, datetime):
        return value
    if isinstance(value, str) and _ISO_DATE.fullmatch(value):
        try:
            return date.fromisoformat(value)
        except ValueError:
            pass
    hint = ""
    if isinstance(value, int | float):
        hint = "; in a form that pastes Python, put it in quotes"
    elif isinstance(value, datetime):
        hint = "; a day has no time: take its .date()"
    raise UsageError(f"parameter {name}: {value!r} is not a date such as '2026-11-01'{hint}")


def as_location(value: object, name: str, example: str) -> str | Path:
    """A path, with `~` as the user's home, or the URL of a database as it is.

    Raises
    ------
    UsageError
        It is no text and no path, or blank; the sentence calls it `name` and shows `example`.
    """
    if value == "":
        raise UsageError(f"parameter {name}: blank is not a folder, such as {example!r}")
    if not isinstance(value, str | Path):
        raise UsageError(f"parameter {name}: {value!r} is not a path or an address, such as {example!r}")
    if isinstance(value, str) and "://" in value:
        return value
    try:
        return Path(value).expanduser()
    except RuntimeError:  # a user whom this machine does not know
        return Path(value)
