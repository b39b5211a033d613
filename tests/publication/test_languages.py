"""The list, its feed and its letter in another language: the same facts in other words, and nothing more."""

from __future__ import annotations

import email
import email.policy
import io
import json
import shutil
from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from email.message import EmailMessage
from pathlib import Path
from typing import Any

import docx
import feedparser
import pytest
from bs4 import BeautifulSoup
from markupsafe import escape

from changes.list_entries import entry, listing
from publication.public_registers import WORST, a_full_register_with_canaries, engagement, register, vendor
from vendor_review.changes.public_lists.published_list import json_entries, read_published
from vendor_review.changes.public_lists.published_page import page_entries
from vendor_review.characters import writable
from vendor_review.errors import UsageError
from vendor_review.publication.annex.contents import annex_of, gaps
from vendor_review.publication.annex.page import annex_page
from vendor_review.publication.annex.word_file import word_file
from vendor_review.publication.languages.edition import Edition, editions
from vendor_review.publication.languages.list_in_language import list_in
from vendor_review.publication.languages.marked_text import Marked, joined
from vendor_review.publication.notices.notice_pack import NoticePack, notice_pack
from vendor_review.publication.public_list.files import public_files
from vendor_review.publication.public_list.projection import public_list
from vendor_review.publication.result_files import public_list_files
from vendor_review.runs.analysis import review
from vendor_review.schema.public_page.labels import LANGUAGES, labels
from vendor_review.schema.public_page.page import Page, PageWording, Section

AS_OF = date(2026, 11, 1)
FIRST, SECOND = date(2026, 7, 31), date(2026, 10, 31)
EXAMPLE = Path(__file__).parents[2] / "data" / "example" / "2026-10-31"
GERMAN = PageWording(
    "de",
    introduction=("Diese Seite nennt sie.",),
    sections=(Section("hosting", "Betrieb", ("Sie betreiben den Dienst.",)),),
    texts={
        "Runs the service": "Betreibt den Dienst",
        "Names": "Namen",
        "only in summer": "nur im Sommer",
        "Delivery": "Zustellung",
    },
)
PAGE = Page(
    organisation="Acme",
    address="https://acme.example/subprocessors",
    introduction=("This page names them.",),
    sections=(Section("hosting", "Hosting", ("They run the service.",)),),
    closing=("Thank you.",),
    contact="privacy@acme.example",
    notice_days=30,
    objection_days=14,
    day_type="calendar",
    wordings=(GERMAN,),
)


def files_of(checked: Any) -> dict[str, bytes]:
    shown = public_list(checked, AS_OF).as_dict()
    return public_files(
        shown, translated={one.language: list_in(one, shown) for one in editions(checked.page)}
    )


def soup_of(content: bytes) -> BeautifulSoup:
    return BeautifulSoup(content.decode(), "html5lib")


def words_of(tag: Any) -> str:
    return " ".join(tag.get_text().split())


def small(page: Page = PAGE, **cells: str) -> Any:
    of_engagement = {"section": "hosting", "role": "processor", "purpose": "Runs the service", **cells}
    return register(
        page,
        vendors=[vendor()],
        engagements=[engagement(**of_engagement)],
        places=[
            {"engagement_id": "e", "kind": "processing", "code": "AT", "as_written": "Linz, Austria"},
            {"engagement_id": "e", "kind": "entity", "code": "EEA", "condition": "only in summer"},
        ],
    )


# The page


def test_the_page_says_in_its_language_what_the_english_one_says() -> None:
    shown = soup_of(files_of(small(transfer_mechanism="eea", data_shared="Names"))["public-list.de.html"])
    assert shown.html is not None
    assert shown.html["lang"] == "de"
    assert words_of(shown.h1) == "Unterauftragsverarbeiter von Acme"
    assert words_of(shown.select_one("h2")) == "Betrieb"
    row = [words_of(cell) for cell in shown.select("table.listed tbody tr > *")]
    assert row[1].startswith("Betreibt den Dienst")
    assert row[2:] == [
        "Namen",
        "Linz, Österreich (Verarbeitung)Europäischer Wirtschaftsraum (nur im Sommer) (Sitz)",
        "Auftragsverarbeiter Keine Übermittlung aus dem EWR",
    ]
    terms = {words_of(row.th): words_of(row.td) for row in shown.select("table.terms tr")}
    assert terms["Ankündigung vor einer Änderung"] == "30 Kalendertage"
    assert shown.select_one(".listed [lang]") is None


def test_what_has_no_words_in_the_language_stays_english_and_is_marked_so() -> None:
    shown = soup_of(files_of(small(data_shared="Faces", product="Cloud"))["public-list.de.html"])
    marked = {words_of(tag) for tag in shown.select('[lang="en"]:not(a)')}
    assert marked == {"Faces", "Cloud", "Thank you."}


def test_a_text_that_has_changed_is_never_shown_in_its_old_translation() -> None:
    content = files_of(small(purpose="Runs the service, and reads all mail"))["public-list.de.html"].decode()
    assert "Betreibt den Dienst" not in content
    assert '<span lang="en">Runs the service, and reads all mail</span>' in content


def test_each_page_leads_to_the_others_and_names_itself_for_search() -> None:
    files = files_of(small())
    for name, other in (
        ("public-list.html", "public-list.de.html"),
        ("public-list.de.html", "public-list.html"),
    ):
        shown = soup_of(files[name])
        found = {str(link["hreflang"]): str(link["href"]) for link in shown.select("head link[hreflang]")}
        assert found == {"en": PAGE.address, "de": "public-list.de.html"}
        (link,) = shown.select("p.languages a")
        assert link["href"] == (other if other != "public-list.html" else PAGE.address)
        assert link["lang"] == link["hreflang"]
    # A page in another language is another page.
    assert soup_of(files["public-list.de.html"]).select('link[rel="canonical"]') == []


def test_a_page_of_one_language_is_as_it_was_and_data_are_one_for_all() -> None:
    alone, both = files_of(small(replace(PAGE, wordings=()))), files_of(small())
    assert set(both) - set(alone) == {"public-list.de.html"}
    for name in ("public-list.json", "public-list.csv"):
        assert both[name] == alone[name]
    page = alone["public-list.html"].decode()
    assert "hreflang" not in page
    assert "languages" not in page


def test_the_anchors_are_those_of_the_english_page() -> None:
    files = files_of(small())
    ids = [
        [str(tag["id"]) for tag in soup_of(files[name]).select("[id]")] for name in files if "html" in name
    ]
    assert len(ids) == 2
    assert ids[0] == ids[1]


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_language_gives_a_page_that_runs_its_way(language: str) -> None:
    page = replace(PAGE, wordings=(replace(GERMAN, language=language),))
    shown = soup_of(files_of(small(page))[f"public-list.{language}.html"])
    assert shown.html is not None
    assert shown.html["lang"] == language
    assert shown.html.get("dir", "ltr") == labels(language).direction
    assert shown.title is not None
    assert shown.title.get_text() == labels(language)["page"]["title"].format(company="Acme")
    if labels(language).spoken != language:
        assert words_of(shown.select_one(f'td [lang="{language}"]')) == "Betreibt den Dienst"
        assert shown.select("main[lang=en]")


# What may not go out


def test_no_word_of_a_column_that_is_not_allowed_reaches_a_page_in_another_language() -> None:
    checked, private = a_full_register_with_canaries()
    own = {
        "canarypast": "geheim",
        **{word: f"geheim {number}" for number, word in enumerate(sorted(private))},
    }
    checked.page = replace(checked.page, wordings=(replace(GERMAN, sections=(), texts=own),))
    content = files_of(checked)["public-list.de.html"].decode().casefold()
    assert [word for word in private if word.casefold() in content] == []
    assert "canary" not in content
    assert "geheim" not in content


@pytest.mark.parametrize("word", WORST)
def test_the_worst_words_of_a_translation_are_text(word: str) -> None:
    def page(said: str) -> BeautifulSoup:
        texts = {"Runs the service": said, "Names": said, "only in summer": said}
        wording = PageWording(
            "de",
            services=said,
            introduction=(said,),
            exclusions=(said,),
            closing=(said,),
            sections=(Section("hosting", said, (said,)),),
            texts=texts,
        )
        made = small(replace(PAGE, exclusions=("x",), services="x", wordings=(wording,)), data_shared="Names")
        return soup_of(files_of(made)["public-list.de.html"])

    shown, plain = page(word), page("plain")
    assert {tag.name for tag in shown.find_all(True)} == {tag.name for tag in plain.find_all(True)}
    assert {name for tag in shown.find_all(True) for name in tag.attrs} == {
        name for tag in plain.find_all(True) for name in tag.attrs
    }
    assert words_of(shown).count(" ".join(written(word).split())) >= 8


def written(word: str) -> str:
    """A word as a page holds it."""
    return BeautifulSoup(f"<p>{escape(writable(word))}</p>", "html5lib").get_text()


def test_marked_text_is_escaped_and_reads_as_the_whole() -> None:
    text = joined(["neu: ", Marked([("<b>", "en")])])
    assert text == "neu: <b>"
    assert text.__html__() == 'neu: <span lang="en">&lt;b&gt;</span>'  # type: ignore[attr-defined]
    assert type(joined(["a", "b"])) is str


# Reading it back


@pytest.mark.parametrize("language", LANGUAGES)
def test_our_own_reader_finds_the_codes_of_a_page_in_any_language(language: str) -> None:
    page = replace(PAGE, wordings=(PageWording(language),))
    files = files_of(
        small(page, transfer_mechanism="adequacy; scc_m3", data_shared="Names", effective_on="2026-02-01")
    )
    (own,) = page_entries("list.html", files[f"public-list.{language}.html"].decode())
    (english,) = json_entries("list.json", files["public-list.json"].decode())
    # The words of a country are those of the language.
    assert [place["kind"] for place in own.pop("location")] == [
        place["kind"] for place in english.pop("location")
    ]
    assert own == english


# What is told of changes


class Told:
    """Two reviews of a list in English and in German."""

    def __init__(self, before: Mapping[str, Any], after: Mapping[str, Any], texts: Mapping[str, str]) -> None:
        page = replace(PAGE, wordings=(replace(GERMAN, texts={**GERMAN.texts, **texts}),))
        self.editions = editions(page)
        first = notice_pack(listing(), None, before, as_of=FIRST)
        self.pack: NoticePack = notice_pack(
            listing(),
            None,
            after,
            as_of=SECOND,
            earlier=json.loads(json.dumps(first.state)),
            editions=self.editions,
        )

    def letter(self) -> str:
        content = self.pack.files["notice.de.eml"]
        message = email.message_from_bytes(content, policy=email.policy.SMTP.clone(raise_on_defect=True))
        assert isinstance(message, EmailMessage)
        assert message["Content-Language"] == "de"
        part = message.get_body(("plain",))
        assert part is not None
        return " ".join(str(part.get_content()).split())

    def feed(self) -> Any:
        parsed = feedparser.parse(self.pack.files["feed.de.xml"])
        assert not parsed.bozo
        return parsed


def place(text: str, code: str | None) -> dict[str, Any]:
    return {"kind": "processing", "code": code, "as_written": None, "condition": None, "text": text}


def test_letter_and_feed_tell_a_change_in_the_language() -> None:
    before = {**entry(role="processor", data_shared="Names"), "location": [place("Germany", "DE")]}
    after = {**before, "location": [place("Linz, Austria", "AT")], "role": "independent_controller"}
    told = Told({"a": before}, {"a": after}, {})
    letter = told.letter()
    assert "Vorher: Deutschland (Verarbeitung) - Nachher: Linz, Österreich (Verarbeitung)" in letter
    assert "Vorher: Auftragsverarbeiter - Nachher: Eigenständiger Verantwortlicher" in letter
    assert "Guten Tag," in letter
    parsed = told.feed()
    assert parsed.feed.language == "de" or parsed.feed.get("xml_lang", "de") == "de"
    assert parsed.feed.title.endswith(": Änderungen")
    assert {one.title.split(": ")[1] for one in parsed.entries} == {"Ort", "Rolle"}
    english = feedparser.parse(told.pack.files["feed.xml"])
    assert {one.id for one in parsed.entries}.isdisjoint(one.id for one in english.entries)
    assert parsed.feed.id != english.feed.id


def test_both_sides_of_a_change_are_translated_by_their_own_words() -> None:
    before = entry(data_shared="Names")
    after = {**before, "data_shared": "Names and faces"}
    told = Told({"a": before}, {"a": after}, {"Names and faces": "Namen und Gesichter"})
    assert "Vorher: Namen - Nachher: Namen und Gesichter" in told.letter()
    # What is announced still shows as it was.
    assert told.pack.entries["a"]["data_shared"] == "Names"


def test_an_addition_of_a_listed_vendor_says_in_the_language_what_is_new() -> None:
    first = {**entry(product="Mail"), "location": [place("Germany", "DE")]}
    second = {
        **first,
        "product": "Delivery",
        "location": [place("Oslo, Norway", "NO")],
        "purpose": "Runs the service",
        "announced": True,
        "since": "2026-12-15",
    }
    told = Told({"a": first}, {"a": first, "b": second}, {})
    assert (
        "Bereits aufgeführt; neuer Dienst: Zustellung; neuer Ort: Oslo, Norwegen (Verarbeitung)"
        in told.letter()
    )
    assert "Zweck: Betreibt den Dienst" in told.letter()


def test_a_letter_without_need_is_written_in_no_language() -> None:
    same = entry()
    told = Told({"a": same}, {"a": same}, {})
    assert {name for name in told.pack.files if ".de." in name} == {"feed.de.xml"}


def test_what_is_withheld_is_so_in_every_language() -> None:
    page = replace(PAGE, wordings=(GERMAN,))
    pack = notice_pack(listing(), None, {"a": entry()}, as_of=FIRST, withheld=True, editions=editions(page))
    assert [name for name in pack.files if ".de." in name] == []


@pytest.fixture
def german() -> Edition:
    (edition,) = editions(PAGE)
    return edition


@pytest.mark.parametrize(
    ("field", "english", "own"),
    [
        ("role", "Affiliated company", "Verbundenes Unternehmen"),
        ("transfer_basis", "None; Adequacy decision", "Keine; Angemessenheitsbeschluss"),
        ("location", "Germany (registered office); worldwide", "Deutschland (Sitz); weltweit"),
        (
            "location",
            "Linz, Austria (only in summer) (processing)",
            "Linz, Österreich (nur im Sommer) (Verarbeitung)",
        ),
        ("announced", "in use", "im Einsatz"),
        ("optional", "yes", "ja"),
        ("trains_on_data", "Yes, unless we object", "Ja, sofern wir nicht widersprechen"),
        ("section", "Hosting", "Betrieb"),
        ("section", "Other subprocessors", "Weitere Unterauftragsverarbeiter"),
        ("legal_entity", "Names", "Names"),
        ("purpose", "Runs  the service", "Betreibt den Dienst"),
        ("purpose", "something else", "something else"),
        ("purpose", None, None),
    ],
)
def test_words_that_a_change_keeps_in_english(
    german: Edition, field: str, english: str | None, own: str | None
) -> None:
    assert german.value(field, english) == own


def test_a_place_that_the_register_words_itself_is_translated_as_a_whole() -> None:
    page = replace(
        PAGE, wordings=(PageWording("de", texts={"remote access from India": "Fernzugriff aus Indien"}),)
    )
    (edition,) = editions(page)
    assert edition.place("remote access from India") == "Fernzugriff aus Indien"
    assert edition.place("Georgia, United States") == "Georgia, Vereinigte Staaten"
    odd = edition.place("our own cellar")
    assert (odd, odd.__html__()) == ("our own cellar", '<span lang="en">our own cellar</span>')  # type: ignore[attr-defined]


# The example


def test_the_german_page_of_the_example_has_no_word_in_english() -> None:
    made = review(EXAMPLE, as_of="2026-10-31")
    assert not made.withheld
    page = soup_of(public_list_files(made, has_feed=True)["public-list.de.html"])
    assert page.select('[lang="en"]:not(a)') == []
    assert {"feed.de.xml", "notice.de.eml", "feed.xml", "notice.eml"} <= set(made.notice_files)
    assert [str(link["href"]) for link in page.select('head link[type="application/atom+xml"]')] == [
        "feed.de.xml"
    ]
    parsed = feedparser.parse(made.notice_files["feed.de.xml"])
    assert not parsed.bozo
    assert [one.title for one in parsed.entries] == [
        "Basaltfell Cloud: neuer Ort: Region au-coast, Australien (Kunden in Australien) (Verarbeitung)",
        "Inkharrow Documents neu aufgenommen",
    ]


def test_a_wrong_key_of_a_translation_withholds_the_list(tmp_path: Path) -> None:
    folder = shutil.copytree(EXAMPLE, tmp_path / "register")
    text = (folder / "page.de.toml").read_text(encoding="utf-8")
    (folder / "page.de.toml").write_text(f'legal_name = "Skerrowby GmbH"\n{text}', encoding="utf-8")
    made = review(folder, as_of="2026-10-31")
    (reason,) = made.withheld
    assert reason.startswith(
        "PAGE-006: page.de.toml, legal_name: 'legal_name' is not a key here; the keys are "
    )
    assert not [name for name in made.notice_files if "feed" in name or "notice" in name]


# The annex


def test_the_annex_is_in_the_language_that_is_asked_for() -> None:
    checked = review(EXAMPLE, as_of="2026-10-31").checked
    made = annex_of(checked, date(2026, 10, 31), language="de").annex
    assert made.title == "Liste der Unterauftragsverarbeiter"
    assert [section.title for section in made.sections][:3] == ["Plattform", "Betrieb", "Kundendienst"]
    first = made.subprocessors[0]
    assert (first.purpose, first.role, first.status) == (
        "Hosting des Dienstes und seiner Datenbanken für Kunden in der EU und im Vereinigten Königreich",
        "Auftragsverarbeiter",
        "im Einsatz",
    )
    assert first.location.split("\n")[-1] == "Musterstadt, Deutschland (Sitz)"
    shown = soup_of(annex_page(made))
    assert shown.html is not None
    assert (shown.html["lang"], shown.select("[lang=en]")) == ("de", [])
    assert "Angekündigt, ab 1. Dezember 2026" in words_of(shown)
    document = docx.Document(io.BytesIO(word_file(made, date(2026, 10, 31))))
    assert document.core_properties.language == "de"
    assert [part.text for part in document.paragraphs if part.style.name == "Title"] == [made.title]  # type: ignore[union-attr]
    assert "Seite " in document.sections[0].footer.paragraphs[0].text
    # What is compared are facts, whatever the words of either list.
    english = annex_of(checked, date(2026, 10, 31)).annex
    assert gaps(made) == gaps(english)


def test_an_annex_against_an_earlier_list_tells_its_changes_in_the_language(tmp_path: Path) -> None:
    checked = small(transfer_mechanism="eea", data_shared="Names")
    for name, content in files_of(checked).items():
        (tmp_path / name).write_bytes(content)
    moved = small(transfer_mechanism="scc_m3", data_shared="Faces")
    made = annex_of(moved, AS_OF, read_published(tmp_path / "public-list.json"), "de").annex
    assert {(row.what, row.before, row.after) for row in made.changes} == {
        ("Daten", "Namen", "Faces"),
        ("Übermittlungsgrundlage", "Keine Übermittlung aus dem EWR", "EU-Standardvertragsklauseln, Modul 3"),
    }
    assert made.subprocessors[0].changed == "Daten und Übermittlungsgrundlage"


def test_an_annex_in_a_language_needs_the_page_in_it() -> None:
    with pytest.raises(UsageError, match=r"--language fr: the register has no page\.fr\.toml"):
        annex_of(small(), AS_OF, language="fr")
