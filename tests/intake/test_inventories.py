"""A company's own inventory of its vendors becomes a draft register: what each column and cell becomes, and why."""

from __future__ import annotations

import csv
import io
import re
import zipfile
from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl import Workbook, load_workbook
from openpyxl.styles import Font

from vendor_review import explore
from vendor_review.errors import ListUnreadable, UsageError
from vendor_review.intake.draft.draft import write_draft
from vendor_review.intake.drafting import trade_of
from vendor_review.intake.importing import Import, Wishes, read_content, read_list
from vendor_review.intake.inventory.codes import Trade, code_of, is_not_stated
from vendor_review.intake.inventory.mapping import CONFIRMED, SourceMapping
from vendor_review.intake.inventory.mapping_file import mapping_text, read_mapping
from vendor_review.intake.inventory.proposals import SURE_ENOUGH
from vendor_review.intake.inventory.targets import described_targets, offered, target_of, targets_by_fact
from vendor_review.intake.inventory.undecided import OPEN, marked_mapping
from vendor_review.intake.inventory.written_mapping import target_meant, wrong_target
from vendor_review.intake.wording.days import dated
from vendor_review.intake.wording.headings import own_facts
from vendor_review.intake.wording.tables import rows as words_of
from vendor_review.intake.wording.tables import turn
from vendor_review.policy import load_policy
from vendor_review.register.layout import TABLES

SAMPLE = Path(__file__).parents[2] / "data" / "example" / "tarnbrook-vendors.xlsx"
POLICY = load_policy(None, date(2026, 11, 30))
TRADE = trade_of(POLICY)
SURE = Wishes(trade=TRADE, accept_above=0.0)


def sheet(*rows: Sequence[str]) -> bytes:
    """A file of CSV."""
    text = io.StringIO(newline="")
    csv.writer(text).writerows(rows)
    return text.getvalue().encode()


def book(*rows: Sequence[object], merged: Sequence[str] = ()) -> bytes:
    """A workbook of one sheet."""
    made = Workbook()
    for row in rows:
        made.active.append(list(row))
    for cells in merged:
        made.active.merge_cells(cells)
    file = io.BytesIO()
    made.save(file)
    return file.getvalue()


def read(*rows: Sequence[str], wishes: Wishes | None = None) -> Import:
    return read_content("vendors.csv", sheet(*rows), wishes or Wishes(trade=TRADE))


def table(found: Import, name: str) -> list[dict[str, str]]:
    names = found.draft.content.names(name)
    return [
        {key: cell for key, cell in zip(names, row, strict=True) if cell}
        for row in found.draft.content.tables[name]
    ]


def mapped(found: Import) -> SourceMapping:
    assert found.mapping is not None
    return found.mapping


def becomes(found: Import) -> dict[str, str]:
    return {column.heading: column.becomes for column in mapped(found).columns}


# --- names ---


def test_a_vendor_written_in_two_ways_keeps_both_and_is_said_to_be_one() -> None:
    found = read(
        ("Vendor", "Purpose", "Owner"),
        ("Quillmail", "E-mail", "IT"),
        ("Parcelo", "Parcels", "IT"),
        ("Quill-Mail Ltd.", "Newsletter", "Marketing"),
        ("QUILLMAIL", "Alerts", "IT"),
    )
    assert table(found, "vendors")[0] == {
        "vendor_id": "quillmail",
        "name": "Quillmail",
        "legal_entity": "Quill-Mail Ltd.",
        "aliases": "Quill-Mail Ltd.",
    }
    assert [where for _, name, column, _, where in found.draft.sources if column == "aliases"] == ["A4"]
    (line,) = [part.reason for part in found.parts if "one vendor" in part.reason]
    assert line == "rows 2 and 4 are one vendor: Quillmail, Quill-Mail Ltd."


def test_a_vendor_written_otherwise_on_another_sheet_is_said_with_both_sheets() -> None:
    made = Workbook()
    made.active.title = "Tools"
    for row in (("Vendor", "Purpose", "Owner"), ("Quillmail Inc.", "E-mail", "IT")):
        made.active.append(row)
    other = made.create_sheet("Papers")
    for line in (("Vendor", "SOC 2 Type II"), ("Parcelo", "yes"), ("Quillmail", "yes")):
        other.append(line)
    file = io.BytesIO()
    made.save(file)
    found = read_content("vendors.xlsx", file.getvalue())
    (said,) = [part.reason for part in found.parts if "one vendor" in part.reason]
    assert said == "rows 2 of sheet Tools and 3 of sheet Papers are one vendor: Quillmail Inc., Quillmail"


# --- what is an inventory ---


def test_what_nobody_publishes_makes_an_inventory() -> None:
    found = read(("Vendor", "Purpose", "Business owner"), ("Quillmail", "E-mail", "Head of Platform"))
    assert becomes(found) == {
        "Vendor": "vendors.name",
        "Purpose": "engagements.purpose",
        "Business owner": "engagements.owner",
    }


@pytest.mark.parametrize(
    "columns",
    [
        ("Vendor", "Purpose", "Location"),
        ("Subprocessor", "Service", "Country", "DPA"),
        ("Name", "Data", "Security"),
    ],
)
def test_a_list_as_it_is_published_is_read_as_a_list(columns: tuple[str, ...]) -> None:
    cells = ("Quillmail Inc.", "E-mail", "Ireland", "https://quillmail.example/dpa")[: len(columns)]
    found = read(columns, cells)
    assert found.mapping is None
    assert [row["name"] for row in table(found, "vendors")] == ["Quillmail Inc."]


def test_yes_and_no_under_a_certificate_make_an_inventory() -> None:
    found = read(
        ("Vendor", "Purpose", "SOC 2 Type II"), ("Quillmail", "E-mail", "Y"), ("Parcelo", "Parcels", "N")
    )
    assert becomes(found)["SOC 2 Type II"] == "evidence.kind (soc2_type2)"


def test_a_workbook_with_a_published_list_is_read_as_one() -> None:
    found = read_content(
        "list.xlsx", book(("Vendor", "Purpose", "Location"), ("Quillmail Inc.", "E-mail", "Ireland"))
    )
    assert found.mapping is None
    assert [row["code"] for row in table(found, "places")] == ["IE"]


# --- where the table is ---


def test_titles_groups_totals_and_notes_are_no_vendors() -> None:
    found = read_content(
        "vendors.xlsx",
        book(
            ("Vendors of Tarnbrook",),
            ("as of October", None, None, "for internal use"),
            (),
            ("Vendor", None, "SOC 2 Type II", None, "Owner"),
            ("Name", "Purpose", "Y/N", "Expiry", None),
            ("Quillmail", "E-mail", "Y", "2027-03-31", "IT"),
            ("Infrastructure", None, None, None, None),
            ("Parcelo", "Parcels", "N", None, "Logistics"),
            ("Total", None, 1, None, None),
            (),
            ("* reports are filed in the share of the security team",),
            merged=("A1:E1", "A4:B4", "C4:D4", "A7:E7"),
        ),
        SURE,
    )
    assert [row["name"] for row in table(found, "vendors")] == ["Quillmail", "Parcelo"]
    assert [row.get("x_section", "") for row in table(found, "engagements")] == ["", "Infrastructure"]
    (report,) = table(found, "evidence")
    assert (report["kind"], report["valid_until"]) == ("soc2_type2", "2027-03-31")
    assert [row.get("owner") for row in table(found, "engagements")] == ["IT", "Logistics"]


@pytest.mark.parametrize(
    "last",
    [
        *(
            "Total: 2 vendors",
            "Total vendors: 2",
            "2 suppliers",
            "Count 2",
            "Total (2)",
            "Totals: 2 vendors",
            "Sum",
        ),
        *(
            "Subtotal",
            "Sub-total (2)",
            "GRAND TOTAL",
            "Grand total: 2",
            "TOTAL:",
            "Total [n=2]",
            "Sum of vendors: 2",
        ),
    ],
)
def test_a_cell_that_counts_the_vendors_is_none(last: str) -> None:
    columns = ("Vendor", "SOC 2 Type II", "Owner")
    found = read(columns, ("Quillmail", "Y", "IT"), ("Parcelo 24", "N", "Logistics"), (last, "", ""))
    assert [row["name"] for row in table(found, "vendors")] == ["Quillmail", "Parcelo 24"]


@pytest.mark.parametrize(
    "last",
    [
        ("Total", "2 vendors", ""),
        ("Totals:", "", "1 signed"),
        ("Total", "2", "1"),
        ("Sum", "2 of 2 signed", ""),
    ],
)
def test_a_row_that_says_how_many_there_are_is_no_vendor(last: tuple[str, str, str]) -> None:
    columns = ("Vendor", "SOC 2 Type II", "Owner")
    found = read(columns, ("Quillmail", "Y", "IT"), ("Total", "Y", "Logistics"), last)
    assert [row["name"] for row in table(found, "vendors")] == ["Quillmail", "Total"]


@pytest.mark.parametrize(
    "last", ["Total (2)", "Totals: 2 vendors", "Sum", "Subtotal", "Grand total", "Sub total:", "Total p.a."]
)
@pytest.mark.parametrize("beside", ["9,600", "EUR 9600", "=SUM(D2:D3)", "48 %", "n/a"])
def test_sums_beside_a_word_for_them_are_no_vendor(last: str, beside: str) -> None:
    columns = ("Vendor", "Purpose", "Owner", "Spend")
    rows = (("Quillmail", "E-mail", "IT", "9600"), ("Parcelo", "Parcels", "IT", "0"))
    for total in ((last, "", "", beside), ("", last, "", beside), ("", "2 vendors", last, beside)):
        found = read(columns, *rows, total)
        assert [row["name"] for row in table(found, "vendors")] == ["Quillmail", "Parcelo"]
        assert len(table(found, "engagements")) == 2


@pytest.mark.parametrize(
    "name",
    ["Total Wine", "TotalEnergies", "Total Wine 24", "Sum Up", "SumUp", "Subtotal Ltd", "Grand Totals Inc."],
)
@pytest.mark.parametrize("beside", ["", "9600"])
def test_a_vendor_whose_name_has_a_word_for_sums_is_one(name: str, beside: str) -> None:
    found = read(("Vendor", "Owner", "Spend"), ("Quillmail", "IT", "9600"), (name, "", beside))
    assert len(table(found, "vendors")) == 2


def test_groups_of_a_csv_reach_to_the_next_group() -> None:
    found = read(
        ("Vendor", "", "ISO 27001", "", "Review"),
        ("Name", "Owner", "Certificate", "Valid until", "Last review"),
        ("Quillmail", "IT", "Yes", "2027-06-30", "2026-05-12"),
        wishes=SURE,
    )
    (certificate,) = table(found, "evidence")
    assert (certificate["kind"], certificate["valid_until"]) == ("iso27001", "2027-06-30")


def test_a_row_without_a_name_is_another_engagement_of_the_vendor_above() -> None:
    found = read(
        ("Vendor", "Purpose", "Owner"),
        ("Quillmail", "E-mail", "IT"),
        ("", "Text messages", "Sales"),
        ("Parcelo", "", ""),
    )
    assert [(row["vendor_id"], row.get("purpose")) for row in table(found, "engagements")] == [
        ("quillmail", "E-mail"),
        ("quillmail", "Text messages"),
        ("parcelo", None),
    ]


@pytest.mark.parametrize("mark", [";", "**", ", :", "\u2020", " ; ; "])
@pytest.mark.parametrize("rows_before", [0, 1])
def test_a_name_of_marks_alone_names_nobody_and_is_kept_in_the_account(mark: str, rows_before: int) -> None:
    named = [("Quillmail", "E-mail", "Head of Platform", "High")] * rows_before
    found = read(
        ("Vendor", "Purpose", "Business owner", "Criticality"),
        *named,
        (mark, "Archive", "Legal", "Low"),
        ("Rookery", "Backups", "Head of Platform", "Low"),
    )
    names = [row["name"] for row in table(found, "vendors")]
    assert names == ["Quillmail", "Rookery"][1 - rows_before :]
    assert any(mark.strip() in cells and "no vendor" in cells for cells in found.draft.sources)


def test_a_second_sheet_about_the_same_vendors_adds_to_them() -> None:
    made = Workbook()
    made.active.append(["Vendor", "Purpose", "Owner"])
    made.active.append(["Quillmail", "E-mail", "IT"])
    contracts = made.create_sheet("Contracts")
    contracts.append(["Supplier", "Contract end", "Annual spend"])
    contracts.append(["Quillmail Inc.", "2027-05-31", "9,600"])
    file = io.BytesIO()
    made.save(file)
    found = read_content("vendors.xlsx", file.getvalue(), SURE)
    (vendor,), (_,) = table(found, "vendors"), table(found, "engagements")
    assert (vendor["contract_ends_on"], vendor["x_annual_spend"]) == ("2027-05-31", "9,600")


def sheets(*parts: Sequence[Sequence[object]]) -> bytes:
    """A workbook of several sheets."""
    made = Workbook()
    made.remove(made.active)
    for number, rows in enumerate(parts, start=1):
        one = made.create_sheet(f"Sheet {number}")
        for row in rows:
            one.append(list(row))
    file = io.BytesIO()
    made.save(file)
    return file.getvalue()


MAIN = (("Vendor", "Purpose", "Owner"), ("Quillmail", "E-mail", "IT"), ("Parcelo", "Parcels", "Sales"))


@pytest.mark.parametrize("comes_first", [True, False])
@pytest.mark.parametrize("accept_above", [None, 0.0])
def test_a_sheet_of_contacts_gives_vendors_and_no_engagements(
    comes_first: bool, accept_above: float | None
) -> None:
    contacts = (
        ("Supplier", "Account manager", "Gate code", "Remarks"),
        ("Quillmail Ltd", "Ada", "+44 20 7946 0011", "rings back"),
        ("Rookery", "Bo", "+44 20 7946 0012", "slow"),
    )
    parts = (contacts, MAIN) if comes_first else (MAIN, contacts)
    found = read_content("vendors.xlsx", sheets(*parts), Wishes(trade=TRADE, accept_above=accept_above))
    assert [(row["vendor_id"], row["purpose"]) for row in table(found, "engagements")] == [
        ("quillmail", "E-mail"),
        ("parcelo", "Parcels"),
    ]
    vendors = {row["vendor_id"]: row for row in table(found, "vendors")}
    assert vendors["quillmail"]["contact"] == "Ada"
    assert vendors["quillmail"]["x_gate_code"] == "+44 20 7946 0011"
    assert (vendors["rookery"]["contact"], vendors["rookery"]["x_notes"]) == ("Bo", "slow")
    assert {where for *_, where in found.draft.sources} >= {f"Sheet {1 if comes_first else 2}!D2"}


def test_a_sheet_of_certificates_adds_to_the_engagement_wherever_it_comes() -> None:
    certificates = (("Vendor", "ISO 27001", "Expiry"), ("Quillmail", "Y", "2027-06-30"))
    found = read_content("vendors.xlsx", sheets(certificates, MAIN), SURE)
    assert [row["engagement_id"] for row in table(found, "engagements")] == ["quillmail-1", "parcelo-1"]
    assert [row["valid_until"] for row in table(found, "evidence")] == ["2027-06-30"]


def test_vendors_of_which_only_a_contact_is_known_keep_an_engagement_each() -> None:
    """A register needs one to say that nothing is known of what a vendor is used for."""
    found = read(("Vendor", "Criticality", "Mail"), ("Quillmail", "High", "a@quillmail.example"))
    assert len(table(found, "engagements")) == 1


# --- headings ---


@pytest.mark.parametrize(
    ("heading", "cells", "target"),
    [
        ("Business Owner", ("IT",), "engagements.owner"),
        ("Criticality", ("High", "Low"), "vendors.criticality"),
        ("Renewal date", ("2027-05-31",), "vendors.contract_ends_on"),
        ("Last assessed", ("12 May 2026",), "reviews_done.reviewed_on"),
        ("DPA in place?", ("Yes", "No"), "evidence.kind (dpa)"),
        ("DPA", ("https://quillmail.example/dpa",), "evidence.location (dpa)"),
        ("DPA signed on", ("2025-03-04",), "evidence.issued_on (dpa)"),
        ("SOC 2 Type II expiry", ("03/2027",), "evidence.valid_until (soc2_type2)"),
        ("SOC2 report", ("Y", "N"), "evidence.kind (soc2_type1)"),
        ("ISO 27001 certified (Y/N)", ("Y",), "evidence.kind (iso27001)"),
        ("Certifications", ("SOC 2 Type II, ISO 27001",), "evidence.kind"),
        ("MFA enabled", ("Yes",), "access_controls.answer (VR-I1)"),
        ("Data classification", ("Confidential",), "data_shared.category (class)"),
        ("Data types", ("Email addresses",), "data_shared.category (types)"),
        ("Hosting location", ("EU/US",), "places.code (processing)"),
        ("HQ country", ("Ireland",), "places.code (entity)"),
        ("Country", ("Ireland",), "places.code (unstated)"),
        ("Trains on our data", ("No",), "engagements.trains_on_data"),
        ("Retention", ("30 days",), "engagements.retention"),
        ("Exit plan in place", ("Y",), "vendors.exit_plan"),
        ("Exit strategy", ("Y",), "vendors.exit_plan"),
        ("Legal Entity Identifier", ("529900EXAMPLE0BASA79",), "vendors.lei"),
        ("LEI", ("529900EXAMPLE0BASA79",), "vendors.lei"),
        ("DUNS", ("123456789",), "vendors.identifiers (duns)"),
        ("Company number", ("01234567",), "vendors.identifiers (company-number)"),
        ("Contract end", ("2027-05-31",), "vendors.contract_ends_on"),
        ("Notice period", ("90 days",), "vendors.notice_days"),
        ("Alternatives", ("Another Cloud",), "vendors.substitutes"),
        ("Risk rating", ("High",), "engagements.x_risk_rating"),
        ("Security incidents", ("None", "1 in 2024 (closed)"), "engagements.x_security_incidents"),
        ("Last breach", ("2024-05-01",), "engagements.x_last_breach"),
        ("Vendor ID", ("V-001",), "engagements.x_vendor_id"),
        ("Annual spend (GBP)", ("9,600",), "engagements.x_annual_spend_gbp"),
        ("Colour of the file", ("green",), "engagements.x_colour_of_the_file"),
        ("PCI DSS", ("Y",), "engagements.x_pci_dss"),
    ],
)
def test_a_heading_becomes_a_column(heading: str, cells: tuple[str, ...], target: str) -> None:
    rows = [(f"Quillmail {number}", "7", cell) for number, cell in enumerate(cells)]
    assert becomes(read(("Vendor", "Risk score", heading), *rows))[heading] == target


def test_what_a_sheet_says_of_incidents_is_kept_and_makes_none() -> None:
    """A count, a year or a day alone is not what happened, and nobody knows whether it is open."""
    found = read(
        ("Vendor", "Owner", "Security incidents", "Last breach"),
        ("Quillmail", "IT", "1 in 2024 (closed)", "2024-05-01"),
        wishes=SURE,
    )
    assert not found.draft.content.tables["incidents"]
    (row,) = table(found, "engagements")
    assert (row["x_security_incidents"], row["x_last_breach"]) == ("1 in 2024 (closed)", "2024-05-01")
    (column,) = (column for column in mapped(found).columns if column.heading == "Last breach")
    assert column.why.endswith("enter what is still open in the table incidents, with its day")


@pytest.mark.parametrize(
    ("heading", "cells", "target"),
    [
        ("Who looks after it", ("Anna", "Tom"), "engagements.owner"),
        ("If it goes down?", ("H", "low"), "vendors.criticality"),
        ("Business impact", ("High", "M"), "vendors.criticality"),
        ("Runs where", ("AWS, US + EU", "Frankfurt"), "places.code (processing)"),
        ("Hosted", ("EU", "US"), "places.code (processing)"),
        ("Data location", ("EU", "US"), "places.code (processing)"),
        ("Phone", ("+44 20 7946 0011",), "vendors.contact"),
        ("ISO", ("27001", "n"), "evidence.kind (iso27001)"),
        ("ISO certificates", ("27001, 27018", "n"), "evidence.kind (iso27001)"),
        ("SOC 2 Type II good until", ("Sep 2027",), "evidence.valid_until (soc2_type2)"),
    ],
)
def test_a_heading_in_everyday_words_becomes_a_column(
    heading: str, cells: tuple[str, ...], target: str
) -> None:
    rows = [(f"Quillmail {number}", "7", cell) for number, cell in enumerate(cells)]
    (column,) = (one for one in mapped(read(("Vendor", "Risk score", heading), *rows)).columns[2:])
    assert column.becomes == target
    assert column.sure >= 0.9


@pytest.mark.parametrize(
    ("other", "kind"),
    [("Runs where", "entity"), ("Hosting location", "entity"), ("Owner", "unstated"), ("Spend", "unstated")],
)
@pytest.mark.parametrize("heading", ["Country", "Land", "Pays"])
def test_a_country_beside_the_place_of_the_data_is_that_of_the_office(
    heading: str, other: str, kind: str
) -> None:
    found = read(("Vendor", "Risk score", heading, other), ("Quillmail", "7", "Ireland", "US"))
    assert becomes(found)[heading] == f"places.code ({kind})"


def test_iso_without_a_number_is_asked_about() -> None:
    found = read(("Vendor", "Owner", "ISO"), ("Quillmail", "IT", "y"), ("Parcelo", "IT", "n"))
    column = mapped(found).columns[2]
    assert (column.becomes, column.is_drafted) == ("evidence.kind (iso27001)", False)


@pytest.mark.parametrize(
    ("heading", "text"),
    [("DPA", "signed 2024"), ("DPA", "Yes, 2022"), ("Runs where", "US (EU residency asked)")],
)
def test_what_a_code_does_not_hold_is_a_remark(heading: str, text: str) -> None:
    (engagement,) = table(
        read(("Vendor", "Owner", heading), ("Quillmail", "IT", text), wishes=SURE), "engagements"
    )
    assert engagement["notes"] == f"{heading}: {text}"


def test_a_year_to_come_is_asked_about() -> None:
    target = target_of("evidence.kind (dpa)")
    assert target is not None
    assert code_of(target, "signed 2024", TRADE).sure >= 0.9
    assert code_of(target, "signed 2031", TRADE).sure < SURE_ENOUGH


def test_a_notice_period_that_is_no_number_of_days_is_kept_as_written() -> None:
    found = read(
        ("Vendor", "Owner", "Renewal date", "Notice period", "Alternatives"),
        ("Quillmail", "IT", "2027-05-31", "90 days", "Parcelo"),
        ("Parcelo", "IT", "2027-05-31", "three months", "-"),
        wishes=SURE,
    )
    drafted = [(row.get("notice_days", ""), row.get("substitutes", "")) for row in table(found, "vendors")]
    assert drafted == [("90", "Parcelo"), ("", "")]
    assert [row.get("x_notice_period", "") for row in table(found, "engagements")] == ["", "three months"]


def test_identifiers_are_drafted_each_with_its_scheme() -> None:
    found = read(
        ("Vendor", "Owner", "LEI", "DUNS", "Company number"),
        ("Quillmail", "IT", "529900EXAMPLE0BASA79", "123456789", "01234567"),
        ("Parcelo", "IT", "-", "", "76543210"),
        wishes=SURE,
    )
    drafted = [(row.get("lei", ""), row.get("identifiers", "")) for row in table(found, "vendors")]
    assert drafted == [
        ("529900EXAMPLE0BASA79", "duns:123456789; company-number:01234567"),
        ("", "company-number:76543210"),
    ]


def test_a_day_without_a_name_is_that_of_the_document_before_it() -> None:
    found = read(
        ("Vendor", "Owner", "ISO 27001", "Expiry"),
        ("Quillmail", "IT", "Y", "2027-06-30"),
        ("Parcelo", "IT", "N", "-"),
    )
    assert becomes(found)["Expiry"] == "evidence.valid_until (iso27001)"


def test_a_heading_whose_cells_say_something_else_is_asked_about() -> None:
    found = read(
        ("Vendor", "Owner", "Last review"), *((f"Quillmail {n}", "IT", "see ticket") for n in range(3))
    )
    column = next(one for one in mapped(found).columns if one.heading == "Last review")
    assert not column.is_drafted
    assert any("'Last review'" in line for line in found.undecided)
    assert {row["x_last_review"] for row in table(found, "engagements")} == {"see ticket"}


def test_every_fact_of_an_inventory_has_words_and_every_target_a_fact() -> None:
    facts = {row["fact"] for row in words_of("headings")}
    assert targets_by_fact().keys() <= facts
    assert own_facts() <= facts


# --- cells ---


@pytest.mark.parametrize(
    ("target", "text", "code"),
    [
        ("vendors.criticality", "Mission Critical", "critical"),
        ("vendors.criticality", "Tier 1", "critical"),
        ("vendors.notice_days", "90 days", "90"),
        ("vendors.notice_days", "60", "60"),
        ("vendors.notice_days", "3 months", ""),
        ("engagements.status", "Terminated", "past"),
        ("places.code (processing)", "EU/US", "EU; US"),
        ("places.code (processing)", "USA", "US"),
        ("places.code (entity)", "Frankfurt, Germany", "DE"),
        ("evidence.kind", "SOC 2 Type II (exp 03/2027); ISO 27001", "soc2_type2 until 2027-03-31; iso27001"),
        ("evidence.kind", "ISO 27001 until 30 June 2027", "iso27001 until 2027-06-30"),
        ("evidence.kind", "SOC 2", "soc2_type1"),
        ("evidence.kind", "ISO 27001 (in progress)", ""),
        ("evidence.kind", "no SOC 2 Type II", ""),
        ("evidence.kind", "ISO 27018", "other: ISO 27018 certificate"),
        ("evidence.kind", "SOC 1 Type II", "other: SOC 1 report"),
        ("evidence.kind (dpa)", "Y", "yes"),
        ("evidence.kind (dpa)", "signed 2025-03-04", "yes of 2025-03-04"),
        ("evidence.kind (dpa)", "Yes (exp 31/12/2026)", "yes until 2026-12-31"),
        ("evidence.kind (dpa)", "requested", "no"),
        ("evidence.kind (pentest)", "requested", ""),
        ("evidence.kind (dpa)", "in Verhandlung", "no"),
        ("evidence.kind (scc)", "en cours", "no"),
        ("evidence.kind (dpa)", "not signed", "no"),
        ("access_controls.answer (VR-I1)", "partially", "partial"),
        ("data_shared.category (types)", "PII", "unclassified"),
        ("data_shared.category (types)", "PHI", "MedicalHealth; unclassified"),
        ("data_shared.category (types)", "PCI", "PaymentCardNumber; unclassified"),
        ("data_shared.category (class)", "Restricted", "unclassified"),
        ("data_shared.category (class)", "Public", "unclassified"),
        ("data_shared.category (types)", "Email addresses, phone numbers", "EmailAddress; TelephoneNumber"),
        ("data_shared.category (types)", "Customer name(s) and DoB", "Name; BirthDate"),
        ("data_shared.category (types)", "names, IP adresses (logs)", "Name; IPAddress; unclassified"),
        ("data_shared.category (types)", "contact details of leads", "Contact"),
        ("data_shared.category (types)", "patient names", "unclassified"),
        ("data_shared.category (types)", "no names", "unclassified"),
        ("data_shared.category (types)", "Employee salary / bank details", "Salary; BankAccount"),
        ("evidence.kind (soc2_type1)", "Type II", "soc2_type2"),
        ("evidence.kind (soc2_type1)", "Type 2 (exp 03/2027)", "soc2_type2 until 2027-03-31"),
        ("engagements.access_path", "API", "receives..hosts"),
        ("engagements.transfer_mechanism", "SCCs / DPF", "scc; dpf_certified"),
        ("vendors.website", "quillmail.example", "https://quillmail.example"),
        ("vendors.contract_ends_on", "31 March 2027", "2027-03-31"),
        ("vendors.contract_ends_on", "03/2027", "2027-03-31"),
        ("vendors.criticality", "H", "high"),
        ("vendors.criticality", "m", "medium"),
        ("vendors.criticality", "L", "low"),
        ("evidence.kind (dpa)", "signed 2024", "yes"),
        ("evidence.kind (dpa)", "y (2021)", "yes"),
        ("evidence.kind (dpa)", "Yes, 2022", "yes"),
        ("evidence.kind (dpa)", "in place - 2019", "yes"),
        ("evidence.kind (dpa)", "not signed (2023)", "no"),
        ("evidence.kind (dpa)", "expired 2024", "no"),
        ("evidence.kind (dpa)", "planned 2027", ""),
        ("evidence.kind (dpa)", "yes since 2021 for the old tool", ""),
        ("evidence.kind (iso27001)", "27001", "iso27001"),
        ("evidence.kind (iso27001)", "27001:2022", "iso27001"),
        ("evidence.kind (iso27001)", "27001, 27018", "iso27001; other: ISO 27018 certificate"),
        ("evidence.kind (iso27001)", "27001/27017", "iso27001; other: ISO 27017 certificate"),
        ("evidence.kind (iso27001)", "27001 (exp 05/2027)", "iso27001 until 2027-05-31"),
        ("evidence.kind (iso27001)", "27001 issued 05/2025", "iso27001 of 2025-05-01"),
        ("evidence.kind (iso27001)", "27001 until 2027-05-12", "iso27001 until 2027-05-12"),
        ("evidence.kind (iso27001)", "9001", "other: ISO 9001 certificate"),
        ("evidence.kind (iso27001)", "27001 in progress", ""),
        ("evidence.kind (iso27001)", "no 27001", ""),
        ("evidence.kind (iso27001)", "14001", ""),
        ("evidence.kind (iso27001)", "ticket 127001", ""),
        ("evidence.valid_until (soc2_type2)", "Feb 2028", "2028-02-29"),
        ("evidence.valid_until (iso27001)", "12/2027", "2027-12-31"),
        ("evidence.issued_on (iso27001)", "Feb 2026", "2026-02-01"),
        ("evidence.kind (dpa)", "until 02/2027", "yes until 2027-02-28"),
        ("places.code (processing)", "EU (Dublin)", "IE"),
        ("places.code (processing)", "EU (NL)", "NL"),
        ("places.code (processing)", "EU (Germany and France)", "DE; FR"),
        ("places.code (processing)", "EU (mainly customers in Germany)", "EU"),
        ("places.code (processing)", "EU (Dublin), US", "IE; US"),
        ("places.code (processing)", "US (EU residency asked)", "US"),
        ("places.code (processing)", "Ireland (from 2027: Germany, planned)", "IE"),
        ("places.code (processing)", "EU (requested)", "EU"),
        ("places.code (processing)", "EU (US)", "EU; US"),
    ],
)
def test_a_cell_becomes_a_code(target: str, text: str, code: str) -> None:
    made = target_of(target)
    assert made is not None
    assert code_of(made, text, TRADE).becomes == code


@pytest.mark.parametrize(
    ("text", "code", "is_asked"),
    [
        ("SOC 2 type II (03/2027)", "soc2_type2 until 2027-03-31", False),
        ("PCI L1, SOC 2 Type 2 - 06/2027", "soc2_type2 until 2027-06-30", False),
        ("SOC2 T2 till 2027-06-30", "soc2_type2 until 2027-06-30", False),
        ("SOC 2 Type II report dated 2026-03-01", "soc2_type2 of 2026-03-01", False),
        ("SOC 2 Type 2 (31 Jan 2026)", "soc2_type2 of 2026-01-31", True),
        ("SOC2 T2 until 2027-03-31?", "soc2_type2 until 2027-03-31", True),
        ("SOC2 T1 only, T2 2027-06", "yes until 2027-06-30", True),
        ("SOC2 T2 and ISO27001, exp 2027-03-31", "soc2_type2 until 2027-03-31; iso27001 until 2027-03-31", False),
        ("SOC2 Type 2 n/a, ISO 27001 exp 2027-03-31", "iso27001 until 2027-03-31", False),
        ("SOC2 T2 qualified opinion 2026-05-01", "", False),
        ("SOC2 T2 exp 2027-05-31 with exceptions", "", False),
        ("SOC2 T2 until 2027-03-31 other product", "", False),
        ("SOC2 T2 promised for 2027-03-31", "", False),
    ],
)  # fmt: skip
def test_a_document_is_no_better_than_its_cell_says(text: str, code: str, is_asked: bool) -> None:
    """A day to come is the last one. A day that is past is asked about unless a word says what it is."""
    target = target_of("evidence.kind (soc2_type1)")
    assert target is not None
    found = code_of(target, text, TRADE)
    assert (found.becomes, found.sure < SURE_ENOUGH) == (code, is_asked)


@pytest.mark.parametrize(
    ("text", "code", "why"),
    [
        # A quarter is as good as a month; half a year and a year are asked about.
        ("ISO 27001 (Q1 2028)", "iso27001 until 2028-03-31", ""),
        ("SOC 2 Type II, valid until H1 2028", "soc2_type2 until 2028-06-30", "half a year"),
        ("ISO 27001 exp. 2029", "iso27001 until 2029-12-31", "a year alone"),
        ("ISO 27001 (2013)", "iso27001", ""),  # of the standard
        # It is there, and its end is not known.
        ("ISO 27001, valid until: tbd", "iso27001", "not until when"),
        ("SOC 2 Type II (exp. date unknown)", "soc2_type2", "not until when"),
        ("ISO 27001 - no expiry date", "iso27001", "not until when"),
        ("SOC 2 T2 + ISO 27001, end ?", "soc2_type2; iso27001", "not until when"),
        # It is not there, whatever is said of a day.
        ("ISO 27001 tbd", "", "not there"),
        ("ISO 27001 expired, date unknown", "", "not there"),
        # A day that is past without a word beside it has two meanings.
        ("SOC 2 Type II - May 2026", "soc2_type2 of 2026-05-01", "may be its last one, which is until 2026-05-31"),
        ("ISO 27001 (2026-Q2)", "iso27001 of 2026-04-01", "may be its last one, which is until 2026-06-30"),
        ("SOC 2 Type II issued May 2026", "soc2_type2 of 2026-05-01", ""),
        # What looks like a day and is not read is never left out in silence; an edition is no day.
        ("SOC 2 Type II (FY26)", "soc2_type2", "not read"),
        ("SOC 2 Type II 1 Jan 2025 - 31 Dec 2025", "soc2_type2", "not read"),
        ("ISO 9001:2015", "other: ISO 9001 certificate", ""),
        ("ISO/IEC 27001:2022", "iso27001", ""),
    ],
)  # fmt: skip
def test_a_document_is_kept_and_asked_about_where_its_day_is_not_plain(
    text: str, code: str, why: str
) -> None:
    target = target_of("evidence.kind")
    assert target is not None
    found = code_of(target, text, TRADE)
    assert found.becomes == code
    assert (found.sure < SURE_ENOUGH) == (bool(why) and bool(code))
    assert why in found.why


@pytest.mark.parametrize(
    "text", ["yes, until TBC", "Y (expiry unknown)", "until ?", "signed, end date not known"]
)
def test_a_yes_whose_end_is_not_known_is_a_yes_that_is_asked_about(text: str) -> None:
    target = target_of("evidence.kind (iso27001)")
    assert target is not None
    found = code_of(target, text, TRADE)
    assert (found.becomes, found.sure < SURE_ENOUGH) == ("yes", True)
    assert "not until when" in found.why


DAY_COLUMNS = [
    name
    for name in offered()
    if (target := target_of(name)) is not None
    and target.kind == "date"
    and (target.table != "evidence" or target.of == "iso27001")
]


@pytest.mark.parametrize("name", DAY_COLUMNS)
def test_a_part_of_a_year_is_its_last_day_where_the_column_is_an_end_and_else_its_first(name: str) -> None:
    """A half and a year are asked about, with that day as the proposal."""
    target = target_of(name)
    assert target is not None
    is_end = target.column in {"valid_until", "period_end", "contract_ends_on", "ended_on"}
    for texts, first, last, is_asked in (
        (("Feb 2024", "02/2024"), "2024-02-01", "2024-02-29", False),
        (("2025-Q2", "Q2 2025", "2Q25", "2025 Q2", "2nd quarter of 2025"), "2025-04-01", "2025-06-30", False),
        (("H2 2025", "2025-H2", "2H25", "second half of 2025"), "2025-07-01", "2025-12-31", True),
        (("2025", "in 2025"), "2025-01-01", "2025-12-31", True),
    ):  # fmt: skip
        for text in texts:
            found = code_of(target, text, TRADE)
            assert found.becomes == (last if is_end else first), text
            assert (found.sure < SURE_ENOUGH) == is_asked, text


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("vendors.contract_ends_on", "early 2027"),
        ("engagements.engaged_on", "end of 2025"),
        ("engagements.engaged_on", "end of Q2 2025"),
        ("vendors.contract_ends_on", "Q2 2027 (fiscal)"),
    ],
)
def test_a_part_of_a_year_is_asked_about_where_another_part_may_be_meant(name: str, text: str) -> None:
    target = target_of(name)
    assert target is not None
    assert code_of(target, text, TRADE).sure < SURE_ENOUGH


def test_years_below_the_expiry_of_a_certificate_are_its_last_days() -> None:
    found = read(
        ("Vendor", "Owner", "ISO 27001 expiry"),
        *((f"Quillmail {at}", "IT", text) for at, text in enumerate(("2027", "Q4 2027", "2028-H1"))),
    )
    assert becomes(found)["ISO 27001 expiry"] == "evidence.valid_until (iso27001)"
    assert [row["valid_until"] for row in table(found, "evidence")] == ["2027-12-31"]
    assert {value.becomes for column in mapped(found).columns for value in column.values} >= {
        "2027-12-31",
        "2028-06-30",
    }


@pytest.mark.parametrize("text", ["2000 EUR", "FY2027", "Q2 FY27", "2026-2027", "Q1-Q3 2027", "PO 2024"])
def test_a_number_that_is_no_year_is_no_day(text: str) -> None:
    target = target_of("vendors.contract_ends_on")
    assert target is not None
    assert code_of(target, text, TRADE).becomes == ""


def test_a_year_is_drafted_once_a_person_confirms_the_day_that_is_proposed() -> None:
    rows = (("Vendor", "Owner", "Last review"), ("Quillmail", "IT", "2025"), ("Parcelo", "IT", "2026-03-01"))
    found = read(*rows, wishes=Wishes(trade=TRADE, accept_above=0.7))
    assert [row["reviewed_on"] for row in table(found, "reviews_done")] == ["2026-03-01"]
    (asked,) = [one for one in found.undecided if "'2025'" in one]
    assert "2025-01-01 is proposed: a year" in asked
    assert 'state = "confirmed"' in asked
    text = mapping_text(mapped(found), {}).replace(
        'becomes = "2025-01-01", state = "proposed"', 'becomes = "2025-01-01", state = "confirmed"'
    )
    said = read(*rows, wishes=Wishes(mapping=text, trade=TRADE))
    assert [row["reviewed_on"] for row in table(said, "reviews_done")] == ["2025-01-01", "2026-03-01"]


@pytest.mark.parametrize("text", ["never", "Not yet.", "none so far", "no review yet", "noch nie", "jamais"])
def test_a_word_for_no_review_is_not_asked_as_a_day(text: str) -> None:
    found = read(
        ("Vendor", "Owner", "Last review"), ("Quillmail", "IT", text), ("Parcelo", "IT", "2026-03-01")
    )
    assert [row["vendor_id"] for row in table(found, "reviews_done")] == ["parcelo"]
    assert not any("Last review" in one for one in found.undecided)
    assert text in table(found, "engagements")[0]["x_last_review"]


def test_a_contract_without_an_end_is_not_asked_as_a_day() -> None:
    found = read(
        ("Vendor", "Owner", "Contract end"), ("Quillmail", "IT", "open-ended"), ("Parcelo", "IT", "Q1 2027")
    )
    assert [row.get("contract_ends_on") for row in table(found, "vendors")] == [None, "2027-03-31"]
    assert not any("Contract end" in one for one in found.undecided)


@pytest.mark.parametrize(
    ("text", "is_asked"),
    [
        ("2026-03-01", False),
        ("reviewed 2026-03-01", False),
        ("due 2026-09-01", True),
        ("never (was due 2026-10-01)", True),
        ("2026-10-01 postponed", True),
        ("2027-01-01", True),
    ],
)
def test_a_review_is_done_only_on_a_day_on_which_it_was(text: str, is_asked: bool) -> None:
    target = target_of("reviews_done.reviewed_on")
    assert target is not None
    assert (code_of(target, text, TRADE).sure < SURE_ENOUGH) is is_asked
    found = read(
        ("Vendor", "Owner", "Last review"), ("Quillmail", "IT", text), wishes=Wishes("", "", 0.9, TRADE)
    )
    assert len(table(found, "reviews_done")) == (not is_asked)
    assert text in " ".join(" ".join(row.values()) for row in table(found, "engagements")) or not is_asked


@pytest.mark.parametrize("text", ["EU (planned)", "EU?", "probably Germany", "US, maybe India"])
def test_a_place_that_is_not_certain_is_asked_about(text: str) -> None:
    found = read(("Vendor", "Owner", "Where"), ("Quillmail", "IT", text), wishes=Wishes("", "", 0.9, TRADE))
    assert table(found, "places") == []
    assert any("what is" in one for one in found.undecided)


def test_what_is_new_in_the_next_version_counts_only_once_it_is_confirmed() -> None:
    columns = ("Vendor", "Owner", "Data types", "Certificates")
    first = read(columns, ("Quillmail", "IT", "names", "ISO 27001 exp 2027-03-31"), wishes=SURE)
    said = mapping_text(mapped(first), {}).replace('in_scope = ""', 'in_scope = "yes"')
    rows = (
        columns,
        ("Quillmail", "IT", "names", "ISO 27001 exp 2027-03-31"),
        ("Parcelo", "IT", "phone", "SOC 2 Type II exp 2027-06-30"),
    )
    second = read(*rows, wishes=Wishes(said, trade=TRADE))
    assert {row["engagement_id"] for row in table(second, "data_shared")} == {"quillmail-1"}
    assert {row["vendor_id"]: row.get("level", "") for row in table(second, "evidence")}["parcelo"] == ""
    assert {row["vendor_id"] for row in table(second, "access_controls")} == {"quillmail"}
    assert any("what is 'phone' (" in one for one in second.undecided)
    third = read(*rows, wishes=Wishes(mapping_text(mapped(second), {}), accept_above=0.7, trade=TRADE))
    assert {row["vendor_id"] for row in table(third, "access_controls")} == {"quillmail", "parcelo"}
    assert not any("phone" in one for one in third.undecided)


def test_words_of_a_column_that_is_not_confirmed_do_not_count_however_sure_they_are() -> None:
    rows = (("Vendor", "Owner", "Data they see"), ("Quillmail", "IT", "mobile numbers"))
    found = read(*rows, wishes=Wishes("", "", 0.9, TRADE))
    (column,) = (one for one in mapped(found).columns if one.heading == "Data they see")
    assert (column.state, column.values[0].state) == ("proposed", CONFIRMED)
    assert table(found, "data_shared") == []


def test_a_column_that_a_person_confirms_confirms_what_they_saw_in_it() -> None:
    rows = (("Vendor", "Owner", "Data they see"), ("Quillmail", "IT", "mobile numbers"))
    said = mapping_text(mapped(read(*rows)), {})
    at = said.index('heading = "Data they see"')
    said = said[:at] + said[at:].replace('state = "proposed"', 'state = "confirmed"', 1)
    found = read(*rows, wishes=Wishes(said, trade=TRADE))
    assert {row["category"] for row in table(found, "data_shared")} == {"TelephoneNumber"}


def test_a_column_under_another_heading_is_read_as_before() -> None:
    rows = (("Quillmail", "4 boxes", "High"), ("Parcelo", "2 boxes", "Low"))
    said = mapping_text(mapped(read(("Vendor", "Volume", "Criticality"), *rows)), {})
    said = said.replace('becomes = "engagements.x_volume"', 'becomes = "engagements.owner"')
    found = read(("Vendor", "Quantity", "Criticality"), *rows, wishes=Wishes(said, trade=TRADE))
    assert [row["owner"] for row in table(found, "engagements")] == ["4 boxes", "2 boxes"]
    assert mapped(found).news == ("column B 'Volume' is now called 'Quantity', and is read as before",)


def test_an_answer_of_a_cell_of_its_own_names_no_document() -> None:
    rows = (
        ("Vendor", "Owner", "MFA", "DPA signed", "SOC 2 Type II"),
        ("Quillmail", "IT", "Y", "yes", "exp 2027-03-31"),
        ("Parcelo", "IT", "N", "", "exp 2027-03-31"),
        ("Stampwell", "IT", "Y", "yes", ""),
        ("Ferrydesk", "IT", "Y", "yes", "exp 2026-03-31"),
    )
    said = mapping_text(mapped(read(*rows, wishes=SURE)), {}).replace('in_scope = ""', 'in_scope = "yes"')
    found = read(*rows, wishes=Wishes(said, trade=TRADE))
    mfa = {
        row["vendor_id"]: (row["answer"], row.get("evidence_id"))
        for row in table(found, "access_controls")
        if row["control"] == "VR-I1"
    }
    # A valid report shows Quillmail's already: a bare yes would go before it, and count for less. A contract shows none
    # of the sign-in, and Ferrydesk's report has run out.
    assert mfa == {"parcelo": ("no", None), "stampwell": ("yes", None), "ferrydesk": ("yes", None)}
    at = [(row_id, column) for row_id, name, column, text, _ in found.draft.sources if text == "Y"]
    assert at[0] == ("quillmail *", "answer")


@pytest.mark.parametrize(
    ("text", "becomes"),
    [
        ("SSO", "yes"), ("2FA only", "yes"), ("2FA enforced", "yes"), ("MFA required", "yes"), ("mandatory MFA", "yes"),
        ("password + MFA", "yes"), ("no SSO, no 2FA", "no"), ("SSO, no 2FA", "partial"),
        ("SSO; MFA not yet", "partial"),
        ("2FA optional", "partial"), ("SSO (not for contractors)", "partial"), ("yes, except admins", "partial"),
        ("yes, only for admins", "partial"), ("ja, aber nicht alle", "partial"), ("2FA teilweise", "partial"),
        ("oui, sauf invités", "partial"), ("2FA facultative", "partial"), ("2FA planned", "no"), ("MFA geplant", "no"),
        ("2FA pas encore", "no"), ("SSO ohne MFA", ""), ("no 2FA for guests", ""), ("2FA sans contrôle", ""),
    ],
)  # fmt: skip
def test_a_yes_that_is_denied_or_weakened_in_its_cell_is_asked_about(text: str, becomes: str) -> None:
    target = target_of("access_controls.answer (VR-I3)")
    assert target is not None
    code = code_of(target, text, TRADE)
    assert (code.becomes, code.sure >= SURE_ENOUGH) == (becomes, becomes == "yes" or text == "no SSO, no 2FA")


def test_confirming_the_column_does_not_confirm_a_weakened_yes() -> None:
    rows = (
        ("Vendor", "Owner", "SSO / 2FA"),
        ("Quillmail", "IT", "SSO"),
        ("Parcelo", "IT", "SSO, MFA optional"),
    )
    said = mapping_text(mapped(read(*rows)), {})
    at = said.index('heading = "SSO / 2FA"')
    for state, answers in (("confirmed", ["yes"]), ("all", ["yes", "partial"])):
        made = said[:at] + said[at:].replace('state = "proposed"', f'state = "{state}"', 1)
        if state == "confirmed":
            made = made.replace(
                'text = "SSO", becomes = "yes", state = "proposed"',
                'text = "SSO", becomes = "yes", state = "confirmed"',
            )
        found = read(*rows, wishes=Wishes(made, trade=TRADE))
        assert [row["answer"] for row in table(found, "access_controls")] == answers
        assert any("'SSO, MFA optional' (Parcelo" in line for line in found.undecided) is (
            state == "confirmed"
        )


def test_no_word_that_weakens_a_yes_is_a_plain_yes_of_the_data() -> None:
    plain = [
        (row["column"], word.strip())
        for row in words_of("codes")
        if row["column"].startswith("access_controls.answer")
        and row["code"] == "yes"
        and int(row["sure"]) >= 7
        for word in row["words"].split(";")
    ]
    assert plain
    for name in ("denied_answer", "weakened_answer", "answer_to_come"):
        assert [word for _, word in plain if turn(name).search(word)] == []


@pytest.mark.parametrize(
    ("heading", "day"),
    [
        ("SOC2 (valid to)", "until 2026-10-31"), ("SOC 2 good until", "until 2026-10-31"),
        ("SOC 2 expiry", "until 2026-10-31"),
        ("SOC 2 gültig bis", "until 2026-10-31"), ("SOC 2 valable jusqu'au", "until 2026-10-31"),
        ("SOC 2 válido hasta", "until 2026-10-31"), ("SOC 2 scadenza", "until 2026-10-31"),
        ("SOC 2 issued", "of 2026-10-01"), ("SOC 2 report date", "of 2026-10-01"),
    ],
)  # fmt: skip
def test_the_heading_says_what_the_day_beside_a_named_document_is(heading: str, day: str) -> None:
    cells = ("Type II, Oct 2026", "Oct 2027", "30/11/2026", "Type II - Oct 2026", "Type II (issued Oct 2026)")
    found = read(("Vendor", "Owner", heading), *((f"V{n}", "IT", cell) for n, cell in enumerate(cells)))
    values = {value.text: value for value in mapped(found).columns[2].values}
    for text in ("Type II, Oct 2026", "Type II - Oct 2026"):
        assert values[text].becomes == f"soc2_type2 {day}"
    assert values["Type II (issued Oct 2026)"].becomes == "soc2_type2 of 2026-10-01"


def test_without_a_word_for_it_a_past_day_is_asked_about() -> None:
    target = target_of("evidence.kind (soc2_type2)")
    assert target is not None
    assert code_of(target, "Type II, Oct 2026", TRADE, "SOC 2").sure < SURE_ENOUGH


@pytest.mark.parametrize(
    ("text", "codes", "is_sure"),
    [
        ("USA (EU from Q1)", "US", True), ("US, moving to EU in 2027", "US", True),
        ("US; will move to Germany", "US", True),
        ("USA now, EU later", "US", True), ("USA, ab 2027 Deutschland", "US", True),
        ("US (France à partir de 2028)", "US", True),
        ("Canada / EU next year", "CA", True), ("US, EU", "US; EU", True), ("EU, then US", "EU; US", True),
        ("US, EU from 2023", "US; EU", False), ("Moving to EU", "EU", False),
    ],
)  # fmt: skip
def test_a_place_that_comes_later_is_no_place_of_today(text: str, codes: str, is_sure: bool) -> None:
    found = read(
        ("Vendor", "Owner", "Where is the data"), ("Quillmail", "IT", text), ("Parcelo", "IT", "Spain")
    )
    (value,) = [one for one in mapped(found).columns[2].values if one.text == text]
    assert (value.becomes, value.sure >= SURE_ENOUGH) == (codes, is_sure)
    if codes in ("US", "CA"):
        assert [row["code"] for row in table(found, "places")] == [codes, "ES"]
        assert table(found, "engagements")[0]["notes"] == f"Where is the data: {text}"


@pytest.mark.parametrize(
    ("text", "becomes"),
    [
        ("phone nos", "TelephoneNumber"), ("customers' phone no.", "TelephoneNumber"),
        ("card nos", "PaymentCardNumber"),
        ("passport nos.", "Passport"), ("Passnummern", "Passport"), ("receipts", "Purchase; Name"),
        ("signatures", "Identifying"), ("Unterschriften", "Identifying"), ("invoices", "Financial; Contact"),
        ("payroll", "Financial; Salary; Tax; BankAccount; Name"), ("health data", "MedicalHealth"),
        ("logs (may contain emails)", "unclassified; EmailAddress"), ("passwords (encrypted)", "Password"),
        ("names, emails only", "Name; EmailAddress"), ("names, parcel nos", "Name; unclassified"),
        ("health data, passport nos", "MedicalHealth; Passport"), ("encrypted", "unclassified"),
    ],
)  # fmt: skip
def test_what_is_known_of_a_cell_stands_without_unclassified(text: str, becomes: str) -> None:
    target = target_of("data_shared.category (types)")
    assert target is not None
    assert code_of(target, text, TRADE).becomes == becomes


def test_each_category_that_the_words_name_is_one_of_the_policy() -> None:
    named = {
        code.strip()
        for row in words_of("codes")
        if row["column"] == "data"
        for code in row["code"].split(";")
    }
    assert named - {"none", "unclassified"} <= set(TRADE.categories)


def test_every_line_that_waits_is_marked_in_the_file_and_reads_back_alike() -> None:
    rows = (
        ("Vendor", "Owner", "Width", "MFA", "SOC 2", "Last reviewed", "Status", "Contract end"),
        ("Quillmail", "IT", "3", "MFA optional", "Type II", "03/04/2026", "past", ""),
        ("Parcelo", "IT", "4", "carrier pigeon", "Type I", "05/06/2026", "active", "2027-01-31"),
    )
    text = marked_mapping(mapped(read(*rows)), {})
    marked = [line for line in text.split("\n") if line.endswith(f"  {OPEN}")]
    keys = [line.split(" = ")[0].strip() if "text = " not in line else line.split('"')[1] for line in marked]
    assert keys == [
        *("in_scope", "access_path", "becomes", "becomes", "MFA optional", "carrier pigeon"),
        *("becomes", "days", "becomes"),
    ]
    assert read_mapping(text, "mapping.toml", TRADE) == read_mapping(
        mapping_text(mapped(read(*rows)), {}), "mapping.toml", TRADE
    )
    for line in read(*rows).undecided:
        for number in map(int, re.findall(r"line (\d+)", line)):
            assert text.split("\n")[number - 1] in marked, line


@pytest.mark.parametrize(
    ("ends", "order"),
    [
        (("31/12/2026", "01/08/2027"), "day-first"), (("12/31/2026",), "month-first"),
        (("2027-03-31",), ""), (("31/12/2026", "12/31/2027"), ""),
    ],
)  # fmt: skip
def test_another_column_of_the_sheet_proposes_which_way_days_are_meant(
    ends: tuple[str, ...], order: str
) -> None:
    rows = [(f"V{number}", "IT", "12/01/2026", end) for number, end in enumerate(ends)]
    found = read(("Vendor", "Owner", "Last reviewed", "Contract end"), *rows)
    (line,) = [
        one for one in found.undecided if one.startswith("column C") and "days that could be two" in one
    ]
    assert (
        f"{order} is proposed, since {ends[0]!r} in column D 'Contract end' can only be that" in line
    ) is bool(order)
    assert "is proposed" in line or not order
    assert not table(found, "reviews_done")


def test_several_documents_below_a_day_of_one_are_all_kept() -> None:
    text = "SOC2 T2 and ISO27001, exp 2027-03-31"
    columns = ("Vendor", "Owner", "SOC2 expiry")
    days = [(f"Vendor {number}", "IT", f"2027-0{number}-01") for number in range(1, 7)]
    found = read(columns, ("Quillmail", "IT", text), *days, wishes=SURE)
    kinds = {row["kind"] for row in table(found, "evidence") if row["vendor_id"] == "quillmail"}
    assert kinds == {"soc2_type2", "iso27001"}
    assert text in {one[3] for one in found.draft.sources}


def test_a_heading_that_is_not_known_is_asked_about_once_for_all() -> None:
    found = read(
        ("Vendor", "Owner", "Wobble", "Criticality"),
        ("Quillmail", "IT", "3", "High"),
        wishes=Wishes("", "", 0.9, TRADE),
    )
    (one,) = (column for column in mapped(found).columns if column.heading == "Wobble")
    assert (one.becomes, one.state) == ("engagements.x_wobble", "proposed")
    assert any(
        said.startswith("kept as columns of your own") and "'Wobble'" in said for said in found.undecided
    )


@pytest.mark.parametrize(
    "text", ["n/a", "N.A.", "TBC", "tbd", "-", "—", "?", "unknown", "Not stated", "#N/A", "..."]
)
@pytest.mark.parametrize(
    "target", ["vendors.criticality", "evidence.kind (dpa)", "vendors.contact", "places.code (entity)"]
)
def test_what_says_that_nothing_is_known_is_not_stated(text: str, target: str) -> None:
    made = target_of(target)
    assert made is not None
    assert is_not_stated(text)
    assert code_of(made, text, TRADE).becomes == ""


def test_a_word_that_makes_a_vendor_look_safe_is_never_taken_without_a_person() -> None:
    """No data, no access, a lower document: each waits to be confirmed by itself, whatever --accept-above says."""
    found = read(
        ("Vendor", "Owner", "Data types", "Access level"),
        ("Quillmail", "IT", "None", "no access"),
        wishes=SURE,
    )
    assert (
        code_of(target_of("data_shared.category (types)") or pytest.fail("no target"), "None", TRADE).sure
        < 0.7
    )
    careful = read(
        ("Vendor", "Owner", "Data types", "Access level"),
        ("Quillmail", "IT", "None", "no access"),
        wishes=Wishes(trade=TRADE, accept_above=0.7),
    )
    assert table(careful, "data_shared") == []
    assert "access_path" not in table(careful, "engagements")[0]
    assert {row["category"] for row in table(found, "data_shared")} == {"none"}


@given(st.text(max_size=40))
def test_data_of_unknown_words_is_anything_and_never_less(text: str) -> None:
    made = target_of("data_shared.category (types)")
    assert made is not None
    code = code_of(made, text, Trade())
    if code.becomes and code.sure >= 0.7:
        known = {
            phrase.strip().casefold()
            for row in words_of("codes")
            if row["column"] == "data"
            for phrase in row["words"].split(";")
        }
        assert "unclassified" in code.becomes or any(phrase in text.casefold() for phrase in known)


def test_documents_answers_and_data_wait_for_a_person() -> None:
    rows = (
        ("Vendor", "Owner", "ISO 27001", "MFA", "Data types"),
        ("Quillmail", "IT", "Y", "Y", "Email addresses"),
    )
    proposed, confirmed = read(*rows), read(*rows, wishes=Wishes(trade=TRADE, accept_above=0.9))
    (document,) = table(proposed, "evidence")
    assert "level" not in document
    assert table(proposed, "access_controls") == table(proposed, "data_shared") == []
    assert table(proposed, "engagements")[0]["x_mfa"] == "Y"
    (document,) = table(confirmed, "evidence")
    assert document["level"] == POLICY.documents["iso27001"].level
    assert [
        (row["control"], row["answer"], row.get("evidence_id")) for row in table(confirmed, "access_controls")
    ] == [
        ("*", "yes", "quillmail-iso27001"),
        ("VR-I1", "yes", None),
    ]
    assert {(row["category"], row["custody"]) for row in table(confirmed, "data_shared")} == {
        ("EmailAddress", "disclosed"),
        ("EmailAddress", "held"),
    }


def test_a_document_proves_nothing_until_somebody_says_that_it_covers_the_service() -> None:
    rows = (("Vendor", "Owner", "ISO 27001", "DPA signed"), ("Quillmail", "IT", "Y", "Y"))
    found = read(*rows, wishes=Wishes(trade=TRADE, accept_above=0.9))
    scopes = {row["kind"]: row.get("in_scope") for row in table(found, "evidence")}
    assert scopes == {"iso27001": None, "dpa": "yes"}
    assert any("in_scope" in line for line in found.undecided)


def test_one_answer_about_scope_is_enough_for_a_whole_sheet_and_a_column_may_say_otherwise() -> None:
    rows = (
        ("Vendor", "Owner", "ISO 27001", "SOC 2 Type II", "DPA signed"),
        ("Quillmail", "IT", "Y", "Y", "Y"),
    )
    asked = read(*rows, wishes=SURE)
    (told,) = [line for line in asked.undecided if "in_scope" in line]
    assert told.startswith(
        "columns C 'ISO 27001', D 'SOC 2 Type II': do these cover the service that you use?"
    )
    assert asked.mapping is not None
    text = mapping_text(asked.mapping, {})
    assert text.count('in_scope = ""') == 3
    once = text.replace('in_scope = ""', 'in_scope = "yes"', 1)
    apart = once.replace('in_scope = ""', 'in_scope = "no"', 1)
    for said, scopes in ((once, ["yes", "yes", "yes"]), (apart, ["no", "yes", "yes"])):
        found = read(*rows, wishes=Wishes(said, trade=TRADE, accept_above=0.0))
        assert [row.get("in_scope") for row in table(found, "evidence")] == scopes
        assert not any("in_scope" in line for line in found.undecided)
        # It is kept for the next version of the sheet.
        assert found.mapping is not None
        assert 'in_scope = "yes"' in mapping_text(found.mapping, {}).split("[[columns]]", maxsplit=1)[0]


def test_a_contract_that_is_said_not_to_be_there_fails_its_check_once_a_person_confirms_it() -> None:
    rows = (("Vendor", "Owner", "DPA signed?"), ("Quillmail", "IT", "No"), ("Parcelo", "IT", "TBC"))
    assert table(read(*rows), "evidence") == []
    (contract,) = table(read(*rows, wishes=SURE), "evidence")
    assert (contract["vendor_id"], contract["kind"], contract["in_scope"]) == ("quillmail", "dpa", "no")
    assert contract["title"] == "No data processing agreement"
    # Without a level, check would ask for one, and for a scope that makes an agreement of it.
    assert contract["level"] == TRADE.levels["dpa"]
    assert table(read(*rows, wishes=SURE), "access_controls") == []


def test_how_near_vendors_come_is_said_once_for_a_sheet_and_asked_for_where_nothing_says_it() -> None:
    rows = (("Vendor", "Owner", "Data types"), ("Quillmail", "IT", "Names"), ("Parcelo", "IT", "Names"))
    first = read(*rows)
    assert any("no column says how near vendors come to the data" in one for one in first.undecided)
    assert all("access_path" not in row for row in table(first, "engagements"))
    said = mapping_text(mapped(first), {}).replace('access_path = ""', 'access_path = "receives..hosts"')
    second = read(*rows, wishes=Wishes(mapping=said, trade=TRADE))
    assert [row["access_path"] for row in table(second, "engagements")] == ["receives..hosts"] * 2
    assert not any("how near" in one for one in second.undecided)
    kept = [one for one in second.draft.sources if one[2] == "access_path"]
    assert {one[-1] for one in kept} == {"mapping.toml, access_path"}


def test_a_class_of_data_adds_nothing_where_another_column_names_the_data() -> None:
    found = read(
        ("Vendor", "Owner", "Personal data?", "Data types"),
        ("Quillmail", "IT", "Yes", "Names"),
        ("Parcelo", "IT", "Yes", ""),
        wishes=SURE,
    )
    shared = {(row["engagement_id"], row["category"]) for row in table(found, "data_shared")}
    assert shared == {("quillmail-1", "Name"), ("parcelo-1", "unclassified")}


def test_words_for_data_that_a_policy_does_not_know_are_anything() -> None:
    target = target_of("data_shared.category (types)")
    assert target is not None
    few = Trade(categories={"unclassified": "Free text", "Name": "Name"})
    assert code_of(target, "names, salaries", few).becomes == "Name; unclassified"


def test_a_link_to_an_agreement_is_no_signed_agreement() -> None:
    found = read(
        ("Vendor", "Owner", "DPA"), ("Quillmail", "IT", "https://quillmail.example/dpa"), wishes=SURE
    )
    (document,) = table(found, "evidence")
    assert "level" not in document
    assert table(found, "access_controls") == []


def test_a_cell_that_names_another_report_than_its_column_is_that_report() -> None:
    found = read(
        ("Vendor", "Owner", "SOC 2 expiry"),
        ("Quillmail", "IT", "SOC 2 Type II (exp 03/2027)"),
        ("Parcelo", "IT", "2027-04-30"),
    )
    assert [row["kind"] for row in table(found, "evidence")] == ["soc2_type2", "soc2_type1"]


def test_rows_of_one_vendor_that_differ_count_at_the_worse() -> None:
    found = read(
        ("Vendor", "Purpose", "Criticality", "MFA", "Contract end"),
        ("Quillmail", "E-mail", "Low", "Y", "2027-05-31"),
        ("Quillmail Inc.", "Surveys", "High", "N", "2026-12-31"),
        wishes=SURE,
    )
    (vendor,) = table(found, "vendors")
    assert (vendor["criticality"], vendor["contract_ends_on"]) == ("high", "2026-12-31")
    assert [row["answer"] for row in table(found, "access_controls")] == ["no"]
    assert "Low" in [text for _, _, _, text, _ in found.draft.sources]


# --- days ---


def test_a_town_that_could_be_in_two_countries_is_asked_about_with_both() -> None:
    rows = (("Vendor", "Owner", "Runs where"), ("Quillmail", "IT", "Nirgendwo, DE"))
    found = read(*rows, wishes=Wishes("", "", 0.7, TRADE))
    assert table(found, "places") == []
    (asked,) = [one for one in found.undecided if "Nirgendwo" in one]
    assert "Delaware (US) or Germany (DE)" in asked
    text = mapping_text(mapped(found), {}).replace(
        '"Nirgendwo, DE", becomes = ""', '"Nirgendwo, DE", becomes = "DE"'
    )
    said = read(*rows, wishes=Wishes(mapping=text, trade=TRADE))
    assert [row["code"] for row in table(said, "places")] == ["DE"]


@pytest.mark.parametrize(
    ("other", "country", "codes"),
    [
        ("Region", "USA", ["US"]),
        ("Region", "Germany", ["DE"]),
        ("Region", "France", ["FR"]),  # names neither
        ("HQ", "USA", ["US"]),  # that of the office says nothing of the data
    ],
)
def test_another_column_about_the_same_decides_in_which_country_a_town_is(
    other: str, country: str, codes: list[str]
) -> None:
    found = read(("Vendor", "Owner", "Location", other), ("Quillmail", "IT", "Nirgendwo, DE", country))
    assert sorted({row["code"] for row in table(found, "places")}) == codes
    is_asked = any("Nirgendwo" in one for one in found.undecided)
    assert is_asked == (other == "HQ" or country == "France")


@pytest.mark.parametrize(
    ("text", "day_first", "month_first"),
    [
        ("03/04/2026", "2026-04-03", "2026-03-04"),
        ("29/03/2026", "2026-03-29", ""),
        ("3/29/26", "", "2026-03-29"),
        ("03.04.2026", "2026-04-03", "2026-04-03"),
        ("2026-03-04 00:00:00", "2026-03-04", "2026-03-04"),
        ("12-Mar-26", "2026-03-12", "2026-03-12"),
        ("12. März 2026", "2026-03-12", "2026-03-12"),
        ("March 12, 2026", "2026-03-12", "2026-03-12"),
        ("exp 03/2027", "2027-03", "2027-03"),
    ],
)
def test_days_are_read_in_all_their_forms(text: str, day_first: str, month_first: str) -> None:
    found = dated(text)
    assert found is not None
    assert (found.day_first, found.month_first) == (day_first, month_first)


@pytest.mark.parametrize(
    "text", ["Q1-Q2 2026", "2026", "Q2 FY27", "13/13/2026", "1 Jan 2026 to 31 Dec 2026", "ISO 27001:2022", ""]
)
def test_what_is_no_single_day_is_none(text: str) -> None:
    assert dated(text) is None


def review_days(*texts: str, days: str = "") -> list[str]:
    rows = [
        ("Vendor", "Owner", "Last review"),
        *((f"Quillmail {n}", "IT", text) for n, text in enumerate(texts)),
    ]
    found = read(*rows)
    if days:
        text = mapping_text(mapped(found), {}).replace('days = "ask"', f'days = "{days}"', 1)
        found = read(*rows, wishes=Wishes(mapping=text, trade=TRADE))
    return [row["reviewed_on"] for row in table(found, "reviews_done")]


def test_another_cell_of_the_column_decides_which_day_is_meant() -> None:
    assert review_days("03/04/2026", "29/03/2026") == ["2026-04-03", "2026-03-29"]
    assert review_days("03/04/2026", "3/29/2026") == ["2026-03-04", "2026-03-29"]


@pytest.mark.parametrize("others", [(), ("29/03/2026", "03/29/2026")])
def test_a_day_that_could_be_two_is_asked_about_and_not_guessed(others: tuple[str, ...]) -> None:
    rows = [
        ("Vendor", "Owner", "Last review"),
        *((f"Quillmail {n}", "IT", text) for n, text in enumerate(("03/04/2026", *others))),
    ]
    found = read(*rows)
    assert len(table(found, "reviews_done")) == len(others)
    assert table(found, "engagements")[0]["x_last_review"] == "03/04/2026"
    assert any("day-first" in line for line in found.undecided)
    assert "2026-04-03" in review_days("03/04/2026", *others, days="day-first")
    assert "2026-03-04" in review_days("03/04/2026", *others, days="month-first")


# --- the mapping ---


def test_a_mapping_reads_back_as_it_was_written() -> None:
    found = read_content(SAMPLE.name, SAMPLE.read_bytes(), Wishes(trade=TRADE))
    back, drafted = read_mapping(mapping_text(mapped(found), {"vendors.csv": "ab"}), "mapping.toml", TRADE)
    assert back == mapped(found)
    assert drafted == {"vendors.csv": "ab"}


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ('becomes = "engagements.owner"', 'becomes = "engagements.ownr"', "there are engagements.owner, "),
        ('becomes = "US"', 'becomes = "USA"', "'USA' is no code of a place; write two letters"),
        ('state = "proposed"', 'state = "yes"', "one of proposed, confirmed, changed is right"),
        ('becomes = "high"', 'becomes = "hihg"', "did you mean 'high'"),
        ('days = "day-first"', 'days = "european"', "one of day-first, month-first, ask is right"),
        ('access_path = ""', 'access_path = "full"', "access_path becomes 'full'"),
        ("[[columns]]", "[[column]]", "has no [[columns]]"),
        ("source =", "source", "is not TOML"),
    ],
)
def test_what_is_wrong_in_a_mapping_is_said_with_what_would_be_right(old: str, new: str, said: str) -> None:
    found = read_content(SAMPLE.name, SAMPLE.read_bytes(), Wishes(trade=TRADE))
    text = mapping_text(mapped(found), {}).replace(old, new)
    with pytest.raises(UsageError) as refused:
        read_mapping(text, "mapping.toml", TRADE)
    assert said in " ".join(refused.value.problems)
    assert all(problem.startswith("mapping.toml") for problem in refused.value.problems)


@pytest.mark.parametrize(
    ("written", "means"),
    [
        ("vendors.x_phone", "vendors.x_phone"),
        ("vendor.x_phone", "vendors.x_phone"),
        ("Engagements.X_Desk phone", "engagements.x_desk_phone"),
        ("x_phone", "engagements.x_phone"),
        ("engagement.owner", "engagements.owner"),
        ("Owner", "engagements.owner"),
        ("contract ends on", "vendors.contract_ends_on"),
        ("Exit-Plans", "vendors.exit_plan"),
        ("data_shared.category", "data_shared.category (types)"),
        ("Data Shared . Categories", "data_shared.category (types)"),
        ("engagements.data_shared", "data_shared.category (types)"),
        ("data_shared.class", "data_shared.category (class)"),
        ("evidence.kinds", "evidence.kind"),
        ("evidence.pentest", "evidence.kind (pentest)"),
        ("valid_until (ISO27001)", "evidence.valid_until (iso27001)"),
        ("places.processing", "places.code (processing)"),
        ("vr-a6", "access_controls.answer (VR-A6)"),
        ("access_controls.answer (Encryption in transit)", "access_controls.answer (VR-P1)"),
        ("access_controls.MFA", "access_controls.answer (VR-I1)"),
        ("single sign-on", "access_controls.answer (VR-I3)"),
        ("Last review", "reviews_done.reviewed_on"),
    ],
)
def test_a_target_is_known_however_it_is_written_where_it_can_be_only_one(written: str, means: str) -> None:
    assert str(target_meant(written, TRADE.controls)) == means


@pytest.mark.parametrize(
    ("written", "why", "first"),
    [
        ("places.code", "could be several", "places.code ("),
        ("location", "could be several", "evidence.location ("),
        ("evidence.valid_until", "could be several", "evidence.valid_until ("),
        ("vendors.contct", "is nothing that import fills", "vendors.contact,"),
        ("places.code (procesing)", "is nothing that import fills", "places.code (processing),"),
        ("evidence.kind (soc2)", "is nothing that import fills", "evidence.kind (soc2_type2),"),
        ("access_controls.answer (multifactor)", "fills", "access_controls.answer (VR-I1) Multi-factor"),
        ("data_shared.custody", "import does not fill data_shared.custody", "data_shared.category ("),
        (
            "onward.onward_name",
            "keep it as engagements.x_onward_name, or use vendor-review import --onward",
            "",
        ),
        ("decisions.reason", "import does not fill decisions.reason; keep it as engagements.x_reason", ""),
        ("vendors.zzzz", "is nothing that import fills", "vendors."),
        ("zzzz", "is nothing that import fills", ""),
    ],
)
def test_what_names_no_target_is_answered_with_those_that_there_are_the_nearest_first(
    written: str, why: str, first: str
) -> None:
    assert target_meant(written, TRADE.controls) is None
    said = wrong_target(written, TRADE.controls)
    assert why in said
    assert (f"there are {first}" in said) if first else "there are" not in said
    assert "import --targets" in said


def test_the_list_of_targets_has_each_with_its_meaning_and_how_its_cells_are_read() -> None:
    told = {name: (meaning, read) for name, meaning, read in described_targets(TRADE.controls)}
    kinds = TABLES["evidence"].column("kind").values
    for name in offered():
        family = f"{name.partition(' (')[0]} (KIND)" if name[:-1].rpartition("(")[2] in kinds else name
        assert all(told[family]), name
    assert all(f"access_controls.answer ({control})" in told for control in TRADE.controls)


@pytest.mark.parametrize(
    "becomes", ["evidence.kind (dpa)", "evidence.kind", "evidence.valid_until (iso27001)"]
)
@pytest.mark.parametrize(
    ("code", "kept"),
    [
        ("soc2_type2 until 2026-09-30", [("soc2_type2", "2026-09-30", "")]),
        ("pentest of 2026-02-11", [("pentest", "", "2026-02-11")]),
        ("iso27001", [("iso27001", "", "")]),
        ("other: Seal of quality until 2027-01-31", [("other", "2027-01-31", "")]),
        ("iso27001 until 2027-01-31; pentest", [("iso27001", "2027-01-31", ""), ("pentest", "", "")]),
        ("no", []),
    ],
)
def test_each_form_that_is_proposed_for_a_document_may_be_written_in_each_column_of_documents(
    becomes: str, code: str, kept: list[tuple[str, str, str]]
) -> None:
    rows = (("Vendor", "Owner", "Paper"), ("Quillmail", "IT", "see the binder"))
    said = mapping_text(mapped(read(*rows)), {}).replace(
        'becomes = "engagements.x_paper"', f'becomes = "{becomes}"'
    )
    texts = mapping_text(mapped(read(*rows, wishes=Wishes(mapping=said, trade=TRADE))), {}).replace(
        '{ text = "see the binder", becomes = ""', f'{{ text = "see the binder", becomes = "{code}"'
    )
    found = read(*rows, wishes=Wishes(mapping=texts, trade=TRADE))
    held = [
        (row["kind"], row.get("valid_until", ""), row.get("issued_on", ""))
        for row in table(found, "evidence")
        if row.get("in_scope") != "no"
    ]
    assert held == kept


@pytest.mark.parametrize(
    "code",
    ["soc2_type3", "soc2_type2 until 2026-09-31", "soc2_type2 till 2026-09-30", "until 2026-09-30", "maybe"],
)
def test_what_is_no_form_of_a_document_is_refused_on_its_line_with_the_forms_and_examples(code: str) -> None:
    text = mapping_text(
        mapped(read(("Vendor", "Owner", "DPA"), ("Quillmail", "IT", "y"), ("Ro", "IT", "hm"))), {}
    )
    text = text.replace('{ text = "hm", becomes = ""', f'{{ text = "hm", becomes = "{code}"')
    with pytest.raises(UsageError) as refused:
        read_mapping(text, "mapping.toml", TRADE)
    (problem,) = refused.value.problems
    line = next(number for number, one in enumerate(text.splitlines(), 1) if '"hm", becomes' in one)
    assert problem.startswith(f"mapping.toml line {line} ('DPA')")
    assert "KIND until DAY or KIND of DAY, such as dpa until 2027-03-31" in problem
    assert "yes until 2027-03-31" in problem


def test_a_column_sent_to_the_vendor_is_kept_there() -> None:
    rows = (("Vendor", "Owner", "Gate code"), ("Quillmail", "IT", "+44 1"), ("Quillmail", "HR", "+44 2"))
    said = mapping_text(mapped(read(*rows)), {}).replace(
        'becomes = "engagements.x_gate_code"', 'becomes = "vendors.x_gate_code"'
    )
    found = read(*rows, wishes=Wishes(mapping=said, trade=TRADE))
    assert [row["x_gate_code"] for row in table(found, "vendors")] == ["+44 1; +44 2"]


def test_what_is_to_be_decided_names_the_line_the_vendor_and_what_may_be_written() -> None:
    found = read(
        ("Vendor", "Owner", "Criticality", "Runs where", "DPA", "Contract end", "Wobble", "Last review"),
        ("Quillmail", "IT", "High", "Ireland", "Y", "2027-05-31", "3", "2026-03-29"),
        ("Parcelo", "IT", "P9", "Ireland", "Y", "2027-05-31", "3", "03/04/2026"),
        ("", "IT", "High", "pod 7", "Y", "2027-05-31", "3", ""),
        ("Rookery", "IT", "p9", "Ireland", "who knows", "rolling", "3", "3/29/2026"),
        ("Stampwell", "IT", "Low", "Ireland", "Y", "2027-05-31", "3", "29/03/2026"),
        wishes=Wishes(trade=TRADE, accept_above=0.8),
    )
    text = mapping_text(mapped(found), {}).splitlines()
    told = {
        said: next(line for line in found.undecided if said in line) for said in ("P9", "pod 7", "who knows")
    }
    told["rolling"] = next(line for line in found.undecided if "rolling" in line)
    for said, line in told.items():
        (number,) = re.findall(rf"'{said}' \(.*?line (\d+) of mapping.toml\)", line)
        assert f'text = "{said}"' in text[int(number) - 1]
    assert "'P9' (Parcelo and 1 more, line" in told["P9"]
    assert "Write one of low, medium, high, critical behind becomes" in told["P9"]
    assert "'pod 7' (Parcelo, line" in told["pod 7"]
    assert "two letters such as IE" in told["pod 7"]
    assert "Write yes, no, yes until 2027-03-31, or another document" in told["who knows"]
    assert "a day such as 2027-03-31" in told["rolling"]
    for start, key in (
        ("days that could be two", 'days = "ask"'),
        ("no column says how near", 'access_path = ""'),
    ):
        line = next(line for line in found.undecided if start in line)
        (number,) = re.findall(r"line (\d+) of mapping.toml", line)
        assert text[int(number) - 1].startswith(key)
    (kept,) = [line for line in found.undecided if "'Wobble'" in line]
    (number,) = re.findall(r"'Wobble' \(line (\d+)\)", kept)
    assert text[int(number) - 1] == 'becomes = "engagements.x_wobble"'


def test_the_next_version_goes_through_and_says_what_is_new() -> None:
    first = read(("Vendor", "Owner", "Criticality"), ("Quillmail", "IT", "P9"), ("Parcelo", "IT", "High"))
    text = mapping_text(mapped(first), {}).replace(
        '{ text = "P9", becomes = ""', '{ text = "P9", becomes = "low"'
    )
    text = text.replace('state = "proposed"', 'state = "confirmed"')
    second = read(
        ("Vendor", "Criticality", "Owner", "Last review"),
        ("Quillmail", "P9", "IT", "2026-05-12"),
        ("Stampwell", "P8", "IT", ""),
        wishes=Wishes(mapping=text, trade=TRADE),
    )
    assert table(second, "vendors")[0]["criticality"] == "low"
    assert mapped(second).news == (
        "column B 'Criticality': 'P8' is new: nothing is proposed",
        "column D 'Last review' is new: reviews_done.reviewed_on is proposed",
    )
    assert [one.state for one in mapped(second).columns[:3]] == [CONFIRMED] * 3


def test_a_person_may_send_a_column_elsewhere() -> None:
    rows = (("Vendor", "Owner", "Tier"), ("Quillmail", "IT", "Tier 1"))
    first = read(*rows)
    text = mapping_text(mapped(first), {})
    assert 'becomes = "vendors.criticality"' in text
    kept = read(
        *rows,
        wishes=Wishes(
            mapping=text.replace('becomes = "vendors.criticality"', 'becomes = "engagements.x_tier"'),
            trade=TRADE,
        ),
    )
    assert table(kept, "engagements")[0]["x_tier"] == "Tier 1"
    assert "criticality" not in table(kept, "vendors")[0]
    assert mapped(kept).columns[2].state == "changed"


# --- nothing is lost ---


def filled_cells(path: Path) -> set[str]:
    found = set()
    for one in load_workbook(path).worksheets:
        found |= {
            f"{one.title}!{cell.coordinate}"
            for row in one.iter_rows()
            for cell in row
            if cell.value is not None
        }
    return found


@pytest.mark.parametrize("accept_above", [None, 0.9, 0.0])
def test_every_filled_cell_of_the_sheet_is_in_the_sources(accept_above: float | None) -> None:
    found = read_content(SAMPLE.name, SAMPLE.read_bytes(), Wishes(trade=TRADE, accept_above=accept_above))
    assert filled_cells(SAMPLE) - {where for *_, where in found.draft.sources} == set()


@pytest.mark.parametrize("accept_above", [None, 0.9, 0.0])
def test_every_cell_of_a_vendor_that_says_something_is_in_the_register(accept_above: float | None) -> None:
    found = read_content(SAMPLE.name, SAMPLE.read_bytes(), Wishes(trade=TRADE, accept_above=accept_above))
    for row, name, column, text, where in found.draft.sources:
        if row and name:
            assert name in TABLES, (where, text)
            assert column in found.draft.content.names(name), (where, column)
        elif row:
            assert is_not_stated(text), (where, text)


def test_nothing_that_is_drafted_is_public() -> None:
    found = read_content(SAMPLE.name, SAMPLE.read_bytes(), SURE)
    assert not any("public" in row for row in table(found, "engagements"))


MERGED = (
    (("Country", "Runs where"), ("US", "US")),
    (("Country", "Runs where", "Hosting location"), ("EU/US", "US", "USA")),
    (("DPA", "DPA signed?"), ("Y", "Y")),
    (("DPA", "DPA signed?"), ("Y", "N")),
    (("DPA", "DPA signed?"), ("N", "Y")),
    (("ISO 27001", "Certifications", "ISO 27001 expiry"), ("Y", "ISO 27001", "2027-05-31")),
    (("SOC 2 Type II expiry", "SOC 2 Type II valid until"), ("2027-05-31", "2027-05-31")),
    (("SOC 2 Type II expiry", "SOC 2 Type II valid until"), ("2027-05-31", "2027-06-30")),
    (("SOC 2 Type II expiry", "SOC 2 Type II valid until"), ("2027-06-30", "2027-05-31")),
    (("Contact", "Mail"), ("ada@quillmail.example", "ada@quillmail.example")),
    (("Alias", "Trade name"), ("QM", "QM")),
    (("Data", "Data types"), ("names", "names")),
    (("MFA", "2FA"), ("Y", "Y")),
    (("Notes", "Comments"), ("same", "same")),
)


@pytest.mark.parametrize("accept_above", [None, 0.9, 0.0])
@pytest.mark.parametrize(("columns", "cells"), MERGED)
def test_a_cell_that_says_the_same_as_another_has_a_line_of_its_own(
    columns: tuple[str, ...], cells: tuple[str, ...], accept_above: float | None
) -> None:
    """Also in a second row of the same vendor, where all of it is known already."""
    row = ("Quillmail", "IT", "2026-05-12", *cells)
    found = read(
        ("Vendor", "Owner", "Last review", *columns),
        row,
        row,
        wishes=Wishes(trade=TRADE, accept_above=accept_above),
    )
    wanted = {f"{letter}{number}" for number in (1, 2, 3) for letter in "ABCDEF"[: 3 + len(columns)]}
    assert wanted - {where for *_, where in found.draft.sources} == set()
    ids = [line[0] for line in found.draft.sources if line[1:3] == ("places", "code")]
    assert len(set(ids)) == len(table(found, "places"))


def struck_row(columns: Sequence[int], second: Sequence[str] = ("Quillmail", "E-mail", "IT")) -> Import:
    made = Workbook()
    for row in (("Vendor", "Purpose", "Owner"), ("Parcelo", "Parcels", "IT"), second):
        made.active.append(row)
    for column in columns:
        made.active.cell(3, column).font = Font(strike=True)
    file = io.BytesIO()
    made.save(file)
    return read_content("vendors.xlsx", file.getvalue(), SURE)


@pytest.mark.parametrize(
    ("columns", "status"),
    [((1, 2, 3), "past"), ((1,), "past"), ((2, 3), "active"), ((3,), "active"), ((), "active")],
)
def test_a_row_that_is_struck_through_or_whose_name_is_is_past(columns: tuple[int, ...], status: str) -> None:
    first, second = table(struck_row(columns), "engagements")
    assert (first["status"], second["status"]) == ("active", status)
    assert ("struck through in the sheet" in second.get("notes", "")) is bool(columns)


def test_a_struck_row_without_a_name_is_a_past_engagement_of_the_vendor_above() -> None:
    first, second = table(struck_row((2, 3), ("", "Returns", "IT")), "engagements")
    assert (first["status"], second["status"], second["vendor_id"]) == ("active", "past", "parcelo")


def test_comments_and_struck_through_rows_are_noted() -> None:
    found = read_content(SAMPLE.name, SAMPLE.read_bytes(), SURE)
    hartsop = next(row for row in table(found, "engagements") if row["vendor_id"] == "hartsop-video")
    assert "comment in the sheet: includes notes of doctors" in hartsop["notes"]


# --- what strangers send ---


def refused(file: str, content: bytes, wishes: Wishes | None = None) -> str:
    with pytest.raises(ListUnreadable) as told:
        read_content(file, content, wishes)
    assert told.value.problems[0].startswith(file)
    return " ".join(told.value.problems)


def zipped(parts: dict[str, str | bytes]) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, part in parts.items():
            archive.writestr(name, part)
    return file.getvalue()


@pytest.mark.parametrize("suffix", [".xls", ".xlsm", ".xlsb", ".fods", ".numbers"])
def test_other_spreadsheets_are_to_be_saved_as_a_workbook(suffix: str) -> None:
    assert "save it as an Excel workbook (.xlsx)" in refused(f"vendors{suffix}", b"PK\x03\x04")


def test_a_bomb_is_refused_by_the_size_that_it_states() -> None:
    assert "MiB unpacked" in refused(
        "vendors.xlsx", zipped({"[Content_Types].xml": "", "xl/workbook.xml": b"\0" * (65 * 2**20)})
    )


def test_what_is_no_workbook_is_refused() -> None:
    assert "no Excel workbook" in refused("vendors.xlsx", b"Vendor,Owner\nQuillmail,IT\n")
    assert "damaged" in refused(
        "vendors.xlsx", zipped({"[Content_Types].xml": "<Types/>", "xl/workbook.xml": "<a>"})
    )


def test_a_hundred_thousand_rows_are_refused() -> None:
    rows = [("Vendor", "Owner"), *(("Quillmail", "IT") for _ in range(100_000))]
    assert "more than 5,000 rows" in refused("vendors.csv", sheet(*rows))


def unsaved(saved: bytes, *rows: Sequence[object]) -> bytes:
    """A workbook whose formulas have no results, as programs write them that do not calculate."""
    made = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(book(*rows))) as old, zipfile.ZipFile(made, "w") as new:
        for name in old.namelist():
            new.writestr(name, re.sub(rb"<v ?/>|<v></v>", saved, old.read(name)))
    return made.getvalue()


@pytest.mark.parametrize("saved", [b"<v></v>", b"<v/>", b""])
def test_a_formula_without_a_result_is_kept_as_it_is_written_and_asked_about(saved: bytes) -> None:
    content = unsaved(
        saved,
        ("Vendor", "Owner", "Contract end", "Spend"),
        ("Quillmail", "IT", "=DATE(2027,1,1)", 12),
        ("Parcelo", "IT", "2027-05-31", 3),
        ("Total", None, None, "=SUM(D2:D3)"),
    )
    found = read_content("vendors.xlsx", content, Wishes(trade=TRADE, accept_above=0.0))
    assert [row["name"] for row in table(found, "vendors")] == ["Quillmail", "Parcelo"]
    assert [row.get("contract_ends_on") for row in table(found, "vendors")] == [None, "2027-05-31"]
    kept = {one[-1].rpartition("!")[2]: one[3] for one in found.draft.sources}
    assert (kept["C2"], kept["D4"]) == ("=DATE(2027,1,1)", "=SUM(D2:D3)")
    assert "=DATE(2027,1,1)" in table(found, "engagements")[0]["x_contract_end"]
    first = read_content("vendors.xlsx", content, Wishes(trade=TRADE))
    assert any("what is '=DATE(2027,1,1)' (" in one for one in first.undecided)


@pytest.mark.parametrize("saved", [b"<v></v>", b""])
def test_a_list_with_a_formula_without_a_result_is_refused_by_its_cell(saved: bytes) -> None:
    content = unsaved(saved, ("Subprocessor", "Purpose"), ("Quillmail", "=1+1"), ("Parcelo", "Post"))
    assert "Sheet!B2: holds a formula whose result is not saved" in refused("list.xlsx", content)


def test_script_and_formulas_in_cells_stay_text(tmp_path: Path) -> None:
    hostile = ("<script>alert(1)</script>", '=HYPERLINK("https://evil.example")', "javascript:alert(1)")
    found = read(
        ("Vendor", "Owner", "Website"), *((f"Quillmail {n}", text, text) for n, text in enumerate(hostile))
    )
    owners = [row["owner"] for row in table(found, "engagements")]
    assert owners == list(hostile)
    assert not any("website" in row for row in table(found, "vendors"))
    write_draft(found.draft, tmp_path / "draft")
    for path in (tmp_path / "draft").glob("*.csv"):
        with path.open(encoding="utf-8", newline="") as file:
            assert not [cell for row in csv.reader(file) for cell in row if cell.startswith("=")], path.name


def test_a_cell_that_is_longer_than_any_text_is_refused_and_not_left_out() -> None:
    assert "B2: has more than 10,000 letters" in refused(
        "vendors.csv", sheet(("Vendor", "Owner"), ("Quillmail", "x" * 10_001), ("Parcelo", "IT"))
    )


@pytest.mark.quarantine
def test_the_worst_that_is_read_takes_seconds(tmp_path: Path) -> None:
    """A thousand vendors, each cell another, and each looking like what takes longest to read."""
    cells = ("SOC 2 (exp 03/04/2027), ISO 27001; ", "EU/US and ", "PII, PHI / ", "03/04/2026 ", "- no - ")
    heads = (
        "Vendor",
        "Owner",
        "Certifications",
        "Hosting location",
        "Data types",
        "Last review",
        "DPA signed",
    )
    rows = [heads, *((f"Quillmail {n}", "IT", *(f"{text * 4}{n}" for text in cells)) for n in range(1_000))]
    path = tmp_path / "vendors.csv"
    path.write_bytes(sheet(*rows))
    found = read_list(path, Wishes(trade=TRADE))
    assert len(found.draft.content.tables["vendors"]) == 1_000


_CELLS = ["Vendor", "Owner", "Y", "n/a", "", "EU/US", "03/04/2026", "SOC 2", "Total", "=1", "\ud7ff", "x;y"]


@settings(max_examples=40, deadline=None)
@given(st.lists(st.lists(st.sampled_from(_CELLS), max_size=5), max_size=8))
def test_any_sheet_is_read_or_refused_and_no_cell_of_an_inventory_is_lost(rows: list[list[str]]) -> None:
    head = ["Vendor", "Owner", "SOC 2", "Last review", "Hosting location"]
    try:
        found = read(head, *rows, wishes=SURE)
    except ListUnreadable:
        return
    places = {where for *_, where in found.draft.sources}
    filled = {
        f"{chr(65 + at)}{number}"
        for number, row in enumerate([head, *rows], 1)
        for at, cell in enumerate(row)
        if cell
    }
    if found.mapping is not None:
        assert filled <= places


# --- in a notebook ---


def shown(panel: explore.Panel[Import]) -> list[Any]:
    """Every widget of a panel, from the top."""
    parts = list(panel.widget.children)
    return [one for part in parts for one in (part.children if hasattr(part, "children") else [part])]


def described(panel: explore.Panel[Import], told: str) -> Any:
    (found,) = [one for one in shown(panel) if told in getattr(one, "description", "")]
    return found


def test_a_drop_down_sends_a_column_elsewhere_and_the_draft_follows() -> None:
    panel = explore.mapping(SAMPLE, as_of="2026-11-30", policy=POLICY, live=True)
    (owner,) = [one for one in shown(panel) if getattr(one, "value", "") == "engagements.owner"]
    owner.value = "vendors.contact"
    assert "vendors.contact" in [
        column.becomes for column in mapped(panel.result).columns if column.letter == "D"
    ]
    assert not any("owner" in row for row in table(panel.result, "engagements"))
    assert table(panel.result, "vendors")[0]["contact"].startswith("Head of Platform")


HELD = (
    ("Vendor", "Status", "Purpose", "SOC 2 expiry", "Contract ends", "Certs"),
    ("Gleamer Mail", "Active", "E-mail", "03/04/2027", "2027-01-31", "ISO 27001"),
    ("Doorwright", "Terminated", "Doors", "", "", ""),
    ("Plantcare", "Terminated", "Plants", "05/06/2027", "2025-02-28", "ISO 27001"),
)


def test_a_panel_asks_all_that_a_mapping_file_would(tmp_path: Path) -> None:
    sheet = tmp_path / "vendors.csv"
    sheet.write_text("\n".join(",".join(row) for row in HELD), encoding="utf-8")
    panel = explore.mapping(sheet, as_of="2026-11-30", policy=POLICY, live=True)
    assert not any("in_scope" in row for row in table(panel.result, "evidence"))
    described(panel, "Days such as").value = "day-first"
    described(panel, "Documents cover").value = "yes"
    described(panel, "How near").value = "receives..hosts"
    beside = shown(panel)
    for heading in ("D SOC 2 expiry", "B Status"):
        (place,) = [at for at, one in enumerate(beside) if getattr(one, "value", "") == heading]
        beside[place + 2].value = True
    drafted = [row for row in table(panel.result, "evidence") if row["kind"].startswith("soc2")]
    assert {row["valid_until"] for row in drafted} == {"2027-04-03", "2027-06-05"}
    assert {row["in_scope"] for row in drafted} == {"yes"}
    assert set(paths(panel.result).values()) == {"receives..hosts"}
    described(panel, "Doorwright").value = "2026-03-24"
    ended = {row["vendor_id"]: row.get("ended_on", "") for row in table(panel.result, "engagements")}
    assert ended["doorwright"] == "2026-03-24"


def test_a_day_that_is_none_is_refused_in_the_panel_and_the_way_back_leads_to_the_proposal(
    tmp_path: Path,
) -> None:
    sheet = tmp_path / "vendors.csv"
    sheet.write_text("\n".join(",".join(row) for row in HELD), encoding="utf-8")
    panel = explore.mapping(sheet, as_of="2026-11-30", policy=POLICY, live=True)
    before = panel.result
    described(panel, "Plantcare").value = "in spring"
    assert "in spring" in panel.widget.children[-1].value
    panel.widget.children[-2].click()
    assert panel.result.draft.content.tables == before.draft.content.tables


def test_where_nobody_can_move_a_drop_down_the_proposal_is_shown() -> None:
    panel = explore.mapping(SAMPLE, as_of="2026-11-30", policy=POLICY, live=False)
    shown = panel._repr_mimebundle_()["text/html"]
    assert "evidence.valid_until (soc2_type1)" in shown
    assert "For you to say" in shown
    assert panel.widget is None


NO_DATA = (
    ("Vendor", "Owner", "Data", "Data classification", "Access"),
    ("Gleam Windows", "Office", "none", "", ""),
    ("Doorwright", "Office", "no data", "n/a", "-"),
    ("Plantcare", "Office", "none", "Confidential", ""),
    ("Quillmail", "IT", "names", "", ""),
    ("Rookery", "IT", "keine", "", "read only"),
)


def paths(found: Import) -> dict[str, str]:
    return {row["vendor_id"]: row.get("access_path", "") for row in table(found, "engagements")}


def test_a_vendor_that_gets_no_data_has_no_access_path_either_once_confirmed_and_where_no_column_says_otherwise() -> (
    None
):
    drafted = read(*NO_DATA)
    assert not any(paths(drafted).values())
    (question,) = [line for line in drafted.undecided if "does no data of yours reach" in line]
    assert "'none' (Gleam Windows and 1 more, line" in question
    assert "the access path is then none as well" in question
    confirmed = paths(read(*NO_DATA, wishes=SURE))
    assert confirmed["gleam-windows"] == confirmed["doorwright"] == "none"
    assert confirmed["plantcare"] == confirmed["quillmail"] == ""
    assert confirmed["rookery"] == "incidental..hosts"
    nine_tenths = paths(read(*NO_DATA, wishes=Wishes(trade=TRADE, accept_above=0.9)))
    assert nine_tenths["gleam-windows"] == "", (
        "a proposal that is not sure is not confirmed by others that are"
    )


def test_that_no_data_is_had_comes_before_what_is_said_once_for_all_vendors() -> None:
    rows = (("Vendor", "Owner", "Data"), ("Gleam Windows", "Office", "none"), ("Quillmail", "IT", "names"))
    said = mapping_text(mapped(read(*rows, wishes=SURE)), {}).replace(
        'access_path = ""', 'access_path = "receives..hosts"'
    )
    found = read(*rows, wishes=Wishes(mapping=said, trade=TRADE))
    assert paths(found) == {"gleam-windows": "none", "quillmail": "receives..hosts"}
    (source,) = [one for one in found.draft.sources if one[2] == "access_path" and one[0].startswith("gleam")]
    assert source[3] == "none"


PAST = (
    ("Vendor", "Owner", "Status", "Contract end", "Ended on"),
    ("Gleam Windows", "Office", "cancelled", "2026-06-30", ""),
    ("Doorwright", "Office", "no longer used", "2027-06-30", ""),
    ("Plantcare", "Office", "past", "", ""),
    ("Rookery", "IT", "past", "2026-08-31", "2026-05-31"),
    ("Quillmail", "IT", "active", "2026-06-30", ""),
)


def ends(found: Import) -> dict[str, str]:
    return {row["vendor_id"]: row.get("ended_on", "") for row in table(found, "engagements")}


def test_what_is_past_ended_with_its_contract_once_a_person_says_so_and_is_asked_about_where_nothing_says_when() -> (
    None
):
    drafted = read(*PAST, wishes=Wishes(trade=TRADE, accept_above=0.8))
    assert ends(drafted) == {
        "gleam-windows": "", "doorwright": "", "plantcare": "", "rookery": "2026-05-31", "quillmail": ""
    }  # fmt: skip
    text = mapping_text(mapped(drafted), {})
    asked = [line for line in drafted.undecided if "which are past" in line or "past since that day" in line]
    assert "Gleam Windows (2026-06-30, line" in asked[0]
    assert "Doorwright (line" in asked[1]
    assert "Plantcare (line" in asked[1]
    lines = text.splitlines()
    places = [int(number) for number in re.findall(r"line (\d+) of mapping.toml", " ".join(asked))]
    assert [lines[place - 1].partition(" = ")[0] for place in places] == ["becomes"] * 3
    lines[places[0]] = 'state = "confirmed"'
    lines[places[1] - 1] = 'becomes = "2026-02-28"'
    said = read(*PAST, wishes=Wishes(trade=TRADE, mapping="\n".join(lines)))
    assert ends(said) == {**ends(drafted), "gleam-windows": "2026-06-30", "doorwright": "2026-02-28"}
    assert sum("which are past" in line for line in said.undecided) == 1
    again = read(*PAST, wishes=Wishes(trade=TRADE, mapping=mapping_text(mapped(said), {})))
    assert ends(again) == ends(said)


def test_a_last_day_that_is_none_is_refused_on_its_line() -> None:
    text = mapping_text(mapped(read(*PAST)), {}).replace(
        'vendor = "Plantcare"\nbecomes = ""', 'vendor = "Plantcare"\nbecomes = "last June"'
    )
    with pytest.raises(UsageError) as refused:
        read_mapping(text, "mapping.toml", TRADE)
    (problem,) = refused.value.problems
    assert "('Plantcare', when it ended): becomes 'last June', which is no day" in problem


def test_a_column_of_documents_of_several_kinds_is_none_of_the_first_that_its_heading_names() -> None:
    found = read(
        ("Vendor", "Owner", "Proof (SOC 2, pentest)"),
        ("Quillmail", "IT", "SOC 2 Type II until 2027-05-31"),
        ("Rookery", "IT", "pen test of March 2026"),
        ("Stampwell", "IT", "no"),
    )
    assert mapped(found).columns[2].becomes == "evidence.kind"
    alike = read(("Vendor", "Owner", "SOC 2"), ("Quillmail", "IT", "Type II"), ("Rookery", "IT", "Type I"))
    assert mapped(alike).columns[2].becomes == "evidence.kind (soc2_type1)"


@pytest.mark.parametrize(
    ("heading", "becomes", "cells"),
    [
        ("What we send them", "data_shared.category (types)", ("names", "invoices")),
        ("Welche Daten", "data_shared.category (types)", ("Namen", "E-Mail")),
        ("How we sign in", "access_controls.answer (VR-I3)", ("SSO", "password only")),
        ("Anmeldung", "access_controls.answer (VR-I3)", ("nur Passwort", "SSO + MFA")),
        ("Mode de connexion", "access_controls.answer (VR-I3)", ("mot de passe", "double authentification")),
        ("Exit notice (days)", "vendors.notice_days", ("30", "90")),
        ("Kündigungsfrist in Tagen", "vendors.notice_days", ("30", "90")),
        ("Wie wichtig (A-D)", "vendors.criticality", ("A", "D")),
        ("Läuft bis", "vendors.contract_ends_on", ("2027-05-31", "2027-06-30")),
        ("AVV", "evidence.kind (dpa)", ("ja", "nein")),
        ("USD per year", "engagements.x_usd_per_year", ("1200", "9.900")),
        ("Jahreskosten", "engagements.x_jahreskosten", ("1200", "9.900")),
        ("Lfd. Nr.", "engagements.x_lfd_nr", ("1", "2")),
        ("Fourth parties", "engagements.x_fourth_parties", ("a cloud", "its own")),
    ],
)
def test_everyday_headings_are_known_and_what_the_register_does_not_hold_is_kept_without_a_question(
    heading: str, becomes: str, cells: tuple[str, str]
) -> None:
    found = read(("Vendor", "Owner", heading), ("Quillmail", "IT", cells[0]), ("Rookery", "IT", cells[1]))
    column = mapped(found).columns[2]
    assert column.becomes == becomes
    assert column.sure > SURE_ENOUGH
    assert not any("headings are not known" in line for line in found.undecided)


@pytest.mark.parametrize(
    ("text", "answer"),
    [
        ("SSO", "yes"), ("password", "no"), ("SSO + MFA", "yes"), ("password & authenticator app", "yes"),
        ("SAML or password", "yes"), ("hardware tokens", "yes"), ("MFA for admins only", "partial"),
        ("shared login", "no"), ("carrier pigeon", ""), ("n/a", ""), ("", ""),
    ],
)  # fmt: skip
def test_how_one_signs_in_answers_whether_it_is_by_the_identity_provider_or_a_second_factor(
    text: str, answer: str
) -> None:
    rows = (("Vendor", "Owner", "Login"), ("Quillmail", "IT", text), ("Rookery", "IT", "SSO"))
    assert not table(read(*rows), "access_controls"), "nothing that moves a score is drafted unconfirmed"
    answers = {row["vendor_id"]: row["answer"] for row in table(read(*rows, wishes=SURE), "access_controls")}
    assert answers.get("quillmail", "") == answer


def test_an_end_is_that_of_the_contract_where_most_days_are_to_come() -> None:
    to_come = read(
        ("Vendor", "Owner", "Until"),
        ("Ro", "IT", "2027-05-31"),
        ("Qu", "IT", "2028-01-31"),
        ("St", "IT", "2026-06-30"),
    )
    assert mapped(to_come).columns[2].becomes == "vendors.contract_ends_on"
    gone = read(("Vendor", "Owner", "Until"), ("Ro", "IT", "2025-05-31"), ("Qu", "IT", "2024-01-31"))
    assert mapped(gone).columns[2].becomes == "engagements.ended_on"


@pytest.mark.parametrize(
    ("text", "proposed"), [("in progress", "no"), ("sent for signature", "no"), ("TBC", "")]
)
def test_an_agreement_that_is_under_way_is_none_yet_which_is_asked(text: str, proposed: str) -> None:
    rows = (
        ("Vendor", "Owner", "DPA", "Pentest"),
        ("Quillmail", "IT", text, text),
        ("Rookery", "IT", "yes", "yes"),
    )
    found = read(*rows, wishes=Wishes(trade=TRADE, accept_above=0.9))
    of_agreement, of_report = (column.values[0] for column in mapped(found).columns[2:4])
    assert (of_agreement.becomes, of_report.becomes) == (proposed, "")
    assert any(
        f"'{text}' (Quillmail, line" in line and "no is proposed" in line for line in found.undecided
    ) is bool(proposed)
    assert not [row for row in table(found, "evidence") if row["vendor_id"] == "quillmail"]


def test_what_a_legend_says_of_a_text_stands_beside_the_question_and_decides_nothing() -> None:
    made = Workbook()
    made.active.append(["Vendor", "Owner", "Criticality", "Access"])
    made.active.append(["Quillmail", "IT", "P9", "gate"])
    made.active.append(["Rookery", "IT", "P8", "SFTP"])
    for number in range(6):
        made.active.append([f"Stampwell {number}", "IT", "High", "SFTP"])
    key = made.create_sheet("Key")
    key.append(["Criticality", "P9", "the shop is shut"])
    key.append(["", "P8", "we shrug"])
    key.append(["Colour", "gate", "not about access"])
    key.append(["P7 = unused"])
    stream = io.BytesIO()
    made.save(stream)
    found = read_content("book.xlsx", stream.getvalue(), Wishes(trade=TRADE))
    (question,) = [line for line in found.undecided if "'P9'" in line]
    assert "The sheet says: P9 is 'the shop is shut'; P8 is 'we shrug'. Write one of low" in question
    assert not any("not about access" in line for line in found.undecided)
    assert [row.get("criticality", "") for row in table(found, "vendors")][:3] == ["", "", "high"]


def test_a_column_may_be_confirmed_with_all_that_is_proposed_in_it() -> None:
    rows = (
        ("Vendor", "Owner", "Criticality", "Data"), ("Quillmail", "IT", "A", "names"), ("Rookery", "IT", "B", "gold"),
        ("Ro", "IT", "zz", "names"),
    )  # fmt: skip
    drafted = read(*rows)
    (question,) = [
        line
        for line in drafted.undecided
        if "'A' (Quillmail, line" in line and "critical is proposed" in line
    ]
    number = int(re.findall(r'state = "all" on line (\d+)', question)[0])
    lines = mapping_text(mapped(drafted), {}).splitlines()
    assert lines[number - 1] == 'state = "proposed"'
    lines[number - 1] = 'state = "all"'
    found = read(*rows, wishes=Wishes(trade=TRADE, mapping="\n".join(lines)))
    assert [row.get("criticality", "") for row in table(found, "vendors")] == ["critical", "high", ""]
    column = mapped(found).columns[2]
    assert [column.state, *(value.state for value in column.values)] == [CONFIRMED] * 3 + ["proposed"]
    assert any("data_shared.category (types) counts only once confirmed" in line for line in found.undecided)


def test_a_transfer_impact_assessment_is_a_document_that_answers_no_control() -> None:
    rows = (("Vendor", "Owner", "Evidence"), ("Quillmail", "IT", "TIA; DPA signed"))
    found = read(*rows, wishes=SURE)
    kinds = {row["evidence_id"]: row["kind"] for row in table(found, "evidence")}
    assert set(kinds.values()) == {"tia", "dpa"}
    assert [kinds[row["evidence_id"]] for row in table(found, "access_controls")] == ["dpa"]
