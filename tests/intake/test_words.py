"""What cells mean: places and when they apply, names of firms, headings, transfer terms, days."""

from __future__ import annotations

import csv
import re
import time
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vendor_review.intake.blocks.limits import LONGEST_TEXT
from vendor_review.intake.wording.days import day_in, updated_on
from vendor_review.intake.wording.gazetteer import codes_in
from vendor_review.intake.wording.headings import facts_of, glued_headings
from vendor_review.intake.wording.links import link_kind
from vendor_review.intake.wording.names import is_name, parts_of_name
from vendor_review.intake.wording.places import is_place, places_in
from vendor_review.intake.wording.tables import any_of
from vendor_review.intake.wording.transfers import mechanisms_in


@pytest.mark.parametrize(
    ("cell", "codes"),
    [
        ("USA", "US"),
        ("Frankfurt, Germany", "DE"),
        ("Frankfurt am Main, Deutschland (EU)", "DE EU"),
        ("Ireland / USA", "IE US"),
        ("France, Germany and Poland", "FR DE PL"),
        ("États-Unis", "US"),
        ("Estados Unidos", "US"),
        ("미국", "US"),
        ("eu-central-1", "DE"),
        ("Worldwide", "GLOBAL"),
        ("Depends on the region selected", "VARIES"),
        ("TBD", "TBD"),
        ("NO", "NO"),
        ("outside the EU", ""),
        ("Atlantis", ""),
        ("n/a", None),
    ],
)
def test_places_are_split_before_they_are_coded(cell: str, codes: str | None) -> None:
    found = places_in(cell)
    assert " ".join(place.code for place in found).strip() == (codes or "")
    assert (codes is None) == (not found)


def test_a_place_keeps_its_words_and_when_it_applies() -> None:
    us, eu = places_in("US or EU (only for customers hosted there)")
    assert (us.as_written, us.condition) == ("US", "")
    assert (eu.as_written, eu.condition) == (
        "EU (only for customers hosted there)",
        "only for customers hosted there",
    )


@pytest.mark.parametrize(
    ("words", "is_one"),
    [
        ("EU data centre", True),
        ("Hosted in Germany", True),
        ("Payments (Germany)", False),
        ("Servers", False),
    ],
)
def test_words_beside_a_place_are_part_of_it(words: str, is_one: bool) -> None:
    assert is_place(words, 0.8) is is_one


@pytest.mark.parametrize(
    ("cell", "name", "entity", "aliases"),
    [
        ("Quillmail, Inc.", "Quillmail, Inc.", "Quillmail, Inc.", ()),
        ("Nimbusgrid (Nimbusgrid Hosting GmbH)", "Nimbusgrid", "Nimbusgrid Hosting GmbH", ()),
        ("Orbit Desk Ltd d/b/a Deskling", "Orbit Desk Ltd d/b/a Deskling", "Orbit Desk Ltd", ("Deskling",)),
        ("Big Blue Servers (BBS)", "Big Blue Servers (BBS)", "", ("BBS",)),
        ("Pingletter **", "Pingletter", "", ()),
        ("Larkspur, Inc. – Norway", "Larkspur, Inc.", "Larkspur, Inc.", ()),
    ],
)
def test_a_name_is_taken_apart_and_nothing_is_added(
    cell: str, name: str, entity: str, aliases: tuple[str, ...]
) -> None:
    parts = parts_of_name(cell)
    assert (parts.name, parts.legal_entity, parts.aliases) == (name, entity, aliases)


@pytest.mark.parametrize(
    "words", ["We use this service", "details of your visits", "Read our policy.", "", "{one.name}"]
)
def test_a_sentence_is_no_name(words: str) -> None:
    assert not is_name(words)


@pytest.mark.parametrize(
    ("heading", "fact"),
    [
        ("Sub-processor", "name"),
        ("Name of the subprocessor", "name"),
        ("Ort der Verarbeitung", "place_processing"),
        ("Location", "place_unstated"),
        ("HQ location", "place_entity"),
        ("serviceDescription", "purpose"),
        ("data_location", "place_processing"),
        ("Catégories de données", "data"),
    ],
)
def test_a_heading_says_what_its_column_states(heading: str, fact: str) -> None:
    facts = facts_of(heading)
    assert max(facts, key=lambda one: facts[one]) == fact


def test_headings_that_ran_together_are_seen() -> None:
    assert glued_headings("NamePurposeLocationQuillmail") == ["Name", "Purpose", "Location"]
    assert glued_headings("Name of the game") == []


@pytest.mark.parametrize(
    ("cell", "codes"),
    [
        ("SCCs (module 3)", ["scc_m3"]),
        ("EU-US Data Privacy Framework; Standard Contractual Clauses", ["dpf_certified", "scc"]),
        ("SCC (not DPF)", ["scc"]),
        ("kein Drittlandtransfer", ["eea"]),
        ("intra-group agreement", []),
    ],
)
def test_transfer_terms_become_codes_unless_negated(cell: str, codes: list[str]) -> None:
    assert mechanisms_in(cell) == codes


@pytest.mark.parametrize(
    ("words", "day"),
    [
        ("June 8, 2023", "2023-06-08"),
        ("13 May 2026", "2026-05-13"),
        ("4. Mai 2026", "2026-05-04"),
        ("March 2026", "2026-03"),
        ("2026년 3월 4일", "2026-03-04"),
        ("13/05/2026", "2026-05-13"),
        ("04/05/2026", ""),
        ("2026-13-01", ""),
    ],
)
def test_a_day_that_could_be_two_is_none(words: str, day: str) -> None:
    assert day_in(words) == day


def test_only_the_words_about_a_change_date_a_page() -> None:
    assert updated_on("Founded on 1 May 2019. Last updated: 2 June 2026.")[0] == "2026-06-02"
    assert updated_on("Founded on 1 May 2019.") == ("", "")


def test_a_link_to_a_contract_is_no_privacy_page() -> None:
    assert link_kind("Quillmail DPA", "https://quillmail.example/legal/x") == "dpa"
    assert link_kind("Learn more", "https://quillmail.example/privacy") == "privacy"
    assert link_kind("Quillmail", "https://quillmail.example") == "site"
    assert link_kind("Quillmail", "javascript:alert(1)") == ""
    assert link_kind("Quillmail", "http://[") == ""


@given(st.lists(st.text("ab-", min_size=1, max_size=4), min_size=1, max_size=8), st.text("ab- ", max_size=12))
def test_a_choice_that_branches_finds_the_longest_word_as_a_plain_choice_does(
    known: list[str], words: str
) -> None:
    longest_first = "|".join(map(re.escape, sorted(known, key=len, reverse=True)))
    found = [re.findall(rf"(?<!\w)(?:{inner})(?!\w)", words) for inner in (any_of(known), longest_first)]
    assert found[0] == found[1]


@pytest.mark.parametrize("piece", ["{", "> ", "a ", "-", "*", "* ", "1", "(1) "])
def test_the_longest_text_of_a_list_is_looked_through_without_delay(piece: str) -> None:
    long = piece * (LONGEST_TEXT // len(piece))
    begun = time.process_time()
    assert facts_of(long) in ({}, {"number": 1.0})
    assert not is_name(long)
    assert parts_of_name(long).legal_entity == ""
    assert codes_in(f"{long} Germany") == ["DE"]
    assert time.process_time() - begun < 2


@pytest.mark.timeout(20)
@pytest.mark.parametrize("mark", ["*", "\\*", "* ", "[1]", "¹ "])
def test_marks_before_a_word_are_passed_over_without_delay(mark: str) -> None:
    assert not is_name(mark * 300 + "x")
    inner = f"Quillmail{(mark * 20).strip()} Inc."
    assert parts_of_name(f"{inner}{mark}").name == inner


@pytest.mark.parametrize(
    ("words", "codes"),
    [
        # A town and its state are in the country of the state.
        ("Dublin, Ohio", "US"),
        ("Paris, Texas", "US"),
        ("Cambridge, MA", "US"),
        ("London, Ontario, Canada", "CA"),
        ("Perth, WA", "AU"),
        ("Portland, OR 97201", "US"),
        ("Dublin, Amsterdam", "IE NL"),
        ("US, CA, GB", "US CA GB"),
        # Two letters behind a town that is not known may be a state as well as a country.
        ("Espoo, FI", "FI"),
        ("Nirgendwo, DE", ""),
        ("Nirgendwo, NL", ""),
        # A town that is known in the country of that code is there, and none of its codes is a state.
        ("Hamburg, DE", "DE"),
        ("Vancouver, CA", "CA"),
        ("Utrecht, NL", "NL"),
        ("Chennai, IN", "IN"),
        ("Medellín, CO", "CO"),
        ("Seattle, WA; Munich, DE", "US DE"),
        ("IE, DE, NL", "IE DE NL"),
        # A town that is known in the US is there; so is one whose postcode or country stands beside it.
        ("Palo Alto, CA", "US"),
        ("San Diego (CA)", "US"),
        ("Athens, GA", "US"),
        ("Nirgendwo, DE 19801", "US"),
        ("Nirgendwo, DE, USA", "US"),
        ("Nirgendwo, DE, Germany", "DE"),
        ("Nirgendwo, CA (Canada)", "CA"),
        # A known town elsewhere, or another place of the cell, proves nothing.
        ("Lisbon, CA", ""),
        ("Lisbon (CA)", ""),
        ("Nirgendwo, DE; Chicago", "US"),
        # Between Chinese characters there are no blanks, and Korean words have endings.
        ("德国法兰克福", "DE"),
        ("中国香港", "HK"),
        ("AWS 서울 리전", "KR"),
        ("미국에서", "US"),
        ("臺灣", "TW"),
        ("データタイプ", ""),
        # Cities as time zones have them, regions of clouds, codes in small letters, marks of footnotes.
        ("Nairobi", "KE"),
        ("Nürnberg und Helsinki", "DE FI"),
        ("nbg1, hel1, ash", "DE FI"),
        ("us", "US"),
        ("in", ""),
        ("US¹", "US"),
        # Parts of the world are no country, not even with America in their name.
        ("Latin America", ""),
        ("EMEA", ""),
        # Regions of clouds as one word, towns with a state, streets that are called as a place is.
        ("Azure westeurope", "NL"),
        ("eastus2", "US"),
        ("AWS eu-west-1", "IE"),
        ("US (Oregon)", "US"),
        ("Reston, VA", "US"),
        ("Tbilisi, Georgia", "GE"),
        ("7 rue de Madrid, 75008 Paris", "FR"),
        ("1 London Road, Dublin", "IE"),
        # Several regions of a country are that country, and alone they are anywhere.
        ("US (multi-region)", "US"),
        ("Multiple regions", "GLOBAL"),
        ("Global CDN", "GLOBAL"),
        ("Data remains in your region", "VARIES"),
        ("Customer chooses region", "VARIES"),
        ("Ireland; Germany (backup)", "IE DE"),
        ("🇺🇸 US, 🇮🇪 Ireland", "US IE"),
        ("アメリカ合衆国", "US"),
        ("Stany Zjednoczone, Niemcy", "US DE"),
        # Whose place it is stands before it.
        ("EU customers: Germany; US customers: United States", "DE US"),
        ("US customers: US. EU customers: Ireland.", "US IE"),
        ("In the region you select", "VARIES"),
    ],
)
def test_kinds_of_places_as_lists_write_them(words: str, codes: str) -> None:
    assert sorted({place.code for place in places_in(words) if place.code}) == sorted(codes.split())


def test_for_whom_a_place_is_is_its_condition() -> None:
    first, second = places_in("EU customers: Germany; US customers: United States")
    assert (first.code, first.condition) == ("DE", "EU customers")
    assert (second.code, second.condition) == ("US", "US customers")


ROOT = Path(__file__).parents[2]
PACKAGED = sorted([*(ROOT / "src").rglob("*.csv"), *(ROOT / "data").rglob("*.csv")])


@pytest.mark.parametrize("path", PACKAGED, ids=lambda path: str(path.relative_to(ROOT)))
def test_each_row_of_a_packaged_table_is_as_wide_as_its_heading(path: Path) -> None:
    with path.open(encoding="utf-8-sig", newline="") as file:
        (_, heading), *rows = enumerate(csv.reader(file, strict=True), start=1)
    # A comma in a cell that is not quoted cuts the row, and whoever reads it loses the rest.
    assert {number: row for number, row in rows if len(row) != len(heading)} == {}


@pytest.mark.parametrize(
    "path", [path for path in PACKAGED if path.parent.name == "wording"], ids=lambda path: path.stem
)
def test_no_phrase_of_the_wording_is_blank(path: Path) -> None:
    with path.open(encoding="utf-8", newline="") as file:
        rows = [*csv.DictReader(file)]
    listed = [cell for row in rows for name, cell in row.items() if name in ("words", "names", "headings")]
    assert [cell for cell in listed if any(not phrase.strip() for phrase in cell.split(";"))] == []


@pytest.mark.parametrize(
    ("words", "meanings"),
    [
        ("Nirgendwo, DE", "'DE' is Delaware (US) or Germany (DE)"),
        ("Lisbon, IL (backup)", "'IL' is Illinois (US) or Israel (IL)"),
        ("Nirgendwo, SK", "'SK' is Saskatchewan (CA) or Slovakia (SK)"),
        ("Bremen, DE", ""),
    ],
)
def test_a_place_that_could_be_in_two_countries_names_both(words: str, meanings: str) -> None:
    (place,) = places_in(words)
    assert (place.may_be, bool(place.code)) == (meanings, not meanings)
