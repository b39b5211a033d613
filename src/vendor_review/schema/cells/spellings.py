"""Spellings that come close to a brand and are not it."""

from __future__ import annotations

import re

from vendor_review.register.close_words import likeness

_WORD = re.compile(r"[\w-]+")
_NEAR = 0.8


def spellings(text: str, brand: str) -> list[str]:
    """Words of `text` nearly the same as `brand`, in alphabetical order.

    A word counts if it starts with the brand's first letter, in the same case, so that `numbers` is not taken for a
    misspelt `Numberz`. A brand of several words is compared with as many words in a row.
    """
    length = len(brand.split())
    if not length:
        return []
    words = _WORD.findall(text)
    runs = {" ".join(words[at : at + length]) for at in range(len(words) - length + 1)}
    return sorted(
        run
        for run in runs
        if run != brand
        and run[:1] == brand[:1]
        and abs(len(run) - len(brand)) <= 2
        and likeness(run, brand) >= _NEAR
    )
