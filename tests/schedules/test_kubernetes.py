"""The job for Kubernetes: its schema takes the file, and the command in it, run here unchanged, makes reviews."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from datetime import date
from pathlib import Path
from typing import Any

import pytest
import yaml

from schedules.copied_files import SCHEDULES, ZONE, Filled, Lack, far_zone, today

pytestmark = pytest.mark.scheduler

PYTHON = "VENDOR_REVIEW_AIRFLOW_PYTHON"
FILE = "vendor-review-cronjob.yaml"


def container(text: str) -> dict[str, Any]:
    """The one container of the job."""
    (found,) = yaml.safe_load(text)["spec"]["jobTemplate"]["spec"]["template"]["spec"]["containers"]
    assert isinstance(found, dict)
    return found


def validated(lack: Lack, path: Path) -> subprocess.CompletedProcess[str]:
    python = os.environ.get(PYTHON) or lack(f"{PYTHON} names no Python that has kubernetes-validate")
    return subprocess.run(
        [Path(python).with_name("kubernetes-validate"), "--strict", path],
        capture_output=True,
        encoding="utf-8",
        check=False,
        timeout=120,
    )


def test_the_schema_of_kubernetes_takes_the_file(lack: Lack) -> None:
    done = validated(lack, SCHEDULES / FILE)
    assert done.returncode == 0, done.stdout + done.stderr


def test_the_schema_of_kubernetes_refuses_a_slip(lack: Lack, tmp_path: Path) -> None:
    slip = tmp_path / FILE
    slip.write_text((SCHEDULES / FILE).read_text("utf-8").replace("concurrencyPolicy", "concurencyPolicy"))
    assert validated(lack, slip).returncode != 0


def test_every_path_that_the_command_names_is_mounted() -> None:
    one = container((SCHEDULES / FILE).read_text(encoding="utf-8"))
    mounts = {mount["mountPath"] for mount in one["volumeMounts"]}
    (command,) = one["args"]
    named = {
        word.strip('"').removesuffix("/*") for word in command.split() if word.strip('"').startswith("/")
    }
    assert named == mounts - {"/tmp"}


@pytest.mark.slow
def test_the_command_makes_the_reviews_of_the_day_in_its_zone(filled: Filled) -> None:
    zone = far_zone()
    one = container(filled.text(FILE).replace(ZONE, zone))
    stated = {entry["name"]: entry["value"] for entry in one["env"]}
    assert stated.pop("HOME") == "/tmp"
    home = filled.folder / "home"
    home.mkdir()
    days = {today(zone)}
    done = subprocess.run(
        [*one["command"], *one["args"]],
        cwd="/",
        env={"PATH": f"{Path(sys.executable).parent}:{os.defpath}", "HOME": str(home), **stated},
        capture_output=True,
        encoding="utf-8",
        check=False,
        timeout=250,
    )
    days.add(today(zone))
    assert (done.returncode, done.stderr) == (0, "")
    as_of = date.fromisoformat(json.loads(done.stdout.splitlines()[0])["as_of"])
    assert as_of in days
    assert filled.review(as_of).is_dir()
