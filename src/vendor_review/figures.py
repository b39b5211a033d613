"""How the whole product prints a figure: two decimals for programs and ledgers, whole points for people."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from decimal import ROUND_HALF_UP, Decimal
from functools import lru_cache
from math import floor

_MINUS = "\N{MINUS SIGN}"


@lru_cache(maxsize=4096)
def points(value: float, decimals: int = 2) -> str:
    """A figure as the whole product shows it: two decimals, halves rounded up.

    The float is first taken to the nearest 9 decimals, so that 1.875 prints as 1.88 however it was computed.
    """
    exact = Decimal(repr(round(float(value), 9)))
    rounded = exact.quantize(Decimal(1).scaleb(-decimals), ROUND_HALF_UP)
    # A zero that was approached from below is still a zero.
    return str(abs(rounded) if rounded.is_zero() else rounded)


def whole(value: float, limits: Iterable[float] = ()) -> str:
    """A score as people read it: whole points, halves up, but on its own side of each of the `limits`.

    Below an appetite of 20 a score of 19.7 prints as 19, since 20 would be outside.
    """
    nearest = int(points(value, 0))
    exact = round(float(value), 9)
    return str(nearest - 1 if any(exact < limit <= nearest for limit in limits) else nearest)


def share(value: float) -> str:
    """A part of a score as people read it: whole points without sign, `under 1` where it rounds to nothing."""
    nearest = points(abs(value), 0)
    return "under 1" if nearest == "0" and float(points(value)) else nearest


def apportioned(parts: Sequence[float], total: int) -> list[int]:
    """Whole numbers near the parts that add up to `total`; a part of nothing stays so while another can give way.

    Each is rounded down, and the largest remainders up. Where `total` was rounded too, the largest part gives way.
    """
    found = [floor(part) for part in parts]
    some = [at for at, part in enumerate(parts) if part] or [*range(len(parts))]
    up = sorted(some, key=lambda at: found[at] - parts[at])
    down = sorted(some, key=lambda at: -abs(parts[at]))
    short = total - sum(found)
    for turn in range(abs(short)):
        order, step = (up, 1) if short > 0 else (down, -1)
        found[order[turn % len(order)]] += step
    return found


def shift(value: float) -> str:
    """What moves a score, as people read it: `+38`, `−2`, `under 1`, or `0`."""
    size = share(value)
    if not size.isdigit() or size == "0":
        return size
    return f"{_MINUS if value < 0 else '+'}{size}"
