"""Cancelling from outside: SIGTERM and Ctrl-C end a run once, cleanly, and never in the middle of publishing."""

from __future__ import annotations

import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType

from vendor_review.errors import RunCancelled

_SIGNALS = (signal.SIGTERM, signal.SIGINT)


@contextmanager
def _handling(handler: signal.Handlers | object) -> Iterator[None]:
    """Gives both signals this handler for a while; only a main thread may, elsewhere nothing is changed."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    before = {number: signal.signal(number, handler) for number in _SIGNALS}  # type: ignore[arg-type]
    try:
        yield
    finally:
        for number, former in before.items():
            signal.signal(number, former)


def _cancel(number: int, frame: FrameType | None) -> None:
    # Once is enough: what cleans up is not to be interrupted by an impatient second signal.
    for each in _SIGNALS:
        signal.signal(each, signal.SIG_IGN)
    # asyncio swallows any other exception that is raised within one of its callbacks.
    raise KeyboardInterrupt


@contextmanager
def cancellable() -> Iterator[None]:
    """Turns SIGTERM and Ctrl-C into `RunCancelled`, after everything inside has cleaned up.

    Raises
    ------
    RunCancelled
        If either signal came.
    """
    with _handling(_cancel):
        try:
            yield
        except KeyboardInterrupt:
            raise RunCancelled("cancelled: the archive is as it was") from None


@contextmanager
def uninterrupted() -> Iterator[None]:
    """Lets the last few steps end: a review that is in place is reported as done, not as cancelled."""
    with _handling(signal.SIG_IGN):
        yield
