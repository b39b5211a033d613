"""A review of a workbook or a database keeps a frozen copy, and plain papermill gives the same."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from reviewing import AS_OF
from vendor_review import cli
from vendor_review.files.package_files import review_notebook, starting_register
from vendor_review.publication.archive.manifest import verify_review
from vendor_review.register.conversion import convert_register

pytestmark = pytest.mark.slow


def run(source: str, reviews: Path, capfd: pytest.CaptureFixture[str]) -> Path:
    capfd.readouterr()
    assert cli.main(["run", source, "--as-of", AS_OF, "--reviews", str(reviews)]) == 0
    return Path(json.loads(capfd.readouterr().out)["review"]).parent


def test_a_workbook_is_reviewed_from_its_frozen_copy(
    workbook: Path, tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    review = run(str(workbook), tmp_path / "reviews", capfd)
    own = run(str(starting_register()), tmp_path / "own", capfd)

    assert review.parent == tmp_path / "reviews" / "numberz"
    assert verify_review(review) == []
    assert "engagements!A2" in (review / "review.html").read_text(encoding="utf-8")
    assert "source.json" in json.loads((review / "manifest.json").read_bytes())["inputs"]["register"]
    assert (review / "scores.csv").read_bytes() == (own / "scores.csv").read_bytes()
    assert (review / "ledger.csv").read_bytes() == (own / "ledger.csv").read_bytes()


def test_papermill_alone_takes_a_workbook_and_gives_the_same_run(
    workbook: Path, tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    review = run(str(workbook), tmp_path / "reviews", capfd)
    out = tmp_path / "out.ipynb"
    parameters = ["-p", "register", workbook.name, "-r", "as_of", AS_OF]
    notebook = shutil.copy(review_notebook(), tmp_path)
    command = [sys.executable, "-m", "papermill", notebook, str(out), "--no-progress-bar", *parameters]
    done = subprocess.run(command, cwd=workbook.parent, capture_output=True, encoding="utf-8", check=False)

    assert done.returncode == 0, done.stderr
    assert f"Review {review.name.rsplit('-', 1)[1]} is complete" in out.read_text(encoding="utf-8")


@pytest.mark.postgres
def test_no_file_of_a_review_holds_the_password_or_the_address(
    postgres: str, tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    convert_register(str(starting_register()), postgres)
    review = run(postgres, tmp_path / "reviews", capfd)
    secret, host = postgres.split("//")[1].rsplit("@", 1)
    forms = [secret.split(":", 1)[1], host.split("/")[0]]

    assert (review / "register" / "source.json").exists()
    for file in (tmp_path / "reviews").rglob("*"):
        if file.is_file():
            assert not any(form.encode() in file.read_bytes() for form in forms), file
    assert "engagements row engagement_id=aws-hosting" in (review / "review.html").read_text(encoding="utf-8")
