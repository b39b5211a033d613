"""The same inputs give the same bytes, wherever, whenever and by whomever they are reviewed."""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import tempfile
from pathlib import Path

import pytest

from reviewing import AS_OF, Published, edit_file, module, publish, times, tree
from vendor_review import cli
from vendor_review.files.package_files import starting_register

pytestmark = pytest.mark.slow

#: As different from a usual shell as can be had on every machine.
ELSEWHERE = {
    "PYTHONHASHSEED": "4711",
    "TZ": "Pacific/Kiritimati",
    "LC_ALL": "C",
    "LANG": "C",
    "PYTHONCOERCECLOCALE": "0",
    "PYTHONUTF8": "0",
    "COLUMNS": "40",
}

USERS_STARTUP = 'import pandas; pandas.set_option("display.max_columns", 3); print("good morning")\n'


def as_a_stranger() -> list[str]:
    """Runs a command as a user whom the machine does not know, where root runs the tests and can; elsewhere as it is.

    The stranger may read what root may, because Python itself may lie where nobody else looks.
    """
    if os.geteuid() or shutil.which("setpriv") is None:
        return []
    rights = "+dac_override,+dac_read_search"
    ids = ["--reuid=12345", "--regid=12345", "--clear-groups"]
    return ["setpriv", *ids, f"--inh-caps={rights}", f"--ambient-caps={rights}"]


@pytest.fixture(scope="module")
def elsewhere(tmp_path_factory: pytest.TempPathFactory) -> Published:
    """The same review from another folder, by a relative path, in another locale and zone, with a closed umask,
    by another user, whose notebooks look different."""
    folder = tmp_path_factory.mktemp("elsewhere")
    shutil.copytree(starting_register(), folder / "kept" / "numberz")
    profile = folder / "home" / ".ipython" / "profile_default"
    (profile / "startup").mkdir(parents=True)
    (profile / "startup" / "mine.py").write_text(USERS_STARTUP, encoding="utf-8")
    (profile / "ipython_config.py").write_text(
        "c.InteractiveShell.ast_node_interactivity = 'all'\n", encoding="utf-8"
    )
    (folder / "home" / "startup.py").write_text(USERS_STARTUP, encoding="utf-8")
    users = {
        "HOME": str(folder / "home"),
        "IPYTHONDIR": str(profile.parent),
        "PYTHONSTARTUP": str(folder / "home" / "startup.py"),
    }
    mask = os.umask(0o077)
    try:
        return publish(
            folder / "reviews",
            register="kept/numberz/",
            cwd=folder,
            env=ELSEWHERE | users,
            through=as_a_stranger(),
        )
    finally:
        os.umask(mask)


def test_every_file_of_the_archive_is_the_same(published: Published, elsewhere: Published) -> None:
    here, there = tree(published.archive), tree(elsewhere.archive)
    assert here.keys() == there.keys()
    assert [name for name in here if here[name] != there[name]] == []
    assert published.folder.name == elsewhere.folder.name


def test_a_review_is_rebuilt_to_the_byte_elsewhere_and_by_somebody_else(published: Published) -> None:
    with tempfile.TemporaryDirectory() as folder:  # pytest's own folder is closed to others
        Path(folder).chmod(0o755)
        shutil.copytree(published.folder, Path(folder, "mailed review"))
        done = module(
            "vendor_review",
            "verify",
            "mailed review",
            "--rerun",
            cwd=Path(folder),
            env=ELSEWHERE | {"HOME": folder},
            through=as_a_stranger(),
        )
    assert done.returncode == 0, done.stderr
    assert done.stdout.endswith("rebuilt: every byte is the same\n")


def test_the_stranger_is_another_user_where_root_runs_the_tests(elsewhere: Published) -> None:
    mine, theirs = os.geteuid(), (elsewhere.folder / "review.html").stat().st_uid
    assert (mine != theirs) is bool(as_a_stranger())


def test_no_file_holds_a_path_of_the_machine_or_a_time_of_the_run(published: Published) -> None:
    places = [str(published.archive), str(starting_register()), f"{tempfile.gettempdir()}/"]
    for name, content in tree(published.archive).items():
        for place in places:
            assert place.encode() not in (content or b""), f"{place} is in {name}"
    notebook = json.loads(published.text("review.ipynb"))
    assert "papermill" not in notebook["metadata"]
    for cell in notebook["cells"]:
        assert not {"papermill", "execution"} & cell["metadata"].keys()


def test_latest_is_the_same_review(published: Published) -> None:
    assert tree(published.archive / "numberz" / "latest") == tree(published.folder)


def test_the_same_run_again_changes_nothing_and_says_that_it_verified(
    archive: Path, published: Published, capfd: pytest.CaptureFixture[str]
) -> None:
    before = tree(archive), times(archive)
    assert cli.main(["run", str(starting_register()), "--as-of", AS_OF, "--reviews", str(archive)]) == 0
    assert (tree(archive), times(archive)) == before
    out, err = capfd.readouterr()
    assert "nothing has changed; checked" in err
    again, first = json.loads(out), json.loads(published.stdout)
    assert (first.pop("status"), again.pop("status")) == ("published", "verified")
    assert Path(again.pop("review")).relative_to(archive) == Path(first.pop("review")).relative_to(
        published.archive
    )
    assert again == first


@pytest.mark.parametrize(
    "name", ["review.html", "scores.csv", "review.ipynb", "register/vendors.csv", "manifest.json"]
)
def test_a_review_that_somebody_changed_is_named_and_not_covered_up(
    archive: Path, name: str, capfd: pytest.CaptureFixture[str]
) -> None:
    (folder,) = (archive / "numberz").glob(f"{AS_OF}-*")
    with (folder / name).open("a", encoding="utf-8") as file:
        file.write("x")
    spoilt = tree(archive)
    assert cli.main(["run", str(starting_register()), "--as-of", AS_OF, "--reviews", str(archive)]) == 3
    out, err = capfd.readouterr()
    assert out == ""
    assert name in err
    assert "Traceback" not in err
    assert tree(archive) == spoilt


def test_a_forged_manifest_is_not_verified(archive: Path, capfd: pytest.CaptureFixture[str]) -> None:
    (folder,) = (archive / "numberz").glob(f"{AS_OF}-*")
    page = folder / "scores.csv"
    before = hashlib.sha256(page.read_bytes()).hexdigest()
    edit_file(page, "99.250000", "09.250000")
    edit_file(folder / "manifest.json", before, hashlib.sha256(page.read_bytes()).hexdigest())
    assert cli.main(["run", str(starting_register()), "--as-of", AS_OF, "--reviews", str(archive)]) == 3
    assert "manifest.json" in capfd.readouterr().err


@pytest.mark.parametrize("name", ["review.html", "ledger.csv"])
def test_a_review_that_lacks_a_file_is_named(
    archive: Path, name: str, capfd: pytest.CaptureFixture[str]
) -> None:
    (folder,) = (archive / "numberz").glob(f"{AS_OF}-*")
    (folder / name).unlink()
    assert cli.main(["run", str(starting_register()), "--as-of", AS_OF, "--reviews", str(archive)]) == 3
    assert f"{name} is missing" in capfd.readouterr().err


def test_a_relative_register_is_found_from_the_folder_below_too(archive: Path, register: Path) -> None:
    inside = register.parent / "notebooks"
    inside.mkdir()
    done = module("vendor_review", "run", "numberz", "--as-of", AS_OF, "--reviews", archive, cwd=inside)
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout)["status"] == "verified"
