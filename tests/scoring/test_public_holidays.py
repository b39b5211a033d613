"""Where the page names a holiday calendar, every check that counts business days leaves its public holidays out."""

from __future__ import annotations

import subprocess
import sys
from datetime import date
from pathlib import Path

import pytest

from registers import checked_as_of, write_register
from vendor_review.schema import CheckedRegister
from vendor_review.scoring import Assessment, score_vendors

AS_OF = date(2026, 11, 1)
PAGE = """organisation = "Company"
updated_on = 2026-01-01
[notice]
days = 10
day_type = "business"
{holidays}
"""


def scored(
    folder: Path, calendar: str, engaged_on: str, effective_on: str, status: str
) -> tuple[CheckedRegister, Assessment]:
    """A register with one engagement, and ten business days of notice by a calendar."""
    engagement = {"engagement_id": "e", "vendor_id": "v", "role": "processor", "status": status}
    dated = {**engagement, "engaged_on": engaged_on, "effective_on": effective_on}
    tables = {"vendors": [{"vendor_id": "v", "name": "Vendor"}], "engagements": [dated]}
    page = PAGE.format(holidays=f'holidays = "{calendar}"' if calendar else "")
    checked, policy = checked_as_of(write_register(folder, tables, page), AS_OF)
    return checked, score_vendors(checked, policy)


def found(checked: CheckedRegister, rule: str) -> str:
    return " ".join(checked.findings.loc[checked.findings["rule"] == rule, "message"])


# 26 October 2026, a Monday, is Austria's national day.


@pytest.mark.parametrize(("calendar", "day"), [("", "2026-11-06"), ("AT", "2026-11-09")])
def test_a_notice_that_runs(tmp_path: Path, calendar: str, day: str) -> None:
    checked, scores = scored(tmp_path / "waits", calendar, "2026-10-23", "", "planned")
    assert f"its notice ends on {day}" in found(checked, "REG-053")
    ends = scores.events.loc[scores.events["kind"].eq("notice_ends"), "on"]
    assert [str(end.date()) for end in ends] == [day]
    checked, _ = scored(tmp_path / "early", calendar, "2026-10-23", "2026-11-05", "planned")
    assert f"{day} is the first day that is right" in found(checked, "REG-021")


@pytest.mark.parametrize(("calendar", "gate"), [("", "pass"), ("AT", "fail")])
def test_a_notice_that_has_run(tmp_path: Path, calendar: str, gate: str) -> None:
    checked, scores = scored(tmp_path, calendar, "2026-10-12", "2026-10-26", "active")
    assert scores.vendors["notice"].tolist() == [gate]
    assert ("until 2026-10-27, 10 business days from 2026-10-12" in found(checked, "REG-081")) is (
        gate == "fail"
    )


def test_a_register_that_names_no_calendar_loads_none() -> None:
    program = (
        "import sys; from datetime import date; from registers import checked_as_of; "
        "from vendor_review.files.package_files import starting_register; "
        "checked_as_of(starting_register(), date(2026, 11, 1)); sys.exit('holidays' in sys.modules)"
    )
    tests = Path(__file__).parents[1]
    assert subprocess.run([sys.executable, "-c", program], check=False, cwd=tests).returncode == 0
