"""The drawing engine runs beside us: what ends it ends no run without a word."""

from __future__ import annotations

import os
import signal

import pytest

from vendor_review.errors import RunFailed
from vendor_review.report.charts.drawing_engine import DrawingEngine, drawing_engine

EMPTY = '{"data": {"values": []}, "mark": "bar"}'


def test_an_engine_that_breaks_off_is_named_and_followed_by_another() -> None:
    first = drawing_engine()
    assert first is drawing_engine()
    os.kill(first._process.pid, signal.SIGABRT)
    with pytest.raises(
        RunFailed, match=r"A chart could not be drawn: the drawing engine broke off \(SIGABRT\)"
    ):
        first.compile(EMPTY)
    assert drawing_engine() is not first
    assert drawing_engine().draw(drawing_engine().compile(EMPTY)).startswith("<svg")
    first.close()


def test_what_the_engine_refuses_is_said_and_ends_it_not() -> None:
    engine = drawing_engine()
    with pytest.raises(RunFailed, match="A chart could not be drawn: "):
        engine.compile('{"mark": "no such mark"}')
    assert engine.is_alive()


def test_an_engine_ends_when_its_input_does() -> None:
    engine = DrawingEngine()
    engine.close()
    assert not engine.is_alive()


def test_no_two_processes_share_an_engine(monkeypatch: pytest.MonkeyPatch) -> None:
    own = drawing_engine()
    monkeypatch.setattr("os.getpid", lambda: own.owner + 1)
    other = drawing_engine()
    assert other is not own
    other.close()
