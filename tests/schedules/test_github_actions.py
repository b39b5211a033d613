"""The workflow: two linters take it, and its steps, run here as they stand, make a review and its summary."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
from datetime import date
from pathlib import Path
from typing import Any

import pytest
import yaml

from schedules.copied_files import SCHEDULES, ZONE, Filled, far_zone, today

WORKFLOW = SCHEDULES / "review.yml"
SCHEMA = ("check-jsonschema", "--builtin-schema", "vendor.github-workflows")
AUDIT = ("zizmor", "--offline", "--pedantic", "--no-config")


def linted(command: tuple[str, ...], text: str, folder: Path) -> subprocess.CompletedProcess[str]:
    path = folder / "review.yml"
    path.write_text(text, encoding="utf-8")
    program = Path(sys.executable).with_name(command[0])
    return subprocess.run(
        [program, *command[1:], path], capture_output=True, encoding="utf-8", check=False, timeout=120
    )


def workflow() -> dict[str, Any]:
    content: dict[str, Any] = yaml.safe_load(WORKFLOW.read_text(encoding="utf-8"))
    return content


def steps() -> dict[str, dict[str, Any]]:
    return {step["name"]: step for step in workflow()["jobs"]["review"]["steps"] if "name" in step}


@pytest.mark.parametrize("linter", [SCHEMA, AUDIT], ids=["schema", "audit"])
def test_the_workflow_passes(linter: tuple[str, ...], tmp_path: Path) -> None:
    done = linted(linter, WORKFLOW.read_text(encoding="utf-8"), tmp_path)
    assert done.returncode == 0, done.stdout + done.stderr


@pytest.mark.parametrize(
    ("linter", "old", "new"),
    [
        (SCHEMA, "timeout-minutes:", "timeout-minute:"),
        (SCHEMA, "runs-on:", "runs_on:"),
        (AUDIT, r"@[0-9a-f]{40} # v6.0.2", "@v6"),
        (AUDIT, r"\n +with:\n +persist-credentials: false", ""),
        (AUDIT, "permissions: {}", "permissions: write-all"),
    ],
)
def test_the_linters_would_have_told_a_fault(
    linter: tuple[str, ...], old: str, new: str, tmp_path: Path
) -> None:
    text, changed = re.subn(old, new, WORKFLOW.read_text(encoding="utf-8"))
    assert changed == 1
    assert linted(linter, text, tmp_path).returncode != 0


def test_one_run_waits_for_another_instead_of_ending_it() -> None:
    assert workflow()["concurrency"] == {"group": "vendor-review", "cancel-in-progress": False}


@pytest.fixture
def checkout(filled: Filled) -> Path:
    """A folder with the register of the workflow, and the environment that its set-up would make."""
    register = filled.folder / workflow()["env"]["REGISTER"]
    if not register.exists():
        shutil.copytree(filled.register, register)
    return filled.folder


def ran(step: str, checkout: Path, **env: str) -> subprocess.CompletedProcess[str]:
    """Runs a step as GitHub does: a file of bash with -e and pipefail."""
    script = checkout / "step.sh"
    script.write_text(steps()[step]["run"], encoding="utf-8")
    return subprocess.run(
        ["bash", "--noprofile", "--norc", "-eo", "pipefail", script],
        cwd=checkout,
        env={"PATH": os.defpath, **workflow()["env"], **env},
        capture_output=True,
        encoding="utf-8",
        check=False,
        timeout=120,
    )


@pytest.mark.slow
def test_the_step_makes_the_review_of_the_day_in_its_zone_and_the_summary(
    checkout: Path, tmp_path: Path
) -> None:
    zone, page = far_zone(), tmp_path / "summary.md"
    days = {today(zone)}
    done = ran("Review", checkout, TIME_ZONE=zone, GITHUB_STEP_SUMMARY=str(page))
    days.add(today(zone))
    assert (done.returncode, done.stderr) == (0, "")
    result = json.loads(done.stdout)
    assert date.fromisoformat(result["as_of"]) in days
    kept = checkout / steps()["Keep the review"]["with"]["path"]
    assert (checkout / result["review"]).is_relative_to(kept)
    assert (checkout / result["review"]).is_file()
    assert result["run_id"] in page.read_text(encoding="utf-8")
    assert workflow()["env"]["TIME_ZONE"] == ZONE


def test_the_step_fails_with_a_word_where_the_program_is_not(checkout: Path, tmp_path: Path) -> None:
    (tmp_path / "data").mkdir()
    done = ran("Review", tmp_path, GITHUB_STEP_SUMMARY=str(tmp_path / "summary.md"))
    assert done.returncode == 127
    assert ".venv/bin/vendor-review: No such file or directory" in done.stderr
