"""What the review says of the public list: whether it can go out, and just what to look at first."""

from __future__ import annotations

from pathlib import Path

import pytest
from bs4 import BeautifulSoup

import vendor_review as vr
from vendor_review.report.pages.blocks import Fragment, Section
from vendor_review.report.sections.method_and_provenance import public_list_section
from vendor_review.report.sections.problems import list_findings
from vendor_review.report.sections.verdict import verdict

DATA = Path(__file__).parents[2] / "data"


def soup(section: Section) -> BeautifulSoup:
    (block,) = section.blocks
    assert isinstance(block, Fragment)
    return BeautifulSoup(block.html, "html5lib")


@pytest.mark.parametrize("register", ["numberz", "example/2026-10-31"])
def test_the_headline_leads_to_just_those_warnings_that_concern_the_list(register: str) -> None:
    review = vr.review(DATA / register, as_of="2026-10-31", sample_count=10)
    head = soup(verdict(review))
    (link,) = head.select('a[href="#list-findings"]')
    section = soup(public_list_section(review))
    after = section.select_one("#list-findings")
    assert after is not None
    told = [item.get_text() for part in after.find_next_siblings() for item in part.find_all("li")]
    concerning = list_findings(review.checked.findings)
    names = dict(zip(review.scores.vendors.index, review.scores.vendors["name"], strict=True))
    # A reader looks for the vendor first, and for the cell of the register last.
    expected = []
    for row in concerning.itertuples():
        where, _, words = str(row.message).partition(": ")
        whose = (
            f"{names[row.vendor_id]}: {words}" if row.vendor_id in names else words[:1].upper() + words[1:]
        )
        expected.append(f"{whose} {where}")
    assert sorted(told) == sorted(expected)
    assert link.get_text().startswith(f"{len(told)} warning")


def test_the_headline_names_transfer_bases_that_customers_would_read_as_none() -> None:
    review = vr.review(DATA / "example" / "2026-10-31", as_of="2026-10-31", sample_count=10)
    head = soup(verdict(review))
    words = " ".join(head.get_text().split())
    listed = [entry for section in review.listing["sections"] for entry in section["vendors"]]
    for basis, said in (("none", "None"), ("unknown", "Unknown")):
        names = {entry["name"] for entry in listed if basis in entry["transfer_basis"]}
        if names:
            sentence = words.split(f"“Transfer basis: {said}” for ")[1].split(".")[0].split("“")[0]
            assert all(name in sentence for name in names)


def test_what_holds_the_list_back_begins_with_the_vendor_and_ends_with_the_cell() -> None:
    review = vr.review(DATA / "example" / "2026-07-31", as_of="2026-07-31", sample_count=10)
    assert review.withheld
    shown = soup(public_list_section(review))
    told = [item.get_text() for item in shown.select("#public-list ~ ul")[0].select("li")]
    assert len(told) == len(review.withheld)
    names = dict(zip(review.scores.vendors.index, review.scores.vendors["name"], strict=True))
    for said, reason in zip(told, review.withheld, strict=True):
        rule, _, message = reason.partition(": ")
        found = review.checked.findings
        (owner,) = found.loc[found["rule"].eq(rule) & found["message"].eq(message), "vendor_id"]
        where, _, words = message.partition(": ")
        assert said == f"{names[owner]}: {words} {rule}, {where}"
