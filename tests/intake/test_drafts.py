"""A draft says no more than its source, shows nothing to the public, and is there whole or not at all."""

from __future__ import annotations

import csv
from datetime import date
from pathlib import Path

import pytest

import vendor_review as vr
from vendor_review.errors import ListUnreadable
from vendor_review.intake.draft.draft import write_draft
from vendor_review.intake.importing import Import, read_content, read_list
from vendor_review.register.layout import TABLES

PAGES = Path(__file__).parent / "lists" / "pages"
AS_OF = date(2026, 11, 30)


def of(text: str, file: str = "list.md") -> Import:
    return read_content(file, text.encode())


def rows(found: Import, table: str) -> list[dict[str, str]]:
    return [dict(zip(TABLES[table].names, row, strict=True)) for row in found.draft.content.tables[table]]


def test_a_draft_is_a_register_without_errors_and_nothing_of_it_is_public(tmp_path: Path) -> None:
    found = read_list(PAGES / "sections.md")
    write_draft(found.draft, tmp_path / "draft")
    checked = vr.check(str(tmp_path / "draft"), as_of=AS_OF)
    assert set(checked.findings["severity"]) <= {"warning", "note"}
    assert len(checked.tables["engagements"]) == 7
    assert not checked.tables["engagements"]["public"].any()


def test_each_cell_of_the_source_is_accounted_for(tmp_path: Path) -> None:
    write_draft(read_list(PAGES / "list.csv").draft, tmp_path / "draft")
    with (tmp_path / "draft" / "source.csv").open(encoding="utf-8", newline="") as file:
        kept = {row["text"] for row in csv.DictReader(file)}
    with (PAGES / "list.csv").open(encoding="utf-8", newline="") as file:
        cells = {cell for row in list(csv.reader(file, delimiter=";"))[1:] for cell in row if cell}
    drafted = (tmp_path / "draft" / "engagements.csv").read_text(encoding="utf-8")
    assert {cell for cell in cells if cell not in kept and cell not in drafted} == set()


def test_what_a_list_does_not_say_stays_blank() -> None:
    found = of(
        "# Subprocessors\n\n| Vendor | Purpose | Location |\n|---|---|---|\n| Quillmail Inc. | E-mail | |\n"
    )
    (row,) = rows(found, "engagements")
    assert {name for name, value in row.items() if value} == {
        "engagement_id",
        "vendor_id",
        "status",
        "purpose",
    }
    assert rows(found, "places") == rows(found, "data_shared") == rows(found, "access_controls") == []
    assert found.draft.content.page is None


def test_a_column_headed_location_is_no_place_of_processing() -> None:
    found = of("| Vendor | Location |\n|---|---|\n| Quillmail Inc. | Malta |\n")
    assert [(row["kind"], row["code"]) for row in rows(found, "places")] == [("unstated", "MT")]


def test_a_vendor_named_twice_has_two_engagements() -> None:
    found = of("| Vendor | Purpose |\n|---|---|\n| Quillmail | E-mail |\n| Quillmail | Text messages |\n")
    assert [row["vendor_id"] for row in rows(found, "vendors")] == ["quillmail"]
    assert [row["engagement_id"] for row in rows(found, "engagements")] == ["quillmail-1", "quillmail-2"]


def test_the_page_is_drafted_as_well() -> None:
    page = dict(read_content("sections.md", (PAGES / "sections.md").read_bytes()).draft.content.page or ())
    assert page["updated_on"] == "2026-03-03"
    assert (page["notice.days"], page["notice.objection_days"], page["notice.day_type"]) == (
        "30",
        "14",
        "calendar",
    )
    assert page["notice.subscribe"] == "https://larkspur.example/subscribe"


def test_a_footnote_goes_to_the_row_that_it_is_of() -> None:
    found = read_content("sections.md", (PAGES / "sections.md").read_bytes())
    noted = {row["vendor_id"]: row["footnote"] for row in rows(found, "engagements") if row["footnote"]}
    assert noted == {"quillmail": "Only for accounts made before 2024."}


def test_text_of_a_cell_that_looks_like_a_program_stays_text() -> None:
    found = of(
        "<table><tr><th>Vendor</th><th>Purpose</th></tr><tr><td>Quillmail Inc.<script>alert(1)</script></td>"
        "<td>=HYPERLINK(1) &lt;b&gt;</td></tr></table>",
        "list.html",
    )
    assert rows(found, "vendors")[0]["name"] == "Quillmail Inc."
    assert rows(found, "engagements")[0]["purpose"] == "=HYPERLINK(1) <b>"


def test_nothing_is_written_where_something_is(tmp_path: Path) -> None:
    (tmp_path / "draft").mkdir()
    (tmp_path / "draft" / "mine.txt").write_text("mine", encoding="utf-8")
    with pytest.raises(OSError, match="draft"):
        write_draft(
            of("| Vendor | Purpose |\n|---|---|\n| Quillmail Inc. | E-mail |\n").draft, tmp_path / "draft"
        )
    assert [path.name for path in tmp_path.rglob("*")] == ["draft", "mine.txt"]


def test_a_page_without_vendors_says_what_was_found_instead() -> None:
    with pytest.raises(ListUnreadable) as refused:
        read_content("nobody.html", (PAGES / "nobody.html").read_bytes())
    assert refused.value.problems[0] == "nobody.html: names no vendors that could be read."
    assert "table 2: no column names a vendor." in refused.value.problems


def test_a_place_said_once_before_a_list_goes_to_each_of_its_rows_and_to_no_other() -> None:
    found = of(
        "# Subprocessors\n\nThese subprocessors are all located in Canada:\n\n"
        "- Saltbox Inc: files\n- Korbel Inc: errors\n\n"
        "We also use the following subprocessors:\n\n- Dovecote Inc: messages\n"
    )
    assert [(row["engagement_id"], row["code"]) for row in rows(found, "places")] == [
        ("saltbox-1", "CA"),
        ("korbel-1", "CA"),
    ]


@pytest.mark.parametrize(
    "sentence",
    [
        "Our vendors may be located in Canada.",
        "Data is not stored in Canada.",
        "The laws of Canada govern all vendors.",
    ],
)
def test_what_only_may_be_so_is_no_place(sentence: str) -> None:
    assert (
        rows(of(f"# Subprocessors\n\n{sentence}\n\n- Saltbox Inc: files\n- Korbel Inc: errors\n"), "places")
        == []
    )


def test_a_sentence_behind_the_purpose_says_which_data_is_shared_and_what_is_denied_is_not() -> None:
    found = of(
        "# Subprocessors\n\n- Saltbox Inc: logs. IP addresses are logged there.\n"
        "- Korbel Inc: payments. We never store your card.\n"
    )
    assert [row["data_shared"] for row in rows(found, "engagements")] == [
        "IP addresses are logged there.",
        "",
    ]


def test_vendors_of_an_optional_feature_have_its_condition() -> None:
    found = of(
        "# Subprocessors\n\nThese providers are only used if a customer turns on calls.\n\n"
        "| Vendor | Purpose |\n|---|---|\n| Saltbox Inc | Calls |\n"
    )
    (row,) = rows(found, "engagements")
    assert (row["status"], row["condition"]) == (
        "optional",
        "These providers are only used if a customer turns on calls.",
    )


def test_a_firm_undecided_is_planned() -> None:
    found = of(
        "| Vendor | Purpose |\n|---|---|\n| Hosting partner (TBD) | Hosting |\n| Saltbox Inc | Files |\n"
    )
    assert [row["status"] for row in rows(found, "engagements")] == ["planned", "active"]


def test_a_table_per_region_of_customers_keeps_each_of_its_rows() -> None:
    table = "| Vendor | Purpose |\n|---|---|\n| Saltbox Inc | Files |\n\n"
    found = of(f"# Subprocessors\n\n## EU customers\n\n{table}## US customers\n\n{table}")
    assert [row["customer_region"] for row in rows(found, "engagements")] == ["EU customers", "US customers"]
    assert rows(found, "places") == []


def test_what_a_page_says_twice_is_drafted_once() -> None:
    table = "| Vendor | Purpose |\n|---|---|\n| Saltbox Inc | Files |\n\n"
    found = of(f"# Subprocessors\n\n{table}<!-- for a narrow screen -->\n\n{table}")
    assert [row["engagement_id"] for row in rows(found, "engagements")] == ["saltbox-1"]
    assert [part.reason for part in found.parts if not part.rows] == ["says again what was read before"]


def test_two_companies_of_a_group_in_a_cell_stay_one_vendor_and_two_firms_do_not() -> None:
    found = of(
        "<table><tr><th>Vendor</th><th>Purpose</th></tr>"
        "<tr><td>Saltbox Inc<br>Saltbox Europe Ltd</td><td>Files</td></tr>"
        "<tr><td>Korbel Inc<br>Dovecote GmbH</td><td>Messages</td></tr></table>",
        "list.html",
    )
    assert len(rows(found, "vendors")) == 3


def test_a_footnote_that_makes_a_vendor_optional_is_its_condition() -> None:
    found = of(
        "# Subprocessors\n\n| Vendor | Purpose |\n|---|---|\n| Saltbox Inc* | Files |\n| Korbel Inc | Errors |\n\n"
        "\\* Only if you turn on uploads.\n"
    )
    assert [(row["status"], row["condition"]) for row in rows(found, "engagements")] == [
        ("optional", "Only if you turn on uploads."),
        ("active", ""),
    ]


def test_what_a_list_says_of_training_retention_and_models_has_columns_of_its_own() -> None:
    found = of(
        "| Vendor | Purpose | Retention period | Trains on our data | AI model | Duration of processing |\n"
        "|---|---|---|---|---|---|\n"
        "| Orchid Inc | Summaries | 30 days | No | Orchid-3 | term of the contract |\n"
        "| Saltbox Inc | Files | | Opt-out | | |\n"
        "| Korbel Inc | Errors | | only in the beta | | |\n"
    )
    columns = ("retention", "trains_on_data", "ai_models", "notes")
    assert [tuple(row[name] for name in columns) for row in rows(found, "engagements")] == [
        ("30 days", "no", "Orchid-3", "Duration of processing: term of the contract"),
        ("", "opt_out", "", ""),
        # What is no word of the column is not made one.
        ("", "", "", "Trains on our data: only in the beta"),
    ]


def test_words_below_security_that_are_no_link_go_into_the_notes() -> None:
    found = of(
        "| Vendor | Purpose | Security | Security incidents |\n"
        "|---|---|---|---|\n"
        "| Orchid Inc | Summaries | SOC 2 | 1 in 2024 |\n"
        "| Saltbox Inc | Files | https://saltbox.example/security | |\n"
        "| Korbel Inc | Errors | [Trust](https://korbel.example/security) | |\n"
    )
    notes = [row["notes"] for row in rows(found, "engagements")]
    assert notes == ["Security: SOC 2 | Security incidents: 1 in 2024", "", ""]
    assert len(rows(found, "evidence")) == 2


@pytest.mark.parametrize(
    ("text", "file"),
    [
        ("- Saltbox Inc: files\n- ~~Korbel Inc: errors~~\n", "list.md"),
        ("<ul><li>Saltbox Inc: files</li><li><s>Korbel Inc: errors</s></li></ul>", "list.html"),
        (
            "| Vendor | Status |\n|---|---|\n| Saltbox Inc | Active |\n| Korbel Inc | Removed (March 2024) |\n",
            "list.md",
        ),
        (
            "| Vendor | Notes |\n|---|---|\n| Saltbox Inc | |\n| Korbel Inc | Removed on 1 March 2026 |\n",
            "list.md",
        ),
        (
            "- Saltbox Inc: files\n\nWe no longer use the following vendors:\n\n- Korbel Inc: errors\n",
            "list.md",
        ),
    ],
)
def test_what_is_struck_through_or_said_to_be_removed_is_of_the_past(text: str, file: str) -> None:
    title = "<h1>Subprocessors</h1>" if file.endswith("html") else "# Subprocessors\n\n"
    found = of(f"{title}{text}", file)
    assert [(row["engagement_id"], row["status"]) for row in rows(found, "engagements")] == [
        ("saltbox-1", "active"),
        ("korbel-1", "past"),
    ]


def test_a_list_that_is_announced_is_planned() -> None:
    found = of(
        "# Subprocessors\n\nEffective 1 January 2027, we will add the following subprocessors:\n\n"
        "- Korbel Inc: errors\n\n## Current subprocessors\n\n- Saltbox Inc: files\n"
    )
    assert [row["status"] for row in rows(found, "engagements")] == ["planned", "active"]


def test_a_place_of_all_that_say_nothing_else_goes_to_those_alone() -> None:
    found = of(
        "# Subprocessors\n\nUnless otherwise noted, all subprocessors process data in Canada.\n\n"
        "| Vendor | Location |\n|---|---|\n| Saltbox Inc | |\n| Korbel Inc | Malta |\n"
    )
    assert [row["code"] for row in rows(found, "places")] == ["CA", "MT"]


def test_where_a_sentence_names_two_vendors_its_place_is_of_neither() -> None:
    found = of(
        "# Subprocessors\n\nWe use **Saltbox** and **Korbel**, located in Malta, as well. "
        "Mail is sent by **Dovecote** in Canada.\n"
    )
    assert [(row["engagement_id"], row["code"]) for row in rows(found, "places")] == [("dovecote-1", "CA")]


@pytest.mark.parametrize(
    ("purpose", "codes"),
    [
        ("Cloud hosting, eu-west-1", ["IE"]),
        ("EU-hosted analytics", ["EU"]),
        ("E-mail delivery, EU region", ["EU"]),
        ("Sends mail from its Dublin data center", ["IE"]),
        ("Servers (Ireland)", ["IE"]),
        ("Support for EU region customers", []),
        ("Translation into German", []),
        ("Not in the EU region", []),
    ],
)
def test_a_purpose_that_says_where_gives_a_place(purpose: str, codes: list[str]) -> None:
    found = of(
        f"# Subprocessors\n\n| Vendor | Purpose |\n|---|---|\n| Saltbox Inc | {purpose} |\n| Korbel Inc | Errors |\n"
    )
    assert [row["code"] for row in rows(found, "places")] == codes


def test_the_sentence_before_a_list_says_more_of_it_than_a_heading_far_above() -> None:
    found = of(
        "# Subprocessors\n\n## Data retention\n\nWe keep data for a year.\n\n"
        "We also use the following subprocessors:\n\n- [Saltbox](https://elsewhere.example): files\n"
        "- [Korbel](https://elsewhere.example): errors\n"
    )
    assert [row["name"] for row in rows(found, "vendors")] == ["Saltbox", "Korbel"]


def test_a_raised_number_is_a_footnote_and_no_part_of_the_name() -> None:
    found = of(
        "<h1>Subprocessors</h1><table><tr><th>Vendor</th><th>Purpose</th></tr><tr><td>Saltbox<sup>1</sup></td><td>Files</td></tr>"
        "<tr><td>Korbel</td><td>Errors</td></tr></table><p><sup>1</sup> Only if you turn on uploads.</p>",
        "list.html",
    )
    assert [row["name"] for row in rows(found, "vendors")] == ["Saltbox", "Korbel"]
    assert [row["condition"] for row in rows(found, "engagements")] == ["Only if you turn on uploads.", ""]


def test_a_sentence_that_says_who_is_used_for_what_is_read() -> None:
    found = of(
        "# Subprocessors\n\nWe use Saltbox Inc for files, Korbel GmbH for errors, and Stripe for payments.\n"
    )
    assert [row["purpose"] for row in rows(found, "engagements")] == ["files", "errors", "payments"]


LIST = "\n\n| Vendor | Purpose |\n|---|---|\n| Saltbox Inc | Files |\n| Korbel Inc | Errors |\n"


def owner(text: str) -> tuple[str, str]:
    page = dict(of(text).draft.content.page or ())
    return page.get("organisation", ""), page.get("legal_name", "")


@pytest.mark.parametrize(
    ("text", "stated"),
    [
        (f"# Larkspur Subprocessors{LIST}", ("Larkspur", "")),
        (f"# Larkspur's Sub-processor List{LIST}", ("Larkspur", "")),
        (f"Larkspur uses the following subprocessors.{LIST}", ("Larkspur", "")),
        (
            f'Larkspur Labs, Inc. ("Larkspur") and its affiliates engage these subprocessors.{LIST}',
            ("Larkspur", "Larkspur Labs, Inc."),
        ),
        (
            f"# Larkspur subprocessors\n\nTo provide the service, Larkspur GmbH may use certain subprocessors.{LIST}",
            ("Larkspur", "Larkspur GmbH"),
        ),
    ],
)
def test_whose_list_it_is_stands_on_the_page_of_a_draft_where_the_source_says_so(
    text: str, stated: tuple[str, str]
) -> None:
    assert owner(text) == stated
    kept = {row[0]: row[3] for row in of(text).draft.sources}
    assert all(kept[key] in " ".join(text.split()) for key in ("organisation", "legal_name") if key in kept)


@pytest.mark.parametrize(
    "text",
    [
        f"# Our Subprocessors{LIST}",
        f"# List of Subprocessors{LIST}",
        f"# Third-Party Sub-processors{LIST}",
        f"# Product-Specific Subprocessors{LIST}",
        f"# Subprocessors\n\nWe use the following subprocessors.{LIST}",
        f"# Subprocessors\n\nThe Company engages the following subprocessors.{LIST}",
        # A vendor of the list has subprocessors of its own.
        f"# Subprocessors\n\nSaltbox, Inc. uses subprocessors of its own.{LIST}",
        # Of two nobody knows which.
        f"# Larkspur subprocessors\n\nMarigold Ltd engages the following subprocessors.{LIST}",
        f"Larkspur was founded in a garage.{LIST}",
    ],
)
def test_where_it_does_not_nobody_is_made_up(text: str) -> None:
    assert owner(text) == ("", "")
