"""A review is made again from what it keeps: the same bytes, or plain words on what is otherwise."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest

from reviewing import AS_OF, Published, edit_file, publish
from runs.forgery import reseal
from vendor_review.files.package_files import default_policy, starting_register
from vendor_review.publication.archive.manifest import (
    MANIFEST,
    hash_outputs,
    manifest_bytes,
    read_manifest,
    review_name,
)
from vendor_review.register.conversion import convert_register
from vendor_review.runs.rerun import Rebuilt, rebuild_review

pytestmark = pytest.mark.slow

SAME = "rebuilt: every byte is the same"


@pytest.fixture
def mailed(published: Published, tmp_path: Path) -> Path:
    """The review of Numberz as somebody got it: no archive around it, and another name."""
    return Path(shutil.copytree(published.folder, tmp_path / "for Jane"))


def test_the_same_bytes_wherever_it_lies_and_whatever_it_is_called(mailed: Path) -> None:
    rebuilt = rebuild_review(mailed)
    assert rebuilt == Rebuilt()
    assert rebuilt.in_words() == SAME


def dated_policy(folder: Path) -> Path:
    """The policy with another kappa from June on: for a day before, the earlier one holds."""
    policy = Path(shutil.copytree(default_policy(), folder / "policy"))
    kappa = '[[controls.kappa.values]]\nfrom = 2026-01-01\nvalue = 0.9\nsource = "vendor_review policy 1, own choice"\n'
    later = kappa.replace("2026-01-01", "2026-06-01").replace("0.9", "0.8")
    edit_file(policy / "policy.toml", kappa, f"{kappa}\n{later}")
    return policy


@pytest.mark.parametrize("as_of", ["2026-03-01", AS_OF])
def test_a_review_under_another_policy_and_an_earlier_day_of_it(tmp_path: Path, as_of: str) -> None:
    policy = dated_policy(tmp_path)
    done = publish(tmp_path / "reviews", "--policy", policy, register=starting_register(), as_of=as_of)
    shutil.rmtree(policy)
    assert rebuild_review(done.folder).in_words() == SAME


def test_a_review_of_a_workbook(tmp_path: Path) -> None:
    workbook = tmp_path / "numberz.xlsx"
    convert_register(str(starting_register()), str(workbook), {})
    done = publish(tmp_path / "reviews", register=workbook)
    workbook.unlink()
    assert rebuild_review(done.folder).in_words() == SAME


@pytest.mark.parametrize(
    ("name", "told"),
    [
        ("formula_version", "it was made by formula 0.0.9, and this is "),
        ("package_version", "it was made by vendor_review 0.0.9, and this is "),
    ],
)
def test_what_another_version_made_is_not_rebuilt_and_not_called_wrong(
    mailed: Path, name: str, told: str
) -> None:
    reseal(mailed, **{name: "0.0.9"})
    words = rebuild_review(mailed).in_words()
    assert words.startswith(f"it cannot be rebuilt here: {told}")
    assert words.endswith("; its hashes hold")


def _as_made_by(mailed: Path, versions: Mapping[str, str]) -> None:
    """Makes a review name other versions of Python and packages wherever it names any."""
    now = read_manifest(mailed)["versions"]
    for name, version in versions.items():
        for file in ("review.html", "review.ipynb"):
            edit_file(mailed / file, f"<li>{name} {now[name]}</li>", f"<li>{name} {version}</li>")
    edit_file(mailed / "review.ipynb", f'"version": "{now["python"]}"', f'"version": "{versions["python"]}"')
    reseal(mailed, versions={**now, **versions})


def test_other_versions_that_changed_nothing_else_are_told_and_are_no_difference(mailed: Path) -> None:
    now = read_manifest(mailed)["versions"]
    _as_made_by(mailed, {"python": "3.10.99", "pandas": "2.99.0"})
    rebuilt = rebuild_review(mailed)
    assert rebuilt.differing == ()
    assert rebuilt.in_words() == (
        "rebuilt: the same but for the versions that review.html, review.ipynb and manifest.json name "
        f"(pandas 2.99.0, now {now['pandas']}; python 3.10.99, now {now['python']})"
    )


def test_other_versions_excuse_no_other_difference(mailed: Path) -> None:
    edit_file(mailed / "scores.csv", "99.250000", "99.240000")
    text = (mailed / "review.html").read_text(encoding="utf-8")
    (mailed / "review.html").write_text(text.replace("99.25", "99.24"), encoding="utf-8")
    _as_made_by(mailed, {"python": "3.10.99"})
    rebuilt = rebuild_review(mailed)
    assert rebuilt.differing == ("review.html", "scores.csv")
    assert rebuilt.naming == ("review.ipynb", MANIFEST)
    assert rebuilt.in_words().startswith(
        "rebuilt, and review.html and scores.csv came out otherwise (python 3.10.99, now 3."
    )


def _forge_scores(mailed: Path) -> None:
    edit_file(mailed / "scores.csv", "99.250000", "09.250000")
    reseal(mailed)


def _forge_verdict(mailed: Path) -> None:
    reseal(mailed, summary={**read_manifest(mailed)["summary"], "verdict": "All is well."})


def _add_a_file(mailed: Path) -> None:
    (mailed / "all-is-well.txt").write_text("yes")
    reseal(mailed)


def _withhold_the_list(mailed: Path) -> None:
    (mailed / "public-list.json").unlink()
    reseal(mailed)


@pytest.mark.parametrize(
    ("forge", "differing"),
    [
        (_forge_scores, "scores.csv"),
        (_forge_verdict, MANIFEST),
        (_add_a_file, "all-is-well.txt"),
        (_withhold_the_list, "public-list.json"),
    ],
)
def test_what_was_forged_together_with_its_hashes_is_named(
    mailed: Path, forge: Callable[[Path], None], differing: str
) -> None:
    forge(mailed)
    assert rebuild_review(mailed).differing == (differing,)


def test_a_review_that_has_not_kept_its_inputs_cannot_be_rebuilt(mailed: Path) -> None:
    (mailed / "register" / "places.csv").unlink()
    shutil.rmtree(mailed / "policy")
    (mailed / MANIFEST).write_bytes(
        manifest_bytes({**read_manifest(mailed), "outputs": hash_outputs(mailed)})
    )
    words = rebuild_review(mailed).in_words()
    assert "it has not kept register/places.csv, policy/adequacy.csv" in words


@pytest.mark.parametrize("name", ["../../outside", "/tmp/outside", "", "a\nb"])
def test_a_manifest_from_elsewhere_has_nothing_written_outside(
    mailed: Path, name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    manifest = json.loads((mailed / MANIFEST).read_bytes())
    (mailed / MANIFEST).write_bytes(manifest_bytes({**manifest, "register": name}))
    before = sorted(tmp_path.iterdir())
    assert "cannot name a folder" in rebuild_review(mailed).impossible
    assert sorted(tmp_path.iterdir()) == before


def test_a_parameter_that_no_run_has_makes_it_impossible(mailed: Path) -> None:
    reseal(mailed, parameters={**read_manifest(mailed)["parameters"], "appetite": 99})
    assert "parameter 'appetite' is not one of" in rebuild_review(mailed).impossible


def test_nothing_is_left_behind_and_the_review_is_not_touched(
    mailed: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    scratch = tmp_path / "scratch"
    scratch.mkdir()
    monkeypatch.setattr("tempfile.tempdir", str(scratch))
    assert review_name(read_manifest(mailed)).startswith(AS_OF)
    before = hash_outputs(mailed)
    rebuild_review(mailed)
    assert hash_outputs(mailed) == before
    assert list(scratch.iterdir()) == []
