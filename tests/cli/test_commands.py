"""Each command: its result on stdout, its messages on stderr, and nothing of the one on the other."""

from __future__ import annotations

import csv
import io
import json
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from cli.every_place import call_with
from reviewing import AS_OF, Published, command, edit_file, module
from vendor_review import __version__
from vendor_review.cli import commands
from vendor_review.files.package_files import starting_register

COMMANDS = ("run", "check", "score", "explain", "public")
NUMBERZ = str(starting_register())

Call = Callable[..., tuple[int, str, str]]


# --- help and version --------------------------------------------------------------------------------------


@pytest.mark.parametrize("command", COMMANDS)
@pytest.mark.parametrize("flag", ["--help", "-h"])
def test_every_command_explains_itself(call: Call, command: str, flag: str) -> None:
    code, out, err = call(command, flag)
    assert (code, err) == (0, "")
    assert out.startswith(f"Usage: vendor-review {command}")
    assert "--as-of DATE" in out
    assert "--policy DIR" in out


def test_the_program_lists_its_commands_and_tells_its_version(call: Call) -> None:
    code, out, _ = call("--help")
    assert code == 0
    assert all(f"\n  {command} " in out for command in COMMANDS)
    code, out, err = call("--version")
    assert (code, out.strip(), err) == (0, f"vendor-review, version {__version__}", "")


def test_it_runs_as_a_module_and_returns_its_code_to_the_shell() -> None:
    done = module("vendor_review", "check", "nowhere")
    assert done.returncode == 2
    assert done.stdout == ""
    assert done.stderr.startswith("vendor-review: nowhere: there is no such folder")


# --- usage -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        ([], "Usage: vendor-review"),
        (["bogus"], "No such command 'bogus'"),
        (["check"], "Missing argument 'REGISTER'"),
        (["explain", NUMBERZ], "Missing argument 'VENDOR'"),
        (["public", NUMBERZ], "Missing option '--out'"),
        (["score", NUMBERZ, "--format", "yaml"], "'yaml' is not one of"),
        (["score", NUMBERZ, "--formatt", "csv"], "--formatt"),
        (["run", NUMBERZ, "--fail-on", "everything"], "'everything' is not one of"),
        (["run", NUMBERZ, "--samples", "many"], "'many' is not a valid integer"),
        (["run", NUMBERZ, "--samples", "0"], "sample_count: 0 is not a whole number of 1 or more"),
        (["run", NUMBERZ, "--seed", "-1"], "random_seed: -1 is not a whole number of 0 or more"),
        (["run", NUMBERZ, "--cell-timeout", "0"], "0"),
        (["run", NUMBERZ, "--baseline", "nowhere"], "'nowhere' is no folder of a review"),
        (["run", NUMBERZ, "--as-of", "2026-13-01"], "'2026-13-01' is not a date such as '2026-11-01'"),
        (["check", NUMBERZ, "--as-of", "tomorrow"], "'tomorrow' is not a date such as '2026-11-01'"),
        (["check", NUMBERZ, "--policy", "nowhere"], "nowhere"),
        (["score", NUMBERZ, "--as-of", "1990-01-01"], "1990-01-01"),
    ],
)
def test_wrong_usage_is_told_with_code_2_and_nothing_on_stdout(
    call: Call, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, arguments: list[str], told: str
) -> None:
    monkeypatch.chdir(tmp_path)
    code, out, err = call(*arguments)
    assert (code, out) == (2, "")
    assert told in err
    assert list(tmp_path.iterdir()) == []


# --- check -------------------------------------------------------------------------------------------------


def test_check_lists_problems_by_rule_with_what_would_be_right(call: Call) -> None:
    code, out, err = call("check", NUMBERZ, "--as-of", AS_OF)
    assert code == 0
    lines = out.splitlines()
    at = lines.index("warning  REG-030   A location is promised but not given: 3 places")
    assert lines[at + 1].startswith("    engagements.csv line 2, column engagement_id: the page promises")
    assert lines[at + 4].startswith("    Add a row to the table places, ")
    assert lines[-1].startswith("note     Not stated: ")
    assert "; contract of aws, quickbooks-india and sendgrid; " in lines[-1]
    assert err.startswith("The register has ")
    assert err.endswith(
        "Use --all to see every place and every note; --format json and csv always have them.\n"
    )


def test_check_spells_everything_out_when_asked(call: Call) -> None:
    _, out, err = call("check", NUMBERZ, "--as-of", AS_OF, "--all")
    _, frame, _ = call("check", NUMBERZ, "--as-of", AS_OF, "--format", "json")
    assert all(f"    {finding['message']}\n" in out for finding in json.loads(frame))
    assert err.endswith("No row was rejected.\n")


def test_check_gives_the_same_findings_as_json_and_csv(call: Call) -> None:
    _, out, _ = call("check", NUMBERZ, "--as-of", AS_OF, "--format", "json")
    findings: list[dict[str, Any]] = json.loads(out)
    _, out, err = call("check", NUMBERZ, "--as-of", AS_OF, "--format", "csv")
    rows = list(csv.DictReader(io.StringIO(out)))
    assert [finding["rule"] for finding in findings] == [row["rule"] for row in rows]
    assert [finding["message"] for finding in findings] == [row["message"] for row in rows]
    assert {"rule", "severity", "file", "line", "column", "value", "message", "remedy"} <= findings[0].keys()
    assert str(len([row for row in rows if row["severity"] == "warning"])) in err


def test_check_fails_on_warnings_only_when_asked(call: Call) -> None:
    assert call("check", NUMBERZ, "--as-of", AS_OF, "--fail-on", "error")[0] == 0
    assert call("check", NUMBERZ, "--as-of", AS_OF, "--fail-on", "warning")[0] == 1


def test_check_names_every_rejected_row_and_still_goes_well(call: Call, register: Path) -> None:
    edit_file(register / "engagements.csv", "receives..stores", "recieves..stores")
    code, out, err = call("check", register, "--as-of", AS_OF)
    assert code == 0
    assert "error    REG-010   Not an access path: 1 place\n" in out
    assert "    engagements.csv line 3, column access_path: 'recieves..stores'" in out
    assert "did you mean 'receives..stores'?" in out
    assert "rejected" in err


# --- score -------------------------------------------------------------------------------------------------


def test_score_shows_the_vendors_worst_first(call: Call) -> None:
    code, out, err = call("score", NUMBERZ, "--as-of", AS_OF)
    assert (code, err) == (0, "")
    lines = out.splitlines()[1:]
    assert [line.split()[0] for line in lines] == ["aws", "sendgrid", "quickbooks-india"]
    for line, score in zip(lines, ("2 to 99", "1 to 75", "0 to 75"), strict=True):
        assert score in line


@pytest.mark.parametrize("flags", [(), ("--ledger",)])
def test_score_gives_the_same_numbers_as_csv_and_json(call: Call, flags: tuple[str, ...]) -> None:
    code, out, _ = call("score", NUMBERZ, "--as-of", AS_OF, "--format", "csv", *flags)
    assert code == 0
    rows = list(csv.DictReader(io.StringIO(out)))
    code, out, _ = call("score", NUMBERZ, "--as-of", AS_OF, "--format", "json", *flags)
    assert code == 0
    records: list[dict[str, Any]] = json.loads(out)
    assert len(rows) == len(records) == (63 if flags else 3)
    assert list(rows[0]) == list(records[0])
    number = "points_hi" if flags else "r_hi"
    assert [float(row[number]) for row in rows] == pytest.approx([record[number] for record in records])


def test_the_ledger_of_score_adds_up(call: Call) -> None:
    _, out, _ = call("score", NUMBERZ, "--as-of", AS_OF, "--format", "json")
    scores = {record["vendor_id"]: record for record in json.loads(out)}
    _, out, _ = call("score", NUMBERZ, "--as-of", AS_OF, "--ledger", "--format", "json")
    ledger = json.loads(out)
    assert set(scores) == {"aws", "sendgrid", "quickbooks-india"}
    for vendor, record in scores.items():
        for end in ("lo", "hi"):
            points = sum(row[f"points_{end}"] for row in ledger if row["vendor_id"] == vendor)
            assert points == pytest.approx(record[f"r_{end}"], abs=1e-6)


def test_the_ledger_is_a_table_too(call: Call) -> None:
    code, out, _ = call("score", NUMBERZ, "--as-of", AS_OF, "--ledger")
    assert code == 0
    assert len(out.splitlines()) == 64
    assert "-0.0000" not in out


@pytest.mark.slow
def test_score_and_a_review_agree_to_the_last_digit(call: Call, published: Published) -> None:
    _, out, _ = call("score", NUMBERZ, "--as-of", AS_OF, "--format", "csv")
    told = list(csv.DictReader(io.StringIO(out)))
    kept = published.rows("scores.csv")
    assert [row["vendor_id"] for row in told] == [row["vendor_id"] for row in kept]
    for ours, theirs in zip(told, kept, strict=True):
        assert ours.keys() == theirs.keys()
        for name in ("r_lo", "r_hi", "i_hi", "c_lo", "ebios_hi", "enisa_hi"):
            assert float(ours[name]) == pytest.approx(float(theirs[name]), abs=1e-6)


# --- explain -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("vendor", ["aws", "Amazon Web Services"])
def test_explain_takes_id_or_name_and_tells_score_ledger_and_findings(call: Call, vendor: str) -> None:
    code, out, err = call("explain", NUMBERZ, vendor, "--as-of", AS_OF)
    assert (code, err) == (0, "")
    assert out.startswith("Amazon Web Services (aws): 2 to 99 points, very high, undetermined, tier T1")
    assert "Sum: 1.88 .. 99.25" in out
    assert all(control in out for control in ("VR-A1", "VR-P1", "VR-O3"))
    assert "warning: data_shared.csv line 2" in out


@pytest.mark.parametrize("written", ["sendgird", "Sengrid"])
def test_an_unknown_vendor_gets_the_nearest_one(call: Call, written: str) -> None:
    code, out, err = call("explain", NUMBERZ, written, "--as-of", AS_OF)
    assert (code, out) == (2, "")
    assert f"{written!r} is no vendor that numberz engages (did you mean 'sendgrid'?)" in err


@pytest.mark.parametrize("written", ["quick books india", "QuickBooks", "books"])
def test_another_spelling_or_a_part_of_a_name_is_enough(call: Call, written: str) -> None:
    code, out, _ = call("explain", NUMBERZ, written, "--as-of", AS_OF)
    assert code == 0
    assert out.startswith("Quick Books India")


def test_a_vendor_that_resembles_none_gets_the_list(call: Call) -> None:
    code, out, err = call("explain", NUMBERZ, "zzz", "--as-of", AS_OF)
    assert (code, out) == (2, "")
    assert "did you mean" not in err
    assert "aws (Amazon Web Services), sendgrid (Sendgrid), quickbooks-india (Quick Books India)" in err


def test_a_name_that_two_vendors_share_asks_for_the_id(call: Call, register: Path) -> None:
    edit_file(register / "vendors.csv", "sendgrid,Sendgrid,", "sendgrid,Amazon Web Services,")
    code, out, err = call("explain", register, "Amazon Web Services", "--as-of", AS_OF)
    assert (code, out) == (2, "")
    assert "may be aws (Amazon Web Services), sendgrid (Amazon Web Services)" in err
    assert call("explain", register, "sendgrid", "--as-of", AS_OF)[0] == 0


# --- public ------------------------------------------------------------------------------------------------


@pytest.mark.slow
def test_public_writes_the_list_of_the_review_and_prints_where(
    call: Call, published: Published, tmp_path: Path
) -> None:
    out_folder = tmp_path / "to" / "website"
    code, out, err = call("public", NUMBERZ, "--out", out_folder, "--as-of", AS_OF)
    assert (code, err) == (0, "")
    names = ["public-list.csv", "public-list.html", "public-list.json"]
    assert sorted(out.split()) == [str(out_folder / name) for name in names]
    assert sorted(path.name for path in out_folder.iterdir()) == names
    for name in names:
        # The feed is made by reviews: a list that lies alone has none to lead to.
        lines = (published.folder / name).read_bytes().splitlines()
        assert (out_folder / name).read_bytes().splitlines() == [
            one for one in lines if b"feed.xml" not in one
        ]
    assert b"feed.xml" in (published.folder / "public-list.html").read_bytes()


def test_public_writes_over_its_own_files(call: Call, tmp_path: Path) -> None:
    assert call("public", NUMBERZ, "--out", tmp_path, "--as-of", AS_OF)[0] == 0
    first = {path.name: path.read_bytes() for path in tmp_path.iterdir()}
    for path in tmp_path.iterdir():
        path.write_text("an older list")
    assert call("public", NUMBERZ, "--out", tmp_path, "--as-of", AS_OF)[0] == 0
    assert {path.name: path.read_bytes() for path in tmp_path.iterdir()} == first
    assert len(first) == 3


def test_public_into_a_file_fails_with_its_name(call: Call, tmp_path: Path) -> None:
    (tmp_path / "taken").write_text("")
    code, out, err = call("public", NUMBERZ, "--out", tmp_path / "taken", "--as-of", AS_OF)
    assert (code, out) == (3, "")
    assert str(tmp_path / "taken") in err


# --- run ---------------------------------------------------------------------------------------------------


@pytest.mark.slow
def test_run_prints_one_line_of_json_and_its_progress_elsewhere(published: Published) -> None:
    assert published.stdout.count("\n") == 1
    result = json.loads(published.stdout)
    assert Path(result["review"]) == published.folder / "review.html"
    assert (result["status"], result["as_of"]) == ("published", AS_OF)
    assert result["run_id"] == published.folder.name.removeprefix(f"{AS_OF}-")
    assert result["counts"]["vendors"] == 3
    assert result["counts"]["appetite"]["undetermined"] == [
        "Amazon Web Services",
        "Sendgrid",
        "Quick Books India",
    ]
    assert result["verdict"].startswith("Too little is known to say whether any of the 3 vendors")
    assert published.stderr.splitlines()[0].startswith("register numberz: 12 files; baseline none; run ")
    assert published.stderr.splitlines()[-1] == f"wrote {published.folder / 'review.html'}"
    assert "\r" not in published.stderr
    assert "\x1b" not in published.stderr


@pytest.mark.slow
def test_run_without_register_reviews_the_starting_one(call: Call, archive: Path) -> None:
    code, out, _ = call("run", "--as-of", AS_OF, "--reviews", archive)
    assert code == 0
    assert json.loads(out)["status"] == "verified"


@pytest.mark.slow
@pytest.mark.parametrize("kind", ["rejected", "outside", "compliance", "notice"])
def test_fail_on_gives_code_1_where_there_is_any_and_0_where_not(
    call: Call, published: Published, troubled: Published, kind: str
) -> None:
    # Both reviews are there already, so that the command verifies them and then looks at what they found.
    arguments = ("--as-of", AS_OF, "--fail-on", kind)
    register = troubled.archive.parent / "troubled"
    code, out, err = call("run", register, "--reviews", troubled.archive, *arguments)
    assert code == 1
    assert json.loads(out)["status"] == "verified"
    assert f"--fail-on {kind}: " in err
    code, out, err = call("run", NUMBERZ, "--reviews", published.archive, *arguments)
    assert code == 0
    assert json.loads(out)["status"] == "verified"
    assert "--fail-on" not in err


@pytest.mark.slow
def test_fail_on_may_name_several_kinds(call: Call, troubled: Published) -> None:
    register = troubled.archive.parent / "troubled"
    code, _, err = call(
        "run",
        register,
        "--as-of",
        AS_OF,
        "--reviews",
        troubled.archive,
        "--fail-on",
        "outside",
        "--fail-on",
        "notice",
    )
    assert code == 1
    assert err.count("--fail-on") == 2


@pytest.mark.slow
def test_a_review_with_findings_is_no_failure_unless_asked_for(call: Call, troubled: Published) -> None:
    register = troubled.archive.parent / "troubled"
    assert call("run", register, "--as-of", AS_OF, "--reviews", troubled.archive)[0] == 0
    counts = json.loads(troubled.stdout)["counts"]
    assert counts["appetite"]["outside"] == ["Open House"]
    assert counts["late_notice"] == 1
    assert counts["overdue"] == len(json.loads(troubled.stdout)["overdue"]) > 1
    assert counts["compliance_fails"]


def test_an_archive_that_cannot_be_made_fails_with_its_name(call: Call, tmp_path: Path) -> None:
    (tmp_path / "taken").write_text("")
    code, out, err = call("run", NUMBERZ, "--as-of", AS_OF, "--reviews", tmp_path / "taken")
    assert (code, out) == (3, "")
    assert "taken" in err


def test_output_survives_a_terminal_that_knows_only_ascii(register: Path) -> None:
    edit_file(register / "vendors.csv", "sendgrid,Sendgrid,", "sendgrid,Séndgrid “™” 日本,")
    ascii_only = {"PYTHONIOENCODING": "ascii", "PYTHONUTF8": "0"}
    done = module("vendor_review", "explain", register, "sendgrid", "--as-of", AS_OF, env=ascii_only)
    assert done.returncode == 0, done.stderr
    assert "1 to 75" in done.stdout
    assert done.stderr == ""


def test_a_reader_that_stops_early_causes_no_traceback() -> None:
    process = subprocess.Popen(
        [
            sys.executable,
            "-m",
            "vendor_review",
            "score",
            NUMBERZ,
            "--as-of",
            AS_OF,
            "--ledger",
            "--format",
            "json",
        ],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        encoding="utf-8",
    )
    assert process.stdout is not None
    process.stdout.close()
    assert process.stderr is not None
    err = process.stderr.read()
    process.stderr.close()
    process.wait(timeout=30)
    assert "Traceback" not in err


def test_a_name_that_cannot_be_a_folder_is_refused_by_every_command_that_takes_one() -> None:
    taking = [
        name for name, each in commands.commands.items() if any(one.name == "name" for one in each.params)
    ]
    assert {"run", "decide", "explain"} <= set(taking)
    for name in taking:
        done = command(*call_with("../other", name, "name"))
        assert (done.returncode, done.stdout) == (2, "")
        assert "--name: '../other' cannot name a folder of the archive" in done.stderr
