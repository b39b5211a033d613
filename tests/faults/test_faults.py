"""A few of what `make faults` injects by the hundred: nothing is lost or torn, and the next run cleans up."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from books import Books

from publication.small_reviews import Reviews
from vendor_review.publication.archive.index import index_bytes

DRIVER = Path(__file__).parents[2] / "faults" / "inject.py"
HELD = "0 reviews lost, 0 torn, 0 unverifiable; 0 next runs that failed or left something"


def inject(*kinds: str) -> str:
    """Runs the short set of these kinds; what the driver prints if all held."""
    only = [word for kind in kinds for word in ("--only", kind)]
    command = [sys.executable, str(DRIVER), "--short", *only]
    done = subprocess.run(command, capture_output=True, encoding="utf-8", check=False, timeout=900)
    assert done.returncode == 0, done.stdout + done.stderr
    assert HELD in done.stdout
    return done.stdout


def test_publishing_survives_a_kill_and_want_of_space_at_any_step() -> None:
    told = inject("step-kill", "step-space")
    assert "killed at a step of publishing" in told
    assert "no space at a step" in told


@pytest.mark.slow
@pytest.mark.timeout(900)
def test_commands_that_write_survive_a_kill_and_want_of_space_at_a_step() -> None:
    told = inject("command-kill", "command-space")
    assert "command killed at a step" in told


@pytest.mark.mounts
@pytest.mark.slow
@pytest.mark.timeout(900)
def test_an_archive_survives_a_full_disk_and_a_loss_of_power() -> None:
    told = inject("step-full", "step-power", "full")
    left_out = [line for line in told.splitlines() if line.startswith("left out: ")]
    if left_out and not os.environ.get("VENDOR_REVIEW_REQUIRE_MOUNTS"):
        pytest.skip("; ".join(left_out))
    assert not left_out or os.geteuid(), left_out  # a disk that loses its power takes root
    assert "whole run on a full disk" in told


@pytest.mark.slow
@pytest.mark.timeout(900)
def test_an_archive_survives_whole_runs_that_are_killed_cancelled_and_at_once() -> None:
    told = inject("killed", "writing", "cancelled", "at-once")
    assert "whole run killed at a random instant" in told


def _take_away(root: Path, last: str) -> None:
    shutil.rmtree(root / last)


def _change(root: Path, last: str) -> None:
    (root / last / "review.html").write_text("changed")


def _halve(root: Path, last: str) -> None:
    half = shutil.copytree(root / last, root / "2026-12-01-01234567")
    (half / "manifest.json").write_text("{")


def _halve_latest(root: Path, last: str) -> None:
    (root / "latest" / "review.html").unlink()


def _truncate_index(root: Path, last: str) -> None:
    (root / "index.json").write_text("{")


def _forget(root: Path, last: str) -> None:
    (root / "index.json").write_bytes(index_bytes("numberz", ()))


def _leave(root: Path, last: str) -> None:
    (root / ".fresh-index.json").touch()


@pytest.mark.parametrize(
    ("damage", "kind"),
    [
        (_take_away, "lost"),
        (_change, "unverifiable"),
        (_halve, "torn"),
        (_halve_latest, "torn"),
        (_truncate_index, "torn"),
        (_forget, "unsettled"),
        (_leave, "unsettled"),
    ],
)
def test_what_does_not_hold_is_noticed(
    tmp_path: Path, damage: Callable[[Path, str], None], kind: str
) -> None:
    reviews = Reviews(tmp_path)
    folder = reviews.publish().folder
    books = Books(reviews.archive.root)
    assert books.compare(settled=True) == []
    damage(reviews.archive.root, folder.name)
    assert kind in {problem.kind for problem in books.compare(settled=True)}
