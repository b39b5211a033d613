"""A list reads back as it was published, in each of its forms; anything else is refused in words."""

from __future__ import annotations

import json
import re
import shutil
import tempfile
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from bs4 import BeautifulSoup

from changes.list_draws import a_list, entry, public_lists, write_list
from drawn import drawn
from vendor_review.changes.public_lists.entry import FIELDS, entries_of, said
from vendor_review.changes.public_lists.published_list import (
    FORMS,
    LARGEST_LIST,
    entries_in,
    read_published,
)
from vendor_review.errors import ListUnreadable
from vendor_review.publication.public_list.files import COLUMNS
from vendor_review.publication.public_list.listing import Entry, Place, PublicList, entry_of

FULL = Entry(
    name='Nimbus & Sons <b>"Cloud"</b>',
    legal_entity="Nimbus & Sons, Inc.",
    address="1 Main Street, Springfield",
    role="processor",
    location=(
        Place("processing", "DE", "Frankfurt", "EU customers only", "Frankfurt, Germany (EU customers only)"),
        Place("entity", "US", None, None, "United States"),
        Place("unstated", "GLOBAL", None, None, "worldwide"),
    ),
    product="Nimbus One",
    purpose="=Hosting",
    data_shared="all\nof it",
    customer_region="EU customers",
    optional=True,
    condition="only with the add-on",
    url="https://nimbus.example/?a=1&b=2",
    security=("https://nimbus.example/security", "https://nimbus.example/soc2"),
    privacy=("https://nimbus.example/privacy",),
    transfer_basis=("scc_m3", "dpf_certified"),
    since=date(2026, 12, 1),
    announced=True,
    footnote="Old plans only.",
)
BLANK = entry_of(entry("Blank"))
LISTING = a_list(("Infrastructure", [FULL, BLANK]), (None, [BLANK]), ("Nobody yet", []))


@pytest.fixture
def forms(tmp_path: Path) -> dict[str, Path]:
    return write_list(LISTING, tmp_path / "published")


def entries_at(path: Path) -> Any:
    """What `read_published` reads, without a process of its own."""
    return entries_in(path.name, path.read_bytes())


def as_said(entries: Any) -> list[dict[str, str]]:
    return [{field: said(entry, field) for field in FIELDS} for entry in entries]


# --- what reads back ---------------------------------------------------------------------------------------


def test_an_entry_has_the_fields_of_the_list_in_its_order() -> None:
    assert tuple(FIELDS) == COLUMNS


def test_json_reads_back_exactly(forms: dict[str, Path]) -> None:
    published = read_published(forms["json"])
    assert published.file == "public-list.json"
    assert list(published.entries) == entries_of(LISTING.as_dict())


@pytest.mark.parametrize("form", ["csv", "html"])
def test_page_and_csv_read_back_but_for_what_they_do_not_show_of_a_place(
    forms: dict[str, Path], form: str
) -> None:
    full, blank, unsectioned = read_published(forms[form]).entries
    exact = {*FIELDS} - {"section", "data_shared", "location", "transfer_basis"}
    wanted, plain, _ = entries_of(LISTING.as_dict())
    assert {field: full[field] for field in exact} == {field: wanted[field] for field in exact}
    assert full["transfer_basis"] == ["scc_m3", "dpf_certified"]
    assert full["data_shared"].split() == ["all", "of", "it"]
    assert [(place["kind"], place["text"]) for place in full["location"]] == [
        ("processing", "Frankfurt, Germany (EU customers only)"),
        ("entity", "United States"),
        (None, "worldwide"),
    ]
    assert {place["code"] for place in full["location"]} == {None}
    assert blank == plain
    assert (full["section"], unsectioned["section"]) == ("Infrastructure", None)


@drawn(public_lists)
def test_any_list_says_the_same_in_its_three_forms(listing: PublicList) -> None:
    with tempfile.TemporaryDirectory() as folder:
        forms = write_list(listing, Path(folder))
        wanted = entries_of(listing.as_dict())
        assert entries_at(forms["json"]) == wanted
        for form in ("csv", "html"):
            found = as_said(entries_at(forms[form]))
            # The page tells the entries of a company together.
            assert sorted(map(str, found)) == sorted(map(str, as_said(wanted))), form
            assert form == "html" or found == as_said(wanted)


def test_a_page_that_a_browser_has_saved_reads_the_same(forms: dict[str, Path]) -> None:
    before = read_published(forms["html"]).entries
    saved = str(BeautifulSoup(forms["html"].read_text(encoding="utf-8"), "html5lib"))
    assert "</td>" in saved
    assert "<tbody>" in saved
    forms["html"].write_text(saved, encoding="utf-8")
    assert read_published(forms["html"]).entries == before


def test_columns_of_a_csv_may_be_in_any_order_and_it_may_have_a_byte_order_mark(tmp_path: Path) -> None:
    first = ["announced", "optional"]
    header = [*first, *(field for field in FIELDS if field not in first)]
    path = tmp_path / "list.CSV"
    path.write_text(f"{','.join(header)}\nno,no,,Nimbus{',' * (len(FIELDS) - 4)}\n\n", encoding="utf-8-sig")
    (found,) = read_published(path).entries
    assert (found["name"], found["announced"], found["purpose"]) == ("Nimbus", False, None)


@pytest.mark.parametrize("lacking", [(), FORMS[:1], FORMS[:2]])
def test_of_a_review_the_form_that_carries_the_most_is_read(
    forms: dict[str, Path], lacking: tuple[str, ...]
) -> None:
    folder = forms["json"].parent
    for name in lacking:
        (folder / name).unlink()
    published = read_published(folder)
    assert published.file == FORMS[len(lacking)]
    assert len(published.entries) == 3


def test_a_list_without_a_vendor_is_a_list(tmp_path: Path) -> None:
    forms = write_list(a_list(("Infrastructure", [])), tmp_path)
    assert [entries_at(path) for path in forms.values()] == [[], [], []]


# --- what is refused ---------------------------------------------------------------------------------------


def problems_of(path: Path, read: Callable[[Path], object] = entries_at) -> tuple[str, ...]:
    with pytest.raises(ListUnreadable) as refused:
        read(path)
    assert refused.value.exit_code == 2
    return refused.value.problems


HEADER = ",".join(FIELDS)


def _row(**cells: str) -> str:
    return ",".join({**dict.fromkeys(FIELDS, ""), "announced": "no", "optional": "no", **cells}.values())


OURS = '{"schema": "public-list/1", "sections": [%s]}'
WRONG = [
    ("x.json", "{", "x.json: is not JSON"),
    ("x.json", "[" * 200_000, "x.json: is not JSON: it is nested too deeply"),
    ("x.json", "[]", "it states no schema, and 'public-list/1' would be right"),
    ("x.json", '{"schema": "public-list/9"}', "its schema is 'public-list/9'"),
    ("x.json", '{"schema": "public-list/1"}', "x.json, sections: is not a list of sections"),
    ("x.json", OURS % "7", "sections[0]: is not a section with a list of vendors"),
    ("x.json", OURS % '{"title": 7, "vendors": []}', "sections[0].title: is not text or null"),
    ("x.json", OURS % '{"title": null, "vendors": [[]]}', "sections[0].vendors[0]: is not an object"),
    ("x.json", OURS % '{"title": null, "vendors": [{}]}', "sections[0].vendors[0]: has no name"),
    ("x.csv", "", "x.csv line 1: the columns of a public list are section, name"),
    ("x.csv", "name,purpose\nNimbus,Hosting\n", "section, legal_entity, address, role, location, product"),
    ("x.csv", f"{HEADER},owner\n", "'owner' is none of them"),
    ("x.csv", f"{HEADER},name\n", "one of them is there twice"),
    ("x.csv", HEADER.replace(",", ";"), "here are semicolons: save it with commas"),
    ("x.csv", HEADER.replace(",", "\t"), "here are tabs: save it with commas"),
    ("x.csv", f"{HEADER}\nInfrastructure,Nimbus\n", "x.csv line 2: has 2 cells, but the header has 19"),
    ("x.csv", f"{HEADER}\n{_row(purpose='x')}\n", "x.csv line 2: has no name"),
    (
        "x.csv",
        f"{HEADER}\n{_row(name='Nimbus', announced='maybe')}\n",
        "announced is 'maybe', and yes or no would",
    ),
    (
        "x.csv",
        f"{HEADER}\n{_row(name='Nimbus', optional='')}\n",
        "optional is '', and yes or no would be right",
    ),
    ("x.csv", f'{HEADER}\n,"Nimbus', "x.csv: is not CSV"),
    ("x.html", "", "x.html: holds no public list as vendor-review writes it"),
    ("x.html", "<table><tr><td>Nimbus</table>", "x.html: holds no public list as vendor-review writes it"),
    ("x.html", '<div class="public-list"><p>none</div>', "x.html: holds no public list as vendor-review"),
    ("x.html", "<!DOCTYPE html [<!", "x.html: "),
    ("x.html", "<a " * 100_000, "x.html: is not HTML: its tags have no end"),
    ("x.html", "<!--" * 100_000, "x.html: is not HTML: its tags have no end"),
    ("x.html", '<?xml version="1.0"?><list/>', "x.html: holds no public list as vendor-review writes it"),
    ("x.html", "<div>" * 50_000, "x.html: has tags within tags, more than 200 deep, which no list has"),
    ("x.html", "<h2>" * 20_000, "x.html: has tags within tags, more than 200 deep"),
    ("x.html", "<b></b>" * 500_001, "x.html: has more than 1,000,000 tags"),
    (
        "x.csv",
        f"{HEADER}\n{_row(name='N' * 20_001)}\n",
        "entry 1: name has 20,001 characters, and the limit is",
    ),
    ("x.csv", f"{HEADER}\n" + f"{_row(name='N')}\n" * 20_001, "has 20,001 entries, and the limit is 20,000"),
    (
        "x.html",
        '<div class="public-list"><h2>Mail</h2><table id="vendor-nimbus"><caption>Nimbus</caption></table>',
        "was written by an earlier version of vendor-review",
    ),
    (
        "x.html",
        '<div class="public-list"><h2>Mail</h2><table class="listed"><tbody><tr><td>x</table>',
        "section 'Mail': has an entry that names no vendor",
    ),
]


@pytest.mark.parametrize(("name", "text", "told"), WRONG)
def test_what_is_no_list_of_ours_is_refused(tmp_path: Path, name: str, text: str, told: str) -> None:
    path = tmp_path / name
    path.write_text(text, encoding="utf-8")
    assert told in "\n".join(problems_of(path))


@pytest.mark.parametrize(
    ("field", "value", "right"),
    [
        ("name", None, "text"),
        ("role", 7, "text or null"),
        ("location", ["Germany"], "a list of places, each with kind, code, as_written, condition, text"),
        ("location", [{"text": "Germany"}], "a list of places"),
        ("security", "https://nimbus.example", "a list of texts"),
        ("transfer_basis", [None], "a list of texts"),
        ("announced", "no", "true or false"),
    ],
)
def test_a_field_of_another_kind_is_refused(
    forms: dict[str, Path], field: str, value: object, right: str
) -> None:
    listing = json.loads(forms["json"].read_text(encoding="utf-8"))
    listing["sections"][0]["vendors"][1][field] = value
    forms["json"].write_text(json.dumps(listing), encoding="utf-8")
    (problem,) = problems_of(forms["json"])
    assert problem.startswith(f"public-list.json, sections[0].vendors[1].{field}: is not {right}")


def test_all_problems_are_told_at_once_up_to_twenty(tmp_path: Path) -> None:
    path = tmp_path / "x.csv"
    path.write_text(f"{HEADER}\n" + "a,b\n" * 3, encoding="utf-8")
    assert [re.sub(r"\D+", " ", problem).split()[0] for problem in problems_of(path)] == ["2", "3", "4"]
    path.write_text(f"{HEADER}\n" + "a,b\n" * 300, encoding="utf-8")
    assert len(problems_of(path)) == 20


@pytest.mark.parametrize("form", ["json", "csv", "html"])
@pytest.mark.parametrize(
    ("encode", "told"),
    [
        (lambda text: text.encode("utf-16"), "is UTF-16, not UTF-8"),
        (lambda text: text.replace("Nimbus", "Nümbus").encode("cp1252"), "byte 0xfc at offset"),
    ],
    ids=["utf-16", "windows-1252"],
)
def test_another_encoding_is_refused(
    forms: dict[str, Path], form: str, encode: Callable[[str], bytes], told: str
) -> None:
    forms[form].write_bytes(encode(forms[form].read_text(encoding="utf-8")))
    (problem,) = problems_of(forms[form])
    assert told in problem
    assert "save it as UTF-8, or name the public-list.json instead" in problem


def test_a_file_above_the_limit_is_not_read(tmp_path: Path) -> None:
    path = tmp_path / "public-list.html"
    with path.open("wb") as file:
        file.truncate(LARGEST_LIST + 1)
    (problem,) = problems_of(path, read_published)
    assert problem.endswith("cannot be read (it has 32 MiB, and the limit is 32 MiB).")


def test_another_kind_of_file_is_told(tmp_path: Path) -> None:
    (tmp_path / "x.pdf").write_bytes(b"%PDF")
    told = "x.pdf: is none of public-list.json, public-list.html, public-list.csv, nor a review; name one of them."
    assert problems_of(tmp_path / "x.pdf", read_published) == (f"{tmp_path}/{told}",)


def test_a_refusal_comes_out_of_the_process_that_reads_as_it_is(tmp_path: Path) -> None:
    path = tmp_path / "x.csv"
    path.write_text(f"{HEADER}\na,b\nc,d\n", encoding="utf-8")
    assert problems_of(path, read_published) == problems_of(path)
    assert len(problems_of(path)) == 2


def test_what_is_not_there_is_told(tmp_path: Path) -> None:
    assert problems_of(tmp_path / "no.json", read_published)[0].endswith(
        "no.json: cannot be read (No such file or directory)."
    )
    shutil.copy(__file__, tmp_path / "scores.csv")
    (problem,) = problems_of(tmp_path, read_published)
    assert "holds no public-list.json and no public-list.html and no public-list.csv" in problem
    assert "withheld" in problem
