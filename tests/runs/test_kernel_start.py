"""A kernel that does not start: the run says why, in the kernel's own words, and soon."""

from __future__ import annotations

import errno
import os
import socket
from pathlib import Path
from typing import Any, NoReturn

import pytest

from reviewing import command
from vendor_review.errors import RunFailed
from vendor_review.files.package_files import starting_register
from vendor_review.runs.kernel.containment import refuse_without_loopback
from vendor_review.runs.kernel.private_folder import WORDS, last_words


@pytest.mark.slow
def test_the_last_words_of_a_kernel_are_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    # Only the kernel's own process finds it; in this one the real package is loaded.
    broken = tmp_path / "broken" / "ipykernel"
    broken.mkdir(parents=True)
    (broken / "__init__.py").write_text(
        "raise RuntimeError('Could not determine home directory.')\n", "utf-8"
    )
    monkeypatch.setenv("PYTHONPATH", os.pathsep.join([str(broken.parent), os.environ.get("PYTHONPATH", "")]))
    done = command("run", starting_register(), "--as-of", "2026-11-01", "--reviews", tmp_path / "reviews")
    assert (done.returncode, done.stdout) == (3, "")
    said = done.stderr.splitlines()[-1]
    assert said.startswith("vendor-review: no kernel for review.ipynb: ")
    assert said.endswith("; the last that it wrote: RuntimeError: Could not determine home directory.")
    assert not (tmp_path / "reviews").exists()


def test_a_machine_that_does_not_reach_itself_is_told_before_a_kernel_is_waited_for(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    refuse_without_loopback()

    def unreachable(*_: Any, **__: Any) -> NoReturn:
        raise OSError(errno.ENETUNREACH, os.strerror(errno.ENETUNREACH))

    monkeypatch.setattr(socket, "create_connection", unreachable)
    with pytest.raises(RunFailed, match=r"the loopback interface, 127\.0\.0\.1, does not answer \("):
        refuse_without_loopback()


@pytest.mark.parametrize(
    ("written", "told"),
    [
        (b"", ""),
        (b"  \n\n", ""),
        (b"Traceback\n  File\nKeyError: 'x'\n\n", "KeyError: 'x'"),
        (b"\xff\x1b[31mred\x1b[0m", "\ufffd[31mred[0m"),
        (b"x" * 100_000, "x" * 300 + "…"),
    ],
)
def test_of_what_a_kernel_wrote_the_last_line_is_told_without_what_steers_a_terminal(
    tmp_path: Path, written: bytes, told: str
) -> None:
    (tmp_path / WORDS).write_bytes(written)
    assert last_words(tmp_path) == told


def test_a_kernel_that_wrote_nothing_has_no_last_words(tmp_path: Path) -> None:
    assert last_words(tmp_path) == ""
