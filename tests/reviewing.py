"""What tests of whole runs share: the command, in this process or its own, altered notebooks, the bytes of a folder."""

from __future__ import annotations

import contextlib
import csv
import io
import os
import subprocess
import sys
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import nbformat
import psutil  # type: ignore[import-untyped]
from nbformat.v4 import new_code_cell

from vendor_review import cli
from vendor_review.files import package_files
from vendor_review.runs.kernel.warm_start import begin_imports

AS_OF = "2026-11-01"
#: Taken before any test puts another one in its place.
REVIEW_NOTEBOOK = package_files.review_notebook()
#: Shown as typed wherever it appears.
HOSTILE_NAME = '<script>alert(1)</script>&"'
#: The notebook's first code cells by place: 0 parameters, 1 imports and parameter checks, 2 register, 3 scores.
PARAMETERS, CHECKS, REGISTER = 0, 1, 2


@dataclass(frozen=True)
class Published:
    """An archive that a real run has just written."""

    archive: Path
    folder: Path
    stdout: str
    stderr: str

    def text(self, name: str) -> str:
        return (self.folder / name).read_text(encoding="utf-8")

    def rows(self, name: str) -> list[dict[str, str]]:
        with (self.folder / name).open(encoding="utf-8", newline="") as file:
            return list(csv.DictReader(file))


def module(
    name: str,
    *arguments: str | Path,
    cwd: Path | None = None,
    env: Mapping[str, str] | None = None,
    through: Sequence[str] = (),
) -> subprocess.CompletedProcess[str]:
    """Runs `python -m name arguments` to its end, through another command if one is given."""
    return subprocess.run(
        [*through, sys.executable, "-m", name, *map(str, arguments)],
        cwd=cwd,
        env={**os.environ, **(env or {})},
        capture_output=True,
        encoding="utf-8",
        check=False,
        timeout=120,
    )


def command(*arguments: str | Path) -> subprocess.CompletedProcess[str]:
    """Runs `vendor-review arguments` in this process: a second less than `module`, which imports everything again."""
    words, out, err = [str(each) for each in arguments], io.StringIO(), io.StringIO()
    if words[0] == "run":
        begin_imports()  # A process of many tests makes many reviews.
    with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
        code = cli.main(words)
    return subprocess.CompletedProcess(words, code, out.getvalue(), err.getvalue())


def publish(
    reviews: Path, *arguments: str | Path, register: str | Path, as_of: str = AS_OF, **how: object
) -> Published:
    """Runs `vendor-review run`, as a process of its own if it is said how; the run must go well."""
    words = ("run", register, "--as-of", as_of, "--reviews", reviews, *arguments)
    done = module("vendor_review", *words, **how) if how else command(*words)  # type: ignore[arg-type]
    assert done.returncode == 0, done.stderr
    (folder,) = reviews.glob(f"*/{as_of}-*")
    return Published(reviews, folder, done.stdout, done.stderr)


def wait_until_gone(pid: int) -> None:
    """Waits until a process has ended; what is a zombie has, and waits for its parent's notice."""
    deadline = time.monotonic() + 60
    with contextlib.suppress(psutil.NoSuchProcess):
        while psutil.Process(pid).status() != psutil.STATUS_ZOMBIE:
            assert time.monotonic() < deadline, f"process {pid} still runs"
            time.sleep(0.05)


def tree(folder: Path) -> dict[str, bytes | None]:
    """Every path below a folder: a file with its bytes, a folder with None."""
    return {
        path.relative_to(folder).as_posix(): path.read_bytes() if path.is_file() else None
        for path in sorted(folder.rglob("*"))
    }


def times(folder: Path) -> dict[str, int]:
    """When each path below a folder was last changed, in nanoseconds."""
    return {
        path.relative_to(folder).as_posix(): path.stat().st_mtime_ns for path in sorted(folder.rglob("*"))
    }


def altered_notebook(
    target: Path,
    *,
    after: int | None = None,
    source: str = "",
    replace: tuple[int, str, str] | None = None,
    keep: int | None = None,
) -> Path:
    """The shipped notebook, altered at one place.

    Parameters
    ----------
    target
        Where it is written.
    after
        A cell of `source` is put behind the code cell of this place, -2 being the last but one.
    replace
        Place of a code cell, what is replaced there, and with what.
    keep
        Leave out all cells behind the first `keep` code cells, so that the run is short.
    """
    notebook = nbformat.read(REVIEW_NOTEBOOK, as_version=4)
    code = [place for place, cell in enumerate(notebook.cells) if cell.cell_type == "code"]
    if keep is not None:
        del notebook.cells[code[keep - 1] + 1 :]
        del code[keep:]
    if replace is not None:
        place, old, new = replace
        cell = notebook.cells[code[place]]
        assert cell.source.count(old) == 1, f"{old!r} is not there just once"
        cell.source = cell.source.replace(old, new)
    if after is not None:
        notebook.cells.insert(code[after] + 1, new_code_cell(source, id="altered"))
    nbformat.write(notebook, target)
    return target


def edit_file(path: Path, old: str, new: str) -> None:
    """Replaces text that is in a file just once."""
    text = path.read_text(encoding="utf-8")
    assert text.count(old) == 1, f"{old!r} is not in {path.name} just once"
    path.write_text(text.replace(old, new), encoding="utf-8", newline="")


def append_rows(path: Path, rows: Sequence[Mapping[str, str]]) -> None:
    """Adds rows to a table by column name; the other cells stay blank."""
    with path.open(encoding="utf-8", newline="") as file:
        columns = next(csv.reader(file))
    with path.open("a", encoding="utf-8", newline="") as file:
        csv.DictWriter(file, columns, restval="", lineterminator="\n").writerows(rows)
