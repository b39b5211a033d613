"""Sign-offs: by several people, with a real ssh-keygen, and what does not hold of them."""

from __future__ import annotations

import errno
import json
import multiprocessing
import shutil
import subprocess
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from vendor_review.errors import ArchiveError, RunFailed, UsageError
from vendor_review.files.durable_files import locked
from vendor_review.publication.archive import signing
from vendor_review.publication.archive.sign_off import SignOffStanding, read_sign_offs, sign_off_id
from vendor_review.publication.archive.signing import add_sign_off
from vendor_review.publication.archive.ssh_signature import NAMESPACE
from vendor_review.publication.archive.verification.register import verify_place
from vendor_review.publication.archive.verification.review import Verified, verify_one

SIGNED = date(2026, 11, 3)
FORK = multiprocessing.get_context("fork")
NewKey = Callable[..., Path]
Tree = Callable[[Path], dict[str, bytes]]


def sign(review: Path, by: str = "Head of Security", role: str = "reviewer", **more: Any) -> Path:
    return add_sign_off(review, by=by, role=role, signed_on=SIGNED, **more)


def the_one(review: Path, signers: Path | None = None) -> SignOffStanding:
    (found,) = read_sign_offs(review, signers)
    return found


# --- without a key -----------------------------------------------------------------------------------------


def test_a_sign_off_lies_beside_the_review_and_touches_nothing_in_it(reviews: Any, tree: Tree) -> None:
    folder = reviews.publish().folder
    before = tree(folder)
    place = sign(folder, comment=" fine,\tbut see\nSendgrid ")
    assert place.parent == folder.parent / "sign-offs" / folder.name
    assert tree(folder) == before
    assert verify_one(folder).problems == ()
    record = json.loads((place / "sign-off.json").read_bytes())
    assert record.pop("manifest_sha256") == reviews.archive.entries()[0].manifest_sha256
    assert record == {
        "schema": "sign-off/1",
        "register": "numberz",
        "review": folder.name,
        "by": "Head of Security",
        "role": "reviewer",
        "comment": "fine, but see Sendgrid",
        "signed_on": "2026-11-03",
        "key": "",
    }
    assert the_one(folder).in_words() == (
        "signed by Head of Security as reviewer on 2026-11-03, without a signature (fine, but see Sendgrid)"
    )


def test_the_latest_copy_and_the_review_have_the_same_sign_offs(reviews: Any) -> None:
    folder = reviews.publish().folder
    sign(reviews.archive.latest)
    assert the_one(folder) == the_one(reviews.archive.latest)
    with pytest.raises(UsageError, match="has signed"):
        sign(folder)


def test_the_archive_goes_on_beside_its_sign_offs(reviews: Any) -> None:
    sign(reviews.publish("a\n").folder)
    reviews.publish("b\n", date(2026, 12, 1))
    reviews.publish("a\n")
    assert all(not each.problems and not each.notes for each in verify_place(reviews.archive.root))


def test_several_people_sign_and_one_person_in_several_roles(reviews: Any) -> None:
    folder = reviews.publish().folder
    sign(folder, "Privacy Office", "preparer")
    sign(folder, "Head of Security", "reviewer")
    sign(folder, "Head of Security", "approver")
    signed = {(each.sign_off.by, each.sign_off.role) for each in read_sign_offs(folder) if each.sign_off}
    assert len(signed) == 3


@pytest.mark.parametrize("again", ["Head of Security", " head  of security", "HEAD OF SECURITY"])
def test_nobody_signs_twice_in_a_role(reviews: Any, again: str, tree: Tree) -> None:
    folder = reviews.publish().folder
    sign(folder)
    before = tree(folder.parent / "sign-offs")
    with pytest.raises(UsageError, match="one sign-off in a role is enough"):
        sign(folder, again, "Reviewer", comment="once more")
    assert tree(folder.parent / "sign-offs") == before


def test_another_review_is_signed_by_the_same_person_again(reviews: Any) -> None:
    sign(reviews.publish("a\n").folder)
    sign(reviews.publish("b\n").folder)


@pytest.mark.parametrize(("by", "role"), [("", "reviewer"), ("  ", "reviewer"), ("Jane", "\t")])
def test_who_signs_and_as_what_must_be_said(reviews: Any, by: str, role: str) -> None:
    folder = reviews.publish().folder
    with pytest.raises(UsageError, match="is blank"):
        sign(folder, by, role)
    assert not (folder.parent / "sign-offs").exists()


def test_what_steers_a_terminal_does_not_get_into_a_record(reviews: Any) -> None:
    folder = reviews.publish().folder
    sign(folder, "Jane\x1b[31m\u202e Doe")
    assert the_one(folder).in_words().isprintable()


def test_only_a_review_is_signed(reviews: Any) -> None:
    root = reviews.publish().folder.parent
    with pytest.raises(UsageError, match="is no review"):
        sign(root)
    assert not (root.parent / "sign-offs").exists()


def test_latest_that_became_another_review_meanwhile_is_not_signed(
    reviews: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    reviews.publish("a\n")

    def slow(review: Path) -> Verified:
        verified = verify_one(review)
        reviews.publish("b\n", date(2026, 12, 1))
        return verified

    monkeypatch.setattr(signing, "verify_one", slow)
    with pytest.raises(ArchiveError, match="has become another review meanwhile"):
        sign(reviews.archive.latest)
    assert read_sign_offs(reviews.archive.latest) == []


@pytest.mark.parametrize("damage", ["a file has changed", "the index does not vouch"])
def test_a_review_that_does_not_hold_is_not_signed(reviews: Any, damage: str) -> None:
    folder = reviews.publish().folder
    if damage == "a file has changed":
        (folder / "review.html").write_text("forged")
    else:
        manifest = folder / "manifest.json"
        manifest.write_text(manifest.read_text().replace("3.13.1", "3.12.0"))
    with pytest.raises(ArchiveError, match="nothing was signed"):
        sign(folder)
    assert not (folder.parent / "sign-offs").exists()


def test_a_review_that_was_mailed_is_signed_where_it_lies_and_the_record_is_brought_back(
    reviews: Any, tmp_path: Path
) -> None:
    folder = reviews.publish().folder
    sign(folder, "Privacy Office", "preparer")
    mailed = tmp_path / "mail" / "review to sign"
    shutil.copytree(folder, mailed)
    place = sign(mailed)
    assert place.parent == tmp_path / "mail" / "sign-offs" / folder.name
    shutil.copytree(place, folder.parent / "sign-offs" / folder.name / place.name)
    assert [each.problem for each in read_sign_offs(folder)] == ["", ""]


@pytest.mark.filterwarnings("ignore:This process:DeprecationWarning")  # of other tests' threads
def test_people_who_sign_at_once_lose_nothing(reviews: Any) -> None:
    folder = reviews.publish().folder
    runs = [FORK.Process(target=sign, args=(folder, f"person {number % 4}")) for number in range(8)]
    for run in runs:
        run.start()
    for run in runs:
        run.join()
    assert sorted(run.exitcode or 0 for run in runs) == [0, 0, 0, 0, 1, 1, 1, 1]
    for run in runs:
        run.close()
    assert sorted(each.sign_off.by for each in read_sign_offs(folder) if each.sign_off) == [
        f"person {number}" for number in range(4)
    ]


@pytest.mark.parametrize("step", ["write_flushed", "flush_tree", "flush"])
def test_a_signing_that_fails_leaves_a_whole_record_or_none(
    reviews: Any, monkeypatch: pytest.MonkeyPatch, step: str, tree: Tree
) -> None:
    folder = reviews.publish().folder
    sign(folder, "Privacy Office", "preparer")

    def full(*_: object) -> None:
        raise OSError(errno.ENOSPC, "No space left on device", "somewhere")

    with monkeypatch.context() as patch:
        patch.setattr(signing, step, full)
        with pytest.raises(ArchiveError, match="No space left"):
            sign(folder)
    beside = folder.parent / "sign-offs" / folder.name
    assert not [path for path in beside.iterdir() if path.name[0] == "."]
    assert [each.problem for each in read_sign_offs(folder)] == [""] * (2 if step == "flush" else 1)
    (beside / ".fresh-0123456789abcdef").mkdir()  # of a signing that was killed
    sign(folder, "Owner", "approver")
    assert not [path for path in beside.iterdir() if path.name[0] == "."]


def test_signing_waits_for_the_archive_and_gives_up(reviews: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = reviews.publish().folder
    monkeypatch.setattr(signing, "PATIENCE_SECONDS", 0.05)
    with locked(folder.parent / ".lock", 1), pytest.raises(ArchiveError, match="held by another run"):
        sign(folder)


# --- with a key --------------------------------------------------------------------------------------------


def test_a_signature_holds_and_names_whose_key_it_is(reviews: Any, key: Path, signers: Path) -> None:
    folder = reviews.publish().folder
    place = sign(folder, key=key)
    found = the_one(folder, signers)
    assert (found.problem, found.signer) == ("", "security@numberz.example")
    assert found.in_words().endswith("with the key of security@numberz.example")
    assert the_one(folder).in_words().endswith("with a key that was not looked up")
    # And without this program.
    plain = [
        "ssh-keygen",
        "-Y",
        "verify",
        "-f",
        str(signers),
        "-I",
        "security@numberz.example",
        "-n",
        NAMESPACE,
    ]
    signature = ["-s", str(place / "sign-off.json.sig")]
    with (place / "sign-off.json").open("rb") as record:
        done = subprocess.run([*plain, *signature], stdin=record, capture_output=True, check=False)
    assert done.returncode == 0, done.stderr


def test_a_record_that_was_changed_does_not_hold(reviews: Any, key: Path, signers: Path) -> None:
    folder = reviews.publish().folder
    place = sign(folder, key=key)
    record = place / "sign-off.json"
    record.write_text(record.read_text().replace('"reviewer"', '"approver"'))
    assert the_one(folder, signers).problem == "sign-off.json has changed since it was signed"
    # With an id that fits, the signature still does not.
    place.rename(place.with_name(sign_off_id(record.read_bytes())))
    assert the_one(folder).problem == ""
    assert the_one(folder, signers).problem.startswith("its signature does not hold (")


def test_nobody_signs_beside_a_sign_off_that_does_not_hold(reviews: Any, tree: Tree) -> None:
    folder = reviews.publish().folder
    record = sign(folder) / "sign-off.json"
    record.write_text(record.read_text().replace("Head of Security", "Head of Sales"))
    before = tree(folder.parent / "sign-offs")
    with pytest.raises(ArchiveError, match="nothing was signed"):
        sign(folder, "Owner")
    assert tree(folder.parent / "sign-offs") == before


def test_a_key_that_nobody_named_does_not_hold(reviews: Any, signers: Path, new_key: NewKey) -> None:
    folder = reviews.publish().folder
    sign(folder, key=new_key("strange"))
    assert the_one(folder, signers).problem.startswith(f"its key is none of {signers}")


def test_a_signature_for_another_purpose_does_not_hold(reviews: Any, key: Path, tmp_path: Path) -> None:
    folder = reviews.publish().folder
    place = sign(folder, key=key)
    signers = tmp_path / "signers"
    signers.write_text(f"security@numberz.example {key.with_suffix('.pub').read_text()}")
    (place / "sign-off.json.sig").unlink()
    made = ["ssh-keygen", "-q", "-Y", "sign", "-f", str(key), "-n", "file", str(place / "sign-off.json")]
    subprocess.run(made, check=True, capture_output=True)
    assert the_one(folder, signers).problem.startswith("its signature does not hold (")


def test_a_sign_off_of_another_manifest_does_not_hold(
    reviews: Any, reviews_in: Callable[[str], Any], key: Path, signers: Path
) -> None:
    folder = reviews.publish(page="first").folder
    other = reviews_in("elsewhere").publish(page="second").folder
    assert folder.name == other.name
    place = sign(other, key=key)
    shutil.copytree(place, folder.parent / "sign-offs" / folder.name / place.name)
    assert the_one(folder, signers).problem == f"it is for another manifest of {folder.name}"


def test_a_signature_that_was_taken_away_or_put_in_is_missed_and_noticed(
    reviews: Any, key: Path, signers: Path
) -> None:
    folder = reviews.publish().folder
    signed, plain = sign(folder, key=key), sign(folder, "Owner")
    (signed / "sign-off.json.sig").rename(plain / "sign-off.json.sig")
    for allowed in (None, signers):
        problems = {each.problem for each in read_sign_offs(folder, allowed)}
        assert problems == {
            "sign-off.json.sig is missing",
            "it names no key, and there is a sign-off.json.sig",
        }


def test_a_record_that_names_another_key_than_signed_does_not_hold(
    reviews: Any, key: Path, signers: Path
) -> None:
    folder = reviews.publish().folder
    place = sign(folder, key=key)
    record = place / "sign-off.json"
    named = json.loads(record.read_bytes())["key"]
    record.write_text(record.read_text().replace(named, "SHA256:another"))
    (place / "sign-off.json.sig").unlink()
    made = ["ssh-keygen", "-q", "-Y", "sign", "-f", str(key), "-n", NAMESPACE, str(record)]
    subprocess.run(made, check=True, capture_output=True)
    place.rename(place.with_name(sign_off_id(record.read_bytes())))
    assert the_one(folder, signers).problem == f"it names the key SHA256:another, and {named} signed"


@pytest.mark.parametrize(("bounds", "holds"), [("20261101", True), ("20261201", False)])
def test_a_key_must_have_been_valid_on_the_day(
    reviews: Any, key: Path, tmp_path: Path, bounds: str, holds: bool
) -> None:
    folder = reviews.publish().folder
    sign(folder, key=key)
    signers = tmp_path / "signers"
    signers.write_text(f'a@b.example valid-after="{bounds}" {key.with_suffix(".pub").read_text()}')
    assert bool(the_one(folder, signers).problem) is not holds


@pytest.mark.parametrize(
    "content", ["", "[]", "{}", '{"schema": "sign-off/1"}', '{"schema": "sign-off/2"}', "\x00"]
)
def test_a_damaged_record_is_named(reviews: Any, content: str) -> None:
    folder = reviews.publish().folder
    place = sign(folder)
    (place / "sign-off.json").write_text(content)
    assert the_one(folder).problem.startswith("sign-off.json cannot be read: ")
    assert the_one(folder).in_words().startswith(f"{place.name}: sign-off.json cannot be read")


def test_a_key_that_is_none_is_refused(reviews: Any, key: Path, tmp_path: Path) -> None:
    folder = reviews.publish().folder
    with pytest.raises(UsageError, match="there is no such key"):
        sign(folder, key=tmp_path / "nowhere")
    (tmp_path / "odd").write_text("no key")
    with pytest.raises(UsageError, match="is no SSH key"):
        sign(folder, key=tmp_path / "odd")
    assert not (folder.parent / "sign-offs").exists()


def test_a_key_whose_passphrase_is_not_given_signs_nothing(
    reviews: Any, new_key: NewKey, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = reviews.publish().folder
    # Whoever is asked for the passphrase says nothing.
    monkeypatch.setenv("SSH_ASKPASS", "/bin/false")
    monkeypatch.setenv("SSH_ASKPASS_REQUIRE", "force")
    with pytest.raises(RunFailed, match="could not sign"):
        sign(folder, key=new_key("locked", "a passphrase"))
    assert not (folder.parent / "sign-offs").exists()


def test_without_ssh_keygen_everything_but_signatures_works(
    reviews: Any, key: Path, signers: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    folder = reviews.publish().folder
    sign(folder, "Privacy Office", "preparer", key=key)
    monkeypatch.setenv("PATH", str(tmp_path / "nothing"))
    sign(folder)
    assert len(read_sign_offs(folder)) == 2
    for needs in (lambda: sign(folder, "Owner", key=key), lambda: read_sign_offs(folder, signers)):
        with pytest.raises(UsageError, match="signatures need ssh-keygen, and none was found"):
            needs()


def test_a_file_of_signers_must_be_there(reviews: Any, tmp_path: Path) -> None:
    folder = reviews.publish().folder
    with pytest.raises(UsageError, match="no such file of allowed signers"):
        read_sign_offs(folder, tmp_path / "nowhere")
