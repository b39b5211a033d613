"""The committed review of Numberz is what the committed inputs give."""

from __future__ import annotations

import json
import re
from datetime import date
from pathlib import Path

import pytest

from vendor_review.files import package_files
from vendor_review.runs.parameters import check_parameters
from vendor_review.runs.review_run import RunSettings, run_review

COMMITTED = Path(__file__).parents[2] / "reviews" / "numberz"
AS_OF = date(2026, 11, 1)
pytestmark = pytest.mark.slow


def contents(folder: Path) -> dict[str, str]:
    """Every file as text, without the versions of Python and packages, which differ between machines."""
    versions = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))["versions"]
    names = "|".join(re.escape(name) for name in versions)
    numbers = re.compile(rf'\b({names})("?:? "?)\d+(\.\w+)+')
    language = re.compile(r'("version": )"3\.\d+\.\d+"')
    found = {}
    for path in sorted(folder.rglob("*")):
        if path.is_file():
            text = numbers.sub(r"\1\2VERSION", path.read_text(encoding="utf-8"))
            found[path.relative_to(folder).as_posix()] = language.sub(r'\1"VERSION"', text)
    # The manifest hashes files that name versions; what it says of the inputs is compared.
    manifest = json.loads(found.pop("manifest.json"))
    found["manifest.json"] = json.dumps({**manifest, "outputs": sorted(manifest["outputs"])})
    return found


def test_the_committed_review_is_what_its_inputs_give(tmp_path: Path) -> None:
    parameters = check_parameters(
        register=str(package_files.starting_register()),
        as_of=AS_OF.isoformat(),
        policy="",
        baseline="none",
        sample_count=10_000,
        random_seed=0,
    )
    made = run_review(parameters, RunSettings(tmp_path)).folder
    committed = [path for path in COMMITTED.iterdir() if path.name.startswith(AS_OF.isoformat())]
    assert [path.name for path in committed] == [made.name], "run `make committed` and look at the difference"
    expected, found = contents(committed[0]), contents(made)
    assert found.keys() == expected.keys()
    differing = [name for name in expected if expected[name] != found[name]]
    assert differing == [], "run `make committed` and look at the difference"
