"""Pairs of keys that one slip of the pen turns into each other, found without comparing each with each."""

from __future__ import annotations

import re
from collections.abc import Sequence

import numpy as np
import pandas as pd

# Shorter names that differ in a letter are as a rule just different names.
_SHORTEST = 6
# In a crowd of keys with the same half, each is compared with so many that follow it in the alphabet.
_NEIGHBOURS = 40
_NOT_DIGIT = re.compile(r"[^\d\n]+")


def one_slip_apart(keys: Sequence[str]) -> list[tuple[int, int]]:
    """Places of pairs of `keys`, which are distinct, that differ by one letter more, less, other, or two swapped.

    Digits must agree: `Vendor 17` and `Vendor 18` are two. One slip leaves the first or the second half of a key as
    it was, so that only keys which share a half are compared, and in a crowd only near ones.
    """
    if not keys:
        return []
    digits = _NOT_DIGIT.sub("", "\n".join(keys)).split("\n")
    long = np.array([len(key) >= _SHORTEST for key in keys], dtype=np.bool_)
    # Keys with digits that no other key has, such as numbered names, need no look.
    shared = pd.Series(digits, dtype=object)[long].duplicated(keep=False)
    places = shared.index[shared].to_numpy()
    halves: list[str] = []
    for ends in (slice(None), slice(None, None, -1)):
        for shorter in (1, 2):
            halves += [
                f"{ends.step}{keys[place][ends][: (len(keys[place]) - shorter) // 2]} {digits[place]}"
                for place in places
            ]
    codes = pd.factorize(np.array(halves, dtype=object))[0]
    owners = np.tile(places, 4)
    crowded = pd.Series(codes).duplicated(keep=False).to_numpy(dtype=np.bool_)
    pairs: set[tuple[int, int]] = set()
    crowds = pd.Series(owners[crowded]).groupby(codes[crowded])
    for members in crowds.groups.values():
        crowd = sorted({int(owners[crowded][member]) for member in members}, key=keys.__getitem__)
        for at, left in enumerate(crowd):
            for right in crowd[at + 1 : at + 1 + _NEIGHBOURS]:
                if is_one_slip(keys[left], keys[right]):
                    pairs.add((min(left, right), max(left, right)))
    return sorted(pairs)


def is_one_slip(left: str, right: str) -> bool:
    """Whether two different words differ by one letter more, less or other, or by two neighbours swapped."""
    short, long = sorted((left, right), key=len)
    if len(long) - len(short) > 1:
        return False
    at = next((place for place, letter in enumerate(short) if letter != long[place]), len(short))
    if len(short) < len(long):
        return short[at:] == long[at + 1 :]
    swapped = short[at : at + 2] == long[at : at + 2][::-1] and short[at + 2 :] == long[at + 2 :]
    return short[at + 1 :] == long[at + 1 :] or swapped
