"""The page of a real run, read as its readers' programs read it: numbers, structure, policy."""

from __future__ import annotations

import base64
import csv
import hashlib
import io
import re
from collections import Counter
from itertools import pairwise

import pytest
from bs4 import BeautifulSoup, Tag

from reviewing import Published
from vendor_review.schema.findings.catalogue import GAPS, RULES

pytestmark = pytest.mark.slow

SCORES = {"aws": (1.88, 99.25), "sendgrid": (0.94, 74.72), "quickbooks-india": (0.47, 74.72)}
_CONTROL = re.compile(r"\bVR-[A-Z]\d")
NAMES = {"aws": "Amazon Web Services", "sendgrid": "Sendgrid", "quickbooks-india": "Quick Books India"}


@pytest.fixture(scope="module")
def html(published: Published) -> str:
    return published.text("review.html")


@pytest.fixture(scope="module")
def page(html: str) -> BeautifulSoup:
    return BeautifulSoup(html, "html5lib")


def one(found: Tag, selector: str) -> Tag:
    matches = found.select(selector)
    assert len(matches) == 1, f"{selector}: {len(matches)}"
    return matches[0]


def words(found: Tag) -> str:
    return " ".join(found.get_text(" ").split())


def cells(row: Tag) -> list[str]:
    return [words(cell) for cell in row.find_all(["th", "td"])]


def four_decimals(number: str) -> str:
    """A weight as the page shows it, with four decimals."""
    return f"{float(number):.4f}"


def two_decimals(number: str) -> str:
    """As a person rounds: halves away from zero."""
    from decimal import ROUND_HALF_UP, Decimal

    return str(Decimal(number).quantize(Decimal("0.01"), ROUND_HALF_UP))


@pytest.mark.parametrize("vendor", SCORES)
def test_the_ledger_in_the_page_adds_up_to_the_score_at_both_ends(page: BeautifulSoup, vendor: str) -> None:
    ledger = one(page, f"#vendor-{vendor} table.ledger")
    rows = ledger.select("tbody tr")
    controls = [control for row in rows for control in _CONTROL.findall(cells(row)[0])]
    assert len(set(controls)) == len(controls) == 18
    for end, expected in zip((-2, -1), SCORES[vendor], strict=True):
        points = [float(cells(row)[end]) for row in rows]
        score = float(cells(one(ledger, "tfoot tr"))[end])
        assert sum(points) == pytest.approx(score, abs=0.01)
        assert score == expected


def test_the_verdict_names_the_three_vendors_and_calls_them_undetermined(page: BeautifulSoup) -> None:
    risk, due, listed = (words(line) for line in page.select(".verdict .status > div"))
    assert all(name in risk for name in NAMES.values())
    assert "Risk 3 undetermined Too little is known to say whether any of the 3 vendors" in risk
    assert due.startswith("Due 3 overdue 3 items are overdue")
    assert listed.startswith("Public list can go out")
    assert one(page, ".verdict h1 time")["datetime"] == "2026-11-01"
    assert words(one(page, ".verdict h1 time")) == "1 November 2026"


def test_the_table_of_vendors_is_scores_csv_rounded(page: BeautifulSoup, published: Published) -> None:
    shown = [cells(row) for row in page.select("table.vendors tbody tr")]
    kept = published.rows("scores.csv")
    assert [row[0] for row in shown] == [row["name"] for row in kept]

    def span(row: dict[str, str], name: str) -> str:
        lo, hi = (f"{float(two_decimals(row[f'{name}_{end}'])):.0f}" for end in ("lo", "hi"))
        return f"{lo} to {hi}" if lo != hi else lo

    words_for = {
        "undetermined": "undetermined",
        "outside": "outside the appetite",
        "within": "within the appetite",
    }
    for row, numbers in zip(shown, kept, strict=True):
        assert row[1:7] == [
            numbers["tier"],
            numbers["band"],
            span(numbers, "r"),
            words_for[numbers["appetite"]],
            span(numbers, "i"),
            f"{numbers['shown']} of 18",
        ]
        # Never reviewed, and no day stated since when it is engaged: now, which is the day of the review.
        assert (row[8], numbers["review"], numbers["due_on"]) == ("review, now", "overdue", "2026-11-01")
        states = {gate: numbers[gate] for gate in ("contract", "transfer", "notice")}
        if len(set(states.values())) == 1:
            assert row[7] == f"all {numbers['notice']}"
        else:
            assert all(gate in row[7] for gate in states)


@pytest.mark.parametrize("vendor", SCORES)
def test_the_scores_are_those_of_the_published_page_wherever_they_are_shown(
    page: BeautifulSoup, vendor: str
) -> None:
    lo, hi = SCORES[vendor]
    table = {cells(row)[0]: cells(row)[3] for row in page.select("table.vendors tbody tr")}
    assert table[NAMES[vendor]] == f"{lo:.0f} to {hi:.0f}"
    block = one(page, f"details:has(> #vendor-{vendor})")
    assert f"{lo:.0f} to {hi:.0f}" in words(one(block, "summary"))
    assert f"{lo:.0f} to {hi:.0f}" in words(page.select("figure svg")[0])


def test_the_ledger_in_the_page_is_ledger_csv(page: BeautifulSoup, published: Published) -> None:
    kept = published.rows("ledger.csv")
    for vendor in SCORES:
        told = [cells(row) for row in page.select(f"#vendor-{vendor} table.ledger tbody tr")]
        rows = [row for row in kept if row["vendor_id"] == vendor]
        left = list(rows)
        for line in told:
            # A line stands for the controls that it names, or, naming none, for the next of the other rules.
            named = _CONTROL.findall(line[0])
            others = [row for row in left if row["rule"] != "SCO-3"]
            meant = [row for row in left if row["item"] in named] if named else others[:1]
            left = [row for row in left if row not in meant]
            for place, end in ((-2, "lo"), (-1, "hi")):
                points = sum(float(row[f"points_{end}"]) for row in meant)
                assert float(line[place]) == pytest.approx(points, abs=6e-5)
                assert not line[place].startswith("-0.0000")
            if len(named) > 1:
                assert line[-3] == f"{len(named)} × {four_decimals(meant[0]['weight'])}"
        # What the page leaves out is a cap that takes nothing back.
        assert all(row["rule"] == "SCO-4" for row in left)
        assert all(float(row[end]) == 0 for row in left for end in ("points_lo", "points_hi"))


def test_no_number_in_a_file_is_a_negative_zero(published: Published) -> None:
    for name in ("ledger.csv", "scores.csv"):
        assert not re.search(r"(?m)(^|,)-0(\.0+)?(,|$)", published.text(name)), name


def test_aws_carries_the_finding_on_no_data_beside_hosting(page: BeautifulSoup) -> None:
    found = [words(item) for item in page.select("details:has(> #vendor-aws) li")]
    assert any("'none' contradicts the access path hosts" in item and "warning" in item for item in found)


def told_and_where(finding: dict[str, str]) -> tuple[str, str]:
    """What is wrong, and the cell of the register, which stands behind it."""
    where, _, said = " ".join(finding["message"].split()).partition(": ")
    return said, where


def vendor_first(finding: dict[str, str], name: str) -> str:
    """A finding as the section of problems has it: readers look for the vendor."""
    said, where = told_and_where(finding)
    return f"{name} : {said} {where}" if name else f"{said[:1].upper()}{said[1:]} {where}"


def unspaced(text: str) -> str:
    """Text without its blanks, which fall around each date."""
    return "".join(text.split())


def test_the_problems_in_the_page_are_findings_csv_five_places_a_rule(
    page: BeautifulSoup, published: Published
) -> None:
    kept: dict[str, list[dict[str, str]]] = {}
    for finding in published.rows("findings.csv"):
        kept.setdefault(finding["rule"], []).append(finding)
    severities = []
    shown = set()
    for row in page.select("table.findings tbody tr"):
        rule, severity, told, remedy = cells(row)
        severities.append(severity)
        shown.add(rule)
        messages = [words(one) for one in row.select("li")] or [told]
        names = {row["vendor_id"]: row["name"] for row in published.rows("scores.csv")}
        all_of_it = [vendor_first(one, names.get(one["vendor_id"], "")) for one in kept[rule]]
        assert len(messages) == min(len(all_of_it), 5) + (len(all_of_it) > 5)
        assert {*map(unspaced, messages[:5])} <= {*map(unspaced, all_of_it)}
        assert unspaced(kept[rule][0]["remedy"]) in unspaced(remedy)
    assert severities == sorted(severities, key=["error", "warning", "note"].index)
    # What is not stated comes in one sentence, and nothing else is left out.
    assert kept.keys() - shown == kept.keys() & GAPS
    (sentence,) = map(words, page.select("#register ~ p:-soup-contains('Not stated: ')")[:1])
    assert all(RULES[rule].gap in sentence for rule in kept.keys() & GAPS)


def test_each_vendors_warnings_are_in_its_block_and_its_notes_are_counted(
    page: BeautifulSoup, published: Published
) -> None:
    kept = published.rows("findings.csv")
    for vendor in SCORES:
        block = words(one(page, f"details:has(> #vendor-{vendor})"))
        own = [row for row in kept if row["vendor_id"] == vendor]
        pressing = [row for row in own if row["severity"] != "note"]
        assert 0 < len(pressing) < len(own)
        for row in pressing:
            said, where = told_and_where(row)
            assert f"{row['severity']}: {said} {where}" in block
        assert f" {len(own) - len(pressing)} more, all notes " in block


def test_the_public_list_in_the_page_is_the_public_list(page: BeautifulSoup, published: Published) -> None:
    inside = one(page, ".published")
    alone = one(BeautifulSoup(published.text("public-list.html"), "html5lib"), ".public-list")
    one(alone, "nav").decompose()  # its table of contents: the review has its own
    for link in alone.select("p.back, a[href^='public-list.'], a[href='feed.xml']"):
        link.decompose()  # what lies beside the list does not lie beside the review's section
    assert words(one(inside, ".public-list")) == words(alone)


def test_headings_start_with_the_only_h1_and_skip_no_level(page: BeautifulSoup) -> None:
    levels = [int(heading.name[1]) for heading in page.find_all(re.compile("^h[1-6]$"))]
    assert levels.count(1) == 1
    assert levels[0] == 1
    assert all(after <= before + 1 for before, after in pairwise(levels))


def test_ids_are_unique_and_every_link_within_the_page_leads_somewhere(page: BeautifulSoup) -> None:
    ids = Counter(str(element["id"]) for element in page.select("[id]"))
    assert [name for name, count in ids.items() if count > 1] == []
    targets = [str(link["href"]) for link in page.select("a[href^='#']")]
    assert len(targets) > 10
    assert [target for target in targets if target[1:] not in ids] == []
    for attribute in ("aria-labelledby", "aria-describedby", "headers", "for"):
        for element in page.select(f"[{attribute}]"):
            assert all(name in ids for name in str(element[attribute]).split())


def test_the_contents_list_has_each_section_in_its_order(page: BeautifulSoup) -> None:
    listed = [str(link["href"])[1:] for link in page.select("nav.contents a")]
    sections = [str(heading["id"]) for heading in page.select("main > h2, main > header h1")]
    assert listed == sections
    assert listed == [
        "verdict",
        "decisions",
        "due",
        "changes",
        "vendors",
        "unknowns",
        "vendor-by-vendor",
        "questions",
        "firmness",
        "concentration",
        "public-list",
        "register",
        "method",
        "sign-off",
        "provenance",
    ]


def test_every_table_has_a_caption_and_every_heading_cell_a_scope(page: BeautifulSoup) -> None:
    """A scope of its own, or that of a column which HTML gives it in a head that has nothing but headings."""
    assert page.find_all("table")
    for table in page.find_all("table"):
        caption = table.find("caption", recursive=False)
        assert caption is not None
        assert words(caption)
        headings = table.find_all("th")
        assert headings
        of_columns = [] if table.select("thead td") else table.select("thead th")
        own = ("col", "row", "colgroup", "rowgroup")
        assert all(heading.get("scope") in own for heading in headings if heading not in of_columns)
        assert all(words(heading) for heading in headings)


def test_every_chart_says_what_it_shows_and_has_its_numbers_beside_it(page: BeautifulSoup) -> None:
    charts = page.select("svg")
    assert len(charts) >= 3
    for svg in charts:
        assert svg["role"] == "img"
        title, caption = (
            svg.find("title", recursive=False),
            one(svg.find_parent("figure") or svg, "figcaption"),
        )
        assert title is not None
        assert (svg["aria-labelledby"], svg["aria-describedby"]) == (title["id"], caption["id"])
        assert words(caption)
        assert svg.find_next("table") is not None
    intervals = charts[1]
    assert "2 to 99" in words(intervals)
    following = intervals.find_next("table")
    assert following is not None
    assert following["class"] == ["vendors", "cards"]


def test_nothing_in_the_page_runs_or_is_fetched(page: BeautifulSoup, html: str) -> None:
    forbidden = (
        "script, iframe, object, embed, link, base, form, audio, video, source, foreignObject, image, use"
    )
    assert page.select(forbidden) == []
    for element in page.find_all(True):
        for name, value in element.attrs.items():
            assert not name.lower().startswith("on"), (element.name, name)
            assert name != "style", (element.name, value)
            if name in (
                "src",
                "srcset",
                "data",
                "poster",
                "action",
                "formaction",
                "background",
                "xlink:href",
            ):
                pytest.fail(f"{element.name} has {name}")
            if name == "href":
                assert re.match(r"(#|https://|http://|mailto:)", str(value)), value
    style = one(page, "style").get_text()
    assert "@import" not in style
    assert not re.search(r"url\((?!['\"]?data:)", style)
    assert "javascript:" not in html.lower()


def test_the_pages_policy_allows_its_own_style_and_nothing_else(page: BeautifulSoup) -> None:
    policy = str(one(page, "meta[http-equiv='Content-Security-Policy']")["content"])
    directives = dict(part.strip().split(" ", 1) for part in policy.split(";"))
    digest = base64.b64encode(hashlib.sha256(str(one(page, "style").string).encode()).digest()).decode()
    assert directives == {
        "default-src": "'none'",
        "style-src": f"'sha256-{digest}'",
        "img-src": "data:",
        "base-uri": "'none'",
        "form-action": "'none'",
    }
    head = one(page, "head")
    metas = [tag for tag in head.find_all(True) if tag.name in ("meta", "style")]
    assert metas[0].get("charset") == "utf-8"
    assert metas[1].get("http-equiv") == "Content-Security-Policy"


def test_the_page_declares_language_and_title_and_is_one_document(page: BeautifulSoup, html: str) -> None:
    assert html.startswith('<!doctype html>\n<html lang="en">')
    assert html.count("<html") == html.count("</html>") == html.count("<main") == 1
    assert words(one(page, "head > title")) == "Numberz: vendor review as of 2026-11-01"


def test_the_page_is_small_enough_to_mail(html: str) -> None:
    assert len(html.encode()) < 150_000


def test_the_provenance_names_every_input_with_its_hash(page: BeautifulSoup, published: Published) -> None:
    import json

    manifest = json.loads(published.text("manifest.json"))
    shown = dict(cells(row) for row in page.select("table.hashes tbody tr"))
    kept = {
        f"{part}/{name}": digest
        for part, files in manifest["inputs"].items()
        for name, digest in files.items()
    }
    assert shown == kept
    for name, digest in kept.items():
        part, _, file = name.partition("/")
        assert hashlib.sha256((published.folder / part / file).read_bytes()).hexdigest() == digest


def test_the_csv_files_are_rfc_4180_with_a_header_and_full_rows(published: Published) -> None:
    for name in ("scores.csv", "ledger.csv", "findings.csv"):
        rows = list(csv.reader(io.StringIO(published.text(name)), strict=True))
        assert len({len(row) for row in rows}) == 1, name
        assert len(rows) > 1
