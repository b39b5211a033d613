"""Reads a public list that was published, in any of its three forms, into entries."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

from vendor_review.changes.entry import Entry
from vendor_review.changes.published_csv import csv_entries
from vendor_review.changes.published_json import json_entries
from vendor_review.changes.published_page import page_entries
from vendor_review.errors import ListUnreadable
from vendor_review.register.folder import encoding_problem, text_of
from vendor_review.snapshot import read_file

LARGEST_LIST = 32 * 2**20
"""Bytes that a published list may have."""
FORMS = ("public-list.json", "public-list.html", "public-list.csv")
"""A list's files in a review, the one that carries the most first."""
_READERS: Mapping[str, Callable[[str, str], list[Entry]]] = {
    ".json": json_entries,
    ".csv": csv_entries,
    ".html": page_entries,
    ".htm": page_entries,
}


@dataclass(frozen=True)
class Published:
    """A list as it was published: the name of its file, and its entries in their order."""

    file: str
    entries: tuple[Entry, ...]


def read_published(path: Path) -> Published:
    """Reads the list at `path`: public-list.json, .csv or .html, by the file's ending, or a review that holds one.

    JSON carries everything. The page and the CSV carry of a place its words, and whether it is one of processing or
    the company's seat; the page has a title of its own for vendors that are in no section.

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
    read = _READERS.get(file.suffix.casefold())
    if read is None:
        raise ListUnreadable(f"{path}: is none of {', '.join(FORMS)}, nor a review; name one of them.")
    problem = encoding_problem(file.name, content, "save it as UTF-8, or name the public-list.json instead")
    if problem:
        raise ListUnreadable(problem)
    return Published(file.name, tuple(read(file.name, text_of(content))))


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
