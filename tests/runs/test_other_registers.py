"""A review is compared only with one of the same register and the same organisation."""

from __future__ import annotations

import shutil
from datetime import date
from pathlib import Path

import pytest

import vendor_review as vr
from reviewing import Published, command, publish, tree
from vendor_review.errors import UsageError
from vendor_review.files.package_files import starting_register
from vendor_review.publication.archive.archive import Archive
from vendor_review.register.identity import Identity
from vendor_review.runs.baseline import find_baseline, open_baseline

pytestmark = pytest.mark.slow

AS_OF, LATER = "2026-11-01", "2026-11-29"


def company(folder: Path, organisation: str, **more: str) -> Path:
    """A register called `numberz`, as another company might have one."""
    shutil.copytree(starting_register(), folder)
    lines = [f'{key} = "{value}"' for key, value in {"organisation": organisation, **more}.items() if value]
    page = folder / "page.toml"
    kept = [line for line in page.read_text("utf-8").splitlines() if not line.startswith("organisation")]
    page.write_text("\n".join([*lines, *kept]) + "\n", "utf-8")
    return folder


@pytest.mark.parametrize("as_of", ["2026-10-01", AS_OF, LATER])
@pytest.mark.parametrize("organisation", ["Other Company", ""])
def test_a_run_is_refused_where_another_company_keeps_its_reviews(
    published: Published, tmp_path: Path, organisation: str, as_of: str
) -> None:
    archive = Path(shutil.copytree(published.archive, tmp_path / "reviews"))
    other, before = company(tmp_path / "two" / "numberz", organisation), tree(archive)
    done = command("run", other, "--as-of", as_of, "--reviews", archive)
    assert (done.returncode, done.stdout) == (2, "")
    whose = f"is of {organisation}" if organisation else "names no organisation"
    assert (
        f"{archive / 'numberz'} holds reviews of Numberz; this register {whose}: give one of them"
        in done.stderr
    )
    assert tree(archive) == before


def test_a_baseline_that_is_named_is_of_the_same_register_and_organisation(
    published: Published, tmp_path: Path
) -> None:
    other = company(tmp_path / "two" / "numberz", "Other Company")
    words = ("run", other, "--as-of", LATER, "--reviews", tmp_path / "new", "--baseline", published.folder)
    same_name = command(*words)
    assert same_name.returncode == 2
    assert "holds reviews of Numberz; this register is of Other Company" in same_name.stderr
    own_name = command(*words, "--name", "two")
    assert own_name.returncode == 2
    assert "is a review of the register numberz, and this is the register two" in own_name.stderr
    assert not (tmp_path / "new").exists()


def test_the_same_holds_in_a_notebook(published: Published, tmp_path: Path) -> None:
    other = company(tmp_path / "two" / "numberz", "Other Company")
    with pytest.raises(UsageError, match="holds reviews of Numberz"):
        vr.review(other, as_of=LATER, baseline=published.folder)
    with pytest.raises(UsageError, match="is a review of the register numberz"):
        vr.review(starting_register(), as_of=LATER, baseline=published.folder, name="two")
    copied = shutil.copytree(starting_register(), tmp_path / "copy")
    found = vr.review(copied, as_of=LATER, baseline=published.folder, name="numberz")
    assert found.comparison is not None


def test_two_reviews_of_different_registers_are_not_diffed(
    published: Published, troubled: Published, tmp_path: Path
) -> None:
    done = command("diff", published.folder, troubled.folder)
    assert (done.returncode, done.stdout) == (2, "")
    assert "is a review of the register numberz, and this is the register troubled" in done.stderr


@pytest.mark.parametrize(
    ("organisation", "is_stated", "same"),
    [
        ("Numberz", False, True),
        ("NUMBERZ", False, True),
        ("", False, False),
        ("", True, True),
        ("Numberz Inc.", True, False),
    ],
)
def test_whose_it_is_may_be_left_out_where_the_id_is_stated(
    published: Published, organisation: str, is_stated: bool, same: bool
) -> None:
    now, archive = Identity("numberz", organisation, is_stated), Archive(published.archive, "numberz")
    if same:
        found = find_baseline("auto", archive, date.fromisoformat(LATER), now)
        assert found is not None
        assert found.folder == published.folder
    else:
        with pytest.raises(UsageError, match="give one of them a register_id"):
            find_baseline("auto", archive, date.fromisoformat(LATER), now)
    assert find_baseline("none", archive, date.fromisoformat(LATER), now) is None


def test_a_name_keeps_registers_apart_and_changes_nothing_else(published: Published, tmp_path: Path) -> None:
    made = publish(tmp_path / "reviews", "--name", "Two Ltd", register=starting_register())
    assert made.folder == tmp_path / "reviews" / "Two Ltd" / published.folder.name
    assert made.text("review.html") == published.text("review.html")
    found = open_baseline(made.folder)
    assert found is not None
    assert (found.register_id, found.organisation) == ("Two Ltd", "Numberz")
    again = command("verify", "--rerun", made.folder)
    assert again.returncode == 0, again.stdout + again.stderr
