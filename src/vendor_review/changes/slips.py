"""Whether two wordings say the same: they differ in spelling alone."""

from __future__ import annotations

import re
import unicodedata

from vendor_review.schema.cells.slips import is_one_slip

# Shorter words that differ in a letter are as a rule just different words: `not` and `now`.
_SHORTEST = 4
# Punctuation and white space between two digits tell numbers apart: `1.5` is not `15`.
_PUNCTUATION = re.compile(r"(?<!\d)[^\w\s<>=+%]|[^\w\s<>=+%](?!\d)|_")
_SPACE = re.compile(r"(?<!\d)\s+|\s+(?!\d)")


def same_wording(before: str | None, after: str | None) -> bool:
    """Whether two texts differ in case, punctuation, white space and slips of the pen within words, if at all.

    A slip is one letter more, less or other, or two swapped, in a word of four letters or more without digits that
    keeps its first letter. Not stated is the same as not stated only.
    """
    if before is None or after is None:
        return before is after
    old, new = (
        _PUNCTUATION.sub("", unicodedata.normalize("NFKC", text).casefold()) for text in (before, after)
    )
    if _SPACE.sub("", old) == _SPACE.sub("", new):
        return True
    words, others = old.split(), new.split()
    return len(words) == len(others) and all(map(_is_slip, words, others))


def _is_slip(word: str, other: str) -> bool:
    if word == other:
        return True
    long = min(len(word), len(other)) >= _SHORTEST and (word + other).isalpha()
    return long and word[0] == other[0] and is_one_slip(word, other)
