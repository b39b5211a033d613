"""What a cell of each kind may hold, tested on distinct values: one bool per value."""

from __future__ import annotations

import re
import string
import unicodedata
from collections.abc import Callable, Iterable

import numpy as np
import numpy.typing as npt
import pandas as pd

from vendor_review import characters

Flags = npt.NDArray[np.bool_]

#: Codes that stand for several countries, in all of which the GDPR applies.
GDPR_REGIONS = frozenset({"EU", "EEA"})
#: Soft hyphen, zero-width space, joiners, the mark of left to right, word joiner, and the mark of byte order.
_WITHOUT_WIDTH = frozenset("\u00ad\u200b\u200c\u200d\u200e\u2060\ufeff")
WORLD_CODES = GDPR_REGIONS | {"GLOBAL", "VARIES", "TBD"}
_ID = re.compile(r"\w[\w.-]*")
_PLAIN_IN_IDS = (string.ascii_letters + string.digits + "_.-\n").encode()
_NO_START_OF_ID = re.compile(r"\n[.\n-]")
_PLAIN_IN_LINKS = (string.ascii_letters + string.digits + "-._~:/?#[]!$&'()*+,;=%\n").encode()
_NO_HOST = re.compile(r"://[/?#\n]")
_LINK = re.compile(r"https?://[^\s\x00-\x1f\x7f/?#@\\<>\"]+(?:[/?#][^\s\x00-\x1f\x7f<>\"]*)?", re.IGNORECASE)
# Without a scheme; its last part has two letters at least and is not the ending of a file.
_BARE_HOST = re.compile(
    r"(?:[\w-]+\.)+(?!(?:docx?|eml|html?|msg|pdf|png|pptx?|txt|xlsx?|zip)\b)[a-z]{2,}(?:/.*)?", re.IGNORECASE
)
SHA256 = r"[0-9a-fA-F]{64}"
"""Pattern of a whole SHA-256 in hexadecimal digits."""
DAYS = r"(?:\d{1,3}|10[0-8]\d|109[0-5])"
"""Pattern of a number of days, three years at most."""
_DAYS_WRITTEN = re.compile(rf"({DAYS})(?:\s*(?:d|days?|calendar days)\.?)?", re.IGNORECASE)
_LEI = re.compile(r"[0-9A-Z]{18}[0-9]{2}")
_LEI_LENGTH = 20
_IDENTIFIER = re.compile(r"[A-Za-z][\w .-]*:\s*\S.*")
_WEB = ("https://", "http://")
_SCHEME = re.compile(r"([a-z][a-z0-9+.-]*):", re.IGNORECASE)
_UNSAFE_SCHEMES = frozenset({"javascript", "data", "vbscript", "file", "blob"})
_IGNORED_IN_LINKS = re.compile(r"[\s\x00-\x20\x7f]+")
_DATE = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)
_BETWEEN_ITEMS = re.compile(r"[;\n\r]")


def days_alone(text: str) -> str:
    """The number in `90 days`; "" for all else: three months are no number of days."""
    found = _DAYS_WRITTEN.fullmatch(text.strip())
    return found[1] if found else ""


def is_lei(text: str) -> bool:
    """Whether it is an LEI: 18 letters and digits and two check digits (ISO 17442, by ISO 7064 MOD 97-10)."""
    return _LEI.fullmatch(text) is not None and int("".join(str(int(one, 36)) for one in text)) % 97 == 1


def bare_lei(text: str) -> str:
    """What is written as an LEI, in capitals, without spaces and hyphens."""
    return re.sub(r"[\s-]", "", text).upper()


def meant_lei(text: str) -> str:
    """The LEI that is written in another way; "" for all else: too many are one slip away from a wrong one."""
    bare = bare_lei(text)
    return bare if is_lei(bare) else ""


def why_no_lei(text: str) -> str:
    """What is wrong with an LEI, the likely cause."""
    bare = bare_lei(text)
    if is_lei(bare):
        return "it is written with capitals and without spaces or hyphens"
    if strange := "".join(dict.fromkeys(re.sub("[0-9A-Z]", "", bare))):
        return f"it has only letters and digits, and no {strange}"
    if len(bare) != _LEI_LENGTH:
        return f"it has {_LEI_LENGTH} characters, and this has {len(bare)}"
    if not bare[-2:].isdigit():
        return "its last two characters are digits"
    return "its check digits do not fit, so a character is wrong or two are turned round"


def without_scheme(cell: str) -> str:
    """The first of several identifiers that does not say of what kind it is; "" for none."""
    return next((one for one in items(cell) if not _IDENTIFIER.fullmatch(one)), "")


def each(values: Iterable[str], test: Callable[[str], object]) -> Flags:
    """Truth of `test` for each value."""
    return np.fromiter(map(bool, map(test, _listed(values))), dtype=np.bool_)


def are_blank(distinct: pd.Index) -> Flags:
    """Which one of distinct values is blank; an index knows the places of its values."""
    blank = np.zeros(len(distinct), dtype=np.bool_)
    if "" in distinct:
        blank[distinct.get_loc("")] = True
    return blank


def are_ids(values: Iterable[str]) -> Flags:
    """Which values are ids, as `is_id` says."""
    texts = _listed(values)
    joined = "\n".join(texts)
    # As a rule all of them are, and plainly so; one look at all of them takes a tenth of a look at each.
    plainly = (
        joined.count("\n") == len(texts) - 1
        and not joined.encode("utf-8", "replace").translate(None, _PLAIN_IN_IDS)
        and not _NO_START_OF_ID.search(f"\n{joined}\n")
    )
    return np.ones(len(texts), dtype=np.bool_) if plainly else each(texts, is_id)


def are_links(values: Iterable[str]) -> Flags:
    """Which values are links, as `is_link` says."""
    texts = _listed(values)
    joined = "\n".join(texts)
    plainly = (
        _all_of_the_web(texts, joined)
        and joined.isascii()
        and not joined.encode().translate(None, _PLAIN_IN_LINKS)
        and not _NO_HOST.search(f"{joined}\n")
    )
    return np.ones(len(texts), dtype=np.bool_) if plainly else each(texts, is_link)


def are_harmless(values: Iterable[str]) -> Flags:
    """Which values would do nothing but open a page, as `is_harmless` says."""
    texts = _listed(values)
    stated = [*filter(None, texts)]
    plainly = _all_of_the_web(stated, "\n".join(stated))
    return np.ones(len(texts), dtype=np.bool_) if plainly else each(texts, is_harmless)


def _all_of_the_web(texts: list[str], joined: str) -> bool:
    """Whether each text begins as a web address does, and none has several lines: told by counting in all of them."""
    lines = f"\n{joined}"
    starts = sum(lines.count(f"\n{start}") for start in _WEB)
    return lines.count("\n") == starts == len(texts)


def items(value: str) -> list[str]:
    """Items of a list, between which are semicolons or line breaks, without surrounding white space and blanks."""
    return [item for item in map(str.strip, _BETWEEN_ITEMS.split(value)) if item]


def is_id(value: str) -> bool:
    """Whether `value` consists of letters, digits, hyphens, underscores and dots, all of which show."""
    return _ID.fullmatch(value) is not None and not characters.invisible(value)


def is_link(value: str) -> bool:
    """Whether `value` is a whole http or https address, without a user's name in it."""
    return _LINK.fullmatch(value) is not None


def is_harmless(value: str) -> bool:
    """Whether `value`, free text or a link, would do nothing but open a page if it were linked to."""
    if value.startswith(_WEB):
        return True
    scheme = _SCHEME.match(_IGNORED_IN_LINKS.sub("", value))
    return scheme is None or scheme[1].lower() not in _UNSAFE_SCHEMES


def why_no_link(value: str) -> str:
    """What is wrong with a link, in words."""
    scheme = _SCHEME.match(_IGNORED_IN_LINKS.sub("", value))
    if scheme and "." not in scheme[1] and scheme[1].lower() not in ("http", "https"):
        return f"it is a {scheme[1].lower()}: link"
    return "it is not a whole address"


def link_suggestion(value: str) -> str:
    """The link that a bare host, such as `datev.de/en`, stands for, or ""."""
    host = value.removeprefix("//")
    return f"https://{host}" if _BARE_HOST.fullmatch(host) and is_link(f"https://{host}") else ""


def whole_link(value: str) -> str:
    """The address that a cell of web addresses means: a bare host, such as `datev.de/en`, is one of https."""
    return value if is_link(value) else link_suggestion(value) or value


def are_links_or_hosts(values: Iterable[str]) -> Flags:
    """Which values are links, or would be with `https://` before them."""
    texts = _listed(values)
    good = are_links(texts)
    return good if good.all() else each(texts, lambda text: is_link(whole_link(text)))


def invisible(value: str) -> str:
    """The characters of `value` that do not show, by their code points, or ""."""
    return characters.code_points(characters.invisible(value))


def visible(value: str) -> str:
    """`value` without the characters that do not show, and those that no document can hold."""
    unseen = {*characters.invisible(value), *characters.breaking(value)}
    return value.translate(dict.fromkeys(map(ord, unseen)))


def without_width(value: str) -> str | None:
    """`value` without characters that take no room between Latin letters and change nothing there.

    None where it holds other invisible ones: one that turns the direction hides what is really written, and in some
    scripts, and in emoji, a joiner is part of the word.
    """
    unseen = {*characters.invisible(value)}
    plain = value.translate(dict.fromkeys(map(ord, unseen))).strip()
    is_plain = unseen <= _WITHOUT_WIDTH and all(
        not c.isalpha() or c.isascii() or unicodedata.name(c, "").startswith("LATIN") for c in plain
    )
    return plain if is_plain and (plain.isascii() or "\u200d" not in unseen) else None


def breaking(value: str) -> str:
    """The characters of `value` that no page, drawing or record can hold, by their code points, or ""."""
    return characters.code_points(characters.breaking(value))


def unseen(value: str) -> str:
    """The characters that `visible` leaves out, by their code points, or ""."""
    return ", ".join(filter(None, (breaking(value), invisible(value))))


def has_invisible(values: Iterable[str]) -> Flags:
    """Which values hold characters that do not show, such as zero-width and direction characters."""
    texts = _listed(values)
    if not characters.any_invisible(texts):
        return np.zeros(len(texts), dtype=np.bool_)
    return each(texts, characters.invisible)


def has_breaking(values: Iterable[str]) -> Flags:
    """Which values hold characters that no page, drawing or record can hold, such as control characters."""
    texts = _listed(values)
    if not characters.any_breaks(texts):
        return np.zeros(len(texts), dtype=np.bool_)
    return each(texts, characters.breaking)


def dates(values: Iterable[str]) -> pd.DatetimeIndex:
    """The day that each value names, NaT for what is no ISO date of a day that exists."""
    texts = [value if _DATE.fullmatch(value) else "NaT" for value in _listed(values)]
    try:
        return pd.DatetimeIndex(np.array(texts, dtype="datetime64[us]"))
    except ValueError:  # such as 2026-02-30
        parsed = pd.to_datetime(pd.Index(texts, dtype=object), format="%Y-%m-%d", errors="coerce")
        return pd.DatetimeIndex(parsed).as_unit("us")


def path_range(value: str, levels: tuple[str, ...]) -> tuple[int, int] | None:
    """Lowest and highest level of an access path as written, blank the whole range; None if it names no levels."""
    if not value:
        return 0, len(levels) - 1
    ends = [end.strip() for end in value.split("..")]
    if len(ends) > 2 or any(end not in levels for end in ends):
        return None
    return levels.index(ends[0]), levels.index(ends[-1])


def _listed(values: Iterable[str]) -> list[str]:
    # pandas gives out one item at a time three times as slowly.
    return values.tolist() if isinstance(values, pd.Index | pd.Series) else list(values)
