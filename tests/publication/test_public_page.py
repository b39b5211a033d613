"""The page that customers open: it stands alone, can be linked to, and shows the worst words as typed."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Any

import pytest
from bs4 import BeautifulSoup

from publication.public_registers import WORST
from vendor_review.publication.public_list.files import public_files
from vendor_review.publication.public_list.listing import (
    Entry,
    ListSection,
    NoticeTerms,
    Place,
    PublicChange,
    PublicList,
)
from vendor_review.report.pages.html import anchors

NIMBUS = Entry(
    name="Nimbus",
    legal_entity=None,
    address=None,
    role="processor",
    location=(Place("processing", "DE", None, None, "Germany"),),
    product=None,
    purpose="Hosting",
    data_shared=None,
    customer_region=None,
    optional=False,
    condition=None,
    url="https://nimbus.example",
    security=(),
    privacy=(),
    transfer_basis=(),
    since=None,
    announced=False,
    footnote=None,
)
LISTING = PublicList(
    organisation="Acme",
    legal_name=None,
    brand=None,
    services=None,
    address="https://acme.example/subprocessors",
    updated_on="2026-05-13",
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
        address=word,
        role=word,
        location=(Place(word, word, word, word, word), Place("entity", None, word, None, word)),
        product=word,
        purpose=word,
        data_shared=word,
        customer_region=word,
        optional=True,
        condition=word,
        url=None,
        security=(),
        privacy=(),
        transfer_basis=(word, word),
        since=None,
        announced=True,
        footnote=word,
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
    assert len(shown.select("table h3")) == 3
    assert {heading.get_text() for heading in shown.select("table h3")} == {word}
    assert shown.get_text().count(word) >= 40


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
    # The entries of a company stand together, and keep the anchors of their order in the register.
    assert [part["id"] for part in shown.select("table.listed [id]")] == [
        "vendor-nimbus",
        "vendor-nimbus-2",
        "vendor-cirrus",
    ]
    first, second = shown.select("tbody#vendor-nimbus > tr")
    assert [cell.get_text(" ", strip=True) for cell in first.select("th")] == ["Nimbus nimbus.example"]
    assert second.select("th") == []


def test_the_page_names_its_twins_to_people_and_to_programs() -> None:
    shown = soup_of(LISTING)
    files = public_files(LISTING.as_dict())
    for label, media_type in (("JSON", "application/json"), ("CSV", "text/csv")):
        (link,) = [link for link in shown.select("p.files a") if link.get_text() == label]
        (alternate,) = shown.select(f'head link[rel="alternate"][type="{media_type}"]')
        assert link["href"] == alternate["href"]
        assert link["href"] in files


def test_the_page_says_where_it_belongs_only_if_that_is_stated() -> None:
    (canonical,) = soup_of(LISTING).select('head link[rel="canonical"]')
    assert canonical["href"] == LISTING.address
    assert soup_of(replace(LISTING, address=None)).select('head link[rel="canonical"]') == []


def test_the_day_of_the_last_change_stands_on_the_page_and_at_the_foot_of_each_sheet() -> None:
    page = page_of(LISTING)
    assert '<time datetime="2026-05-13">13 May 2026</time>' in page
    assert "last\\000020updated\\0000202026\\00002d05\\00002d13" in page
    assert "updated" not in re.findall(r"@bottom-left.*", page_of(replace(LISTING, updated_on=None)))[0]


def test_a_vendor_is_told_as_customers_know_it_with_location_and_role() -> None:
    other = replace(NIMBUS, name="Cirrus", data_shared="Names", transfer_basis=("eea",))
    shown = soup_of(replace(LISTING, sections=(ListSection("hosting", "Hosting", (), (NIMBUS, other)),)))
    assert heads_of(shown) == [
        "Subprocessor",
        "Purpose",
        "Data shared",
        "Location",
        "Role and transfer basis",
    ]
    cells = [cell.get_text(" ", strip=True) for cell in shown.select("tbody#vendor-nimbus > tr > *")]
    assert cells[2:] == ["", "Germany (processing)", "Processor"]


def heads_of(shown: BeautifulSoup) -> list[str]:
    return [head.get_text() for head in shown.select("table.listed thead th")]


def test_a_column_that_no_entry_fills_takes_no_room_and_is_said_once_per_entry() -> None:
    shown = soup_of(LISTING)
    assert heads_of(shown) == ["Subprocessor", "Purpose", "Location", "Role"]
    text = shown.select_one(".listed").get_text()  # type: ignore[union-attr]
    (said,) = re.findall(r"Not stated: (.+)\.", text)
    assert {"data shared", "transfer basis"} <= {*said.split(", ")}
    assert text.casefold().count("not stated") == 1


def test_links_to_security_and_privacy_are_named_by_what_they_are_and_whose() -> None:
    papers = ("https://nimbus.example/a", "https://nimbus.example/b")
    entry = replace(NIMBUS, security=papers, privacy=papers[:1])
    shown = soup_of(replace(LISTING, sections=(ListSection("hosting", "Hosting", (), (entry,)),)))
    links = {str(link["href"]): str(link["aria-label"]) for link in shown.select("a[data-field=security]")}
    assert links == {papers[0]: "Security 1, Nimbus", papers[1]: "Security 2, Nimbus"}
    (privacy,) = shown.select("a[data-field=privacy]")
    assert (privacy.get_text(), privacy["aria-label"]) == ("Privacy", "Privacy, Nimbus")


def test_captions_tell_the_tables_of_a_list_apart() -> None:
    listing = replace(
        LISTING,
        sections=(*LISTING.sections, ListSection(None, None, (), (NIMBUS,))),
        announced=(change(),),
        log=(change(),),
    )
    captions = [caption.get_text() for caption in soup_of(listing).select("caption")]
    assert len(captions) == len(set(captions)) == 5
    assert "Hosting: 1 entry" in captions
    assert "Other subprocessors: 1 entry" in captions


@pytest.mark.parametrize(
    ("contact", "days", "said"), [("a@acme.example", 14, 1), (None, 14, 0), ("a@b.example", None, 0)]
)
def test_who_can_object_is_told_how(contact: str | None, days: int | None, said: int) -> None:
    notice = NoticeTerms(30, days, "calendar", ("page",))
    page = page_of(replace(LISTING, contact=contact, notice=notice))
    assert page.count("How to object") == said


def change(**told: Any) -> PublicChange:
    facts: dict[str, Any] = {
        "kind": "change", "name": "Nimbus", "former_name": None, "section": "Hosting", "field": "role",
        "before": "Processor", "after": "Independent controller", "announced_on": "2026-10-31",
        "effective_on": "2026-11-30", "objection_until": "2026-11-14", "anchor": "vendor-nimbus",
    }  # fmt: skip
    return PublicChange(**{**facts, **told})


def test_announced_changes_stand_before_the_list_and_past_ones_in_the_log() -> None:
    removal = change(
        kind="removal", name="Cirrus", field=None, before=None, after=None, objection_until=None, anchor=None
    )
    shown = soup_of(replace(LISTING, announced=(change(),), log=(removal,)))
    coming, log = shown.select("table.announcements")
    assert [" ".join(cell.get_text().split()) for cell in coming.select("tbody tr > *")] == [
        "Nimbus: role",
        "Processor",
        "Independent controller",
        "30 November 2026",
        "14 November 2026",
    ]
    assert [str(link["href"]) for link in coming.select("a")] == ["#vendor-nimbus"]
    assert "Cirrus: no longer used" in " ".join(log.get_text().split())
    assert "Object" not in log.get_text()
    order = [" ".join(table.get_attribute_list("class")) for table in shown.select("table")]
    assert order == ["announcements", "listed", "terms", "announcements"]


def test_an_addition_says_whether_the_vendor_is_listed_already_and_what_of_it_is_new() -> None:
    new = change(kind="addition", field=None, before=None, after=None)
    more = change(
        kind="addition", field=None, before="listed already, without this entry", after="new place: Oslo"
    )
    shown = soup_of(replace(LISTING, announced=(new, more)))
    first, second = (
        [" ".join(cell.get_text().split()) for cell in row.select("th, td")][:3]
        for row in shown.select("table.announcements tbody tr")
    )
    assert first == ["Nimbus: new", "not listed", f"listed under {new.section}"]
    assert second == [
        "Nimbus: more from a listed subprocessor",
        "listed already, without this entry",
        f"new place: Oslo; listed under {new.section}",
    ]


def test_an_entry_that_will_change_leads_to_what_is_announced_of_it() -> None:
    other = replace(NIMBUS, name="Cirrus")
    section = ListSection("hosting", "Hosting", (), (NIMBUS, other))
    shown = soup_of(replace(LISTING, sections=(section,), announced=(change(), change(field="location"))))
    (mark,) = shown.select(".listed a.announced")
    assert (mark.get_text(), mark["href"]) == ("Change announced", "#announced")
    assert mark.find_parent("tbody")["id"] == "vendor-nimbus"  # type: ignore[index]
    assert shown.select_one("h2#announced") is not None
    assert soup_of(replace(LISTING, log=(change(),))).select(".listed a.announced") == []


def test_the_feed_is_linked_only_where_it_lies_beside_the_page() -> None:
    listing = replace(
        LISTING, notice=NoticeTerms(30, 14, "calendar", ("feed", "email"), None, "a@acme.example")
    )
    for has_feed in (True, False):
        page = public_files(listing.as_dict(), has_feed=has_feed)["public-list.html"].decode()
        shown = BeautifulSoup(page, "html5lib")
        atom = shown.select('head link[rel="alternate"][type="application/atom+xml"]')
        assert [str(link["href"]) for link in atom] == (["feed.xml"] if has_feed else [])
        assert len(shown.select('body a[href="feed.xml"]')) == (2 if has_feed else 0)
        assert len(shown.select('a[href="mailto:a@acme.example"]')) == 2


def test_the_keyboard_skips_to_the_list() -> None:
    first = soup_of(LISTING).select("body a")[0]
    assert (first.get_text(), first["href"]) == ("Skip to the list", "#list")
    assert soup_of(LISTING).select("main#list")
