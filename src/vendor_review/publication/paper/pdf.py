"""A page of a review as PDF, for signing and filing; the review itself is only read."""

from __future__ import annotations

import os
import re
import shutil
import tempfile
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from vendor_review.errors import ArchiveError, UsageError
from vendor_review.files.durable_files import flush, write_flushed
from vendor_review.files.snapshot import read_file, sha256
from vendor_review.publication.archive.manifest import MANIFEST, read_manifest
from vendor_review.publication.archive.verification.review import verify_one
from vendor_review.publication.paper.chromium import find_chromium, print_page

REVIEW_PAGE = "review.html"

#: What tells a page of ours from any other: no script, no request.
LARGEST_PAGE = 64 * 2**20
"""Bytes that a page may have to be printed."""
_OURS = re.compile(r'<meta http-equiv="Content-Security-Policy" content="default-src (?:\'|&#39;)none')
#: A link to a file beside the page. On paper it would lead to a place on the disk of whoever printed it.
_RELATIVE_LINK = re.compile(r' href="(?!#|[a-z][a-z0-9+.-]*:)[^"]*"', re.IGNORECASE)
#: What a page may do on paper, whatever it says itself: look as it says. Nothing is run, framed or fetched, not from
#: the disk either. A byte-order mark and a document type before it leave no other way to read it.
_POLICY = (
    "\ufeff<!doctype html>"
    "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'; "
    "img-src data:; font-src data:; base-uri 'none'; form-action 'none'\">\n"
)
#: What else could give orders from within the page, such as to go to another one.
_ORDERS = re.compile("http-equiv", re.IGNORECASE)
_CLOCK = re.compile(rb"/(?:CreationDate|ModDate) \(D:[^)]*\)")


@dataclass(frozen=True)
class PaperJob:
    """What is printed and where to: the page's text, and the name that its PDF gets unless another is given.

    `doubts` say why the page may not be what was published: nothing vouches for it, or its review does not hold.
    """

    page: Path
    text: str
    file_name: str
    doubts: tuple[str, ...] = ()


def paper_job(review: Path) -> PaperJob:
    """The page to print.

    Parameters
    ----------
    review
        The folder of a review, whose `review.html` is meant, or one of its pages, wherever that lies.

    Raises
    ------
    UsageError
        There is no such review, or it is no page of ours.
    ArchiveError
        The page is not the one that the manifest beside it vouches for.
    """
    page = review / REVIEW_PAGE if review.is_dir() else review
    if not page.is_file():
        latest = review / "latest"
        hint = f"; name one of its reviews, such as {latest}" if (latest / REVIEW_PAGE).is_file() else ""
        raise UsageError(
            f"{review}: there is no {REVIEW_PAGE} in it{hint}"
            if review.is_dir()
            else f"{review}: there is no such review"
        )
    try:
        content = read_file(page, LARGEST_PAGE)
    except OSError as error:
        raise UsageError(f"{page}: cannot be read ({error.strerror})") from error
    text = content.decode(errors="replace")
    if not _OURS.search(text):
        raise UsageError(f"{page} is no page that vendor-review has written")
    return PaperJob(page, text, _file_name(page, content), _doubts(page))


def print_paper(job: PaperJob, out: Path | None, chromium: str, timeout_seconds: float) -> Path:
    """Prints `job` and returns the path of the PDF, which is there whole or not at all.

    The same page gives the same bytes on the same machine: the time of printing is left out.

    Parameters
    ----------
    out
        Replaced if it exists. Without it the PDF goes into the working directory, and replaces nothing.
    chromium
        See `find_chromium`.
    timeout_seconds
        How long printing may take.

    Raises
    ------
    UsageError
        The PDF has no place there, or no Chromium that could print it is found.
    RunFailed
        See `print_page`.
    """
    target = Path(job.file_name) if out is None else out
    _check_target(target, named=out is not None)
    program = find_chromium(chromium)
    # Page and PDF lie beside the target while Chromium works: one file system to rename in, and a Chromium that
    # may not see the target's folder is noticed, because it can neither read the one nor leave the other.
    workshop = Path(tempfile.mkdtemp(prefix=f"{target.name}.making-", dir=target.absolute().parent))
    try:
        page, printed, fresh = (workshop / name for name in ("page.html", "printed.pdf", "fresh.pdf"))
        # The contents can name sheets only once something has been printed: first with room for the numbers.
        text = with_sheets(harmless(job.text), {})
        page.write_text(text, encoding="utf-8")
        print_page(program, page, printed, timeout_seconds)
        numbered = with_sheets(text, sheets_of_anchors(printed))
        if numbered != text:
            printed.unlink()
            page.write_text(numbered, encoding="utf-8")
            print_page(program, page, printed, timeout_seconds)
        write_flushed(fresh, _timeless(printed.read_bytes()))
        fresh.replace(target)
        flush(target.absolute().parent)
    finally:
        shutil.rmtree(workshop, ignore_errors=True)
    return target


def harmless(text: str) -> str:
    """The text of a page as it is printed: it runs, frames and fetches nothing, whatever somebody has put into it."""
    return _POLICY + _RELATIVE_LINK.sub("", _ORDERS.sub("data-http-equiv", text))


#: The list of contents of a review, and a link in it; between the two, what an earlier printing has put there.
_CONTENTS = re.compile(r'<nav class="contents".*?</nav>', re.DOTALL)
_ENTRY = re.compile(r'<a (?:data-sheet="\d*" )?href="#([^"]*)">')
_ROOM = "00"


def with_sheets(text: str, sheets: Mapping[str, int]) -> str:
    """The page with the number of its sheet beside each entry of the contents; `00` where that is not known yet."""

    def numbered(contents: re.Match[str]) -> str:
        return _ENTRY.sub(
            lambda entry: f'<a data-sheet="{sheets.get(entry[1], _ROOM)}" href="#{entry[1]}">', contents[0]
        )

    return _CONTENTS.sub(numbered, text, count=1)


def sheets_of_anchors(pdf: Path) -> dict[str, int]:
    """On which sheet of a PDF each place lies that a link within it leads to; sheets count from 1.

    None where the printer has written what pypdf cannot read: the contents then have no numbers.
    """
    from pypdf import PdfReader
    from pypdf.errors import PyPdfError

    try:
        with PdfReader(pdf) as read:
            sheets = {
                name: read.get_destination_page_number(place)
                for name, place in read.named_destinations.items()
            }
    except (PyPdfError, ValueError):
        return {}
    return {name.removeprefix("/"): sheet + 1 for name, sheet in sheets.items() if sheet is not None}


def _doubts(page: Path) -> tuple[str, ...]:
    """Why a page may not be what was published."""
    folder = page.absolute().parent
    if not os.path.lexists(folder / MANIFEST):
        return (f"{page}: no {MANIFEST} lies beside it; nothing says that this is what was published",)
    return tuple(f"{folder}: {problem}" for problem in verify_one(folder).problems)


def _check_target(target: Path, *, named: bool) -> None:
    folder = target.absolute().parent
    if not folder.is_dir():
        raise UsageError(f"{target}: there is no folder {folder} to put it in")
    if target.is_dir():
        raise UsageError(f"{target} is a folder; name a file, such as {target / 'review.pdf'}")
    if target.suffix.lower() != ".pdf":
        raise UsageError(f"{target}: the name of a PDF ends in .pdf")
    if target.exists() and not named:
        raise UsageError(f"{target} exists, and may be signed; name a file with --out, which is replaced")
    for parent in target.resolve().parents:
        with suppress(OSError, ValueError):
            read_manifest(parent)
            raise UsageError(
                f"{target} would lie in the review {parent}, which would no longer be what its {MANIFEST} says; "
                "name a file outside with --out"
            )


def _file_name(page: Path, content: bytes) -> str:
    """`numberz-2026-11-01.pdf`, or after the page itself where no manifest says whose it is."""
    try:
        manifest = read_manifest(page.absolute().parent)
        register, as_of = str(manifest["register"]), str(manifest["parameters"]["as_of"])
        expected = manifest["outputs"].get(page.name)
    except (OSError, ValueError, LookupError, TypeError, AttributeError):
        return f"{page.stem}.pdf"
    if expected is not None and expected != sha256(content):
        raise ArchiveError(f"{page} has changed since it was published: it is not what its {MANIFEST} says")
    kind = "" if page.name == REVIEW_PAGE else f"-{page.stem}"
    return f"{register}-{as_of}{kind}.pdf".replace("/", "-")


def _timeless(pdf: bytes) -> bytes:
    """The PDF without the time at which it was printed; blanks in its place keep every offset."""
    return _CLOCK.sub(lambda found: b" " * len(found[0]), pdf)
