"""JupyterLab as `make lab` starts it, on a copy of the checkout's notebooks, and a notebook of it in a browser."""

from __future__ import annotations

import os
import queue
import re
import shutil
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO, Any
from urllib.parse import urlsplit

import nbformat
from playwright.sync_api import Browser, Page, Request

CHECKOUT = Path(__file__).parents[2]
NOTEBOOKS = sorted(path.name for path in (CHECKOUT / "notebooks").glob("*.ipynb"))
_ADDRESS = re.compile(r"(http://127\.0\.0\.1:\d+)/lab\S*\?token=(\w+)")
#: For a server to start, a page to load, all cells of a notebook to run.
_WAIT_S = 120


@dataclass(frozen=True)
class Served:
    """A running server: its address, the token that lets one in, and the folder that it serves."""

    address: str
    token: str
    folder: Path

    def notebook(self, name: str) -> Any:
        """A notebook as it lies on disk now."""
        return nbformat.read(self.folder / "notebooks" / name, as_version=4)


@contextmanager
def serve(folder: Path) -> Iterator[Served]:
    """`make lab` in `folder`, which gets a copy of the notebooks without outputs, and of the data.

    The environment is that of the tests, and stays as it is; settings and kernels of Jupyter go into the folder.
    """
    for name in ("Makefile", ".jupyter", "data", "notebooks"):
        source = CHECKOUT / name
        (shutil.copytree if source.is_dir() else shutil.copy)(source, folder / name)
    for path in (folder / "notebooks").glob("*.ipynb"):
        notebook = nbformat.read(path, as_version=4)
        for cell in notebook.cells:
            if cell.cell_type == "code":
                cell.update(outputs=[], execution_count=None)
        nbformat.write(notebook, path)
    command = ["make", "--old-file=.venv/ready", f"BIN={Path(sys.prefix) / 'bin'}", "lab"]
    command += ["LAB_OPTIONS=--no-browser --ServerApp.port=0"]
    environment = {name: value for name, value in os.environ.items() if name not in ("PYTHON", "MAKEFLAGS")}
    process = subprocess.Popen(
        command,
        cwd=folder,
        env={**environment, "HOME": str(folder / "home")},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        encoding="utf-8",
        start_new_session=True,
    )
    assert process.stderr is not None
    lines: queue.Queue[str] = queue.Queue()
    reader = threading.Thread(target=_read, args=(process.stderr, lines), daemon=True)
    reader.start()
    try:
        address, token = _address(lines)
        _wait_for_answer(address)
        yield Served(address, token, folder)
    finally:
        os.killpg(process.pid, signal.SIGTERM)
        process.wait(_WAIT_S)
        reader.join(_WAIT_S)
        process.stderr.close()


def _read(stream: IO[str], lines: queue.Queue[str]) -> None:
    """Reads to the end, or a server that says much would wait for its reader."""
    for line in stream:
        lines.put(line)
    lines.put("")


def _address(lines: queue.Queue[str]) -> tuple[str, str]:
    told = []
    while line := lines.get(timeout=_WAIT_S):
        told.append(line)
        found = _ADDRESS.search(line)
        if found:
            return found[1], found[2]
    raise AssertionError(f"JupyterLab ended without an address:\n{''.join(told)}")


def _wait_for_answer(address: str) -> None:
    """A busy machine takes a moment from the line with the address to the port that is open."""
    parts, deadline = urlsplit(address), time.monotonic() + _WAIT_S
    while True:
        try:
            socket.create_connection((parts.hostname, parts.port), timeout=_WAIT_S).close()
        except ConnectionRefusedError:
            if time.monotonic() > deadline:
                raise
            time.sleep(0.1)
        else:
            return


@dataclass(frozen=True)
class Workbook:
    """A notebook that a browser shows, and whatever happened while it did."""

    page: Page
    served: Served
    name: str
    requests: list[str] = field(default_factory=list)
    problems: list[str] = field(default_factory=list)

    def run_all(self) -> None:
        """Run, Run All Cells; returns when the kernel has done all of it."""
        self.page.get_by_role("menuitem", name="Run", exact=True).click()
        self.page.get_by_role("menuitem", name="Run All Cells", exact=True).click()
        self.page.wait_for_function(_ALL_RUN, timeout=_WAIT_S * 1000)

    def save(self) -> Any:
        """Saves the notebook as a reader does, and reads it from disk."""
        with self.page.expect_response(lambda answer: self._saves(answer.request), timeout=_WAIT_S * 1000):
            self.page.keyboard.press("ControlOrMeta+s")
        return self.served.notebook(self.name)

    def _saves(self, request: Request) -> bool:
        return request.method == "PUT" and request.url.partition("?")[0].endswith(
            f"/api/contents/notebooks/{self.name}"
        )


#: All prompts of code cells bear a number, and the kernel waits.
_ALL_RUN = """
() => {
  const prompts = [...document.querySelectorAll('.jp-Notebook .jp-CodeCell .jp-InputPrompt')];
  const idle = document.querySelector('.jp-Notebook-ExecutionIndicator[data-status="idle"]');
  return idle && prompts.length && prompts.every(each => /\\[\\d+\\]/.test(each.textContent));
}
"""


@contextmanager
def opened(browser: Browser, served: Served, name: str, scheme: str = "light") -> Iterator[Workbook]:
    """A notebook in a window of its own, in a workspace of its own; what it did elsewhere is not remembered."""
    context = browser.new_context(
        viewport={"width": 1400, "height": 1000},
        color_scheme="dark" if scheme == "dark" else "light",
    )
    shown = Workbook(context.new_page(), served, name)
    page = shown.page
    page.on("request", lambda request: shown.requests.append(request.url))
    page.on("websocket", lambda socket: shown.requests.append(socket.url))
    page.on("pageerror", lambda problem: shown.problems.append(str(problem)))
    page.on(
        "console",
        lambda message: shown.problems.append(message.text) if message.type == "error" else None,
    )
    page.goto(f"{served.address}/lab/workspaces/{Path(name).stem}/tree/notebooks/{name}?token={served.token}")
    page.locator(".jp-Notebook .jp-CodeCell").first.wait_for(timeout=_WAIT_S * 1000)
    page.locator("#jp-main-statusbar").get_by_text("| Idle").wait_for(timeout=_WAIT_S * 1000)
    yield shown
    context.close()
