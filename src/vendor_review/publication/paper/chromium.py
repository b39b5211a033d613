"""Chromium as the printer: which one there is, whether it can print a review, and one page through it."""

from __future__ import annotations

import os
import re
import shutil
import signal
import subprocess
import tempfile
from contextlib import suppress
from pathlib import Path

from vendor_review.errors import RunFailed, UsageError

#: The first that puts page numbers at the foot and unfolds what is folded up on the screen.
OLDEST = 131
VARIABLE = "VENDOR_REVIEW_CHROMIUM"

_NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
_MAC_APPS = (
    "/Applications/Chromium.app/Contents/MacOS/Chromium",
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
)
_HINT = f"install Debian's chromium or Google Chrome, or name one with --chromium or {VARIABLE}"
_PATIENCE_SECONDS = 30.0

#: Nothing is run, fetched, looked up or kept; a page prints alike on every desktop. Where the proxy is, nothing can be.
_FLAGS = (
    "--headless=new",
    "--proxy-server=http://127.0.0.1:0",
    "--proxy-bypass-list=<-loopback>",
    "--no-pdf-header-footer",
    "--generate-pdf-document-outline",
    "--host-resolver-rules=MAP * ~NOTFOUND",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-crash-reporter",
    "--disable-default-apps",
    "--disable-dev-shm-usage",
    "--disable-extensions",
    "--disable-gpu",
    "--disable-sync",
    "--font-render-hinting=none",
    "--lang=en",
    "--no-default-browser-check",
    "--no-first-run",
    "--no-pings",
)

#: Pages run no script. The setting that takes scripting away altogether would take Chromium's own printing with it.
_PREFERENCES = '{"profile": {"default_content_setting_values": {"javascript": 2}}}'


def find_chromium(named: str = "") -> Path:
    """The program that prints.

    Parameters
    ----------
    named
        A path, or a name to be found on PATH; without it the usual names are looked for.

    Raises
    ------
    UsageError
        There is none, it does not start, or it is too old to print a review whole.
    """
    found = next(filter(None, map(shutil.which, [named] if named else [*_NAMES, *_MAC_APPS])), None)
    if found is None and named:
        raise UsageError(f"{named}: there is no such program; {_HINT}")
    if found is None:
        raise UsageError(f"printing needs Chromium, and none was found ({', '.join(_NAMES)}); {_HINT}")
    version = _version(found)
    if version < OLDEST:
        raise UsageError(f"{found} is version {version}; printing needs {OLDEST} or later; {_HINT}")
    return Path(found)


def _version(program: str) -> int:
    """Its main version."""
    try:
        with tempfile.TemporaryFile() as said:
            _run([program, "--version"], said.fileno(), _PATIENCE_SECONDS)
            said.seek(0)
            text = said.read().decode(errors="replace")
    except (OSError, RunFailed) as problem:
        raise UsageError(f"{program} does not start: {problem}; {_HINT}") from problem
    match = re.search(r"(?:Chrom\w*|HeadlessShell)\D*(\d+)\.\d+\.\d+", text)
    if match is None:
        raise UsageError(f"{program} does not say which version of Chromium it is; {_HINT}")
    return int(match[1])


def print_page(chromium: Path, page: Path, target: Path, timeout_seconds: float) -> None:
    """Prints one HTML file into a new PDF: tagged, with an outline made of its headings.

    Raises
    ------
    RunFailed
        Chromium fails, leaves no whole PDF, or takes longer than `timeout_seconds`; `target` is not to be used.
    """
    with tempfile.TemporaryDirectory(prefix="vendor-review-", ignore_cleanup_errors=True) as scratch:
        profile = Path(scratch, "profile")
        (profile / "Default").mkdir(parents=True)
        (profile / "Default" / "Preferences").write_text(_PREFERENCES, encoding="utf-8")
        # Chromium refuses to lock root into its sandbox, and for root alone it is left out.
        unlocked = ["--no-sandbox"] if os.geteuid() == 0 else []
        own = [f"--user-data-dir={profile}", f"--print-to-pdf={target}", page.as_uri()]
        log = Path(scratch, "log")
        with log.open("wb") as said:
            code = _run([str(chromium), *_FLAGS, *unlocked, *own], said.fileno(), timeout_seconds, scratch)
        if code or not _is_whole(target):
            why = _complaint(log.read_text(errors="replace"))
            raise RunFailed(f"{chromium} printed nothing (exit code {code}){why}")


def _run(command: list[str], output: int, timeout_seconds: float, scratch: str | None = None) -> int:
    """Runs a command and whatever it starts to the end, or ends them all."""
    kept = {"XDG_CONFIG_HOME": scratch, "XDG_CACHE_HOME": scratch} if scratch else {}
    process = subprocess.Popen(
        command,
        stdin=subprocess.DEVNULL,
        stdout=output,
        stderr=output,
        env={**os.environ, **kept},
        start_new_session=True,
    )
    try:
        return process.wait(timeout_seconds)
    except subprocess.TimeoutExpired:
        raise RunFailed(
            f"{command[0]} took longer than {timeout_seconds:g} seconds and was stopped"
        ) from None
    finally:
        with suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
        process.wait()


def _is_whole(pdf: Path) -> bool:
    try:
        content = pdf.read_bytes()
    except FileNotFoundError:
        return False
    return content.startswith(b"%PDF-") and content.rstrip().endswith(b"%%EOF")


def _complaint(log: str) -> str:
    """What Chromium said of its failure: the line about the worst of it, without the bus that no server has."""
    lines = [line for line in log.splitlines() if line.strip() and "dbus" not in line]
    worst = [line for line in lines if "FATAL" in line or "sandbox" in line] or lines
    return f": {worst[-1].strip()[:300]}" if worst else ""
