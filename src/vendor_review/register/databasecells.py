"""A value of a database as the text that a person would type."""

from __future__ import annotations

from datetime import date, time, timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID

from vendor_review.register.celltext import plain_text


def text_of_value(value: Any, *, is_truth: bool = False) -> str:
    """NULL is "" (not stated); an array is a list separated by `;`; `is_truth` makes yes of 1 and no of 0.

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
