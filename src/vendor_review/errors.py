"""What can go wrong for a user, each kind with its own exit code; none of these prints a traceback."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path


class VendorReviewError(Exception):
    """A failure that its reader can act on.

    Parameters
    ----------
    problems
        One sentence per problem, all that were found: where, what, and what would be right.
    """

    exit_code = 3

    def __init__(self, problems: str | Sequence[str]) -> None:
        self.problems: tuple[str, ...] = (problems,) if isinstance(problems, str) else tuple(problems)
        super().__init__("\n".join(self.problems))


def in_words(error: OSError) -> str:
    """What the system refused, as `place: reason`; the reason alone where it names no place."""
    return f"{error.filename or ''}: {error.strerror or error}".removeprefix(": ")


class UsageError(VendorReviewError):
    """A parameter that does not exist, or a value that is not of its kind."""

    exit_code = 2


class RegisterUnreadable(VendorReviewError):
    """A register that cannot be read at all: a missing table or column, a wrong encoding."""

    exit_code = 2


class NoRegister(RegisterUnreadable):
    """What is at `source` is something else than a register, such as a spreadsheet with headings of its own."""

    def __init__(self, problems: str | Sequence[str], source: Path) -> None:
        super().__init__(problems)
        self.source = source


class ListUnreadable(VendorReviewError):
    """A published list that cannot be read as one: not UTF-8, of another form, or no list of ours."""

    exit_code = 2


class PolicyUnreadable(VendorReviewError):
    """A policy with a gap, an overlap, an unknown id or a number without source."""

    exit_code = 2


class RunFailed(VendorReviewError):
    """A notebook that did not reach its last cell; the archive is as it was."""


class RunCancelled(VendorReviewError):
    """A run stopped from outside; the archive is as it was."""

    exit_code = 4


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
