"""The workers of this machine: each has imported everything, and forks a fresh kernel for every review."""

from __future__ import annotations

import multiprocessing
import os
import signal
import threading
import time
from collections.abc import Generator, Sequence
from concurrent.futures import Future, ProcessPoolExecutor, ThreadPoolExecutor, as_completed
from concurrent.futures.process import BrokenProcessPool
from contextlib import suppress
from multiprocessing.connection import wait
from typing import TYPE_CHECKING

from vendor_review.runs.batch.work import BatchSettings, Ended, make_reviews
from vendor_review.runs.cancellation import held_back, ignore_signals, let_in

if TYPE_CHECKING:
    from vendor_review.runs.parameters import ReviewParameters

#: How often a register is tried whose worker is killed, as by a machine that runs out of memory.
_ATTEMPTS = 2
#: How long a review that is being put in place has, once the process that asked for it is gone.
_LAST_SECONDS = 10


def on_processes(
    queues: Sequence[Sequence[ReviewParameters]], settings: BatchSettings, jobs: int
) -> Generator[Ended]:
    """Makes the reviews on so many processes of this machine; yields each once its register is done.

    However this ends, no worker is left behind, and no review half-done.
    """
    lanes = [_Lane() for _ in range(min(jobs, len(queues)))]
    free = list(lanes)
    cancelled = threading.Event()

    def work(queue: Sequence[ReviewParameters]) -> list[Ended]:
        if cancelled.is_set():
            return []
        lane = free.pop()
        try:
            return lane.make(queue, settings)
        finally:
            free.append(lane)

    with ThreadPoolExecutor(max(1, len(lanes))) as threads:
        futures: list[Future[list[Ended]]] = [threads.submit(work, queue) for queue in queues]
        try:
            for future in as_completed(futures):
                yield from future.result()
        finally:
            cancelled.set()
            for lane in lanes:
                lane.cancel()
            threads.shutdown(cancel_futures=True)
            for lane in lanes:
                lane.close()


class _Lane:
    """A worker process; where it is killed another takes its place."""

    def __init__(self) -> None:
        self._pool: ProcessPoolExecutor | None = None
        self._pid = 0
        self._is_busy = False

    def make(self, queue: Sequence[ReviewParameters], settings: BatchSettings) -> list[Ended]:
        """The reviews of one register, made by the worker."""
        self._is_busy = True
        try:
            for _ in range(_ATTEMPTS):
                with suppress(BrokenProcessPool):
                    return self._worker().submit(_make, queue, settings).result()
                self.close()
        finally:
            self._is_busy = False
        why = f"the process that makes it was killed {_ATTEMPTS} times; is there too little memory?"
        return [Ended(parameters, None, (why,), 3) for parameters in queue]

    def cancel(self) -> None:
        """Asks the worker to end the review that it is making."""
        if self._is_busy and self._pid:
            with suppress(ProcessLookupError):
                os.kill(self._pid, signal.SIGTERM)

    def close(self) -> None:
        """Ends the worker, once it has nothing to do."""
        if self._pool is not None:
            self._pool.shutdown()
        self._pool, self._pid = None, 0

    def _worker(self) -> ProcessPoolExecutor:
        if self._pool is None:
            # Not forked: this process has threads.
            context = multiprocessing.get_context("spawn")
            self._pool = ProcessPoolExecutor(1, mp_context=context, initializer=_begin)
            with held_back():
                self._pid = self._pool.submit(os.getpid).result()
        return self._pool


def _begin() -> None:
    """What a worker does first; a review heeds the signals while it is made, and only then."""
    ignore_signals()
    let_in()
    threading.Thread(target=_end_with_parent, daemon=True).start()


#: Set while this worker makes a review, which then has to be tidied up.
_is_making = threading.Event()


def _make(queue: Sequence[ReviewParameters], settings: BatchSettings) -> list[Ended]:
    _is_making.set()
    try:
        return make_reviews(queue, settings)
    finally:
        _is_making.clear()


def _end_with_parent() -> None:
    """Ends this process when the one that started it is gone: its queue would never say so."""
    parent = multiprocessing.parent_process()
    if parent is None:
        return
    wait([parent.sentinel])
    if not _is_making.is_set():
        os._exit(1)
    os.kill(os.getpid(), signal.SIGTERM)
    time.sleep(_LAST_SECONDS)
    os._exit(1)
