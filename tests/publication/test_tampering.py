"""What somebody changed in an archive, and what `verify` says: one tampering each, then any byte, file or order."""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from publication.small_reviews import Reviews
from vendor_review.files.snapshot import sha256
from vendor_review.publication.archive.chain import chained
from vendor_review.publication.archive.index import Index, IndexEntry, index_bytes, index_page, open_index
from vendor_review.publication.archive.manifest import manifest_bytes
from vendor_review.publication.archive.overview import refresh_overview
from vendor_review.publication.archive.signing import add_sign_off
from vendor_review.publication.archive.verification.register import heads_of, verify_place

DAYS = {"first": date(2026, 10, 1), "second": date(2026, 11, 1), "third": date(2026, 11, 1)}
Tamper = Callable[["Place"], object]


class Place:
    """The archive that is tampered with: `first`, `second` and `third` are its reviews, oldest publication first."""

    def __init__(self, reviews: Path) -> None:
        self.top, self.root = reviews, reviews / "numberz"
        self.index, self.latest = self.root / "index.json", self.root / "latest"
        self.first, self.second, self.third = (self.root / entry.folder for entry in self.said.entries)

    @property
    def stranger(self) -> str:
        """The folder of a review that was made elsewhere."""
        made = Reviews(self.top.parent).run_id("other\n")
        return f"2026-11-01-{made}"

    @property
    def said(self) -> Index:
        return open_index(self.index)

    def forge(self, review: Path, **otherwise: Any) -> None:
        """Alters a page and fits the manifest to it; `otherwise` are keys of it, None to leave one out."""
        page = review / "review.html"
        page.write_bytes(page.read_bytes().replace(b"<p>", b"<p>All is well. "))
        manifest = json.loads((review / "manifest.json").read_bytes())
        manifest["outputs"]["review.html"] = sha256(page.read_bytes())
        manifest |= otherwise
        kept = {name: value for name, value in manifest.items() if value is not None}
        (review / "manifest.json").write_bytes(manifest_bytes(kept))

    def rewrite(self, change: Callable[[list[IndexEntry]], object]) -> None:
        """Writes an index with other entries, and leaves the chain as it is."""
        entries = list(self.said.entries)
        change(entries)
        self.index.write_bytes(index_bytes("numberz", entries))

    def say(self, place: int, **otherwise: Any) -> None:
        """Has one entry of the index say something else."""
        self.rewrite(lambda entries: entries.__setitem__(place, replace(entries[place], **otherwise)))

    def rewrite_everything(self) -> None:
        """Forges the first review, and makes index, chain, page and copy anew, as whoever knows how would."""
        self.forge(self.first)
        entries: list[IndexEntry] = []
        for before in self.said.entries:
            digest = sha256((self.root / before.folder / "manifest.json").read_bytes())
            entry = replace(before, manifest_sha256=digest, page_sha256=None, previous=None)
            listed = [*entries, entry]
            page = index_page("numberz", listed, {each.folder for each in listed})
            entries.append(chained("numberz", entries, entry, sha256(page)))
        self.index.write_bytes(index_bytes("numberz", entries))
        (self.root / "index.html").write_bytes(page)


def as_before(place: Place) -> None:
    """The index as it was written before there was a chain."""
    place.rewrite(
        lambda entries: entries.__setitem__(
            slice(None), [replace(each, previous=None, page_sha256=None) for each in entries]
        )
    )


def steps(*tampers: Tamper) -> Tamper:
    """One tampering after the other."""

    def tamper(place: Place) -> None:
        for each in tampers:
            each(place)

    return tamper


def make_archive(root: Path) -> Place:
    reviews = Reviews(root)
    for text, day in DAYS.items():
        reviews.publish(f"{text}\n", day)
    place = Place(root / "reviews")
    add_sign_off(place.second, by="Head of Security", role="reviewer", signed_on=date(2026, 11, 3))
    refresh_overview(place.top)
    return place


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return make_archive(tmp_path_factory.mktemp("made")).top


@pytest.fixture
def place(made: Path, tmp_path: Path) -> Place:
    return Place(Path(shutil.copytree(made, tmp_path / "reviews")))


def told(place: Place) -> tuple[str, str]:
    """All problems, and all notes, of everything in the archive."""
    results = list(verify_place(place.top))
    problems = [f"{each.folder.name}: {line}" for each in results for line in each.problems]
    notes = [f"{each.folder.name}: {line}" for each in results for line in each.notes]
    return "\n".join(problems), "\n".join(notes)


def test_an_archive_that_was_left_alone_holds_and_nothing_is_to_be_said(place: Place) -> None:
    assert told(place) == ("", "")
    assert len(list(verify_place(place.top))) == 4


VOUCHES = "manifest.json is not the one that index.json vouches for"
BREAKS = "the chain breaks at"

#: What was changed -> the tampering, and what verify says.
TABLE: Mapping[str, tuple[Tamper, str]] = {
    # a review and its manifest
    "a page": (lambda at: (at.first / "review.html").write_text("x"), "review.html has changed: SHA-256 "),
    "a page and its hash": (lambda at: at.forge(at.first), VOUCHES),
    "a page, its hash, and the manifest lacks its register": (
        lambda at: at.forge(at.first, register=None),
        "manifest.json is damaged: it lacks register",
    ),
    "a page, its hash, and the register's name": (
        lambda at: at.forge(at.first, register="acme"),
        "it is a review of acme, and index.json lists those of another register",
    ),
    "the manifest has a key more": (
        lambda at: at.forge(at.first, approved=True),
        "manifest.json is damaged: it has 'approved', which nothing of ours writes",
    ),
    "outputs are text": (
        lambda at: at.forge(at.first, outputs="x"),
        "manifest.json is damaged: outputs is 'x', not a table of keys",
    ),
    "a hash is no hash": (
        lambda at: at.forge(at.first, outputs={"review.html": "0"}),
        "outputs.review.html is '0', not a SHA-256: 64 lower-case hex digits",
    ),
    "the manifest is nested deeply": (
        lambda at: (at.first / "manifest.json").write_text("[" * 200_000),
        "manifest.json is damaged: it is nested too deeply",
    ),
    "the manifest says a thing twice": (
        lambda at: (at.first / "manifest.json").write_text('{"run_id": 1, "run_id": 2}'),
        "manifest.json is damaged: it has the key 'run_id' twice",
    ),
    "the manifest is a pipe": (
        steps(
            lambda at: (at.first / "manifest.json").unlink(), lambda at: os.mkfifo(at.first / "manifest.json")
        ),
        "manifest.json cannot be read: it is a pipe, not a file",
    ),
    "the manifest is a folder": (
        steps(
            lambda at: (at.first / "manifest.json").unlink(), lambda at: (at.first / "manifest.json").mkdir()
        ),
        "manifest.json cannot be read: it is a folder, not a file",
    ),
    "a page is a pipe": (
        steps(lambda at: (at.first / "review.html").unlink(), lambda at: os.mkfifo(at.first / "review.html")),
        "review.html cannot be read: it is a pipe, not a file",
    ),
    "a page is a folder": (
        steps(lambda at: (at.first / "review.html").unlink(), lambda at: (at.first / "review.html").mkdir()),
        "review.html is a folder, not a file",
    ),
    "a page is a link to the same bytes": (
        steps(
            lambda at: (at.first / "review.html").rename(at.top.parent / "elsewhere.html"),
            lambda at: (at.first / "review.html").symlink_to(at.top.parent / "elsewhere.html"),
        ),
        "review.html cannot be read: it is a link, not a file",
    ),
    "a folder is a link to the same files": (
        steps(
            lambda at: (at.first / "register").rename(at.top.parent / "elsewhere"),
            lambda at: (at.first / "register").symlink_to(at.top.parent / "elsewhere"),
        ),
        "register is not part of the review",
    ),
    "a hidden file more": (lambda at: (at.first / ".x").touch(), ".x is not part of the review"),
    "an empty folder more": (lambda at: (at.first / "a" / "b").mkdir(parents=True), "a/ is not part of the"),
    "a row for the register": (
        lambda at: (at.first / "register" / "decisions.csv").write_text("accept"),
        "register/decisions.csv is not part of the review",
    ),
    "a file less": (lambda at: (at.first / "public-list.html").unlink(), "public-list.html is missing"),
    "a manifest less": (lambda at: (at.first / "manifest.json").unlink(), "manifest.json cannot be read"),
    "all files less": (
        steps(lambda at: shutil.rmtree(at.first), lambda at: at.first.mkdir()),
        "manifest.json cannot be read",
    ),
    "a review is a file": (
        steps(lambda at: shutil.rmtree(at.first), lambda at: at.first.touch()),
        "is no folder, not a review",
    ),
    "a review is a link to the same files": (
        steps(
            lambda at: at.first.rename(at.top.parent / "elsewhere"),
            lambda at: at.first.symlink_to(at.top.parent / "elsewhere"),
        ),
        "is a link, not a review",
    ),
    "two reviews are swapped": (
        steps(
            lambda at: at.first.rename(at.root / "x"),
            lambda at: at.second.rename(at.first),
            lambda at: (at.root / "x").rename(at.second),
        ),
        "which does not belong in",
    ),
    "a review more, which no run has listed": (
        lambda at: Reviews(at.top.parent / "other").publish("other\n").folder.rename(at.root / at.stranger),
        "index.json does not list it, so nothing vouches for it",
    ),
    # the latest copy
    "latest lacks its manifest": (
        lambda at: (at.latest / "manifest.json").unlink(),
        "latest: manifest.json cannot be read",
    ),
    "latest is forged": (lambda at: at.forge(at.latest), f"latest: {VOUCHES}"),
    "latest is an older review": (
        steps(lambda at: shutil.rmtree(at.latest), lambda at: shutil.copytree(at.second, at.latest)),
        "is newer; the next run that publishes makes it again",
    ),
    "latest is gone": (lambda at: shutil.rmtree(at.latest), "latest is missing"),
    "latest is a link": (
        steps(lambda at: shutil.rmtree(at.latest), lambda at: at.latest.symlink_to(at.third.name)),
        "latest is a link, not a review",
    ),
    "latest leads nowhere": (
        steps(lambda at: shutil.rmtree(at.latest), lambda at: at.latest.symlink_to("nowhere")),
        "latest is a link, not a review",
    ),
    # the index
    "the index is gone": (lambda at: at.index.unlink(), "index.json is missing; restore it from a copy"),
    "the index is gone, and a review forged": (
        steps(lambda at: at.index.unlink(), lambda at: at.forge(at.first)),
        "index.json is missing; restore it from a copy",
    ),
    "the index is cut off": (
        lambda at: at.index.write_bytes(at.index.read_bytes()[:-9]),
        "index.json is damaged",
    ),
    "the index is a pipe": (
        steps(lambda at: at.index.unlink(), lambda at: os.mkfifo(at.index)),
        "index.json cannot be read: it is a pipe, not a file",
    ),
    "the index is nested deeply": (
        lambda at: at.index.write_text('{"schema": ' + "[" * 200_000),
        "index.json is damaged (it is nested too deeply)",
    ),
    "the index has a blank more": (
        lambda at: at.index.write_bytes(at.index.read_bytes().replace(b": ", b":  ", 1)),
        "index.json: its text is not as it was written",
    ),
    "the index is for another register": (
        lambda at: at.index.write_bytes(at.index.read_bytes().replace(b'"numberz"', b'"acme"')),
        BREAKS,
    ),
    "a verdict in the index": (lambda at: at.say(0, verdict="3 vendors, all within."), BREAKS),
    "the newest verdict in the index": (
        lambda at: at.say(2, verdict="3 vendors, all within."),
        "index.json says otherwise than the manifest that it vouches for: verdict",
    ),
    "a figure in the index": (lambda at: at.say(1, worst_r_hi=9.5), BREAKS),
    "the newest figure in the index": (
        lambda at: at.say(2, worst_r_hi=9.5),
        "index.json says otherwise than the manifest that it vouches for: worst_r_hi",
    ),
    "the order of the bands in the index": (
        lambda at: at.say(2, bands=dict(reversed(list(at.said.entries[2].bands.items())))),
        "index.json says otherwise than the manifest that it vouches for: bands",
    ),
    "a forged review and its hash in the index": (
        steps(
            lambda at: at.forge(at.first),
            lambda at: at.say(0, manifest_sha256=sha256((at.first / "manifest.json").read_bytes())),
        ),
        BREAKS,
    ),
    "the last two entries are swapped": (
        lambda at: at.rewrite(lambda entries: entries.reverse()),
        BREAKS,
    ),
    "the last entry is taken out, and its review stays": (
        lambda at: at.rewrite(lambda entries: entries.pop()),
        "index.json does not list it, so nothing vouches for it",
    ),
    "the first entry is taken out": (lambda at: at.rewrite(lambda entries: entries.pop(0)), BREAKS),
    "an entry is listed twice": (
        lambda at: at.rewrite(lambda entries: entries.append(entries[0])),
        "it lists",
    ),
    "an entry is taken out of the chain": (
        lambda at: at.say(1, previous=None, page_sha256=None),
        "is not chained, and one before it is",
    ),
    # pages
    "a verdict on the register's page": (
        lambda at: (at.root / "index.html").write_bytes(
            (at.root / "index.html").read_bytes().replace(b"undetermined", b"within appetite")
        ),
        "index.html is not the page that index.json vouches for",
    ),
    "the register's page is gone": (
        lambda at: (at.root / "index.html").unlink(),
        "numberz: index.html is missing",
    ),
    "a verdict on the page of all registers": (
        lambda at: (at.top / "index.html").write_bytes(
            (at.top / "index.html").read_bytes().replace(b"all undetermined", b"all within")
        ),
        "index.html is not the page that the indexes give",
    ),
    "a verdict on the page of all registers, said to be of another version": (
        lambda at: (at.top / "index.html").write_bytes(
            (at.top / "index.html")
            .read_bytes()
            .replace(b"all undetermined", b"all within")
            .replace(b'content="vendor_review ', b'content="vendor_review 9')
        ),
        "index.html does not say what index.json says",
    ),
    "a script on the page of all registers, said to be of another version": (
        lambda at: (at.top / "index.html").write_bytes(
            (at.top / "index.html")
            .read_bytes()
            .replace(b"</main>", b"</main><script src=x></script>")
            .replace(b'content="vendor_review ', b'content="vendor_review 9')
        ),
        "index.html does not say what index.json says",
    ),
    "the page of all registers has lost its version": (
        lambda at: (at.top / "index.html").write_bytes(
            (at.top / "index.html").read_bytes().replace(b'name="generator"', b'name="keywords"')
        ),
        "index.html is not the page that the indexes give",
    ),
    # what lies beside
    "a page more beside the reviews": (
        lambda at: (at.root / "review-final.html").touch(),
        "review-final.html is no part of the archive",
    ),
    "a sign-off": (
        lambda at: next(at.root.glob("sign-offs/*/*/sign-off.json")).unlink(),
        "sign-off.json cannot be read",
    ),
    "a file more among the sign-offs": (
        lambda at: (at.root / "sign-offs" / at.second.name / "approval.txt").touch(),
        "approval.txt is no part of a sign-off",
    ),
    "a sign-off of a review that there is not": (
        lambda at: (at.root / "sign-offs" / at.second.name).rename(
            at.root / "sign-offs" / "2026-01-01-00000000"
        ),
        "sign-offs/2026-01-01-00000000/",
    ),
    # an archive from before the chain
    "a forged review in an archive from before the chain": (
        steps(as_before, lambda at: at.forge(at.first)),
        VOUCHES,
    ),
    "a verdict in an index from before the chain": (
        steps(as_before, lambda at: at.say(0, verdict="3 vendors, all within.")),
        "index.json says otherwise than the manifest that it vouches for: verdict",
    ),
    "a verdict on the page of an index from before the chain": (
        steps(
            as_before,
            lambda at: (at.root / "index.html").write_bytes(
                (at.root / "index.html").read_bytes().replace(b"all undetermined", b"all within")
            ),
        ),
        "index.html does not say what index.json says",
    ),
    "the chain is cut off, and the kind of the index kept": (
        steps(
            as_before,
            lambda at: at.index.write_bytes(
                at.index.read_bytes().replace(b"review-index/1", b"review-index/2")
            ),
        ),
        "an index of the kind review-index/2 does not end with such an entry",
    ),
}


def all_problems(place: Place) -> str:
    """Problems of reviews, index and sign-offs, as the command tells them."""
    from vendor_review.publication.archive.sign_off import read_sign_offs

    signed = [each.problem for each in read_sign_offs(place.second) if each.problem]
    return "\n".join([told(place)[0], *signed])


@pytest.mark.parametrize("name", TABLE)
def test_a_tampering_is_found_and_named(place: Place, name: str) -> None:
    tamper, expected = TABLE[name]
    tamper(place)
    assert expected in all_problems(place)


KEYS = (
    "schema", "run_id", "register", "formula_version", "package_version", "parameters", "inputs", "outputs",
    "versions", "summary",
)  # fmt: skip


@pytest.mark.parametrize("key", KEYS)
def test_a_forged_review_whose_manifest_lacks_a_key_is_found(place: Place, key: str) -> None:
    place.forge(place.first, **{key: None})
    assert f"manifest.json is damaged: it lacks {key}" in told(place)[0]


@pytest.mark.parametrize(
    "name", ["the manifest is a pipe", "outputs are text", "the manifest is nested deeply"]
)
def test_a_malformed_file_hides_no_other_problem(place: Place, name: str) -> None:
    TABLE[name][0](place)
    (place.second / "review.html").write_text("forged")
    problems = told(place)[0]
    assert TABLE[name][1] in problems
    assert f"{place.second.name}: review.html has changed" in problems


# --- the head that is kept elsewhere -----------------------------------------------------------------------


def problems_against(place: Place, head: str) -> tuple[str, str]:
    from vendor_review.publication.archive.chain import parse_head

    results = list(verify_place(place.top, parse_head(head)))
    return (
        "\n".join(line for each in results for line in each.problems),
        "\n".join(line for each in results for line in each.notes),
    )


def test_the_head_is_one_line_and_is_expected_again(place: Place) -> None:
    (head,) = map(str, heads_of(place.top))
    assert head.startswith("numberz:3:")
    assert problems_against(place, head) == ("", "its head is the expected one")


def test_an_archive_that_has_grown_since_holds_and_says_so(place: Place, tmp_path: Path) -> None:
    (head,) = map(str, heads_of(place.root))
    reviews = Reviews(tmp_path)
    reviews.publish("fourth\n", date(2026, 12, 1))
    refresh_overview(place.top)
    assert problems_against(place, head) == (
        "",
        "it contains the expected head, and has grown by 1 review since",
    )


def test_a_rewrite_of_everything_holds_by_itself_and_is_found_by_the_head_of_before(place: Place) -> None:
    (head,) = map(str, heads_of(place.root))
    place.rewrite_everything()
    assert told(place) == ("", "")
    assert "its entry 3 or one before it has been rewritten" in problems_against(place, head)[0]


def test_an_archive_that_was_cut_short_is_found_by_the_head_of_before(place: Place) -> None:
    (head,) = map(str, heads_of(place.root))
    place.rewrite(lambda entries: entries.pop())
    shutil.rmtree(place.third)
    shutil.rmtree(place.latest)
    shutil.copytree(place.second, place.latest)
    assert "it lists 2 reviews; it has been cut or rewritten" in problems_against(place, head)[0]


def test_a_chain_that_was_taken_away_is_found_by_the_head_of_before(place: Place) -> None:
    (head,) = map(str, heads_of(place.root))
    as_before(place)
    assert told(place)[0] == ""
    assert "it lists 3 reviews, none of them chained" in problems_against(place, head)[0]


# --- archives from before the chain ------------------------------------------------------------------------


def test_an_archive_from_before_the_chain_holds_and_says_that_it_has_none(place: Place) -> None:
    as_before(place)
    problems, notes = told(place)
    assert problems == ""
    assert (
        "index.json is from before reviews were chained; the next run that publishes starts the chain"
        in notes
    )
    assert heads_of(place.top) == []


def test_the_first_entry_of_a_chain_vouches_for_the_reviews_before_it(place: Place, tmp_path: Path) -> None:
    as_before(place)
    before = place.index.read_bytes().splitlines()[1:4]
    published = Reviews(tmp_path).publish("fourth\n", date(2026, 12, 1))
    refresh_overview(place.top)
    assert published.vouched_before == 3
    assert [line.rstrip(b",") for line in place.index.read_bytes().splitlines()[1:4]] == [
        line.rstrip(b",") for line in before
    ]
    problems, notes = told(place)
    assert problems == ""
    assert "the chain starts with review 4 of 4; its first entry vouches for those before" in notes
    place.rewrite(lambda entries: entries.__setitem__(slice(0, 2), [entries[1], entries[0]]))
    assert BREAKS in told(place)[0]


def test_two_archives_with_the_same_runs_are_the_same_bytes(tmp_path: Path) -> None:
    one, other = make_archive(tmp_path / "one"), make_archive(tmp_path / "other")
    assert one.index.read_bytes() == other.index.read_bytes()
    assert heads_of(one.top) == heads_of(other.top)


# --- any byte, any file, any order -------------------------------------------------------------------------

TRY = settings(
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)


def counted_files(top: Path) -> list[str]:
    """Files of an archive by path; locks say nothing."""
    return sorted(
        path.relative_to(top).as_posix() for path in top.rglob("*") if path.is_file() and path.name != ".lock"
    )


def everything(place: Place) -> str:
    return all_problems(place) + told(place)[1]


@TRY
@given(data=st.data())
def test_any_byte_that_was_changed_is_found(place: Place, data: st.DataObject) -> None:
    path = place.top / data.draw(st.sampled_from(counted_files(place.top)))
    whole = path.read_bytes()
    at = data.draw(st.integers(0, len(whole) - 1))
    other = data.draw(st.integers(0, 255).filter(lambda byte: byte != whole[at]))
    path.write_bytes(whole[:at] + bytes([other]) + whole[at + 1 :])
    try:
        assert everything(place) != ""
    finally:
        path.write_bytes(whole)


def test_any_file_that_was_taken_away_is_found(place: Place) -> None:
    for name in counted_files(place.top):
        path = place.top / name
        whole = path.read_bytes()
        path.unlink()
        assert everything(place) != "", name
        path.write_bytes(whole)
    assert everything(place) == ""


def test_any_file_that_was_added_is_found(place: Place) -> None:
    folders = [path for path in place.root.rglob("*") if path.is_dir()]
    for folder in [place.root, *folders]:
        for name in ("x", ".x", "review.htm"):
            (folder / name).touch()
            assert everything(place) != "", folder / name
            (folder / name).unlink()
    assert everything(place) == ""


@TRY
@given(order=st.permutations(range(3)).filter(lambda order: list(order) != [0, 1, 2]))
def test_any_other_order_of_the_entries_is_found(place: Place, order: list[int]) -> None:
    whole = place.index.read_bytes()
    place.rewrite(lambda entries: entries.__setitem__(slice(None), [entries[at] for at in order]))
    try:
        assert BREAKS in told(place)[0]
    finally:
        place.index.write_bytes(whole)
