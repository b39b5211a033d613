"""How the whole product prints a figure."""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal
from functools import lru_cache


@lru_cache(maxsize=4096)
def points(value: float, decimals: int = 2) -> str:
    """A figure as the whole product shows it: two decimals, halves rounded up.

    The float is first taken to the nearest 9 decimals, so that 1.875 prints as 1.88 however it was computed.
    """
    exact = Decimal(repr(round(float(value), 9)))
    rounded = exact.quantize(Decimal(1).scaleb(-decimals), ROUND_HALF_UP)
    # A zero that was approached from below is still a zero.
    return str(abs(rounded) if rounded.is_zero() else rounded)
