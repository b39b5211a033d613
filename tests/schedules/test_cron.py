"""The crontab, run by a real cron daemon that sees no other crontab of this machine, and mails to a folder."""

from __future__ import annotations

import json
import os
import select
import shutil
import signal
import subprocess
import time
from datetime import date
from pathlib import Path

import pytest

from schedules.copied_files import ZONE, Filled, Lack, Need, far_zone, today

pytestmark = [pytest.mark.slow, pytest.mark.scheduler]

#: In mounts of its own: no crontab but ours, another place for the daemon's own files, and a program that takes mail.
DAEMON = """
mount -t tmpfs tmpfs /run
mount --bind crontabs /var/spool/cron/crontabs
mount --bind empty /etc/cron.d
mount --bind nothing /etc/crontab
mount --bind sbin /usr/sbin
crontab crontab
exec cron -f
"""
SENDMAIL = """#!/bin/sh
cat >{folder}/mail/$$
echo mail >{folder}/events
"""


class Ran:
    """What came of one minute of the daemon: its day or days, what each line of the crontab ended with, the mails."""

    def __init__(self, days: set[date]) -> None:
        self.days = days
        self.ended: dict[str, list[int]] = {}
        self.mails: list[str] = []


def crontab(filled: Filled, zone: str, events: Path) -> str:
    """The file, due each minute: its line twice, for many registers, with a wrong path, with that and a log of errors.

    Each line tells what it ended with.
    """
    text = filled.text("vendor-review.cron").replace(f"TZ={ZONE}", f"TZ={zone}")
    line, many = (
        next(line for line in read.splitlines() if line.startswith("30 6 * * 1 "))
        for read in (text, filled.text("vendor-review.cron", many=True))
    )
    due = line.replace("30 6 * * 1", "* * * * *")
    many = many.replace("30 6 * * 1", "* * * * *").replace("run.lock", "batch.lock")
    many = many.replace("runs.jsonl", "batches.jsonl").replace(
        str(filled.reviews), f"{filled.reviews}-of-many"
    )
    wrong = due.replace("/.venv/", "/.wrong/").replace("run.lock", "other.lock")
    logged = f"{wrong.replace('other.lock', 'third.lock')} 2>>{filled.folder}/errors.log"
    lines = [
        f'{entry}; echo "{name} $?" >{events}'
        for name, entry in (("run", due), ("run", due), ("batch", many), ("wrong", wrong), ("logged", logged))
    ]
    return text.replace(line, "\n".join(lines))


def read_events(events: int, expected: int, daemon: subprocess.Popen[bytes]) -> list[str]:
    """Lines that came through the pipe; once the first is there the daemon has done its part."""
    read, deadline = b"", time.monotonic() + 200
    while read.count(b"\n") < expected:
        ready, _, _ = select.select([events], [], [], deadline - time.monotonic())
        assert ready, f"cron ran only this: {read!r}"
        read += os.read(events, 4096)
        daemon.send_signal(signal.SIGTERM)
    return read.decode().splitlines()


@pytest.fixture(scope="module")
def ran(need: Need, lack: Lack, filled: Filled, tmp_path_factory: pytest.TempPathFactory) -> Ran:
    cron, unshare = need("cron"), need("unshare")
    need("flock")
    if os.geteuid():
        lack("a cron daemon wants root's rights")
    folder = tmp_path_factory.mktemp("cron")
    for name in ("crontabs", "empty", "mail", "sbin"):
        (folder / name).mkdir()
    (folder / "nothing").touch()
    shutil.copy(cron, folder / "sbin")
    (folder / "sbin" / "sendmail").write_text(SENDMAIL.format(folder=folder), encoding="utf-8")
    (folder / "sbin" / "sendmail").chmod(0o755)
    os.mkfifo(folder / "events")
    zone = far_zone()
    (folder / "crontab").write_text(crontab(filled, zone, folder / "events"), encoding="utf-8")
    events = os.open(folder / "events", os.O_RDWR)
    found = Ran({today(zone)})
    with subprocess.Popen([unshare, "--mount", "sh", "-ec", DAEMON], cwd=folder) as daemon:
        try:
            lines = read_events(events, 6, daemon)
        finally:
            daemon.kill()
            os.close(events)
    found.days.add(today(zone))
    for line in lines:
        name, _, code = line.partition(" ")
        found.ended.setdefault(name, []).append(int(code or 0))
    found.mails = [path.read_text(encoding="utf-8") for path in (folder / "mail").iterdir()]
    return found


def test_cron_makes_the_review_of_the_day_in_the_zone_of_the_file(ran: Ran, filled: Filled) -> None:
    (line,) = (filled.folder / "runs.jsonl").read_text(encoding="utf-8").splitlines()
    result = json.loads(line)
    assert result["status"] == "published"
    as_of = date.fromisoformat(result["as_of"])
    assert as_of in ran.days
    assert Path(result["review"]) == filled.review(as_of) / "review.html"


def test_a_second_run_at_the_same_time_is_refused(ran: Ran) -> None:
    assert sorted(ran.ended["run"]) == [0, 75]


def test_the_line_for_many_registers_reviews_each_of_them(ran: Ran, filled: Filled) -> None:
    assert ran.ended["batch"] == [0]
    lines = (filled.folder / "batches.jsonl").read_text(encoding="utf-8").splitlines()
    assert [json.loads(line)["status"] for line in lines] == ["published", "done"]


def test_a_wrong_path_is_mailed_and_a_good_run_is_not(ran: Ran, filled: Filled) -> None:
    (mail,) = ran.mails
    assert "To: risk@example.org" in mail
    program = filled.folder / ".wrong" / "bin" / "vendor-review"
    assert f"failed to execute {program}: No such file or directory" in mail
    assert ran.ended["wrong"] == [69]


def test_a_wrong_path_is_in_the_log_where_the_line_names_one(ran: Ran, filled: Filled) -> None:
    assert "No such file or directory" in (filled.folder / "errors.log").read_text(encoding="utf-8")
    assert ran.ended["logged"] == ran.ended["wrong"]
