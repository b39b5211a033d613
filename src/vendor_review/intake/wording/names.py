"""Names of firms: whether words look like one, and what a name says besides: legal form, brand, footnotes."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from functools import cache, lru_cache

from vendor_review.intake.wording.days import day_in
from vendor_review.intake.wording.links import host_of
from vendor_review.intake.wording.tables import folded, rows, turn, word_set

_ASIAN_LEGAL = re.compile(r"株式会社|합동회사|주식회사|\(주\)|㈜|有限公司|유한회사")
# A mark at a time, and none given back: two ways to take a row of stars are two to the power of its length.
_STARS = re.compile(r"(?:\s*(?:\\?[*†‡§¹²³⁴⁵⁶⁷⁸⁹⁰]|\[\^\w{1,12}\]|\[\d{1,2}\]|\^\d{1,2}))++$")
_COUNTRY_AFTER_DASH = re.compile(r"\s+[–—-]\s+")
_LABEL = re.compile(r"\s+(?:DPA|GDPR|Privacy Policy|Privacy|Terms|Link|Website)$")
_WORD = re.compile(r"[\w'’.&+-]+")
_SENTENCE = re.compile(r"[.!?:]\s+\S|[.!?]$")
_MOST_NAME_WORDS = 9
_VERSION = re.compile(r"v?\d+(?:\.\d+)*", re.IGNORECASE)
_IN_BRACKETS = re.compile(r"\s*[(\[]([^()\[\]]{1,30})[)\]]$")
_FLAGS = re.compile("[\U0001f1e6-\U0001f1ff]{2}")
_TBD = re.compile(r"\((?:TBD|TBA|to be determined|to be confirmed)\)|^TBD\b", re.IGNORECASE)


@dataclass(frozen=True)
class NameParts:
    """What a cell with a name says: the name, the company behind it, other names, footnote marks, a place."""

    name: str
    legal_entity: str = ""
    aliases: tuple[str, ...] = ()
    stars: str = ""
    place: str = ""
    undecided: bool = False
    optional: bool = False


@cache
def _legal() -> re.Pattern[str]:
    """Finds a legal form with the point after it; in the middle of a word it is none."""
    return re.compile(rf"(?<![.])(?:{turn('legal_forms_exact').pattern})\.?(?!\w)")


@cache
def known_names() -> frozenset[str]:
    """Keys of firms that many lists name: they speak for a list, and no list is measured against them."""
    return frozenset(name_key(name) for row in rows("firms") for name in row["names"].split(";"))


@cache
def _generic() -> frozenset[str]:
    return frozenset(folded(word) for row in rows("generic") for word in row["words"].split(";"))


@cache
def _generic_words() -> frozenset[str]:
    return frozenset(word for phrase in _generic() for word in phrase.split())


@lru_cache(maxsize=20_000)
def is_generic(words: str) -> bool:
    """Whether words name a kind of service, of data or of page, and no firm."""
    bare = folded(words).strip(" .:")
    if bare in _generic():
        return True
    telling = [word for word in re.findall(r"[\w-]+", bare) if word not in word_set("small")]
    return len(telling) > 1 and all(word in _generic_words() for word in telling) and not is_known(words)


@lru_cache(maxsize=20_000)
def name_key(name: str) -> str:
    """What tells a firm's name from others': without case, legal form, brackets and punctuation."""
    bare = re.sub(r"\([^()]*\)", " ", name)
    bare = _legal().sub(" ", bare)
    plain = unicodedata.normalize("NFKD", bare)
    plain = "".join(char for char in plain if not unicodedata.combining(char))
    key = "".join(char for char in plain.casefold() if char.isalnum())
    return key or "".join(char for char in folded(name) if char.isalnum())


def has_legal_form(words: str) -> bool:
    """Whether words hold a legal form, such as Inc. or GmbH."""
    return end_of_legal_form(words) is not None


def end_of_legal_form(words: str) -> int | None:
    """Where the first legal form in words ends; None if they hold none."""
    return min(
        (found.end() for form in (_legal(), _ASIAN_LEGAL) if (found := form.search(words))), default=None
    )


def without_legal_form(name: str) -> str:
    """A name without its legal form: `Stripe, Inc.` is Stripe."""
    return _legal().sub(" ", name).strip(" ,.&")


def trimmed(name: str) -> str:
    """A name without what parts it from the words after it; the point of a legal form is part of it."""
    bare = name.strip(" \t\n,;:|–—-·•")
    ended = bare.rstrip(".")
    return bare if bare != ended and re.search(rf"{_legal().pattern}\Z", bare) else ended


def parts_of_name(words: str) -> NameParts:
    """Takes apart what a cell says of a firm's name; nothing is added to it,"""
    one_line = " ".join(words.split())
    stars = _STARS.search(one_line)
    bare = _STARS.sub("", one_line).strip(" ,;:")
    place = ""
    marked = _IN_BRACKETS.search(bare)
    is_optional = bool(marked and turn("optional_mark").fullmatch(marked[1].strip()))
    if marked and is_optional:
        bare = bare[: marked.start()].strip()
    if flags := _FLAGS.findall(bare):
        bare, place = _FLAGS.sub(" ", bare).strip(" -–—|"), " ".join(flags)
    dash = _COUNTRY_AFTER_DASH.split(bare)
    if len(dash) == 2 and _is_place(dash[1]):
        bare, place = dash
    entity, aliases = "", []
    trade = turn("trades_as").split(bare)
    if len(trade) == 2 and all(map(str.strip, trade)):
        entity, aliases = trade[0].strip(" ,("), [trade[1].strip(" .)")]
    bracket = re.fullmatch(r"(.+?)\s*[(\[]([^()\[\]]+)[)\]]", bare)
    if bracket and not entity:
        outer, inner = bracket[1].strip(), bracket[2].strip()
        if has_legal_form(inner) and not has_legal_form(outer):
            entity, bare = inner, outer
        elif not place and _is_place(inner) and not _TBD.search(bare):
            bare, place = outer, inner
        elif (has_legal_form(outer) and is_name(inner) and not has_legal_form(inner)) or (
            inner.isupper() and inner.isascii() and inner.isalpha() and inner == _initials(outer, len(inner))
        ):
            aliases.append(inner)
    if not entity and has_legal_form(re.sub(r"\([^()]*\)", "", bare)):
        entity = re.sub(r"\s*\([^()]*\)", "", bare).strip()
    return NameParts(
        bare,
        entity,
        tuple(aliases),
        stars[0].strip() if stars else "",
        place,
        bool(_TBD.search(bare)),
        is_optional,
    )


def _is_place(words: str) -> bool:
    from vendor_review.intake.wording.places import is_place

    return is_place(words, 0.6)


def _initials(words: str, count: int) -> str:
    return "".join(word[0] for word in words.split() if word[0].isupper())[:count]


@lru_cache(maxsize=20_000)
def is_name(words: str) -> bool:
    """Whether words may be a firm's or a product's name: few, capital, no sentence, no category."""
    bare = _STARS.sub("", " ".join(words.split())).strip(" :,")
    if not bare or len(bare) > 90 or not any(char.isalpha() for char in bare):
        return False
    if name_key(bare) in known_names():
        return True
    if _SENTENCE.search(_legal().sub("", bare)) or any(
        sign in bare for sign in ("@", "://", "{", "}", "<", ">")
    ):
        return False
    if _VERSION.fullmatch(bare) or (any(map(str.isdigit, bare)) and day_in(bare)):
        return False
    outer = re.sub(r"\([^()]*\)", "", bare).strip()
    found = _WORD.findall(outer)
    if not found or len(found) > _MOST_NAME_WORDS or folded(found[0]) in word_set("of_a_change"):
        return False
    if len(found) <= 3 and found[0][0].isupper() and name_key(found[0]) in known_names():
        return True
    if folded(found[0]) in word_set("not_first_in_a_name") and not (
        has_legal_form(bare) or found[0].isupper()
    ):
        return False
    if any(ord(char) > 0x2E80 for char in bare):
        return len(bare) <= 30
    telling = [word for word in found if folded(word) not in word_set("small")]
    capital = [
        word for word in telling if word[0].isupper() or word[0].isdigit() or any(c.isupper() for c in word)
    ]
    lone = len(telling) == 1 and ("." in telling[0].strip(".") or telling[0].isalnum())
    return has_legal_form(bare) or len(capital) >= max(1, 0.6 * len(telling)) or lone


def is_known(words: str) -> bool:
    """Whether it is the name of a firm that many lists name."""
    return name_key(words) in known_names() or name_key(re.sub(r"\s+by\s.*", "", words)) in known_names()


def host_names(words: str, href: str) -> bool:
    """Whether an address is that of the firm: its host holds a word of the name, or the name holds its host."""
    labels = [label for label in host_of(href).split(".")[:-1] if label not in ("www", "co", "com")]
    key = name_key(words)
    tokens = [name_key(word) for word in words.split() if len(word) > 2]
    return any(
        len(label) > 2 and (label in key or any(token and token in label for token in tokens))
        for label in labels
    )


def without_label(words: str) -> str:
    """A link's label without the kind of page that it names: `Supabase DPA` is Supabase."""
    return _LABEL.sub("", words)
