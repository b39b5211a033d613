"""A rejected row counts as unknown for whomever it could mean; a check that fails by what is legible fails still."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pytest

from registers import scored_as_of, write_register

AS_OF = date(2026, 11, 1)
Row = dict[str, str]
PAGE = "[notice]\ndays = 30\n"


def engagement(engagement_id: str, vendor_id: str, **cells: str) -> Row:
    return {
        "engagement_id": engagement_id,
        "vendor_id": vendor_id,
        "role": "processor",
        "status": "active",
        **cells,
    }


def data(engagement_id: str, category: str = "EmailAddress", **cells: str) -> Row:
    return {"engagement_id": engagement_id, "category": category, "custody": "disclosed", **cells}


def place(engagement_id: str, code: str, **cells: str) -> Row:
    return {"engagement_id": engagement_id, "kind": "processing", "code": code, **cells}


def vendors(*ids: str) -> list[Row]:
    return [{"vendor_id": one, "name": one.title()} for one in ids]


@pytest.fixture
def scored(tmp_path: Path) -> Any:
    """Scores a register that is given as tables, and gives a row of plain values per vendor."""

    def score(**tables: list[Row]) -> dict[str, dict[str, Any]]:
        folder = write_register(tmp_path / f"register-{len(list(tmp_path.iterdir()))}", tables, PAGE)
        _, scores = scored_as_of(folder, AS_OF)
        columns = scores.vendors.to_dict("list")
        return {
            str(one): {str(name): cells[place] for name, cells in columns.items()}
            for place, one in enumerate(scores.vendors.index)
        }

    return score


def test_an_engagement_of_a_mistyped_vendor_is_unknown_for_each_that_it_could_mean(scored: Any) -> None:
    found = scored(
        vendors=vendors("mollio", "mollia", "braintree"),
        engagements=[
            *(
                engagement(f"{one}-a", one, access_path="incidental")
                for one in ("mollio", "mollia", "braintree")
            ),
            engagement("mollia-b", "molli", access_path="receives"),
        ],
        data_shared=[data("mollio-a"), data("mollia-a"), data("braintree-a")],
    )
    assert {one: row["r_hi"] for one, row in found.items()} == {
        "mollio": 100.0,
        "mollia": 100.0,
        "braintree": 6.25,
    }


def test_a_vendor_stays_in_the_scores_where_its_only_current_engagement_was_rejected(scored: Any) -> None:
    past = engagement("acme-old", "acme", access_path="none") | {"status": "past", "ended_on": "2025-01-01"}
    found = scored(
        vendors=vendors("acme", "braintree"),
        engagements=[past, engagement("acme-new", "acme", access_path="hots"), engagement("b", "braintree")],
    )
    assert (found["acme"]["r_hi"], found["acme"]["band"]) == (100.0, "unrated")


def test_a_row_that_names_nobody_counts_for_everybody(scored: Any) -> None:
    known = {
        "vendors": vendors("acme", "braintree"),
        "engagements": [engagement("acme-a", "acme", access_path="incidental")],
        "data_shared": [data("acme-a")],
    }
    other = engagement("b", "braintree", access_path="incidental")
    known["engagements"].append(other)
    known["data_shared"].append(data("b"))
    assert {row["r_hi"] for row in scored(**known).values()} == {6.25}
    for nobody in ("", "qqxyy"):
        rows = [*known["engagements"], engagement("c", nobody)]
        found = scored(**{**known, "engagements": rows})
        assert {found[one]["r_hi"] for one in ("acme", "braintree")} == {100.0}
        # A vendor that is engaged and has no row stays in sight.
        assert ("qqxyy" in found) == (nobody != "")


@pytest.mark.parametrize("own", [{"vendor_id": "", "name": "Acme"}, {"vendor_id": "acme", "name": ""}])
def test_a_vendor_whose_own_row_was_rejected_stays_under_the_id_that_engagements_give_it(
    scored: Any, own: Row
) -> None:
    found = scored(
        vendors=[own, *vendors("braintree")],
        engagements=[engagement("acme-a", "acme", access_path="none"), engagement("b", "braintree")],
    )
    assert (found["acme"]["lost"], found["acme"]["r_hi"]) == (True, 100.0)


def test_a_vendor_without_id_that_nothing_names_stays_under_one_that_names_its_row(scored: Any) -> None:
    found = scored(vendors=[{"vendor_id": "", "name": "Acme"}, *vendors("braintree")], engagements=[])
    assert {one: row["name"] for one, row in found.items()} == {"unnamed-2": "Acme", "braintree": "Braintree"}


def test_an_engagement_that_two_vendors_claim_is_unknown_for_both(scored: Any) -> None:
    found = scored(
        vendors=vendors("acme", "braintree"),
        engagements=[
            engagement("shared", "acme", access_path="none"),
            engagement("shared", "braintree", access_path="none"),
            engagement("a", "acme", access_path="none"),
            engagement("b", "braintree", access_path="none"),
        ],
        data_shared=[data("shared"), data("a"), data("b")],
    )
    assert {row["r_hi"] for row in found.values()} == {100.0}


def test_a_mistyped_category_leaves_the_data_of_its_own_engagement_open(scored: Any) -> None:
    rows = [data("desk"), data("desk", "Nmae"), data("host"), data("host") | {"custody": "held"}]
    found = scored(
        vendors=vendors("acme"),
        engagements=[
            engagement("desk", "acme", access_path="incidental"),
            engagement("host", "acme", access_path="hosts"),
        ],
        data_shared=rows,
    )
    # Anything at the desk is 25 points, as much as e-mail addresses with the host.
    assert found["acme"]["r_hi"] == 25.0


@pytest.mark.parametrize(
    ("row", "reaches"),
    [
        ({"vendor_id": "mollio", "control": "VR-A11", "answer": "yes"}, {"mollio"}),
        ({"vendor_id": "molli", "control": "VR-A1", "answer": "yes"}, {"mollio", "mollia"}),
        ({"vendor_id": "", "control": "VR-A1", "answer": "yes"}, {"mollio", "mollia"}),
        ({"vendor_id": "mollia", "control": "", "answer": "yes"}, {"mollia"}),
        ({"vendor_id": "mollia", "control": "VR-A2", "answer": "yse"}, set()),
    ],
)
def test_a_rejected_answer_leaves_its_control_open(scored: Any, row: Row, reaches: set[str]) -> None:
    document = {"kind": "soc2_type2", "level": "E5", "in_scope": "yes"}
    document |= {"issued_on": "2026-10-01", "period_end": "2026-09-30", "valid_until": "2027-09-30"}
    known: dict[str, list[Row]] = {
        "vendors": vendors("mollio", "mollia"),
        "engagements": [engagement(one, one, access_path="receives") for one in ("mollio", "mollia")],
        "data_shared": [data("mollio"), data("mollia")],
        "evidence": [
            {"evidence_id": f"{one}-r", "vendor_id": one, **document} for one in ("mollio", "mollia")
        ],
        "access_controls": [
            {"vendor_id": one, "control": "VR-A1", "answer": "yes", "evidence_id": f"{one}-r"}
            for one in ("mollio", "mollia")
        ],
    }
    before = scored(**known)
    after = scored(**{**known, "access_controls": [*known["access_controls"], row]})
    assert {one for one in before if after[one]["r_hi"] > before[one]["r_hi"]} == reaches


@pytest.mark.parametrize(
    ("mechanism", "code", "found"),
    [
        # What is meant is clear, and fails.
        ("none", "IND", "fail"),
        # The place may be any: a pass is none any more.
        ("eea", "D3", "unknown"),
    ],
)
def test_the_transfer_check_with_a_rejected_place(scored: Any, mechanism: str, code: str, found: str) -> None:
    for places in ([place("a", "DE"), place("a", code)], [place("a", code), place("a", "DE")]):
        vendor = scored(
            vendors=vendors("acme"),
            engagements=[engagement("a", "acme", transfer_mechanism=mechanism)],
            places=places,
        )["acme"]
        assert vendor["transfer"] == found


@pytest.mark.parametrize("wrong", [{"section": "nowhere"}, {"access_path": "hots"}, {"public": "yse"}])
def test_checks_that_fail_by_a_rejected_engagement_fail_still(scored: Any, wrong: Row) -> None:
    late = {"engaged_on": "2026-09-01", "effective_on": "2026-09-10", "transfer_mechanism": "none"}
    vendor = scored(
        vendors=vendors("acme"),
        engagements=[engagement("a", "acme", **late, **wrong)],
        places=[place("a", "IN")],
    )["acme"]
    assert (vendor["transfer"], vendor["notice"]) == ("fail", "fail")


def test_a_lapsed_contract_whose_row_was_rejected_fails_still(scored: Any) -> None:
    contract = {"evidence_id": "dpa", "vendor_id": "acme", "kind": "dpa", "level": "E3", "in_scope": "yes"}
    contract |= {"valid_until": "2026-01-01", "sha256": "abc"}
    vendor = scored(vendors=vendors("acme"), engagements=[engagement("a", "acme")], evidence=[contract])[
        "acme"
    ]
    assert vendor["contract"] == "fail"


@pytest.mark.parametrize(
    ("row", "category"),
    [
        # The category is legible, and so is what a slip made of it.
        ({"custody": "hold"}, "HealthRecord"),
        ({}, "HealthRecrd"),
        # Anything may be meant.
        ({}, "qqxyy"),
    ],
)
def test_a_rejected_row_of_data_never_lowers_the_tier(scored: Any, row: Row, category: str) -> None:
    def tier(*rows: Row) -> str:
        engaged = [engagement("a", "acme", access_path="incidental")]
        vendor = scored(vendors=vendors("acme"), engagements=engaged, data_shared=list(rows))["acme"]
        return str(vendor["tier"])

    assert tier(data("a", category, **row)) == tier(data("a", "HealthRecord")) == "T1"


def test_a_gate_that_a_rejected_row_answers_no_raises_the_tier_still(tmp_path: Path) -> None:
    refused = {"vendor_id": "acme", "control": "VR-A1", "answer": "no", "assessed_on": "2026-02-30"}
    tables = {
        "vendors": vendors("acme"),
        "engagements": [engagement("a", "acme")],
        "access_controls": [refused],
    }
    _, scores = scored_as_of(write_register(tmp_path / "register", tables, PAGE), AS_OF)
    assert scores.escalators.loc["acme", "gate_answered_no"]


def test_a_late_notice_fails_its_check_and_wipes_nothing(tmp_path: Path) -> None:
    late = {"status": "planned", "engaged_on": "2026-10-20", "effective_on": "2026-11-05"}
    tables = {
        "vendors": vendors("acme"),
        "engagements": [engagement("a", "acme", access_path="incidental") | late],
        "data_shared": [data("a")],
    }
    checked, scores = scored_as_of(write_register(tmp_path / "register", tables, PAGE), AS_OF)
    assert checked.rejected.empty
    assert checked.findings.loc[checked.findings["rule"].eq("REG-021"), "severity"].tolist() == ["error"]
    assert scores.vendors[["r_hi", "notice"]].to_numpy().tolist() == [[6.25, "fail"]]
