"""A slip of the pen: the smallest difference between two words."""

from __future__ import annotations


def is_one_slip(left: str, right: str) -> bool:
    """Whether two words differ by just one letter more, less or other, or by two neighbours swapped."""
    if left == right:
        return False
    short, long = sorted((left, right), key=len)
    if len(long) - len(short) > 1:
        return False
    at = next((place for place, letter in enumerate(short) if letter != long[place]), len(short))
    if len(short) < len(long):
        return short[at:] == long[at + 1 :]
    swapped = short[at : at + 2] == long[at : at + 2][::-1] and short[at + 2 :] == long[at + 2 :]
    return short[at + 1 :] == long[at + 1 :] or swapped
