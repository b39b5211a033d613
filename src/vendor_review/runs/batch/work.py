"""The reviews of one register in a batch, one after another, as a worker makes them wherever it runs."""

from __future__ import annotations

import threading
import traceback
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from vendor_review import __version__
from vendor_review.errors import RunFailed, UsageError, VendorReviewError, in_words
from vendor_review.register.table_limit import USUAL, tables_up_to

if TYPE_CHECKING:
    from vendor_review.runs.parameters import ReviewParameters
    from vendor_review.runs.review_run import Outcome

#: A process makes one review at a time, however many threads its scheduler gives it.
_ONE_AT_A_TIME = threading.Lock()


@dataclass(frozen=True)
class BatchSettings:
    """How the reviews of a batch are made; none of it changes a byte of them.

    Attributes
    ----------
    reviews
        The archive that they go to, the same for all workers.
    cell_timeout_seconds
        How long one cell may take.
    largest_table
        Bytes that a table of a register may have, wherever its worker runs.
    version
        The package that was asked; a worker with another one refuses, since its reviews would be others.
    """

    reviews: Path
    cell_timeout_seconds: int = 600
    largest_table: int = USUAL
    version: str = __version__


@dataclass(frozen=True)
class Ended:
    """What came of one review: an outcome, or the problems because of which there is none.

    Attributes
    ----------
    exit_code
        What `run` would have exited with, apart from `--fail-on`.
    """

    parameters: ReviewParameters
    outcome: Outcome | None
    problems: tuple[str, ...] = ()
    exit_code: int = 0


def queues(reviews: Iterable[ReviewParameters]) -> list[tuple[ReviewParameters, ...]]:
    """The reviews by register, earlier days first: one may be the baseline of the next.

    The registers stay in the order in which they first come; the same review twice is made once.
    """
    found: dict[tuple[str, str], set[ReviewParameters]] = {}
    for review in reviews:
        found.setdefault((review.register, review.name), set()).add(review)
    return [tuple(sorted(each, key=lambda one: (one.as_of, one.policy))) for each in found.values()]


def make_reviews(queue: Sequence[ReviewParameters], settings: BatchSettings) -> list[Ended]:
    """Makes the reviews of one register; one that fails does not stop the next.

    Raises
    ------
    UsageError
        This worker has another version of the package.
    """
    if settings.version != __version__:
        raise UsageError(
            f"a worker has vendor_review {__version__}, and the batch was started by {settings.version}: install "
            "the same version everywhere"
        )
    with _ONE_AT_A_TIME, tables_up_to(settings.largest_table):
        return [_made(parameters, settings) for parameters in queue]


def _made(parameters: ReviewParameters, settings: BatchSettings) -> Ended:
    from vendor_review.runs.review_run import RunSettings, run_review

    how = RunSettings(
        settings.reviews,
        cell_timeout_seconds=settings.cell_timeout_seconds,
        warm=True,
        overview=False,  # drawn once, when all are done
    )
    try:
        return Ended(parameters, run_review(parameters, how))
    except VendorReviewError as error:
        return Ended(parameters, None, error.problems, error.exit_code)
    except OSError as error:
        return Ended(parameters, None, (in_words(error),), RunFailed.exit_code)
    except Exception:  # noqa: BLE001 - a fault of ours in one register is no reason to lose the others
        said = f"this is a fault of vendor-review itself; please report it: {traceback.format_exc()}"
        return Ended(parameters, None, (said,), RunFailed.exit_code)
