"""What is known for the day on which we leave a vendor: the last day to give notice, a plan, who could take over."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from assembled import numberz_review, review_of
from registers import Row, checked_as_of, write_register
from vendor_review.publication.notices.due_calendar import DUE_CALENDAR
from vendor_review.publication.public_list.files import public_files
from vendor_review.report.review import Review
from vendor_review.report.sections.concentration import concentration, without_plan
from vendor_review.report.sections.due import what_is_due
from vendor_review.report.vendor_card.facts import vendor_facts

AS_OF = "2026-11-01"


def folder(path: Path, *vendors: Row) -> Path:
    """Vendors of which the first has the cells of the first of `vendors`, and so on, all on the public list."""
    rows = [{"vendor_id": f"v{n}", "name": f"Vendor {n}", **cells} for n, cells in enumerate(vendors, 1)]
    engaged = {"status": "active", "public": "yes", "engaged_on": "2024-01-10"}
    engagements: list[Row] = [
        {"engagement_id": f"e-{row['vendor_id']}", "vendor_id": row["vendor_id"], **engaged} for row in rows
    ]
    return write_register(path / "one", {"vendors": [*rows], "engagements": engagements})


def review(path: Path, *vendors: Row) -> Review:
    return review_of(folder(path, *vendors), AS_OF)


def test_the_last_day_to_give_notice_is_due_on_the_page_the_card_and_in_the_calendar(tmp_path: Path) -> None:
    made = review(tmp_path, {"contract_ends_on": "2027-02-20", "notice_days": "90"})
    because = "the contract ends 20 February 2027, with 90 days of notice"
    assert f"Vendor 1: last day to give notice, 2026-11-22: {because}" in str(what_is_due(made))
    assert "last day to give notice, 2026-11-22" in vendor_facts(made, "v1")["facts"]["Due"]
    calendar = made.notice_files[DUE_CALENDAR].decode().replace("\r\n ", "")
    assert "SUMMARY:Vendor 1: last day to give notice (no owner stated)" in calendar
    assert "DTSTART;VALUE=DATE:20261122" in calendar
    public = {name: data for name, data in made.notice_files.items() if name != DUE_CALENDAR}
    for name, content in {**public, **public_files(made.listing)}.items():
        assert b"2026-11-22" not in content, name
        assert b"2027-02-20" not in content, name


def test_vendors_that_we_cannot_do_without_and_have_no_plan_for_are_named(tmp_path: Path) -> None:
    made = review(
        tmp_path,
        {"criticality": "critical"},
        {"criticality": "high", "exit_plan": "no", "substitutes": "Other; Third"},
        {"criticality": "high", "exit_plan": "yes"},
        {"criticality": "medium", "exit_plan": "no"},
        {},
    )
    assert sorted(without_plan(made)) == [
        "Vendor 1 (not stated; there is no other)",
        "Vendor 2 (no plan; could be replaced by Other and Third)",
    ]
    assert "No plan for leaving: Vendor 1" in str(concentration(made))
    told = {one: vendor_facts(made, one)["facts"].get("If we leave it") for one in ("v2", "v3", "v5")}
    assert told == {
        "v2": "criticality high; there is no plan for leaving it; could be replaced by Other and Third",
        "v3": "criticality high; there is a plan for leaving it",
        "v5": None,
    }


def test_a_register_that_says_nothing_of_it_has_no_line_more() -> None:
    made = numberz_review()
    assert without_plan(made) == []
    assert "If we leave it" not in vendor_facts(made, "aws")["facts"]
    assert "Leaving" not in "".join(
        block.html for block in concentration(made).blocks if hasattr(block, "html")
    )


@pytest.mark.parametrize(
    ("days", "meant"),
    [("90 days", "90"), ("1096", ""), ("-1", ""), ("1.5", ""), ("three", ""), ("0", None), ("1095", None)],
)
def test_what_is_no_number_of_days_is_found_with_what_is_meant(
    days: str, meant: str | None, tmp_path: Path
) -> None:
    checked, _ = checked_as_of(
        folder(tmp_path, {"contract_ends_on": "2027-02-20", "notice_days": days}), date.fromisoformat(AS_OF)
    )
    found = checked.findings[checked.findings["rule"].eq("REG-115")]
    assert found["suggestion"].tolist() == ([] if meant is None else [meant])
    assert len(checked.tables["vendors"]) == 1
