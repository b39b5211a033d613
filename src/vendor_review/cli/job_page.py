"""The page of a job, which several runs add to: each summary is there whole or not at all."""

from __future__ import annotations

import errno
import fcntl
import os
import stat
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from vendor_review.cli.alarms import Alarm
from vendor_review.cli.streams import say
from vendor_review.files.durable_files import replace_file

if TYPE_CHECKING:
    from vendor_review.runs.review_run import Outcome

#: The folder belongs to somebody else, or the file is mounted by itself.
_NO_REPLACING = {errno.EACCES, errno.EPERM, errno.EBUSY, errno.EXDEV}


def add_summary(path: Path, outcome: Outcome, found: Mapping[str, Alarm]) -> None:
    """Adds a review in short to the page of a job; where that fails, stderr says so.

    Parameters
    ----------
    found
        What `--fail-on` looked for.
    """
    from vendor_review.report.pages.job_summary import job_summary

    text = job_summary(
        outcome.facts,
        status=outcome.status,
        run_id=outcome.run_id,
        page=outcome.page,
        found={name: alarm.count for name, alarm in found.items()},
        concerned={name: alarm.vendors for name, alarm in found.items()},
    )
    try:
        append_text(path, text)
    except OSError as problem:  # the review is there, and has not failed
        say(f"{path}: the summary could not be added: {problem.strerror or problem}; see {outcome.page}")


def append_text(path: Path, text: str) -> None:
    """Adds a text at the end of a file, whole or not at all, also where several do so at once.

    What cannot be replaced, such as a pipe or a file in a folder of others, is written to where it is.

    Raises
    ------
    OSError
        It cannot be written; the file is as it was.
    """
    path = path.resolve()
    while True:
        with path.open("a", encoding="utf-8", newline="\n") as file:
            if not stat.S_ISREG(os.fstat(file.fileno()).st_mode):
                file.write(text)
                return
            fcntl.flock(file, fcntl.LOCK_EX)  # goes with the file, however this process ends
            if not os.path.samestat(os.fstat(file.fileno()), path.stat()):
                continue  # another has put its own in place meanwhile
            try:
                replace_file(path, path.read_bytes() + text.encode(), like=path)
            except OSError as problem:
                if problem.errno not in _NO_REPLACING:
                    raise
                _add_in_place(file.fileno(), text.encode())
            return


def _add_in_place(file: int, content: bytes) -> None:
    """Adds to an open file, whole or not at all."""
    before = os.fstat(file).st_size
    try:
        if os.write(file, content) < len(content):
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
        os.fsync(file)
    except OSError:
        os.ftruncate(file, before)
        raise
