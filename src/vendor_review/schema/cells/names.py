"""Keys of names: equal for names that differ only in case, accents, spaces, punctuation or legal form."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable

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
_ARTICLE = re.compile(r"^the (?=\w)", re.MULTILINE)
_PLAIN_SEPARATORS = {code: None for code in range(128) if not chr(code).isalnum() and chr(code) != "\n"}
_SEPARATORS = re.compile(r"[^\w\n]+|_")


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


def site_key(address: str) -> str:
    """A site without what does not tell sites apart, "" for none; no name's key begins like that."""
    host = address.lower().rstrip("/").partition("://")[2].removeprefix("www.")
    return f"//{host}" if host else ""
