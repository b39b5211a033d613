"""The job definition, taken by a real Jupyter server with jupyter-scheduler, and what becomes of its jobs."""

from __future__ import annotations

import json
import os
import secrets
import shutil
import signal
import socket
import subprocess
import sys
import urllib.error
import urllib.request
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import nbformat
import pytest

from reviewing import REVIEW_NOTEBOOK, module
from schedules.copied_files import ZONE, Filled, far_zone, today, until
from vendor_review.report.pages.completion_record import find_record
from vendor_review.report.pages.exporter import ReviewExporter

pytestmark = [
    pytest.mark.slow,
    pytest.mark.scheduler,
    pytest.mark.skipif(
        REVIEW_NOTEBOOK.parent.name != "notebooks", reason="needs the checkout's notebooks folder"
    ),
]

DEFINITION = "vendor-review-job.json"
#: Not STOPPED, which is what a job is called until its process has begun.
ENDED = ("COMPLETED", "FAILED")


class Server:
    """A Jupyter server on loopback, with everything that it keeps below one folder."""

    def __init__(self, folder: Path) -> None:
        self.root, self.data = folder / "root", folder / "data"
        self.token = secrets.token_hex()
        with socket.create_server(("127.0.0.1", 0)) as free:
            self.port = free.getsockname()[1]
        (self.root / "notebooks").mkdir(parents=True)
        shutil.copy(REVIEW_NOTEBOOK, self.root / "notebooks")

    def start(self, log: Path) -> subprocess.Popen[bytes]:
        places = {
            "JUPYTER_CONFIG_DIR": "config",
            "JUPYTER_DATA_DIR": "data",
            "JUPYTER_RUNTIME_DIR": "runtime",
        }
        environment = {name: str(self.data.with_name(place)) for name, place in places.items()}
        environment |= {"IPYTHONDIR": str(self.data.with_name("ipython")), "JUPYTER_TOKEN": self.token}
        options = ("--ServerApp.ip=127.0.0.1", f"--ServerApp.port={self.port}", "--ServerApp.port_retries=0")
        with log.open("wb") as file:
            return subprocess.Popen(
                [sys.executable, "-m", "jupyter", "server", "--no-browser", "--allow-root", *options],
                cwd=self.root,
                env={**os.environ, **environment},
                stdout=file,
                stderr=file,
                start_new_session=True,
            )

    def ask(self, path: str, content: Any = None) -> Any:
        """GET, or POST of some content; the answer as data."""
        request = urllib.request.Request(
            f"http://127.0.0.1:{self.port}/{path}",
            data=None if content is None else json.dumps(content).encode(),
            headers={"Authorization": f"token {self.token}"},
        )
        with urllib.request.urlopen(request, timeout=30) as answer:
            return json.load(answer)

    def answers(self) -> bool | None:
        try:
            return bool(self.ask("api/status"))
        except urllib.error.URLError:
            return None

    def ended(self, job_id: str) -> dict[str, Any]:
        """A job once it has come to an end."""

        def look() -> dict[str, Any] | None:
            job: dict[str, Any] = self.ask(f"scheduler/jobs/{job_id}")
            return job if job["status"] in ENDED else None

        return until(look, 150)

    def notebook(self, job_id: str) -> Path:
        """What the job has made, where the server keeps it."""
        (found,) = (self.data / "scheduler_staging_area" / job_id).glob("review-*.ipynb")
        return found


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    folder = tmp_path_factory.mktemp("jupyter")
    started = Server(folder)
    with started.start(folder / "log") as process:
        try:
            until(started.answers, 90)
            yield started
        finally:
            os.killpg(process.pid, signal.SIGTERM)
            try:
                process.wait(timeout=20)
            finally:
                if process.poll() is None:
                    os.killpg(process.pid, signal.SIGKILL)


@pytest.fixture(scope="module")
def definition(filled: Filled) -> dict[str, Any]:
    """The file, in a zone where it is another day."""
    content: dict[str, Any] = json.loads(filled.text(DEFINITION).replace(ZONE, far_zone()))
    return content


@pytest.fixture(scope="module")
def first_day(definition: dict[str, Any]) -> date:
    """The day of that zone before any job has begun."""
    return today(definition["timezone"])


@pytest.fixture(scope="module")
def jobs(server: Server, definition: dict[str, Any], first_day: date) -> dict[str, str]:
    """Ids of three jobs that run side by side: as the definition says, with a wrong name, with a date unquoted."""
    made = server.ask("scheduler/job_definitions", definition)["job_definition_id"]
    wrong = {"wrong name": {"asof": "'2026-11-01'"}, "no quotes": {"as_of": "2026-11-23"}}
    parameters: dict[str, Any] = {"as defined": {}} | {
        name: {"parameters": {**definition["parameters"], **other}} for name, other in wrong.items()
    }
    return {
        name: server.ask(f"scheduler/job_definitions/{made}/jobs", asked)["job_id"]
        for name, asked in parameters.items()
    }


def test_the_definition_is_kept_with_its_schedule_and_zone(
    server: Server, definition: dict[str, Any], jobs: dict[str, str]
) -> None:
    (kept,) = server.ask("scheduler/job_definitions")["job_definitions"]
    assert {name: kept[name] for name in ("schedule", "timezone", "parameters", "output_formats")} == {
        name: definition[name] for name in ("schedule", "timezone", "parameters", "output_formats")
    }
    assert kept["active"]


def test_a_job_gives_the_page_of_plain_papermill(
    server: Server,
    definition: dict[str, Any],
    first_day: date,
    jobs: dict[str, str],
    filled: Filled,
    tmp_path: Path,
) -> None:
    job = server.ended(jobs["as defined"])
    assert job["status"] == "COMPLETED", job["status_message"]
    executed = Path(shutil.copy(server.notebook(job["job_id"]), tmp_path / "scheduled.ipynb"))
    as_of = read_as_of(executed)
    assert as_of in {day.isoformat() for day in (first_day, today(definition["timezone"]))}

    plain = tmp_path / "plain.ipynb"
    done = module(
        "papermill",
        REVIEW_NOTEBOOK,
        plain,
        "--no-progress-bar",
        "-p",
        "as_of",
        as_of,
        "-p",
        "register",
        filled.register,
    )
    assert done.returncode == 0, done.stderr
    done = module("nbconvert", "--to", "vendor-review", executed, "--log-level=ERROR")
    assert done.returncode == 0, done.stderr
    page, _ = ReviewExporter().from_filename(str(plain))  # type: ignore[no-untyped-call]
    assert executed.with_suffix(".html").read_text(encoding="utf-8") == page


def read_as_of(notebook: Path) -> str:
    """The day that an executed review speaks for, from its completion record."""
    record = find_record(nbformat.read(notebook, as_version=4).cells)
    assert record is not None
    return str(record["facts"]["title"]).rpartition(" ")[2]


@pytest.mark.parametrize(
    ("job", "told"),
    [
        ("wrong name", "parameter 'asof' is not one of"),
        ("no quotes", "in a form that pastes Python, put it in quotes"),
    ],
)
def test_a_job_with_a_wrong_parameter_fails_and_says_why(
    server: Server, jobs: dict[str, str], job: str, told: str
) -> None:
    ended = server.ended(jobs[job])
    assert ended["status"] == "FAILED"
    assert told in ended["status_message"]


def test_the_zone_of_the_schedule_is_the_zone_of_the_day(filled: Filled) -> None:
    content = json.loads(filled.text(DEFINITION))
    assert content["timezone"] == ZONE
    assert f"ZoneInfo('{ZONE}')" in content["parameters"]["as_of"]
