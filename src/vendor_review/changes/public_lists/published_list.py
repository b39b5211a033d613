"""Reads a public list that was published, in any of its three forms, into entries."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from vendor_review.changes.public_lists.entry import (
    BETWEEN,
    CHOSEN,
    FIELDS,
    KINDS,
    MOST_PROBLEMS,
    PLACE_FIELDS,
    SCHEMA,
    SHOWN_KINDS,
    Entry,
    entries_of,
    is_header,
    place_in_words,
)
from vendor_review.changes.public_lists.published_page import page_entries
from vendor_review.errors import ListUnreadable
from vendor_review.files.formulas import as_before
from vendor_review.files.json_text import parsed_json
from vendor_review.files.quarantine import Limits, read_apart
from vendor_review.files.snapshot import read_file
from vendor_review.register.folder.files import encoding_problem, text_of
from vendor_review.schema.cells.days import first_day_of

_OTHER_SEPARATORS = {";": "semicolons", "\t": "tabs"}


def csv_entries(file: str, text: str) -> list[Entry]:
    """The entries of a public-list.csv, whose columns may be in any order; `file` is what a refusal calls it.

    Raises
    ------
    ListUnreadable
        With all problems of the header, else of the rows.
    """
    try:
        (_, header), *rows = list(_rows(text)) or [(1, [])]
    except csv.Error as error:
        raise ListUnreadable(f"{file}: is not CSV: {error}.") from error
    names = [name.strip() for name in header]
    if not is_header(names):
        raise ListUnreadable(_header_problem(file, names))
    problems = [
        f"{file} line {line}: {problem}." for line, cells in rows for problem in _row_problems(names, cells)
    ]
    if problems:
        raise ListUnreadable(problems[:MOST_PROBLEMS])
    typed = [dict(zip(names, map(as_before, cells), strict=True)) for _, cells in rows]
    return [
        {field: _of_cell(kind, row[field]) for field, kind in KINDS.items() if field in row} for row in typed
    ]


def _rows(text: str) -> Iterator[tuple[int, list[str]]]:
    """Line and cells of each row that is not blank."""
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    line = 1
    for cells in reader:
        if any(cells):
            yield line, cells
        line = reader.line_num + 1


def _header_problem(file: str, names: list[str]) -> str:
    words = f"{file} line 1: the columns of a public list are {', '.join(FIELDS)}"
    for mark, called in _OTHER_SEPARATORS.items():
        if len(names) == 1 and mark in names[0]:
            return f"{words}, with commas between; here are {called}: save it with commas."
    lacking = [name for name in FIELDS if name not in names]
    other = [repr(name) for name in names if name not in KINDS]
    wrong = [f"{', '.join(lacking)} is missing"] if lacking else []
    wrong += [f"{', '.join(other)} is none of them"] if other else []
    return f"{words}; {' and '.join(wrong) or 'one of them is there twice'}."


def _row_problems(names: list[str], cells: list[str]) -> Iterator[str]:
    if len(cells) != len(names):
        yield f"has {len(cells)} cells, but the header has {len(names)}"
        return
    row = dict(zip(names, cells, strict=True))
    if not row["name"].strip():
        yield "has no name"
    for field, kind in FIELDS.items():
        if kind == "truth" and row[field] not in ("yes", "no"):
            yield f"{field} is {row[field]!r}, and yes or no would be right"


def _of_cell(kind: str, cell: str) -> Any:
    if kind == "truth":
        return cell == "yes"
    if kind in ("text", "name"):
        return cell or None
    parts = cell.split(BETWEEN) if cell else []
    return [*map(_place, parts)] if kind == "places" else parts


def _place(written: str) -> Mapping[str, str | None]:
    kind, _, words = written.partition(": ")
    return place_in_words(kind, words) if words and kind in SHOWN_KINDS else place_in_words(None, written)


_KIND_WORDS = {
    "name": "text",
    "text": "text or null",
    "texts": "a list of texts",
    "places": f"a list of places, each with {', '.join(PLACE_FIELDS)}",
    "truth": "true or false",
}


def json_entries(file: str, text: str) -> list[Entry]:
    """The entries of a public-list.json; `file` is what a refusal calls it.

    Raises
    ------
    ListUnreadable
        With all problems at once.
    """
    try:
        listing = parsed_json(text)
    except ValueError as error:
        raise ListUnreadable(f"{file}: is not JSON: {error}.") from error
    schema = listing.get("schema") if isinstance(listing, dict) else None
    if schema != SCHEMA:
        why = f"its schema is {schema!r}" if isinstance(schema, str) else "it states no schema"
        raise ListUnreadable(f"{file}: is no public list: {why}, and {SCHEMA!r} would be right.")
    problems = [f"{file}, {problem}." for problem in _listing_problems(listing)]
    if problems:
        raise ListUnreadable(problems[:MOST_PROBLEMS])
    return [{field: entry[field] for field in KINDS if field in entry} for entry in entries_of(listing)]


def _listing_problems(listing: Mapping[str, Any]) -> Iterator[str]:
    sections = listing.get("sections")
    if not isinstance(sections, list):
        yield "sections: is not a list of sections"
        return
    for number, section in enumerate(sections):
        where = f"sections[{number}]"
        if not isinstance(section, dict) or not isinstance(section.get("vendors"), list):
            yield f"{where}: is not a section with a list of vendors"
            continue
        yield from _wrong_fields(where, section, {"title": "text"})
        for place, vendor in enumerate(section["vendors"]):
            kinds = {field: kind for field, kind in FIELDS.items() if field != "section"}
            if isinstance(vendor, dict):
                kinds |= {field: kind for field, kind in CHOSEN.items() if field in vendor}
            yield from _wrong_fields(f"{where}.vendors[{place}]", vendor, kinds)


def _wrong_fields(where: str, found: object, kinds: Mapping[str, str]) -> Iterator[str]:
    if not isinstance(found, dict):
        yield f"{where}: is not an object"
        return
    for field, kind in kinds.items():
        if field not in found:
            yield f"{where}: has no {field}"
        elif not _is_of_kind(kind, found[field]):
            yield f"{where}.{field}: is not {_KIND_WORDS[kind]}"


def _is_of_kind(kind: str, value: object) -> bool:
    if kind == "truth":
        return isinstance(value, bool)
    if kind in ("texts", "places"):
        is_part = _is_place if kind == "places" else _is_text
        return isinstance(value, list) and all(map(is_part, value))
    return _is_text(value) or (kind == "text" and value is None)


def _is_text(value: object) -> bool:
    """Whether this is text that a file and a terminal can take: JSON can write half a character."""
    return isinstance(value, str) and not any("\ud800" <= letter <= "\udfff" for letter in value)


def _is_place(value: object) -> bool:
    kinds = {name: "name" if name == "text" else "text" for name in PLACE_FIELDS}
    return not any(_wrong_fields("", value, kinds))


LARGEST_LIST = 32 * 2**20
"""Bytes that a published list may have."""
MOST_ENTRIES = 20_000
LONGEST_FIELD = 20_000
"""Characters of one field of an entry."""
_LONGEST_VERSION = 200
FORMS = ("public-list.json", "public-list.html", "public-list.csv")
"""A list's files in a review, the one that carries the most first."""
_READERS: Mapping[str, Callable[[str, str], list[Entry]]] = {
    ".json": json_entries,
    ".csv": csv_entries,
    ".html": page_entries,
    ".htm": page_entries,
}
_LIMITS = Limits(memory=512, seconds=30)


@dataclass(frozen=True)
class Published:
    """A list as it was published: the name of its file, and its entries in their order.

    `updated_on`, a day or month as ISO text, and `version` are as its JSON states them; page and CSV carry neither.
    """

    file: str
    entries: tuple[Entry, ...]
    updated_on: str | None = None
    version: str | None = None


def read_published(path: Path) -> Published:
    """Reads the list at `path`: public-list.json, .csv or .html, by the file's ending, or a review that holds one.

    JSON carries everything. The page and the CSV carry of a place its words, and whether it is one of processing or
    the company's seat; the page has a title of its own for vendors that are in no section. A list is a stranger's file:
    a process of its own reads it.

    Raises
    ------
    ListUnreadable
        No such file, too large, not UTF-8, of another form, or no list of ours; with all problems at once.
    """
    file = _file_of(path)
    try:
        content = read_file(file, LARGEST_LIST)
    except OSError as error:
        raise ListUnreadable(f"{file}: cannot be read ({error.strerror}).") from error
    if file.suffix.casefold() not in _READERS:
        raise ListUnreadable(f"{path}: is none of {', '.join(FORMS)}, nor a review; name one of them.")
    found = read_apart(published_in, file.name, content, ListUnreadable, _LIMITS)
    return Published(file.name, tuple(found["entries"]), found["updated_on"], found["version"])


def published_in(file: str, content: bytes) -> dict[str, Any]:
    """The fields of `Published` but its file, as plain data; raises as `entries_in` does."""
    entries = entries_in(file, content)
    listing = parsed_json(text_of(content)) if file.casefold().endswith(".json") else {}
    updated_on, version = listing.get("updated_on"), listing.get("version")
    is_version = isinstance(version, str) and _is_text(version) and len(version) <= _LONGEST_VERSION
    return {
        "entries": entries,
        "updated_on": updated_on if _is_day_or_month(updated_on) else None,
        "version": version if is_version else None,
    }


def _is_day_or_month(value: object) -> bool:
    try:
        return isinstance(value, str) and first_day_of(value) is not None
    except ValueError:
        return False


def entries_in(file: str, content: bytes) -> list[Entry]:
    """The entries of a list in its file's bytes; `file` is its name, whose ending says which form it has.

    Raises
    ------
    ListUnreadable
        As `read_published` says, and where it has more entries, or longer ones, than a list can have.
    """
    problem = encoding_problem(file, content, "save it as UTF-8, or name the public-list.json instead")
    if problem:
        raise ListUnreadable(problem)
    entries = _READERS[Path(file).suffix.casefold()](file, text_of(content))
    if len(entries) > MOST_ENTRIES:
        raise ListUnreadable(f"{file}: has {len(entries):,} entries, and the limit is {MOST_ENTRIES:,}.")
    problems = [
        f"{file}, entry {number}: {field} has {len(text):,} characters, and the limit is {LONGEST_FIELD:,}."
        for number, entry in enumerate(entries, start=1)
        for field, value in entry.items()
        for text in _texts(value)
        if len(text) > LONGEST_FIELD
    ]
    if problems:
        raise ListUnreadable(problems[:MOST_PROBLEMS])
    return entries


def _texts(value: Any) -> Iterator[str]:
    """Every text in the value of a field."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, list | Mapping):
        for part in value.values() if isinstance(value, Mapping) else value:
            yield from _texts(part)


def _file_of(path: Path) -> Path:
    if not path.is_dir():
        return path
    for name in FORMS:
        if (path / name).is_file():
            return path / name
    raise ListUnreadable(
        f"{path}: holds no {' and no '.join(FORMS)}; a review whose list was withheld has none. Name an earlier "
        "review, or a file."
    )
