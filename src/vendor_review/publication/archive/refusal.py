"""What the archive cannot or will not do, said in one sentence."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from vendor_review.errors import VendorReviewError


class ArchiveError(VendorReviewError):
    """The archive refuses, or cannot keep, a review; every review in it is as it was."""


@contextmanager
def said_plainly() -> Iterator[None]:
    """Turns what the operating system refuses, and damaged files, into an `ArchiveError`."""
    try:
        yield
    except TimeoutError as problem:
        raise ArchiveError(str(problem)) from problem
    except OSError as problem:
        place = f"{problem.filename}: " if problem.filename else ""
        raise ArchiveError(
            f"{place}the archive cannot be written: {problem.strerror or problem}"
        ) from problem
    except ValueError as problem:
        raise ArchiveError(str(problem)) from problem
