"""What a check hands on: accepted rows with types, rejected rows as typed, and whose data is no longer known whole."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path

import numpy as np
import pytest

from vendor_review.files.package_files import starting_register
from vendor_review.register.layout import TABLES
from vendor_review.schema.check import CheckedRegister

Check = Callable[..., CheckedRegister]
Edited = Callable[..., Path]


def test_numberz_gives_the_findings_that_its_documentation_lists_and_no_error(check: Check) -> None:
    findings = check(starting_register()).findings
    listed = [
        line.strip("| ").split(" | ")
        for line in (starting_register() / "README.md").read_text(encoding="utf-8").splitlines()
        if line.startswith(("| REG-", "| PAGE-"))
    ]

    assert "error" not in set(findings["severity"])
    assert sorted((rule, severity, place) for rule, severity, place, *_ in listed) == sorted(
        (rule, severity, f"{file} {line or column}")
        for rule, severity, file, line, column in findings[
            ["rule", "severity", "file", "line", "column"]
        ].itertuples(index=False, name=None)
    )


def test_numberz_is_typed_and_nothing_is_rejected(check: Check) -> None:
    checked = check(starting_register())

    engagements = checked.tables["engagements"]
    assert engagements["path_lo"].tolist() == [4, 2, 1]
    assert engagements["path_hi"].tolist() == [4, 3, 3]
    assert engagements["public"].tolist() == [True, True, True]
    assert engagements["engaged_on"].isna().all()
    assert all(table.index.name == "line" for table in checked.tables.values())
    for name, table in TABLES.items():
        for column in table.columns:
            wanted = (
                "datetime64[us]" if column.kind == "date" else "bool" if column.name == "public" else "str"
            )
            assert str(checked.tables[name][column.name].dtype) == wanted, column.name
    assert checked.rejected.empty
    assert checked.incomplete.empty
    assert checked.page.promises == ("identity", "location", "role")
    assert [section.reaches_customer_data for section in checked.page.sections] == [True, False]
    assert checked.page.notice_days is None


def test_a_blank_access_path_is_the_whole_range(edited: Edited, check: Check) -> None:
    checked = check(edited({"file": "engagements.csv", "find": ",hosts,", "put": ",,"}))

    assert checked.tables["engagements"].loc[[2], ["path_lo", "path_hi"]].to_numpy().tolist() == [[0, 4]]


def test_a_javascript_link_is_refused_by_name_and_takes_its_rows_along(edited: Edited, check: Check) -> None:
    checked = check(
        edited({"file": "vendors.csv", "find": "https://www.sendgrid.com", "put": "javascript:alert(1)"})
    )

    message = checked.findings.set_index("rule").loc["REG-005", "message"]
    assert message == (
        "vendors.csv line 3, column website: 'javascript:alert(1)' is not a web link, since it is a javascript: link; "
        "write an http:// or https:// address."
    )
    assert checked.tables["vendors"]["vendor_id"].tolist() == ["aws", "quickbooks-india"]
    assert "sendgrid" not in set(checked.tables["engagements"]["vendor_id"])
    assert len(checked.rejected) == 6
    assert set(checked.rejected["vendor_id"]) == {"sendgrid"}


@pytest.mark.parametrize(
    "link",
    [
        "java\tscript:alert(1)",
        " JavaScript:alert(1)",
        "data:text/html;<b>",
        "//",
        "https://",
        "https://a b.example",
        "ftp://x.example",
        "https://user:word@x.example",
    ],
)
def test_what_a_browser_would_not_open_as_a_page_is_no_website(
    edited: Edited, check: Check, link: str
) -> None:
    checked = check(edited({"file": "vendors.csv", "find": "https://www.sendgrid.com", "put": link}))

    assert "REG-005" in set(checked.findings["rule"])


def test_a_link_that_is_published_must_be_one(edited: Edited, check: Check) -> None:
    row = "aws-soc2,aws,soc2_type2,E5,Report,filed in the cabinet,security,2026-01-01,,,yes,"
    checked = check(edited({"file": "evidence.csv", "append": row}))

    assert checked.rejected[["file", "line", "rules", "row"]].values.tolist() == [
        ["evidence.csv", 5, "REG-005", row]
    ]


def test_two_rows_for_one_vendor_are_both_rejected_for_neither_can_be_trusted(
    edited: Edited, check: Check
) -> None:
    checked = check(edited({"file": "vendors.csv", "append": "aws,Another,,,,,,,"}))

    twice = checked.findings[checked.findings["rule"] == "REG-007"]
    assert twice["line"].tolist() == [2, 5]
    assert "'aws' is also in vendors.csv line 5; one row" in twice["message"].iloc[0]
    assert "aws" not in set(checked.tables["vendors"]["vendor_id"])


def left_open(checked: CheckedRegister) -> list[tuple[str, ...]]:
    """What rejected rows leave open, and why."""
    columns = ["table", "vendor_id", "engagement_id", "why"]
    return [tuple(row) for row in checked.incomplete[columns].to_numpy().tolist()]


def test_one_mistyped_word_rejects_its_row_only(edited: Edited, check: Check) -> None:
    checked = check(edited({"file": "data_shared.csv", "append": "sendgrid-email,HealthRecrod,held,,,"}))

    assert checked.rejected["line"].tolist() == [8]
    assert len(checked.tables["data_shared"]) == 6
    assert left_open(checked) == [("data_shared", "sendgrid", "sendgrid-email", "named")]


def test_a_row_about_a_mistyped_engagement_may_be_about_those_that_it_could_mean(
    edited: Edited, check: Check
) -> None:
    checked = check(edited({"file": "data_shared.csv", "append": "sendgrid-emial,HealthRecord,held,,,"}))

    assert left_open(checked) == [("data_shared", "sendgrid", "sendgrid-email", "possible")]


def test_a_row_that_names_nobody_may_be_about_anybody(edited: Edited, check: Check) -> None:
    checked = check(edited({"file": "data_shared.csv", "append": "zzz,HealthRecord,held,,,"}))

    assert left_open(checked) == [("data_shared", "", "", "anybody")]


def test_a_rejected_engagement_leaves_its_vendor_open_and_what_hangs_on_it_says_no_more(
    edited: Edited, check: Check
) -> None:
    checked = check(edited({"file": "engagements.csv", "find": ",hosts,", "put": ",hots,"}))

    assert left_open(checked) == [("engagements", "aws", "", "named")]
    assert checked.incomplete["place"].tolist() == ["engagements.csv line 2, column access_path"]
    # Its data rows are rejected, not missing: nothing says that they are not stated.
    assert "REG-039" not in set(checked.findings["rule"])


def test_white_space_around_a_cell_is_no_mistake_and_is_left_out(edited: Edited, check: Check) -> None:
    checked = check(edited({"file": "engagements.csv", "find": ",hosts,", "put": ", hosts ,"}))

    assert checked.tables["engagements"].loc[2, "access_path"] == "hosts"
    assert checked.rejected.empty


def test_a_vendor_name_is_shown_as_typed(edited: Edited, check: Check) -> None:
    name = '<script>alert(1)</script>&"'
    checked = check(edited({"file": "vendors.csv", "append": 'x,"<script>alert(1)</script>&""",,,,,,,'}))

    assert checked.tables["vendors"]["name"].iloc[-1] == name


def test_not_applicable_needs_every_role_of_the_vendor_to_allow_it(edited: Edited, check: Check) -> None:
    asked = {"file": "access_controls.csv", "append": "aws,VR-O3,not_applicable,,,"}
    as_affiliate = {
        "file": "engagements.csv",
        "find": "infrastructure,processor,active,,Hosting",
        "put": "infrastructure,affiliate,active,,Hosting",
    }
    as_processor_too = {"file": "engagements.csv", "append": "aws-2,aws,,,processor,active,,,,none,,,,,,,no,"}

    allowed = check(edited(asked, as_affiliate))
    assert "REG-017" not in set(allowed.findings["rule"])
    refused = check(edited(asked, as_affiliate, as_processor_too))
    assert "REG-017" in set(refused.findings["rule"])


def test_findings_come_in_the_order_of_the_files(edited: Edited, check: Check) -> None:
    findings = check(edited({"file": "vendors.csv", "append": ",,,,,Germany,,no,"})).findings

    keys = list(findings[["file", "line", "column", "rule"]].itertuples(index=False, name=None))
    assert keys == sorted(keys)


def test_a_register_without_optional_files_is_checked_all_the_same(edited: Edited, check: Check) -> None:
    optional = [table.file for table in TABLES.values() if not table.required] + ["page.toml"]
    checked = check(edited(*({"file": file, "remove": True} for file in optional)))

    missing = checked.findings[checked.findings["rule"] == "REG-029"]
    assert sorted(missing["file"]) == sorted({*optional} - {"incidents.csv", "requests.csv"}), (
        "most have none"
    )
    assert "error" not in set(checked.findings["severity"])
    assert all(len(checked.tables[name]) == 0 for name, table in TABLES.items() if not table.required)


def test_notice_counts_working_days_where_the_page_says_so(edited: Edited, check: Check) -> None:
    row = "aws-backup,aws,,infrastructure,processor,planned,,,,none,,,2026-10-23,{},,,no,"
    terms = {
        "file": "page.toml",
        "find": 'channel = "page"',
        "put": 'channel = "page"\ndays = 10\nday_type = "business"',
    }
    checked = check(edited(terms, {"file": "engagements.csv", "append": row.format("2026-11-05")}))

    (message,) = checked.findings.loc[checked.findings["rule"] == "REG-021", "message"]
    assert "2026-11-06 is the first day that is right" in message


def test_notice_that_has_ended_is_history(edited: Edited, check: Check) -> None:
    row = "aws-backup,aws,,infrastructure,processor,active,,,,none,,,2026-01-01,2026-01-02,,,no,"
    terms = {"file": "page.toml", "find": 'channel = "page"', "put": 'channel = "page"\ndays = 30'}
    folder = edited(terms, {"file": "engagements.csv", "append": row})

    assert "REG-021" not in set(check(folder).findings["rule"])
    assert "REG-021" in set(check(folder, date(2026, 1, 15)).findings["rule"])


@pytest.mark.slow
def test_a_hundred_thousand_mistakes_are_told_one_by_one_without_delay(edited: Edited, check: Check) -> None:
    rows = "\n".join(f"aws,2026-13-{number % 90 + 10},," for number in range(100_000))
    checked = check(edited({"file": "reviews_done.csv", "append": rows}))

    assert len(checked.rejected) == 100_000
    assert np.array_equal(checked.rejected["line"], np.arange(2, 100_002))


def test_an_empty_register_is_a_register(edited: Edited, check: Check, tmp_path: Path) -> None:
    folder = tmp_path / "empty"
    folder.mkdir()
    for name in ("vendors", "engagements"):
        (folder / f"{name}.csv").write_text(",".join(TABLES[name].names) + "\n", encoding="utf-8")
    checked = check(folder)

    assert all(frame.empty for frame in checked.tables.values())


def test_a_report_that_a_newer_one_replaced_is_not_called_idle(edited: Edited, check: Check) -> None:
    older = "aws-2025,aws,soc2_type2,E5,Report,,,2025-04-30,2025-03-31,,yes,"
    newer = "aws-2026,aws,soc2_type2,E5,Report,,,2026-04-30,2026-03-31,,yes,"
    cited = "aws,VR-A1,yes,aws-2026,,"
    replaced = edited(
        {"file": "evidence.csv", "append": f"{older}\n{newer}"},
        {"file": "access_controls.csv", "append": cited},
    )
    alone = edited({"file": "evidence.csv", "append": older})

    assert "REG-052" not in set(check(replaced).findings["rule"])
    assert "REG-052" in set(check(alone).findings["rule"])


@pytest.mark.parametrize(
    ("written", "code"),
    [
        ("Germany", "DE"),
        ("USA", "US"),
        ("UK", "GB"),
        ("Frankfurt, Germany", "DE"),
        ("namibia", "NA"),
        ("US, DE", ""),
    ],
)
def test_a_place_in_words_gets_the_code_that_is_meant(
    edited: Edited, check: Check, written: str, code: str
) -> None:
    checked = check(edited({"file": "places.csv", "append": f'aws-hosting,processing,"{written}",,'}))

    assert checked.findings.set_index("rule").loc["REG-012", "suggestion"] == code


@pytest.mark.parametrize("words", ["", "NA", "Namibia", "Windhoek, Namibia", "Windhoek"])
def test_namibia_raises_no_alarm(edited: Edited, check: Check, words: str) -> None:
    checked = check(edited({"file": "places.csv", "append": f'aws-hosting,processing,NA,"{words}",'}))

    in_places = checked.findings[checked.findings["file"] == "places.csv"]
    assert in_places.empty
    assert checked.tables["places"]["code"].tolist() == ["NA"]


@pytest.mark.parametrize("words", ["North America", "N/A", "Germany"])
def test_na_beside_words_that_are_not_namibias_is_asked_about(
    edited: Edited, check: Check, words: str
) -> None:
    checked = check(edited({"file": "places.csv", "append": f"aws-hosting,processing,NA,{words},"}))

    assert "REG-065" in set(checked.findings["rule"])


def test_only_the_last_decision_about_a_vendor_is_held_against_the_day(edited: Edited, check: Check) -> None:
    old = "d1,aws,accept,,Privacy Office,2025-05-20,2026-05-20,,,,,"
    new = "d2,aws,accept,,Privacy Office,2026-05-20,2027-05-20,2026-05-12-1a2b3c4d,1.88..99.25,,,"
    checked = check(edited({"file": "decisions.csv", "append": f"{new}\n{old}"}))

    assert not (checked.findings["file"] == "decisions.csv").any()
