"""The Markdown of a job's page: what it says, and that no word of a register is read as markup."""

from __future__ import annotations

import copy
import unicodedata
from pathlib import Path
from typing import Any

import mistune
import pytest
from bs4 import BeautifulSoup
from hypothesis import given
from hypothesis import strategies as st

from reviewing import HOSTILE_NAME
from vendor_review.report.pages.job_summary import inert, job_summary

FACTS: dict[str, Any] = {
    "title": "Acme: vendor review as of 2026-11-01",
    "verdict": "2 vendors held against the appetite of 20 points: 1 outside (Open House) and 1 within (Quiet).",
    "counts": {
        "vendors": 2,
        "bands": {"unrated": 0, "very high": 1, "high": 0, "medium": 0, "low": 1},
        "appetite": {"outside": ["Open House"], "undetermined": [], "within": ["Quiet"]},
        "compliance_fails": ["Open House", "Quiet"],
        "within_but_failing": ["Quiet"],
        "overdue": 1,
        "due_within": {"30": 2, "60": 0, "90": 1},
        "never_reviewed": 2,
        "late_notice": 0,
        "rejected": 0,
        "findings": {"error": 0, "warning": 3, "note": 1},
        "withheld": False,
        "lost": [],
    },
}
PAGE = Path("/srv/reviews/acme/2026-11-01-0123abcd/review.html")


def rendered(text: str) -> BeautifulSoup:
    """The page as a reader of Markdown with tables, links and raw HTML makes it."""
    plugins = ["table", "url", "strikethrough", "footnotes", "task_lists", "math"]
    page = mistune.create_markdown(escape=False, plugins=plugins)(text)
    assert isinstance(page, str)
    return BeautifulSoup(page, "html5lib")


def summary(facts: dict[str, Any] = FACTS, **found: int) -> BeautifulSoup:
    text = job_summary(facts, status="published", run_id="0123abcd", page=PAGE, found=found)
    assert text.startswith("\n")
    assert text.endswith("\n")
    return rendered(text)


def items(page: BeautifulSoup) -> list[str]:
    return [item.get_text() for item in page.select("li")]


def test_it_has_title_verdict_counts_what_was_found_and_the_path() -> None:
    page = summary(overdue=1, outside=0)
    assert [heading.get_text() for heading in page.select("h2")] == [FACTS["title"]]
    assert [paragraph.get_text() for paragraph in page.select("p")] == [FACTS["verdict"]]
    rows = [[cell.get_text() for cell in row.select("td")] for row in page.select("tbody tr")]
    assert rows == [
        ["vendors", "2"],
        ["unrated at worst", "0"],
        ["very high at worst", "1"],
        ["high at worst", "0"],
        ["medium at worst", "0"],
        ["low at worst", "1"],
        ["outside the appetite", "1"],
        ["undetermined", "0"],
        ["within the appetite", "1"],
        ["within, but a compliance check fails", "1"],
        ["overdue", "1"],
        ["due within 30 days", "2"],
        ["due within 60 days", "0"],
        ["due within 90 days", "1"],
        ["never reviewed", "2"],
        ["changes without full notice", "0"],
        ["rows rejected", "0"],
        ["register: errors", "0"],
        ["register: warnings", "3"],
        ["register: notes", "1"],
        ["public list", "can go out"],
    ]
    assert items(page) == [
        "--fail-on overdue: 1 found",
        "Outside the appetite: Open House",
        "Within the appetite, but a compliance check fails: Quiet",
        f"Review 0123abcd, published: {PAGE}",
    ]


def test_it_says_that_nothing_was_found_only_where_something_was_asked_for() -> None:
    assert "Nothing that --fail-on names was found." in items(summary(overdue=0))
    assert not any("--fail-on" in item for item in items(summary()))


def test_it_can_be_read_in_a_mail_where_nothing_renders_it() -> None:
    facts = FACTS | {"title": "AT&T (US), Acme_Web 24/7: vendor review as of 2026-11-01"}
    text = job_summary(
        facts,
        status="published",
        run_id="0123abcd",
        page=PAGE,
        found={"overdue": 1},
        concerned={"overdue": ["Quiet"]},
    )
    assert text.splitlines()[1] == "## AT&amp;T (US), Acme_Web 24/7: vendor review as of 2026-11-01"
    assert FACTS["verdict"] in text
    assert "- **--fail-on overdue: 1 found**: Quiet\n" in text
    assert str(PAGE) in text
    assert "&#" not in text


def test_it_tells_a_withheld_list_and_vendors_that_could_not_be_scored() -> None:
    facts = copy.deepcopy(FACTS)
    facts["counts"] |= {"withheld": True, "lost": ["Sendgrid", "Amazon | Web"]}
    page = summary(facts)
    assert page.select("tbody tr")[-1].get_text(" ", strip=True) == "public list withheld"
    assert "Not scored, since their rows were rejected: Sendgrid; Amazon | Web" in items(page)


HOSTILE = [
    HOSTILE_NAME,
    "</td></tr></table><img src=x onerror=alert(1)>",
    "a | b || c",
    "[click](javascript:alert(1)) ![x](https://x.example/pixel.png) <https://x.example>",
    "https://x.example and www.x.example and who@x.example",
    "**bold** _thin_ ~~gone~~ `code` $x^2$ [^1]",
    "## heading\n\n- [ ] item\n1. first\n> quote\n```\nfence\n---\n===",
    "&lt;b&gt; &#60;script&#62; &amp;amp; \\<b\\> \\| {{ 7 * 7 }}",
    "<!-- never closed",
    "    four spaces",
    "- an item",
    "12) an item, 3. another",
    "=== and === and __both__ _thin_ word_in_word_",
    "WWW.x.example :smile: 10:30:45",
]


@pytest.mark.parametrize("words", HOSTILE)
def test_hostile_words_are_shown_as_typed_and_change_nothing_around_them(words: str) -> None:
    facts = copy.deepcopy(FACTS)
    facts["title"] = facts["verdict"] = words
    facts["counts"]["appetite"]["outside"] = facts["counts"]["lost"] = [words]
    facts["counts"]["within_but_failing"] = [words]
    usual, page = summary(FACTS | {"counts": FACTS["counts"] | {"lost": ["x"]}}), summary(facts)
    assert [tag.name for tag in page.find_all(True)] == [tag.name for tag in usual.find_all(True)]
    shown = " ".join(words.split())
    assert page.h2 is not None
    assert page.h2.get_text() == shown
    assert [paragraph.get_text() for paragraph in page.select("p")] == [shown]
    assert items(page)[:3] == [
        f"Outside the appetite: {shown}",
        f"Within the appetite, but a compliance check fails: {shown}",
        f"Not scored, since their rows were rejected: {shown}",
    ]


@given(st.text(st.characters(exclude_categories=["Cc", "Cs"])))
def test_any_text_in_a_cell_comes_out_as_typed(text: str) -> None:
    page = rendered(f"| a | b |\n|---|---|\n| x{inert(text)}x | y |\n")
    cells = [cell.get_text() for cell in page.select("td")]
    assert [unicodedata.normalize("NFC", cell) for cell in cells] == [
        unicodedata.normalize("NFC", f"x{' '.join(text.split())}x"),
        "y",
    ]
    assert {tag.name for tag in page.select("tbody *")} == {"tr", "td"}
