"""Kernels forked from a warm parent: each as fresh as one that is started, with the same bytes and the same end."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import nbformat
import psutil  # type: ignore[import-untyped]
import pytest
from nbformat.v4 import new_code_cell, new_notebook

from reviewing import AS_OF, tree, wait_until_gone
from vendor_review.files.package_files import starting_register
from vendor_review.runs.kernel import warm_parent, warm_start
from vendor_review.runs.kernel.containment import contained
from vendor_review.runs.kernel.warm_parent import place_descriptors
from vendor_review.runs.parameters import check_parameters
from vendor_review.runs.review_run import RunSettings, run_review

pytestmark = pytest.mark.slow


@pytest.fixture
def _own_parent() -> Iterator[None]:
    """A test that spoils the warm parent of this process has one of its own."""
    warm_start.warm_parent.cache_clear()
    yield
    warm_start.warm_parent.cache_clear()


def said_by_kernel(source: str, folder: Path, *, warm: bool = True) -> Any:
    """What a cell prints as JSON, in a kernel of its own."""
    from papermill.execute import execute_notebook

    notebook = new_notebook(cells=[new_code_cell(source)])
    notebook.metadata.kernelspec = {"name": "python3", "language": "python", "display_name": "Python 3"}
    with contained(warm) as kind:
        done: nbformat.NotebookNode = execute_notebook(
            notebook, None, cwd=folder, progress_bar=False, kernel_manager_class=kind
        )
    return json.loads(done.cells[0].outputs[0]["text"])


PARENTS = "import json, psutil\nprint(json.dumps([one.pid for one in psutil.Process().parents()]))"


def is_warm(folder: Path) -> bool:
    """Whether the next kernel is a grandchild of the warm parent, and none of the process of its run."""
    parents = said_by_kernel(PARENTS, folder)
    return bool(os.getpid() != parents[1])


@pytest.mark.parametrize("register", ["numberz", "example/2026-10-31"])
def test_a_warm_kernel_gives_the_bytes_of_a_started_one(register: str, tmp_path: Path) -> None:
    parameters = check_parameters(
        register=str(starting_register().parent / register),
        as_of=AS_OF,
        policy="",
        baseline="none",
        sample_count=1000,
        random_seed=0,
    )
    made = [
        tree(run_review(parameters, RunSettings(tmp_path / str(warm), warm=warm)).folder)
        for warm in (False, True)
    ]
    assert made[0] == made[1]


def test_no_kernel_finds_what_the_one_before_has_left(tmp_path: Path) -> None:
    spoil = "import builtins, json, os, random, sys, pandas\n"
    spoil += "builtins.left = os.environ['LEFT'] = 'left'; sys.modules['left'] = sys; pandas.left = 'left'\n"
    look = "import builtins, json, os, random, sys, pandas\n"
    look += (
        "print(json.dumps([hasattr(builtins, 'left'), 'LEFT' in os.environ, 'left' in sys.modules, "
        "hasattr(pandas, 'left'), random.random()]))"
    )
    said_by_kernel(spoil + "print('null')", tmp_path)
    first, second = (said_by_kernel(look, tmp_path) for _ in range(2))
    assert first[:4] == second[:4] == [False] * 4
    assert first[4] != second[4]  # each draws anew where nobody states a seed


def test_a_warm_kernel_is_like_a_started_one(tmp_path: Path) -> None:
    look = """import json, os, sys, threading
print(json.dumps({
    "folder": os.getcwd(), "variables": {k: v for k, v in os.environ.items() if not k.startswith(("JPY", "IPYTHON"))},
    "threads": sorted(one.name for one in threading.enumerate()), "interactive": bool(get_ipython()),
}))"""
    warm, cold = (said_by_kernel(look, tmp_path, warm=warm) for warm in (True, False))
    ways = {"OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "MKL_NUM_THREADS", "VECLIB_MAXIMUM_THREADS"}
    assert not ways & warm["variables"].keys()
    # Thread-1 looks whether the guard is still there; where kernels are forked the system itself does.
    cold["threads"].remove("Thread-1")
    assert warm == cold


def test_a_warm_kernel_holds_no_file_of_its_parent(tmp_path: Path) -> None:
    look = "import json, os\nprint(json.dumps([os.readlink(f'/proc/self/fd/{n}') for n in os.listdir('/proc/self/fd') "
    look += "if os.path.exists(f'/proc/self/fd/{n}')]))"
    with (tmp_path / "open.txt").open("w") as held:
        warm_start.begin_imports()
        files = said_by_kernel(look, tmp_path)
        assert not any(file.endswith(held.name) for file in files)
    assert not any(file.startswith("socket:") and "forkserver" in file for file in files)


@pytest.mark.usefixtures("_own_parent")
def test_another_environment_for_python_starts_a_kernel_as_usual(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert is_warm(tmp_path)
    monkeypatch.setenv("SOMETHING_ELSE", "1")
    assert is_warm(tmp_path)
    monkeypatch.setenv("PYTHONPATH", str(tmp_path))
    assert not is_warm(tmp_path)


def test_where_no_fork_is_safe_a_kernel_is_started_as_usual(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys, "platform", "darwin")
    assert "darwin" in warm_start.why_cold()
    monkeypatch.undo()
    monkeypatch.setattr("vendor_review.runs.kernel.provisioner.why_cold", lambda: "not here")
    assert not is_warm(tmp_path)


@pytest.mark.usefixtures("_own_parent")
def test_a_warm_parent_that_is_killed_costs_no_review(tmp_path: Path) -> None:
    parents = said_by_kernel(PARENTS, tmp_path)
    server = psutil.Process(parents[1])
    assert server.pid != os.getpid()
    server.kill()
    wait_until_gone(server.pid)
    assert said_by_kernel("print('[1]')", tmp_path) == [1]


@pytest.mark.usefixtures("_own_parent")
def test_a_warm_parent_that_cannot_import_says_nothing_and_leaves_the_kernel_to_the_usual_way(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    broken = tmp_path / "broken" / "holidays"
    broken.mkdir(parents=True)
    (broken / "__init__.py").write_text("raise RuntimeError('broken')\n", encoding="utf-8")
    monkeypatch.setenv("PYTHONPATH", str(broken.parent))
    assert not is_warm(tmp_path)
    assert capfd.readouterr().err == ""


def test_the_warm_parent_ends_with_the_process_that_has_it(tmp_path: Path) -> None:
    program = """import os, time
from vendor_review.runs.kernel.warm_start import begin_imports, warm_parent
begin_imports()
print(warm_parent()._server._forkserver_pid, flush=True)
time.sleep(600)"""
    with subprocess.Popen([sys.executable, "-c", program], stdout=subprocess.PIPE, text=True) as owner:
        assert owner.stdout is not None
        server = int(owner.stdout.readline())
        assert psutil.pid_exists(server)
        owner.send_signal(signal.SIGKILL)
        wait_until_gone(server)


def test_a_warm_kernel_ends_with_its_run_and_its_warm_parent_goes_on(tmp_path: Path) -> None:
    ids = PARENTS.replace("[one.pid", "[one.pid for one in [psutil.Process()]] + [one.pid")
    kernel, guard, server = said_by_kernel(ids, tmp_path)[:3]
    wait_until_gone(kernel)
    wait_until_gone(guard)
    assert said_by_kernel(ids, tmp_path)[2] == server


def test_plain_jupyter_can_take_warm_kernels_by_a_kernelspec(tmp_path: Path) -> None:
    spec = tmp_path / "jupyter" / "kernels" / "warm" / "kernel.json"
    spec.parent.mkdir(parents=True)
    content = {
        "argv": [sys.executable, "-m", "ipykernel_launcher", "-f", "{connection_file}"],
        "display_name": "Python 3 (warm)",
        "language": "python",
        "metadata": {
            "kernel_provisioner": {"provisioner_name": "vendor-review-warm"},
            "supported_encryption": ["curve"],
        },
    }
    spec.write_text(json.dumps(content), encoding="utf-8")
    notebook = tmp_path / "asks.ipynb"
    nbformat.write(new_notebook(cells=[new_code_cell(PARENTS)]), notebook)
    done = subprocess.run(
        [
            sys.executable,
            "-m",
            "papermill",
            notebook,
            tmp_path / "out.ipynb",
            "-k",
            "warm",
            "--no-progress-bar",
        ],
        env={**os.environ, "JUPYTER_PATH": str(tmp_path / "jupyter")},
        capture_output=True,
        encoding="utf-8",
        check=False,
    )
    assert done.returncode == 0, done.stderr
    parents = json.loads(nbformat.read(tmp_path / "out.ipynb", 4).cells[0].outputs[0]["text"])
    assert parents.index(os.getpid()) == 2  # the warm parent, papermill, this process


def test_descriptors_get_their_numbers_whatever_numbers_they_had() -> None:
    pipes = [os.pipe() for _ in range(3)]
    child = os.fork()
    if not child:
        try:
            wanted = (pipes[1][1], pipes[0][1], 1)  # the first two change places
            place_descriptors([pipes[0][1], pipes[1][1], pipes[2][1]], wanted)
            for number, word in zip(wanted, (b"first", b"second", b"third"), strict=True):
                os.write(number, word)
        finally:
            os._exit(0)
    os.waitpid(child, 0)
    for _, end in pipes:
        os.close(end)
    assert [os.read(end, 10) for end, _ in pipes] == [b"first", b"second", b"third"]


def test_a_warm_parent_stops_importing_once_nobody_is_left_to_fork_for(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    parents = iter([7, 7, 7, 1])
    loaded: list[str] = []

    class Ended(Exception):
        pass

    def end(code: int) -> None:
        raise Ended(code)

    monkeypatch.setattr(os, "getppid", lambda: next(parents))
    monkeypatch.setattr(os, "_exit", end)
    monkeypatch.setattr(warm_parent, "import_module", loaded.append)
    # What it sets aside and states is meant for a process of its own.
    monkeypatch.setattr("vendor_review.runs.kernel.entry.leave_out_unused", lambda: None)
    monkeypatch.setattr(os, "environ", {})
    with pytest.raises(Ended, match="0"):
        warm_parent.import_all()
    assert len(loaded) == 2
