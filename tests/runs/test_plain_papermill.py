"""Plain papermill and nbconvert do as well, and give the same page."""

from __future__ import annotations

import os
import subprocess
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from reviewing import AS_OF, REVIEW_NOTEBOOK, Published, altered_notebook, module
from vendor_review.errors import RunFailed
from vendor_review.report.pages.exporter import ReviewExporter

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

    def executed(name: str) -> Path:
        out = folder / f"{name}.ipynb"
        done = papermill(out, "as_of", AS_OF, cwd={"root": ROOT, "notebooks": NOTEBOOKS}[name])
        assert done.returncode == 0, done.stderr
        return out

    with ThreadPoolExecutor() as pool:
        root, notebooks = pool.map(executed, ("root", "notebooks"))
    done = module("nbconvert", "--to", "vendor-review", root, "--log-level=ERROR")
    assert done.returncode == 0, done.stderr
    page, _ = ReviewExporter().from_filename(str(notebooks))  # type: ignore[no-untyped-call]
    return {"root": root.with_suffix(".html").read_bytes(), "notebooks": page.encode()}


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
    unfinished = altered_notebook(tmp_path / "unfinished.ipynb", keep=1)
    with pytest.raises(RunFailed, match="did not run to its end"):
        ReviewExporter().from_filename(str(unfinished))  # type: ignore[no-untyped-call]
