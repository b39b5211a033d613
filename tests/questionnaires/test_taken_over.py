"""What a returned questionnaire does to a register: rows that a person has reviewed, both tables or neither, once."""

from __future__ import annotations

import csv
import io
import resource
import shutil
import signal
import subprocess
import sys
from datetime import date
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from decisions.scored_reviews import rows_in
from questionnaires.forms import (
    EXAMPLE,
    REPORT,
    REVIEWED,
    all_yes,
    bytes_of,
    checked_and_scored,
    ends,
    errors,
    fill,
    put_answers,
    put_document,
    send,
    small_register,
)
from vendor_review import cli
from vendor_review.errors import UsageError
from vendor_review.questionnaires.acceptance.preview_text import preview_lines
from vendor_review.questionnaires.acceptance.taking import Taking, accept, preview
from vendor_review.register import convert_register, load_register
from vendor_review.register.layout import TABLES

BY = "Ann Analyst"
STALE = {
    "evidence_id": "old",
    "vendor_id": "mailer",
    "kind": "questionnaire",
    "level": "E2",
    "in_scope": "yes",
}
STALE |= {"title": "Old answers", "issued_on": "2025-12-01"}


def example(folder: Path) -> Path:
    """A copy of the example, called by the same name."""
    return Path(shutil.copytree(EXAMPLE, folder / "example"))


def take(file: Path, register: Path, **how: Any) -> Taking:
    return accept(file, str(register), REVIEWED, by=how.pop("by", BY), **how)


def answered(register: Path, change: Any = all_yes, vendor_id: str = "mailer") -> Path:
    return fill(send(register, register.parent / "out", vendor_id), change)


# --- answers that the register has for several controls at once ---------------------------------------------


FILED = {
    "evidence_id": "mailer-soc2",
    "vendor_id": "mailer",
    "kind": "soc2_type2",
    "level": "E5",
    "title": "SOC 2",
    "issued_on": "2024-09-01",
    "period_end": "2024-08-01",
    "in_scope": "yes",
}


def several(folder: Path, answer: str, document: str) -> Path:
    row = {"vendor_id": "mailer", "control": "*", "answer": answer, "evidence_id": document}
    return small_register(folder, evidence=[FILED], access_controls=[row])


def test_what_one_row_answers_for_all_controls_is_there_already(tmp_path: Path) -> None:
    register = several(tmp_path, "yes", "mailer-soc2")
    file = answered(register, lambda book: put_answers(book, "yes", None))
    taking = take(file, register)
    assert len(taking.plan.same) == 18
    assert taking.plan.adds_nothing


def test_an_answer_that_differs_from_that_of_a_row_for_several_is_left_and_told(tmp_path: Path) -> None:
    register = several(tmp_path, "yes", "mailer-soc2")
    before = bytes_of(register)
    file = answered(register, lambda book: put_answers(book, "no", None, only=["VR-A1"]))
    taking = preview(file, str(register), REVIEWED)
    (left,) = taking.plan.differing
    assert (left.answered.control, left.is_shorthand) == ("VR-A1", True)
    told = [line for line in preview_lines(taking) if "VR-A1" in line]
    assert (
        "VR-A1, answered by * in access_controls.csv line 2: yes, mailer-soc2 → a row of its own: no,"
        in told[0]
    )
    now, then, taken_over = taking.weighed.now, taking.weighed.then, taking.weighed.taken_over
    assert now is not None
    assert taken_over is not None
    assert then == now
    assert taken_over[1] > now[1]
    take(file, register)
    assert bytes_of(register)["access_controls.csv"] == before["access_controls.csv"]


def test_where_the_vendor_had_not_answered_its_answers_go_before_the_row_for_several(tmp_path: Path) -> None:
    register = several(tmp_path, "declined", "")
    taking = take(answered(register), register)
    assert len(taking.plan.answers) == 18
    assert not taking.plan.differing
    assert taking.weighed.then == pytest.approx(ends(register, "mailer"))


def test_the_preview_names_what_is_on_file_and_not_read(tmp_path: Path) -> None:
    fresh = FILED | {"issued_on": "2026-09-01", "period_end": "2026-08-01", "title": "SOC 2 of August"}
    register = small_register(tmp_path, evidence=[STALE])
    file = answered(register, lambda book: put_answers(book, "yes", None, only=["VR-A1"]))
    with (register / "evidence.csv").open("a", encoding="utf-8", newline="") as rows:
        csv.DictWriter(rows, TABLES["evidence"].names, restval="").writerow(fresh)
    told = "\n".join(preview_lines(preview(file, str(register), REVIEWED)))
    assert "use “SOC 2 of August” (mailer-soc2), on file, for 18 controls" in told


# --- the round trip ----------------------------------------------------------------------------------------


@pytest.mark.parametrize("vendor_id", ["cobblefenn", "watchfen", "deskharrow"])
def test_on_the_example_the_score_becomes_what_the_preview_said(tmp_path: Path, vendor_id: str) -> None:
    register = example(tmp_path)
    file = answered(register, vendor_id=vendor_id)
    before, old = bytes_of(register), errors(register)
    shown = preview(file, str(register), REVIEWED)
    assert bytes_of(register) == before
    done = take(file, register)
    assert done.problems == ()
    assert errors(register) == old
    assert shown.weighed.now == done.weighed.now != done.weighed.then
    assert ends(register, vendor_id) == pytest.approx(shown.weighed.then)
    after = bytes_of(register)
    assert {name for name in after if after[name] != before[name]} <= {"evidence.csv", "access_controls.csv"}
    assert after["evidence.csv"].startswith(before["evidence.csv"])


def test_what_is_left_scores_as_told_once_it_is_taken_over_by_hand(tmp_path: Path) -> None:
    register = example(tmp_path)
    done = take(answered(register, vendor_id="watchfen"), register)
    assert done.plan.differing
    file = register / "access_controls.csv"
    lines = file.read_text(encoding="utf-8").splitlines()
    for left in done.plan.differing:
        row = next(csv.reader([lines[left.line - 1]]))
        assert row[1] == left.answered.control
        cells = dict(zip(TABLES["access_controls"].names, row, strict=True)) | left.cells
        text = io.StringIO()
        csv.writer(text, lineterminator="").writerow(cells.values())
        lines[left.line - 1] = text.getvalue()
    file.write_text("\n".join(lines) + "\n", encoding="utf-8")
    assert ends(register, "watchfen") == pytest.approx(done.weighed.taken_over)
    scores = checked_and_scored(register, REVIEWED)[1]
    vendor = scores.vendors.loc["watchfen"]
    assert vendor["c_lo"] == pytest.approx(vendor["c_hi"])


def test_yes_and_the_strongest_evidence_everywhere_is_the_best_there_is(tmp_path: Path) -> None:
    register = small_register(tmp_path)
    take(answered(register), register)
    scores = checked_and_scored(register, REVIEWED)[1]
    vendor = scores.vendors.loc["mailer"]
    assert (vendor["c_lo"], vendor["c_hi"]) == (pytest.approx(1), pytest.approx(1))
    assert vendor["r_hi"] == pytest.approx(vendor["i_hi"] * (1 - scores.policy.kappa))
    assert not scores.questions["kind"].eq("control").any()


def test_the_rows_say_where_they_came_from_and_who_looked(tmp_path: Path) -> None:
    register = small_register(tmp_path)

    def change(book: Any) -> None:
        put_document(book, 1, **REPORT)
        put_answers(book, "yes", "D1", ["VR-A1"])
        put_answers(book, "no", None, ["VR-A2"])
        book["answers"]["F2"] = "section 4"
        book["general"]["C2"], book["general"]["C3"] = "Jo, CISO", date(2026, 11, 3)

    file = answered(register, change)
    done = take(file, register)
    first, second = rows_in(register / "access_controls.csv")
    assert first == {
        "vendor_id": "mailer",
        "control": "VR-A1",
        "answer": "yes",
        "evidence_id": "mailer-soc2-type2-2026",
        "asked_on": "",
        "assessed_on": "2026-11-05",
        "note": f"section 4 (questionnaire of 2026-10-31, mailer.xlsx, reviewed by {BY})",
    }
    assert (second["answer"], second["evidence_id"]) == ("no", "mailer-questionnaire-2026")
    assert second["note"] == f"questionnaire of 2026-10-31, mailer.xlsx, reviewed by {BY}"
    report, this = rows_in(register / "evidence.csv")
    assert (report["level"], report["public_as"], report["period_end"]) == ("E5", "", "2026-06-30")
    assert (this["kind"], this["level"], this["issued_on"]) == ("questionnaire", "E2", "2026-11-03")
    assert this["title"] == "Questionnaire of 2026-10-31, answered by Jo, CISO"
    assert this["sha256"] == done.returned.sha256
    assert errors(register) == set()


# --- how far a document can be relied on -------------------------------------------------------------------


@pytest.mark.parametrize(
    ("kind", "levels", "level"),
    [
        ("SOC 2 Type II report", {}, "E5"),
        ("ISO 27001 certificate", {}, "E4"),
        ("data processing agreement", {}, "E3"),
        ("white paper", {}, "E2"),
        ("web page", {}, "E1"),
        ("other document", {}, "E1"),  # a vendor's word for anything is worth no more until somebody looks
        ("other document", {"D1": "E4"}, "E4"),
        ("SOC 2 Type II report", {"D1": "E2"}, "E2"),
    ],
)
def test_the_kind_gives_the_level_and_a_person_may_lower_it(
    tmp_path: Path, kind: str, levels: dict[str, str], level: str
) -> None:
    register = small_register(tmp_path)

    def change(book: Any) -> None:
        all_yes(book)
        put_document(book, 1, kind=kind)

    (row,) = preview(answered(register, change), str(register), REVIEWED, levels=levels).plan.evidence
    assert row["level"] == level


def test_a_bare_answer_is_the_vendors_own_word(tmp_path: Path) -> None:
    register = small_register(tmp_path)
    file = answered(register, lambda book: put_answers(book, "yes", None))
    for levels, level in (({}, "E2"), ({"questionnaire": "E1"}, "E1")):
        (row,) = preview(file, str(register), REVIEWED, levels=levels).plan.evidence
        assert (row["kind"], row["level"]) == ("questionnaire", level)
        # A day was not given: it cannot have been answered before it was asked.
        assert row["issued_on"] == "2026-10-31"


@pytest.mark.parametrize(
    ("level", "told"),
    [
        ("D1=E6", "--level D1=E6: 'E6' is no level; they are E1, E2, E3, E4, E5"),
        ("D2=E1", "--level D2=E1: 'D2' is no document of mailer.xlsx"),
        (
            "questionnaire=E5",
            "questionnaire=E5: the policy gives a document of the kind questionnaire E2 at most",
        ),
        ("D1", "--level: 'D1' is not a document and its level, such as D1=E2"),
    ],
)
def test_a_level_that_cannot_be_is_refused(
    tmp_path: Path, level: str, told: str, capsys: pytest.CaptureFixture[str]
) -> None:
    register = small_register(tmp_path)
    file = answered(register)
    code = cli.main(["answers", str(file), str(register), "--as-of", str(REVIEWED), "--level", level])
    assert code == 2
    assert told in capsys.readouterr().err


# --- nothing is overwritten --------------------------------------------------------------------------------


OWN = {"vendor_id": "mailer", "control": "VR-A1", "assessed_on": "2026-05-01", "note": "ours"}


@pytest.mark.parametrize(
    ("row", "answer", "becomes"),
    [
        ({"answer": "unknown"}, "yes", {"answer": "yes", "assessed_on": "2026-11-05"}),
        ({"answer": ""}, "no", {"answer": "no", "assessed_on": "2026-11-05"}),
        # The same answer gets the document that it lacks; the day on which it was looked at stays.
        ({"answer": "yes"}, "yes", {}),
        ({"answer": "yes", "evidence_id": "old"}, "yes", None),
        ({"answer": "yes"}, "no", None),
        ({"answer": "yes", "evidence_id": "old"}, "partial", None),
        ({"answer": "unknown", "evidence_id": "old"}, "yes", None),
    ],
)
def test_only_what_says_nothing_is_filled_in(
    tmp_path: Path, row: dict[str, str], answer: str, becomes: dict[str, str] | None
) -> None:
    register = small_register(tmp_path, evidence=[STALE], access_controls=[OWN | row])

    def change(book: Any) -> None:
        put_document(book, 1, **REPORT)
        put_answers(book, answer, "D1", ["VR-A1"])

    before = rows_in(register / "access_controls.csv")[0]
    done = take(answered(register, change), register)
    (after,) = rows_in(register / "access_controls.csv")
    if becomes is None:
        assert after == before
        (left,) = done.plan.differing
        assert left.line == 2
        assert left.cells["evidence_id"] == "mailer-soc2-type2-2026"
    else:
        note = f"ours; questionnaire of 2026-10-31, mailer.xlsx, reviewed by {BY}"
        assert after == before | becomes | {"evidence_id": "mailer-soc2-type2-2026", "note": note}


def test_a_document_that_is_there_already_is_cited_by_its_id(tmp_path: Path) -> None:
    there = {
        "evidence_id": "our-id",
        "vendor_id": "mailer",
        "kind": "soc2_type2",
        "level": "E4",
        "in_scope": "yes",
    }
    there |= {
        "title": "SOC 2 REPORT, July 2025 to June 2026",
        "issued_on": "2026-08-03",
        "period_end": "2026-06-30",
    }
    register = small_register(tmp_path, evidence=[there])
    done = take(answered(register), register)
    assert done.plan.evidence == ()
    assert {row["evidence_id"] for row in rows_in(register / "access_controls.csv")} == {"our-id"}


def test_rows_that_would_rest_on_a_rejected_one_are_not_added(tmp_path: Path) -> None:
    there = {
        "evidence_id": "our-id",
        "vendor_id": "mailer",
        "kind": "soc2_type2",
        "level": "E9",
        "in_scope": "yes",
    }
    there |= {"title": str(REPORT["title"]), "issued_on": "2026-08-03", "period_end": "2026-06-30"}
    register = small_register(tmp_path, evidence=[there])
    file, before = answered(register), bytes_of(register)
    with pytest.raises(UsageError, match="our-id"):
        take(file, register)
    assert bytes_of(register) == before


def test_ids_are_fresh(tmp_path: Path) -> None:
    taken_already = STALE | {"evidence_id": "Mailer-SOC2-type2-2026"}
    register = small_register(tmp_path, evidence=[taken_already])

    def change(book: Any) -> None:
        all_yes(book)
        put_document(book, 2, **{**REPORT, "title": "Another report", "location": None})

    done = take(answered(register, change), register)
    ids = [row["evidence_id"] for row in done.plan.evidence]
    assert ids == ["mailer-soc2-type2-2026-2", "mailer-soc2-type2-2026-3"]


def test_the_same_file_twice_adds_nothing_and_says_so(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    register = small_register(tmp_path, access_controls=[OWN | {"answer": "unknown"}])

    def change(book: Any) -> None:
        all_yes(book)
        put_answers(book, "partial", None, ["VR-P2", "VR-P3"])

    file = answered(register, change)
    told = ["answers", str(file), str(register), "--as-of", str(REVIEWED), "--accept", "--by", BY]
    assert cli.main(told) == 0
    assert "the rows were written" in capsys.readouterr().err
    after = bytes_of(register)
    assert cli.main(told) == 0
    said = capsys.readouterr()
    assert "There is nothing to add" in said.out
    assert said.err == "nothing to add: nothing was written\n"
    assert bytes_of(register) == after


# --- both tables or neither --------------------------------------------------------------------------------


@pytest.mark.parametrize("table", ["evidence.csv", "access_controls.csv"])
@pytest.mark.parametrize("is_filled_in", [True, False])
def test_where_one_table_has_no_room_both_stay_as_they_were(
    tmp_path: Path, table: str, is_filled_in: bool
) -> None:
    """A limit on the size of files stops a write halfway, as a full disk does."""
    known = [OWN | {"answer": "unknown" if is_filled_in else "no"}]
    register = small_register(tmp_path, evidence=[STALE], access_controls=known)
    other = {"evidence.csv": "access_controls.csv", "access_controls.csv": "evidence.csv"}[table]
    _lengthen(register / table, 20_000)
    file = answered(register)
    before = bytes_of(register)
    assert len(before[other]) < 10_000
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    old = signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_FSIZE, (len(before[table]) + 20, hard))
    try:
        with pytest.raises(OSError, match=r"space|large"):
            take(file, register)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
        signal.signal(signal.SIGXFSZ, old)
    assert bytes_of(register) == before
    take(file, register)
    assert len(rows_in(register / "access_controls.csv")) == 18


def _lengthen(path: Path, size: int) -> None:
    """A last row with words enough to make the file so long."""
    row = {"evidence_id": "long", "vendor_id": "mailer", "control": "VR-A6", "answer": "no"}
    row |= {"title": "x" * size, "note": "x" * size}
    names = TABLES[path.stem].names
    path.write_text(path.read_text("utf-8") + ",".join(row.get(name, "") for name in names) + "\n", "utf-8")


def test_tables_that_are_not_there_are_made(tmp_path: Path) -> None:
    register = small_register(tmp_path)
    for name in ("evidence.csv", "access_controls.csv"):
        (register / name).unlink()
    take(answered(register), register)
    assert len(rows_in(register / "evidence.csv")) == 1
    assert len(rows_in(register / "access_controls.csv")) == 18


def test_tables_that_are_not_there_are_not_made_for_nothing(tmp_path: Path) -> None:
    register = small_register(tmp_path)
    file = answered(register)
    (register / "evidence.csv").unlink()
    (register / "access_controls.csv").write_text("vendor_id,control\n", encoding="utf-8")
    with pytest.raises(Exception, match="lacks the columns answer"):
        take(file, register)
    assert not (register / "evidence.csv").exists()


@pytest.mark.parametrize("end", ["\n", "\r\n"])
@pytest.mark.parametrize("mark", ["", "\ufeff"])
def test_rows_around_one_that_is_filled_in_stay_byte_for_byte(tmp_path: Path, end: str, mark: str) -> None:
    register = small_register(tmp_path)
    file = register / "access_controls.csv"
    first = f'"mailer","VR-A2",no,,,"two{end}lines, quoted"'
    lines = [
        "vendor_id,control,answer,evidence_id,assessed_on,note",
        first,
        "mailer, VR-A1 ,unknown,,,",
        "mailer,VR-A3,no,,,",
    ]
    file.write_bytes((mark + end.join(lines)).encode())
    take(answered(register), register)
    text = file.read_bytes().decode()
    assert text.startswith(
        mark + end.join(lines[:2]) + end + "mailer, VR-A1 ,yes,mailer-soc2-type2-2026,2026-11-05,"
    )
    assert f"{end}{lines[3]}{end}mailer,VR-A4,yes," in text
    assert text.endswith(end)
    assert errors(register) == set()


@pytest.mark.skipif(sys.platform == "win32", reason="rights are otherwise there")
def test_a_file_that_is_written_anew_keeps_its_rights(tmp_path: Path) -> None:
    register = small_register(tmp_path, access_controls=[OWN | {"answer": "unknown"}])
    file = register / "access_controls.csv"
    file.chmod(0o640)
    take(answered(register), register)
    assert file.stat().st_mode & 0o777 == 0o640
    assert sorted(path.name for path in register.iterdir() if path.name.startswith(".")) == []


@pytest.mark.slow
def test_two_questionnaires_at_once_lose_nothing(tmp_path: Path) -> None:
    """Four people take over two files, each of them twice, while rows of both are filled in."""
    vendors = [{"vendor_id": name, "name": name.title()} for name in ("mailer", "hoster")]
    engagements = [
        {"engagement_id": f"{one['vendor_id']}-1", "status": "active", "role": "processor", **one}
        for one in vendors
    ]
    for one in engagements:
        del one["name"]
    unknown = [{"vendor_id": one["vendor_id"], "control": "VR-A1", "answer": "unknown"} for one in vendors]
    register = small_register(tmp_path, vendors=vendors, engagements=engagements, access_controls=unknown)
    files = [answered(register, vendor_id=one["vendor_id"]) for one in vendors]
    asked = [sys.executable, "-m", "vendor_review", "answers"]
    people = [
        subprocess.Popen(
            [*asked, str(file), str(register), "--as-of", str(REVIEWED), "--accept", "--by", BY],
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
        )
        for file in (*files, *files)
    ]
    for person in people:
        _, err = person.communicate(timeout=200)
        assert person.returncode == 0, err.decode()
    rows = rows_in(register / "access_controls.csv")
    assert len(rows) == len({(row["vendor_id"], row["control"]) for row in rows}) == 36
    assert {row["answer"] for row in rows} == {"yes"}
    assert len(rows_in(register / "evidence.csv")) == 2
    assert errors(register) == set()


# --- workbooks and databases -------------------------------------------------------------------------------


@pytest.mark.parametrize("kind", ["workbook", "database"])
def test_other_registers_get_a_preview_and_rows_to_paste_and_a_workbook_takes_them(
    tmp_path: Path, kind: str, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = small_register(tmp_path, access_controls=[OWN | {"answer": "unknown"}])
    target = tmp_path / ("house.xlsx" if kind == "workbook" else "house.db")
    named = str(target) if kind == "workbook" else f"sqlite:///{target}"
    convert_register(str(folder), named)
    before = target.read_bytes()
    file = fill(send(named, tmp_path / "out", "mailer"), all_yes)
    told = ["answers", str(file), named, "--as-of", str(REVIEWED)]
    assert cli.main([*told, "--by", BY, "--draft", str(tmp_path / "draft")]) == 0
    place = (
        "access_controls!A2" if kind == "workbook" else "access_controls row vendor_id=mailer, control=VR-A1"
    )
    said = capsys.readouterr()
    assert f"fill in VR-A1, {'access_controls row 2' if kind == 'workbook' else place}" in said.out
    assert len(rows_in(tmp_path / "draft" / "access_controls.csv")) == 17
    (report,) = rows_in(tmp_path / "draft" / "evidence.csv")
    assert tuple(report) == TABLES["evidence"].names
    assert cli.main([*told, "--by", BY, "--draft", str(tmp_path / "draft")]) == 2
    assert "is there already" in capsys.readouterr().err
    assert target.read_bytes() == before
    if kind == "database":
        with pytest.raises(UsageError, match="with --draft DIR you get the rows to paste"):
            accept(file, named, REVIEWED, by=BY)
        assert target.read_bytes() == before
        return
    accept(file, named, REVIEWED, by=BY)
    assert (tmp_path / "house.xlsx.bak").read_bytes() == before
    taken, written = load_register(named), target.read_bytes()
    assert taken.tables["access_controls"]["answer"].tolist() == ["yes"] * 18
    assert len(taken.tables["evidence"]) == 1
    accept(file, named, REVIEWED, by=BY)
    assert target.read_bytes() == written


# --- the command -------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("options", "told"),
    [
        (["--accept"], "--by is missing: name the person who reviewed the answers"),
        (["--accept", "--by", "  "], "'--by': is empty"),
        (["--draft", "d"], "--by is missing"),
        (["--accept", "--draft", "d", "--by", BY], "--accept and --draft: use one of them"),
    ],
)
def test_taking_over_needs_a_person(
    tmp_path: Path, options: list[str], told: str, capsys: pytest.CaptureFixture[str]
) -> None:
    register = small_register(tmp_path)
    file, before = answered(register), bytes_of(register)
    assert cli.main(["answers", str(file), str(register), "--as-of", str(REVIEWED), *options]) == 2
    assert told in capsys.readouterr().err
    assert bytes_of(register) == before


def test_with_a_problem_nothing_is_written_and_the_rest_is_shown(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    register = small_register(tmp_path)

    def change(book: Any) -> None:
        all_yes(book)
        put_answers(book, "yess", "D1", ["VR-A1"])

    file, before = answered(register, change), bytes_of(register)
    told = ["answers", str(file), str(register), "--as-of", str(REVIEWED)]
    assert cli.main(told) == 2
    said = capsys.readouterr()
    assert "add     VR-A2: yes" in said.out
    assert (
        "answers!D2: 'yess' is not one of yes, partial, no, prefer not to answer (did you mean 'yes'?)"
        in said.err
    )
    assert cli.main([*told, "--accept", "--by", BY]) == 2
    assert "answers!D2" in capsys.readouterr().err
    assert bytes_of(register) == before


def test_the_preview_tells_all_that_a_reviewer_needs(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    known = [OWN | {"answer": "unknown"}, OWN | {"control": "VR-A2", "answer": "partial"}]
    register = small_register(tmp_path, evidence=[STALE], access_controls=known)

    def change(book: Any) -> None:
        all_yes(book)
        book["general"]["C2"] = "Jo"
        book["general"]["C4"] = "names and addresses"

    assert (
        cli.main(["answers", str(answered(register, change)), str(register), "--as-of", str(REVIEWED)]) == 0
    )
    said = capsys.readouterr()
    for words in (
        "Mailer (mailer): questionnaire of 2026-10-31, answered by Jo",
        "add     D1: mailer-soc2-type2-2026, SOC 2 Type II report, E5, issued 2026-08-03, up to 2026-06-30",
        "fill in VR-A1, access_controls.csv line 2: answer unknown → yes; evidence_id (blank) → mailer-soc2-type2-2026",
        "left    VR-A2, access_controls.csv line 3: answer partial → yes; evidence_id (blank) → mailer-soc2-type2-2026",
        "To take one over, write what is behind the arrow into that row, or add that row, yourself.",
        "general!C4  Letters: which categories of our personal data can your staff or systems read? names and",
        "with what is left taken over as well",
    ):
        assert words in said.out, said.out
    assert "nothing was written" in said.err


def test_a_vendor_that_is_no_longer_engaged_has_no_score(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    register = small_register(tmp_path)
    file = answered(register)
    path = register / "engagements.csv"
    ended = pd.read_csv(path, dtype=str, keep_default_na=False).assign(status="past", ended_on="2026-10-31")
    ended.to_csv(path, index=False)
    assert cli.main(["answers", str(file), str(register), "--as-of", str(REVIEWED)]) == 0
    assert "Score: none; the vendor has no engagement that counts." in capsys.readouterr().out
