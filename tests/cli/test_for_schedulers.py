"""What a scheduler asks of `run`: silence, a line of JSON whatever happens, and Markdown for the page of its job."""

from __future__ import annotations

import errno
import json
import os
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from reviewing import AS_OF, Published
from vendor_review import cli
from vendor_review.cli import job_page
from vendor_review.cli.alarms import ALARMS
from vendor_review.files.package_files import starting_register

NUMBERZ = str(starting_register())

Call = Callable[..., tuple[int, str, str]]


@pytest.fixture
def call(capfd: pytest.CaptureFixture[str]) -> Call:
    """`vendor-review run` in this process: exit code, stdout, stderr."""

    def run(*arguments: str | Path) -> tuple[int, str, str]:
        code = cli.main(["run", *map(str, arguments), "--as-of", AS_OF])
        return code, *capfd.readouterr()

    return run


def one_line(out: str) -> dict[str, Any]:
    assert out.count("\n") == 1
    content: dict[str, Any] = json.loads(out)
    return content


@pytest.mark.slow
def test_quiet_says_nothing_of_a_run_that_went_well(call: Call, tmp_path: Path) -> None:
    code, out, err = call(NUMBERZ, "--reviews", tmp_path, "--quiet", "--fail-on", "rejected")
    assert (code, err) == (0, "")
    assert one_line(out)["status"] == "published"


@pytest.mark.slow
def test_quiet_still_tells_what_fail_on_found(call: Call, troubled: Published) -> None:
    register = troubled.archive.parent / "troubled"
    code, out, err = call(register, "--reviews", troubled.archive, "--quiet", "--fail-on", "overdue")
    assert code == 1
    rejected, found = err.splitlines()
    assert rejected.startswith("the public list, the notice and the feed are withheld; ")
    told = one_line(out)
    assert found.startswith(f"troubled: --fail-on overdue: {len(told['overdue'])} found (")
    assert found.endswith(f"; {told['review']}")
    assert "sendgrid" in found
    assert {"sendgrid"} <= {item["vendor_id"] for item in told["overdue"]}
    assert ("aws", "review", "2021-01-01") in {
        (item["vendor_id"], item["what"], item["due_on"]) for item in told["overdue"]
    }
    assert told["status"] == "verified"


@pytest.mark.slow
def test_vendors_that_were_never_reviewed_and_state_no_day_are_overdue(
    call: Call, published: Published
) -> None:
    code, out, err = call(NUMBERZ, "--reviews", published.archive, "--quiet", "--fail-on", "overdue")
    assert code == 1
    assert err.startswith(
        "numberz: --fail-on overdue: 3 found (Amazon Web Services, Sendgrid, Quick Books India); "
    )
    assert err.count("\n") == 1
    overdue = {(item["name"], item["what"], item["due_on"]) for item in one_line(out)["overdue"]}
    assert overdue == {
        (name, "review", "2026-11-01") for name in ("Amazon Web Services", "Sendgrid", "Quick Books India")
    }


@pytest.mark.slow
def test_what_was_found_is_told_with_the_vendors_that_it_concerns(call: Call, troubled: Published) -> None:
    asked = [word for name in ALARMS for word in ("--fail-on", name)]
    register = troubled.archive.parent / "troubled"
    _, out, err = call(register, "--reviews", troubled.archive, "--quiet", *asked)
    rejected = one_line(out)["counts"]["rejected"]
    assert f"--fail-on rejected: {rejected} found (" in err
    assert err.splitlines()[-1].startswith("troubled: --fail-on rejected: ")


def test_a_register_in_the_folder_above_is_said(
    call: Call, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    shutil.copytree(NUMBERZ, tmp_path / "acme")
    (tmp_path / "below").mkdir()
    words = f"register acme: not found in this folder; using {tmp_path / 'acme'}, in the folder above\n"
    for folder, expected in ((tmp_path / "below", words), (tmp_path, "")):
        monkeypatch.chdir(folder)
        for arguments in (["check", "acme"], ["score", "acme"], ["run", "acme", "--reviews", "/dev/null/x"]):
            cli.main([*arguments, "--as-of", AS_OF])
            assert (words in capfd.readouterr().err) is bool(expected), arguments


def test_quiet_still_tells_what_went_wrong(call: Call) -> None:
    code, out, err = call("nowhere", "--quiet")
    assert (code, out) == (2, "")
    assert err.startswith("vendor-review: nowhere: ")


@pytest.mark.slow
def test_json_gives_the_same_line_where_a_review_came_of_it(call: Call, archive: Path) -> None:
    _, plain, _ = call(NUMBERZ, "--reviews", archive)
    _, asked, _ = call(NUMBERZ, "--reviews", archive, "--json")
    assert asked == plain


@pytest.mark.parametrize(
    ("arguments", "code", "told"),
    [
        (["nowhere"], 2, "nowhere: there is no such folder"),
        ([NUMBERZ, "--samples", "0", "--seed", "-1"], 2, "sample_count: 0"),
        ([NUMBERZ, "--fail-on", "everything"], 2, "'everything' is not one of"),
        ([NUMBERZ, "--reviews", "taken"], 3, "taken"),
    ],
)
def test_json_gives_a_line_where_nothing_came_of_it(
    call: Call, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, arguments: list[str], code: int, told: str
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "taken").write_text("")
    got, out, err = call(*arguments, "--json")
    result = one_line(out)
    assert got == code
    assert (result["status"], result["exit_code"]) == ("failed", code)
    assert told in " ".join(result["problems"])
    assert all(problem in err for problem in result["problems"])
    assert [path.name for path in tmp_path.iterdir()] == ["taken"]


def test_json_tells_a_cancelled_run(call: Call, monkeypatch: pytest.MonkeyPatch) -> None:
    def interrupted(*arguments: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("vendor_review.runs.review_run.run_review", interrupted)
    code, out, err = call(NUMBERZ, "--json")
    assert (code, err.strip()) == (4, "vendor-review: cancelled")
    assert one_line(out) == {"status": "cancelled", "exit_code": 4, "problems": ["cancelled"]}


@pytest.mark.slow
def test_summary_is_appended_to_what_a_job_has_written_before(
    call: Call, archive: Path, tmp_path: Path
) -> None:
    page = tmp_path / "summary.md"
    page.write_text("# Before\n", encoding="utf-8")
    for _ in range(2):
        code, out, _ = call(NUMBERZ, "--reviews", archive, "--summary", page, "--fail-on", "rejected")
        assert code == 0
        assert one_line(out)["status"] == "verified"
    before, first, second = page.read_text(encoding="utf-8").split("\n## ")
    assert before == "# Before\n"
    assert first.rstrip("\n") == second.rstrip("\n")
    assert first.startswith("Numberz")
    assert "Nothing that --fail-on names was found." in first


@pytest.mark.slow
def test_a_review_does_not_fail_for_its_summary(
    call: Call, archive: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(path: Path, text: str) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC), str(path))

    monkeypatch.setattr(job_page, "append_text", full)
    code, out, err = call(NUMBERZ, "--reviews", archive, "--summary", tmp_path / "summary.md")
    assert (code, one_line(out)["status"]) == (0, "verified")
    assert "summary.md: the summary could not be added: No space left on device; see " in err


@pytest.mark.slow
def test_summary_of_hostile_names_holds_none_of_their_markup(
    call: Call, hostile: Published, tmp_path: Path
) -> None:
    page = tmp_path / "summary.md"
    register = hostile.archive.parent / "hostile"
    assert call(register, "--reviews", hostile.archive, "--summary", page)[0] == 0
    text = page.read_text(encoding="utf-8")
    assert "<" not in text
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in text


def test_a_summary_that_cannot_be_written_fails_before_anything_is_reviewed(
    call: Call, tmp_path: Path
) -> None:
    code, out, err = call(
        NUMBERZ, "--reviews", tmp_path / "reviews", "--summary", tmp_path / "no" / "summary.md"
    )
    assert (code, out) == (3, "")
    assert "summary.md" in err
    assert not (tmp_path / "reviews").exists()
