"""Words of a register that look like markup, links or formulas: shown as typed, or refused by name."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path
from typing import Any

import nbformat
import pytest
from bs4 import BeautifulSoup

from reviewing import HOSTILE_NAME, Published
from vendor_review import cli

pytestmark = pytest.mark.slow

PAGES = ("review.html", "public-list.html")
FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")


def soup(text: str) -> BeautifulSoup:
    return BeautifulSoup(text, "html5lib")


@pytest.mark.parametrize("page", PAGES)
def test_a_name_like_a_script_is_text_in_every_page(hostile: Published, page: str) -> None:
    text = hostile.text(page)
    assert soup(text).find("script") is None
    assert "<script" not in text.lower()
    assert HOSTILE_NAME in soup(text).get_text()


def test_a_name_like_a_script_is_shown_in_table_verdict_block_and_chart(hostile: Published) -> None:
    page = soup(hostile.text("review.html"))
    assert HOSTILE_NAME in [cell.get_text() for cell in page.select("table.vendors th[scope=row]")]
    assert HOSTILE_NAME in page.select_one(".verdict").get_text()  # type: ignore[union-attr]
    assert HOSTILE_NAME in [name.get_text() for name in page.select("details.vendor summary h3")]
    assert HOSTILE_NAME in [label.get_text() for label in page.select("svg text")]
    assert any(HOSTILE_NAME in caption.get_text() for caption in page.select("table.ledger caption"))
    assert HOSTILE_NAME in [name.get_text() for name in page.select(".published tbody h4")]


def test_a_name_like_a_script_is_text_in_the_index_of_reviews(hostile: Published) -> None:
    index = (hostile.archive / "hostile" / "index.html").read_text(encoding="utf-8")
    assert soup(index).find("script") is None
    assert HOSTILE_NAME in soup(index).get_text()
    entries = json.loads((hostile.archive / "hostile" / "index.json").read_text(encoding="utf-8"))
    assert HOSTILE_NAME in json.dumps(entries, ensure_ascii=False).replace('\\"', '"')


def test_the_data_files_hold_the_name_as_typed(hostile: Published) -> None:
    listing = json.loads(hostile.text("public-list.json"))
    names = [vendor["name"] for section in listing["sections"] for vendor in section["vendors"]]
    assert HOSTILE_NAME in names
    assert '=HYPERLINK("https://x.example")' in names
    assert HOSTILE_NAME in [row["name"] for row in hostile.rows("public-list.csv")]
    assert HOSTILE_NAME in [row["name"] for row in hostile.rows("scores.csv")]
    assert HOSTILE_NAME in json.loads(hostile.stdout)["verdict"]
    assert HOSTILE_NAME in json.loads(hostile.text("manifest.json"))["summary"]["verdict"]


def test_the_notebook_holds_the_name_as_text_and_its_html_escaped(hostile: Published) -> None:
    notebook = nbformat.reads(hostile.text("review.ipynb"), as_version=4)
    texts, pages = [], []
    for cell in notebook.cells:
        for output in cell.get("outputs", []):
            data: dict[str, Any] = output.get("data", {})
            texts.append(data.get("text/plain", ""))
            pages.append(data.get("text/html", ""))
            assert not {"application/javascript", "text/latex", "text/markdown"} & data.keys()
    assert any(HOSTILE_NAME in text for text in texts)
    assert "<script" not in "".join(pages).lower()
    assert HOSTILE_NAME in soup("".join(pages)).get_text()


@pytest.mark.parametrize("name", ["scores.csv", "findings.csv", "ledger.csv", "public-list.csv"])
def test_no_cell_of_a_csv_is_a_formula(hostile: Published, name: str) -> None:
    def number(cell: str) -> bool:
        try:
            float(cell)
        except ValueError:
            return False
        return True

    rows = list(csv.reader(io.StringIO(hostile.text(name))))
    suspicious = [
        cell for row in rows for cell in row if cell.startswith(FORMULA_STARTS) and not number(cell)
    ]
    assert suspicious == []


def test_formulas_are_kept_behind_an_apostrophe_in_csv_and_as_typed_in_the_page(hostile: Published) -> None:
    assert '\'=HYPERLINK("https://x.example")' in [row["name"] for row in hostile.rows("scores.csv")]
    listed = {row["name"]: row for row in hostile.rows("public-list.csv")}
    assert listed[HOSTILE_NAME]["legal_entity"] == "'@SUM(A1)"
    assert listed['\'=HYPERLINK("https://x.example")']["purpose"].startswith("'+Delivery of user")
    named = [heading.get_text() for heading in soup(hostile.text("review.html")).select("details.vendor h3")]
    assert '=HYPERLINK("https://x.example")' in named


def test_the_kept_register_is_the_register_to_the_byte(hostile: Published) -> None:
    manifest = json.loads(hostile.text("manifest.json"))
    assert '"@SUM' not in hostile.text("register/vendors.csv")
    assert ",@SUM(A1)," in hostile.text("register/vendors.csv")
    assert set(manifest["inputs"]["register"]) == {
        path.name for path in (hostile.folder / "register").iterdir()
    }


def test_a_javascript_link_is_refused_by_name_and_is_no_link(troubled: Published) -> None:
    (finding,) = [row for row in troubled.rows("findings.csv") if row["rule"] == "REG-005"]
    assert (finding["severity"], finding["file"], finding["column"]) == ("error", "vendors.csv", "website")
    assert finding["value"].strip("'") == "javascript:alert(1)"
    assert "javascript: link" in finding["message"]
    page = soup(troubled.text("review.html"))
    assert any("javascript:alert(1)" in row.get_text() for row in page.select("table.findings tr"))
    assert not any("javascript" in str(link.get("href")).lower() for link in page.find_all(True))


def test_a_rejected_row_is_shown_and_withholds_the_public_list_and_the_page_says_so(
    troubled: Published,
) -> None:
    page = soup(troubled.text("review.html"))
    rejected = [row.get_text(" ") for row in page.select("table.rejected tbody tr")]
    assert any("vendors.csv line 3" in row and "Sendgrid" in row for row in rejected)
    assert "Withheld for" in page.select_one(".verdict").get_text()  # type: ignore[union-attr]
    assert page.select(".published") == []
    section = page.select_one("h2#public-list")
    assert section is not None
    assert "Withheld." in section.find_next("p").get_text()  # type: ignore[union-attr]
    assert any("REG-005" in item.get_text() for item in section.find_next("ul").find_all("li"))  # type: ignore[union-attr]


def test_a_withheld_list_leaves_no_file_and_the_manifest_says_so(troubled: Published) -> None:
    assert list(troubled.archive.rglob("public-list*")) == []
    manifest = json.loads(troubled.text("manifest.json"))
    assert manifest["summary"]["public_list"] == "withheld"
    assert manifest["summary"]["rejected"] > 0
    assert not any(name.startswith("public-list") for name in manifest["outputs"])
    counts = json.loads(troubled.stdout)["counts"]
    assert counts["withheld"] is True
    assert counts["rejected"] == manifest["summary"]["rejected"]
    index = json.loads((troubled.archive / "troubled" / "index.json").read_text(encoding="utf-8"))
    assert "withheld" in json.dumps(index)


def test_the_public_list_alone_is_withheld_too(
    troubled: Published, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / "public"
    assert cli.main(["public", str(troubled.folder / "register"), "--out", str(out)]) == 3
    captured = capsys.readouterr()
    assert captured.out == ""
    assert "withheld" in captured.err
    assert "javascript:alert(1)" in captured.err
    assert "Traceback" not in captured.err
    assert not out.exists()
