"""Commands that write files, on a disk that is full after so many bytes: all of the new is there, or all of the old."""

from __future__ import annotations

import errno
import os
import resource
import shutil
import signal
from collections.abc import Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from itertools import pairwise
from pathlib import Path

import pytest

from questionnaires.forms import REVIEWED, all_yes, fill, send, small_register
from reviewing import command, edit_file, tree
from vendor_review.cli import job_page
from vendor_review.cli.job_page import append_text
from vendor_review.files.durable_files import write_files
from vendor_review.files.package_files import starting_register
from vendor_review.register.folder.new_rows import edit_tables
from vendor_review.register.layout import TABLES
from vendor_review.register.source_kind import Edit

EXAMPLE = Path(__file__).parents[2] / "data" / "example" / "2026-10-31"
LISTED = Path(__file__).parents[1] / "intake" / "lists" / "pages" / "german.md"
NUMBERZ = str(starting_register())
DAY = ("--as-of", "2026-11-01")
#: What is called, TARGET being where it writes to.
CALLS: Mapping[str, tuple[str, ...]] = {
    "public": ("public", NUMBERZ, "--out", "TARGET", *DAY),
    "new folder": ("new", "TARGET", *DAY),
    "new workbook": ("new", "TARGET.xlsx", *DAY),
    "convert to a folder": ("convert", NUMBERZ, "TARGET", *DAY),
    "convert to a workbook": ("convert", NUMBERZ, "TARGET.xlsx", *DAY),
    "import": ("import", str(LISTED), "TARGET"),
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


def test_the_umask_counts_for_databases_and_for_tables_that_are_made(tmp_path: Path) -> None:
    register = Path(shutil.copytree(NUMBERZ, tmp_path / "numberz"))
    (register / "decisions.csv").unlink(missing_ok=True)
    before = os.umask(0o007)
    try:
        assert command("convert", register, f"sqlite:///{tmp_path}/register.db").returncode == 0
        edit_tables(
            register, [TABLES["decisions"]], lambda tables: {"decisions": Edit(({"vendor_id": "aws"},))}
        )
    finally:
        os.umask(before)
    for path in (tmp_path / "register.db", register / "decisions.csv"):
        assert path.stat().st_mode & 0o777 == 0o660, path


def test_drafts_of_answers_are_all_there_or_none(tmp_path: Path) -> None:
    register = small_register(tmp_path / "kept")
    file = fill(send(register, tmp_path / "sent", "mailer"), all_yes)
    out = tmp_path / "drafts"
    words = ("answers", file, register, "--draft", out, "--by", "Ann Analyst", "--as-of", str(REVIEWED))
    for size in (0, 200):
        with full_after(size):
            refused = command(*words)
        assert (refused.returncode, "File too large" in refused.stderr) == (3, True), refused.stderr
        assert not out.exists()
    assert command(*words).returncode == 0
    assert sorted(tree(out)) == ["access_controls.csv", "evidence.csv"]


def test_a_text_is_added_whole_or_not_at_all_and_the_file_keeps_its_rights_and_links(tmp_path: Path) -> None:
    kept, link = tmp_path / "summary.md", tmp_path / "link.md"
    kept.write_text("before\n")
    kept.chmod(0o640)
    link.symlink_to(kept)
    with full_after(9), pytest.raises(OSError, match="File too large"):
        append_text(link, "after\n")
    assert kept.read_text() == "before\n"
    append_text(link, "after\n")
    assert (kept.read_text(), kept.stat().st_mode & 0o777) == ("before\nafter\n", 0o640)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["link.md", "summary.md"]
    append_text(Path("/dev/null"), "nothing")
    assert not Path("/dev/null").is_file()


def test_texts_that_are_added_at_once_are_all_there(tmp_path: Path) -> None:
    path = tmp_path / "summary.md"
    texts = [f"{number}\n" * 500 for number in range(12)]
    with ThreadPoolExecutor(6) as pool:
        list(pool.map(lambda text: append_text(path, text), texts))
    lines = path.read_text().splitlines()
    assert sorted(lines) == sorted("".join(texts).splitlines())
    assert sum(one != other for one, other in pairwise(lines)) == len(texts) - 1


def test_where_a_file_cannot_be_replaced_it_is_added_to_where_it_is(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refused(*arguments: object, **named: object) -> None:
        raise OSError(errno.EBUSY, os.strerror(errno.EBUSY))

    monkeypatch.setattr(job_page, "replace_file", refused)
    path = tmp_path / "summary.md"
    append_text(path, "before\n")
    with full_after(9), pytest.raises(OSError, match=r"File too large|No space"):
        append_text(path, "after\n")
    assert path.read_text() == "before\n"


@pytest.mark.parametrize("linked", [False, True], ids=["itself", "by a link"])
def test_a_pipe_that_is_named_as_the_file_to_write_gets_the_bytes_and_stays_a_pipe(
    tmp_path: Path, linked: bool
) -> None:
    """As /dev/stdout and /dev/null must: to put a file in their place would take them from the whole machine."""
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    target = tmp_path / "link" if linked else pipe
    if linked:
        target.symlink_to(pipe)
    with ThreadPoolExecutor() as threads:
        read = threads.submit(pipe.read_bytes)
        assert write_files(tmp_path, [(target.name, b"all of it")], replacing=True) == [target]
        assert read.result(timeout=60) == b"all of it"
    assert pipe.is_fifo()
    assert target.is_symlink() == linked
    assert {path.name for path in tmp_path.iterdir()} == {pipe.name, target.name}


def test_the_devices_of_the_system_are_written_to_and_stay() -> None:
    before = Path(os.devnull).stat()
    done = command("recipients", NUMBERZ, "--out", os.devnull, *DAY)
    assert done.returncode == 0, done.stderr
    after = Path(os.devnull).stat()
    assert (after.st_ino, after.st_mode, after.st_rdev) == (before.st_ino, before.st_mode, before.st_rdev)
