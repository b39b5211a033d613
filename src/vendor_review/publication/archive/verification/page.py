"""Whether the pages that list reviews say what the indexes say."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from vendor_review.figures import points
from vendor_review.files.snapshot import sha256
from vendor_review.publication.archive.files import read_kept
from vendor_review.publication.archive.index import INDEX, INDEX_PAGE, Index, index_page, open_index
from vendor_review.publication.archive.overview import DRAWN_BY, overview_page, register_folders

_LARGEST_PAGE = 64 * 2**20
_TAKEN_AWAY = " (taken away)"
_DRAWN_ANEW = "the next run that publishes writes it again"
_DRAWN_BY = re.compile(rb'<meta name="generator" content="([^"<>]{1,60})">')


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
    return _by_another_version(content, drawn, [index])


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
    ours = maker is not None and maker[1] == DRAWN_BY.encode()
    if ours or (maker is None and any(map(_is_chained, register_folders(reviews)))):
        return PageVerdict(problem=f"{INDEX_PAGE} is not the page that the indexes give; {_DRAWN_ANEW}")
    return _by_another_version(content, drawn, _indexes(reviews))


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


def _indexes(reviews: Path) -> Iterable[Index]:
    for folder in register_folders(reviews):
        with suppress(ValueError):  # the page says that it is damaged
            yield open_index(folder / INDEX)


def _by_another_version(content: bytes, drawn: Iterable[bytes], indexes: Iterable[Index]) -> PageVerdict:
    """A page that another version drew may have other columns; a row of it says what an index says of one review."""
    rows, links, active = _facts(content)
    known = [_facts(page) for page in drawn]
    told = {tuple(row) for rows_drawn, _, _ in known for row in rows_drawn}
    of_day: dict[str, list[set[str]]] = defaultdict(list)
    for day, said in (each for index in indexes for each in _sayable(index)):
        of_day[day].append(said)
    odd = [row for row in rows if tuple(row) not in told and not _is_said(row, of_day)]
    elsewhere = links - {link for _, links_drawn, _ in known for link in links_drawn}
    if odd or elsewhere or active not in [active_drawn for _, _, active_drawn in known]:
        return PageVerdict(problem=f"{INDEX_PAGE} does not say what {INDEX} says; {_DRAWN_ANEW}")
    note = f"{INDEX_PAGE} was drawn by another version: its figures and links are those of {INDEX}"
    return PageVerdict(note=f"{note}, its looks were not compared")


def _is_said(row: Collection[str], of_day: Mapping[str, Iterable[set[str]]]) -> bool:
    """Whether one review has all that a row says."""
    days = {cell.removesuffix(_TAKEN_AWAY) for cell in row} & of_day.keys()
    return any(said.issuperset(row) for day in days for said in of_day[day])


def _sayable(index: Index) -> Iterator[tuple[str, set[str]]]:
    """For each review of an index its day, and every text that a cell of a page has for it in some version."""
    names = {index.register_name, str(len(index.entries)), "not kept", "can go out"}
    for entry in index.entries:
        plain = [value for value in entry.as_dict().values() if not isinstance(value, Mapping)]
        said = {*map(str, [*plain, entry.vendors, *entry.bands.values()]), "0", entry.as_of + _TAKEN_AWAY}
        said |= {points(figure) for figure in (entry.worst_r_hi, entry.sum_r_hi) if figure is not None}
        yield entry.as_of, names | {" ".join(text.split()) for text in said}


def _facts(page: bytes) -> tuple[list[list[str]], set[str], list[str]]:
    """What the rows of a page's tables say, where its links lead, and what in it could do more than show."""
    from bs4 import BeautifulSoup

    soup = BeautifulSoup(page, "html.parser")
    rows = [
        [" ".join(cell.get_text().split()) for cell in row.select('td, th[scope="row"]')]
        for row in soup.select("tr")
    ]
    active = ["script", "iframe", "object", "embed", "form", "base", "img", "link"]
    return (
        rows,
        {str(link.get("href")) for link in soup.select("a")},
        [str(each) for each in soup.find_all(active)],
    )
