"""The page that customers open: it stands alone, can be linked to, and shows the worst words as typed."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from bs4 import BeautifulSoup

from crowd import BIDI, IMAGE, MARKUP, TEXT, UNBROKEN
from vendor_review.publication.public_list.files import public_files
from vendor_review.publication.public_list.listing import Entry, ListSection, NoticeTerms, Place, PublicList
from vendor_review.report.pages.html import anchors

WORST = (
    MARKUP,
    IMAGE,
    BIDI,
    UNBROKEN,
    TEXT,
    "</title></style><script>alert(1)</script>",
    "a line\nand another",
    "javascript:alert(1)",
    '"; } @page { } </style> \\22 \\',
    "{{ listing }} {% raw %}",
    "שלום",
)

NIMBUS = Entry(
    name="Nimbus",
    legal_entity=None,
    role="processor",
    location=(Place("processing", "DE", None, None, "Germany"),),
    purpose="Hosting",
    data_shared=None,
    url="https://nimbus.example",
    security=(),
    privacy=(),
    transfer_basis=(),
    since=None,
    announced=False,
)
LISTING = PublicList(
    organisation="Acme",
    legal_name=None,
    brand=None,
    services=None,
    address="https://acme.example/subprocessors",
    updated_on=date(2026, 5, 13),
    version=None,
    introduction=(),
    sections=(ListSection("hosting", "Hosting", (), (NIMBUS,)),),
    exclusions=(),
    notice=NoticeTerms(30, None, "calendar", ("page",)),
    contact="privacy@acme.example",
    closing=(),
)


def page_of(listing: PublicList) -> str:
    return public_files(listing.as_dict())["public-list.html"].decode()


def soup_of(listing: PublicList) -> BeautifulSoup:
    return BeautifulSoup(page_of(listing), "html5lib")


def full_of(word: str) -> PublicList:
    """A list with this word in every field that takes free text."""
    entry = Entry(
        name=word,
        legal_entity=word,
        role=word,
        location=(Place(word, word, word, word, word), Place("entity", None, word, None, word)),
        purpose=word,
        data_shared=word,
        url=None,
        security=(),
        privacy=(),
        transfer_basis=(word, word),
        since=None,
        announced=True,
    )
    return PublicList(
        organisation=word,
        legal_name=word,
        brand=word,
        services=word,
        address=None,
        updated_on=None,
        version=word,
        introduction=(word, word),
        sections=(
            ListSection(word, word, (word,), (entry, entry)),
            ListSection(word, word, (), (entry,)),
            ListSection(None, None, (), (entry,)),
        ),
        exclusions=(word,),
        notice=NoticeTerms(1, 0, word, (word,)),
        contact=word,
        closing=(word,),
    )


@pytest.mark.parametrize("word", WORST)
def test_the_worst_words_in_every_field_are_text(word: str) -> None:
    shown, plain = soup_of(full_of(word)), soup_of(full_of("plain"))
    kinds = {tag.name for tag in shown.find_all(True)}
    assert kinds <= {tag.name for tag in plain.find_all(True)} | {"a", "wbr", "span"}
    attributes = {name for tag in shown.find_all(True) for name in tag.attrs}
    assert attributes <= {name for tag in plain.find_all(True) for name in tag.attrs}
    assert shown.title is not None
    assert shown.title.get_text() == f"Subprocessors of {word}"
    assert len(shown.select("table h3")) == 4
    assert {heading.get_text() for heading in shown.select("table h3")} == {word}
    assert shown.get_text().count(word) >= 30


@pytest.mark.parametrize("word", WORST)
def test_every_anchor_is_there_once_and_every_link_leads_somewhere(word: str) -> None:
    shown = soup_of(full_of(word))
    ids = [str(tag["id"]) for tag in shown.select("[id]")]
    assert len(ids) == len(set(ids))
    assert [each for each in ids if not re.fullmatch(r"[a-z0-9-]+", each)] == []
    targets = [str(link["href"]) for link in shown.select("a[href]")]
    assert {target for target in targets if not target.startswith("#")} == {
        "public-list.json",
        "public-list.csv",
    }
    assert [target for target in targets if target.startswith("#") and target[1:] not in ids] == []


@pytest.mark.parametrize("word", WORST)
def test_the_foot_of_a_printed_page_cannot_end_the_style_sheet(word: str) -> None:
    page = page_of(full_of(word))
    assert page.count("</style>") == 1
    style = page[page.index("<style>") + 7 : page.index("</style>")]
    (said,) = re.findall(r'@bottom-left \{ content: "([^"]*)";', style)
    assert re.fullmatch(r"(?:[A-Za-z0-9]|\\[0-9a-f]{6})*", said)
    typed = re.sub(r"\\([0-9a-f]{6})", lambda found: chr(int(found[1], 16)), said)
    whole = " ".join(f"Subprocessors of {word}".split())
    assert typed == whole or (typed.endswith("…") and whole.startswith(typed[:-1]))


@pytest.mark.parametrize(
    ("names", "expected"),
    [
        (["Sendgrid", "Amazon Web Services"], ["vendor-sendgrid", "vendor-amazon-web-services"]),
        (["Société Générale"], ["vendor-societe-generale"]),
        (["Twilio", "Twilio", "Twilio 2"], ["vendor-twilio", "vendor-twilio-2", "vendor-twilio-2-2"]),
        (["שלום", "<>"], ["vendor", "vendor-2"]),
        (["a" * 100], ["vendor-" + "a" * 60]),
    ],
)
def test_anchors_are_made_from_names(names: list[str], expected: list[str]) -> None:
    assert anchors("vendor", names) == expected


def test_the_overview_names_a_vendor_once_and_leads_to_its_first_entry() -> None:
    other = replace(NIMBUS, name="Cirrus")
    listing = replace(LISTING, sections=(ListSection("hosting", "Hosting", (), (NIMBUS, other, NIMBUS)),))
    shown = soup_of(listing)
    links = [(link.get_text(), link["href"]) for link in shown.select("nav ul ul a")]
    assert links == [("Nimbus", "#vendor-nimbus"), ("Cirrus", "#vendor-cirrus")]
    assert [table["id"] for table in shown.select("table[id]")] == [
        "vendor-nimbus",
        "vendor-cirrus",
        "vendor-nimbus-2",
    ]


def test_the_page_names_its_twins_to_people_and_to_programs() -> None:
    shown = soup_of(LISTING)
    files = public_files(LISTING.as_dict())
    for label, media_type in (("JSON", "application/json"), ("CSV", "text/csv")):
        (link,) = [link for link in shown.select("footer a") if link.get_text() == label]
        (alternate,) = shown.select(f'head link[rel="alternate"][type="{media_type}"]')
        assert link["href"] == alternate["href"]
        assert link["href"] in files


def test_the_page_says_where_it_belongs_only_if_that_is_stated() -> None:
    (canonical,) = soup_of(LISTING).select('head link[rel="canonical"]')
    assert canonical["href"] == LISTING.address
    assert soup_of(replace(LISTING, address=None)).select('head link[rel="canonical"]') == []


def test_the_day_of_the_last_change_stands_on_the_page_and_at_the_foot_of_each_sheet() -> None:
    page = page_of(LISTING)
    assert '<time datetime="2026-05-13">2026-05-13</time>' in page
    assert "last\\000020updated\\0000202026\\00002d05\\00002d13" in page
    assert "updated" not in re.findall(r"@bottom-left.*", page_of(replace(LISTING, updated_on=None)))[0]


def labels_of(shown: BeautifulSoup) -> list[Any]:
    return [head.get_text() for head in shown.select("table[id] th")]


def test_a_vendor_is_told_as_customers_know_it_with_location_and_role() -> None:
    assert labels_of(soup_of(LISTING)) == [
        "Purpose",
        "Data shared",
        "Location",
        "Role",
        "URL",
        "Security",
        "Privacy",
        "Legal entity",
        "Transfer basis",
        "Since",
    ]
