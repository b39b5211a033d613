"""The words of the trade that intake knows, as CSV files beside this module hold them."""

from __future__ import annotations

import csv
import re
import tomllib
import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from functools import cache
from importlib import resources
from typing import Any

_JOINTS = re.compile(r"[+,/&;|]|\b(?:and|und|et|y|e|or|oder|with|mit|avec|plus)\b")
_PIECES = re.compile(rf"{_JOINTS.pattern}|[():]|\s-\s|\b(?:but|aber|mais|pero)\b")
_ASKED = 0.5
_QUALIFYING = ("answer_to_come", "denied_answer", "weakened_answer")
_BLANKS = re.compile(r"\s+")
_ODD = str.maketrans({"’": "'", "‘": "'", "–": "-", "—": "-", "‑": "-", "‐": "-", "\u00a0": " "})


def folded(words: str) -> str:
    """Words without case, with one kind of dash, apostrophe and blank."""
    return _BLANKS.sub(" ", unicodedata.normalize("NFKC", words).translate(_ODD)).strip().casefold()


def rows(name: str) -> Iterator[Mapping[str, str]]:
    """The rows of a CSV file beside this module."""
    text = resources.files("vendor_review.intake.wording").joinpath(f"{name}.csv").read_text(encoding="utf-8")
    yield from csv.DictReader(text.splitlines())


@cache
def phrases(name: str, key: str, words: str = "words") -> Mapping[str, str]:
    """Each phrase of a file to what it means; the first meaning of a phrase counts."""
    found: dict[str, str] = {}
    for row in rows(name):
        for phrase in filter(None, map(folded, row[words].split(";"))):
            found.setdefault(phrase, row[key])
    return found


@cache
def code_words(column: str) -> Mapping[str, tuple[str, float]]:
    """Folded words for a column to its code, and how sure that is, from 0 to 1."""
    found: dict[str, tuple[str, float]] = {}
    for row in rows("codes"):
        if row["column"] == column:
            for phrase in row["words"].split(";"):
                found.setdefault(folded(phrase), (row["code"], int(row["sure"]) / 10))
    return found


def joined_code(column: str, words: str) -> tuple[str, float] | None:
    """The code of words for a column that are joined, as in `SSO + MFA`, the best of theirs; None if none is known."""
    known = code_words(column)
    if words in known or not known:
        return known.get(words)
    parts = [part.strip(" .()") for part in _JOINTS.split(words)]
    found = [known[part] for part in parts if part in known]
    order = ["no", "partial", "yes"]
    code, sure = max(found, key=lambda one: order.index(one[0]), default=("", 0.0))
    return (code, sure if len(found) == len(parts) else 0.6) if found else None


def qualified_code(column: str, words: str) -> tuple[str, float, str] | None:
    """The code of words for a column in which a yes is denied, weakened or to come: with how sure that is, and why.

    "" is what only a person can say; None where nothing of the kind is beside a yes. `words` are folded.
    """
    text = turn("no_exception").sub(" ", words)
    found = next((one for name in _QUALIFYING if (one := turn(name).search(text))), None)
    known = {**code_words(column), **code_words("yes")}
    yes = [word for word, (code, _) in known.items() if code == "yes"]
    if found is None or not re.search(rf"(?<!\w){any_of(yes)}(?!\w)", text):
        return None
    why = f"{found[0]!r} beside a yes"
    parts = [part for piece in _PIECES.split(text) if (part := piece.strip(" .-"))]
    said = [known.get(part, ("?", 0))[0] for part in parts]
    if {*said} == {"no"}:
        return None
    if "yes" in said:
        return "partial", _ASKED, why
    rest = turn("answer_to_come").sub(" ", text)
    if "no" in said or rest != text:
        return "no" if "no" in said or not turn("denied_answer").search(rest) else "", _ASKED, why
    return "" if turn("denied_answer").search(text) else "partial", _ASKED, why


def any_of(known: Iterable[str]) -> str:
    """A pattern of any of the words, the longest that is there.

    It branches letter by letter: a plain choice of thousands of words tries each of them at every place of a text.
    """
    rests: dict[str, list[str]] = {}
    for word in known:
        rests.setdefault(word[:1], []).append(word[1:])
    may_end = bool(rests.pop("", ()))
    branches = [re.escape(letter) + any_of(rest) for letter, rest in rests.items()]
    if len(branches) < 2 and not may_end:
        return "".join(branches)
    return f"(?:{'|'.join(branches)}){'?' if may_end else ''}" if branches else ""


@cache
def pattern_of(meaning: str, name: str, key: str, words: str = "words") -> re.Pattern[str]:
    """Finds any phrase of a meaning as whole words in folded text, the longest first."""
    known = any_of(phrase for phrase, said in phrases(name, key, words).items() if said == meaning)
    return re.compile(rf"(?<!\w){known}(?!\w)")


@cache
def _turns() -> Mapping[str, Any]:
    text = (
        resources.files("vendor_review.intake.wording").joinpath("patterns.toml").read_text(encoding="utf-8")
    )
    return tomllib.loads(text)


@cache
def turn(name: str) -> re.Pattern[str]:
    """Finds any turn of phrase of that name in patterns.toml, as whole words and without case."""
    exact = name.endswith("_exact")
    within = name.startswith("link_")
    inner = "|".join(_turns()[name])
    whole = f"(?:{inner})" if within else rf"(?<!\w)(?:{inner})(?!\w)"
    return re.compile(whole, re.DOTALL if exact else re.DOTALL | re.IGNORECASE)


@cache
def word_set(name: str) -> frozenset[str]:
    """The words of that name in patterns.toml."""
    return frozenset(_turns()["words"][name].split())
