"""A day that is shown in two places is the same day: page, scores, JSON, public list and both calendars of a review."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from bs4 import BeautifulSoup, Tag
from icalendar import Calendar

from reviewing import Published, command

pytestmark = pytest.mark.slow

EXAMPLE = Path(__file__).parents[2] / "data" / "example"
BEFORE, AFTER = "2026-07-31", "2026-10-31"
_SUMMARY = re.compile(r"(?:(Due now)|Overdue since (\S+)): (.*)|(.*)", re.DOTALL)
_ISO = re.compile(r"\d{4}-\d{2}-\d{2}")


@dataclass(frozen=True)
class Made:
    """The review of the example's later state after the earlier one, with what `run` printed."""

    review: Published
    result: dict[str, Any]
    page: BeautifulSoup

    def events(self, name: str) -> list[Any]:
        read: Any = Calendar.from_ical((self.review.folder / name).read_bytes())
        return [event for event in read.walk("VEVENT") if event["STATUS"] == "CONFIRMED"]

    def due(self) -> dict[tuple[str, str], str]:
        """Vendor and what is due, as the internal calendar says it, to its day, "now" for what states none."""
        found = {}
        for event in self.events("due.ics"):
            now, since, late, coming = _SUMMARY.fullmatch(str(event["SUMMARY"])).groups()  # type: ignore[union-attr]
            assert coming or event.start == date.fromisoformat(AFTER)
            name, rest = (late or coming).split(": ", 1)
            found[name, rest.rpartition(" (")[0]] = "now" if now else since or event.start.isoformat()
        assert len(found) == len(self.events("due.ics"))
        return found


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Made:
    reviews = tmp_path_factory.mktemp("days") / "reviews"
    for day in (BEFORE, AFTER):
        arguments = ("--as-of", day, "--reviews", reviews, "--samples", "100")
        done = command("run", EXAMPLE / day, *arguments)
        assert done.returncode == 0, done.stderr
    result = json.loads(done.stdout)
    review = Published(reviews, Path(result["review"]).parent, done.stdout, done.stderr)
    return Made(review, result, BeautifulSoup(review.text("review.html"), "html5lib"))


_IN_A_YEAR = "2027-10-31"
#: What a card says of something due: what, by when, and why.
_DUE = re.compile(r"(?P<what>.*?), (?:overdue since )?(?P<when>\d{4}-\d{2}-\d{2}|now)(?: \(|$)")


def words(found: Tag) -> str:
    return " ".join(found.get_text(" ").split())


def cells(row: Tag) -> list[str]:
    return [words(cell) for cell in row.select("th, td")]


def of_vendor(made: Made, name: str) -> dict[str, str]:
    return {what: day for (vendor, what), day in made.due().items() if vendor == name}


def test_the_section_of_what_is_due_has_the_days_of_the_internal_calendar(made: Made) -> None:
    rows = [cells(row) for row in made.page.select("table.dues tbody tr:has(td)")]
    listed = {(name, what): when for name, what, when, _, _ in rows}
    assert len(listed) == len(rows) > 20
    assert listed.items() <= made.due().items()
    ahead = (date.fromisoformat(AFTER).toordinal()) + 90
    beyond = made.due().items() - listed.items()
    assert beyond
    assert all(date.fromisoformat(day).toordinal() > ahead for _, day in beyond)


def test_the_table_of_all_vendors_has_the_first_review_or_check_of_the_calendar(made: Made) -> None:
    scores = {row["name"]: row for row in made.review.rows("scores.csv")}
    rows = made.page.select("table.vendors tbody tr")
    assert len(rows) == len(scores)
    for row in rows:
        name, *_, told = cells(row)
        looks = {
            what: day for what, day in of_vendor(made, name).items() if what in ("review", "interim check")
        }
        first = min(looks.values(), key=lambda day: AFTER if day == "now" else day)
        assert scores[name]["due_on"] == (AFTER if first == "now" else first)
        assert first in told
        late = first == "now" or first < AFTER
        assert (scores[name]["review"] == "overdue") == late == ("overdue since" in told or first == "now")


def test_each_card_has_the_days_of_its_vendor_and_nothing_that_has_passed_is_to_come(made: Made) -> None:
    for card in made.page.select("details.vendor"):
        name = words(card.select("summary h3")[0])
        for line_end in card.select(".first-facts br"):
            line_end.replace_with("\n")
        facts: dict[str, str] = {}
        for selector in (".first-facts", "dl.facts"):
            listed = card.select_one(selector)
            assert listed is not None
            labels, told = listed.select("dt"), listed.select("dd")
            facts |= {words(label): one.get_text().strip() for label, one in zip(labels, told, strict=True)}
        due = of_vendor(made, name)
        assert facts["Due"] != "nothing" or not due
        for line in facts["Due"].removeprefix("nothing").splitlines():
            found = _DUE.match(line)
            assert found is not None, line
            # The calendar looks a year ahead, a card at what comes next.
            assert due.get(found["what"], found["when"]) == found["when"], name
            assert found["what"] in due or found["when"] > _IN_A_YEAR, name
        assert all(day >= AFTER for day in _ISO.findall(facts.get("Coming up", "")))


def test_what_needs_a_decision_by_now_or_some_day_is_what_the_calendar_says(made: Made) -> None:
    compared = 0
    for row in made.page.select("table.decisions:not(.dues):not(.holding) tbody tr"):
        name, why, _, _ = cells(row)
        due = of_vendor(made, name)
        for told, what in (
            (r"interim check is overdue, since (\d{4}-\d{2}-\d{2})", "interim check"),
            (r"(?:its review is overdue|a review is due for [^;.]*), since (\d{4}-\d{2}-\d{2})", "review"),
            (r"in tier T1, interim check due (\d{4}-\d{2}-\d{2})", "interim check"),
            (r"in tier T1, review due (\d{4}-\d{2}-\d{2})", "review"),
            (r"decision (?:has expired, since|expires, on) (\d{4}-\d{2}-\d{2})", "decision"),
        ):
            for day in re.findall(told, why, re.IGNORECASE):
                assert due[what] == day, name
                compared += 1
    assert compared > 10


def test_a_decision_in_force_expires_on_the_day_of_the_calendar_and_another_is_overdue(made: Made) -> None:
    in_force = [cells(row) for row in made.page.select("table.holding:not(.lapsed) tbody tr")]
    lapsed = [cells(row) for row in made.page.select("table.lapsed tbody tr")]
    assert {name for name, *_ in in_force}.isdisjoint(name for name, *_ in lapsed)
    for name, _, _, until, *_ in in_force:
        assert of_vendor(made, name)["decision"] == until
    for name, *_ in lapsed:
        day = of_vendor(made, name)["decision"]
        assert day == "now" or day < AFTER
    assert {"Pennickmere Pay"} <= {name for name, *_ in lapsed}


def test_the_json_of_the_run_names_what_the_page_and_the_calendar_call_overdue(made: Made) -> None:
    overdue = [(item["name"], item["due_on"]) for item in made.result["overdue"]]
    late = [
        (name, AFTER if day == "now" else day)
        for (name, _), day in made.due().items()
        if day == "now" or day < AFTER
    ]
    assert sorted(overdue) == sorted(late)
    assert made.result["counts"]["overdue"] == len(late)
    (heading,) = [
        words(row) for row in made.page.select("table.dues th[scope=rowgroup]") if "Overdue" in words(row)
    ]
    assert heading == f"Overdue: {len(late)}"


def test_the_public_calendar_has_the_days_that_list_page_and_json_announce(made: Made) -> None:
    notices = json.loads(made.review.text("changes.json"))["notices"]
    announced = {
        (notice["name"], what, notice[column])
        for notice in notices
        for what, column in (
            ("Takes effect", "effective_on"),
            ("Notice ends", "notice_ends_on"),
            ("Last day to object", "objection_until"),
        )
        if notice[column] and notice[column] >= AFTER
    }
    told = set()
    for event in made.events("changes.ics"):
        what, change = str(event["SUMMARY"]).split(": ", 1)
        (name,) = {name for name, *_ in announced if change.startswith(name)}
        told.add((name, what, event.start.isoformat()))
    assert told
    assert told <= announced
    listing = json.loads(made.review.text("public-list.json"))
    since = {
        vendor["name"]: vendor["since"] for section in listing["sections"] for vendor in section["vendors"]
    }
    for notice in notices:
        if notice["kind"] == "addition":
            assert since[notice["name"]] == notice["effective_on"]


def test_the_public_calendar_says_nothing_that_the_list_does_not(made: Made) -> None:
    public = made.review.folder / "changes.ics"
    text = public.read_text(encoding="utf-8").replace("\r\n ", "")
    listing = json.loads(made.review.text("public-list.json"))
    names = {vendor["name"] for section in listing["sections"] for vendor in section["vendors"]}
    hidden = {row["name"] for row in made.review.rows("scores.csv")} - names
    assert hidden
    assert not [name for name in hidden if name in text]
    assert not [
        word for word in ("head of", "Overdue", "review", "decision", "T1") if word in text.split("\n", 4)[4]
    ]
