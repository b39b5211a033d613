"""A row that is right, but hangs on a rejected one, says which row to mend, and comes behind it."""

from __future__ import annotations

import csv
import re
from collections.abc import Callable
from pathlib import Path

import pytest

from registers import write_register
from vendor_review.cli import main
from vendor_review.register.conversion import convert_register
from vendor_review.report.sections.problem_groups import causes_first
from vendor_review.schema.check import CheckedRegister

Check = Callable[..., CheckedRegister]
Edited = Callable[..., Path]

WRONG_DAY = {"file": "reviews_done.csv", "append": "aws,13/05/2026,,"}
WRONG_LINK = {"file": "vendors.csv", "find": "https://www.sendgrid.com", "put": "javascript:alert(1)"}


def consequences(checked: CheckedRegister, file: str) -> list[str]:
    found = checked.findings
    return list(found.loc[(found["rule"] == "REG-009") & (found["file"] == file), "message"])


def test_a_consequence_names_the_row_to_mend_and_what_is_wrong_there(edited: Edited, check: Check) -> None:
    (message,) = consequences(check(edited(WRONG_LINK)), "engagements.csv")

    assert message == (
        "engagements.csv line 3, column vendor_id: 'sendgrid' is in the table vendors, but vendors.csv line 3 was "
        "rejected (REG-005, website: not a web link); fix that first."
    )


def test_what_hangs_on_a_consequence_names_the_first_row_of_the_chain(edited: Edited, check: Check) -> None:
    messages = consequences(check(edited(WRONG_LINK)), "data_shared.csv")

    assert messages == [
        f"data_shared.csv line {line}, column engagement_id: 'sendgrid-email' is in the table engagements, but "
        "vendors.csv line 3, which that row depends on, was rejected (REG-005, website: not a web link); fix that "
        "first."
        for line in (4, 5)
    ]


def test_a_row_with_a_fault_of_its_own_is_the_one_to_mend_also_where_its_parent_is_lost(
    edited: Edited, check: Check
) -> None:
    own = {"file": "engagements.csv", "find": ",receives..stores,", "put": ",recieves..stores,"}
    messages = consequences(check(edited(WRONG_LINK, own)), "data_shared.csv")

    assert all("but engagements.csv line 3 was rejected (REG-010, access_path: " in text for text in messages)


@pytest.mark.parametrize(
    ("edit", "why"),
    [
        (
            {"file": "vendors.csv", "append": "aws,Again,,,,,,,"},
            "vendors.csv line 2 was rejected (REG-007, vendor_id: two rows for the same thing)",
        ),
        (
            {"file": "vendors.csv", "find": ",https://aws.amazon.com,", "put": ",https://aws.amazon.com,,,,"},
            "vendors.csv line 2 was rejected (REG-001: a row has too many or too few cells)",
        ),
        (
            {"file": "engagements.csv", "find": "aws-hosting,aws,", "put": "aws-hosting,awz-x,"},
            "engagements.csv line 2 was rejected (REG-008, vendor_id: a reference to a row that does not exist)",
        ),
    ],
)
def test_every_reason_for_a_rejection_is_told(
    edited: Edited, check: Check, edit: dict[str, str], why: str
) -> None:
    checked = check(edited(edit))

    found = checked.findings
    assert found.loc[found["rule"] == "REG-009", "message"].str.contains(re.escape(why)).any()


def test_an_id_that_no_row_has_is_still_called_unknown(edited: Edited, check: Check) -> None:
    checked = check(edited(WRONG_LINK, {"file": "onward.csv", "append": "sendgird,Some Company,,"}))

    (message,) = checked.findings.loc[checked.findings["rule"] == "REG-008", "message"]
    assert message.endswith("'sendgird' is not an id in the table vendors (did you mean 'sendgrid'?).")


def test_the_row_to_mend_is_named_as_its_source_names_it(
    edited: Edited, check: Check, tmp_path: Path
) -> None:
    folder = edited(WRONG_LINK)
    convert_register(str(folder), str(tmp_path / "x.xlsx"))
    convert_register(str(folder), f"sqlite:///{tmp_path / 'x.db'}")

    (in_sheet,) = consequences(check(tmp_path / "x.xlsx"), "engagements")
    (in_database,) = consequences(check(f"sqlite:///{tmp_path / 'x.db'}"), "engagements")
    assert in_sheet.startswith(
        "engagements!B3, column vendor_id: 'sendgrid' is in the table vendors, but vendors row 3 was"
    )
    assert "but vendors row vendor_id=sendgrid was rejected (REG-005" in in_database


def test_causes_come_before_consequences(edited: Edited, check: Check) -> None:
    folder = edited(WRONG_LINK, WRONG_DAY)
    rules = list(causes_first(check(folder).findings)["rule"])

    assert rules[:2] == ["REG-005", "REG-004"]
    assert set(rules[2:8]) == {"REG-009"}
    assert "REG-009" not in rules[8:]


def printed(source: Path | str, capsys: pytest.CaptureFixture[str], *options: str) -> tuple[list[str], str]:
    main(["check", str(source), "--as-of", "2026-11-01", *options])
    out, err = capsys.readouterr()
    return out.splitlines(), err


def test_what_follows_from_an_error_is_one_line_beneath_it(
    edited: Edited, capsys: pytest.CaptureFixture[str]
) -> None:
    lines, totals = printed(edited(WRONG_LINK, WRONG_DAY), capsys)

    link, day = (number for number, line in enumerate(lines) if line.startswith("error"))
    assert lines[link] == "error    REG-005   Not a web link: 1 place"
    assert lines[link + 1].startswith("    vendors.csv line 3, column website: ")
    # Two of the errors are about one row of access_controls.
    assert lines[link + 2] == (
        "      rejects 5 further rows: 1 in engagements, 1 in evidence, 2 in data_shared and 1 in access_controls"
    )
    assert lines[day] == "error    REG-004   Not a date: 1 place"
    assert lines[day + 1].startswith("    reviews_done.csv line 2, column reviewed_on: ")
    top, bottom, _ = totals.splitlines()
    assert top == bottom
    assert top.startswith("The register has 8 errors, ")
    assert top.endswith(
        " 7 rows were rejected; what is missing with it counts as unknown. 6 errors only follow from others."
    )


def test_in_other_forms_every_consequence_is_told(edited: Edited, capsys: pytest.CaptureFixture[str]) -> None:
    folder = edited(WRONG_LINK)
    lines, _ = printed(folder, capsys, "--format", "csv")
    rows = list(csv.DictReader(lines))

    follow = [row for row in rows if row["rule"] == "REG-009"]
    assert len(follow) == 6
    assert {row["cause"] for row in follow} == {"vendors.csv line 3, column website"}
    assert follow[0]["place"] == "access_controls.csv line 4, column evidence_id"


def test_each_error_is_told_in_the_order_in_which_it_is_best_mended(
    edited: Edited, capsys: pytest.CaptureFixture[str]
) -> None:
    edits = [
        {"file": "access_controls.csv", "append": "aws,VR-A1,yess,aws-page,,"},
        {"file": "data_shared.csv", "append": "aws-hosting,Contact,hold,,,"},
        {"file": "data_shared.csv", "append": "aws-hosting,Helth,held,,,"},
        WRONG_DAY,
        {"file": "engagements.csv", "append": "more,aws,,infrastructure,procesor,actve,,,,,,,,,,,,"},
        {"file": "evidence.csv", "append": "aws-more,aws,statment,E1,,,,,,,yes,"},
        {"file": "vendors.csv", "append": "other,Other,,,,Germany,,,"},
        {"file": "page.toml", "find": 'channel = "page"', "put": 'channel = "pages"'},
    ]
    lines, _ = printed(edited(*edits), capsys)

    # Up to the first warning: under each rule its places, in the order of the tables that refer to each other.
    errors = lines[: next(number for number, line in enumerate(lines) if not line.startswith(("error", " ")))]
    places = [line.strip().split(": ")[0] for line in errors if re.match(r"    \S+ line |    page", line)]
    assert [line.split()[1] for line in errors if line.startswith("error")] == [
        "PAGE-005",
        "REG-012",
        "REG-003",
        "REG-013",
        "REG-004",
    ]
    assert [place.split(", column ")[-1] for place in places] == [
        "page.toml, notice.channel",
        "entity_country",
        *("role", "status", "kind", "custody", "answer"),
        "category",
        "reviewed_on",
    ]
    assert places[1].startswith("vendors.csv line 5")


@pytest.mark.parametrize("source", ["x.xlsx", "x.db"])
def test_consequences_are_folded_wherever_the_register_is_kept(
    edited: Edited, capsys: pytest.CaptureFixture[str], tmp_path: Path, source: str
) -> None:
    target = f"sqlite:///{tmp_path / source}" if source.endswith(".db") else str(tmp_path / source)
    convert_register(str(edited(WRONG_LINK)), target)
    lines, _ = printed(target, capsys)

    where = {"x.xlsx": "vendors!H3", "x.db": "vendors row vendor_id=sendgrid"}[source]
    assert lines[0] == "error    REG-005   Not a web link: 1 place"
    assert lines[1].startswith(f"    {where}, column website: ")
    assert lines[2].startswith("      rejects 5 further rows: ")
    assert sum(line.startswith("error") for line in lines) == 1


def test_consequences_of_causes_that_are_not_spelt_out_have_a_heading_of_their_own(
    edited: Edited, capsys: pytest.CaptureFixture[str]
) -> None:
    vendors = "\n".join(f"v{number},Company {number},,,,,,javascript:x," for number in range(12))
    reviews = "\n".join(f"v{number},2026-01-05,," for number in range(12))
    folder = edited(
        {"file": "vendors.csv", "append": vendors}, {"file": "reviews_done.csv", "append": reviews}
    )
    lines, _ = printed(folder, capsys)

    assert lines[0] == "error    REG-005   Not a web link: 12 places"
    assert sum(line == "      rejects 1 further row: 1 in reviews_done" for line in lines) == 5
    assert "    7 more: 7 in vendors.csv website" in lines
    start = lines.index("error    REG-009   A row that depends on a rejected row: 7 places")
    assert lines[start + 1].startswith(
        "    vendors.csv line 10, column website rejects 1 further row: 1 in reviews"
    )
    assert lines[start + 6] == "    2 more rows"
    everything, _ = printed(folder, capsys, "--all")
    assert sum("rejects 1 further row: " in line for line in everything) == 12
    assert not any(line.startswith("error    REG-009") for line in everything)


@pytest.mark.slow
def test_fifty_thousand_consequences_are_told_without_delay(edited: Edited, check: Check) -> None:
    vendors = "\n".join(f"v{number},Company {number},,,,,,nowhere," for number in range(50_000))
    reviews = "\n".join(f"v{number},2026-01-05,," for number in range(50_000))
    checked = check(
        edited({"file": "vendors.csv", "append": vendors}, {"file": "reviews_done.csv", "append": reviews})
    )

    last = checked.findings[checked.findings["rule"] == "REG-009"].iloc[-1]
    assert last["vendor_id"] == "v49999"
    assert "but vendors.csv line 50004 was rejected" in last["message"]
    assert len(checked.rejected) == 100_000


def test_a_row_that_lacks_its_id_owns_nothing_that_names_none(tmp_path: Path, check: Check) -> None:
    vendors = [{"vendor_id": name, "name": name.title()} for name in ("alder", "birch")]
    lacking = {"engagement_id": "", "vendor_id": "birch", "status": "active", "role": "processor"}
    register = write_register(
        tmp_path / "register",
        {
            "vendors": vendors,
            "engagements": [lacking],
            "places": [{"engagement_id": "", "kind": "processing", "code": "DE"}],
            "access_controls": [{"vendor_id": "alder", "control": "VR-A1", "answer": "unknown"}],
            "evidence": [{"evidence_id": "", "vendor_id": "birch", "kind": "dpa", "title": "Contract"}],
        },
    )
    found = check(register).findings
    errors = found[found["severity"] == "error"]

    assert errors[["table", "rule", "vendor_id"]].values.tolist() == [
        ["engagements", "REG-002", "birch"],
        ["evidence", "REG-002", "birch"],
        ["places", "REG-002", ""],
    ]
