"""Files whose names say that they are meant for a table, and under which they would not be read."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence

from vendor_review.register.headings import nearest
from vendor_review.register.layout import PAGE_FILE, RAW_TEXT_FILE, TABLES, page_language, translated_page
from vendor_review.register.source_kind import BACKUP

_TABLE_FILES = tuple(table.file for table in TABLES.values())
#: What tables are kept in: as a suffix, or among several (`vendors.csv.txt`).
_TABLE_SUFFIXES = frozenset(
    ["csv", "json", "numbers", "ods", "psv", "tab", "tsv", "txt", "xls", "xlsb", "xlsm", "xlsx"]
)
_PAGE_SUFFIXES = frozenset({"toml"})
#: What programs put behind the name of a copy.
_COPY = re.compile(
    r"[\s_-]*(?:\(\d+\)|[-–]?\s*(?:copy|kopie|copie|copia|backup|old|final|new)(?:\s*\(?\d+\)?)?)\s*\Z"
)
_LANGUAGE = re.compile(r"[a-z]{2}(?:-[a-z0-9]{2,8})*")
_NEAR = 85


def name_problems(names: Sequence[str]) -> dict[str, str]:
    """Name of a file that seems meant for a table, or for the page, and is not read as one, to a sentence on it."""
    return {name: problem for name in names if (problem := _problem(name, names))}


def meant_file(name: str) -> str:
    """The file of a register that `name` seems meant for, "" if for none, or if it is that file."""
    if name.startswith(".") or name.removesuffix(BACKUP) in (*_TABLE_FILES, PAGE_FILE, RAW_TEXT_FILE):
        return ""
    stem, *suffixes = (
        part.strip() for part in unicodedata.normalize("NFKC", name).strip().casefold().split(".")
    )
    is_page = "page" in (stem, _COPY.sub("", stem))
    if is_page and any(_is_spelt(suffix, _PAGE_SUFFIXES) for suffix in suffixes[-2:]):
        # page.de.toml has the page's words in another language.
        if page_language(name):
            return ""
        is_translation = len(suffixes) == 2 and stem == "page" and _LANGUAGE.fullmatch(suffixes[0])
        return translated_page(suffixes[0]) if is_translation else PAGE_FILE
    if suffixes and not any(_is_spelt(suffix, _TABLE_SUFFIXES) for suffix in suffixes[-2:]):
        return ""
    return _near_table(re.sub(r"[\s-]+", "_", _COPY.sub("", stem)), alike=100 if not suffixes else _NEAR)


def _is_spelt(suffix: str, known: frozenset[str]) -> bool:
    """Whether a suffix is one of the known ones, or csv or toml with one slip of the keys."""
    from rapidfuzz.distance import OSA

    own = {"csv", "toml"} & known
    return suffix in known or any(OSA.distance(suffix, word, score_cutoff=1) <= 1 for word in own)


def _near_table(stem: str, alike: int) -> str:
    from rapidfuzz import fuzz, process

    found = process.extractOne(stem, list(TABLES), scorer=fuzz.ratio, score_cutoff=alike)
    return TABLES[found[0]].file if found else ""


def _problem(name: str, names: Sequence[str]) -> str:
    if name in (*_TABLE_FILES, RAW_TEXT_FILE):
        return ""
    meant = meant_file(name)
    if not meant:
        is_csv = name.strip().casefold().endswith(".csv") and not name.startswith(".")
        return f"{name}: is not a table of a register{_hint(name)}; {_THE_TABLES}." if is_csv else ""
    what = "the page" if meant.startswith("page.") else "a table"
    remedy = (
        f"{meant} lies beside it: keep the one that counts under that name, and the other elsewhere"
        if meant in names
        else f"save it as {meant}, or keep it elsewhere"
    )
    return f"{name}: is not {what} of a register (did you mean {meant!r}?); {remedy}."


def _hint(name: str) -> str:
    # Without the suffix, which is alike in all of them.
    files = {file.partition(".")[0]: file for file in (*_TABLE_FILES, PAGE_FILE)}
    guess = nearest(name.partition(".")[0], files)
    return f" (did you mean {files[guess]!r}?)" if guess else ""


_THE_TABLES = f"the tables are {', '.join(_TABLE_FILES)}"
