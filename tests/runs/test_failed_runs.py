"""Runs that end badly, each in a real kernel: the archive stays as it was, and the reader gets one plain message."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from reviewing import AS_OF, CHECKS, PARAMETERS, altered_notebook, times, tree, wait_until_gone
from vendor_review import cli
from vendor_review.errors import UsageError
from vendor_review.files import durable_files, package_files
from vendor_review.report.charts import drawing_engine
from vendor_review.runs.kernel import warm_start
from vendor_review.runs.kernel.warm_start import begin_imports
from vendor_review.runs.notebook import run_notebook

pytestmark = pytest.mark.slow

#: Another day than that of the review that lies in the archive, so that the notebook has to run.
NEW_RUN = ("--as-of", "2026-12-01")
WRITE_PIDS = """
import os, pathlib, subprocess, sys, time
ignoring = "import signal, time; signal.signal(signal.SIGTERM, signal.SIG_IGN); time.sleep(600)"
child = subprocess.Popen([sys.executable, "-c", ignoring])
# On macOS nobody can be found who leaves the kernel's process group.
runaway = subprocess.Popen([sys.executable, "-c", ignoring], start_new_session=sys.platform == "linux")
pathlib.Path({pids!r} + ".part").write_text(f"{{os.getpid()}} {{child.pid}} {{runaway.pid}}")
os.rename({pids!r} + ".part", {pids!r})
"""


def assert_gone(pids: Path) -> None:
    """None of the processes runs any more."""
    found = [int(pid) for pid in pids.read_text().split()]
    assert len(found) == 3
    for pid in found:
        wait_until_gone(pid)


@pytest.fixture
def pids(tmp_path: Path) -> Path:
    return tmp_path / "pids"


class Run:
    """Runs the command in this process on an altered notebook and watches the archive."""

    def __init__(
        self,
        archive: Path,
        register: Path,
        notebook: Path,
        monkeypatch: pytest.MonkeyPatch,
        capfd: pytest.CaptureFixture[str],
    ) -> None:
        self.archive, self.register, self.notebook, self.capfd = archive, register, notebook, capfd
        monkeypatch.setattr(package_files, "review_notebook", lambda: notebook)

    def __call__(self, *arguments: str) -> tuple[int, str]:
        """Exit code and stderr; the archive must be the same to the byte, and stdout empty."""
        before = tree(self.archive), times(self.archive / "numberz" / "latest")
        code = cli.main(["run", str(self.register), *NEW_RUN, "--reviews", str(self.archive), *arguments])
        out, err = self.capfd.readouterr()
        assert (tree(self.archive), times(self.archive / "numberz" / "latest")) == before
        assert out == ""
        assert "Traceback" not in err, err
        assert "\x1b" not in err
        return code, err


@pytest.fixture(params=["cold", "warm"])
def run(
    archive: Path,
    register: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capfd: pytest.CaptureFixture[str],
    request: pytest.FixtureRequest,
) -> Run:
    if request.param == "warm":
        begin_imports()
    else:
        monkeypatch.setattr(warm_start, "has_imports", lambda: False)
    return Run(archive, register, tmp_path / "review.ipynb", monkeypatch, capfd)


def message(err: str) -> str:
    """The lines that are addressed to the user, without those of progress."""
    return "\n".join(line for line in err.splitlines() if line.startswith("vendor-review: "))


def test_a_cell_that_raises_fails_the_run_and_its_error_is_named(run: Run) -> None:
    altered_notebook(run.notebook, after=PARAMETERS, source="raise ValueError('broken on purpose')")
    code, err = run()
    assert code == 3
    assert "ValueError: broken on purpose" in message(err)
    assert len(message(err).splitlines()) == 1


def test_leaving_with_exit_code_0_is_no_success(run: Run) -> None:
    altered_notebook(run.notebook, after=PARAMETERS, source="import sys; sys.exit(0)")
    code, err = run()
    assert code == 3
    assert "SystemExit" in message(err)


def test_an_exit_in_the_last_cell_is_no_success_though_every_cell_was_started(run: Run) -> None:
    altered_notebook(run.notebook, keep=1, after=-1, source="import sys; sys.exit(0)")
    code, err = run()
    assert code == 3
    assert "SystemExit" in message(err)


def test_a_killed_kernel_fails_the_run_and_takes_its_children_along(run: Run, pids: Path) -> None:
    source = WRITE_PIDS.format(pids=str(pids)) + "import signal; os.kill(os.getpid(), signal.SIGKILL)"
    altered_notebook(run.notebook, after=PARAMETERS, source=source)
    code, err = run()
    assert code == 3
    assert "the kernel died" in message(err)
    assert "killed, or out of memory, SIGKILL" in message(err)
    assert_gone(pids)


def test_a_library_that_aborts_fails_the_run_in_words(run: Run) -> None:
    altered_notebook(run.notebook, after=PARAMETERS, source="import os; os.abort()")
    code, err = run()
    assert code == 3
    assert "a library in it crashed, SIGABRT" in message(err)


def test_a_drawing_engine_that_aborts_fails_the_run_in_words(
    run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    altered_notebook(run.notebook)
    monkeypatch.setattr(drawing_engine, "_engine", None)
    monkeypatch.setattr(drawing_engine, "_SERVE", "import os; os.abort()")
    code, err = run()
    assert code == 3
    assert (
        message(err) == "vendor-review: A chart could not be drawn: the drawing engine broke off (SIGABRT)."
    )


def test_a_cell_that_takes_too_long_fails_the_run_and_its_processes_end(run: Run, pids: Path) -> None:
    altered_notebook(
        run.notebook, after=PARAMETERS, source=WRITE_PIDS.format(pids=str(pids)) + "time.sleep(600)"
    )
    started = time.monotonic()
    code, err = run("--cell-timeout", "4")
    assert code == 3
    assert "took longer than 4 s" in message(err)
    assert time.monotonic() - started < 200  # of the 600 for which it sleeps
    assert_gone(pids)


def test_a_parameter_that_the_notebook_does_not_have_is_refused_before_a_kernel_starts(run: Run) -> None:
    altered_notebook(run.notebook, replace=(PARAMETERS, "random_seed", "random_seeds"))
    code, err = run()
    assert code == 2
    assert "'random_seed'" in message(err)
    assert "did you mean 'random_seeds'?" in message(err)


def test_a_mistyped_parameter_in_the_notebook_is_a_usage_error(run: Run) -> None:
    # As somebody does who pastes a date without its quotes; papermill's own cell comes before.
    altered_notebook(run.notebook, replace=(CHECKS, "runs.refuse_injected(In)", "as_of = 2026-11-11"))
    code, err = run()
    assert code == 2
    assert "parameter as_of: 2004 is not a date" in message(err)
    assert "put it in quotes" in message(err)


def test_a_notebook_without_completion_record_is_not_published(run: Run) -> None:
    altered_notebook(run.notebook, keep=1)
    code, err = run()
    assert code == 3
    assert "no completion record" in message(err)


def test_a_kernel_that_the_user_registered_under_the_same_name_is_not_taken(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    # What `python -m ipykernel install --user` leaves, run in another environment.
    spec = tmp_path / "jupyter" / "kernels" / "python3" / "kernel.json"
    spec.parent.mkdir(parents=True)
    other = {"argv": ["/bin/false", "{connection_file}"], "display_name": "Python 3", "language": "python"}
    spec.write_text(json.dumps(other), encoding="utf-8")
    monkeypatch.setenv("JUPYTER_PATH", str(tmp_path / "jupyter"))
    altered_notebook(run.notebook, keep=1)
    code, err = run()
    assert code == 3
    assert "no completion record" in message(err)


def test_a_record_of_other_inputs_than_were_frozen_is_not_published(run: Run) -> None:
    source = "from dataclasses import replace\nparameters = replace(parameters, random_seed=99)"
    altered_notebook(run.notebook, after=CHECKS, source=source)
    code, err = run()
    assert code == 3
    assert "other inputs" in message(err)


def test_a_register_that_is_edited_during_the_run_does_not_matter(
    run: Run, register: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    vendors = str(register / "vendors.csv")
    altered_notebook(run.notebook, after=PARAMETERS, source=f"open({vendors!r}, 'w').close()")
    reviewed = (register / "vendors.csv").read_bytes()
    arguments = ["run", str(register), *NEW_RUN, "--reviews", str(run.archive)]
    assert cli.main(arguments) == 0
    (folder,) = (run.archive / "numberz").glob("2026-12-01-*")
    assert (folder / "register" / "vendors.csv").read_bytes() == reviewed
    assert (register / "vendors.csv").read_bytes() == b""


def test_a_run_that_fails_leaves_no_folder_where_there_was_none(
    run: Run, register: Path, tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    altered_notebook(run.notebook, after=PARAMETERS, source="raise ValueError")
    assert cli.main(["run", str(register), "--reviews", str(tmp_path / "none-yet")]) == 3
    assert not (tmp_path / "none-yet").exists()


def test_what_only_the_kernel_refuses_is_told_as_usage_and_nothing_is_written(
    register: Path, tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    arguments = ["run", str(register), "--as-of", "1990-01-01", "--reviews", str(tmp_path / "none-yet")]
    assert cli.main(arguments) == 2
    out, err = capfd.readouterr()
    assert out == ""
    assert "1990-01-01" in message(err)
    assert "Traceback" not in err, err
    assert not (tmp_path / "none-yet").exists()


def test_run_notebook_refuses_an_unknown_parameter_with_the_nearest_one(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match=r"'regster'.*did you mean 'register'"):
        run_notebook(package_files.review_notebook(), {"regster": "data/numberz"}, folder=tmp_path)


CANCELLED = """
import pathlib, sys
from vendor_review.files import package_files
package_files.review_notebook = lambda: pathlib.Path({notebook!r})
from vendor_review.cli import main
sys.exit(main(sys.argv[1:]))
"""


def start(run: Run, program: str) -> subprocess.Popen[str]:
    """The command as the leader of a process group, as a shell would start it."""
    return subprocess.Popen(
        [sys.executable, "-c", program, "run", str(run.register), *NEW_RUN, "--reviews", str(run.archive)],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        encoding="utf-8",
        start_new_session=True,
    )


def wait_for(reached: Callable[[], bool], process: subprocess.Popen[str]) -> None:
    deadline = time.monotonic() + 120
    while not reached():
        assert time.monotonic() < deadline
        assert process.poll() is None
        time.sleep(0.05)


def assert_cancelled(run: Run, process: subprocess.Popen[str], before: object) -> None:
    out, err = process.communicate(timeout=120)
    assert process.returncode == 4, err
    assert out == ""
    assert "Traceback" not in err, err
    assert message(err).startswith("vendor-review: cancelled")
    assert tree(run.archive) == before


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_a_cancelled_run_ends_with_code_4_and_its_kernel_and_children_with_it(
    run: Run, pids: Path, number: signal.Signals
) -> None:
    altered_notebook(
        run.notebook, after=PARAMETERS, source=WRITE_PIDS.format(pids=str(pids)) + "time.sleep(600)"
    )
    before = tree(run.archive)
    process = start(run, CANCELLED.format(notebook=str(run.notebook)))
    wait_for(pids.exists, process)
    # Ctrl-C reaches the whole group, a scheduler's signal the process alone.
    os.killpg(process.pid, number) if number == signal.SIGINT else process.send_signal(number)
    assert_cancelled(run, process, before)
    assert_gone(pids)


@pytest.mark.parametrize("line", ["running", "writing"])
def test_a_run_can_be_cancelled_at_any_stage(run: Run, line: str) -> None:
    altered_notebook(run.notebook)
    before = tree(run.archive)
    process = start(run, CANCELLED.format(notebook=str(run.notebook)))
    assert process.stderr is not None
    for told in process.stderr:
        if told.startswith(line):
            break
    process.send_signal(signal.SIGTERM)
    assert_cancelled(run, process, before)


def test_a_killed_run_takes_its_kernel_along_and_the_next_removes_what_it_left(
    run: Run, pids: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    temporary = tmp_path / "temporary"
    temporary.mkdir()
    monkeypatch.setenv("TMPDIR", str(temporary))
    monkeypatch.setattr(tempfile, "tempdir", str(temporary))
    altered_notebook(
        run.notebook, after=PARAMETERS, source=WRITE_PIDS.format(pids=str(pids)) + "time.sleep(600)"
    )
    process = start(run, CANCELLED.format(notebook=str(run.notebook)))
    wait_for(pids.exists, process)
    process.kill()
    process.communicate()
    assert_gone(pids)
    assert list(temporary.glob("vendor-review-*"))
    assert list(run.archive.glob("numberz/.staging-*"))
    altered_notebook(run.notebook)
    assert cli.main(["run", str(run.register), *NEW_RUN, "--reviews", str(run.archive)]) == 0
    assert list(temporary.glob("vendor-review-*")) == []
    assert {path.name for path in (run.archive / "numberz").glob(".*")} == {".lock"}


def test_a_run_that_only_verifies_removes_what_a_killed_one_left_as_well(
    archive: Path, register: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    temporary = tmp_path / "temporary"
    (temporary / "vendor-review-kernel-01234567" / "profile_default").mkdir(parents=True)
    (temporary / "vendor-review-kernel-01234567.lock").touch()
    (temporary / "vendor-review-somebodys").mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(temporary))
    assert cli.main(["run", str(register), "--as-of", AS_OF, "--reviews", str(archive)]) == 0
    assert [path.name for path in temporary.iterdir()] == ["vendor-review-somebodys"]


def test_a_run_that_waits_for_another_to_publish_can_still_be_cancelled(run: Run) -> None:
    altered_notebook(run.notebook)
    before = tree(run.archive)
    process = start(run, CANCELLED.format(notebook=str(run.notebook)))
    wait_for(lambda: any(run.archive.glob("numberz/.staging-*")), process)
    with durable_files.locked(run.archive / "numberz" / ".lock", 10):
        wait_for(lambda: any(run.archive.glob("numberz/.staging-*/manifest.json")), process)
        process.send_signal(signal.SIGTERM)
        assert_cancelled(run, process, before)


SIGNALLED = """
import os, signal, sys
from vendor_review.__main__ import main
from vendor_review.publication.archive.archive import Archive
publish = Archive.publish
def signalled():
    os.kill(os.getpid(), signal.SIGTERM)
def before(*given):
    try:
        signalled()
    except KeyboardInterrupt:
        pass  # as a finaliser does
    return publish(*given)
def after(*given):
    published = publish(*given)
    signalled()
    return published
Archive.publish = {when}
sys.exit(main())
"""


def test_a_signal_once_the_review_is_published_is_not_reported_as_cancelled(run: Run) -> None:
    process = start(run, SIGNALLED.format(when="after"))
    out, err = process.communicate(timeout=120)
    assert process.returncode == 0, err
    assert json.loads(out)["status"] == "published"


def test_a_signal_whose_exception_was_swallowed_still_cancels(run: Run) -> None:
    before = tree(run.archive)
    assert_cancelled(run, start(run, SIGNALLED.format(when="before")), before)


def test_a_signal_before_the_command_has_read_anything_ends_it_with_code_4() -> None:
    program = (
        "import os, signal, sys, vendor_review.__main__ as process\n"
        "class Slow:\n"
        "    def find_spec(self, name, *_):\n"
        "        if name == 'vendor_review.cli': os.kill(os.getpid(), signal.SIGTERM)\n"
        "sys.meta_path.insert(0, Slow())\n"
        "sys.exit(process.main())"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, check=False, encoding="utf-8")
    assert (done.returncode, done.stdout, done.stderr) == (4, "", "vendor-review: cancelled\n")


def test_a_signal_within_a_text_that_python_executes_ends_a_module_with_code_4(tmp_path: Path) -> None:
    (tmp_path / "interrupted.py").write_text(
        "import sys, vendor_review.__main__ as process\n"
        "from vendor_review import cli\n"
        "text = 'import os, signal; os.kill(os.getpid(), signal.SIGTERM)\\nwhile True: pass'\n"
        "cli.main = lambda: exec(text)\n"
        "sys.exit(process.main())\n",
        encoding="utf-8",
    )
    done = subprocess.run(
        [sys.executable, "-m", "interrupted"],
        cwd=tmp_path,
        capture_output=True,
        check=False,
        encoding="utf-8",
    )
    assert (done.returncode, done.stderr) == (4, "vendor-review: cancelled\n")
