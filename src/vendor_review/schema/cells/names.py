"""Names compared: keys equal but for case, accents, spaces, punctuation or legal form, and slips of the pen."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence

import numpy as np
import pandas as pd

from vendor_review.register.close_words import is_one_slip, likeness

# Inc., LLC, GmbH, SARL, B.V., Pvt Ltd and their like, as they read without dots and accents.
_LEGAL_FORMS = (
    "ab", "ag", "aps", "as", "asa", "bhd", "bv", "bvba", "co", "company", "corp", "corporation", "cv", "dac", "doo",
    "eg", "ek", "eurl", "gbr", "ges mbh", "gesmbh", "gmbh", "gmbh & co kg", "gmbh and co kg", "holding", "holdings",
    "inc", "incorporated", "kft", "kg", "kk", "lda", "limited", "limitada", "llc", "llp", "lp", "ltd", "ltda", "mbh",
    "nv", "ohg", "oy", "oyj", "pbc", "plc", "private", "pt", "pte", "pty", "public benefit corporation", "pvt", "sa",
    "sa de cv", "sapa", "sarl", "sa rl", "sas", "sasu", "scs", "se", "sicav", "sl", "slu", "sp z oo", "spa", "sprl",
    "spzoo", "srl", "sro", "ug", "ulc", "unlimited company", "zrt",
)  # fmt: skip
_FORMS = "|".join(sorted(map(re.escape, _LEGAL_FORMS), key=len, reverse=True))
_DROPPED = re.compile(r"[.'’`´]")
# A character comes first and what stands before it second: a pattern that opens with looking back is tried everywhere.
_ENDING = re.compile(
    rf"[^\w\n](?<=\w.)[^\w\n]*(?:{_FORMS})(?:[^\w\n]+(?:{_FORMS}))*(?=[^\w\n]*$)", re.MULTILINE
)
# Longer ones are no names; the pattern above takes the square of their length.
_LONGEST = 200
# Fewer are the initials of too many.
_FEWEST_INITIALS = 3
_ARTICLE = re.compile(r"^the (?=\w)", re.MULTILINE)
_PLAIN_SEPARATORS = {code: None for code in range(128) if not chr(code).isalnum() and chr(code) != "\n"}
_SEPARATORS = re.compile(r"[^\w\n]+|_")
# Shorter names that differ in a letter are as a rule just different names.
_SHORTEST_WITH_SLIP = 6
# Longer ones are sentences rather than names.
_LONGEST_WITH_SLIP = 80
# Of keys that all come to the same, each is compared with so many that follow it.
_NEIGHBOURS = 40
_NOT_DIGIT = re.compile(r"[^\d\n]+")
_WORD = re.compile(r"[\w-]+")
_NEAR = 0.8


def name_keys(names: Iterable[str]) -> list[str]:
    """A key for each name, "" for a name without letters and digits.

    `QuickBooks, Inc.`, `Quick Books LLC` and `quick-books` share one; `Google` and `Google Cloud` do not, for the
    first word of a name alone says nothing. A name of more than 200 characters keeps its legal form.
    """
    # All names at once: a pattern runs over one long text much faster than over many short ones.
    lines = [name.replace("\n", " ") if "\n" in name else name for name in names]
    text = "\n".join(lines).casefold()
    if not text.isascii():
        text = "".join(c for c in unicodedata.normalize("NFKD", text) if not unicodedata.combining(c))
    text = _DROPPED.sub("", text.replace("&", " and "))
    text = _ARTICLE.sub("", text)
    if max(map(len, lines), default=0) > _LONGEST:
        ended = (line if len(line) > _LONGEST else _ENDING.sub("", line) for line in text.split("\n"))
        text = "\n".join(ended)
    else:
        text = _ENDING.sub("", text)
    # The same on plain text, in a fiftieth of the time.
    text = text.translate(_PLAIN_SEPARATORS) if text.isascii() else _SEPARATORS.sub("", text)
    return text.split("\n") if lines else []


def plain_words(name: str) -> list[str]:
    """Keys of the words of a name, but those of a legal form, which is one only behind a name."""
    words = name[:_LONGEST].split()
    keys = zip(name_keys(words), name_keys(f"x {word}" for word in words), strict=True)
    return [key for key, behind in keys if key and behind != "x"]


def initials(name: str) -> str:
    """The initials of a name of three words and more, as somebody may call it: `aws`; "" for any other."""
    words = plain_words(name)
    return "".join(word[0] for word in words) if len(words) >= _FEWEST_INITIALS else ""


def may_be_initials(name: str) -> bool:
    """Whether a name is written as initials are, such as `AWS`."""
    return len(name) >= _FEWEST_INITIALS and name.isalpha() and name.isupper()


def site_key(address: str) -> str:
    """A site without what does not tell sites apart, "" for none; no name's key begins like that."""
    host = address.lower().rstrip("/").partition("://")[2].removeprefix("www.")
    return f"//{host}" if host else ""


def one_slip_apart(keys: Sequence[str]) -> list[tuple[int, int]]:
    """Places of pairs of `keys`, which are distinct, that differ by one letter more, less, other, or two swapped.

    Digits must agree: `Vendor 17` and `Vendor 18` are two. Two keys one slip apart become the same when one letter
    is left out of either or both, so that only keys which share such a remainder are compared.
    """
    if not keys:
        return []
    digits = _NOT_DIGIT.sub("", "\n".join(keys)).split("\n")
    long = np.array([_SHORTEST_WITH_SLIP <= len(key) <= _LONGEST_WITH_SLIP for key in keys], dtype=np.bool_)
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
