"""Commands that write files, on a disk that is full after so many bytes: all of the new is there, or all of the old."""

from __future__ import annotations

import os
import resource
import shutil
import signal
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

import pytest

from reviewing import command, edit_file, tree
from vendor_review.package_files import starting_register

EXAMPLE = Path(__file__).parents[2] / "data" / "example" / "2026-10-31"
NUMBERZ = str(starting_register())
DAY = ("--as-of", "2026-11-01")
#: What is called, TARGET being where it writes to.
CALLS: Mapping[str, tuple[str, ...]] = {
    "public": ("public", NUMBERZ, "--out", "TARGET", *DAY),
    "new folder": ("new", "TARGET", *DAY),
    "new workbook": ("new", "TARGET.xlsx", *DAY),
    "convert to a folder": ("convert", NUMBERZ, "TARGET", *DAY),
    "convert to a workbook": ("convert", NUMBERZ, "TARGET.xlsx", *DAY),
    "questions": ("questions", str(EXAMPLE), "--out", "TARGET", "--vendor", "deskharrow", *DAY),
}


@contextmanager
def full_after(size: int) -> Iterator[None]:
    """No file may become larger than this: the system refuses to write on, as it does where there is no room."""
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    ignored = signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, before[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)
        signal.signal(signal.SIGXFSZ, ignored)


def words_for(name: str, target: Path) -> list[str]:
    return [word.replace("TARGET", str(target)) for word in CALLS[name]]


@pytest.mark.parametrize("name", CALLS)
def test_nothing_is_left_of_what_could_not_be_written_and_the_next_call_goes_well(
    name: str, tmp_path: Path
) -> None:
    target = tmp_path / "deep" / "target"
    for size in (0, 900):
        with full_after(size):
            refused = command(*words_for(name, target))
        assert refused.returncode == 3, refused.stderr
        assert "File too large" in refused.stderr
        assert "Traceback" not in refused.stderr
        assert ".fresh-" not in refused.stderr
        assert tree(tmp_path) == {}
    done = command(*words_for(name, target))
    assert done.returncode == 0, done.stderr
    assert not any(path.name.startswith(".") for path in tmp_path.rglob("*"))


def test_the_list_that_is_there_stays_until_the_next_one_is_whole(tmp_path: Path) -> None:
    out, register = tmp_path / "list", Path(shutil.copytree(NUMBERZ, tmp_path / "numberz"))
    publish = ("public", register, "--out", out, *DAY)
    assert command(*publish).returncode == 0
    before = tree(out)
    edit_file(register / "vendors.csv", "sendgrid,Sendgrid,", "sendgrid,Sendgrid by Twilio,")
    smallest = min(len(content or b"") for content in before.values())
    for size in (0, smallest, smallest + 1):
        with full_after(size):
            assert command(*publish).returncode == 3
        assert tree(out) == before
    assert command(*publish).returncode == 0
    assert b"Sendgrid by Twilio" in (out / "public-list.html").read_bytes()


@pytest.mark.parametrize("name", CALLS)
def test_the_umask_counts(name: str, tmp_path: Path) -> None:
    before = os.umask(0o027)
    try:
        assert command(*words_for(name, tmp_path / "target")).returncode == 0
    finally:
        os.umask(before)
    for path in tmp_path.rglob("*"):
        assert path.stat().st_mode & 0o777 == (0o750 if path.is_dir() else 0o640), path
