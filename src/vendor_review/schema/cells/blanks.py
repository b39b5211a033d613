"""Words that people type where a blank cell is meant."""

from __future__ import annotations

from functools import cache

from vendor_review.register.layout import Column

_MARKS = ("-", "--", "---", "–", "—", "?", "??", "???", ".", "..", "...", "…", "/")
_WORDS = (
    "n/a",
    "n.a.",
    "n.a",
    "n/k",
    "nan",
    "nil",
    "null",
    "not available",
    "not known",
    "not provided",
    "not specified",
    "not stated",
    "tba",
    "tbc",
    "tbd",
    "to be announced",
    "to be confirmed",
    "to be defined",
    "to be determined",
    "unknown",
    "unspecified",
)
# NA may mean Namibia or North America here, and does so as likely as "not available".
_OF_PLACES = frozenset({"as_written", "customer_region", "address"})


def words_for_blank(column: Column) -> frozenset[str]:
    """The words, in their usual cases, that would be blank if they were typed into `column`; none of a coded column.

    A stated nothing, `none`, is not among them.
    """
    if column.kind not in ("text", "link") and (column.kind != "list" or column.values):
        return frozenset()
    return _cased(column.name not in _OF_PLACES)


@cache
def _cased(with_na: bool) -> frozenset[str]:
    words = [*_WORDS, "na"] if with_na else _WORDS
    return frozenset(
        [*_MARKS, *(case for word in words for case in (word, word.upper(), word.capitalize(), word.title()))]
    )
