"""Every script of the repository runs from a clean checkout, at its smallest size. Scripts are found, not listed."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
FOLDERS = (".ci", "bench", "docs", "faults", "fuzz")
DAY = "2026-11-01"

#: Arguments of each script's smallest runs. They run in a folder that holds the inputs of a review, `register` and
#: `policy`; what they write stays there.
SMALLEST: dict[str, list[list[str]]] = {
    "bench/altered_lists.py": [[str(ROOT / "tests/intake/lists"), "--most", "2"]],
    "bench/bare.py": [[DAY, "bare"]],
    "bench/firmness.py": [["bare", "register", DAY], ["whole", "register", DAY]],
    "bench/intake.py": [[str(ROOT / "tests/intake/lists")]],
    "bench/invent.py": [["invented", "3", DAY]],
    "bench/one_more.py": [["2", "archive"]],
    "bench/run.py": [
        ["--smallest", "--only", part] for part in ("chain", "exploring", "firmness", "many", "publishing")
    ]
    + [["--smallest", "--only", part] for part in ("paint", "sizes", "growth")],
    "bench/since.py": [["HEAD", "--repeats", "1", "--vendors"]],
    "bench/steps.py": [
        [way, "register", DAY] for way in ("plain", "typed", "chain")
    ],  # one way needs a mistake
    "docs/changelog.py": [["9.9.9", DAY, "."]],
    "docs/generate.py": [["."]],
    "faults/publish_small.py": [["archive", "text", DAY]],
}
#: Scripts whose own tests run them at their smallest size.
ELSEWHERE = {
    ".ci/unchanged/__main__.py": "tests/setup/test_unchanged.py",
    ".ci/unchanged/run_steps.py": "tests/setup/test_unchanged.py",
    "faults/inject.py": "tests/faults/test_faults.py",
    "fuzz/fuzzer.py": "tests/fuzz/test_fuzz.py",
    "fuzz/worker.py": "tests/fuzz/test_fuzz.py",
}


def scripts() -> list[str]:
    """What is started as a program, by path from the root."""
    files = (file for folder in FOLDERS for file in (ROOT / folder).rglob("*.py"))
    return sorted(
        str(file.relative_to(ROOT))
        for file in files
        if re.search(r'^if __name__ == "__main__":', file.read_text(encoding="utf-8"), re.MULTILINE)
    )


def test_every_script_has_a_smallest_run() -> None:
    assert scripts() == sorted({*SMALLEST, *ELSEWHERE})
    assert all((ROOT / test).exists() for test in ELSEWHERE.values())


@pytest.mark.slow
@pytest.mark.parametrize(
    ("script", "arguments"),
    [
        pytest.param(script, arguments, id=f"{script} {' '.join(arguments)}")
        for script, runs in SMALLEST.items()
        for arguments in runs
    ],
)
def test_a_script_runs_at_its_smallest(script: str, arguments: list[str], tmp_path: Path) -> None:
    shutil.copytree(ROOT / "data" / "numberz", tmp_path / "register")
    shutil.copytree(ROOT / "data" / "policy", tmp_path / "policy")
    paths = (ROOT / "src", ROOT / "tests", ROOT / "bench", ROOT / "faults")
    done = subprocess.run(
        [sys.executable, str(ROOT / script), *arguments],
        cwd=tmp_path,
        env={**os.environ, "PYTHONPATH": os.pathsep.join(map(str, paths)), "PYTHONDONTWRITEBYTECODE": "1"},
        capture_output=True,
        encoding="utf-8",
        check=False,
        timeout=280,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    assert "Traceback" not in done.stderr
