"""The workers of a Dask cluster: the same work, sent to a scheduler; package, registers and archive are theirs too."""

from __future__ import annotations

import logging
from collections.abc import Generator, Sequence
from concurrent.futures import CancelledError
from contextlib import suppress
from typing import TYPE_CHECKING

from vendor_review.errors import RunFailed, UsageError
from vendor_review.runs.batch.work import BatchSettings, Ended, make_reviews

if TYPE_CHECKING:
    from distributed import Future

    from vendor_review.runs.parameters import ReviewParameters

_ANSWER_SECONDS = 20
#: How often a register is tried again whose task fails, as when the machine of its worker has lost the archive.
_RETRIES = 2


def on_cluster(
    queues: Sequence[Sequence[ReviewParameters]], settings: BatchSettings, address: str
) -> Generator[Ended]:
    """Makes the reviews on the workers of the scheduler at `address`; yields each once its register is done.

    A register whose worker is lost goes to another. Where this process ends, what has not begun is not begun. Where
    the scheduler is lost, each register of which nothing was heard has failed; the next batch verifies or makes it.

    Raises
    ------
    UsageError
        Dask is not installed, no scheduler answers at `address`, it has no worker, or one has another version.
    """
    try:
        from distributed import Client, as_completed
        from distributed.utils import silence_logging_cmgr
    except ImportError:
        raise UsageError(
            "--scheduler: Dask is not installed here; install the package with its extra dask"
        ) from None
    try:
        client = Client(address, timeout=_ANSWER_SECONDS)
    except (OSError, ValueError) as problem:
        raise UsageError(f"--scheduler {address}: no scheduler answers there ({problem})") from None
    # Dask logs a lost scheduler with its traceback; the registers that failed by it are said here.
    with silence_logging_cmgr(logging.CRITICAL), client:
        if not client.scheduler_info()["workers"]:
            raise UsageError(
                f"--scheduler {address}: it has no worker; start one with: dask worker {address}"
            )
        asked = {
            client.submit(make_reviews, queue, settings, pure=False, retries=_RETRIES): queue
            for queue in queues
        }
        try:
            for future in as_completed(list(asked)):
                yield from _ended(future, asked[future], address)
                future.release()
        finally:
            with suppress(OSError):
                client.cancel(list(asked))


def _ended(future: Future[list[Ended]], queue: Sequence[ReviewParameters], address: str) -> list[Ended]:
    why = f"the scheduler at {address} was lost before it said how this ended; run the batch again"
    if future.status == "finished":
        # The result itself comes only now, from where the scheduler says that it is.
        with suppress(OSError, CancelledError):
            return future.result()
    elif future.status == "error":
        error = future.exception()
        if isinstance(error, UsageError):
            raise error
        why = f"its task failed on the cluster: {type(error).__name__}: {error}"
    return [Ended(parameters, None, (why,), RunFailed.exit_code) for parameters in queue]
