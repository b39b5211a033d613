"""An empty register explains itself, takes what a person fills in, and is checked as it is."""

from __future__ import annotations

import io
import json
import shutil
import sys
import tomllib
from datetime import date
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from vendor_review import cli
from vendor_review.files.package_files import default_policy, starting_register
from vendor_review.policy import load_policy
from vendor_review.register import load_register
from vendor_review.register.layout import TABLES
from vendor_review.register.page_keys import PAGE_KEYS
from vendor_review.register.workbook.guide import CHECK_COMMAND


@pytest.fixture
def book(tmp_path: Path) -> Path:
    path = tmp_path / "register.xlsx"
    assert cli.main(["new", str(path)]) == 0
    return path


def lists_of(sheet: Any) -> dict[str, Any]:
    """Name of a column to its rule for what may be written."""
    return {
        sheet.cell(1, cells.min_col).value: rule
        for rule in sheet.data_validations.dataValidation
        for cells in rule.sqref.ranges
    }


def words_in(sheets: Any, cells: str) -> list[str]:
    title, _, area = cells.partition("!")
    return [row[0].value for row in sheets[title][area.replace("$", "")]]


def test_the_workbook_has_a_sheet_per_table_with_fixed_explained_headers(book: Path) -> None:
    sheets = openpyxl.load_workbook(book)

    assert sheets.sheetnames == ["about", *TABLES, "page", "vocabulary"]
    for table in TABLES.values():
        sheet = sheets[table.name]
        assert [cell.value for cell in sheet[1]] == list(table.names)
        assert (sheet.freeze_panes, sheet.print_title_rows) == ("A2", "$1:$1")
        assert sheet.page_setup.orientation == "landscape"
        # Where nothing is said, one page wide is meant.
        assert (sheet.page_setup.fitToWidth or 1, sheet.sheet_properties.pageSetUpPr.fitToPage) == (1, True)
        for cell, column in zip(sheet[1], table.columns, strict=True):
            assert column.meaning in cell.comment.text
            assert column.example in cell.comment.text
            assert all(word in cell.comment.text for word in column.values)
            assert not any(word in cell.comment.text for word in (".csv", ".toml"))
            assert (cell.font.name, cell.font.bold, cell.alignment.wrap_text) == ("Arial", True, True)


def test_what_must_be_filled_is_marked_and_said_in_words(book: Path) -> None:
    sheets = openpyxl.load_workbook(book)
    about = "\n".join(str(row[0].value) for row in sheets["about"].iter_rows())
    fills: dict[bool, set[str]] = {True: set(), False: set()}
    for table in TABLES.values():
        must = [column.name for column in table.columns if column.required]
        assert f"{table.name}: {table.meaning} Must be filled: {', '.join(must)}." in about
        for cell, column in zip(sheets[table.name][1], table.columns, strict=True):
            fills[column.required].add(cell.fill.fgColor.rgb)
            assert ("Must be filled." in cell.comment.text) == column.required
            rule = lists_of(sheets[table.name]).get(column.name)
            assert bool(rule and rule.promptTitle) == column.required

    assert len(fills[True]) == len(fills[False]) == 1
    assert fills[True] != fills[False]


def test_the_sheet_that_explains_gives_the_command_of_the_readme(book: Path) -> None:
    sheet = openpyxl.load_workbook(book)["about"]
    readme = (Path(__file__).parents[2] / "README.md").read_text(encoding="utf-8")
    command = CHECK_COMMAND.removeprefix(".venv/bin/").removesuffix(" register.xlsx")

    assert CHECK_COMMAND in [row[0].value for row in sheet.iter_rows()]
    assert f"\n{command} " in readme
    assert "Commands below are in `.venv/bin/`." in " ".join(readme.split())
    assert all(row[0].alignment.wrap_text for row in sheet.iter_rows())


def test_every_column_of_known_words_has_a_list_to_choose_from(book: Path) -> None:
    sheets = openpyxl.load_workbook(book)
    policy = load_policy(None, date(2026, 11, 1))
    shorthands = TABLES["access_controls"].column("control").values
    wanted = {
        "control": [*policy.controls.index, *shorthands],
        "category": [*policy.categories.index, "none"],
    }
    for table in TABLES.values():
        rules = lists_of(sheets[table.name])
        for column in table.columns:
            rule = rules.get(column.name)
            if column.values and column.kind not in wanted:
                assert rule is not None, column
                assert rule.formula1.strip('"').split(",") == list(column.values)
                # Where nothing is said, stop is meant.
                assert (rule.errorStyle or "stop") == ("stop" if column.kind == "enum" else "information")
            elif column.kind in wanted:
                assert rule is not None, column
                assert sorted(words_in(sheets, rule.formula1)) == sorted(wanted[column.kind])
                assert rule.errorStyle == "warning"
            elif column.kind == "place":
                assert rule is not None, column
                assert words_in(sheets, rule.formula1)[:6] == ["EEA", "EU", "GLOBAL", "TBD", "VARIES", "AD"]
            elif column.kind == "reference":
                assert rule is not None, column
                assert rule.formula1.startswith(f"OFFSET({column.refers}!$A$2,")
                assert rule.errorStyle == "warning"
            elif column.kind == "section":
                assert rule is not None, column
                title, _, cells = rule.formula1.partition("!")
                keys = [row[0].offset(0, -1).value for row in sheets[title][cells.replace("$", "")]]
                assert keys == [f"sections[{number}].id" for number in (1, 2, 3)]


def test_the_words_of_the_policy_are_told_with_their_meaning(book: Path) -> None:
    sheet = openpyxl.load_workbook(book)["vocabulary"]
    controls = load_policy(None, date(2026, 11, 1)).controls
    told = {row[1]: row for row in sheet.iter_rows(min_row=2, values_only=True)}

    assert sheet.sheet_state == "visible"
    for control, row in controls.iterrows():
        gate = "gate" if row["gate"] else None
        assert told[control] == ("control", control, row["name"], row["wording"], gate)
    assert told["DE"][2] == "Germany"
    assert told["EU"][2] == "European Union"


def test_days_are_kept_as_days_and_all_else_as_typed(book: Path) -> None:
    sheets = openpyxl.load_workbook(book)
    for table in TABLES.values():
        sheet = sheets[table.name]
        for cell, column in zip(sheet[1], table.columns, strict=True):
            (form,) = [  # of a group of columns that look alike
                one.number_format
                for one in sheet.column_dimensions.values()
                if one.min <= cell.column <= one.max
            ]
            assert form == ("yyyy-mm-dd" if column.kind == "date" else "@"), column


def test_a_day_that_is_typed_is_read_as_that_day(book: Path) -> None:
    """Excel makes a number of it, which the column's format shows as a day."""
    sheets: Any = openpyxl.load_workbook(book)
    sheets["engagements"]["A2"] = "e"
    sheets["engagements"]["M2"] = 46337
    sheets["engagements"]["M2"].number_format = sheets["engagements"].column_dimensions["M"].number_format
    sheets.save(book)

    assert load_register(book).tables["engagements"].loc[2, "engaged_on"] == "2026-11-11"


def test_the_page_shows_every_key_and_three_sections(book: Path) -> None:
    sheets: Any = openpyxl.load_workbook(book)
    rows = {row[0].value: row for row in sheets["page"].iter_rows(min_row=2)}
    sections = [key for key in PAGE_KEYS if key.startswith("sections[1].")]

    assert set(rows) == {*PAGE_KEYS, *(key.replace("1", n) for key in sections for n in "23")}
    assert all(
        cells[0].comment.text.startswith(PAGE_KEYS[key].meaning)
        for key, cells in rows.items()
        if key in PAGE_KEYS
    )
    assert rows["sections[3].id"][0].comment.text.startswith(PAGE_KEYS["sections[1].id"].meaning)
    rows["promises"][1].value = "location; role"
    rows["sections[2].id"][1].value = "support"
    rows["sections[1].id"][1].value = "hosting"
    sheets.save(book)
    page = load_register(book).page
    assert page["promises"] == ["location", "role"]
    assert [section["id"] for section in page["sections"]] == ["hosting", "support"]


def test_another_policy_gives_its_own_words(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    policy = tmp_path / "policy"
    shutil.copytree(default_policy(), policy)
    text = (policy / "controls.csv").read_text(encoding="utf-8")
    (policy / "controls.csv").write_text(
        text.replace("No standing access", "No lasting access"), encoding="utf-8"
    )

    assert cli.main(["new", str(tmp_path / "x.xlsx"), "--policy", str(policy), "--as-of", "2026-11-01"]) == 0
    sheet = openpyxl.load_workbook(tmp_path / "x.xlsx")["vocabulary"]
    assert sheet["C2"].value == "No lasting access to customer content"


@pytest.mark.parametrize("command", ["new", "convert"])
@pytest.mark.parametrize("name", ["register.xls", "register.csv", "register.db", "register.v2"])
def test_a_name_that_is_neither_a_workbooks_nor_a_folders_is_refused(
    tmp_path: Path, capfd: pytest.CaptureFixture[str], command: str, name: str
) -> None:
    source = [str(starting_register())] if command == "convert" else []

    assert cli.main([command, *source, str(tmp_path / name)]) == 2
    told = capfd.readouterr().err
    assert "name a workbook (register.xlsx), a folder of CSV files (register, without a dot)" in told
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    ("name", "kind"), [("register", "a folder of CSV files"), ("register.XLSX", "a workbook")]
)
def test_new_says_what_it_made(
    tmp_path: Path, capfd: pytest.CaptureFixture[str], name: str, kind: str
) -> None:
    assert cli.main(["new", str(tmp_path / name)]) == 0
    assert f"an empty register, {kind}: vendors, " in capfd.readouterr().err


@pytest.mark.parametrize("target", ["register", "register.xlsx", "sqlite:///register.db"])
def test_an_empty_register_is_read_and_checked(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str], target: str
) -> None:
    monkeypatch.chdir(tmp_path)
    assert cli.main(["new", target]) == 0
    assert capfd.readouterr().out == f"{target}\n"
    register = load_register(target)

    assert register.absent == ()
    assert all(table.empty for table in register.tables.values())
    assert register.page == {}
    assert cli.main(["check", target, "--as-of", "2026-11-01"]) == 0
    told = capfd.readouterr()
    assert told.out == ""
    assert told.err.startswith("The register is empty. Start with the table vendors, ")
    assert "no known problem" not in told.err


def test_the_comments_of_a_new_page_become_a_page_without_their_marks(tmp_path: Path) -> None:
    assert cli.main(["new", str(tmp_path / "new")]) == 0
    text = (tmp_path / "new" / "page.toml").read_text(encoding="utf-8")
    lines = [line.removeprefix("# ") for line in text.splitlines() if " = " in line or line.startswith("# [")]
    page = tomllib.loads("\n".join(lines))

    assert len(page) == 16
    assert page["notice"]["days"] == 30
    assert page["sections"][0]["reaches_customer_data"] is True


def test_the_guide_of_a_new_folder_names_every_column(tmp_path: Path) -> None:
    assert cli.main(["new", str(tmp_path / "new")]) == 0
    guide = (tmp_path / "new" / "README.md").read_text(encoding="utf-8")

    for table in TABLES.values():
        assert f"## {table.file}" in guide
        assert all(f"| {column.name} | {column.meaning}" in guide for column in table.columns)


def test_what_is_filled_in_is_checked_and_each_finding_names_its_cell(
    book: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    """As a person who knows Excel and no Python would go about it."""
    sheets: Any = openpyxl.load_workbook(book)
    sheets["vendors"].append(["mailer", "Mailer Inc", "Mailer Incorporated", None, None, "US"])
    sheets["engagements"].append(
        [
            "mailer-1",
            "mailer",
            "Mail",
            None,
            "processor",
            "actve",
            None,
            "Sends mail",
            "Addresses",
            "receives",
        ]
    )
    sheets["page"].append(["notice.days", None])
    sheets.save(book)
    capfd.readouterr()

    assert cli.main(["check", str(book), "--as-of", "2026-11-01", "--format", "json"]) == 0
    found = json.loads(capfd.readouterr().out)
    (one,) = [row for row in found if row["severity"] == "error" and row["column"] == "status"]
    assert one["message"].startswith("engagements!F2, column status: 'actve' is not one of active, optional")
    assert (one["file"], one["line"], one["suggestion"]) == ("engagements", 2, "active")


# What a new register is asked, and says already


class Terminal(io.StringIO):
    """What a person types."""

    def isatty(self) -> bool:
        return True


def typed(monkeypatch: pytest.MonkeyPatch, *lines: str) -> None:
    monkeypatch.setattr(sys, "stdin", Terminal("".join(f"{line}\n" for line in lines)))
    monkeypatch.setattr(sys.stderr, "isatty", lambda: True)


@pytest.mark.parametrize("target", ["register", "register.xlsx", "sqlite:///register.db"])
def test_what_options_state_stands_on_its_page(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, target: str
) -> None:
    monkeypatch.chdir(tmp_path)
    name = 'Miller "& Sons" GmbH'
    options = ["--organisation", name, "--address", "https://miller.example/list", "--notice-days", "30"]
    assert cli.main(["new", target, *options]) == 0
    assert load_register(target).page == {
        "organisation": name,
        "address": "https://miller.example/list",
        "notice": {"days": 30},
    }


def test_a_terminal_is_asked_and_a_wrong_answer_is_asked_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    typed(monkeypatch, "", "Miller", "miller", "https://miller.example", "")
    assert cli.main(["new", "register"]) == 0
    told = capsys.readouterr()
    assert told.out == "register\n"
    assert "'miller' is not a web address such as https://www.example.com/subprocessors" in told.err
    assert "Fill in vendors and engagements first. Then run: vendor-review check register" in told.err
    assert load_register("register").page == {"organisation": "Miller", "address": "https://miller.example"}


@pytest.mark.parametrize("target", ["ours", "ours.xlsx"])
def test_who_has_a_list_is_shown_how_to_start_from_it_and_nothing_is_made(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], target: str
) -> None:
    monkeypatch.chdir(tmp_path)
    typed(monkeypatch, "our vendors.csv")
    assert cli.main(["new", target]) == 0
    draft = "ours" if target == "ours" else "ours-draft"
    assert f"vendor-review import 'our vendors.csv' {draft}\n" in capsys.readouterr().err
    assert list(tmp_path.iterdir()) == []


def test_a_pipe_is_asked_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(sys, "stdin", io.StringIO("our vendors.csv\n"))
    assert cli.main(["new", str(tmp_path / "register")]) == 0
    told = capsys.readouterr().err
    assert "?" not in told
    assert "vendor-review import FILE DRAFT" in told
    assert sys.stdin.read() == "our vendors.csv\n"


@pytest.mark.parametrize(
    ("option", "value"),
    [("--notice-days", "a month"), ("--notice-days", "99999"), ("--address", "www.x.example")],
)
def test_what_an_option_cannot_say_is_refused_and_nothing_is_made(
    tmp_path: Path, option: str, value: str
) -> None:
    assert cli.main(["new", str(tmp_path / "register"), option, value]) == 2
    assert list(tmp_path.iterdir()) == []
