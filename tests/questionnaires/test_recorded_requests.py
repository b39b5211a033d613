"""What vendors are asked is recorded as it goes out, and its answer as it comes back; all of it or nothing."""

from __future__ import annotations

import shutil
from datetime import date
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from questionnaires.forms import (
    REVIEWED,
    SENT,
    all_yes,
    bytes_of,
    checked_and_scored,
    fill,
    put_answers,
    small_register,
)
from registers import Row
from vendor_review import cli
from vendor_review.errors import RegisterUnreadable, UsageError
from vendor_review.questionnaires.acceptance.preview_text import preview_lines
from vendor_review.questionnaires.acceptance.taking import accept, preview
from vendor_review.questionnaires.sent.recording import Recorded, draft, send_and_record
from vendor_review.register import convert_register, load_register

BY = "Privacy Office"
DUE = date(2026, 11, 30)
EARLIER = {"request_id": "2026-07", "vendor_id": "mailer", "asked_on": "2026-08-01", "what": "questionnaire"}
CONTACT = [{"vendor_id": "mailer", "name": "Mailer", "contact": "security@mailer.example"}]


def record(register: str | Path, out: Path, answer_by: date | None = DUE) -> Recorded:
    checked, scores = checked_and_scored(register)
    return send_and_record(str(register), checked, scores, ["mailer"], out, answer_by)


def requests_in(register: str | Path) -> list[dict[str, str]]:
    table = load_register(register).tables["requests"]
    return [dict(zip(table.columns, row, strict=True)) for row in table.itertuples(index=False, name=None)]


def test_a_questionnaire_that_goes_out_is_a_row_with_whom_when_and_what(tmp_path: Path) -> None:
    register = small_register(tmp_path, vendors=CONTACT)
    before = bytes_of(register)
    recorded = record(register, tmp_path / "out")
    assert (tmp_path / "out" / "mailer.xlsx").exists()
    [row] = requests_in(register)
    controls = [one.id for one in recorded.sent.asked[0].statements]
    assert row == {
        "request_id": "2026-001",
        "vendor_id": "mailer",
        "asked_on": SENT.isoformat(),
        "asked_of": "security@mailer.example",
        "what": "; ".join(["questionnaire", "data_classification", "access_path", *controls]),
        "due_on": "2026-11-30",
        "answered_on": "",
        "note": "",
    }
    assert len(controls) == 18
    after = bytes_of(register)
    assert [name for name in after if after[name] != before[name]] == ["requests.csv"]
    checked, scores = checked_and_scored(register)
    assert checked.findings.query("table == 'requests'").empty
    due = scores.due_items.query("what == 'answer'")
    assert [f"{day:%Y-%m-%d}" for day in due["due_on"]] == ["2026-11-30"]
    assert scores.vendors["awaited"]["mailer"] == 18


def test_requests_are_numbered_on_and_one_that_was_open_before_is_named(tmp_path: Path) -> None:
    register = small_register(tmp_path, requests=[EARLIER])
    recorded = record(register, tmp_path / "out", None)
    assert [row["request_id"] for row in requests_in(register)] == ["2026-07", "2026-08"]
    assert requests_in(register)[1]["due_on"] == ""
    assert [row["request_id"] for row in recorded.open_before] == ["2026-07"]


def test_a_vendor_that_is_asked_about_no_control_is_recorded_as_asked_about_none(tmp_path: Path) -> None:
    """A questionnaire alone would stand for all controls."""
    nothing = [{"engagement_id": "mailer-1", "category": "none", "custody": "disclosed"}]
    engagement = {
        "engagement_id": "mailer-1",
        "vendor_id": "mailer",
        "status": "active",
        "access_path": "none",
    }
    register = small_register(tmp_path, data_shared=nothing, engagements=[engagement])
    record(register, tmp_path / "out")
    assert [row["what"] for row in requests_in(register)] == ["questionnaire; other"]
    _, scores = checked_and_scored(register)
    assert not scores.controls.asked.any()


def test_a_workbook_gets_the_row_as_well(tmp_path: Path) -> None:
    book = tmp_path / "house.xlsx"
    convert_register(str(small_register(tmp_path)), str(book))
    record(book, tmp_path / "out")
    assert [row["request_id"] for row in requests_in(book)] == ["2026-001"]


def test_where_the_row_cannot_be_added_no_questionnaire_stays(tmp_path: Path) -> None:
    book = tmp_path / "house.xlsx"
    convert_register(str(small_register(tmp_path)), str(book))
    opened = openpyxl.load_workbook(book)
    del opened["requests"]
    opened.save(book)
    before = book.read_bytes()
    with pytest.raises(RegisterUnreadable, match="has no sheet requests"):
        record(book, tmp_path / "out")
    assert book.read_bytes() == before
    assert not [*(tmp_path / "out").glob("*")]


def test_where_a_questionnaire_cannot_be_written_no_row_is_added(tmp_path: Path) -> None:
    register = small_register(tmp_path)
    record(register, tmp_path / "out")
    before = bytes_of(register)
    with pytest.raises(UsageError, match="exists already"):
        record(register, tmp_path / "out")
    assert bytes_of(register) == before


def test_a_last_day_before_the_day_of_asking_is_refused(tmp_path: Path) -> None:
    register = small_register(tmp_path)
    with pytest.raises(UsageError, match="is before the day on which the vendors are asked, 2026-10-31"):
        record(register, tmp_path / "out", date(2026, 10, 30))
    assert not (tmp_path / "out").exists()
    assert requests_in(register) == []


def test_a_database_gets_the_rows_as_a_file_to_paste(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path}/house.db"
    convert_register(str(small_register(tmp_path)), url)
    with pytest.raises(UsageError, match=r"edited where it is kept.*with --draft"):
        record(url, tmp_path / "out")
    assert not (tmp_path / "out").exists()
    checked, scores = checked_and_scored(url)
    draft(url, checked, scores, ["mailer"], tmp_path / "out", DUE)
    lines = (tmp_path / "out" / "requests.csv").read_text(encoding="utf-8").splitlines()
    assert lines[0].startswith("request_id,vendor_id,asked_on")
    assert lines[1].startswith("2026-001,mailer,2026-10-31,,questionnaire; data_classification")
    with pytest.raises(UsageError, match=r"requests\.csv: exists already"):
        draft(url, checked, scores, ["mailer"], tmp_path / "out", DUE)


# --- coming back -------------------------------------------------------------------------------------------


def returned(register: Path, change: Any = all_yes) -> Path:
    record(register, register.parent / "out")
    return fill(register.parent / "out" / "mailer.xlsx", change)


def test_an_answer_that_is_taken_over_ends_the_request_and_an_earlier_one(tmp_path: Path) -> None:
    register = small_register(tmp_path, requests=[EARLIER])
    file = returned(register)
    shown = [*preview_lines(preview(file, str(register), REVIEWED))]
    place = shown.index("Requests that this answers:")
    assert shown[place + 1 : place + 3] == [
        "  2026-07, requests.csv line 2: answered_on (blank) → 2026-11-05",
        "  2026-08, requests.csv line 3: answered_on (blank) → 2026-11-05",
    ]
    assert [row["answered_on"] for row in requests_in(register)] == ["", ""], "a preview writes nothing"
    accept(file, str(register), REVIEWED, by=BY)
    assert [row["answered_on"] for row in requests_in(register)] == ["2026-11-05"] * 2
    _, scores = checked_and_scored(register, REVIEWED)
    assert not scores.due_items["what"].isin(["answer", "reminder"]).any()
    assert accept(file, str(register), REVIEWED, by=BY).plan.adds_nothing


def test_what_a_questionnaire_leaves_blank_is_asked_since_its_request(tmp_path: Path) -> None:
    register = small_register(tmp_path)
    file = returned(register, lambda book: put_answers(book, "yes", None, only=["VR-A1"]))
    accept(file, str(register), REVIEWED, by=BY)
    _, scores = checked_and_scored(register, date(2027, 1, 31))
    found = dict(zip(scores.controls.control_ids, scores.controls.answer[0], strict=True))
    assert (found.pop("VR-A1"), {*found.values()}) == ("yes", {"declined"})


def test_a_questionnaire_that_comes_back_blank_answers_no_request(tmp_path: Path) -> None:
    register = small_register(tmp_path)
    file = returned(register, lambda book: None)
    accept(file, str(register), REVIEWED, by=BY)
    assert [row["answered_on"] for row in requests_in(register)] == [""]


@pytest.mark.parametrize(
    ("cells", "answered_on"),
    [
        ({"asked_on": "2026-11-01"}, ""),  # after the questionnaire was written
        ({"vendor_id": "other"}, ""),
        ({"what": "iso27001"}, ""),
        ({"what": "soc2_type2; iso27001"}, ""),
        ({"what": "soc2_type2"}, "2026-11-05"),
        ({"what": "audit_report; VR-A1"}, "2026-11-05"),
        ({"answered_on": "2026-09-01"}, "2026-09-01"),
    ],
)
def test_only_a_request_to_which_this_is_the_answer_ends(
    cells: Row, answered_on: str, tmp_path: Path
) -> None:
    other: list[Row] = [{"vendor_id": one, "name": one} for one in ("mailer", "other")]
    register = small_register(tmp_path, vendors=other, requests=[{**EARLIER, **cells}])
    accept(returned(register), str(register), REVIEWED, by=BY)
    assert requests_in(register)[0]["answered_on"] == answered_on


def test_a_register_without_requests_gets_no_such_table_by_taking_answers_over(tmp_path: Path) -> None:
    register = small_register(tmp_path)
    file = returned(register)
    (register / "requests.csv").unlink()
    accept(file, str(register), REVIEWED, by=BY)
    assert not (register / "requests.csv").exists()


# --- the command -------------------------------------------------------------------------------------------


def ask(register: Path | str, *options: str) -> int:
    return cli.main(["questions", str(register), "--as-of", SENT.isoformat(), *options])


def test_the_command_records_only_when_it_is_told_to(
    tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    register = small_register(tmp_path)
    before = bytes_of(register)
    assert ask(register, "--out", str(tmp_path / "first")) == 0
    assert bytes_of(register) == before
    assert ask(register, "--out", str(tmp_path / "second"), "--record", "--answer-by", "2026-11-30") == 0
    told = capfd.readouterr()
    assert "recorded in the table requests: 2026-001" in told.err
    assert str(tmp_path / "second" / "mailer.xlsx") in told.out
    assert ask(register, "--out", str(tmp_path / "third"), "--record") == 0
    assert "asked before, and not answered: mailer, 2026-001 of 2026-10-31" in capfd.readouterr().err
    assert len(requests_in(register)) == 2


@pytest.mark.parametrize(
    ("options", "words"),
    [
        (["--record"], "--record and --draft go with --out"),
        (["--draft"], "--record and --draft go with --out"),
        (["--record", "--draft", "--out", "OUT"], "use one of them"),
    ],
)
def test_options_that_do_not_go_together_are_refused(
    options: list[str], words: str, tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    register = small_register(tmp_path)
    assert ask(register, *(one.replace("OUT", str(tmp_path / "out")) for one in options)) == 2
    assert words in capfd.readouterr().err
    assert not (tmp_path / "out").exists()


def test_the_command_writes_a_draft_for_a_database(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    url = f"sqlite:///{tmp_path}/house.db"
    convert_register(str(small_register(tmp_path)), url)
    shutil.rmtree(tmp_path / "house")
    assert ask(url, "--out", str(tmp_path / "out"), "--draft") == 0
    assert "requests.csv: rows for the table requests" in capfd.readouterr().err
    assert (tmp_path / "out" / "requests.csv").exists()
