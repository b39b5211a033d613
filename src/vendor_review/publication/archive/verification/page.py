"""Whether the pages that list reviews say what the indexes say."""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from pathlib import Path

from vendor_review import __version__
from vendor_review.files.snapshot import sha256
from vendor_review.publication.archive.files import read_kept
from vendor_review.publication.archive.index import INDEX, INDEX_PAGE, Index, index_page, open_index
from vendor_review.publication.archive.overview import overview_page, register_folders

_LARGEST_PAGE = 64 * 2**20
_DRAWN_ANEW = "the next run that publishes draws it anew"
_DRAWN_BY = re.compile(rb'<meta name="generator" content="vendor_review ([^"<>]{1,40})">')


@dataclass(frozen=True)
class PageVerdict:
    """What is wrong with a page, and what else there is to know of it; both blank where it is as it was drawn."""

    problem: str = ""
    note: str = ""


def verify_index_page(register: Path, index: Index, present: Collection[str]) -> PageVerdict:
    """The page of a register's reviews, by the hash that the index keeps of it, or drawn again.

    Parameters
    ----------
    present
        Folders of the reviews that are there.
    """
    content, missing = _read(register / INDEX_PAGE)
    if missing:
        return PageVerdict(problem=missing)
    vouched = [entry.page_sha256 for entry in index.entries[-2:]]
    found = sha256(content)
    listed = {entry.folder for entry in index.entries}
    drawn = [index_page(index.register_name, index.entries, names) for names in (listed & {*present}, listed)]
    if (vouched and found == vouched[-1]) or content in drawn:
        return PageVerdict()
    if found in vouched:
        return PageVerdict(note=f"{INDEX_PAGE} does not show the newest review yet; {_DRAWN_ANEW}")
    if vouched and vouched[-1] is not None:
        return PageVerdict(problem=f"{INDEX_PAGE} is not the page that {INDEX} vouches for; {_DRAWN_ANEW}")
    return _by_another_version(content, drawn)


def verify_overview(reviews: Path) -> PageVerdict:
    """The page of all registers, drawn again from their indexes."""
    content, missing = _read(reviews / INDEX_PAGE)
    if not content:
        lost = "is missing" in missing
        return PageVerdict(note=missing) if lost else PageVerdict(problem=missing)
    drawn = [overview_page(reviews), overview_page(reviews, as_published=True)]
    if content in drawn:
        return PageVerdict()
    maker = _DRAWN_BY.search(content)
    ours = maker is not None and maker[1] == __version__.encode()
    if ours or (maker is None and any(map(_is_chained, register_folders(reviews)))):
        return PageVerdict(problem=f"{INDEX_PAGE} is not the page that the indexes give; {_DRAWN_ANEW}")
    return _by_another_version(content, drawn)


def _is_chained(register: Path) -> bool:
    try:
        entries = open_index(register / INDEX).entries
    except ValueError:
        return False
    return bool(entries) and entries[-1].previous is not None


def _read(path: Path) -> tuple[bytes, str]:
    """The bytes of a page, or none and why."""
    try:
        return read_kept(path, _LARGEST_PAGE), ""
    except FileNotFoundError:
        return b"", f"{INDEX_PAGE} is missing; {_DRAWN_ANEW}"
    except OSError as problem:
        return b"", f"{INDEX_PAGE} cannot be read: {problem.strerror}"
    except ValueError as problem:
        return b"", f"{INDEX_PAGE} cannot be read: {problem}"


def _by_another_version(content: bytes, drawn: Sequence[bytes]) -> PageVerdict:
    """A page that another version drew may look otherwise, and must have the same figures and links."""
    if _facts(content) not in [_facts(page) for page in drawn]:
        return PageVerdict(problem=f"{INDEX_PAGE} does not say what {INDEX} says; {_DRAWN_ANEW}")
    note = f"{INDEX_PAGE} was drawn by another version: its figures and links are those of {INDEX}"
    return PageVerdict(note=f"{note}, its looks were not compared")


def _facts(page: bytes) -> tuple[list[str], list[str], list[str]]:
    """What the cells of a page's tables say, where its links lead, and what in it could do more than show."""
    from bs4 import BeautifulSoup

    soup = BeautifulSoup(page, "html.parser")
    cells = [" ".join(cell.get_text().split()) for cell in soup.select('td, th[scope="row"]')]
    active = ["script", "iframe", "object", "embed", "form", "base", "img", "link"]
    return (
        cells,
        [str(link.get("href")) for link in soup.select("a")],
        [str(each) for each in soup.find_all(active)],
    )
