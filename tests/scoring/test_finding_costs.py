"""Findings that cost points say how many: those by which the upper end falls once the gap is filled at its best."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

import pytest

import vendor_review as vr
from registers import write_register

DAY = "2026-11-01"
VENDOR = {"vendor_id": "acme", "name": "Acme"}
Row = Mapping[str, str]


def engagement(path: str, name: str = "acme-e") -> Row:
    return {"engagement_id": name, "vendor_id": "acme", "status": "active", "access_path": path}


def data(category: str, custody: str, name: str = "acme-e") -> Row:
    return {"engagement_id": name, "category": category, "custody": custody}


def told(folder: Path, rule: str, **tables: Sequence[Row]) -> tuple[str, float]:
    """The first message of a rule, and the vendor's upper end."""
    register = write_register(folder, {"vendors": [VENDOR], **tables})
    findings = vr.check(register, as_of=DAY).findings
    message = findings.loc[findings["rule"].eq(rule), "message"].iloc[0]
    return message, vr.score(register, as_of=DAY).vendors["r_hi"]["acme"]


GAPS = {
    "half stated": ("REG-026", "hosts", [("EmailAddress", "held")], [("none", "disclosed")]),
    "no data, and hosting": ("REG-025", "hosts", [("none", "held"), ("none", "disclosed")], None),
    "data, and no path": ("REG-080", "none", [("HealthRecord", "held"), ("none", "disclosed")], None),
}


@pytest.mark.parametrize("gap", GAPS)
def test_a_gap_costs_what_filling_it_brings(gap: str, tmp_path: Path) -> None:
    rule, path, stated, more = GAPS[gap]
    rows = [data(*one) for one in stated]
    message, before = told(tmp_path / "a", rule, engagements=[engagement(path)], data_shared=rows)
    if more is None:
        after = 0.0
    else:
        filled = write_register(
            tmp_path / "b",
            {
                "vendors": [VENDOR],
                "engagements": [engagement(path)],
                "data_shared": [*rows, *(data(*one) for one in more)],
            },
        )
        after = vr.score(filled, as_of=DAY).vendors["r_hi"]["acme"]
    assert message.endswith(f"; that costs {before - after:.2f} points at worst.")


def test_a_gap_behind_a_worse_engagement_costs_what_it_adds_to_that(tmp_path: Path) -> None:
    message, before = told(
        tmp_path / "r",
        "REG-026",
        engagements=[engagement("stores"), engagement("receives", "acme-f")],
        data_shared=[data("Name", "held"), data("unclassified", "disclosed", "acme-f")],
    )
    # The other engagement: D = 1, X = 0.5.
    assert before == pytest.approx(75.0)
    assert message.endswith("; that costs 25.00 points at worst.")


def test_rejected_engagements_do_not_hide_what_a_gap_costs(tmp_path: Path) -> None:
    """Each vendor that one may be of has an engagement of which nothing is known, and several of those are no fault."""
    gap = {"engagements": [engagement("hosts")], "data_shared": [data("EmailAddress", "held")]}
    lost = [{**engagement("hosts", f"lost-{number}"), "role": "procesor"} for number in range(2)]
    other = {"vendor_id": "other", "name": "Other", "entity_country": "Germany"}
    message, _ = told(tmp_path / "a", "REG-026", **gap)
    alone = message.partition(";")[2]
    assert "points at worst" in alone

    message, _ = told(
        tmp_path / "b",
        "REG-026",
        vendors=[VENDOR, other],
        engagements=[*gap["engagements"], {**lost[0], "vendor_id": "other"}],
        data_shared=gap["data_shared"],
    )
    assert message.partition(";")[2] == alone
    # An engagement of its own of which nothing is known is as bad as the gap, which then costs nothing more.
    message, _ = told(
        tmp_path / "c",
        "REG-026",
        vendors=[VENDOR, other],
        engagements=[*gap["engagements"], *lost],
        data_shared=gap["data_shared"],
    )
    assert "points" not in message


def test_a_report_without_its_period_costs_what_its_age_takes(tmp_path: Path) -> None:
    report = {
        "evidence_id": "soc2",
        "vendor_id": "acme",
        "kind": "soc2_type2",
        "level": "E5",
        "in_scope": "yes",
    }
    controls = [
        {"vendor_id": "acme", "control": control, "answer": "yes", "evidence_id": "soc2"}
        for control in vr.load_policy(None, DAY).controls.index
    ]
    message, before = told(
        tmp_path / "r",
        "REG-086",
        engagements=[engagement("receives")],
        data_shared=[data("unclassified", "disclosed")],
        evidence=[{**report, "issued_on": "2026-09-01"}],
        access_controls=controls,
    )
    assert before == pytest.approx(50 * (1 - 0.9 * 0.25))
    assert message.endswith("; that costs 33.75 points at worst.")
