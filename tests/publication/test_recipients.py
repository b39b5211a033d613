"""Recipients for the record of processing: who, which data, where, and on which safeguards it leaves the EEA."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from publication.public_registers import engagement, register, vendor
from registers import write_register
from vendor_review import cli
from vendor_review.policy import load_policy
from vendor_review.publication.recipients import COLUMNS, recipients

AS_OF = date(2026, 11, 1)
POLICY = load_policy(None, AS_OF)


def place(code: str, kind: str = "processing", words: str = "") -> dict[str, str]:
    return {"engagement_id": "e", "kind": kind, "code": code, "as_written": words}


def only(
    places: list[dict[str, str]] | None = None, data: list[dict[str, str]] | None = None, **cells: str
) -> Any:
    checked = register(
        vendors=[vendor(legal_entity="Nimbus GmbH", entity_country="DE")],
        engagements=[engagement(**cells)],
        places=places or [],
        data_shared=[{"engagement_id": "e", **one} for one in data or []],
    )
    (row,) = recipients(checked, POLICY).to_dict("records")
    assert tuple(row) == COLUMNS
    return row


def test_a_row_says_what_the_record_asks() -> None:
    data = [
        {"category": "Name", "custody": "held", "subjects": "customers; end_users"},
        {"category": "Name", "custody": "disclosed", "subjects": "end_users"},
        {"category": "EmailAddress", "custody": "held", "subjects": ""},
    ]
    places = [place("DE", words="Berlin"), place("IE", kind="entity")]
    cells = {"role": "processor", "purpose": "Hosting", "data_shared": "All", "product": "Cloud"}
    days = {"engaged_on": "2024-01-01", "effective_on": "2024-02-01", "ended_on": "2027-01-01"}
    assert only(places, data, **cells, **days, transfer_mechanism="eea") == {
        "recipient": "Nimbus",
        "legal_entity": "Nimbus GmbH",
        "country": "Germany",
        "product": "Cloud",
        "role": "Processor",
        "status": "active",
        "purpose": "Hosting",
        "data_categories": "Name; E-mail address",
        "data_subjects": "customers; end users",
        "data_as_published": "All",
        "location": "Berlin, Germany (processing); Ireland (registered office)",
        "third_country_transfer": "no",
        "third_countries": "",
        "safeguards": "",
        "since": "2024-02-01",
        "until": "2027-01-01",
        "on_public_list": "yes",
    }


@pytest.mark.parametrize(
    ("codes", "transfer", "countries"),
    [
        ([], "unknown", ""),
        (["DE", "NO", "EEA", "EU"], "no", ""),
        (["DE", "US"], "yes", "United States"),
        (["US", "US", "IN"], "yes", "United States; India"),
        (["DE", "TBD"], "unknown", ""),
        (["VARIES"], "unknown", ""),
        (["VARIES", "US"], "yes", "United States"),
        (["GLOBAL"], "yes", "worldwide"),
        ([""], "unknown", ""),
    ],
)
def test_a_place_of_processing_beyond_the_eea_is_a_transfer(
    codes: list[str], transfer: str, countries: str
) -> None:
    row = only([place(code, words="somewhere") for code in codes])
    assert (row["third_country_transfer"], row["third_countries"]) == (transfer, countries)


def test_a_registered_office_alone_is_no_transfer() -> None:
    assert only([place("US", kind="entity"), place("DE")])["third_country_transfer"] == "no"
    assert only([place("US", kind="entity")])["third_country_transfer"] == "unknown"
    assert only([place("US", kind="unstated")])["third_country_transfer"] == "yes"


@pytest.mark.parametrize(
    ("code", "mechanism", "safeguards"),
    [
        (
            "US",
            "scc_m3; dpf_certified",
            "EU standard contractual clauses, module 3; EU-US Data Privacy Framework",
        ),
        ("CH", "", "Adequacy decision (Switzerland)"),
        ("CH", "adequacy", "Adequacy decision"),
        ("US", "", ""),
        ("US", "unknown", ""),
        ("US", "none", "None"),
    ],
)
def test_safeguards_are_the_mechanisms_and_the_decisions_of_the_day(
    code: str, mechanism: str, safeguards: str
) -> None:
    assert only([place(code)], transfer_mechanism=mechanism)["safeguards"] == safeguards


@pytest.mark.parametrize(
    ("categories", "said"), [([], ""), (["none"], "none"), (["none", "Name"], "Name"), (["odd"], "odd")]
)
def test_none_is_said_only_where_the_register_says_it(categories: list[str], said: str) -> None:
    assert only(data=[{"category": name} for name in categories])["data_categories"] == said


def test_what_is_not_public_past_or_planned_is_listed_too() -> None:
    assert only(public="no")["on_public_list"] == "no"
    assert only(status="past", ended_on="2025-01-01")["until"] == "2025-01-01"
    assert only(status="planned")["status"] == "planned"


def test_no_cell_is_a_formula_on_the_screen_or_in_a_file(
    tmp_path: Path, call: Callable[..., tuple[int, str, str]]
) -> None:
    folder = write_register(
        tmp_path / "r",
        {
            "vendors": [{"vendor_id": "v", "name": "=cmd|' /C calc'!A0"}],
            "engagements": [{"engagement_id": "e", "vendor_id": "v", "status": "active", "public": "no"}],
        },
    )
    code, out, _ = call("recipients", folder, "--as-of", "2026-11-01")
    (row,) = csv.DictReader(io.StringIO(out))
    assert (code, row["recipient"]) == (0, "'=cmd|' /C calc'!A0")
    assert call("recipients", folder, "--as-of", "2026-11-01", "--out", tmp_path / "new" / "r.csv")[:2] == (
        0,
        f"{tmp_path}/new/r.csv\n",
    )
    assert (tmp_path / "new" / "r.csv").read_text(encoding="utf-8") == out
    assert cli.main(["recipients", str(folder), "--as-of", "2026-11-01", "--out", ""]) == 2
