"""`verify` and `sign` as people and schedulers call them: words, JSON and exit codes."""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from reviewing import AS_OF, Published
from runs.forgery import reseal
from vendor_review.publication.archive.manifest import hash_outputs

pytestmark = pytest.mark.slow
Call = Callable[..., tuple[int, str, str]]
SIGN = ("--by", "Head of Security", "--role", "reviewer", "--as-of", "2026-11-03")


@pytest.fixture
def folder(archive: Path, published: Published) -> Path:
    return archive / "numberz" / published.folder.name


@pytest.mark.parametrize("command", ["verify", "sign"])
def test_each_explains_itself_and_is_listed(call: Call, command: str) -> None:
    code, out, _ = call(command, "--help")
    assert code == 0
    assert out.startswith(f"Usage: vendor-review {command} [OPTIONS] REVIEW")
    assert f"\n  {command} " in call("--help")[1]


def test_verify_says_that_a_review_holds(call: Call, folder: Path) -> None:
    code, out, err = call("verify", folder)
    assert (code, err) == (0, "")
    assert out == f"numberz {folder.name}: holds, {len(hash_outputs(folder))} files ({folder})\n"


@pytest.mark.parametrize("place", [".", "numberz"])
def test_verify_counts_where_there_are_several(call: Call, archive: Path, folder: Path, place: str) -> None:
    code, out, _ = call("verify", archive / place)
    assert (code, out.splitlines()[-1]) == (0, "all 2 hold")
    (folder / "ledger.csv").write_text("")
    code, out, err = call("verify", archive / place)
    assert (code, out.splitlines()[-1], err) == (3, "1 of 2 do not hold", "")
    assert "DOES NOT HOLD" in out.splitlines()[0]
    assert out.splitlines()[1].startswith("  ledger.csv has changed: SHA-256 ")


def test_verify_prints_the_head_and_expects_it_again(call: Call, archive: Path, folder: Path) -> None:
    code, head, err = call("verify", archive, "--head")
    assert (code, head.count("\n"), err.splitlines()[-1]) == (0, 1, "all 2 hold")
    assert head.startswith("numberz:1:")
    assert call("verify", folder, "--head")[:2] == (0, head)
    code, out, _ = call("verify", archive, "--expect", head.strip())
    assert (code, out.splitlines()[1]) == (0, "  its head is the expected one")
    assert json.loads(call("verify", archive, "--format", "json")[1])["heads"] == [head.strip()]
    other = f"numberz:1:{'0' * 64}"
    for place in (archive, archive / "numberz", folder):
        code, out, _ = call("verify", place, "--expect", other)
        assert (code, f"does not contain the expected head {other}" in out) == (3, True)


@pytest.mark.parametrize("head", [":", "numberz", "numberz:0:" + "0" * 64, "acme:1:" + "0" * 64])
def test_a_head_that_is_none_or_of_no_register_there_ends_with_2(
    call: Call, archive: Path, head: str
) -> None:
    code, out, err = call("verify", archive, "--expect", head)
    assert (code, out) == (2, "")
    assert "head" in err


def test_no_head_is_printed_of_an_archive_that_does_not_hold(call: Call, archive: Path, folder: Path) -> None:
    (folder / "ledger.csv").write_text("")
    code, out, err = call("verify", archive, "--head")
    assert (code, out) == (3, "")
    assert "ledger.csv has changed" in err


def test_the_forgery_of_a_page_its_hash_and_a_key_is_found(call: Call, archive: Path, folder: Path) -> None:
    (folder / "review.html").write_bytes(b"<p>all within the appetite</p>")
    manifest = json.loads((folder / "manifest.json").read_bytes())
    manifest["outputs"] = hash_outputs(folder)
    for key in manifest:
        forged = {name: value for name, value in manifest.items() if name != key}
        (folder / "manifest.json").write_text(json.dumps(forged))
        code, out, _ = call("verify", folder)
        assert (code, f"manifest.json is damaged: it lacks {key}" in out) == (3, True)


def test_reviews_without_an_index_are_said_to_have_nothing_that_vouches_for_them(
    call: Call, archive: Path, folder: Path, tmp_path: Path
) -> None:
    shutil.copytree(folder, tmp_path / "copy" / "numberz" / folder.name)
    code, out, _ = call("verify", tmp_path / "copy" / "numberz")
    assert code == 1
    assert "there is no index.json: only their own manifests vouch for these reviews" in out


def test_verify_tells_programs_the_same(call: Call, archive: Path, folder: Path) -> None:
    (folder / "ledger.csv").unlink()
    code, out, _ = call("verify", archive, "--format", "json")
    assert code == 3
    told = json.loads(out)
    assert told["holds"] is False
    assert [(each["holds"], each["problems"]) for each in told["results"]] == [
        (False, ["ledger.csv is missing"]),
        (True, []),
    ]


def test_verify_rebuilds_each_review_once(call: Call, archive: Path, folder: Path) -> None:
    code, out, err = call("verify", archive, "--rerun")
    assert code == 0
    assert out.count("rebuilt: every byte is the same") == 1
    assert err == f"rebuilding numberz {folder.name}\n"


def test_verify_ends_with_1_where_another_version_made_a_review(
    call: Call, published: Published, tmp_path: Path
) -> None:
    mailed = Path(shutil.copytree(published.folder, tmp_path / "mailed"))
    reseal(mailed, formula_version="0.9")
    assert call("verify", mailed)[0] == 0
    code, out, _ = call("verify", mailed, "--rerun")
    assert code == 1
    assert "holds, " in out
    assert "it cannot be rebuilt here: it was made by formula 0.9, and this is 1.1; its hashes hold" in out


def test_verify_ends_with_3_where_the_inputs_give_something_else(
    call: Call, published: Published, tmp_path: Path
) -> None:
    mailed = Path(shutil.copytree(published.folder, tmp_path / "mailed"))
    (mailed / "scores.csv").write_text("vendor_id\n")
    reseal(mailed)
    assert call("verify", mailed)[0] == 0
    code, out, _ = call("verify", mailed, "--rerun")
    assert code == 3
    assert "rebuilt, and scores.csv came out otherwise" in out


@pytest.mark.parametrize(
    "arguments", [("nowhere",), ("{empty}",), ("{folder}", "--allowed-signers", "nowhere")]
)
def test_wrong_usage_of_verify_ends_with_2(
    call: Call, folder: Path, tmp_path: Path, arguments: tuple[str, ...]
) -> None:
    (tmp_path / "empty").mkdir()
    filled = [each.format(empty=tmp_path / "empty", folder=folder) for each in arguments]
    code, out, err = call("verify", *filled)
    assert (code, out) == (2, "")
    assert err.startswith("vendor-review: ")


def test_names_that_steer_a_terminal_are_shown_and_not_obeyed(
    call: Call, published: Published, tmp_path: Path
) -> None:
    mailed = Path(shutil.copytree(published.folder, tmp_path / "mailed"))
    (mailed / "\x1b]0;owned\x07").write_text("")
    (mailed / os.fsdecode(b"no text \xff")).write_text("")
    assert call("verify", mailed, "--format", "json")[0] == 3
    code, out, _ = call("verify", mailed)
    assert code == 3
    assert "no text \\udcff is not part of the review" in out
    assert "\\u001b]0;owned\\u0007 is not part of the review" in out
    assert "\x1b" not in out


def test_sign_prints_where_and_verify_tells_who(call: Call, archive: Path, folder: Path) -> None:
    code, out, err = call("sign", archive / "numberz" / "latest", *SIGN, "--comment", "with conditions")
    assert (code, err) == (0, "signed without a key\n")
    assert Path(out.strip()).parent == archive / "numberz" / "sign-offs" / folder.name
    code, out, _ = call("verify", archive)
    assert code == 0
    told = "  signed by Head of Security as reviewer on 2026-11-03, without a signature (with conditions)"
    assert out.splitlines().count(told) == 1
    code, out, _ = call("verify", folder, "--format", "json")
    (signed,) = json.loads(out)["results"][0]["sign_offs"]
    assert (signed["record"]["by"], signed["problem"]) == ("Head of Security", "")


def test_sign_is_refused_with_2_twice_and_with_3_where_the_review_does_not_hold(
    call: Call, folder: Path
) -> None:
    assert call("sign", folder, *SIGN)[0] == 0
    code, out, err = call("sign", folder, *SIGN)
    assert (code, out) == (2, "")
    assert "Head of Security has signed" in err
    (folder / "review.html").write_text("forged")
    code, out, err = call("sign", folder, "--by", "Owner", "--role", "approver")
    assert (code, out) == (3, "")
    assert "review.html has changed" in err


def test_keys_decide_the_exit_code_where_they_are_named(
    call: Call, folder: Path, key: Path, signers: Path
) -> None:
    code, out, err = call("sign", folder, *SIGN, "--key", key)
    assert (code, err) == (0, f"signed with {key}\n")
    place = Path(out.strip())
    code, out, _ = call("verify", folder, "--allowed-signers", signers)
    assert code == 0
    assert "with the key of security@numberz.example" in out
    assert call("sign", folder, "--by", "Owner", "--role", "approver", "--as-of", AS_OF)[0] == 0
    assert call("verify", folder)[0] == 0
    assert call("verify", folder, "--allowed-signers", signers)[0] == 1
    signers.write_text("")
    code, out, _ = call("verify", folder, "--allowed-signers", signers)
    assert code == 3
    assert "which does not hold: its key is none of" in out
    (place / "sign-off.json").write_text("{}")
    assert call("verify", folder)[0] == 3
