"""The DAGs, loaded by Airflow's own parser and run by Airflow, which has an environment of its own."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from schedules.copied_files import ZONE, Filled, Lack, far_zone, today

pytestmark = [pytest.mark.slow, pytest.mark.scheduler]

PYTHON = "VENDOR_REVIEW_AIRFLOW_PYTHON"
#: What Airflow itself makes of the folder of DAGs.
PARSE = """
import json, sys
from airflow.dag_processing.dagbag import DagBag

bag = DagBag(sys.argv[1])
print(json.dumps({"errors": bag.import_errors, "dags": {name: {
    "zone": dag.timezone.name,
    "expression": dag.timetable.expression,
    "max_active_runs": dag.max_active_runs,
    "catchup": dag.catchup,
    "task": getattr(dag.get_task("review"), "operator_class", type(dag.get_task("review"))).__name__,
    "told": bool(getattr(dag.get_task("review"), "on_failure_callback", None)),
} for name, dag in bag.dags.items()}}))
"""


class Airflow:
    """An Airflow with a database and a folder of DAGs of its own, in which our file lies."""

    def __init__(self, python: Path, home: Path) -> None:
        self.python, self.home = python, home

    def __call__(self, *arguments: str | Path, code: int = 0) -> str:
        """Runs Airflow's Python to its end, which must be that one; its stdout."""
        environment = {
            "PATH": os.defpath,
            "HOME": str(self.home),
            "AIRFLOW_HOME": str(self.home),
            "AIRFLOW__CORE__DAGS_FOLDER": str(self.home / "dags"),
            "AIRFLOW__CORE__LOAD_EXAMPLES": "False",
            "AIRFLOW__USAGE_DATA_COLLECTION__ENABLED": "False",
        }
        done = subprocess.run(
            [self.python, *arguments],
            cwd=self.home,
            env=environment,
            capture_output=True,
            encoding="utf-8",
            check=False,
            timeout=250,
        )
        assert done.returncode == code, done.stdout + done.stderr
        return done.stdout


@pytest.fixture(scope="module")
def zone() -> str:
    return far_zone()


@pytest.fixture(scope="module")
def airflow(lack: Lack, filled: Filled, zone: str, tmp_path_factory: pytest.TempPathFactory) -> Airflow:
    python = os.environ.get(PYTHON) or lack(f"{PYTHON} names no Python that has Airflow")
    home = tmp_path_factory.mktemp("airflow")
    (home / "dags").mkdir()
    for name in ("vendor_review_dag.py", "vendor_review_batch_dag.py"):
        text = filled.text(name).replace(ZONE, zone)
        (home / "dags" / name).write_text(text, encoding="utf-8")
    return Airflow(Path(python), home)


def test_airflow_loads_the_files_without_an_error(airflow: Airflow, zone: str) -> None:
    parsed: dict[str, Any] = json.loads(airflow("-c", PARSE, airflow.home / "dags").splitlines()[-1])
    each = {
        "zone": zone,
        "expression": "30 6 * * 1",
        "max_active_runs": 1,
        "catchup": False,
        "task": "BashOperator",
        "told": True,
    }
    assert parsed == {"errors": {}, "dags": {"vendor_review": each, "vendor_reviews": each}}


def test_a_run_makes_the_review_of_the_day_in_the_zone_of_the_dag(
    airflow: Airflow, filled: Filled, zone: str
) -> None:
    airflow("-m", "airflow", "db", "migrate")
    days = {today(zone)}
    log = airflow("-m", "airflow", "dags", "test", "vendor_review")
    days.add(today(zone))
    assert "state=success" in log
    (as_of,) = {date.fromisoformat(path.name[:10]) for path in (filled.reviews / "numberz").glob("20*")}
    assert as_of in days
    assert filled.review(as_of).is_dir()


def test_each_register_of_a_folder_is_a_task_and_no_name_of_one_acts_as_a_command(
    airflow: Airflow, filled: Filled
) -> None:
    registers = filled.register.parent
    shutil.copytree(filled.register, registers / "second")
    odd = registers / "$(touch made) {{ 1 + 1 }} 'odd'"
    shutil.copytree(filled.register, odd)
    airflow("-m", "airflow", "db", "migrate")
    log = airflow("-m", "airflow", "dags", "test", "vendor_reviews", code=1)
    assert f'the register is named "{odd.name}", which cannot name a folder' in log
    assert sorted(path.parent.name for path in filled.reviews.glob("*/latest")) == ["numberz", "second"]
    assert not [*airflow.home.rglob("made"), *filled.folder.rglob("made")]
