"""Customers see what the allow-list names, as the register says it, and nothing else."""

from __future__ import annotations

import csv
import html
import io
import json
import re
import shutil
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from bs4 import BeautifulSoup

from publication.public_registers import (
    PUBLIC_COLUMNS,
    a_full_register_with_canaries,
    canaries_in,
    canaries_told,
    engagement,
    register,
    vendor,
)
from registers import checked_as_of, write_register
from vendor_review.files.formulas import as_before, spreadsheet_safe
from vendor_review.publication.public_list.files import public_files
from vendor_review.publication.public_list.listing import PublicList
from vendor_review.publication.public_list.projection import public_entries, public_list
from vendor_review.publication.public_list.withholding import withheld_reasons
from vendor_review.publication.result_files import public_list_files
from vendor_review.register.layout import TABLES
from vendor_review.register.register import load_register
from vendor_review.report.pages.html import environment
from vendor_review.report.words.wording import place_text
from vendor_review.runs.assembly import compare_alone
from vendor_review.schema import Vocabulary, check_register
from vendor_review.schema.public_page.page import Page, Section

AS_OF = date(2026, 11, 1)
ROOT = Path(__file__).parents[2]
NUMBERZ, EXAMPLE = ROOT / "data" / "numberz", ROOT / "data" / "example" / "2026-10-31"
SCHEMA_FILE = ROOT / "schema" / "public-list.schema.json"


def listed(checked: Any, as_of: date = AS_OF) -> list[str]:
    return [entry.name for section in public_list(checked, as_of).sections for entry in section.vendors]


def only(checked: Any) -> Any:
    (section,) = public_list(checked, AS_OF).sections
    (entry,) = section.vendors
    return entry


def page_of(listing: PublicList) -> str:
    return public_files(listing.as_dict())["public-list.html"].decode()


def rows_of(listing: PublicList) -> list[dict[str, str]]:
    text = public_files(listing.as_dict())["public-list.csv"].decode()
    return list(csv.DictReader(io.StringIO(text, newline="")))


# What reaches customers


def test_no_word_of_a_column_that_is_not_allowed_reaches_any_public_file() -> None:
    checked, private = a_full_register_with_canaries()
    assert len(private) > 60
    for name, content in public_files(public_list(checked, AS_OF).as_dict()).items():
        text = content.decode().casefold()
        assert [word for word in private if word.casefold() in text] == [], name
        assert "canary" not in text, name
        assert "reaches_customer" not in text, name


def test_every_private_column_of_the_layout_holds_a_canary_but_those_that_decide_what_is_listed() -> None:
    """A column that is added is among them: what they are is read from the layout."""
    checked, private = a_full_register_with_canaries()
    without = [
        f"{name}.{column}"
        for name, table in TABLES.items()
        for column in table.names
        if column not in PUBLIC_COLUMNS.get(name, set())
        and not checked.tables[name][column].astype(str).isin(list(private)).any()
    ]
    deciding = ("engaged_on", "ended_on", "status", "public")
    assert sorted(without) == sorted([*(f"engagements.{name}" for name in deciding), "evidence.public_as"])


def test_every_word_that_is_allowed_reaches_all_three_files() -> None:
    checked, _ = a_full_register_with_canaries()
    words = {
        *checked.tables["vendors"].iloc[0][["name", "legal_entity", "address", "website"]],
        *checked.tables["engagements"].iloc[0][
            ["product", "role", "condition", "purpose", "data_shared", "customer_region", "footnote"]
        ],
        *checked.tables["engagements"].iloc[0][["transfer_mechanism"]],
        *checked.tables["places"].iloc[0][["as_written", "condition"]],
        *checked.tables["evidence"]["location"].head(2),
        "Germany",
        "2026-02-01",
    }
    assert len(words) > 10
    for name, content in public_files(public_list(checked, AS_OF).as_dict()).items():
        assert [word for word in words if word not in content.decode()] == [], name


def test_a_column_that_is_added_to_the_register_stays_private() -> None:
    checked = register(vendors=[vendor()], engagements=[engagement()])
    checked.tables["vendors"]["margin"] = "canary"
    checked.tables["engagements"]["margin"] = "canary"
    assert all(
        b"canary" not in content for content in public_files(public_list(checked, AS_OF).as_dict()).values()
    )


@pytest.mark.parametrize(
    ("cells", "appears"),
    [
        ({"status": "active"}, True),
        ({"status": "optional"}, True),
        ({"status": "past"}, False),
        ({"status": "past", "ended_on": "2026-11-01"}, False),
        ({"status": "past", "ended_on": "2026-11-02"}, True),
        ({"status": ""}, False),
        ({"status": "active", "public": "no"}, False),
        ({"status": "active", "public": ""}, False),
        ({"status": "planned"}, False),
        ({"status": "planned", "engaged_on": "2026-11-01"}, True),
        ({"status": "planned", "engaged_on": "2026-11-02"}, False),
        ({"status": "planned", "engaged_on": "2026-11-02", "effective_on": "2027-01-01"}, False),
        ({"status": "planned", "effective_on": "2027-01-01"}, True),
    ],
)
def test_only_public_engagements_that_are_in_use_or_announced_are_listed(
    cells: dict[str, str], appears: bool
) -> None:
    checked = register(vendors=[vendor()], engagements=[engagement(**cells)])
    assert (listed(checked) == ["Nimbus"]) is appears


@pytest.mark.parametrize(
    ("cells", "since", "announced"),
    [
        ({"engaged_on": "2024-01-01", "effective_on": "2024-02-01"}, date(2024, 2, 1), False),
        ({"engaged_on": "2024-01-01"}, date(2024, 1, 1), False),
        ({}, None, False),
        ({"effective_on": "2026-12-01"}, date(2026, 12, 1), True),
        ({"status": "planned", "engaged_on": "2026-10-01"}, None, True),
        ({"status": "planned", "effective_on": "2026-12-01"}, date(2026, 12, 1), True),
        ({"status": "planned", "effective_on": "2026-10-01"}, date(2026, 10, 1), False),
    ],
)
def test_since_is_the_first_day_with_data_and_one_to_come_is_announced(
    cells: dict[str, str], since: date | None, announced: bool
) -> None:
    entry = only(register(vendors=[vendor()], engagements=[engagement(**cells)]))
    assert (entry.since, entry.announced) == (since, announced)


def test_the_page_carries_its_own_date_and_never_that_of_the_review() -> None:
    checked = register(Page(updated="2026-05-13", version="7"))
    for content in public_files(public_list(checked, AS_OF).as_dict()).values():
        assert b"2026-11-01" not in content
        assert b"1 November 2026" not in content
    assert "13 May 2026" in page_of(public_list(checked, AS_OF))


def test_a_page_may_state_its_month() -> None:
    listing = public_list(register(Page(updated="2026-04")), AS_OF)
    assert listing.updated_on == "2026-04"
    assert '<time datetime="2026-04">April 2026</time>' in page_of(listing)


# Columns


def test_the_page_chooses_its_columns_and_nothing_else_reaches_any_file() -> None:
    checked, _ = a_full_register_with_canaries()
    checked.page = replace(checked.page, columns=("location", "purpose"))
    row, company = checked.tables["engagements"].iloc[0], checked.tables["vendors"].iloc[0]
    hidden = [
        row[name] for name in ("product", "role", "data_shared", "condition", "customer_region", "footnote")
    ]
    hidden += [company["legal_entity"], company["address"], "public.example", "2026-02-01"]
    for name, content in public_files(public_list(checked, AS_OF).as_dict()).items():
        text = content.decode()
        assert [word for word in hidden if word in text] == [], name
        assert row["purpose"] in text, name
        assert "Germany" in text, name
    page = BeautifulSoup(page_of(public_list(checked, AS_OF)), "html5lib")
    headings = [each.get_text() for each in page.select("table.listed thead th")]
    assert headings == ["Subprocessor", "Purpose", "Location"]
    assert "Not stated" not in page.get_text()


@pytest.mark.parametrize(("status", "said"), [("optional", True), ("active", False)])
def test_what_customers_choose_is_told_with_its_condition(status: str, said: bool) -> None:
    cells = {"condition": "only with the add-on", "customer_region": "EU customers", "product": "Nimbus One"}
    checked = register(vendors=[vendor()], engagements=[engagement(status=status, **cells)])
    page = page_of(public_list(checked, AS_OF))
    assert (">Optional</span>" in page) is said
    assert all(words in page for words in cells.values())
    (row,) = rows_of(public_list(checked, AS_OF))
    assert {name: row[name] for name in cells} == cells
    assert row["optional"] == ("yes" if said else "no")


# Order


def test_sections_come_in_the_order_of_the_page_and_vendors_in_that_of_the_register() -> None:
    page = Page(sections=(Section("support", order=2), Section("infrastructure", "Hosting", order=1)))
    names = ["Zeta", "Alpha", "Mu", "Nu", "Xi"]
    places = ["support", "infrastructure", "", "extra_tools", "infrastructure"]
    checked = register(
        page,
        vendors=[vendor(vendor_id=name, name=name) for name in names],
        engagements=[
            engagement(engagement_id=name, vendor_id=name, section=section)
            for name, section in zip(names, places, strict=True)
        ],
    )
    found = [
        (part.title, [entry.name for entry in part.vendors]) for part in public_list(checked, AS_OF).sections
    ]
    assert found == [
        ("Hosting", ["Alpha", "Xi"]),
        ("Support", ["Zeta"]),
        ("Extra tools", ["Nu"]),
        (None, ["Mu"]),
    ]
    assert "Other subprocessors" in page_of(public_list(checked, AS_OF))


def test_a_section_without_vendors_says_so() -> None:
    assert "No subprocessor is engaged under this section." in page_of(
        public_list(register(Page(sections=(Section("support"),))), AS_OF)
    )


# Blank, hostile and formula cells


def test_what_is_blank_is_none_in_the_data_and_not_stated_on_the_page() -> None:
    checked = register(vendors=[vendor()], engagements=[engagement()])
    entry = only(checked)
    assert (entry.legal_entity, entry.role, entry.purpose, entry.url, entry.since) == (None,) * 5
    assert (entry.location, entry.security, entry.privacy, entry.transfer_basis) == ((),) * 4
    page = BeautifulSoup(page_of(public_list(checked, AS_OF)), "html5lib")
    (said,) = page.select("table.listed .unstated")
    assert " ".join(said.get_text().split()) == (
        "Not stated: purpose, data shared, location, role, URL, security, privacy, legal entity, transfer basis, since."
    )


HOSTILE = '<script>alert(1)</script>&"'


def test_a_hostile_name_is_shown_as_typed_and_never_becomes_markup() -> None:
    page = Page(organisation=HOSTILE, introduction=(HOSTILE,), contact=HOSTILE, version=HOSTILE)
    cells = dict.fromkeys(("section", "purpose", "data_shared", "role", "transfer_mechanism"), HOSTILE)
    checked = register(
        page,
        vendors=[vendor(name=HOSTILE, legal_entity=HOSTILE, website='https://x.example/"><img>')],
        engagements=[engagement(**cells)],
        places=[{"engagement_id": "e", "as_written": HOSTILE}],
    )
    listing = public_list(checked, AS_OF)
    shown = page_of(listing)
    assert "<script" not in shown
    assert "<img" not in shown
    assert f">{html.escape(HOSTILE, quote=False)}</h3>".replace('"', "&#34;") in shown
    assert (
        json.loads(public_files(listing.as_dict())["public-list.json"])["sections"][0]["vendors"][0]["name"]
        == HOSTILE
    )


@pytest.mark.parametrize(
    "address",
    [
        "javascript:alert(1)",
        "JavaScript://x.example/%0aalert(1)",
        "data:text/html,x",
        "file:///etc/passwd",
        "//x.example",
        "x.example",
        "https://",
        "https://user:secret@x.example",
        "https://x.example/a b",
        "https://[broken",
        "https://x.example/\x07",
    ],
)
def test_what_is_no_web_address_is_not_published_as_one(address: str) -> None:
    checked = register(
        vendors=[vendor(website=address)],
        engagements=[engagement()],
        evidence=[{"vendor_id": "v", "public_as": "security", "location": address}],
    )
    entry = only(checked)
    assert entry.url is None
    assert entry.security == ()


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t", "\r", "\n", "＝"])
def test_a_cell_that_a_spreadsheet_would_compute_gets_an_apostrophe(start: str) -> None:
    assert spreadsheet_safe(f"{start}1+1") == f"'{start}1+1"
    assert as_before(spreadsheet_safe(f"{start}1+1")) == f"{start}1+1"


def test_formula_cells_are_disarmed_in_every_column_of_the_csv_only() -> None:
    bad = '=HYPERLINK("https://x.example")'
    cells = dict.fromkeys(("purpose", "data_shared", "role", "transfer_mechanism", "section"), bad)
    checked = register(
        vendors=[vendor(name=bad, legal_entity=bad)],
        engagements=[engagement(**cells)],
        places=[{"engagement_id": "e", "as_written": bad}],
    )
    listing = public_list(checked, AS_OF)
    (row,) = rows_of(listing)
    assert sum(cell == f"'{bad}" for cell in row.values()) == 8
    assert not any(cell.startswith(("=", "+", "-", "@")) for cell in row.values())
    assert only(checked).name == bad


def test_the_csv_has_a_line_per_engagement_quoted_as_rfc_4180_says() -> None:
    checked = register(
        vendors=[vendor(name='A "quoted", name\nover lines')],
        engagements=[engagement(), engagement(engagement_id="f", purpose="second")],
        places=[
            {"engagement_id": "e", "kind": "processing", "code": "DE"},
            {"engagement_id": "e", "kind": "entity", "code": "US", "condition": "EU customers"},
        ],
    )
    text = public_files(public_list(checked, AS_OF).as_dict())["public-list.csv"].decode()
    assert text.endswith("\r\n")
    first, second = rows_of(public_list(checked, AS_OF))
    assert first["name"] == 'A "quoted", name\nover lines'
    assert first["location"] == "processing: Germany; entity: United States (EU customers)"
    assert second["purpose"] == "second"


@pytest.mark.parametrize(
    ("code", "as_written", "condition", "text"),
    [
        ("DE", "", "", "Germany"),
        ("NA", "", "", "Namibia"),
        ("US", "U.S.A.", "", "United States"),
        ("GB", "UK", "", "United Kingdom"),
        ("KR", "Seoul", "", "Seoul, South Korea"),
        ("DE", "Frankfurt, Germany", "", "Frankfurt, Germany"),
        ("EEA", "", "EU customers", "European Economic Area (EU customers)"),
        ("", "somewhere", "", "somewhere"),
        ("", "", "", ""),
        ("QX", "", "", "QX"),
        ("TBD", "", "", "to be decided"),
    ],
)
def test_a_place_is_named_in_words(code: str, as_written: str, condition: str, text: str) -> None:
    assert place_text(code, as_written, condition) == text


# The page


def test_the_page_is_one_self_contained_file_with_one_first_heading() -> None:
    page = page_of(
        public_list(register(Page(brand="Acme"), vendors=[vendor()], engagements=[engagement()]), AS_OF)
    )
    assert page.count("<h1") == 1
    assert "<h1>Subprocessors of Acme</h1>" in page
    assert not re.search(r"<(script|img|iframe|object|form|svg)\b|\sstyle=|\son\w+=", page)
    # Only such as no browser follows by itself.
    assert set(re.findall(r"<link rel=\"([^\"]*)\"|<(link)\b(?! rel=)", page)) <= {
        ("alternate", ""),
        ("canonical", ""),
    }
    assert page.count("<table") == page.count("<caption")
    assert '<th scope="col">Purpose</th>' in page
    assert re.search(r"""content="default-src &#39;none&#39;|content="default-src 'none'""", page)
    assert 'href="public-list.json"' in page
    assert 'href="public-list.csv"' in page


def test_notice_terms_and_contact_are_shown() -> None:
    page = Page(
        notice_days=30,
        objection_days=1,
        day_type="calendar",
        channel="page; email",
        contact="privacy@acme.example",
        exclusions=("Office suppliers.",),
        closing=("Ask us.",),
    )
    shown = page_of(public_list(register(page), AS_OF))
    assert "<td>30 calendar days</td>" in shown
    assert "<td>1 calendar day</td>" in shown
    assert "by e-mail" in shown
    assert '<a href="mailto:privacy@acme.example">' in shown
    assert "Office suppliers." in shown
    assert "Ask us." in shown


@pytest.mark.parametrize(("day_type", "shown"), [("business", True), ("calendar", False)])
def test_business_days_say_whose_public_holidays_they_leave_out(day_type: str, shown: bool) -> None:
    listing = public_list(register(Page(notice_days=30, day_type=day_type, holidays="DE-BE")), AS_OF)
    assert listing.as_dict()["notice"]["holidays"] == ("DE-BE" if shown else None)
    assert ("without weekends and the public holidays of DE-BE" in page_of(listing)) is shown


def test_entries_by_engagement_are_those_of_the_list_in_its_order() -> None:
    checked, _ = checked_as_of(EXAMPLE, date(2026, 10, 31))
    listing = public_list(checked, date(2026, 10, 31)).as_dict()
    entries = public_entries(checked, date(2026, 10, 31))
    listed = [
        {**entry, "section": part["title"]} for part in listing["sections"] for entry in part["vendors"]
    ]
    assert list(entries.values()) == listed
    assert entries["mailbracken-send"]["name"] == "Mailbracken"


def test_the_list_can_lie_inside_another_page_one_heading_level_deeper() -> None:
    listing = public_list(register(vendors=[vendor()], engagements=[engagement(section="tools")]), AS_OF)
    source = '{% from "public_list.html.j2" import public_list %}{{ public_list(listing, 3, "list-") }}'
    shown = environment().from_string(source).render(listing=listing.as_dict())
    assert '<h3 id="list-section-tools">Tools</h3>' in shown
    assert '<tbody id="list-vendor-nimbus">' in shown
    assert '<h4 data-field="name">Nimbus</h4>' in shown
    assert "<h2" not in shown


def test_the_same_list_gives_the_same_bytes_and_another_day_changes_none() -> None:
    checked, _ = a_full_register_with_canaries()
    first = public_files(public_list(checked, AS_OF).as_dict())
    assert public_files(public_list(checked, AS_OF).as_dict()) == first
    assert public_files(public_list(checked, date(2026, 12, 24)).as_dict()) == first


def test_the_json_is_what_its_schema_says() -> None:
    jsonschema: Any = pytest.importorskip("jsonschema")
    schema = json.loads(SCHEMA_FILE.read_bytes())
    jsonschema.Draft202012Validator.check_schema(schema)
    checked = register(
        Page(organisation="Acme", updated="2026-11", notice_days=30, channel="page"),
        vendors=[vendor(website="https://nimbus.example")],
        engagements=[
            engagement(role="processor", transfer_mechanism="eea; scc_m3", effective_on="2026-02-01"),
            engagement(engagement_id="f", status="optional"),
        ],
        places=[{"engagement_id": "e", "kind": "processing", "code": "DE"}],
    )
    real = [checked_as_of(folder, AS_OF)[0] for folder in (NUMBERZ, EXAMPLE)]
    for one in (checked, register(), *real):
        listing = public_list(one, AS_OF)
        jsonschema.validate(json.loads(public_files(listing.as_dict())["public-list.json"]), schema)
    spoilt = json.loads(public_files(listing.as_dict())["public-list.json"])
    spoilt["sections"][0]["vendors"][0]["owner"] = "somebody"
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate(spoilt, schema)


@pytest.mark.parametrize(
    ("table", "column", "place"),
    [
        ("engagements", "role", ("vendor", "role")),
        ("engagements", "transfer_mechanism", ("vendor", "transfer_basis", "items")),
        ("places", "kind", ("place", "kind")),
    ],
)
def test_the_schema_and_the_page_know_every_word_of_the_register(
    table: str, column: str, place: tuple[str, ...]
) -> None:
    words = set(TABLES[table].column(column).values)
    schema = json.loads(SCHEMA_FILE.read_bytes())["$defs"]
    described = schema[place[0]]["properties"][place[1]]
    for name in place[2:]:
        described = described[name]
    assert set(described["enum"]) - {None} == words
    wording: Any = environment().get_template("public_list.html.j2").module
    known = {"role": wording.roles, "transfer_mechanism": wording.bases, "kind": wording.kinds}[column]
    assert set(known) >= words - {"unstated"}


# Whether it may go out


@pytest.mark.parametrize(
    ("table", "withholds"),
    [
        ("vendors", True),
        ("engagements", True),
        ("places", True),
        ("page", True),
        ("", True),  # a sheet that was not read may be any table
        ("data_shared", False),
        ("access_controls", False),
        ("evidence", False),
        ("onward", False),
        ("decisions", False),
        ("reviews_done", False),
        ("incidents", False),
        ("requests", False),
    ],
)
def test_an_error_withholds_the_list_where_something_of_it_could_be_false(
    table: str, withholds: bool
) -> None:
    checked = register(vendors=[vendor()], engagements=[engagement()])
    assert withheld_reasons(checked) == ()
    told = {"rule": "REG-003", "table": table, "value": "x", "message": "line 3: 'x' is none of a, b."}
    checked.findings = pd.DataFrame([{**told, "severity": "warning"}, {**told, "severity": "error"}])
    checked.rejected = pd.DataFrame({"table": [table]})
    assert withheld_reasons(checked) == (("REG-003: line 3: 'x' is none of a, b.",) if withholds else ())


@pytest.mark.parametrize(
    ("section", "withholds"),
    [("reaching", True), ("distant", False), ("silent", False), ("", False)],
)
def test_a_vendor_in_use_that_is_missing_withholds_the_list_under_a_section_that_reaches_data(
    tmp_path: Path, section: str, withholds: bool
) -> None:
    cells = {
        "engagement_id": "n1",
        "vendor_id": "nimbus",
        "section": section,
        "status": "active",
        "public": "no",
    }
    folder = write_register(
        tmp_path / "r",
        {"vendors": [{"vendor_id": "nimbus", "name": "Nimbus"}], "engagements": [cells]},
        '[[sections]]\nid = "reaching"\nreaches_customer_data = true\n'
        '[[sections]]\nid = "distant"\nreaches_customer_data = false\n[[sections]]\nid = "silent"\n',
    )
    reasons = withheld_reasons(checked_files(folder))
    assert [reason.split(":")[0] for reason in reasons] == (["REG-068"] if withholds else [])


def test_what_takes_effect_before_its_notice_ends_withholds_the_list() -> None:
    checked = register(vendors=[vendor()], engagements=[engagement()])
    assert withheld_reasons(checked, ["Nimbus: role: takes effect too early"]) == (
        "Nimbus: role: takes effect too early",
    )
    told = {"rule": "REG-021", "table": "engagements", "value": "2026-11-02", "message": "too early"}
    for severity in ("error", "warning"):
        checked.findings = pd.DataFrame([{**told, "severity": severity}])
        assert withheld_reasons(checked) == ("REG-021: too early",)


# From the files of a register to those of its list

VOCABULARY = Vocabulary(
    controls=frozenset({"VR-A2", "VR-P1"}),
    categories=frozenset({"EmailAddress", "EmailContent", "Contact"}),
    not_applicable=frozenset(),
)


def checked_files(folder: Path) -> Any:
    return check_register(load_register(folder), VOCABULARY, AS_OF)


@pytest.fixture
def copied(tmp_path: Path) -> Path:
    return Path(shutil.copytree(NUMBERZ, tmp_path / "numberz"))


def replace_in(path: Path, old: str, new: str) -> None:
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new), encoding="utf-8")


def test_the_numberz_list_says_what_its_page_said() -> None:
    checked = checked_files(NUMBERZ)
    assert withheld_reasons(checked) == ()
    listing = public_list(checked, AS_OF)
    assert [(part.title, [entry.name for entry in part.vendors]) for part in listing.sections] == [
        ("Infrastructure", ["Amazon Web Services", "Sendgrid"]),
        ("Support", ["Quick Books India"]),
    ]
    aws = listing.sections[0].vendors[0]
    assert aws.data_shared is not None
    assert aws.data_shared.startswith("None. Vendor manages underlying infrastructure")
    assert (aws.role, aws.url, aws.location, aws.since) == ("processor", "https://aws.amazon.com", (), None)
    page = page_of(listing)
    assert "<h1>Subprocessors of Numberz</h1>" in page
    assert "Please check back here to stay in the loop." in page
    assert len(page.encode()) < 20_000


def test_a_vendor_named_like_a_script_is_listed_as_typed(copied: Path) -> None:
    replace_in(copied / "vendors.csv", "Sendgrid,", '"<script>alert(1)</script>&""",')
    checked = checked_files(copied)
    assert withheld_reasons(checked) == ()
    assert HOSTILE in listed(checked)
    assert "<script" not in page_of(public_list(checked, AS_OF))


@pytest.mark.parametrize(
    ("table", "old", "new", "rule"),
    [
        ("vendors.csv", "https://www.sendgrid.com", "javascript:alert(1)", "REG-005"),
        ("engagements.csv", "processor,active,,Delivery", "processor,actve,,Delivery", "REG-003"),
    ],
)
def test_a_rejected_row_withholds_the_list(copied: Path, table: str, old: str, new: str, rule: str) -> None:
    replace_in(copied / table, old, new)
    reasons = withheld_reasons(checked_files(copied))
    assert any(reason.startswith(f"{rule}: {table} line 3") for reason in reasons)


def test_of_what_changes_nothing_private_reaches_list_letter_feed_or_calendar(tmp_path: Path) -> None:
    """Between two states something is added, moved, renamed and given up, and every private cell holds a canary."""
    before, after = (Path(shutil.copytree(EXAMPLE, tmp_path / name)) for name in ("before", "after"))
    for old, new in (
        ("Transactional e-mail,platform", "Electronic post,platform"),
        (
            "flagstile-switches,flagstile,Feature switches,operations,processor,active",
            "flagstile-switches,flagstile,Feature switches,operations,processor,past",
        ),
    ):
        replace_in(after / "engagements.csv", old, new)
    replace_in(
        after / "places.csv",
        'mailbracken-send,processing,US,"Exampleton, United States"',
        "mailbracken-send,processing,BR,Brazil",
    )
    for folder in (before, after):
        canaries_in(folder)
    review = compare_alone(str(before), str(after), date(2026, 10, 31), date(2026, 11, 30))
    files = {**public_list_files(review, has_feed=True), **review.notice_files}
    assert canaries_told(files.pop("due.ics")) == ["canary", "1987"]
    assert sorted(files) == [
        "changes.ics", "feed.de.xml", "feed.xml", "notice.de.eml", "notice.eml", "public-list.csv",
        "public-list.de.html", "public-list.html", "public-list.json",
    ]  # fmt: skip
    listing = json.loads(files["public-list.json"])
    assert {change["kind"] for change in listing["announced"]} >= {"change"}
    assert {change["kind"] for change in listing["log"]} >= {"removal", "change"}
    for name, content in files.items():
        assert canaries_told(content) == [], name
        assert "Mailbracken" in content.decode(), name


def test_private_cells_of_a_real_register_reach_no_public_file(copied: Path) -> None:
    """Each free-text column that is not public holds a canary; the rows are accepted all the same."""
    for name, table in TABLES.items():
        path = copied / table.file
        with path.open(encoding="utf-8", newline="") as file:
            rows = list(csv.DictReader(file))
        rows = rows or [dict.fromkeys(table.names, "")]
        private = [
            column.name
            for column in table.columns
            if column.kind == "text" and column.name not in PUBLIC_COLUMNS.get(name, set())
        ]
        for row in rows:
            row.update({column: f"canary {name} {column}" for column in private})
            row.update({column: "aws" for column in ("vendor_id",) if row.get(column) == ""})
            days = ("reviewed_on", "decided_on", "known_on", "asked_on")
            row.update({c: f"2026-01-0{1 + i}" for i, c in enumerate(days) if c in row})
            row.update({"decision": "accept", "decision_id": "canary-1"} if name == "decisions" else {})
            row.update({"request_id": "canary-1", "what": "canary what"} if name == "requests" else {})
            row.update(
                {"engagement_id": "aws-hosting", "kind": "processing", "code": "US"}
                if name == "places"
                else {}
            )
        with path.open("w", encoding="utf-8", newline="") as file:
            writer = csv.DictWriter(file, table.names)
            writer.writeheader()
            writer.writerows(rows)
    checked = checked_files(copied)
    assert withheld_reasons(checked) == ()
    assert all(len(table) for table in checked.tables.values())
    for name, content in public_files(public_list(checked, AS_OF).as_dict()).items():
        assert b"canary" not in content, name
        assert b"United States" in content, name
    assert "canary" not in json.dumps(list(public_entries(checked, AS_OF).values()))
