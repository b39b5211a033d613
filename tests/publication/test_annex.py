"""The annex to a contract: every row of the list in Word and on the page, what has changed, and nothing internal."""

from __future__ import annotations

import io
import re
import shutil
import subprocess
import zipfile
from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import Any

import docx
import pytest
from bs4 import BeautifulSoup
from docx.oxml.ns import qn
from pypdf import PdfReader

from publication.public_registers import (
    WORST,
    a_full_register_with_canaries,
    canaries_in,
    canaries_told,
    engagement,
    register,
    vendor,
)
from registers import checked_as_of
from vendor_review.changes.public_lists.entry import entries_of
from vendor_review.changes.public_lists.published_list import Published
from vendor_review.publication.annex.contents import Annex, annex_of, gaps, left_out
from vendor_review.publication.annex.page import annex_page
from vendor_review.publication.annex.word_file import word_file
from vendor_review.publication.public_list.projection import public_list
from vendor_review.schema.public_page.page import Page, Section

AS_OF = date(2026, 11, 1)
EXAMPLE = Path(__file__).parents[2] / "data" / "example" / "2026-10-31"
ALSO = [("vendors", "contact")]
FULL = Page(organisation="Acme", legal_name="Acme Ltd", version="7", sections=(Section("s", "Platform"),))
NIMBUS = {"legal_entity": "Nimbus GmbH", "address": "1 Cloud Street", "contact": "privacy@nimbus.example"}
HOSTING = {
    "section": "s",
    "role": "processor",
    "purpose": "Hosting",
    "data_shared": "All of it",
    "transfer_mechanism": "scc_m3; dpf_certified",
    "engaged_on": "2024-01-01",
}
BERLIN = {"engagement_id": "e", "kind": "processing", "code": "DE", "as_written": "Berlin, Germany"}


def nimbus(page: Page = FULL, **cells: str) -> Any:
    return register(
        page,
        vendors=[vendor(**NIMBUS)],
        engagements=[engagement(**{**HOSTING, **cells})],
        places=[BERLIN, {**BERLIN, "kind": "entity", "as_written": "Bonn, Germany"}],
    )


def annex(checked: Any, earlier: Any = None) -> Annex:
    """The annex of a register, against the list of another one as it was published."""
    if earlier is None:
        return annex_of(checked, AS_OF).annex
    listing = public_list(earlier, AS_OF).as_dict()
    return annex_of(
        checked, AS_OF, Published("public-list.json", tuple(entries_of(listing)), "2026-07-31", "6")
    ).annex


def tables_of(content: bytes) -> list[list[list[str]]]:
    """The tables of a document as rows of texts, as python-docx reads them back."""
    document = docx.Document(io.BytesIO(content))
    return [[[cell.text for cell in row.cells] for row in table.rows] for table in document.tables]


def tables_on(content: bytes) -> list[list[list[str]]]:
    """The cells of the page; in its dates, which do not break, blanks are blanks."""
    page = BeautifulSoup(content.replace("\N{NO-BREAK SPACE}".encode(), b" "), "html5lib")
    return [
        [
            [
                "\n".join(line.get_text() for line in cell.find_all("p")) or cell.get_text()
                for cell in row.find_all(["th", "td"])
            ]
            for row in table.find_all("tr")
        ]
        for table in page.find_all("table")
    ]


def parts_of(content: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


# What it says


def test_every_row_of_the_list_is_in_both_forms() -> None:
    made = annex(nimbus(status="optional", condition="only with backups", footnote="A note."))
    facts, listed = tables_of(word_file(made, AS_OF))
    assert facts == [["Company", "Acme Ltd"], ["As of", "1 November 2026"], ["Version of the list", "7"]]
    assert listed == [
        [
            "Subprocessor",
            "Description of the processing",
            "Data shared",
            "Role",
            "Location",
            "Transfer basis",
        ],
        [
            "Nimbus\nNimbus GmbH\nAddress: 1 Cloud Street\nContact: privacy@nimbus.example",
            "Hosting\nOptional: only with backups\nSince 1 January 2024\nA note.",
            "All of it",
            "Processor",
            "Berlin, Germany (processing)\nBonn, Germany (registered office)",
            "EU standard contractual clauses, module 3\nEU-US Data Privacy Framework",
        ],
    ]
    assert tables_on(annex_page(made)) == [facts, listed]


@pytest.mark.parametrize("earlier", [False, True])
def test_the_rows_of_a_whole_list_are_the_same_on_paper_and_on_the_page(earlier: bool) -> None:
    checked = checked_as_of(EXAMPLE, AS_OF)[0]
    made = annex(checked, nimbus() if earlier else None)
    in_word = tables_of(word_file(made, AS_OF))
    assert tables_on(annex_page(made)) == in_word
    entries = entries_of(public_list(checked, AS_OF).as_dict())
    rows = [row for table in in_word for row in table if len(row) == 6 and row[0] != "Subprocessor"]
    assert [row[0].split("\n")[0] for row in rows] == [entry["name"] for entry in entries]
    assert len(rows) > 20


def test_what_the_clauses_ask_for_and_nobody_has_said_is_not_stated() -> None:
    made = annex(register(vendors=[vendor()], engagements=[engagement()]))
    (row,) = tables_of(word_file(made, AS_OF))[-1][1:]
    assert row == ["Nimbus\nAddress: not stated\nContact: not stated", *["not stated"] * 5]
    assert gaps(made) == dict.fromkeys(
        ["address", "contact", "purpose", "data_shared", "role", "location", "transfer_basis"], 1
    )


def test_a_column_that_the_list_does_not_show_is_not_in_the_annex() -> None:
    page = Page(organisation="Acme", columns=("purpose", "location"), sections=FULL.sections)
    made = annex(nimbus(page))
    headings, row = tables_of(word_file(made, AS_OF))[-1]
    assert headings == ["Subprocessor", "Description of the processing", "Location"]
    assert row[0] == "Nimbus\nAddress: 1 Cloud Street\nContact: privacy@nimbus.example"
    assert left_out(made) == ["data_shared", "role", "transfer_basis"]
    assert "Nimbus GmbH" not in annex_page(made).decode()


def test_a_planned_vendor_is_said_to_be_announced() -> None:
    made = annex(nimbus(status="planned", engaged_on="2026-10-01", effective_on="2027-01-01"))
    assert tables_of(word_file(made, AS_OF))[-1][1][1] == "Announced, from 1 January 2027\nHosting"


@pytest.mark.parametrize(("page", "words"), [(Page(), "engaged."), (FULL, "engaged under this section.")])
def test_an_empty_list_says_so(page: Page, words: str) -> None:
    made = annex(register(page))
    document = docx.Document(io.BytesIO(word_file(made, AS_OF)))
    assert document.paragraphs[-1].text == f"No subprocessor is {words}"
    assert f"No subprocessor is {words}" in annex_page(made).decode()


TERMS = {"trains_on_data": "opt_out", "retention": "30 days", "ai_models": "a model of its own"}
CHOOSING = Page(organisation="Acme", columns=("purpose", *TERMS), sections=FULL.sections)


@pytest.mark.parametrize(
    ("columns", "cells", "lines"),
    [
        ((), TERMS, []),
        (("purpose", "retention"), TERMS, ["Keeps the data: 30 days"]),
        (
            ("purpose", *TERMS),
            TERMS,
            [
                "Trains models on the data: Yes, unless we object",
                "Keeps the data: 30 days",
                "AI models: a model of its own",
            ],
        ),
        # What nobody knows is said; where no models are named, nothing is missing.
        (
            ("purpose", *TERMS),
            {"trains_on_data": "unknown"},
            ["Trains models on the data: not stated", "Keeps the data: not stated"],
        ),
    ],
)
def test_terms_on_ai_are_in_both_forms_if_the_page_chooses_them(
    columns: Sequence[str], cells: dict[str, str], lines: list[str]
) -> None:
    page = Page(organisation="Acme", columns=tuple(columns), sections=FULL.sections)
    made = annex(nimbus(page, **cells, engaged_on=""))
    in_word = tables_of(word_file(made, AS_OF))
    assert in_word[-1][1][1].split("\n") == ["Hosting", *lines]
    assert tables_on(annex_page(made)) == in_word


@pytest.mark.parametrize("columns", [(), ("purpose",)])
def test_a_page_that_does_not_choose_them_lets_no_byte_of_them_into_the_annex(columns: Sequence[str]) -> None:
    page = Page(organisation="Acme", columns=tuple(columns), sections=FULL.sections)
    made = annex(nimbus(page, **{name: f"canary {name}" for name in TERMS}), nimbus(page))
    assert made == annex(nimbus(page), nimbus(page))


# What has changed


def test_terms_that_differ_from_the_earlier_list_are_told() -> None:
    made = annex(nimbus(CHOOSING, **TERMS), nimbus(CHOOSING, **{**TERMS, "trains_on_data": "no"}))
    (change,) = made.changes
    assert (change.what, change.before, change.after) == (
        "Trains models on the data",
        "No",
        "Yes, unless we object",
    )
    assert annex(nimbus(CHOOSING, **TERMS), nimbus(FULL, **TERMS)).changes == ()


def test_without_an_earlier_list_nothing_is_marked() -> None:
    made = annex(nimbus())
    assert (made.changes, made.is_compared) == ((), False)
    assert "Changes" not in annex_page(made).decode()


def test_new_changed_and_removed_are_marked_against_an_earlier_list() -> None:
    was = register(
        FULL,
        vendors=[vendor(), vendor(vendor_id="o", name="Old Mail")],
        engagements=[
            engagement(**{**HOSTING, "role": "affiliate"}),
            engagement(engagement_id="o", vendor_id="o", section="s"),
        ],
        places=[BERLIN, {**BERLIN, "engagement_id": "o"}],
    )
    now = register(
        FULL,
        vendors=[vendor(), vendor(vendor_id="f", name="Fresh Desk")],
        engagements=[
            engagement(**HOSTING),
            engagement(engagement_id="f", vendor_id="f", section="s"),
        ],
        places=[{**BERLIN, "code": "US", "as_written": "Boston"}, {**BERLIN, "engagement_id": "f"}],
    )
    made = annex(now, was)
    content = word_file(made, AS_OF)
    _, changes, listed = tables_of(content)
    assert changes == [
        ["Subprocessor", "What", "Before", "Now"],
        ["Nimbus", "Location", "Berlin, Germany (processing)", "Boston, United States (processing)"],
        ["Nimbus", "Role", "Affiliated company", "Processor"],
        ["Fresh Desk", "New", "not listed", "listed under Platform"],
        ["Old Mail", "No longer used", "listed under Platform", "not listed"],
    ]
    assert [row[0].split("\n")[:2] for row in listed[1:]] == [
        ["Nimbus", "Changed: location, role"],
        ["Fresh Desk", "New"],
    ]
    assert tables_on(annex_page(made))[1] == changes
    headings = [each.text for each in docx.Document(io.BytesIO(content)).paragraphs]
    assert "Changes since the list of 31 July 2026, version 6" in headings


def test_the_same_list_has_no_changes() -> None:
    made = annex(nimbus(), nimbus())
    assert (made.changes, made.is_compared) == ((), True)
    assert "Nothing has changed." in annex_page(made).decode()


def test_a_column_that_the_earlier_list_did_not_show_is_no_change() -> None:
    was = nimbus(Page(columns=("purpose",), sections=FULL.sections))
    assert annex(nimbus(), was).changes == ()


def test_another_spelling_is_no_change() -> None:
    assert annex(nimbus(purpose="Hosting!"), nimbus()).changes == ()


# Nothing internal


def test_no_word_of_a_column_that_is_not_allowed_reaches_the_annex() -> None:
    checked, private = a_full_register_with_canaries(ALSO)
    made = annex(checked, checked)
    files = {**parts_of(word_file(made, AS_OF)), "annex.html": annex_page(made)}
    assert len(private) > 60
    assert len(files) > 8
    for name, content in files.items():
        text = (name + content.decode("utf-8", "replace")).casefold()
        assert [word for word in private if word.casefold() in text] == [], name
        assert "canary" not in text, name
    contact = checked.tables["vendors"]["contact"].iloc[0]
    assert contact.startswith("public")
    assert contact.encode() in files["word/document.xml"]
    assert contact.encode() in files["annex.html"]


def test_canaries_in_every_private_column_of_a_real_register_reach_no_byte(tmp_path: Path) -> None:
    folder = Path(shutil.copytree(EXAMPLE, tmp_path / "r"))
    canaries_in(folder, ALSO)
    made = annex(checked_as_of(folder, AS_OF)[0], nimbus())
    files = {**parts_of(word_file(made, AS_OF)), "annex.html": annex_page(made)}
    for name, content in files.items():
        assert canaries_told(content) == [], name
    assert b"Mailbracken" in files["word/document.xml"]


def test_no_list_shows_the_contact() -> None:
    assert "privacy@nimbus.example" not in str(public_list(nimbus(), AS_OF).as_dict())


# Hostile words


@pytest.mark.parametrize("word", [*WORST, "\x00\x0b\ud800 control", "{{ 7 * 7 }}"])
def test_the_worst_words_are_shown_as_typed(word: str) -> None:
    checked = register(
        Page(organisation=word, legal_name=word, version=word, sections=(Section("s", word),)),
        vendors=[vendor(name=word, contact=word, address=word, legal_entity=word)],
        engagements=[engagement(**{**HOSTING, "purpose": word, "data_shared": word})],
        places=[{**BERLIN, "as_written": word}],
    )
    made = annex(checked, nimbus())
    content, page = word_file(made, AS_OF), annex_page(made)
    shown = re.sub(r"[\x00\x0b\ud800]", "\N{REPLACEMENT CHARACTER}", word).strip()

    def flat(tables: Sequence[Sequence[Sequence[str]]]) -> list[str]:
        return ["".join(cell.split()) for table in tables for row in table for cell in row]

    assert any("".join(shown.split()) in cell for cell in flat(tables_of(content)))
    assert flat(tables_on(page)) == flat(tables_of(content))
    assert BeautifulSoup(page, "html5lib").find_all(["script", "img", "svg"]) == []
    assert docx.Document(io.BytesIO(content)).core_properties.title.startswith("List of subprocessors")


# The document as a file


def test_two_documents_are_the_same_and_name_no_hour_and_no_person(monkeypatch: pytest.MonkeyPatch) -> None:
    made = annex(nimbus(), nimbus(purpose="Storage"))
    first = word_file(made, AS_OF)
    monkeypatch.setattr("time.localtime", lambda *_: (2031, 5, 6, 7, 8, 9, 0, 126, 0))
    assert word_file(made, AS_OF) == first
    with zipfile.ZipFile(io.BytesIO(first)) as archive:
        assert {each.date_time for each in archive.infolist()} == {(1980, 1, 1, 0, 0, 0)}
        assert not [name for name in archive.namelist() if "thumbnail" in name]
    properties = docx.Document(io.BytesIO(first)).core_properties
    assert (properties.author, properties.last_modified_by, properties.comments) == ("", "", "")
    assert properties.created is not None
    assert properties.created.date() == properties.modified.date() == AS_OF
    assert (properties.language, properties.title) == ("en-GB", "List of subprocessors: Acme Ltd")


def test_it_has_headings_a_language_and_heads_that_each_page_repeats() -> None:
    document = docx.Document(io.BytesIO(word_file(annex(nimbus(), nimbus(purpose="Storage")), AS_OF)))
    styles = [(each.style.name, each.text) for each in document.paragraphs if each.style]
    assert [each for each in styles if each[0] in ("Title", "Heading 1")] == [
        ("Title", "List of subprocessors"),
        ("Heading 1", "Changes since the list of 31 July 2026, version 6"),
        ("Heading 1", "Platform"),
    ]
    assert {each.get(qn("w:val")) for each in document.styles.element.iter(qn("w:lang"))} == {"en-GB"}
    assert {table.style.name for table in document.tables if table.style} == {"Annex Table"}
    _, changes, listed = document.tables
    for table in (changes, listed):
        first, *others = table.rows
        assert first._tr.trPr is not None
        assert first._tr.trPr.find(qn("w:tblHeader")) is not None
        assert not [row for row in others if row._tr.trPr.find(qn("w:tblHeader")) is not None]
    assert all(table._tbl.tblPr.find(qn("w:tblCaption")) is not None for table in document.tables)
    assert "Acme Ltd, as of 1 November 2026" in document.sections[0].footer.paragraphs[0].text


@pytest.mark.slow
def test_libreoffice_prints_every_row_and_repeats_the_heads(office: Path, tmp_path: Path) -> None:
    checked = checked_as_of(EXAMPLE, AS_OF)[0]
    (tmp_path / "annex.docx").write_bytes(word_file(annex(checked, nimbus()), AS_OF))
    profile = f"-env:UserInstallation=file://{tmp_path}/profile"
    command: list[str | Path] = [
        office,
        profile,
        "--headless",
        "--convert-to",
        "pdf",
        "--outdir",
        tmp_path,
        tmp_path / "annex.docx",
    ]
    subprocess.run(command, check=True, capture_output=True, timeout=240)
    pages = [page.extract_text() for page in PdfReader(tmp_path / "annex.pdf").pages]
    whole = "".join("".join(pages).split())
    for entry in entries_of(public_list(checked, AS_OF).as_dict()):
        assert "".join(entry["name"].split()) in whole
    assert 4 <= len(pages) <= 12
    assert sum("Description of the processing" in page for page in pages) >= len(pages) - 2
    assert f"Page {len(pages)} of {len(pages)}" in " ".join(pages[-1].split())
