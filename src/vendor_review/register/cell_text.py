"""Cells that are no text as the text that a person would type, and the code for what a workbook cannot hold."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID

_ISO_DAY = re.compile(r"[T ]00:00:00(\.0+)?\Z")
_MIDNIGHT = re.compile(
    r"\d{4}-\d{2}-\d{2}[T ]\d{2}:\d{2}(?::\d{2}(?:\.0{1,6})?)?(?:Z|[+-]\d{2}(?::?\d{2}(?::\d{2})?)?)?",
    re.ASCII,
)
_CODED = re.compile(r"_x([0-9A-Fa-f]{4})_")
_LOOKS_CODED = re.compile(r"_(?=x[0-9A-Fa-f]{4}_)")
# XML 1.0 holds no control characters but tab and line feed; a carriage return would become a line feed.
_NOT_XML = re.compile("[\x00-\x08\x0b-\x1f\ufffe\uffff]")


def plain_text(value: bool | float | date | time | timedelta) -> str:
    """A value that is no text, as a person would type it; a time of midnight is none."""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() and abs(value) < 1e15 else f"{value:.15g}"
    if isinstance(value, datetime):
        return _ISO_DAY.sub("", value.isoformat(sep=" "))
    return value.isoformat() if isinstance(value, date | time) else str(value)


def text_of_value(value: Any, *, is_truth: bool = False) -> str:
    """A value of a database or a typed file: null is "" (not stated), an array a list separated by `;`.

    `is_truth` makes yes of 1 and no of 0.

    Raises
    ------
    TypeError
        A kind of value that has no text, such as bytes.
    """
    if value is None:
        return ""
    if is_truth and value in (0, 1):
        return plain_text(bool(value))
    if isinstance(value, str):
        return value
    if isinstance(value, Decimal):
        return _number(value)
    if isinstance(value, bool | int | float | date | time | timedelta):
        return plain_text(value)
    if isinstance(value, list | tuple):
        return "; ".join(text_of_value(item) for item in value)
    if isinstance(value, UUID):
        return str(value)
    raise TypeError(f"holds a value of the kind {type(value).__name__}, which is no text")


def _number(value: Decimal) -> str:
    if not value.is_finite():
        return str(value)
    return str(int(value)) if value == value.to_integral_value() else format(value.normalize(), "f")


def day_of(text: str) -> str:
    """The day alone of an ISO day with a time of midnight, there or in UTC; all other text as it is.

    Programs that have no type for a day write it as such a moment.
    """
    if not _MIDNIGHT.fullmatch(text):
        return text
    try:
        moment = datetime.fromisoformat(text)
        if moment.tzinfo is not None and moment.time() != time():
            moment = moment.astimezone(UTC)
    except (ValueError, OverflowError):  # a day that does not exist, or before the first
        return text
    return moment.date().isoformat() if moment.time() == time() else text


def decoded(text: str) -> str:
    """Text in which a workbook wrote characters as `_x000D_`, which XML could not hold."""
    if "_x" not in text:
        return text
    plain = _CODED.sub(lambda match: chr(int(match[1], 16)), text)
    try:
        return plain.encode("utf-16", "surrogatepass").decode("utf-16")
    except UnicodeDecodeError:
        return text


def coded(text: str) -> str:
    """Text as a workbook can hold it: the opposite of `decoded`."""
    escaped = _LOOKS_CODED.sub("_x005F_", text) if "_x" in text else text
    return _NOT_XML.sub(lambda match: f"_x{ord(match[0]):04X}_", escaped)


def is_short_for(text: str, address: str) -> bool:
    """Whether `text`, which is no whole address, is a web `address` without its scheme, `www.` and last slash."""
    if not text or "://" in text or not address.lower().startswith(("http://", "https://")):
        return False
    return _bare(text) == _bare(address.partition("://")[2])


def _bare(host: str) -> str:
    return host.casefold().removeprefix("www.").rstrip("/")
