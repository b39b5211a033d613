"""A review on paper as Chromium prints it: read back as a PDF, offline, light, whole."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import unicodedata
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any

import pypdf
import pytest
from bs4 import BeautifulSoup
from pypdf.generic import ArrayObject, DictionaryObject

from crowd import BIDI, IMAGE, MARKUP, UNBROKEN
from vendor_review import cli
from vendor_review.publication.archive.manifest import verify_review

pytestmark = pytest.mark.browser

PAGES = (
    "published review.html",
    "published public-list.html",
    "invented review.html",
    "invented public-list.html",
    "crowded review.html",
    "crowded public-list.html",
)
REVIEWS = tuple(name for name in PAGES if name.endswith("review.html"))
A4 = (595, 842)
#: Letters of a row that no sheet could hold: it has to be cut.
LONGER_THAN_A_SHEET = 3000


def squeezed(text: str) -> str:
    """Text without white space, ligatures and what only orders letters: lines break elsewhere on paper."""
    return re.sub(r"[\s\u00ad\u2028\u202a-\u202e\u2066-\u2069]+", "", unicodedata.normalize("NFKC", text))


@dataclass(frozen=True)
class Paper:
    """A page and the PDF that was printed of it."""

    page: Path
    pdf: Path
    places: dict[int, int] = field(default_factory=dict)

    @cached_property
    def html(self) -> BeautifulSoup:
        """The page without what is only for the screen: reference tables, the public list, pictures within cards."""
        found = BeautifulSoup(self.page.read_text(encoding="utf-8"), "html5lib")
        for each in found.select(".screen-only, details.vendor figure, .signoff details"):
            each.decompose()
        return found

    @cached_property
    def read(self) -> pypdf.PdfReader:
        return pypdf.PdfReader(self.pdf)

    @cached_property
    def catalogue(self) -> Any:
        return self.read.trailer["/Root"]

    @cached_property
    def texts(self) -> list[str]:
        return [page.extract_text() for page in self.read.pages]

    @cached_property
    def headings(self) -> list[tuple[int, str]]:
        """Level and text of every heading in the outline, in order."""

        def walk(entries: list[Any], level: int) -> Iterator[tuple[int, str]]:
            for entry in entries:
                if isinstance(entry, list):
                    yield from walk(entry, level + 1)
                else:
                    yield level, squeezed(entry.title)

        return list(walk(self.read.outline, 1))

    def tags(self) -> Iterator[Any]:
        """Every element of the structure tree, in reading order."""
        waiting: list[Any] = [self.catalogue["/StructTreeRoot"]]
        while waiting:
            node = waiting.pop().get_object()
            if isinstance(node, ArrayObject):
                waiting.extend(reversed(node))
            elif isinstance(node, DictionaryObject):
                if "/S" in node:
                    yield node
                if "/K" in node:
                    waiting.append(node["/K"])

    def sheets(self, tag: Any) -> set[int]:
        """The sheets on which something of an element stands, by place."""
        if not self.places:
            for at, page in enumerate(self.read.pages):
                assert page.indirect_reference is not None
                self.places[page.indirect_reference.idnum] = at
        found: set[int] = set()
        waiting: list[tuple[Any, Any]] = [(tag, None)]
        while waiting:
            node, page = waiting.pop()
            node = node.get_object()
            if isinstance(node, ArrayObject):
                waiting.extend((kid, page) for kid in node)
            elif isinstance(node, DictionaryObject):
                page = node.raw_get("/Pg").idnum if "/Pg" in node else page
                if "/K" in node:
                    waiting.append((node["/K"], page))
                elif "/MCID" in node:
                    found.add(self.places[page])
            elif isinstance(node, int):
                found.add(self.places[page])
        return found

    def links(self) -> set[str]:
        """Where links lead that leave the document."""
        notes = (note.get_object() for page in self.read.pages for note in page.get("/Annots", ()))
        return {str(note["/A"]["/URI"]) for note in notes if "/A" in note and "/URI" in note["/A"]}


@pytest.fixture(scope="session")
def paper(
    browser: object, request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Callable[[str], Paper]:
    """Prints a page, named by review and file, once for all tests."""
    printed: dict[str, Paper] = {}

    def find(name: str) -> Paper:
        if name not in printed:
            review, file = name.split()
            page = request.getfixturevalue(review).folder / file
            pdf = tmp_path_factory.mktemp("paper") / "a name with blanks & more.pdf"
            assert cli.main(["pdf", str(page), "--out", str(pdf)]) == 0
            printed[name] = Paper(page, pdf)
        return printed[name]

    return find


Find = Callable[[str], Paper]


@pytest.mark.parametrize("name", PAGES)
def test_a_pdf_is_tagged_and_says_its_language_and_title(name: str, paper: Find) -> None:
    made = paper(name)
    assert made.catalogue["/MarkInfo"]["/Marked"] is not False
    assert made.catalogue["/Lang"] == "en"
    assert made.catalogue["/ViewerPreferences"]["/DisplayDocTitle"]
    assert made.read.metadata is not None
    assert made.read.metadata.title == made.html.title.get_text()  # type: ignore[union-attr]
    kinds = [str(tag["/S"]) for tag in made.tags()]
    assert {"/Document", "/H1", "/H2", "/H3", "/P", "/Table", "/TR", "/TH", "/TD"} <= set(kinds)
    assert kinds.count("/H1") == 1
    assert kinds.count("/Table") >= len(made.html.find_all("table"))


@pytest.mark.parametrize("name", REVIEWS)
def test_every_picture_is_described_in_the_pdf_too(name: str, paper: Find) -> None:
    figures = [tag for tag in paper(name).tags() if tag["/S"] == "/Figure"]
    described = [tag for tag in figures if str(tag.get("/Alt", "")).strip()]
    assert len(described) == len(paper(name).html.find_all("svg")) > 0


@pytest.mark.parametrize("name", PAGES)
def test_the_outline_is_made_of_the_headings_of_the_page(name: str, paper: Find) -> None:
    made = paper(name)
    headings = made.html.find_all(re.compile(r"^h[1-6]$"))
    expected = [(int(each.name[1]), squeezed(each.get_text())) for each in headings]
    assert made.headings == expected


@pytest.mark.parametrize("name", PAGES)
def test_every_sheet_is_a4_and_carries_title_and_number(name: str, paper: Find) -> None:
    made = paper(name)
    title = squeezed(made.html.title.get_text())[:40]  # type: ignore[union-attr]
    count = len(made.texts)
    assert count > 1
    for place, (sheet, text) in enumerate(zip(made.read.pages, made.texts, strict=True), start=1):
        assert (round(sheet.mediabox.width), round(sheet.mediabox.height)) == A4
        assert f"Page{place}of{count}" in squeezed(text)
        assert title in squeezed(text)


@pytest.mark.parametrize("name", REVIEWS)
def test_every_ledger_is_on_paper_with_its_sum(name: str, paper: Find) -> None:
    made = paper(name)
    text = squeezed("".join(made.texts))
    ledgers = made.html.select("table.ledger")
    assert text.count("Howthescoreaddsup") == len(ledgers) == len(made.html.select("details.vendor")) > 0
    for row in made.html.select("table.ledger tfoot tr"):
        assert squeezed(row.get_text()) in text


@pytest.mark.parametrize("name", PAGES)
def test_no_row_of_any_table_is_cut(name: str, paper: Find) -> None:
    made = paper(name)
    rows = made.html.find_all("tr")
    printed = [made.sheets(tag) for tag in made.tags() if tag["/S"] == "/TR"]
    assert len(printed) == len(rows)
    cut = [
        squeezed(row.get_text())[:80]
        for row, sheets in zip(rows, printed, strict=True)
        if len(sheets) != 1 and row.find_parent("thead") is None and len(row.get_text()) < LONGER_THAN_A_SHEET
    ]
    assert cut == []


@pytest.mark.parametrize("name", PAGES)
def test_a_table_that_goes_on_names_its_columns_on_every_sheet(name: str, paper: Find) -> None:
    made = paper(name)
    tables = made.html.find_all("table")
    printed = [made.sheets(tag) for tag in made.tags() if tag["/S"] == "/Table"]
    assert len(printed) == len(tables)
    long = 0
    for table, sheets in zip(tables, printed, strict=True):
        if table.thead is not None and len(sheets) > 1:
            long += 1
            head = squeezed(table.thead.get_text())
            assert [place for place in sheets if head not in squeezed(made.texts[place])] == [], head
    assert long > 0 or not name.startswith("invented review")


@pytest.mark.parametrize("name", [name for name in PAGES if name not in REVIEWS])
def test_a_vendor_of_the_public_list_stays_on_one_sheet(name: str, paper: Find) -> None:
    made = paper(name)
    rows = made.html.find_all("tr")
    printed = [made.sheets(tag) for tag in made.tags() if tag["/S"] == "/TR"]
    # A vendor is a group of rows; how customers learn of a change is one too.
    vendors: dict[int, set[int]] = {}
    for row, sheets in zip(rows, printed, strict=True):
        group = row.find_parent("tbody")
        if group is not None and row.find_parent(class_=("listed", "terms")) is not None:
            vendors.setdefault(id(group), set()).update(sheets)
    assert len(vendors) == len(made.html.select(".public-list :is(.listed, .terms) tbody")) > 1
    # One of the worst strings is longer than a sheet.
    assert max(map(len, vendors.values())) == 1 or name.startswith("crowded")


@pytest.mark.parametrize("name", ["published public-list.html", "invented public-list.html"])
def test_the_head_of_a_public_table_has_its_first_entry_on_the_same_sheet(name: str, paper: Find) -> None:
    made = paper(name)
    rows = made.html.find_all("tr")
    printed = [made.sheets(tag) for tag in made.tags() if tag["/S"] == "/TR"]
    on = dict(zip(map(id, rows), printed, strict=True))
    parted = []
    for table in made.html.select("table.listed"):
        assert table.thead is not None
        head, first = table.thead.tr, table.select_one("tbody > tr")
        assert head is not None
        assert first is not None
        if min(on[id(head)]) != min(on[id(first)]):
            parted.append(table.caption and table.caption.get_text())
    assert parted == []


@pytest.mark.parametrize("name", PAGES)
def test_no_link_of_a_pdf_leads_to_a_file_of_who_printed_it(name: str, paper: Find) -> None:
    links = paper(name).links()
    assert {link.split(":")[0] for link in links} <= {"https", "http", "mailto"}
    assert str(paper(name).pdf.parent).encode() not in paper(name).pdf.read_bytes()


@pytest.mark.parametrize("name", REVIEWS)
def test_what_is_signed_is_whole_on_one_sheet(name: str, paper: Find) -> None:
    made = paper(name)
    block = made.html.select_one(".signing")
    if block is None:
        pytest.skip("this page has no sign-off block")
    printed = [made.sheets(tag) for tag in made.tags() if tag["/S"] == "/Table"]
    tables = made.html.find_all("table")
    inside = [sheets for table, sheets in zip(tables, printed, strict=True) if block in table.parents]
    assert len(inside) == 1
    (place,) = inside[0]
    words = re.findall(r"\w{4,}", block.get_text(" "))
    assert [word for word in words if word not in squeezed(made.texts[place])] == []


def test_the_worst_names_stand_in_text_and_outline_as_typed(paper: Find) -> None:
    titles = {title for _, title in paper("crowded review.html").headings}
    assert {squeezed(name) for name in (MARKUP, IMAGE, BIDI, UNBROKEN)} <= titles
    assert squeezed(MARKUP) in squeezed(paper("crowded public-list.html").texts[0])


def test_the_same_page_gives_the_same_bytes(paper: Find, tmp_path: Path) -> None:
    first = paper("published review.html")
    assert cli.main(["pdf", str(first.page), "--out", str(tmp_path / "again.pdf")]) == 0
    assert (tmp_path / "again.pdf").read_bytes() == first.pdf.read_bytes()
    assert verify_review(first.page.parent) == []


@pytest.mark.parametrize(("name", "most"), [("published review.html", 8), ("invented review.html", 30)])
def test_a_review_on_paper_is_short(name: str, most: int, paper: Find) -> None:
    assert len(paper(name).texts) <= most


@pytest.mark.parametrize("name", REVIEWS)
def test_the_contents_come_first_and_name_the_sheet_of_each_section(name: str, paper: Find) -> None:
    made = paper(name)
    entries = made.html.select("nav.contents a")
    assert len(entries) == 15
    first = squeezed(made.texts[0] + made.texts[1])
    for entry in entries:
        heading = made.html.select_one(f"[id='{str(entry['href'])[1:]}']")
        assert heading is not None
        where = [tag for tag in made.tags() if str(tag["/S"]) in ("/H1", "/H2")]
        headings = made.html.find_all(["h1", "h2"])
        (sheet,) = made.sheets(where[headings.index(heading)])
        assert f"{squeezed(entry.get_text())}{sheet + 1}" in first


#: Longer runs of letters may be cut: no line holds every one of them.
LONGEST_WHOLE = 20


@pytest.mark.parametrize("name", [name for name in REVIEWS if not name.startswith("crowded")])
def test_no_word_is_broken_on_paper(name: str, paper: Find) -> None:
    program = shutil.which("pdftotext")
    if program is None:
        assert not os.environ.get("VENDOR_REVIEW_REQUIRE_BROWSER"), "pdftotext is not installed"
        pytest.skip("pdftotext is not installed")
    made = paper(name)
    text = subprocess.run(
        [program, "-layout", str(made.pdf), "-"], capture_output=True, encoding="utf-8", check=True
    ).stdout
    whole = BeautifulSoup(made.page.read_text(encoding="utf-8"), "html5lib").get_text(" ")
    words, printed = (
        set(re.findall(r"[^\W\d_]+", unicodedata.normalize("NFKC", each))) for each in (whole, text)
    )
    assert len(printed) > 300
    long = [word for word in words if len(word) > LONGEST_WHOLE]
    broken = {word for word in printed - words - {"Page", "of"} if not any(word in each for each in long)}
    assert broken == set()
