"""Cancelling from outside: SIGTERM and Ctrl-C end a run once, cleanly, and never in the middle of publishing."""

from __future__ import annotations

import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType

from vendor_review.errors import RunCancelled

_SIGNALS = (signal.SIGTERM, signal.SIGINT)


def ignore_signals() -> None:
    """From here on neither signal does anything; only a main thread may, elsewhere nothing is changed."""
    if threading.current_thread() is threading.main_thread():
        for number in _SIGNALS:
            signal.signal(number, disregard)


def disregard(number: int, frame: FrameType | None) -> None:
    """A handler that does nothing. `SIG_IGN` would print a traceback, should a signal come just as it is set."""


@contextmanager
def held_back() -> Iterator[None]:
    """Neither signal reaches what is started here, which lets them in once it is ready: a new Python dies loudly."""
    former = signal.pthread_sigmask(signal.SIG_BLOCK, _SIGNALS)
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, former)


def let_in() -> None:
    """Lets both signals reach this thread, which was started while they were held back."""
    signal.pthread_sigmask(signal.SIG_UNBLOCK, _SIGNALS)


def interrupt(number: int, frame: FrameType | None) -> None:
    """A handler that raises `KeyboardInterrupt` for either signal, once.

    What cleans up then is not to be interrupted by an impatient second signal; and asyncio swallows any other
    exception that is raised within one of its callbacks.
    """
    ignore_signals()
    raise KeyboardInterrupt


class Cancellation:
    """Whether a run may still be cancelled, and whether it was asked to be.

    Attributes
    ----------
    settled
        The run goes to its end.
    """

    def __init__(self) -> None:
        self._asked = False
        self.settled = False

    def heed(self, number: int, frame: FrameType | None) -> None:
        """The handler of both signals."""
        self._asked = True
        interrupt(number, frame)

    def settle(self) -> None:
        """The last moment: from here on the run goes to its end.

        Raises
        ------
        KeyboardInterrupt
            If a signal came before, but its exception was raised where none can pass, as in a finaliser.
        """
        ignore_signals()
        if self._asked:
            raise KeyboardInterrupt
        self.settled = True

    def close(self) -> None:
        """What follows is cleaning up, which is not to be interrupted."""
        ignore_signals()


@contextmanager
def cancellable() -> Iterator[Cancellation]:
    """Turns SIGTERM and Ctrl-C into `RunCancelled`, after everything inside has cleaned up, until it is settled.

    Raises
    ------
    RunCancelled
        If either signal came.
    """
    cancellation = Cancellation()
    if threading.current_thread() is not threading.main_thread():
        yield cancellation
        return
    former = {number: signal.signal(number, cancellation.heed) for number in _SIGNALS}
    try:
        yield cancellation
    except KeyboardInterrupt:
        raise RunCancelled("cancelled: the archive is as it was") from None
    finally:
        for number, handler in former.items():
            # A command of ours has nothing left to cancel; a program that calls us goes on.
            if not (cancellation.settled and handler is interrupt):
                signal.signal(number, handler)
