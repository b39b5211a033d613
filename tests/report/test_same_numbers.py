"""A figure that the page shows in several places is the same figure, and the one of the files beside it."""

from __future__ import annotations

import re
from collections import Counter, defaultdict

import pytest
from bs4 import BeautifulSoup, Tag

from reviewing import Published
from vendor_review.figures import points
from vendor_review.schema.findings.catalogue import CONSEQUENCES, GAPS

pytestmark = pytest.mark.slow

_SPAN = re.compile(r"(\d+\.\d\d)\.\.(\d+\.\d\d)")
_REACH = re.compile(r"down to (\d+\.\d\d)")


@pytest.fixture(scope="module", params=["published", "example"])
def review(request: pytest.FixtureRequest) -> Published:
    made: Published = request.getfixturevalue(request.param)
    return made


@pytest.fixture(scope="module")
def page(review: Published) -> BeautifulSoup:
    return BeautifulSoup(review.text("review.html"), "html5lib")


def words(found: Tag) -> str:
    return " ".join(found.get_text(" ").split())


def spans_by_vendor(review: Published) -> dict[str, tuple[str, str]]:
    return {
        row["vendor_id"]: (points(float(row["r_lo"])), points(float(row["r_hi"])))
        for row in review.rows("scores.csv")
    }


def test_each_vendors_score_is_the_one_of_its_file_wherever_it_stands(
    page: BeautifulSoup, review: Published
) -> None:
    """In the tables of vendors, decisions and questions, in the vendor's head, its paragraph and its ledger."""
    kept = spans_by_vendor(review)
    for vendor, (lo, hi) in kept.items():
        block = page.select_one(f"details:has(> #vendor-{vendor})")
        assert block is not None
        head = block.select_one("summary")
        assert head is not None
        assert _SPAN.findall(words(head)) == [(lo, hi)]
        foot = [words(cell) for cell in block.select("table.ledger tfoot td")]
        assert foot == [lo, hi]
        told = words(block.select("p")[0])
        assert f"between {lo} and {hi}" in told or f"at {lo}" in told
    rows = defaultdict(list)
    for row in page.select("table.vendors tbody tr, table.holding tbody tr, table.asked tbody tr"):
        link = row.select_one("th a")
        assert link is not None
        rows[str(link["href"]).removeprefix("#vendor-")].append(row)
    assert set(rows) == set(kept)
    for vendor, found in rows.items():
        lo, hi = kept[vendor]
        for row in found:
            table = row.find_parent("table")
            assert table is not None
            cells = [words(cell) for cell in row.select("td")]
            if "asked" in table["class"]:
                assert cells[0] == hi
            else:
                assert f"{lo}..{hi}" in cells


def test_the_chart_says_the_same_of_each_vendor_as_the_table(page: BeautifulSoup, review: Published) -> None:
    chart = page.select("figure svg")[0]
    assert sorted(_SPAN.findall(words(chart))) == sorted(spans_by_vendor(review).values())


def test_what_a_document_could_bring_is_the_same_in_table_paragraph_and_file(
    page: BeautifulSoup, review: Published
) -> None:
    best: dict[str, str] = {}
    for kept in review.rows("questions.csv"):
        if kept["kind"] in ("on_file", "document"):  # what is on file comes first
            best.setdefault(kept["vendor_id"], points(float(kept["r_hi"])))
    shown = 0
    for row in page.select("table.asked tbody tr"):
        link = row.select_one("th a")
        assert link is not None
        vendor = str(link["href"]).removeprefix("#vendor-")
        in_table = _REACH.findall(words(row))[0]
        block = page.select_one(f"details:has(> #vendor-{vendor})")
        assert block is not None
        in_words = _REACH.findall(words(block.select("p")[0]))
        assert in_words == [in_table] == [best[vendor]]
        shown += 1
    assert shown


def test_the_counts_of_the_first_screen_are_those_of_the_files(
    page: BeautifulSoup, review: Published
) -> None:
    scores, findings = review.rows("scores.csv"), review.rows("findings.csv")
    tiles = {
        words(dt): words(dd)
        for dt, dd in zip(page.select(".tiles dt"), page.select(".tiles dd"), strict=True)
    }
    for band in ("unrated", "very high", "high", "medium", "low"):
        number = sum(row["band"] == band for row in scores)
        told = re.search(rf"(?<!very ){band} (\d+)", tiles["Bands, at worst"])
        assert (int(told[1]) if told else 0) == number
    for word in ("outside", "undetermined", "within"):
        assert f"{word} {sum(row['appetite'] == word for row in scores)}" in tiles["Against the appetite"]
    failing = sum(row["appetite"] == "within" and row["compliance"] == "fail" for row in scores)
    counted_apart = f"within, but a check fails {failing}"
    assert (counted_apart in tiles["Against the appetite"]) == bool(failing)
    for severity in ("error", "warning", "note"):
        number = sum(row["severity"] == severity for row in findings)
        assert re.search(rf"\b{number} {severity}s?\b", tiles["Register"])
    never = sum(not row["last_reviewed_on"] for row in scores)
    assert f"never reviewed {never}" in tiles["Due"]
    listed = [words(row) for row in page.select("table.dues tbody tr th[scope=rowgroup]")]
    overdue = [told.removeprefix("Overdue: ") for told in listed if told.startswith("Overdue: ")]
    assert f"overdue {overdue[0] if overdue else 0}" in tiles["Due"]


def test_the_section_of_problems_counts_each_rule_as_the_file_has_it(
    page: BeautifulSoup, review: Published
) -> None:
    kept = Counter(row["rule"] for row in review.rows("findings.csv"))
    told = {}
    for row in page.select("table.findings tbody tr"):
        (heading,) = row.select("td.text")[:1]
        counted = re.search(r": (\d+) places?\b", words(heading)) if row.select("li") else None
        told[words(row.select("th")[0])] = int(counted[1]) if counted else 1
    follow = {rule: number for rule, number in kept.items() if rule not in GAPS | CONSEQUENCES}
    assert {rule: told.get(rule) for rule in follow} == follow
