"""The units: systemd finds nothing wrong with them, and what they start, run here without it, makes a review."""

from __future__ import annotations

import json
import os
import shlex
import subprocess
from collections.abc import Mapping
from datetime import date
from pathlib import Path

import pytest

from schedules.copied_files import ZONE, Filled, Need, far_zone, today

pytestmark = pytest.mark.scheduler

UNITS = ("vendor-review.service", "vendor-review.timer", "vendor-review-mail.service")


def setting(unit: str, name: str) -> str:
    """The one value of a setting."""
    (value,) = [line.partition("=")[2] for line in unit.splitlines() if line.startswith(f"{name}=")]
    return value


def started(unit: str, cwd: Path, env: Mapping[str, str] = {}) -> subprocess.CompletedProcess[str]:
    """Runs what ExecStart says, split and unescaped as systemd does it, with nothing else around it."""
    command = [word.replace("%%", "%").replace("$$", "$") for word in shlex.split(setting(unit, "ExecStart"))]
    name, _, value = setting(unit, "Environment").partition("=")
    environment = {"PATH": os.defpath, name: value, **env}
    return subprocess.run(
        command, cwd=cwd, env=environment, capture_output=True, encoding="utf-8", check=False, timeout=120
    )


def test_systemd_finds_nothing_wrong_with_the_units(need: Need, filled: Filled, tmp_path: Path) -> None:
    analyze = need("systemd-analyze")
    for name in UNITS:
        (tmp_path / name).write_text(filled.text(name), encoding="utf-8")
    done = subprocess.run(
        [analyze, "verify", *(tmp_path / name for name in UNITS)],
        capture_output=True,
        encoding="utf-8",
        check=False,
        timeout=60,
    )
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")


def test_systemd_refuses_a_path_that_is_not_there(need: Need, filled: Filled, tmp_path: Path) -> None:
    unit = tmp_path / "vendor-review.service"
    unit.write_text(filled.text(unit.name).replace("ExecStart=/bin/sh -c", "ExecStart=/bin/wrong -c"))
    done = subprocess.run(
        [need("systemd-analyze"), "verify", unit],
        capture_output=True,
        encoding="utf-8",
        check=False,
        timeout=60,
    )
    assert done.returncode != 0
    assert "/bin/wrong" in done.stderr


def test_the_timer_elapses_on_mondays_by_the_clock_of_its_zone(need: Need, filled: Filled) -> None:
    calendar = setting(filled.text("vendor-review.timer"), "OnCalendar")
    assert calendar.endswith(f" {ZONE}")
    done = subprocess.run(
        [need("systemd-analyze"), "calendar", "--iterations=40", calendar],
        env={**os.environ, "TZ": "UTC"},
        capture_output=True,
        encoding="utf-8",
        check=True,
        timeout=60,
    )
    elapses = [line for line in done.stdout.splitlines() if line.strip().startswith(("Next elapse", "Iter"))]
    assert len(elapses) == 40
    assert all(": Mon " in line for line in elapses)
    assert {line.split()[-2] for line in elapses} == {"05:30:00", "04:30:00"}, "winter and summer"


@pytest.mark.slow
@pytest.mark.parametrize("many", [False, True], ids=["run", "batch"])
def test_what_the_service_starts_makes_the_review_of_the_day_in_its_zone(filled: Filled, many: bool) -> None:
    zone = far_zone()
    unit = filled.text("vendor-review.service", many=many).replace(f"TZ={ZONE}", f"TZ={zone}")
    days = {today(zone)}
    done = started(unit, filled.folder)
    days.add(today(zone))
    assert (done.returncode, done.stderr) == (0, "")
    as_of = date.fromisoformat(json.loads(done.stdout.splitlines()[0])["as_of"])
    assert as_of in days
    assert filled.review(as_of).is_dir()


def test_a_wrong_path_to_the_program_ends_with_127_and_says_so(filled: Filled) -> None:
    done = started(filled.text("vendor-review.service").replace("/.venv/", "/.wrong/"), filled.folder)
    assert done.returncode == 127
    assert f"{filled.folder}/.wrong/bin/vendor-review: not found" in done.stderr


def test_what_failed_is_mailed_with_its_exit_code(filled: Filled, tmp_path: Path) -> None:
    # Stand-ins show what they were called with; systemd itself sets the two variables for a unit behind OnFailure.
    for name in ("journalctl", "mail"):
        program = tmp_path / name
        program.write_text(f'#!/bin/sh\nprintf "%s|" {name} "$@"\n[ {name} = journalctl ] || cat\n')
        program.chmod(0o755)
    monitored = {"MONITOR_INVOCATION_ID": "0123abcd", "MONITOR_EXIT_STATUS": "2"}
    path = f"{tmp_path}:{os.defpath}"
    done = started(filled.text("vendor-review-mail.service"), tmp_path, {"PATH": path, **monitored})
    assert done.stdout == (
        "mail|-s|vendor-review: exit code 2|risk@example.org|"
        "journalctl|-o|cat|_SYSTEMD_INVOCATION_ID=0123abcd|"
    )
