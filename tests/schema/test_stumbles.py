"""What somebody who keeps a register in a spreadsheet stumbles over, and the finding that says how to go on."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from pathlib import Path

import pytest

from registers import checked_as_of, write_register
from vendor_review.register.conversion import convert_register
from vendor_review.schema.check import CheckedRegister
from vendor_review.scoring import score_vendors

Check = Callable[..., CheckedRegister]
Rows = Sequence[Mapping[str, str]]

AS_OF = date(2026, 11, 1)
VENDOR = {"vendor_id": "v", "name": "V"}
ENGAGEMENT = {"engagement_id": "e", "vendor_id": "v", "status": "active", "role": "processor"}
NOTICE = "[notice]\ndays = 30\n"


def register(folder: Path, page: str = "", **tables: Rows) -> Path:
    return write_register(folder / "r", {"vendors": [VENDOR], "engagements": [ENGAGEMENT], **tables}, page)


def places_of(checked: CheckedRegister, rule: str) -> list[tuple[str, int, str]]:
    found = checked.findings[checked.findings["rule"] == rule]
    return list(found[["table", "line", "column"]].itertuples(index=False, name=None))


def message_of(checked: CheckedRegister, rule: str) -> str:
    (message,) = checked.findings.loc[checked.findings["rule"] == rule, "message"]
    return str(message)


# --- an access path of none beside data


@pytest.mark.parametrize(
    ("path", "status", "ended_on", "category", "at_odds"),
    [
        ("none", "active", "", "EmailAddress", True),
        ("none", "planned", "", "unclassified", True),
        ("none..none", "active", "", "EmailAddress", True),
        ("none", "active", "", "none", False),
        ("none", "past", "", "EmailAddress", True),
        ("none", "past", "2099-01-01", "EmailAddress", True),
        ("none", "past", "2026-05-01", "EmailAddress", False),
        ("none..incidental", "active", "", "EmailAddress", False),
        ("", "active", "", "EmailAddress", False),
    ],
)
@pytest.mark.parametrize("custody", ["held", "disclosed"])
def test_no_way_to_data_that_is_there(
    check: Check,
    tmp_path: Path,
    path: str,
    status: str,
    ended_on: str,
    category: str,
    custody: str,
    at_odds: bool,
) -> None:
    engagement = {**ENGAGEMENT, "access_path": path, "status": status, "ended_on": ended_on}
    data = {"engagement_id": "e", "category": category, "custody": custody}
    checked = check(register(tmp_path, engagements=[engagement], data_shared=[data]))

    assert places_of(checked, "REG-080") == ([("engagements", 2, "access_path")] if at_odds else [])
    if at_odds:
        assert f"has data: {category} as {custody}." in message_of(checked, "REG-080")


# --- a processor of employees' data stays private, and scores as it did


@pytest.mark.parametrize(
    ("subjects", "left_out"),
    [
        (["employees", "employees"], False),
        (["employees", ""], True),
        (["employees", "employees; customers"], True),
        (["customers", "employees"], True),
        ([" employees ;", "employees"], False),
        ([], True),
    ],
)
def test_what_is_about_employees_alone_may_stay_off_the_public_list(
    check: Check, tmp_path: Path, subjects: list[str], left_out: bool
) -> None:
    engagement = {**ENGAGEMENT, "access_path": "stores", "public": "no"}
    data = [
        {"engagement_id": "e", "category": category, "custody": "held", "subjects": words}
        for category, words in zip(("EmailAddress", "Contact"), subjects, strict=False)
    ]
    checked = check(register(tmp_path, engagements=[engagement], data_shared=data))

    assert places_of(checked, "REG-068") == ([("engagements", 2, "public")] if left_out else [])


def test_a_rejected_row_of_data_may_be_about_customers(check: Check, tmp_path: Path) -> None:
    engagement = {**ENGAGEMENT, "access_path": "stores", "public": "no"}
    data = {"engagement_id": "e", "category": "EmailAddress", "custody": "held", "subjects": "employees"}
    lost = {**data, "category": "Nonsense"}
    checked = check(register(tmp_path, engagements=[engagement], data_shared=[data, lost]))

    assert places_of(checked, "REG-068") == [("engagements", 2, "public")]


def test_to_say_that_data_is_about_employees_lowers_no_score(tmp_path: Path) -> None:
    scores = []
    for subjects in ("", "employees"):
        data = {"engagement_id": "e", "category": "Salary", "custody": "held", "subjects": subjects}
        folder = register(
            tmp_path / f"to-{subjects}",
            engagements=[{**ENGAGEMENT, "access_path": "stores"}],
            data_shared=[data],
        )
        checked, policy = checked_as_of(folder, AS_OF)
        scores.append(score_vendors(checked, policy).vendors[["r_lo", "r_hi", "tier"]].iloc[0].tolist())

    assert scores[0] == scores[1]
    assert scores[0][1] > 0


# --- the compliance checks beside the score


@pytest.mark.parametrize(
    ("engaged_on", "effective_on", "status", "role", "late"),
    [
        ("2026-01-01", "2026-01-30", "active", "processor", True),
        ("2026-01-01", "2026-01-31", "active", "processor", False),
        ("2026-01-01", "2026-01-02", "optional", "independent_controller", True),
        ("2026-01-01", "2026-01-02", "past", "processor", False),
        ("", "2026-01-02", "active", "processor", False),
        ("2026-01-01", "", "active", "processor", False),
    ],
)
def test_a_notice_that_was_too_short_is_found_where_the_check_fails(
    tmp_path: Path, engaged_on: str, effective_on: str, status: str, role: str, late: bool
) -> None:
    dates = {"engaged_on": engaged_on, "effective_on": effective_on, "ended_on": "2026-05-01"}
    folder = register(tmp_path, NOTICE, engagements=[{**ENGAGEMENT, **dates, "status": status, "role": role}])
    checked, policy = checked_as_of(folder, AS_OF)

    assert places_of(checked, "REG-081") == ([("engagements", 2, "effective_on")] if late else [])
    assert not places_of(checked, "REG-021")
    gates = list(score_vendors(checked, policy).vendors["notice"])
    assert ("fail" in gates) is late


def test_a_notice_that_still_runs_is_an_error_and_told_once(check: Check, tmp_path: Path) -> None:
    dates = {"engaged_on": "2026-10-20", "effective_on": "2026-10-25"}
    checked = check(register(tmp_path, NOTICE, engagements=[{**ENGAGEMENT, **dates}]))

    assert places_of(checked, "REG-021") == [("engagements", 2, "effective_on")]
    assert not places_of(checked, "REG-081")


def test_where_the_page_promises_no_days_no_notice_is_too_short(check: Check, tmp_path: Path) -> None:
    dates = {"engaged_on": "2026-01-01", "effective_on": "2026-01-02"}

    assert not places_of(check(register(tmp_path, engagements=[{**ENGAGEMENT, **dates}])), "REG-081")


@pytest.mark.parametrize(
    ("role", "status", "kind", "missing"),
    [
        ("processor", "active", "", True),
        ("", "planned", "", True),
        ("affiliate", "optional", "", True),
        ("independent_controller", "active", "", False),
        ("processor", "past", "", False),
        ("processor", "active", "webpage", True),
        ("processor", "active", "dpa", False),
        ("processor", "active", "scc", False),
    ],
)
def test_how_to_make_the_contract_known_is_said_where_there_is_none(
    check: Check, tmp_path: Path, role: str, status: str, kind: str, missing: bool
) -> None:
    engagement = {**ENGAGEMENT, "role": role, "status": status, "ended_on": "2026-05-01"}
    documents = [{"evidence_id": "d", "vendor_id": "v", "kind": kind}] if kind else []
    checked = check(register(tmp_path, engagements=[engagement], evidence=documents))

    assert places_of(checked, "REG-082") == ([("vendors", 2, "vendor_id")] if missing else [])


def test_a_rejected_contract_is_not_called_absent(check: Check, tmp_path: Path) -> None:
    document = {"evidence_id": "d", "vendor_id": "v", "kind": "dpa", "level": "E9"}

    assert not places_of(check(register(tmp_path, evidence=[document])), "REG-082")


# --- the place of a finding is a cell that is blank


@pytest.mark.parametrize(
    ("level", "in_scope", "column", "told"),
    [
        ("", "", "level", "no level and no scope (in_scope)."),
        ("E2", "", "in_scope", "no scope (in_scope)."),
        ("", "yes", "level", "no level."),
        ("E2", "yes", "", ""),
    ],
)
@pytest.mark.parametrize("relied_on", ["cited", "contract", "published", "idle"])
def test_level_and_scope_are_asked_for_of_what_something_rests_on(
    check: Check, tmp_path: Path, level: str, in_scope: str, column: str, told: str, relied_on: str
) -> None:
    document = {
        "evidence_id": "d",
        "vendor_id": "v",
        "kind": "dpa" if relied_on == "contract" else "webpage",
        "level": level,
        "in_scope": in_scope,
        "location": "https://v.example/privacy",
        "public_as": "privacy" if relied_on == "published" else "",
    }
    answer = {"vendor_id": "v", "control": "VR-A1", "answer": "yes", "evidence_id": "d"}
    answers = [answer] if relied_on == "cited" else []
    checked = check(register(tmp_path, evidence=[document], access_controls=answers))

    asked = bool(column) and relied_on in ("cited", "contract")
    assert places_of(checked, "REG-037") == ([("evidence", 2, column)] if asked else [])
    if asked:
        assert message_of(checked, "REG-037").endswith(f"'d' has {told}")


@pytest.mark.parametrize(
    ("run", "score", "column", "told"),
    [
        ("", "", "pinned_run", "which review (pinned_run) and score (pinned_score) it"),
        ("", "1..2", "pinned_run", "which review (pinned_run) it"),
        ("2026-05-12-1a2b3c4d", "", "pinned_score", "which score (pinned_score) it"),
    ],
)
def test_a_decision_lacks_its_review_or_its_score(
    check: Check, tmp_path: Path, run: str, score: str, column: str, told: str
) -> None:
    decision = {
        "decision_id": "1",
        "vendor_id": "v",
        "decision": "remediate",
        "decided_by": "Office",
        "decided_on": "2026-01-05",
        "pinned_run": run,
        "pinned_score": score,
    }
    checked = check(register(tmp_path, decisions=[decision]))

    assert places_of(checked, "REG-060") == [("decisions", 2, column)]
    assert told in message_of(checked, "REG-060")


# --- several words in a cell


@pytest.mark.parametrize(
    ("column", "written", "meant"),
    [
        ("transfer_mechanism", "dpf_certified, scc_m2", "dpf_certified; scc_m2"),
        ("transfer_mechanism", "dpf_certified / SCC_M2", "dpf_certified; scc_m2"),
        ("transfer_mechanism", "eea and adequacy", "eea; adequacy"),
        ("transfer_mechanism", "eea; dpf_certified,bcr", "dpf_certified; bcr"),
        ("transfer_mechanism", "dpf_certified, something", ""),
        ("transfer_mechanism", "adequcy, eea", "adequacy; eea"),
        ("transfer_mechanism", ",", ""),
        ("access_path", "receives - stores", "receives..stores"),
        ("access_path", "receives-stores", "receives..stores"),
        ("access_path", "receives…stores", "receives..stores"),
        ("access_path", "receives to stores", "receives..stores"),
        ("access_path", "Stores – Receives", "receives..stores"),
        ("access_path", "receives...stores", "receives..stores"),
        ("access_path", "incidental, receives, stores", ""),
        ("access_path", "hosts..", ""),
        ("access_path", "receives to", ""),
    ],
)
def test_a_suggestion_keeps_all_that_was_written(
    check: Check, tmp_path: Path, column: str, written: str, meant: str
) -> None:
    checked = check(register(tmp_path, engagements=[{**ENGAGEMENT, column: written}]))

    found = checked.findings
    assert list(found.loc[found["rule"].isin(["REG-010", "REG-015"]), "suggestion"]) == [meant]


# --- links


@pytest.mark.parametrize(
    ("location", "meant"),
    [
        ("datev.de", "https://datev.de"),
        ("www.datev.de/web/de?a=b", "https://www.datev.de/web/de?a=b"),
        ("contract.pdf", ""),
        ("on file", ""),
        ("n.a.", ""),
        ("mailto:office@datev.de", ""),
    ],
)
def test_a_published_place_is_told_of_once_and_a_bare_host_is_read_as_an_address(
    check: Check, tmp_path: Path, location: str, meant: str
) -> None:
    document = {"evidence_id": "d", "vendor_id": "v", "location": location, "public_as": "privacy"}
    checked = check(register(tmp_path, evidence=[document]))

    place = [("evidence", 2, "location")]
    assert (places_of(checked, "REG-005"), places_of(checked, "REG-106")) == (
        ([], place) if meant else (place, [])
    )
    if meant:
        assert message_of(checked, "REG-106").endswith(f"is read as '{meant}'.")
    else:
        assert message_of(checked, "REG-005").endswith("write an http:// or https:// address.")


def test_a_harmful_and_a_bare_link_are_each_told_of_once(check: Check, tmp_path: Path) -> None:
    documents = [
        {"evidence_id": str(number), "vendor_id": "v", "location": location, "public_as": "privacy"}
        for number, location in enumerate(["javascript:alert(1)", "datev.de", "https://datev.de"])
    ]
    checked = check(register(tmp_path, evidence=documents))

    assert places_of(checked, "REG-005") == [("evidence", 2, "location")]
    assert places_of(checked, "REG-106") == [("evidence", 3, "location")]
    assert "javascript: link" in " ".join(checked.findings["message"])


# --- where


def test_each_finding_names_its_place_as_its_source_does(check: Check, tmp_path: Path) -> None:
    folder = register(tmp_path, onward=[{"vendor_id": "v", "onward_name": "W", "as_of": "soon"}])
    convert_register(str(folder), str(tmp_path / "x.xlsx"))
    for source, place in ((folder, "onward.csv line 2, column as_of"), (tmp_path / "x.xlsx", "onward!D2")):
        found = check(source).findings
        (where,) = found.loc[found["rule"] == "REG-004", "place"]
        assert where.startswith(place)
        assert all(
            message.startswith(f"{name}: ")
            for name, message in zip(found["place"], found["message"], strict=True)
        )


def test_what_follows_from_another_error_names_the_place_of_that(check: Check, tmp_path: Path) -> None:
    vendor = {**VENDOR, "website": "nowhere"}
    data = {"engagement_id": "e", "category": "Contact", "custody": "held"}
    found = check(register(tmp_path, vendors=[vendor], data_shared=[data])).findings

    follows = found["rule"] == "REG-009"
    assert list(found.loc[follows, "cause"]) == ["vendors.csv line 2, column website"] * 2
    assert set(found.loc[~follows, "cause"]) == {""}


# --- cells of any length


@pytest.mark.slow
@pytest.mark.parametrize("piece", [" ", "a ", "a.", "to ", "12:00 ", ",", "1/", "-"])
def test_a_cell_of_a_megabyte_is_told_of_without_delay(check: Check, tmp_path: Path, piece: str) -> None:
    long = f"x{piece * (2**20 // len(piece))}x"
    checked = check(
        register(
            tmp_path,
            vendors=[VENDOR, {"vendor_id": "w", "name": "W", "website": long}],
            engagements=[{**ENGAGEMENT, "access_path": long, "transfer_mechanism": long, "engaged_on": long}],
            data_shared=[{"engagement_id": "e", "category": long, "custody": long, "subjects": long}],
            access_controls=[{"vendor_id": "v", "control": long}],
            evidence=[{"evidence_id": long, "vendor_id": "v", "location": long, "public_as": "privacy"}],
        )
    )

    told = set(checked.findings["rule"])
    assert {"REG-003", "REG-004", "REG-005", "REG-010", "REG-013", "REG-014", "REG-015"} <= told
    assert set(checked.findings["suggestion"]) <= {"", "x-x"}
