"""Runs steps with the package that this Python finds: reads them from stdin, and leaves what each shows in a folder.

Each step is a process of its own, forked from one that has loaded the modules already; what starts kernels is started
afresh, as by a user. Stands alone, since it runs with the code of either side.

Usage: run_steps.py FOLDER SOURCE PROCESSES <steps.json, a list of chains of [name, arguments, kernel]
"""

from __future__ import annotations

import contextlib
import importlib
import json
import os
import pkgutil
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

_LONGEST_SECONDS = 3_600


def main() -> None:
    """Runs all chains, so many at once, in the folder; the next chain starts as soon as one has ended."""
    folder, source, processes = sys.argv[1:]
    os.chdir(folder)
    _load(Path(source))
    chains: list[list[Any]] = json.load(sys.stdin)
    running: set[int] = set()
    for number, chain in enumerate(chains, start=1):
        while len(running) >= int(processes):
            running.discard(_ended())
        if sys.stderr.isatty() or number == len(chains):
            sys.stderr.write(f"\r{number} of {len(chains)} chains of steps")
            sys.stderr.flush()
        child = os.fork()
        if child == 0:
            for name, arguments, kernel in chain:
                _run(name, arguments, kernel=kernel)
            os._exit(0)
        running.add(child)
    while running:
        running.discard(_ended())
    sys.stderr.write("\n")


def _ended() -> int:
    child, status = os.wait()
    if status:
        sys.exit(f"a chain of steps was ended by status {status}")
    return child


def _load(source: Path) -> None:
    """Loads every module of the package once, so that forked steps need not."""
    package = importlib.import_module("vendor_review")
    found = Path(str(package.__file__)).resolve()
    if source.resolve() not in found.parents:
        sys.exit(f"{found} was imported, and should lie in {source}")
    for module in pkgutil.walk_packages(package.__path__, "vendor_review."):
        if not module.name.endswith("__main__"):
            # What cannot be loaded will fail, or not be needed, in the step itself.
            with contextlib.suppress(Exception):
                importlib.import_module(module.name)


def _run(name: str, arguments: list[str], *, kernel: bool) -> None:
    place = Path("results", name)
    place.mkdir(parents=True)
    started = time.monotonic()
    with (place / "stdout").open("wb") as out, (place / "stderr").open("wb") as err:
        if kernel:
            command = [sys.executable, "-m", "vendor_review", *arguments]
            code = subprocess.run(
                command,
                stdin=subprocess.DEVNULL,
                stdout=out,
                stderr=err,
                timeout=_LONGEST_SECONDS,
                check=False,
            ).returncode
        else:
            code = _forked(arguments, out.fileno(), err.fileno())
    (place / "exit").write_text(f"{code}\n", encoding="utf-8")
    with Path("seconds.tsv").open("a", encoding="utf-8") as times:
        times.write(f"{time.monotonic() - started:.2f}\t{name}\n")


def _forked(arguments: list[str], out: int, err: int) -> int:
    child = os.fork()
    if child:
        return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
    code: Any = 70
    try:
        os.dup2(out, 1)
        os.dup2(err, 2)
        os.dup2(os.open(os.devnull, os.O_RDONLY), 0)
        sys.argv = ["vendor-review", *arguments]
        from vendor_review.__main__ import main as entry_point

        code = entry_point()
    except SystemExit as end:
        code = end.code
    finally:
        sys.stdout.flush()
        sys.stderr.flush()
        os._exit(code if isinstance(code, int) else int(code is not None))


if __name__ == "__main__":
    main()
