"""Reads a number as it is written, in decimals or as a fraction, without binary rounding and within bounds."""

from __future__ import annotations

import re
from fractions import Fraction
from typing import Any

_LONGEST = 40
# `1e999999999` is eleven characters and would have a billion digits.
_NUMBER = re.compile(r"\s*[+-]?[\d_.]*(?:/[\d_]+|e[+-]?\d{1,2})?\s*", re.IGNORECASE | re.ASCII)


def exact_number(written: Any) -> Fraction | None:
    """A number, or text such as "0.5" and "1/18", as a fraction.

    None for what is no number, has more than 40 characters, or an exponent of more than two digits.
    """
    if isinstance(written, bool) or not isinstance(written, int | float | str):
        return None
    text = str(written)
    if len(text) > _LONGEST or not _NUMBER.fullmatch(text):
        return None
    try:
        return Fraction(text)
    except (ValueError, ZeroDivisionError):
        return None
