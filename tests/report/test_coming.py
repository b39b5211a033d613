"""What comes next, as the page, `explain`, the verdict and the decisions tell it."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pandas as pd
import pytest
from bs4 import BeautifulSoup

from assembled import compared_example, example_review, numberz_review, review_of
from registers import write_register
from vendor_review.report import what_is_due
from vendor_review.report.pages.blocks import Fragment
from vendor_review.report.sections.decision_reasons import open_reasons
from vendor_review.report.sections.due import customer_days, due_groups
from vendor_review.report.sections.verdict import verdict_facts
from vendor_review.report.vendor_card.card import vendor_text
from vendor_review.report.vendor_card.dates import coming_words, due_text
from vendor_review.report.vendor_card.facts import vendor_facts
from vendor_review.scoring import score_vendors

EXAMPLE_IDS = list(example_review().scores.vendors.index)


def test_what_customers_may_object_to_is_due_with_its_days_until_it_holds_and_only_on_a_list_that_goes_out() -> (
    None
):
    review = compared_example()
    days = [tuple(row.values()) for row in customer_days(review)]
    assert days == [
        ("Inkharrow Documents", "2026-11-02", "2026-11-18", "2026-11-23"),
        ("Basaltfell Cloud", "2026-11-02", "2026-11-18", "2026-12-01"),
    ]
    (block,) = what_is_due(review).blocks
    assert isinstance(block, Fragment)
    text = " ".join(BeautifulSoup(block.html, "html5lib").get_text().split())
    for name, until, ends, begins in days:
        assert (
            f"{name}: customers can object until {until}; notice ends {ends}; in effect from {begins}."
            in text
        )
    assert customer_days(replace(review, withheld=("for a reason",))) == []


def test_each_owner_sees_first_what_is_overdue_of_whom() -> None:
    (block,) = what_is_due(compared_example()).blocks
    assert isinstance(block, Fragment)
    soup = BeautifulSoup(block.html, "html5lib")
    lines = {line.strong.get_text(): line.get_text() for line in soup.select(".owners li") if line.strong}
    assert lines["finance"] == "finance, 3 overdue: Pennickmere Pay (review, decision, evidence)."
    overdue = soup.select_one("tbody")
    assert overdue is not None
    rows = [[cell.get_text() for cell in row.select("th, td")] for row in overdue.select("tr")][1:]
    for owner, line in lines.items():
        own = [(vendor, what.split(":")[0]) for vendor, what, _, _, whose in rows if whose.strip() == owner]
        assert line.startswith(f"{owner}, {len(own)} overdue: ")
        for vendor, what in own:
            assert what in line.partition(f"{vendor} (")[2].partition(")")[0]
    assert len(rows) == sum(int(line.split(", ")[1].split()[0]) for line in lines.values())


def test_a_card_names_what_is_due_within_a_year_and_what_else_is_to_come() -> None:
    review = example_review()
    # An incident calls for the review, which takes the place of the check that is overdue since 20 October.
    assert due_text(review, "watchfen") == "review, overdue since 2026-10-12"
    assert (
        due_text(review, "skerrowby-india") == "interim check, overdue since 2026-09-02; review, 2027-03-02"
    )
    assert due_text(review, "oraquelle") == "review, overdue since 2026-08-12; decision, now"
    assert due_text(review, "cobblefenn") == "review, now"
    assert due_text(review, "pennickmere") == (
        "review, overdue since 2026-09-15; decision, overdue since 2026-09-15; "
        "evidence: ISO 27001 (pennickmere-iso-2023), overdue since 2026-09-15"
    )
    assert coming_words(review, "oraquelle").startswith(
        "2027-01-01 SOC 2 Type II report (oraquelle-soc2-2026) starts to count for less; "
    )
    facts = vendor_facts(review, "watchfen")["facts"]
    assert (facts["Last reviewed"], facts["Due"]) == ("2026-04-20", due_text(review, "watchfen"))
    assert vendor_facts(review, "cobblefenn")["facts"]["Last reviewed"] == "never"


def test_nothing_to_come_has_passed() -> None:
    review = example_review()
    for name in EXAMPLE_IDS:
        days = [part[:10] for part in coming_words(review, name).split("; ") if part]
        assert days == sorted(days)
        assert all(day >= f"{review.as_of}" for day in days)


def test_the_days_of_a_vendor_cost_few_bytes() -> None:
    review = example_review()
    told = [due_text(review, name) + coming_words(review, name) for name in EXAMPLE_IDS]
    assert sum(map(len, told)) / len(told) < 140


def test_explain_tells_every_day_and_why_a_review_is_due() -> None:
    text = vendor_text(vendor_facts(example_review(), "oraquelle"))
    assert (
        "  review, overdue since 2026-08-12: a new engagement: oraquelle-writing, engaged 13 July 2026"
        in text
    )
    others = example_review().scores.events.query("vendor_id == 'oraquelle' and kind == 'evidence_fades'")
    assert len(others)
    for day in others["on"]:
        assert f"\n  {day:%Y-%m-%d}  " in text
    aws = vendor_text(vendor_facts(numberz_review(), "aws"))
    assert "Last reviewed: never" in aws
    assert "  review, now: never reviewed, and the day it was engaged is not stated" in aws


def test_a_review_that_an_event_makes_due_and_nobody_did_needs_a_decision() -> None:
    review = example_review()
    reasons = [reason for of_vendor in open_reasons(review).values() for reason in of_vendor]
    found = [reason for reason in reasons if reason.why.startswith("a review is due for")]
    assert {(reason.vendor_id, reason.why, f"{reason.on}") for reason in found} == {
        ("oraquelle", "a review is due for a new engagement", "2026-08-12"),
        ("lexomarra", "a review is due for a new engagement", "2026-08-19"),
        ("mailbracken", "a review is due for a new onward vendor", "2026-04-01"),
        ("pennickmere", "a review is due for the expiry of evidence", "2026-09-15"),
        # A bridge letter without an end of its own ends three months after the day up to which it speaks.
        ("deskharrow", "a review is due for the expiry of evidence", "2026-09-30"),
        ("mapthornby", "a review is due for the end of its contract", "2026-09-28"),
    }


def test_the_verdict_counts_what_the_list_of_due_items_shows() -> None:
    review = example_review()
    facts, items = verdict_facts(review), review.scores.due_items
    assert facts["overdue"] == items["state"].eq("overdue").sum() > 10
    ahead = (items["due_on"] - pd.Timestamp(review.as_of)).dt.days
    waiting = items["state"].ne("overdue")
    assert sum(facts["due_within"].values()) == (waiting & ahead.le(90)).sum()
    assert facts["due_within"]["30"] == (waiting & ahead.le(30)).sum()
    assert [heading for heading, _ in due_groups(review)] == [
        "Overdue",
        "Within 30 days",
        "In 31 to 60 days",
        "In 61 to 90 days",
    ]


def test_of_many_things_that_are_overdue_the_first_are_listed_and_the_others_counted(tmp_path: Path) -> None:
    ids = [f"v{number:03}" for number in range(60)]
    tables = {
        "vendors": [{"vendor_id": name, "name": name} for name in ids],
        "engagements": [{"vendor_id": name, "engagement_id": name, "status": "active"} for name in ids],
    }
    review = review_of(write_register(tmp_path / "many", tables), "2026-11-01")
    (block,) = what_is_due(review).blocks
    assert isinstance(block, Fragment)
    page = BeautifulSoup(block.html, "html5lib")
    assert len(page.select("table.dues tbody tr:has(time), table.dues tbody tr:has(a)")) == 40
    assert "Overdue: 60" in page.get_text()
    assert "20 more: due.ics beside this page has them all." in page.get_text()


@pytest.mark.parametrize(("days", "told"), [(59, 0), (60, 1)])
def test_how_far_ahead_a_decision_is_to_be_renewed_is_a_number_of_the_policy(
    tmp_path: Path, days: int, told: int
) -> None:
    key = {"vendor_id": "v"}
    decision = {"decision_id": "d", "decision": "accept", "decided_by": "x", "decided_on": "2026-01-01"}
    register = write_register(
        tmp_path / "one",
        {
            "vendors": [{**key, "name": "One"}],
            "engagements": [{**key, "engagement_id": "e", "status": "active", "access_path": "none"}],
            "decisions": [{**key, **decision, "expires_on": "2026-12-31"}],
        },
    )
    review = review_of(register, "2026-11-01")
    policy = replace(review.scores.policy, lapsing_days=days)
    changed = replace(review, scores=score_vendors(review.checked, policy))
    reasons = open_reasons(changed).get("v", [])
    assert sum(reason.why == "its decision expires" for reason in reasons) == told
