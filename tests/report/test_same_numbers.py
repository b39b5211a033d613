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

_REACH = re.compile(r"down to (\d+)")
#: Where bands and the appetite of the policy begin: no score is rounded up to one of them.
_LIMITS = (10, 20, 40)


def whole(score: str) -> str:
    nearest = int(points(float(score), 0))
    return str(nearest - 1 if any(float(score) < limit <= nearest for limit in _LIMITS) else nearest)


def shown(row: dict[str, str]) -> str:
    lo, hi = whole(row["r_lo"]), whole(row["r_hi"])
    return lo if lo == hi else f"{lo} to {hi}"


@pytest.fixture(scope="module", params=["published", "example"])
def review(request: pytest.FixtureRequest) -> Published:
    made: Published = request.getfixturevalue(request.param)
    return made


@pytest.fixture(scope="module")
def page(review: Published) -> BeautifulSoup:
    return BeautifulSoup(review.text("review.html"), "html5lib")


def words(found: Tag) -> str:
    return " ".join(found.get_text(" ").split())


def test_each_vendors_score_is_the_one_of_its_file_wherever_it_stands(
    page: BeautifulSoup, review: Published
) -> None:
    """In the tables of vendors, decisions and questions, in the vendor's head, its paragraph and its ledger."""
    kept = {row["vendor_id"]: row for row in review.rows("scores.csv")}
    for vendor, row in kept.items():
        block = page.select_one(f"details:has(> #vendor-{vendor})")
        assert block is not None
        head = block.select_one("summary")
        assert head is not None
        assert words(head.select("span.nowrap")[0]) == shown(row)
        foot = [words(cell) for cell in block.select("table.ledger tfoot td")]
        assert foot == [points(float(row[end])) for end in ("r_lo", "r_hi")]
        told = words(block.select("p")[0])
        assert f"{shown(row)} with them" in told or f"unrated: {shown(row)} points" in told
    rows: dict[str, list[Tag]] = defaultdict(list)
    for line in page.select("table.vendors tbody tr, table.holding tbody tr, table.asked tbody tr"):
        link = line.select_one("th a")
        assert link is not None
        rows[str(link["href"]).removeprefix("#vendor-")].append(line)
    assert set(rows) == set(kept)
    for vendor, found in rows.items():
        for line in found:
            table = line.find_parent("table")
            assert table is not None
            cells = [words(cell) for cell in line.select("td")]
            if "asked" in table["class"]:
                assert cells[0] == whole(kept[vendor]["r_hi"])
            else:
                assert shown(kept[vendor]) in cells


def test_the_charts_say_the_same_of_each_vendor_as_the_table(page: BeautifulSoup, review: Published) -> None:
    """The chart of all vendors has each of them; the first one has those that need a look."""
    kept = {row["name"]: f"{shown(row)} {row['band']}" for row in review.rows("scores.csv")}
    first, second = page.select("figure svg")[:2]
    for chart, whole_register in ((first, False), (second, True)):
        texts = [words(text) for text in chart.select("text")]
        drawn = [name for name in kept if name in texts]
        assert set(drawn) == set(kept) if whole_register else drawn
        assert all(kept[name] in texts for name in drawn)


def test_what_a_document_could_bring_is_the_same_in_table_paragraph_and_file(
    page: BeautifulSoup, review: Published
) -> None:
    now = {row["vendor_id"]: whole(row["r_hi"]) for row in review.rows("scores.csv")}
    best: dict[str, str] = {}
    helping = [row for row in review.rows("questions.csv") if row["kind"] in ("on_file", "document")]
    # What is on file comes first, but behind what brings the vendor within the appetite.
    for kept in sorted(helping, key=lambda row: row["appetite"] != "within"):
        if whole(kept["r_hi"]) != now[kept["vendor_id"]]:
            best.setdefault(kept["vendor_id"], whole(kept["r_hi"]))
    outside = {row["vendor_id"] for row in review.rows("scores.csv") if row["appetite"] == "outside"}
    compared = 0
    for row in page.select("table.asked tbody tr"):
        link = row.select_one("th a")
        assert link is not None
        vendor = str(link["href"]).removeprefix("#vendor-")
        in_table = _REACH.findall(words(row))[0]
        block = page.select_one(f"details:has(> #vendor-{vendor})")
        assert block is not None
        asked = next(dd for dt, dd in _facts(block) if dt == "Ask for")
        assert _REACH.findall(asked)[0] == in_table
        # No single document brings it there, and the whole way is in no line of that file.
        assert in_table == best[vendor] or vendor in outside
        compared += 1
    assert compared


def _facts(block: Tag) -> list[tuple[str, str]]:
    """What a vendor's card begins with: label and words."""
    facts = block.select_one(".first-facts")
    assert facts is not None
    return [(words(dt), words(dd)) for dt, dd in zip(facts.select("dt"), facts.select("dd"), strict=True)]


def test_the_first_screen_says_what_the_sections_and_files_say(
    page: BeautifulSoup, review: Published
) -> None:
    scores = review.rows("scores.csv")
    lines = {words(dt).partition(" ")[0]: words(dt.parent or dt) for dt in page.select(".status dt")}
    for word in ("outside", "undetermined"):
        number = sum(row["appetite"] == word for row in scores)
        if number and number < len(scores):
            assert re.search(rf"\b{number} (?:is|are) {word}\b", lines["Risk"])
    listed = [words(row) for row in page.select("table.dues tbody tr th[scope=rowgroup]")]
    overdue = [told.removeprefix("Overdue: ") for told in listed if told.startswith("Overdue: ")]
    assert f"{overdue[0] if overdue else 0} overdue" in lines["Due"]
    waiting = page.select("table.decisions:not(.holding, .dues) tbody tr")
    assert f"{len(waiting)} vendor" in lines["Due"]
    now = [line for line in waiting if "now" in [words(cell) for cell in line.select("td")]]
    done_first = [words(link) for link in page.select(".do-now li > a")]
    assert done_first == [words(line.select("th")[0]) for line in now][:5]


def test_what_is_due_and_decided_is_the_same_in_table_and_card(
    page: BeautifulSoup, review: Published
) -> None:
    for row in page.select("table.dues tbody tr:has(th a)"):
        link = row.select_one("th a")
        assert link is not None
        block = page.select_one(f"details:has(> {link['href']})")
        assert block is not None
        due = dict(_facts(block))["Due"]
        what, when = (words(cell) for cell in row.select("td")[:2])
        first = words(page.select_one(f'table.dues tr:has(a[href="{link["href"]}"])') or row)
        if what in first and when in first:  # a card begins with what is due first
            assert what in due
            assert when in due
    for row in page.select("table.holding tbody tr"):
        link = row.select_one("th a")
        assert link is not None
        block = page.select_one(f"details:has(> {link['href']})")
        assert block is not None
        assert words(row.select("td strong")[0]) in dict(_facts(block))["Decision"]


def test_each_card_lists_all_that_is_due_of_its_vendor(page: BeautifulSoup, review: Published) -> None:
    """So the section on what is due may leave to them what falls due later."""
    listed = sum(dict(_facts(block))["Due"] != "nothing" for block in page.select("details.vendor"))
    assert listed
    items = [dd for block in page.select("details.vendor") for dd in _due_lines(block)]
    told = page.select("table.dues tbody tr:has(th a)")
    later = page.select_one("h2#due ~ p.quiet a[href='#vendor-by-vendor']")
    number = int(words(later.parent or later).split()[0]) if later is not None else 0
    # What states no day is on the card too.
    assert len([one for one in items if "no end stated" not in one]) == len(told) + number


def _due_lines(block: Tag) -> list[str]:
    facts = block.select_one(".first-facts")
    assert facts is not None
    (due,) = (dd for dt, dd in zip(facts.select("dt"), facts.select("dd"), strict=True) if words(dt) == "Due")
    for line in due.select("br"):
        line.replace_with("|")
    return [one for one in words(due).split("|") if one.strip() != "nothing"]


def test_a_decision_has_one_day_wherever_it_stands(page: BeautifulSoup) -> None:
    """Due, decisions in force, why it is needed, and the card; a day by which to decide says what it is the day of."""
    for row in page.select("table.dues tbody tr:has(th a)"):
        link = row.select_one("th a")
        assert link is not None
        what, day = (words(cell) for cell in row.select("td")[:2])
        if what != "decision" or day == "now":
            continue
        (held,) = page.select(f"table.holding tr:has(a[href='{link['href']}'])")
        waiting = page.select(f"table.waiting tr:has(a[href='{link['href']}'])")
        if "lapsed" not in (held.find_parent("table") or held)["class"]:
            assert words(held.select("td")[2]) == day
            assert all(
                f"ts decision expires, on {day}" in words(one) for one in waiting if "decision" in words(one)
            )
    for row in page.select("table.waiting tbody tr"):
        by_when = words(row.select("td")[1])
        assert by_when == "now" or by_when == "not set" or len(by_when.split()) > 1


def test_what_is_not_stated_is_the_same_in_matrix_card_and_section(page: BeautifulSoup) -> None:
    heads = [words(head) for head in page.select("table.unknowns thead th")]
    marks = {
        str(row.select("a")[0]["href"]): dict(zip(heads, map(words, row.select("th, td")), strict=True))
        for row in page.select("table.unknowns tbody tr")
    }
    placeless = {vendor for vendor, told in marks.items() if told["Location"] == "not stated"}
    total = len(page.select("details.vendor"))
    section = " ".join(words(one) for one in page.select("h2#concentration ~ p"))
    counted = re.search(r"For (\d+) of \d+ vendors? no place is stated", section)
    nowhere = f"No place is stated for any of the {total} vendors" in section
    assert len(placeless) == (total if nowhere else int(counted[1]) if counted else 0)
    for block in page.select("details.vendor"):
        anchor = block.select_one("div[id^='vendor-']")
        assert anchor is not None
        vendor = f"#{anchor['id']}"
        stated = any(words(label) == "Places" for label in block.select("dl.facts dt"))
        assert stated == (vendor not in placeless)
        unstated = any(words(label) == "Access path" for label in block.select("dl.facts dt"))
        assert unstated == (marks.get(vendor, {}).get("Access") != "not stated")
    ungrouped = re.search(r"For (\d+) of \d+ vendors? no group is stated", words(page.select("main")[0]))
    if ungrouped is not None:
        missing = [
            " ".join(map(words, block.select("dl.facts dd.unstated")))
            for block in page.select("details.vendor")
        ]
        assert int(ungrouped[1]) == sum("group" in one.replace(",", " ").split() for one in missing)
    open_data = {vendor for vendor, told in marks.items() if told["Data"] not in ("stated", "broadly")}
    row = page.select_one("table.shared tbody tr:has(th:-soup-contains('Not stated'))")
    assert len(open_data) == (int(words(row.select("td")[0])) if row is not None else 0)


def test_the_largest_contributions_and_the_picture_add_up_to_the_score(page: BeautifulSoup) -> None:
    """In whole points, each of them once: a reader adds them up."""
    pictured = 0
    for block in page.select("details.vendor"):
        score = words(block.select("summary span.nowrap")[0]).split(" to ")[-1]
        facts = _facts(block)
        largest = next((dd for dt, dd in facts if dt == "Most points"), "")
        moves = [
            int(one.replace("\N{MINUS SIGN}", "-"))
            for one in re.findall(r": ([+\N{MINUS SIGN}]?\d+)\b", largest)
        ]
        ledger = len(block.select("table.ledger tbody tr"))
        if 0 < ledger <= 5 and "under 1" not in largest:
            assert sum(moves) == int(score), words(block.select("h3")[0])
        caption = " ".join(words(one) for one in block.select("figcaption, p"))
        found = re.search(
            r"At worst(?: \(full bars\))? (\d+) points of data severity(.*?) make (\d+);", caption
        )
        if found is None or "under 1" in found[2]:
            continue
        pictured += 1
        off = [int(one) for one in re.findall(r"(\d+) for its (?:access path|controls)", found[2])]
        back = [int(one) for one in re.findall(r"plus (\d+) for the cap", found[2])]
        assert int(found[1]) - sum(off) + sum(back) == int(found[3]) == int(score)
    assert pictured


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
