"""The archive keeps whole reviews, each once, and says when one is no longer what it was."""

from __future__ import annotations

import errno
import json
import multiprocessing
import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from publication.small_reviews import Reviews
from vendor_review.errors import ArchiveError, RunFailed, UsageError
from vendor_review.files import durable_files
from vendor_review.files.snapshot import sha256
from vendor_review.publication.archive import archive as archive_module
from vendor_review.publication.archive import commit
from vendor_review.publication.archive.archive import Archive
from vendor_review.publication.archive.index import index_bytes
from vendor_review.publication.archive.manifest import verify_review
from vendor_review.register.identity import Identity
from vendor_review.runs.baseline import find_baseline

EARLIER, LATER = date(2026, 10, 1), date(2026, 12, 1)
Tree = Callable[[Path], dict[str, bytes]]
FORK = multiprocessing.get_context("fork")
FORKS = pytest.mark.filterwarnings("ignore:This process:DeprecationWarning")  # of other tests' threads


def folders(archive: Archive) -> list[str]:
    return sorted(path.name for path in archive.root.iterdir() if path.name[0] == "2")


def hidden(archive: Archive) -> list[str]:
    return sorted(
        path.name for path in archive.root.iterdir() if path.name[0] == "." and path.name != ".lock"
    )


def assert_whole(archive: Archive) -> None:
    """Every review verifies, the index parses and lists none that is missing, and the latest copy is whole."""
    listed = [entry.folder for entry in archive.entries()]
    assert len(listed) == len(set(listed))
    assert set(listed) <= set(folders(archive))
    for name in folders(archive):
        assert verify_review(archive.root / name) == []
    if archive.latest.exists():
        assert verify_review(archive.latest) == []


def test_a_review_lies_under_its_date_and_run_id_with_a_copy_as_latest(reviews: Any, tree: Tree) -> None:
    published = reviews.publish()
    assert published.new
    assert published.folder.name == f"2026-11-01-{reviews.run_id()}"
    assert tree(published.folder) == tree(reviews.archive.latest)
    assert hidden(reviews.archive) == []


def test_the_index_lists_what_was_published_in_order_and_its_page_shows_it(reviews: Any) -> None:
    reviews.publish("aws\n")
    reviews.publish("script\n", LATER)
    content = json.loads((reviews.archive.root / "index.json").read_bytes())
    assert [entry["as_of"] for entry in content["reviews"]] == ["2026-11-01", "2026-12-01"]
    assert content["reviews"][0]["undetermined"] == 3
    assert list(content["reviews"][0]["bands"]) == ["low", "medium", "very high"]
    page = (reviews.archive.root / "index.html").read_text(encoding="utf-8")
    assert "&lt;script&gt;" in page
    assert "<script>" not in page
    assert page.index("2026-12-01-") < page.index("2026-11-01-")
    assert f'href="2026-11-01-{reviews.run_id()}/review.html"' in page


def test_the_same_inputs_again_change_no_byte_and_are_verified(reviews: Any, tree: Tree) -> None:
    reviews.publish()
    before = tree(reviews.archive.root)
    times = {path: path.stat().st_mtime_ns for path in reviews.archive.root.rglob("*") if path.is_file()}
    again = reviews.publish()
    assert not again.new
    assert again.differing == ()
    assert tree(reviews.archive.root) == before
    assert all(path.stat().st_mtime_ns == at for path, at in times.items() if path.name != ".lock")


def test_a_page_that_came_out_differently_is_named_and_not_kept(reviews: Any) -> None:
    reviews.publish(page="first")
    again = reviews.publish(page="second")
    assert again.differing == ("review.html",)
    assert "first" in (again.folder / "review.html").read_text()


def test_the_same_inputs_do_not_cover_up_a_review_that_was_changed(reviews: Any) -> None:
    folder = reviews.publish().folder
    (folder / "review.html").write_text("forged")
    with pytest.raises(ArchiveError, match=r"review\.html has changed"):
        reviews.publish()
    assert (folder / "review.html").read_text() == "forged"


def test_a_forged_manifest_is_caught_by_the_index(reviews: Any) -> None:
    folder = reviews.publish().folder
    manifest = folder / "manifest.json"
    manifest.write_text(manifest.read_text().replace("3.13.1", "3.12.0"))
    assert verify_review(folder) == []
    with pytest.raises(ArchiveError, match=r"not the one that index\.json vouches for"):
        reviews.publish()


def test_a_folder_without_manifest_in_the_place_is_not_overwritten(reviews: Any) -> None:
    reviews.publish("other\n")
    place = reviews.archive.folder(date(2026, 11, 1), reviews.run_id())
    place.mkdir()
    with pytest.raises(ArchiveError, match=r"manifest\.json cannot be read"):
        reviews.publish()
    assert list(place.iterdir()) == []


def test_a_review_for_an_earlier_date_does_not_become_the_latest(reviews: Any, tree: Tree) -> None:
    newest = reviews.publish("b\n", LATER).folder
    reviews.publish("a\n", EARLIER)
    assert tree(reviews.archive.latest) == tree(newest)
    assert len(reviews.archive.entries()) == 2


def test_of_two_reviews_for_a_date_the_one_published_last_is_the_latest(reviews: Any, tree: Tree) -> None:
    reviews.publish("a\n")
    second = reviews.publish("b\n").folder
    assert tree(reviews.archive.latest) == tree(second)
    reviews.publish("a\n")  # only verified: publishes nothing new
    assert tree(reviews.archive.latest) == tree(second)


def test_a_damaged_latest_copy_is_made_anew(reviews: Any, tree: Tree) -> None:
    folder = reviews.publish().folder
    (reviews.archive.latest / "review.html").write_text("half")
    reviews.publish()
    assert tree(reviews.archive.latest) == tree(folder)


def test_what_is_staged_without_being_published_leaves_nothing(reviews: Any) -> None:
    reviews.publish()

    def die() -> None:
        with reviews.archive.staging("0123abcd") as staged:
            reviews.fill(staged)
            raise RuntimeError

    with pytest.raises(RuntimeError):
        die()
    assert hidden(reviews.archive) == []
    assert len(folders(reviews.archive)) == 1


def test_an_incomplete_review_is_not_published(reviews: Any) -> None:
    with reviews.archive.staging(reviews.run_id()) as staged:
        reviews.fill(staged)
        (staged / "review.html").unlink()
        with pytest.raises(ArchiveError, match=r"review\.html is missing"):
            reviews.archive.publish(staged, reviews.archive.folder(date(2026, 11, 1), reviews.run_id()))
    assert not reviews.archive.root.exists(), "a new archive in which nothing came to be is gone"


def test_a_review_is_not_published_under_another_name_than_its_own(reviews: Any) -> None:
    with reviews.archive.staging(reviews.run_id()) as staged:
        reviews.fill(staged)
        with pytest.raises(ArchiveError, match="does not belong in"):
            reviews.archive.publish(staged, reviews.archive.folder(LATER, reviews.run_id()))
    assert not reviews.archive.root.exists()


def test_a_damaged_index_stops_publishing_and_is_not_rebuilt(reviews: Any) -> None:
    reviews.publish("a\n")
    index = reviews.archive.root / "index.json"
    index.write_text('{"reviews": [')
    with pytest.raises(ArchiveError, match=r"index\.json is damaged"):
        reviews.publish("b\n")
    assert index.read_text() == '{"reviews": ['
    assert len(folders(reviews.archive)) == 1


@pytest.mark.parametrize("kept", ["latest", "index.html"])
def test_an_index_that_was_deleted_is_missed_and_not_rebuilt(reviews: Any, tree: Tree, kept: str) -> None:
    """Where only one thing is left that came after the index, that is enough."""
    reviews.publish("a\n")
    root = reviews.archive.root
    (root / "index.json").unlink()
    (root / "index.html").unlink() if kept == "latest" else shutil.rmtree(reviews.archive.latest)
    before = tree(root)
    for ask in (reviews.archive.entries, lambda: reviews.publish("b\n"), reviews.archive.mend):
        with pytest.raises(ArchiveError, match=r"index\.json is missing; restore it from a copy"):
            ask()
    assert tree(root) == before


def test_reviews_that_lie_there_alone_are_the_first_that_a_new_index_lists(
    reviews: Any, reviews_in: Callable[[str], Any]
) -> None:
    first = reviews.publish("a\n", EARLIER).folder
    half = reviews.publish("half\n", EARLIER).folder
    (half / "review.html").unlink()
    root = reviews_in("copy").archive.root
    for folder in (first, half):
        shutil.copytree(folder, root / folder.name)
    copy = reviews_in("copy")
    assert [entry.folder for entry in copy.archive.newcomers()] == [first.name]
    assert copy.publish("b\n", LATER).vouched_before == 1
    assert [entry.as_of for entry in copy.archive.entries()] == [str(EARLIER), str(LATER)]
    assert copy.archive.newcomers() == ()


def test_the_baseline_of_a_run_is_a_review_that_the_index_lists(reviews: Any, tmp_path: Path) -> None:
    listed = reviews.publish("a\n", EARLIER).folder
    stranger = Reviews(tmp_path / "elsewhere").publish("stranger\n").folder
    shutil.copytree(stranger, reviews.archive.root / stranger.name)
    assert reviews.archive.newest_before(LATER) == listed


@pytest.mark.parametrize("named", ["auto", "the folder"])
def test_a_forged_baseline_is_refused(reviews: Any, named: str) -> None:
    folder = reviews.publish("a\n", EARLIER).folder
    manifest = folder / "manifest.json"
    manifest.write_text(manifest.read_text().replace('"published"', '"withheld"'))
    assert verify_review(folder) == []
    with pytest.raises(RunFailed, match=r"baseline .*not the one that index\.json vouches for"):
        find_baseline(
            str(folder) if named == "the folder" else named,
            reviews.archive,
            LATER,
            Identity("numberz", "", is_stated=False),
        )


def test_an_index_whose_chain_is_broken_stops_publishing(reviews: Any) -> None:
    reviews.publish("a\n")
    reviews.publish("b\n")
    index = reviews.archive.root / "index.json"
    index.write_text(index.read_text().replace("undetermined <a>", "within <a>"))
    with pytest.raises(ArchiveError, match="the chain breaks at"):
        reviews.publish("c\n")


def _link(latest: Path, target: str) -> None:
    latest.symlink_to(latest.parent.parent.parent / target)


def _with_endless_manifest(latest: Path) -> None:
    latest.mkdir()
    (latest / "manifest.json").symlink_to("/dev/zero")


#: What somebody may have put in the place of the copy.
IN_ITS_PLACE: dict[str, Callable[[Path], object]] = {
    "a link to nowhere": lambda latest: _link(latest, "nowhere"),
    "a link to itself": lambda latest: latest.symlink_to("latest"),
    "a link to a file": lambda latest: _link(latest, "theirs.txt"),
    "a link to another folder": lambda latest: _link(latest, "theirs"),
    "a link to the review": lambda latest: latest.symlink_to(
        next(path.name for path in latest.parent.iterdir() if path.name.startswith("2026-"))
    ),
    "a file": lambda latest: latest.write_text("theirs"),
    "a pipe": os.mkfifo,
    "an empty folder": lambda latest: latest.mkdir(),
    "a folder with a folder as manifest": lambda latest: (latest / "manifest.json").mkdir(parents=True),
    "a folder with a link as manifest": _with_endless_manifest,
}


@pytest.mark.parametrize("kind", IN_ITS_PLACE)
def test_whatever_lies_in_the_place_of_latest_is_replaced_and_nothing_else(
    reviews: Any, tree: Tree, tmp_path: Path, kind: str
) -> None:
    reviews.publish("a\n")
    (tmp_path / "theirs").mkdir()
    (tmp_path / "theirs" / "review.html").write_text("theirs")
    (tmp_path / "theirs.txt").write_text("theirs")
    shutil.rmtree(reviews.archive.latest)
    IN_ITS_PLACE[kind](reviews.archive.latest)
    published = reviews.publish("b\n", LATER)
    assert published.unrenewed == ""
    assert not reviews.archive.latest.is_symlink()
    assert tree(reviews.archive.latest) == tree(published.folder)
    assert tree(tmp_path / "theirs") == {"review.html": b"theirs"}
    assert (tmp_path / "theirs.txt").read_text() == "theirs"
    assert_whole(reviews.archive)


def test_a_review_that_is_listed_is_published_though_its_copy_or_page_cannot_be_put_in_place(
    reviews: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    reviews.publish("a\n")
    page = reviews.archive.root / "index.html"
    page.unlink()
    (page / "theirs").mkdir(parents=True)

    def refused(fresh: Path, target: Path) -> None:
        raise OSError(errno.EBUSY, os.strerror(errno.EBUSY), str(target))

    with monkeypatch.context() as patched:
        patched.setattr(commit, "replace_folder", refused)
        published = reviews.publish("b\n", LATER)
    assert published.new
    assert "latest could not be renewed: Device or resource busy" in published.unrenewed
    assert "index.html could not be renewed: Is a directory" in published.unrenewed
    assert published.folder.name in [entry.folder for entry in reviews.archive.entries()]
    assert hidden(reviews.archive) == []
    shutil.rmtree(page)
    assert reviews.publish("c\n", LATER).unrenewed == ""
    assert_whole(reviews.archive)


def test_a_review_that_was_taken_away_stays_listed_without_links(reviews: Any) -> None:
    gone = reviews.publish("a\n", LATER).folder
    gone.rename(gone.parent.parent / "elsewhere")
    kept = reviews.publish("b\n").folder
    page = (reviews.archive.root / "index.html").read_text()
    assert [entry.folder for entry in reviews.archive.entries()] == [gone.name, kept.name]
    assert f'href="{gone.name}' not in page
    assert "taken away" in page
    assert verify_review(reviews.archive.latest) == []


@pytest.mark.parametrize(
    "name", ["", ".", "..", "a/b", "a\\b", ".hidden", "-x", "a\n", "dot.", "x" * 101, "a\0b"]
)
def test_a_register_name_that_makes_an_odd_folder_is_refused(tmp_path: Path, name: str) -> None:
    with pytest.raises(UsageError, match="cannot name a folder"):
        Archive(tmp_path, name)


@pytest.mark.parametrize("name", ["numberz", "Zürich 2026", "acme-inc_v1.2"])
def test_an_ordinary_register_name_is_taken(tmp_path: Path, name: str) -> None:
    assert Archive(tmp_path, name).root == tmp_path / name


def test_files_get_the_modes_that_the_umask_leaves(reviews: Any) -> None:
    before = os.umask(0o027)
    try:
        folder = reviews.publish().folder
    finally:
        os.umask(before)
    for place in (folder, reviews.archive.latest):
        assert place.stat().st_mode & 0o777 == 0o750
        assert (place / "review.html").stat().st_mode & 0o777 == 0o640
    assert (reviews.archive.root / "index.json").stat().st_mode & 0o777 == 0o640


STEPS = ["write_flushed", "copy_flushed", "flush_tree", "flush"]


@pytest.mark.parametrize("step", STEPS)
def test_a_run_that_fails_at_any_step_leaves_whole_reviews_and_the_next_one_mends_the_rest(
    reviews: Any, monkeypatch: pytest.MonkeyPatch, step: str
) -> None:
    reviews.publish("a\n")

    def full(*_: object) -> None:
        raise OSError(errno.ENOSPC, "No space left on device", "somewhere")

    with monkeypatch.context() as patch:
        patch.setattr(commit, step, full)
        with pytest.raises(ArchiveError, match="No space left on device"):
            reviews.publish("b\n", LATER)
    assert_whole(reviews.archive)
    assert len(folders(reviews.archive)) == 1
    assert len(reviews.archive.entries()) == 1
    reviews.publish("c\n", EARLIER)
    assert {entry.folder for entry in reviews.archive.entries()} == set(folders(reviews.archive))
    assert reviews.archive.entries()[0].as_of == "2026-11-01"
    assert_whole(reviews.archive)
    assert hidden(reviews.archive) == []


def test_a_review_that_cannot_be_listed_is_taken_out_again(
    reviews: Any, monkeypatch: pytest.MonkeyPatch, tree: Tree
) -> None:
    reviews.publish("a\n")
    before = tree(reviews.archive.root)
    replace = Path.replace

    def refused(path: Path, target: Path) -> Path:
        if target.name == "index.json":
            raise OSError(errno.EIO, "Input/output error", str(target))
        return replace(path, target)

    with monkeypatch.context() as patch:
        patch.setattr(Path, "replace", refused)
        with pytest.raises(ArchiveError, match="Input/output error"):
            reviews.publish("b\n", LATER)
    assert tree(reviews.archive.root) == before


def test_a_run_that_may_not_settle_changes_nothing(reviews: Any, tree: Tree) -> None:
    reviews.publish("a\n")
    before = tree(reviews.archive.root)

    def cancelled() -> None:
        raise KeyboardInterrupt

    with reviews.archive.staging(reviews.run_id("b\n")) as staged:
        reviews.fill(staged, "b\n")
        place = reviews.archive.folder(date(2026, 11, 1), reviews.run_id("b\n"))
        with pytest.raises(KeyboardInterrupt):
            reviews.archive.publish(staged, place, cancelled)
    assert tree(reviews.archive.root) == before


def test_mending_lists_what_a_dead_run_left_unlisted_and_renews_the_latest(
    reviews: Any, monkeypatch: pytest.MonkeyPatch, tree: Tree
) -> None:
    reviews.publish("a\n")
    reviews.publish("b\n", LATER)
    whole = tree(reviews.archive.root)
    index, last = reviews.archive.root / "index.json", reviews.archive.entries()[-1].folder
    before = index_bytes("numberz", reviews.archive.entries()[:1])
    index.rename(index.with_name(".fresh-index.json"))
    index.write_bytes(before)
    shutil.rmtree(reviews.archive.latest)
    shutil.copytree(reviews.archive.root / last, reviews.archive.root / ".fresh-latest")
    reviews.archive.mend()
    assert tree(reviews.archive.root) == whole


def test_mending_an_archive_that_lacks_nothing_writes_nothing(reviews: Any) -> None:
    reviews.publish()
    (reviews.archive.root / ".lock").unlink()
    reviews.archive.mend()
    assert not (reviews.archive.root / ".lock").exists()


def test_a_damaged_index_is_said_before_a_review_is_made(reviews: Any) -> None:
    reviews.publish()
    (reviews.archive.root / "index.json").write_text("{")
    with (
        pytest.raises(ArchiveError, match=r"index\.json is damaged"),
        reviews.archive.staging("0123abcd"),
    ):
        raise AssertionError("was staged")
    assert hidden(reviews.archive) == []


def test_the_names_of_new_folders_are_on_the_disk_as_well(
    reviews: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    flushed: list[Path] = []
    monkeypatch.setattr(durable_files, "flush", flushed.append)
    reviews.publish()
    assert flushed[:2] == [tmp_path, tmp_path / "reviews"]


def test_latest_is_swapped_in_two_renames_where_names_cannot_be_exchanged(
    reviews: Any, monkeypatch: pytest.MonkeyPatch, tree: Tree
) -> None:
    monkeypatch.setattr(durable_files, "_exchange", lambda *_: False)
    reviews.publish("a\n")
    newest = reviews.publish("b\n", LATER).folder
    assert tree(reviews.archive.latest) == tree(newest)
    assert hidden(reviews.archive) == []


def test_latest_is_renewed_where_a_container_cannot_rename_what_came_with_its_image(
    reviews: Any, monkeypatch: pytest.MonkeyPatch, tree: Tree
) -> None:
    rename = Path.rename

    def layered(path: Path, target: Path) -> Path:
        if path.name == "latest":
            raise OSError(errno.EXDEV, os.strerror(errno.EXDEV), str(path))
        return rename(path, target)

    monkeypatch.setattr(durable_files, "_exchange", lambda *_: False)
    monkeypatch.setattr(Path, "rename", layered)
    reviews.publish("a\n")
    newest = reviews.publish("b\n", LATER).folder
    assert tree(reviews.archive.latest) == tree(newest)
    assert hidden(reviews.archive) == []


def die_at(step: int, run: Callable[[], object]) -> None:
    """Runs in a process of its own: kills it before the given one of its steps that the file system could see."""
    left = step

    def count(event: str, _: object) -> None:
        nonlocal left
        if event.startswith(("open", "os.", "shutil.", "fcntl.", "ctypes.dlsym")) and event != "os.kill":
            left -= 1
            if left < 0:
                os.kill(os.getpid(), signal.SIGKILL)

    sys.addaudithook(count)
    run()


@pytest.mark.slow
@FORKS
def test_a_run_killed_at_any_step_loses_nothing_and_the_next_one_cleans_up(
    reviews_in: Callable[[str], Any],
) -> None:
    for step in range(2000):
        reviews = reviews_in(f"step {step}")
        reviews.publish("before\n")
        run = FORK.Process(target=die_at, args=(step, reviews.publish))
        run.start()
        run.join()
        exitcode = run.exitcode
        run.close()
        assert_whole(reviews.archive)
        assert reviews.archive.latest.exists()
        reviews.publish("after\n", LATER)
        assert_whole(reviews.archive)
        assert {entry.folder for entry in reviews.archive.entries()} == set(folders(reviews.archive))
        assert hidden(reviews.archive) == []
        if exitcode == 0:
            break
        assert exitcode == -signal.SIGKILL
    assert step > 50


@FORKS
def test_runs_that_publish_at_once_all_end_up_in_the_index(reviews: Any) -> None:
    runs = [FORK.Process(target=reviews.publish, args=(f"run {number % 4}\n",)) for number in range(8)]
    for run in runs:
        run.start()
    for run in runs:
        run.join()
        assert run.exitcode == 0
        run.close()
    assert len(folders(reviews.archive)) == 4
    assert {entry.folder for entry in reviews.archive.entries()} == set(folders(reviews.archive))
    assert_whole(reviews.archive)
    assert hidden(reviews.archive) == []


def test_the_staging_folder_of_a_run_that_lives_is_left_alone(reviews: Any) -> None:
    with reviews.archive.staging("0123abcd") as staged:
        reviews.publish()
        assert staged.exists()


def test_the_leftovers_of_a_dead_run_are_removed_by_the_next(reviews: Any) -> None:
    reviews.publish("a\n")
    root = reviews.archive.root
    (root / ".staging-0123abcd-00000000").mkdir()
    (root / ".staging-0123abcd-00000000" / "review.html").write_text("half")
    (root / ".staging-0123abcd-11111111.lock").touch()
    (root / ".fresh-index.json").write_text("{")
    (root / ".fresh-latest").mkdir()
    reviews.publish("b\n")
    assert hidden(reviews.archive) == []


def test_a_run_gives_up_on_a_lock_that_is_never_let_go(reviews: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    reviews.publish()
    monkeypatch.setattr(archive_module, "PATIENCE_SECONDS", 0.1)
    with (
        durable_files.locked(reviews.archive.root / ".lock", 1),
        pytest.raises(ArchiveError, match="held by another run"),
    ):
        reviews.publish("b\n")


@pytest.mark.skipif(not Path("/proc/self").is_dir(), reason="no /proc, in which nobody can make a folder")
def test_where_no_folder_can_be_made_a_run_says_so_at_once() -> None:
    archive, began = archive_module.Archive(Path("/proc/nowhere"), "numberz"), time.monotonic()
    with (
        pytest.raises(ArchiveError, match=r"/proc/nowhere/numberz: .* no file can be made there"),
        archive.staging("0123abcd"),
    ):
        pytest.fail("nothing can be staged there")
    assert time.monotonic() - began < 10


def test_verify_names_every_changed_extra_and_missing_file(reviews: Any) -> None:
    folder = reviews.publish().folder
    assert verify_review(folder) == []
    (folder / "review.html").write_text("changed")
    (folder / "notes.txt").write_text("extra")
    (folder / "public-list.html").unlink()
    (folder / "linked").symlink_to(folder)
    problems = "\n".join(verify_review(folder))
    assert "review.html has changed" in problems
    assert "notes.txt is not part of the review" in problems
    assert "linked is not part of the review" in problems
    assert "public-list.html is missing" in problems
    assert problems.count("\n") == 3


@pytest.mark.parametrize("damage", ["", "[]", "{}", '{"schema": "review-manifest/1"}', "{", "\udcff"])
def test_verify_says_that_a_manifest_is_damaged(reviews: Any, damage: str) -> None:
    folder = reviews.publish().folder
    (folder / "manifest.json").write_bytes(damage.encode("utf-8", "surrogateescape"))
    assert [problem.split(":")[0] for problem in verify_review(folder)] == ["manifest.json is damaged"]


def test_verify_notices_parameters_that_do_not_give_the_run_id(reviews: Any) -> None:
    folder = reviews.publish().folder
    manifest = folder / "manifest.json"
    manifest.write_text(manifest.read_text().replace('"seed": 7', '"seed": 8'))
    assert "but its inputs give" in verify_review(folder)[0]


def test_verify_notices_a_register_that_is_not_the_one_reviewed(reviews: Any) -> None:
    folder = reviews.publish().folder
    content = json.loads((folder / "manifest.json").read_bytes())
    (folder / "register" / "vendors.csv").write_text("forged")
    content["outputs"]["register/vendors.csv"] = sha256(b"forged")
    (folder / "manifest.json").write_text(json.dumps(content))
    assert verify_review(folder) == ["register/vendors.csv is not the file that was reviewed"]


def test_what_starts_a_run_and_keeps_reviews_does_without_pandas() -> None:
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(filter(None, sys.path))}
    program = (
        "import sys; import vendor_review.runs.review_run, vendor_review.publication.archive.overview; "
        "sys.exit(bool({'pandas', 'numpy', 'pandera'} & set(sys.modules)))"
    )
    assert subprocess.run([sys.executable, "-c", program], env=environment, check=False).returncode == 0
