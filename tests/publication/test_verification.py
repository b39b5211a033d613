"""Verifying one review, the latest, those of a register, and all: every hash, and what the index says."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from vendor_review.errors import UsageError
from vendor_review.files.snapshot import sha256
from vendor_review.publication.archive.chain import chain_problems
from vendor_review.publication.archive.index import index_bytes, open_index
from vendor_review.publication.archive.overview import refresh_overview
from vendor_review.publication.archive.verification.register import verify_place
from vendor_review.publication.archive.verification.review import Verified, verify_one

LATER = date(2026, 12, 1)


def told(place: Path) -> dict[str, tuple[tuple[str, ...], tuple[str, ...]]]:
    """Folder name to problems and notes."""
    return {each.folder.name: (each.problems, each.notes) for each in verify_place(place)}


def the_one(place: Path) -> Verified:
    (found,) = verify_place(place)
    return found


def test_a_review_that_was_left_alone_holds_and_is_named(reviews: Any) -> None:
    folder = reviews.publish().folder
    found = the_one(folder)
    assert (found.problems, found.notes, found.files) == ((), (), 3)
    assert found.name == f"numberz {folder.name}"


@pytest.mark.parametrize("name", ["review.html", "register/vendors.csv", "public-list.html"])
def test_the_file_that_moved_is_named(reviews: Any, name: str) -> None:
    folder = reviews.publish().folder
    with (folder / name).open("a") as file:
        file.write(" ")
    (problem, *others) = the_one(folder).problems
    assert problem.startswith(f"{name} has changed: SHA-256 ")
    assert others == []


def test_a_register_s_folder_and_the_folder_of_all_give_every_review(reviews_in: Any, tmp_path: Path) -> None:
    reviews = reviews_in("all")
    first, second = reviews.publish("a\n").folder, reviews.publish("b\n", LATER).folder
    whole = dict.fromkeys((first.name, second.name, "latest"), ((), ()))
    assert told(reviews.archive.root) == whole
    shutil.copytree(reviews.archive.root, reviews.archive.root.parent / "another")
    refresh_overview(reviews.archive.root.parent)
    assert len(list(verify_place(reviews.archive.root.parent))) == 6
    (second / "review.html").write_text("forged")
    broken = [each.folder for each in verify_place(reviews.archive.root.parent) if each.problems]
    assert broken == [second]


def test_an_archive_of_before_later_figures_holds_and_its_chain_goes_on(reviews: Any) -> None:
    later, reviews.later = reviews.later, {}
    first = reviews.publish("a\n").folder
    assert not later.keys() & json.loads((first / "manifest.json").read_bytes())["summary"].keys()
    assert (
        not later.keys() & json.loads((reviews.archive.root / "index.json").read_bytes())["reviews"][0].keys()
    )
    before = open_index(reviews.archive.root / "index.json")
    reviews.later = later
    second = reviews.publish("b\n", LATER).folder
    after = open_index(reviews.archive.root / "index.json")
    assert after.entries[:1] == before.entries
    assert chain_problems(after) == []
    assert [each.outside for each in after.entries] == [None, 0]
    assert told(reviews.archive.root) == dict.fromkeys((first.name, second.name, "latest"), ((), ()))


#: The page of all registers as it was before it told of outside, overdue and open decisions.
_EARLIER_PAGE = """<!doctype html><html lang="en"><head><meta name="generator" content="vendor_review 0.1.0"></head>
<body><table><tr><th scope="col">Register</th><th scope="col">Worst</th><th scope="col">Sum</th></tr>
<tr><th scope="row"><a href="#register-1">numberz</a></th>
<td><a href="numberz/latest/review.html">2026-11-01</a></td>
<td>3 vendors, all undetermined &lt;aws&gt;.</td><td>3</td><td>90.50</td><td>120.25</td><td>1</td></tr></table>
<p><a href="numberz/index.html">All reviews</a></p></body></html>"""


@pytest.mark.parametrize(
    ("old", "new", "holds"),
    [
        ("", "", True),
        ("90.50", "9.50", False),
        ("all undetermined", "all within", False),
        ("2026-11-01", "2026-11-02", False),
        ("numberz/index.html", "https://elsewhere.example/", False),
        ("</body>", "<script>1</script></body>", False),
    ],
)
def test_a_page_of_an_earlier_version_holds_as_long_as_it_says_what_the_index_says(
    reviews: Any, old: str, new: str, holds: bool
) -> None:
    reviews.publish()
    top = reviews.archive.root.parent
    (top / "index.html").write_text(_EARLIER_PAGE.replace(old, new) if old else _EARLIER_PAGE, "utf-8")
    problems, notes = told(top).get(top.name, ((), ()))
    assert (problems == ()) is holds
    assert [note for note in notes if "drawn by another version" in note] if holds else problems


def test_a_review_in_a_mail_holds_under_any_name_and_without_an_index(reviews: Any, tmp_path: Path) -> None:
    folder = reviews.publish().folder
    mailed = Path(shutil.copytree(folder, tmp_path / "review for Jane"))
    assert the_one(mailed).problems == ()
    (mailed / "note.txt").write_text("see below")
    assert the_one(mailed).problems == ("note.txt is not part of the review",)


def test_a_manifest_that_was_forged_with_its_file_is_caught_by_the_index(reviews: Any) -> None:
    folder = reviews.publish().folder
    manifest = folder / "manifest.json"
    manifest.write_text(manifest.read_text().replace("3.13.1", "3.12.0"))
    vouched = ("manifest.json is not the one that index.json vouches for",)
    assert the_one(folder).problems == vouched
    assert told(reviews.archive.root)[folder.name] == (vouched, ())


def test_the_latest_copy_is_held_against_the_index_too(reviews: Any) -> None:
    first = reviews.publish("a\n").folder
    latest = reviews.archive.latest
    assert the_one(latest).notes == ()
    manifest = latest / "manifest.json"
    manifest.write_text(manifest.read_text().replace("3.13.1", "3.12.0"))
    assert the_one(latest).problems == ("manifest.json is not the one that index.json vouches for",)
    shutil.rmtree(latest)
    reviews.publish("b\n", LATER)
    shutil.rmtree(latest)
    shutil.copytree(first, latest)
    (problem,) = the_one(latest).problems
    assert problem.startswith(f"a copy of {first.name}, and {LATER}-")


def test_a_latest_copy_of_a_review_that_was_never_listed_does_not_hold(
    reviews: Any, reviews_in: Callable[[str], Any]
) -> None:
    reviews.publish("a\n")
    stranger = reviews_in("elsewhere").publish("stranger\n").folder
    shutil.rmtree(reviews.archive.latest)
    shutil.copytree(stranger, reviews.archive.latest)
    assert the_one(reviews.archive.latest).problems == (
        f"index.json does not list {stranger.name}, whose copy it is",
    )


def test_a_review_that_a_dying_run_left_unlisted_holds_with_a_note(reviews: Any) -> None:
    reviews.publish("a\n")
    folder = reviews.publish("b\n").folder
    index = reviews.archive.root / "index.json"
    index.rename(index.with_name(".fresh-index.json"))
    index.write_bytes(index_bytes("numberz", reviews.archive.entries()[:1]))
    found = the_one(folder)
    assert (found.problems, found.notes) == (
        (),
        ("a run died before index.json listed its review; the next run that publishes enters it",),
    )


def test_a_review_that_no_run_has_listed_does_not_hold(reviews: Any) -> None:
    reviews.publish("a\n")
    folder = reviews.publish("b\n").folder
    (reviews.archive.root / "index.json").write_bytes(index_bytes("numberz", reviews.archive.entries()[:1]))
    (problem,) = the_one(folder).problems
    assert problem.startswith("index.json does not list it, so nothing vouches for it")


def test_a_review_in_another_s_folder_does_not_hold(reviews: Any) -> None:
    folder = reviews.publish("a\n").folder
    moved = folder.rename(folder.with_name("2026-11-01-00000000"))
    assert the_one(moved).problems == (
        f"it is the review {folder.name}, which does not belong in {moved.name}",
    )


def test_a_damaged_index_is_named_and_the_reviews_are_verified_all_the_same(reviews: Any) -> None:
    folder = reviews.publish("a\n").folder
    (reviews.archive.root / "index.json").write_text("{")
    found = told(reviews.archive.root)
    assert "index.json is damaged" in found["numberz"][0][0]
    assert found[folder.name] == ((), ())
    assert "index.json is damaged" in the_one(folder).problems[0]


def test_reviews_that_were_taken_away_are_told_and_are_no_problem(reviews: Any) -> None:
    gone = reviews.publish("a\n").folder
    reviews.publish("b\n", LATER)
    shutil.rmtree(gone)
    assert told(reviews.archive.root)["numberz"] == (
        (),
        (f"index.json lists {gone.name}, taken away since",),
    )


def test_a_folder_that_lost_its_manifest_does_not_hold(reviews: Any) -> None:
    folder = reviews.publish().folder
    (folder / "manifest.json").unlink()
    (problem,) = verify_one(folder).problems
    assert problem.startswith("manifest.json cannot be read")
    assert told(reviews.archive.root)[folder.name][0] == (problem,)


@pytest.mark.parametrize("outside", ["../secret", "/etc/hostname", "register/../../secret"])
def test_a_manifest_from_elsewhere_cannot_have_other_files_read(
    reviews: Any, tmp_path: Path, outside: str
) -> None:
    folder = reviews.publish().folder
    mailed = Path(shutil.copytree(folder, tmp_path / "mailed"))
    (tmp_path / "secret").write_text("secret")
    manifest = json.loads((mailed / "manifest.json").read_bytes())
    manifest["outputs"][outside] = "0" * 64
    (mailed / "manifest.json").write_text(json.dumps(manifest))
    assert the_one(mailed).problems[0] == f"{outside} is missing"


def test_a_kept_policy_that_is_not_the_one_of_the_review_is_named(reviews: Any, tmp_path: Path) -> None:
    mailed = Path(shutil.copytree(reviews.publish().folder, tmp_path / "mailed"))
    (mailed / "policy").mkdir()
    (mailed / "policy" / "policy.toml").write_text("forged")
    manifest = json.loads((mailed / "manifest.json").read_bytes())
    manifest["outputs"]["policy/policy.toml"] = sha256(b"forged")
    (mailed / "manifest.json").write_text(json.dumps(manifest))
    assert the_one(mailed).problems == ("policy/policy.toml is not the file that was reviewed",)


def test_a_place_without_reviews_is_refused(tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    with pytest.raises(UsageError, match="there is no review in it"):
        list(verify_place(tmp_path))
    with pytest.raises(UsageError, match="there is no such folder"):
        list(verify_place(tmp_path / "nowhere"))
