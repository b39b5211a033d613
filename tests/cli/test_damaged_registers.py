"""A damaged register: one clear message each, with code 2 and nothing written, or as a finding."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from reviewing import AS_OF, edit_file
from vendor_review import cli
from vendor_review.register.layout import PAGE_FILE, TABLES

REQUIRED = tuple(table.file for table in TABLES.values() if table.required)
OPTIONAL = (*(table.file for table in TABLES.values() if not table.required), PAGE_FILE)


def add_column(folder: Path) -> None:
    edit_file(folder / "vendors.csv", "website,contact", "website,contact,websight")


def misspell_column(folder: Path) -> None:
    edit_file(folder / "vendors.csv", "legal_entity", "legal_entty")


def drop_column(folder: Path) -> None:
    edit_file(folder / "onward.csv", "vendor_id,onward_name,source,as_of", "vendor_id,source,as_of")


def write_latin_1(folder: Path) -> None:
    file = folder / "vendors.csv"
    file.write_bytes(file.read_text(encoding="utf-8").replace("Sendgrid", "Sendgrïd").encode("latin-1"))


def misname_table(folder: Path) -> None:
    (folder / "evidence.csv").rename(folder / "evidences.csv")


def break_toml(folder: Path) -> None:
    (folder / "page.toml").write_text("organisation = Numberz\n", encoding="utf-8")


def empty_folder(folder: Path) -> None:
    for file in folder.iterdir():
        file.unlink()


def use_semicolons(folder: Path) -> None:
    file = folder / "vendors.csv"
    file.write_text(file.read_text(encoding="utf-8").replace(",", ";"), encoding="utf-8")


def empty_file(folder: Path) -> None:
    (folder / "vendors.csv").write_bytes(b"")


UNREADABLE: dict[str, tuple[Callable[[Path], None], list[str]]] = {
    **{
        f"no {name}": (lambda folder, name=name: (folder / name).unlink(), [name, "is missing"])  # type: ignore[misc]
        for name in REQUIRED
    },
    "an unknown column": (add_column, ["vendors.csv line 1", "'websight'", "did you mean 'website'?"]),
    "a misspelt column": (
        misspell_column,
        ["vendors.csv line 1", "'legal_entty'", "did you mean 'legal_entity'?"],
    ),
    "a missing column": (drop_column, ["onward.csv line 1", "'onward_name' is missing"]),
    "a Latin-1 file": (write_latin_1, ["vendors.csv line 3", "not UTF-8", "Latin-1"]),
    "a misnamed table": (misname_table, ["evidences.csv", "did you mean 'evidence.csv'?"]),
    "a page that is no TOML": (break_toml, ["page.toml", "is not TOML"]),
    "an empty folder": (empty_folder, ["no table", "vendors.csv and engagements.csv"]),
    "semicolons": (use_semicolons, ["vendors.csv line 1", "semicolons", "commas"]),
    "an empty file": (empty_file, ["vendors.csv line 1", "no header"]),
}


@pytest.mark.parametrize("damage", UNREADABLE)
@pytest.mark.parametrize("command", ["run", "check", "score", "explain", "public"])
def test_a_register_that_cannot_be_read_ends_with_code_2_and_writes_nothing(
    register: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capfd: pytest.CaptureFixture[str],
    damage: str,
    command: str,
) -> None:
    spoil, told = UNREADABLE[damage]
    spoil(register)
    empty = tmp_path / "empty"
    empty.mkdir()
    monkeypatch.chdir(empty)
    more = {"explain": ["aws"], "public": ["--out", "out"]}.get(command, [])
    assert cli.main([command, str(register), *more, "--as-of", AS_OF]) == 2
    out, err = capfd.readouterr()
    assert out == ""
    messages = [line for line in err.splitlines() if line]
    assert all(line.startswith("vendor-review: ") for line in messages)
    assert "Traceback" not in err
    assert any(all(part in line for part in told) for line in messages), err
    if damage != "a misspelt column":  # which is an unknown one and a missing one
        assert len(messages) == 1
    assert list(empty.iterdir()) == []


def findings(register: Path, capfd: pytest.CaptureFixture[str]) -> list[dict[str, Any]]:
    assert cli.main(["check", str(register), "--as-of", AS_OF, "--format", "json"]) == 0
    found: list[dict[str, Any]] = json.loads(capfd.readouterr().out)
    return found


@pytest.mark.parametrize("name", OPTIONAL)
def test_without_an_optional_file_nothing_is_stated_there_and_that_is_a_finding(
    register: Path, capfd: pytest.CaptureFixture[str], name: str
) -> None:
    (register / name).unlink()
    absent = [one for one in findings(register, capfd) if one["rule"] == "REG-029"]
    # Most registers have no incidents and no requests: a line about that in each of them would be noise.
    seldom = {table.file for table in TABLES.values() if table.seldom}
    expected = [] if name in seldom else [(name, "note")]
    assert [(one["file"], one["severity"]) for one in absent] == expected
    assert all(name in one["message"] for one in absent)


def test_without_its_data_or_controls_no_vendor_looks_safer(
    register: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    def upper_ends() -> dict[str, float]:
        assert cli.main(["score", str(register), "--as-of", AS_OF, "--format", "json"]) == 0
        return {row["vendor_id"]: row["r_hi"] for row in json.loads(capfd.readouterr().out)}

    before = upper_ends()
    for name in ("data_shared.csv", "access_controls.csv", "evidence.csv", "places.csv"):
        (register / name).unlink()
        after = upper_ends()
        assert after.keys() == before.keys()
        assert all(after[vendor] >= before[vendor] - 1e-9 for vendor in before), name


@pytest.mark.parametrize(
    ("file", "row", "rule", "told", "withheld"),
    [
        ("vendors.csv", "aws,Amazon Again,,,,,,,", "REG-007", "'aws'", True),
        ("access_controls.csv", "aws,VR-Z9,yes,aws-page,,", "REG-014", "'VR-Z9'", False),
        ("access_controls.csv", "aws,VR-A3,perhaps,,,", "REG-003", "'perhaps'", False),
        (
            "data_shared.csv",
            "sendgrid-email,EmailAdress,held,,,",
            "REG-013",
            "did you mean 'EmailAddress'?",
            False,
        ),
        (
            "engagements.csv",
            "x,sendgird,,,processor,active,,,,,,,,,,,,",
            "REG-008",
            "did you mean 'sendgrid'?",
            True,
        ),
    ],
)
def test_a_wrong_row_is_an_error_at_its_place_and_withholds_the_list_that_it_could_make_false(
    register: Path,
    tmp_path: Path,
    capfd: pytest.CaptureFixture[str],
    file: str,
    row: str,
    rule: str,
    told: str,
    withheld: bool,
) -> None:
    with (register / file).open("a", encoding="utf-8") as table:
        table.write(row + "\n")
    line = len((register / file).read_text(encoding="utf-8").splitlines())
    errors = [one for one in findings(register, capfd) if one["rule"] == rule and one["line"] == line]
    assert len(errors) == 1
    assert errors[0]["severity"] == "error"
    assert errors[0]["file"] == file
    assert f"{file} line {line}" in errors[0]["message"]
    assert told in errors[0]["message"]

    right, wrong = tmp_path / "right", tmp_path / "wrong"
    code = cli.main(["public", str(register), "--out", str(wrong), "--as-of", AS_OF])
    assert code == (3 if withheld else 0)
    assert (rule in capfd.readouterr().err) == withheld
    assert wrong.exists() != withheld
    if not withheld:  # and the list says what it says without that row
        lines = (register / file).read_text(encoding="utf-8").splitlines()
        (register / file).write_text("\n".join(lines[:-1]) + "\n", encoding="utf-8")
        assert cli.main(["public", str(register), "--out", str(right), "--as-of", AS_OF]) == 0
        for name in ("public-list.csv", "public-list.json"):
            assert (wrong / name).read_bytes() == (right / name).read_bytes()


def test_several_damages_are_told_at_once(register: Path, capfd: pytest.CaptureFixture[str]) -> None:
    (register / "engagements.csv").unlink()
    add_column(register)
    break_toml(register)
    assert cli.main(["check", str(register)]) == 2
    assert len(capfd.readouterr().err.splitlines()) == 3
