"""The drawing engine in a process of its own: where it breaks off, the run that asked ends in words.

vl-convert ends its whole process when something in it goes wrong. So it runs beside ours, and is asked in lines of
JSON.
"""

from __future__ import annotations

import atexit
import json
import os
import signal
import subprocess
import sys
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path
from threading import Lock
from typing import Any

from vendor_review.errors import RunFailed

_VEGALITE_VERSION = "5.20"
_SERVE = f"""
import json, os, sys
sys.path[:] = json.loads(sys.argv[1])
import vl_convert
answers = os.fdopen(os.dup(1), "w", encoding="utf-8")
os.dup2(2, 1)
ways = {{
    "compile": lambda spec: vl_convert.vegalite_to_vega(spec, vl_version={_VEGALITE_VERSION!r}),
    "draw": lambda vega: vl_convert.vega_to_svg(vega, allowed_base_urls=[]),
}}
for line in sys.stdin.buffer:
    way, what = json.loads(line)
    try:
        answer = {{"done": ways[way](what)}}
    except Exception as error:
        answer = {{"error": str(error)}}
    print(json.dumps(answer), file=answers, flush=True)
"""


class DrawingEngine:
    """A running engine. It is ours alone, and ends when we close its input or are gone ourselves."""

    def __init__(self) -> None:
        places = [place for place in sys.path if Path(place).is_absolute()]
        self.owner = os.getpid()
        self._lock = Lock()
        self._process = subprocess.Popen(
            [sys.executable, "-I", "-c", _SERVE, json.dumps(places)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            # A Ctrl-C is for the run, which ends the engine when it has ended itself.
            start_new_session=True,
        )

    def compile(self, spec: str) -> dict[str, Any]:
        """The Vega specification that a Vega-Lite one, as JSON, compiles to."""
        vega: dict[str, Any] = self._ask("compile", spec)
        return vega

    def draw(self, vega: Mapping[str, Any]) -> str:
        """A Vega specification as SVG; no address in it is followed."""
        return str(self._ask("draw", vega))

    def is_alive(self) -> bool:
        """Whether it can be asked: one that broke off is followed by another."""
        return self._process.poll() is None

    def close(self) -> None:
        """Ends the engine."""
        for stream in (self._process.stdin, self._process.stdout):
            assert stream is not None
            with suppress(OSError):
                stream.close()
        self._process.wait()

    def _ask(self, way: str, what: object) -> Any:
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        with self._lock:
            with suppress(BrokenPipeError):
                self._process.stdin.write(json.dumps([way, what]).encode() + b"\n")
                self._process.stdin.flush()
            line = self._process.stdout.readline()
        if not line:
            raise RunFailed(
                f"A chart could not be drawn: the drawing engine broke off ({self._last_sign()})."
            )
        answer = json.loads(line)
        if "error" in answer:
            raise RunFailed(f"A chart could not be drawn: {answer['error']}")
        return answer["done"]

    def _last_sign(self) -> str:
        code = self._process.wait()
        return signal.Signals(-code).name if code < 0 else f"code {code}"


_engine: DrawingEngine | None = None


def drawing_engine() -> DrawingEngine:
    """The engine of this process, which starts with the first call and ends with the process."""
    global _engine  # noqa: PLW0603 - one for all charts: starting it costs more than drawing
    if _engine is None or _engine.owner != os.getpid() or not _engine.is_alive():
        _engine = DrawingEngine()
        atexit.register(_engine.close)
    return _engine
