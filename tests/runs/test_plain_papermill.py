"""Plain papermill and nbconvert do as well, and give the same page."""

from __future__ import annotations

import os
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from reviewing import AS_OF, REVIEW_NOTEBOOK, Published, module

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(
        REVIEW_NOTEBOOK.parent.name != "notebooks", reason="needs the checkout's notebooks folder"
    ),
]

NOTEBOOKS = REVIEW_NOTEBOOK.parent
ROOT = NOTEBOOKS.parent


def papermill(out: Path, *arguments: str, cwd: Path) -> subprocess.CompletedProcess[str]:
    notebook = os.path.relpath(REVIEW_NOTEBOOK, cwd)
    return module("papermill", notebook, out, "--no-progress-bar", "-p", *arguments, cwd=cwd)


@pytest.fixture(scope="module")
def pages(tmp_path_factory: pytest.TempPathFactory) -> dict[str, bytes]:
    """The page by the folder in which papermill ran."""
    folder = tmp_path_factory.mktemp("papermill")

    def made(name: str) -> bytes:
        cwd = {"root": ROOT, "notebooks": NOTEBOOKS}[name]
        out = folder / f"{name}.ipynb"
        done = papermill(out, "as_of", AS_OF, cwd=cwd)
        assert done.returncode == 0, done.stderr
        done = module("nbconvert", "--to", "vendor-review", out, "--log-level=ERROR")
        assert done.returncode == 0, done.stderr
        return out.with_suffix(".html").read_bytes()

    with ThreadPoolExecutor() as pool:
        return dict(zip(("root", "notebooks"), pool.map(made, ("root", "notebooks")), strict=True))


@pytest.mark.parametrize("folder", ["root", "notebooks"])
def test_papermill_and_nbconvert_give_the_page_of_the_command(
    pages: dict[str, bytes], published: Published, folder: str
) -> None:
    assert pages[folder].decode() == published.text("review.html")


def test_a_parameter_that_the_notebook_does_not_have_fails_under_papermill_too(tmp_path: Path) -> None:
    done = papermill(tmp_path / "out.ipynb", "asof", AS_OF, cwd=ROOT)
    assert done.returncode != 0
    assert "UsageError" in done.stderr
    assert "did you mean 'as_of'?" in done.stderr


def test_the_exporter_refuses_a_notebook_that_did_not_run(tmp_path: Path) -> None:
    done = subprocess.run(
        [
            sys.executable,
            "-m",
            "nbconvert",
            "--to",
            "vendor-review",
            str(REVIEW_NOTEBOOK),
            "--output-dir",
            str(tmp_path),
        ],
        capture_output=True,
        encoding="utf-8",
        check=False,
    )
    assert done.returncode != 0
    assert "did not run to its end" in done.stderr
    assert list(tmp_path.iterdir()) == []
