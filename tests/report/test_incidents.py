"""Incidents of a vendor: due, to be decided and on the card until they are closed, and never in a score or a list."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from bs4 import BeautifulSoup

from assembled import numberz_review, review_of
from decisions.scored_reviews import rows_in
from registers import Row, checked_as_of, write_register
from reviewing import edit_file
from vendor_review.cli.alarms import alarms
from vendor_review.publication.notices.due_calendar import DUE_CALENDAR
from vendor_review.publication.public_list.files import public_files
from vendor_review.publication.result_files import complete
from vendor_review.register import load_register
from vendor_review.report.pages.blocks import Fragment
from vendor_review.report.review import Review
from vendor_review.report.sections.decision_reasons import open_reasons
from vendor_review.report.sections.decisions import decision_rows, decisions_needed
from vendor_review.report.sections.due import overdue_records
from vendor_review.report.sections.verdict import do_now, verdict, verdict_facts
from vendor_review.report.vendor_card.card import each_vendor
from vendor_review.report.vendor_card.facts import vendor_facts
from vendor_review.schema.pins import Digests, input_digests

AS_OF = "2026-11-01"
OPEN = {"vendor_id": "v1", "known_on": "2026-10-12", "what": "A zebra token was public"}
CLOSED = {**OPEN, "closed_on": "2026-10-20"}
ACCEPTED = {
    "decision_id": "d1",
    "vendor_id": "v1",
    "decision": "accept",
    "decided_by": "x",
    "decided_on": "2026-10-30",
    "expires_on": "2027-10-30",
}


def folder(path: Path, incidents: list[Row], **tables: list[Row]) -> Path:
    """Two vendors on the public list that nothing reaches, reviewed since they were engaged; one has incidents."""
    ids = ("v1", "v2")
    engaged = {"status": "active", "access_path": "none", "public": "yes", "engaged_on": "2024-01-10"}
    rows: dict[str, list[Row]] = {
        "vendors": [{"vendor_id": one, "name": f"Vendor {one}"} for one in ids],
        "engagements": [{"engagement_id": f"e-{one}", "vendor_id": one, **engaged} for one in ids],
        "data_shared": [
            {"engagement_id": f"e-{one}", "category": "none", "custody": custody}
            for one in ids
            for custody in ("disclosed", "held")
        ],
        "reviews_done": [{"vendor_id": one, "reviewed_on": "2026-09-01"} for one in ids],
        "incidents": incidents,
        **tables,
    }
    return write_register(path / "one", rows)


def review(path: Path, *incidents: Row, **tables: list[Row]) -> Review:
    return review_of(folder(path, [*incidents], **tables), AS_OF)


def test_an_open_incident_makes_a_review_due_and_comes_first_in_do_now(tmp_path: Path) -> None:
    made = review(tmp_path, OPEN)
    [late] = overdue_records(made)
    assert (late["vendor_id"], late["what"], late["due_on"]) == ("v1", "review", "2026-10-12")
    assert late["why"] == "an incident: A zebra token was public, known since 12 October 2026"
    [now] = do_now(made)
    assert (now["id"], now["since"]) == ("v1", "2026-10-12")
    assert now["action"] == "Ask whether the incident affects customers"
    assert now["why"] == "An incident: A zebra token was public"
    assert "An incident: A zebra token was public, known since 2026-10-12" in str(decisions_needed(made))
    assert "zebra" in made.notice_files[DUE_CALENDAR].decode()


@pytest.mark.parametrize(
    ("affected", "action"),
    [
        ("yes", "Tell the customers whom the incident affects, and close it"),
        ("no", "Close the incident"),
        ("unknown", "Ask whether the incident affects customers"),
    ],
)
def test_what_to_do_hangs_on_whether_customers_are_affected(
    affected: str, action: str, tmp_path: Path
) -> None:
    [now] = do_now(review(tmp_path, {**OPEN, "customers_affected": affected}))
    assert now["action"] == action


def test_neither_a_review_nor_a_decision_since_takes_an_open_incident_away(tmp_path: Path) -> None:
    reviewed: list[Row] = [{"vendor_id": one, "reviewed_on": "2026-10-25"} for one in ("v1", "v2")]
    made = review(tmp_path, OPEN, reviews_done=reviewed, decisions=[ACCEPTED])
    assert [row["id"] for row in decision_rows(made)] == ["v1"]
    assert overdue_records(made) == []


def test_a_closed_incident_is_history_on_the_card_and_nothing_else(tmp_path: Path) -> None:
    made = review(tmp_path, CLOSED)
    assert (decision_rows(made), do_now(made), overdue_records(made)) == ([], [], [])
    assert vendor_facts(made, "v1")["facts"]["Incidents"] == (
        "known 2026-10-12, closed 2026-10-20: A zebra token was public (customers affected: unknown)"
    )
    assert "Incidents" not in vendor_facts(made, "v2")["facts"]
    assert str(each_vendor(made)).count("zebra") == 1


def test_of_many_incidents_some_are_named_and_all_are_counted(tmp_path: Path) -> None:
    made = review(tmp_path, *({**OPEN, "what": f"Case {number}"} for number in range(8)))
    whys = [reason.why for reason in open_reasons(made)["v1"]]
    assert whys[-1] == "more incidents that are open: 5"
    assert len(whys) == 4
    assert vendor_facts(made, "v1")["facts"]["Incidents"].endswith("; 3 more")
    assert verdict_facts(made)["incidents_open"] == 8


def test_no_score_moves_and_no_public_byte_knows_of_it(tmp_path: Path) -> None:
    with_it, without = review(tmp_path / "with", OPEN), review(tmp_path / "without")
    columns = ["r_lo", "r_hi", "i_hi", "tier", "band", "appetite", "compliance"]
    assert with_it.scores.vendors[columns].equals(without.scores.vendors[columns])
    files = {name: data for name, data in with_it.notice_files.items() if name != DUE_CALENDAR}
    files |= public_files(with_it.listing)
    assert len(files) > 3
    for name, content in files.items():
        assert b"zebra" not in content.lower(), name


def test_fail_on_incident_counts_what_is_open_and_rows_that_may_be(tmp_path: Path) -> None:
    rows = [OPEN, {**CLOSED, "what": "Another"}, {**OPEN, "vendor_id": "v2", "known_on": "12/10"}]
    made = review(tmp_path, *rows)
    found = alarms(["incident"], complete(made).facts, Path())["incident"]
    assert str(found) == "2 found (Vendor v1, Vendor v2)"
    now = {row["id"]: (row["action"], row["why"]) for row in do_now(made)}
    assert now["v1"][0] == "Ask whether the incident affects customers"
    assert now["v2"] == (
        "Correct the row in the register",
        "A row on an incident was rejected, so that one may be open: incidents.csv line 4",
    )
    closed = complete(review(tmp_path / "closed", CLOSED)).facts
    assert alarms(["incident"], closed, Path())["incident"].count == 0


GONE = {"engagement_id": "e-v3", "vendor_id": "v3", "status": "past", "ended_on": "2026-06-30"}


def first_screen(made: Review) -> str:
    """What the first screen says; blanks that do not break count as blanks."""
    (fragment,) = verdict(made).blocks
    assert isinstance(fragment, Fragment)
    return BeautifulSoup(fragment.html, "html5lib").get_text().replace("\N{NO-BREAK SPACE}", " ")


def with_a_past_vendor(path: Path, *incidents: Row) -> Review:
    """Vendor v3 was engaged once; the other two are."""
    there = folder(path / "two", [])
    vendors: list[Row] = [*rows_in(there / "vendors.csv"), {"vendor_id": "v3", "name": "Vendor v3"}]
    engagements: list[Row] = [*rows_in(there / "engagements.csv"), GONE]
    return review(path, *incidents, vendors=vendors, engagements=engagements)


def test_an_open_incident_of_a_vendor_that_is_engaged_no_longer_is_on_the_first_screen(
    tmp_path: Path,
) -> None:
    made = with_a_past_vendor(
        tmp_path, {**OPEN, "vendor_id": "v3"}, {**CLOSED, "vendor_id": "v3", "what": "Old"}
    )
    assert alarms(["incident"], complete(made).facts, Path())["incident"].vendors == ("Vendor v3",)
    page = first_screen(made)
    told = "Vendor v3 (A zebra token was public, known since 2026-10-12)"
    assert f"Open incidents of no vendor that is engaged: {told}." in page
    assert "Due 1 open incident" in page
    assert f"Open incident, of no vendor that is engaged: {told}" in str(verdict(made))
    assert do_now(made) == []


def test_a_rejected_row_of_nobody_who_is_known_is_there_too_and_many_are_counted(tmp_path: Path) -> None:
    rows: list[Row] = [{**OPEN, "vendor_id": "v3", "what": f"Case {number}"} for number in range(4)]
    made = with_a_past_vendor(tmp_path, *rows, {**OPEN, "vendor_id": "nobody"})
    assert verdict_facts(made)["incidents_open"] == 5
    assert "; 2 more." in first_screen(made)
    assert "a rejected row in incidents.csv line 6" in str(verdict(made))


def test_the_first_screen_says_nothing_of_incidents_that_a_card_has(tmp_path: Path) -> None:
    assert "Open incidents" not in first_screen(review(tmp_path, OPEN))


@pytest.mark.parametrize(
    ("cells", "rules"),
    [
        ({"vendor_id": "v9"}, ["REG-008"]),
        ({"what": ""}, ["REG-002"]),
        ({"known_on": ""}, ["REG-002"]),
        ({"customers_affected": "maybe"}, ["REG-003"]),
        ({"closed_on": "2026-10-11"}, ["REG-018"]),
        ({"closed_on": "2026-11-02"}, ["REG-023"]),
        ({"known_on": "2026-11-02"}, ["REG-114"]),
        ({}, []),
    ],
)
def test_each_fault_of_a_row_is_found(cells: Row, rules: list[str], tmp_path: Path) -> None:
    findings = review(tmp_path, {**OPEN, **cells}).checked.findings
    assert findings.loc[findings["table"].eq("incidents"), "rule"].tolist() == rules


def test_a_new_incident_ends_what_a_decision_was_made_on_and_closing_it_does_not(tmp_path: Path) -> None:
    register = folder(tmp_path, [OPEN])
    before, _ = pins(register)
    edit_file(
        register / "incidents.csv", "A zebra token was public,,,", "A zebra token was public,,,2026-10-20"
    )
    closed, _ = pins(register)
    edit_file(register / "incidents.csv", "A zebra token was public,,", "A zebra token was public,yes,")
    affected, other = pins(register)
    assert before == closed
    assert closed != affected
    assert "incidents" not in other


def pins(folder: Path) -> tuple[Digests, Digests]:
    """The digests that a decision on the first vendor and on the second would pin."""
    register, (checked, policy) = load_register(folder), checked_as_of(folder, date.fromisoformat(AS_OF))
    found = input_digests(register.tables, checked.tables, policy.vocabulary, ["v1", "v2"])
    return found["v1"], found["v2"]


def test_a_register_without_the_table_has_no_word_of_it() -> None:
    made = numberz_review()
    assert not made.checked.findings["message"].str.contains("incidents").any()
    assert "ncident" not in str(each_vendor(made)).replace("incidental", "")
    assert verdict_facts(made)["incidents_open"] == 0
