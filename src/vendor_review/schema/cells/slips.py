"""Pairs of keys that one slip of the pen turns into each other, found without comparing each with each."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence

import numpy as np
import pandas as pd

from vendor_review.register.slip import is_one_slip

# Shorter names that differ in a letter are as a rule just different names.
_SHORTEST = 6
# Longer ones are sentences rather than names.
_LONGEST = 80
# Of keys that all come to the same, each is compared with so many that follow it.
_NEIGHBOURS = 40
_NOT_DIGIT = re.compile(r"[^\d\n]+")


def one_slip_apart(keys: Sequence[str]) -> list[tuple[int, int]]:
    """Places of pairs of `keys`, which are distinct, that differ by one letter more, less, other, or two swapped.

    Digits must agree: `Vendor 17` and `Vendor 18` are two. Two keys one slip apart become the same when one letter
    is left out of either or both, so that only keys which share such a remainder are compared.
    """
    if not keys:
        return []
    digits = _NOT_DIGIT.sub("", "\n".join(keys)).split("\n")
    long = np.array([_SHORTEST <= len(key) <= _LONGEST for key in keys], dtype=np.bool_)
    # Keys with digits that no other key has, such as numbered names, need no look.
    shared = pd.Series(digits, dtype=object)[long].duplicated(keep=False)
    places = shared.index[shared].to_numpy(dtype=np.intp)
    compared = [keys[place] for place in places.tolist()]
    remainders = np.fromiter(_remainders(compared), dtype=np.int64)
    owners = np.repeat(places, np.array([len(key) + 1 for key in compared], dtype=np.intp))
    order = np.argsort(remainders, kind="stable")
    remainders, owners = remainders[order], owners[order]
    pairs: set[tuple[int, int]] = set()
    for step in range(1, _NEIGHBOURS + 1):
        left = np.flatnonzero(remainders[step:] == remainders[:-step])
        if not len(left):
            break
        pairs.update(zip(owners[left].tolist(), owners[left + step].tolist(), strict=True))
    return sorted(
        {
            (min(pair), max(pair))
            for pair in pairs
            if digits[pair[0]] == digits[pair[1]] and is_one_slip(keys[pair[0]], keys[pair[1]])
        }
    )


def _remainders(keys: Iterable[str]) -> Iterator[int]:
    """Hashes of each key and of what is left of it without one of its letters; equal ones are looked at again."""
    for key in keys:
        yield hash(key)
        for at in range(len(key)):
            yield hash(key[:at] + key[at + 1 :])
